//! Parameters of a method, by position.

use alloy::{eips::BlockId, primitives::U256};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::RpcError;

/// The parameters that came with a request.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Option<Value>")]
pub(super) struct Params(Vec<Value>);

impl From<Option<Value>> for Params {
    fn from(params: Option<Value>) -> Self {
        match params {
            None | Some(Value::Null) => Self(Vec::new()),
            Some(Value::Array(values)) => Self(values),
            Some(single) => Self(vec![single]),
        }
    }
}

impl Params {
    /// The parameter at `position`, if it is there and not null.
    pub(super) fn optional<T: DeserializeOwned>(
        &self,
        position: usize,
    ) -> Result<Option<T>, RpcError> {
        let Some(value) = self.0.get(position).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        T::deserialize(value)
            .map(Some)
            .map_err(|error| RpcError::invalid_params(format!("parameter {position}: {error}")))
    }

    /// The parameter at `position`.
    pub(super) fn required<T: DeserializeOwned>(&self, position: usize) -> Result<T, RpcError> {
        self.optional(position)?.ok_or_else(|| {
            RpcError::invalid_params(format!("missing value for required argument {position}"))
        })
    }

    /// The block at `position`; the newest if none is given.
    pub(super) fn block(&self, position: usize) -> Result<BlockId, RpcError> {
        Ok(self.optional(position)?.unwrap_or_default())
    }

    /// A number at `position`, as a JSON number or as decimal or hexadecimal text.
    pub(super) fn number(&self, position: usize) -> Result<Option<u64>, RpcError> {
        let Some(value) = self.optional::<Value>(position)? else { return Ok(None) };
        let number = match &value {
            Value::String(text) => text.parse::<U256>().ok().and_then(|n| u64::try_from(n).ok()),
            other => other.as_u64(),
        };
        number.map(Some).ok_or_else(|| {
            RpcError::invalid_params(format!("parameter {position}: {value} is no 64-bit number"))
        })
    }
}
