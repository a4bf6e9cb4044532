//! From the types of the interface to bytes.
//!
//! The library's own entry points would do, but every type would bring its own copy of them, and
//! its errors format texts. Here one copy serves all types of the same shape, and nothing formats.

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::{
    SolCall, SolType,
    abi::{self, TokenSeq},
};
use bursar_policy::{edit::ANY_VERSION, limbs};

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
pub(crate) fn word(answer: &[u8]) -> Option<U256> {
    answer.try_into().ok().map(limbs::from_bytes)
}

/// Where in the calldata of `C` the version begins that it expects: its last argument, a `uint32`
/// behind nothing but static ones. None for a call that has none.
pub(crate) const fn version_at<C: SolCall>() -> Option<usize> {
    // The arguments lie behind 4 bytes of selector, and the version is in the last 4 bytes of them.
    <C::Parameters<'static> as SolType>::ENCODED_SIZE
}

/// `calldata`, expecting any version where it expected one: the call as it may be repeated later,
/// whatever else is edited in between.
pub(crate) fn expecting_any_version(calldata: &[u8], version_at: Option<usize>) -> Vec<u8> {
    let mut call = calldata.to_vec();
    let version = version_at.and_then(|at| call.get_mut(at..at.saturating_add(4)));
    if let Some(version) = version {
        version.copy_from_slice(&ANY_VERSION.to_be_bytes());
    }
    call
}
