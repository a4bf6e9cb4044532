//! Activation: is a program valid, what does it cost, and the metered module that runs.

mod binary;
mod depth;
mod instrument;
mod price;

use alloy_primitives::{B256, keccak256};

pub use self::binary::Invalid;
pub(crate) use self::instrument::{INK_EXHAUSTED, INK_LEFT, STACK_LEFT};
use self::{binary::Binary, instrument::instrument, price::ActivationCharge};
use crate::{Params, ProgramInfo};

/// Name that a program must export its memory under.
pub(crate) const MEMORY: &str = "memory";
/// Name that a program must export its function under.
pub(crate) const ENTRYPOINT: &str = "user_entrypoint";

/// A program that passed activation.
#[derive(Clone, Debug)]
pub struct Activation {
    /// The program with its metering written in: what runs.
    pub module: Vec<u8>,
    /// Hash of `module`.
    pub module_hash: B256,
    /// What starting and keeping it costs.
    pub program: ProgramInfo,
}

/// Why a program was not activated. Either way all gas is gone.
#[derive(Debug, thiserror::Error)]
pub enum ActivationError {
    /// The program breaks a rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The gas did not last.
    #[error("out of gas")]
    OutOfGas,
}

/// Checks, prices and meters a decompressed program, while `open_pages` pages are open in the
/// transaction. Takes the price of doing so from `gas`, without the fixed part that the precompile
/// charges itself.
///
/// # Errors
/// - [`ActivationError::OutOfGas`] if `gas` is too little.
/// - [`ActivationError::Invalid`] if the program breaks a rule.
pub fn activate(
    wasm: &[u8],
    params: &Params,
    open_pages: u16,
    gas: &mut u64,
) -> Result<Activation, ActivationError> {
    let mut charge = ActivationCharge::new(gas);
    charge.length(wasm.len())?;
    let binary = Binary::parse(wasm, params, params.page_limit.saturating_sub(open_pages))?;
    charge.sections(&binary)?;
    let instrumented = instrument(&binary)?;
    charge.operators(instrumented.operators)?;
    let program = price::program_info(&binary)?;
    let module_hash = keccak256(&instrumented.module);
    Ok(Activation { module: instrumented.module, module_hash, program })
}
