//! The vault's cold Stylus program: treasuries, roles, policies, deposits.
//!
//! The front delegates every selector here that is neither in [`bursar_abi::HOT`] nor in
//! [`bursar_abi::LENS`]. Handlers are in `bursar-vault`.
#![cfg_attr(not(test), no_std)]
#![allow(missing_docs, reason = "the entrypoint macro makes an item without any")]

extern crate alloc;

use alloc::vec::Vec;

use bursar_abi::IVault;
use bursar_vault::{
    Outcome, Vault, administration, delegations, deposits, dispatch::enter, treasuries,
};
use stylus_sdk::{ArbResult, host::VM, prelude::*, stylus_core::Host};

/// What `administer` takes several of.
mod edits {
    use bursar_vault::{agents, treasuries, vendors};

    bursar_vault::serves! {
        act addAgentCall => agents::add;
        act setPolicyCall => agents::set_policy;
        act thawAgentCall => agents::thaw;
        act setVendorCall => vendors::set;
        act setSharedVendorCall => vendors::set_shared;
        act transferOwnershipCall => treasuries::transfer_ownership;
        act setRolesCall => treasuries::set_roles;
        act setTreasuryLimitsCall => treasuries::set_limits;
        act thawTreasuryCall => treasuries::thaw;
    }
}

fn administer<H: Host>(vault: &Vault<'_, H>, call: IVault::administerCall) -> Outcome {
    administration::administer(vault, call, edits::dispatch)
}

bursar_vault::serves! {
    act depositCall => deposits::deposit;
    act depositWithAuthorizationCall => deposits::deposit_with_authorization;
    act administerCall => administer;
    act delegateCall => delegations::delegate;
    answer createTreasuryCall => treasuries::create;
    act acceptOwnershipCall => treasuries::accept_ownership;
    _ => edits::dispatch;
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
