//! Trees of sub-agents: any sequence of joining, granting, editing, revoking, removing, freezing and
//! paying, against a model that keeps every payment and cuts every dead branch by hand.
//!
//! The model knows no generations: whatever ends a delegation marks the children there and then. And it
//! keeps no sums: what an agent has spent is added up anew from the payments of everybody below it.

mod model;
mod steps;

use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Cache, Refused, charge, pay};
use bursar_policy::delegation::{self, Delegation, GrantFault, Kin, MAX_DEPTH, kin};
use bursar_policy::session::{self, Session};
use bursar_policy::{
    AgentPolicy, AgentWords, Binding, Denial, EditFault, Flags, Limit, Lineage, Link, Payment,
    Policy, Rooms, Storage, TreasuryState, VendorTerms, balance_of, edit, layout, rooms,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

use self::model::{DAY, Model};
use self::steps::{Step, any_beginning, any_step, within};
use crate::strategies::{moment, word};

const START: u64 = 1_800_000_000;
const AGENTS: usize = 8;
/// With keys for sessions behind them.
const ALL: usize = 14;
const VENDORS: usize = 2;
const TREASURIES: u64 = 2;
/// Room for some hundred payments.
const BALANCE: u64 = 4_000;
const SETTLER: Address = Address::repeat_byte(0x60);

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

fn agent(number: usize) -> Address {
    Address::repeat_byte(0x10 + u8::try_from(number).expect("few"))
}

fn vendor(number: usize) -> Address {
    Address::repeat_byte(0x40 + u8::try_from(number).expect("few"))
}

/// The vault's words and the model, side by side.
struct Pair {
    words: Words,
    model: Model,
    now: u64,
    unique: u64,
}

impl Pair {
    fn new() -> Self {
        let mut words = Words::default();
        for treasury in 1..=TREASURIES {
            let state = TreasuryState { balance: BALANCE, ..TreasuryState::CREATED };
            words.store(layout::treasury_state_slot(treasury), state.pack());
        }
        Self { words, model: Model::default(), now: START, unique: 0 }
    }

    /// Never the same twice.
    fn unique(&mut self) -> B256 {
        self.unique += 1;
        B256::from(U256::from(self.unique))
    }

    fn act(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Wait(seconds) => self.now += seconds,
            Step::Join { agent, treasury, policy } => self.join(agent, treasury, policy)?,
            Step::Grant { parent, agent, policy, is_within } => {
                let above = self.model.nodes[parent].policy.filter(|_| is_within);
                let policy = above.map_or(policy, |above| within(&above, policy));
                self.grant(parent, agent, policy)?;
            }
            Step::Edit { agent, policy } => self.edit(agent, policy)?,
            Step::Pay { agent, vendor, value } => self.pay(agent, vendor, value)?,
            Step::Share { treasury, vendor: to, cap } => {
                self.list(layout::shared_vendor_slot(treasury, vendor(to)), cap);
                self.model.shared.insert((treasury, to), cap);
            }
            Step::List { agent: of, vendor: to, cap } => {
                self.list(layout::vendor_slot(agent(of), vendor(to)), cap);
                self.model.own.insert((of, to), cap);
            }
            Step::Unlist { agent: of, vendor: to } => {
                let slot = layout::vendor_slot(agent(of), vendor(to));
                let entry = edit::remove_vendor(self.words.load(slot));
                self.words.store(slot, entry);
                self.model.own.remove(&(of, to));
            }
            Step::Freeze { agent: number, frozen } => {
                if self.model.nodes[number].policy.is_some() {
                    edit::set_frozen(&mut self.words, agent(number), frozen);
                    self.model.nodes[number].frozen = frozen;
                }
            }
            Step::Open { .. } => self.open(step)?,
            Step::Revoke(number) => {
                // The binding of a session's key stays empty: it has nothing to revoke.
                let node = &self.model.nodes[number];
                if node.policy.is_some() && !node.is_key {
                    let slot = layout::binding_slot(agent(number));
                    let binding = edit::revoke(self.words.load(slot));
                    self.words.store(slot, binding);
                    self.model.cut_children(number);
                }
            }
            Step::Remove(number) => self.remove(number),
        }
        Ok(())
    }

    fn join(&mut self, number: usize, treasury: u64, policy: Policy) -> Result<(), TestCaseError> {
        let (slot, before) = (layout::binding_slot(agent(number)), self.agent_words(number));
        match edit::join(self.words.load(slot), &before, treasury, &policy, self.now) {
            Ok(joined) => {
                self.words.store(slot, joined.binding);
                joined.words.store(&before, &mut self.words, agent(number));
                prop_assert!(self.model.can_join(number, treasury));
                self.model.join(number, treasury, policy, None);
            }
            Err(fault) => {
                let is_bound = matches!(fault, EditFault::Bound { .. });
                prop_assert!(is_bound, "{fault}");
                prop_assert!(!self.model.can_join(number, treasury));
            }
        }
        Ok(())
    }

    fn grant(&mut self, above: usize, below: usize, policy: Policy) -> Result<(), TestCaseError> {
        let (parent, child, salt) = (agent(above), agent(below), self.unique());
        let generation = Binding::unpack(self.words.load(layout::binding_slot(parent))).generation;
        let deadline = u64::MAX;
        let delegation = Delegation { parent, agent: child, policy, generation, salt, deadline };
        let before = self.words.clone();
        let granted = delegation::grant(&mut self.words, &delegation, self.now);
        prop_assert_eq!(granted.err(), self.model.grant_fault(above, below, &policy));
        if granted.is_ok() {
            // Signed in another generation of the parent's, before a revocation perhaps.
            let other = Delegation { generation: generation.wrapping_sub(1), ..delegation };
            let other = delegation::grant(&mut before.clone(), &other, self.now);
            prop_assert_eq!(other, Err(GrantFault::Ended));
            self.model.join(below, self.model.nodes[above].treasury, policy, Some(above));
            // The same signatures again, and each one's salt with another partner.
            for (parent, child) in [(parent, child), (parent, agent(ALL)), (agent(ALL), child)] {
                let again = Delegation { parent, agent: child, ..delegation };
                let again = delegation::grant(&mut self.words.clone(), &again, self.now);
                let is_used = matches!(again, Err(GrantFault::SaltUsed { .. }));
                prop_assert!(is_used, "{again:?}");
            }
        } else {
            self.words = before;
        }
        Ok(())
    }

    fn open(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let Step::Open { parent: above, key, mut payment_cap, mut budget, lives, is_within } =
            *step
        else {
            return Ok(());
        };
        if let Some(policy) = self.model.nodes[above].policy.filter(|_| is_within) {
            payment_cap = payment_cap.min(policy.payment_cap);
            budget = budget.min(policy.budget.unwrap_or(budget));
        }
        let (parent, not_after) = (agent(above), self.now + lives);
        let generation = Binding::unpack(self.words.load(layout::binding_slot(parent))).generation;
        let agent = agent(key);
        let session = Session { parent, agent, generation, payment_cap, budget, not_after };
        let before = self.words.clone();
        let opened = session::open(&mut self.words, &session, self.now);
        prop_assert_eq!(opened.err(), self.model.open_fault(above, key, &session, self.now));
        if opened.is_ok() {
            // Granted in another generation of the parent's.
            let other = Session { generation: generation + 1, ..session };
            let other = session::open(before, &other, self.now);
            prop_assert_eq!(other, Err(GrantFault::Ended));
            self.model.open(above, key, &session);
        } else {
            prop_assert_eq!(&self.words, &before);
        }
        Ok(())
    }

    fn edit(&mut self, number: usize, policy: Policy) -> Result<(), TestCaseError> {
        let before = self.agent_words(number);
        let word = AgentPolicy::unpack(before.policy);
        if !word.is_live() || word.is_session() {
            return Ok(());
        }
        let checked = delegation::check_edit(&mut self.words, agent(number), &policy);
        prop_assert_eq!(
            checked.err(),
            self.model.edit_fault(number, &policy).map(EditFault::Invalid)
        );
        if checked.is_ok() {
            let edited = edit::edit_policy(&before, &policy, word.version, self.now);
            edited.expect("well formed").store(&before, &mut self.words, agent(number));
            self.model.nodes[number].policy = Some(policy);
        }
        Ok(())
    }

    fn remove(&mut self, number: usize) {
        if self.model.nodes[number].policy.is_some() {
            edit::remove(&mut self.words, agent(number));
            self.model.remove(number);
        }
    }

    fn list(&mut self, slot: U256, cap: u64) {
        let terms = VendorTerms { limit: Some(Limit { cap, period: DAY }) };
        let entry = edit::edit_vendor(self.words.load(slot), &terms, self.now);
        self.words.store(slot, entry.expect("well formed"));
    }

    fn agent_words(&mut self, number: usize) -> AgentWords {
        AgentWords::load(&mut self.words, agent(number))
    }

    fn pay(&mut self, payer: usize, to: usize, value: u64) -> Result<(), TestCaseError> {
        let now = self.now;
        let payment = Payment {
            agent: agent(payer),
            vendor: vendor(to),
            value,
            valid_before: now + 60,
            is_approved: false,
        };
        let most = balance_of(&mut self.words, payment.agent, now);
        let rooms = rooms(&mut self.words, payment.agent, payment.vendor, now);
        let least = Rooms::least(rooms.into_iter().map(|(_, rooms)| rooms));
        let nonce = self.unique();
        let mut cache = Cache::new(&mut self.words);
        let expected = self.model.denial(payer, to, value, now);
        match pay(&mut cache, &payment, nonce, nonce, SETTLER, now) {
            Ok(treasury) => {
                cache.commit();
                prop_assert_eq!(expected, None, "at {}", now);
                prop_assert_eq!(treasury, self.model.nodes[payer].treasury);
                prop_assert!(value <= most && value <= least.vendor.min(least.period));
                self.model.pay(payer, to, value, now);
                self.check_sums()?;
            }
            Err(refused) => {
                prop_assert_eq!(cache.changes().count(), 0);
                let reason = match refused {
                    Refused::Denied(denied) => Some(denied.reason),
                    Refused::Fault(_) => None,
                };
                prop_assert!(expected.is_some() && reason == expected, "{refused}, {expected:?}");
            }
        }
        Ok(())
    }

    /// What an agent has spent is what everybody below it has, too.
    fn check_sums(&mut self) -> Result<(), TestCaseError> {
        for number in 0..ALL {
            let (_, state, _) = self.agent_words(number).rules();
            prop_assert_eq!(state.lifetime, self.model.lifetime(number), "{}", number);
        }
        for treasury in 1..=TREASURIES {
            let word = self.words.load(layout::treasury_state_slot(treasury));
            prop_assert_eq!(TreasuryState::unpack(word).balance, self.model.balance(treasury));
        }
        Ok(())
    }

    /// Nobody has a say over an agent but those whose delegations hold.
    fn check_kin(&mut self) -> Result<(), TestCaseError> {
        for number in 0..ALL {
            let (members, _) = self.model.chain(number);
            for account in 0..ALL {
                let expected = match members.iter().position(|member| *member == account) {
                    Some(0) => Kin::Itself,
                    Some(1) => Kin::Parent,
                    Some(_) => Kin::Ancestor,
                    None => Kin::Stranger,
                };
                prop_assert_eq!(kin(&mut self.words, agent(number), agent(account)), expected);
            }
        }
        Ok(())
    }
}

/// A guard of the property below: random trees are deep enough, and things happen in them.
#[test]
fn random_trees_pay_at_every_depth_and_die_at_every_depth() {
    let mut runner = TestRunner::deterministic();
    let (mut paid, mut ended, mut frozen) = ([0u32; 1 + MAX_DEPTH as usize], 0u32, 0u32);
    let mut sessions = [0u32; 1 + MAX_DEPTH as usize];
    for _ in 0..64 {
        let days = (any_beginning(), prop::collection::vec(any_step(), 150));
        let (beginning, steps) = days.new_tree(&mut runner).expect("a day").current();
        let mut pair = Pair::new();
        for step in beginning.iter().chain(&steps) {
            if let Step::Pay { agent, vendor, value } = *step {
                let (members, _) = pair.model.chain(agent);
                match pair.model.denial(agent, vendor, value, pair.now) {
                    None if pair.model.nodes[agent].is_key => sessions[members.len() - 1] += 1,
                    None => paid[members.len() - 1] += 1,
                    Some(Denial::DelegationEnded) => ended += 1,
                    Some(Denial::AgentFrozen) if !pair.model.nodes[agent].frozen => frozen += 1,
                    Some(_) => {}
                }
            }
            pair.act(step).expect("as the model says");
        }
    }
    assert!(
        paid.iter().chain(&sessions[1..]).all(|count| *count > 20) && ended > 20 && frozen > 20,
        "{paid:?} {sessions:?} {ended} {frozen}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// No descendant does what an ancestor could not; every ancestor's spending counts all of its
    /// subtree; nothing that ended ever pays again, whoever joins again.
    #[test]
    fn prop_sub_agents_spend_as_their_whole_lineage_allows(
        beginning in any_beginning(), steps in prop::collection::vec(any_step(), 1..150),
    ) {
        let mut pair = Pair::new();
        for step in beginning.iter().chain(&steps) {
            pair.act(step)?;
        }
        pair.check_kin()?;
    }

    /// Links in circles, limits of any bits: an answer, and a charge of all or nothing.
    #[test]
    fn prop_charge_answers_for_any_words_and_links(
        words in prop::array::uniform4((word(), word(), word(), word())),
        links in prop::array::uniform4((0..4usize, any::<bool>())),
        treasury in word(), value in any::<u64>(), now in moment(),
    ) {
        let mut stored = Words::default();
        for (number, ((policy, state, limits, binding), (parent, open))) in
            words.into_iter().zip(links).enumerate()
        {
            let generation = Binding::unpack(words[parent].3).generation;
            let link = Link { parent: agent(parent), generation };
            let mut word = AgentPolicy { treasury: 1, ..AgentPolicy::unpack(policy) };
            if open {
                word.flags = Flags::PARENT.with(Flags::DELEGATION, true);
                word.payment_cap = u64::MAX;
            }
            let slots = [
                (layout::agent_policy_slot(agent(number)), word.pack()),
                (layout::agent_state_slot(agent(number)), state),
                (layout::agent_limits_slot(agent(number)), limits),
                (layout::binding_slot(agent(number)), binding),
                (layout::link_slot(agent(number)), link.pack()),
            ];
            slots.into_iter().for_each(|(slot, word)| stored.store(slot, word));
        }
        stored.store(layout::treasury_state_slot(1), treasury);
        let valid_before = now.saturating_add(1);
        let payment = Payment { agent: agent(0), vendor: vendor(0), value, valid_before, is_approved: false };
        let lineage = Lineage::load(&mut stored, payment.agent, payment.vendor);
        let most = balance_of(&mut stored, payment.agent, now);
        prop_assert!(lineage.members.len() <= 1 + usize::from(MAX_DEPTH));
        let mut cache = Cache::new(&mut stored);
        match charge(&mut cache, &payment, None, now) {
            Ok(_) => prop_assert!(!lineage.has_ended && value <= most),
            Err(_) => prop_assert_eq!(cache.changes().count(), 0),
        }
    }
}
