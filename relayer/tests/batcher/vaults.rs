//! Payments out of a vault: many in one transaction, and ended by the vault's own events alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use alloy::primitives::{Address, U256};
use bursar::batcher::{Outcome, Settings};
use bursar::payment::{Settlement, SignedAuthorization};
use bursar::store::Store;
use bursar_abi::IVault;
use bursar_policy::batch::Verdict;
use bursar_policy::{AuthorizationFault, Denial};

use crate::harness::ITestUsdc;
use crate::tenant::{Indexing, PAYMENT_CAP, Tenant, index};
use crate::world::{Running, World};

const FUNDS: u64 = 1_000_000;

pub(crate) fn vendor(number: u8) -> Address {
    Address::repeat_byte(0x80 | number)
}

/// A batcher of the tenant's vault, and the indexer that it follows.
pub(crate) async fn run(world: &World, tenant: &Tenant) -> (Running, Indexing) {
    run_at(&world.node.url(), world.settings(), world, tenant).await
}

/// As [`run`], with settings beside the vault, and a batcher that reaches the chain at `url`.
pub(crate) async fn run_at(
    url: &str,
    settings: Settings,
    world: &World,
    tenant: &Tenant,
) -> (Running, Indexing) {
    let settings = Settings { vaults: vec![tenant.vault], ..settings };
    let running = world.run_at(url, settings).await;
    let store = Store::open(&world.store()).await.unwrap();
    let follower = Arc::new(running.batcher.clone());
    let indexing = index(&world.node.url(), store, (tenant.vault, tenant.block), follower).await;
    (running, indexing)
}

pub(crate) async fn settlement_of(running: &Running, payment: &SignedAuthorization) -> Settlement {
    match running.end_of(payment).await {
        Outcome::Settled(settlement) => settlement,
        other => panic!("not settled: {other:?}"),
    }
}

pub(crate) async fn verdict_of(running: &Running, payment: &SignedAuthorization) -> Verdict {
    match running.end_of(payment).await {
        Outcome::Refused(refusal) => refusal.verdict,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_settles_many_in_few_transactions_and_the_books_balance() {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 4).await;
    let (running, indexing) = run(&world, &tenant).await;
    let payments: Vec<_> =
        (0..90).map(|number| tenant.payment(number, vendor((number % 5) as u8), 7)).collect();
    let accepted = payments.iter().map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(accepted).await.unwrap();
    let mut transactions = BTreeSet::new();
    for payment in &payments {
        transactions.insert(settlement_of(&running, payment).await.transaction);
    }
    assert!(transactions.len() < 10, "{} transactions", transactions.len());
    for number in 0..5 {
        assert_eq!(world.tokens_of(vendor(number)).await, U256::from(90 / 5 * 7));
    }
    assert_eq!(world.balance(&tenant).await, FUNDS - 90 * 7);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_only_the_bad_when_they_share_a_batch_with_good_ones() {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 2).await;
    let blocked = vendor(9);
    let block = ITestUsdc::blacklistCall { account: blocked };
    world.bank.send(world.token, &block).await.unwrap();
    let (running, indexing) = run(&world, &tenant).await;
    let good = [tenant.payment(0, vendor(1), 7), tenant.payment(1, vendor(2), 8)];
    let over = tenant.payment(0, vendor(1), PAYMENT_CAP + 1);
    let unpayable = tenant.payment(1, blocked, 9);
    let mut forged = tenant.payment(0, vendor(1), 3);
    forged.authorization.value = U256::from(4);
    let all = [&good[0], &over, &unpayable, &good[1], &forged];
    let accepted = all.into_iter().map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(accepted).await.unwrap();
    for payment in &good {
        settlement_of(&running, payment).await;
    }
    assert_eq!(verdict_of(&running, &over).await, Verdict::Denied(Denial::PaymentCap));
    assert_eq!(verdict_of(&running, &unpayable).await, Verdict::PayoutFailed);
    let fault = Verdict::Fault(AuthorizationFault::InvalidSignature);
    assert_eq!(verdict_of(&running, &forged).await, fault);
    assert_eq!(world.balance(&tenant).await, FUNDS - 15);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_names_the_other_transaction_when_the_facade_was_first() {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 1).await;
    let (running, indexing) = run(&world, &tenant).await;
    let payment = tenant.payment(0, vendor(1), 7);
    let theirs = world.settle_directly(&payment).await;
    running.batcher.accept(&payment).await.unwrap();
    assert_eq!(settlement_of(&running, &payment).await.transaction, theirs);
    // The same nonce with another vendor is another message: it was not paid, and cannot be.
    let mut other = tenant.payment(0, vendor(2), 7);
    other.authorization.nonce = payment.authorization.nonce;
    let known = running.batcher.accept(&other).await.unwrap();
    assert!(
        matches!(known, bursar::batcher::Accepted::Known { payment: first, .. } if *first == payment)
    );
    assert_eq!(world.balance(&tenant).await, FUNDS - 7);
    assert_eq!(world.relayer_nonce(), 0);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_settles_again_when_the_chain_went_back() {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 1).await;
    let (running, indexing) = run(&world, &tenant).await;
    let first = tenant.payment(0, vendor(1), 7);
    running.batcher.accept(&first).await.unwrap();
    settlement_of(&running, &first).await;
    let before = world.node.chain().snapshot();
    let lost = tenant.payment(0, vendor(1), 8);
    running.batcher.accept(&lost).await.unwrap();
    settlement_of(&running, &lost).await;
    assert!(world.node.chain().revert(before));
    assert_eq!(world.balance(&tenant).await, FUNDS - 7);
    // Another block takes the place of the one that is gone, so that the indexer sees it.
    world.fund(Address::repeat_byte(0x11)).await;
    let next = tenant.payment(0, vendor(1), 9);
    running.batcher.accept(&next).await.unwrap();
    settlement_of(&running, &next).await;
    let nonce = lost.authorization.nonce;
    let used = IVault::authorizationStateCall { authorizer: lost.authorization.from, nonce };
    let again = async {
        while !world.bank.view(tenant.vault, &used).await.unwrap() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::world::PATIENCE, again).await.unwrap();
    settlement_of(&running, &lost).await;
    assert_eq!(world.balance(&tenant).await, FUNDS - 7 - 8 - 9);
    indexing.stop().await;
    running.stop().await;
}
