//! Bytes from and to the types of the interface.
//!
//! The library's own entry points would do, but every type would bring its own copy of them, and
//! its errors format texts. Here one copy serves all types of the same shape, and nothing formats.

use alloc::vec::Vec;
use core::mem;

use alloy_sol_types::{
    SolCall, SolType,
    abi::{self, TokenSeq, token::PackedSeqToken},
};

/// `prefix`, then `tokens` as a sequence: calldata, revert data and logs are all of this form.
#[inline(never)]
pub(crate) fn encode<'a>(prefix: &[u8], tokens: &impl TokenSeq<'a>) -> Vec<u8> {
    let encoded = abi::encode_sequence(tokens);
    let mut bytes = Vec::with_capacity(prefix.len().saturating_add(encoded.len()));
    bytes.extend_from_slice(prefix);
    bytes.extend_from_slice(&encoded);
    bytes
}

/// The calldata of `call`.
pub(crate) fn calldata<C: SolCall>(call: &C) -> Vec<u8> {
    encode(&C::SELECTOR, &call.tokenize())
}

/// The arguments of `C`, if every value fits its type exactly, as Solidity demands. Bytes behind
/// the arguments are ignored: facilitators append a suffix of their own.
pub(crate) fn arguments<'a, C: SolCall>(bytes: &'a [u8]) -> Option<C> {
    let token = tokens::<C::Token<'a>>(bytes)?;
    let is_valid = <C::Parameters<'a> as SolType>::valid_token(&token);
    is_valid.then(|| C::new(<C::Parameters<'a> as SolType>::detokenize(token)))
}

/// The one argument of a call that takes `bytes`, where it lies.
pub(crate) fn bytes(arguments: &[u8]) -> Option<&[u8]> {
    tokens::<(PackedSeqToken<'_>,)>(arguments).map(|(PackedSeqToken(bytes),)| bytes)
}

fn tokens<'a, T: TokenSeq<'a>>(bytes: &'a [u8]) -> Option<T> {
    // The program's allocator never frees, so there is nothing to gain by dropping the error.
    abi::decode_sequence(bytes).map_err(mem::forget).ok()
}
