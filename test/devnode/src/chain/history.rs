//! Blocks that were made: finding them, adding one, going back to an earlier one.

use std::sync::Arc;

use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    primitives::B256,
};

use super::{Block, Chain, Error, Inner, SignedTx, Snapshot};
use crate::state::State;

/// Blocks that keep their state; an older one's can no longer be asked for.
const KEPT_STATES: usize = 8192;
/// Hashes that `arbBlockHash` can tell.
const KEPT_HASHES: usize = 256;

impl Inner {
    /// Number of the newest block. There is always the genesis block.
    pub(super) fn tip(&self) -> u64 {
        self.blocks.last().map_or(0, |block| block.number())
    }

    /// Adds a block.
    pub(super) fn append(&mut self, block: Block) {
        let (number, hash) = (block.number(), block.header.hash());
        self.block_numbers.insert(hash, number);
        for (index, tx) in block.transactions.iter().enumerate() {
            self.transactions.insert(*tx.hash(), (number, index));
        }
        self.blocks.push(Arc::new(block));
        if let Some(old) = self.blocks.len().checked_sub(KEPT_STATES.saturating_add(1))
            && let Some(block) = self.blocks.get_mut(old)
        {
            Arc::make_mut(block).state = None;
        }
        let hashes = Arc::make_mut(&mut self.recent_hashes);
        if hashes.len() >= KEPT_HASHES.saturating_mul(2) {
            hashes.drain(..KEPT_HASHES);
        }
        hashes.push(hash);
    }

    /// Forgets all blocks but the first `count`.
    fn truncate(&mut self, count: usize) {
        for block in self.blocks.drain(count..) {
            self.block_numbers.remove(&block.header.hash());
            for tx in &block.transactions {
                self.transactions.remove(tx.hash());
            }
        }
        let first = self.blocks.len().saturating_sub(KEPT_HASHES);
        let hashes = self.blocks.iter().skip(first).map(|block| block.header.hash());
        self.recent_hashes = Arc::new(hashes.collect());
    }

    pub(super) fn block(&self, id: BlockId) -> Option<&Arc<Block>> {
        let number = match id {
            BlockId::Hash(hash) => *self.block_numbers.get(&hash.block_hash)?,
            BlockId::Number(BlockNumberOrTag::Number(number)) => number,
            BlockId::Number(BlockNumberOrTag::Earliest) => 0,
            BlockId::Number(_) => self.tip(),
        };
        self.blocks.get(usize::try_from(number).ok()?)
    }
}

impl Chain {
    /// Number of the newest block.
    #[must_use]
    pub fn tip(&self) -> u64 {
        self.lock().tip()
    }

    /// A block; the pending one is the newest.
    #[must_use]
    pub fn block(&self, id: impl Into<BlockId>) -> Option<Arc<Block>> {
        self.lock().block(id.into()).cloned()
    }

    /// All accounts after a block. The newest, the pending and no block at all mean: now.
    ///
    /// # Errors
    /// [`Error::UnknownBlock`], or [`Error::StatePruned`] if it is too old.
    pub fn state_at(&self, id: Option<BlockId>) -> Result<State, Error> {
        let inner = self.lock();
        let Some(id) = id.filter(|id| !is_now(*id)) else {
            return Ok(inner.state.clone());
        };
        let block = inner.block(id).ok_or_else(|| Error::UnknownBlock(describe(id)))?;
        if block.number() == inner.tip() {
            return Ok(inner.state.clone());
        }
        block.state.clone().ok_or(Error::StatePruned(block.number()))
    }

    /// Block and index of a transaction that was mined.
    #[must_use]
    pub fn mined(&self, hash: B256) -> Option<(Arc<Block>, usize)> {
        let inner = self.lock();
        let (number, index) = *inner.transactions.get(&hash)?;
        let block = inner.blocks.get(usize::try_from(number).ok()?)?;
        Some((Arc::clone(block), index))
    }

    /// A transaction that waits.
    #[must_use]
    pub fn waiting(&self, hash: B256) -> Option<SignedTx> {
        self.lock().pool.get(hash).cloned()
    }

    /// Remembers the chain as it is: the number to go back to it by.
    pub fn snapshot(&self) -> u64 {
        let mut inner = self.lock();
        let id = inner.next_snapshot;
        inner.next_snapshot = id.saturating_add(1);
        let snapshot = Snapshot {
            state: inner.state.clone(),
            blocks: inner.blocks.len(),
            pool: inner.pool.clone(),
            clock: inner.clock,
        };
        inner.snapshots.insert(id, snapshot);
        id
    }

    /// Goes back to a snapshot, which is used up, as are all later ones: whether there was one.
    pub fn revert(&self, id: u64) -> bool {
        let mut inner = self.lock();
        let Some(snapshot) = inner.snapshots.remove(&id) else { return false };
        inner.snapshots.split_off(&id);
        inner.truncate(snapshot.blocks);
        inner.state = snapshot.state;
        inner.pool = snapshot.pool;
        inner.clock = snapshot.clock;
        true
    }
}

/// Whether `id` means the state as it is now, with what was set by hand.
pub(super) fn is_now(id: BlockId) -> bool {
    matches!(id, BlockId::Number(tag) if !tag.is_number() && !tag.is_earliest())
}

fn describe(id: BlockId) -> String {
    match id {
        BlockId::Hash(hash) => hash.block_hash.to_string(),
        BlockId::Number(number) => number.to_string(),
    }
}
