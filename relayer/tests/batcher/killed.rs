//! SIGKILL at every step between accept and answer: nothing accepted is lost, nothing is paid twice.

use alloy::primitives::{Address, U256};
use bursar::payment::SignedAuthorization;

use crate::process::Relay;
use crate::proxy::{Fault, Proxy};
use crate::world::World;

const PAYEE: Address = Address::repeat_byte(0x77);
/// Payments under way at the kill.
const LOAD: usize = 12;

/// Payments of 5, each by a payer who has just that.
async fn load(world: &World) -> Vec<SignedAuthorization> {
    let mut payments = Vec::new();
    for _ in 0..LOAD {
        payments.push(world.transfer(&world.payer(5).await, PAYEE, 5).await);
    }
    payments
}

/// Kills a relay under load when it asks the node for `method` for the `nth` time, before or after the
/// node has done it; then starts another, which must bring everything to its end.
async fn survives(method: &'static str, fault: Fault, nth: usize) {
    let world = World::start().await;
    let payments = load(&world).await;
    let proxy = Proxy::before(&world.node.url()).await;
    for _ in 1..nth {
        proxy.plan(method, Fault::Pass);
    }
    proxy.plan(method, fault);
    let mut relay = Relay::start(&world, &proxy.url);
    for payment in &payments {
        relay.ask(payment);
    }
    relay.hear_all("accepted", LOAD).await;
    proxy.struck(nth).await;
    relay.kill();
    let mut relay = Relay::start(&world, &world.node.url());
    for payment in &payments {
        relay.ask(payment);
    }
    let heard = relay.hear_all("settled", LOAD).await;
    for payment in &payments {
        let said = &heard[&payment.authorization.nonce];
        assert_eq!(said[0], "known", "{method}: {said:?}");
        assert!(said[1].starts_with("settled"), "{method}: {said:?}");
        assert_eq!(world.tokens_of(payment.authorization.from).await, U256::ZERO);
    }
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5 * LOAD));
    relay.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_before_the_lane_is_set() {
    survives("eth_getTransactionCount", Fault::Swallow, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_before_the_simulation() {
    survives("eth_call", Fault::Swallow, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_between_signing_and_sending() {
    survives("eth_sendRawTransaction", Fault::Swallow, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_after_sending_before_the_answer() {
    survives("eth_sendRawTransaction", Fault::Mute, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_with_some_settled_and_some_sent() {
    survives("eth_sendRawTransaction", Fault::Mute, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_before_the_receipt() {
    survives("eth_getTransactionReceipt", Fault::Swallow, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_killed_between_receipts() {
    survives("eth_getTransactionReceipt", Fault::Mute, 6).await;
}
