//! How fast history is read: events per second that are fetched over HTTP, decoded, verified and
//! stored, where a block holds a batch of a hundred payments.
//!
//! `cargo bench --bench backfill`. The node is a double in this process, on the same cores;
//! it answers from memory with what a node would answer, so what is measured is the indexer.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a benchmark of its own small numbers"
)]

mod double;
mod history;

use std::time::Instant;

use bursar::chain::Chain;
use bursar::indexer::Indexer;
use bursar::store::Store;
use double::Double;
use history::{BLOCKS, History, VAULT};
use tempfile::TempDir;

/// Runs, of which the best and the worst are told.
const RUNS: usize = 5;

#[tokio::main(worker_threads = 2)]
async fn main() {
    let double = Double::new(History::new()).await;
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        rates.push(run(&double.url).await);
    }
    rates.sort_unstable();
    let (worst, best) = (rates.first().unwrap(), rates.last().unwrap());
    println!("backfill: {} events/s (median of {RUNS}; {worst} to {best})", rates[RUNS / 2]);
}

/// Reads everything into a new store; events per second.
async fn run(url: &str) -> u64 {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("store")).await.unwrap();
    let chain = Chain::connect(url, None).await.unwrap();
    let begun = Instant::now();
    let mut indexer = Indexer::open(chain, store.clone(), &[(VAULT, 1)]).await.unwrap();
    let mut events = 0;
    let tip = indexer.catch_up(&mut |progress| events = progress.events).await.unwrap();
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap();
    assert_eq!((tip.number, events), (BLOCKS, History::events()));
    println!("  {events} events in {milliseconds} ms");
    store.close().await;
    events * 1_000 / milliseconds
}
