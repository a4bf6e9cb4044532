//! The deployed contracts, exercised on the dev chain.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    non_snake_case,
    reason = "a test fails by panicking, computes with its own small numbers, and fills in the ABI's fields by their Solidity names"
)]

mod access_matrix;
mod approvals;
mod batch;
mod contract_payers;
mod delegations;
mod denials;
mod differential;
mod expiry;
mod facade;
mod front_running;
mod layout;
mod money;
mod plain;
mod recording;
mod reentry;
mod roles;
mod sessions;
mod threats;
mod waits;
