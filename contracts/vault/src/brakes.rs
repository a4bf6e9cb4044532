//! The brakes: what tightens at once, and the owner's way out. They are in the hot program, so that
//! they are never less available than spending. Each voids what waits for the object it is pulled on:
//! nothing that was asked for before may loosen what was just tightened.
//!
//! No brake takes an expected version and none fails because a version ran out: whoever pulls one
//! must not lose a race against an edit.

use alloy_primitives::U256;
use bursar_abi::{IToken, IVault};
use bursar_policy::{Loosening, Pending, edit, layout, roles::Action};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, agents, books::Books, token};

/// Stops every payment of a treasury. A withdrawal stays possible.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`.
pub fn freeze_treasury<H: Host>(vault: &Vault<'_, H>, call: IVault::freezeTreasuryCall) -> Outcome {
    let treasury = call.treasury;
    let mut books = Books::open_for(vault, treasury, Action::FreezeTreasury)?;
    books.state.frozen = true;
    books.void(layout::treasury_state_slot(treasury));
    books.record(&IVault::TreasuryFrozen { treasury, by: vault.sender() });
    books.close();
    Ok(())
}

/// Stops every payment of an agent.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
pub fn freeze_agent<H: Host>(vault: &Vault<'_, H>, call: IVault::freezeAgentCall) -> Outcome {
    let agent = call.agent;
    let (_, mut books) = agents::open_for(vault, agent, Action::FreezeAgent)?;
    edit::set_frozen(&mut vault.slots(), agent, true);
    books.void(layout::agent_policy_slot(agent));
    books.record(&IVault::AgentFrozen { treasury: books.id(), agent, by: vault.sender() });
    books.close();
    Ok(())
}

/// Ends an agent. The key stays bound to the treasury, what it spent and the nonces it used stay
/// known, and its generation moves on, so that adding it again revives nothing of old. A session is ended
/// for good: its key never joins again.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
pub fn remove_agent<H: Host>(vault: &Vault<'_, H>, call: IVault::removeAgentCall) -> Outcome {
    let agent = call.agent;
    let (_, mut books) = agents::open_for(vault, agent, Action::RemoveAgent)?;
    edit::remove(&mut vault.slots(), agent);
    books.void(layout::agent_policy_slot(agent));
    books.record(&IVault::AgentRemoved { treasury: books.id(), agent, by: vault.sender() });
    books.close();
    Ok(())
}

/// Ends everything that an agent has delegated, and all below, in one write: its generation moves on.
/// The agent itself goes on spending.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
pub fn revoke_delegations<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::revokeDelegationsCall,
) -> Outcome {
    let agent = call.agent;
    let (_, mut books) = agents::open_for(vault, agent, Action::RevokeDelegations)?;
    let slot = layout::binding_slot(agent);
    vault.store(slot, edit::revoke(vault.load(slot)));
    books.void(layout::agent_policy_slot(agent));
    books.record(&IVault::DelegationsRevoked { treasury: books.id(), agent, by: vault.sender() });
    books.close();
    Ok(())
}

/// Takes a vendor off an agent's list.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
pub fn remove_vendor<H: Host>(vault: &Vault<'_, H>, call: IVault::removeVendorCall) -> Outcome {
    let IVault::removeVendorCall { agent, vendor } = call;
    let (_, mut books) = agents::open_for(vault, agent, Action::RemoveVendor)?;
    let (slot, entry) = (layout::agent_policy_slot(agent), layout::vendor_slot(agent, vendor));
    let (policy, version) = edit::tighten(vault.load(slot), vault.load(entry));
    vault.store(slot, policy);
    unlist(&books, vault, entry);
    let treasury = books.id();
    books.record(&IVault::VendorRemoved { treasury, agent, vendor, version });
    books.close();
    Ok(())
}

/// Takes a vendor off a treasury's shared list.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`.
pub fn remove_shared_vendor<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::removeSharedVendorCall,
) -> Outcome {
    let IVault::removeSharedVendorCall { treasury, vendor } = call;
    let mut books = Books::open_for(vault, treasury, Action::RemoveSharedVendor)?;
    books.state = books.state.tightened();
    unlist(&books, vault, layout::shared_vendor_slot(treasury, vendor));
    let version = books.state.version;
    books.record(&IVault::SharedVendorRemoved { treasury, vendor, version });
    books.close();
    Ok(())
}

fn unlist<H: Host>(books: &Books<'_, '_, H>, vault: &Vault<'_, H>, slot: U256) {
    vault.store(slot, edit::remove_vendor(vault.load(slot)));
    books.void(slot);
}

/// Calls off what waits for an object: guardians, and the owner. What they may not stand in the way
/// of, their own removal and a withdrawal that they called off once, only the owner calls off.
///
/// # Errors
/// `TreasuryUnknown`, `EditUnknown`, `Unauthorized`.
pub fn cancel_edit<H: Host>(vault: &Vault<'_, H>, call: IVault::cancelEditCall) -> Outcome {
    let IVault::cancelEditCall { treasury, object } = call;
    let mut books = Books::open(vault, treasury)?;
    let slot = layout::pending_slot(treasury, object.into());
    let pending = Pending::unpack(vault.load(slot));
    books.require(if pending.firm { Action::CancelFirmEdit } else { Action::CancelEdit })?;
    if !pending.is_open() {
        return Err(IVault::EditUnknown { object }.into());
    }
    vault.store(slot, pending.cancel().pack());
    books.record(&IVault::EditCancelled { treasury, object, by: vault.sender() });
    books.close();
    Ok(())
}

/// Pays money of a treasury out to an address of its owner's choice, after the treasury's delay. No
/// freeze stops it: a brake that locks the owner's money up would not be pulled.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `AddressInvalid`, `AmountInvalid`, `BalanceInsufficient`,
/// `EditWaiting`, `TokenFailed`, `GasInsufficient`, `NotConfigured`.
pub fn withdraw<H: Host>(vault: &Vault<'_, H>, call: IVault::withdrawCall) -> Outcome {
    let IVault::withdrawCall { treasury, to, value } = call;
    let mut books = Books::open_for(vault, treasury, Action::Withdraw)?;
    vault.require_party(to)?;
    let balance = books.state.balance;
    // A value too wide for 64 bits is more than any balance, too.
    let left = u64::try_from(value).ok().and_then(|value| balance.checked_sub(value));
    let Some(left) = left else {
        return Err(
            IVault::BalanceInsufficient { asked: value, balance: U256::from(balance) }.into()
        );
    };
    if value.is_zero() {
        return Err(IVault::AmountInvalid { value }.into());
    }
    let object = layout::withdrawal(treasury, to, value);
    if !books.admit(object, Loosening::Withdrawal, None)? {
        books.close();
        return Ok(());
    }
    books.state.balance = left;
    books.record(&IVault::Withdrawn { treasury, to, value });
    books.close();
    token::send(vault, vault.config()?.token, &IToken::transferCall { to, value })
}
