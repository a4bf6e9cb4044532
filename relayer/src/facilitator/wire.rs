//! What servers send and get: x402 version 2, and version 1 (specification §5 to §7).
//!
//! Both versions become one [`Request`]: nothing past this module depends on which one was spoken, but
//! the answer names the network, and a refusal, as the question's version does.

use alloy::primitives::{Address, Bytes, U256};
use bursar_policy::Authorization;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Reason;
use crate::message::{Message, decimal};

/// The only scheme.
pub const SCHEME: &str = "exact";

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Networks by name, `maxAmountRequired`.
    V1,
    /// Networks by CAIP-2, `amount`, the accepted requirements inside the payment.
    V2,
}

/// A question, to `/verify` and `/settle` alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Of x402.
    pub version: Version,
    /// Scheme and network that the payer accepted.
    pub accepted: Terms,
    /// Scheme and network that the server requires.
    pub required: Terms,
    /// EIP-712 `verifyingContract`: a vault or a token.
    pub asset: Address,
    /// Who is to be paid.
    pub pay_to: Address,
    /// How much, token units.
    pub amount: U256,
    /// EIP-712 `name` that the payer was told to sign under.
    pub domain_name: Option<String>,
    /// EIP-712 `version` that the payer was told to sign under.
    pub domain_version: Option<String>,
    /// What was signed.
    pub authorization: Authorization,
    /// The signature, of whatever kind.
    pub signature: Bytes,
}

/// How a payment is to be made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Terms {
    /// `exact`.
    pub scheme: String,
    /// CAIP-2, or a name in version 1.
    pub network: String,
}

/// Why a body is no [`Request`].
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Malformed {
    /// The name on the wire.
    pub reason: Reason,
    /// What is wrong where.
    pub message: String,
    /// The network that the body named, if it could be read that far; else empty.
    pub network: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payment_payload: Map<String, Value>,
    payment_requirements: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Requirements {
    #[serde(flatten)]
    terms: Terms,
    #[serde(alias = "maxAmountRequired", deserialize_with = "decimal::deserialize")]
    amount: U256,
    asset: Address,
    pay_to: Address,
    extra: Option<Extra>,
}

/// Of `extra`, what this facilitator uses. Other keys are other people's.
#[derive(Default, Deserialize)]
struct Extra {
    name: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct Signed {
    authorization: Message,
    signature: Bytes,
}

impl Request {
    /// Reads a body of either version.
    ///
    /// # Errors
    /// [`Malformed`], with the reason that the wire has for it.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let envelope: Envelope = serde_json::from_slice(body).map_err(|error| Malformed {
            reason: Reason::Payload,
            message: format!("the body is not a payment: {error}"),
            network: String::new(),
        })?;
        let network = envelope.payment_requirements.get("network").and_then(Value::as_str);
        let network = network.unwrap_or_default().to_owned();
        Self::read(envelope).map_err(|(reason, message)| Malformed { reason, message, network })
    }

    fn read(envelope: Envelope) -> Result<Self, (Reason, String)> {
        let Envelope { payment_payload: mut payment, payment_requirements } = envelope;
        let version = version(&payment)?;
        let required: Requirements =
            part("paymentRequirements", Reason::Requirements, payment_requirements)?;
        let payload = payment.remove("payload").unwrap_or_default();
        let accepted = match version {
            Version::V1 => part("paymentPayload", Reason::Payload, Value::Object(payment))?,
            Version::V2 => {
                let accepted = payment.remove("accepted").unwrap_or_default();
                part("paymentPayload.accepted", Reason::Payload, accepted)?
            }
        };
        if payload.get("authorization").is_none() {
            let message = "paymentPayload.payload holds no EIP-3009 authorization".to_owned();
            return Err((Reason::PayloadType, message));
        }
        let Signed { authorization, signature } =
            part("paymentPayload.payload", Reason::Payload, payload)?;
        let extra = required.extra.unwrap_or_default();
        Ok(Self {
            version,
            accepted,
            required: required.terms,
            asset: required.asset,
            pay_to: required.pay_to,
            amount: required.amount,
            domain_name: extra.name,
            domain_version: extra.version,
            authorization: authorization.into(),
            signature,
        })
    }
}

fn version(payment: &Map<String, Value>) -> Result<Version, (Reason, String)> {
    match payment.get("x402Version").and_then(Value::as_u64) {
        Some(1) => Ok(Version::V1),
        Some(2) => Ok(Version::V2),
        _ => {
            let message = "paymentPayload.x402Version is neither 1 nor 2".to_owned();
            Err((Reason::Version, message))
        }
    }
}

/// Reads a part of the body, and says which one if it cannot.
fn part<T: DeserializeOwned>(
    name: &str,
    reason: Reason,
    value: Value,
) -> Result<T, (Reason, String)> {
    serde_json::from_value(value).map_err(|error| (reason, format!("{name}: {error}")))
}

/// The answer of `/verify`: `{"isValid":true,"payer":"0x…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// Whether the payment would settle, see [`crate::facilitator`].
    pub is_valid: bool,
    /// [`Reason::name_in`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invalid_reason: Option<&'static str>,
    /// The reason in words, with the numbers that matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invalid_message: Option<String>,
    /// Who would pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<Address>,
}

/// The answer of `/settle`: `{"success":true,"payer":"0x…","transaction":"0x…","network":"eip155:42161"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settled {
    /// Whether this caller's payment was made, and nobody was told so before.
    pub success: bool,
    /// [`Reason::name_in`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_reason: Option<&'static str>,
    /// The reason in words, with the numbers that matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// Who paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<Address>,
    /// The transaction; empty if there is none. Mandatory, in a failure too.
    pub transaction: String,
    /// The network as the question named it. Mandatory, in a failure too.
    pub network: String,
}

/// The answer of `/supported`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supported {
    /// What can be settled.
    pub kinds: Vec<Kind>,
    /// None.
    pub extensions: Vec<String>,
    /// CAIP-2 family to the accounts that send transactions.
    pub signers: std::collections::BTreeMap<&'static str, Vec<Address>>,
}

/// One thing that can be settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kind {
    /// Of the protocol.
    #[serde(rename = "x402Version")]
    pub version: u8,
    /// [`SCHEME`].
    pub scheme: &'static str,
    /// As this version names it.
    pub network: String,
}

#[cfg(test)]
mod tests;
