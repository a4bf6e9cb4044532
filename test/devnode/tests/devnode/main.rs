//! The dev chain as it is used: the conformance cases of a real Arbitrum chain that need a chain,
//! state across the border of EVM and WASM, precompiles, and the endpoint.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, like tests, fail by panicking"
)]

mod activation;
mod border;
mod calls;
mod evm;
mod modules;
mod precompiles;
mod rpc;
mod world;
