//! Bytes from and to the types of the interface.
//!
//! The library's own entry points would do, but every type would bring its own copy of them, and
//! its errors format texts. Here one copy serves all types of the same shape, and nothing formats.

use alloc::vec::Vec;
use core::mem;

use alloy_primitives::U256;
use alloy_sol_types::{
    SolCall, SolType,
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

/// The arguments of `C`, if every value fits its type exactly, as Solidity demands. Bytes behind
/// the arguments are ignored: facilitators append a suffix of their own.
pub(crate) fn arguments<'a, C: SolCall>(bytes: &'a [u8]) -> Option<C> {
    // The program's allocator never frees, so there is nothing to gain by dropping the error.
    let token = abi::decode_sequence::<C::Token<'a>>(bytes).map_err(mem::forget).ok()?;
    let is_valid = <C::Parameters<'a> as SolType>::valid_token(&token);
    is_valid.then(|| C::new(<C::Parameters<'a> as SolType>::detokenize(token)))
}

/// The one argument of a call that takes `bytes`, where it lies: behind its length, to which the
/// first word points. The library reads the same, and writes a text about what it cannot read.
pub(crate) fn bytes(arguments: &[u8]) -> Option<&[u8]> {
    let (at, _) = size(arguments)?;
    let (length, rest) = size(arguments.get(at..)?)?;
    rest.get(..length)
}

/// The word that is the whole of an answer.
///
/// Words are compared as numbers, limb by limb (`const_eq`): bytes are compared one by one, at more
/// than a gas each.
pub(crate) fn word(answer: &[u8]) -> Option<U256> {
    answer.try_into().ok().map(U256::from_be_bytes::<32>)
}

/// The number in the first word, if it could be one of bytes, and what follows it.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    let size = usize::try_from(U256::from_be_bytes::<32>(*word)).ok()?;
    Some((size, rest))
}
