//! What must hold of `bursar-policy` for any input, in a form that a fuzzer can attack: each target
//! is an input, which the fuzzer's bytes are read as, and a `run` that panics where a rule is broken.
//!
//! - [`codec`]: whatever bytes are read as a batch are the only ones that say so;
//! - [`evaluate`]: payments on any words keep to every room, and charge what they are worth;
//! - [`settle`]: batches on any storage move what their verdicts say, and nothing else;
//! - [`record`]: what is put on record as denied was denied, and is never paid afterwards.
//!
//! `scripts/fuzz` builds and runs them. What is part of a batch or of a vault is in [`inputs`] and
//! [`vault`], and who signed it in [`signers`]: a new kind of item, nonce or word is added there, and every target has it.
#![allow(
    clippy::arithmetic_side_effects,
    reason = "an overflow in a fuzz target stops it, as any other finding"
)]

pub mod codec;
pub mod evaluate;
pub mod inputs;
pub mod record;
pub mod settle;
pub mod signers;
pub mod vault;
