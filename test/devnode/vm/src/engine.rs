//! Compiles metered modules and runs them. The only place that knows the engine underneath, wasmi,
//! whose own fuel is off: a program's ink and stack are globals of its own.

use std::sync::Arc;

use alloy_primitives::Bytes;
use wasmi::{Config, Engine, Extern, Global, Instance, Store, Val};

use crate::{
    Host, Params,
    hostio::{self, Frame, Guest, Halt, Hostio},
    wasm::{ENTRYPOINT, INK_EXHAUSTED, INK_LEFT, MEMORY, STACK_LEFT},
};

/// Deepest recursion the engine allows: more than a program's stack words do, at least six a call.
const MAX_RECURSION: usize = 1 << 16;
/// Most bytes of operands: more than a program's stack words do.
const MAX_STACK_BYTES: usize = 1 << 24;
/// Stacks kept for the next run, as many as programs usually nest.
const CACHED_STACKS: usize = 8;

/// Why a module was not compiled.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The engine refuses the module.
    #[error("module does not compile: {0}")]
    Compile(#[from] wasmi::Error),
    /// The module was not made by [`crate::activate`].
    #[error("module imports {0}, which is no host call")]
    Import(String),
}

/// A compiled program, cheap to clone and good for any number of runs, also at once.
#[derive(Clone)]
pub struct Module {
    compiled: wasmi::Module,
    imports: Arc<[&'static Hostio]>,
}

impl Module {
    /// Compiles a module that [`crate::activate`] made. Takes milliseconds: keep the result.
    ///
    /// # Errors
    /// - [`EngineError`] if the module was not made by [`crate::activate`].
    pub fn compile(metered: &[u8]) -> Result<Self, EngineError> {
        let mut config = Config::default();
        config
            .set_max_recursion_depth(MAX_RECURSION)
            .set_max_stack_height(MAX_STACK_BYTES)
            .set_max_cached_stacks(CACHED_STACKS);
        // An engine never forgets a module: each has its own, to be freed with it.
        let compiled = wasmi::Module::new(&Engine::new(&config), metered)?;
        let imports = compiled
            .imports()
            .map(|import| {
                hostio::find(import.module(), import.name(), true)
                    .ok_or_else(|| EngineError::Import(import.name().to_owned()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { compiled, imports })
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Its state changes stand.
    Success,
    /// Its state changes are undone, its gas is kept.
    Revert,
    /// It ran out of gas, all of which is gone.
    OutOfGas,
    /// It ran out of stack; all gas is gone.
    OutOfStack,
}

/// What a run leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub kind: OutcomeKind,
    /// What it returned or reverted with.
    pub output: Bytes,
    /// Gas it did not use.
    pub gas_left: u64,
}

impl Outcome {
    fn halted(kind: OutcomeKind) -> Self {
        Self { kind, output: Bytes::new(), gas_left: 0 }
    }

    /// Has output cost at least what it would cost an EVM contract, of the gas that the frame
    /// began with, before any charge for starting the program.
    #[must_use]
    pub fn with_output_floor(self, entry_gas: u64) -> Self {
        let Some(most_left) = entry_gas.checked_sub(return_data_gas(self.output.len())) else {
            return Self::halted(OutcomeKind::OutOfGas);
        };
        let gas_left = self.gas_left.min(most_left);
        Self { gas_left, ..self }
    }
}

/// Gas that `len` bytes of memory cost an EVM contract.
#[must_use]
pub fn return_data_gas(len: usize) -> u64 {
    let words = u64::try_from(len.div_ceil(32)).unwrap_or(u64::MAX);
    words.saturating_mul(3).saturating_add(words.saturating_mul(words) / 512)
}

/// Runs a program with `gas`, what is left after the charges for starting it. Pages it adds stay
/// open in [`Host::pages`]: whoever opened the frame sets them back.
pub fn run(
    module: &Module,
    params: &Params,
    args: Bytes,
    gas: u64,
    host: &mut dyn Host,
) -> Outcome {
    let len = u32::try_from(args.len()).unwrap_or(u32::MAX);
    let mut store = Store::new(module.compiled.engine(), Frame::new(host, params, args));
    let Some(program) = Program::instantiate(&mut store, module, params.gas_to_ink(gas)) else {
        // Only if memory cannot be had: an activated module is known to fit together.
        return Outcome { kind: OutcomeKind::Revert, output: Bytes::new(), gas_left: gas };
    };
    let status = program.entrypoint.call(&mut store, len);
    program.outcome(status, store)
}

/// A program ready to run, with handles to its meters.
struct Program {
    entrypoint: wasmi::TypedFunc<u32, u32>,
    ink_left: Global,
    ink_exhausted: Global,
    stack_left: Global,
}

impl Program {
    fn instantiate(store: &mut Store<Frame<'_>>, module: &Module, ink: u64) -> Option<Self> {
        let imports: Vec<Extern> =
            module.imports.iter().map(|hostio| (hostio.bind)(store).into()).collect();
        let instance = Instance::new(&mut *store, &module.compiled, &imports).ok()?;
        let program = Self {
            entrypoint: instance.get_typed_func(&*store, ENTRYPOINT).ok()?,
            ink_left: instance.get_global(&*store, INK_LEFT)?,
            ink_exhausted: instance.get_global(&*store, INK_EXHAUSTED)?,
            stack_left: instance.get_global(&*store, STACK_LEFT)?,
        };
        let memory = instance.get_memory(&*store, MEMORY)?;
        let stack_words = store.data().params.max_stack_depth;
        program.ink_left.set(&mut *store, Val::I64(ink.cast_signed())).ok()?;
        program.stack_left.set(&mut *store, Val::I32(stack_words.cast_signed())).ok()?;
        store.data_mut().guest = Some(Guest { memory, ink_left: program.ink_left });
        Some(program)
    }

    fn outcome(&self, status: Result<u32, wasmi::Error>, store: Store<Frame<'_>>) -> Outcome {
        let ink_left = self.ink_left.get(&store).i64().map_or(0, i64::cast_unsigned);
        let ink_exhausted = self.ink_exhausted.get(&store).i32() != Some(0);
        let stack_exhausted = self.stack_left.get(&store).i32() == Some(0);
        let frame = store.into_data();
        let gas_left = frame.params.ink_to_gas(ink_left);
        let error = match status {
            Ok(0) => return Outcome { kind: OutcomeKind::Success, output: frame.output, gas_left },
            Ok(_) => return Outcome { kind: OutcomeKind::Revert, output: frame.output, gas_left },
            Err(error) => error,
        };
        // The engine's own stack is larger than any program's, but if it ever ends first, the
        // program has gone too deep all the same.
        if stack_exhausted || error.as_trap_code() == Some(wasmi::TrapCode::StackOverflow) {
            return Outcome::halted(OutcomeKind::OutOfStack);
        }
        match error.downcast_ref::<Halt>() {
            _ if ink_exhausted => Outcome::halted(OutcomeKind::OutOfGas),
            Some(Halt::OutOfInk) => Outcome::halted(OutcomeKind::OutOfGas),
            Some(Halt::Exit { success: true }) => {
                Outcome { kind: OutcomeKind::Success, output: frame.output, gas_left }
            }
            Some(Halt::Exit { success: false }) => {
                Outcome { kind: OutcomeKind::Revert, output: frame.output, gas_left }
            }
            Some(Halt::Failed(_)) | None => {
                Outcome { kind: OutcomeKind::Revert, output: Bytes::new(), gas_left }
            }
        }
    }
}
