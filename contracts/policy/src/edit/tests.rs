use super::*;
use crate::{AgentLimits, Schedule, Validity};

const NOW: u64 = 1_704_101_400;
const DAY: u64 = 86_400;
const TREASURY: u64 = 7;
const DAILY: Limit = Limit { cap: 1_000, period: Period::DAY };
const MONTHLY: Limit = Limit { cap: 1_000, period: Period::Month };

fn policy(per_period: Option<Limit>) -> Policy {
    Policy { payment_cap: 500, per_period, nonce_bits: 4, ..Policy::default() }
}

fn spent(words: &AgentWords) -> AgentState {
    AgentState::unpack(words.state)
}

fn version(words: &AgentWords) -> u32 {
    AgentPolicy::unpack(words.policy).version
}

/// A key that joined with a daily cap and has spent 300 in two payments today.
fn joined() -> Joined {
    let mut joined =
        join(U256::ZERO, &AgentWords::default(), TREASURY, &policy(Some(DAILY)), NOW).expect("new");
    let window = Window { spent: 300, previous: 50, index: Period::DAY.index(NOW) };
    joined.words.state =
        AgentState { window, lifetime: 350, count: 2, ..AgentState::default() }.pack();
    joined
}

#[test]
fn join_binds_a_new_key() {
    let joined = joined();
    let binding = Binding::unpack(joined.binding);
    assert_eq!((binding.treasury, binding.generation, binding.nonce_bits), (TREASURY, 0, 4));
    assert_eq!((joined.version, joined.generation), (1, 0));
    assert_eq!(joined.words.policy(), policy(Some(DAILY)));
    assert_eq!(AgentPolicy::unpack(joined.words.policy).treasury, TREASURY);
}

#[test]
fn join_refuses_when_the_key_is_live_or_belongs_elsewhere() {
    let joined = joined();
    let again = join(joined.binding, &joined.words, TREASURY, &policy(None), NOW);
    assert_eq!(again, Err(EditFault::Bound { treasury: TREASURY }));

    let left = leave(joined.binding, &AgentPolicy::unpack(joined.words.policy));
    let gone = AgentWords { policy: U256::ZERO, ..joined.words };
    let elsewhere = join(left, &gone, TREASURY + 1, &policy(None), NOW);
    assert_eq!(elsewhere, Err(EditFault::Bound { treasury: TREASURY }));
}

#[test]
fn join_keeps_what_was_spent_when_a_key_comes_back() {
    let first = joined();
    let left = leave(first.binding, &AgentPolicy::unpack(first.words.policy));
    let frozen = AgentState { frozen: true, ..spent(&first.words) };
    let gone = AgentWords { policy: U256::ZERO, state: frozen.pack(), ..first.words };

    let same = join(left, &gone, TREASURY, &policy(Some(DAILY)), NOW).expect("its treasury");
    assert_eq!(spent(&same.words), frozen);
    assert_eq!((same.version, same.generation), (2, 1));

    let other = join(left, &gone, TREASURY, &policy(Some(MONTHLY)), NOW).expect("its treasury");
    let window = Window { spent: 300, previous: 0, index: Period::Month.index(NOW) };
    assert_eq!(spent(&other.words), AgentState { window, ..frozen });
}

#[test]
fn join_and_edit_refuse_other_nonce_bits() {
    let first = joined();
    let other = Policy { nonce_bits: 5, ..policy(None) };
    let refused = EditFault::Invalid(PolicyFault::NonceBitsChanged);
    assert_eq!(edit_policy(&first.words, &other, 1, NOW), Err(refused));
    let left = leave(first.binding, &AgentPolicy::unpack(first.words.policy));
    let gone = AgentWords { policy: U256::ZERO, ..first.words };
    assert_eq!(join(left, &gone, TREASURY, &other, NOW), Err(refused));
}

#[test]
fn leave_never_fails_and_join_refuses_when_generations_are_used_up() {
    let last = Binding { treasury: TREASURY, generation: u32::MAX, ..Binding::default() };
    let left = leave(last.pack(), &AgentPolicy::default());
    assert_eq!(Binding::unpack(left).generation, u32::MAX);
    let policy = Policy { nonce_bits: 0, ..policy(None) };
    let refused = join(left, &AgentWords::default(), TREASURY, &policy, NOW);
    assert_eq!(refused, Err(EditFault::VersionExhausted { version: u32::MAX }));
}

#[test]
fn edit_policy_leaves_the_state_alone_when_the_period_stays() {
    let first = joined().words;
    let lower = Limit { cap: 10, ..DAILY };
    let edited = edit_policy(&first, &policy(Some(lower)), 1, NOW + 9 * DAY).expect("well formed");
    assert_eq!((edited.state, version(&edited)), (first.state, 2));
}

#[test]
fn edit_policy_carries_what_counts_when_the_period_changes() {
    let first = joined().words;
    let edited = edit_policy(&first, &policy(Some(MONTHLY)), 1, NOW).expect("well formed");
    let window = Window { spent: 300, previous: 0, index: Period::Month.index(NOW) };
    let state = AgentState { window, lifetime: 350, count: 2, ..AgentState::default() };
    assert_eq!(spent(&edited), state);

    // A day later yesterday's spending no longer counts; the lifetime does.
    let later = edit_policy(&first, &policy(Some(MONTHLY)), 1, NOW + DAY).expect("well formed");
    let window = Window { spent: 0, previous: 0, index: Period::Month.index(NOW + DAY) };
    assert_eq!(spent(&later), AgentState { window, count: 0, ..state });
}

#[test]
fn edit_policy_writes_zero_over_limits_that_are_taken_away() {
    let limited = Policy {
        budget: Some(9),
        count_cap: Some(3),
        validity: Some(Validity { not_before: 1, not_after: 2 }),
        schedule: Some(Schedule::default()),
        delegation_depth: Some(1),
        ..policy(Some(DAILY))
    };
    let with = edit_policy(&joined().words, &limited, 1, NOW).expect("well formed");
    assert_eq!(with.policy(), limited);
    assert_ne!(AgentLimits::unpack(with.limits), AgentLimits::default());
    let without = edit_policy(&with, &policy(None), 2, NOW).expect("well formed");
    assert_eq!((without.limits, without.schedule), (U256::ZERO, U256::ZERO));
}

#[test]
fn edit_policy_keeps_a_sub_agent_one_and_makes_none() {
    let mut words = joined().words;
    let is_sub = |words: &AgentWords| AgentPolicy::unpack(words.policy).is_delegated();
    assert!(!is_sub(&edit_policy(&words, &policy(None), 1, NOW).expect("well formed")));
    let word = AgentPolicy::unpack(words.policy);
    words.policy = AgentPolicy { flags: word.flags.with(Flags::PARENT, true), ..word }.pack();
    let edited = edit_policy(&words, &policy(None), 1, NOW).expect("well formed");
    assert!(is_sub(&edited));
    assert_eq!(edited.policy(), policy(None));
}

#[test]
fn revoke_moves_the_generation_and_nothing_else() {
    let before = Binding::unpack(joined().binding);
    let after = Binding::unpack(revoke(joined().binding));
    assert_eq!(after, Binding { generation: before.generation + 1, ..before });
    let last = Binding { generation: u32::MAX, ..before };
    assert_eq!(Binding::unpack(revoke(last.pack())), last);
}

#[test]
fn edit_policy_refuses_when_the_version_is_another_or_the_last() {
    let words = joined().words;
    let stale = edit_policy(&words, &policy(None), 0, NOW);
    assert_eq!(stale, Err(EditFault::VersionMismatch { expected: 0, actual: 1 }));
    let last = AgentPolicy { version: (1 << 18) - 1, ..AgentPolicy::unpack(words.policy) };
    let words = AgentWords { policy: last.pack(), ..words };
    let exhausted = Err(EditFault::VersionExhausted { version: last.version });
    assert_eq!(edit_policy(&words, &policy(None), last.version, NOW), exhausted);
    assert_eq!(last.edited(last.version).err(), exhausted.err());
    assert_eq!(last.tightened(), last);
}

#[test]
fn edits_that_expect_any_version_pass_until_the_versions_are_used_up() {
    let words = joined().words;
    let edited = edit_policy(&words, &policy(None), ANY_VERSION, NOW).expect("any will do");
    assert_eq!(version(&edited), version(&words) + 1);
    let last = AgentPolicy { version: (1 << 18) - 1, ..AgentPolicy::unpack(words.policy) };
    assert_eq!(
        last.edited(ANY_VERSION),
        Err(EditFault::VersionExhausted { version: last.version })
    );
}

#[test]
fn edits_refuse_what_is_not_well_formed() {
    let uncounted = Some(Limit { cap: 1, period: Period::None });
    let refused = EditFault::Invalid(PolicyFault::PeriodMissing);
    assert_eq!(edit_policy(&joined().words, &policy(uncounted), 1, NOW), Err(refused));
    let none = AgentWords::default();
    assert_eq!(join(U256::ZERO, &none, TREASURY, &policy(uncounted), NOW), Err(refused));
    let limits = TreasuryLimits { limit: uncounted, ..TreasuryLimits::DEFAULT };
    assert_eq!(edit_treasury(&TreasuryWords::default(), &limits, 0, NOW), Err(refused));
    let terms = VendorTerms { limit: uncounted };
    assert_eq!(edit_vendor(U256::ZERO, &terms, NOW), Err(PolicyFault::PeriodMissing));
}

#[test]
fn tightened_counts_like_an_edit() {
    let agent = AgentPolicy { version: 4, ..AgentPolicy::default() };
    assert_eq!(agent.tightened(), agent.edited(4).expect("same version"));
    let treasury = TreasuryState { version: 4, ..TreasuryState::CREATED };
    assert_eq!(treasury.tightened(), treasury.edited(4).expect("same version"));
    let last = TreasuryState { version: u32::MAX, ..treasury };
    assert_eq!(last.tightened(), last);
    assert_eq!(last.edited(u32::MAX), Err(EditFault::VersionExhausted { version: u32::MAX }));
}

#[test]
fn edit_treasury_keeps_balance_entries_and_what_was_spent() {
    let state = TreasuryState { balance: 5, entries: 3, capped: true, ..TreasuryState::CREATED };
    let window = Window { spent: 300, previous: 0, index: Period::DAY.index(NOW) };
    let words = TreasuryWords { state: state.pack(), limits: DAILY.pack(), window: window.pack() };

    let limits = TreasuryLimits {
        limit: Some(MONTHLY),
        longest_validity: 60,
        delay: 9,
        settlers_only: true,
        approvals: 2,
    };
    let edited = edit_treasury(&words, &limits, 0, NOW).expect("well formed");
    let expected = TreasuryState {
        version: 1,
        longest_validity: 60,
        delay: 9,
        settlers_only: true,
        approvals: 2,
        delayed: true,
        ..state
    };
    assert_eq!(TreasuryState::unpack(edited.state), expected);
    assert_eq!(expected.limits(edited.limits), limits);
    let index = Period::Month.index(NOW);
    assert_eq!(Window::unpack(edited.window), Window { index, ..window });

    // Nor that there was a delay, when it is gone: something may still be pending.
    let without = edit_treasury(&edited, &TreasuryLimits::DEFAULT, 1, NOW).expect("well formed");
    let without = TreasuryState::unpack(without.state);
    assert_eq!((without.delay, without.settlers_only, without.delayed), (0, false, true));

    // Without a cap nothing is counted, and nothing forgotten.
    let free = edit_treasury(&words, &TreasuryLimits::DEFAULT, 0, NOW).expect("well formed");
    assert_eq!(free.limits, U256::ZERO);
    assert!(!TreasuryState::unpack(free.state).capped);
    let again = TreasuryLimits { limit: Some(DAILY), ..TreasuryLimits::DEFAULT };
    let again = edit_treasury(&free, &again, 1, NOW).expect("well formed");
    assert_eq!(Window::unpack(again.window), window);
}

#[test]
fn edit_vendor_keeps_what_was_paid_when_a_vendor_comes_back() {
    let window = Window { spent: 300, previous: 0, index: Period::DAY.index(NOW) };
    let entry = VendorEntry { window, listed: true, limit: Some(DAILY) };
    let removed = remove_vendor(entry.pack());
    assert_eq!(VendorEntry::unpack(removed), VendorEntry { listed: false, ..entry });

    let same = edit_vendor(removed, &VendorTerms { limit: Some(DAILY) }, NOW).expect("terms");
    assert_eq!(VendorEntry::unpack(same), entry);
    let monthly = edit_vendor(removed, &VendorTerms { limit: Some(MONTHLY) }, NOW).expect("terms");
    let index = Period::Month.index(NOW);
    let expected =
        VendorEntry { window: Window { index, ..window }, listed: true, limit: Some(MONTHLY) };
    assert_eq!(VendorEntry::unpack(monthly), expected);
}

#[test]
fn edit_policy_keeps_to_who_signs_for_the_agent() {
    for contract_payer in [false, true] {
        let policy = Policy { contract_payer, payment_cap: 1, ..Policy::default() };
        let joined = join(U256::ZERO, &AgentWords::default(), 7, &policy, NOW).expect("a new key");
        let same = Policy { payment_cap: 2, ..policy };
        let edited = edit_policy(&joined.words, &same, 1, NOW).expect("the same payer");
        assert_eq!(AgentPolicy::unpack(edited.policy).is_contract(), contract_payer);
        let other = Policy { contract_payer: !contract_payer, ..same };
        let refused = Err(EditFault::Invalid(PolicyFault::ContractPayerChanged));
        assert_eq!(edit_policy(&joined.words, &other, 1, NOW), refused);
    }
}
