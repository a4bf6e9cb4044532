//! What the command line does when all goes well.

use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::signers::local::PrivateKeySigner;
use serde_json::{Value, json};

use crate::harness::{Ran, World, bursar, finish, pay, secret, tool};

const POLICY: &str = r#"
decimals = 6
vendors = "own"
payment-cap = "25.00"
period = "day"
period-cap = "40.00"
"#;

/// A treasury with money and one agent, as the command line makes it.
pub(crate) struct Team {
    pub(crate) world: World,
    owner: String,
    pub(crate) agent: PrivateKeySigner,
    pub(crate) treasury: String,
}

impl Team {
    pub(crate) async fn hired() -> Self {
        let world = World::with_vault().await;
        let owner = secret(&world.key(1_000).await);
        let created =
            world.run(Some(&owner), &["treasury", "create", "--delay", "0s"]).await.json();
        let treasury = created["treasury"].as_str().unwrap().to_owned();
        world.run(Some(&owner), &["treasury", "deposit", &treasury, "100"]).await.json();
        let agent = PrivateKeySigner::random();
        let team = Self { world, owner, agent, treasury };
        let consent = team.world.file("consent.json");
        team.world
            .run(
                Some(&secret(&team.agent)),
                &["agent", "consent", "--treasury", &team.treasury, "--out", &consent],
            )
            .await
            .json();
        let policy = team.policy(POLICY);
        let agent = team.agent();
        team.owner(&[
            "agent",
            "add",
            &agent,
            "--treasury",
            &team.treasury,
            "--policy",
            &policy,
            "--consent",
            &consent,
        ])
        .await
        .json();
        team
    }

    pub(crate) fn agent(&self) -> String {
        self.agent.address().to_string()
    }

    pub(crate) fn policy(&self, text: &str) -> String {
        let path = self.world.file("policy.toml");
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) async fn owner(&self, arguments: &[&str]) -> Ran {
        self.world.run(Some(&self.owner), arguments).await
    }

    /// Without a key.
    pub(crate) async fn ask(&self, arguments: &[&str]) -> Ran {
        self.world.run(None, arguments).await
    }

    async fn check(&self, vendor: Address, amount: &str) -> (i32, Value) {
        let ran = self.ask(&["check", &self.agent(), &vendor.to_string(), amount]).await;
        (ran.code, ran.verdict())
    }

    /// Pays a vendor through the facade, as any facilitator would.
    async fn pay(&self, vendor: Address, value: u64) {
        let vault = self.world.vault.as_ref().unwrap().parse().unwrap();
        pay(&self.world.bank, vault, &self.agent, vendor, value).await;
    }
}

#[tokio::test]
async fn deploy_goes_on_where_it_stopped() {
    let world = World::start().await;
    let first = world.deploy().await.json();
    let gas: Vec<&String> = first["gas"].as_object().unwrap().keys().collect();
    let steps =
        ["activateCold", "activateHot", "activateLens", "cold", "factory", "hot", "lens", "vault"];
    assert_eq!(gas, steps);
    let written = std::fs::read_to_string(world.file("deployment.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), first);
    let second = world.deploy().await.json();
    assert_eq!(second["gas"], json!({}), "nothing is sent twice");
    for name in ["hot", "cold", "lens", "factory", "vault", "token", "codehashes", "chainId"] {
        assert_eq!(second[name], first[name], "{name}");
    }
}

#[tokio::test]
async fn deposit_credits_the_treasury_both_ways_and_withdraw_pays_out() {
    let world = World::with_vault().await;
    let owner = secret(&world.key(100).await);
    let salt = B256::with_last_byte(7).to_string();
    let created = world
        .run(Some(&owner), &["treasury", "create", "--delay", "0s", "--salt", &salt])
        .await
        .json();
    let treasury = created["treasury"].as_str().unwrap();
    let allowed = world.run(Some(&owner), &["treasury", "deposit", treasury, "12.5"]).await.json();
    assert_eq!(allowed["balance"], "12500000");
    let signed = ["treasury", "deposit", treasury, "500000u", "--with-authorization"];
    assert_eq!(world.run(Some(&owner), &signed).await.json()["balance"], "13000000");
    let receiver = Address::repeat_byte(0x99);
    let withdraw = ["treasury", "withdraw", treasury, "1.25", "--to", &receiver.to_string()];
    world.run(Some(&owner), &withdraw).await.json();
    assert_eq!(world.tokens_of(receiver).await, U256::from(1_250_000));
    let shown = world.run(None, &["treasury", "show", treasury]).await.json();
    assert_eq!((&shown["balance"], &shown["entries"]), (&json!("11750000"), &json!(4)));
}

#[tokio::test]
async fn check_names_reason_and_rooms() {
    let team = Team::hired().await;
    let vendor = Address::repeat_byte(0x77);
    let (code, verdict) = team.check(vendor, "1").await;
    assert_eq!((code, &verdict["reason"]), (3, &json!({ "code": 4, "name": "vendor_not_listed" })));
    team.owner(&[
        "vendor",
        "add",
        &vendor.to_string(),
        "--agent",
        &team.agent(),
        "--cap",
        "30",
        "--per",
        "month",
    ])
    .await
    .json();
    let (code, verdict) = team.check(vendor, "25").await;
    assert_eq!((code, &verdict["allowed"], &verdict["reason"]), (0, &json!(true), &json!(null)));
    assert_eq!(
        verdict["shared"],
        json!({ "balance": "100000000", "period": null, "vendor": "30000000" })
    );
    let room = &verdict["agents"][0];
    assert_eq!(
        (&room["payment"], &room["period"], &room["count"]),
        (&json!("25000000"), &json!("40000000"), &json!(null))
    );
    let (code, verdict) = team.check(vendor, "25.000001").await;
    assert_eq!((code, &verdict["reason"]["name"]), (3, &json!("payment_cap")));
}

#[tokio::test]
async fn audit_verifies_after_payments_and_edits() {
    let team = Team::hired().await;
    let (vendor, agent) = (Address::repeat_byte(0x77), team.agent());
    team.owner(&["vendor", "add", &vendor.to_string(), "--agent", &agent]).await.json();
    team.pay(vendor, 10_000_000).await;
    team.pay(vendor, 2_500_000).await;
    assert_eq!(team.world.tokens_of(vendor).await, U256::from(12_500_000));
    let stricter = team.policy(&POLICY.replace("40.00", "30.00"));
    team.owner(&["agent", "set", &agent, "--policy", &stricter]).await.json();
    team.owner(&["agent", "freeze", &agent]).await.json();
    let shown = team.ask(&["agent", "show", &agent]).await.json();
    assert_eq!((&shown["lifetime"], &shown["frozen"]), (&json!("12500000"), &json!(true)));
    assert_eq!((&shown["window"]["spent"], &shown["spendable"]), (&json!("12500000"), &json!("0")));
    assert_eq!(
        shown["policy"]["period"],
        json!({ "cap": "30000000", "per": "day", "mode": "fixed" })
    );
    team.owner(&["agent", "thaw", &agent]).await.json();

    let verdict = team.ask(&["audit", "verify", &team.treasury]).await.json();
    let treasury = team.ask(&["treasury", "show", &team.treasury]).await.json();
    // Created, deposited, agent, vendor, two payments, policy, frozen, thawed.
    assert_eq!((&verdict["verified"], &verdict["entries"]), (&json!(true), &json!(9)));
    assert_eq!(
        (&verdict["head"], &verdict["treasury"]),
        (&treasury["auditHead"], &json!(team.treasury))
    );
}

#[tokio::test]
async fn audit_breaks_when_the_search_begins_after_the_creation() {
    let team = Team::hired().await;
    let latest = team.world.bank.latest().await.unwrap().to_string();
    let ran = team.ask(&["audit", "verify", &team.treasury, "--from-block", &latest]).await;
    let verdict = ran.verdict();
    assert_eq!((ran.code, &verdict["verified"]), (4, &json!(false)));
    assert_eq!(verdict["fault"]["kind"], "sequence", "{verdict}");
}

#[tokio::test]
async fn treasury_changes_hands_roles_and_limits() {
    let team = Team::hired().await;
    let heir = team.world.key(0).await;
    let (id, heir_key, heir) = (team.treasury.as_str(), secret(&heir), heir.address().to_string());
    team.owner(&["treasury", "roles", id, &heir, "--set", "guardian"]).await.json();
    let roles = team.ask(&["treasury", "roles", id, &heir]).await.json();
    assert_eq!((&roles["roles"], &roles["owner"]), (&json!(["guardian"]), &json!(false)));
    team.world.run(Some(&heir_key), &["treasury", "freeze", id]).await.json();
    let thawed = team.world.run(Some(&heir_key), &["treasury", "thaw", id]).await.error();
    assert_eq!(thawed["revert"]["name"], "Unauthorized");
    team.owner(&["treasury", "thaw", id]).await.json();
    team.owner(&[
        "treasury",
        "limits",
        id,
        "--cap",
        "50",
        "--per",
        "7d",
        "--mode",
        "strict",
        "--longest-validity",
        "2h",
    ])
    .await
    .json();
    let limit = json!({ "cap": "50000000", "per": "604800s", "mode": "strict" });
    team.owner(&["treasury", "transfer", id, &heir]).await.json();
    team.world.run(Some(&heir_key), &["treasury", "accept", id]).await.json();
    let shown = team.ask(&["treasury", "show", id]).await.json();
    assert_eq!((&shown["limit"], &shown["longestValidity"]), (&limit, &json!(7200)));
    assert_eq!(
        (shown["owner"].as_str(), &shown["pendingOwner"]),
        (Some(heir.to_lowercase().as_str()), &json!(null))
    );
    assert_eq!(shown["frozen"], json!(false));
}

#[tokio::test]
async fn what_loosens_waits_is_shown_completed_and_called_off() {
    let team = Team::hired().await;
    let (id, friend) = (team.treasury.as_str(), Address::repeat_byte(0x66));
    let name = friend.to_string();
    team.owner(&["treasury", "limits", id, "--delay", "2h"]).await.json();
    let shown = team.ask(&["treasury", "show", id]).await.json();
    assert_eq!((&shown["delay"], &shown["settlersOnly"]), (&json!(7200), &json!(false)));

    let appoint = ["treasury", "roles", id, &name, "--set", "admin"];
    let appointed = team.owner(&appoint).await.json();
    let withdrawn = team.owner(&["treasury", "withdraw", id, "1", "--to", &name]).await.json();
    let object = |ran: &Value| ran["waiting"][0]["object"].as_str().unwrap().to_owned();
    let (role, money) = (object(&appointed), object(&withdrawn));
    let listed = team.ask(&["edit", "list", id]).await.json();
    let calls = |ran: &Value| {
        let waiting = ran["waiting"].as_array().unwrap().clone();
        waiting.iter().map(|edit| edit["edit"]["call"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(calls(&listed), ["setRoles", "withdraw"]);
    assert_eq!(listed["waiting"][0]["edit"]["roles"], json!(["admin"]));

    team.owner(&["edit", "cancel", id, "--object", &money]).await.json();
    assert_eq!(calls(&team.ask(&["edit", "list", id]).await.json()), ["setRoles"]);
    let complete = ["edit", "complete", id, "--object", &role];
    assert_eq!(team.owner(&complete).await.error()["revert"]["name"], "EditWaiting");
    let time = ("0x2".to_owned(), "0x1c20".to_owned());
    team.world.bank.provider().raw_request::<_, ()>("anvil_mine".into(), time).await.unwrap();
    let done = team.owner(&complete).await.json();
    assert_eq!(done["waiting"], json!([]));
    let roles = team.ask(&["treasury", "roles", id, &name]).await.json();
    assert_eq!(roles["roles"], json!(["admin"]));
    assert_eq!(team.world.tokens_of(friend).await, U256::ZERO);
    let nothing = team.owner(&complete).await.error();
    assert!(nothing["message"].as_str().unwrap().contains("nothing waits for"), "{nothing}");
    let verdict = team.ask(&["audit", "verify", id]).await.json();
    assert_eq!(verdict["verified"], json!(true));
}

#[tokio::test]
async fn vendors_are_listed_shown_and_removed_on_both_lists() {
    let team = Team::hired().await;
    let vendor = Address::repeat_byte(0x55).to_string();
    let agent = team.agent();
    for list in [["--agent", agent.as_str()], ["--treasury", team.treasury.as_str()]] {
        let arguments = |verb| [["vendor", verb, vendor.as_str()].as_slice(), &list].concat();
        team.owner(&[arguments("add").as_slice(), &["--cap", "3", "--per", "week"]].concat())
            .await
            .json();
        let shown = team.ask(&arguments("show")).await.json();
        let limit = json!({ "cap": "3000000", "per": "week", "mode": "fixed" });
        assert_eq!((&shown["listed"], &shown["limit"]), (&json!(true), &limit));
        team.owner(&arguments("remove")).await.json();
        assert_eq!(team.ask(&arguments("show")).await.json()["listed"], json!(false));
    }
}

#[tokio::test]
async fn removed_agent_is_no_longer_live() {
    let team = Team::hired().await;
    team.owner(&["agent", "remove", &team.agent()]).await.json();
    let shown = team.ask(&["agent", "show", &team.agent()]).await.json();
    assert_eq!((&shown["live"], &shown["treasury"]), (&json!(false), &json!(team.treasury)));
    let (code, verdict) = team.check(Address::repeat_byte(1), "1").await;
    assert_eq!((code, &verdict["reason"]["name"]), (3, &json!("agent_unknown")));
}

#[tokio::test]
async fn keystore_signs_with_a_password_from_file_or_environment() {
    let world = World::with_vault().await;
    let key = world.key(0).await;
    let mut import = tool("cast");
    import.args(["wallet", "import", "key", "--private-key", &secret(&key)]);
    import.args(["--unsafe-password", "secret", "--keystore-dir"]).arg(world.folder.path());
    assert_eq!(finish(import).await.code, 0);
    let (keystore, password) = (world.file("key"), world.file("password"));
    std::fs::write(&password, "secret\n").unwrap();
    let command = |salt: u8| {
        let mut command = bursar(&world.url());
        let salt = B256::with_last_byte(salt).to_string();
        command.args(["--json", "--vault", world.vault.as_ref().unwrap(), "--keystore", &keystore]);
        command.args(["treasury", "create", "--delay", "0s", "--salt", &salt]);
        command
    };
    let mut by_file = command(1);
    by_file.args(["--password-file", &password]);
    let mut by_environment = command(2);
    by_environment.env("BURSAR_KEYSTORE_PASSWORD", "secret");
    for command in [by_file, by_environment] {
        let created = finish(command).await.json();
        assert_eq!(
            created["owner"].as_str(),
            Some(key.address().to_string().to_lowercase().as_str())
        );
    }
    let mut wrong = command(3);
    wrong.env("BURSAR_KEYSTORE_PASSWORD", "guess");
    let message = finish(wrong).await.error()["message"].to_string();
    assert!(message.contains("is the password right?"), "{message}");
}
