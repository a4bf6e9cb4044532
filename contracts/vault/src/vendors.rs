//! Whom agents may pay: an agent's own list, and the list that a treasury's agents share.

use alloy_primitives::U256;
use bursar_abi::{self as abi, IVault};
use bursar_policy::{Loosening, VendorEntry, VendorTerms, edit, layout, roles::Action};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, agents, books::Books, codec};

/// Puts a vendor on an agent's list, or gives it other terms. What it was paid goes on counting.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`, `AddressInvalid`, `PolicyInvalid`, `VersionMismatch`,
/// `VersionExhausted`, `EditWaiting`.
pub fn set<H: Host>(vault: &Vault<'_, H>, call: IVault::setVendorCall) -> Outcome {
    let IVault::setVendorCall { agent, vendor, entry, expectedVersion } = call;
    let (policy, mut books) = agents::open_for(vault, agent, Action::SetVendor)?;
    vault.require_party(vendor)?;
    let policy = policy.edited(expectedVersion).map_err(|fault| Refusal::edit(fault, agent))?;
    let version_at = codec::version_at::<IVault::setVendorCall>();
    if write(&mut books, vault, layout::vendor_slot(agent, vendor), &entry, version_at)? {
        vault.store(layout::agent_policy_slot(agent), policy.pack());
        let (treasury, version) = (books.id(), policy.version);
        books.record(&IVault::VendorSet { treasury, agent, vendor, entry, version });
    }
    books.close();
    Ok(())
}

/// Puts a vendor on a treasury's shared list, or gives it other terms.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `AddressInvalid`, `PolicyInvalid`, `VersionMismatch`,
/// `VersionExhausted`, `EditWaiting`.
pub fn set_shared<H: Host>(vault: &Vault<'_, H>, call: IVault::setSharedVendorCall) -> Outcome {
    let IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion } = call;
    let mut books = Books::open_for(vault, treasury, Action::SetSharedVendor)?;
    vault.require_party(vendor)?;
    let edited = books.edited(expectedVersion)?;
    let version_at = codec::version_at::<IVault::setSharedVendorCall>();
    let slot = layout::shared_vendor_slot(treasury, vendor);
    if write(&mut books, vault, slot, &entry, version_at)? {
        books.state = edited;
        let version = edited.version;
        books.record(&IVault::SharedVendorSet { treasury, vendor, entry, version });
    }
    books.close();
    Ok(())
}

/// Writes an entry, unless that has to wait; whether it did.
fn write<H: Host>(
    books: &mut Books<'_, '_, H>,
    vault: &Vault<'_, H>,
    slot: U256,
    entry: &abi::VendorEntry,
    version_at: Option<usize>,
) -> Outcome<bool> {
    let before = vault.load(slot);
    let after = VendorTerms::try_from(entry)
        .and_then(|terms| edit::edit_vendor(before, &terms, vault.now()))
        .map_err(Refusal::policy)?;
    let loosens = VendorEntry::unpack(after).loosens(&VendorEntry::unpack(before));
    let is_admitted = books.admit(slot, Loosening::any(loosens), version_at)?;
    if is_admitted {
        vault.store(slot, after);
    }
    Ok(is_admitted)
}
