//! `administer`: several edits of one treasury in one transaction, all or none.

use alloc::vec::Vec;

use bursar_abi::IVault;
use bursar_policy::{TreasuryState, layout};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, books::Books, dispatch::split};

/// Carries out `calls` in their order, each as if it had come alone: with the caller's roles, and waiting
/// if it loosens. `expectedVersion` is the treasury's before the first of them. What each one expects
/// itself is the version that those before it left, or `u32::MAX`, any. One audit head closes what all
/// of them logged.
///
/// `edit` is a dispatch of edits, and of nothing else.
///
/// # Errors
/// `TreasuryUnknown`, `VersionMismatch`, `VersionExhausted`; `SelectorUnknown` for a call that is no
/// edit, `TreasuryForeign` for one of another treasury, and whatever else one is refused with.
pub fn administer<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::administerCall,
    edit: impl Fn(&Vault<'_, H>, [u8; 4], &[u8]) -> Outcome<Vec<u8>>,
) -> Outcome {
    let IVault::administerCall { treasury, expectedVersion, calls } = call;
    let books = Books::open(vault, treasury)?;
    books.edited(expectedVersion)?;
    let first = books.state.entries;
    for call in &calls {
        let (selector, arguments) = split(call);
        edit(&vault.within(treasury, call), selector, arguments)?;
    }
    let state = TreasuryState::unpack(vault.load(layout::treasury_state_slot(treasury)));
    // Each call logs an entry; more calls than 32 bits count do not fit a transaction.
    let count = u32::try_from(state.entries.saturating_sub(first)).unwrap_or(u32::MAX);
    if count != 0 {
        let head = vault.load(layout::audit_head_slot(treasury)).into();
        vault.log(&IVault::AuditHead { treasury, firstSeq: first, count, head });
    }
    Ok(())
}
