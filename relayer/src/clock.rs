//! The time by which payments are decided.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The chain's time: this machine's, or as far ahead of it as the chain was last seen. A chain that
/// lags is no reason to wait: its next block has the time of its sequencer.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_seconds: AtomicU64,
}

impl Clock {
    /// Unix seconds.
    pub fn now(&self) -> u64 {
        wall().saturating_add(self.ahead_seconds.load(Ordering::Relaxed))
    }

    /// Learns that the newest block was made at `timestamp` (Unix seconds).
    pub fn observe(&self, timestamp: u64) {
        self.ahead_seconds.store(timestamp.saturating_sub(wall()), Ordering::Relaxed);
    }
}

fn wall() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_is_never_behind_a_block_and_never_behind_this_machine() {
        let clock = Clock::default();
        let before = wall();
        clock.observe(before + 1_000);
        assert!(clock.now() >= before + 1_000);
        clock.observe(7);
        assert!((before..=wall()).contains(&clock.now()));
    }
}
