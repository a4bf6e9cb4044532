//! Sessions: an agent lets a short-lived key spend, by a grant that needs no transaction of its own.
//!
//! A session is a sub-agent in two words. Where another agent has its policy lies what was granted;
//! where it has its state, for whom the session spends and what it spent. Nothing else is written for
//! it: whom it may pay, and when, is for the rules of the agents above it to say, and its random nonces
//! are remembered in its parent's table.
//!
//! Its key is new, and used once: it has never been an agent, and both words stay when the session is
//! over. So the key itself is the salt of its grant, which opens one session and never another.

use crate::batch::{Cache, Payer, Position};
use crate::delegation::GrantFault;
use crate::layout::{self, binding, session, session_state};
use crate::{
    AgentLimits, AgentPolicy, AgentState, EditFault, Flags, Link, PolicyFault, Storage, VendorMode,
};
use alloy_primitives::{Address, U256};

/// What a parent grants, and the key of the session accepts: both sign it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Who grants: a live agent that may delegate.
    pub parent: Address,
    /// The key of the session.
    pub agent: Address,
    /// The parent's generation: what it has granted and nobody used ends with what it has delegated.
    pub generation: u32,
    /// Largest single payment.
    pub payment_cap: u64,
    /// Most over the whole session.
    pub budget: u64,
    /// First second after the session, below 2^36.
    pub not_after: u64,
}

/// Slots 8 and 9 where they are a session's: what was granted, and what has become of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionState {
    /// The treasury that pays; 0: the session was ended for good.
    pub treasury: u64,
    /// Largest single payment.
    pub payment_cap: u64,
    /// Most over the whole session.
    pub budget: u64,
    /// First second after the session, 36 bits.
    pub not_after: u64,
    /// No payments until thawed.
    pub frozen: bool,
    /// For whom it spends.
    pub link: Link,
    /// Spent so far; saturates.
    pub spent: u64,
}

impl SessionState {
    /// From the words in the slots of policy and state.
    pub fn unpack(policy: U256, state: U256) -> Self {
        Self {
            treasury: session::TREASURY.get(policy),
            payment_cap: session::PAYMENT_CAP.get(policy),
            budget: session::BUDGET.get(policy),
            not_after: session::NOT_AFTER.get(policy),
            frozen: session::FROZEN.is_set(policy),
            link: Link::unpack(state),
            spent: session_state::SPENT.get(state),
        }
    }

    /// To the words in the slots of policy and state.
    pub fn pack(&self) -> [U256; 2] {
        let word = session::TREASURY.with(U256::ZERO, self.treasury);
        let word = session::PAYMENT_CAP.with(word, self.payment_cap);
        let word = session::BUDGET.with(word, self.budget);
        let word = session::NOT_AFTER.with(word, self.not_after);
        let word = session::FLAGS.with(word, u64::from(Flags::SESSION.bits()));
        let word = session::FROZEN.with(word, u64::from(self.frozen));
        [word, session_state::SPENT.with(self.link.pack(), self.spent)]
    }

    /// The rules and the state of an agent that this comes to.
    pub(crate) fn rules(&self) -> (AgentPolicy, AgentState, AgentLimits) {
        let policy = AgentPolicy {
            flags: Flags::SESSION.with(Flags::BUDGET, true).with(Flags::VALIDITY, true),
            ..AgentPolicy::of_session(self.treasury, self.payment_cap)
        };
        let state =
            AgentState { lifetime: self.spent, frozen: self.frozen, ..AgentState::default() };
        let limits = AgentLimits {
            budget: self.budget,
            not_after: self.not_after,
            ..AgentLimits::default()
        };
        (policy, state, limits)
    }
}

impl AgentPolicy {
    /// What the word of a session says to whoever looks for a policy in it.
    pub(crate) fn of_session(treasury: u64, payment_cap: u64) -> Self {
        let vendors = VendorMode::Any;
        Self { treasury, payment_cap, vendors, flags: Flags::SESSION, ..Self::default() }
    }
}

/// What opening a session writes: the words in the slots of policy and state.
pub(crate) type Opening = [U256; 2];

/// Whether `session` may be opened at `now`: what that writes, and what then decides the payments that
/// `settler` settles, or anybody. That both have signed is the caller's to check. Nothing changes.
///
/// # Errors
/// [`GrantFault`].
// Apart from the settling of batches, most of which open nothing.
#[cold]
#[inline(never)]
pub(crate) fn find<S: Storage>(
    cache: &mut Cache<S>,
    session: &Session,
    settler: Option<Address>,
    now: u64,
) -> Result<(Opening, Payer), GrantFault> {
    let treasury = session.check(cache, now)?;
    let Session { parent, agent, generation, payment_cap, budget, not_after } = *session;
    let link = Link { parent, generation };
    let state =
        SessionState { treasury, payment_cap, budget, not_after, link, ..Default::default() };
    let opening = state.pack();
    let places = [layout::agent_policy_slot(agent), layout::agent_state_slot(agent)]
        .map(|slot| cache.position(slot));
    write(cache, places, opening);
    // What a payment would find is what counts.
    let payer = Payer::find(cache, agent, settler);
    close(cache, places);
    if payer.has_ended { Err(GrantFault::Ended) } else { Ok((opening, payer)) }
}

/// Opens a session that both have signed; returns the treasury that pays.
///
/// # Errors
/// [`GrantFault`]; then nothing has changed.
pub fn open(storage: impl Storage, session: &Session, now: u64) -> Result<u64, GrantFault> {
    let mut cache = Cache::new(storage);
    let (opening, payer) = find(&mut cache, session, None, now)?;
    if let Some(places) = payer.places.of_session() {
        write(&mut cache, places, opening);
    }
    cache.commit();
    Ok(payer.places.treasury_id)
}

/// Writes the words of a session where they belong.
pub(crate) fn write<S: Storage>(cache: &mut Cache<S>, places: [Position; 2], opening: Opening) {
    for (place, word) in places.into_iter().zip(opening) {
        cache.set(place, word);
    }
}

/// Takes back what [`write`] wrote. Nothing else writes there before.
pub(crate) fn close<S: Storage>(cache: &mut Cache<S>, places: [Position; 2]) {
    write(cache, places, places.map(|place| cache.stored(place)));
}

impl Session {
    /// Checks all but the chain of those above the parent; returns the treasury.
    fn check(&self, storage: &mut impl Storage, now: u64) -> Result<u64, GrantFault> {
        let bound = storage.load(layout::binding_slot(self.agent));
        let used = storage.load(layout::agent_policy_slot(self.agent));
        if !bound.is_zero() || !used.is_zero() {
            let treasury = binding::TREASURY.get(bound).max(session::TREASURY.get(used));
            return Err(EditFault::Bound { treasury }.into());
        }
        let above = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(self.parent)));
        if !above.is_live() {
            return Err(GrantFault::ParentUnknown);
        }
        // As for a delegation: what is granted must have a generation that ends it.
        if u64::from(self.generation) >= binding::GENERATION.max() {
            return Err(EditFault::VersionExhausted { version: self.generation }.into());
        }
        if now >= self.not_after {
            return Err(GrantFault::Over { not_after: self.not_after, now });
        }
        let limits = AgentLimits::unpack(storage.load(layout::agent_limits_slot(self.parent)));
        self.exceeds(&above, &limits).map_or(Ok(above.treasury), |fault| Err(fault.into()))
    }

    /// The first limit by which it reaches beyond its parent's policy, or beyond what its word holds.
    /// Whatever else the parent's policy says counts at payment.
    fn exceeds(&self, above: &AgentPolicy, limits: &AgentLimits) -> Option<EditFault> {
        let beyond = [
            (PolicyFault::ValidityRange, self.not_after > session::NOT_AFTER.max()),
            (PolicyFault::AboveParentPayment, self.payment_cap > above.payment_cap),
            (
                PolicyFault::AboveParentBudget,
                above.flags.has(Flags::BUDGET) && self.budget > limits.budget,
            ),
            (
                PolicyFault::AboveParentValidity,
                above.flags.has(Flags::VALIDITY) && self.not_after > limits.not_after,
            ),
        ];
        let first = beyond.into_iter().find(|(_, is_beyond)| *is_beyond);
        first.map(|(fault, _)| EditFault::Invalid(fault))
    }
}

#[cfg(test)]
mod tests;
