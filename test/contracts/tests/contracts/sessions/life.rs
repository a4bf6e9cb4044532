//! What becomes of a session: who stops it, what ends it, and that its key and its nonces are used up
//! for good.

use bursar_abi::{IVault, Policy, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::Party,
    signing::{self, TransferWithAuthorization},
    tenant::{ANY_VENDOR, FUNDS, Tenant, delegating, plain, usdc},
};
use bursar_policy::{
    AuthorizationFault::Used,
    Denial,
    batch::Verdict::{self, Fault, Settled},
};

use super::{Offer, UNKNOWN, offer};

const ENDED: Verdict = Verdict::Denied(Denial::DelegationEnded);

#[test]
fn grant_used_again_opens_nothing_whatever_became_of_the_session() {
    let mut offer = offer();
    assert_eq!(offer.first(1), Settled);
    let (agent, treasury) = (offer.guest.agent.address, offer.acme.id);
    let again = |offer: &Offer| offer.world.send(&offer.world.relayer, &offer.register()).failure();
    let bound = |treasury| Failure::from(IVault::AgentBound { agent, treasury });
    assert_eq!(again(&offer), bound(treasury));
    let removal = IVault::removeAgentCall { agent };
    let outcome = offer.world.send(&offer.acme.guardian, &removal);
    assert_eq!(outcome.event_names(offer.world.vault), ["AgentRemoved", "AuditHead"]);
    outcome.ok();
    assert_eq!(again(&offer), bound(0));
    assert_eq!(offer.first(1), UNKNOWN);
    assert_eq!(offer.words()[0].wrapping_to::<u64>(), 0);
    assert!(!offer.shown().live);
    // Nor does the key come back any other way.
    let consent = offer.world.consent(&offer.guest.agent.clone(), treasury);
    let add = IVault::addAgentCall { treasury, agent, policy: plain(), consent };
    assert_eq!(offer.world.send(&offer.acme.owner, &add).failure(), bound(0));
    let (parent, key) = (offer.acme.agent.clone(), offer.guest.agent.clone());
    let delegation = offer.world.delegation(&parent, &key, plain());
    let call = signing::delegate(&delegation, &parent, &key, &offer.world.domain());
    assert_eq!(offer.world.send(&offer.world.relayer, &call).failure(), bound(0));
    offer.assert_audited();
}

#[test]
fn session_granted_twice_is_opened_in_one_treasury_only() {
    let mut offer = offer();
    let rival = offer.world.tenant("rival", Policy { vendors: ANY_VENDOR, ..delegating(1) });
    let other = offer.world.session(&rival.agent, &offer.guest.agent);
    let other = signing::grant(&other, &rival.agent, &offer.guest.agent, &offer.world.domain());
    let (item, later) = (offer.item(2), offer.item(3));
    let grant = offer.grant();
    assert_eq!(offer.world.settle_granted(&[item], &[grant]).ok(), [Settled]);
    let verdicts = offer.world.settle_granted(&[item, later], &[other]).ok();
    assert_eq!(verdicts, [Fault(Used), Settled]);
    assert_eq!(offer.world.treasury_balance(offer.acme.id), FUNDS - usdc(5));
    assert_eq!(offer.world.treasury_balance(rival.id), FUNDS);
}

#[test]
fn key_that_was_an_agent_is_granted_no_session() {
    let mut offer = offer();
    let key = offer.world.join(&offer.acme.clone(), "session", plain());
    assert_eq!(key.address, offer.guest.agent.address);
    let agent = key.address;
    let bound = Failure::from(IVault::AgentBound { agent, treasury: offer.acme.id });
    assert_eq!(offer.world.send(&offer.world.relayer, &offer.register()).failure(), bound);
    offer.world.send(&offer.acme.owner, &IVault::removeAgentCall { agent }).ok();
    assert_eq!(offer.world.send(&offer.world.relayer, &offer.register()).failure(), bound);
    assert_eq!(offer.first(1), UNKNOWN);
}

#[test]
fn grant_signed_before_revoke_all_opens_nothing_after_it() {
    let mut offer = offer();
    let parent = offer.acme.agent.clone();
    let revoke = IVault::revokeDelegationsCall { agent: parent.address };
    offer.world.send(&parent, &revoke).ok();
    assert_eq!(offer.first(1), UNKNOWN);
    let ended = Failure::from(IVault::DelegationEnded { parent: parent.address });
    assert_eq!(offer.world.send(&offer.world.relayer, &offer.register()).failure(), ended);
    offer.session = offer.world.session(&parent, &offer.guest.agent);
    assert_eq!(offer.first(1), Settled);
}

#[test]
fn session_ends_with_whatever_ends_its_parents_delegations() {
    let mut offer = offer();
    let child = Policy { vendors: ANY_VENDOR, ..delegating(1) };
    let child = offer.world.delegate(&offer.acme.agent.clone(), "child", child);
    let root = offer.acme.agent.clone();
    offer.acme.agent = child.clone();
    offer.session = offer.world.session(&child, &offer.guest.agent);
    assert_eq!(offer.first(1), Settled);
    for above in [&root, &child] {
        let agent = above.address;
        let guardian = offer.acme.guardian.clone();
        let snapshot = offer.world.chain.snapshot();
        offer.world.send(&guardian, &IVault::freezeAgentCall { agent }).ok();
        assert_eq!(offer.pay(1), Verdict::Denied(Denial::AgentFrozen));
        offer.world.send(&offer.acme.owner, &IVault::thawAgentCall { agent }).ok();
        assert_eq!(offer.pay(1), Settled);
        offer.world.send(&guardian, &IVault::revokeDelegationsCall { agent }).ok();
        assert_eq!(offer.pay(1), ENDED);
        assert!(offer.world.chain.revert(snapshot));
        let snapshot = offer.world.chain.snapshot();
        offer.world.send(&guardian, &IVault::removeAgentCall { agent }).ok();
        assert_eq!(offer.pay(1), ENDED);
        assert!(offer.world.chain.revert(snapshot));
    }
    assert_eq!(offer.pay(1), Settled);
}

type Caller = fn(&Offer) -> Party;

#[test]
fn parents_admins_and_guardians_stop_and_end_a_session_and_strangers_do_not() {
    let callers: [(Caller, bool); 6] = [
        (|offer| offer.acme.owner.clone(), true),
        (|offer| offer.acme.admin.clone(), true),
        (|offer| offer.acme.guardian.clone(), true),
        (|offer| offer.acme.agent.clone(), true),
        (|offer| offer.guest.agent.clone(), false),
        (|_| Party::named("stranger"), false),
    ];
    let mut offer = offer();
    assert_eq!(offer.first(1), Settled);
    let (agent, treasury) = (offer.guest.agent.address, offer.acme.id);
    for (caller, may) in callers {
        let caller = caller(&offer);
        let account = caller.address;
        let refused = Failure::from(IVault::Unauthorized { treasury, account });
        let snapshot = offer.world.chain.snapshot();
        let frozen = offer.world.send(&caller, &IVault::freezeAgentCall { agent });
        if may {
            assert_eq!(frozen.event_names(offer.world.vault), ["AgentFrozen", "AuditHead"]);
            assert_eq!(offer.pay(1), Verdict::Denied(Denial::AgentFrozen));
            assert!(offer.shown().frozen);
            offer.world.send(&offer.acme.admin, &IVault::thawAgentCall { agent }).ok();
            assert_eq!(offer.pay(1), Settled);
            offer.world.send(&caller, &IVault::removeAgentCall { agent }).ok();
            assert_eq!(offer.pay(1), UNKNOWN);
        } else {
            assert_eq!(frozen.failure(), refused);
            let removed = offer.world.send(&caller, &IVault::removeAgentCall { agent });
            assert_eq!(removed.failure(), refused);
        }
        assert!(offer.world.chain.revert(snapshot));
    }
}

#[test]
fn nothing_of_a_session_is_edited() {
    let mut offer = offer();
    assert_eq!(offer.first(1), Settled);
    let (agent, vendor) = (offer.guest.agent.address, offer.acme.vendor);
    let owner = offer.acme.owner.clone();
    let refused = Failure::from(IVault::AgentUnknown { agent });
    let before = offer.words();
    let (policy, entry, expectedVersion) = (plain(), VendorEntry::default(), 0);
    let set = IVault::setPolicyCall { agent, policy, expectedVersion };
    assert_eq!(offer.world.send(&owner, &set).failure(), refused);
    let list = IVault::setVendorCall { agent, vendor, entry, expectedVersion };
    assert_eq!(offer.world.send(&owner, &list).failure(), refused);
    let unlist = IVault::removeVendorCall { agent, vendor };
    assert_eq!(offer.world.send(&owner, &unlist).failure(), refused);
    let revoke = IVault::revokeDelegationsCall { agent };
    assert_eq!(offer.world.send(&owner, &revoke).failure(), refused);
    assert_eq!(offer.words(), before);
}

#[test]
fn session_may_not_delegate_further() {
    let mut offer = offer();
    assert_eq!(offer.first(1), Settled);
    let key = offer.guest.agent.clone();
    let below = Party::named("below");
    let session = offer.world.session(&key, &below);
    let call = signing::register_session(&session, &key, &below, &offer.world.domain());
    let ended = Failure::from(IVault::DelegationEnded { parent: key.address });
    assert_eq!(offer.world.send(&offer.world.relayer, &call).failure(), ended);
}

#[test]
fn nonces_of_a_session_are_used_up_for_good_also_after_its_end() {
    let mut offer = offer();
    let item = offer.item(1);
    let grant = offer.grant();
    let again = [item, item];
    assert_eq!(offer.world.settle_granted(&again, &[grant]).ok(), [Settled, Fault(Used)]);
    assert_eq!(offer.world.settle_batch(&[item]).ok(), [Fault(Used)]);
    assert!(offer.world.is_used(item.agent, item.nonce));
    let parent = offer.acme.agent.address;
    assert!(!offer.world.is_used(parent, item.nonce), "a nonce belongs to its key");
    let agent = item.agent;
    offer.world.send(&offer.acme.guardian, &IVault::removeAgentCall { agent }).ok();
    assert!(offer.world.is_used(item.agent, item.nonce));
    offer.world.send(&offer.acme.guardian, &IVault::removeAgentCall { agent: parent }).ok();
    assert!(offer.world.is_used(item.agent, item.nonce));
}

#[test]
fn sequenced_nonces_of_a_session_are_counted_under_its_own_key() {
    let mut offer = offer();
    let counted = |offer: &mut Offer, tenant: &Tenant, sequence| {
        let authorization = TransferWithAuthorization {
            nonce: signing::sequenced(0, sequence),
            ..offer.world.authorization(tenant, usdc(1))
        };
        offer.world.sign_item(&tenant.agent, &authorization)
    };
    let (guest, acme) = (offer.guest.clone(), offer.acme.clone());
    let items = [counted(&mut offer, &guest, 0), counted(&mut offer, &acme, 0)];
    let twice = counted(&mut offer, &guest, 0);
    let grant = offer.grant();
    let verdicts = offer.world.settle_granted(&[items[0], items[1], twice], &[grant]).ok();
    assert_eq!(verdicts, [Settled, Settled, Fault(Used)]);
}
