//! Payments of agents whose code signs for them, beside those of keys.

use alloy::consensus::Transaction as _;
use alloy::network::TransactionBuilder as _;
use alloy::primitives::U256;
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar::batcher::{Outcome, Settings};
use bursar::payment::{PaymentSignature, SignedAuthorization};
use bursar::store::Store;
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::{Verdict, gas};
use stylus_devnode::Mining;

use crate::harness::ITestUsdc;
use crate::proxy::{Fault, Proxy};
use crate::reverts::queue;
use crate::tenant::{Tenant, index};
use crate::vaults::{run, run_at, settlement_of, vendor, verdict_of};
use crate::wallet::{IHostileWallet, Signs, Wallet};
use crate::world::{PATIENCE, Running, World};

const FUNDS: u64 = 1_000;
const FORGED: Verdict = Verdict::Fault(AuthorizationFault::InvalidSignature);

/// A tenant of two keys, and two wallets that are its agents.
async fn open() -> (World, Tenant, [Wallet; 2]) {
    let world = World::start().await;
    let tenant = world.tenant(FUNDS, 2).await;
    let wallets = [world.wallet(&tenant).await, world.wallet(&tenant).await];
    (world, tenant, wallets)
}

async fn accept_all(running: &Running, payments: &[&SignedAuthorization]) {
    let accepted = payments.iter().map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(accepted).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_settles_keys_and_contracts_together_and_has_gas_for_the_contracts() {
    let (world, tenant, [first, second]) = open().await;
    // It closes when all four are there.
    let settings = Settings { batch_items: 4, batch_age: PATIENCE, ..world.settings() };
    let (running, indexing) = run_at(&world.node.url(), settings, &world, &tenant).await;
    let mut payments = [
        tenant.payment(0, vendor(1), 1),
        tenant.payment_of(&first, vendor(1), 2),
        tenant.payment(1, vendor(1), 3),
        tenant.payment_of(&second, vendor(1), 4),
    ];
    // As long as nobody's key would sign.
    second.answer(&world.bank, Signs::Always).await;
    payments[3].signature = PaymentSignature::Contract(vec![7; 200].into());
    accept_all(&running, &payments.each_ref()).await;
    let transaction = settlement_of(&running, &payments[0]).await.transaction;
    for payment in &payments {
        assert_eq!(settlement_of(&running, payment).await.transaction, transaction);
    }
    assert_eq!(world.tokens_of(vendor(1)).await, U256::from(10));
    assert_eq!(world.balance(&tenant).await, FUNDS - 10);
    let landed = world.bank.provider().get_transaction_by_hash(transaction).await;
    let landed = landed.unwrap().unwrap();
    // The dev chain asks nothing for L1.
    let keys_alone = gas::limit(landed.input().len(), 4, 1, 4);
    assert_eq!(landed.gas_limit(), keys_alone + gas::extra(2, 0, 0));
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_a_contract_alone_whatever_it_answers() {
    let (world, tenant, [hostile, _]) = open().await;
    let (running, indexing) = run(&world, &tenant).await;
    let answers = [Signs::Wrong, Signs::Padded, Signs::Nothing, Signs::Revert, Signs::Burn];
    for (number, answer) in answers.into_iter().enumerate() {
        hostile.answer(&world.bank, answer).await;
        let refused = tenant.payment_of(&hostile, vendor(1), 5);
        let good = tenant.payment(number, vendor(1), 1);
        accept_all(&running, &[&refused, &good]).await;
        assert_eq!(verdict_of(&running, &refused).await, FORGED, "{number}");
        settlement_of(&running, &good).await;
    }
    assert_eq!(world.balance(&tenant).await, FUNDS - 5);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_a_contract_that_changes_its_mind_in_the_block_that_would_pay() {
    let (world, tenant, [fickle, _]) = open().await;
    let (running, indexing) = run(&world, &tenant).await;
    world.node.chain().set_mining(Mining::Manual);
    let change = IHostileWallet::setAnswerCall { answer: Signs::Burn }.abi_encode();
    let change = TransactionRequest::default().with_to(fickle.address).with_input(change);
    let _waits = world.bank.provider().send_transaction(change).await.unwrap();
    let payment = tenant.payment_of(&fickle, vendor(1), 5);
    let good = tenant.payment(0, vendor(1), 1);
    accept_all(&running, &[&payment, &good]).await;
    running.until(|| world.relayer_nonce() == 1).await;
    world.node.chain().mine();
    assert_eq!(verdict_of(&running, &payment).await, FORGED);
    settlement_of(&running, &good).await;
    assert_eq!(world.relayer_nonce(), 1);
    assert_eq!(world.balance(&tenant).await, FUNDS - 1);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_a_contract_that_signs_in_simulations_only_after_two_transactions() {
    let (world, tenant, [two_faced, _]) = open().await;
    two_faced.answer(&world.bank, Signs::Free).await;
    let (running, indexing) = run(&world, &tenant).await;
    let payment = tenant.payment_of(&two_faced, vendor(1), 5);
    running.batcher.accept(&payment).await.unwrap();
    assert_eq!(verdict_of(&running, &payment).await, Verdict::PayoutFailed);
    assert_eq!(world.relayer_nonce(), 2);
    assert_eq!(world.balance(&tenant).await, FUNDS);
    indexing.stop().await;
    running.stop().await;
}

/// Plans that the trial of the second transaction is held, and what runs up to there: for each of the two
/// the price on L1 is asked for, then the verdicts. Nothing else asks, since nothing is sent again.
fn hold_second(proxy: &Proxy, world: &World) -> Settings {
    for _ in 0..3 {
        proxy.plan("eth_call", Fault::Pass);
    }
    proxy.plan("eth_call", Fault::Hold);
    Settings { answer_timeout: PATIENCE, resubmit_after: PATIENCE, ..world.settings() }
}

#[tokio::test(flavor = "multi_thread")]
async fn contract_is_not_blamed_for_transactions_that_revert() {
    let (world, tenant, [honest, _]) = open().await;
    let proxy = Proxy::before(&world.node.url()).await;
    let settings = hold_second(&proxy, &world);
    let (running, indexing) = run_at(&proxy.url, settings, &world, &tenant).await;
    world.node.chain().set_mining(Mining::Manual);
    // The pool takes turns: shunned, the batch, no more shunned.
    let account = vendor(1);
    let shun = async || {
        queue(&world, 0, &ITestUsdc::blacklistCall { account }).await;
        queue(&world, 1, &ITestUsdc::unBlacklistCall { account }).await;
    };
    shun().await;
    let payment = tenant.payment_of(&honest, account, 5);
    running.batcher.accept(&payment).await.unwrap();
    running.until(|| world.relayer_nonce() == 1).await;
    world.node.chain().mine();
    proxy.struck(4).await;
    shun().await;
    proxy.go_on();
    running.until(|| world.relayer_nonce() == 2).await;
    world.node.chain().mine();
    running.until(|| world.relayer_nonce() == 3).await;
    assert_eq!(world.balance(&tenant).await, FUNDS, "both reverted");
    world.node.chain().set_mining(Mining::Auto);
    world.node.chain().mine();
    settlement_of(&running, &payment).await;
    assert_eq!(world.balance(&tenant).await, FUNDS - 5);
    indexing.stop().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_waits_for_the_index_when_somebody_else_may_have_paid_what_two_transactions_left() {
    let (world, tenant, [two_faced, _]) = open().await;
    two_faced.answer(&world.bank, Signs::Free).await;
    let proxy = Proxy::before(&world.node.url()).await;
    let settings = hold_second(&proxy, &world);
    // The index stands still.
    let (running, indexing) = run_at(&proxy.url, settings, &world, &tenant).await;
    indexing.stop().await;
    let payment = tenant.payment_of(&two_faced, vendor(1), 5);
    running.batcher.accept(&payment).await.unwrap();
    proxy.struck(4).await;
    two_faced.answer(&world.bank, Signs::Honest).await;
    let theirs = world.settle_directly(&payment).await;
    // What is taken up next, once the second is mined, is the payment again.
    proxy.plan("eth_call", Fault::Pass);
    proxy.go_on();
    proxy.struck(5).await;
    // And this comes after it.
    running.batcher.accept(&tenant.payment(0, vendor(1), 7)).await.unwrap();
    running.until(|| world.relayer_nonce() == 3).await;
    let pending = running.batcher.withdraw(&payment.key()).await.unwrap();
    assert_eq!(pending, Outcome::Pending { transaction: None });
    let store = Store::open(&world.store()).await.unwrap();
    let follower = std::sync::Arc::new(running.batcher.clone());
    let vault = (tenant.vault, tenant.block);
    let indexing = index(&world.node.url(), store, vault, follower).await;
    assert_eq!(settlement_of(&running, &payment).await.transaction, theirs);
    indexing.stop().await;
    running.stop().await;
}
