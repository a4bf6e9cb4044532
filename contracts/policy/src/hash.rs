//! Hashes of static values, as Solidity's `abi.encode` lays them out.

use alloy_primitives::{B256, FixedBytesSliceExt as _, keccak256};

/// A number as a word.
// Once in a program: its instructions are many, and hashing costs far more than a call.
#[inline(never)]
pub(crate) fn number(value: u64) -> B256 {
    let mut word = [0u8; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    B256::new(word)
}

/// `keccak256(abi.encode(words...))`.
pub(crate) fn words(words: &[B256]) -> B256 {
    keccak256(words.as_flattened())
}
