//! Calls, events and errors of the vault, declared once for contract, relayer, indexer and tests.
#![cfg_attr(not(feature = "std"), no_std)]

mod convert;
mod payment;
mod vault;

pub use payment::PAYMENT_TOPICS;
pub use vault::*;
