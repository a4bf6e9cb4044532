//! JSON-RPC errors, with the codes and texts that clients of geth and Nitro know.

use alloy::{
    primitives::Bytes,
    sol_types::{SolInterface as _, decode_revert_reason},
};
use serde::Serialize;

use crate::{
    chain::Error,
    precompiles::{abi::ArbWasm::ArbWasmErrors, describe},
};

/// An error object.
#[derive(Debug, Serialize, thiserror::Error)]
#[error("{message} ({code})")]
pub(super) struct RpcError {
    code: i64,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Bytes>,
}

impl RpcError {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// The body is no JSON.
    pub(super) fn parse(why: &str) -> Self {
        Self::new(-32700, format!("parse error: {why}"))
    }

    /// The JSON is no request.
    pub(super) fn invalid_request(why: &str) -> Self {
        Self::new(-32600, format!("invalid request: {why}"))
    }

    /// There is no such method.
    pub(super) fn unknown_method(method: &str) -> Self {
        Self::new(-32601, format!("the method {method} does not exist/is not available"))
    }

    /// The method takes other parameters.
    pub(super) fn invalid_params(why: impl Into<String>) -> Self {
        Self::new(-32602, why)
    }

    /// The method failed for a reason of its own.
    pub(super) fn server(why: impl Into<String>) -> Self {
        Self::new(-32000, why)
    }

    /// A defect of this program.
    pub(super) fn internal(why: &str) -> Self {
        Self::new(-32603, why)
    }
}

impl From<Error> for RpcError {
    fn from(error: Error) -> Self {
        match error {
            Error::Reverted(data) => {
                Self { code: 3, message: revert_text(&data), data: Some(data) }
            }
            other => Self::server(other.to_string()),
        }
    }
}

/// "execution reverted", with the reason where one can be read.
fn revert_text(data: &Bytes) -> String {
    let reason = match ArbWasmErrors::abi_decode(data) {
        Ok(error) => Some(format!("error {}", describe(&error))),
        Err(_) => decode_revert_reason(data).filter(|_| is_standard(data)),
    };
    reason.map_or_else(
        || "execution reverted".into(),
        |reason| format!("execution reverted: {}", reason.trim_start_matches("revert: ")),
    )
}

/// Whether `data` starts as `Error(string)` or `Panic(uint256)` do.
fn is_standard(data: &[u8]) -> bool {
    data.starts_with(&[0x08, 0xc3, 0x79, 0xa0]) || data.starts_with(&[0x4e, 0x48, 0x7b, 0x71])
}
