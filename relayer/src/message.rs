//! EIP-3009's message as x402 carries it in JSON.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::Authorization;
use serde::{Deserialize, Serialize};

/// EIP-3009's `TransferWithAuthorization`, with numbers as decimal strings (x402 v2, scheme "exact"):
/// `{"from":"0x…","to":"0x…","value":"10000","validAfter":"0","validBefore":"1767225600","nonce":"0x…"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Who pays.
    pub from: Address,
    /// Who is paid.
    pub to: Address,
    /// Token units.
    #[serde(with = "decimal")]
    pub value: U256,
    /// Unix seconds, exclusive.
    #[serde(with = "decimal")]
    pub valid_after: U256,
    /// Unix seconds, exclusive.
    #[serde(with = "decimal")]
    pub valid_before: U256,
    /// Used once.
    pub nonce: B256,
}

impl From<Message> for Authorization {
    fn from(message: Message) -> Self {
        let Message { from, to, value, valid_after, valid_before, nonce } = message;
        Self { from, to, value, valid_after, valid_before, nonce }
    }
}

impl From<Authorization> for Message {
    fn from(authorization: Authorization) -> Self {
        let Authorization { from, to, value, valid_after, valid_before, nonce } = authorization;
        Self { from, to, value, valid_after, valid_before, nonce }
    }
}

/// A whole number in decimal digits: x402 carries no other form, and `0x10` must not become 16 here
/// and something else at the payer's.
pub(crate) mod decimal {
    use alloy::primitives::U256;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        number: &U256,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<U256, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(D::Error::custom("a number must be a string of decimal digits"));
        }
        U256::from_str_radix(&text, 10).map_err(|_| D::Error::custom("over 256 bits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_reads_what_it_writes_and_numbers_in_decimal_digits_only() {
        let message = Message {
            from: Address::repeat_byte(1),
            to: Address::repeat_byte(2),
            value: U256::MAX,
            valid_after: U256::ZERO,
            valid_before: U256::from(16),
            nonce: B256::repeat_byte(3),
        };
        let json = serde_json::to_string(&message).unwrap();
        assert!(json.contains(r#""validBefore":"16""#), "{json}");
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
        for number in [r#""0x10""#, r#""""#, r#""-1""#, "16"] {
            let altered = json.replace(r#""16""#, number);
            assert!(serde_json::from_str::<Message>(&altered).is_err(), "{altered}");
        }
    }
}
