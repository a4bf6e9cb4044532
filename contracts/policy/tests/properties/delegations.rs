//! Trees of sub-agents: any sequence of joining, granting, editing, revoking, removing, freezing and
//! paying, against a model that keeps every payment and cuts every dead branch by hand.
//!
//! The model knows no generations: whatever ends a delegation marks the children there and then. And it
//! keeps no sums: what an agent has spent is added up anew from the payments of everybody below it.

mod model;

use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Cache, Refused, charge, pay};
use bursar_policy::delegation::{self, Delegation, GrantFault, Kin, MAX_DEPTH, kin};
use bursar_policy::{
    AgentPolicy, AgentState, AgentWords, Binding, Denial, EditFault, Flags, Limit, Lineage, Link,
    Payment, Policy, Rooms, Storage, TreasuryState, VendorMode, VendorTerms, balance_of, edit,
    layout, rooms,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

use self::model::{DAY, Model};
use crate::strategies::{moment, word};

const START: u64 = 1_800_000_000;
const AGENTS: usize = 8;
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

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Join {
        agent: usize,
        treasury: u64,
        policy: Policy,
    },
    /// Lowered to what the parent's policy allows, where it `is_within`.
    Grant {
        parent: usize,
        agent: usize,
        policy: Policy,
        is_within: bool,
    },
    Edit {
        agent: usize,
        policy: Policy,
    },
    Remove(usize),
    Revoke(usize),
    Freeze {
        agent: usize,
        frozen: bool,
    },
    List {
        agent: usize,
        vendor: usize,
        cap: u64,
    },
    Unlist {
        agent: usize,
        vendor: usize,
    },
    Share {
        treasury: u64,
        vendor: usize,
        cap: u64,
    },
    Pay {
        agent: usize,
        vendor: usize,
        value: u64,
    },
}

/// Every agent has a cap per day: what an edit of the period carries is another property's.
fn any_policy() -> impl Strategy<Value = Policy> {
    let lists = prop_oneof![
        1 => Just(VendorMode::Own), 2 => Just(VendorMode::Shared), 5 => Just(VendorMode::Any)
    ];
    let caps = (prop_oneof![4 => 60..=100u64, 1 => 0..=100u64], 100..1_000u64);
    let options = (
        prop::option::weighted(0.2, 1..9u32),
        prop::option::weighted(0.2, 0..900u64),
        prop::option::weighted(0.9, prop_oneof![1 => 0..=MAX_DEPTH, 2 => 2..=MAX_DEPTH]),
    );
    (caps, lists, options).prop_map(|((payment_cap, cap), vendors, options)| Policy {
        payment_cap,
        per_period: Some(Limit { cap, period: DAY }),
        vendors,
        count_cap: options.0,
        budget: options.1,
        delegation_depth: options.2,
        ..Policy::default()
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let (agent, vendor, treasury) = (0..AGENTS, 0..VENDORS, 1..=TREASURIES);
    let cap = prop_oneof![1 => 0..200u64, 2 => Just(u64::MAX)];
    prop_oneof![
        3 => (0..90u64).prop_map(Step::Wait),
        4 => (agent.clone(), treasury.clone(), any_policy())
            .prop_map(|(agent, treasury, policy)| Step::Join { agent, treasury, policy }),
        14 => (agent.clone(), agent.clone(), any_policy(), prop::bool::weighted(0.8)).prop_map(
            |(parent, agent, policy, is_within)| Step::Grant { parent, agent, policy, is_within }
        ),
        3 => (agent.clone(), any_policy()).prop_map(|(agent, policy)| Step::Edit { agent, policy }),
        2 => agent.clone().prop_map(Step::Remove),
        1 => agent.clone().prop_map(Step::Revoke),
        3 => (agent.clone(), prop::bool::weighted(0.25))
            .prop_map(|(agent, frozen)| Step::Freeze { agent, frozen }),
        4 => (agent.clone(), vendor.clone(), cap.clone())
            .prop_map(|(agent, vendor, cap)| Step::List { agent, vendor, cap }),
        1 => (agent.clone(), vendor.clone())
            .prop_map(|(agent, vendor)| Step::Unlist { agent, vendor }),
        2 => (treasury, vendor.clone(), cap)
            .prop_map(|(treasury, vendor, cap)| Step::Share { treasury, vendor, cap }),
        30 => (agent, vendor, 0..60u64)
            .prop_map(|(agent, vendor, value)| Step::Pay { agent, vendor, value }),
    ]
}

/// Both vendors on the shared lists, and a chain as deep as it may be.
fn any_beginning() -> impl Strategy<Value = Vec<Step>> {
    let root = Policy {
        payment_cap: 100,
        per_period: Some(Limit { cap: 2_000, period: DAY }),
        vendors: VendorMode::Any,
        delegation_depth: Some(MAX_DEPTH),
        ..Policy::default()
    };
    let below = prop::collection::vec(any_policy(), usize::from(MAX_DEPTH));
    below.prop_map(move |below| {
        let lists = (1..=TREASURIES).flat_map(|treasury| {
            (0..VENDORS).map(move |vendor| Step::Share { treasury, vendor, cap: u64::MAX })
        });
        let grants = below.into_iter().enumerate().map(|(parent, policy)| {
            let policy = Policy { delegation_depth: Some(MAX_DEPTH), ..policy };
            Step::Grant { parent, agent: parent + 1, policy, is_within: true }
        });
        let join = Step::Join { agent: 0, treasury: 1, policy: root };
        lists.chain([join]).chain(grants).collect()
    })
}

/// The policy with every limit lowered to the parent's.
fn within(parent: &Policy, policy: Policy) -> Policy {
    let least =
        |of: Option<u64>, own: Option<u64>| of.map_or(own, |of| Some(own.unwrap_or(of).min(of)));
    let cap = |policy: &Policy| policy.per_period.map(|limit| limit.cap);
    let count = least(parent.count_cap.map(Into::into), policy.count_cap.map(Into::into));
    let any = (policy.vendors, parent.vendors);
    Policy {
        payment_cap: policy.payment_cap.min(parent.payment_cap),
        per_period: least(cap(parent), cap(&policy)).map(|cap| Limit { cap, period: DAY }),
        vendors: if any.0 == VendorMode::Any { any.1 } else { any.0 },
        count_cap: count.map(|count| u32::try_from(count).expect("a count")),
        budget: least(parent.budget, policy.budget),
        delegation_depth: policy
            .delegation_depth
            .map(|depth| depth.min(parent.delegation_depth.unwrap_or(0).saturating_sub(1))),
        ..policy
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
                let slot = layout::agent_state_slot(agent(number));
                let state = AgentState { frozen, ..AgentState::unpack(self.words.load(slot)) };
                self.words.store(slot, state.pack());
                self.model.nodes[number].frozen = frozen;
            }
            Step::Revoke(number) => {
                let slot = layout::binding_slot(agent(number));
                let binding = edit::revoke(self.words.load(slot));
                self.words.store(slot, binding);
                self.model.cut_children(number);
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
            for (parent, child) in [(parent, child), (parent, agent(9)), (agent(9), child)] {
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

    fn edit(&mut self, number: usize, policy: Policy) -> Result<(), TestCaseError> {
        let before = self.agent_words(number);
        let word = AgentPolicy::unpack(before.policy);
        if !word.is_live() {
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
        let (slot, word) = (layout::binding_slot(agent(number)), self.agent_words(number).policy);
        let policy = AgentPolicy::unpack(word);
        if policy.is_live() {
            let binding = edit::leave(self.words.load(slot), &policy);
            self.words.store(slot, binding);
            self.words.store(layout::agent_policy_slot(agent(number)), U256::ZERO);
            self.model.nodes[number].policy = None;
            self.model.nodes[number].parent = None;
            self.model.cut_children(number);
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
        let payment =
            Payment { agent: agent(payer), vendor: vendor(to), value, valid_before: now + 60 };
        let most = balance_of(&mut self.words, payment.agent, now);
        let rooms = rooms(&mut self.words, payment.agent, payment.vendor, now);
        let least = Rooms::least(rooms.into_iter().map(|(_, rooms)| rooms));
        let nonce = self.unique();
        let mut cache = Cache::new(&mut self.words);
        let expected = self.model.denial(payer, to, value, now);
        match pay(&mut cache, &payment, nonce, SETTLER, now) {
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
        for number in 0..AGENTS {
            let state = AgentState::unpack(self.agent_words(number).state);
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
        for number in 0..AGENTS {
            let (members, _) = self.model.chain(number);
            for account in 0..AGENTS {
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
    for _ in 0..64 {
        let days = (any_beginning(), prop::collection::vec(any_step(), 150));
        let (beginning, steps) = days.new_tree(&mut runner).expect("a day").current();
        let mut pair = Pair::new();
        for step in beginning.iter().chain(&steps) {
            if let Step::Pay { agent, vendor, value } = *step {
                let (members, _) = pair.model.chain(agent);
                match pair.model.denial(agent, vendor, value, pair.now) {
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
        paid.iter().all(|count| *count > 20) && ended > 20 && frozen > 20,
        "{paid:?} {ended} {frozen}"
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
        let payment = Payment { agent: agent(0), vendor: vendor(0), value, valid_before };
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
