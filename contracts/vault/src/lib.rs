//! What the vault's three Stylus programs share: storage, roles, settlement, administration.
//!
//! Every rule is decided by `bursar-policy`. A handler here loads words, asks the policy, stores
//! words, logs, and calls the token; the programs in `hot`, `cold` and `lens` only say which
//! selector is whose.
#![no_std]

extern crate alloc;

pub mod administration;
pub mod agents;
pub mod approvals;
mod arguments;
mod audit;
pub mod batch;
mod books;
pub mod brakes;
mod codec;
pub mod delegations;
pub mod denials;
pub mod deposits;
pub mod dispatch;
mod error;
pub mod facade;
pub mod sessions;
pub mod settle;
mod signature;
mod storage;
mod token;
pub mod treasuries;
mod vault;
pub mod vendors;
pub mod views;

pub use error::{Outcome, Refusal};
pub use token::TOKEN_GAS;
pub use vault::Vault;
