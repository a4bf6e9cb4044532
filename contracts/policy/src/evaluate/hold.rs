//! Payments that are promised but not made, charged ahead of time. Nothing on chain holds anything:
//! who answers for several payments at once does, and so this is no part of the programs.

use super::Facts;
use crate::layout::treasury_state;
use crate::{AgentState, Period, VendorEntry, Words};

/// What is promised out of each word that a payment charges. Sums of values, token units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// By the agent.
    pub agent: u64,
    /// Number of the agent's payments.
    pub payments: u32,
    /// To the vendor, out of the list that the policy names.
    pub vendor: u64,
    /// By all agents of the treasury.
    pub treasury: u64,
}

/// `words` as they would be if what is `held` had been paid at `now`. Total; saturates.
///
/// A payment that [`evaluate`](crate::evaluate) accepts on the result still fits once all that is
/// held has been paid, in any order, at `now`.
#[must_use]
pub fn hold(words: &Words, held: &Held, now: u64) -> Words {
    let mut charged = *words;
    if *held == Held::default() {
        return charged;
    }
    let facts = Facts::read(words, now);
    charged.agent.state = facts.pack(words.agent.state, &agent(&facts, held));
    let balance = facts.treasury.balance.saturating_sub(held.treasury);
    charged.treasury.state = treasury_state::BALANCE.with(words.treasury.state, balance);
    if facts.treasury_limit.is_some() {
        charged.treasury.window = facts.treasury_window.charged(held.treasury).pack();
    }
    if facts.vendor_limited().is_some_and(|entry| entry.limit.is_some()) {
        let window = facts.vendor.window.charged(held.vendor);
        charged.vendor = VendorEntry { window, ..facts.vendor }.pack();
    }
    charged
}

fn agent(facts: &Facts, held: &Held) -> AgentState {
    let charged = facts.state.charged(held.agent, facts.policy.period);
    let payments = if facts.policy.period == Period::None { 0 } else { held.payments };
    AgentState { count: facts.state.count.saturating_add(payments), ..charged }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::treasury_state::CAPPED;
    use crate::{
        AgentWords, Limit, Payment, Policy, TreasuryState, VendorMode, WindowMode, evaluate,
    };
    use alloy_primitives::{Address, U256};
    use proptest::prelude::*;
    use std::vec::Vec;

    const NOW: u64 = 1_704_101_400;

    fn limit(cap: u64, mode: WindowMode) -> Limit {
        Limit { cap, period: Period::Seconds { length: 7, mode } }
    }

    /// Words under every limit that counts: of the agent, of the vendor, of the treasury.
    fn words(cap: u64, count: u32, mode: WindowMode, vendors: VendorMode) -> Words {
        let policy = Policy {
            payment_cap: u64::MAX,
            vendors,
            per_period: Some(limit(cap, mode)),
            count_cap: Some(count),
            budget: Some(cap.saturating_add(cap / 2)),
            ..Policy::default()
        };
        let (word, limits, _) = policy.to_words(7, 0);
        let agent =
            AgentWords { policy: word.pack(), limits: limits.pack(), ..AgentWords::default() };
        let entry =
            VendorEntry { listed: true, limit: Some(limit(cap, mode)), ..VendorEntry::default() };
        let mut words = Words { treasury_id: 7, agent, vendor: entry.pack(), ..Words::default() };
        let state = TreasuryState { balance: cap, ..TreasuryState::CREATED };
        words.treasury.state = CAPPED.with(state.pack(), 1);
        words.treasury.limits = limit(cap.saturating_sub(1), mode).pack();
        words
    }

    fn pay(words: &Words, value: u64, now: u64) -> Option<Words> {
        let (agent, vendor) = (Address::repeat_byte(1), Address::repeat_byte(2));
        evaluate(
            words,
            &Payment { agent, vendor, value, valid_before: now + 1, is_approved: false },
            now,
        )
        .ok()
    }

    fn modes() -> impl Strategy<Value = WindowMode> {
        prop_oneof![Just(WindowMode::Fixed), Just(WindowMode::Sliding), Just(WindowMode::Strict)]
    }

    fn lists() -> impl Strategy<Value = VendorMode> {
        prop_oneof![Just(VendorMode::Own), Just(VendorMode::Shared), Just(VendorMode::Any)]
    }

    proptest! {
        #[test]
        fn prop_hold_is_what_paying_one_after_the_other_leaves(
            values in prop::collection::vec(1..1_000u64, 0..40),
            earlier in 0..3_000u64, cap in 1..20_000u64, count in 0..60u32,
            mode in modes(), list in lists(), wait in 0..20u64,
        ) {
            let words = words(cap, count, mode, list);
            let before = pay(&words, earlier, NOW - wait).unwrap_or(words);
            let (mut after, mut paid) = (before, Vec::new());
            for value in values {
                if let Some(next) = pay(&after, value, NOW) {
                    after = next;
                    paid.push(value);
                }
            }
            let sum = paid.iter().sum();
            let payments = paid.len().try_into().expect("few");
            let held = Held { agent: sum, payments, vendor: sum, treasury: sum };
            prop_assert_eq!(hold(&before, &held, NOW), after);
        }

        #[test]
        fn prop_hold_answers_for_any_words(
            words in prop::array::uniform8(any::<[u64; 4]>()), held in any::<[u64; 3]>(),
            payments in any::<u32>(), now in any::<u64>(),
        ) {
            let [policy, state, limits, schedule, treasury, cap, window, vendor] =
                words.map(U256::from_limbs);
            let mut words = Words { treasury_id: 7, vendor, ..Words::default() };
            words.agent = AgentWords { policy, state, limits, schedule };
            (words.treasury.state, words.treasury.limits, words.treasury.window) =
                (treasury, cap, window);
            let held = Held { agent: held[0], payments, vendor: held[1], treasury: held[2] };
            let before = TreasuryState::unpack(words.treasury.state).balance;
            let after = TreasuryState::unpack(hold(&words, &held, now).treasury.state).balance;
            prop_assert_eq!(after, before.saturating_sub(held.treasury));
        }
    }
}
