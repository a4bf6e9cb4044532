//! How much can be spent in a span that is no window: each mode's worst case is reached, and never
//! passed.
//!
//! Two payments span `d` seconds if one is made `d` seconds after the other; both count.

use crate::strategies::{mode, payment};
use bursar_policy::{
    AgentWords, Denial, Limit, Period, Policy, TreasuryState, VendorMode, WindowMode, Words,
    evaluate, room,
};
use proptest::prelude::*;

const START: u64 = 1_700_000_000;

/// An agent that has nothing but a cap per period.
fn agent(limit: Limit) -> Words {
    let policy = Policy {
        payment_cap: u64::MAX,
        per_period: Some(limit),
        vendors: VendorMode::Any,
        ..Policy::default()
    };
    let (word, ..) = policy.to_words(1, 0);
    let mut words = Words { treasury_id: 1, ..Words::default() };
    words.agent = AgentWords { policy: word.pack(), ..AgentWords::default() };
    words
}

fn seconds(cap: u64, length: u32, mode: WindowMode) -> Limit {
    Limit { cap, period: Period::Seconds { length, mode } }
}

/// Pays out of a full treasury each time: only the period is under test.
fn pay(words: &mut Words, value: u64, now: u64) {
    words.treasury.state = TreasuryState { balance: u64::MAX, ..TreasuryState::CREATED }.pack();
    *words = evaluate(words, &payment(value, now), now).expect("there is room");
}

/// Nothing more fits, and the period is why.
fn assert_full(words: &Words, now: u64) {
    let denied = evaluate(words, &payment(1, now), now).expect_err("no room is left");
    assert_eq!((denied.reason, denied.room), (Denial::PeriodCap, 0));
}

/// The first second of a window of `length`, well after [`START`].
fn edge(length: u32) -> u64 {
    START.next_multiple_of(u64::from(length)) + u64::from(length)
}

#[test]
fn fixed_reaches_twice_the_cap_in_one_second_across_an_edge() {
    let (cap, length) = (1_000, 3_600);
    let mut words = agent(seconds(cap, length, WindowMode::Fixed));
    let edge = edge(length);
    pay(&mut words, cap, edge - 1);
    pay(&mut words, cap, edge);
    assert_full(&words, edge);
    assert_full(&words, edge + u64::from(length) - 1);
    // In one second 2,000 were spent, and no more until the window has passed.
}

#[test]
fn calendar_windows_reach_twice_the_cap_in_one_second_across_an_edge() {
    // Monday 2024-01-01 and the first of a month at once.
    let edge = 1_704_067_200;
    for period in [Period::Week, Period::Month] {
        let mut words = agent(Limit { cap: 1_000, period });
        pay(&mut words, 1_000, edge - 1);
        pay(&mut words, 1_000, edge);
        assert_full(&words, edge);
        assert_full(&words, edge + 7 * 86_400 - 1);
    }
}

/// After a full window, `e` seconds past the edge, exactly `floor(cap * e / W)` more fits. So
/// payments `d` seconds apart reach `cap + floor(cap * (d - 1) / W)`: the bound `cap * (1 + d / W)`
/// but for one second and the rounding.
#[test]
fn sliding_reaches_its_bound_at_every_second_after_an_edge() {
    for (cap, length) in [(1_000u64, 60u32), (7, 60), (61, 60), (u64::MAX, 60), (1, 1)] {
        let edge = edge(length);
        for elapsed in 0..u64::from(length) {
            let mut words = agent(seconds(cap, length, WindowMode::Sliding));
            pay(&mut words, cap, edge - 1);
            let more = u128::from(cap) * u128::from(elapsed) / u128::from(length);
            let now = edge + elapsed;
            assert_eq!(u128::from(room(&words, now).period), more);
            if more > 0 {
                pay(&mut words, more as u64, now);
            }
            assert_full(&words, now);
        }
    }
}

#[test]
fn strict_reaches_the_cap_and_no_more_until_a_window_has_passed() {
    let (cap, length) = (1_000, 3_600);
    let mut words = agent(seconds(cap, length, WindowMode::Strict));
    let edge = edge(length);
    pay(&mut words, cap, edge - 1);
    assert_full(&words, edge);
    assert_full(&words, edge + u64::from(length) - 1);
    pay(&mut words, cap, edge + u64::from(length));
}

/// The most that may be spent in payments that span `d <= W` seconds.
fn bound(cap: u64, length: u32, mode: WindowMode, d: u64) -> u128 {
    let cap = u128::from(cap);
    match mode {
        WindowMode::Fixed => 2 * cap,
        WindowMode::Sliding => {
            let sliding = cap + cap * u128::from(d) / u128::from(length);
            sliding.min((2 * cap).saturating_sub(1))
        }
        WindowMode::Strict => cap,
    }
}

/// A spender that tries hard: steps in time that like edges, and shares of the room there is.
fn spender(length: u32) -> impl Strategy<Value = Vec<(u64, u64)>> {
    let length = u64::from(length);
    let advance = prop_oneof![
        3 => 0..=2u64,
        3 => 0..=length,
        1 => Just(length - 1),
        1 => Just(length),
        1 => 0..=3 * length,
    ];
    prop::collection::vec((advance, 1..=4u64), 1..60)
}

fn case() -> impl Strategy<Value = (u64, u32, WindowMode, Vec<(u64, u64)>)> {
    let cap = prop_oneof![4 => 0..=1_000u64, 1 => Just(u64::MAX / 2), 1 => Just(u64::MAX)];
    (cap, 1..=50u32, mode())
        .prop_flat_map(|(cap, length, mode)| (Just(cap), Just(length), Just(mode), spender(length)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn prop_no_span_of_a_window_passes_the_bound_of_its_mode(
        (cap, length, mode, steps) in case(),
    ) {
        let mut words = agent(seconds(cap, length, mode));
        let mut payments: Vec<(u64, u64)> = Vec::new();
        let mut now = START;
        for (advance, share) in steps {
            now += advance;
            let value = room(&words, now).period / share;
            if value == 0 {
                continue;
            }
            pay(&mut words, value, now);
            payments.push((now, value));
        }
        for (first, (from, _)) in payments.iter().enumerate() {
            let mut sum = 0u128;
            for (at, value) in &payments[first..] {
                let d = at - from;
                if d > u64::from(length) {
                    break;
                }
                sum += u128::from(*value);
                prop_assert!(sum <= bound(cap, length, mode, d), "{sum} in {d} s: {payments:?}");
            }
        }
    }
}
