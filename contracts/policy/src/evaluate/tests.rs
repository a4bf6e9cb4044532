//! Every limit, tripped and just not.

use super::*;
use crate::{AgentWords, HORIZON, Policy, TreasuryLimits, Validity, VendorTerms, edit};
use alloy_primitives::Address;
use std::vec::Vec;

/// Monday 2024-01-01 09:30:00 UTC.
const NOW: u64 = 1_704_101_400;
const DAY: u64 = 86_400;
const TREASURY: u64 = 7;
const DAILY: Limit = Limit { cap: 1_000, period: Period::DAY };

fn treasury() -> TreasuryState {
    TreasuryState { balance: 1_000_000, ..TreasuryState::CREATED }
}

/// A payment of `value` that is valid for one minute.
fn payment(value: u64) -> Payment {
    let (agent, vendor) = (Address::repeat_byte(1), Address::repeat_byte(2));
    Payment { agent, vendor, value, valid_before: NOW + 60, is_approved: false }
}

/// A live agent that may pay anyone up to 500 at once, under `policy`'s further limits.
fn words(policy: Policy) -> Words {
    let policy = Policy { payment_cap: 500, vendors: VendorMode::Any, ..policy };
    with_vendor(policy, U256::ZERO)
}

fn with_vendor(policy: Policy, vendor: U256) -> Words {
    policy.validate().expect("well formed");
    let (word, limits, schedule) = policy.to_words(TREASURY, 0);
    let agent = AgentWords {
        policy: word.pack(),
        limits: limits.pack(),
        schedule: schedule.mask(),
        ..AgentWords::default()
    };
    let mut words = Words { treasury_id: TREASURY, agent, vendor, ..Words::default() };
    words.treasury.state = treasury().pack();
    words
}

fn with_state(mut words: Words, change: impl FnOnce(&mut AgentState)) -> Words {
    let mut state = AgentState::unpack(words.agent.state);
    change(&mut state);
    words.agent.state = state.pack();
    words
}

/// The reason and the room, or none if the payment passes.
fn denial(words: &Words, value: u64, now: u64) -> Option<(Denial, u64)> {
    let payment = Payment { valid_before: now + 60, ..payment(value) };
    evaluate(words, &payment, now).err().map(|denied| (denied.reason, denied.room))
}

fn pay(words: &Words, value: u64, now: u64) -> Words {
    let payment = Payment { valid_before: now + 60, ..payment(value) };
    evaluate(words, &payment, now).expect("passes")
}

#[test]
fn evaluate_denies_when_value_is_zero() {
    assert_eq!(denial(&words(Policy::default()), 0, NOW), Some((Denial::ValueZero, 0)));
}

#[test]
fn evaluate_denies_when_agent_is_unknown() {
    assert_eq!(denial(&Words::default(), 1, NOW), Some((Denial::AgentUnknown, 0)));
}

#[test]
fn evaluate_denies_when_agent_or_treasury_is_frozen() {
    let agent = with_state(words(Policy::default()), |state| state.frozen = true);
    assert_eq!(denial(&agent, 1, NOW), Some((Denial::AgentFrozen, 0)));
    let mut all = words(Policy::default());
    all.treasury.state = TreasuryState { frozen: true, ..treasury() }.pack();
    assert_eq!(denial(&all, 1, NOW), Some((Denial::TreasuryFrozen, 0)));
}

#[test]
fn evaluate_denies_when_vendor_is_not_listed() {
    let entry = edit::edit_vendor(U256::ZERO, &VendorTerms::default(), NOW).expect("well formed");
    for vendors in [VendorMode::Own, VendorMode::Shared] {
        let policy = Policy { payment_cap: 500, vendors, ..Policy::default() };
        assert_eq!(denial(&with_vendor(policy, entry), 1, NOW), None);
        let stranger = with_vendor(policy, U256::ZERO);
        assert_eq!(denial(&stranger, 1, NOW), Some((Denial::VendorNotListed, 0)));
        let removed = with_vendor(policy, edit::remove_vendor(entry));
        assert_eq!(denial(&removed, 1, NOW), Some((Denial::VendorNotListed, 0)));
    }
}

#[test]
fn evaluate_denies_when_value_is_over_the_payment_cap() {
    let words = words(Policy::default());
    assert_eq!(denial(&words, 500, NOW), None);
    assert_eq!(denial(&words, 501, NOW), Some((Denial::PaymentCap, 500)));
}

#[test]
fn evaluate_denies_when_the_period_is_used_up_until_the_next() {
    let mut words = words(Policy { per_period: Some(DAILY), ..Policy::default() });
    for value in [500, 400] {
        words = pay(&words, value, NOW);
    }
    assert_eq!(denial(&words, 100, NOW), None);
    assert_eq!(denial(&words, 101, NOW), Some((Denial::PeriodCap, 100)));
    assert_eq!(denial(&words, 500, NOW + DAY), None);
}

#[test]
fn evaluate_denies_when_the_count_is_used_up_until_the_next_period() {
    let policy = Policy { per_period: Some(DAILY), count_cap: Some(2), ..Policy::default() };
    let once = pay(&words(policy), 1, NOW);
    assert_eq!(denial(&once, 1, NOW), None);
    let twice = pay(&once, 1, NOW);
    let denied = evaluate(&twice, &payment(1), NOW).expect_err("two were made");
    assert_eq!(denied, Denied { reason: Denial::CountCap, asked: U256::ONE, room: 0 });
    assert_eq!(denial(&twice, 1, NOW + DAY), None);
}

#[test]
fn evaluate_denies_when_the_budget_is_used_up_for_good() {
    let policy = Policy { per_period: Some(DAILY), budget: Some(600), ..Policy::default() };
    let words = pay(&words(policy), 500, NOW);
    assert_eq!(denial(&words, 100, NOW + DAY), None);
    assert_eq!(denial(&words, 101, NOW + 400 * DAY), Some((Denial::Budget, 100)));
}

#[test]
fn evaluate_denies_outside_the_validity() {
    let validity = Some(Validity { not_before: NOW, not_after: NOW + 10 });
    let words = words(Policy { validity, ..Policy::default() });
    assert_eq!(denial(&words, 1, NOW - 1), Some((Denial::NotYetActive, 0)));
    assert_eq!(denial(&words, 1, NOW), None);
    assert_eq!(denial(&words, 1, NOW + 9), None);
    assert_eq!(denial(&words, 1, NOW + 10), Some((Denial::NoLongerActive, 0)));
}

#[test]
fn evaluate_denies_when_the_hour_is_closed() {
    let nine_on_monday = Schedule::new(U256::ONE << 9).ok();
    let words = words(Policy { schedule: nine_on_monday, ..Policy::default() });
    assert_eq!(denial(&words, 1, NOW + 1_799), None);
    assert_eq!(denial(&words, 1, NOW + 1_800), Some((Denial::Schedule, 0)));
}

#[test]
fn evaluate_denies_when_the_vendor_has_had_its_cap() {
    let limit = Some(Limit { cap: 300, period: Period::Week });
    let entry = edit::edit_vendor(U256::ZERO, &VendorTerms { limit }, NOW).expect("well formed");
    for vendors in [VendorMode::Own, VendorMode::Shared] {
        let policy = Policy { payment_cap: 500, vendors, ..Policy::default() };
        let words = pay(&with_vendor(policy, entry), 200, NOW);
        assert_eq!(denial(&words, 100, NOW), None);
        assert_eq!(denial(&words, 101, NOW), Some((Denial::VendorCap, 100)));
        assert_eq!(denial(&words, 300, NOW + 7 * DAY), None);
        assert_eq!(room(&words, NOW).vendor, 100);
    }
}

#[test]
fn evaluate_denies_when_all_agents_together_have_spent_the_cap() {
    let mut first = words(Policy::default());
    let limits = TreasuryLimits { limit: Some(DAILY), ..TreasuryLimits::DEFAULT };
    first.treasury = edit::edit_treasury(&first.treasury, &limits, 0, NOW).expect("well formed");
    let treasury = pay(&pay(&first, 500, NOW), 400, NOW).treasury;
    // Another agent of the same treasury.
    let second = Words { treasury, ..first };
    assert_eq!(denial(&second, 100, NOW), None);
    assert_eq!(denial(&second, 101, NOW), Some((Denial::TreasuryCap, 100)));
    assert_eq!(denial(&second, 500, NOW + DAY), None);
}

#[test]
fn evaluate_denies_when_the_authorization_lives_too_long() {
    let words = words(Policy::default());
    let lives = |seconds| {
        let payment = Payment { valid_before: NOW + seconds, ..payment(1) };
        evaluate(&words, &payment, NOW).err()
    };
    assert_eq!(lives(3_900), None);
    let asked = U256::from(3_901);
    assert_eq!(lives(3_901), Some(Denied { reason: Denial::ValidityTooLong, asked, room: 3_900 }));
}

#[test]
fn evaluate_denies_when_the_authorization_outlives_the_horizon() {
    let words = words(Policy::default());
    let now = HORIZON - 100;
    let until = |valid_before| {
        let payment = Payment { valid_before, ..payment(1) };
        evaluate(&words, &payment, now).err().map(|denied| (denied.reason, denied.room))
    };
    assert_eq!(until(HORIZON), None);
    assert_eq!(until(HORIZON + 1), Some((Denial::ValidityTooLong, 100)));
}

#[test]
fn evaluate_denies_when_the_treasury_holds_too_little() {
    let mut words = words(Policy::default());
    words.treasury.state = TreasuryState { balance: 100, ..treasury() }.pack();
    assert_eq!(denial(&words, 100, NOW), None);
    assert_eq!(denial(&words, 101, NOW), Some((Denial::TreasuryBalance, 100)));
    let empty = pay(&words, 100, NOW);
    assert_eq!(denial(&empty, 1, NOW), Some((Denial::TreasuryBalance, 0)));
}

#[test]
fn evaluate_denies_everything_when_a_cap_is_zero() {
    let none = Limit { cap: 0, period: Period::DAY };
    let base = Policy { per_period: Some(DAILY), ..Policy::default() };
    let zeros = [
        (Policy { per_period: Some(none), ..base }, Denial::PeriodCap),
        (Policy { count_cap: Some(0), ..base }, Denial::CountCap),
        (Policy { budget: Some(0), ..base }, Denial::Budget),
        (Policy { schedule: Some(Schedule::default()), ..base }, Denial::Schedule),
    ];
    for (policy, reason) in zeros {
        let words = words(policy);
        assert_eq!(denial(&words, 1, NOW), Some((reason, 0)));
        assert_eq!(spendable(&words, NOW), 0);
    }
    let closed = with_vendor(Policy { vendors: VendorMode::Any, ..base }, U256::ZERO);
    assert_eq!(denial(&closed, 1, NOW), Some((Denial::PaymentCap, 0)));
}

/// Breaks every rule at once, then mends them in the order of their numbers: what is left broken
/// answers with the lowest number.
#[test]
fn evaluate_answers_with_the_lowest_number_that_applies() {
    let (mut words, mut policy) = everything_broken();
    let mut rules = Vec::new();
    Facts::read(&words, NOW).each(|rule, _| rules.push(rule));
    for rule in rules {
        let reason = evaluate(&words, &payment(1), NOW).map_err(|denied| denied.reason);
        assert_eq!(reason.err(), Some(rule));
        mend(rule, &mut words, &mut policy);
        let (word, limits, schedule) = policy.to_words(words.treasury_id, 0);
        let state = words.agent.state;
        words.agent = AgentWords {
            policy: word.pack(),
            state,
            limits: limits.pack(),
            schedule: schedule.mask(),
        };
    }
    assert!(evaluate(&words, &payment(1), NOW).is_ok());
}

fn mend(rule: Denial, words: &mut Words, policy: &mut Policy) {
    let mut treasury = TreasuryState::unpack(words.treasury.state);
    let mut entry = VendorEntry::unpack(words.vendor);
    let open = Limit { cap: 1, period: Period::DAY };
    match rule {
        Denial::AgentUnknown => words.treasury_id = TREASURY,
        Denial::AgentFrozen => words.agent.state = U256::ZERO,
        Denial::TreasuryFrozen => treasury.frozen = false,
        Denial::VendorNotListed => entry.listed = true,
        Denial::PaymentCap => policy.payment_cap = 1,
        Denial::PeriodCap => policy.per_period = Some(open),
        Denial::CountCap => policy.count_cap = Some(1),
        Denial::Budget => policy.budget = Some(1),
        Denial::NotYetActive => {
            policy.validity = Some(Validity { not_before: NOW - 2, not_after: NOW });
        }
        Denial::NoLongerActive => policy.validity = None,
        Denial::Schedule => policy.schedule = None,
        Denial::VendorCap => entry.limit = Some(open),
        Denial::TreasuryCap => words.treasury.limits = open.pack(),
        Denial::ValidityTooLong => treasury.longest_validity = u32::MAX,
        Denial::TreasuryBalance => treasury.balance = 1,
        Denial::Settler => words.is_barred = false,
        _ => policy.approval_threshold = Some(1),
    }
    words.treasury.state = treasury.pack();
    words.vendor = entry.pack();
}

fn everything_broken() -> (Words, Policy) {
    let closed = Limit { cap: 0, period: Period::DAY };
    let mut words = Words { is_barred: true, ..Words::default() };
    words.agent.state = AgentState { frozen: true, ..AgentState::default() }.pack();
    let treasury = TreasuryState { frozen: true, capped: true, ..TreasuryState::CREATED };
    words.treasury.state = TreasuryState { longest_validity: 0, ..treasury }.pack();
    words.treasury.limits = closed.pack();
    words.vendor = VendorEntry { limit: Some(closed), ..VendorEntry::default() }.pack();
    let policy = Policy {
        per_period: Some(closed),
        count_cap: Some(0),
        budget: Some(0),
        validity: Some(Validity { not_before: NOW + 1, not_after: NOW + 2 }),
        schedule: Some(Schedule::default()),
        approval_threshold: Some(0),
        ..Policy::default()
    };
    (words, policy)
}

#[test]
fn evaluate_charges_every_word_that_counts() {
    let limit = Some(DAILY);
    let entry = edit::edit_vendor(U256::ZERO, &VendorTerms { limit }, NOW).expect("well formed");
    let policy = Policy { payment_cap: 500, per_period: limit, ..Policy::default() };
    let mut before = with_vendor(policy, entry);
    let limits = TreasuryLimits { limit, ..TreasuryLimits::DEFAULT };
    before.treasury = edit::edit_treasury(&before.treasury, &limits, 0, NOW).expect("well formed");
    let after = pay(&before, 123, NOW);

    let window = Window { spent: 123, previous: 0, index: Period::DAY.index(NOW) };
    let state = AgentState { window, lifetime: 123, count: 1, ..AgentState::default() };
    assert_eq!(AgentState::unpack(after.agent.state), state);
    assert_eq!(VendorEntry::unpack(after.vendor).window, window);
    assert_eq!(Window::unpack(after.treasury.window), window);
    assert_eq!(TreasuryState::unpack(after.treasury.state).balance, 1_000_000 - 123);

    // And nothing else.
    let mut expected = before;
    expected.agent.state = after.agent.state;
    expected.vendor = after.vendor;
    expected.treasury.window = after.treasury.window;
    expected.treasury.state = treasury_state::BALANCE.with(before.treasury.state, 999_877);
    assert_eq!(after, expected);
}

#[test]
fn evaluate_writes_no_entry_and_no_window_when_they_have_no_cap() {
    let entry = edit::edit_vendor(U256::ZERO, &VendorTerms::default(), NOW).expect("well formed");
    let policy = Policy { payment_cap: 500, ..Policy::default() };
    let before = with_vendor(policy, entry);
    let after = pay(&before, 5, NOW);
    assert_eq!((after.vendor, after.treasury.window), (before.vendor, before.treasury.window));
    let state = AgentState { lifetime: 5, ..AgentState::default() };
    assert_eq!(AgentState::unpack(after.agent.state), state);
}

#[test]
fn room_is_the_maximum_where_no_limit_exists() {
    let mut words = words(Policy::default());
    words.treasury.state = TreasuryState { longest_validity: 60, ..treasury() }.pack();
    let expected = Rooms {
        payment: 500,
        period: u64::MAX,
        count: u32::MAX,
        budget: u64::MAX,
        unapproved: u64::MAX,
        vendor: u64::MAX,
        treasury: u64::MAX,
        balance: 1_000_000,
        validity: 60,
    };
    assert_eq!(room(&words, NOW), expected);
    assert_eq!(spendable(&words, NOW), 500);
}

#[test]
fn spendable_leaves_out_lists_and_vendor_caps() {
    let policy = Policy { payment_cap: 500, per_period: Some(DAILY), ..Policy::default() };
    assert_eq!(spendable(&with_vendor(policy, U256::ZERO), NOW), 500);
}

#[test]
fn evaluate_denies_when_whoever_settles_is_no_settler() {
    let barred = Words { is_barred: true, ..words(Policy::default()) };
    assert_eq!(denial(&barred, 1, NOW), Some((Denial::Settler, 0)));
    // Somebody else may settle: the agent can pay.
    assert_eq!(spendable(&barred, NOW), 500);
}

#[test]
fn spendable_is_zero_when_the_key_cannot_pay() {
    assert_eq!(spendable(&Words::default(), NOW), 0);
    let frozen = with_state(words(Policy::default()), |state| state.frozen = true);
    assert_eq!(spendable(&frozen, NOW), 0);
    let validity = Some(Validity { not_before: 0, not_after: NOW });
    assert_eq!(spendable(&words(Policy { validity, ..Policy::default() }), NOW), 0);
}

#[test]
fn evaluate_denies_when_the_value_is_one_above_the_threshold_and_nobody_has_approved() {
    for threshold in [0, 99] {
        let policy = Policy { approval_threshold: Some(threshold), ..Policy::default() };
        let words = words(policy);
        if threshold != 0 {
            assert_eq!(denial(&words, threshold, NOW), None);
        }
        let above = payment(threshold + 1);
        let refused = evaluate(&words, &above, NOW).expect_err("nobody has approved");
        assert_eq!((refused.reason, refused.room), (Denial::ApprovalMissing, threshold));
        assert!(evaluate(&words, &Payment { is_approved: true, ..above }, NOW).is_ok());
        assert_eq!(room(&words, NOW).unapproved, threshold);
        // It may be approved: the agent can pay.
        assert_eq!(spendable(&words, NOW), 500);
    }
}

#[test]
fn approvals_open_nothing_but_the_threshold() {
    let policy = Policy { approval_threshold: Some(0), ..Policy::default() };
    let approved = Payment { is_approved: true, ..payment(501) };
    let refused = evaluate(&words(policy), &approved, NOW).expect_err("over the payment cap");
    assert_eq!(refused.reason, Denial::PaymentCap);
}
