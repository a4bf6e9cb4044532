//! A frame whose code is a Stylus program: may it run, what does it pay to start, what comes of it.

use alloy::primitives::{B256, Bytes, U256};
use revm::{
    context::{Cfg as _, ContextTr as _, LocalContextTr as _, Transaction as _},
    handler::{EvmTr as _, FrameData},
    interpreter::{Gas, InstructionResult, InterpreterAction, InterpreterResult},
};
use stylus_vm::{CodeKind, Env, Module, Outcome, OutcomeKind, Params, Unusable, classify};

use super::{
    Context,
    host::ProgramHost,
    machine::{Machine, Step},
    modules,
};
use crate::{
    arbos::programs,
    config::{ArbosVersion, Config},
    precompiles,
};

/// Whether code runs as WASM.
pub(super) fn is_program(code: &[u8], arbos: ArbosVersion) -> bool {
    match classify(code) {
        Some(CodeKind::Classic) => true,
        Some(CodeKind::Root) => arbos >= ArbosVersion::V60,
        Some(CodeKind::Fragment) | None => false,
    }
}

/// Whether code may be deployed. EIP-3541 keeps 0xEF from new code, except for Stylus.
pub(super) fn may_be_deployed(code: &[u8], arbos: ArbosVersion) -> bool {
    code.first() != Some(&0xef)
        || match classify(code) {
            Some(CodeKind::Classic) => true,
            Some(CodeKind::Root | CodeKind::Fragment) => arbos >= ArbosVersion::V60,
            None => false,
        }
}

/// A frame before its program runs.
struct Entry {
    /// Hash of the code; none for init code, which is no program however it begins.
    code_hash: Option<B256>,
    code: Bytes,
    input: Bytes,
    gas: u64,
    depth: usize,
    env: Env,
}

/// What a program may not even start for.
enum Refusal {
    /// Its record says no; RPC tells why.
    Unusable(String),
    OutOfGas,
}

/// Runs the program on top of the frame stack to its end.
pub(super) fn run(machine: &mut Machine) -> Step {
    let entry = enter(machine);
    let gas_limit = entry.gas;
    let is_top = entry.depth == 0;
    let (result, output, gas_left, refund) = match execute(machine, entry) {
        Ok(ended) => ended,
        Err(Refusal::OutOfGas) => (InstructionResult::OutOfGas, Bytes::new(), 0, 0),
        Err(Refusal::Unusable(reason)) => {
            if is_top {
                machine.ctx().local_mut().set_precompile_error_context(reason);
            }
            (InstructionResult::PrecompileError, Bytes::new(), 0, 0)
        }
    };
    let mut gas = Gas::new(gas_limit);
    gas.set_remaining(gas_left);
    gas.record_refund(refund);
    machine.take_action(InterpreterAction::Return(InterpreterResult::new(result, output, gas)))
}

fn enter(machine: &mut Machine) -> Entry {
    let frame = machine.inner.frame_stack.get();
    let interpreter = &mut frame.interpreter;
    let is_call = matches!(frame.data, FrameData::Call(_));
    let code_hash = is_call.then(|| interpreter.bytecode.get_or_calculate_hash());
    let code = interpreter.bytecode.original_bytes();
    let (inputs, gas, depth) =
        (interpreter.input.clone(), interpreter.gas.remaining(), frame.depth);
    let is_static = interpreter.runtime_flag.is_static;
    let ctx = &machine.inner.ctx;
    let (block, tx) = (&ctx.block, &ctx.tx);
    let env = Env {
        chain_id: ctx.cfg.chain_id(),
        basefee: U256::from(block.basefee),
        coinbase: block.beneficiary,
        block_gas_limit: block.gas_limit,
        block_number: block.number.saturating_to(),
        block_timestamp: block.timestamp.saturating_to(),
        tx_gas_price: U256::from(tx.effective_gas_price(block.basefee.into())),
        tx_origin: tx.caller,
        contract: inputs.target_address,
        caller: inputs.caller_address,
        value: inputs.call_value,
        is_static,
        reentrant: ctx.chain.is_reentrant(inputs.target_address),
    };
    Entry { code_hash, code, input: inputs.input.bytes(ctx), gas, depth, env }
}

type Ended = (InstructionResult, Bytes, u64, i64);

fn execute(machine: &mut Machine, entry: Entry) -> Result<Ended, Refusal> {
    let open_before = machine.inner.ctx.chain.pages.open;
    let (module, params, gas) = start(machine.ctx(), &entry)?;
    let entry_gas = entry.gas;
    let mut host = ProgramHost { machine, env: entry.env, depth: entry.depth, refund: 0 };
    let outcome = stylus_vm::run(&module, &params, entry.input, gas, &mut host);
    let refund = host.refund;
    machine.inner.ctx.chain.pages.open = open_before;
    let Outcome { kind, output, gas_left } = outcome.with_output_floor(entry_gas);
    Ok((instruction_result(kind), output, gas_left, refund))
}

/// Charges for starting the program: the program, the chain's parameters, and the gas left.
fn start(ctx: &mut Context, entry: &Entry) -> Result<(Module, Params, u64), Refusal> {
    let config = std::sync::Arc::clone(&ctx.chain.config);
    let params = programs::params(ctx, &config);
    let Some(code_hash) = entry.code_hash else {
        return Err(unusable(Unusable::NotActivated));
    };
    let record = programs::record(ctx, code_hash);
    record.check(&params, entry.env.block_timestamp).map_err(unusable)?;
    let is_recent = was_recent(ctx, &config, code_hash, &params);
    let (uncached, cached) = record.init_gas(&params);
    let init = if record.cached || is_recent { cached } else { uncached };
    let memory = ctx.chain.pages.gas(record.footprint, &params);
    let gas = entry.gas.checked_sub(init.saturating_add(memory)).ok_or(Refusal::OutOfGas)?;
    ctx.chain.pages.add(record.footprint);
    let module = modules::load(ctx, code_hash, &entry.code, &params)
        .map_err(|error| Refusal::Unusable(error.to_string()))?;
    Ok((module, params, gas))
}

/// Notes that the program runs in this block: whether it ran before.
fn was_recent(ctx: &mut Context, config: &Config, code_hash: B256, params: &Params) -> bool {
    config.arbos >= ArbosVersion::V60 && ctx.chain.recent.insert(code_hash, params.block_cache_size)
}

fn unusable(why: Unusable) -> Refusal {
    Refusal::Unusable(format!("error {}", precompiles::describe_unusable(why)))
}

/// What the EVM calls the end of a program.
fn instruction_result(kind: OutcomeKind) -> InstructionResult {
    match kind {
        OutcomeKind::Success => InstructionResult::Return,
        OutcomeKind::Revert => InstructionResult::Revert,
        OutcomeKind::OutOfGas => InstructionResult::OutOfGas,
        OutcomeKind::OutOfStack => InstructionResult::StackOverflow,
    }
}
