//! The lane against a node that misbehaves: nonces, fees, caps, reorganisations.

use std::time::Duration;

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionRequest;
use bursar::batcher::{BatcherError, FeePolicy, Outcome, Settings};
use bursar::chain::Chain;
use stylus_devnode::Mining;

use crate::proxy::{Fault, Proxy};
use crate::world::{Running, World};

const PAYEE: Address = Address::repeat_byte(0x77);
/// What the dev chain asks for gas, wei.
const BASE_FEE: u64 = 100_000_000;

/// Accepts a payment of 5 and waits for its end, which must be a settlement.
pub(crate) async fn pay(world: &World, running: &Running) {
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&payment).await.unwrap();
    let end = running.end_of(&payment).await;
    assert!(matches!(end, Outcome::Settled(_)), "{end:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_goes_on_when_somebody_else_used_its_nonce() {
    let world = World::start().await;
    let running = world.run().await;
    pay(&world, &running).await;
    let other = Chain::connect(&world.node.url(), Some(world.relayer.clone())).await.unwrap();
    other.transact(TransactionRequest::default().with_to(PAYEE)).await.unwrap();
    pay(&world, &running).await;
    assert_eq!(world.relayer_nonce(), 3);
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(10));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_settles_once_when_the_node_answers_wrongly_or_not_at_all() {
    let world = World::start().await;
    let proxy = Proxy::before(&world.node.url()).await;
    let running = world.run_at(&proxy.url, world.settings()).await;
    let faults = [
        Fault::Late(-32000, "already known"),
        Fault::Late(-32000, "nonce too low"),
        Fault::Refuse(-32000, "replacement transaction underpriced"),
        Fault::Refuse(-32000, "max fee per gas less than block base fee"),
        Fault::Refuse(-32000, "insufficient funds for gas * price + value"),
        Fault::Refuse(-32005, "too many requests"),
        Fault::Late(-32603, "internal error"),
        Fault::Swallow,
        Fault::Mute,
    ];
    for (index, fault) in faults.iter().enumerate() {
        proxy.plan("eth_sendRawTransaction", fault.clone());
        pay(&world, &running).await;
        proxy.struck(index + 1).await;
    }
    let count = u64::try_from(faults.len()).unwrap();
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5 * count));
    assert_eq!(world.relayer_nonce(), count, "one transaction each");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_goes_on_when_other_questions_fail() {
    let world = World::start().await;
    let proxy = Proxy::before(&world.node.url()).await;
    let running = world.run_at(&proxy.url, world.settings()).await;
    let methods = [
        "eth_getBlockByNumber",
        "eth_call",
        "eth_getTransactionCount",
        "eth_getTransactionReceipt",
    ];
    for (index, method) in methods.into_iter().enumerate() {
        proxy.plan(method, Fault::Refuse(-32005, "too many requests"));
        proxy.plan(method, Fault::Swallow);
        pay(&world, &running).await;
        proxy.struck(2 * (index + 1)).await;
    }
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(20));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_fills_the_nonce_when_nodes_refuse_a_transaction_for_good() {
    let world = World::start().await;
    let proxy = Proxy::before(&world.node.url()).await;
    let running = world.run_at(&proxy.url, world.settings()).await;
    for _ in 0..3 {
        proxy.plan("eth_sendRawTransaction", Fault::Refuse(-32000, "oversized data"));
    }
    pay(&world, &running).await;
    assert_eq!(world.relayer_nonce(), 2, "one nonce idly, one with the payment");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_raises_the_fee_up_to_the_ceiling_when_nothing_lands() {
    let world = World::start().await;
    let proxy = Proxy::before(&world.node.url()).await;
    world.node.chain().set_mining(Mining::Manual);
    let ceiling = BASE_FEE * 3;
    let settings = Settings {
        fees: FeePolicy { ceiling, tip: 0 },
        poll: Duration::from_millis(5),
        ..world.settings()
    };
    let running = world.run_at(&proxy.url, settings).await;
    let payment = world.transfer(&world.relayer, PAYEE, 0).await;
    running.batcher.accept(&payment).await.unwrap();
    // 0.2 gwei at first; each time an eighth more: 3 raises fit under 0.3, and then it stays.
    running.until(|| proxy.asked("eth_sendRawTransaction") >= 6).await;
    world.node.chain().mine();
    let Outcome::Settled(settlement) = running.end_of(&payment).await else { panic!() };
    let provider = world.bank.provider();
    let landed =
        alloy::providers::Provider::get_transaction_by_hash(provider, settlement.transaction);
    let landed = landed.await.unwrap().unwrap();
    let fee = alloy::consensus::Transaction::max_fee_per_gas(&landed);
    assert!(fee > u128::from(BASE_FEE * 2) && fee <= u128::from(ceiling), "{fee}");
    assert_eq!(world.relayer_nonce(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_waits_when_gas_costs_more_than_the_ceiling() {
    let world = World::start().await;
    let fees = FeePolicy { ceiling: BASE_FEE - 1, tip: 0 };
    let running = world.run_at(&world.node.url(), Settings { fees, ..world.settings() }).await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&payment).await.unwrap();
    running.fault("above the ceiling of 99999999").await;
    let pending = running.batcher.outcome(&payment.key(), Duration::ZERO).await.unwrap();
    assert_eq!(pending, Outcome::Pending { transaction: None });
    running.stop().await;
    // Nothing is lost: with a higher ceiling it goes on.
    let running = world.run().await;
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_sends_nothing_when_a_transaction_would_pass_its_cap_of_gas() {
    let world = World::start().await;
    let settings = Settings { gas_per_transaction: 100_000, ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&payment).await.unwrap();
    running.fault("needs more gas than a transaction may have").await;
    assert_eq!(world.relayer_nonce(), 0);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_refuses_when_the_gas_of_the_day_is_used_up() {
    let world = World::start().await;
    // One transfer has a limit of 206,000 and uses less than 110,000.
    let settings = Settings { gas_per_day: 250_000, ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    pay(&world, &running).await;
    let second = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&second).await.unwrap();
    running.fault("the gas of this day is used up").await;
    let third = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let refused = running.batcher.accept(&third).await;
    assert!(matches!(refused, Err(BatcherError::GasOfDay(250_000))), "{refused:?}");
    assert_eq!(world.relayer_nonce(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_refuses_when_too_much_is_open() {
    let world = World::start().await;
    world.node.chain().set_mining(Mining::Manual);
    let settings = Settings { capacity: 1, ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    let payer = world.relayer.clone();
    let first = world.transfer(&payer, PAYEE, 0).await;
    running.batcher.accept(&first).await.unwrap();
    let second = world.transfer(&payer, PAYEE, 0).await;
    let refused = running.batcher.accept(&second).await;
    assert!(matches!(refused, Err(BatcherError::Full(1))), "{refused:?}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_sends_again_when_the_chain_went_back() {
    let world = World::start().await;
    let running = world.run().await;
    pay(&world, &running).await;
    let before = world.node.chain().snapshot();
    let lost = world.transfer(&world.relayer, PAYEE, 0).await;
    running.batcher.accept(&lost).await.unwrap();
    assert!(matches!(running.end_of(&lost).await, Outcome::Settled(_)));
    assert_eq!(world.relayer_nonce(), 2);
    assert!(world.node.chain().revert(before));
    assert_eq!(world.relayer_nonce(), 1);
    // The next transaction cannot run before the one that is gone.
    let next = world.transfer(&world.relayer, PAYEE, 0).await;
    running.batcher.accept(&next).await.unwrap();
    assert!(matches!(running.end_of(&next).await, Outcome::Settled(_)));
    assert_eq!(world.relayer_nonce(), 3);
    let call = bursar_abi::IVault::authorizationStateCall {
        authorizer: lost.authorization.from,
        nonce: lost.authorization.nonce,
    };
    assert!(world.bank.view(world.token, &call).await.unwrap(), "it landed again");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lane_has_several_transactions_on_their_way_when_blocks_are_slow() {
    let world = World::start().await;
    world.node.chain().set_mining(Mining::Manual);
    let settings = Settings { in_flight: 3, ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    let mut payments = Vec::new();
    for _ in 0..5 {
        payments.push(world.transfer(&world.relayer, PAYEE, 0).await);
    }
    for payment in &payments {
        running.batcher.accept(payment).await.unwrap();
    }
    // No more than three at once: the others are queued again.
    running.until(|| world.relayer_nonce() == 3 && running.batcher.health().queued == 2).await;
    assert_eq!(running.batcher.health().open, 5);
    world.node.chain().mine();
    running.until(|| world.relayer_nonce() == 5).await;
    world.node.chain().mine();
    for payment in &payments {
        assert!(matches!(running.end_of(payment).await, Outcome::Settled(_)));
    }
    running.stop().await;
}
