//! Several edits in one transaction.

use alloy::{primitives::Bytes, sol_types::SolCall};
use bursar_abi::{IVault, Policy, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    tenant::{ADMIN, Tenant, plain, usdc},
    world::World,
};

use super::{policy, raise, set_roles, slow};

const ANY: u32 = u32::MAX;

fn administer(tenant: &Tenant, expectedVersion: u32, calls: Vec<Bytes>) -> IVault::administerCall {
    IVault::administerCall { treasury: tenant.id, expectedVersion, calls }
}

fn bytes(call: &impl SolCall) -> Bytes {
    call.abi_encode().into()
}

fn list(tenant: &Tenant, name: &str, expectedVersion: u32) -> IVault::setVendorCall {
    let (agent, vendor) = (tenant.agent.address, place(name));
    IVault::setVendorCall { agent, vendor, entry: VendorEntry::default(), expectedVersion }
}

fn quick() -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", policy());
    (world, tenant)
}

#[test]
fn whole_policy_is_written_in_one_transaction_with_one_head() {
    let (mut world, acme) = quick();
    let newcomer = Party::named("newcomer");
    let consent = world.consent(&newcomer, acme.id);
    let (treasury, agent) = (acme.id, newcomer.address);
    let add = IVault::addAgentCall { treasury, agent, policy: plain(), consent };
    let theirs = Tenant { agent: newcomer.clone(), vendor: place("books"), ..acme.clone() };
    let calls = vec![
        bytes(&add),
        bytes(&list(&theirs, "books", ANY)),
        bytes(&list(&theirs, "maps", ANY)),
        bytes(&set_roles(&acme, place("new admin"), ADMIN)),
    ];
    let before = world.view(&IVault::treasuryCall { treasury });
    let outcome = world.send(&acme.owner, &administer(&acme, before.version, calls));
    let events = ["AgentAdded", "VendorSet", "VendorSet", "RolesSet", "AuditHead"];
    assert_eq!(outcome.event_names(world.vault), events);
    let heads: Vec<IVault::AuditHead> = outcome.find(world.vault);
    outcome.ok();
    let after = world.view(&IVault::treasuryCall { treasury });
    let head = after.auditHead;
    let (firstSeq, count) = (before.entries, 4);
    assert_eq!(heads, [IVault::AuditHead { treasury, firstSeq, count, head }]);
    assert_eq!((after.entries, after.version), (before.entries + 4, before.version + 1));
    assert_eq!(world.audit_head_of(treasury, &world.audit_entries(treasury)), head);
    world.pay(&theirs, usdc(1)).ok();
}

#[test]
fn nothing_happens_when_one_of_several_is_refused() {
    let (world, acme) = quick();
    let before = world.view(&IVault::treasuryCall { treasury: acme.id });
    let stale = world.agent_version(acme.agent.address) - 1;
    let calls = vec![bytes(&raise(&acme, 1)), bytes(&list(&acme, "books", stale))];
    let mismatch = IVault::VersionMismatch { expected: stale, actual: stale + 2 };
    let failure = world.send(&acme.owner, &administer(&acme, ANY, calls)).failure();
    assert_eq!(failure, mismatch.into());
    assert_eq!(world.view(&IVault::treasuryCall { treasury: acme.id }), before);
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!(agent.policy.paymentCap, usdc(100));
}

#[test]
fn administer_reverts_when_the_treasury_was_edited_in_between() {
    let (world, acme) = quick();
    let version = world.treasury_version(acme.id);
    let calls = vec![bytes(&raise(&acme, 1))];
    let failure = world.send(&acme.owner, &administer(&acme, version - 1, calls.clone())).failure();
    let mismatch = IVault::VersionMismatch { expected: version - 1, actual: version };
    assert_eq!(failure, mismatch.into());
    world.send(&acme.owner, &administer(&acme, version, calls)).ok();
}

#[test]
fn versions_inside_are_those_that_the_calls_before_left() {
    let (world, acme) = quick();
    let (first, of_treasury) =
        (world.agent_version(acme.agent.address), world.treasury_version(acme.id));
    let roles = |name, expectedVersion| IVault::setRolesCall {
        expectedVersion,
        ..set_roles(&acme, place(name), ADMIN)
    };
    let calls = vec![
        bytes(&list(&acme, "books", first)),
        bytes(&list(&acme, "maps", first + 1)),
        bytes(&roles("one admin", of_treasury)),
        bytes(&roles("another admin", of_treasury + 1)),
    ];
    world.send(&acme.owner, &administer(&acme, of_treasury, calls)).ok();
    let agent = acme.agent.address;
    for name in ["books", "maps"] {
        let vendor = world.view(&IVault::vendorCall { agent, vendor: place(name) });
        assert!(vendor.listed, "{name}");
    }
}

#[test]
fn callers_do_no_more_in_several_than_in_one() {
    let (world, acme) = quick();
    let calls = vec![bytes(&raise(&acme, 1)), bytes(&set_roles(&acme, place("friend"), ADMIN))];
    let (treasury, account) = (acme.id, acme.admin.address);
    let refused = Failure::from(IVault::Unauthorized { treasury, account });
    assert_eq!(world.send(&acme.admin, &administer(&acme, ANY, calls)).failure(), refused);
    let calls = vec![bytes(&raise(&acme, 1))];
    world.send(&acme.admin, &administer(&acme, ANY, calls.clone())).ok();
    let account = acme.guardian.address;
    let refused = Failure::from(IVault::Unauthorized { treasury, account });
    assert_eq!(world.send(&acme.guardian, &administer(&acme, ANY, calls)).failure(), refused);
}

#[test]
fn calls_of_another_treasury_revert() {
    let (mut world, acme) = quick();
    // The same owner and all rights in both: it is the one version and the one head that forbid it.
    let second = {
        let salt = world.unique();
        let create = IVault::createTreasuryCall { salt, delay: 0 };
        let id = world.send(&acme.owner, &create).ok();
        Tenant { id, ..acme.clone() }
    };
    let calls = vec![bytes(&raise(&acme, 1)), bytes(&set_roles(&second, place("friend"), ADMIN))];
    let failure = world.send(&acme.owner, &administer(&acme, ANY, calls.clone())).failure();
    assert_eq!(failure, IVault::TreasuryForeign { treasury: second.id }.into());
    let failure = world.send(&acme.owner, &administer(&second, ANY, calls)).failure();
    assert_eq!(failure, IVault::TreasuryForeign { treasury: acme.id }.into());
}

#[test]
fn only_edits_may_be_among_several() {
    let (world, acme) = quick();
    let edits = [
        "addAgent",
        "setPolicy",
        "thawAgent",
        "setVendor",
        "setSharedVendor",
        "transferOwnership",
        "setRoles",
        "setTreasuryLimits",
        "thawTreasury",
    ];
    for function in IVault::abi::functions().into_values().flatten() {
        let selector = function.selector();
        let call = Bytes::from([selector.as_slice(), &[0; 1_024]].concat());
        let outcome = world.send(&acme.owner, &administer(&acme, ANY, vec![call]));
        let refused = Failure::from(IVault::SelectorUnknown { selector });
        let is_unknown = outcome.failure() == refused;
        assert_eq!(is_unknown, !edits.contains(&function.name.as_str()), "{}", function.name);
    }
    let short = vec![Bytes::from_static(&[1, 2])];
    let failure = world.send(&acme.owner, &administer(&acme, ANY, short)).failure();
    assert_eq!(failure, IVault::SelectorUnknown { selector: [1, 2, 0, 0].into() }.into());
}

#[test]
fn nothing_to_do_changes_and_logs_nothing() {
    let (world, acme) = quick();
    let before = world.view(&IVault::treasuryCall { treasury: acme.id });
    let outcome = world.send(&Party::named("stranger"), &administer(&acme, ANY, vec![]));
    assert!(outcome.logs.is_empty());
    outcome.ok();
    assert_eq!(world.view(&IVault::treasuryCall { treasury: acme.id }), before);
}

#[test]
fn each_of_several_waits_by_itself() {
    let (mut world, acme) = slow();
    let tighter = Policy { paymentCap: 1, ..policy() };
    let agent = acme.agent.address;
    let tighten = IVault::setPolicyCall { agent, policy: tighter, expectedVersion: ANY };
    let calls = vec![
        bytes(&set_roles(&acme, place("friend"), ADMIN)),
        bytes(&tighten),
        bytes(&list(&acme, "books", ANY)),
    ];
    let outcome = world.send(&acme.owner, &administer(&acme, ANY, calls.clone()));
    let events = ["EditRequested", "PolicySet", "EditRequested", "AuditHead"];
    assert_eq!(outcome.event_names(world.vault), events);
    let asked: Vec<IVault::EditRequested> = outcome.find(world.vault);
    outcome.ok();
    assert_eq!(world.view(&IVault::agentCall { agent }).policy.paymentCap, 1);

    // What was asked for is done alone or among several, as it was logged.
    world.now = asked[0].readyAt;
    world.send_raw(&acme.owner, asked[0].call.to_vec()).ok();
    let rest = vec![asked[1].call.clone()];
    let outcome = world.send(&acme.owner, &administer(&acme, ANY, rest));
    assert_eq!(outcome.event_names(world.vault), ["VendorSet", "AuditHead"]);
    let treasury = acme.id;
    assert_eq!(world.view(&IVault::rolesOfCall { treasury, account: place("friend") }), ADMIN);
}
