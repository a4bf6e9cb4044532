use super::*;
use crate::batch::charge;
use crate::delegation::{Delegation, grant};
use crate::{
    AgentState, AgentWords, Denial, Denied, Limit, Payment, Period, Policy, TreasuryState,
    VendorMode, VendorTerms, edit, layout,
};
use alloy_primitives::{B256, U256};
use std::collections::BTreeMap;
use std::vec;

const NOW: u64 = 1_704_101_400;
const TREASURY: u64 = 7;
const ROOT: Address = Address::repeat_byte(1);
const MIDDLE: Address = Address::repeat_byte(2);
const PAYER: Address = Address::repeat_byte(3);
const VENDOR: Address = Address::repeat_byte(9);

#[derive(Clone, Debug, Default)]
struct Stored(BTreeMap<U256, U256>);

impl Storage for Stored {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

fn limited(payment_cap: u64, cap: u64, depth: u8) -> Policy {
    Policy {
        payment_cap,
        per_period: Some(Limit { cap, period: Period::DAY }),
        vendors: VendorMode::Shared,
        delegation_depth: Some(depth),
        ..Policy::default()
    }
}

/// Three generations on the shared list, whose vendor has a cap of 70; the cap of the whole treasury
/// is 90, and so is its balance.
fn family() -> Stored {
    let mut stored = Stored::default();
    let root = limited(100, 80, 2);
    let joined = edit::join(U256::ZERO, &AgentWords::default(), TREASURY, &root, NOW);
    let joined = joined.expect("well formed");
    stored.store(layout::binding_slot(ROOT), joined.binding);
    joined.words.store(&AgentWords::default(), &mut stored, ROOT);
    for (parent, agent, policy) in
        [(ROOT, MIDDLE, limited(60, 50, 1)), (MIDDLE, PAYER, limited(55, 45, 0))]
    {
        let salt = B256::ZERO;
        let delegation = Delegation { parent, agent, policy, generation: 0, salt, deadline: NOW };
        grant(&mut stored, &delegation, NOW).expect("within the parent's");
    }
    let cap = |cap| Limit { cap, period: Period::DAY };
    let terms = VendorTerms { limit: Some(cap(70)) };
    let entry = edit::edit_vendor(U256::ZERO, &terms, NOW).expect("well formed");
    stored.store(layout::shared_vendor_slot(TREASURY, VENDOR), entry);
    let state = TreasuryState { balance: 90, capped: true, ..TreasuryState::CREATED };
    stored.store(layout::treasury_state_slot(TREASURY), state.pack());
    stored.store(layout::treasury_limit_slot(TREASURY), cap(90).pack());
    stored
}

fn pay(stored: &mut Stored, agent: Address, value: u64) -> Result<u64, Denied> {
    let payment =
        Payment { agent, vendor: VENDOR, value, valid_before: NOW + 60, is_approved: false };
    let mut cache = Cache::new(stored);
    let treasury = charge(&mut cache, &payment, None, NOW)?;
    cache.commit();
    Ok(treasury)
}

fn spent(stored: &mut Stored) -> [u64; 3] {
    [ROOT, MIDDLE, PAYER]
        .map(|agent| AgentState::unpack(stored.load(layout::agent_state_slot(agent))).window.spent)
}

fn lineage(stored: &mut Stored) -> Lineage {
    Lineage::load(stored, PAYER, VENDOR)
}

fn least(stored: &mut Stored) -> Rooms {
    Rooms::least(rooms(stored, PAYER, VENDOR, NOW).into_iter().map(|(_, rooms)| rooms))
}

#[test]
fn charge_counts_a_payment_once_for_each_member_and_once_for_what_they_share() {
    let mut stored = family();
    assert_eq!(pay(&mut stored, PAYER, 20), Ok(TREASURY));
    assert_eq!(pay(&mut stored, MIDDLE, 10), Ok(TREASURY));
    assert_eq!(spent(&mut stored), [30, 30, 20]);
    let room = least(&mut stored);
    assert_eq!((room.vendor, room.treasury, room.balance), (40, 60, 60));
}

#[test]
fn charge_denies_by_the_payers_rules_first_and_changes_nothing() {
    let mut stored = family();
    let denied = |reason, asked: u64, room| Err(Denied { reason, asked: U256::from(asked), room });
    assert_eq!(pay(&mut stored, PAYER, 61), denied(Denial::PaymentCap, 61, 55));
    pay(&mut stored, MIDDLE, 40).expect("room for it");
    // Its own period has 45 left, its parent's 10.
    assert_eq!(pay(&mut stored, PAYER, 11), denied(Denial::PeriodCap, 11, 10));
    pay(&mut stored, ROOT, 30).expect("room for it");
    // The vendor has nothing left, which is a rule of the payer's list before it is an ancestor's.
    assert_eq!(pay(&mut stored, PAYER, 1), denied(Denial::VendorCap, 1, 0));
    assert_eq!(spent(&mut stored), [70, 40, 0]);
}

#[test]
fn charge_denies_when_an_ancestor_is_frozen_or_a_delegation_has_ended() {
    let mut stored = family();
    let frozen = AgentState { frozen: true, ..AgentState::default() }.pack();
    stored.store(layout::agent_state_slot(ROOT), frozen);
    let denied = pay(&mut stored, PAYER, 1).expect_err("its root is frozen");
    assert_eq!((denied.reason, denied.room), (Denial::AgentFrozen, 0));
    assert_eq!(balance_of(&mut stored, PAYER, NOW), 0);

    let mut stored = family();
    let slot = layout::binding_slot(ROOT);
    let binding = edit::revoke(stored.load(slot));
    stored.store(slot, binding);
    let denied = pay(&mut stored, PAYER, 7).expect_err("revoked above");
    let ended = Denied { reason: Denial::DelegationEnded, asked: U256::from(7), room: 0 };
    assert_eq!(denied, ended);
    assert_eq!(balance_of(&mut stored, PAYER, NOW), 0);
    assert_eq!(pay(&mut stored, ROOT, 7), Ok(TREASURY), "who revokes goes on");
}

#[test]
fn charge_asks_for_no_approvals_when_a_delegation_has_ended() {
    for careful in [PAYER, MIDDLE] {
        let mut stored = family();
        let before = AgentWords::load(&mut stored, careful);
        let policy = Policy { approval_threshold: Some(5), ..before.policy() };
        let after = edit::edit_policy(&before, &policy, edit::ANY_VERSION, NOW);
        after.expect("well formed").store(&before, &mut stored, careful);
        let refused = |stored: &mut Stored, value| {
            pay(stored, PAYER, value).expect_err("over a threshold at least").reason
        };
        assert_eq!(refused(&mut stored, 6), Denial::ApprovalMissing);
        let slot = layout::binding_slot(ROOT);
        let binding = edit::revoke(stored.load(slot));
        stored.store(slot, binding);
        assert_eq!(refused(&mut stored, 6), Denial::DelegationEnded);
        assert_eq!(refused(&mut stored, 56), Denial::PaymentCap, "other rules come first");
    }
}

#[test]
fn load_names_the_members_from_the_payer_up() {
    let mut stored = family();
    let lineage = lineage(&mut stored);
    let agents: vec::Vec<_> = lineage.members.iter().map(|member| member.agent).collect();
    assert_eq!((agents, lineage.has_ended), (vec![PAYER, MIDDLE, ROOT], false));
    for member in &lineage.members {
        let slots = member.words.slots(member.agent, VENDOR);
        assert_eq!(slots.agent_state, layout::agent_state_slot(member.agent));
        assert_eq!(slots.vendor, layout::shared_vendor_slot(TREASURY, VENDOR));
    }
}

#[test]
fn room_and_spendable_are_the_least_of_all_members() {
    let mut stored = family();
    let room = least(&mut stored);
    assert_eq!((room.payment, room.period, room.vendor), (55, 45, 70));
    assert_eq!(balance_of(&mut stored, PAYER, NOW), 45);
    pay(&mut stored, ROOT, 60).expect("room for it");
    assert_eq!(balance_of(&mut stored, PAYER, NOW), 20, "what the root has left");
}
