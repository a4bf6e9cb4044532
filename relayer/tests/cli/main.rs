//! The real binary against the real chains: `stylus-devnode` for what works, `anvil` for what must not.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what a test prepares must be there, and says what is missing"
)]

mod approvals;
mod delegations;
mod explain;
mod flow;
mod harness;
mod programs;
mod refusals;
mod sessions;
