//! Every reason, by its name on the wire.

use alloy::primitives::{Address, U256, hex};
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::Authorization;
use serde_json::{Value, json};

use crate::market::{Market, POLICY, Relayer};
use crate::operation::version_1;

const VENDOR: Address = Address::repeat_byte(0xb2);

/// What makes an authorization another one.
type Change = Box<dyn Fn(&mut Authorization)>;

/// `body` with both copies of the requirements changed.
pub(crate) fn required(mut body: Value, key: &str, value: Value) -> Value {
    body["paymentPayload"]["accepted"][key] = value.clone();
    body["paymentRequirements"][key] = value;
    body
}

fn signature(mut body: Value, signature: String) -> Value {
    body["paymentPayload"]["payload"]["signature"] = signature.into();
    body
}

/// Both endpoints refuse each body for this reason.
async fn assert_refused(relayer: &Relayer, bodies: impl IntoIterator<Item = (Value, &str)>) {
    for (body, reason) in bodies {
        assert_eq!(relayer.verdict(&body).await, Err(reason.to_owned()), "{body}");
        let settled = relayer.settle(&body).await;
        assert_eq!((settled.status, &settled.json()["errorReason"]), (200, &reason.into()));
        assert_eq!(settled.json()["transaction"], "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requirements_that_are_not_what_was_signed_are_refused_by_name() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let body = market.payment(VENDOR, 1_000_000).await;
    let changed = |key: &str, value: Value| required(body.clone(), key, value);
    let domain = |name: &str, version: &str| json!({ "name": name, "version": version });
    let cases = [
        ("scheme", json!("upto"), "invalid_exact_evm_scheme"),
        ("network", json!("eip155:1"), "invalid_exact_evm_network_mismatch"),
        ("asset", json!(VENDOR), "invalid_exact_evm_eip3009_not_supported"),
        ("extra", json!({}), "invalid_exact_evm_missing_eip712_domain"),
        ("extra", domain("USD Coin", "1"), "invalid_exact_evm_token_name_mismatch"),
        ("extra", domain("Bursar", "2"), "invalid_exact_evm_token_version_mismatch"),
        ("payTo", json!(Address::ZERO), "invalid_exact_evm_recipient_mismatch"),
        ("amount", json!("9"), "invalid_exact_evm_payload_authorization_value_mismatch"),
    ];
    let cases = cases.into_iter().map(|(key, value, reason)| (changed(key, value), reason));
    assert_refused(&relayer, cases).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn amount_that_was_not_signed_has_the_name_of_the_version_that_asks() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[chain]\nv1-network = 'base-sepolia'").await;
    let body = required(market.payment(VENDOR, 1_000_000).await, "amount", json!("9"));
    let cases = [
        (version_1(body.clone()), "invalid_exact_evm_authorization_value"),
        (body, "invalid_exact_evm_payload_authorization_value_mismatch"),
    ];
    assert_refused(&relayer, cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_that_are_not_the_payers_are_refused_by_name() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let valid = market.authorization(VENDOR, 1_000_000).await;
    let body = market.body(&valid);
    let signed = body["paymentPayload"]["payload"]["signature"].as_str().unwrap().to_owned();
    let high_s = {
        let mut bytes = hex::decode(&signed).unwrap();
        bytes[32..64].fill(0xff);
        hex::encode_prefixed(bytes)
    };
    let other = market.body(&Authorization { value: U256::from(1), ..valid });
    let invalid = "invalid_exact_evm_signature";
    let cases = [
        (signature(body.clone(), format!("0x{}", "11".repeat(65))), invalid),
        (signature(body.clone(), high_s), invalid),
        (signature(body.clone(), "0x".into()), invalid),
        (signature(body.clone(), format!("{signed}00")), invalid),
        (signature(other, signed.clone()), invalid),
        (
            signature(body.clone(), format!("{signed}{}", "6492".repeat(16))),
            "eip6492_factory_not_allowed",
        ),
    ];
    assert_refused(&relayer, cases).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn authorizations_that_are_not_valid_now_are_refused_by_name() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let valid = market.authorization(VENDOR, 1_000_000).await;
    let now = valid.valid_before - U256::from(600);
    let at = |after: U256, before: U256| {
        market.body(&Authorization { valid_after: after, valid_before: before, ..valid })
    };
    let (early, late) = (
        "invalid_exact_evm_payload_authorization_valid_after",
        "invalid_exact_evm_payload_authorization_valid_before",
    );
    let cases = [
        (at(now + U256::from(100), valid.valid_before), early),
        (at(U256::ZERO, now - U256::from(1)), late),
        (at(U256::ZERO, now + U256::from(3)), late),
    ];
    assert_refused(&relayer, cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_answers_400_when_the_body_is_no_payment() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[server]\nbody-limit-bytes = 4096").await;
    let network = format!("eip155:{}", market.world.bank.id());
    let mut body = market.payment(VENDOR, 1).await;
    body["paymentPayload"]["x402Version"] = 3.into();
    let large = json!({ "padding": "x".repeat(5_000) }).to_string();
    for (body, status, reason) in [
        ("{".to_owned(), 400, "invalid_payload"),
        ("{}".to_owned(), 400, "invalid_payload"),
        (body.to_string(), 400, "invalid_x402_version"),
        (large, 413, "invalid_payload"),
    ] {
        let verified = relayer.post("/verify", body.clone(), &[]).await;
        assert_eq!((verified.status, &verified.json()["invalidReason"]), (status, &reason.into()));
        let settled = relayer.post("/settle", body, &[]).await;
        assert_eq!((settled.status, &settled.json()["errorReason"]), (status, &reason.into()));
        assert_eq!(settled.json()["network"], network, "mandatory, whatever is wrong");
        assert_eq!(settled.json()["transaction"], "");
    }
}

/// What the first agent of a market under `policy` is told of a payment.
async fn denial(market: &Market, relayer: &Relayer, change: impl Fn(&mut Authorization)) -> String {
    let mut authorization = market.authorization(VENDOR, 1_000_000).await;
    change(&mut authorization);
    relayer.verdict(&market.body(&authorization)).await.err().unwrap_or("valid".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_each_denial_that_the_message_brings() {
    let mut market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let value = |value: u128| move |it: &mut Authorization| it.value = U256::from(value);
    let payee = |payee: Address| move |it: &mut Authorization| it.to = payee;
    let nearly_sequenced = hex!("735d1344c4ac9b430000000000000001");
    let cases: [(Change, &str); 8] = [
        (Box::new(value(25_000_001)), "policy_payment_cap"),
        (Box::new(value(0)), "policy_value_zero"),
        (Box::new(value(1 << 64)), "policy_value_too_wide"),
        (Box::new(payee(Address::ZERO)), "policy_payee_forbidden"),
        (Box::new(payee(market.vault())), "policy_payee_forbidden"),
        (Box::new(payee(market.world.token)), "policy_payee_forbidden"),
        (Box::new(|it| it.valid_before += U256::from(100_000)), "policy_validity_too_long"),
        (
            Box::new(move |it| it.nonce[..16].copy_from_slice(&nearly_sequenced)),
            "policy_nonce_style",
        ),
    ];
    for (change, reason) in cases {
        assert_eq!(denial(&market, &relayer, change).await, reason);
    }
    market.agent = PrivateKeySigner::random();
    assert_eq!(denial(&market, &relayer, |_| ()).await, "policy_agent_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_each_denial_of_the_agents_policy() {
    let mut market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    let hour = closed_but_for(market.world.bank.now().await.unwrap());
    let not_yet = "not-before = 2100-01-01T00:00:00Z\nnot-after = 2101-01-01T00:00:00Z";
    for (vendors, limit, value, reason) in [
        ("own", "", 1, "policy_vendor_not_listed"),
        ("any", "period = 'day'\nperiod-cap = '0.5'", 1, "policy_period_cap"),
        ("any", "period = 'day'\nperiod-cap = '9'\ncount-cap = 0", 1, "policy_count_cap"),
        ("any", "budget = '0.5'", 1, "policy_budget"),
        ("any", not_yet, 1, "policy_not_yet_active"),
        ("any", "not-after = 2020-01-01T00:00:00Z", 1, "policy_no_longer_active"),
        ("any", &hour, 1, "policy_schedule"),
        ("any", "", 1_500, "policy_treasury_balance"),
    ] {
        market.agent = PrivateKeySigner::random();
        let agent = market.agent.clone();
        let policy = format!("decimals = 6\nvendors = '{vendors}'\npayment-cap = '2000'\n{limit}");
        market.hire(&agent, &policy).await;
        relayer.follows(&market).await;
        let amount = U256::from(value * 1_000_000_u64);
        assert_eq!(denial(&market, &relayer, |it| it.value = amount).await, reason, "{policy}");
    }
}

/// A schedule of one hour a day that is neither this one nor the next.
fn closed_but_for(now: u64) -> String {
    let hour = (now / 3_600 + 6) % 24 % 23;
    format!("schedule = ['mon-sun {hour:02}-{:02}']", hour + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_each_denial_of_the_treasury() {
    let market = Market::open("decimals = 6\nvendors = 'own'\npayment-cap = '25'").await;
    let relayer = market.relayer("").await;
    let (agent, vendor) = (market.agent.address().to_string(), VENDOR.to_string());
    let treasury = market.treasury.as_str();
    for (arguments, reason) in [
        (
            vec!["vendor", "add", &vendor, "--agent", &agent, "--cap", "0.5", "--per", "day"],
            "policy_vendor_cap",
        ),
        (vec!["vendor", "add", &vendor, "--agent", &agent], "valid"),
        (
            vec!["treasury", "limits", treasury, "--cap", "0.5", "--per", "day"],
            "policy_treasury_cap",
        ),
        (vec!["agent", "freeze", &agent], "policy_agent_frozen"),
        (vec!["agent", "thaw", &agent], "policy_treasury_cap"),
        (vec!["treasury", "freeze", treasury], "policy_treasury_frozen"),
    ] {
        market.owner(&arguments).await.json();
        relayer.follows(&market).await;
        assert_eq!(denial(&market, &relayer, |_| ()).await, reason, "{arguments:?}");
    }
}
