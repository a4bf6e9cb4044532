//! An agent lets a new key spend for a while, by the command line.

use alloy::primitives::Address;
use alloy::signers::local::PrivateKeySigner;
use serde_json::{Value, json};

use crate::delegations::PARENT;
use crate::flow::Team;
use crate::harness::{pay, secret};

/// A team whose agent may delegate has granted 5 at once and 9 in all to a new key, in a file.
async fn granted() -> (Team, PrivateKeySigner, String) {
    let team = Team::hired().await;
    let policy = team.policy(PARENT);
    team.owner(&["agent", "set", &team.agent(), "--policy", &policy]).await.json();
    let (key, file) = (PrivateKeySigner::random(), team.world.file("session.json"));
    let agent = key.address().to_string();
    let grant = ["session", "grant", &agent, "--payment-cap", "5", "--budget", "9"];
    let grant = [grant.as_slice(), &["--valid-for", "2h", "--out", &file]].concat();
    let signed = team.world.run(Some(&secret(&team.agent)), &grant).await.json();
    assert_eq!(signed["budget"], "9000000");
    (team, key, file)
}

fn message(error: &Value) -> String {
    error["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn session_that_both_signed_and_somebody_registered_spends_for_its_parent() {
    let (team, key, file) = granted().await;
    let accept = ["session", "accept", &file, "--out", &file];
    team.world.run(Some(&secret(&key)), &accept).await.json();
    team.owner(&["session", "register", &file]).await.json();
    let shown = team.ask(&["agent", "show", &key.address().to_string()]).await.json();
    assert_eq!(shown["parent"].as_str(), Some(team.agent().to_lowercase().as_str()));
    assert_eq!((&shown["session"], &shown["spendable"]), (&json!(true), &json!("5000000")));

    let vault = team.world.vault.as_ref().unwrap().parse().unwrap();
    let vendor = Address::repeat_byte(0x55);
    pay(&team.world.bank, vault, &key, vendor, 5_000_000).await;
    let shown = team.ask(&["agent", "show", &key.address().to_string()]).await.json();
    assert_eq!((&shown["lifetime"], &shown["spendable"]), (&json!("5000000"), &json!("4000000")));
    let verified = team.ask(&["audit", "verify", &team.treasury]).await.json();
    assert_eq!(verified["verified"], json!(true));
    let again = message(&team.owner(&["session", "register", &file]).await.error());
    assert!(again.contains("treasury"), "{again}");
}

#[tokio::test]
async fn session_is_refused_before_anything_is_sent_when_not_both_have_signed() {
    let (team, key, file) = granted().await;
    let refused = message(&team.owner(&["session", "register", &file]).await.error());
    assert!(refused.contains("has not accepted"), "{refused}");
    let refused = message(&team.owner(&["session", "accept", &file]).await.error());
    assert!(refused.contains("sign with that key"), "{refused}");
    let agent = key.address().to_string();
    let grant = ["session", "grant", &agent, "--payment-cap", "5", "--budget", "9"];
    let refused = message(&team.owner(&grant).await.error());
    assert!(refused.contains("not a live agent"), "{refused}");
}
