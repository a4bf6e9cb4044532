//! `bursar index` and `bursar audit`, over store and node.

use alloy::providers::Provider as _;
use bursar::treasury_id::TreasuryId;
use serde_json::{Value, json};

use crate::harness::{bursar, finish};
use crate::proxy::{Fate, Proxy};
use crate::town::Town;

/// Town with three payments, its treasury's id, and a store file.
async fn indexed() -> (Town, String, String) {
    let town = Town::new().await;
    town.pay_times(3).await;
    let (id, store) = (TreasuryId(town.treasury).to_string(), town.world.file("store"));
    let indexed = town.world.run(None, &["index", "--store", &store]).await.json();
    let latest = town.world.bank.latest().await.unwrap();
    assert_eq!((&indexed["block"], &indexed["events"]), (&json!(latest), &json!(12)));
    (town, id, store)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_says_the_same_of_store_and_node() {
    let (town, id, store) = indexed().await;
    let of_store = town.world.run(None, &["audit", "verify", &id, "--store", &store]).await.json();
    let verify = ["audit", "verify", &id, "--from-block", "0"];
    let of_node = town.world.run(None, &verify).await.json();
    assert_eq!((&of_store["verified"], &of_store["entries"]), (&json!(true), &json!(6)));
    assert_eq!(of_store, of_node);
    let tail = |source: Vec<String>| {
        let (town, id) = (&town, id.clone());
        async move {
            let mut arguments = vec!["audit", "tail", &id, "-n", "2"];
            arguments.extend(source.iter().map(String::as_str));
            town.world.run(None, &arguments).await.json()
        }
    };
    let of_store = tail(vec!["--store".to_owned(), store.clone()]).await;
    let last: &Value = &of_store["entries"][1];
    assert_eq!((&last["event"], &last["value"]), (&json!("PaymentSettled"), &json!("3")));
    assert_eq!(of_store["entries"].as_array().unwrap().len(), 2);
    assert_eq!(of_store, tail(Vec::new()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_verify_begins_at_the_block_that_created_the_vault() {
    let town = Town::new().await;
    let id = TreasuryId(town.treasury).to_string();
    let verdict = town.world.run(None, &["audit", "verify", &id]).await.json();
    assert_eq!(verdict["verified"], true, "{verdict}");
    let from = verdict["fromBlock"].as_u64().unwrap();
    let code = async |block: u64| {
        town.world.bank.provider().get_code_at(town.vault).number(block).await.unwrap()
    };
    assert!(code(from - 1).await.is_empty() && !code(from).await.is_empty(), "{from}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_verify_begins_at_block_0_when_the_node_knows_no_old_state() {
    let town = Town::new().await;
    let id = TreasuryId(town.treasury).to_string();
    let proxy = Proxy::new(town.world.url(), |request, _| {
        let is_old = request["method"] == "eth_getCode" && request["params"][1] != "latest";
        if is_old { Fate::Refuse("missing trie node") } else { Fate::Pass }
    })
    .await;
    let mut command = bursar(&proxy.url);
    command.args(["--json", "audit", "verify", &id]).env("BURSAR_VAULT", town.vault.to_string());
    let verdict = finish(command).await.json();
    assert_eq!((&verdict["verified"], &verdict["fromBlock"]), (&json!(true), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn index_goes_on_where_it_ended() {
    let (town, _, store) = indexed().await;
    town.pay(1).await;
    let again = town.world.run(None, &["index", "--store", &store]).await.json();
    assert_eq!(again["events"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn audit_refuses_a_store_that_is_not_there() {
    let town = Town::new().await;
    let store = town.world.file("nowhere");
    let ran = town.world.run(None, &["audit", "verify", "1", "--store", &store]).await.error();
    assert!(ran["message"].as_str().unwrap().contains("cannot open the store"), "{ran}");
}
