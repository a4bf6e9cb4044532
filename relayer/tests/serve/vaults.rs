//! One relayer for two vaults of a chain, where the same agent has a treasury of the same number in each:
//! only the contract that a payment is signed for tells them apart.

use alloy::primitives::{Address, U256};
use bursar_policy::Authorization;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::market::{Answer, Market, Relayer};
use crate::promises::{hash, successes};
use crate::refusals::required;

const VENDOR: Address = Address::repeat_byte(0xb2);

/// 25 at once; 100 a day, which the end of a day does not give back.
const POLICY: &str = "
decimals = 6
vendors = 'any'
payment-cap = '25.00'
period = 'day'
mode = 'sliding'
period-cap = '100.00'
";

/// The market in two vaults.
async fn in_two_vaults() -> (Market, [Address; 2]) {
    let mut market = Market::open(POLICY).await;
    let (first, treasury) = (market.vault(), market.treasury.clone());
    market.open_another(POLICY).await;
    assert_ne!(market.vault(), first);
    assert_eq!(market.treasury, treasury);
    let second = market.vault();
    (market, [first, second])
}

/// What a server sends with this authorization, signed for each of the vaults.
fn in_each(market: &mut Market, vaults: [Address; 2], authorization: &Authorization) -> [Value; 2] {
    vaults.map(|vault| {
        market.turn_to(vault);
        market.body(authorization)
    })
}

/// The payments of a query, each as vault and transaction.
async fn payments(relayer: &Relayer, query: &str) -> Vec<(Value, Value)> {
    let answer = relayer.get(&format!("/payments?{query}")).await.json();
    let payments = answer["payments"].as_array().unwrap().iter();
    payments.map(|payment| (payment["vault"].clone(), payment["transaction"].clone())).collect()
}

/// What is to be read of a treasury or an agent in a vault, once it is asked for by the vault.
async fn read(relayer: &Relayer, path: &str, vault: Address, field: &str) -> Value {
    let unclear = relayer.get(path).await;
    assert!(unclear.status == 400 && unclear.text.contains("?vault="), "{unclear:?}");
    let answer = relayer.get(&format!("{path}?vault={vault}")).await.json();
    assert_eq!(answer["vault"], json!(vault), "{answer}");
    answer[field].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_pays_the_same_message_once_in_each_of_two_vaults() {
    let (mut market, vaults) = in_two_vaults().await;
    let relayer = market.relayer("").await;
    let supported = relayer.get("/supported").await.json();
    assert_eq!(supported["kinds"].as_array().unwrap().len(), 1, "a network is named once");

    let authorization = market.authorization(VENDOR, 7_000_000).await;
    let bodies = in_each(&mut market, vaults, &authorization);
    for (body, other) in [(&bodies[0], vaults[1]), (&bodies[1], vaults[0])] {
        let elsewhere = required(body.clone(), "asset", json!(other));
        let refused = Err("invalid_exact_evm_signature".to_owned());
        assert_eq!(relayer.verdict(&elsewhere).await, refused);
        assert_eq!(relayer.verdict(body).await, Ok(()));
    }
    assert_eq!(relayer.figure("bursar_held_payments").await, 2);
    let first = relayer.settle(&bodies[0]).await;
    assert_eq!(relayer.verdict(&bodies[0]).await, Err("duplicate_settlement".into()));
    assert_eq!(relayer.verdict(&bodies[1]).await, Ok(()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
    let settled = [first, relayer.settle(&bodies[1]).await];
    assert_eq!(successes(&settled).len(), 2, "{settled:?}");
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(14_000_000));
    relayer.follows(&market).await;
    assert_told_apart(&mut market, &relayer, vaults, (&authorization, &bodies, &settled)).await;
    relayer.kill();

    let relayer = market.relayer("").await;
    assert_told_apart(&mut market, &relayer, vaults, (&authorization, &bodies, &settled)).await;
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(14_000_000));
}

/// What was paid in both vaults is a duplicate in each, of the payment there.
async fn assert_told_apart(
    market: &mut Market,
    relayer: &Relayer,
    vaults: [Address; 2],
    (authorization, bodies, settled): (&Authorization, &[Value; 2], &[Answer; 2]),
) {
    let nonce = authorization.nonce;
    let mut all = Vec::new();
    for ((vault, body), settled) in vaults.into_iter().zip(bodies).zip(settled) {
        let transaction = hash(&settled.json());
        let again = relayer.settle(body).await.json();
        assert_eq!(again["errorReason"], "duplicate_settlement", "{again}");
        assert_eq!(hash(&again), transaction);
        market.turn_to(vault);
        assert_eq!(market.settlements(nonce).await, 1);
        let payment = (json!(vault), json!(transaction));
        let found = payments(relayer, &format!("vault={vault}&nonce={nonce}")).await;
        assert_eq!(found, std::slice::from_ref(&payment));
        all.insert(0, payment);
    }
    assert_ne!(all[0].1, all[1].1);
    assert_eq!(payments(relayer, &format!("nonce={nonce}")).await, all, "the newest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn caps_and_balance_of_a_vault_are_left_alone_by_payments_in_another() {
    let (mut market, vaults) = in_two_vaults().await;
    let relayer = market.relayer("").await;
    let mut bodies = Vec::new();
    for _ in 0..5 {
        let authorization = market.authorization(VENDOR, 25_000_000).await;
        bodies.push(in_each(&mut market, vaults, &authorization));
    }
    // Promises fill the day of the first vault only.
    let full = || Err("policy_period_cap".to_owned());
    for [body, _] in &bodies[..4] {
        assert_eq!(relayer.verdict(body).await, Ok(()));
    }
    let [here, there] = &bodies[4];
    assert_eq!((relayer.verdict(here).await, relayer.verdict(there).await), (full(), Ok(())));

    let at_once = bodies[..4].iter().map(|[body, _]| body).chain([there]);
    let answers = join_all(at_once.map(|body| relayer.settle(body))).await;
    assert_eq!(successes(&answers).len(), 5, "{answers:?}");
    relayer.follows(&market).await;
    let treasury = format!("/treasuries/{}", market.treasury);
    let agent = format!("/agents/{}", market.agent.address());
    for (vault, balance, spendable) in
        [(vaults[0], "900000000", "0"), (vaults[1], "975000000", "25000000")]
    {
        assert_eq!(read(&relayer, &treasury, vault, "balance").await, balance);
        assert_eq!(read(&relayer, &agent, vault, "spendable").await, spendable);
    }

    // The messages that filled the first vault's day, up to the end of the second's.
    for [_, body] in &bodies[..3] {
        assert_eq!(relayer.settle(body).await.json()["success"], true);
    }
    assert_eq!(relayer.verdict(&bodies[3][1]).await, full());
    assert_eq!(relayer.settle(&bodies[3][1]).await.json()["errorReason"], "policy_period_cap");
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(200_000_000));
    for vault in vaults {
        assert_eq!(payments(&relayer, &format!("vault={vault}")).await.len(), 4);
        assert_eq!(market.world.tokens_of(vault).await, U256::from(900_000_000));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn freeze_stops_the_payments_of_its_vault_only() {
    let (mut market, vaults) = in_two_vaults().await;
    let relayer = market.relayer("").await;
    let (treasury, agent) = (market.treasury.clone(), market.agent.address().to_string());
    let mut paid = 0_u64;
    for (frozen, other) in [(0, 1), (1, 0)] {
        for (what, which, reason) in [
            ("agent", &agent, "policy_agent_frozen"),
            ("treasury", &treasury, "policy_treasury_frozen"),
        ] {
            let authorization = market.authorization(VENDOR, 1_000_000).await;
            let bodies = in_each(&mut market, vaults, &authorization);
            market.turn_to(vaults[frozen]);
            market.owner(&[what, "freeze", which]).await.json();
            relayer.follows(&market).await;
            assert_eq!(relayer.verdict(&bodies[frozen]).await, Err(reason.to_owned()));
            let refused = relayer.settle(&bodies[frozen]).await.json();
            assert_eq!(refused["errorReason"], reason, "{refused}");
            assert_eq!(relayer.verdict(&bodies[other]).await, Ok(()));
            let settled = relayer.settle(&bodies[other]).await.json();
            assert_eq!(settled["success"], true, "{settled}");

            let path = if what == "agent" { "agents" } else { "treasuries" };
            for (vault, is_frozen) in [(vaults[frozen], true), (vaults[other], false)] {
                let path = format!("/{path}/{which}");
                assert_eq!(read(&relayer, &path, vault, "frozen").await, is_frozen);
            }
            market.owner(&[what, "thaw", which]).await.json();
            relayer.follows(&market).await;
            assert_eq!(relayer.settle(&bodies[frozen]).await.json()["success"], true);
            paid += 2_000_000;
        }
    }
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(paid));
}
