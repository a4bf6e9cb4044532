//! The vault's lens, a Stylus program: what makes the vault look like a token, what is stored, what would
//! happen; and the register of what was signed for payments to come: sessions, approvals, denials.
//! It moves no money and edits nothing that a treasury's admins decide.
//!
//! The front delegates the selectors of [`bursar_abi::LENS`] here. Handlers are in `bursar-vault`.
#![cfg_attr(not(test), no_std)]
#![allow(missing_docs, reason = "the entrypoint macro makes an item without any")]

extern crate alloc;

use alloc::vec::Vec;

use bursar_vault::{approvals, denials, dispatch::enter, facade, sessions, treasuries, views};
use stylus_sdk::{ArbResult, host::VM, prelude::*};

bursar_vault::serves! {
    answer balanceOfCall => views::balance_of;
    answer authorizationStateCall => views::authorization_state;
    answer nameCall => facade::name;
    answer symbolCall => facade::symbol;
    answer versionCall => facade::version;
    answer decimalsCall => facade::decimals;
    answer totalSupplyCall => facade::total_supply;
    answer DOMAIN_SEPARATORCall => facade::domain_separator;
    answer allowanceCall => facade::allowance;
    answer transferCall => facade::transfer;
    answer approveCall => facade::approve;
    answer transferFromCall => facade::transfer_from;
    answer checkCall => views::check;
    answer eip712DomainCall => facade::eip712_domain;
    answer tokenCall => views::token;
    answer treasuryIdCall => treasuries::id;
    answer treasuryCall => views::treasury;
    answer agentCall => views::agent;
    answer vendorCall => views::vendor;
    answer sharedVendorCall => views::shared_vendor;
    answer rolesOfCall => views::roles_of;
    answer pendingEditCall => views::pending_edit;
    answer approvalsOfCall => views::approvals_of;
    act registerSessionCall => sessions::register;
    act approvePaymentCall => approvals::approve;
    act registerApprovalsCall => approvals::register_signed;
    act revokeApprovalCall => approvals::revoke;
    pass recordDenialsCall => denials::record_denials;
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
