//! What the lane asks a node, each with a limit of time; and what a node means by its answers.

use std::time::Duration;

use alloy::eips::BlockNumberOrTag;
use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, Bytes, TxHash, U256, address};
use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log, TransactionReceipt, TransactionRequest};
use alloy::sol_types::SolCall as _;
use alloy::transports::{RpcError, TransportError, TransportErrorKind};

use crate::chain::{Chain, ChainError};

mod abi {
    #![allow(missing_docs, reason = "the macro's own items")]
    alloy::sol! {
        /// The part of Arbitrum's precompile 0x6c that tells what a byte costs on L1.
        interface IArbGasInfo {
            function getL1BaseFeeEstimate() external view returns (uint256);
        }
    }
}

/// Where Arbitrum's chains tell their prices.
const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006C");

/// A chain, asked with patience.
#[derive(Clone, Debug)]
pub(super) struct Node {
    chain: Chain,
    patience: Duration,
}

/// The newest block, as far as sending is concerned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Where trials run: the block that the node says is its latest, or a later one that the index
    /// has. Nodes behind one address are not all equally far, and a verdict on an older state than
    /// the index knows would be no verdict.
    pub(super) number: u64,
    /// Wei per gas.
    pub(super) base_fee: u64,
    /// Wei per unit of calldata on L1, 16 units a byte; 0 where there is no L1 to pay.
    pub(super) l1_price: u64,
}

/// What a node said to a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SendAnswer {
    /// It has it, now or already.
    Taken,
    /// Another transaction with this nonce is mined: one of ours, or a stranger's.
    NonceTooLow,
    /// It has another one with this nonce that pays nearly as much, or the fee is below the base fee.
    Underpriced,
    /// The signer cannot pay for it.
    Funds,
    /// It will not take it as it is.
    Refused(String),
    /// No answer, or one that says nothing about the transaction: it may have it.
    Unknown(String),
}

impl Node {
    pub(super) const fn new(chain: Chain, patience: Duration) -> Self {
        Self { chain, patience }
    }

    pub(super) const fn chain_id(&self) -> u64 {
        self.chain.id()
    }

    /// Waits for an answer, but not for ever.
    async fn ask<T>(
        &self,
        question: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        match tokio::time::timeout(self.patience, question).await {
            Ok(answer) => answer,
            Err(_) => Err(TransportErrorKind::custom_str("no answer in time")),
        }
    }

    /// The newest block and the prices there; the index has read up to block `indexed`.
    pub(super) async fn head(&self, indexed: u64) -> Result<Head, ChainError> {
        let latest = BlockNumberOrTag::Latest;
        let provider = self.chain.provider();
        let block = self.ask(async { provider.get_block_by_number(latest).await }).await?;
        let header = block.ok_or(ChainError::NoBlock(latest))?.header;
        Ok(Head {
            number: header.number.max(indexed),
            base_fee: header.base_fee_per_gas.unwrap_or_default(),
            l1_price: self.l1_price().await?,
        })
    }

    async fn l1_price(&self) -> Result<u64, ChainError> {
        let call = abi::IArbGasInfo::getL1BaseFeeEstimateCall {};
        let request =
            TransactionRequest::default().with_to(ARB_GAS_INFO).with_input(call.abi_encode());
        let answer = self.ask(async { self.chain.provider().call(request).await }).await?;
        // Elsewhere there is nothing at that address, and nothing to pay.
        Ok(U256::try_from_be_slice(&answer).unwrap_or_default().saturating_to())
    }

    /// How many transactions of `account` are mined.
    pub(super) async fn nonce(&self, account: Address) -> Result<u64, ChainError> {
        let provider = self.chain.provider();
        Ok(self.ask(async { provider.get_transaction_count(account).await }).await?)
    }

    /// Wei that `account` has.
    pub(super) async fn balance(&self, account: Address) -> Result<U256, ChainError> {
        let provider = self.chain.provider();
        Ok(self.ask(async { provider.get_balance(account).await }).await?)
    }

    /// Runs a call without leaving a trace, on the state after `head`.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] if the contract refuses, [`ChainError::NoBlock`] if the node does not
    /// have the block.
    pub(super) async fn call(
        &self,
        head: &Head,
        from: Address,
        to: Address,
        calldata: Bytes,
        gas: u64,
    ) -> Result<Bytes, ChainError> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(calldata)
            .with_gas_limit(gas);
        let (provider, block) = (self.chain.provider(), BlockNumberOrTag::Number(head.number));
        let call = provider.call(request).block(block.into());
        let answer = self.ask(async { call.await }).await.map_err(ChainError::from);
        // Nodes word it differently that they lack a block, so they are asked.
        if matches!(answer, Err(ChainError::Refused { .. })) {
            let found = self.ask(async { provider.get_block_by_number(block).await }).await?;
            found.ok_or(ChainError::NoBlock(block))?;
        }
        answer
    }

    /// Hands in a signed transaction.
    pub(super) async fn send(&self, raw: &[u8]) -> SendAnswer {
        let provider = self.chain.provider();
        let sent = self.ask(async { provider.send_raw_transaction(raw).await.map(|_| ()) }).await;
        match sent {
            Ok(()) => SendAnswer::Taken,
            Err(error) => meaning(error),
        }
    }

    /// The receipt of a transaction that is in a block.
    pub(super) async fn receipt(
        &self,
        hash: TxHash,
    ) -> Result<Option<TransactionReceipt>, ChainError> {
        let provider = self.chain.provider();
        Ok(self.ask(async { provider.get_transaction_receipt(hash).await }).await?)
    }

    /// Logs that match.
    pub(super) async fn logs(&self, filter: &Filter) -> Result<Vec<Log>, ChainError> {
        Ok(self.ask(async { self.chain.provider().get_logs(filter).await }).await?)
    }
}

/// What nodes say, in lower case and without spaces, and what it means. Nitro and geth, Erigon,
/// Nethermind, Besu, Reth; the first that fits counts.
const MEANINGS: [(&str, SendAnswer); 15] = [
    ("alreadyknown", SendAnswer::Taken),
    ("knowntransaction", SendAnswer::Taken),
    ("alreadyimported", SendAnswer::Taken),
    ("noncetoolow", SendAnswer::NonceTooLow),
    ("nonceistoolow", SendAnswer::NonceTooLow),
    ("oldnonce", SendAnswer::NonceTooLow),
    ("underpriced", SendAnswer::Underpriced),
    ("notallowedtoreplace", SendAnswer::Underpriced),
    ("lessthanblockbasefee", SendAnswer::Underpriced),
    ("feetoolow", SendAnswer::Underpriced),
    ("feepergastoolow", SendAnswer::Underpriced),
    ("gaspricetoolow", SendAnswer::Underpriced),
    ("insufficientfunds", SendAnswer::Funds),
    ("insufficientbalance", SendAnswer::Funds),
    // Those before it were dropped; sending them again helps, and that happens by itself.
    ("noncetoohigh", SendAnswer::Taken),
];

/// JSON-RPC codes that say something about the request, not about the node: reverted and invalid
/// input, by EIP-1474.
const VERDICT_CODES: [i64; 5] = [3, -32000, -32003, -32600, -32602];

fn meaning(error: TransportError) -> SendAnswer {
    let RpcError::ErrorResp(payload) = &error else {
        return SendAnswer::Unknown(ChainError::from(error).to_string());
    };
    let mut text = payload.message.to_lowercase();
    text.retain(|letter| letter.is_ascii_alphanumeric());
    let known = MEANINGS.iter().find(|(words, _)| text.contains(words));
    match known {
        Some((_, meaning)) => meaning.clone(),
        None if VERDICT_CODES.contains(&payload.code) => {
            SendAnswer::Refused(payload.message.to_string())
        }
        None => SendAnswer::Unknown(payload.message.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::rpc::json_rpc::ErrorPayload;

    fn said(code: i64, message: &'static str) -> SendAnswer {
        meaning(RpcError::ErrorResp(ErrorPayload { code, message: message.into(), data: None }))
    }

    #[test]
    fn meaning_is_found_when_nodes_use_their_own_words() {
        for (message, expected) in [
            ("already known", SendAnswer::Taken),
            ("ALREADY_EXISTS: already known", SendAnswer::Taken),
            ("Known transaction", SendAnswer::Taken),
            ("nonce too low: address 0x01, tx: 3 state: 4", SendAnswer::NonceTooLow),
            ("OldNonce", SendAnswer::NonceTooLow),
            ("replacement transaction underpriced", SendAnswer::Underpriced),
            ("max fee per gas less than block base fee: address 0x01", SendAnswer::Underpriced),
            ("FeeTooLow, MaxFeePerGas too low", SendAnswer::Underpriced),
            ("insufficient funds for gas * price + value", SendAnswer::Funds),
        ] {
            assert_eq!(said(-32000, message), expected, "{message}");
        }
    }

    #[test]
    fn meaning_is_unknown_when_the_answer_is_about_the_node() {
        let busy = said(-32005, "limit exceeded");
        assert_eq!(busy, SendAnswer::Unknown("limit exceeded".into()));
        let dead = meaning(TransportErrorKind::custom_str("connection reset"));
        assert!(matches!(dead, SendAnswer::Unknown(_)), "{dead:?}");
        let big = said(-32000, "oversized data");
        assert_eq!(big, SendAnswer::Refused("oversized data".into()));
    }
}
