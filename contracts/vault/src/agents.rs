//! Agents: joining with their own consent, and the policies they spend under.

use alloy_primitives::{Address, U256};
use bursar_abi::{Consent, IVault};
use bursar_policy::{
    AgentPolicy, AgentWords, Loosening, Policy, breaker, delegation, edit,
    eip712::{self, AgentConsent},
    layout,
    roles::{Action, may_to_kin},
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, books::Books, codec, signature};

/// A live agent's policy, and its treasury opened for a caller who may do `action`, by a role or as
/// who delegated to the agent. A session is no agent of which anything is edited.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`.
// Once in a program: every brake begins with it.
#[inline(never)]
pub(crate) fn open_for<'v, 'h, H: Host>(
    vault: &'v Vault<'h, H>,
    agent: Address,
    action: Action,
) -> Outcome<(AgentPolicy, Books<'v, 'h, H>)> {
    let policy = AgentPolicy::unpack(vault.load(layout::agent_policy_slot(agent)));
    if !policy.is_live() || policy.is_session() && !action.suits_sessions() {
        return Err(IVault::AgentUnknown { agent }.into());
    }
    let books = Books::open(vault, policy.treasury)?;
    let kin = || delegation::kin(&mut vault.slots(), agent, vault.sender());
    match books.require(action) {
        Err(refusal) if !may_to_kin(action, kin()) => Err(refusal),
        _ => Ok((policy, books)),
    }
}

/// Binds a key to a treasury, for life, under a policy. The key must have signed its consent.
///
/// A key that was removed may come back to the same treasury: what it spent still counts, and a
/// frozen one stays frozen.
///
/// # Errors
/// `TreasuryUnknown`, `Unauthorized`, `AddressInvalid`, `PolicyInvalid`, `AgentBound`,
/// `VersionExhausted`, `ConsentExpired`, `SaltUsed`, `ConsentInvalid`, `EditWaiting`.
pub fn add<H: Host>(vault: &Vault<'_, H>, call: IVault::addAgentCall) -> Outcome {
    let IVault::addAgentCall { treasury, agent, policy: written, consent } = call;
    let mut books = Books::open_for(vault, treasury, Action::AddAgent)?;
    vault.require_party(agent)?;
    let policy = Policy::try_from(&written).map_err(Refusal::policy)?;
    let slots = &mut vault.slots();
    let before = AgentWords::load(slots, agent);
    let binding_slot = layout::binding_slot(agent);
    let joined = edit::join(vault.load(binding_slot), &before, treasury, &policy, vault.now())
        .map_err(|fault| Refusal::edit(fault, agent))?;
    let salt_slot = check_consent(vault, treasury, agent, policy.contract_payer, &consent)?;
    if books.admit(layout::agent_policy_slot(agent), Loosening::Something, None)? {
        vault.store(salt_slot, U256::ONE);
        vault.store(binding_slot, joined.binding);
        joined.words.store(&before, slots, agent);
        books.record(&IVault::AgentAdded {
            treasury,
            agent,
            policy: written,
            salt: consent.salt,
            version: joined.version,
            generation: joined.generation,
        });
    }
    books.close();
    Ok(())
}

/// Checks the agent's consent, to being a contract payer if it `is_contract`; returns the slot that says, for good, that its salt is used up.
fn check_consent<H: Host>(
    vault: &Vault<'_, H>,
    treasury: u64,
    agent: Address,
    is_contract: bool,
    consent: &Consent,
) -> Outcome<U256> {
    let Consent { salt, deadline, signature } = consent;
    let (salt, deadline) = (*salt, *deadline);
    require_time(vault, deadline)?;
    let slot = layout::consent_slot(agent, salt);
    if !vault.load(slot).is_zero() {
        return Err(IVault::SaltUsed { agent, salt }.into());
    }
    let message = AgentConsent { treasury, agent, salt, deadline, is_contract };
    let digest = eip712::consent_digest(vault.domain_separator(), &message);
    signature::require(vault, agent, is_contract, digest, signature)?;
    Ok(slot)
}

/// Checks that what was signed may still be used.
///
/// # Errors
/// `ConsentExpired`.
pub(crate) fn require_time<H: Host>(vault: &Vault<'_, H>, deadline: u64) -> Outcome {
    let now = vault.now();
    if now > deadline {
        return Err(IVault::ConsentExpired { deadline, now }.into());
    }
    Ok(())
}

/// Replaces an agent's policy. What it spent goes on counting; a sub-agent's keeps to its parent's.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`, `PolicyInvalid`, `VersionMismatch`, `VersionExhausted`,
/// `EditWaiting`.
pub fn set_policy<H: Host>(vault: &Vault<'_, H>, call: IVault::setPolicyCall) -> Outcome {
    let IVault::setPolicyCall { agent, policy: written, expectedVersion } = call;
    let (_, mut books) = open_for(vault, agent, Action::SetPolicy)?;
    let policy = Policy::try_from(&written).map_err(Refusal::policy)?;
    let slots = &mut vault.slots();
    let before = AgentWords::load(slots, agent);
    let after = delegation::check_edit(slots, agent, &policy)
        .and_then(|()| edit::edit_policy(&before, &policy, expectedVersion, vault.now()))
        .map_err(|fault| Refusal::edit(fault, agent))?;
    let loosening = Loosening::any(policy.loosens(&before.policy()));
    let version_at = codec::version_at::<IVault::setPolicyCall>();
    if books.admit(layout::agent_policy_slot(agent), loosening, version_at)? {
        after.store(&before, slots, agent);
        let version = AgentPolicy::unpack(after.policy).version;
        books.record(&IVault::PolicySet { treasury: books.id(), agent, policy: written, version });
    }
    books.close();
    Ok(())
}

/// Lets a frozen agent pay again, and empties its breaker. What a breaker froze guardians may thaw, too.
///
/// # Errors
/// `AgentUnknown`, `Unauthorized`, `EditWaiting`.
pub fn thaw<H: Host>(vault: &Vault<'_, H>, call: IVault::thawAgentCall) -> Outcome {
    let agent = call.agent;
    let has_tripped = breaker::has_tripped(&mut vault.slots(), agent);
    let action = if has_tripped { Action::ThawTripped } else { Action::ThawAgent };
    let (_, mut books) = open_for(vault, agent, action)?;
    if books.admit(layout::agent_policy_slot(agent), Loosening::Something, None)? {
        breaker::thaw(&mut vault.slots(), agent);
        books.record(&IVault::AgentThawed { treasury: books.id(), agent, by: vault.sender() });
    }
    books.close();
    Ok(())
}
