//! The brakes: what tightens at once, and the owner's way out. They are in the hot program, so that
//! they are never less available than spending.
//!
//! No brake takes an expected version and none fails because a version ran out: whoever pulls one
//! must not lose a race against an edit.

use alloy_primitives::U256;
use bursar_abi::{IToken, IVault};
use bursar_policy::{edit, layout, roles::Action};
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
    agents::set_frozen(vault, agent, true);
    books.record(&IVault::AgentFrozen { treasury: books.id(), agent, by: vault.sender() });
    books.close();
    Ok(())
}

/// Ends an agent. The key stays bound to the treasury, what it spent and the nonces it used stay
/// known, and its generation moves on, so that adding it again revives nothing of old.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
pub fn remove_agent<H: Host>(vault: &Vault<'_, H>, call: IVault::removeAgentCall) -> Outcome {
    let agent = call.agent;
    let (policy, mut books) = agents::open_for(vault, agent, Action::RemoveAgent)?;
    let slot = layout::binding_slot(agent);
    vault.store(slot, edit::leave(vault.load(slot), &policy));
    vault.store(layout::agent_policy_slot(agent), U256::ZERO);
    books.record(&IVault::AgentRemoved { treasury: books.id(), agent, by: vault.sender() });
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
    let slot = layout::agent_policy_slot(agent);
    let (policy, version) = edit::tighten(vault.load(slot));
    vault.store(slot, policy);
    unlist(vault, layout::vendor_slot(agent, vendor));
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
    unlist(vault, layout::shared_vendor_slot(treasury, vendor));
    let version = books.state.version;
    books.record(&IVault::SharedVendorRemoved { treasury, vendor, version });
    books.close();
    Ok(())
}

fn unlist<H: Host>(vault: &Vault<'_, H>, slot: U256) {
    vault.store(slot, edit::remove_vendor(vault.load(slot)));
}

/// Pays money of a treasury out to an address of its owner's choice. No freeze stops it: a brake
/// that locks the owner's money up would not be pulled.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `AddressInvalid`, `AmountInvalid`, `BalanceInsufficient`,
/// `TokenFailed`, `GasInsufficient`, `NotConfigured`.
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
    books.state.balance = left;
    books.record(&IVault::Withdrawn { treasury, to, value });
    books.close();
    token::send(vault, vault.config()?.token, &IToken::transferCall { to, value })
}
