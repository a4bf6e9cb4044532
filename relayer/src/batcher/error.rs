//! What can go wrong between a caller and the batcher.

use alloy::primitives::Address;

use crate::chain::ChainError;
use crate::store::StoreError;

/// Why the batcher does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum BatcherError {
    /// Nothing is settled for this contract.
    #[error("payments by {0} are not settled here; add it to the configured vaults or tokens")]
    AssetUnknown(Address),
    /// Too much is open already.
    #[error("{0} payments are open already; try again when some have settled")]
    Full(usize),
    /// The day's gas is used up.
    #[error("the gas of this day is used up ({0}); wait for midnight UTC, or raise gas_per_day")]
    GasOfDay(u64),
    /// The payment was never accepted here.
    #[error("no such payment was accepted here")]
    Unknown,
    /// It stops.
    #[error("the batcher is stopping; ask again once it runs")]
    Stopping,
    /// The store failed: nothing was accepted.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The journal failed for all that wrote at the same time.
    #[error("the store failed: {0}")]
    Journal(String),
    /// The chain could not be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
}
