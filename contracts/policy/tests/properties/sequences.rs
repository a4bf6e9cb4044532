//! Any sequence of payments, edits and times, against a model that remembers every payment.
//!
//! The model keeps a list of payments for each cap and adds them up anew each time. Time never goes
//! back, as on a chain.

use crate::strategies::{mode, payment};
use alloy_primitives::U256;
use bursar_policy::{
    AgentPolicy, AgentWords, Denial, HORIZON, Limit, Period, Policy, TreasuryLimits, TreasuryState,
    TreasuryWords, VendorMode, VendorTerms, WindowMode, Words, edit, evaluate,
};
use proptest::prelude::*;

/// Sunday 2023-12-31 23:50:00 UTC: ten minutes before a day, a week, a month and a year end.
const START: u64 = 1_704_066_600;
const TREASURY: u64 = 9;
const BALANCE: u64 = 5_000;

/// Whatever counts against one cap.
#[derive(Clone, Debug, Default)]
struct Book {
    limit: Option<Limit>,
    /// Time and value of every payment since the period last changed, and what it carried.
    payments: Vec<(u64, u64)>,
}

impl Book {
    fn period(&self) -> Period {
        self.limit.map_or(Period::None, |limit| limit.period)
    }

    /// The sum over the window that lies `back` windows before that of `now`.
    fn sum(&self, now: u64, back: u32) -> u64 {
        let window = |at: u64| self.period().index(at);
        let wanted = window(now).checked_sub(back);
        let inside = self.payments.iter().filter(|(at, _)| Some(window(*at)) == wanted);
        inside.map(|(_, value)| value).sum()
    }

    /// What counts against the cap at `now`.
    fn counted(&self, now: u64) -> u64 {
        let before = match self.period() {
            Period::Seconds { mode: WindowMode::Strict, .. } => self.sum(now, 1),
            Period::Seconds { mode: WindowMode::Sliding, length } => {
                let length = u64::from(length);
                (self.sum(now, 1) * (length - now % length)).div_ceil(length)
            }
            _ => 0,
        };
        self.sum(now, 0) + before
    }

    fn room(&self, now: u64) -> u64 {
        self.limit.map_or(u64::MAX, |limit| limit.cap.saturating_sub(self.counted(now)))
    }

    fn pay(&mut self, value: u64, now: u64) {
        if self.limit.is_some() {
            self.payments.push((now, value));
        }
    }

    /// Under another period, all that counts now was spent now.
    fn edit(&mut self, limit: Option<Limit>, now: u64) {
        let old = self.period();
        if limit.map_or(Period::None, |limit| limit.period) != old {
            let looks_back = matches!(
                old,
                Period::Seconds { mode: WindowMode::Sliding | WindowMode::Strict, .. }
            );
            let before = if looks_back { self.sum(now, 1) } else { 0 };
            self.payments = vec![(now, self.sum(now, 0) + before)];
        }
        self.limit = limit;
    }
}

/// What the model believes.
#[derive(Clone, Debug, Default)]
struct Model {
    agent: Book,
    vendor: Book,
    treasury: Book,
    listed: bool,
    budget: Option<u64>,
    lifetime: u64,
    /// Times of the payments that the count counts, and its cap.
    count_cap: Option<u32>,
    counted: Vec<u64>,
    balance: u64,
}

impl Model {
    /// Payments in the current window.
    fn count(&self, now: u64) -> u64 {
        let index = |at: u64| self.agent.period().index(at);
        self.counted.iter().filter(|at| index(**at) == index(now)).count() as u64
    }

    fn denial(&self, value: u64, now: u64) -> Option<Denial> {
        let rules = [
            (Denial::VendorNotListed, !self.listed),
            (Denial::PeriodCap, value > self.agent.room(now)),
            (Denial::CountCap, self.count_cap.is_some_and(|cap| self.count(now) >= cap.into())),
            (Denial::Budget, self.budget.is_some_and(|budget| self.lifetime + value > budget)),
            (Denial::VendorCap, value > self.vendor.room(now)),
            (Denial::TreasuryCap, value > self.treasury.room(now)),
            (Denial::TreasuryBalance, value > self.balance),
        ];
        rules.into_iter().find(|(_, applies)| *applies).map(|(denial, _)| denial)
    }

    fn pay(&mut self, value: u64, now: u64) {
        for book in [&mut self.agent, &mut self.vendor, &mut self.treasury] {
            book.pay(value, now);
        }
        if self.agent.limit.is_some() {
            self.counted.push(now);
        }
        self.lifetime += value;
        self.balance -= value;
    }

    /// The count of the current window survives a change of the period.
    fn edit_agent(&mut self, policy: &Policy, now: u64) {
        if policy.per_period.map_or(Period::None, |limit| limit.period) != self.agent.period() {
            let count = self.count(now);
            self.counted = (0..count).map(|_| now).collect();
        }
        self.agent.edit(policy.per_period, now);
        (self.budget, self.count_cap) = (policy.budget, policy.count_cap);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Pay(u64),
    /// A new policy; by removing the agent and adding it again if `true`.
    Agent(Policy, bool),
    Vendor(Option<Limit>),
    RemoveVendor,
    Treasury(Option<Limit>),
}

fn limit() -> impl Strategy<Value = Limit> {
    let seconds = (prop_oneof![Just(60u32), Just(600), Just(7), Just(86_400)], mode())
        .prop_map(|(length, mode)| Period::Seconds { length, mode });
    let period = prop_oneof![6 => seconds, 1 => Just(Period::Week), 1 => Just(Period::Month)];
    (0..=60u64, period).prop_map(|(cap, period)| Limit { cap, period })
}

fn policy() -> impl Strategy<Value = Policy> {
    let counted = prop::option::weighted(0.85, (limit(), prop::option::weighted(0.3, 0..=5u32)));
    let budget = prop::option::weighted(0.2, 0..=400u64);
    (counted, budget).prop_map(|(counted, budget)| Policy {
        payment_cap: u64::MAX,
        per_period: counted.map(|(limit, _)| limit),
        vendors: VendorMode::Own,
        count_cap: counted.and_then(|(_, count)| count),
        budget,
        ..Policy::default()
    })
}

fn step() -> impl Strategy<Value = (u64, Step)> {
    let advance = prop_oneof![
        6 => Just(0u64),
        6 => 0..=70u64,
        2 => 0..=1_300u64,
        1 => 0..=200_000u64,
        1 => 0..=40_000_000u64,
    ];
    let optional = || prop::option::weighted(0.7, limit());
    let step = prop_oneof![
        12 => (1..=40u64).prop_map(Step::Pay),
        2 => (policy(), any::<bool>()).prop_map(|(policy, again)| Step::Agent(policy, again)),
        1 => optional().prop_map(Step::Vendor),
        1 => Just(Step::RemoveVendor),
        1 => optional().prop_map(Step::Treasury),
    ];
    (advance, step)
}

/// The words of one agent, one vendor and one treasury, changed as the vault changes them.
struct Vault {
    words: Words,
    binding: U256,
}

impl Vault {
    fn create() -> Self {
        let mut words = Words { treasury_id: TREASURY, ..Words::default() };
        words.treasury.state = TreasuryState { balance: BALANCE, ..TreasuryState::CREATED }.pack();
        let mut vault = Self { words, binding: U256::ZERO };
        vault.join(&Policy { payment_cap: u64::MAX, ..Policy::default() }, START);
        vault
    }

    fn join(&mut self, policy: &Policy, now: u64) {
        let joined = edit::join(self.binding, &self.words.agent, TREASURY, policy, now);
        let joined = joined.expect("not live, the same treasury");
        (self.binding, self.words.agent) = (joined.binding, joined.words);
    }

    fn edit(&mut self, step: &Step, now: u64) {
        match step {
            Step::Pay(_) => {}
            Step::Agent(policy, true) => {
                let old = AgentPolicy::unpack(self.words.agent.policy);
                self.binding = edit::leave(self.binding, &old);
                self.words.agent = AgentWords { policy: U256::ZERO, ..self.words.agent };
                self.join(policy, now);
            }
            Step::Agent(policy, false) => {
                let version = AgentPolicy::unpack(self.words.agent.policy).version;
                let edited = edit::edit_policy(&self.words.agent, policy, version, now);
                self.words.agent = edited.expect("well formed");
            }
            Step::Vendor(limit) => {
                let terms = VendorTerms { limit: *limit };
                let edited = edit::edit_vendor(self.words.vendor, &terms, now);
                self.words.vendor = edited.expect("well formed");
            }
            Step::RemoveVendor => self.words.vendor = edit::remove_vendor(self.words.vendor),
            Step::Treasury(limit) => self.words.treasury = self.edited_treasury(*limit, now),
        }
    }

    fn edited_treasury(&self, limit: Option<Limit>, now: u64) -> TreasuryWords {
        let words = &self.words.treasury;
        let version = TreasuryState::unpack(words.state).version;
        let limits = TreasuryLimits { limit, ..TreasuryLimits::DEFAULT };
        edit::edit_treasury(words, &limits, version, now).expect("well formed")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    /// The words say what the model says, payment by payment; so no cap is ever passed in any
    /// window, and nothing is denied that fits.
    #[test]
    fn prop_spent_never_exceeds_a_cap_for_any_payments_edits_and_times(
        steps in prop::collection::vec(step(), 1..150),
    ) {
        let mut vault = Vault::create();
        let mut model = Model { balance: BALANCE, ..Model::default() };
        let mut now = START;
        for (advance, step) in steps {
            now = (now + advance).min(HORIZON - 2);
            vault.edit(&step, now);
            match step {
                Step::Pay(value) => {
                    let verdict = evaluate(&vault.words, &payment(value, now), now);
                    let reason = verdict.map_err(|denied| denied.reason);
                    prop_assert_eq!(reason.err(), model.denial(value, now), "at {}", now);
                    if let Ok(after) = reason {
                        vault.words = after;
                        model.pay(value, now);
                        for book in [&model.agent, &model.vendor, &model.treasury] {
                            let cap = book.limit.map_or(u64::MAX, |limit| limit.cap);
                            prop_assert!(book.counted(now) <= cap, "{book:?} at {now}");
                        }
                    }
                }
                Step::Agent(policy, _) => model.edit_agent(&policy, now),
                Step::Vendor(limit) => {
                    model.vendor.edit(limit, now);
                    model.listed = true;
                }
                Step::RemoveVendor => model.listed = false,
                Step::Treasury(limit) => model.treasury.edit(limit, now),
            }
        }
        prop_assert_eq!(
            TreasuryState::unpack(vault.words.treasury.state).balance, model.balance
        );
    }
}
