//! What stops the indexer, and what only makes it wait.

use alloy::primitives::Address;

use crate::audit::Fault;
use crate::chain::ChainError;
use crate::store::StoreError;
use crate::treasury_id::TreasuryId;

/// Why the indexer cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The node does not answer, or not with what it must have.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The store does not take or give what it must.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chain was reorganised while it was read, or the node's answers are from different chains.
    #[error(
        "at block {0} the node's answers do not fit together; if this persists, ask another node"
    )]
    Moved(u64),
    /// A log that no vault writes, under a topic that only vaults use.
    #[error("log {log_index} of block {block} does not decode; the node altered it: ask another")]
    Log {
        /// The block's number.
        block: u64,
        /// Place among the block's logs.
        log_index: u64,
    },
    /// The logs of a treasury are not what its vault wrote.
    #[error(
        "the audit chain of treasury {treasury} of vault {vault} does not hold, nor did it when its events were read again: {fault}; the node leaves logs out or alters them: index from another one"
    )]
    Audit {
        /// The vault.
        vault: Address,
        /// The treasury.
        treasury: TreasuryId,
        /// Where and how.
        fault: Box<Fault>,
    },
    /// The node's chain and the store have no block in common.
    #[error(
        "the node's chain shares no block with the store, down to block {0}: it is another chain; give another node, or a new store file"
    )]
    NoAncestor(u64),
    /// A reorganisation that followers cannot undo.
    #[error(
        "the chain was reorganised from block {from} on, {depth} blocks deep; start again: at its start, bursar follows a reorganisation of any depth"
    )]
    TooDeep {
        /// First block that is undone.
        from: u64,
        /// How many are.
        depth: u64,
    },
}

impl IndexError {
    /// Whether to try again is all there is to do.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Moved(_) => true,
            Self::Chain(error) => matches!(
                error,
                ChainError::Unreachable(_) | ChainError::Refused { .. } | ChainError::NoBlock(_)
            ),
            Self::Store(_)
            | Self::Log { .. }
            | Self::Audit { .. }
            | Self::NoAncestor(_)
            | Self::TooDeep { .. } => false,
        }
    }
}
