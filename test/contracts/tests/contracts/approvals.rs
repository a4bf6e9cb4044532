//! Payments over a threshold on the deployed programs: they need approvers, on either road.

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::{SolCall as _, SolStruct as _},
};
use bursar_abi::{IVault, Policy, TreasuryLimits};
use bursar_contract_tests::{
    batch::{batch, batch_with, verdicts},
    outcome::Denial as Denied,
    parties::{Party, place},
    signing::{self, TransferWithAuthorization},
    slots,
    tenant::{ADMIN, ANY_VENDOR, APPROVER, DELEGATION, THRESHOLD, Tenant, plain, usdc},
    tokens::{IHostileWallet, ITestUsdc},
    world::World,
};
use bursar_policy::{
    Denial,
    batch::{Approval, Item, Verdict, gas},
};

const MISSING: Verdict = Verdict::Denied(Denial::ApprovalMissing);

/// Ten USDC pass alone; more needs `required` of three approvers.
struct Office {
    world: World,
    acme: Tenant,
    approvers: [Party; 3],
}

fn careful() -> Policy {
    Policy { limits: THRESHOLD, threshold: usdc(10), vendors: ANY_VENDOR, ..plain() }
}

fn office(required: u8) -> Office {
    let mut world = World::new();
    let acme = world.tenant("acme", careful());
    let approvers = ["ann", "bob", "cid"].map(Party::named);
    let office = Office { world, acme, approvers };
    for approver in &office.approvers {
        office.set_roles(approver, APPROVER);
    }
    office.require(required);
    office
}

impl Office {
    fn set_roles(&self, account: &Party, roles: u8) {
        let treasury = self.acme.id;
        let expectedVersion = self.world.treasury_version(treasury);
        let account = account.address;
        let call = IVault::setRolesCall { treasury, account, roles, expectedVersion };
        self.world.send(&self.acme.owner, &call).ok();
    }

    fn require(&self, approvals: u8) {
        let limits = TreasuryLimits { approvals, ..self.world.limits(self.acme.id) };
        self.world.set_limits(&self.acme, limits);
    }

    fn authorization(&mut self, value: u64) -> TransferWithAuthorization {
        self.world.authorization(&self.acme, value)
    }

    fn digest(&self, authorization: &TransferWithAuthorization) -> B256 {
        authorization.eip712_signing_hash(&self.world.domain())
    }

    fn item(&self, authorization: &TransferWithAuthorization) -> Item<'static> {
        self.world.sign_item(&self.acme.agent, authorization)
    }

    /// The verdict on a fresh payment of `value`, approved by these in its batch.
    fn pay(&mut self, value: u64, by: &[&Party]) -> Verdict {
        let authorization = self.authorization(value);
        self.settle(&authorization, &authorization, by)
    }

    /// The verdict on a payment, with approvals of another.
    fn settle(
        &self,
        authorization: &TransferWithAuthorization,
        approved: &TransferWithAuthorization,
        by: &[&Party],
    ) -> Verdict {
        let digest = self.digest(approved);
        let approvals: Vec<_> = by
            .iter()
            .map(|who| Approval { item: 0, signature: signing::signature(who.sign(digest)) })
            .collect();
        self.world.settle_with(&[self.item(authorization)], &[], &approvals).ok()[0]
    }

    /// A vendor whom the token refuses.
    fn block(&self) -> Address {
        let account = place("blocked vendor");
        let call = ITestUsdc::blacklistCall { account };
        self.world.send_to(&self.world.operator, self.world.token, &call).ok();
        account
    }

    fn register(&self, digest: B256, by: &[&Party]) -> IVault::registerApprovalsCall {
        let signatures: Vec<u8> =
            by.iter().flat_map(|who| signing::approval(who, digest).to_vec()).collect();
        let signatures = signatures.into();
        IVault::registerApprovalsCall { treasury: self.acme.id, digest, signatures }
    }

    fn approve(&self, digest: B256) -> IVault::approvePaymentCall {
        IVault::approvePaymentCall { treasury: self.acme.id, digest }
    }

    fn counted(&self, digest: B256) -> u8 {
        self.world.view(&IVault::approvalsOfCall { treasury: self.acme.id, digest })
    }

    fn assert_audited(&self) {
        let entries = self.world.audit_entries(self.acme.id);
        let head = self.world.audit_head_of(self.acme.id, &entries);
        assert_eq!(head, self.world.audit_head(self.acme.id));
    }
}

#[test]
fn payment_passes_at_the_threshold_and_needs_approvals_one_above_it() {
    let mut office = office(1);
    office.world.pay(&office.acme.clone(), usdc(10)).ok();
    assert_eq!(office.pay(usdc(10), &[]), Verdict::Settled);
    let above = office.authorization(usdc(10) + 1);
    let denied = office.world.settle(&office.acme.agent, &above).denied();
    assert_eq!(denied, Denied::new(Denial::ApprovalMissing, usdc(10) + 1, usdc(10)));
    assert_eq!(office.settle(&above, &above, &[]), MISSING);
    // What was refused left no trace: the same authorization pays once it is approved.
    assert!(!office.world.is_used(above.from, above.nonce));
    let ann = office.approvers[0].clone();
    assert_eq!(office.settle(&above, &above, &[&ann]), Verdict::Settled);
    office.assert_audited();
}

#[test]
fn batch_counts_each_approver_once_and_nobody_else() {
    let mut office = office(2);
    let [ann, bob, cid] = office.approvers.clone();
    let (stranger, admin) = (Party::named("stranger"), office.acme.admin.clone());
    for by in [&[&ann][..], &[&ann, &ann, &ann], &[&ann, &stranger, &admin]] {
        assert_eq!(office.pay(usdc(11), by), MISSING, "{by:?}");
    }
    assert_eq!(office.pay(usdc(11), &[&cid, &ann]), Verdict::Settled);
    assert_eq!(office.pay(usdc(11), &[&stranger, &bob, &ann, &bob]), Verdict::Settled);
}

/// An agent signs what its approvers sign: whoever has its payment has that signature, too.
#[test]
fn agents_own_approval_never_counts_carried_or_registered() {
    let mut office = office(1);
    let agent = office.acme.agent.clone();
    office.set_roles(&agent, APPROVER);
    assert_eq!(office.pay(usdc(11), &[&agent]), MISSING);
    let authorization = office.authorization(usdc(11));
    let digest = office.digest(&authorization);
    let register = office.register(digest, &[&agent]);
    office.world.send(&office.world.relayer, &register).ok();
    assert_eq!(office.counted(digest), 1, "whose payment it is, a digest does not tell");
    assert_eq!(office.settle(&authorization, &authorization, &[&agent]), MISSING);
    let refused = office.world.settle(&agent, &authorization).denied();
    assert_eq!(refused.reason, Denial::ApprovalMissing.code());
    let ann = office.approvers[0].clone();
    assert_eq!(office.settle(&authorization, &authorization, &[&ann]), Verdict::Settled);
}

/// Each item is decided twice, and all of that once more when a payout has failed.
#[test]
fn limit_and_extra_are_enough_when_every_item_was_approved_beforehand() {
    let mut office = office(3);
    let approvers = office.approvers.clone();
    let blocked = office.block();
    let vendors = (1..40).map(|number| place(&format!("new vendor {number}")));
    let items: Vec<_> = vendors
        .chain([blocked])
        .map(|vendor| {
            let own = office.authorization(usdc(11));
            let authorization = TransferWithAuthorization { to: vendor, ..own };
            let digest = office.digest(&authorization);
            let register = office.register(digest, &approvers.each_ref());
            office.world.send(&office.world.relayer, &register).ok();
            office.item(&authorization)
        })
        .collect();
    let (call, count) = (batch(&items), items.len());
    let limit = gas::limit(call.abi_encoded_size() + 4, 1, count, count);
    let limit = limit.saturating_add(gas::extra(0, count, 0));
    let outcome = office.world.send_with_gas(&office.world.relayer, &call, limit);
    assert!(outcome.gas_used < limit);
    let mut told = verdicts(&outcome.ok());
    assert_eq!(told.pop(), Some(Verdict::PayoutFailed));
    assert_eq!(told, vec![Verdict::Settled; count - 1]);
    office.assert_audited();
}

/// How all approvers approve what is over the threshold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Carried,
    Registered,
    NotNeeded,
}

/// Gas of a batch of ten payments and one that the token refuses, by `agent`; without what its bytes cost.
fn gas_of_eleven(office: &mut Office, agent: &Party, how: How) -> u64 {
    let snapshot = office.world.chain.snapshot();
    let approvers = office.approvers.clone();
    let blocked = office.block();
    let value = if how == How::NotNeeded { usdc(10) } else { usdc(11) };
    let (mut items, mut approvals) = (Vec::new(), Vec::new());
    for vendor in (0..10).map(|number| place(&format!("new vendor {number}"))).chain([blocked]) {
        let from = agent.address;
        let own = office.authorization(value);
        let authorization = TransferWithAuthorization { from, to: vendor, ..own };
        let digest = office.digest(&authorization);
        if how == How::Registered {
            let register = office.register(digest, &approvers.each_ref());
            office.world.send(&office.world.relayer, &register).ok();
        }
        let sign = |by: &Party| signing::signature(by.sign(digest));
        let item = items.len();
        approvals.extend(approvers.iter().map(|by| Approval { item, signature: sign(by) }));
        items.push(office.world.sign_item(agent, &authorization));
    }
    approvals.retain(|_| how == How::Carried);
    let call = batch_with(&items, &[], &approvals);
    let outcome = office.world.send(&office.world.relayer, &call);
    let bytes: u64 = call.abi_encode().iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    let gas = outcome.gas_used - bytes;
    let told = verdicts(&outcome.ok());
    assert_eq!(told.iter().filter(|verdict| **verdict == Verdict::Settled).count(), 10);
    assert!(office.world.chain.revert(snapshot));
    gas
}

/// Of an agent with as many ancestors as there can be: all of them decide it twice, before the payouts and
/// after one has failed.
#[test]
fn approvals_take_no_more_gas_than_extra_says() {
    let mut office = office(3);
    let below = |delegationDepth| match delegationDepth {
        0 => careful(),
        _ => Policy { limits: THRESHOLD | DELEGATION, delegationDepth, ..careful() },
    };
    office.world.set_policy(&office.acme, below(4)).ok();
    let mut agent = office.acme.agent.clone();
    for depth in (0..4).rev() {
        agent = office.world.delegate(&agent, &format!("agent over {depth}"), below(depth));
    }
    let [carried, registered, plain] = [How::Carried, How::Registered, How::NotNeeded]
        .map(|how| gas_of_eleven(&mut office, &agent, how));
    let registered = registered - plain;
    assert!(registered < gas::extra(0, 11, 0), "{registered}");
    let carried = carried - plain;
    assert!(carried < gas::extra(0, 11, 33), "{carried}");
    // Beside what a second decision takes, and a word less to read.
    let brought = carried - registered;
    assert!(brought < gas::extra(0, 0, 33), "{brought}");
}

#[test]
fn approvals_of_another_authorization_do_not_count() {
    let mut office = office(1);
    let (one, other) = (office.authorization(usdc(11)), office.authorization(usdc(11)));
    let ann = office.approvers[0].clone();
    assert_eq!(office.settle(&one, &other, &[&ann]), MISSING);
    office.world.send(&ann, &office.approve(office.digest(&other))).ok();
    assert_eq!(office.settle(&one, &one, &[]), MISSING);
    assert_eq!(office.settle(&other, &other, &[]), Verdict::Settled);
}

#[test]
fn approvals_registered_before_open_both_roads() {
    let mut office = office(2);
    let [ann, bob, cid] = office.approvers.clone();
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    let outcome = office.world.send(&ann, &office.approve(digest));
    assert_eq!(outcome.event_names(office.world.vault), ["PaymentApproved", "AuditHead"]);
    outcome.ok();
    assert_eq!(office.counted(digest), 1);
    let refused = office.world.settle(&office.acme.agent, &authorization).denied();
    assert_eq!(refused.reason, Denial::ApprovalMissing.code());
    // Who is registered and signs besides is still one.
    assert_eq!(office.settle(&authorization, &authorization, &[&ann]), MISSING);

    let stranger = Party::named("stranger");
    let outcome = office.world.send(&stranger, &office.register(digest, &[&bob, &cid]));
    let names = outcome.event_names(office.world.vault);
    assert_eq!(names, ["PaymentApproved", "PaymentApproved", "AuditHead"]);
    outcome.ok();
    assert_eq!(office.counted(digest), 3);
    office.world.settle(&office.acme.agent, &authorization).ok();
    office.assert_audited();
}

#[test]
fn approver_that_is_a_contract_approves_by_a_transaction() {
    let mut office = office(1);
    let wallet = office.world.deploy_wallet(&Party::named("wallet's key"));
    let treasury = office.acme.id;
    let expectedVersion = office.world.treasury_version(treasury);
    let name = IVault::setRolesCall { treasury, account: wallet, roles: APPROVER, expectedVersion };
    office.world.send(&office.acme.owner, &name).ok();
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    let data = office.approve(digest).abi_encode().into();
    let call = IHostileWallet::executeCall { to: office.world.vault, data };
    office.world.send_to(&Party::named("stranger"), wallet, &call).ok();
    assert_eq!(office.counted(digest), 1);
    office.world.settle(&office.acme.agent, &authorization).ok();
}

#[test]
fn approver_that_was_removed_counts_no_more_whatever_it_approved_before() {
    let mut office = office(2);
    let [ann, bob, cid] = office.approvers.clone();
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    office.world.send(&ann, &office.approve(digest)).ok();
    office.set_roles(&ann, ADMIN);
    assert_eq!(office.counted(digest), 0);
    assert_eq!(office.settle(&authorization, &authorization, &[&bob]), MISSING);
    assert_eq!(office.settle(&authorization, &authorization, &[&bob, &ann]), MISSING);
    // With fewer approvers than are required nothing passes.
    office.set_roles(&bob, 0);
    assert_eq!(office.settle(&authorization, &authorization, &[&bob, &cid]), MISSING);
    office.set_roles(&Party::named("dan"), APPROVER);
    assert_eq!(office.settle(&authorization, &authorization, &[&cid]), MISSING);
    let dan = Party::named("dan");
    assert_eq!(office.settle(&authorization, &authorization, &[&cid, &dan]), Verdict::Settled);
}

#[test]
fn nothing_over_a_threshold_passes_when_no_number_of_approvals_is_required() {
    let mut office = office(0);
    let approvers = office.approvers.clone();
    let by: Vec<_> = approvers.iter().collect();
    assert_eq!(office.pay(usdc(11), &by), MISSING);
    assert_eq!(office.pay(usdc(10), &[]), Verdict::Settled);
}

#[test]
fn approval_is_taken_back_by_who_registered_it_and_by_nobody_else() {
    let mut office = office(1);
    let [ann, bob, _] = office.approvers.clone();
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    office.world.send(&ann, &office.approve(digest)).ok();
    let revoke = IVault::revokeApprovalCall { treasury: office.acme.id, digest };
    for other in [&bob, &office.acme.owner] {
        let outcome = office.world.send(other, &revoke);
        assert!(outcome.event_names(office.world.vault).is_empty());
        outcome.ok();
    }
    assert_eq!(office.counted(digest), 1);
    let outcome = office.world.send(&ann, &revoke);
    assert_eq!(outcome.event_names(office.world.vault), ["ApprovalRevoked", "AuditHead"]);
    outcome.ok();
    assert_eq!(office.settle(&authorization, &authorization, &[]), MISSING);
    office.assert_audited();
}

#[test]
fn registering_again_adds_nothing_to_the_audit_chain() {
    let mut office = office(1);
    let ann = office.approvers[0].clone();
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    let stranger = Party::named("stranger");
    let register = office.register(digest, &[&ann, &ann]);
    let outcome = office.world.send(&stranger, &register);
    assert_eq!(outcome.event_names(office.world.vault), ["PaymentApproved", "AuditHead"]);
    let again = office.world.send(&stranger, &register);
    assert!(again.event_names(office.world.vault).is_empty());
    again.ok();
    office.world.send(&ann, &office.approve(digest)).ok();
    office.assert_audited();
}

#[test]
fn approvals_revert_when_they_are_by_no_approver_or_no_signatures() {
    let mut office = office(1);
    let authorization = office.authorization(usdc(20));
    let (digest, treasury) = (office.digest(&authorization), office.acme.id);
    let stranger = Party::named("stranger");
    let refused = IVault::Unauthorized { treasury, account: stranger.address };
    let failure = office.world.send(&stranger, &office.approve(digest)).failure();
    assert_eq!(failure, refused.clone().into());
    let ann = office.approvers[0].clone();
    let mixed = office.register(digest, &[&ann, &stranger]);
    assert_eq!(office.world.send(&ann, &mixed).failure(), refused.into());
    assert_eq!(office.counted(digest), 0, "all or none");
    let invalid =
        IVault::CalldataInvalid { selector: IVault::registerApprovalsCall::SELECTOR.into() };
    for length in [1, 63, 65, 96] {
        let signatures = vec![1; length].into();
        let call = IVault::registerApprovalsCall { treasury, digest, signatures };
        assert_eq!(office.world.send(&ann, &call).failure(), invalid.clone().into(), "{length}");
    }
}

#[test]
fn sub_agent_needs_approvals_above_the_threshold_of_anybody_above_it() {
    let mut office = office(1);
    let policy = Policy { limits: THRESHOLD | DELEGATION, ..careful() };
    let policy = Policy { delegationDepth: 1, ..policy };
    office.world.set_policy(&office.acme, policy).ok();
    let parent = office.acme.agent.clone();
    let own = Policy { limits: THRESHOLD, threshold: usdc(5), ..careful() };
    let child = office.world.delegate(&parent, "child", own.clone());
    office.acme.agent = child;
    let ann = office.approvers[0].clone();
    assert_eq!(office.pay(usdc(5), &[]), Verdict::Settled);
    assert_eq!(office.pay(usdc(6), &[]), MISSING);
    assert_eq!(office.pay(usdc(6), &[&ann]), Verdict::Settled);
    assert_eq!(office.pay(usdc(11), &[&ann]), Verdict::Settled, "one approval for both thresholds");
    // The parent's is tightened afterwards.
    let stricter = Policy { threshold: usdc(2), ..careful() };
    let stricter = Policy { limits: THRESHOLD | DELEGATION, delegationDepth: 1, ..stricter };
    let tenant = Tenant { agent: parent, ..office.acme.clone() };
    office.world.set_policy(&tenant, stricter).ok();
    assert_eq!(office.pay(usdc(3), &[]), MISSING);
    assert_eq!(office.pay(usdc(3), &[&ann]), Verdict::Settled);
}

#[test]
fn delegation_reverts_when_its_threshold_is_above_the_parents_or_missing() {
    let mut office = office(1);
    let limits = THRESHOLD | DELEGATION;
    let policy = Policy { limits, delegationDepth: 1, ..careful() };
    office.world.set_policy(&office.acme, policy).ok();
    let (parent, child) = (office.acme.agent.clone(), Party::named("child"));
    let over = Policy { threshold: usdc(10) + 1, ..careful() };
    let missing = Policy { vendors: ANY_VENDOR, ..plain() };
    for policy in [over, missing] {
        let delegation = office.world.delegation(&parent, &child, policy);
        let call = signing::delegate(&delegation, &parent, &child, &office.world.domain());
        let fault = bursar_policy::PolicyFault::AboveParentThreshold.code();
        let failure = office.world.send(&office.world.relayer, &call).failure();
        assert_eq!(failure, IVault::PolicyInvalid { fault }.into());
    }
}

#[test]
fn slots_21_and_23_hold_approvals_and_approvers() {
    let mut office = office(1);
    let [ann, _, cid] = office.approvers.clone();
    let word = |office: &Office| office.world.slot(slots::of(slots::APPROVERS, office.acme.id));
    let roles = |office: &Office, who: &Party| {
        office.world.slot(slots::of_two(slots::ROLES, office.acme.id, who.address))
    };
    assert_eq!(word(&office), U256::from(0b111) | U256::from(3) << 240);
    assert_eq!(roles(&office, &cid), U256::from(APPROVER) | U256::from(3 << 8));
    let authorization = office.authorization(usdc(20));
    let digest = office.digest(&authorization);
    let register = office.register(digest, &[&ann, &cid]);
    office.world.send(&office.world.relayer, &register).ok();
    let approval = slots::of_two(slots::APPROVAL, office.acme.id, digest);
    assert_eq!(office.world.slot(approval), U256::from(0b101));
    office.set_roles(&cid, 0);
    assert_eq!(word(&office), U256::from(0b011) | U256::from(3) << 240);
    assert_eq!(roles(&office, &cid), U256::from(3 << 8), "keeps its number");
    let dan = Party::named("dan");
    office.set_roles(&dan, APPROVER | ADMIN);
    assert_eq!(roles(&office, &dan), U256::from(APPROVER | ADMIN) | U256::from(4 << 8));
    office.set_roles(&cid, APPROVER);
    assert_eq!(word(&office), U256::from(0b1111) | U256::from(4) << 240);
    let state = office.world.slot(slots::of(slots::TREASURY_STATE, office.acme.id));
    assert_eq!(slots::bits(state, 218, 4), 1);
    let limits = office.world.slot(slots::of(slots::AGENT_LIMITS, office.acme.agent.address));
    assert_eq!(slots::bits(limits, 164, 64), usdc(10));
}

#[test]
fn treasury_that_has_had_240_approvers_takes_back_only_those() {
    let office = office(1);
    for number in 3..240 {
        office.set_roles(&Party::named(&format!("approver {number}")), APPROVER);
    }
    let treasury = office.acme.id;
    let expectedVersion = office.world.treasury_version(treasury);
    let call = |account, roles| IVault::setRolesCall { treasury, account, roles, expectedVersion };
    let one_more = call(place("one more"), APPROVER);
    let failure = office.world.send(&office.acme.owner, &one_more).failure();
    assert_eq!(failure, IVault::ApproversExhausted { treasury }.into());
    office.set_roles(&office.approvers[0], 0);
    office.set_roles(&office.approvers[0], APPROVER);
}
