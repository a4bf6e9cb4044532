//! Delegations: agents let other keys spend for them.

use bursar_abi::IVault;
use bursar_policy::{
    delegation::{self, Delegation},
    eip712, layout,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, agents, books::Books, signature};

/// Makes the receiver of a delegation a sub-agent of its grantor. Both have signed it; whoever of them
/// calls by itself need not have. What a sub-agent spends is charged to every agent above it, too.
///
/// # Errors
/// `PolicyInvalid`, `AddressInvalid`, `ConsentExpired`, `ConsentInvalid`, `SaltUsed`, `AgentUnknown`,
/// `AgentBound`, `VersionExhausted`, `DelegationEnded`.
pub fn delegate<H: Host>(vault: &Vault<'_, H>, call: IVault::delegateCall) -> Outcome {
    let IVault::delegateCall { delegation: written, parentSignature, agentSignature } = call;
    let granted = Delegation::try_from(&written).map_err(Refusal::policy)?;
    let Delegation { parent, agent, salt, deadline, .. } = granted;
    vault.require_party(agent)?;
    agents::require_time(vault, deadline)?;
    let digest = eip712::delegation_digest(vault.domain_separator(), &granted);
    // The receiver has signed the flag with the policy.
    let signatures = [
        (parent, signature::is_contract(vault, parent), parentSignature),
        (agent, granted.policy.contract_payer, agentSignature),
    ];
    signature::require_all(vault, digest, &signatures)?;
    let joined = delegation::grant(&mut vault.slots(), &granted, vault.now())
        .map_err(|fault| Refusal::grant(fault, parent, agent))?;
    let mut books = Books::open(vault, joined.treasury)?;
    // Whoever asked to add the key as an agent of the treasury's own asked about another key than this.
    books.void(layout::agent_policy_slot(agent));
    books.record(&IVault::Delegated {
        treasury: joined.treasury,
        parent,
        agent,
        policy: written.policy,
        salt,
        version: joined.version,
        generation: joined.generation,
    });
    books.close();
    Ok(())
}
