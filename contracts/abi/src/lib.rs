//! Calls, events and errors of the vault, declared once for contract, relayer, indexer and tests.
#![cfg_attr(not(feature = "std"), no_std)]

mod convert;
mod entries;
mod selectors;
mod vault;

pub use entries::ENTRY_TOPICS;
pub use selectors::{HOT, LENS};
pub use vault::*;
