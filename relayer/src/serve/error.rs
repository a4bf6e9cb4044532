//! What ends a relayer.

use std::io;
use std::net::SocketAddr;

use alloy::primitives::Address;
use tokio::task::JoinError;

use crate::chain::ChainError;
use crate::facilitator::AssetError;
use crate::indexer::IndexError;
use crate::mirror::RebuildError;
use crate::store::StoreError;

/// Why the relayer cannot start, or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The chain could not be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The node is on another chain.
    #[error("the node is on chain {found}, chain.id is {configured}; check chain.rpc-url")]
    OtherChain {
        /// As configured.
        configured: u64,
        /// The node's.
        found: u64,
    },
    /// The address cannot be listened at.
    #[error("cannot listen at {listen}; is another relayer running? Set server.listen or --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The reporter's account is the one that settles.
    #[error(
        "{0} settles, so it cannot report, too: they would take each other's nonces; give [reporter] a key of its own"
    )]
    ReporterSettles(Address),
    /// A configured contract cannot be settled for.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chain cannot be read on.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The stored events do not make words.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
    /// A task of ours panicked, or ended by itself: a defect.
    #[error("a part of the relayer came to an unexpected end; start it again, and report this")]
    Task(#[source] Option<JoinError>),
}
