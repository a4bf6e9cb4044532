//! What holds for any sequence of payments, edits and times, and for any bits in storage.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an overflow in a test is a failure of the test"
)]

mod batches;
mod chain;
mod delegations;
mod denials;
mod nonces;
mod sequences;
mod settlement;
mod spans;
mod strategies;
mod totality;
mod waits;
