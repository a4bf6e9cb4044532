//! Payments on their way while no block is made: what is told of them, and what a kill does to them.

use alloy::primitives::{Address, U256};
use futures_util::future::join_all;
use serde_json::Value;

use crate::market::{Answer, Market, POLICY, Relayer, until};
use crate::promises::{hash, successes};

const VENDOR: Address = Address::repeat_byte(0xb2);

#[tokio::test(flavor = "multi_thread")]
async fn settle_answers_pending_with_one_hash_until_its_transaction_is_mined() {
    let market = Market::open(POLICY).await;
    // Enough patience for it to be sent; no higher fee, so no other hash.
    let settings = "[settlement]\npatience-seconds = 4\n[batch]\nbump-after-seconds = 600";
    let relayer = market.relayer(settings).await;
    market.set_automine(false).await;
    let authorization = market.authorization(VENDOR, 7_000_000).await;
    let body = market.body(&authorization);
    let first = relayer.settle(&body).await.json();
    assert_eq!(
        (&first["success"], &first["errorReason"]),
        (&false.into(), &"settlement_pending".into()),
        "{first}"
    );
    let again = relayer.settle(&body).await.json();
    assert_eq!(again, first, "it waits for the same transaction");
    assert_eq!(relayer.verdict(&body).await, Err("duplicate_settlement".into()));
    assert_eq!(market.sent().await, 1);
    assert_eq!(market.settlements(authorization.nonce).await, 0);

    let end = async || {
        let answer = relayer.settle(&body).await;
        assert_eq!(hash(&answer.json()), hash(&first), "{answer:?}");
        (answer.json() != first).then_some(answer)
    };
    let (ends, ()) = tokio::join!(join_all((0..10).map(|_| until(&end))), market.mine());
    assert_eq!(successes(&ends).len(), 1, "{ends:?}");
    for end in ends.iter().map(|end| end.json()).filter(|end| end["success"] == false) {
        assert_eq!(end["errorReason"], "duplicate_settlement");
    }
    assert_eq!(market.settlements(authorization.nonce).await, 1);
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
    assert_eq!(market.sent().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_answers_withdrawn_when_nothing_could_be_sent_in_time() {
    let market = Market::open(POLICY).await;
    // Gas is too dear to send anything.
    let settings = "[settlement]\npatience-seconds = 1\n[batch]\nmax-fee-per-gas-wei = 1";
    let relayer = market.relayer(settings).await;
    let open = async |count: u64| {
        until(async || (relayer.figure("bursar_open_payments").await == count).then_some(())).await;
    };
    let authorization = market.authorization(VENDOR, 7_000_000).await;
    let body = market.body(&authorization);
    let withdrawn = relayer.settle(&body).await.json();
    assert_eq!(
        (&withdrawn["success"], &withdrawn["errorReason"], &withdrawn["transaction"]),
        (&false.into(), &"settlement_withdrawn".into(), &"".into()),
        "{withdrawn}"
    );
    assert_eq!(relayer.settle(&body).await.json(), withdrawn);
    // It does not depend on a caller who waits.
    let left = market.authorization(VENDOR, 7_000_000).await;
    let left_body = market.body(&left);
    tokio::select! {
        _ = relayer.settle(&left_body) => {}
        () = open(1) => {}
    }
    open(0).await;
    until(async || (relayer.figure("bursar_held_payments").await == 0).then_some(())).await;
    assert_eq!(relayer.verdict(&left_body).await, Err("settlement_withdrawn".into()));
    relayer.kill();

    let relayer = market.relayer("").await;
    for body in [&body, &left_body] {
        assert_eq!(relayer.verdict(body).await, Err("settlement_withdrawn".into()));
        assert_eq!(relayer.settle(body).await.json(), withdrawn);
    }
    let anew = market.payment(VENDOR, 7_000_000).await;
    assert_eq!(relayer.settle(&anew).await.json()["success"], true);
    for nonce in [authorization.nonce, left.nonce] {
        assert_eq!(market.settlements(nonce).await, 0);
    }
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
}

async fn settle_all(relayer: &Relayer, bodies: &[Value]) -> Vec<Answer> {
    join_all(bodies.iter().map(|body| relayer.settle(body))).await
}

/// Kills a relayer with some payments sent and others queued, and starts another on its store. The
/// blocks are made while there is none, or once there is one again.
async fn each_is_paid_once_after_a_kill(mined_in_between: bool) {
    // At most four transactions are on their way: three payments at least have none.
    const PAYMENTS: usize = 15;
    let settings = "[batch]\nmax-payments = 3";
    let market = Market::open(POLICY).await;
    let relayer = market.relayer(settings).await;
    market.set_automine(false).await;
    let (mut nonces, mut bodies) = (Vec::new(), Vec::new());
    for _ in 0..PAYMENTS {
        let authorization = market.authorization(VENDOR, 1_000_000).await;
        nonces.push(authorization.nonce);
        bodies.push(market.body(&authorization));
    }
    let under_way = until(async || {
        let open = relayer.figure("bursar_open_payments").await;
        (open == PAYMENTS as u64 && market.sent().await == 4).then_some(())
    });
    tokio::select! {
        answers = settle_all(&relayer, &bodies) => panic!("answered before there is a block: {answers:?}"),
        () = under_way => {}
    }
    relayer.kill();

    if mined_in_between {
        market.set_automine(true).await;
    }
    let relayer = market.relayer(settings).await;
    market.set_automine(true).await;
    let answers = settle_all(&relayer, &bodies).await;
    assert_eq!(successes(&answers).len(), PAYMENTS, "{answers:?}");
    let again = settle_all(&relayer, &bodies).await;
    assert_eq!(successes(&again).len(), 0, "each is told once: {again:?}");
    for nonce in nonces {
        assert_eq!(market.settlements(nonce).await, 1);
    }
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(15_000_000));
    relayer.follows(&market).await;
    let treasury = relayer.get(&format!("/treasuries/{}", market.treasury)).await.json();
    assert_eq!(treasury["balance"], "985000000");
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_pays_each_once_when_killed_and_mined_before_the_restart() {
    each_is_paid_once_after_a_kill(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_pays_each_once_when_killed_and_mined_after_the_restart() {
    each_is_paid_once_after_a_kill(false).await;
}
