//! How much is recorded: of one agent within an hour, of one treasury and for how much gas within a day.

use alloy::primitives::{Address, map::HashMap, map::HashSet};

use crate::config;
use crate::payment::PaymentKey;

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// Why a denial is not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dropped {
    /// It was offered before.
    Known,
    /// Enough were recorded of its agent for this hour.
    Agent,
    /// Enough were recorded of its treasury for this day.
    Treasury,
    /// The gas of the day is spent, or costs too much.
    Gas,
    /// Too many wait.
    Queue,
    /// The transaction failed, or could not be sent.
    Failed,
}

impl Dropped {
    /// For the metrics.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Agent => "agent",
            Self::Treasury => "treasury",
            Self::Gas => "gas",
            Self::Queue => "queue",
            Self::Failed => "failed",
        }
    }
}

/// What was admitted in this hour and on this day, of the clock (UTC).
#[derive(Debug)]
pub(super) struct Budget {
    limits: config::Reporter,
    hour: u64,
    day: u64,
    /// By vault and agent.
    agents: HashMap<(Address, Address), u32>,
    /// By vault and treasury.
    treasuries: HashMap<(Address, u64), u32>,
    /// Of this day: as many as there is budget for, and no more.
    offered: HashSet<PaymentKey>,
    gas: u64,
}

impl Budget {
    pub(super) fn new(limits: config::Reporter) -> Self {
        let (agents, treasuries) = (HashMap::default(), HashMap::default());
        Self { limits, hour: 0, day: 0, agents, treasuries, offered: HashSet::default(), gas: 0 }
    }

    /// Admits a denial, and counts it.
    ///
    /// # Errors
    /// [`Dropped`] if it was admitted before on this day, or is one too many.
    pub(super) fn admit(
        &mut self,
        key: &PaymentKey,
        treasury: u64,
        now: u64,
    ) -> Result<(), Dropped> {
        self.roll(now);
        if self.offered.contains(key) {
            return Err(Dropped::Known);
        }
        let limits = &self.limits;
        let agent = self.agents.entry((key.asset, key.payer)).or_default();
        if *agent >= limits.per_agent_and_hour.get() {
            return Err(Dropped::Agent);
        }
        let treasury = self.treasuries.entry((key.asset, treasury)).or_default();
        if *treasury >= limits.per_treasury_and_day.get() {
            return Err(Dropped::Treasury);
        }
        *agent = agent.saturating_add(1);
        *treasury = treasury.saturating_add(1);
        self.offered.insert(*key);
        Ok(())
    }

    /// Whether a transaction of so much gas fits the day.
    pub(super) fn has_gas(&mut self, gas: u64, now: u64) -> bool {
        self.roll(now);
        self.gas.saturating_add(gas) <= self.limits.max_gas_per_day.get()
    }

    /// Counts the gas of a transaction.
    pub(super) const fn spend(&mut self, gas: u64) {
        self.gas = self.gas.saturating_add(gas);
    }

    fn roll(&mut self, now: u64) {
        let (hour, day) = (now / HOUR, now / DAY);
        if self.hour != hour {
            self.hour = hour;
            self.agents.clear();
        }
        if self.day != day {
            self.day = day;
            self.treasuries.clear();
            self.offered.clear();
            self.gas = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::B256;
    use std::num::{NonZeroU32, NonZeroU64};

    /// A day begins here.
    const NOW: u64 = 20_000 * DAY;
    const VAULT: Address = Address::repeat_byte(1);

    fn key(agent: u8, nonce: u8) -> PaymentKey {
        let (payer, nonce) = (Address::repeat_byte(agent), B256::repeat_byte(nonce));
        PaymentKey { asset: VAULT, payer, nonce }
    }

    /// Two of an agent and hour, three of a treasury and day, a hundred gas.
    fn budget() -> Budget {
        let number = |number| NonZeroU32::new(number).unwrap();
        Budget::new(config::Reporter {
            per_agent_and_hour: number(2),
            per_treasury_and_day: number(3),
            max_gas_per_day: NonZeroU64::new(100).unwrap(),
            ..config::Reporter::default()
        })
    }

    #[test]
    fn admit_takes_a_denial_once_and_so_many_of_an_agent_and_hour() {
        let mut budget = budget();
        assert_eq!(budget.admit(&key(1, 0), 7, NOW), Ok(()));
        assert_eq!(budget.admit(&key(1, 0), 7, NOW), Err(Dropped::Known));
        assert_eq!(budget.admit(&key(1, 1), 7, NOW), Ok(()));
        assert_eq!(budget.admit(&key(1, 2), 7, NOW + HOUR - 1), Err(Dropped::Agent));
        assert_eq!(budget.admit(&key(1, 0), 7, NOW + HOUR), Err(Dropped::Known));
        assert_eq!(budget.admit(&key(1, 2), 7, NOW + HOUR), Ok(()));
    }

    #[test]
    fn admit_takes_so_many_of_a_treasury_and_day() {
        let mut budget = budget();
        for agent in 1..=3 {
            assert_eq!(budget.admit(&key(agent, 0), 7, NOW), Ok(()));
        }
        assert_eq!(budget.admit(&key(4, 0), 7, NOW), Err(Dropped::Treasury));
        assert_eq!(budget.admit(&key(4, 0), 8, NOW), Ok(()), "another treasury");
        assert_eq!(budget.admit(&key(5, 0), 7, NOW + DAY), Ok(()));
    }

    #[test]
    fn gas_is_spent_for_the_day() {
        let mut budget = budget();
        assert!(budget.has_gas(100, NOW));
        budget.spend(60);
        assert!(budget.has_gas(40, NOW + DAY - 1) && !budget.has_gas(41, NOW + DAY - 1));
        assert!(budget.has_gas(100, NOW + DAY));
    }
}
