//! Payments on which the node gives no verdict, and nodes that lag behind what the index has read.

use alloy::primitives::{Address, U256};
use bursar::batcher::Outcome;
use bursar_policy::batch::Verdict;

use crate::proxy::{Fault, Proxy};
use crate::vaults::{run_at, settlement_of, vendor};
use crate::world::World;

const PAYEE: Address = Address::repeat_byte(0x77);

#[tokio::test(flavor = "multi_thread")]
async fn batches_go_on_when_the_node_gives_no_verdict_on_one_payment() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 2).await;
    let proxy = Proxy::before(&world.node.url()).await;
    let (running, indexing) = run_at(&proxy.url, world.settings(), &world, &tenant).await;
    let odd = tenant.payment(0, vendor(1), 5);
    proxy.curse(Some(odd.authorization.nonce.as_slice()));
    let good: Vec<_> = (0..6).map(|number| tenant.payment(number, vendor(2), 7)).collect();
    let all = std::iter::once(&odd).chain(&good);
    futures_util::future::try_join_all(all.map(|one| running.batcher.accept(one))).await.unwrap();
    for payment in &good {
        settlement_of(&running, payment).await;
    }
    // Nor does it stop what comes later, and in the end somebody says what became of it.
    let later = tenant.payment(1, vendor(2), 7);
    running.batcher.accept(&later).await.unwrap();
    settlement_of(&running, &later).await;
    let Outcome::Refused(refusal) = running.end_of(&odd).await else { panic!() };
    assert_eq!(refusal.verdict, Verdict::PayoutFailed);
    assert!(refusal.detail.unwrap().contains("it was not sent"));
    assert_eq!(world.balance(&tenant).await, 1_000 - 7 * 7);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_settles_when_the_node_gives_a_verdict_after_all() {
    let world = World::start().await;
    let proxy = Proxy::before(&world.node.url()).await;
    let running = world.run_at(&proxy.url, world.settings()).await;
    let odd = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let other = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    proxy.curse(Some(odd.authorization.nonce.as_slice()));
    running.batcher.accept(&odd).await.unwrap();
    proxy.struck(3).await;
    running.batcher.accept(&other).await.unwrap();
    assert!(matches!(running.end_of(&other).await, Outcome::Settled(_)));
    proxy.curse(None);
    assert!(matches!(running.end_of(&odd).await, Outcome::Settled(_)));
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(10));
    assert_eq!(world.relayer_nonce(), 2);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verdict_of_a_node_behind_the_index_is_none() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 1).await;
    let proxy = Proxy::before(&world.node.url()).await;
    let (running, indexing) = run_at(&proxy.url, world.settings(), &world, &tenant).await;
    // In this node's newest block there is a vault, and neither the agent nor the money.
    for method in ["eth_getBlockByNumber", "eth_call"] {
        for _ in 0..4 {
            proxy.plan(method, Fault::Behind(tenant.block));
        }
    }
    let payment = tenant.payment(0, vendor(1), 7);
    running.batcher.accept(&payment).await.unwrap();
    running.fault("does not have block").await;
    settlement_of(&running, &payment).await;
    proxy.struck(8).await;
    assert_eq!(world.balance(&tenant).await, 1_000 - 7);
    indexing.stop().await;
    running.stop().await;
}
