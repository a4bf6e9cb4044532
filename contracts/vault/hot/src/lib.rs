//! The vault's hot Stylus program: what pays, on both roads, and the brakes.
//!
//! The front delegates the selectors of [`bursar_abi::HOT`] here. Handlers are in `bursar-vault`.
#![cfg_attr(not(test), no_std)]
#![allow(missing_docs, reason = "the entrypoint macro makes an item without any")]

extern crate alloc;

use alloc::vec::Vec;

use bursar_vault::{batch, brakes, dispatch::enter, settle};
use stylus_sdk::{ArbResult, host::VM, prelude::*};

bursar_vault::serves! {
    pass settleBatchCall => batch::settle_batch;
    pay transferWithAuthorization_0Call => settle::transfer_with_authorization;
    pay transferWithAuthorization_1Call => settle::transfer_with_authorization;
    act freezeTreasuryCall => brakes::freeze_treasury;
    act freezeAgentCall => brakes::freeze_agent;
    act removeAgentCall => brakes::remove_agent;
    act removeVendorCall => brakes::remove_vendor;
    act removeSharedVendorCall => brakes::remove_shared_vendor;
    act revokeDelegationsCall => brakes::revoke_delegations;
    act cancelEditCall => brakes::cancel_edit;
    act withdrawCall => brakes::withdraw;
}

/// One call, as the chain hands it over.
///
/// # Errors
/// Revert data of the interface's errors.
#[entrypoint]
pub fn main(input: Vec<u8>, host: VM) -> ArbResult {
    enter(&host, &input, dispatch)
}

#[cfg(test)]
mod tests;
