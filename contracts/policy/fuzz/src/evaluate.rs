//! Payments of one agent on any words.

use crate::inputs::{AGENTS, Bits, Moment, VENDORS, Value};
use alloy_primitives::U256;
use bursar_policy::layout::treasury_state;
use bursar_policy::{
    AgentPolicy, AgentWords, Denial, Denied, Held, Payment, Period, TreasuryState, TreasuryWords,
    VendorEntry, Words, evaluate, hold, room, spendable,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};

/// More payments than this in one input show nothing new.
const STEPS_MAX: usize = 8;

/// Any words, and payments that are asked of them one after the other.
#[derive(Arbitrary, Clone, Debug)]
pub struct Input {
    agent: [Bits; 4],
    treasury: [Bits; 3],
    vendor: Bits,
    elsewhere: Bits,
    is_barred: bool,
    now: Moment,
    steps: Vec<Step>,
}

/// One payment.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Step {
    wait: u32,
    value: Value,
    lives: Moment,
    held: Holding,
}

/// What is promised meanwhile.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct Holding {
    agent: Value,
    payments: u32,
    vendor: Value,
    treasury: Value,
}

impl Input {
    fn words(&self) -> Words {
        let [policy, state, limits, schedule] = self.agent.map(Bits::word);
        let [treasury, cap, window] = self.treasury.map(Bits::word);
        Words {
            treasury_id: AgentPolicy::unpack(policy).treasury,
            treasury: TreasuryWords { state: treasury, limits: cap, window },
            agent: AgentWords { policy, state, limits, schedule },
            vendor: self.vendor.word(),
            is_barred: self.is_barred,
        }
    }
}

/// Asks for the payments, each on the words that the one before left.
///
/// # Panics
/// If the evaluation breaks a rule.
pub fn run(input: &Input) {
    let mut words = input.words();
    let mut now = input.now.seconds();
    for step in input.steps.iter().take(STEPS_MAX) {
        now = now.saturating_add(step.wait.into());
        let most = spendable(&words, now);
        let elsewhere = Words { vendor: input.elsewhere.word(), ..words };
        assert_eq!(spendable(&elsewhere, now), most, "by the words of another vendor: {words:?}");
        let lives = now.saturating_add(step.lives.seconds());
        for value in [most, most.saturating_add(1), most / 2, step.value.units()] {
            for valid_before in [now.saturating_add(1), lives] {
                let payment = payment(value, valid_before);
                check_hold(&words, &step.held, &payment, now);
                if let Ok(after) = check(&words, &payment, now) {
                    assert!(value <= most, "{value} of {most} spendable: {words:?}");
                    words = after;
                }
            }
        }
    }
}

const fn payment(value: u64, valid_before: u64) -> Payment {
    Payment { agent: AGENTS[0], vendor: VENDORS[0], value, valid_before, is_approved: true }
}

/// Checks the verdict on one payment, and returns it.
fn check(words: &Words, payment: &Payment, now: u64) -> Result<Words, Denied> {
    let verdict = evaluate(words, payment, now);
    match &verdict {
        Ok(after) => {
            check_rooms(words, after, payment, now);
            check_charge(words, after, payment.value);
        }
        Err(Denied { reason: Denial::ValueZero, asked, room: 0 }) if asked.is_zero() => {
            assert_eq!(payment.value, 0);
        }
        Err(Denied { asked, room, .. }) => assert!(*asked > U256::from(*room), "{verdict:?}"),
    }
    verdict
}

/// What was accepted fitted into every room, and is what every room is smaller by.
fn check_rooms(words: &Words, after: &Words, payment: &Payment, now: u64) {
    let Payment { value, valid_before, .. } = *payment;
    let (before, after) = (room(words, now), room(after, now));
    assert!(valid_before.saturating_sub(now) <= before.validity, "{before:?}");
    assert!(value <= before.payment, "{before:?}");
    assert_eq!((after.payment, after.validity), (before.payment, before.validity));
    for (before, after) in [
        (before.period, after.period),
        (before.budget, after.budget),
        (before.vendor, after.vendor),
        (before.treasury, after.treasury),
    ] {
        let is_unlimited = before == u64::MAX && after == u64::MAX;
        assert!(is_unlimited || before.checked_sub(value) == Some(after), "{before} to {after}");
    }
    assert_eq!(before.balance.checked_sub(value), Some(after.balance));
    // A count without a period cannot be written; where it is, nothing is counted.
    let is_counted = AgentPolicy::unpack(words.agent.policy).period != Period::None;
    let left = before.count.checked_sub(is_counted.into());
    assert!(left == Some(after.count) || after.count == u32::MAX, "{before:?} to {after:?}");
}

/// Only what counts payments and money has changed.
fn check_charge(before: &Words, after: &Words, value: u64) {
    let balance = TreasuryState::unpack(after.treasury.state).balance;
    let kept = Words {
        agent: AgentWords { state: after.agent.state, ..before.agent },
        treasury: TreasuryWords {
            state: treasury_state::BALANCE.with(before.treasury.state, balance),
            window: after.treasury.window,
            ..before.treasury
        },
        vendor: after.vendor,
        ..*before
    };
    assert_eq!(*after, kept);
    let [was, is] = [before, after].map(|words| words.agent.rules().1);
    assert_eq!((is.lifetime, is.frozen), (was.lifetime.saturating_add(value), was.frozen));
    let [was, is] = [before, after].map(|words| VendorEntry::unpack(words.vendor));
    assert_eq!((is.listed, is.limit), (was.listed, was.limit));
}

/// What is accepted while others are promised is accepted without them too.
fn check_hold(words: &Words, holding: &Holding, payment: &Payment, now: u64) {
    let held = Held {
        agent: holding.agent.units(),
        payments: holding.payments,
        vendor: holding.vendor.units(),
        treasury: holding.treasury.units(),
    };
    let promised = hold(words, &held, now);
    if evaluate(&promised, payment, now).is_ok() {
        let alone = evaluate(words, payment, now).map(drop);
        assert_eq!(alone, Ok(()), "only with {held:?}: {words:?}");
    }
}
