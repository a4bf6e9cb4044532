//! The vaults' events, from the first to the tip of the chain: read in order, verified against the
//! audit chains, stored, and passed on to whoever follows.
//!
//! Reading history and following the tip are the same thing, a round from the last block in the store
//! to the node's latest: nothing can be doubled or lost between the two. Every round holds up to
//! these:
//!
//! - What was read belongs to one chain: the block that it ends in is the same before and after.
//! - Every treasury's audit chain holds after each block; at the tip its head equals the one in the
//!   vault's storage. If not, the node may only have been behind: the treasury's events are read
//!   again, a few times, from the last one known, though no deeper than followers can undo; if the
//!   chain still breaks, the indexer stops.
//! - Nothing is deleted because a node does not know it. A reorganisation is seen by another block in
//!   place of one that is stored, and what is undone goes in the same step that brings its
//!   replacement, read and verified.

mod block;
mod chains;
mod error;
mod newcomers;
mod node;
mod round;

use std::sync::Arc;
use std::time::{Duration, Instant};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::Address;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::chain::Chain;
use crate::store::{Index, Step, Store};
pub use block::{Follower, Header, IndexedBlock, VaultEvent};
use chains::Chains;
pub use error::IndexError;
use node::Node;

/// Blocks that a reorganisation may undo while followers look on: over four minutes of Arbitrum One.
/// At its start, the indexer follows one of any depth.
pub const REORG_DEPTH: u64 = 1_024;

/// Rounds between two comparisons of all heads with storage; at four rounds a second, a minute.
const ROUNDS_BETWEEN_AUDITS: u32 = 240;

/// How often a round begins again because the chain moved under it, before that is an error.
const MOVES: u32 = 8;

/// Rounds that begin again because an audit chain does not hold, before that is an error: nodes behind
/// one address are not all equally far, and one that lacks the newest logs answers without them.
const REREADS: u32 = 4;

/// The first wait before such a round while catching up; each is twice as long as the one before it.
const REREAD_WAIT: Duration = Duration::from_millis(50);

/// Longest wait between two attempts to reach a node that does not answer.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How far a round is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Blocks read in this round.
    pub blocks: u64,
    /// Blocks there are to read.
    pub total: u64,
    /// Events stored in this round.
    pub events: u64,
}

/// Where the indexer is, for those who watch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The last block in the store.
    pub tip: Header,
    /// The node's latest block when it was last asked.
    pub latest: u64,
    /// When a round last came to its end.
    pub at: Instant,
}

/// Reads the events of some vaults into a store.
pub struct Indexer {
    node: Node,
    index: Index,
    /// Vaults that the store does not follow yet, each with the block where reading begins.
    newcomers: Vec<(Address, u64)>,
    tip: Header,
    chains: Chains,
    followers: Vec<Arc<dyn Follower>>,
    status: watch::Sender<Status>,
}

impl Indexer {
    /// An indexer of `vaults`, each with a block that is not after its first event, into `store`. What
    /// happened to those that the store does not follow yet is read by [`Indexer::catch_up`].
    ///
    /// # Errors
    /// [`StoreError::OtherChain`](crate::store::StoreError::OtherChain) or
    /// [`StoreError::OtherVaults`](crate::store::StoreError::OtherVaults) if the store is not theirs;
    /// [`IndexError::Chain`] if the node does not answer.
    pub async fn open(
        chain: Chain,
        store: Store,
        vaults: &[(Address, u64)],
    ) -> Result<Self, IndexError> {
        let index = Index::open(store, chain.id(), vaults).await?;
        let chains = Chains::resume(chain.id(), &index.heads().await?);
        let node = Node::new(chain, index.vaults().collect());
        let is_new = |(vault, _): &&(Address, u64)| index.vaults().all(|known| known != *vault);
        let newcomers = vaults.iter().filter(is_new).copied().collect();
        let tip = match index.store().tip().await? {
            Some(tip) => tip,
            None => begin(&node, &index, vaults).await?,
        };
        let (status, _) = watch::channel(Status { tip, latest: tip.number, at: Instant::now() });
        Ok(Self { node, index, newcomers, tip, chains, followers: Vec::new(), status })
    }

    /// The store, to read.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// Where the indexer is, now and whenever it moves.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Reads up to the node's latest block, for vaults new to the store too, and compares every audit
    /// head with storage. `progress` is told what was read so far.
    ///
    /// # Errors
    /// [`IndexError`]. What was stored before stays: another call goes on from there.
    pub async fn catch_up(
        &mut self,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Header, IndexError> {
        let (mut moves, mut rereads, mut wait) = (0_u32, 0_u32, REREAD_WAIT);
        loop {
            let read = match self.round(true, progress).await {
                Ok(()) => self.take_in(progress).await,
                Err(error) => Err(error),
            };
            match read {
                Ok(()) => return Ok(self.tip),
                Err(IndexError::Moved(_)) if moves < MOVES => moves = moves.saturating_add(1),
                Err(IndexError::Audit { .. }) if rereads < REREADS => {
                    rereads = rereads.saturating_add(1);
                    tokio::time::sleep(wait).await;
                    wait = wait.saturating_mul(2);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Follows the chain until `stop`: asks for new blocks every `poll`, and tells `followers`, who
    /// know everything that is stored already. A node that does not answer is asked again.
    ///
    /// # Errors
    /// Any [`IndexError`] that is not transient; [`IndexError::Audit`] after a few rounds that came to
    /// it, one after the other.
    pub async fn follow(
        &mut self,
        followers: Vec<Arc<dyn Follower>>,
        poll: Duration,
        stop: &CancellationToken,
    ) -> Result<(), IndexError> {
        self.followers = followers;
        let (mut rounds, mut rereads, mut wait, mut quiet) = (0_u32, 0_u32, poll, |_| ());
        loop {
            let audit = rounds.is_multiple_of(ROUNDS_BETWEEN_AUDITS);
            let round = tokio::select! {
                biased;
                () = stop.cancelled() => return Ok(()),
                round = self.round(audit, &mut quiet) => round,
            };
            match round {
                Ok(()) => (rounds, rereads, wait) = (rounds.wrapping_add(1), 0, poll),
                Err(error) => {
                    let is_broken = matches!(error, IndexError::Audit { .. });
                    let may_pass = error.is_transient() || (is_broken && rereads < REREADS);
                    if !may_pass {
                        return Err(error);
                    }
                    rereads = rereads.saturating_add(is_broken.into());
                    tracing::warn!(%error, ?wait, "cannot follow the chain for now");
                    wait = wait.saturating_mul(2).min(LONGEST_WAIT);
                }
            }
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}

/// The block before the first that is read: the store's first tip.
async fn begin(
    node: &Node,
    index: &Index,
    vaults: &[(Address, u64)],
) -> Result<Header, IndexError> {
    let first = vaults.iter().map(|(_, from)| *from).min().unwrap_or_default();
    let tip = node.known(BlockNumberOrTag::Number(first.saturating_sub(1))).await?;
    index.advance(&Step { former: None, keep: None, blocks: &[], tip, heads: &[] }).await?;
    Ok(tip)
}
