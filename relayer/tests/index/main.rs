//! The indexer against a real chain over HTTP, and against nodes that fail, lie or change their mind.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what a test prepares must be there, and says what is missing; its numbers are small"
)]

#[allow(dead_code, reason = "shared with the tests of the command line")]
#[path = "../cli/harness.rs"]
mod harness;

mod commands;
mod faults;
mod following;
mod joining;
#[path = "../cli/mirrored.rs"]
mod mirrored;
mod proxy;
mod reorgs;
mod rescue;
mod rounds;
mod town;
