//! The hash chain over everything that happens to a treasury.
//!
//! An entry is one event of the vault in one block: `head = keccak256(head ‖ entry)`, starting from
//! [`genesis`]. Whoever has the logs and the timestamps of their blocks can recompute the head.

use crate::hash;
use alloy_primitives::{Address, B256, keccak256};

/// Topics of an Ethereum log, at most.
const TOPICS_MAX: usize = 4;
const TIMESTAMP_BYTES: usize = 8;

/// The head before the first entry: `keccak256(abi.encode(chainId, vault, treasury))`.
pub fn genesis(chain_id: u64, vault: Address, treasury: u64) -> B256 {
    hash::words([hash::number(chain_id), vault.into_word(), hash::number(treasury)])
}

/// The hash of one event: `keccak256(timestamp (8 bytes, big-endian) ‖ number of topics (1 byte) ‖
/// topics ‖ keccak256(data))`. No log has more than four topics; further ones are not hashed.
pub fn entry_hash(timestamp: u64, topics: &[B256], data: &[u8]) -> B256 {
    let mut preimage = [0u8; TIMESTAMP_BYTES + 1 + 32 * TOPICS_MAX + 32];
    let mut length = 0;
    let mut push = |bytes: &[u8]| {
        for (to, from) in preimage.iter_mut().skip(length).zip(bytes) {
            *to = *from;
        }
        length = length.saturating_add(bytes.len());
    };
    push(&timestamp.to_be_bytes());
    let topics = topics.get(..TOPICS_MAX).unwrap_or(topics);
    #[allow(clippy::cast_possible_truncation, reason = "at most four")]
    push(&[topics.len() as u8]);
    for topic in topics {
        push(topic.as_slice());
    }
    push(keccak256(data).as_slice());
    keccak256(preimage.get(..length).unwrap_or(&preimage))
}

/// The head after an entry: `keccak256(head ‖ entry)`.
pub fn extend(head: B256, entry: B256) -> B256 {
    hash::words([head, entry])
}

#[cfg(test)]
mod tests;
