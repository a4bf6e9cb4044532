//! Tests of the deployed contracts on the dev chain: what they need to run, and the gas snapshot.
//!
//! A test makes a [`world::World`], which is a chain in this process with a token, both Stylus
//! programs and a vault, puts a [`tenant::Tenant`] into it, and acts.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    non_snake_case,
    reason = "part of the tests: fails by panicking, computes with their own small numbers, and fills in the ABI's fields by their Solidity names"
)]

pub mod artifacts;
pub mod audit;
pub mod batch;
pub mod gas;
pub mod outcome;
pub mod parties;
pub mod signing;
pub mod slots;
pub mod tenant;
pub mod tokens;
pub mod world;
