//! Configuration, health, figures, and the end.

use std::io::Write as _;
use std::process::{Command, Stdio};

use alloy::primitives::{Address, U256};
use serde_json::Value;

use crate::harness::{World, bursar, finish};
use crate::market::{Market, POLICY};

const VENDOR: Address = Address::repeat_byte(0xb2);

#[tokio::test(flavor = "multi_thread")]
async fn serve_says_what_it_supports_how_it_is_and_what_it_did() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[chain]\nv1-network = 'base-sepolia'").await;
    let supported = relayer.get("/supported").await.json();
    let network = format!("eip155:{}", market.world.bank.id());
    let expected = serde_json::json!({
        "kinds": [
            { "x402Version": 2, "scheme": "exact", "network": network },
            { "x402Version": 1, "scheme": "exact", "network": "base-sepolia" },
        ],
        "extensions": [],
        "signers": { "eip155:*": [market.sender.address()] },
    });
    assert_eq!(supported, expected);
    assert_eq!(relayer.get("/health/live").await.status, 200);
    let ready = relayer.get("/health/ready").await;
    let all = serde_json::json!({
        "ready": true, "chain": true, "backfill": true, "mirror": true, "lane": true
    });
    assert_eq!((ready.status, ready.json()), (200, all));
    let body = market.payment(VENDOR, 1_000_000).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    assert_eq!(relayer.figure("bursar_held_payments").await, 1);
    assert_eq!(relayer.figure("bursar_verify_total{result=\"valid\"}").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_tells_of_agents_and_payments() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let settled = relayer.settle(&market.payment(VENDOR, 1_000_000).await).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    relayer.follows(&market).await;
    let agent = market.agent.address();
    let payments = relayer.get(&format!("/payments?agent={agent}")).await.json();
    let [payment] = payments["payments"].as_array().unwrap().as_slice() else {
        panic!("{payments}");
    };
    assert_eq!(payment["value"], "1000000");
    assert_eq!(payment["transaction"], settled["transaction"]);
    assert_eq!(relayer.get(&format!("/agents/{agent}")).await.json()["live"], true);
    let treasury = relayer.get(&format!("/treasuries/{}", market.treasury)).await.json();
    assert_eq!(treasury["balance"], "999000000");
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_reads_version_1_of_x402() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[chain]\nv1-network = 'base-sepolia'").await;
    let body = version_1(market.payment(VENDOR, 1_000_000).await);
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    let settled = relayer.settle(&body).await.json();
    assert_eq!((&settled["success"], &settled["network"]), (&true.into(), &"base-sepolia".into()));
}

/// The same, as version 1 of x402 writes it.
pub(crate) fn version_1(mut body: Value) -> Value {
    body["x402Version"] = 1.into();
    let requirements = body["paymentRequirements"].as_object_mut().unwrap();
    requirements["network"] = "base-sepolia".into();
    let amount = requirements.remove("amount").unwrap();
    requirements.insert("maxAmountRequired".into(), amount);
    let payment = body["paymentPayload"].as_object_mut().unwrap();
    payment.remove("accepted");
    payment.extend([
        ("x402Version".to_owned(), 1.into()),
        ("scheme".to_owned(), "exact".into()),
        ("network".to_owned(), "base-sepolia".into()),
    ]);
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_ends_as_told_after_it_has_answered() {
    let market = Market::open(POLICY).await;
    let mut relayer = market.relayer("").await;
    let body = market.payment(VENDOR, 1_000_000).await;
    let terminate = async {
        // Only once the payment is accepted is there something to wait for.
        while relayer.figure("bursar_open_payments").await == 0
            && market.world.tokens_of(VENDOR).await.is_zero()
        {
            tokio::task::yield_now().await;
        }
        let id = relayer.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    };
    let (settled, ()) = tokio::join!(relayer.settle(&body), terminate);
    assert_eq!(settled.json()["success"], true, "{settled:?}");
    let ended = tokio::task::spawn_blocking(move || relayer.child.wait().unwrap()).await.unwrap();
    assert_eq!(ended.code(), Some(0));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(1_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_refuses_to_start_when_the_configuration_is_wrong() {
    let world = World::start().await;
    let file = world.file("bursar.toml");
    let check = async |text: &str, variable: Option<(&str, &str)>| {
        let mut written = std::fs::File::create(&file).unwrap();
        written.write_all(text.as_bytes()).unwrap();
        let mut command = bursar(&world.url());
        command.args(["--json", "serve", "--check", "--config", &file]).stdin(Stdio::null());
        command.envs(variable);
        finish(command).await
    };
    let vault = "[[vaults]]\naddress = '0x00000000000000000000000000000000000b0b5a'\n";
    assert_eq!(check(vault, None).await.json()["configuration"], "valid");
    let ran = check(vault, Some(("BURSAR_SERVER__VERIFY_QUEUE", "0"))).await;
    let message = ran.error()["message"].as_str().unwrap().to_owned();
    for part in ["server.verify-queue", "BURSAR_SERVER__VERIFY_QUEUE", "nonzero"] {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
    let ran = check(vault, Some(("BURSAR_SERVER__VERIFY_QUEUE", "7"))).await;
    assert_eq!(ran.json()["configuration"], "valid");
    let ran = check("[servr]\n", None).await;
    assert!(ran.err.contains("servr in") && ran.err.contains("bursar.toml"), "{ran:?}");
}
