//! Stylus as the chain defines it: the conformance cases that need no chain.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, like tests, fail by panicking"
)]

mod activation;
mod code;
mod execution;
mod support;
