//! Chains that change behind the indexer's back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bursar::indexer::IndexError;
use bursar::mirror::{self, Mirror};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::proxy::{Fate, Proxy, asks_logs};
use crate::town::{Town, Witness, stored};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reorg_is_rolled_back_and_read_again_at_start() {
    let town = Town::new().await;
    let snapshot = town.snapshot().await;
    town.pay_times(3).await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let undone = stored(&indexer).await;
    town.revert(&snapshot).await;
    town.pay_times(5).await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let replaced = stored(&indexer).await;
    assert_eq!(replaced, town.logs().await);
    assert_ne!(replaced[..undone.len()], undone[..]);
    let mut again = town.indexer("store").await;
    again.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&again).await, replaced, "the audit chain goes on after a restart");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reorg_reaches_followers_and_their_mirror() {
    let town = Town::new().await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let known = stored(&indexer).await.len();
    let snapshot = town.snapshot().await;
    let base = town.world.bank.latest().await.unwrap();
    let (witness, stop) = (Arc::new(Witness::default()), CancellationToken::new());
    let mut status = indexer.status();
    let (follower, stopped) = (Arc::clone(&witness), stop.clone());
    let following = tokio::spawn(async move {
        indexer.follow(vec![follower], Duration::from_millis(5), &stopped).await.unwrap();
        indexer
    });
    town.pay_times(2).await;
    status.wait_for(|status| status.tip.number == base + 2).await.unwrap();
    town.revert(&snapshot).await;
    town.pay_times(3).await;
    status.wait_for(|status| status.tip.number == base + 3).await.unwrap();
    stop.cancel();
    let indexer = following.await.unwrap();
    let all = town.logs().await;
    assert_eq!(*witness.seen.lock().unwrap(), all[known..]);
    let rolled_back = witness.rolled_back.lock().unwrap().clone();
    assert!(!rolled_back.is_empty() && rolled_back.iter().all(|last| *last >= base));
    let config = mirror::config(&town.world.bank, town.vault).await.unwrap();
    Mirror::rebuild(indexer.index(), [(town.vault, config)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reorg_deletes_nothing_when_the_node_does_not_show_what_replaces_it() {
    let town = Town::new().await;
    let snapshot = town.snapshot().await;
    town.pay_times(2).await;
    let pruned = Arc::new(AtomicBool::new(false));
    let is_pruned = Arc::clone(&pruned);
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        if asks_logs(request) && is_pruned.load(Ordering::SeqCst) {
            answer["result"] = json!([]);
        }
        Fate::Pass
    })
    .await;
    let mut indexer = town.indexer_at(&proxy.url, "store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let before = stored(&indexer).await;
    town.revert(&snapshot).await;
    town.pay_times(3).await;
    pruned.store(true, Ordering::SeqCst);
    let error = indexer.catch_up(&mut |_| ()).await.unwrap_err();
    assert!(matches!(error, IndexError::Audit { .. }), "{error}");
    assert_eq!(stored(&indexer).await, before);
    pruned.store(false, Ordering::SeqCst);
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_keeps_what_it_has_when_the_node_is_behind() {
    let town = Town::new().await;
    let snapshot = town.snapshot().await;
    town.pay_times(2).await;
    let mut indexer = town.indexer("store").await;
    let tip = indexer.catch_up(&mut |_| ()).await.unwrap();
    let before = stored(&indexer).await;
    town.revert(&snapshot).await;
    assert_eq!(indexer.catch_up(&mut |_| ()).await.unwrap(), tip);
    assert_eq!(stored(&indexer).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_refuses_another_chain_of_the_same_id() {
    let town = Town::new().await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let before = stored(&indexer).await;
    // Every block of the other chain has a hash of its own, the first included.
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        if request["method"] == "eth_getBlockByNumber" {
            answer["result"]["hash"] = json!(alloy::primitives::B256::repeat_byte(9));
        }
        Fate::Pass
    })
    .await;
    let mut elsewhere = town.indexer_at(&proxy.url, "store").await;
    let error = elsewhere.catch_up(&mut |_| ()).await.unwrap_err();
    assert!(matches!(error, IndexError::NoAncestor(_)), "{error}");
    assert_eq!(stored(&indexer).await, before);
}
