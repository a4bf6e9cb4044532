//! Batches that pass in simulation and revert in their block.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::B256;
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall;
use bursar_policy::batch::Verdict;
use stylus_devnode::Mining;

use crate::harness::ITestUsdc;
use crate::vaults::{run, settlement_of, vendor, verdict_of};
use crate::world::World;

/// Puts the bank's `nonce`-th next call of the token into the pool.
pub(crate) async fn queue(world: &World, nonce: u64, call: &impl SolCall) -> B256 {
    let bank = world.bank.sender().unwrap();
    let provider = world.bank.provider();
    let first = provider.get_transaction_count(bank).await.unwrap();
    let request = TransactionRequest::default()
        .with_from(bank)
        .with_to(world.token)
        .with_nonce(first + nonce)
        .with_gas_limit(200_000)
        .with_input(call.abi_encode());
    *provider.send_transaction(request).await.unwrap().tx_hash()
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_in_another_batch_when_the_cause_of_a_revert_is_gone() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 2).await;
    let (running, indexing) = run(&world, &tenant).await;
    world.node.chain().set_mining(Mining::Manual);
    // The pool takes turns: shunned, the batch, no more shunned.
    let account = vendor(1);
    queue(&world, 0, &ITestUsdc::blacklistCall { account }).await;
    queue(&world, 1, &ITestUsdc::unBlacklistCall { account }).await;
    let payments = [tenant.payment(0, vendor(1), 5), tenant.payment(1, vendor(1), 7)];
    let accepted = payments.each_ref().map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(accepted).await.unwrap();
    running.until(|| world.relayer_nonce() == 1).await;
    world.node.chain().mine();
    running.until(|| world.relayer_nonce() == 2).await;
    assert_eq!(world.balance(&tenant).await, 1_000, "the first reverted");
    world.node.chain().set_mining(Mining::Auto);
    world.node.chain().mine();
    for payment in &payments {
        settlement_of(&running, payment).await;
    }
    assert_eq!(world.balance(&tenant).await, 1_000 - 5 - 7);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_refused_when_the_cause_of_a_revert_stays() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 1).await;
    let (running, indexing) = run(&world, &tenant).await;
    world.node.chain().set_mining(Mining::Manual);
    queue(&world, 0, &ITestUsdc::blacklistCall { account: vendor(1) }).await;
    let payment = tenant.payment(0, vendor(1), 5);
    running.batcher.accept(&payment).await.unwrap();
    running.until(|| world.relayer_nonce() == 1).await;
    world.node.chain().mine();
    assert_eq!(verdict_of(&running, &payment).await, Verdict::PayoutFailed);
    assert_eq!(world.relayer_nonce(), 1, "nothing more was sent for it");
    assert_eq!(world.balance(&tenant).await, 1_000);
    indexing.stop().await;
    running.stop().await;
}
