//! What can go wrong between us and a chain.

use std::error::Error;

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, TxHash};
use alloy::sol_types::SolCall;
use alloy::transports::{RpcError, TransportError, TransportErrorKind};

use super::Revert;

/// A failed call or transaction.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The text given as the node's URL is none.
    #[error("the RPC URL is not a URL: it should look like http://127.0.0.1:8547")]
    Url,
    /// No answer. Holds the innermost cause only: the outer ones repeat the URL, which may hold a key.
    #[error("the node does not answer: {0}; check --rpc-url and that the node runs")]
    Unreachable(String),
    /// The node answered with an error that is no revert.
    #[error("the node refused: {message} (code {code})")]
    Refused {
        /// JSON-RPC error code.
        code: i64,
        /// The node's own text.
        message: String,
    },
    /// A contract reverted.
    #[error("{0}")]
    Reverted(Box<Revert>),
    /// There is no code at the address.
    #[error("there is no contract at {0} on this chain; check the address and --rpc-url")]
    NoContract(Address),
    /// The answer does not decode.
    #[error("{from} does not answer {call} as expected; is it the right contract?")]
    Answer {
        /// Signature of the call.
        call: &'static str,
        /// Who was asked.
        from: Address,
        /// What is wrong with the answer.
        source: Box<alloy::sol_types::Error>,
    },
    /// The node does not have a block that must exist.
    #[error("the node does not have block {0}; ask another node")]
    NoBlock(BlockNumberOrTag),
    /// Sending needs a key.
    #[error("this needs a key: give --keystore FILE, or set BURSAR_PRIVATE_KEY")]
    NoKey,
    /// In a block, failed, and the node does not say why.
    #[error("transaction {0} failed on chain, and passes when simulated on the state after it")]
    Failed(TxHash),
    /// Sent, no receipt: it may still land. Look it up by its hash, do not send again.
    #[error(
        "the outcome of transaction {0} is unknown: it was sent and may still land; look it up before sending again"
    )]
    OutcomeUnknown(TxHash),
}

impl ChainError {
    /// `from` answered the call `C` with something that does not decode.
    pub(crate) fn answer<C: SolCall>(from: Address, source: alloy::sol_types::Error) -> Self {
        Self::Answer { call: C::SIGNATURE, from, source: Box::new(source) }
    }
}

impl From<TransportError> for ChainError {
    fn from(error: TransportError) -> Self {
        if let RpcError::ErrorResp(payload) = &error {
            return match payload.as_revert_data() {
                Some(data) => Self::Reverted(Box::new(Revert::decode(&data))),
                // Some nodes leave the data out when a revert is empty, and some the code, too.
                None if payload.code == 3 || payload.message.contains("execution reverted") => {
                    Self::Reverted(Box::new(Revert::Empty))
                }
                None => Self::Refused { code: payload.code, message: payload.message.to_string() },
            };
        }
        match &error {
            RpcError::Transport(TransportErrorKind::HttpError(http)) => {
                Self::Unreachable(format!("HTTP status {}", http.status))
            }
            error => Self::Unreachable(innermost(error)),
        }
    }
}

fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
