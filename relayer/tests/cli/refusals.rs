//! What the command line refuses, and what it says then.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use alloy::primitives::{Address, B256};
use alloy::signers::local::PrivateKeySigner;
use bursar::chain::Chain;
use serde_json::json;

use crate::harness::{World, bursar, finish, secret, tool};

/// The real `anvil`, which runs no WASM.
struct Anvil {
    process: Child,
    url: String,
}

impl Anvil {
    fn start() -> Self {
        let mut process =
            tool("anvil").args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.strip_prefix("Listening on ")?.to_owned()))
            .unwrap();
        Self { process, url: format!("http://{address}") }
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn deploy_says_so_and_sends_nothing_when_the_chain_has_no_stylus() {
    let anvil = Anvil::start();
    let key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    let mut command = bursar(&anvil.url);
    command.args(["--yes", "deploy", "--token", &Address::repeat_byte(1).to_string()]);
    command.env("BURSAR_PRIVATE_KEY", key);
    let ran = finish(command).await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("bursar: the chain 31337 has no Stylus"), "{ran:?}");
    assert_eq!(ran.err.lines().count(), 1, "one sentence: {ran:?}");
    let chain = Chain::connect(&anvil.url, None).await.unwrap();
    assert_eq!(chain.latest().await.unwrap(), 0, "no block, no transaction");
}

#[tokio::test]
async fn deploy_refuses_when_there_is_no_token() {
    let world = World::start().await;
    let before = world.bank.latest().await.unwrap();
    let ran = world.run(None, &["deploy", "--token", &Address::repeat_byte(1).to_string()]).await;
    assert!(
        ran.error()["message"].as_str().unwrap().contains("--token must be an ERC-20"),
        "{ran:?}"
    );
    assert_eq!(world.bank.latest().await.unwrap(), before);
}

#[tokio::test]
async fn withdraw_sends_nothing_when_nobody_can_answer_the_question() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(10).await);
    let created = world.run(Some(&owner), &["treasury", "create", "--delay", "0s"]).await.json();
    let treasury = created["treasury"].as_str().unwrap();
    world.run(Some(&owner), &["treasury", "deposit", treasury, "5"]).await.json();
    let before = world.bank.latest().await.unwrap();
    let mut command = bursar(&world.url());
    command.args(["--vault", world.vault.as_ref().unwrap(), "treasury", "withdraw", treasury, "1"]);
    command.args(["--to", &Address::repeat_byte(1).to_string()]).env("BURSAR_PRIVATE_KEY", &owner);
    let ran = finish(command).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("give --yes"), "{ran:?}");
    assert_eq!(world.bank.latest().await.unwrap(), before);
}

#[tokio::test]
async fn withdraw_says_who_may_when_a_stranger_tries() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(10).await);
    let created = world.run(Some(&owner), &["treasury", "create", "--delay", "0s"]).await.json();
    let treasury = created["treasury"].as_str().unwrap();
    let thief = secret(&world.key(0).await);
    let withdraw =
        ["treasury", "withdraw", treasury, "1", "--to", &Address::repeat_byte(1).to_string()];
    let error = world.run(Some(&thief), &withdraw).await.error();
    assert_eq!(error["revert"], json!({ "name": "Unauthorized", "denial": null }));
    let without_key = world.run(None, &withdraw).await.error();
    assert!(without_key["message"].as_str().unwrap().contains("BURSAR_PRIVATE_KEY"));
}

#[tokio::test]
async fn agent_add_refuses_before_sending_when_consent_or_policy_do_not_fit() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(0).await);
    let created = world.run(Some(&owner), &["treasury", "create", "--delay", "0s"]).await.json();
    let treasury = created["treasury"].as_str().unwrap().to_owned();
    let (agent, other) = (PrivateKeySigner::random(), Address::repeat_byte(8).to_string());
    let (consent, policy) = (world.file("consent.json"), world.file("policy.toml"));
    let signs = ["agent", "consent", "--treasury", &treasury, "--out", &consent];
    world.run(Some(&secret(&agent)), &signs).await.json();
    std::fs::write(&policy, "decimals = 9\nvendors = 'any'\npayment-cap = '1'\n").unwrap();
    let before = world.bank.latest().await.unwrap();
    for (agent, treasury, problem) in [
        (other.as_str(), treasury.as_str(), "the consent is for agent"),
        (&agent.address().to_string(), "1", "the consent is for treasury"),
        (&agent.address().to_string(), &treasury, "the file is written for a token of 9 decimals"),
    ] {
        let add = [
            "agent",
            "add",
            agent,
            "--treasury",
            treasury,
            "--policy",
            &policy,
            "--consent",
            &consent,
        ];
        let error = world.run(Some(&owner), &add).await.error();
        assert!(error["message"].as_str().unwrap().contains(problem), "{error}");
    }
    assert_eq!(world.bank.latest().await.unwrap(), before);
}

#[tokio::test]
async fn commands_say_what_to_do_when_the_vault_is_missing_or_none() {
    let world = World::start().await;
    let error = world.run(None, &["treasury", "show", "1"]).await.error();
    assert!(error["message"].as_str().unwrap().contains("--vault ADDRESS"), "{error}");
    let nowhere = Address::repeat_byte(1).to_string();
    let error = world.run(None, &["--vault", &nowhere, "treasury", "show", "1"]).await.error();
    assert!(error["message"].as_str().unwrap().contains("there is no contract at"), "{error}");
}

#[tokio::test]
async fn commands_say_that_there_is_no_such_treasury() {
    let world = World::with_vault().await;
    for command in [["treasury", "show", "1"], ["audit", "verify", "1"]] {
        let error = world.run(None, &command).await.error();
        assert!(
            error["message"].as_str().unwrap().contains("no treasury 0x0000000000000001"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn key_is_never_repeated_when_it_is_malformed() {
    let mut command = bursar("http://127.0.0.1:1");
    command
        .args(["treasury", "create", "--delay", "0s"])
        .env("BURSAR_PRIVATE_KEY", "0xnot-a-key-but-secret");
    let ran = finish(command).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("BURSAR_PRIVATE_KEY") && !ran.err.contains("secret"), "{ran:?}");
}

#[tokio::test]
async fn url_is_never_repeated_when_nothing_answers() {
    let mut command = bursar("http://127.0.0.1:1/v2/api-key");
    command.args(["check", &Address::ZERO.to_string(), &Address::ZERO.to_string(), "1"]);
    let ran = finish(command).await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not answer") && !ran.err.contains("api-key"), "{ran:?}");
}

#[tokio::test]
async fn treasury_create_asks_for_a_delay_of_thirty_days_at_most() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(0).await);
    let without = world.run(Some(&owner), &["treasury", "create"]).await;
    assert_eq!(without.code, 2);
    assert!(without.err.contains("--delay"), "{without:?}");
    let error = world.run(Some(&owner), &["treasury", "create", "--delay", "31d"]).await.error();
    assert!(error["message"].as_str().unwrap().contains("30 days"), "{error}");
}

#[tokio::test]
async fn treasury_create_says_what_to_do_when_the_salt_is_taken() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(0).await);
    let create = ["treasury", "create", "--delay", "0s", "--salt", &B256::ZERO.to_string()];
    world.run(Some(&owner), &create).await.json();
    let error = world.run(Some(&owner), &create).await.error();
    assert_eq!(error["revert"]["name"], "TreasuryExists");
    assert!(error["message"].as_str().unwrap().contains("new --salt"), "{error}");
}
