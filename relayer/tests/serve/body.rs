//! What a server sends to a facilitator.

use alloy::primitives::{Address, Bytes};
use bursar_policy::Authorization;
use serde_json::{Value, json};

/// A request of x402 version 2.
pub(crate) fn request(
    chain_id: u64,
    asset: Address,
    extra: &Value,
    authorization: &Authorization,
    signature: &Bytes,
) -> Value {
    let requirements = json!({
        "scheme": "exact",
        "network": format!("eip155:{chain_id}"),
        "amount": authorization.value.to_string(),
        "asset": asset,
        "payTo": authorization.to,
        "maxTimeoutSeconds": 300,
        "extra": extra,
    });
    json!({
        "x402Version": 2,
        "paymentPayload": {
            "x402Version": 2,
            "accepted": requirements,
            "payload": {
                "signature": signature,
                "authorization": {
                    "from": authorization.from,
                    "to": authorization.to,
                    "value": authorization.value.to_string(),
                    "validAfter": authorization.valid_after.to_string(),
                    "validBefore": authorization.valid_before.to_string(),
                    "nonce": authorization.nonce,
                },
            },
        },
        "paymentRequirements": requirements,
    })
}
