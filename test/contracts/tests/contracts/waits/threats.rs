//! Cases that went wrong elsewhere: what was asked for lands on top of an emergency, guardians who
//! stand in everybody's way, an owner's key in the wrong hands.

use alloy::{
    primitives::{Address, B256},
    sol_types::SolCall,
};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    signing, slots,
    tenant::{ADMIN, FUNDS, GUARDIAN, Tenant, plain, usdc},
    world::World,
};

use super::{
    DELAY, agent_object, asked, only_asked, pending, policy, raise, roles_object, send, set_delay,
    set_roles, slow, treasury_object, withdraw,
};

fn cancel(tenant: &Tenant, object: B256) -> IVault::cancelEditCall {
    IVault::cancelEditCall { treasury: tenant.id, object }
}

/// One more on the agent's own list.
fn listed(tenant: &Tenant, vendor: Address) -> IVault::setVendorCall {
    let (agent, entry) = (tenant.agent.address, VendorEntry::default());
    IVault::setVendorCall { agent, vendor, entry, expectedVersion: u32::MAX }
}

/// One more on the shared list.
fn shared(tenant: &Tenant, vendor: Address) -> IVault::setSharedVendorCall {
    let (treasury, entry) = (tenant.id, VendorEntry::default());
    IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion: u32::MAX }
}

fn validity(world: &World, tenant: &Tenant, seconds: u32) -> IVault::setTreasuryLimitsCall {
    let limits = TreasuryLimits { longestValidity: seconds, ..world.limits(tenant.id) };
    IVault::setTreasuryLimitsCall { treasury: tenant.id, limits, expectedVersion: u32::MAX }
}

/// Asks for something, tightens, and asks again when the first would have been ready: it has to wait
/// as if nobody had asked before.
#[track_caller]
fn assert_voids(loosening: &impl SolCall, tightening: &impl SolCall) {
    let (mut world, acme) = slow();
    let first = world.send(&acme.owner, loosening);
    assert!(only_asked(&world, &first));
    let object = asked(&world, &first).object;
    assert_ne!(pending(&world, acme.id, object).readyAt, 0);
    send(&world, &acme.owner, tightening);
    assert_eq!(pending(&world, acme.id, object).readyAt, 0);
    world.now += u64::from(DELAY);
    let second = world.send(&acme.owner, loosening);
    if second.result.is_ok() {
        assert!(only_asked(&world, &second));
        assert_eq!(asked(&world, &second).readyAt, world.now + u64::from(DELAY));
    }
}

#[test]
fn pending_loosening_never_lands_on_top_of_an_emergency_tightening() {
    let (world, acme) = slow();
    let (treasury, agent, vendor) = (acme.id, acme.agent.address, place("another"));
    let thaw = IVault::thawAgentCall { agent };
    let freeze = IVault::freezeAgentCall { agent };
    let remove = IVault::removeAgentCall { agent };
    assert_voids(&raise(&acme, usdc(900)), &freeze);
    assert_voids(&raise(&acme, usdc(900)), &remove);
    assert_voids(&raise(&acme, usdc(900)), &IVault::revokeDelegationsCall { agent });
    assert_voids(&raise(&acme, usdc(900)), &raise(&acme, 1));
    assert_voids(&thaw, &freeze);
    assert_voids(&thaw, &raise(&acme, 1));
    let unlist = IVault::removeVendorCall { agent, vendor };
    assert_voids(&listed(&acme, vendor), &unlist);
    let unlist = IVault::removeSharedVendorCall { treasury, vendor };
    assert_voids(&shared(&acme, vendor), &unlist);
    let freeze = IVault::freezeTreasuryCall { treasury };
    assert_voids(&validity(&world, &acme, 9_000), &freeze);
    assert_voids(&validity(&world, &acme, 9_000), &validity(&world, &acme, 60));
    assert_voids(&IVault::thawTreasuryCall { treasury }, &freeze);
    let friend = place("friend");
    assert_voids(&set_roles(&acme, friend, ADMIN), &set_roles(&acme, friend, 0));
    let offer = |newOwner| IVault::transferOwnershipCall { treasury, newOwner };
    assert_voids(&offer(friend), &offer(Address::ZERO));
}

#[test]
fn pending_loosening_is_replaced_by_another_of_the_same_object() {
    let (mut world, acme) = slow();
    send(&world, &acme.admin, &raise(&acme, usdc(200)));
    world.now += u64::from(DELAY) - 1;
    send(&world, &acme.admin, &raise(&acme, usdc(300)));
    world.now += 1;
    // The first one is not remembered, though its time has come.
    let again = world.send(&acme.admin, &raise(&acme, usdc(200)));
    assert_eq!(asked(&world, &again).readyAt, world.now + u64::from(DELAY));
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!(agent.policy.paymentCap, usdc(100));
}

#[test]
fn pending_edit_stays_what_it_is_when_other_objects_are_edited() {
    let (mut world, acme) = slow();
    let request = world.send(&acme.admin, &raise(&acme, usdc(200)));
    let asked = asked(&world, &request);
    send(&world, &acme.admin, &shared(&acme, place("another")));
    send(&world, &acme.admin, &validity(&world, &acme, 60));
    let treasury = acme.id;
    send(&world, &acme.guardian, &IVault::freezeTreasuryCall { treasury });
    world.now = asked.readyAt;
    // Whoever may do it now does it, and whoever may not does not.
    let failure = world.send_raw(&acme.guardian, asked.call.to_vec()).failure();
    let account = acme.guardian.address;
    assert_eq!(failure, IVault::Unauthorized { treasury, account }.into());
    world.send_raw(&acme.owner, asked.call.to_vec()).ok();
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!(agent.policy.paymentCap, usdc(200));
    // And it is done once: the same again changes nothing, and does not wait.
    world.send_raw(&acme.owner, asked.call.to_vec()).ok();
    assert_eq!(pending(&world, treasury, asked.object).readyAt, 0);
}

#[test]
fn request_of_an_admin_who_was_dismissed_is_not_done_by_him() {
    let (mut world, acme) = slow();
    let request = world.send(&acme.admin, &raise(&acme, usdc(200)));
    let asked = asked(&world, &request);
    send(&world, &acme.owner, &set_roles(&acme, acme.admin.address, 0));
    world.now = asked.readyAt;
    let (treasury, account) = (acme.id, acme.admin.address);
    let failure = world.send_raw(&acme.admin, asked.call.to_vec()).failure();
    assert_eq!(failure, IVault::Unauthorized { treasury, account }.into());
}

#[test]
fn guardians_cannot_brick_a_treasury_by_cancelling_everything() {
    let (mut world, acme) = slow();
    let (treasury, guardian) = (acme.id, &acme.guardian);
    // Their own removal: not even the first request.
    let dismiss = set_roles(&acme, guardian.address, 0);
    send(&world, &acme.owner, &dismiss);
    let object = roles_object(treasury, guardian.address);
    assert!(pending(&world, treasury, object).firm);
    let account = guardian.address;
    let refused = Failure::from(IVault::Unauthorized { treasury, account });
    assert_eq!(world.send(guardian, &cancel(&acme, object)).failure(), refused);

    // A withdrawal: the first request of it, and no other.
    let home = withdraw(&acme, place("bank"), FUNDS);
    let request = world.send(&acme.owner, &home);
    let of_money = asked(&world, &request).object;
    send(&world, guardian, &cancel(&acme, of_money));
    world.now += 60;
    let request = world.send(&acme.owner, &home);
    assert!(asked(&world, &request).firm);
    assert_eq!(world.send(guardian, &cancel(&acme, of_money)).failure(), refused);
    send(&world, guardian, &IVault::freezeTreasuryCall { treasury });

    // Nothing a guardian may do moves the version that these expect away from under the owner.
    world.now += 2 * u64::from(DELAY);
    let remove = IVault::removeSharedVendorCall { treasury, vendor: acme.vendor };
    send(&world, guardian, &remove);
    send(&world, &acme.owner, &home);
    assert_eq!(world.token_balance(place("bank")), FUNDS);
    send(&world, &acme.owner, &dismiss);
    assert_eq!(world.view(&IVault::rolesOfCall { treasury, account }), 0);
}

#[test]
fn guardian_who_is_to_become_something_else_may_be_heard() {
    let (world, acme) = slow();
    // To take the role and give another is not only to take it.
    send(&world, &acme.owner, &set_roles(&acme, acme.guardian.address, ADMIN));
    let object = roles_object(acme.id, acme.guardian.address);
    assert!(!pending(&world, acme.id, object).firm);
    send(&world, &acme.guardian, &cancel(&acme, object));
    assert!(pending(&world, acme.id, object).cancelled);
}

#[test]
fn leaked_owner_key_changes_nothing_before_the_delay_and_guardians_call_it_off() {
    let (mut world, acme) = slow();
    let (treasury, thief) = (acme.id, place("thief"));
    let before = world.view(&IVault::treasuryCall { treasury });
    let take = IVault::transferOwnershipCall { treasury, newOwner: thief };
    let rise = set_roles(&acme, thief, ADMIN);
    let limits = TreasuryLimits { delay: 0, ..world.limits(treasury) };
    let hurry = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion: u32::MAX };
    let drain = withdraw(&acme, thief, FUNDS);
    let calls: [Vec<u8>; 5] = [
        take.abi_encode(),
        rise.abi_encode(),
        hurry.abi_encode(),
        drain.abi_encode(),
        raise(&acme, u64::MAX).abi_encode(),
    ];
    let mut objects = Vec::new();
    for call in &calls {
        let outcome = world.send_raw(&acme.owner, call.clone());
        assert!(only_asked(&world, &outcome));
        objects.push(asked(&world, &outcome).object);
    }
    let after = world.view(&IVault::treasuryCall { treasury });
    assert_eq!(after.entries, before.entries + 5);
    let (entries, auditHead) = (before.entries, before.auditHead);
    assert_eq!(bursar_abi::Treasury { entries, auditHead, ..after }, before);
    for object in &objects {
        send(&world, &acme.guardian, &cancel(&acme, *object));
    }
    // Nor does the thief spend as an agent whose key is his, too.
    send(&world, &acme.guardian, &IVault::freezeTreasuryCall { treasury });
    let thaw = world.send(&acme.owner, &IVault::thawTreasuryCall { treasury });
    assert!(only_asked(&world, &thaw));
    let denied = world.pay(&acme, 1).denied();
    assert_eq!(denied.reason, bursar_policy::Denial::TreasuryFrozen.code());
    world.now += u64::from(DELAY);
    for call in &calls {
        let outcome = world.send_raw(&acme.owner, call.clone());
        assert!(only_asked(&world, &outcome), "what was called off has to be asked for anew");
    }
    assert_eq!(world.token_balance(thief), 0);
    assert_eq!(world.treasury_balance(treasury), FUNDS);
}

#[test]
fn thief_with_the_owner_key_saves_no_time_by_calling_off_his_own_withdrawal() {
    let (mut world, acme) = slow();
    let thief = place("thief");
    let drain = withdraw(&acme, thief, FUNDS);
    let first = asked(&world, &world.send(&acme.owner, &drain));
    send(&world, &acme.owner, &cancel(&acme, first.object));
    let again = asked(&world, &world.send(&acme.owner, &drain));
    assert!(again.firm);
    assert_eq!(again.readyAt, first.readyAt + u64::from(DELAY));
    world.now = first.readyAt;
    let failure = world.send(&acme.owner, &drain).failure();
    assert_eq!(failure, IVault::EditWaiting { readyAt: again.readyAt }.into());
    assert_eq!(world.token_balance(thief), 0);
}

#[test]
fn owner_calls_off_even_what_guardians_may_not() {
    let (world, acme) = slow();
    send(&world, &acme.owner, &set_roles(&acme, acme.guardian.address, 0));
    let object = roles_object(acme.id, acme.guardian.address);
    send(&world, &acme.owner, &cancel(&acme, object));
    let told = pending(&world, acme.id, object);
    assert_eq!((told.readyAt, told.firm, told.cancelled), (0, false, true));
    let failure = world.send(&acme.owner, &cancel(&acme, object)).failure();
    assert_eq!(failure, IVault::EditUnknown { object }.into());
}

#[test]
fn admins_and_strangers_call_nothing_off() {
    let (world, acme) = slow();
    send(&world, &acme.owner, &set_roles(&acme, place("friend"), GUARDIAN | ADMIN));
    let object = roles_object(acme.id, place("friend"));
    for party in [&acme.admin, &acme.agent, &Party::named("stranger")] {
        let (treasury, account) = (acme.id, party.address);
        let refused = Failure::from(IVault::Unauthorized { treasury, account });
        assert_eq!(world.send(party, &cancel(&acme, object)).failure(), refused);
    }
    assert_ne!(pending(&world, acme.id, object).readyAt, 0);
}

#[test]
fn guardian_of_one_treasury_calls_off_nothing_of_another() {
    let (mut world, acme) = slow();
    let other = world.tenant("other", plain());
    send(&world, &acme.admin, &raise(&acme, usdc(900)));
    let object = agent_object(acme.agent.address);
    let failure = world.send(&other.guardian, &cancel(&other, object)).failure();
    assert_eq!(failure, IVault::EditUnknown { object }.into());
    assert_ne!(pending(&world, acme.id, object).readyAt, 0);
}

#[test]
fn treasury_that_asks_for_a_key_does_not_stand_in_anothers_way() {
    let (mut world, acme) = slow();
    let other = world.tenant("other", plain());
    set_delay(&world, &other, 2 * DELAY);
    let key = Party::named("newcomer");
    let mut add = |tenant: &Tenant| {
        let (salt, deadline) = (world.unique(), world.now + 10 * u64::from(DELAY));
        let consent = signing::consent(&key, tenant.id, salt, deadline, &world.domain());
        let (treasury, agent) = (tenant.id, key.address);
        IVault::addAgentCall { treasury, agent, policy: plain(), consent }
    };
    let (ours, theirs) = (add(&acme), add(&other));
    send(&world, &acme.admin, &ours);
    send(&world, &other.admin, &theirs);
    world.now += u64::from(DELAY);
    assert_eq!(send(&world, &acme.admin, &ours), ["AgentAdded", "AuditHead"]);
    world.now += u64::from(DELAY);
    let (agent, treasury) = (key.address, acme.id);
    let bound = IVault::AgentBound { agent, treasury };
    assert_eq!(world.send(&other.admin, &theirs).failure(), bound.into());
}

#[test]
fn consent_that_runs_out_while_the_agent_waits_does_not_bind_it() {
    let (mut world, acme) = slow();
    let key = Party::named("newcomer");
    let (salt, deadline) = (world.unique(), world.now + u64::from(DELAY) - 1);
    let consent = signing::consent(&key, acme.id, salt, deadline, &world.domain());
    let (treasury, agent) = (acme.id, key.address);
    let add = IVault::addAgentCall { treasury, agent, policy: plain(), consent };
    send(&world, &acme.admin, &add);
    world.now += u64::from(DELAY);
    let expired = IVault::ConsentExpired { deadline, now: world.now };
    assert_eq!(world.send(&acme.admin, &add).failure(), expired.into());
    assert!(!world.view(&IVault::agentCall { agent }).live);
}

#[test]
fn freeze_does_not_stop_a_withdrawal_whose_time_has_come() {
    let (mut world, acme) = slow();
    let home = withdraw(&acme, place("bank"), usdc(10));
    send(&world, &acme.owner, &home);
    let treasury = acme.id;
    send(&world, &acme.guardian, &IVault::freezeTreasuryCall { treasury });
    world.now += u64::from(DELAY);
    send(&world, &acme.owner, &home);
    assert_eq!(world.token_balance(place("bank")), usdc(10));
    // Once: the next one waits again.
    assert!(only_asked(&world, &world.send(&acme.owner, &home)));
}

#[test]
fn withdrawal_that_waits_goes_where_it_was_asked_to() {
    let (mut world, acme) = slow();
    send(&world, &acme.owner, &withdraw(&acme, place("bank"), 10));
    world.now += u64::from(DELAY);
    for other in [withdraw(&acme, place("thief"), 10), withdraw(&acme, place("bank"), 11)] {
        assert!(only_asked(&world, &world.send(&acme.owner, &other)));
    }
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
}

#[test]
fn what_waited_before_the_delay_was_taken_away_does_not_come_back_with_it() {
    let (mut world, acme) = slow();
    let treasury = acme.id;
    send(&world, &acme.admin, &raise(&acme, usdc(900)));
    let limits = TreasuryLimits { delay: 0, ..world.limits(treasury) };
    let hurry = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion: u32::MAX };
    send(&world, &acme.owner, &hurry);
    world.now += u64::from(DELAY);
    send(&world, &acme.owner, &hurry);
    // Without a delay nothing waits; what tightens voids all the same.
    send(&world, &acme.guardian, &IVault::freezeAgentCall { agent: acme.agent.address });
    set_delay(&world, &acme, DELAY);
    assert!(only_asked(&world, &world.send(&acme.admin, &raise(&acme, usdc(900)))));
}

#[test]
fn admin_changes_every_limit_of_the_treasury_but_its_delay() {
    let (world, acme) = slow();
    send(&world, &acme.admin, &validity(&world, &acme, 60));
    let (treasury, account) = (acme.id, acme.admin.address);
    let refused = Failure::from(IVault::Unauthorized { treasury, account });
    for delay in [0, DELAY - 1, DELAY + 1] {
        let limits = TreasuryLimits { delay, ..world.limits(treasury) };
        let call = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion: u32::MAX };
        assert_eq!(world.send(&acme.admin, &call).failure(), refused);
    }
}

#[test]
fn treasury_is_created_with_its_delay_and_with_none_over_thirty_days() {
    let mut world = World::new();
    let owner = Party::named("owner");
    let longest = 30 * 86_400;
    let create = IVault::createTreasuryCall { salt: world.unique(), delay: longest };
    let treasury = world.send(&owner, &create).ok();
    let told = world.view(&IVault::treasuryCall { treasury });
    assert_eq!((told.limits.delay, told.limits.settlersOnly), (longest, false));
    let account = place("friend");
    let give = IVault::setRolesCall { treasury, account, roles: ADMIN, expectedVersion: 0 };
    assert!(only_asked(&world, &world.send(&owner, &give)));
    let create = IVault::createTreasuryCall { salt: world.unique(), delay: longest + 1 };
    let fault = bursar_policy::PolicyFault::Delay.code();
    assert_eq!(world.send(&owner, &create).failure(), IVault::PolicyInvalid { fault }.into());
}

#[test]
fn request_is_refused_for_whatever_would_refuse_the_edit() {
    let (world, acme) = slow();
    let agent = acme.agent.address;
    let malformed = Policy { vendors: 9, ..policy() };
    let stale = IVault::setPolicyCall { expectedVersion: 0, ..raise(&acme, usdc(900)) };
    let invalid = IVault::setPolicyCall { policy: malformed, ..raise(&acme, 0) };
    let actual = world.agent_version(agent);
    let failure = world.send(&acme.admin, &stale).failure();
    assert_eq!(failure, IVault::VersionMismatch { expected: 0, actual }.into());
    let fault = bursar_policy::PolicyFault::VendorMode.code();
    let failure = world.send(&acme.admin, &invalid).failure();
    assert_eq!(failure, IVault::PolicyInvalid { fault }.into());
    assert_eq!(pending(&world, acme.id, agent_object(agent)).readyAt, 0);
    assert_eq!(pending(&world, acme.id, treasury_object(acme.id)).readyAt, 0);
}

#[test]
fn call_that_is_logged_does_what_was_asked_for_whatever_came_behind_its_arguments() {
    let (mut world, acme) = slow();
    let call = [raise(&acme, usdc(200)).abi_encode(), b"a suffix".to_vec()].concat();
    let outcome = world.send_raw(&acme.admin, call);
    let asked = asked(&world, &outcome);
    world.now = asked.readyAt;
    world.send_raw(&acme.admin, asked.call.to_vec()).ok();
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!(agent.policy.paymentCap, usdc(200));
    let slot = slots::of_two(slots::PENDING, acme.id, agent_object(acme.agent.address));
    assert!(world.slot(slot).is_zero());
}
