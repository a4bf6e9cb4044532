//! What may happen to a tree of agents, at random.

use bursar_policy::delegation::MAX_DEPTH;
use bursar_policy::{Limit, Policy, VendorMode};
use proptest::prelude::*;

use super::model::DAY;
use super::{AGENTS, ALL, TREASURIES, VENDORS};

#[derive(Clone, Debug)]
pub(super) enum Step {
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
    /// A session of the key, for so many seconds; the cap is lowered to the parent's, where it `is_within`.
    Open {
        parent: usize,
        key: usize,
        payment_cap: u64,
        budget: u64,
        lives: u64,
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

pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let (vendor, treasury) = (0..VENDORS, 1..=TREASURIES);
    let agent = || prop_oneof![9 => 0..AGENTS, 1 => AGENTS..ALL];
    let any = || 0..ALL;
    let cap = prop_oneof![1 => 0..200u64, 2 => Just(u64::MAX)];
    let open = (any(), agent_key(), 20..100u64, 0..400u64, 0..900u64, prop::bool::weighted(0.9));
    let open = open.prop_map(|(parent, key, payment_cap, budget, lives, is_within)| Step::Open {
        parent,
        key,
        payment_cap,
        budget,
        lives,
        is_within,
    });
    prop_oneof![
        3 => (0..90u64).prop_map(Step::Wait),
        8 => open,
        4 => (agent(), treasury.clone(), any_policy())
            .prop_map(|(agent, treasury, policy)| Step::Join { agent, treasury, policy }),
        14 => (agent(), agent(), any_policy(), prop::bool::weighted(0.8)).prop_map(
            |(parent, agent, policy, is_within)| Step::Grant { parent, agent, policy, is_within }
        ),
        3 => (agent(), any_policy()).prop_map(|(agent, policy)| Step::Edit { agent, policy }),
        2 => any().prop_map(Step::Remove),
        1 => (0..AGENTS).prop_map(Step::Revoke),
        3 => (any(), prop::bool::weighted(0.25))
            .prop_map(|(agent, frozen)| Step::Freeze { agent, frozen }),
        4 => (agent(), vendor.clone(), cap.clone())
            .prop_map(|(agent, vendor, cap)| Step::List { agent, vendor, cap }),
        1 => (agent(), vendor.clone())
            .prop_map(|(agent, vendor)| Step::Unlist { agent, vendor }),
        2 => (treasury, vendor.clone(), cap)
            .prop_map(|(treasury, vendor, cap)| Step::Share { treasury, vendor, cap }),
        36 => (any(), vendor, 0..60u64)
            .prop_map(|(agent, vendor, value)| Step::Pay { agent, vendor, value }),
    ]
}

/// Both vendors on the shared lists, a chain as deep as it may be, and a session of each generation's.
pub(super) fn any_beginning() -> impl Strategy<Value = Vec<Step>> {
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
        let sessions = (0..usize::from(MAX_DEPTH)).map(|parent| Step::Open {
            parent,
            key: AGENTS + parent,
            payment_cap: 60,
            budget: 400,
            lives: 900,
            is_within: true,
        });
        lists.chain([join]).chain(grants).chain(sessions).collect()
    })
}

/// Mostly a key that is no agent's.
fn agent_key() -> impl Strategy<Value = usize> {
    prop_oneof![1 => 0..AGENTS, 9 => AGENTS..ALL]
}

/// The policy with every limit lowered to the parent's.
pub(super) fn within(parent: &Policy, policy: Policy) -> Policy {
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
