//! Compiled programs, by code hash, shared by everything that runs on a chain.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use alloy::primitives::{B256, map::B256Map};
use stylus_vm::{
    Activation, ActivationError, CodeError, EngineError, Module, Params, activate, wasm_of,
};

use super::{Context, Peek as _};

/// Programs kept at once. A test chain has a handful; past this all are compiled anew.
const LIMIT: usize = 1024;

/// The programs compiled so far.
#[derive(Default)]
pub(crate) struct Modules(Mutex<B256Map<Module>>);

/// Why a program with a valid record cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Code(#[from] CodeError),
    #[error(transparent)]
    Activation(#[from] ActivationError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl fmt::Debug for Modules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Modules").finish_non_exhaustive()
    }
}

impl Modules {
    fn get(&self, code_hash: B256) -> Option<Module> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&code_hash).cloned()
    }

    /// Keeps the program that an activation made.
    pub(crate) fn insert(&self, code_hash: B256, module: Module) {
        let mut modules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if modules.len() >= LIMIT {
            modules.clear();
        }
        modules.insert(code_hash, module);
    }
}

/// The compiled program of `code`, which has an active record.
pub(super) fn load(
    ctx: &mut Context,
    code_hash: B256,
    code: &[u8],
    params: &Params,
) -> Result<Module, LoadError> {
    if let Some(module) = ctx.chain.modules.get(code_hash) {
        return Ok(module);
    }
    let wasm = wasm_of(code, params, |fragment| {
        Some(ctx.peek(fragment).code.unwrap_or_default().original_bytes())
    })?;
    // It was activated before: this time only what comes out of it counts.
    let mut gas = u64::MAX;
    let Activation { module, .. } = activate(&wasm, params, 0, &mut gas)?;
    let module = Module::compile(&module)?;
    ctx.chain.modules.insert(code_hash, module.clone());
    Ok(module)
}
