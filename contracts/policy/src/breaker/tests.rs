use super::*;
use crate::session::SessionState;
use crate::{Limit, Period, Policy, Schedule, TreasuryState, Validity, VendorEntry, VendorMode};
use std::collections::BTreeMap;

const NOW: u64 = 1_704_101_400;
const AGENT: Address = Address::repeat_byte(0xa1);
const VENDOR: Address = Address::repeat_byte(0xb2);
const TREASURY: u64 = 7;
/// Three denials within a minute.
const BREAKER: Breaker = Breaker { count: 3, window: 60 };

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Stored(BTreeMap<U256, U256>);

impl Storage for Stored {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

impl Stored {
    fn new(policy: &Policy) -> Self {
        let mut stored = Self::default();
        let (word, limits, schedule) = policy.to_words(TREASURY, 1);
        stored.store(layout::agent_policy_slot(AGENT), word.pack());
        stored.store(layout::agent_limits_slot(AGENT), limits.pack());
        stored.store(layout::agent_schedule_slot(AGENT), schedule.mask());
        let listed = VendorEntry { listed: true, ..VendorEntry::default() };
        stored.store(layout::vendor_slot(AGENT, VENDOR), listed.pack());
        let treasury = TreasuryState { balance: 1_000, ..TreasuryState::CREATED };
        stored.store(layout::treasury_state_slot(TREASURY), treasury.pack());
        stored
    }

    /// Counts a denial; whether it froze the agent.
    fn count(&mut self, vendor: Address, value: u64, now: u64) -> bool {
        let mut cache = crate::batch::Cache::new(&mut *self);
        let payment =
            Payment { agent: AGENT, vendor, value, valid_before: now + 60, is_approved: false };
        let words = crate::Lineage::load(&mut cache, AGENT, vendor).members[0].words;
        let tripped = count(&mut cache, &words, &payment, now);
        cache.commit();
        tripped
    }

    fn tally(&mut self) -> Tally {
        Tally::unpack(self.load(layout::breaker_slot(AGENT)))
    }

    fn state(&mut self) -> crate::AgentState {
        crate::AgentState::unpack(self.load(layout::agent_state_slot(AGENT)))
    }
}

fn policy() -> Policy {
    Policy { payment_cap: 10, breaker: Some(BREAKER), ..Policy::default() }
}

#[test]
fn validate_refuses_no_denials_no_window_and_what_the_fields_do_not_hold() {
    for breaker in
        [BREAKER, Breaker { count: 1, window: 1 }, Breaker { count: 15, window: (1 << 21) - 1 }]
    {
        assert_eq!(breaker.validate(), Ok(()));
    }
    for (count, window) in [(0, 60), (3, 0), (16, 60), (3, 1 << 21), (255, u32::MAX)] {
        assert_eq!(Breaker { count, window }.validate(), Err(PolicyFault::Breaker));
    }
}

#[test]
fn count_freezes_at_the_last_denial_of_the_window() {
    let mut stored = Stored::new(&policy());
    assert!(!stored.count(VENDOR, 11, NOW));
    assert!(!stored.count(VENDOR, 11, NOW + 59));
    assert_eq!(stored.tally(), Tally { since: NOW, count: 2 });
    assert!(!stored.state().frozen);
    assert!(stored.count(VENDOR, 11, NOW + 59));
    let state = stored.state();
    assert!(state.frozen && state.tripped);
}

#[test]
fn count_begins_anew_when_the_window_is_over() {
    let mut stored = Stored::new(&policy());
    stored.count(VENDOR, 11, NOW);
    stored.count(VENDOR, 11, NOW + 1);
    assert!(!stored.count(VENDOR, 11, NOW + 60));
    assert_eq!(stored.tally(), Tally { since: NOW + 60, count: 1 });
}

#[test]
fn count_takes_only_what_the_message_and_the_own_policy_decide() {
    let unlisted = Address::repeat_byte(0xcc);
    let mut stored = Stored::new(&Policy { breaker: Some(BREAKER), ..policy() });
    stored.count(VENDOR, 11, NOW);
    assert_eq!(stored.tally().count, 1, "payment cap");
    stored.count(unlisted, 1, NOW);
    assert_eq!(stored.tally().count, 2, "vendor not listed");

    // Within cap and list, whatever else stops it: nothing is left of any period, the hour is closed, the
    // budget is spent, its time is over or to come, it lives too long, nobody approves it, and the treasury
    // is frozen and empty.
    let nothing = Limit { cap: 0, period: Period::DAY };
    for (not_before, not_after) in [(0, NOW), (NOW + 1, NOW + 2)] {
        let mut stored = Stored::new(&Policy {
            per_period: Some(nothing),
            count_cap: Some(0),
            budget: Some(0),
            schedule: Some(Schedule::default()),
            validity: Some(Validity { not_before, not_after }),
            approval_threshold: Some(0),
            ..policy()
        });
        let entry = VendorEntry { listed: true, limit: Some(nothing), ..VendorEntry::default() };
        stored.store(layout::vendor_slot(AGENT, VENDOR), entry.pack());
        let (frozen, capped, longest_validity) = (true, true, 0);
        let created = TreasuryState::CREATED;
        let treasury = TreasuryState { frozen, capped, longest_validity, ..created };
        stored.store(layout::treasury_state_slot(TREASURY), treasury.pack());
        stored.store(layout::treasury_limit_slot(TREASURY), nothing.pack());
        let before = stored.clone();
        assert!(!stored.count(VENDOR, 10, NOW));
        assert_eq!(stored, before);
    }
}

#[test]
fn count_does_nothing_without_a_breaker_and_for_an_agent_that_is_frozen() {
    let mut stored = Stored::new(&Policy { breaker: None, ..policy() });
    let before = stored.clone();
    assert!(!stored.count(VENDOR, 11, NOW));
    assert_eq!(stored, before);

    let mut stored = Stored::new(&policy());
    crate::edit::set_frozen(&mut stored, AGENT, true);
    let before = stored.clone();
    assert!(!stored.count(VENDOR, 11, NOW));
    assert_eq!(stored, before);
}

#[test]
fn any_vendor_is_listed_for_an_agent_that_may_pay_anyone() {
    let mut stored = Stored::new(&Policy { vendors: VendorMode::Any, ..policy() });
    let before = stored.clone();
    stored.count(Address::repeat_byte(0xcc), 10, NOW);
    assert_eq!(stored, before);
}

#[test]
fn thaw_empties_the_window_and_a_freeze_by_hand_is_nobodys_breaker() {
    let mut stored =
        Stored::new(&Policy { breaker: Some(Breaker { count: 1, ..BREAKER }), ..policy() });
    assert!(stored.count(VENDOR, 11, NOW));
    thaw(&mut stored, AGENT);
    assert_eq!((stored.tally(), stored.state()), (Tally::default(), crate::AgentState::default()));

    assert!(stored.count(VENDOR, 11, NOW));
    crate::edit::set_frozen(&mut stored, AGENT, true);
    assert!(stored.state().frozen && !stored.state().tripped);
}

#[test]
fn session_has_not_tripped_whatever_it_spent() {
    let mut stored = Stored::new(&policy());
    let session =
        SessionState { treasury: TREASURY, spent: u64::MAX, ..SessionState::default() }.pack();
    let slots = [layout::agent_policy_slot(AGENT), layout::agent_state_slot(AGENT)];
    slots.into_iter().zip(session).for_each(|(slot, word)| stored.store(slot, word));
    assert!(!has_tripped(&mut stored, AGENT));
    let before = stored.clone();
    assert!(!stored.count(VENDOR, 11, NOW));
    assert_eq!(stored, before);
}
