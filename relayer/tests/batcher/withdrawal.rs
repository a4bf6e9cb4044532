//! Payments that are taken back, and those for which it is too late.

use alloy::primitives::{Address, U256};
use bursar::batcher::{Accepted, BatcherError, FeePolicy, Outcome, Settings};
use bursar::payment::Standing;
use bursar::store::Store;
use stylus_devnode::Mining;

use crate::proxy::{Fault, Proxy};
use crate::tenant::index;
use crate::vaults::{run, run_at, settlement_of, vendor};
use crate::world::World;

const PAYEE: Address = Address::repeat_byte(0x77);

#[tokio::test(flavor = "multi_thread")]
async fn withdraw_ends_for_good_what_was_never_sent() {
    let world = World::start().await;
    let fees = FeePolicy { ceiling: 1, tip: 0 };
    let running = world.run_at(&world.node.url(), Settings { fees, ..world.settings() }).await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let unknown = running.batcher.withdraw(&payment.key()).await;
    assert!(matches!(unknown, Err(BatcherError::Unknown)), "{unknown:?}");
    running.batcher.accept(&payment).await.unwrap();
    running.fault("above the ceiling").await;
    let waiting = tokio::spawn({
        let (batcher, key) = (running.batcher.clone(), payment.key());
        async move { batcher.outcome(&key, crate::world::PATIENCE).await.unwrap() }
    });
    assert_eq!(running.batcher.withdraw(&payment.key()).await.unwrap(), Outcome::Withdrawn);
    assert_eq!(waiting.await.unwrap(), Outcome::Withdrawn, "whoever waits is told");
    assert_eq!(running.batcher.health().open, 0);
    running.stop().await;
    // Not even by a batcher that could.
    let running = world.run().await;
    let known = running.batcher.accept(&payment).await.unwrap();
    let standing = Standing::Withdrawn;
    assert_eq!(known, Accepted::Known { payment: Box::new(payment.clone()), standing });
    let other = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&other).await.unwrap();
    assert!(matches!(running.end_of(&other).await, Outcome::Settled(_)));
    assert_eq!(running.end_of(&payment).await, Outcome::Withdrawn);
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdraw_leaves_what_may_land() {
    let world = World::start().await;
    world.node.chain().set_mining(Mining::Manual);
    let running = world.run().await;
    let payment = world.transfer(&world.relayer, PAYEE, 0).await;
    running.batcher.accept(&payment).await.unwrap();
    running.until(|| world.relayer_nonce() == 1).await;
    let pending = running.batcher.withdraw(&payment.key()).await.unwrap();
    assert!(matches!(pending, Outcome::Pending { transaction: Some(_) }), "{pending:?}");
    world.node.chain().mine();
    let settled = running.end_of(&payment).await;
    assert!(matches!(settled, Outcome::Settled(_)), "{settled:?}");
    assert_eq!(running.batcher.withdraw(&payment.key()).await.unwrap(), settled);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdraw_wins_over_a_batch_that_is_being_tried() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 2).await;
    let proxy = Proxy::before(&world.node.url()).await;
    let settings = Settings { answer_timeout: crate::world::PATIENCE, ..world.settings() };
    let (running, indexing) = run_at(&proxy.url, settings, &world, &tenant).await;
    // First the price on L1 is asked for, then the verdicts.
    proxy.plan("eth_call", Fault::Pass);
    proxy.plan("eth_call", Fault::Hold);
    let (taken_back, other) = (tenant.payment(0, vendor(1), 5), tenant.payment(1, vendor(1), 7));
    let both = [&taken_back, &other].map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(both).await.unwrap();
    proxy.struck(2).await;
    let withdrawn = running.batcher.withdraw(&taken_back.key()).await.unwrap();
    assert_eq!(withdrawn, Outcome::Withdrawn);
    proxy.go_on();
    settlement_of(&running, &other).await;
    assert_eq!(running.end_of(&taken_back).await, Outcome::Withdrawn);
    assert_eq!(world.balance(&tenant).await, 1_000 - 7);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn withdraw_waits_for_the_index_when_somebody_else_may_have_paid() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 2).await;
    // The index stands still.
    let (running, indexing) = run(&world, &tenant).await;
    indexing.stop().await;
    let paid = tenant.payment(0, vendor(1), 5);
    let theirs = world.settle_directly(&paid).await;
    let next = tenant.payment(1, vendor(1), 7);
    let both = [&paid, &next].map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(both).await.unwrap();
    // What is refused is put aside before what passes is sent.
    running.until(|| world.relayer_nonce() == 1).await;
    running.until(|| running.batcher.health().queued == 0).await;
    let pending = running.batcher.withdraw(&paid.key()).await.unwrap();
    assert_eq!(pending, Outcome::Pending { transaction: None });
    let store = Store::open(&world.store()).await.unwrap();
    let follower = std::sync::Arc::new(running.batcher.clone());
    let vault = (tenant.vault, tenant.block);
    let indexing = index(&world.node.url(), store, vault, follower).await;
    assert_eq!(settlement_of(&running, &paid).await.transaction, theirs);
    indexing.stop().await;
    running.stop().await;
}
