//! Payments of agents whose code signs for them, beside those of keys.

use alloy::consensus::Transaction as _;
use alloy::network::TransactionBuilder as _;
use alloy::primitives::U256;
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar::batcher::Settings;
use bursar::payment::{PaymentSignature, SignedAuthorization};
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::{Verdict, gas};
use stylus_devnode::Mining;

use crate::tenant::Tenant;
use crate::vaults::{run, run_at, settlement_of, vendor, verdict_of};
use crate::wallet::{IHostileWallet, Signs, Wallet};
use crate::world::{Running, World};

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
    let settings =
        Settings { batch_items: 4, batch_age: crate::world::PATIENCE, ..world.settings() };
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
