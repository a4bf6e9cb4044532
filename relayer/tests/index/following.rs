//! Commands that go on until they are told to end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use bursar::store::Store;
use bursar::treasury_id::TreasuryId;
use serde_json::{Value, json};

use crate::harness::bursar;
use crate::town::Town;

/// Longer than anything here takes; only a test that fails waits for so long.
const LIMIT: Duration = Duration::from_secs(60);

/// A command that goes on; killed when dropped.
struct Going {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Going {
    fn start(town: &Town, arguments: &[&str]) -> Self {
        let mut command = bursar(&town.world.url());
        command.arg("--json").args(arguments).env("BURSAR_VAULT", town.vault.to_string());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Sends SIGINT; its exit code, and what it still prints.
    fn interrupt(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_tail_shows_what_happens_until_it_is_interrupted() {
    let town = Town::new().await;
    let id = TreasuryId(town.treasury).to_string();
    let mut tail = Going::start(&town, &["audit", "tail", &id, "-n", "1", "--follow"]);
    let (mut tail, first) = tokio::task::spawn_blocking(move || {
        let first = tail.line();
        (tail, first)
    })
    .await
    .unwrap();
    assert_eq!(first["event"], "AgentAdded");
    town.pay(7).await;
    let (next, ended) =
        tokio::task::spawn_blocking(move || (tail.line(), tail.interrupt())).await.unwrap();
    assert_eq!((&next["event"], &next["value"]), (&json!("PaymentSettled"), &json!("7")));
    assert_eq!(ended, (Some(0), String::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn index_follows_the_chain_until_it_is_interrupted() {
    let town = Town::new().await;
    let file = town.world.file("store");
    // Made here: two that make the same store at the same time are in each other's way.
    let store = Store::open(&town.store_file("store")).await.unwrap();
    let index = Going::start(&town, &["index", "--store", &file, "--follow"]);
    let reads_on = async {
        // The first round ends here: what comes after is read by following.
        for _ in 0..2 {
            let latest = town.world.bank.latest().await.unwrap();
            while store.tip().await.unwrap().is_none_or(|tip| tip.number < latest) {
                tokio::task::yield_now().await;
            }
            town.pay(7).await;
        }
        town.world.bank.latest().await.unwrap()
    };
    let latest = tokio::time::timeout(LIMIT, reads_on).await.expect("blocks within a minute");
    let (code, report) = tokio::task::spawn_blocking(move || index.interrupt()).await.unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((code, &report["events"]), (Some(0), &json!(6)));
    let block = report["block"].as_u64().unwrap();
    assert!((latest - 1..=latest).contains(&block), "{block} of {latest}");
}
