//! Vaults that join a store which has read on without them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use alloy::primitives::{Address, B256};
use bursar::chain::Chain;
use bursar::indexer::{IndexError, Indexer};
use bursar::store::{Store, StoreError};
use bursar_abi::IVault;
use serde_json::Value;

use crate::harness::BANK;
use crate::proxy::{Fate, Proxy, asks_logs};
use crate::town::{Town, stored};

/// A town, and another vault of its token in which the bank has a treasury: its creation is in the last
/// block, where nothing happened in the town's own.
async fn with_two_vaults() -> (Town, Address) {
    let town = Town::new().await;
    let (token, salt) = (town.world.token.to_string(), B256::with_last_byte(1).to_string());
    let deploy = ["deploy", "--token", &token, "--salt", &salt];
    let deployed = town.world.run(Some(BANK), &deploy).await.json();
    let other = deployed["vault"].as_str().unwrap().parse().unwrap();
    assert_ne!(other, town.vault);
    town.pay_times(2).await;
    create(&town, other, 0).await;
    (town, other)
}

async fn create(town: &Town, vault: Address, salt: u8) {
    let call = IVault::createTreasuryCall { salt: B256::with_last_byte(salt), delay: 0 };
    town.world.bank.send(vault, &call).await.unwrap();
}

/// An indexer of both vaults into the store that [`Town::indexer`] uses.
async fn both(town: &Town, url: &str, other: Address) -> Indexer {
    let chain = Chain::connect(url, None).await.unwrap();
    let store = Store::open(&town.store_file("store")).await.unwrap();
    Indexer::open(chain, store, &[(town.vault, 0), (other, 0)]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_reads_the_history_of_a_vault_that_joins() {
    let (town, other) = with_two_vaults().await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await);

    let mut told = 0;
    let mut joined = both(&town, &town.world.url(), other).await;
    joined.catch_up(&mut |progress| told = progress.events).await.unwrap();
    let all = async || town.logs_of(vec![town.vault, other]).await;
    assert_eq!(stored(&joined).await, all().await);
    assert_eq!(told, 2, "what the store has already is not read again");

    town.pay(1).await;
    create(&town, other, 1).await;
    // So far that blocks without events are forgotten; those of either vault are not.
    town.mine(1_100).await;
    joined.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&joined).await, all().await);
    let mut again = both(&town, &town.world.url(), other).await;
    create(&town, other, 2).await;
    again.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&again).await, all().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_refuses_to_leave_out_a_vault_that_joined() {
    let (town, other) = with_two_vaults().await;
    both(&town, &town.world.url(), other).await.catch_up(&mut |_| ()).await.unwrap();
    let store = Store::open(&town.store_file("store")).await.unwrap();
    let opened = Indexer::open(town.world.bank.clone(), store, &[(town.vault, 0)]).await;
    let error = opened.err().unwrap();
    assert!(matches!(error, IndexError::Store(StoreError::OtherVaults { .. })), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_takes_in_nothing_of_a_vault_whose_logs_are_left_out() {
    let (town, other) = with_two_vaults().await;
    create(&town, other, 1).await;
    town.indexer("store").await.catch_up(&mut |_| ()).await.unwrap();
    let lies = Arc::new(AtomicBool::new(true));
    let lying = Arc::clone(&lies);
    let address = format!("{other:#x}");
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        if asks_logs(request) && lying.load(Ordering::SeqCst) {
            let logs = answer["result"].as_array_mut().unwrap();
            let last = logs.iter().rposition(|log: &Value| log["address"] == *address);
            if let Some(last) = last {
                logs.remove(last);
            }
        }
        Fate::Pass
    })
    .await;
    let mut joining = both(&town, &proxy.url, other).await;
    let error = joining.catch_up(&mut |_| ()).await.unwrap_err();
    assert!(matches!(error, IndexError::Audit { vault, .. } if vault == other), "{error}");
    assert_eq!(stored(&town.indexer("store").await).await, town.logs().await);
    lies.store(false, Ordering::SeqCst);
    joining.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&joining).await, town.logs_of(vec![town.vault, other]).await);
}
