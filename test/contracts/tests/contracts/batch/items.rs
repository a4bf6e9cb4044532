//! What becomes of each item, and what a batch leaves behind.

use alloy::primitives::{Address, U256};
use bursar_abi::{IVault, Policy, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    signing::{TransferWithAuthorization, sequenced},
    slots,
    tenant::{ANY_VENDOR, FUNDS, OWN_LIST, SHARED_LIST, Tenant, VALIDITY, plain, seconds, usdc},
    tokens::{Answer, IHostileToken, ITestUsdc},
    world::{START, Token, World},
};
use bursar_policy::{
    Denial,
    batch::{
        Item,
        Verdict::{PayoutFailed, Settled},
    },
};

use super::{EARLY, EXPIRED, FORGED, USED, assert_audited, denied, fresh, with_policy};

/// The same tenant with another vendor.
fn paying(tenant: &Tenant, vendor: &str) -> Tenant {
    Tenant { vendor: place(vendor), ..tenant.clone() }
}

fn blacklist(world: &World, account: Address) {
    world.send_to(&world.operator, world.token, &ITestUsdc::blacklistCall { account }).ok();
}

/// Words of the agent and its treasury, and the balance of the vendor.
fn books(world: &World, tenant: &Tenant) -> [U256; 4] {
    [
        world.slot(slots::of(slots::AGENT_STATE, tenant.agent.address)),
        world.slot(slots::of(slots::TREASURY_STATE, tenant.id)),
        world.slot(slots::of(slots::AUDIT_HEAD, tenant.id)),
        U256::from(world.token_balance(tenant.vendor)),
    ]
}

#[test]
fn batch_pays_nets_and_logs_every_item() {
    let (mut world, acme) = fresh();
    let other = paying(&acme, "other vendor");
    let items = [world.item(&acme, 3), world.item(&other, 5), world.item(&acme, 4)];
    let outcome = world.settle_batch(&items);

    let vault = world.vault;
    let settled: Vec<_> = items
        .iter()
        .map(|item| IVault::PaymentSettled {
            treasury: acme.id,
            agent: item.agent,
            vendor: item.vendor,
            value: U256::from(item.value),
            nonce: item.nonce,
        })
        .collect();
    assert_eq!(outcome.find::<IVault::PaymentSettled>(vault), settled);
    let names = outcome.event_names(vault);
    assert_eq!(names, ["PaymentSettled", "PaymentSettled", "PaymentSettled", "AuditHead"]);
    let [head] = outcome.find::<IVault::AuditHead>(vault).try_into().unwrap();
    assert_eq!((head.treasury, head.count, head.head), (acme.id, 3, world.audit_head(acme.id)));
    assert_eq!(head.firstSeq + 3, world.view(&IVault::treasuryCall { treasury: acme.id }).entries);
    // One transfer for each vendor, in the order of the table.
    let mut transfers = [(acme.vendor, 7), (other.vendor, 5)]
        .map(|(to, value)| ITestUsdc::Transfer { from: vault, to, value: U256::from(value) });
    transfers.sort_by_key(|transfer| transfer.to);
    assert_eq!(outcome.find::<ITestUsdc::Transfer>(world.token), transfers);
    assert_eq!(outcome.ok(), [Settled; 3]);

    assert_eq!(world.treasury_balance(acme.id), FUNDS - 12);
    assert_eq!((world.token_balance(acme.vendor), world.token_balance(other.vendor)), (7, 5));
    assert_audited(&world, acme.id);
    for item in items {
        assert!(world.is_used(item.agent, item.nonce));
    }
}

#[test]
fn same_agent_twice_is_charged_twice() {
    let (mut world, acme) =
        with_policy(Policy { periodCap: 100, period: seconds(600, 2), ..plain() });
    let items = [world.item(&acme, 60), world.item(&acme, 60), world.item(&acme, 40)];
    let verdicts = world.settle_batch(&items).ok();
    assert_eq!(verdicts, [Settled, denied(Denial::PeriodCap), Settled]);
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!((agent.window.spent, agent.lifetime, agent.count), (100, 100, 2));
    assert_eq!(world.token_balance(acme.vendor), 100);
    assert!(!world.is_used(acme.agent.address, items[1].nonce));
    assert_audited(&world, acme.id);
}

#[test]
fn same_vendor_twice_is_charged_twice_under_its_own_cap() {
    for vendors in [OWN_LIST, SHARED_LIST] {
        let mut world = World::new();
        let acme = world.tenant("acme", Policy { vendors, ..plain() });
        let entry = VendorEntry { capped: true, cap: 100, period: seconds(600, 0) };
        world.list(&acme, &entry);
        world.list_shared(&acme, &entry);
        let items = [world.item(&acme, 70), world.item(&acme, 31), world.item(&acme, 30)];
        let verdicts = world.settle_batch(&items).ok();
        assert_eq!(verdicts, [Settled, denied(Denial::VendorCap), Settled]);
        assert_eq!(world.token_balance(acme.vendor), 100);
    }
}

#[test]
fn two_agents_share_the_entry_of_a_shared_list_and_the_treasury() {
    let mut world = World::new();
    let acme = world.tenant("acme", Policy { vendors: SHARED_LIST, ..plain() });
    let agent = world.join(&acme, "second", Policy { vendors: SHARED_LIST, ..plain() });
    let second = Tenant { agent, ..acme.clone() };
    world.list_shared(&acme, &VendorEntry { capped: true, cap: 100, period: seconds(600, 0) });
    let items = [world.item(&acme, 60), world.item(&second, 60), world.item(&second, 40)];
    let verdicts = world.settle_batch(&items).ok();
    assert_eq!(verdicts, [Settled, denied(Denial::VendorCap), Settled]);
    assert_eq!(world.treasury_balance(acme.id), FUNDS - 100);
    assert_audited(&world, acme.id);
}

#[test]
fn same_nonce_twice_pays_once() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 5);
    let item = world.sign_item(&acme.agent, &authorization);
    let dearer = TransferWithAuthorization { value: U256::from(6), ..authorization };
    let dearer = world.sign_item(&acme.agent, &dearer);
    assert_eq!(world.settle_batch(&[item, item, dearer]).ok(), [Settled, USED, USED]);
    assert_eq!(world.settle_batch(&[dearer, item]).ok(), [USED, USED]);
    assert_eq!(world.token_balance(acme.vendor), 5);
}

/// Whoever settles chooses the order. It decides which of its own payments an agent's cap lets pass, and
/// nothing for those who share no cap with it.
#[test]
fn items_reordered_within_a_batch_change_nobody_elses_outcome() {
    let capped = || Policy { periodCap: 100, period: seconds(600, 0), ..plain() };
    let (mut world, acme) = with_policy(capped());
    let agent = world.join(&acme, "second", Policy { vendors: ANY_VENDOR, ..capped() });
    let second = Tenant { agent, ..acme.clone() };
    let beta = world.tenant("beta", capped());
    let payers =
        [(&acme, 60), (&second, 70), (&acme, 50), (&beta, 100), (&acme, 40), (&second, 30)];
    let mut items = payers.map(|(tenant, value)| world.item(tenant, value));
    let of =
        |world: &World, who: &Tenant| world.view(&IVault::agentCall { agent: who.agent.address });
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for order in 0..12 {
        items.rotate_left(1);
        if order == 6 {
            items.reverse();
        }
        let snapshot = world.chain.snapshot();
        let verdicts = world.settle_batch(&items).ok();
        for (item, verdict) in items.iter().zip(verdicts) {
            // What was refused left no trace.
            assert_eq!(world.is_used(item.agent, item.nonce), verdict == Settled);
            assert!(verdict == Settled || item.agent == acme.agent.address, "in order {order}");
        }
        own.push(of(&world, &acme).lifetime);
        others.push((of(&world, &second), of(&world, &beta), world.audit_head(beta.id)));
        assert!(world.chain.revert(snapshot));
    }
    others.dedup();
    assert_eq!(others.len(), 1);
    assert!(own.contains(&90) && own.contains(&100), "{own:?}");
}

#[test]
fn nonces_that_share_a_table_word_are_all_remembered() {
    // One word of three entries: the others take slots of their own.
    let (mut world, acme) = with_policy(Policy { nonceBits: 0, ..plain() });
    let items: Vec<_> = (0..6).map(|_| world.item(&acme, 1)).collect();
    assert_eq!(world.settle_batch(&items).ok(), [Settled; 6]);
    let own = items.iter().filter(|item| {
        !world.slot(slots::of_two(slots::NONCE_SLOT, item.agent, item.nonce)).is_zero()
    });
    assert_eq!(own.count(), 3);
    assert_eq!(world.settle_batch(&items).ok(), [USED; 6]);
    assert_eq!(world.token_balance(acme.vendor), 6);
}

#[test]
fn item_already_paid_through_the_facade_is_reported_used_and_the_other_way_round() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 5);
    let item = world.sign_item(&acme.agent, &authorization);
    world.settle(&acme.agent, &authorization).ok();
    let next = world.authorization(&acme, 7);
    let fresh = world.sign_item(&acme.agent, &next);
    assert_eq!(world.settle_batch(&[item, fresh]).ok(), [USED, Settled]);
    let failure = world.settle(&acme.agent, &next).failure();
    assert_eq!(failure, Failure::text("FiatTokenV2: authorization is used or canceled"));
    assert_eq!(world.token_balance(acme.vendor), 12);
}

#[test]
fn vendor_whose_payout_fails_loses_its_items_without_a_trace() {
    let policy = Policy { periodCap: 100, period: seconds(600, 0), ..plain() };
    let (mut world, acme) = with_policy(policy);
    let blocked = paying(&acme, "blocked vendor");
    blacklist(&world, blocked.vendor);
    let items = [
        world.item(&blocked, 60),
        world.item(&acme, 30),
        // No room beside the first; the verdict stands though the first is left out.
        world.item(&acme, 50),
        world.item(&blocked, 10),
    ];
    let outcome = world.settle_batch(&items);
    assert_eq!(outcome.event_names(world.vault), ["PaymentSettled", "AuditHead"]);
    let expected = [PayoutFailed, Settled, denied(Denial::PeriodCap), PayoutFailed];
    assert_eq!(outcome.ok(), expected);
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!((agent.window.spent, agent.lifetime, agent.count), (30, 30, 1));
    assert_eq!(world.treasury_balance(acme.id), FUNDS - 30);
    for (item, used) in items.iter().zip([false, true, false, false]) {
        assert_eq!(world.is_used(item.agent, item.nonce), used);
    }
    assert_audited(&world, acme.id);
    // What was left out is as good as before.
    assert_eq!(world.settle_batch(&items[2..3]).ok(), [Settled]);
}

#[test]
fn nonce_of_a_failed_payout_stays_unspent_though_the_batch_called_its_twin_used() {
    let (mut world, acme) = fresh();
    let blocked = paying(&acme, "blocked vendor");
    blacklist(&world, blocked.vendor);
    let lost = world.authorization(&blocked, 5);
    let twin = TransferWithAuthorization { to: acme.vendor, ..lost.clone() };
    let [lost, twin] = [&lost, &twin].map(|message| world.sign_item(&acme.agent, message));
    let other = world.item(&acme, 1);
    assert_eq!(world.settle_batch(&[lost, twin, other]).ok(), [PayoutFailed, USED, Settled]);
    assert_eq!(world.settle_batch(&[twin]).ok(), [Settled]);
}

#[test]
fn batch_reverts_when_every_payout_fails() {
    let (mut world, acme) = fresh();
    let other = paying(&acme, "other vendor");
    let items = [world.item(&acme, 1), world.item(&other, 2)];
    let before = books(&world, &acme);
    blacklist(&world, acme.vendor);
    blacklist(&world, other.vendor);
    assert_eq!(world.settle_batch(&items).failure(), IVault::PayoutsFailed {}.into());
    let (call, account) = (ITestUsdc::pauseCall {}, acme.vendor);
    world.send_to(&world.operator, world.token, &ITestUsdc::unBlacklistCall { account }).ok();
    world.send_to(&world.operator, world.token, &call).ok();
    assert_eq!(world.settle_batch(&items).failure(), IVault::PayoutsFailed {}.into());
    assert_eq!(books(&world, &acme), before);
}

#[test]
fn payout_fails_when_the_token_does_not_say_true() {
    for answer in [Answer::False, Answer::Revert] {
        let mut world = World::with_token(Token::Hostile);
        let acme = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..plain() });
        let item = world.item(&acme, 1);
        let call = IHostileToken::setAnswerCall { answer };
        world.send_to(&world.operator, world.token, &call).ok();
        assert_eq!(world.settle_batch(&[item]).failure(), IVault::PayoutsFailed {}.into());
    }
}

#[test]
fn batch_of_several_treasuries_keeps_their_books_apart() {
    let mut world = World::new();
    let policy = || Policy { vendors: ANY_VENDOR, ..plain() };
    let tenants = ["acme", "beta", "gamma"].map(|name| world.tenant(name, policy()));
    let vendor = place("their common vendor");
    let shared = tenants.clone().map(|tenant| Tenant { vendor, ..tenant });
    let mut items = Vec::new();
    for round in 1..=3 {
        items.extend(shared.each_ref().map(|tenant| world.item(tenant, round)));
    }
    let outcome = world.settle_batch(&items);
    let heads = outcome.find::<IVault::AuditHead>(world.vault);
    assert_eq!(heads.iter().map(|head| head.count).collect::<Vec<_>>(), [3; 3]);
    assert_eq!(outcome.find::<ITestUsdc::Transfer>(world.token).len(), 1);
    assert_eq!(outcome.ok(), [Settled; 9]);
    for tenant in &tenants {
        assert_eq!(world.treasury_balance(tenant.id), FUNDS - 6);
        assert_audited(&world, tenant.id);
    }
    assert_eq!(world.token_balance(vendor), 18);
}

#[test]
fn sums_for_one_vendor_may_pass_64_bits() {
    let mut world = World::with_token(Token::Hostile);
    let policy = || Policy { vendors: ANY_VENDOR, paymentCap: u64::MAX, ..plain() };
    let vendor = place("their common vendor");
    let tenants = ["acme", "beta"].map(|name| Tenant { vendor, ..world.tenant(name, policy()) });
    for tenant in &tenants {
        world.deposit(tenant, u64::MAX - FUNDS);
    }
    let items = tenants.each_ref().map(|tenant| world.item(tenant, u64::MAX));
    assert_eq!(world.settle_batch(&items).ok(), [Settled; 2]);
    let paid = world.view_of(world.token, &bursar_abi::IToken::balanceOfCall { account: vendor });
    assert_eq!(paid, U256::from(u64::MAX) << 1);
    assert_eq!(tenants.each_ref().map(|tenant| world.treasury_balance(tenant.id)), [0, 0]);
}

#[test]
fn batch_without_a_passing_item_returns_verdicts_and_changes_nothing() {
    let (mut world, acme) = fresh();
    let before = books(&world, &acme);
    let items = [world.item(&acme, usdc(101)), world.item(&acme, usdc(100) + 1)];
    let outcome = world.settle_batch(&items);
    assert_eq!(outcome.logs.len(), 0);
    assert_eq!(outcome.ok(), [denied(Denial::PaymentCap); 2]);
    let outcome = world.settle_batch(&[]);
    assert_eq!(outcome.logs.len(), 0);
    assert_eq!(outcome.ok(), []);
    assert_eq!(books(&world, &acme), before);
    assert!(items.iter().all(|item| !world.is_used(item.agent, item.nonce)));
}

#[test]
fn one_bad_item_of_each_kind_is_refused_alone() {
    let (mut world, acme) = fresh();
    let stranger = Party::named("stranger");
    let change = |world: &mut World, edit: fn(&mut TransferWithAuthorization)| {
        let mut message = world.authorization(&acme, usdc(1));
        edit(&mut message);
        world.sign_item(&acme.agent, &message)
    };
    let expired = change(&mut world, |message| message.validBefore = U256::from(START));
    let early = change(&mut world, |message| message.validAfter = U256::from(START));
    let long = change(&mut world, |message| message.validBefore = U256::from(u64::MAX));
    let nothing = change(&mut world, |message| message.value = U256::ZERO);
    let to_zero = change(&mut world, |message| message.to = Address::ZERO);
    let tagged = change(&mut world, |message| {
        message.nonce[..8].copy_from_slice(&sequenced(0, 0)[..8]);
    });
    let unknown = {
        let message = world.authorization(&acme, 1);
        let message = TransferWithAuthorization { from: stranger.address, ..message };
        world.sign_item(&stranger, &message)
    };
    let forged = {
        let message = world.authorization(&acme, 1);
        world.sign_item(&stranger, &message)
    };
    let altered = Item { value: 2, ..world.item(&acme, 1) };
    let good = world.item(&acme, 9);
    let items =
        [expired, early, long, nothing, to_zero, tagged, unknown, forged, altered, good, good];
    let expected = [
        EXPIRED,
        EARLY,
        denied(Denial::ValidityTooLong),
        denied(Denial::ValueZero),
        denied(Denial::PayeeForbidden),
        denied(Denial::NonceStyle),
        denied(Denial::AgentUnknown),
        FORGED,
        FORGED,
        Settled,
        USED,
    ];
    assert_eq!(world.settle_batch(&items).ok(), expected);
    assert_eq!(world.token_balance(acme.vendor), 9);
    assert_audited(&world, acme.id);
}

#[test]
fn authorization_held_back_until_the_cap_is_used_up_leaves_no_trace() {
    let (mut world, acme) =
        with_policy(Policy { periodCap: 100, period: seconds(300, 0), ..plain() });
    let held = world.item(&acme, 60);
    let other = world.item(&acme, 60);
    assert_eq!(world.settle_batch(&[other]).ok(), [Settled]);
    let before = books(&world, &acme);
    for _ in 0..10 {
        let verdicts = world.settle_batch(&[held, held]).ok();
        assert_eq!(verdicts, [denied(Denial::PeriodCap); 2]);
    }
    assert_eq!(books(&world, &acme), before);
    world.now = START + VALIDITY - 1;
    assert_eq!(world.settle_batch(&[held]).ok(), [Settled]);
}
