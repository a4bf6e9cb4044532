//! Logs of many blocks, from nodes that limit what they answer.

use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log};

use super::{Chain, ChainError};

/// Blocks asked for at once, at first. A refused range is halved, an answered one doubled.
const FIRST_STRIDE: u64 = 10_000;

/// Answers do not grow beyond about this many logs: some 10 MB of JSON.
const AMPLE_LOGS: usize = 10_000;

/// Ranges halved in a row because there was no answer at all. Too much to send, or too much to do in
/// time, looks like this, and so does a node that is down.
const SILENT_HALVINGS: u32 = 3;

/// Blocks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// First block.
    pub from: u64,
    /// Last block.
    pub to: u64,
}

/// Reads the logs of a range from front to back, in strides as long as the node allows.
#[derive(Debug)]
pub struct LogReader {
    chain: Chain,
    filter: Filter,
    rest: Range,
    stride: u64,
}

impl LogReader {
    /// A reader of what `filter` selects in `range`.
    pub fn new(chain: Chain, filter: Filter, range: Range) -> Self {
        Self { chain, filter, rest: range, stride: FIRST_STRIDE }
    }

    /// The logs of the next blocks, and the last of these blocks; `None` after the last.
    ///
    /// # Errors
    /// [`ChainError`] if the node refuses even a single block, or does not answer.
    pub async fn next(&mut self) -> Result<Option<(u64, Vec<Log>)>, ChainError> {
        let mut silent = 0;
        while self.rest.from <= self.rest.to {
            let Range { from, to: last } = self.rest;
            let to = from.saturating_add(self.stride.saturating_sub(1)).min(last);
            let filter = self.filter.clone().from_block(from).to_block(to);
            match self.chain.provider().get_logs(&filter).await.map_err(ChainError::from) {
                Ok(logs) => {
                    self.rest.from = to.saturating_add(1);
                    self.adapt(logs.len());
                    return Ok(Some((to, logs)));
                }
                // Providers word their limits differently; what they share is that less helps.
                Err(ChainError::Refused { .. }) if to > from => {}
                Err(ChainError::Unreachable(_)) if to > from && silent < SILENT_HALVINGS => {
                    silent = silent.saturating_add(1);
                }
                Err(error) => return Err(error),
            }
            self.stride = to.saturating_sub(from).div_ceil(2);
        }
        Ok(None)
    }

    /// Finds its way to answers of an ample size.
    fn adapt(&mut self, logs: usize) {
        if logs < AMPLE_LOGS / 2 {
            self.stride = self.stride.saturating_mul(2);
        } else if logs > AMPLE_LOGS {
            self.stride = self.stride.div_ceil(2);
        }
    }
}
