//! Agents whose code signs for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use alloy::primitives::{Address, B256, Bytes, U256, hex};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall as _;
use bursar::consent::Terms;
use bursar_abi::IVault;
use bursar_abi::IVault::settleBatchCall;
use bursar_policy::Authorization;
use serde_json::{Value, json};

use crate::body::request;
use crate::harness::ITestUsdc;
use crate::market::{Market, POLICY, Relayer, until};
use crate::proxy::{Fate, Proxy};
use crate::wallet::{IHostileWallet, Signs, Wallet};

const VENDOR: Address = Address::repeat_byte(0xb2);
const INVALID: &str = "invalid_exact_evm_signature";

/// A market with a second agent that is a contract, under `policy`.
async fn employing(policy: &str) -> (Market, Wallet) {
    let market = Market::open(POLICY).await;
    let wallet = Wallet::deploy(&market.world.bank).await;
    employ(&market, &wallet, policy).await;
    (market, wallet)
}

/// Adds a contract payer.
pub(crate) async fn employ(market: &Market, wallet: &Wallet, policy: &str) {
    let terms = Terms {
        chain_id: market.world.bank.id(),
        vault: market.vault(),
        treasury: market.treasury.parse().unwrap(),
        salt: B256::random(),
        deadline: market.world.bank.now().await.unwrap() + 600,
    };
    let consent = market.world.file("consent.json");
    std::fs::write(&consent, json!(wallet.consent(&terms)).to_string()).unwrap();
    let policy = market.policy(&format!("{policy}contract-payer = true\n"));
    let agent = wallet.address.to_string();
    let add = ["agent", "add", &agent, "--treasury", &market.treasury];
    market
        .owner(&[add.as_slice(), &["--policy", &policy, "--consent", &consent]].concat())
        .await
        .json();
}

/// An authorization of the wallet.
pub(crate) async fn authorization(market: &Market, wallet: &Wallet, value: u64) -> Authorization {
    Authorization { from: wallet.address, ..market.authorization(VENDOR, value).await }
}

/// What a server sends that was paid by the wallet, signed by its key.
async fn payment(market: &Market, wallet: &Wallet, value: u64) -> Value {
    market.body_by(&wallet.key, &authorization(market, wallet, value).await)
}

/// What a server sends with these bytes for the signature.
fn signed_with(market: &Market, authorization: &Authorization, signature: Vec<u8>) -> Value {
    let extra = json!({ "name": "Bursar", "version": "1" });
    let (chain, signature) = (market.world.bank.id(), Bytes::from(signature));
    request(chain, market.vault(), &extra, authorization, &signature)
}

fn refused<T>(reason: &str) -> Result<T, String> {
    Err(reason.to_owned())
}

async fn settled(relayer: &Relayer, body: &Value) {
    let settled = relayer.settle(body).await.json();
    assert_eq!(settled["success"], true, "{settled}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_pays_for_a_contract_what_its_code_signs_and_nothing_else() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    let bank = &market.world.bank;
    let all = authorization(&market, &wallet, 25_000_000).await;
    for forged in [market.body(&all), signed_with(&market, &all, vec![7; 65])] {
        assert_eq!(relayer.verdict(&forged).await, refused(INVALID));
        let settled = relayer.settle(&forged).await.json();
        assert_eq!(
            (&settled["success"], &settled["errorReason"]),
            (&false.into(), &INVALID.into())
        );
    }
    // That key signs for the contract, and not for itself.
    let stranger = Authorization { from: wallet.key.address(), ..all };
    let stranger = market.body_by(&wallet.key, &stranger);
    assert_eq!(relayer.verdict(&stranger).await, refused("policy_agent_unknown"));

    let body = market.body_by(&wallet.key, &all);
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    settled(&relayer, &body).await;
    // Bytes that are nobody's key's, and without having been verified.
    wallet.answer(bank, Signs::Always).await;
    let any = authorization(&market, &wallet, 1_000_000).await;
    settled(&relayer, &signed_with(&market, &any, b"whatever".to_vec())).await;
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(26_000_000));

    let again = relayer.settle(&body).await.json();
    assert_eq!(again["errorReason"], "duplicate_settlement", "{again}");
    // The code may take that for a signature, too; it is paid all the same.
    let copied = relayer.settle(&signed_with(&market, &all, b"another".to_vec())).await.json();
    assert_eq!(copied["errorReason"], "duplicate_settlement", "{copied}");
    assert_eq!(copied["transaction"], again["transaction"], "{copied}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_tells_no_success_to_a_copy_with_another_signature() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    let authorization = authorization(&market, &wallet, 1_000_000).await;
    let body = market.body_by(&wallet.key, &authorization);
    let copy = signed_with(&market, &authorization, b"another".to_vec());
    market.set_automine(false).await;
    let (first, copied) = tokio::join!(relayer.settle(&body), async {
        until(async || (market.sent().await == 1).then_some(())).await;
        let copied = relayer.settle(&copy).await.json();
        market.set_automine(true).await;
        market.mine().await;
        copied
    });
    assert_eq!(copied["errorReason"], "duplicate_settlement", "{copied}");
    assert_eq!(first.json()["success"], true, "{first:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_refuses_a_contract_whatever_it_answers_and_holds_nothing() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    let bank = &market.world.bank;
    let authorization = authorization(&market, &wallet, 25_000_000).await;
    let body = market.body_by(&wallet.key, &authorization);
    for answer in [Signs::Wrong, Signs::Padded, Signs::Nothing, Signs::Revert, Signs::Burn] {
        wallet.answer(bank, answer).await;
        assert_eq!(relayer.verdict(&body).await, refused(INVALID));
    }
    // In a payment it could not look into the vault, so it cannot here.
    let target = market.vault();
    let payload = IVault::nameCall {}.abi_encode().into();
    bank.send(wallet.address, &IHostileWallet::setCallCall { target, payload }).await.unwrap();
    wallet.answer(bank, Signs::Call).await;
    assert_eq!(relayer.verdict(&body).await, refused(INVALID));
    assert_eq!(relayer.figure("bursar_held_payments").await, 0);
    wallet.answer(bank, Signs::Huge).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    assert_eq!(relayer.figure("bursar_held_payments").await, 1);

    // Whoever has not signed takes nothing from what is held.
    wallet.answer(bank, Signs::Honest).await;
    let forged = signed_with(&market, &authorization, vec![7; 65]);
    assert_eq!(relayer.verdict(&forged).await, refused(INVALID));
    assert_eq!(relayer.figure("bursar_held_payments").await, 1);
    assert_eq!(market.sent().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_bounds_what_a_contract_signs_with_and_creates_none() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    wallet.answer(&market.world.bank, Signs::Always).await;
    let authorization = authorization(&market, &wallet, 1_000_000).await;
    let wrapped = [vec![7; 64], [0x64, 0x92].repeat(16)].concat();
    for (signature, verdict) in [
        (vec![], Ok(())),
        (vec![7; 64], Ok(())),
        (vec![7; 4_096], Ok(())),
        (vec![7; 4_097], refused(INVALID)),
        (wrapped, refused("eip6492_factory_not_allowed")),
    ] {
        let body = signed_with(&market, &authorization, signature);
        assert_eq!(relayer.verdict(&body).await, verdict);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_refuses_a_contract_that_changed_its_mind_and_gives_its_room_back() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    let refused_later = authorization(&market, &wallet, 25_000_000).await;
    let body = market.body_by(&wallet.key, &refused_later);
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    wallet.answer(&market.world.bank, Signs::Wrong).await;
    // Its end is told whoever asks, whatever he has for a signature.
    for body in [&body, &signed_with(&market, &refused_later, b"another".to_vec())] {
        let told = relayer.settle(body).await.json();
        assert_eq!(told["errorReason"], INVALID, "{told}");
    }
    until(async || (relayer.figure("bursar_held_payments").await == 0).then_some(())).await;
    assert_eq!(market.sent().await, 0);
    // For good, like everything that was refused while settling.
    wallet.answer(&market.world.bank, Signs::Honest).await;
    assert_eq!(relayer.verdict(&body).await, refused(INVALID));
    settled(&relayer, &payment(&market, &wallet, 25_000_000).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_refuses_what_a_contract_pays_to_a_vendor_whom_the_token_does_not_pay() {
    let (market, wallet) = employing(POLICY).await;
    let relayer = market.relayer("").await;
    let shun = ITestUsdc::blacklistCall { account: VENDOR };
    market.world.bank.send(market.world.token, &shun).await.unwrap();
    let told = relayer.verdict(&payment(&market, &wallet, 1_000_000).await).await;
    assert_eq!(told, refused("invalid_exact_evm_transaction_simulation_failed"));
    assert_eq!(relayer.figure("bursar_held_payments").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn account_whose_code_was_taken_away_signs_by_its_key() {
    let (market, wallet) = employing(POLICY).await;
    // An EIP-7702 account, whose code is the wallet's.
    let own = PrivateKeySigner::random();
    let account = Wallet { address: own.address(), key: wallet.key.clone() };
    let designator = [&[0xef, 0x01, 0x00][..], wallet.address.as_slice()].concat();
    market.set_code(account.address, designator.into()).await;
    employ(&market, &account, POLICY).await;
    let relayer = market.relayer("").await;
    let authorization = authorization(&market, &account, 1_000_000).await;
    let (by_code, by_key) =
        (market.body_by(&account.key, &authorization), market.body_by(&own, &authorization));
    assert_eq!(relayer.verdict(&by_key).await, refused(INVALID));
    assert_eq!(relayer.verdict(&by_code).await, Ok(()));
    market.set_code(account.address, Bytes::new()).await;
    assert_eq!(relayer.verdict(&by_code).await, refused(INVALID));
    settled(&relayer, &by_key).await;
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(1_000_000));
}

/// A node that counts what it is asked about signatures.
struct Counted {
    proxy: Proxy,
    asked: Arc<AtomicU64>,
    /// Of which block, the last time.
    block: Arc<AtomicU64>,
    /// Whether it fails at answering that.
    fails: Arc<AtomicBool>,
}

impl Counted {
    async fn before(market: &Market) -> Self {
        let (asked, fails) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let block = Arc::new(AtomicU64::new(0));
        let (counts, failing, at) = (Arc::clone(&asked), Arc::clone(&fails), Arc::clone(&block));
        let selector = hex::encode_prefixed(settleBatchCall::SELECTOR);
        let proxy = Proxy::new(market.world.url(), move |request, _| {
            let call = &request["params"][0];
            // The batcher's simulations have a gas limit.
            let is_batch = call["input"].as_str().is_some_and(|input| input.starts_with(&selector));
            if request["method"] != "eth_call" || !is_batch || !call["gas"].is_null() {
                return Fate::Pass;
            }
            counts.fetch_add(1, Ordering::SeqCst);
            let named = request["params"][1].as_str().and_then(|block| block.strip_prefix("0x"));
            let number = named.and_then(|hex| u64::from_str_radix(hex, 16).ok());
            at.store(number.unwrap_or_default(), Ordering::SeqCst);
            if failing.load(Ordering::SeqCst) { Fate::Refuse("internal error") } else { Fate::Pass }
        })
        .await;
        Self { proxy, asked, block, fails }
    }

    async fn relayer(&self, market: &Market, settings: &str) -> Relayer {
        let relayer = market.relayer_at(&self.proxy.url, settings).await;
        relayer.is_ready().await;
        relayer
    }

    fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn node_is_asked_once_about_a_payment_and_never_about_what_is_refused_anyway() {
    let (market, wallet) = employing(POLICY).await;
    let node = Counted::before(&market).await;
    let relayer = node.relayer(&market, "").await;
    let over = payment(&market, &wallet, 25_000_001).await;
    assert_eq!(relayer.verdict(&over).await, refused("policy_payment_cap"));
    assert_eq!(relayer.settle(&over).await.json()["errorReason"], "policy_payment_cap");
    // Of keys, the relayer knows by itself.
    settled(&relayer, &market.payment(VENDOR, 1_000_000).await).await;
    assert_eq!(node.asked(), 0);
    let body = payment(&market, &wallet, 1_000_000).await;
    // A node that is behind must not judge by what it does not know yet.
    let known = relayer.figure("bursar_indexed_block").await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    assert!(node.block.load(Ordering::SeqCst) >= known);
    settled(&relayer, &body).await;
    assert_eq!(node.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_answers_429_and_settle_does_not_when_the_node_was_asked_too_often() {
    let (market, wallet) = employing(POLICY).await;
    let limits = "[contracts]\nper-payer-and-minute = 1\ntotal-per-minute = 1\n";
    let relayer = market.relayer(limits).await;
    let body = payment(&market, &wallet, 1_000_000).await;
    // At the latest the second one, unless a minute has passed in between.
    let busy = until(async || {
        let answer = relayer.verify(&body).await;
        (answer.status == 429).then_some(answer)
    })
    .await;
    assert_eq!(busy.json()["invalidReason"], "signature_check_limit_reached");
    let wait = busy.retry_after.unwrap();
    assert!((1..=60).contains(&wait), "{busy:?}");
    let by_key = market.payment(VENDOR, 1_000_000).await;
    assert_eq!(relayer.verdict(&by_key).await, Ok(()));
    // What settle asks is counted by itself: nobody was asked about this payment yet.
    settled(&relayer, &payment(&market, &wallet, 2_000_000).await).await;
    market.pass(wait).await;
    until(async || relayer.verdict(&body).await.ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_answers_500_and_holds_nothing_when_the_node_cannot_be_asked() {
    let (market, wallet) = employing(POLICY).await;
    let node = Counted::before(&market).await;
    let relayer = node.relayer(&market, "").await;
    let body = payment(&market, &wallet, 1_000_000).await;
    node.fails.store(true, Ordering::SeqCst);
    for answer in [relayer.verify(&body).await, relayer.settle(&body).await] {
        assert_eq!(answer.status, 500, "{answer:?}");
    }
    assert_eq!(relayer.figure("bursar_held_payments").await, 0);
    node.fails.store(false, Ordering::SeqCst);
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    settled(&relayer, &body).await;
}
