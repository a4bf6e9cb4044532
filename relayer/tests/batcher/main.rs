//! The batcher on the real dev chain, with a node that fails in every way and a process that is killed
//! at every step.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what a test prepares must be there, and says what is missing"
)]
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an overflow in a test is a failure of the test"
)]

mod contract_payers;
mod disk;
mod errands;
#[allow(dead_code, reason = "the tests of the command line use more of it")]
#[path = "../cli/harness.rs"]
mod harness;
mod killed;
mod lane;
mod limits;
#[path = "../cli/mirrored.rs"]
mod mirrored;
mod process;
mod proxy;
mod reverts;
mod signers;
mod silence;
mod tenant;
mod tokens;
mod vaults;
mod wallet;
mod withdrawal;
mod world;
