use super::*;
use crate::batch::{self, Cache};
use crate::roles::Roles;
use crate::{
    AgentState, Denial, Limit, Lineage, Payment, Period, TreasuryState, VendorEntry, VendorMode,
};
use std::collections::BTreeMap;
use std::vec::Vec;

const AGENT: Address = Address::repeat_byte(0xa1);
const VENDOR: Address = Address::repeat_byte(0xb2);
const TREASURY: u64 = 7;

#[derive(Default)]
struct Ledger {
    words: BTreeMap<U256, U256>,
    loaded: Vec<U256>,
    stored: Vec<U256>,
}

impl Storage for Ledger {
    fn load(&mut self, slot: U256) -> U256 {
        self.loaded.push(slot);
        self.words.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.stored.push(slot);
        self.words.insert(slot, word);
    }
}

fn ledger(policy: &Policy, treasury: TreasuryState) -> Ledger {
    let (policy, limits, schedule) = policy.to_words(TREASURY, 0);
    let words = [
        (layout::agent_policy_slot(AGENT), policy.pack()),
        (layout::agent_limits_slot(AGENT), limits.pack()),
        (layout::agent_schedule_slot(AGENT), schedule.mask()),
        (layout::treasury_state_slot(TREASURY), treasury.pack()),
        (layout::vendor_slot(AGENT, VENDOR), U256::from(13)),
        (layout::shared_vendor_slot(TREASURY, VENDOR), U256::from(14)),
    ];
    Ledger { words: words.into_iter().collect(), ..Ledger::default() }
}

/// The words of an agent without ancestors.
fn load(ledger: &mut Ledger) -> Words {
    let lineage = Lineage::load(ledger, AGENT, VENDOR);
    assert_eq!((lineage.members.len(), lineage.has_ended), (1, false));
    lineage.members[0].words
}

#[test]
fn load_reads_one_word_when_the_agent_is_unknown() {
    let mut ledger = Ledger::default();
    let words = load(&mut ledger);
    assert_eq!(words.treasury_id, 0);
    assert_eq!(words.agent, AgentWords::default());
    assert_eq!(ledger.loaded, [layout::agent_policy_slot(AGENT)]);
}

#[test]
fn load_reads_two_words_of_a_plain_agent_besides_treasury_and_vendor() {
    let mut ledger = ledger(&Policy::default(), TreasuryState::CREATED);
    let words = load(&mut ledger);
    assert_eq!(words.treasury_id, TREASURY);
    assert_eq!(words.vendor, U256::from(13));
    assert_eq!(
        ledger.loaded,
        [
            layout::agent_policy_slot(AGENT),
            layout::agent_state_slot(AGENT),
            layout::treasury_state_slot(TREASURY),
            layout::vendor_slot(AGENT, VENDOR),
        ]
    );
}

#[test]
fn load_reads_the_list_that_the_policy_names() {
    let vendors = [(VendorMode::Own, 13), (VendorMode::Shared, 14), (VendorMode::Any, 0)];
    for (vendors, expected) in vendors {
        let policy = Policy { vendors, ..Policy::default() };
        let mut ledger = ledger(&policy, TreasuryState::CREATED);
        let words = load(&mut ledger);
        assert_eq!(words.vendor, U256::from(expected), "{vendors:?}");
    }
}

#[test]
fn load_reads_limits_when_a_flag_asks_for_them() {
    let policies = [
        Policy { budget: Some(1), ..Policy::default() },
        Policy { count_cap: Some(1), ..Policy::default() },
        Policy {
            validity: Some(crate::Validity { not_before: 0, not_after: 1 }),
            ..Policy::default()
        },
    ];
    for policy in policies {
        let mut ledger = ledger(&policy, TreasuryState::CREATED);
        let words = load(&mut ledger);
        assert_eq!(words.agent.policy(), policy);
        assert!(!ledger.loaded.contains(&layout::agent_schedule_slot(AGENT)));
    }
}

#[test]
fn load_reads_schedule_and_treasury_window_when_they_apply() {
    let policy = Policy { schedule: Some(crate::Schedule::default()), ..Policy::default() };
    let treasury = TreasuryState { capped: true, ..TreasuryState::CREATED };
    let mut ledger = ledger(&policy, treasury);
    load(&mut ledger);
    for slot in [
        layout::agent_schedule_slot(AGENT),
        layout::treasury_limit_slot(TREASURY),
        layout::treasury_window_slot(TREASURY),
    ] {
        assert!(ledger.loaded.contains(&slot));
    }
    assert!(!ledger.loaded.contains(&layout::agent_limits_slot(AGENT)));
}

#[test]
fn charge_bars_all_but_settlers_when_the_treasury_names_them() {
    let (settler, admin) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let policy = Policy { payment_cap: 1, vendors: VendorMode::Any, ..Policy::default() };
    let payment =
        Payment { agent: AGENT, vendor: VENDOR, value: 1, valid_before: 1, is_approved: false };
    let role_of = |account| layout::roles_slot(TREASURY, account);
    for settlers_only in [false, true] {
        let treasury = TreasuryState { settlers_only, balance: 1, ..TreasuryState::CREATED };
        let mut ledger = ledger(&policy, treasury);
        for (account, roles) in [(settler, Roles::SETTLER), (admin, Roles::ADMIN)] {
            ledger.words.insert(role_of(account), U256::from(roles.bits()));
        }
        let mut charge = |account| {
            let denied = batch::charge(&mut Cache::new(&mut ledger), &payment, account, 0).err();
            denied.map(|denied| denied.reason)
        };
        let barred = settlers_only.then_some(Denial::Settler);
        let accounts = [None, Some(settler), Some(admin), Some(VENDOR)];
        assert_eq!(accounts.map(&mut charge), [None, None, barred, barred]);
        // Roles are read only where they matter.
        let is_read = |account| ledger.loaded.contains(&role_of(account));
        assert_eq!([settler, admin, VENDOR].map(is_read), [settlers_only; 3]);
    }
}

#[test]
fn store_writes_only_what_changed() {
    let mut ledger = ledger(&Policy::default(), TreasuryState::CREATED);
    let before = load(&mut ledger);
    before.store(&before, &mut ledger, AGENT, VENDOR);
    assert!(ledger.stored.is_empty());

    let mut after = before;
    after.agent.state = U256::ONE;
    after.vendor = U256::from(2);
    after.store(&before, &mut ledger, AGENT, VENDOR);
    let slots = [layout::agent_state_slot(AGENT), layout::vendor_slot(AGENT, VENDOR)];
    assert_eq!(ledger.stored, slots);
    let again = load(&mut ledger);
    assert_eq!(again, after);
}

#[test]
fn agent_and_treasury_words_store_what_they_load() {
    let mut ledger = Ledger::default();
    let zero = AgentWords::default();
    let agent = AgentWords {
        policy: U256::from(1),
        state: U256::from(2),
        limits: U256::ZERO,
        schedule: U256::from(4),
    };
    agent.store(&zero, &mut ledger, AGENT);
    assert_eq!(ledger.stored.len(), 3);
    assert_eq!(AgentWords::load(&mut ledger, AGENT), agent);

    let treasury =
        TreasuryWords { state: U256::from(5), limits: U256::from(6), window: U256::from(7) };
    treasury.store(&TreasuryWords::default(), &mut ledger, TREASURY);
    assert_eq!(ledger.stored.len(), 6);
    assert_eq!(TreasuryWords::load(&mut ledger, TREASURY), treasury);
    let window = layout::treasury_window_slot(TREASURY);
    assert_eq!(ledger.words.get(&window), Some(&U256::from(7)));
}

#[test]
fn views_keep_the_order_of_their_fields() {
    let state = AgentState { frozen: true, ..AgentState::default() };
    assert_eq!(state.pack(), U256::ONE << 244);
    let entry = VendorEntry {
        limit: Some(Limit { cap: 1, period: Period::Week }),
        listed: true,
        ..VendorEntry::default()
    };
    let expected = (U256::ONE << 160) | (U256::from(3) << 224) | (U256::from(2) << 226);
    assert_eq!(entry.pack(), expected);
}
