//! Bodies as published servers send them, and every way to spoil one.

use alloy::primitives::{address, b256};
use serde_json::json;

use super::*;

fn authorization() -> Value {
    json!({
        "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66",
        "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "value": "10000",
        "validAfter": "1740672089",
        "validBefore": "1740672154",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    })
}

fn v2() -> Value {
    let requirements = json!({
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        "maxTimeoutSeconds": 60,
        "extra": { "name": "USDC", "version": "2", "anything": [1] }
    });
    json!({
        "x402Version": 2,
        "paymentPayload": {
            "x402Version": 2,
            "resource": { "url": "https://api.example.com/premium-data" },
            "accepted": requirements,
            "payload": { "signature": "0x0102", "authorization": authorization() },
            "extensions": {}
        },
        "paymentRequirements": requirements
    })
}

fn v1() -> Value {
    json!({
        "x402Version": 1,
        "paymentPayload": {
            "x402Version": 1,
            "scheme": "exact",
            "network": "base-sepolia",
            "payload": { "signature": "0x0102", "authorization": authorization() }
        },
        "paymentRequirements": {
            "scheme": "exact",
            "network": "base-sepolia",
            "maxAmountRequired": "10000",
            "resource": "https://api.example.com/premium-data",
            "description": "",
            "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "maxTimeoutSeconds": 60,
            "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "extra": { "name": "USDC", "version": "2" }
        }
    })
}

fn parse(body: &Value) -> Result<Request, Malformed> {
    Request::parse(body.to_string().as_bytes())
}

/// The body of version 2 with one place changed.
fn changed(pointer: &str, value: Value) -> Malformed {
    let mut body = v2();
    *body.pointer_mut(pointer).unwrap() = value;
    parse(&body).unwrap_err()
}

#[test]
fn parse_reads_the_specifications_example() {
    let request = parse(&v2()).unwrap();
    let payer = address!("857b06519E91e3A54538791bDbb0E22373e36b66");
    let pay_to = address!("209693Bc6afc0C5328bA36FaF03C514EF312287C");
    let terms = Terms { scheme: "exact".into(), network: "eip155:84532".into() };
    let expected = Request {
        version: Version::V2,
        accepted: terms.clone(),
        required: terms,
        asset: address!("036CbD53842c5426634e7929541eC2318f3dCF7e"),
        pay_to,
        amount: U256::from(10_000),
        domain_name: Some("USDC".into()),
        domain_version: Some("2".into()),
        authorization: Authorization {
            from: payer,
            to: pay_to,
            value: U256::from(10_000),
            valid_after: U256::from(1_740_672_089),
            valid_before: U256::from(1_740_672_154),
            nonce: b256!("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
        },
        signature: Bytes::from_static(&[1, 2]),
    };
    assert_eq!(request, expected);
}

#[test]
fn parse_reads_version_1_to_the_same_but_for_the_network() {
    let (old, new) = (parse(&v1()).unwrap(), parse(&v2()).unwrap());
    let terms = Terms { scheme: "exact".into(), network: "base-sepolia".into() };
    let expected =
        Request { version: Version::V1, accepted: terms.clone(), required: terms, ..new };
    assert_eq!(old, expected);
}

#[test]
fn parse_names_the_part_that_is_malformed() {
    let payload = "/paymentPayload/payload";
    for (pointer, value, reason) in [
        ("/paymentPayload/x402Version", json!(3), Reason::Version),
        ("/paymentPayload/x402Version", json!("2"), Reason::Version),
        ("/paymentPayload/accepted", json!({}), Reason::Payload),
        ("/paymentPayload/accepted", json!(null), Reason::Payload),
        (payload, json!({ "permit2Authorization": {} }), Reason::PayloadType),
        (payload, json!(null), Reason::PayloadType),
        (payload, json!({ "authorization": authorization() }), Reason::Payload),
        ("/paymentPayload/payload/signature", json!("0x0"), Reason::Payload),
        ("/paymentPayload/payload/authorization/value", json!(10_000), Reason::Payload),
        ("/paymentPayload/payload/authorization/value", json!("0x10"), Reason::Payload),
        ("/paymentPayload/payload/authorization/value", json!("-1"), Reason::Payload),
        ("/paymentPayload/payload/authorization/value", json!(""), Reason::Payload),
        ("/paymentPayload/payload/authorization/value", json!("9".repeat(78)), Reason::Payload),
        ("/paymentPayload/payload/authorization/nonce", json!("0x12"), Reason::Payload),
        ("/paymentPayload/payload/authorization/from", json!("nobody"), Reason::Payload),
        ("/paymentRequirements", json!([]), Reason::Requirements),
        ("/paymentRequirements/asset", json!("0x12"), Reason::Requirements),
        ("/paymentRequirements/amount", json!("1.5"), Reason::Requirements),
        ("/paymentRequirements/extra", json!({ "name": 7 }), Reason::Requirements),
        ("/paymentPayload", json!("text"), Reason::Payload),
    ] {
        let error = changed(pointer, value.clone());
        assert_eq!(error.reason, reason, "{pointer} = {value}: {error}");
    }
}

#[test]
fn parse_keeps_the_network_for_the_answer_when_something_else_is_malformed() {
    let error = changed("/paymentPayload/payload/authorization/nonce", json!("0x12"));
    assert_eq!(error.network, "eip155:84532");
    assert!(error.message.starts_with("paymentPayload.payload: "), "{error}");
}

#[test]
fn parse_answers_for_any_bytes() {
    for body in ["", "{", "null", "[]", "{}", "\u{0}", &"[".repeat(10_000)] {
        assert_eq!(Request::parse(body.as_bytes()).unwrap_err().reason, Reason::Payload);
    }
}

#[test]
fn answers_are_what_published_servers_parse() {
    let settled = Settled {
        success: false,
        error_reason: Some(Reason::Duplicate.name()),
        error_message: None,
        payer: None,
        transaction: String::new(),
        network: "eip155:84532".into(),
    };
    let expected = json!({
        "success": false,
        "errorReason": "duplicate_settlement",
        "transaction": "",
        "network": "eip155:84532"
    });
    assert_eq!(json!(settled), expected);
    let verified = Verified {
        is_valid: true,
        invalid_reason: None,
        invalid_message: None,
        payer: Some(Address::ZERO),
    };
    let expected = json!({ "isValid": true, "payer": Address::ZERO });
    assert_eq!(json!(verified), expected);
}
