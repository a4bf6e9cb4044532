//! From the types of the interface to bytes.
//!
//! The library's own entry points would do, but every type would bring its own copy of them, and
//! its errors format texts. Here one copy serves all types of the same shape, and nothing formats.

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::{
    SolCall,
    abi::{self, TokenSeq},
};

/// `prefix`, then `tokens` as a sequence: calldata and revert data are of this form.
#[inline(never)]
pub(crate) fn encode<'a>(prefix: &[u8], tokens: &impl TokenSeq<'a>) -> Vec<u8> {
    join(prefix, &abi::encode_sequence(tokens))
}

/// `prefix`, then `rest`.
#[inline(never)]
pub(crate) fn join(prefix: &[u8], rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(prefix.len().saturating_add(rest.len()));
    bytes.extend_from_slice(prefix);
    bytes.extend_from_slice(rest);
    bytes
}

/// The calldata of `call`.
pub(crate) fn calldata<C: SolCall>(call: &C) -> Vec<u8> {
    encode(&C::SELECTOR, &call.tokenize())
}

/// The word that is the whole of an answer.
///
/// Words are compared as numbers, limb by limb (`const_eq`): bytes are compared one by one, at more
/// than a gas each.
pub(crate) fn word(answer: &[u8]) -> Option<U256> {
    answer.try_into().ok().map(U256::from_be_bytes::<32>)
}
