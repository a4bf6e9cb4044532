//! The words that decide one payment, read once and written back if they changed.

use crate::layout;
use crate::session::SessionState;
use crate::{AgentLimits, AgentPolicy, AgentState, Policy, Schedule};
use alloy_primitives::{Address, U256};

/// The vault's storage: the only input and output, and the caller's. Loads may be cached.
pub trait Storage {
    /// The word at `slot`, zero if never written.
    fn load(&mut self, slot: U256) -> U256;
    /// Replaces the word at `slot`.
    fn store(&mut self, slot: U256, word: U256);
}

impl<S: Storage> Storage for &mut S {
    fn load(&mut self, slot: U256) -> U256 {
        (**self).load(slot)
    }

    fn store(&mut self, slot: U256, word: U256) {
        (**self).store(slot, word);
    }
}

/// The words of one agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentWords {
    /// [`AgentPolicy`].
    pub policy: U256,
    /// [`crate::AgentState`].
    pub state: U256,
    /// [`crate::AgentLimits`]; only if a flag asks for it.
    pub limits: U256,
    /// [`crate::Schedule`]; only if a flag asks for it.
    pub schedule: U256,
}

impl AgentWords {
    /// Reads what an edit of the policy needs: all four.
    // Once in a program, like those below: each edit of an agent begins and ends with them.
    #[inline(never)]
    pub fn load(storage: &mut impl Storage, agent: Address) -> Self {
        Self {
            policy: storage.load(layout::agent_policy_slot(agent)),
            state: storage.load(layout::agent_state_slot(agent)),
            limits: storage.load(layout::agent_limits_slot(agent)),
            schedule: storage.load(layout::agent_schedule_slot(agent)),
        }
    }

    /// The policy in these words, as people write it.
    #[inline(never)]
    pub fn policy(&self) -> Policy {
        let (policy, _, limits) = self.rules();
        Policy::from_words(&policy, &limits, Schedule::unpack(self.schedule))
    }

    /// What the words say, those of a session in the terms of any other agent.
    pub fn rules(&self) -> (AgentPolicy, AgentState, AgentLimits) {
        let policy = AgentPolicy::unpack(self.policy);
        if policy.is_session() {
            return SessionState::unpack(self.policy, self.state).rules();
        }
        (policy, AgentState::unpack(self.state), AgentLimits::unpack(self.limits))
    }

    /// Writes what differs from `before`.
    #[inline(never)]
    pub fn store(&self, before: &Self, storage: &mut impl Storage, agent: Address) {
        let words = [
            (self.policy, before.policy, layout::base::AGENT_POLICY),
            (self.state, before.state, layout::base::AGENT_STATE),
            (self.limits, before.limits, layout::base::AGENT_LIMITS),
            (self.schedule, before.schedule, layout::base::AGENT_SCHEDULE),
        ];
        for (word, old, base) in words {
            if word != old {
                storage.store(layout::of_agent(agent, base), word);
            }
        }
    }
}

/// The words of one treasury.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreasuryWords {
    /// [`crate::TreasuryState`].
    pub state: U256,
    /// [`crate::Limit`]; for a payment only if the treasury is capped.
    pub limits: U256,
    /// [`crate::Window`]; for a payment only if the treasury is capped.
    pub window: U256,
}

impl TreasuryWords {
    /// Reads what an edit of the limits needs: all three.
    pub fn load(storage: &mut impl Storage, treasury: u64) -> Self {
        Self {
            state: storage.load(layout::treasury_state_slot(treasury)),
            limits: storage.load(layout::treasury_limit_slot(treasury)),
            window: storage.load(layout::treasury_window_slot(treasury)),
        }
    }

    /// Writes what differs from `before`.
    pub fn store(&self, before: &Self, storage: &mut impl Storage, treasury: u64) {
        let words = [
            (self.state, before.state, layout::base::TREASURY_STATE),
            (self.limits, before.limits, layout::base::TREASURY_LIMIT),
            (self.window, before.window, layout::base::TREASURY_WINDOW),
        ];
        for (word, old, base) in words {
            if word != old {
                storage.store(layout::of_treasury(treasury, base), word);
            }
        }
    }
}

/// Where the words lie that a payment may charge; 0 for a word that it has not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Of the agent's state.
    pub agent_state: U256,
    /// Of the treasury's state.
    pub treasury_state: U256,
    /// Of the vendor's entry, in whichever list the policy names.
    pub vendor: U256,
}

/// The words by which one agent's rules decide one payment. What the policy does not ask for is zero and was not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The treasury that pays, 0 if the agent is not live.
    pub treasury_id: u64,
    /// Of the treasury.
    pub treasury: TreasuryWords,
    /// Of the agent.
    pub agent: AgentWords,
    /// [`crate::VendorEntry`]; zero if the policy lets the agent pay anyone.
    pub vendor: U256,
    /// Whether the treasury names settlers, and whoever settles is none of them.
    pub is_barred: bool,
}

impl Words {
    /// Writes what differs from `before`, which [`evaluate`](crate::evaluate) turned into `self`, the
    /// words of `agent` and `vendor`.
    pub fn store(
        &self,
        before: &Self,
        storage: &mut impl Storage,
        agent: Address,
        vendor: Address,
    ) {
        self.agent.store(&before.agent, storage, agent);
        self.treasury.store(&before.treasury, storage, self.treasury_id);
        if self.vendor != before.vendor {
            storage.store(self.slots(agent, vendor).vendor, self.vendor);
        }
    }

    /// Where the words of `agent` and `vendor` lie that a payment may charge.
    pub fn slots(&self, agent: Address, vendor: Address) -> Slots {
        let policy = AgentPolicy::unpack(self.agent.policy);
        if !policy.is_live() {
            return Slots::default();
        }
        let list = policy.list(agent);
        Slots {
            agent_state: layout::agent_state_slot(agent),
            treasury_state: layout::treasury_state_slot(policy.treasury),
            vendor: list.map_or(U256::ZERO, |list| layout::vendor_of(list, vendor)),
        }
    }
}

#[cfg(test)]
mod tests;
