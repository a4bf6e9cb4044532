//! A chain reached by JSON-RPC: typed calls, transactions that are waited for, and failures in words.

mod creation;
mod error;
mod logs;
mod revert;
mod snapshot;

use std::time::Duration;

use alloy::eips::{BlockId, BlockNumberOrTag};
use alloy::network::{EthereumWallet, TransactionBuilder as _};
use alloy::primitives::{Address, Bytes};
use alloy::providers::{DynProvider, Provider as _, ProviderBuilder};
use alloy::rpc::types::{TransactionReceipt, TransactionRequest};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;

pub use error::ChainError;
pub use logs::{LogReader, Range};
pub use revert::{Revert, denial_words};
pub use snapshot::Snapshot;

/// How long a sent transaction may take to appear in a block. Arbitrum needs a quarter of a second.
const RECEIPT_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a node may take to answer; reading many logs takes the longest.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// Arbitrum's blocks are a quarter of a second apart.
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// The newest block of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its number.
    pub number: u64,
    /// Its time, Unix seconds.
    pub timestamp: u64,
}

/// A connection to one chain, with or without a key that sends.
#[derive(Debug, Clone)]
pub struct Chain {
    provider: DynProvider,
    sender: Option<Address>,
    id: u64,
}

impl Chain {
    /// Connects to `url` (`http` or `https`) and asks for the chain's id. With `signer`, transactions
    /// are sent from its account.
    ///
    /// # Errors
    /// - [`ChainError::Url`] if `url` is none.
    /// - [`ChainError::Unreachable`] if nothing answers there.
    pub async fn connect(url: &str, signer: Option<PrivateKeySigner>) -> Result<Self, ChainError> {
        // Fails only when a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = url.parse().map_err(|_| ChainError::Url)?;
        let http = reqwest::Client::builder().timeout(ANSWER_TIMEOUT).build();
        let http = http.map_err(|error| ChainError::Unreachable(error.to_string()))?;
        let sender = signer.as_ref().map(PrivateKeySigner::address);
        let provider = match signer {
            Some(signer) => ProviderBuilder::new()
                .with_simple_nonce_management()
                .wallet(EthereumWallet::from(signer))
                .connect_reqwest(http, url)
                .erased(),
            None => ProviderBuilder::new().connect_reqwest(http, url).erased(),
        };
        provider.client().set_poll_interval(POLL_INTERVAL);
        let id = provider.get_chain_id().await?;
        Ok(Self { provider, sender, id })
    }

    /// The chain's id (EIP-155).
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// The account that sends.
    ///
    /// # Errors
    /// [`ChainError::NoKey`] if the connection was made without a key.
    pub fn sender(&self) -> Result<Address, ChainError> {
        self.sender.ok_or(ChainError::NoKey)
    }

    /// The provider below, for what this type does not offer.
    pub const fn provider(&self) -> &DynProvider {
        &self.provider
    }

    /// Calls a view at the latest block.
    ///
    /// # Errors
    /// - [`ChainError::Reverted`] if the contract reverts.
    /// - [`ChainError::NoContract`] if there is no code at `to`.
    /// - [`ChainError::Answer`] if the answer is not what the call returns.
    pub async fn view<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, ChainError> {
        self.view_at(to, call, BlockId::latest()).await
    }

    /// Calls a view at `block`.
    ///
    /// # Errors
    /// Those of [`Chain::view`].
    pub async fn view_at<C: SolCall>(
        &self,
        to: Address,
        call: &C,
        block: BlockId,
    ) -> Result<C::Return, ChainError> {
        let request = TransactionRequest::default().with_to(to).with_input(call.abi_encode());
        let answer = self.provider.call(request).block(block).await?;
        if answer.is_empty() && self.provider.get_code_at(to).block_id(block).await?.is_empty() {
            return Err(ChainError::NoContract(to));
        }
        C::abi_decode_returns(&answer).map_err(|source| ChainError::answer::<C>(to, source))
    }

    /// Sends a call and waits until it is in a block.
    ///
    /// # Errors
    /// Those of [`Chain::transact`].
    pub async fn send<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> Result<TransactionReceipt, ChainError> {
        let request = TransactionRequest::default().with_to(to).with_input(call.abi_encode());
        self.transact(request).await
    }

    /// Sends a transaction from the connection's key and waits until it is in a block.
    ///
    /// # Errors
    /// - [`ChainError::NoKey`] without a key.
    /// - [`ChainError::Reverted`] if it would revert (nothing was sent then) or did.
    /// - [`ChainError::OutcomeUnknown`] if it was sent and no receipt came in time.
    pub async fn transact(
        &self,
        request: TransactionRequest,
    ) -> Result<TransactionReceipt, ChainError> {
        let request = request.with_from(self.sender()?);
        let estimate = self.provider.estimate_gas(request.clone()).await?;
        // A window that rolls between estimate and block costs a few more storage writes.
        let gas = estimate.saturating_add(estimate / 4);
        let pending = self.provider.send_transaction(request.clone().with_gas_limit(gas)).await?;
        let hash = *pending.tx_hash();
        let receipt = pending
            .with_timeout(Some(RECEIPT_TIMEOUT))
            .get_receipt()
            .await
            .map_err(|_| ChainError::OutcomeUnknown(hash))?;
        if receipt.status() {
            return Ok(receipt);
        }
        // The block's own state says why; a node that cannot tell leaves the hash.
        let block = receipt.block_number.map_or(BlockId::latest(), BlockId::number);
        match self.provider.call(request).block(block).await {
            Ok(_) => Err(ChainError::Failed(hash)),
            Err(error) => Err(error.into()),
        }
    }

    /// The number of the latest block.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
    pub async fn latest(&self) -> Result<u64, ChainError> {
        Ok(self.provider.get_block_number().await?)
    }

    /// The time of the latest block, Unix seconds.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
    pub async fn now(&self) -> Result<u64, ChainError> {
        Ok(self.newest().await?.timestamp)
    }

    /// The latest block.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
    pub async fn newest(&self) -> Result<Newest, ChainError> {
        let latest = BlockNumberOrTag::Latest;
        let block = self.provider.get_block_by_number(latest).await?;
        let header = block.ok_or(ChainError::NoBlock(latest))?.header;
        Ok(Newest { number: header.number, timestamp: header.timestamp })
    }

    /// The code at `address`; empty where there is none.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
    pub async fn code(&self, address: Address) -> Result<Bytes, ChainError> {
        Ok(self.provider.get_code_at(address).await?)
    }
}
