use std::collections::HashMap;

use bursar_policy::delegation::{Delegation, grant};
use bursar_policy::{AgentWords, VendorTerms, WindowMode, edit};

use super::*;

const VAULT: Address = Address::repeat_byte(0xcc);
const TOKEN: Address = Address::repeat_byte(0xdd);
const ROOT: Address = Address::repeat_byte(1);
const CHILD: Address = Address::repeat_byte(2);
const VENDOR: Address = Address::repeat_byte(9);
const TREASURY: u64 = 7;
/// Monday, 2024-01-01 09:30:00 UTC.
const NOW: u64 = 1_704_101_400;

#[derive(Clone, Debug, Default)]
struct Words(HashMap<U256, U256>);

impl Storage for Words {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

fn daily(cap: u64) -> Option<Limit> {
    Some(Limit { cap, period: Period::DAY })
}

fn policy() -> Policy {
    Policy {
        payment_cap: 50,
        per_period: daily(80),
        vendors: VendorMode::Shared,
        delegation_depth: Some(1),
        ..Policy::default()
    }
}

/// A root with a child; the shared list has one vendor with a cap of 70, the treasury a cap of 90.
fn family() -> Words {
    let mut words = Words::default();
    let config = Config { token: TOKEN, decimals: 6 };
    words.store(layout::CONFIG_SLOT, config.pack());
    let before = AgentWords::default();
    let joined = edit::join(U256::ZERO, &before, TREASURY, &policy(), NOW).unwrap();
    words.store(layout::binding_slot(ROOT), joined.binding);
    joined.words.store(&before, &mut words, ROOT);
    let own = Policy { payment_cap: 40, delegation_depth: None, per_period: daily(60), ..policy() };
    let delegation = Delegation {
        parent: ROOT,
        agent: CHILD,
        policy: own,
        generation: 0,
        salt: Default::default(),
        deadline: NOW,
    };
    grant(&mut words, &delegation, NOW).unwrap();
    let terms = VendorTerms { limit: daily(70) };
    let entry = edit::edit_vendor(U256::ZERO, &terms, NOW).unwrap();
    words.store(layout::shared_vendor_slot(TREASURY, VENDOR), entry);
    let state = TreasuryState { balance: 100, capped: true, ..TreasuryState::CREATED };
    words.store(layout::treasury_state_slot(TREASURY), state.pack());
    words.store(layout::treasury_limit_slot(TREASURY), daily(90).unwrap().pack());
    words
}

fn question(value: u64) -> Question {
    Question { vault: VAULT, agent: CHILD, vendor: VENDOR, value, at: NOW }
}

fn pay(words: &mut Words, agent: Address, value: u64) {
    let payment =
        Payment { agent, vendor: VENDOR, value, valid_before: NOW + 1, is_approved: false };
    let mut cache = Cache::new(&mut *words);
    batch::charge(&mut cache, &payment, None, NOW).unwrap();
    cache.commit();
}

fn refused(words: &mut Words, question: &Question) -> Option<(Denial, Whose)> {
    explain(words, question).refusal.map(|refusal| (refusal.denied.reason, refusal.whose))
}

#[test]
fn explain_gives_every_room_when_the_payment_would_pass() {
    let mut words = family();
    pay(&mut words, CHILD, 30);
    let found = explain(&mut words, &question(30));
    assert_eq!(found.refusal, None);
    let rooms: Vec<_> = found.agents.iter().map(|room| (room.agent, room.rooms.period)).collect();
    assert_eq!(rooms, [(CHILD, 30), (ROOT, 50)]);
    let midnight = NOW - NOW % 86_400 + 86_400;
    for room in &found.agents {
        assert_eq!((room.turns, room.vendor_turns), (Some(midnight), Some(midnight)));
        assert_eq!(room.rooms.vendor, 40);
    }
    let treasury = found.treasury.unwrap();
    assert_eq!((treasury.balance, treasury.period, treasury.turns), (70, 60, Some(midnight)));
    assert_eq!((found.bound_to, found.waiting), (TREASURY, vec![]));
}

#[test]
fn explain_names_whose_rule_refuses() {
    let mut words = family();
    let own = Whose::Agent(CHILD);
    assert_eq!(refused(&mut words, &question(41)), Some((Denial::PaymentCap, own)));
    let other = Question { vendor: ROOT, ..question(1) };
    assert_eq!(refused(&mut words, &other), Some((Denial::VendorNotListed, own)));
    let message = Some((Denial::PayeeForbidden, Whose::Message));
    assert_eq!(refused(&mut words, &Question { vendor: VAULT, ..question(1) }), message);
    assert_eq!(refused(&mut words, &question(0)), Some((Denial::ValueZero, Whose::Message)));

    // The root has spent what is shared by its subtree.
    pay(&mut words, ROOT, 45);
    let above = Whose::Agent(ROOT);
    let mut tomorrow = words.clone();
    assert_eq!(refused(&mut words, &question(36)), Some((Denial::VendorCap, own)));
    let slot = layout::shared_vendor_slot(TREASURY, VENDOR);
    let uncapped = VendorEntry { listed: true, ..VendorEntry::default() };
    words.store(slot, uncapped.pack());
    assert_eq!(refused(&mut words, &question(36)), Some((Denial::PeriodCap, above)));

    let state = TreasuryState { frozen: true, balance: 1, ..TreasuryState::CREATED };
    words.store(layout::treasury_state_slot(TREASURY), state.pack());
    assert_eq!(refused(&mut words, &question(1)), Some((Denial::TreasuryFrozen, Whose::Treasury)));
    let state = TreasuryState { frozen: false, ..state };
    words.store(layout::treasury_state_slot(TREASURY), state.pack());
    assert_eq!(refused(&mut words, &question(2)), Some((Denial::TreasuryBalance, Whose::Treasury)));

    let later = Question { at: NOW + 86_400, ..question(36) };
    assert_eq!(refused(&mut tomorrow, &later), None, "the windows have turned");
}

#[test]
fn explain_says_that_a_delegation_ended() {
    let mut words = family();
    let slot = layout::binding_slot(ROOT);
    let revoked = edit::revoke(words.load(slot));
    words.store(slot, revoked);
    let found = refused(&mut words, &question(1));
    assert_eq!(found, Some((Denial::DelegationEnded, Whose::Delegation)));
}

#[test]
fn explain_tells_a_removed_key_from_one_that_never_joined() {
    let mut words = family();
    words.store(layout::agent_policy_slot(CHILD), U256::ZERO);
    let found = explain(&mut words, &question(1));
    assert_eq!(found.refusal.unwrap().denied.reason, Denial::AgentUnknown);
    assert_eq!((found.agents.len(), found.treasury, found.bound_to), (0, None, TREASURY));
    let stranger = Question { agent: VENDOR, ..question(1) };
    assert_eq!(explain(&mut words, &stranger).bound_to, 0);
}

#[test]
fn explain_lists_what_waits_once() {
    let mut words = family();
    let objects = [
        layout::agent_policy_slot(ROOT),
        layout::shared_vendor_slot(TREASURY, VENDOR),
        layout::treasury_state_slot(TREASURY),
        // Of no interest to this payment.
        layout::roles_slot(TREASURY, ROOT),
    ];
    for (ready_at, object) in (NOW..).zip(objects) {
        let pending = Pending::of(b"more", ready_at, false);
        words.store(layout::pending_slot(TREASURY, object), pending.pack());
    }
    let waits = explain(&mut words, &question(1)).waiting;
    let expected =
        [(Edited::Agent(ROOT), NOW), (Edited::SharedVendor, NOW + 1), (Edited::Treasury, NOW + 2)];
    let mut found: Vec<_> = waits.iter().map(|waits| (waits.edited, waits.ready_at)).collect();
    found.sort_by_key(|(_, ready_at)| *ready_at);
    assert_eq!(found, expected);
}

#[test]
fn turn_is_the_first_second_of_the_next_window() {
    for period in [
        Period::HOUR,
        Period::DAY,
        Period::Week,
        Period::Month,
        Period::Seconds { length: 90, mode: WindowMode::Strict },
    ] {
        let next = turn(period, NOW).unwrap();
        assert_eq!(period.index(next), period.index(NOW) + 1, "{period:?}");
        assert_eq!(period.index(next - 1), period.index(NOW), "{period:?}");
    }
    assert_eq!(turn(Period::None, NOW), None);
    assert_eq!(turn(Period::DAY, HORIZON), None);
}

#[test]
fn schedule_tells_when_it_opens_and_closes() {
    let hours = |mask: u64| Schedule::new(U256::from(mask)).unwrap();
    // Monday 9 to 11, asked at half past nine, and an hour before that.
    let mask = hours(0b110 << 8);
    assert_eq!(reopening(mask, NOW), Some(NOW + 5_400));
    assert_eq!(reopening(mask, NOW - 3_600), Some(NOW - 1_800));
    assert_eq!(reopening(hours(0), NOW), None);
}
