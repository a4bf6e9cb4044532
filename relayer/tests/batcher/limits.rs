//! Batches that are closed because a transaction has no more room, and what a transaction costs on L1.

use std::collections::BTreeMap;

use alloy::consensus::Transaction as _;
use alloy::primitives::{B256, U256};
use alloy::providers::Provider as _;
use alloy::sol_types::SolError as _;
use bursar::batcher::{FeePolicy, Settings};
use bursar::payment::SignedAuthorization;
use bursar_abi::IVault;
use bursar_policy::batch;
use stylus_devnode::Config;

use crate::proxy::{Fault, Proxy};
use crate::tenant::Tenant;
use crate::vaults::{run_at, settlement_of, vendor};
use crate::world::World;

/// What Nitro's sequencer takes, less what is around a transaction's calldata.
const CALLDATA_BYTES: usize = 94_000;

/// A transaction that settled some of the payments.
struct Sent {
    payments: usize,
    gas_limit: u64,
    calldata: usize,
}

/// Settles as many payments as all wait at once, and returns the transactions that did.
async fn settle_all(world: &World, tenant: &Tenant, settings: Settings, count: usize) -> Vec<Sent> {
    let url = world.node.url();
    // Gas is too dear to send anything, until all are there.
    let fees = FeePolicy { ceiling: 1, tip: 0 };
    let (running, indexing) =
        run_at(&url, Settings { fees, ..settings.clone() }, world, tenant).await;
    let payments: Vec<SignedAuthorization> =
        (0..count).map(|number| tenant.payment(number, vendor(1), 1)).collect();
    let accepted = payments.iter().map(|payment| running.batcher.accept(payment));
    futures_util::future::try_join_all(accepted).await.unwrap();
    indexing.stop().await;
    running.stop().await;

    let (running, indexing) = run_at(&url, settings, world, tenant).await;
    let mut settled = BTreeMap::<B256, usize>::new();
    for payment in &payments {
        *settled.entry(settlement_of(&running, payment).await.transaction).or_default() += 1;
    }
    let mut sent = Vec::new();
    for (hash, payments) in settled {
        let landed = world.bank.provider().get_transaction_by_hash(hash).await;
        let landed = landed.unwrap().unwrap();
        let (gas_limit, calldata) = (landed.gas_limit(), landed.input().len());
        sent.push(Sent { payments, gas_limit, calldata });
    }
    assert_eq!(world.tokens_of(vendor(1)).await, U256::from(count));
    assert_eq!(world.relayer_nonce(), u64::try_from(sent.len()).unwrap(), "each landed at once");
    indexing.stop().await;
    running.stop().await;
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_is_closed_when_the_next_payment_would_pass_the_gas_of_a_transaction() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 2).await;
    let most = batch::gas::limit(2_000, 2, 1, 10);
    let settings = Settings { gas_per_transaction: most, ..world.settings() };
    let sent = settle_all(&world, &tenant, settings, 30).await;
    assert!(sent.len() >= 3, "{} transactions", sent.len());
    assert!(sent.iter().all(|one| one.gas_limit <= most));
    assert!(sent.iter().any(|one| one.payments >= 8), "as many as there is room for");
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_is_closed_when_the_next_payment_would_pass_the_bytes_of_a_transaction() {
    let world = World::start().await;
    let tenant = world.tenant(2_000, 2).await;
    let settings =
        Settings { batch_items: 2_000, gas_per_transaction: u64::MAX, ..world.settings() };
    let sent = settle_all(&world, &tenant, settings, 950).await;
    assert!(sent.len() >= 2, "{} transactions", sent.len());
    assert!(sent.iter().all(|one| one.calldata <= CALLDATA_BYTES));
    assert!(sent.iter().any(|one| one.payments >= 700), "as many as there is room for");
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_lands_when_its_place_on_l1_costs_more_than_its_execution() {
    let price = 5_000_000_000_u64;
    let world =
        World::start_with(Config { l1_price: U256::from(price), ..Config::default() }).await;
    let tenant = world.tenant(1_000, 2).await;
    let sent = settle_all(&world, &tenant, world.settings(), 12).await;
    for one in sent {
        let execution = batch::gas::limit(one.calldata, 2, 1, one.payments);
        assert!(one.gas_limit > 2 * execution, "{} over {execution}", one.gas_limit);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_has_more_gas_when_the_vault_lacks_it_for_approvals_that_nobody_brought() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 1).await;
    let proxy = Proxy::before(&world.node.url()).await;
    let (running, indexing) = run_at(&proxy.url, world.settings(), &world, &tenant).await;
    // First the price on L1 is asked for, then the verdicts.
    let lacking = IVault::GasInsufficient { left: 1, needed: 2 };
    proxy.plan("eth_call", Fault::Pass);
    proxy.plan("eth_call", Fault::Revert(lacking.abi_encode()));
    let payment = tenant.payment(0, vendor(1), 1);
    running.batcher.accept(&payment).await.unwrap();
    let hash = settlement_of(&running, &payment).await.transaction;
    let sent = world.bank.provider().get_transaction_by_hash(hash).await.unwrap().unwrap();
    let plain = batch::gas::limit(sent.input().len(), 1, 1, 1);
    assert_eq!(sent.gas_limit(), plain + batch::gas::extra(0, 1, 0));
    indexing.stop().await;
    running.stop().await;
}
