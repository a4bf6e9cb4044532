//! What verify promises and settle keeps.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use serde_json::Value;

use crate::market::{Answer, Market, POLICY, Relayer};

const VENDOR: Address = Address::repeat_byte(0xb2);

/// Those that tell of a success.
pub(crate) fn successes(answers: &[Answer]) -> Vec<&Answer> {
    answers.iter().filter(|answer| answer.json()["success"] == true).collect()
}

/// A transaction's hash, as an answer has it.
pub(crate) fn hash(answer: &Value) -> String {
    let hash = answer["transaction"].as_str().unwrap().to_owned();
    assert_eq!(hash.len(), 66, "{answer}");
    hash
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_pays_what_verify_promised_and_says_so_once() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let authorization = market.authorization(VENDOR, 7_000_000).await;
    let body = market.body(&authorization);
    let network = format!("eip155:{}", market.world.bank.id());

    let verified = relayer.verify(&body).await;
    assert_eq!((verified.status, verified.json()["isValid"].clone()), (200, true.into()));
    let payer: Address = verified.json()["payer"].as_str().unwrap().parse().unwrap();
    assert_eq!(payer, authorization.from);
    let settled = relayer.settle(&body).await.json();
    assert_eq!(
        (&settled["success"], &settled["network"]),
        (&true.into(), &network.into()),
        "{settled}"
    );
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
    assert_eq!(market.settlements(authorization.nonce).await, 1);

    let again = relayer.settle(&body).await.json();
    assert_eq!(
        (&again["success"], &again["errorReason"]),
        (&false.into(), &"duplicate_settlement".into())
    );
    assert_eq!(hash(&again), hash(&settled));
    assert_eq!(relayer.verdict(&body).await, Err("duplicate_settlement".into()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_answers_one_of_ten_copies_with_success() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let authorization = market.authorization(VENDOR, 7_000_000).await;
    let body = market.body(&authorization);
    let answers = futures_util::future::join_all((0..10).map(|_| relayer.settle(&body))).await;
    assert_eq!(successes(&answers).len(), 1, "{answers:?}");
    let transaction = hash(&successes(&answers)[0].json());
    for answer in answers.iter().map(Answer::json).filter(|answer| answer["success"] == false) {
        assert_eq!(answer["errorReason"], "duplicate_settlement");
        assert_eq!(hash(&answer), transaction);
    }
    assert_eq!(market.settlements(authorization.nonce).await, 1);
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(7_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_repeats_a_success_to_the_same_caller_with_the_same_idempotency_key_only() {
    let market = Market::open(POLICY).await;
    // Of "one" and "two".
    let keys = "
        [[server.api-keys]]
        name = 'one'
        sha256 = '0x7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'
        [[server.api-keys]]
        name = 'two'
        sha256 = '0x3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3'";
    let relayer = market.relayer(keys).await;
    let body = market.payment(VENDOR, 1_000_000).await.to_string();
    let settle = async |caller: &str, key: &str| {
        let bearer = format!("Bearer {caller}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        relayer.post("/settle", body.clone(), &headers).await.json()
    };
    let first = settle("one", "order 1").await;
    assert_eq!(first["success"], true, "{first}");
    assert_eq!(settle("one", "order 1").await, first);
    for (caller, key) in [("one", "order 2"), ("two", "order 1")] {
        assert_eq!(settle(caller, key).await["errorReason"], "duplicate_settlement");
    }
    let unknown = relayer.post("/settle", body.clone(), &[("authorization", "Bearer three")]).await;
    assert_eq!(
        (unknown.status, unknown.json()["errorReason"].clone()),
        (401, "unauthorized".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_repeats_a_success_under_a_new_key_of_the_same_name() {
    let market = Market::open(POLICY).await;
    // Of "one" and "two".
    let old = "[[server.api-keys]]\nname = 'shop'\n\
               sha256 = '0x7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'\n";
    let new = "[[server.api-keys]]\nname = 'shop'\n\
               sha256 = '0x3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3'\n";
    let body = market.payment(VENDOR, 1_000_000).await.to_string();
    let settle = async |relayer: &Relayer, key: &str| {
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "order 1")];
        relayer.post("/settle", body.clone(), &headers).await
    };
    let relayer = market.relayer(old).await;
    let first = settle(&relayer, "one").await;
    assert_eq!(first.json()["success"], true, "{first:?}");
    relayer.kill();
    let relayer = market.relayer(&format!("{old}{new}")).await;
    assert_eq!(settle(&relayer, "two").await.json(), first.json());
    assert_eq!(settle(&relayer, "one").await.json(), first.json(), "the old key still serves");
    relayer.kill();
    let relayer = market.relayer(new).await;
    assert_eq!(settle(&relayer, "two").await.json(), first.json());
    assert_eq!(settle(&relayer, "one").await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_holds_only_so_many_payments_of_one_payer() {
    let mut market = Market::open(POLICY).await;
    let other = PrivateKeySigner::random();
    market.hire(&other, POLICY).await;
    let relayer = market.relayer("[settlement]\nmax-held-per-payer = 2").await;
    let first = market.payment(VENDOR, 1_000_000).await;
    let second = market.payment(VENDOR, 1_000_000).await;
    let third = market.payment(VENDOR, 1_000_000).await;
    assert_eq!(relayer.verdict(&first).await, Ok(()));
    assert_eq!(relayer.verdict(&second).await, Ok(()));
    let reason = "reservation_limit_reached";
    let refused = relayer.verify(&third).await;
    assert_eq!((refused.status, &refused.json()["invalidReason"]), (429, &reason.into()));
    assert_eq!(refused.retry_after, Some(60));
    let refused = relayer.settle(&third).await;
    assert_eq!((refused.status, &refused.json()["errorReason"]), (429, &reason.into()));

    let payer = std::mem::replace(&mut market.agent, other);
    assert_eq!(relayer.verdict(&market.payment(VENDOR, 1_000_000).await).await, Ok(()));
    market.agent = payer;
    assert_eq!(relayer.settle(&first).await.json()["success"], true);
    assert_eq!(relayer.verdict(&third).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_gives_a_hundred_at_once_the_room_for_fifty_exactly() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let mut bodies = Vec::new();
    for _ in 0..100 {
        bodies.push(market.payment(VENDOR, 2_000_000).await);
    }
    let answers =
        futures_util::future::join_all(bodies.iter().map(|body| relayer.verdict(body))).await;
    let (valid, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((valid.len(), refused.len()), (50, 50));
    assert!(refused.iter().all(|reason| *reason == Err("policy_period_cap".into())));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_answers_as_before_when_the_relayer_was_killed_in_between() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let body = market.payment(VENDOR, 3_000_000).await;
    let settled = relayer.settle(&body).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    relayer.kill();

    let relayer = market.relayer("").await;
    assert_eq!(relayer.verdict(&body).await, Err("duplicate_settlement".into()));
    let again = relayer.settle(&body).await.json();
    assert_eq!(again["errorReason"], "duplicate_settlement");
    assert_eq!(hash(&again), hash(&settled));
    let next = market.payment(VENDOR, 3_000_000).await;
    assert_eq!(relayer.settle(&next).await.json()["success"], true);
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(6_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_says_the_policys_reason_when_the_agent_was_frozen_after_verify() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let body = market.payment(VENDOR, 3_000_000).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    let agent = market.agent.address().to_string();
    market.owner(&["agent", "freeze", &agent]).await.json();
    let settled = relayer.settle(&body).await.json();
    assert_eq!(settled["errorReason"], "policy_agent_frozen", "{settled}");
    assert_eq!((&settled["success"], &settled["transaction"]), (&false.into(), &"".into()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_of_another_message_with_a_nonce_that_was_paid_is_refused() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let authorization = market.authorization(VENDOR, 1_000_000).await;
    let settled = relayer.settle(&market.body(&authorization)).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    let other = bursar_policy::Authorization { value: U256::from(2), ..authorization };
    let refused = relayer.settle(&market.body(&other)).await.json();
    assert_eq!(refused["errorReason"], "invalid_exact_evm_nonce_already_used", "{refused}");
}
