//! Plain EIP-3009 tokens, beside the vault.

use alloy::primitives::{Address, U256};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar::token;
use bursar_policy::Authorization;
use bursar_policy::eip712::transfer_digest;
use serde_json::{Value, json};

use crate::body::request;
use crate::market::{Market, POLICY};

const VENDOR: Address = Address::repeat_byte(0xb2);

/// What a server sends that was paid by `payer` in the token itself.
async fn payment(market: &Market, payer: &PrivateKeySigner, value: u64) -> Value {
    let (chain, token) = (&market.world.bank, market.world.token);
    let domain = token::domain(chain, token).await.unwrap();
    let authorization =
        Authorization { from: payer.address(), ..market.authorization(VENDOR, value).await };
    let digest = transfer_digest(domain.separator(), &authorization);
    let signature = payer.sign_hash_sync(&digest).unwrap().as_bytes().into();
    let extra = json!({ "name": domain.name.unwrap(), "version": domain.version.unwrap() });
    request(chain.id(), token, &extra, &authorization, &signature)
}

#[tokio::test(flavor = "multi_thread")]
async fn settle_pays_a_plain_token_once() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let payer = market.world.key(5).await;
    let body = payment(&market, &payer, 2_000_000).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
    let settled = relayer.settle(&body).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    let again = relayer.settle(&body).await.json();
    assert_eq!(again["errorReason"], "duplicate_settlement", "{again}");
    assert_eq!(again["transaction"], settled["transaction"]);
    assert_eq!(relayer.verdict(&body).await, Err("duplicate_settlement".into()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(2_000_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_promises_no_more_than_the_payer_has() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let payer = market.world.key(5).await;
    let (first, second) =
        (payment(&market, &payer, 3_000_000).await, payment(&market, &payer, 3_000_000).await);
    assert_eq!(relayer.verdict(&first).await, Ok(()));
    let refused = Err("invalid_exact_evm_insufficient_balance".into());
    assert_eq!(relayer.verdict(&second).await, refused);
    assert_eq!(relayer.settle(&first).await.json()["success"], true);
    assert_eq!(relayer.verdict(&second).await, refused);
    let none = payment(&market, &PrivateKeySigner::random(), 1).await;
    assert_eq!(relayer.verdict(&none).await, refused);
}
