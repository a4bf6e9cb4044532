//! Sub-agents on the deployed programs: what they spend counts for everybody above, and whatever ends a
//! delegation ends all below.

use alloy::primitives::{Bytes, U256};
use bursar_abi::{Delegation, IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::{Denial as Denied, Failure},
    parties::Party,
    signing,
    tenant::{
        ANY_VENDOR, DELEGATION, OWN_LIST, SHARED_LIST, Tenant, delegating, plain, seconds, usdc,
    },
    world::World,
};
use bursar_policy::{
    Denial::{AgentFrozen, AgentUnknown, DelegationEnded, PaymentCap, PeriodCap, VendorNotListed},
    PolicyFault,
    batch::Verdict,
};

/// The root and everybody below it, in turn.
struct Family {
    world: World,
    acme: Tenant,
    members: Vec<Party>,
}

/// A policy over anyone, with a cap per day, that may delegate so deep.
fn daily(cap: u64, depth: u8) -> Policy {
    Policy {
        periodCap: usdc(cap),
        period: seconds(86_400, 0),
        vendors: ANY_VENDOR,
        ..delegating(depth)
    }
}

/// Generations with these caps per day, the root first.
fn family(caps: &[u64]) -> Family {
    let mut world = World::new();
    let depth = |generation: usize| u8::try_from(caps.len() - 1 - generation).unwrap();
    let acme = world.tenant("acme", daily(caps[0], depth(0)));
    let mut members = vec![acme.agent.clone()];
    for (generation, cap) in caps.iter().enumerate().skip(1) {
        let parent = members.last().unwrap().clone();
        let name = format!("generation {generation}");
        members.push(world.delegate(&parent, &name, daily(*cap, depth(generation))));
    }
    Family { world, acme, members }
}

impl Family {
    /// The tenant with this generation as its agent.
    fn tenant(&self, generation: usize) -> Tenant {
        Tenant { agent: self.members[generation].clone(), ..self.acme.clone() }
    }

    fn pay(&mut self, generation: usize, value: u64) -> Result<(), Denied> {
        let tenant = self.tenant(generation);
        let outcome = self.world.pay(&tenant, usdc(value));
        if outcome.result.is_ok() { Ok(()) } else { Err(outcome.denied()) }
    }

    fn lifetimes(&self) -> Vec<u64> {
        let lifetime = |member: &Party| {
            self.world.view(&IVault::agentCall { agent: member.address }).lifetime / usdc(1)
        };
        self.members.iter().map(lifetime).collect()
    }

    fn revoke(&self, by: &Party, generation: usize) {
        let agent = self.members[generation].address;
        self.world.send(by, &IVault::revokeDelegationsCall { agent }).ok();
    }

    fn remove(&self, by: &Party, generation: usize) {
        let agent = self.members[generation].address;
        self.world.send(by, &IVault::removeAgentCall { agent }).ok();
    }

    /// Who of the family could pay one USDC now, by the view.
    fn able(&self) -> Vec<bool> {
        let able = |member: &Party| {
            let call = IVault::checkCall {
                agent: member.address,
                vendor: self.acme.vendor,
                value: U256::from(usdc(1)),
            };
            self.world.view(&call).reason == 0
        };
        self.members.iter().map(able).collect()
    }
}

fn ended(value: u64) -> Denied {
    Denied::new(DelegationEnded, usdc(value), 0)
}

#[test]
fn payment_of_a_sub_agent_four_generations_deep_is_charged_to_everybody_above() {
    let mut family = family(&[90, 80, 70, 60, 50]);
    let before = family.world.treasury_balance(family.acme.id);
    family.pay(4, 10).unwrap();
    family.pay(2, 5).unwrap();
    assert_eq!(family.lifetimes(), [15, 15, 15, 10, 10]);
    assert_eq!(family.world.treasury_balance(family.acme.id), before - usdc(15));
    assert_eq!(family.world.token_balance(family.acme.vendor), usdc(15));
}

#[test]
fn views_show_every_generation_and_the_least_of_what_they_leave() {
    let mut family = family(&[90, 80, 70]);
    family.pay(0, 30).unwrap();
    let (agent, vendor) = (family.members[2].address, family.acme.vendor);
    let call = IVault::checkCall { agent, vendor, value: U256::from(usdc(61)) };
    let told = family.world.view(&call);
    let rooms: Vec<_> = told.agents.iter().map(|room| (room.agent, room.period)).collect();
    let expected = [(2, 70), (1, 80), (0, 60)];
    assert_eq!(rooms, expected.map(|(at, cap)| (family.members[at].address, usdc(cap))));
    assert_eq!(told.reason, PeriodCap as u8);
    let spendable = family.world.view(&IVault::balanceOfCall { agent });
    assert_eq!(spendable, U256::from(usdc(60)));
    let parents: Vec<_> = family
        .members
        .iter()
        .map(|member| family.world.view(&IVault::agentCall { agent: member.address }).parent)
        .collect();
    let [root, child, _] = [0, 1, 2].map(|at| family.members[at].address);
    assert_eq!(parents, [alloy::primitives::Address::ZERO, root, child]);
}

#[test]
fn union_is_never_taken_for_an_intersection_across_a_chain() {
    let mut world = World::new();
    // The parent may pay its own list only, and no more than 50 at once; the child anyone on the
    // shared list, and no more than 20.
    let own = Policy { vendors: OWN_LIST, paymentCap: usdc(50), ..delegating(1) };
    let acme = world.tenant("acme", own);
    let shared = Policy { vendors: SHARED_LIST, paymentCap: usdc(20), ..plain() };
    let child = world.delegate(&acme.agent, "child", shared);
    let child = Tenant { agent: child, ..acme.clone() };
    let denied = |world: &mut World, value| world.pay(&child, usdc(value)).denied();
    let unlisted = Denied::new(VendorNotListed, usdc(1), 0);
    assert_eq!(denied(&mut world, 1), unlisted, "on the parent's list only");
    world.list_shared(&acme, &VendorEntry::default());
    world.pay(&child, usdc(20)).ok();
    assert_eq!(denied(&mut world, 21), Denied::new(PaymentCap, usdc(21), usdc(20)));
    let (agent, vendor) = (acme.agent.address, acme.vendor);
    world.send(&acme.owner, &IVault::removeVendorCall { agent, vendor }).ok();
    assert_eq!(denied(&mut world, 1), unlisted, "on the child's list only");
}

#[test]
fn payment_is_denied_when_siblings_have_used_up_what_their_parent_may_spend() {
    let mut family = family(&[90, 40, 30]);
    let cousin = family.world.delegate(&family.members[1].clone(), "cousin", daily(35, 0));
    family.members.push(cousin);
    family.pay(2, 25).unwrap();
    assert_eq!(family.pay(3, 16), Err(Denied::new(PeriodCap, usdc(16), usdc(15))));
    family.pay(3, 15).unwrap();
    assert_eq!(family.pay(2, 1), Err(Denied::new(PeriodCap, usdc(1), 0)));
    family.pay(0, 50).unwrap();
    assert_eq!(family.lifetimes(), [90, 40, 25, 15]);
}

#[test]
fn batch_of_siblings_and_their_parent_counts_all_of_them_in_one_state() {
    let mut family = family(&[90, 40, 30]);
    let cousin = family.world.delegate(&family.members[1].clone(), "cousin", daily(35, 0));
    family.members.push(cousin);
    let draws = [(2, 25), (3, 16), (3, 15), (1, 1), (0, 51), (0, 50), (2, 1)];
    let items = draws.map(|(generation, value)| {
        let tenant = family.tenant(generation);
        family.world.item(&tenant, usdc(value))
    });
    let verdicts = family.world.settle_batch(&items).ok();
    let full = Verdict::Denied(PeriodCap);
    let settled = Verdict::Settled;
    assert_eq!(verdicts, [settled, full, settled, full, full, settled, full]);
    assert_eq!(family.lifetimes(), [90, 40, 25, 15]);
}

#[test]
fn revoking_ends_everybody_below_at_once_and_for_good() {
    let mut family = family(&[90, 80, 70, 60]);
    let guardian = family.acme.guardian.clone();
    family.revoke(&guardian, 1);
    assert_eq!(family.able(), [true, true, false, false]);
    assert_eq!(family.pay(2, 1), Err(ended(1)));
    assert_eq!(family.pay(3, 1), Err(ended(1)));
    let agent = family.members[3].address;
    assert_eq!(family.world.view(&IVault::balanceOfCall { agent }), U256::ZERO);
    // What the parent grants afterwards holds, and revives nothing of before.
    let parent = family.members[1].clone();
    let later = family.world.delegate(&parent, "later", daily(10, 0));
    family.members.push(later);
    assert_eq!(family.able(), [true, true, false, false, true]);
}

#[test]
fn removed_parent_that_is_added_again_revives_no_child() {
    let mut family = family(&[90, 80, 70]);
    let owner = family.acme.owner.clone();
    family.remove(&owner, 0);
    assert_eq!(family.pay(0, 1), Err(Denied::new(AgentUnknown, usdc(1), 0)));
    assert_eq!(family.pay(1, 1), Err(ended(1)));
    let acme = family.acme.clone();
    family.world.join(&acme, "acme's agent", daily(90, 2));
    assert_eq!(family.able(), [true, false, false]);
    // The child comes back by a new grant; what it granted before stays dead too.
    family.remove(&owner, 1);
    let root = family.members[0].clone();
    family.world.delegate(&root, "generation 1", daily(80, 1));
    assert_eq!(family.able(), [true, true, false]);
}

#[test]
fn frozen_ancestor_stops_everybody_below_until_it_is_thawed() {
    let mut family = family(&[90, 80, 70]);
    let agent = family.members[0].address;
    family.world.send(&family.acme.guardian, &IVault::freezeAgentCall { agent }).ok();
    assert_eq!(family.pay(2, 1), Err(Denied::new(AgentFrozen, usdc(1), 0)));
    assert_eq!(family.able(), [false, false, false]);
    family.world.send(&family.acme.owner, &IVault::thawAgentCall { agent }).ok();
    assert_eq!(family.able(), [true, true, true]);
}

#[test]
fn ancestor_whose_depth_is_lowered_ends_those_beyond_it() {
    let mut family = family(&[90, 80, 70]);
    let acme = family.acme.clone();
    family.world.set_policy(&acme, daily(90, 1)).ok();
    assert_eq!(family.able(), [true, true, false]);
    assert_eq!(family.pay(2, 1), Err(ended(1)));
}

#[test]
fn ancestors_pull_the_brakes_and_nobody_below_or_beside_does() {
    let mut family = family(&[90, 80, 70]);
    let cousin = family.world.delegate(&family.members[0].clone(), "cousin", daily(10, 0));
    let agent = family.members[2].address;
    let refused = |by: &Party| -> Failure {
        IVault::Unauthorized { treasury: family.acme.id, account: by.address }.into()
    };
    for by in [&cousin, &family.members[2]] {
        let outcome = family.world.send(by, &IVault::freezeAgentCall { agent });
        assert_eq!(outcome.failure(), refused(by));
        let outcome = family.world.send(by, &IVault::removeAgentCall { agent });
        assert_eq!(outcome.failure(), refused(by));
        let parent = family.members[1].address;
        let outcome = family.world.send(by, &IVault::revokeDelegationsCall { agent: parent });
        assert_eq!(outcome.failure(), refused(by));
    }
    family.revoke(&family.members[2], 2);
    family.world.send(&family.members[1], &IVault::freezeAgentCall { agent }).ok();
    let outcome = family.world.send(&family.members[1], &IVault::thawAgentCall { agent });
    assert_eq!(outcome.failure(), refused(&family.members[1]));
    family.remove(&family.members[0], 2);
    assert!(!family.world.view(&IVault::agentCall { agent }).live);
}

#[test]
fn parent_writes_its_childs_list_and_a_grandparent_only_takes_off_it() {
    let mut family = family(&[90, 80, 70]);
    let own = Policy { vendors: OWN_LIST, ..daily(10, 0) };
    let child = family.world.delegate(&family.members[1].clone(), "listed", own);
    let (agent, vendor) = (child.address, family.acme.vendor);
    family.members.push(child);
    let set = |expectedVersion| {
        let entry = VendorEntry::default();
        IVault::setVendorCall { agent, vendor, entry, expectedVersion }
    };
    assert_eq!(family.pay(3, 1), Err(Denied::new(VendorNotListed, usdc(1), 0)));
    let account = family.members[0].address;
    let refused = IVault::Unauthorized { treasury: family.acme.id, account };
    let outcome = family.world.send(&family.members[0], &set(1));
    assert_eq!(outcome.failure(), refused.into());
    family.world.send(&family.members[1], &set(1)).ok();
    family.pay(3, 1).unwrap();
    family.world.send(&family.members[0], &IVault::removeVendorCall { agent, vendor }).ok();
    assert_eq!(family.pay(3, 1), Err(Denied::new(VendorNotListed, usdc(1), 0)));
}

/// A root that may delegate, a key that is to spend for it, and what both sign.
fn offer() -> (World, Tenant, Party, Delegation) {
    let mut world = World::new();
    let acme = world.tenant("acme", daily(90, 1));
    let child = Party::named("child");
    let delegation = world.delegation(&acme.agent, &child, daily(50, 0));
    (world, acme, child, delegation)
}

#[test]
fn delegate_passes_without_the_signature_of_who_calls() {
    let (world, acme, child, delegation) = offer();
    let signed = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    for (sender, is_parent) in [(&acme.agent, true), (&child, false)] {
        let mut call = signed.clone();
        *(if is_parent { &mut call.parentSignature } else { &mut call.agentSignature }) =
            Bytes::new();
        let stranger = world.send(&world.relayer, &call);
        let agent = sender.address;
        assert_eq!(stranger.failure(), IVault::ConsentInvalid { agent }.into());
        let snapshot = world.chain.snapshot();
        world.send(sender, &call).ok();
        assert!(world.chain.revert(snapshot));
    }
}

#[test]
fn delegate_reverts_when_a_field_was_altered_after_signing() {
    let (mut world, acme, child, delegation) = offer();
    let signed = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    let altered = [
        Delegation { salt: world.unique(), ..delegation.clone() },
        Delegation { deadline: delegation.deadline + 1, ..delegation.clone() },
        Delegation { generation: delegation.generation + 1, ..delegation.clone() },
        Delegation { policy: daily(51, 0), ..delegation.clone() },
    ];
    for delegation in altered {
        let call = IVault::delegateCall { delegation, ..signed.clone() };
        let agent = acme.agent.address;
        let failure = world.send(&world.relayer, &call).failure();
        assert_eq!(failure, IVault::ConsentInvalid { agent }.into());
    }
    // For another vault of the same code.
    let elsewhere = signing::vault_domain(world.chain_id(), world.factory);
    let call = signing::delegate(&delegation, &acme.agent, &child, &elsewhere);
    assert!(world.send(&world.relayer, &call).result.is_err());
    world.now = delegation.deadline + 1;
    let (deadline, now) = (delegation.deadline, world.now);
    let failure = world.send(&world.relayer, &signed).failure();
    assert_eq!(failure, IVault::ConsentExpired { deadline, now }.into());
}

#[test]
fn old_grant_used_again_reverts_even_after_removal() {
    let (world, acme, child, delegation) = offer();
    let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    world.send(&world.relayer, &call).ok();
    let salt = delegation.salt;
    let used: Failure = IVault::SaltUsed { agent: acme.agent.address, salt }.into();
    assert_eq!(world.send(&world.relayer, &call).failure(), used);
    world.send(&acme.owner, &IVault::removeAgentCall { agent: child.address }).ok();
    assert_eq!(world.send(&world.relayer, &call).failure(), used);
}

#[test]
fn delegate_reverts_when_it_was_signed_before_the_parent_revoked_or_was_removed() {
    let (mut world, acme, child, early) = offer();
    let call = signing::delegate(&early, &acme.agent, &child, &world.domain());
    let parent = acme.agent.address;
    let ended: Failure = IVault::DelegationEnded { parent }.into();
    world.send(&acme.agent, &IVault::revokeDelegationsCall { agent: parent }).ok();
    assert_eq!(world.send(&world.relayer, &call).failure(), ended);
    let revoked = world.delegation(&acme.agent, &child, daily(50, 0));
    world.send(&acme.guardian, &IVault::removeAgentCall { agent: parent }).ok();
    world.join(&acme, "acme's agent", daily(90, 1));
    let call = signing::delegate(&revoked, &acme.agent, &child, &world.domain());
    assert_eq!(world.send(&world.relayer, &call).failure(), ended);
    // Signed now, it passes.
    world.delegate(&acme.agent, "child", daily(50, 0));
}

#[test]
fn delegate_passes_at_once_and_voids_what_waits_for_the_receiver_when_there_is_a_delay() {
    let (mut world, acme, child, delegation) = offer();
    world.set_limits(&acme, TreasuryLimits { delay: 60, ..world.limits(acme.id) });
    let consent = world.consent(&child, acme.id);
    let (treasury, agent) = (acme.id, child.address);
    let add = IVault::addAgentCall { treasury, agent, policy: daily(900, 4), consent };
    let asked: Vec<IVault::EditRequested> = world.send(&acme.owner, &add).find(world.vault);
    let waits = IVault::pendingEditCall { treasury, object: asked[0].object };
    assert_eq!(world.view(&waits).readyAt, world.now + 60);
    let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    world.send(&world.relayer, &call).ok();
    assert_eq!(world.view(&waits).readyAt, 0);
    let child = Tenant { agent: child, ..acme };
    world.pay(&child, usdc(50)).ok();
}

#[test]
fn one_grant_or_key_never_serves_two_treasuries() {
    let (mut world, acme, child, delegation) = offer();
    let rival = world.tenant("rival", daily(90, 1));
    let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    world.send(&world.relayer, &call).ok();
    let treasury = acme.id;
    for is_removed in [false, true] {
        if is_removed {
            world.send(&acme.owner, &IVault::removeAgentCall { agent: child.address }).ok();
        }
        let other = world.delegation(&rival.agent, &child, daily(50, 0));
        let call = signing::delegate(&other, &rival.agent, &child, &world.domain());
        let bound = IVault::AgentBound { agent: child.address, treasury };
        assert_eq!(world.send(&world.relayer, &call).failure(), bound.into());
    }
}

#[test]
fn nobody_becomes_its_own_ancestor() {
    let mut family = family(&[90, 80, 70]);
    let [root, child, last] = [0, 1, 2].map(|at| family.members[at].clone());
    for receiver in [&root, &child] {
        let circle = family.world.delegation(&child, receiver, daily(10, 0));
        let call = signing::delegate(&circle, &child, receiver, &family.world.domain());
        let bound = IVault::AgentBound { agent: receiver.address, treasury: family.acme.id };
        assert_eq!(family.world.send(&family.world.relayer, &call).failure(), bound.into());
    }
    // The last generation may not delegate at all.
    let next = Party::named("next");
    let deeper = family.world.delegation(&last, &next, daily(10, 0));
    let call = signing::delegate(&deeper, &last, &next, &family.world.domain());
    let fault = PolicyFault::AboveParentDepth.code();
    assert_eq!(
        family.world.send(&family.world.relayer, &call).failure(),
        IVault::PolicyInvalid { fault }.into()
    );
}

#[test]
fn grants_and_edits_revert_when_they_reach_beyond_the_parents_policy() {
    let (mut world, acme, child, _) = offer();
    let beyond = [
        (daily(91, 0), PolicyFault::AboveParentPeriod),
        (daily(90, 1), PolicyFault::AboveParentDepth),
        (Policy { paymentCap: usdc(101), ..daily(90, 0) }, PolicyFault::AboveParentPayment),
    ];
    let refused = |fault: PolicyFault| IVault::PolicyInvalid { fault: fault.code() }.into();
    for (policy, fault) in beyond.clone() {
        let delegation = world.delegation(&acme.agent, &child, policy);
        let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
        assert_eq!(world.send(&world.relayer, &call).failure(), refused(fault));
    }
    world.delegate(&acme.agent, "child", daily(50, 0));
    let below = Tenant { agent: child, ..acme.clone() };
    for (policy, fault) in beyond {
        assert_eq!(world.set_policy(&below, policy).failure(), refused(fault));
    }
    world.set_policy(&below, daily(90, 0)).ok();
    let agent = below.agent.address;
    assert_eq!(world.view(&IVault::agentCall { agent }).parent, acme.agent.address);
    // Nobody makes itself a sub-agent, or none, by writing a policy.
    let parent = Policy { limits: DELEGATION | 32, ..daily(90, 0) };
    assert_eq!(world.set_policy(&below, parent).failure(), refused(PolicyFault::LimitUnknown));
}
