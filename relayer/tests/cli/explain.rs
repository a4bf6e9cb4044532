//! `bursar explain`, one denial after the other.

use alloy::primitives::Address;
use serde_json::{Value, json};

use crate::delegations::Pair;
use crate::flow::Team;
use crate::harness::{bursar, finish, pay};

const VENDOR: Address = Address::repeat_byte(0x77);

/// Every limit of one agent, all of them open at the beginning of 2030, a Tuesday.
const EVERYTHING: &str = r#"
decimals = 6
vendors = "own"
payment-cap = "25.00"
period = "day"
period-cap = "40.00"
count-cap = 2
budget = "30.00"
not-before = 2030-01-01T00:00:00Z
not-after = 2031-01-01T00:00:00Z
schedule = ["tue 09-11"]
"#;
const OPEN: &str = "2030-01-01T09:30:00Z";

/// What `explain` says at a time, and its exit code.
async fn explain(
    team: &Team,
    agent: &str,
    vendor: Address,
    amount: &str,
    at: &str,
) -> (i32, Value) {
    let ran = team.ask(&["explain", agent, &vendor.to_string(), amount, "--at", at]).await;
    (ran.code, ran.verdict())
}

/// The reason's name and whose rule it is, of a payment of the team's agent that is refused.
async fn refusal(team: &Team, vendor: Address, amount: &str, at: &str) -> (String, String) {
    let (code, told) = explain(team, &team.agent(), vendor, amount, at).await;
    assert_eq!((code, &told["allowed"]), (3, &json!(false)), "{told}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&told["reason"]["name"]), text(&told["whose"]["kind"]))
}

fn by(reason: &str, whose: &str) -> (String, String) {
    (reason.to_owned(), whose.to_owned())
}

async fn list(team: &Team, cap: &[&str]) {
    let (vendor, agent) = (VENDOR.to_string(), team.agent());
    let arguments = ["vendor", "add", &vendor, "--agent", &agent];
    team.owner(&[arguments.as_slice(), cap].concat()).await.json();
}

#[tokio::test]
async fn explain_names_every_limit_of_the_agent_that_refuses() {
    let team = Team::hired().await;
    list(&team, &[]).await;
    // 10 of the lifetime budget are spent, by the policy that the team begins with.
    let vault = team.world.vault.as_ref().unwrap().parse().unwrap();
    pay(&team.world.bank, vault, &team.agent, VENDOR, 10_000_000).await;
    let set = |text: String| {
        let policy = team.policy(&text);
        let agent = team.agent();
        let team = &team;
        async move { team.owner(&["agent", "set", &agent, "--policy", &policy]).await.json() }
    };
    set(EVERYTHING.to_owned()).await;
    let (code, told) = explain(&team, &team.agent(), VENDOR, "20", OPEN).await;
    assert_eq!((code, &told["allowed"], &told["reason"]), (0, &json!(true), &json!(null)));
    let room = &told["agents"][0]["room"];
    assert_eq!((&room["budget"], &room["period"]), (&json!("20000000"), &json!("40000000")));
    assert_eq!(told["agents"][0]["periodTurns"], 1_893_542_400);
    assert_eq!(told["agents"][0]["scheduleTurns"], 1_893_495_600);

    let nobody = Address::repeat_byte(0x78);
    for (vendor, amount, at, reason) in [
        (nobody, "1", OPEN, "vendor_not_listed"),
        (VENDOR, "25.000001", OPEN, "payment_cap"),
        (VENDOR, "20.000001", OPEN, "budget"),
        (VENDOR, "1", "2029-12-31T23:59:59Z", "not_yet_active"),
        (VENDOR, "1", "2031-01-01T00:00:00Z", "no_longer_active"),
        (VENDOR, "1", "2030-01-01T11:00:00Z", "schedule"),
    ] {
        assert_eq!(refusal(&team, vendor, amount, at).await, by(reason, "agent"));
    }
    set(EVERYTHING.replace("\"40.00\"", "\"5.00\"")).await;
    assert_eq!(refusal(&team, VENDOR, "6", OPEN).await, by("period_cap", "agent"));
    set(EVERYTHING.replace("count-cap = 2", "count-cap = 0")).await;
    assert_eq!(refusal(&team, VENDOR, "1", OPEN).await, by("count_cap", "agent"));
    set(EVERYTHING.to_owned()).await;
    list(&team, &["--cap", "3", "--per", "week"]).await;
    assert_eq!(refusal(&team, VENDOR, "4", OPEN).await, by("vendor_cap", "agent"));
    team.owner(&["agent", "freeze", &team.agent()]).await.json();
    assert_eq!(refusal(&team, VENDOR, "1", OPEN).await, by("agent_frozen", "agent"));
    team.owner(&["agent", "remove", &team.agent()]).await.json();
    assert_eq!(refusal(&team, VENDOR, "1", OPEN).await, by("agent_unknown", "agent"));
}

#[tokio::test]
async fn explain_names_what_the_treasury_and_the_message_refuse() {
    let team = Team::hired().await;
    list(&team, &[]).await;
    let vault: Address = team.world.vault.as_ref().unwrap().parse().unwrap();
    assert_eq!(refusal(&team, vault, "1", OPEN).await, by("payee_forbidden", "message"));
    assert_eq!(refusal(&team, VENDOR, "0", OPEN).await, by("value_zero", "message"));
    let id = team.treasury.as_str();
    team.owner(&["treasury", "limits", id, "--cap", "5", "--per", "hour"]).await.json();
    assert_eq!(refusal(&team, VENDOR, "6", OPEN).await, by("treasury_cap", "treasury"));
    let to = Address::repeat_byte(0x99).to_string();
    team.owner(&["treasury", "withdraw", id, "98", "--to", &to]).await.json();
    assert_eq!(refusal(&team, VENDOR, "3", OPEN).await, by("treasury_balance", "treasury"));
    team.owner(&["treasury", "freeze", id]).await.json();
    assert_eq!(refusal(&team, VENDOR, "1", OPEN).await, by("treasury_frozen", "treasury"));
}

#[tokio::test]
async fn explain_goes_through_every_agent_above_the_payer() {
    let pair = Pair::new().await;
    pair.delegate().await;
    let Pair { team, .. } = &pair;
    let (child, parent) = (pair.child(), team.agent());
    let (code, told) = explain(team, &child, VENDOR, "3", OPEN).await;
    assert_eq!(code, 0, "{told}");
    let agents: Vec<_> = told["agents"].as_array().unwrap().iter().map(|a| &a["agent"]).collect();
    assert_eq!(agents, [&json!(child.to_lowercase()), &json!(parent.to_lowercase())]);

    let stricter =
        team.policy("decimals = 6\nvendors = 'own'\npayment-cap = '25.00'\ndelegation-depth = 1\n");
    team.owner(&["agent", "set", &parent, "--policy", &stricter]).await.json();
    let (_, told) = explain(team, &child, VENDOR, "3", OPEN).await;
    assert_eq!(told["reason"]["name"], "vendor_not_listed");
    let whose = json!({ "kind": "agent", "agent": parent.to_lowercase(), "above": 1 });
    assert_eq!(told["whose"], whose);

    team.owner(&["agent", "revoke", &parent]).await.json();
    let (_, told) = explain(team, &child, VENDOR, "3", OPEN).await;
    assert_eq!(told["reason"]["name"], "delegation_ended");
    assert_eq!(told["whose"]["kind"], "delegation");
}

#[tokio::test]
async fn explain_tells_what_waits_in_a_treasury_with_a_delay() {
    let team = Team::hired().await;
    let id = team.treasury.as_str();
    team.owner(&["treasury", "limits", id, "--delay", "2d"]).await.json();
    let looser = team.policy("decimals = 6\nvendors = 'own'\npayment-cap = '50.00'\n");
    team.owner(&["agent", "set", &team.agent(), "--policy", &looser]).await.json();
    let (_, told) = explain(&team, &team.agent(), VENDOR, "30", OPEN).await;
    let waits = told["waiting"].as_array().unwrap();
    assert_eq!((waits.len(), &waits[0]["edits"]), (1, &json!("agent")));
    assert_eq!(waits[0]["agent"], team.agent().to_lowercase());
}

/// The table that people read, with this run's addresses named.
#[tokio::test]
async fn explain_is_read_without_knowing_the_code() {
    let team = Team::hired().await;
    list(&team, &["--cap", "30", "--per", "month"]).await;
    let (agent, vendor) = (team.agent(), VENDOR.to_string());
    let mut command = bursar(&team.world.url());
    command.args(["explain", &agent, &vendor, "25.5", "--at", OPEN]);
    command.env("BURSAR_VAULT", team.world.vault.as_ref().unwrap());
    let block = team.world.bank.latest().await.unwrap();
    let ran = finish(command).await;
    assert_eq!((ran.code, ran.err.as_str()), (3, ""));
    let text = ran.out.replace(&agent, "AGENT").replace(&vendor, "VENDOR");
    let text = text.replace(&team.treasury, "TREASURY");
    let text = text.replace(&format!("block {block} "), "block BLOCK ");
    let cells = |line: &str| {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        cells.collect::<Vec<_>>().join(" | ")
    };
    let found: Vec<_> = text.lines().map(cells).collect();
    let expected = [
        "payment | 25.50 USDC (25500000)",
        "from | AGENT",
        "to | VENDOR",
        "at | 2030-01-01T09:30:00Z, by what block BLOCK holds: payments until then are not known",
        "verdict | would be refused: it is over the agent's largest single payment (reason 5, payment_cap)",
        "whose rule | the agent's own",
        "room there | 25.00 USDC (25000000)",
        "agent | AGENT, who pays",
        "one payment | at most 25.00 USDC (25000000)",
        "period | 40.00 USDC (40000000) left of 40.00 USDC (40000000) per day, fixed; the next window begins at 2030-01-02T00:00:00Z",
        "vendor | is on the agent's own list",
        "vendor's cap | 30.00 USDC (30000000) left of 30.00 USDC (30000000) per month, fixed; the next window begins at 2030-02-01T00:00:00Z",
        "treasury | TREASURY",
        "balance | 100.00 USDC (100000000)",
        "authorizations | may be good for 3900 seconds at most",
    ];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn explain_refuses_what_is_no_question() {
    let team = Team::hired().await;
    let (agent, vendor) = (team.agent(), VENDOR.to_string());
    let refused = team.ask(&["explain", &agent, &vendor, "1.0000001"]).await.error();
    let message = refused["message"].to_string();
    assert!(message.contains("has 7 digits after the point, the token has 6"), "{message}");
    for (arguments, part) in [
        (["explain", "0x12", &vendor, "1"].as_slice(), "0x12"),
        (&["explain", &agent, &vendor, "1", "--at", "tomorrow"], "'tomorrow' is no time"),
    ] {
        let ran = team.ask(arguments).await;
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(part), "{ran:?}");
    }
}
