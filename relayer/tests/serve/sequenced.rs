//! Payments with sequenced nonces, signed by the library's own agent.

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, U256};
use bursar::agent::Agent;
use bursar::payment::SignedAuthorization;
use bursar_policy::nonce::SequencedNonce;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::body::request;
use crate::harness::settle_alone;
use crate::market::{Answer, Market, POLICY};
use crate::promises::{hash, successes};

const VENDOR: Address = Address::repeat_byte(0xb2);

/// The market's agent, who counts from the last sequences of a word on.
fn counting(market: &Market) -> Agent {
    let next = SequencedNonce { lane: 7, sequence: 250 };
    Agent::resume(market.agent.clone(), market.world.bank.id(), market.vault(), next)
}

async fn pay(market: &Market, agent: &Agent, value: u64) -> SignedAuthorization {
    let now = market.world.bank.now().await.unwrap();
    agent.pay(VENDOR, value, now + 600).unwrap()
}

/// What a server sends that was paid so.
fn body(market: &Market, payment: &SignedAuthorization) -> Value {
    let extra = json!({ "name": "Bursar", "version": "1" });
    let (chain, signature) = (market.world.bank.id(), payment.signature.to_bytes());
    request(chain, payment.asset, &extra, &payment.authorization, &signature)
}

async fn signed(market: &Market, agent: &Agent, value: u64) -> Value {
    body(market, &pay(market, agent, value).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_pays_sequenced_nonces_one_after_another_and_at_once_and_each_once() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let agent = counting(&market);
    let mut bodies = Vec::new();
    for _ in 0..2 {
        let body = signed(&market, &agent, 1_000_000).await;
        assert_eq!(relayer.verdict(&body).await, Ok(()));
        assert_eq!(relayer.settle(&body).await.json()["success"], true);
        bodies.push(body);
    }
    // Across the end of the word, in no particular order.
    let mut at_once = Vec::new();
    for _ in 0..20 {
        at_once.push(signed(&market, &agent, 1_000_000).await);
    }
    let answers = join_all(at_once.iter().rev().map(|body| relayer.settle(body))).await;
    assert_eq!(successes(&answers).len(), 20, "{answers:?}");
    let transactions: BTreeSet<String> =
        answers.iter().map(Answer::json).map(|answer| hash(&answer)).collect();
    assert!(transactions.len() < 20, "every payment had a transaction of its own");

    bodies.extend(at_once);
    let again = join_all(bodies.iter().map(|body| relayer.settle(body))).await;
    for answer in again.iter().map(Answer::json) {
        assert_eq!(answer["errorReason"], "duplicate_settlement", "{answer}");
    }
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(22_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_refuses_sequenced_nonces_that_others_settled_before_and_after_a_restart() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let agent = counting(&market);
    let theirs = pay(&market, &agent, 1_000_000).await;
    settle_alone(&market.world.bank, &theirs).await;
    relayer.follows(&market).await;
    let used = |verdict: Result<(), String>| verdict.unwrap_err();
    let before = used(relayer.verdict(&body(&market, &theirs)).await);
    relayer.kill();

    let relayer = market.relayer("").await;
    assert_eq!(used(relayer.verdict(&body(&market, &theirs)).await), before);
    // Another message with the same nonce.
    let other = Agent::resume(
        market.agent.clone(),
        market.world.bank.id(),
        market.vault(),
        SequencedNonce::read(theirs.authorization.nonce).unwrap(),
    );
    let other = signed(&market, &other, 2_000_000).await;
    assert!(relayer.verdict(&other).await.is_err());
    let refused = relayer.settle(&other).await.json();
    assert_eq!(refused["errorReason"], "invalid_exact_evm_nonce_already_used", "{refused}");
    let next = signed(&market, &agent, 3_000_000).await;
    assert_eq!(relayer.settle(&next).await.json()["success"], true);
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(4_000_000));
    let paid = B256::from(SequencedNonce { lane: 7, sequence: 251 });
    assert_eq!(market.settlements(paid).await, 1);
}
