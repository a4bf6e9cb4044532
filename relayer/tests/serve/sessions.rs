//! Sessions: from the grant that nobody has brought to the vault yet, to payments that need none.

use std::sync::atomic::Ordering;

use alloy::consensus::Transaction as _;
use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::Filter;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall as _, SolEvent as _};
use bursar::session::SignedSession;
use bursar_abi::IVault;
use bursar_policy::session::Session;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::market::{Answer, Market, Relayer, until};
use crate::promises::{hash, successes};
use crate::proxy::asks_logs;
use crate::staleness::refusing;

const VENDOR: Address = Address::repeat_byte(0xb2);

/// The agent may let others spend.
const POLICY: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "25.00"
period = "day"
period-cap = "100.00"
delegation-depth = 1
"#;

/// A session of the market's agent for `key`, of 5 at once and 9 in all, as far as `change` leaves it.
pub(crate) async fn session(
    market: &Market,
    key: &PrivateKeySigner,
    change: impl Fn(Session) -> Session,
) -> SignedSession {
    let session = Session {
        parent: market.agent.address(),
        agent: key.address(),
        generation: 0,
        payment_cap: 5_000_000,
        budget: 9_000_000,
        not_after: market.world.bank.now().await.unwrap() + 3_600,
    };
    let (chain, vault) = (market.world.bank.id(), market.vault());
    let granted = SignedSession::grant(chain, vault, &change(session), &market.agent).unwrap();
    granted.accept(key).unwrap()
}

async fn hand(relayer: &Relayer, signed: &SignedSession) -> Answer {
    relayer.post("/sessions", json!(signed).to_string(), &[]).await
}

/// A market, and a relayer that has a session of the market's agent for a new key.
async fn handed() -> (Market, Relayer, PrivateKeySigner, SignedSession) {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let key = PrivateKeySigner::random();
    let signed = session(&market, &key, |same| same).await;
    assert_taken(&relayer, &signed, false).await;
    (market, relayer, key, signed)
}

pub(crate) async fn assert_taken(relayer: &Relayer, signed: &SignedSession, is_open: bool) {
    let taken = hand(relayer, signed).await;
    assert_eq!((taken.status, &taken.json()["open"]), (200, &is_open.into()), "{taken:?}");
}

/// What a server sends that was paid by `key`.
async fn payment(market: &Market, key: &PrivateKeySigner, value: u64) -> Value {
    let mut authorization = market.authorization(VENDOR, value).await;
    authorization.from = key.address();
    market.body_by(key, &authorization)
}

async fn settle(relayer: &Relayer, body: &Value) -> Value {
    let settled = relayer.settle(body).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    settled
}

/// The keys of the sessions that the vault has opened, in their order.
pub(crate) async fn opened(market: &Market) -> Vec<Address> {
    let filter = Filter::new()
        .address(market.vault())
        .event_signature(IVault::SessionOpened::SIGNATURE_HASH)
        .from_block(0);
    let logs = market.world.bank.provider().get_logs(&filter).await.unwrap();
    logs.iter().map(|log| log.log_decode::<IVault::SessionOpened>().unwrap().inner.agent).collect()
}

/// Whether the batch that settled a payment carried grants.
async fn has_grants(market: &Market, settled: &Value) -> bool {
    let hash: B256 = hash(settled).parse().unwrap();
    let provider = market.world.bank.provider();
    let sent = provider.get_transaction_by_hash(hash).await.unwrap().unwrap();
    let call = IVault::settleBatchCall::abi_decode(sent.input()).unwrap();
    call.batch.first() == Some(&2)
}

async fn register(market: &Market, signed: &SignedSession) {
    let call = IVault::registerSessionCall {
        session: (&signed.session()).into(),
        parentSignature: signed.parent_signature.clone(),
        agentSignature: signed.agent_signature.clone().unwrap(),
    };
    market.world.bank.send(market.vault(), &call).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_opens_a_session_with_its_first_payment_and_brings_no_grant_with_the_next() {
    let (market, relayer, key, _) = handed().await;
    let first = payment(&market, &key, 5_000_000).await;
    assert_eq!(relayer.verdict(&first).await, Ok(()));
    let over = payment(&market, &key, 4_000_001).await;
    assert_eq!(relayer.verdict(&over).await, Err("policy_budget".into()));
    let settled = settle(&relayer, &first).await;
    assert_eq!((market.sent().await, has_grants(&market, &settled).await), (1, true));
    assert_eq!(opened(&market).await, [key.address()]);

    relayer.follows(&market).await;
    assert_eq!(relayer.figure("bursar_waiting_sessions").await, 0);
    let settled = settle(&relayer, &payment(&market, &key, 4_000_000).await).await;
    assert!(!has_grants(&market, &settled).await);
    let spent = payment(&market, &key, 1).await;
    assert_eq!(relayer.verdict(&spent).await, Err("policy_budget".into()));
    let agent = relayer.get(&format!("/agents/{}", key.address())).await.json();
    assert_eq!((&agent["session"], &agent["live"]), (&true.into(), &true.into()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(9_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_opens_many_sessions_in_one_transaction() {
    let market = Market::open(POLICY).await;
    let relayer =
        market.relayer("[batch]\nmax-payments = 20\nmax-age-milliseconds = 30000\n").await;
    let mut bodies = Vec::new();
    for _ in 0..20 {
        let key = PrivateKeySigner::random();
        assert_taken(&relayer, &session(&market, &key, |same| same).await, false).await;
        bodies.push(payment(&market, &key, 1_000_000).await);
    }
    let answers = join_all(bodies.iter().map(|body| relayer.settle(body))).await;
    assert_eq!(successes(&answers).len(), 20, "{answers:?}");
    assert_eq!((market.sent().await, opened(&market).await.len()), (1, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_opens_a_session_once_whenever_the_relayer_was_killed() {
    let (market, relayer, key, _) = handed().await;
    relayer.kill();

    // Accepted, and not sent: the node does not say what would happen.
    let (proxy, is_deaf) = refusing(&market, |request| request["method"] == "eth_call").await;
    let relayer = market.relayer_at(&proxy.url, "").await;
    relayer.is_ready().await;
    assert_eq!(relayer.figure("bursar_waiting_sessions").await, 1);
    is_deaf.store(true, Ordering::SeqCst);
    let first = payment(&market, &key, 3_000_000).await;
    let accepted =
        until(async || (relayer.figure("bursar_open_payments").await == 1).then_some(()));
    // Whoever waited for the answer never gets it.
    tokio::select! {
        _ = relayer.settle(&first) => panic!("it cannot be sent"),
        () = accepted => {}
    }
    relayer.kill();

    // Sent, and not in a block.
    market.set_automine(false).await;
    let relayer = market.relayer("").await;
    until(async || (market.sent().await == 1).then_some(())).await;
    relayer.kill();
    market.set_automine(true).await;
    let relayer = market.relayer("").await;
    let settled = settle(&relayer, &first).await;
    assert!(has_grants(&market, &settled).await);
    let second = settle(&relayer, &payment(&market, &key, 3_000_000).await).await;
    assert!(!has_grants(&market, &second).await);
    assert_eq!(opened(&market).await, [key.address()]);
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(6_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_a_grant_again_when_the_block_that_opened_the_session_is_undone() {
    let market = Market::open(POLICY).await;
    let (proxy, is_silent) = refusing(&market, asks_logs).await;
    let relayer = market.relayer_at(&proxy.url, "").await;
    relayer.is_ready().await;
    let key = PrivateKeySigner::random();
    let signed = session(&market, &key, |same| same).await;
    assert_taken(&relayer, &signed, false).await;
    let snapshot = market.snapshot().await;
    register(&market, &signed).await;
    relayer.follows(&market).await;
    assert_eq!(relayer.figure("bursar_waiting_sessions").await, 0);

    // The index does not hear of it, and the node simulates on the new blocks.
    is_silent.store(true, Ordering::SeqCst);
    market.revert(&snapshot).await;
    market.mine_blocks(2).await;
    let body = payment(&market, &key, 1_000_000).await;
    let sent = async {
        until(async || (market.sent().await == 1).then_some(())).await;
        is_silent.store(false, Ordering::SeqCst);
    };
    let (settled, ()) = tokio::join!(settle(&relayer, &body), sent);
    assert!(has_grants(&market, &settled).await);
    assert_eq!(opened(&market).await, [key.address()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_takes_a_grant_again_and_no_other_for_its_key() {
    let (market, relayer, key, signed) = handed().await;
    let richer = session(&market, &key, |same| Session { budget: 10_000_000, ..same }).await;
    let refused = hand(&relayer, &richer).await;
    assert!(refused.status == 409 && refused.text.contains("another grant"), "{refused:?}");
    assert_taken(&relayer, &signed, false).await;
    assert_eq!(relayer.figure("bursar_waiting_sessions").await, 1);
    settle(&relayer, &payment(&market, &key, 1_000_000).await).await;
    relayer.follows(&market).await;
    assert_taken(&relayer, &signed, true).await;
    let refused = hand(&relayer, &richer).await;
    assert!(refused.status == 409 && refused.text.contains("treasury"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_refuses_what_no_vault_would_open_and_says_why() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[sessions]\nmax-per-parent = 1\n").await;
    let key = PrivateKeySigner::random();
    let signed = session(&market, &key, |same| same).await;
    let altered = SignedSession { budget: 8_000_000, ..signed.clone() };
    let unaccepted = SignedSession { agent_signature: None, ..signed.clone() };
    let elsewhere = SignedSession { vault: VENDOR, ..signed.clone() };
    let beyond = session(&market, &key, |same| Session { payment_cap: 25_000_001, ..same }).await;
    let old = session(&market, &key, |same| Session { generation: 7, ..same }).await;
    let over = session(&market, &key, |same| Session { not_after: 1, ..same }).await;
    let agent = session(&market, &market.agent, |same| same).await;
    for (session, status, words) in [
        (altered, 400, "not signed by"),
        (unaccepted, 400, "has not accepted"),
        (elsewhere, 400, "another than this one"),
        (beyond, 422, "parent"),
        (old, 422, "has ended"),
        (over, 422, "was over"),
        (agent, 409, "treasury"),
    ] {
        let refused = hand(&relayer, &session).await;
        assert!(refused.status == status && refused.text.contains(words), "{refused:?}");
    }
    assert_eq!(relayer.post("/sessions", "{}".into(), &[]).await.status, 400);
    assert_taken(&relayer, &signed, false).await;
    let another = session(&market, &PrivateKeySigner::random(), |same| same).await;
    assert_eq!(hand(&relayer, &another).await.status, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_wants_an_api_key_where_settle_does() {
    let market = Market::open(POLICY).await;
    // Of "secret".
    let secret = "0x2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    let keys = format!("[[server.api-keys]]\nname = 'shop'\nsha256 = '{secret}'\n");
    let relayer = market.relayer(&keys).await;
    let signed = session(&market, &PrivateKeySigner::random(), |same| same).await;
    assert_eq!(hand(&relayer, &signed).await.status, 401);
    let bearer = [("authorization", "Bearer secret")];
    let taken = relayer.post("/sessions", json!(signed).to_string(), &bearer).await;
    assert_eq!(taken.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn session_that_waits_ends_with_what_its_parent_has_granted() {
    let (market, relayer, key, _) = handed().await;
    let body = payment(&market, &key, 1_000_000).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    market.owner(&["agent", "revoke", &market.agent.address().to_string()]).await.json();
    relayer.follows(&market).await;
    let unknown = "policy_agent_unknown".to_owned();
    assert_eq!(relayer.verdict(&body).await, Err(unknown.clone()));
    let settled = relayer.settle(&body).await.json();
    assert_eq!(settled["errorReason"], unknown, "{settled}");
    assert_eq!(relayer.figure("bursar_waiting_sessions").await, 0);
    assert_eq!((market.sent().await, opened(&market).await), (0, vec![]));
}
