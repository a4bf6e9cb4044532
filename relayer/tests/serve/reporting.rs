//! What `bursar serve` puts on record, and what it does not.

use alloy::primitives::{Address, B256};
use alloy::providers::Provider as _;
use alloy::rpc::types::Filter;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault;
use serde_json::Value;

use crate::contract_payers::{authorization, employ};
use crate::harness::{finish, secret, tool};
use crate::market::{Market, Relayer, until};
use crate::wallet::Wallet;

const VENDOR: Address = Address::repeat_byte(0xb2);

/// Two denials on record freeze the agent.
const FUSED: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "25.00"
period = "day"
period-cap = "30.00"
breaker = { denials = 2, within = "1h" }
"#;

/// A market whose owner made `reporter` a reporter, and a relayer that has its key.
async fn reported() -> (Market, Relayer) {
    let market = Market::open(FUSED).await;
    let reporter = market.world.key(0).await;
    let account = reporter.address().to_string();
    market
        .owner(&["treasury", "roles", &market.treasury, &account, "--set", "reporter"])
        .await
        .json();
    let relayer = market.relayer(&section(&market, &reporter).await).await;
    (market, relayer)
}

/// The section of a relayer that records at once.
async fn section(market: &Market, reporter: &PrivateKeySigner) -> String {
    let folder = market.world.folder.path();
    let mut import = tool("cast");
    import.args(["wallet", "import", "reporter", "--private-key", &secret(reporter)]);
    import.args(["--unsafe-password", "secret", "--keystore-dir"]).arg(folder);
    assert_eq!(finish(import).await.code, 0);
    let (keystore, password) = (market.world.file("reporter"), market.world.file("password"));
    std::fs::write(&password, "secret\n").unwrap();
    format!(
        "[reporter]\nkeystore = '{keystore}'\npassword-file = '{password}'\nmax-age-seconds = 1\n"
    )
}

/// The nonces of the denials on record, in their order.
async fn recorded(market: &Market) -> Vec<B256> {
    let filter = Filter::new()
        .address(market.vault())
        .event_signature(IVault::DenialRecorded::SIGNATURE_HASH)
        .from_block(0);
    let logs = market.world.bank.provider().get_logs(&filter).await.unwrap();
    let events = logs.iter().map(|log| log.log_decode::<IVault::DenialRecorded>().unwrap());
    events.map(|event| event.inner.nonce).collect()
}

async fn refused(market: &Market, relayer: &Relayer, value: u64) -> B256 {
    let authorization = market.authorization(VENDOR, value).await;
    assert!(relayer.verdict(&market.body(&authorization)).await.is_err());
    authorization.nonce
}

async fn agent(market: &Market, relayer: &Relayer) -> Value {
    relayer.get(&format!("/agents/{}", market.agent.address())).await.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_signs_against_its_own_cap_is_recorded_and_trips_its_breaker() {
    let (market, relayer) = reported().await;
    let first = refused(&market, &relayer, 25_000_001).await;
    until(async || (recorded(&market).await == [first]).then_some(())).await;
    let second = refused(&market, &relayer, 26_000_000).await;
    until(async || (recorded(&market).await == [first, second]).then_some(())).await;
    relayer.follows(&market).await;
    let agent = agent(&market, &relayer).await;
    assert_eq!((&agent["frozen"], &agent["tripped"]), (&true.into(), &true.into()));
    assert_eq!(relayer.figure("bursar_denials_recorded_total").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_contract_signs_against_its_own_cap_is_recorded_and_what_it_does_not_sign_is_not() {
    let (market, relayer) = reported().await;
    let wallet = Wallet::deploy(&market.world.bank).await;
    employ(&market, &wallet, FUSED).await;
    relayer.follows(&market).await;
    // More than would be recorded of it within an hour.
    for _ in 0..=20 {
        let over = authorization(&market, &wallet, 25_000_001).await;
        let forged = market.body(&over);
        assert_eq!(relayer.verdict(&forged).await, Err("invalid_exact_evm_signature".into()));
    }
    let over = authorization(&market, &wallet, 25_000_001).await;
    let signed = market.body_by(&wallet.key, &over);
    assert_eq!(relayer.verdict(&signed).await, Err("policy_payment_cap".into()));
    until(async || (recorded(&market).await == [over.nonce]).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_room_or_hour_refuse_is_not_recorded() {
    let (market, relayer) = reported().await;
    let paid = market.payment(VENDOR, 20_000_000).await;
    assert_eq!(relayer.settle(&paid).await.json()["success"], true);
    // Over what is left of the day, and within the agent's cap.
    refused(&market, &relayer, 11_000_000).await;
    // What comes after it is on record: so it was seen, and was not.
    let beyond = refused(&market, &relayer, 25_000_001).await;
    until(async || (!recorded(&market).await.is_empty()).then_some(())).await;
    assert_eq!(recorded(&market).await, [beyond]);
}
