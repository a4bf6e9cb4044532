use super::*;
use crate::{Limit, Period, Schedule, Validity, WindowMode};
use std::collections::BTreeMap;

const NOW: u64 = 1_800_000_000;
const TREASURY: u64 = 7;
const DAILY: Limit = Limit { cap: 100, period: Period::DAY };

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

fn agent(number: u8) -> Address {
    Address::repeat_byte(0x10 + number)
}

fn policy(depth: u8) -> Policy {
    Policy {
        payment_cap: 50,
        vendors: VendorMode::Any,
        delegation_depth: Some(depth),
        ..Policy::default()
    }
}

/// Agent 0 under `policy`, and below it sub-agents as deep as its depth allows.
fn chain(root: Policy) -> Words {
    let mut words = Words::default();
    let joined = edit::join(U256::ZERO, &AgentWords::default(), TREASURY, &root, NOW);
    let joined = joined.expect("well formed");
    words.store(layout::binding_slot(agent(0)), joined.binding);
    joined.words.store(&AgentWords::default(), &mut words, agent(0));
    let depth = root.delegation_depth.unwrap_or_default();
    for below in 1..=depth {
        let policy = Policy { delegation_depth: Some(depth - below), ..root };
        give(&mut words, below - 1, below, policy).expect("within the parent's");
    }
    words
}

fn give(words: &mut Words, parent: u8, below: u8, policy: Policy) -> Result<Granted, GrantFault> {
    let salt = B256::repeat_byte(below);
    let (parent, agent) = (agent(parent), agent(below));
    let generation = Binding::unpack(words.load(layout::binding_slot(parent))).generation;
    grant(words, &Delegation { parent, agent, policy, generation, salt, deadline: NOW }, NOW)
}

fn ends(words: &mut Words, number: u8) -> bool {
    Payer::find(&mut Cache::new(words), agent(number), None).has_ended
}

#[test]
fn grant_makes_a_sub_agent_of_the_parents_treasury() {
    let mut words = chain(policy(1));
    let child = AgentWords::load(&mut words, agent(1));
    let word = AgentPolicy::unpack(child.policy);
    assert_eq!((word.treasury, word.version, word.is_delegated()), (TREASURY, 1, true));
    assert_eq!(child.policy(), policy(0));
    let link = Link::unpack(words.load(layout::link_slot(agent(1))));
    assert_eq!(link, Link { parent: agent(0), generation: 0 });
    assert!(!ends(&mut words, 1));
}

#[test]
fn grant_goes_four_generations_deep_and_no_deeper() {
    let mut words = chain(policy(MAX_DEPTH));
    assert!(!ends(&mut words, MAX_DEPTH));
    let refused = give(&mut words, MAX_DEPTH, MAX_DEPTH + 1, policy(0));
    let fault = EditFault::Invalid(PolicyFault::AboveParentDepth);
    assert_eq!(refused, Err(GrantFault::Edit(fault)));
}

#[test]
fn grant_refuses_when_an_ancestor_may_go_no_deeper() {
    let mut words = chain(policy(2));
    // The parent in the middle is given a depth that its own parent has not.
    let before = AgentWords::load(&mut words, agent(1));
    let deeper = edit::edit_policy(&before, &policy(4), 1, NOW).expect("well formed");
    deeper.store(&before, &mut words, agent(1));
    let before = AgentWords::load(&mut words, agent(2));
    let deeper = edit::edit_policy(&before, &policy(3), 1, NOW).expect("well formed");
    deeper.store(&before, &mut words, agent(2));
    assert_eq!(give(&mut words, 2, 3, policy(0)), Err(GrantFault::Ended));
}

#[test]
fn grant_refuses_when_the_parent_is_out_or_its_generations_are_used_up() {
    let mut words = Words::default();
    assert_eq!(give(&mut words, 0, 1, policy(0)), Err(GrantFault::ParentUnknown));
    let mut words = chain(Policy { delegation_depth: Some(1), ..policy(1) });
    let last = Binding { treasury: TREASURY, generation: u32::MAX, ..Binding::default() };
    words.store(layout::binding_slot(agent(0)), last.pack());
    let exhausted = EditFault::VersionExhausted { version: u32::MAX };
    assert_eq!(give(&mut words, 0, 2, policy(0)), Err(GrantFault::Edit(exhausted)));
}

#[test]
fn grant_refuses_a_salt_that_either_has_used() {
    let mut words = chain(policy(2));
    let again = Delegation {
        parent: agent(0),
        agent: agent(5),
        policy: policy(0),
        generation: 0,
        salt: B256::repeat_byte(1),
        deadline: NOW,
    };
    let used = |account| Err(GrantFault::SaltUsed { account, salt: B256::repeat_byte(1) });
    assert_eq!(grant(&mut words, &again, NOW), used(agent(0)));
    let other = Delegation { parent: agent(1), agent: agent(1), ..again };
    assert_eq!(grant(&mut words, &other, NOW), used(agent(1)), "its consent");
}

#[test]
fn grant_refuses_when_the_receiver_is_live_so_that_nobody_is_its_own_ancestor() {
    let mut words = chain(policy(3));
    let bound = Err(GrantFault::Edit(EditFault::Bound { treasury: TREASURY }));
    for receiver in [0, 1, 2] {
        let salt = B256::repeat_byte(0x80 + receiver);
        let (parent, agent) = (agent(2), agent(receiver));
        let policy = policy(0);
        let circle = Delegation { parent, agent, policy, generation: 0, salt, deadline: NOW };
        assert_eq!(grant(&mut words, &circle, NOW), bound);
    }
}

#[test]
fn revoking_or_removing_an_ancestor_ends_everybody_below_for_good() {
    for is_removed in [false, true] {
        let mut words = chain(policy(3));
        let (slot, word) = (layout::binding_slot(agent(1)), layout::agent_policy_slot(agent(1)));
        let live = AgentPolicy::unpack(words.load(word));
        let binding = words.load(slot);
        if is_removed {
            words.store(slot, edit::leave(binding, &live));
            words.store(word, U256::ZERO);
            let salt = B256::repeat_byte(0x99);
            let (parent, agent) = (agent(0), agent(1));
            let policy = policy(2);
            let again = Delegation { parent, agent, policy, generation: 0, salt, deadline: NOW };
            grant(&mut words, &again, NOW).expect("it may come back");
        } else {
            words.store(slot, edit::revoke(binding));
        }
        let ended = [0, 1, 2, 3].map(|number| ends(&mut words, number));
        assert_eq!(ended, [false, false, true, true], "removed: {is_removed}");
    }
}

#[test]
fn grant_refuses_what_was_signed_before_the_parent_revoked() {
    let mut words = chain(policy(1));
    let slot = layout::binding_slot(agent(0));
    let revoked = edit::revoke(words.load(slot));
    words.store(slot, revoked);
    let (parent, agent, salt) = (agent(0), agent(5), B256::repeat_byte(5));
    let policy = policy(0);
    let early = Delegation { parent, agent, policy, generation: 0, salt, deadline: NOW };
    assert_eq!(grant(&mut words.clone(), &early, NOW), Err(GrantFault::Ended));
    grant(&mut words, &Delegation { generation: 1, ..early }, NOW).expect("signed afterwards");
}

#[test]
fn check_edit_keeps_a_sub_agent_within_its_parent_and_lets_others_be() {
    let mut words = chain(policy(1));
    let above = Policy { payment_cap: 51, ..policy(0) };
    let fault = PolicyFault::AboveParentPayment;
    assert_eq!(check_edit(&mut words, agent(1), &above), Err(EditFault::Invalid(fault)));
    assert_eq!(check_edit(&mut words, agent(1), &policy(0)), Ok(()));
    assert_eq!(check_edit(&mut words, agent(0), &above), Ok(()));
}

#[test]
fn kin_knows_parent_ancestors_itself_and_nobody_else() {
    let mut words = chain(policy(3));
    let mut of = |account| kin(&mut words, agent(3), agent(account));
    assert_eq!([3, 2, 1, 0].map(&mut of), [Kin::Itself, Kin::Parent, Kin::Ancestor, Kin::Ancestor]);
    assert_eq!(of(4), Kin::Stranger);
    assert_eq!(kin(&mut words, agent(0), agent(3)), Kin::Stranger, "a child has no say");
    let slot = layout::binding_slot(agent(1));
    let binding = edit::revoke(words.load(slot));
    words.store(slot, binding);
    let of = |account| kin(&mut words, agent(3), agent(account));
    assert_eq!([2, 1, 0].map(of), [Kin::Parent, Kin::Stranger, Kin::Stranger]);
}

/// A parent with every limit there is, and a child within it.
fn pair() -> (Policy, Policy) {
    let parent = Policy {
        payment_cap: 50,
        per_period: Some(DAILY),
        vendors: VendorMode::Shared,
        count_cap: Some(5),
        budget: Some(900),
        validity: Some(Validity { not_before: 100, not_after: 200 }),
        schedule: Schedule::new(U256::from(0b1110)).ok(),
        delegation_depth: Some(2),
        ..Policy::default()
    };
    (parent, Policy { delegation_depth: Some(1), ..parent })
}

#[test]
fn exceeds_finds_nothing_where_every_limit_is_the_parents_or_less() {
    let (parent, child) = pair();
    assert_eq!(exceeds(&parent, &child), None);
    let less = Policy {
        payment_cap: 0,
        per_period: Some(Limit { cap: 99, ..DAILY }),
        vendors: VendorMode::Own,
        count_cap: Some(0),
        budget: Some(0),
        validity: Some(Validity { not_before: 101, not_after: 199 }),
        schedule: Schedule::new(U256::from(0b0100)).ok(),
        delegation_depth: None,
        ..child
    };
    assert_eq!(exceeds(&parent, &less), None);
    let open = Policy {
        payment_cap: u64::MAX,
        vendors: VendorMode::Any,
        delegation_depth: Some(1),
        ..Policy::default()
    };
    assert_eq!(exceeds(&open, &Policy { delegation_depth: None, ..parent }), None);
}

#[test]
fn exceeds_names_each_limit_that_is_above_or_missing() {
    use PolicyFault as Fault;
    let (parent, child) = pair();
    let validity = |not_before, not_after| Some(Validity { not_before, not_after });
    let beyond = [
        (Policy { payment_cap: 51, ..child }, Fault::AboveParentPayment),
        (
            Policy { per_period: Some(Limit { cap: 101, ..DAILY }), ..child },
            Fault::AboveParentPeriod,
        ),
        (Policy { per_period: None, count_cap: None, ..child }, Fault::AboveParentPeriod),
        (Policy { count_cap: Some(6), ..child }, Fault::AboveParentCount),
        (Policy { count_cap: None, ..child }, Fault::AboveParentCount),
        (Policy { budget: Some(901), ..child }, Fault::AboveParentBudget),
        (Policy { budget: None, ..child }, Fault::AboveParentBudget),
        (Policy { validity: validity(99, 200), ..child }, Fault::AboveParentValidity),
        (Policy { validity: validity(100, 201), ..child }, Fault::AboveParentValidity),
        (Policy { validity: None, ..child }, Fault::AboveParentValidity),
        (
            Policy { schedule: Schedule::new(U256::from(0b1111)).ok(), ..child },
            Fault::AboveParentSchedule,
        ),
        (Policy { schedule: None, ..child }, Fault::AboveParentSchedule),
        (Policy { vendors: VendorMode::Any, ..child }, Fault::AboveParentVendors),
        (Policy { delegation_depth: Some(2), ..child }, Fault::AboveParentDepth),
    ];
    for (policy, fault) in beyond {
        assert_eq!(exceeds(&parent, &policy), Some(fault), "{policy:?}");
    }
    let closed = Policy { delegation_depth: None, ..parent };
    assert_eq!(
        exceeds(&closed, &Policy { delegation_depth: None, ..child }),
        Some(Fault::AboveParentDepth)
    );
}

#[test]
fn exceeds_does_not_compare_caps_over_different_periods() {
    let (parent, child) = pair();
    for period in [Period::Month, Period::Seconds { length: 86_400, mode: WindowMode::Strict }] {
        let per_period = Some(Limit { cap: 1_000, period });
        let other = Policy { per_period, count_cap: Some(50), ..child };
        assert_eq!(exceeds(&parent, &other), None, "{period:?}");
    }
}
