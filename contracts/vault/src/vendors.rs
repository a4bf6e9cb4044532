//! Whom agents may pay: an agent's own list, and the list that a treasury's agents share.

use alloy_primitives::U256;
use bursar_abi::IVault;
use bursar_policy::{VendorTerms, edit, layout, roles::Action};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, agents, books::Books};

/// Puts a vendor on an agent's list, or gives it other terms. What it was paid goes on counting.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`, `AddressInvalid`, `PolicyInvalid`, `VersionMismatch`,
/// `VersionExhausted`.
pub fn set<H: Host>(vault: &Vault<'_, H>, call: IVault::setVendorCall) -> Outcome {
    let IVault::setVendorCall { agent, vendor, entry, expectedVersion } = call;
    let (policy, mut books) = agents::open_for(vault, agent, Action::SetVendor)?;
    vault.require_party(vendor)?;
    let policy = policy.edited(expectedVersion).map_err(|fault| Refusal::edit(fault, agent))?;
    write(vault, layout::vendor_slot(agent, vendor), &entry)?;
    vault.store(layout::agent_policy_slot(agent), policy.pack());
    let (treasury, version) = (books.id(), policy.version);
    books.record(&IVault::VendorSet { treasury, agent, vendor, entry, version });
    books.close();
    Ok(())
}

/// Puts a vendor on a treasury's shared list, or gives it other terms.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `AddressInvalid`, `PolicyInvalid`, `VersionMismatch`,
/// `VersionExhausted`.
pub fn set_shared<H: Host>(vault: &Vault<'_, H>, call: IVault::setSharedVendorCall) -> Outcome {
    let IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion } = call;
    let mut books = Books::open_for(vault, treasury, Action::SetSharedVendor)?;
    vault.require_party(vendor)?;
    let version = books.next_version(expectedVersion)?;
    write(vault, layout::shared_vendor_slot(treasury, vendor), &entry)?;
    books.record(&IVault::SharedVendorSet { treasury, vendor, entry, version });
    books.close();
    Ok(())
}

fn write<H: Host>(vault: &Vault<'_, H>, slot: U256, entry: &bursar_abi::VendorEntry) -> Outcome {
    let word = VendorTerms::try_from(entry)
        .and_then(|terms| edit::edit_vendor(vault.load(slot), &terms, vault.now()))
        .map_err(Refusal::policy)?;
    vault.store(slot, word);
    Ok(())
}
