//! Small EVM contracts, assembled by hand.

use alloy::primitives::{Address, Bytes, hex};

/// Calls the address in calldata with nothing, and ignores what comes of it: 17 gas before the call.
pub(crate) const CALL_ONCE: &[u8] = &hex!("5f5f5f5f5f5f355af100");

/// The same twice.
pub(crate) const CALL_TWICE: &[u8] = &hex!("5f5f5f5f5f5f355af1505f5f5f5f5f5f355af100");

/// Calls the address in calldata and returns whether it succeeded and how much it returned.
pub(crate) const CALL_AND_TELL: &[u8] = &hex!("5f5f5f5f5f5f355af15f523d60205260405ff300");

/// The same with a static call.
pub(crate) const STATICCALL_AND_TELL: &[u8] = &hex!("5f5f5f5f5f355afa5f523d60205260405ff300");

/// Reverts without data.
pub(crate) const REVERT: &[u8] = &hex!("5f5ffd");

/// Stores 7 in slot 0 and logs nothing with topic 9, then stops.
pub(crate) const WRITE: &[u8] = &hex!("60075f5560095f5fa100");

/// The same, then reverts.
pub(crate) const WRITE_AND_REVERT: &[u8] = &hex!("60075f5560095f5fa15f5ffd");

/// Writes as [`WRITE`], calls the address in calldata, goes on whatever comes of it.
pub(crate) const WRITE_AND_CALL: &[u8] = &hex!("60075f5560095f5fa15f5f5f5f5f5f355af100");

/// Delegates to `program` with all of its own calldata and returns what it returned; fails if it
/// failed.
pub(crate) fn proxy(program: Address) -> Bytes {
    // calldatacopy; delegatecall; returndatacopy; return if it succeeded, else revert.
    let tail = &hex!("5af43d5f5f3e6029573d5ffd5b3d5ff3");
    [&hex!("365f5f375f5f365f73")[..], program.as_slice(), tail].concat().into()
}

/// Calls `target` with nothing and reverts if it fails.
pub(crate) fn call_and_require(target: Address) -> Bytes {
    let tail = &hex!("5af16022575f5ffd5b00");
    [&hex!("5f5f5f5f5f73")[..], target.as_slice(), tail].concat().into()
}

/// Address as one word of calldata.
pub(crate) fn word(address: Address) -> Bytes {
    address.into_word().into()
}
