//! Approvals: from those that nobody has brought to the vault yet, to payments that need no more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use alloy::consensus::Transaction as _;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::Transaction;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall as _;
use bursar::approval::SignedApproval;
use bursar::message::Message;
use bursar_abi::IVault;
use bursar_policy::session::Session;
use bursar_policy::{Authorization, batch};
use serde_json::{Value, json};

use crate::contract_payers::{self, employ};
use crate::harness::secret;
use crate::market::{Answer, Market, Relayer, until};
use crate::promises::hash;
use crate::proxy::{Fate, Proxy, asks_logs};
use crate::sessions;
use crate::wallet::Wallet;

const VENDOR: Address = Address::repeat_byte(0xb2);

/// Over 10 the agent needs approvals, and so does whomever it lets spend.
const POLICY: &str = r#"
decimals = 6
vendors = "any"
payment-cap = "25.00"
period = "day"
period-cap = "100.00"
approval-threshold = "10.00"
delegation-depth = 1
"#;

/// A market whose treasury requires both of its approvers.
async fn guarded() -> (Market, [PrivateKeySigner; 2]) {
    let market = Market::open(POLICY).await;
    market.owner(&["treasury", "limits", &market.treasury, "--approvals", "2"]).await.json();
    let approvers = [market.world.key(0).await, market.world.key(0).await];
    for approver in &approvers {
        set_roles(&market, approver, "approver").await;
    }
    (market, approvers)
}

async fn set_roles(market: &Market, account: &PrivateKeySigner, roles: &str) {
    let account = account.address().to_string();
    market.owner(&["treasury", "roles", &market.treasury, &account, "--set", roles]).await.json();
}

fn sign(market: &Market, authorization: &Authorization, key: &PrivateKeySigner) -> SignedApproval {
    let (chain, vault) = (market.world.bank.id(), market.vault());
    SignedApproval::sign(chain, vault, authorization, key).unwrap()
}

async fn hand(relayer: &Relayer, signed: &SignedApproval) -> Answer {
    relayer.post("/approvals", json!(signed).to_string(), &[]).await
}

/// Hands in an approval, after which so many count.
async fn approve(
    (market, relayer): (&Market, &Relayer),
    authorization: &Authorization,
    key: &PrivateKeySigner,
    count: u64,
) {
    let taken = hand(relayer, &sign(market, authorization, key)).await;
    let answer = taken.json();
    assert_eq!((taken.status, &answer["approvals"]), (200, &count.into()), "{taken:?}");
    assert_eq!(answer["required"], 2);
}

/// `bursar approve`, which with no `more` sends the approval to the vault.
async fn by_command(
    market: &Market,
    authorization: &Authorization,
    key: &PrivateKeySigner,
    more: &[&str],
) {
    let file = market.world.file("payment.json");
    let message = Message::from(*authorization);
    std::fs::write(&file, serde_json::to_string(&message).unwrap()).unwrap();
    let approve = ["approve", "--authorization", &file];
    market.world.run(Some(&secret(key)), &[approve.as_slice(), more].concat()).await.json();
}

async fn register(market: &Market, authorization: &Authorization, key: &PrivateKeySigner) {
    by_command(market, authorization, key, &[]).await;
}

async fn settle(relayer: &Relayer, body: &Value) -> Value {
    let settled = relayer.settle(body).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    settled
}

/// How many approvals the batch carried that settled a payment.
async fn carried(market: &Market, settled: &Value) -> usize {
    let sent = transaction(market, settled).await;
    let call = IVault::settleBatchCall::abi_decode(sent.input()).unwrap();
    batch::decode(&call.batch).unwrap().approvals().len()
}

async fn transaction(market: &Market, settled: &Value) -> Transaction {
    let hash: B256 = hash(settled).parse().unwrap();
    market.world.bank.provider().get_transaction_by_hash(hash).await.unwrap().unwrap()
}

fn missing() -> Result<(), String> {
    Err("policy_approval_missing".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_the_approvals_that_wait_with_their_payment() {
    let (market, [first, second]) = guarded().await;
    let relayer = market.relayer("").await;
    let large = market.authorization(VENDOR, 10_000_001).await;
    let body = market.body(&large);
    assert_eq!(relayer.verdict(&body).await, missing());
    approve((&market, &relayer), &large, &first, 1).await;
    assert_eq!(relayer.verdict(&body).await, missing());
    let refused = relayer.settle(&body).await.json();
    assert_eq!(refused["errorReason"], "policy_approval_missing");
    let file = market.world.file("approval.json");
    by_command(&market, &large, &second, &["--out", &file]).await;
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(relayer.post("/approvals", written, &[]).await.status, 200);
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    assert_eq!(relayer.figure("bursar_kept_approvals").await, 2);
    let settled = settle(&relayer, &body).await;
    assert_eq!((market.sent().await, carried(&market, &settled).await), (1, 2));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(10_000_001));

    // A threshold may be lowered until it lands: what is not over it brings its own as well, and no others.
    let small = market.authorization(VENDOR, 10_000_000).await;
    approve((&market, &relayer), &small, &first, 1).await;
    let settled = settle(&relayer, &market.body(&small)).await;
    assert_eq!(carried(&market, &settled).await, 1);
    let plain = settle(&relayer, &market.payment(VENDOR, 10_000_000).await).await;
    assert_eq!(carried(&market, &plain).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_a_grant_and_the_approvals_of_what_its_key_pays_first() {
    let (market, [first, second]) = guarded().await;
    let relayer = market.relayer("").await;
    let key = PrivateKeySigner::random();
    let rich = |same| Session { payment_cap: 20_000_000, budget: 20_000_000, ..same };
    let granted = sessions::session(&market, &key, rich).await;
    sessions::assert_taken(&relayer, &granted, false).await;
    let large =
        Authorization { from: key.address(), ..market.authorization(VENDOR, 20_000_000).await };
    let body = market.body_by(&key, &large);
    assert_eq!(relayer.verdict(&body).await, missing());
    approve((&market, &relayer), &large, &first, 1).await;
    approve((&market, &relayer), &large, &second, 2).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    let settled = settle(&relayer, &body).await;
    assert_eq!((market.sent().await, carried(&market, &settled).await), (1, 2));
    assert_eq!(sessions::opened(&market).await, [key.address()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_no_approval_that_is_registered_already_and_has_gas_for_all() {
    let (market, approvers) = guarded().await;
    let relayer = market.relayer("").await;
    for registered in 0..=2 {
        let large = market.authorization(VENDOR, 20_000_000).await;
        for (approver, count) in approvers.iter().zip(1..) {
            approve((&market, &relayer), &large, approver, count).await;
        }
        for approver in &approvers[..registered] {
            register(&market, &large, approver).await;
        }
        relayer.follows(&market).await;
        let settled = settle(&relayer, &market.body(&large)).await;
        let brought = carried(&market, &settled).await;
        assert_eq!(brought, 2 - registered);
        let sent = transaction(&market, &settled).await;
        let plain = batch::gas::limit(sent.input().len(), 1, 1, 1);
        assert_eq!(sent.gas_limit(), plain + batch::gas::extra(0, 1, brought));
    }
}

/// The vault, which is asked about the signature, knows nothing of the approvals yet.
#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_the_approvals_of_what_a_contract_pays() {
    let (market, [first, second]) = guarded().await;
    let wallet = Wallet::deploy(&market.world.bank).await;
    employ(&market, &wallet, POLICY).await;
    let relayer = market.relayer("").await;
    let large = contract_payers::authorization(&market, &wallet, 20_000_000).await;
    let body = market.body_by(&wallet.key, &large);
    assert_eq!(relayer.verdict(&body).await, missing());
    approve((&market, &relayer), &large, &first, 1).await;
    approve((&market, &relayer), &large, &second, 2).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    let settled = settle(&relayer, &body).await;
    assert_eq!(carried(&market, &settled).await, 2);
    let sent = transaction(&market, &settled).await;
    let plain = batch::gas::limit(sent.input().len(), 1, 1, 1);
    assert_eq!(sent.gas_limit(), plain + batch::gas::extra(1, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_approvals_that_were_taken_before_the_relayer_was_killed() {
    let (market, [first, second]) = guarded().await;
    let relayer = market.relayer("").await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    approve((&market, &relayer), &large, &first, 1).await;
    approve((&market, &relayer), &large, &second, 2).await;
    relayer.kill();
    let relayer = market.relayer("").await;
    assert_eq!(relayer.figure("bursar_kept_approvals").await, 2);
    let settled = settle(&relayer, &market.body(&large)).await;
    assert_eq!(carried(&market, &settled).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_brings_an_approval_again_when_the_block_that_registered_it_is_undone() {
    let (market, [first, second]) = guarded().await;
    let is_silent = Arc::new(AtomicBool::new(false));
    let silent = Arc::clone(&is_silent);
    let proxy = Proxy::new(market.world.url(), move |request, _| {
        if asks_logs(request) && silent.load(Ordering::SeqCst) {
            return Fate::Refuse("internal error");
        }
        Fate::Pass
    })
    .await;
    let relayer = market.relayer_at(&proxy.url, "").await;
    relayer.is_ready().await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    approve((&market, &relayer), &large, &first, 1).await;
    approve((&market, &relayer), &large, &second, 2).await;
    let snapshot = market.snapshot().await;
    register(&market, &large, &first).await;
    relayer.follows(&market).await;

    // The index does not hear of it, and the node simulates on the new blocks.
    is_silent.store(true, Ordering::SeqCst);
    market.revert(&snapshot).await;
    market.mine_blocks(2).await;
    let body = market.body(&large);
    let sent = async {
        until(async || (market.sent().await == 1).then_some(())).await;
        is_silent.store(false, Ordering::SeqCst);
    };
    let (settled, ()) = tokio::join!(settle(&relayer, &body), sent);
    assert_eq!(carried(&market, &settled).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_takes_one_again_and_counts_it_once() {
    let (market, [first, _]) = guarded().await;
    let relayer = market.relayer("").await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    for _ in 0..3 {
        approve((&market, &relayer), &large, &first, 1).await;
    }
    assert_eq!(relayer.figure("bursar_kept_approvals").await, 1);
    register(&market, &large, &first).await;
    relayer.follows(&market).await;
    approve((&market, &relayer), &large, &first, 1).await;
    assert_eq!(relayer.verdict(&market.body(&large)).await, missing());
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_refuses_what_counts_for_nothing_and_says_why() {
    let (market, [first, _]) = guarded().await;
    let relayer = market.relayer("").await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    let signed = sign(&market, &large, &first);
    let altered = Message { value: U256::from(1), ..signed.authorization };
    let altered = SignedApproval { authorization: altered, ..signed.clone() };
    let unsigned = SignedApproval { signature: Bytes::from(vec![1; 63]), ..signed.clone() };
    let elsewhere = SignedApproval { vault: VENDOR, ..signed.clone() };
    let by_agent = sign(&market, &large, &market.agent);
    let stranger = Authorization { from: VENDOR, ..large };
    let expired = Authorization { valid_before: U256::from(1), ..large };
    let long = Authorization { valid_before: U256::MAX, ..large };
    let nothing = Authorization { value: U256::ZERO, ..large };
    let [stranger, expired, long, nothing] =
        [stranger, expired, long, nothing].map(|it| sign(&market, &it, &first));
    for (approval, status, words) in [
        (altered, 422, "no approver"),
        (unsigned, 400, "65 bytes"),
        (elsewhere, 400, "another than this one"),
        (by_agent, 422, "is the payer"),
        (stranger, 422, "no agent"),
        (expired, 422, "expired"),
        (long, 422, "lives longer"),
        (nothing, 422, "value_zero"),
    ] {
        let refused = hand(&relayer, &approval).await;
        assert!(refused.status == status && refused.text.contains(words), "{refused:?}");
    }
    assert_eq!(relayer.post("/approvals", "{}".into(), &[]).await.status, 400);

    let small = market.authorization(VENDOR, 1_000_000).await;
    settle(&relayer, &market.body(&small)).await;
    relayer.follows(&market).await;
    assert_eq!(hand(&relayer, &sign(&market, &small, &first)).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_refuses_more_than_it_keeps_and_for_longer() {
    let (market, [first, second]) = guarded().await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    for (setting, status, words) in [
        ("max-per-treasury", 429, "1 approvals of payments of treasury 0x"),
        ("max-total", 429, "1 approvals are kept"),
        ("max-life-seconds", 422, "longer than the 1 s"),
    ] {
        let relayer = market.relayer(&format!("[approvals]\n{setting} = 1\n")).await;
        if status == 429 {
            // From the second time on it is there.
            approve((&market, &relayer), &large, &first, 1).await;
        }
        let refused = hand(&relayer, &sign(&market, &large, &second)).await;
        assert!(refused.status == status && refused.text.contains(words), "{refused:?}");
        relayer.kill();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_wants_an_api_key_where_settle_does() {
    let (market, [first, _]) = guarded().await;
    // Of "secret".
    let secret = "0x2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    let keys = format!("[[server.api-keys]]\nname = 'shop'\nsha256 = '{secret}'\n");
    let relayer = market.relayer(&keys).await;
    let signed = sign(&market, &market.authorization(VENDOR, 20_000_000).await, &first);
    assert_eq!(hand(&relayer, &signed).await.status, 401);
    let bearer = [("authorization", "Bearer secret")];
    let taken = relayer.post("/approvals", json!(signed).to_string(), &bearer).await;
    assert_eq!(taken.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn approval_that_waits_counts_no_more_when_its_approver_is_none_any_more() {
    let (market, [first, second]) = guarded().await;
    let relayer = market.relayer("").await;
    let large = market.authorization(VENDOR, 20_000_000).await;
    let body = market.body(&large);
    approve((&market, &relayer), &large, &first, 1).await;
    approve((&market, &relayer), &large, &second, 2).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    set_roles(&market, &second, "none").await;
    relayer.follows(&market).await;
    assert_eq!(relayer.verdict(&body).await, missing());
    assert_eq!(relayer.settle(&body).await.json()["success"], false);
    assert_eq!(market.sent().await, 0);
}
