//! Calls, events and errors of the vault, declared once for contract, relayer, indexer and tests.
#![cfg_attr(not(feature = "std"), no_std)]

mod convert;
mod vault;

pub use vault::*;
