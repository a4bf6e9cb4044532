//! SIGKILL at every step between accept and answer: nothing accepted is lost, nothing is paid twice.

use alloy::primitives::{Address, U256};
use bursar::payment::SignedAuthorization;

use crate::process::Relay;
use crate::proxy::{Fault, Proxy};
use crate::tenant::Tenant;
use crate::world::World;

const PAYEE: Address = Address::repeat_byte(0x77);
/// Payments under way at the kill.
const LOAD: usize = 12;

/// What the treasury has.
const FUNDS: u64 = 10_000;

/// The step at which a relay is killed.
struct Step {
    /// When it asks the node for this,
    method: &'static str,
    /// for the so-manieth time,
    nth: usize,
    /// before or after the node has done it.
    fault: Fault,
}

/// Kills a relay under load at `step`; then starts another, which must bring every payment that the
/// first accepted to its end.
async fn survives(
    world: &World,
    tenant: Option<&Tenant>,
    payments: &[SignedAuthorization],
    step: Step,
) {
    let Step { method, nth, fault } = step;
    let proxy = Proxy::before(&world.node.url()).await;
    for _ in 1..nth {
        proxy.plan(method, Fault::Pass);
    }
    proxy.plan(method, fault);
    let mut relay = Relay::start(world, tenant, &proxy.url);
    for payment in payments {
        relay.ask(payment);
    }
    relay.hear_all("accepted", payments.len()).await;
    proxy.struck(nth).await;
    relay.kill();
    let mut relay = Relay::start(world, tenant, &world.node.url());
    for payment in payments {
        relay.ask(payment);
    }
    let heard = relay.hear_all("settled", payments.len()).await;
    for payment in payments {
        let said = &heard[&payment.authorization.nonce];
        assert_eq!(said[0], "known", "{method}: {said:?}");
        assert!(said[1].starts_with("settled"), "{method}: {said:?}");
    }
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5 * payments.len()));
    relay.kill();
}

/// As [`survives`], with payments of 5 in the token, each by a payer who has just that.
async fn survives_with_tokens(method: &'static str, nth: usize, fault: Fault) {
    let world = World::start().await;
    let mut payments = Vec::new();
    for _ in 0..LOAD {
        payments.push(world.transfer(&world.payer(5).await, PAYEE, 5).await);
    }
    survives(&world, None, &payments, Step { method, nth, fault }).await;
    for payment in &payments {
        assert_eq!(world.tokens_of(payment.authorization.from).await, U256::ZERO);
    }
}

/// As [`survives`], with payments of 5 by three agents of one treasury, four to a batch.
async fn survives_with_a_vault(method: &'static str, nth: usize, fault: Fault) {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 3).await;
    let payments: Vec<_> = (0..LOAD).map(|agent| tenant.payment(agent, PAYEE, 5)).collect();
    survives_as(&world, &tenant, &payments, Step { method, nth, fault }).await;
}

/// As [`survives_with_a_vault`], with a key and a contract in turn.
async fn survives_with_contracts(method: &'static str, nth: usize, fault: Fault) {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 1).await;
    let wallet = world.wallet(&tenant).await;
    let by_turns = |number| match number % 2 {
        0 => tenant.payment(0, PAYEE, 5),
        _ => tenant.payment_of(&wallet, PAYEE, 5),
    };
    let payments: Vec<_> = (0..LOAD).map(by_turns).collect();
    survives_as(&world, &tenant, &payments, Step { method, nth, fault }).await;
}

async fn survives_as(world: &World, tenant: &Tenant, payments: &[SignedAuthorization], step: Step) {
    survives(world, Some(tenant), payments, step).await;
    let paid = 5 * u64::try_from(LOAD).unwrap();
    assert_eq!(world.balance(tenant).await, FUNDS - paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_before_the_lane_is_set() {
    survives_with_tokens("eth_getTransactionCount", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_before_the_simulation() {
    survives_with_tokens("eth_call", 2, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_between_signing_and_sending() {
    survives_with_tokens("eth_sendRawTransaction", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_after_sending_before_the_answer() {
    survives_with_tokens("eth_sendRawTransaction", 1, Fault::Mute).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_with_some_settled_and_some_sent() {
    survives_with_tokens("eth_sendRawTransaction", 7, Fault::Mute).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_before_the_receipt() {
    survives_with_tokens("eth_getTransactionReceipt", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_settle_once_when_killed_between_receipts() {
    survives_with_tokens("eth_getTransactionReceipt", 6, Fault::Mute).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_before_the_simulation() {
    survives_with_a_vault("eth_call", 3, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_between_signing_and_sending() {
    survives_with_a_vault("eth_sendRawTransaction", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_after_sending_before_the_answer() {
    survives_with_a_vault("eth_sendRawTransaction", 1, Fault::Mute).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_with_some_settled_and_some_sent() {
    survives_with_a_vault("eth_sendRawTransaction", 2, Fault::Mute).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_contracts_settle_once_when_killed_before_the_simulation() {
    survives_with_contracts("eth_call", 3, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_contracts_settle_once_when_killed_between_signing_and_sending() {
    survives_with_contracts("eth_sendRawTransaction", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_before_the_receipt() {
    survives_with_a_vault("eth_getTransactionReceipt", 1, Fault::Swallow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_settle_once_when_killed_before_the_events_are_read() {
    survives_with_a_vault("eth_getLogs", 2, Fault::Mute).await;
}
