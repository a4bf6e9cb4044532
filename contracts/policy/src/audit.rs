//! The hash chain over everything that happens to a treasury.
//!
//! An entry is one event of the vault in one block: `head = keccak256(head ‖ entry)`, starting from
//! [`genesis`]. Whoever has the logs and the timestamps of their blocks can recompute the head.

use crate::hash;
use alloy_primitives::{Address, B256, FixedBytesSliceExt as _, keccak256};

/// Topics of an Ethereum log, at most.
const TOPICS_MAX: usize = 4;
/// Where the topics begin: behind the timestamp and their number.
const TOPICS_AT: usize = 9;

/// The head before the first entry: `keccak256(abi.encode(chainId, vault, treasury))`.
pub fn genesis(chain_id: u64, vault: Address, treasury: u64) -> B256 {
    hash::words(&[hash::number(chain_id), vault.into_word(), hash::number(treasury)])
}

/// The hash of one event: `keccak256(timestamp (8 bytes, big-endian) ‖ number of topics (1 byte) ‖
/// topics ‖ keccak256(data))`. No log has more than four topics; further ones are not hashed.
pub fn entry_hash(timestamp: u64, topics: &[B256], data: &[u8]) -> B256 {
    let mut preimage = [0u8; TOPICS_AT + 32 * (TOPICS_MAX + 1)];
    let topics = topics.get(..TOPICS_MAX).unwrap_or(topics);
    preimage[..8].copy_from_slice(&timestamp.to_be_bytes());
    preimage[8] = topics.len().to_le_bytes()[0];
    let topics = topics.as_flattened();
    let data_at = TOPICS_AT.saturating_add(topics.len());
    let end = data_at.saturating_add(32);
    preimage[TOPICS_AT..data_at].copy_from_slice(topics);
    preimage[data_at..end].copy_from_slice(keccak256(data).as_slice());
    keccak256(&preimage[..end])
}

/// The head after an entry: `keccak256(head ‖ entry)`.
pub fn extend(head: B256, entry: B256) -> B256 {
    hash::words(&[head, entry])
}

#[cfg(test)]
mod tests;
