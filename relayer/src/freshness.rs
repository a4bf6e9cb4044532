//! Whether what is known here of the chain is recent enough to decide by.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::indexer::Status;

/// How long a node may be silent, and a round of the index may take, before what they said last is
/// stale.
const SILENCE: Duration = Duration::from_secs(15);

/// How far the index may lie behind the node's latest block: ten seconds of Arbitrum One.
const LAG_BLOCKS: u64 = 40;

/// What the node said last.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    /// When.
    pub at: Instant,
    /// Its latest block.
    pub block: u64,
}

/// Compares what the node says with what the index has.
#[derive(Clone, Debug)]
pub struct Freshness {
    heard: watch::Receiver<Heard>,
    index: Option<watch::Receiver<Status>>,
}

impl Freshness {
    /// Of an index, if there are vaults to follow.
    pub const fn new(
        heard: watch::Receiver<Heard>,
        index: Option<watch::Receiver<Status>>,
    ) -> Self {
        Self { heard, index }
    }

    /// Whether the index is near the node's latest block, and was there lately: only then may the
    /// mirror decide. Plain tokens need no index.
    pub fn is_current(&self) -> bool {
        self.index.as_ref().is_none_or(|index| {
            let Status { tip, latest, at } = *index.borrow();
            let latest = latest.max(self.heard.borrow().block);
            latest.saturating_sub(tip.number) <= LAG_BLOCKS && at.elapsed() < SILENCE
        })
    }

    /// Where the index is.
    pub fn index(&self) -> Option<Status> {
        self.index.as_ref().map(|index| *index.borrow())
    }
}

impl Heard {
    /// Whether that was lately.
    pub fn is_recent(&self) -> bool {
        self.at.elapsed() < SILENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::B256;

    use crate::indexer::Header;

    /// An index at block 100 whose last round ended `ago`, and a node at `block`.
    fn is_current(block: u64, ago: Duration) -> bool {
        let now = Instant::now();
        let tip = Header { number: 100, hash: B256::ZERO, parent: B256::ZERO, timestamp: 0 };
        let at = now.checked_sub(ago).unwrap();
        let (_index, status) = watch::channel(Status { tip, latest: 100, at });
        let (_heart, heard) = watch::channel(Heard { at: now, block });
        Freshness::new(heard, Some(status)).is_current()
    }

    #[test]
    fn index_is_stale_when_the_node_is_ahead_or_no_round_comes_to_its_end() {
        assert!(is_current(100 + LAG_BLOCKS, Duration::ZERO));
        assert!(!is_current(101 + LAG_BLOCKS, Duration::ZERO));
        assert!(!is_current(100, SILENCE));
        assert!(is_current(3, Duration::ZERO), "a node behind the index says nothing");
    }
}
