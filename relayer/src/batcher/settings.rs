//! How the batcher behaves.

use std::time::Duration;

use alloy::primitives::Address;

use super::FeePolicy;

/// What the configuration decides. [`Settings::default`] suits Arbitrum, but names no contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Vaults: their payments go in batches.
    pub vaults: Vec<Address>,
    /// Tokens with EIP-3009: their payments go one by one.
    pub tokens: Vec<Address>,
    /// Payments that make a batch full, at most.
    pub batch_items: usize,
    /// How long the first payment of a batch waits for others.
    pub batch_age: Duration,
    /// Payments that may be open at once; what comes then is not accepted.
    pub capacity: usize,
    /// Transactions that may be on their way at once.
    pub in_flight: usize,
    /// What a transaction may offer for gas.
    pub fees: FeePolicy,
    /// Gas limit that no transaction goes over; a batch is closed before.
    pub gas_per_transaction: u64,
    /// Gas that all transactions of a UTC day may use together.
    pub gas_per_day: u64,
    /// How long a transaction may take before it is sent again, with a higher fee.
    pub resubmit_after: Duration,
    /// How often receipts are looked for while something is on its way.
    pub poll: Duration,
    /// How long a node may take to answer.
    pub answer_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            vaults: Vec::new(),
            tokens: Vec::new(),
            batch_items: 500,
            batch_age: Duration::from_millis(250),
            capacity: 50_000,
            in_flight: 4,
            fees: FeePolicy { ceiling: 10_000_000_000, tip: 0 },
            gas_per_transaction: 32_000_000,
            gas_per_day: 20_000_000_000,
            resubmit_after: Duration::from_secs(5),
            poll: Duration::from_millis(250),
            answer_timeout: Duration::from_secs(10),
        }
    }
}

/// Most payments of one batch whose items were tried `tries` times before, by transactions that left
/// them unpaid or in trials without a verdict: each quarters it, so that what spoils a batch is soon
/// alone.
pub(super) fn batch_items(most: usize, tries: u32) -> usize {
    most.checked_shr(tries.saturating_mul(2)).unwrap_or(0).max(1)
}

#[cfg(test)]
mod tests {
    use super::batch_items;

    #[test]
    fn batch_items_isolates_a_payment_after_some_tries() {
        let sizes: Vec<usize> = (0..7).map(|tries| batch_items(500, tries)).collect();
        assert_eq!(sizes, [500, 125, 31, 7, 1, 1, 1]);
        assert_eq!(batch_items(500, u32::MAX), 1);
    }
}
