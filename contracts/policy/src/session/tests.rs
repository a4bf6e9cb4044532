use super::*;
use crate::batch::{Refused, pay};
use crate::delegation::{Delegation, Kin, grant, kin};
use crate::nonce::is_remembered;
use crate::{
    AgentWords, AuthorizationFault, Binding, Denial, Limit, Payment, Period, Policy, TreasuryState,
    Validity, edit,
};
use alloy_primitives::B256;
use std::collections::BTreeMap;

const NOW: u64 = 1_800_000_000;
const END: u64 = NOW + 600;
const TREASURY: u64 = 7;
const ROOT: Address = Address::repeat_byte(0x10);
const CHILD: Address = Address::repeat_byte(0x11);
const KEY: Address = Address::repeat_byte(0x20);
const VENDOR: Address = Address::repeat_byte(0x30);
const GRANTED: Session = Session {
    parent: ROOT,
    agent: KEY,
    generation: 0,
    payment_cap: 40,
    budget: 90,
    not_after: END,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words(BTreeMap<U256, U256>);

impl Storage for Words {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

fn policy(depth: u8) -> Policy {
    Policy {
        payment_cap: 50,
        vendors: VendorMode::Any,
        nonce_bits: 1,
        budget: Some(100),
        validity: Some(Validity { not_before: 0, not_after: END + 10 }),
        delegation_depth: Some(depth),
        ..Policy::default()
    }
}

fn join(words: &mut Words, agent: Address, policy: &Policy) -> Result<(), EditFault> {
    let before = AgentWords::load(words, agent);
    let slot = layout::binding_slot(agent);
    let joined = edit::join(words.load(slot), &before, TREASURY, policy, NOW)?;
    words.store(slot, joined.binding);
    joined.words.store(&before, words, agent);
    Ok(())
}

/// A treasury with money and one agent, which may delegate `depth` generations deep.
fn vault(depth: u8) -> Words {
    let mut words = Words::default();
    let state = TreasuryState { balance: 1_000, ..TreasuryState::CREATED };
    words.store(layout::treasury_state_slot(TREASURY), state.pack());
    join(&mut words, ROOT, &policy(depth)).expect("well formed");
    words
}

fn delegate(words: &mut Words, parent: Address, agent: Address, policy: Policy) {
    let (generation, salt) = (0, B256::ZERO);
    let delegation = Delegation { parent, agent, policy, generation, salt, deadline: NOW };
    grant(words, &delegation, NOW).expect("within the parent's");
}

fn opened() -> Words {
    let mut words = vault(1);
    assert_eq!(open(&mut words, &GRANTED, NOW), Ok(TREASURY));
    words
}

fn state(words: &Words) -> SessionState {
    let word = |slot| words.0.get(&slot).copied().unwrap_or_default();
    let slots = [layout::agent_policy_slot(KEY), layout::agent_state_slot(KEY)];
    let [policy, state] = slots.map(word);
    SessionState::unpack(policy, state)
}

fn spend(words: &mut Words, value: u64, nonce: u8, now: u64) -> Result<u64, Refused> {
    let payment =
        Payment { agent: KEY, vendor: VENDOR, value, valid_before: now + 60, is_approved: false };
    let mut cache = Cache::new(words);
    let paid = pay(&mut cache, &payment, B256::repeat_byte(nonce), B256::ZERO, Address::ZERO, now)?;
    cache.commit();
    Ok(paid)
}

#[track_caller]
fn assert_denied(words: &mut Words, value: u64, now: u64, reason: Denial) {
    let before = words.clone();
    match spend(words, value, 0xee, now) {
        Err(Refused::Denied(denied)) => assert_eq!(denied.reason, reason),
        other => panic!("{other:?}"),
    }
    assert_eq!(*words, before);
}

#[track_caller]
fn assert_refused(words: &mut Words, session: Session, now: u64, fault: impl Into<GrantFault>) {
    let before = words.clone();
    assert_eq!(open(&mut *words, &session, now), Err(fault.into()));
    assert_eq!(*words, before);
}

#[test]
fn open_writes_two_words_and_no_other() {
    let words = opened();
    let link = Link { parent: ROOT, generation: 0 };
    let expected = SessionState {
        treasury: TREASURY,
        payment_cap: 40,
        budget: 90,
        not_after: END,
        link,
        ..SessionState::default()
    };
    assert_eq!(state(&words), expected);
    let mut before = vault(1);
    let [policy, state] = expected.pack();
    before.store(layout::agent_policy_slot(KEY), policy);
    before.store(layout::agent_state_slot(KEY), state);
    assert_eq!(words, before);
}

#[test]
fn words_of_a_session_are_those_that_were_packed() {
    let session = SessionState {
        treasury: u64::MAX,
        payment_cap: 1,
        budget: u64::MAX - 1,
        not_after: (1 << 36) - 1,
        frozen: true,
        link: Link { parent: ROOT, generation: u32::MAX },
        spent: u64::MAX - 2,
    };
    let [policy, state] = session.pack();
    assert_eq!(SessionState::unpack(policy, state), session);
    assert!(AgentPolicy::unpack(policy).is_session());
    assert_eq!(Link::unpack(state), session.link);
}

#[test]
fn session_spends_within_its_cap_its_budget_and_its_time() {
    let mut words = opened();
    assert_denied(&mut words, 41, NOW, Denial::PaymentCap);
    assert_eq!(spend(&mut words, 40, 1, NOW), Ok(TREASURY));
    assert_eq!(spend(&mut words, 40, 2, END - 1), Ok(TREASURY));
    assert_denied(&mut words, 11, END - 1, Denial::Budget);
    assert_denied(&mut words, 10, END, Denial::NoLongerActive);
    assert_eq!(state(&words).spent, 80);
    // The parent's budget of 100 counts it too.
    let parent = AgentWords::load(&mut words, ROOT);
    assert_eq!(parent.rules().1.lifetime, 80);
}

#[test]
fn open_refuses_what_reaches_beyond_the_parent() {
    let mut words = vault(1);
    let fault = |fault| GrantFault::from(EditFault::Invalid(fault));
    let beyond = [
        (Session { payment_cap: 51, ..GRANTED }, PolicyFault::AboveParentPayment),
        (Session { budget: 101, ..GRANTED }, PolicyFault::AboveParentBudget),
        (Session { not_after: END + 11, ..GRANTED }, PolicyFault::AboveParentValidity),
        // The last second that the word holds, and one more.
        (Session { not_after: (1 << 36) - 1, ..GRANTED }, PolicyFault::AboveParentValidity),
        (Session { not_after: 1 << 36, ..GRANTED }, PolicyFault::ValidityRange),
    ];
    for (session, expected) in beyond {
        assert_refused(&mut words, session, NOW, fault(expected));
    }
    let most = Session { payment_cap: 50, budget: 100, not_after: END + 10, ..GRANTED };
    assert_eq!(open(&mut words, &most, NOW), Ok(TREASURY));
}

#[test]
fn open_asks_for_no_limit_that_the_parent_has_and_a_session_has_not() {
    let mut words = vault(1);
    let daily = Limit { cap: 30, period: Period::DAY };
    let strict = Policy {
        per_period: Some(daily),
        count_cap: Some(9),
        vendors: VendorMode::Own,
        ..policy(1)
    };
    let before = AgentWords::load(&mut words, ROOT);
    let edited = edit::edit_policy(&before, &strict, 1, NOW).expect("well formed");
    edited.store(&before, &mut words, ROOT);
    assert_eq!(open(&mut words, &GRANTED, NOW), Ok(TREASURY));
    assert_denied(&mut words, 1, NOW, Denial::VendorNotListed);
}

#[test]
fn open_refuses_when_the_session_is_over() {
    let mut words = vault(1);
    assert_refused(&mut words, GRANTED, END, GrantFault::Over { not_after: END, now: END });
    assert_eq!(open(&mut words, &GRANTED, END - 1), Ok(TREASURY));
}

#[test]
fn open_refuses_when_the_parent_is_unknown_or_may_not_delegate() {
    assert_refused(&mut Words::default(), GRANTED, NOW, GrantFault::ParentUnknown);
    assert_refused(&mut vault(0), GRANTED, NOW, GrantFault::Ended);
    // A session is nobody's parent, nor is a sub-agent at the end of the depth.
    let below = Session { parent: KEY, agent: CHILD, ..GRANTED };
    assert_refused(&mut opened(), below, NOW, GrantFault::Ended);
    let mut words = vault(1);
    delegate(&mut words, ROOT, CHILD, Policy { delegation_depth: None, ..policy(0) });
    assert_refused(&mut words, Session { parent: CHILD, ..GRANTED }, NOW, GrantFault::Ended);
}

#[test]
fn open_refuses_a_key_that_was_ever_used() {
    let bound = EditFault::Bound { treasury: TREASURY };
    let mut words = vault(1);
    assert_refused(&mut words, Session { agent: ROOT, ..GRANTED }, NOW, bound);
    // An agent once, and removed.
    join(&mut words, KEY, &policy(0)).expect("well formed");
    edit::remove(&mut words, KEY);
    assert_refused(&mut words, GRANTED, NOW, bound);
}

#[test]
fn open_refuses_a_grant_that_was_used_whatever_became_of_the_session() {
    let again = EditFault::Bound { treasury: TREASURY };
    let mut words = opened();
    assert_refused(&mut words, GRANTED, NOW, again);
    edit::set_frozen(&mut words, KEY, true);
    assert_refused(&mut words, GRANTED, NOW, again);
    edit::remove(&mut words, KEY);
    assert_refused(&mut words, GRANTED, NOW, EditFault::Bound { treasury: 0 });
    assert_eq!(join(&mut words, KEY, &policy(0)), Err(EditFault::Bound { treasury: 0 }));
    assert_denied(&mut words, 1, NOW, Denial::AgentUnknown);
}

#[test]
fn key_of_a_session_never_joins_nor_is_delegated_to() {
    let mut words = opened();
    let bound = EditFault::Bound { treasury: TREASURY };
    assert_eq!(join(&mut words, KEY, &policy(0)), Err(bound));
    let policy = Policy { delegation_depth: None, ..policy(0) };
    let (generation, salt) = (0, B256::ZERO);
    let delegation =
        Delegation { parent: ROOT, agent: KEY, policy, generation, salt, deadline: NOW };
    assert_eq!(grant(&mut words, &delegation, NOW), Err(bound.into()));
}

#[test]
fn grant_signed_before_revoke_all_opens_nothing_after_it() {
    let mut words = vault(1);
    let slot = layout::binding_slot(ROOT);
    let binding = edit::revoke(words.load(slot));
    words.store(slot, binding);
    assert_refused(&mut words, GRANTED, NOW, GrantFault::Ended);
    assert_eq!(open(&mut words, &Session { generation: 1, ..GRANTED }, NOW), Ok(TREASURY));
}

#[test]
fn grant_under_the_last_generation_opens_nothing() {
    let mut words = vault(1);
    let slot = layout::binding_slot(ROOT);
    let last = Binding { generation: u32::MAX, ..Binding::unpack(words.load(slot)) };
    words.store(slot, last.pack());
    let session = Session { generation: u32::MAX, ..GRANTED };
    assert_refused(&mut words, session, NOW, EditFault::VersionExhausted { version: u32::MAX });
}

#[test]
fn session_is_dead_when_anybody_above_is_removed_revoked_or_frozen() {
    let mut words = vault(2);
    delegate(&mut words, ROOT, CHILD, policy(1));
    open(&mut words, &Session { parent: CHILD, ..GRANTED }, NOW).expect("two generations");
    assert_eq!(spend(&mut words, 1, 1, NOW), Ok(TREASURY));
    for above in [ROOT, CHILD] {
        let mut frozen = words.clone();
        edit::set_frozen(&mut frozen, above, true);
        assert_denied(&mut frozen, 1, NOW, Denial::AgentFrozen);
        let mut revoked = words.clone();
        let slot = layout::binding_slot(above);
        let binding = edit::revoke(revoked.load(slot));
        revoked.store(slot, binding);
        assert_denied(&mut revoked, 1, NOW, Denial::DelegationEnded);
        let mut removed = words.clone();
        edit::remove(&mut removed, above);
        assert_denied(&mut removed, 1, NOW, Denial::DelegationEnded);
        // Nothing of old comes back with the parent.
        if above == ROOT {
            join(&mut removed, ROOT, &policy(2)).expect("its own treasury");
            assert_denied(&mut removed, 1, NOW, Denial::DelegationEnded);
        }
    }
}

#[test]
fn set_frozen_stops_a_session_until_it_is_thawed() {
    let mut words = opened();
    let before = words.clone();
    edit::set_frozen(&mut words, KEY, true);
    assert_denied(&mut words, 1, NOW, Denial::AgentFrozen);
    edit::set_frozen(&mut words, KEY, false);
    assert_eq!(words, before);
    assert_eq!(spend(&mut words, 1, 1, NOW), Ok(TREASURY));
}

#[test]
fn ancestors_are_kin_of_a_session_and_strangers_are_not() {
    let mut words = vault(2);
    delegate(&mut words, ROOT, CHILD, policy(1));
    open(&mut words, &Session { parent: CHILD, ..GRANTED }, NOW).expect("two generations");
    let expected =
        [(KEY, Kin::Itself), (CHILD, Kin::Parent), (ROOT, Kin::Ancestor), (VENDOR, Kin::Stranger)];
    for (account, expected) in expected {
        assert_eq!(kin(&mut words, KEY, account), expected);
    }
}

#[test]
fn nonces_of_a_session_are_remembered_in_its_parents_table() {
    let mut words = opened();
    let own = layout::nonces(KEY);
    let nonces: [u8; 8] = core::array::from_fn(|number| u8::try_from(number).expect("few") + 1);
    for nonce in nonces {
        spend(&mut words, 1, nonce, NOW).expect("room");
        let again = spend(&mut words, 1, nonce, NOW);
        assert_eq!(again, Err(Refused::Fault(AuthorizationFault::Used)));
    }
    let tables = [0, 1].map(|index| layout::nonce_table_slot(ROOT, index));
    assert!(tables.iter().all(|slot| words.0.contains_key(slot)));
    assert!((0..4).all(|index| !words.0.contains_key(&layout::nonce_word_of(own, index))));
    // Two words hold six; the others have slots of their own, under the session's key.
    let own = nonces.map(|nonce| layout::nonce_own_slot(KEY, B256::repeat_byte(nonce)));
    assert_eq!(own.iter().filter(|slot| words.0.contains_key(*slot)).count(), 2);
    // Whatever ends the session or its parent, nothing is forgotten.
    for ended in [KEY, ROOT] {
        let mut words = words.clone();
        edit::remove(&mut words, ended);
        for nonce in nonces {
            let remembered = is_remembered(&mut words, KEY, B256::repeat_byte(nonce), NOW);
            assert!(remembered, "{nonce}");
            assert!(!is_remembered(&mut words, ROOT, B256::repeat_byte(nonce), NOW));
        }
    }
}

#[test]
fn policy_of_a_session_says_what_was_granted() {
    let mut words = opened();
    let expected = Policy {
        payment_cap: 40,
        vendors: VendorMode::Any,
        budget: Some(90),
        validity: Some(Validity { not_before: 0, not_after: END }),
        ..Policy::default()
    };
    assert_eq!(AgentWords::load(&mut words, KEY).policy(), expected);
}
