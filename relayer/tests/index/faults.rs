//! Nodes that leave out, alter, refuse and die.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bursar::audit::Fault;
use bursar::indexer::{IndexError, Indexer};
use bursar::treasury_id::TreasuryId;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::proxy::{Fate, Proxy, asked_blocks, asks_logs};
use crate::town::{Town, Witness, stored};

/// Where an audit chain broke.
fn audit_fault(error: IndexError, town: &Town) -> Fault {
    match error {
        IndexError::Audit { vault, treasury, fault } => {
            assert_eq!((vault, treasury), (town.vault, TreasuryId(town.treasury)));
            *fault
        }
        other => panic!("{other}"),
    }
}

/// The logs of an answer.
fn logs(answer: &mut Value) -> &mut Vec<Value> {
    answer["result"].as_array_mut().unwrap()
}

/// An indexer whose node passes every answer about logs through `tamper`.
async fn lied_to(
    town: &Town,
    tamper: impl Fn(&mut Vec<Value>) + Send + Sync + 'static,
) -> (Proxy, Indexer) {
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        if asks_logs(request) {
            tamper(logs(answer));
        }
        Fate::Pass
    })
    .await;
    let indexer = town.indexer_at(&proxy.url, "store").await;
    (proxy, indexer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_at_any_log_that_is_left_out() {
    let town = Town::new().await;
    town.pay_times(2).await;
    let count = town.logs().await.len();
    for left_out in 0..count {
        let (_proxy, mut indexer) = lied_to(&town, move |logs| drop(logs.remove(left_out))).await;
        let fault = audit_fault(indexer.catch_up(&mut |_| ()).await.unwrap_err(), &town);
        let is_gap =
            matches!(fault, Fault::Count { .. } | Fault::Loose { .. } | Fault::Sequence { .. });
        assert!(is_gap, "log {left_out}: {fault}");
        assert_eq!(stored(&indexer).await, [], "nothing unverified is stored");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_when_a_log_is_altered() {
    let town = Town::new().await;
    town.pay(5).await;
    let payment = town.logs().await.len() - 2;
    let (_proxy, mut indexer) = lied_to(&town, move |logs| {
        let data = logs[payment]["data"].as_str().unwrap().replacen("05", "06", 1);
        logs[payment]["data"] = json!(data);
    })
    .await;
    let error = indexer.catch_up(&mut |_| ()).await.unwrap_err();
    let latest = town.world.bank.latest().await.unwrap();
    assert!(error.to_string().contains(&format!("in block {latest}, transaction 0x")), "{error}");
    assert!(matches!(audit_fault(error, &town), Fault::Head { block, .. } if block == latest));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_when_a_log_comes_twice() {
    let town = Town::new().await;
    let (_proxy, mut indexer) = lied_to(&town, |logs| logs.insert(0, logs[0].clone())).await;
    let fault = audit_fault(indexer.catch_up(&mut |_| ()).await.unwrap_err(), &town);
    assert!(matches!(fault, Fault::Count { first: 0, stated: 1, found: 2, .. }), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_when_a_block_is_dated_wrong() {
    let town = Town::new().await;
    let proxy = Proxy::new(town.world.url(), |request, answer| {
        if request["method"] == "eth_getBlockByNumber" {
            answer["result"]["timestamp"] = json!("0x1");
        }
        Fate::Pass
    })
    .await;
    let mut indexer = town.indexer_at(&proxy.url, "store").await;
    let fault = audit_fault(indexer.catch_up(&mut |_| ()).await.unwrap_err(), &town);
    assert!(matches!(fault, Fault::Head { first: 0, .. }), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_when_a_pruned_range_is_answered_with_nothing() {
    let town = Town::new().await;
    let pruned_to = town.world.bank.latest().await.unwrap();
    town.pay_times(2).await;
    let (_proxy, mut indexer) = lied_to(&town, move |logs| {
        logs.retain(|log| {
            let number = log["blockNumber"].as_str().unwrap().trim_start_matches("0x");
            u64::from_str_radix(number, 16).unwrap() > pruned_to
        });
    })
    .await;
    let fault = audit_fault(indexer.catch_up(&mut |_| ()).await.unwrap_err(), &town);
    // Created, deposited, agent added: entries 0 to 2 are gone.
    assert!(matches!(fault, Fault::Sequence { stated: 3, found: 0, .. }), "{fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stops_when_the_last_logs_are_left_out() {
    let town = Town::new().await;
    town.pay(5).await;
    let (_proxy, mut indexer) = lied_to(&town, |logs| logs.truncate(logs.len() - 2)).await;
    let fault = audit_fault(indexer.catch_up(&mut |_| ()).await.unwrap_err(), &town);
    assert!(matches!(fault, Fault::StoredHead { .. }), "only storage tells: {fault}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_heals_a_gap_once_the_node_has_the_logs() {
    let town = Town::new().await;
    let latest = town.world.bank.latest().await.unwrap();
    town.pay(1).await;
    // A node behind a balancer that did not have the newest block yet, and said nothing.
    let behind = Arc::new(AtomicU64::new(latest));
    let known = Arc::clone(&behind);
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        if asks_logs(request) && asked_blocks(request).1 > known.load(Ordering::SeqCst) {
            logs(answer).retain(|log| {
                let number = log["blockNumber"].as_str().unwrap().trim_start_matches("0x");
                u64::from_str_radix(number, 16).unwrap() <= known.load(Ordering::SeqCst)
            });
        }
        if request["method"] == "eth_getStorageAt" {
            // As far behind as its logs: the head of that time, which is that of an empty answer.
            known.store(u64::MAX, Ordering::SeqCst);
        }
        Fate::Pass
    })
    .await;
    let mut indexer = town.indexer_at(&proxy.url, "store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(behind.load(Ordering::SeqCst), u64::MAX, "the gap was noticed");
    assert_eq!(stored(&indexer).await, town.logs().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_asks_for_less_when_the_node_refuses_large_ranges() {
    let town = Town::new().await;
    town.pay_times(6).await;
    let proxy = Proxy::new(town.world.url(), |request, _| {
        if asks_logs(request) {
            let (from, to) = asked_blocks(request);
            if to - from > 2 {
                return Fate::Refuse("query returned more than 10000 results");
            }
        }
        Fate::Pass
    })
    .await;
    let mut indexer = town.indexer_at(&proxy.url, "store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_goes_on_where_it_stopped_when_the_connection_dies() {
    let town = Town::new().await;
    town.pay_times(10).await;
    // Small answers, and after the fifth none any more.
    let answers = Arc::new(AtomicU64::new(0));
    let given = Arc::clone(&answers);
    let proxy = Proxy::new(town.world.url(), move |request, _| {
        if !asks_logs(request) {
            return Fate::Pass;
        }
        let (from, to) = asked_blocks(request);
        match given.load(Ordering::SeqCst) {
            5 => Fate::Die,
            _ if to - from > 3 => Fate::Refuse("block range is too wide"),
            _ => {
                given.fetch_add(1, Ordering::SeqCst);
                Fate::Pass
            }
        }
    })
    .await;
    let mut indexer = town.indexer_at(&proxy.url, "store").await;
    let error = indexer.catch_up(&mut |_| ()).await.unwrap_err();
    assert!(matches!(&error, IndexError::Chain(_)) && error.is_transient(), "{error}");
    let (part, all) = (stored(&indexer).await, town.logs().await);
    assert!(!part.is_empty() && part.len() < all.len(), "{} of {}", part.len(), all.len());
    answers.store(u64::MAX - 100, Ordering::SeqCst);
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, all);
}

/// A node that leaves one block's logs out of its next answers.
struct Forgetful {
    proxy: Proxy,
    block: Arc<AtomicU64>,
    answers: Arc<AtomicU64>,
}

async fn forgetful(town: &Town) -> Forgetful {
    let (block, answers) = (Arc::new(AtomicU64::new(u64::MAX)), Arc::new(AtomicU64::new(0)));
    let (hidden, left) = (Arc::clone(&block), Arc::clone(&answers));
    let proxy = Proxy::new(town.world.url(), move |request, answer| {
        let hidden = hidden.load(Ordering::SeqCst);
        let is_asked = asks_logs(request) && {
            let (from, to) = asked_blocks(request);
            (from..=to).contains(&hidden)
        };
        let order = Ordering::SeqCst;
        if is_asked && left.fetch_update(order, order, |left| left.checked_sub(1)).is_ok() {
            logs(answer).retain(|log| log["blockNumber"] != json!(format!("{hidden:#x}")));
        }
        Fate::Pass
    })
    .await;
    Forgetful { proxy, block, answers }
}

/// Follows a payment that the node hides from so many answers, after so many idle blocks, and one more
/// payment, without which nobody would notice.
async fn follows_what_is_hidden(answers: u64, idle: u64) {
    let town = Town::new().await;
    let node = forgetful(&town).await;
    let mut indexer = town.indexer_at(&node.proxy.url, "store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let known = stored(&indexer).await.len();
    let (witness, stop) = (Arc::new(Witness::default()), CancellationToken::new());
    let mut status = indexer.status();
    let (follower, stopped) = (Arc::clone(&witness), stop.clone());
    let following = tokio::spawn(async move {
        indexer.follow(vec![follower], Duration::from_millis(5), &stopped).await.unwrap();
        indexer
    });
    town.mine(idle).await;
    let latest = town.world.bank.latest().await.unwrap();
    status.wait_for(|status| status.tip.number == latest).await.unwrap();
    node.block.store(latest + 1, Ordering::SeqCst);
    node.answers.store(answers, Ordering::SeqCst);
    for payment in 1..=2 {
        town.pay(payment).await;
        status.wait_for(|status| status.tip.number == latest + payment).await.unwrap();
    }
    stop.cancel();
    let indexer = following.await.unwrap();
    let all = town.logs().await;
    assert_eq!(node.answers.load(Ordering::SeqCst), 0, "it was hidden");
    assert_eq!(*witness.seen.lock().unwrap(), all[known..]);
    assert_eq!(stored(&indexer).await, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follow_goes_on_when_the_node_lacks_logs_for_some_rounds() {
    follows_what_is_hidden(3, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follow_reads_again_no_deeper_than_followers_can_undo() {
    follows_what_is_hidden(1, 1_100).await;
}
