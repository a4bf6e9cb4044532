//! `bursar serve`, the real binary, over HTTP, on the real dev chain with a deployed vault.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what a test prepares must be there, and says what is missing"
)]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an overflow in a test is a failure of the test"
)]

mod approvals;
mod body;
mod contract_payers;
mod failures;
#[allow(dead_code, reason = "the tests of the command line use more of it")]
#[path = "../cli/harness.rs"]
mod harness;
mod market;
#[path = "../cli/mirrored.rs"]
mod mirrored;
mod operation;
mod pending;
mod programs;
mod promises;
#[allow(dead_code, reason = "the tests of the indexer use more of it")]
#[path = "../index/proxy.rs"]
mod proxy;
mod refusals;
mod reporting;
mod sequenced;
mod sessions;
mod staleness;
mod tokens;
mod vaults;
#[allow(dead_code, reason = "the tests of the batcher use more of it")]
#[path = "../batcher/wallet.rs"]
mod wallet;
