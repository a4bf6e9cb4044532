//! Another key than before, while transactions of the first may still land.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use bursar::batcher::Outcome;
use bursar::chain::Chain;
use bursar::payment::SignedAuthorization;
use bursar_policy::batch::Verdict;
use stylus_devnode::Mining;

use crate::disk::tamper;
use crate::harness::ITestUsdc;
use crate::proxy::{Fault, Proxy};
use crate::reverts::queue;
use crate::world::{Running, World};

const PAYEE: Address = Address::repeat_byte(0x77);

/// What the first key signed, and no node has.
struct Signed {
    payment: SignedAuthorization,
    hash: B256,
    raw: Vec<u8>,
}

/// A payment that the first key signs and cannot send.
async fn sign(world: &World) -> Signed {
    let proxy = Proxy::before(&world.node.url()).await;
    for _ in 0..100 {
        proxy.plan("eth_sendRawTransaction", Fault::Refuse(-32_005, "too many requests"));
    }
    let running = world.run_at(&proxy.url, world.settings()).await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&payment).await.unwrap();
    proxy.struck(1).await;
    running.stop().await;
    let sent = sqlx::query_as("SELECT hash, raw FROM transactions");
    let (hash, raw): (Vec<u8>, Vec<u8>) = sent.fetch_one(&mut tamper(world).await).await.unwrap();
    Signed { payment, hash: B256::from_slice(&hash), raw }
}

/// A batcher with another key than the world's.
async fn succeed(world: &World, url: &str) -> (PrivateKeySigner, Running) {
    let successor = PrivateKeySigner::random();
    world.fund(successor.address()).await;
    let running = world.run_as(&successor, url, world.settings()).await;
    (successor, running)
}

/// As [`succeed`], after the token has come to refuse the payment, and the lane has seen so twice.
async fn succeed_in_vain(world: &World, signed: &Signed) -> (Proxy, Running) {
    let shun = ITestUsdc::blacklistCall { account: PAYEE };
    world.bank.send(world.token, &shun).await.unwrap();
    let proxy = Proxy::before(&world.node.url()).await;
    let (_, running) = succeed(world, &proxy.url).await;
    running.until(|| proxy.asked("eth_getLogs") >= 2).await;
    let pending = Outcome::Pending { transaction: Some(signed.hash) };
    assert_eq!(running.batcher.withdraw(&signed.payment.key()).await.unwrap(), pending);
    (proxy, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_settles_under_another_key_when_the_first_could_not_send_it() {
    let world = World::start().await;
    let signed = sign(&world).await;
    let (successor, running) = succeed(&world, &world.node.url()).await;
    let settled = running.end_of(&signed.payment).await;
    assert!(matches!(settled, Outcome::Settled(_)), "{settled:?}");
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5));
    assert_eq!(world.node.chain().pending_nonce(successor.address()), 1);
    // The first comes too late, and pays nothing.
    world.node.chain().set_mining(Mining::Manual);
    let _ = world.bank.provider().send_raw_transaction(&signed.raw).await.unwrap();
    world.node.chain().mine();
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5));
    assert_eq!(running.end_of(&signed.payment).await, settled);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_is_not_refused_while_the_first_key_may_pay_it() {
    let world = World::start().await;
    let signed = sign(&world).await;
    let (_proxy, running) = succeed_in_vain(&world, &signed).await;
    world.node.chain().set_mining(Mining::Manual);
    queue(&world, 0, &ITestUsdc::unBlacklistCall { account: PAYEE }).await;
    let _ = world.bank.provider().send_raw_transaction(&signed.raw).await.unwrap();
    world.node.chain().mine();
    let Outcome::Settled(settlement) = running.end_of(&signed.payment).await else { panic!() };
    assert_eq!(settlement.transaction, signed.hash);
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_is_refused_once_the_first_key_has_used_its_nonce_otherwise() {
    let world = World::start().await;
    let signed = sign(&world).await;
    let (_proxy, running) = succeed_in_vain(&world, &signed).await;
    let first = Chain::connect(&world.node.url(), Some(world.relayer.clone())).await.unwrap();
    first.transact(TransactionRequest::default().with_to(PAYEE)).await.unwrap();
    let Outcome::Refused(refusal) = running.end_of(&signed.payment).await else { panic!() };
    assert_eq!(refusal.verdict, Verdict::PayoutFailed);
    running.stop().await;
}
