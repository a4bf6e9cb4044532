//! Logs of blocks.

use std::sync::Arc;

use alloy::{
    consensus::BlockHeader as _,
    eips::{BlockId, BlockNumberOrTag},
    rpc::types::{Filter, FilterBlockOption, Log},
};

use super::{Block, Chain, Error};

impl Chain {
    /// All logs that `filter` asks for, oldest first.
    ///
    /// # Errors
    /// [`Error::UnknownBlock`] if it names a block by a hash that is not of this chain.
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, Error> {
        let blocks = self.range(filter)?;
        let matching =
            blocks.iter().filter(|block| filter.matches_bloom(block.header.logs_bloom()));
        let logs = matching.flat_map(|block| block_logs(block));
        Ok(logs.filter(|log| filter.matches(&log.inner)).collect())
    }

    /// The blocks that a filter looks at; without bounds, the newest one.
    fn range(&self, filter: &Filter) -> Result<Vec<Arc<Block>>, Error> {
        let (from, to) = match &filter.block_option {
            FilterBlockOption::AtBlockHash(hash) => {
                let block = self.block(BlockId::from(*hash));
                let block = block.ok_or_else(|| Error::UnknownBlock(hash.to_string()))?;
                return Ok(vec![block]);
            }
            FilterBlockOption::Range { from_block, to_block } => (from_block, to_block),
        };
        let inner = self.lock();
        let number = |tag: &Option<BlockNumberOrTag>| match tag {
            Some(BlockNumberOrTag::Number(number)) => *number,
            Some(BlockNumberOrTag::Earliest) => 0,
            Some(_) | None => inner.tip(),
        };
        let (from, to) = (number(from), number(to).min(inner.tip()));
        let place = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let blocks = inner.blocks.get(place(from)..=place(to)).unwrap_or_default();
        Ok(blocks.to_vec())
    }
}

/// All logs of a block, in order, with where they are.
fn block_logs(block: &Block) -> impl Iterator<Item = Log> + '_ {
    (0..block.transactions.len()).flat_map(|index| transaction_logs(block, index))
}

/// All logs of the transaction at `index` of a block, in order, with where they are.
pub(crate) fn transaction_logs(block: &Block, index: usize) -> Vec<Log> {
    let earlier: usize = block.receipts.iter().take(index).map(|receipt| receipt.logs.len()).sum();
    let (Some(tx), Some(receipt)) = (block.transactions.get(index), block.receipts.get(index))
    else {
        return Vec::new();
    };
    let placed = receipt.logs.iter().zip(earlier..).map(|(inner, place)| Log {
        inner: inner.clone(),
        block_hash: Some(block.header.hash()),
        block_number: Some(block.number()),
        block_timestamp: Some(block.timestamp()),
        transaction_hash: Some(*tx.hash()),
        transaction_index: u64::try_from(index).ok(),
        log_index: u64::try_from(place).ok(),
        removed: false,
    });
    placed.collect()
}
