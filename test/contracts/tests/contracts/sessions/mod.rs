//! Sessions on the deployed programs: opened by the first payment or before it, and spending within
//! what was granted and what everybody above leaves.

mod life;

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall as _,
};
use bursar_abi::{IVault, Policy, Session, VendorEntry};
use bursar_contract_tests::{
    batch::batch_with,
    outcome::{Denial as Denied, Failure},
    parties::{Party, place},
    signing, slots,
    tenant::{ANY_VENDOR, BUDGET, FUNDS, SHARED_LIST, Tenant, delegating, usdc},
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::{
    AuthorizationFault::InvalidSignature,
    Denial, PolicyFault,
    batch::{
        Grant, Item,
        Verdict::{self, Fault, PayoutFailed, Settled},
        gas,
    },
};

const UNKNOWN: Verdict = Verdict::Denied(Denial::AgentUnknown);

/// A tenant whose agent may delegate, a new key, and what the two of them have agreed on.
struct Offer {
    world: World,
    acme: Tenant,
    /// The tenant with the key as its agent.
    guest: Tenant,
    session: Session,
}

fn offer_under(policy: Policy) -> Offer {
    let mut world = World::new();
    let acme = world.tenant("acme", policy);
    let key = Party::named("session");
    let session = world.session(&acme.agent, &key);
    let guest = Tenant { agent: key, ..acme.clone() };
    Offer { world, acme, guest, session }
}

fn offer() -> Offer {
    offer_under(Policy { vendors: ANY_VENDOR, ..delegating(2) })
}

impl Offer {
    fn grant(&self) -> Grant {
        self.grant_of(&self.session)
    }

    fn grant_of(&self, session: &Session) -> Grant {
        signing::grant(session, &self.acme.agent, &self.guest.agent, &self.world.domain())
    }

    fn register(&self) -> IVault::registerSessionCall {
        let (parent, agent) = (&self.acme.agent, &self.guest.agent);
        signing::register_session(&self.session, parent, agent, &self.world.domain())
    }

    fn item(&mut self, value: u64) -> Item<'static> {
        self.world.item(&self.guest.clone(), usdc(value))
    }

    /// One payment of the session's key, with the grant.
    fn first(&mut self, value: u64) -> Verdict {
        let item = self.item(value);
        let grant = self.grant();
        self.world.settle_granted(&[item], &[grant]).ok()[0]
    }

    fn pay(&mut self, value: u64) -> Verdict {
        let item = self.item(value);
        self.world.settle_batch(&[item]).ok()[0]
    }

    fn shown(&self) -> bursar_abi::Agent {
        self.world.view(&IVault::agentCall { agent: self.guest.agent.address })
    }

    /// What is stored of the key: the words in the slots of policy and state.
    fn words(&self) -> [U256; 2] {
        let of = |base| self.world.slot(slots::of(base, self.guest.agent.address));
        [of(slots::AGENT_POLICY), of(slots::AGENT_STATE)]
    }

    fn assert_audited(&self) {
        let entries = self.world.audit_entries(self.acme.id);
        let head = self.world.audit_head_of(self.acme.id, &entries);
        assert_eq!(head, self.world.audit_head(self.acme.id));
    }
}

#[test]
fn first_payment_opens_the_session_that_its_batch_carries() {
    let mut offer = offer();
    let (item, grant) = (offer.item(10), offer.grant());
    let outcome = offer.world.settle_granted(&[item], &[grant]);
    let vault = offer.world.vault;
    let names = outcome.event_names(vault);
    assert_eq!(names, ["SessionOpened", "PaymentSettled", "AuditHead"]);
    let Session { parent, agent, generation, paymentCap, budget, notAfter } = offer.session;
    let treasury = offer.acme.id;
    let opened =
        IVault::SessionOpened { treasury, parent, agent, generation, paymentCap, budget, notAfter };
    assert_eq!(outcome.find::<IVault::SessionOpened>(vault), [opened]);
    let [head] = outcome.find::<IVault::AuditHead>(vault).try_into().unwrap();
    assert_eq!((head.treasury, head.count), (treasury, 2));
    assert_eq!(outcome.ok(), [Settled]);
    offer.assert_audited();

    let shown = offer.shown();
    assert_eq!((shown.treasury, shown.live, shown.session), (treasury, true, true));
    assert_eq!((shown.parent, shown.lifetime), (parent, usdc(10)));
    assert_eq!((shown.policy.paymentCap, shown.policy.budget), (paymentCap, budget));
    let above = offer.world.view(&IVault::agentCall { agent: parent });
    assert_eq!((above.lifetime, above.session), (usdc(10), false));
    assert_eq!(offer.world.treasury_balance(treasury), FUNDS - usdc(10));
    assert_eq!(offer.pay(5), Settled, "without the grant");
    assert_eq!(offer.shown().lifetime, usdc(15));
}

#[test]
fn registered_session_pays_through_the_facade_and_in_batches() {
    let mut offer = offer();
    let agent = offer.guest.agent.address;
    let spendable = |offer: &Offer| offer.world.view(&IVault::balanceOfCall { agent });
    assert_eq!(spendable(&offer), U256::ZERO);
    let denied = offer.world.pay(&offer.guest.clone(), usdc(1)).denied();
    assert_eq!(denied, Denied::new(Denial::AgentUnknown, usdc(1), 0));

    let stranger = Party::named("stranger");
    let outcome = offer.world.send(&stranger, &offer.register());
    assert_eq!(outcome.event_names(offer.world.vault), ["SessionOpened", "AuditHead"]);
    outcome.ok();
    assert_eq!(spendable(&offer), U256::from(offer.session.paymentCap));
    offer.world.pay(&offer.guest.clone(), usdc(7)).ok();
    assert_eq!(offer.pay(5), Settled);
    assert_eq!(offer.shown().lifetime, usdc(12));
    // Who brings the grant once more does no harm.
    assert_eq!(offer.first(3), Settled);
    assert_eq!(offer.shown().lifetime, usdc(15));
    offer.assert_audited();
}

#[test]
fn parent_or_key_may_register_without_signing_what_it_sends() {
    for by_parent in [true, false] {
        let offer = offer();
        let mut call = offer.register();
        let (sender, other) = if by_parent {
            call.parentSignature = Default::default();
            (&offer.acme.agent, &offer.guest.agent)
        } else {
            call.agentSignature = Default::default();
            (&offer.guest.agent, &offer.acme.agent)
        };
        let refused = |agent: Address| Failure::from(IVault::ConsentInvalid { agent });
        assert_eq!(offer.world.send(other, &call).failure(), refused(sender.address));
        offer.world.send(sender, &call).ok();
        assert!(offer.shown().live);
    }
}

#[test]
fn session_spends_within_its_cap_its_budget_and_its_time() {
    let mut offer = offer();
    offer.session.paymentCap = usdc(20);
    offer.session.budget = usdc(50);
    assert_eq!(offer.first(21), Verdict::Denied(Denial::PaymentCap));
    assert_eq!(offer.words(), [U256::ZERO; 2], "no trace of what did not pass");
    assert_eq!(offer.first(20), Settled);
    assert_eq!([offer.pay(20), offer.pay(11)], [Settled, Verdict::Denied(Denial::Budget)]);
    let agent = offer.guest.agent.address;
    assert_eq!(offer.world.view(&IVault::balanceOfCall { agent }), U256::from(usdc(10)));
    offer.world.now = offer.session.notAfter - 1;
    assert_eq!(offer.pay(4), Settled);
    offer.world.now = offer.session.notAfter;
    assert_eq!(offer.pay(1), Verdict::Denied(Denial::NoLongerActive));
    assert_eq!(offer.world.view(&IVault::balanceOfCall { agent }), U256::ZERO);
}

#[test]
fn session_is_held_to_the_rules_of_everybody_above_it() {
    let policy = Policy { vendors: SHARED_LIST, ..delegating(1) };
    let mut offer =
        offer_under(Policy { limits: policy.limits | BUDGET, budget: usdc(60), ..policy });
    offer.session.budget = usdc(60);
    let (treasury, vendor) = (offer.acme.id, offer.acme.vendor);
    let unlist = IVault::removeSharedVendorCall { treasury, vendor };
    offer.world.send(&offer.acme.owner, &unlist).ok();
    assert_eq!(offer.first(1), Verdict::Denied(Denial::VendorNotListed));
    offer.world.list_shared(&offer.acme, &VendorEntry::default());
    assert_eq!(offer.first(40), Settled);
    offer.world.pay(&offer.acme.clone(), usdc(15)).ok();
    assert_eq!([offer.pay(6), offer.pay(5)], [Verdict::Denied(Denial::Budget), Settled]);
    let call = IVault::checkCall {
        agent: offer.guest.agent.address,
        vendor: offer.acme.vendor,
        value: U256::from(1),
    };
    let told = offer.world.view(&call);
    assert_eq!(told.reason, Denial::Budget.code());
    let left: Vec<_> = told.agents.iter().map(|room| room.budget).collect();
    assert_eq!(left, [usdc(15), 0]);
}

#[test]
fn one_grant_opens_the_session_for_all_its_items_of_a_batch() {
    let mut offer = offer();
    offer.session.budget = usdc(25);
    let items = [offer.item(10), offer.item(20), offer.item(15), offer.item(1)];
    let grant = offer.grant();
    let outcome = offer.world.settle_granted(&items, &[grant]);
    let names = outcome.event_names(offer.world.vault);
    assert_eq!(names, ["SessionOpened", "PaymentSettled", "PaymentSettled", "AuditHead"]);
    let full = Verdict::Denied(Denial::Budget);
    assert_eq!(outcome.ok(), [Settled, full, Settled, full]);
    assert_eq!(offer.shown().lifetime, usdc(25));
    offer.assert_audited();
}

#[test]
fn session_is_not_opened_when_no_item_of_its_key_passes() {
    let mut offer = offer();
    let items = [offer.item(1_001), offer.world.item(&offer.acme.clone(), usdc(1))];
    let grant = offer.grant();
    let outcome = offer.world.settle_granted(&items, &[grant]);
    assert_eq!(outcome.event_names(offer.world.vault), ["PaymentSettled", "AuditHead"]);
    assert_eq!(outcome.ok(), [Verdict::Denied(Denial::PaymentCap), Settled]);
    assert_eq!(offer.words(), [U256::ZERO; 2]);
    assert_eq!(offer.first(1), Settled, "the grant was not used up");
}

#[test]
fn session_is_not_opened_when_its_payout_fails() {
    let mut offer = offer();
    let account = place("blacklisted");
    let blacklist = ITestUsdc::blacklistCall { account };
    offer.world.send_to(&offer.world.operator, offer.world.token, &blacklist).ok();
    let lost = Tenant { vendor: account, ..offer.guest.clone() };
    let lost = offer.world.item(&lost, usdc(1));
    let other = offer.world.item(&offer.acme.clone(), usdc(2));
    let grant = offer.grant();
    let outcome = offer.world.settle_granted(&[lost, other], &[grant]);
    assert_eq!(outcome.event_names(offer.world.vault), ["PaymentSettled", "AuditHead"]);
    assert_eq!(outcome.ok(), [PayoutFailed, Settled]);
    assert_eq!(offer.words(), [U256::ZERO; 2]);
    assert!(!offer.world.is_used(lost.agent, lost.nonce));
    // Beside a payment of the same key that goes through, it is opened by that one.
    let (kept, grant) = (offer.item(3), offer.grant());
    let verdicts = offer.world.settle_granted(&[lost, kept], &[grant]).ok();
    assert_eq!(verdicts, [PayoutFailed, Settled]);
    assert_eq!(offer.shown().lifetime, usdc(3));
    offer.assert_audited();
}

#[test]
fn grant_that_does_not_hold_is_as_if_it_were_not_there() {
    let mut offer = offer();
    let good = offer.grant();
    let Session { paymentCap, generation, .. } = offer.session;
    let stranger = Party::named("stranger");
    let (parent, agent) = (&offer.acme.agent, &offer.guest.agent);
    let by = |parent: &Party, agent: &Party| {
        signing::grant(&offer.session, parent, agent, &offer.world.domain())
    };
    let signed = |session: Session| offer.grant_of(&session);
    let too_late = offer.world.now;
    let refused = [
        by(&stranger, agent),
        by(parent, &stranger),
        by(agent, parent),
        Grant { by_agent: good.by_parent, ..good },
        signed(Session { paymentCap: usdc(101), ..offer.session.clone() }),
        signed(Session { generation: generation + 1, ..offer.session.clone() }),
        signed(Session { notAfter: too_late, ..offer.session.clone() }),
        signed(Session { notAfter: 1 << 36, ..offer.session.clone() }),
        signed(Session { parent: stranger.address, ..offer.session.clone() }),
    ];
    assert!(paymentCap < usdc(101));
    for (number, grant) in refused.into_iter().enumerate() {
        let item = offer.item(1);
        let verdicts = offer.world.settle_granted(&[item], &[grant]).ok();
        assert_eq!(verdicts, [UNKNOWN], "{number}");
        assert_eq!(offer.words(), [U256::ZERO; 2], "{number}");
    }
    assert_eq!(offer.first(1), Settled);
}

#[test]
fn registering_reverts_with_what_is_wrong() {
    let offer = offer();
    let Offer { world, acme, guest, session } = &offer;
    let agent = guest.agent.address;
    let refused = |session: Session| {
        let (parent, agent) = (&acme.agent, &guest.agent);
        let call = signing::register_session(&session, parent, agent, &world.domain());
        world.send(&world.relayer, &call).failure()
    };
    let invalid = |fault: PolicyFault| IVault::PolicyInvalid { fault: fault.code() }.into();
    let with = |change: &dyn Fn(&mut Session)| {
        let mut session = session.clone();
        change(&mut session);
        refused(session)
    };
    let now = world.now;
    let cap = with(&|session| session.paymentCap = usdc(101));
    assert_eq!(cap, invalid(PolicyFault::AboveParentPayment));
    let end = with(&|session| session.notAfter = 1 << 36);
    assert_eq!(end, invalid(PolicyFault::ValidityRange));
    let over = with(&|session| session.notAfter = now);
    assert_eq!(over, IVault::ConsentExpired { deadline: now, now }.into());
    let generation = with(&|session| session.generation = 1);
    assert_eq!(generation, IVault::DelegationEnded { parent: acme.agent.address }.into());
    let token = with(&|session| session.agent = world.token);
    assert_eq!(token, IVault::AddressInvalid { account: world.token }.into());
    let parent = with(&|session| session.parent = guest.agent.address);
    assert_eq!(parent, IVault::ConsentInvalid { agent }.into());
    let forged = Session { budget: 1, ..session.clone() };
    let call = IVault::registerSessionCall { session: forged, ..offer.register() };
    let forged = world.send(&world.relayer, &call).failure();
    assert_eq!(forged, IVault::ConsentInvalid { agent: acme.agent.address }.into());
}

#[test]
fn batch_with_a_forged_item_and_a_good_grant_opens_nothing() {
    let mut offer = offer();
    let authorization = offer.world.authorization(&offer.guest.clone(), usdc(1));
    let forged = offer.world.sign_item(&offer.acme.agent, &authorization);
    let grant = offer.grant();
    let verdicts = offer.world.settle_granted(&[forged], &[grant]).ok();
    assert_eq!(verdicts, [Fault(InvalidSignature)]);
    assert_eq!(offer.words(), [U256::ZERO; 2]);
}

#[test]
fn batch_with_grants_happens_whole_or_not_at_all_whatever_gas_the_caller_sends() {
    let mut offer = offer();
    let item = offer.item(1);
    let call = batch_with(&[item], &[offer.grant()], &[]);
    let snapshot = offer.world.chain.snapshot();
    let enough = offer.world.send(&offer.world.relayer, &call).gas_used;
    assert!(offer.world.chain.revert(snapshot));
    let mut passed = 0;
    for gas in (40_000..enough + 400_000).step_by(4_001) {
        let snapshot = offer.world.chain.snapshot();
        let outcome = offer.world.send_with_gas(&offer.world.relayer, &call, gas);
        if let Ok(verdicts) = &outcome.result {
            assert_eq!(verdicts.as_ref(), [0], "{gas}");
            passed += 1;
        } else {
            assert_eq!(offer.words(), [U256::ZERO; 2], "{gas}");
        }
        assert!(offer.world.chain.revert(snapshot));
    }
    assert!(passed > 0);
}

/// What whoever settles sends along for a batch of so many sessions' first payments, each to a new vendor.
fn assert_limit_is_enough(offer: &mut Offer, sessions: usize) {
    let (items, grants): (Vec<_>, Vec<_>) = (0..sessions)
        .map(|number| {
            let agent = Party::named(&format!("session {number}"));
            offer.session = offer.world.session(&offer.acme.agent, &agent);
            let vendor = place(&format!("new vendor {number}"));
            offer.guest = Tenant { agent, vendor, ..offer.acme.clone() };
            (offer.item(1), offer.grant())
        })
        .unzip();
    let call = batch_with(&items, &grants, &[]);
    let limit = gas::limit(call.abi_encoded_size() + 4, sessions, sessions, sessions);
    let outcome = offer.world.send_with_gas(&offer.world.relayer, &call, limit);
    assert!(outcome.gas_used < limit);
    assert_eq!(outcome.ok(), vec![0; sessions]);
}

#[test]
fn limit_is_enough_when_every_item_opens_a_session() {
    assert_limit_is_enough(&mut offer(), 40);
}

#[test]
fn limit_is_enough_when_one_item_opens_a_session_below_three_delegations() {
    let policy = |depth| Policy { vendors: ANY_VENDOR, ..delegating(depth) };
    let mut offer = offer_under(policy(4));
    for depth in (1..4).rev() {
        let parent = offer.acme.agent.clone();
        offer.acme.agent = offer.world.delegate(&parent, &format!("depth {depth}"), policy(depth));
    }
    assert_limit_is_enough(&mut offer, 1);
}
