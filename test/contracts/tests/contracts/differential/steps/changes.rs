//! What can be done to a treasury and its agents.

use bursar_contract_tests::tenant::{ADMIN, APPROVER, GUARDIAN, REPORTER, SETTLER};
use proptest::{collection::vec, prelude::*};

use super::{
    super::limits::{any_delegating_policy, any_entry, any_limits, any_policy},
    AGENTS, By, HOMES, Step, TREASURIES, VENDORS, any_by, any_hand, any_listed,
};

pub(super) fn any_change() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => any_edit_of_an_agent(),
        10 => any_edit_of_a_treasury(),
        18 => any_brake_or_grant(),
        6 => any_movement(),
    ]
}

/// Edits of one treasury, most of them.
pub(super) fn any_several() -> impl Strategy<Value = Step> {
    let edit = prop_oneof![any_edit_of_an_agent(), any_edit_of_a_treasury()];
    (vec(edit, 1..4), prop::bool::weighted(0.1))
        .prop_map(|(edits, is_mixed)| Step::Several { edits, is_mixed })
}

fn any_edit_of_an_agent() -> impl Strategy<Value = Step> {
    let agent = 0..AGENTS;
    prop_oneof![
        4 => (agent.clone(), any_delegating_policy(), prop::bool::weighted(0.1))
            .prop_map(|(agent, policy, stale)| Step::SetPolicy { agent, policy, stale }),
        6 => (agent.clone(), any_listed(), any_entry())
            .prop_map(|(agent, vendor, entry)| Step::SetVendor { agent, vendor, entry }),
        8 => agent.clone().prop_map(|agent| Step::ThawAgent { agent }),
        8 => (agent, any_delegating_policy())
            .prop_map(|(agent, policy)| Step::AddAgent { agent, policy }),
    ]
}

/// Mostly a settler, mostly a reporter.
fn any_duties() -> impl Strategy<Value = u8> {
    let duties = (prop::bool::weighted(0.6), prop::bool::weighted(0.8));
    duties.prop_map(|(settles, reports)| u8::from(settles) * SETTLER + u8::from(reports) * REPORTER)
}

fn any_edit_of_a_treasury() -> impl Strategy<Value = Step> {
    let treasury = 0..TREASURIES;
    // Mostly who is to settle, since without them nothing is paid.
    let appointment = prop_oneof![
        4 => any_duties().prop_map(|roles| (By::Relayer, roles)),
        1 => Just((By::Facilitator, SETTLER)),
        1 => Just((By::Admin, ADMIN | APPROVER)),
        1 => Just((By::Guardian, GUARDIAN | APPROVER)),
        1 => (any_by(), prop_oneof![Just(0), Just(ADMIN | GUARDIAN), Just(GUARDIAN | SETTLER)]),
    ];
    let heir = prop_oneof![Just(By::Owner), Just(By::Admin), Just(By::Founder)];
    prop_oneof![
        6 => (treasury.clone(), any_listed(), any_entry())
            .prop_map(|(treasury, vendor, entry)| Step::SetShared { treasury, vendor, entry }),
        5 => (treasury.clone(), any_limits())
            .prop_map(|(treasury, limits)| Step::SetLimits { treasury, limits }),
        4 => (treasury.clone(), appointment)
            .prop_map(|(treasury, (who, roles))| Step::Appoint { treasury, who, roles }),
        8 => treasury.clone().prop_map(|treasury| Step::ThawTreasury { treasury }),
        1 => (treasury, heir).prop_map(|(treasury, heir)| Step::Bequeath { treasury, heir }),
    ]
}

fn any_brake_or_grant() -> impl Strategy<Value = Step> {
    let (agent, vendor, treasury) = (0..AGENTS, 0..VENDORS, 0..TREASURIES);
    let session = AGENTS..HOMES.len();
    prop_oneof![
        1 => (agent.clone(), vendor.clone())
            .prop_map(|(agent, vendor)| Step::RemoveVendor { agent, vendor }),
        1 => (treasury.clone(), vendor)
            .prop_map(|(treasury, vendor)| Step::RemoveShared { treasury, vendor }),
        1 => agent.clone().prop_map(|agent| Step::FreezeAgent { agent }),
        1 => treasury.prop_map(|treasury| Step::FreezeTreasury { treasury }),
        2 => agent.clone().prop_map(|agent| Step::RemoveAgent { agent }),
        1 => (agent.clone(), any_policy())
            .prop_map(|(agent, policy)| Step::Poach { agent, policy }),
        8 => (agent.clone(), agent.clone(), 40..105_u64, 0..4_u8).prop_map(
            |(parent, agent, share, depth)| Step::Delegate { parent, agent, share, depth }
        ),
        3 => agent.prop_map(|agent| Step::Revoke { agent }),
        4 => prop_oneof![any_hand(0), any_hand(1)].prop_map(Step::Register),
        // What there is of a session to stop or to end.
        1 => session.clone().prop_map(|agent| Step::FreezeAgent { agent }),
        2 => session.clone().prop_map(|agent| Step::ThawAgent { agent }),
        1 => session.prop_map(|agent| Step::RemoveAgent { agent }),
    ]
}

fn any_movement() -> impl Strategy<Value = Step> {
    let treasury = 0..TREASURIES;
    prop_oneof![
        5 => (treasury.clone(), 1..900_u64)
            .prop_map(|(treasury, value)| Step::Deposit { treasury, value }),
        3 => (treasury.clone(), 0..900_u64)
            .prop_map(|(treasury, value)| Step::Withdraw { treasury, value }),
        1 => treasury.prop_map(|treasury| Step::Inherit { treasury }),
    ]
}
