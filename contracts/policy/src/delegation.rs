//! Delegations: an agent lets another key spend, under a policy within its own.
//!
//! A sub-agent is an agent like any other, with a policy, a state, a list and a binding of its own, and
//! a link to its parent. What it spends is charged to every ancestor too, under every ancestor's rules.
//! The link holds the parent's generation: one write there ends a whole subtree, for good.

use crate::batch::{Cache, Payer};
use crate::layout::{self, binding};
use crate::{
    AgentPolicy, AgentWords, Binding, EditFault, Flags, Link, Policy, PolicyFault, Storage,
    VendorMode, edit,
};
use alloy_primitives::{Address, B256, U256};

/// Most generations of sub-agents, and so most ancestors that an agent can have.
pub const MAX_DEPTH: u8 = 4;

/// What grantor and receiver sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Who grants: a live agent.
    pub parent: Address,
    /// Who receives, and spends.
    pub agent: Address,
    /// The limits of the receiver.
    pub policy: Policy,
    /// The grantor's, when it signed: what it has signed and nobody used ends with what it has granted.
    pub generation: u32,
    /// Spent once and for good, by both.
    pub salt: B256,
    /// Last second at which it may be used.
    pub deadline: u64,
}

/// Why a delegation is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantFault {
    /// The grantor is no live agent.
    #[error("the parent is no live agent")]
    ParentUnknown,
    /// The grant is of an earlier generation of its grantor's, or a delegation that the grantor itself
    /// spends under is no more, or may go no deeper.
    #[error("the grant, or a delegation above it, has ended, or may go no deeper")]
    Ended,
    /// One of the two has used the salt before.
    #[error("{account} has used the salt before: sign again with another")]
    SaltUsed {
        /// Which of the two.
        account: Address,
        /// The salt.
        salt: B256,
    },
    /// A session that is over.
    #[error("the session was over at {not_after}, and it is {now} (Unix seconds)")]
    Over {
        /// First second after it.
        not_after: u64,
        /// When it was to be opened.
        now: u64,
    },
    /// As for any agent that joins, and where the policy reaches beyond the parent's.
    #[error(transparent)]
    Edit(#[from] EditFault),
}

/// What became of a delegation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    /// The treasury, which is the parent's.
    pub treasury: u64,
    /// The policy's first version in this life of the agent.
    pub version: u32,
    /// The agent's own generation.
    pub generation: u32,
}

/// Makes the receiver a sub-agent. Signatures and deadline are the caller's to check.
///
/// Nobody becomes its own ancestor: a receiver is not live, and every ancestor is.
///
/// # Errors
/// [`GrantFault`]; the storage may be half written then, and must not stand.
pub fn grant(
    storage: &mut impl Storage,
    delegation: &Delegation,
    now: u64,
) -> Result<Granted, GrantFault> {
    let Delegation { parent, agent, ref policy, generation, salt, .. } = *delegation;
    let salts =
        [(parent, layout::grant_slot(parent, salt)), (agent, layout::consent_slot(agent, salt))];
    for (account, slot) in salts {
        if !storage.load(slot).is_zero() {
            return Err(GrantFault::SaltUsed { account, salt });
        }
        storage.store(slot, U256::ONE);
    }
    let above = AgentWords::load(storage, parent);
    let treasury = AgentPolicy::unpack(above.policy).treasury;
    if treasury == 0 {
        return Err(GrantFault::ParentUnknown);
    }
    if Binding::unpack(storage.load(layout::binding_slot(parent))).generation != generation {
        return Err(GrantFault::Ended);
    }
    check_within(&above, policy)?;
    // The revocation that follows must find a generation that no earlier grant has seen.
    if u64::from(generation) >= binding::GENERATION.max() {
        return Err(EditFault::VersionExhausted { version: generation }.into());
    }
    let before = AgentWords::load(storage, agent);
    let slot = layout::binding_slot(agent);
    let mut joined = edit::join(storage.load(slot), &before, treasury, policy, now)?;
    let word = AgentPolicy::unpack(joined.words.policy);
    let flags = word.flags.with(Flags::PARENT, true);
    joined.words.policy = AgentPolicy { flags, ..word }.pack();
    storage.store(slot, joined.binding);
    storage.store(layout::link_slot(agent), Link { parent, generation }.pack());
    joined.words.store(&before, storage, agent);
    // What a payment would find is what counts.
    if Payer::find(&mut Cache::new(storage), agent, None).has_ended {
        return Err(GrantFault::Ended);
    }
    Ok(Granted { treasury, version: joined.version, generation: joined.generation })
}

/// Whether `policy` may replace that of a live agent: a sub-agent's keeps to its parent's.
///
/// # Errors
/// [`EditFault::Invalid`] with the first limit by which it reaches beyond.
pub fn check_edit(
    storage: &mut impl Storage,
    agent: Address,
    policy: &Policy,
) -> Result<(), EditFault> {
    if !AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent))).is_delegated() {
        return Ok(());
    }
    let parent = Link::unpack(storage.load(layout::link_slot(agent))).parent;
    check_within(&AgentWords::load(storage, parent), policy)
}

fn check_within(parent: &AgentWords, policy: &Policy) -> Result<(), EditFault> {
    exceeds(&parent.policy(), policy).map_or(Ok(()), |fault| Err(fault.into()))
}

/// The first limit by which a policy reaches beyond its parent's, as far as the two can be compared:
/// a missing limit is beyond any, caps over different periods are not compared, nor are two lists. At
/// payment all of the parent's limits count in any case.
// Once in a program, like those below: grants and edits ask it, every brake asks for kin.
#[inline(never)]
pub fn exceeds(parent: &Policy, child: &Policy) -> Option<PolicyFault> {
    use PolicyFault as Fault;
    let is_same_period =
        child.per_period.map(|own| own.period) == parent.per_period.map(|of| of.period);
    let beyond = [
        (Fault::AboveParentPayment, child.payment_cap > parent.payment_cap),
        (
            Fault::AboveParentPeriod,
            over(parent.per_period, child.per_period, |of, own| is_same_period && own.cap > of.cap),
        ),
        (
            Fault::AboveParentCount,
            over(parent.count_cap, child.count_cap, |of, own| is_same_period && own > of),
        ),
        (Fault::AboveParentBudget, over(parent.budget, child.budget, |of, own| own > of)),
        (
            Fault::AboveParentValidity,
            over(parent.validity, child.validity, |of, own| {
                own.not_before < of.not_before || own.not_after > of.not_after
            }),
        ),
        (
            Fault::AboveParentSchedule,
            over(parent.schedule, child.schedule, |of, own| own.mask() & !of.mask() != U256::ZERO),
        ),
        (
            Fault::AboveParentVendors,
            child.vendors == VendorMode::Any && parent.vendors != VendorMode::Any,
        ),
        (Fault::AboveParentDepth, child.depth() >= parent.depth()),
        (
            Fault::AboveParentThreshold,
            over(parent.approval_threshold, child.approval_threshold, |of, own| own > of),
        ),
    ];
    beyond.into_iter().find(|(_, is_beyond)| *is_beyond).map(|(fault, _)| fault)
}

/// Whether a limit of the parent's is missing in the child's, or `is_over`.
fn over<T>(parent: Option<T>, child: Option<T>, is_over: impl FnOnce(T, T) -> bool) -> bool {
    match (parent, child) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(of), Some(own)) => is_over(of, own),
    }
}

/// What an account is to an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kin {
    /// Nothing.
    Stranger,
    /// The agent itself.
    Itself,
    /// Who delegated to it.
    Parent,
    /// Further up.
    Ancestor,
}

/// What `account` is to `agent`. Above a delegation that has ended nobody is anything.
#[inline(never)]
pub fn kin<S: Storage>(storage: S, agent: Address, account: Address) -> Kin {
    if account == agent {
        return Kin::Itself;
    }
    let payer = Payer::find(&mut Cache::new(storage), agent, None);
    let place = payer.ancestors.iter().position(|ancestor| ancestor.agent == account);
    match place {
        None => Kin::Stranger,
        Some(0) => Kin::Parent,
        Some(_) => Kin::Ancestor,
    }
}

#[cfg(test)]
mod tests;
