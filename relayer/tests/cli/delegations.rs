//! An agent lets another key spend, by the command line.

use alloy::primitives::Address;
use alloy::signers::local::PrivateKeySigner;
use serde_json::{Value, json};

use crate::flow::Team;
use crate::harness::{pay, secret};

pub(crate) const PARENT: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "25.00"
delegation-depth = 1
"#;

const CHILD: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "10.00"
"#;

/// A team whose agent may delegate, and a key that is to spend for it.
pub(crate) struct Pair {
    pub(crate) team: Team,
    child: PrivateKeySigner,
    /// The child's policy.
    policy: String,
}

impl Pair {
    pub(crate) async fn new() -> Self {
        let team = Team::hired().await;
        let policy = team.policy(PARENT);
        team.owner(&["agent", "set", &team.agent(), "--policy", &policy]).await.json();
        let policy = team.world.file("child.toml");
        std::fs::write(&policy, CHILD).unwrap();
        Self { team, child: PrivateKeySigner::random(), policy }
    }

    pub(crate) fn child(&self) -> String {
        self.child.address().to_string()
    }

    /// A grant signed by `key`, with further options.
    async fn grant(&self, key: &PrivateKeySigner, name: &str, more: &[&str]) -> (String, Value) {
        let (parent, child, out) = (self.team.agent(), self.child(), self.team.world.file(name));
        let arguments =
            ["agent", "grant", &parent, &child, "--policy", &self.policy, "--out", &out];
        let arguments = [arguments.as_slice(), more].concat();
        let signed = self.team.world.run(Some(&secret(key)), &arguments).await.json();
        (out, signed)
    }

    /// Both sign, and somebody else brings it.
    pub(crate) async fn delegate(&self) {
        let (of_child, signed) = self.grant(&self.child, "child.json", &[]).await;
        let salt = signed["salt"].as_str().unwrap();
        let deadline = signed["deadline"].to_string();
        let same = ["--salt", salt, "--deadline", &deadline];
        let (of_parent, _) = self.grant(&self.team.agent, "parent.json", &same).await;
        let grants = ["--grant", of_child.as_str(), "--grant", &of_parent];
        let start = ["agent", "delegate", "--policy", &self.policy];
        self.team.owner(&[start, grants].concat()).await.json();
    }

    async fn check(&self, amount: &str) -> Value {
        let (child, vendor) = (self.child(), Address::repeat_byte(0x55).to_string());
        self.team.ask(&["check", &child, &vendor, amount]).await.verdict()
    }
}

#[tokio::test]
async fn sub_agent_spends_for_its_parent_until_the_delegation_is_revoked() {
    let pair = Pair::new().await;
    pair.delegate().await;
    let Pair { team, child, .. } = &pair;
    let shown = team.ask(&["agent", "show", &pair.child()]).await.json();
    assert_eq!(shown["parent"].as_str(), Some(team.agent().to_lowercase().as_str()));

    let vault = team.world.vault.as_ref().unwrap().parse().unwrap();
    pay(&team.world.bank, vault, child, Address::repeat_byte(0x55), 7_000_000).await;
    let parent = team.ask(&["agent", "show", &team.agent()]).await.json();
    assert_eq!((&parent["lifetime"], &parent["parent"]), (&json!("7000000"), &json!(null)));
    let verdict = pair.check("3").await;
    let agents = verdict["agents"].as_array().unwrap();
    assert_eq!((&verdict["allowed"], agents.len()), (&json!(true), 2));

    team.owner(&["agent", "revoke", &team.agent()]).await.json();
    let verdict = pair.check("3").await;
    assert_eq!(verdict["reason"]["name"], json!("delegation_ended"));
    let verified = team.ask(&["audit", "verify", &team.treasury]).await.json();
    assert_eq!(verified["verified"], json!(true));
}

#[tokio::test]
async fn grants_are_refused_before_anything_is_sent_when_they_are_not_of_the_two() {
    let pair = Pair::new().await;
    let (of_child, _) = pair.grant(&pair.child, "child.json", &[]).await;
    let arguments = ["agent", "delegate", "--policy", &pair.policy, "--grant", &of_child];
    let refused = pair.team.owner(&arguments).await.error();
    let message = refused["message"].to_string();
    assert!(message.contains("has not signed"), "{message}");

    let (parent, child) = (pair.team.agent(), pair.child());
    let arguments = ["agent", "grant", &parent, &child, "--policy", &pair.policy];
    let refused = pair.team.owner(&arguments).await.error();
    let message = refused["message"].to_string();
    assert!(message.contains("neither the parent"), "{message}");
}
