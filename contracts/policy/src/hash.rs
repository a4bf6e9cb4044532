//! Hashes of static values, as Solidity's `abi.encode` lays them out.

use alloy_primitives::{B256, FixedBytesSliceExt as _, U256, keccak256};

/// A number as a word.
// Once in a program, like `word`: their instructions are many, and hashing costs far more than a call.
#[inline(never)]
pub(crate) fn number(value: u64) -> B256 {
    let mut word = [0u8; 32];
    word[24..].copy_from_slice(&value.to_be_bytes());
    B256::new(word)
}

/// 256 bits as a word.
#[inline(never)]
pub(crate) fn word(value: U256) -> B256 {
    value.into()
}

/// `keccak256(abi.encode(words...))`.
pub(crate) fn words(words: &[B256]) -> B256 {
    keccak256(words.as_flattened())
}
