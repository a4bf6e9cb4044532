//! Bytes from and to the types of the interface.
//!
//! The library's own entry points would do, but every type would bring its own copy of them, and
//! its errors format texts. Here one copy serves all types of the same shape, and nothing formats.

use alloc::vec::Vec;
use core::mem;

use alloy_sol_types::{
    SolCall, SolType,
    abi::{self, TokenSeq},
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
    match abi::decode_sequence::<C::Token<'a>>(bytes) {
        Ok(token) if <C::Parameters<'a> as SolType>::valid_token(&token) => {
            Some(C::new(<C::Parameters<'a> as SolType>::detokenize(token)))
        }
        Ok(_) => None,
        Err(error) => {
            // The program's allocator never frees, so there is nothing to gain by dropping it.
            mem::forget(error);
            None
        }
    }
}
