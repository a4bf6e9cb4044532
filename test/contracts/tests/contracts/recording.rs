//! `recordDenials` and the breaker, on the deployed programs.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolStruct as _,
};
use bursar_abi::{IVault, Policy, TreasuryLimits};
use bursar_contract_tests::{
    batch::batch,
    outcome::Failure,
    parties::{Party, place},
    signing::{self, TransferWithAuthorization, sequenced},
    slots,
    tenant::{
        APPROVER, BREAKER, DELEGATION, FUNDS, REPORTER, SCHEDULE, THRESHOLD, Tenant, plain,
        seconds, usdc,
    },
    world::World,
};
use bursar_policy::{
    AuthorizationFault, Denial,
    batch::{
        Approval, Item,
        Report::{Fault, LivesTooLong, NotReporter, Payable, Recorded, Unrecordable},
        Verdict,
    },
};

const USED: Verdict = Verdict::Fault(AuthorizationFault::Used);

/// Three denials within ten minutes freeze the agent.
fn fused() -> Policy {
    Policy { limits: BREAKER, breakerCount: 3, breakerWindow: 600, ..plain() }
}

fn fresh(policy: Policy) -> (World, Tenant, Party) {
    let mut world = World::new();
    let acme = world.tenant("acme", policy);
    let reporter = world.appoint(&acme, "acme's reporter", REPORTER);
    (world, acme, reporter)
}

/// A message of the agent that breaks its payment cap.
fn beyond(world: &mut World, tenant: &Tenant) -> Item<'static> {
    world.item(tenant, usdc(101))
}

fn to_stranger(world: &mut World, tenant: &Tenant) -> Item<'static> {
    let message = world.authorization(tenant, usdc(1));
    let message = TransferWithAuthorization { to: place("a stranger"), ..message };
    world.sign_item(&tenant.agent, &message)
}

fn is_frozen(world: &World, agent: Address) -> bool {
    world.view(&IVault::agentCall { agent }).frozen
}

#[track_caller]
fn assert_audited(world: &World, treasury: u64) {
    let entries = world.audit_entries(treasury);
    assert_eq!(world.audit_head_of(treasury, &entries), world.audit_head(treasury));
    let state = world.slot(slots::of(slots::TREASURY_STATE, treasury));
    assert_eq!(slots::bits(state, 64, 64), entries.len() as u64);
}

#[test]
fn record_denials_uses_the_nonce_up_and_extends_the_audit_chain() {
    let (mut world, acme, reporter) = fresh(plain());
    let items = [beyond(&mut world, &acme), to_stranger(&mut world, &acme)];
    let outcome = world.record_denials(&reporter, &items);
    assert_eq!(outcome.event_names(world.vault), ["DenialRecorded", "DenialRecorded", "AuditHead"]);
    let events = outcome.find::<IVault::DenialRecorded>(world.vault);
    let first = &events[0];
    let told = (first.treasury, first.agent, first.vendor, first.value, first.nonce, first.reason);
    let [item, _] = items;
    let value = U256::from(item.value);
    assert_eq!(told, (acme.id, item.agent, item.vendor, value, item.nonce, 5));
    assert_eq!(outcome.ok(), [Recorded(Denial::PaymentCap), Recorded(Denial::VendorNotListed)]);
    assert_audited(&world, acme.id);

    let used = [Fault(AuthorizationFault::Used); 2];
    assert_eq!(world.record_denials(&reporter, &items).ok(), used);
    world.set_policy(&acme, Policy { paymentCap: usdc(500), ..plain() }).ok();
    assert_eq!(world.settle_batch(&items[..1]).ok(), [USED]);
    assert!(items.iter().all(|item| world.is_used(item.agent, item.nonce)));
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
}

#[test]
fn record_denials_leaves_what_is_payable_for_a_settlement() {
    let (mut world, acme, reporter) = fresh(fused());
    let item = world.item(&acme, usdc(1));
    let outcome = world.record_denials(&reporter, &[item]);
    assert_eq!(outcome.logs.len(), 0);
    assert_eq!(outcome.ok(), [Payable]);
    assert_eq!(world.settle_batch(&[item]).ok(), [Verdict::Settled]);
}

#[test]
fn record_denials_is_the_reporters_alone() {
    let (mut world, acme, reporter) = fresh(fused());
    let item = beyond(&mut world, &acme);
    for other in [&acme.owner, &acme.admin, &acme.guardian, &acme.agent, &world.relayer.clone()] {
        let outcome = world.record_denials(other, &[item]);
        assert_eq!(outcome.logs.len(), 0);
        assert_eq!(outcome.ok(), [NotReporter]);
    }
    assert_eq!(world.record_denials(&reporter, &[item]).ok(), [Recorded(Denial::PaymentCap)]);
}

#[test]
fn reporter_of_one_treasury_is_a_stranger_in_another() {
    let (mut world, acme, reporter) = fresh(fused());
    let beta = world.tenant("beta", fused());
    let other = world.appoint(&beta, "beta's reporter", REPORTER);
    let items = [&acme, &beta, &acme].map(|tenant| beyond(&mut world, tenant));
    let recorded = Recorded(Denial::PaymentCap);
    assert_eq!(world.record_denials(&reporter, &items).ok(), [recorded, NotReporter, recorded]);
    let used = Fault(AuthorizationFault::Used);
    // Of a treasury whose reporter does not ask nothing is told, not even that a nonce is used.
    assert_eq!(world.record_denials(&other, &items).ok(), [NotReporter, recorded, NotReporter]);
    assert_eq!(world.record_denials(&other, &items[1..2]).ok(), [used]);
    assert_audited(&world, acme.id);
    assert_audited(&world, beta.id);
}

#[test]
fn record_denials_of_two_treasuries_by_one_reporter_extends_both_chains() {
    let (mut world, acme, reporter) = fresh(fused());
    let beta = world.tenant("beta", fused());
    world.give(&beta, reporter.address, REPORTER);
    let items = [&acme, &beta, &beta, &acme].map(|tenant| beyond(&mut world, tenant));
    let recorded = world.record_denials(&reporter, &items).ok();
    assert_eq!(recorded, [Recorded(Denial::PaymentCap); 4]);
    assert_audited(&world, acme.id);
    assert_audited(&world, beta.id);
}

#[test]
fn record_denials_tells_what_is_no_denial_and_leaves_no_trace() {
    let (mut world, acme, reporter) = fresh(fused());
    let message = world.authorization(&acme, usdc(101));
    let now = U256::from(world.now);
    let by = |message: TransferWithAuthorization| world.sign_item(&acme.agent, &message);
    let items = [
        by(TransferWithAuthorization { validBefore: now, ..message.clone() }),
        by(TransferWithAuthorization { validAfter: now, ..message.clone() }),
        by(TransferWithAuthorization { to: world.vault, ..message.clone() }),
        by(TransferWithAuthorization { value: U256::ZERO, ..message.clone() }),
        world.sign_item(&acme.owner, &message),
    ];
    let outcome = world.record_denials(&reporter, &items);
    assert_eq!(outcome.logs.len(), 0);
    let expected = [
        Fault(AuthorizationFault::Expired),
        Fault(AuthorizationFault::NotYetValid),
        Unrecordable,
        Unrecordable,
        Fault(AuthorizationFault::InvalidSignature),
    ];
    assert_eq!(outcome.ok(), expected);
    assert!(!world.is_used(acme.agent.address, message.nonce));
}

/// No nonce on record is remembered for longer than a payment's, whatever somebody signs.
#[test]
fn record_denials_leaves_what_lives_too_long_until_it_does_not() {
    let (mut world, acme, reporter) = fresh(fused());
    let longest = u64::from(world.limits(acme.id).longestValidity);
    let message = world.authorization(&acme, usdc(101));
    let items = [world.now + longest + 1, u64::MAX].map(|until| {
        let validBefore = U256::from(until);
        let message = TransferWithAuthorization { validBefore, ..message.clone() };
        world.sign_item(&acme.agent, &message)
    });
    let outcome = world.record_denials(&reporter, &items);
    assert_eq!(outcome.logs.len(), 0);
    assert_eq!(outcome.ok(), [LivesTooLong; 2]);
    assert!(!world.is_used(acme.agent.address, message.nonce));
    world.now += 1;
    let recorded = world.record_denials(&reporter, &items[..1]).ok();
    assert_eq!(recorded, [Recorded(Denial::PaymentCap)]);
    assert_audited(&world, acme.id);
}

#[test]
fn sequenced_nonces_are_used_up_by_a_recorded_denial_too() {
    let (mut world, acme, reporter) = fresh(plain());
    let nonce = sequenced(3, 300);
    let message = TransferWithAuthorization { nonce, ..world.authorization(&acme, usdc(101)) };
    let item = world.sign_item(&acme.agent, &message);
    assert_eq!(world.record_denials(&reporter, &[item]).ok(), [Recorded(Denial::PaymentCap)]);
    assert!(world.is_used(acme.agent.address, nonce));
    let again = world.record_denials(&reporter, &[item]).ok();
    assert_eq!(again, [Fault(AuthorizationFault::Used)]);
}

#[test]
fn breaker_freezes_the_agent_at_the_last_denial_of_its_window() {
    let (mut world, acme, reporter) = fresh(fused());
    let agent = acme.agent.address;
    for denials in 1..3 {
        let item = beyond(&mut world, &acme);
        world.record_denials(&reporter, &[item]).ok();
        let told = world.view(&IVault::agentCall { agent });
        assert_eq!((told.denials, told.frozen, told.tripped), (denials, false, false));
    }
    world.now += 599;
    let item = to_stranger(&mut world, &acme);
    let outcome = world.record_denials(&reporter, &[item]);
    let events = outcome.event_names(world.vault);
    assert_eq!(events, ["DenialRecorded", "BreakerTripped", "AuditHead"]);
    let told = world.view(&IVault::agentCall { agent });
    assert_eq!((told.denials, told.frozen, told.tripped), (3, true, true));
    let item = world.item(&acme, usdc(1));
    assert_eq!(world.settle_batch(&[item]).ok(), [Verdict::Denied(Denial::AgentFrozen)]);
    assert_audited(&world, acme.id);
}

#[test]
fn breaker_begins_anew_when_its_window_is_over() {
    let (mut world, acme, reporter) = fresh(fused());
    for _ in 0..2 {
        let item = beyond(&mut world, &acme);
        world.record_denials(&reporter, &[item]).ok();
    }
    world.now += 600;
    let items = [beyond(&mut world, &acme), beyond(&mut world, &acme)];
    world.record_denials(&reporter, &items).ok();
    assert!(!is_frozen(&world, acme.agent.address));
}

#[test]
fn guardian_thaws_what_the_breaker_froze_and_nothing_that_somebody_froze() {
    let (mut world, acme, reporter) = fresh(fused());
    let agent = acme.agent.address;
    let items = [(); 3].map(|()| beyond(&mut world, &acme));
    world.record_denials(&reporter, &items).ok();
    assert!(is_frozen(&world, agent));
    world.send(&acme.guardian, &IVault::thawAgentCall { agent }).ok();
    let told = world.view(&IVault::agentCall { agent });
    assert_eq!((told.denials, told.frozen, told.tripped), (0, false, false));

    let items = [(); 3].map(|()| beyond(&mut world, &acme));
    world.record_denials(&reporter, &items).ok();
    world.send(&acme.admin, &IVault::freezeAgentCall { agent }).ok();
    let refused = world.send(&acme.guardian, &IVault::thawAgentCall { agent }).failure();
    let account = acme.guardian.address;
    assert_eq!(refused, Failure::from(IVault::Unauthorized { treasury: acme.id, account }));
    world.send(&acme.admin, &IVault::thawAgentCall { agent }).ok();
    assert!(!is_frozen(&world, agent));
    assert_audited(&world, acme.id);
}

#[test]
fn thaw_of_what_the_breaker_froze_waits_out_the_delay_whoever_asks() {
    let (mut world, acme, reporter) = fresh(fused());
    world.set_limits(&acme, TreasuryLimits { delay: 60, ..world.limits(acme.id) });
    let agent = acme.agent.address;
    let items = [(); 3].map(|()| beyond(&mut world, &acme));
    world.record_denials(&reporter, &items).ok();
    let thaw = IVault::thawAgentCall { agent };
    for by in [&acme.guardian, &acme.admin] {
        let snapshot = world.chain.snapshot();
        let asked = world.send(by, &thaw);
        assert_eq!(asked.event_names(world.vault), ["EditRequested", "AuditHead"]);
        assert!(is_frozen(&world, agent));
        world.now += 60;
        let done = world.send(by, &thaw);
        assert_eq!(done.event_names(world.vault), ["AgentThawed", "AuditHead"]);
        assert!(!is_frozen(&world, agent));
        assert!(world.chain.revert(snapshot));
        world.now -= 60;
    }
}

#[test]
fn edit_that_waits_for_the_agent_is_voided_when_its_breaker_trips() {
    let (mut world, acme, reporter) = fresh(fused());
    world.set_limits(&acme, TreasuryLimits { delay: 60, ..world.limits(acme.id) });
    let looser = Policy { paymentCap: usdc(200), ..fused() };
    world.set_policy(&acme, looser.clone()).ok();
    let items = [(); 3].map(|()| beyond(&mut world, &acme));
    world.record_denials(&reporter, &items).ok();
    world.now += 60;
    // What would have been the deed is asked for anew.
    let outcome = world.set_policy(&acme, looser);
    assert_eq!(outcome.event_names(world.vault), ["EditRequested", "AuditHead"]);
    assert_audited(&world, acme.id);
}

/// The agent is not frozen, and nothing counts towards it.
#[track_caller]
fn assert_nothing_counted(world: &World, tenant: &Tenant) {
    let told = world.view(&IVault::agentCall { agent: tenant.agent.address });
    assert_eq!((told.denials, told.frozen), (0, false));
}

#[test]
fn what_a_stranger_had_paid_first_is_recorded_as_nothing_and_never_counts() {
    let (mut world, acme, reporter) = fresh(fused());
    let items = [(); 3].map(|()| world.item(&acme, usdc(60)));
    world.send(&Party::named("front-runner"), &batch(&items)).ok();
    assert_eq!(world.settle_batch(&items).ok(), [USED; 3]);
    // Though by now the agent's own policy refuses them.
    world.set_policy(&acme, Policy { paymentCap: usdc(1), ..fused() }).ok();
    let outcome = world.record_denials(&reporter, &items);
    assert_eq!(outcome.logs.len(), 0);
    assert_eq!(outcome.ok(), [Fault(AuthorizationFault::Used); 3]);
    assert_nothing_counted(&world, &acme);
    assert_eq!(world.token_balance(acme.vendor), usdc(180));
}

/// An honest authorization, held back until nothing is left of the period, or until the hour or the
/// treasury is closed: on record it may be, but no breaker counts it.
#[test]
fn authorization_that_was_held_back_is_recorded_and_never_counts() {
    // Open in the first hour of Monday, and a minute of it is left.
    let policy = Policy { periodCap: usdc(100), period: seconds(86_400, 0), ..fused() };
    let hours = Policy { limits: BREAKER | SCHEDULE, schedule: U256::from(1), ..policy };
    let (mut world, acme, reporter) = fresh(hours);
    world.now += 3_540;
    let held = [(); 5].map(|()| world.item(&acme, usdc(60)));
    let late = [(); 2].map(|()| world.item(&acme, usdc(40)));
    assert_eq!(world.settle_batch(&held[..1]).ok(), [Verdict::Settled]);
    let recorded = world.record_denials(&reporter, &held[1..3]).ok();
    assert_eq!(recorded, [Recorded(Denial::PeriodCap); 2]);
    world.now += 60;
    let recorded = world.record_denials(&reporter, &late).ok();
    assert_eq!(recorded, [Recorded(Denial::Schedule); 2]);
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury: acme.id }).ok();
    let recorded = world.record_denials(&reporter, &held[3..]).ok();
    assert_eq!(recorded, [Recorded(Denial::TreasuryFrozen); 2]);
    assert_nothing_counted(&world, &acme);
}

#[test]
fn authorization_whose_approval_was_left_out_is_not_recorded_and_can_be_paid_with_it() {
    let limits = BREAKER | THRESHOLD;
    let policy = Policy { limits, breakerCount: 1, threshold: usdc(10), ..fused() };
    let (mut world, acme, reporter) = fresh(policy);
    let approver = world.appoint(&acme, "approver", APPROVER);
    world.set_limits(&acme, TreasuryLimits { approvals: 1, ..world.limits(acme.id) });
    let message = world.authorization(&acme, usdc(11));
    let item = world.sign_item(&acme.agent, &message);
    let signed = approver.sign(message.eip712_signing_hash(&world.domain()));
    let approval = Approval { item: 0, signature: signing::signature(signed) };

    assert_eq!(world.record_denials(&reporter, &[item]).ok(), [Payable]);
    assert_nothing_counted(&world, &acme);
    assert_eq!(world.settle_with(&[item], &[], &[approval]).ok(), [Verdict::Settled]);
}

#[test]
fn breaker_of_an_ancestor_never_counts_what_its_sub_agent_signed() {
    let above =
        Policy { limits: BREAKER | DELEGATION, delegationDepth: 1, breakerCount: 1, ..fused() };
    let (mut world, acme, reporter) = fresh(above);
    let below = Policy { breakerCount: 2, ..fused() };
    let child = world.delegate(&acme.agent, "acme's sub-agent", below);
    let message = |world: &mut World, value| {
        let own = world.authorization(&acme, value);
        let message = TransferWithAuthorization { from: child.address, ..own };
        world.sign_item(&child, &message)
    };
    // The child has no list of its own yet: its own policy refuses every vendor.
    let items = [message(&mut world, usdc(1)), message(&mut world, usdc(101))];
    let recorded = world.record_denials(&reporter, &items).ok();
    assert_eq!(recorded, [Recorded(Denial::VendorNotListed); 2]);
    assert!(is_frozen(&world, child.address));
    assert!(!is_frozen(&world, acme.agent.address));
    world.pay(&acme, usdc(1)).ok();
}

/// Whoever has the reporter's key, and every authorization that was ever signed, pays nobody.
#[test]
fn leaked_reporter_key_moves_no_money() {
    let (mut world, acme, reporter) = fresh(fused());
    let items = [
        world.item(&acme, usdc(1)),
        beyond(&mut world, &acme),
        to_stranger(&mut world, &acme),
        beyond(&mut world, &acme),
    ];
    world.record_denials(&reporter, &items).ok();
    assert!(is_frozen(&world, acme.agent.address));
    let (treasury, to) = (acme.id, reporter.address);
    let withdrawal = IVault::withdrawCall { treasury, to, value: U256::from(1) };
    let unauthorized = Failure::from(IVault::Unauthorized { treasury, account: reporter.address });
    assert_eq!(world.send(&reporter, &withdrawal).failure(), unauthorized);
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
    assert_eq!(world.token_balance(world.vault), FUNDS);
}

#[test]
fn breaker_and_its_tally_lie_where_the_layout_says() {
    let (mut world, acme, reporter) = fresh(fused());
    let agent = acme.agent.address;
    let limits = world.slot(slots::of(slots::AGENT_LIMITS, agent));
    assert_eq!((slots::bits(limits, 231, 4), slots::bits(limits, 235, 21)), (3, 600));
    let policy = world.slot(slots::of(slots::AGENT_POLICY, agent));
    assert_eq!(slots::bits(policy, 228, 10), u64::from(BREAKER));
    let item = beyond(&mut world, &acme);
    world.record_denials(&reporter, &[item]).ok();
    let tally = world.slot(slots::of(slots::BREAKER, agent));
    assert_eq!(tally, U256::from(world.now) | (U256::from(1) << 40));
    let items = [beyond(&mut world, &acme), beyond(&mut world, &acme)];
    world.record_denials(&reporter, &items).ok();
    let state = world.slot(slots::of(slots::AGENT_STATE, agent));
    assert_eq!(slots::bits(state, 244, 12), 0b11, "frozen, tripped");
}
