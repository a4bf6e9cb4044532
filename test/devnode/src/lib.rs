//! A local chain that runs EVM contracts and Stylus programs as Arbitrum does, gas included, and
//! speaks Anvil's JSON-RPC dialect.
//!
//! [`Chain`] is the chain itself, for tests that need no network; [`Devnode`] is a chain behind an
//! HTTP endpoint in this process; the binary `stylus-devnode` is one in its own.

pub mod accounts;
pub mod arbos;
pub mod chain;
pub mod config;
mod evm;
pub mod genesis;
mod node;
pub mod precompiles;
mod rpc;
mod state;

pub use self::{
    chain::Chain,
    config::{ArbosVersion, Config, Mining},
    node::{Builder, Devnode, StartError},
    state::State,
};
