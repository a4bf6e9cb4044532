//! The breaker: recorded denials that freeze the agent that signed for them.
//!
//! It counts what follows from the message and the agent's own policy alone ([`Denial::is_own`](crate::Denial::is_own)).
//! Whatever else stops a payment can be brought about by whoever holds the message back, leaves out its
//! approvals, or puts others before it; nobody's agent is to be frozen for that.
//!
//! A window begins with the first denial that it counts. So a frozen agent is thawed into an empty one,
//! and no payment reads or writes a word of this.

use crate::layout::{self, agent_state, breaker};
use crate::{
    AgentLimits, AgentPolicy, Flags, Payment, PolicyFault, Storage, Words, edit, evaluate::is_own,
};
use alloy_primitives::{Address, U256};

/// So many recorded denials within a window freeze the agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Breaker {
    /// How many, 1 to 15.
    pub count: u8,
    /// Within how long, seconds, 1 to 2^21 - 1 (24 days).
    pub window: u32,
}

impl Breaker {
    /// Whether this may be written.
    ///
    /// # Errors
    /// [`PolicyFault::Breaker`].
    pub const fn validate(self) -> Result<(), PolicyFault> {
        let Self { count, window } = self;
        let fits = count as u64 <= layout::agent_limits::BREAKER_COUNT.max()
            && window as u64 <= layout::agent_limits::BREAKER_WINDOW.max();
        if count == 0 || window == 0 || !fits { Err(PolicyFault::Breaker) } else { Ok(()) }
    }

    /// Whether this lets pass what `old` does not: more denials, or as many in less time.
    pub(crate) const fn is_looser(&self, old: &Self) -> bool {
        self.count > old.count || self.window < old.window
    }
}

/// Slot 24: what an agent's breaker has counted since the agent was last thawed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// When the first denial of the window was recorded, 40 bits.
    pub since: u64,
    /// Denials of the window, 4 bits; saturates.
    pub count: u8,
}

impl Tally {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        let count = breaker::COUNT.get(word).to_le_bytes()[0];
        Self { since: breaker::SINCE.get(word), count }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = breaker::SINCE.with(U256::ZERO, self.since);
        breaker::COUNT.with(word, u64::from(self.count))
    }

    /// As it stands at `now`: empty once the window is over.
    #[must_use]
    pub const fn at(self, window: u32, now: u64) -> Self {
        let is_over = now.saturating_sub(self.since) >= window as u64;
        if is_over { Self { since: now, count: 0 } } else { self }
    }

    /// With one more denial at `now`.
    #[must_use]
    const fn counted(self, window: u32, now: u64) -> Self {
        let Self { since, count } = self.at(window, now);
        Self { since: if count == 0 { now } else { since }, count: count.saturating_add(1) }
    }
}

/// Whether the breaker of the agent, had it one, counts the denial of a payment: one that follows from the
/// message and the agent's own policy alone, whatever else refuses it. `words` are the agent's own, for
/// the vendor of the payment. Total.
pub fn counts(words: &Words, payment: &Payment, now: u64) -> bool {
    is_own(words, payment, now)
}

/// Counts a recorded denial of `payment` under the breaker of the agent that signed it, if it has one
/// and the denial is one that counts; returns whether that froze the agent. `words` are the agent's own,
/// for the vendor of the payment.
///
/// Total. A frozen agent's denials are not counted: the thaw would clear them.
pub fn count(storage: &mut impl Storage, words: &Words, payment: &Payment, now: u64) -> bool {
    let is_frozen = agent_state::FROZEN.is_set(words.agent.state);
    let has_breaker = AgentPolicy::unpack(words.agent.policy).flags.has(Flags::BREAKER);
    if is_frozen || !has_breaker || !counts(words, payment, now) {
        return false;
    }
    let limits = storage.load(layout::agent_limits_slot(payment.agent));
    let Breaker { count, window } = AgentLimits::unpack(limits).breaker;
    let slot = layout::breaker_slot(payment.agent);
    let tally = Tally::unpack(storage.load(slot)).counted(window, now);
    storage.store(slot, tally.pack());
    if tally.count < count {
        return false;
    }
    let tripped = agent_state::TRIPPED.with(agent_state::FROZEN.with(words.agent.state, 1), 1);
    storage.store(layout::agent_state_slot(payment.agent), tripped);
    true
}

/// Lets a frozen agent pay again, with an empty window of its breaker.
pub fn thaw(storage: &mut impl Storage, agent: Address) {
    edit::set_frozen(storage, agent, false);
    storage.store(layout::breaker_slot(agent), U256::ZERO);
}

/// Whether it was the breaker that froze a live agent, and nobody has since. A session has none.
pub fn has_tripped(storage: &mut impl Storage, agent: Address) -> bool {
    let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent)));
    let state = storage.load(layout::agent_state_slot(agent));
    !policy.is_session() && agent_state::TRIPPED.is_set(state)
}

#[cfg(test)]
mod tests;
