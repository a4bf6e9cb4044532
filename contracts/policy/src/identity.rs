//! Names that nobody can take first.

use crate::{hash, limbs};
use alloy_primitives::{Address, B256};

/// The id of the treasury that `creator` creates with `salt`: the first 8 bytes of
/// `keccak256(abi.encode(creator, salt))`. Zero names no treasury: it must not be created.
pub fn treasury_id(creator: Address, salt: B256) -> u64 {
    let hash = hash::words(&[creator.into_word(), salt]);
    let [high, ..] = limbs::split(&hash);
    high
}

#[cfg(test)]
mod tests;
