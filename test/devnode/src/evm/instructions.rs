//! The instruction table, with the one opcode that Stylus changes.

use revm::{
    bytecode::opcode::SELFDESTRUCT,
    context::{ContextTr as _, JournalTr as _},
    handler::instructions::EthInstructions,
    interpreter::{
        Instruction, InstructionContext, InstructionExecResult, InstructionResult,
        instructions::host::selfdestruct, interpreter::EthInterpreter,
    },
    primitives::hardfork::SpecId,
};

use super::{Context, program};

/// Ethereum's instructions of `spec`, except that no program can be destroyed.
pub(super) fn arbitrum(spec: SpecId) -> EthInstructions<EthInterpreter, Context> {
    let mut instructions = EthInstructions::new_mainnet_with_spec(spec);
    let gas = instructions.gas_table()[usize::from(SELFDESTRUCT)];
    instructions.insert_instruction(SELFDESTRUCT, Instruction::new(selfdestruct_evm), gas);
    instructions
}

/// `SELFDESTRUCT`, which reverts where EVM code acts for a Stylus program that delegated to it.
fn selfdestruct_evm(
    context: InstructionContext<'_, Context, EthInterpreter>,
) -> InstructionExecResult {
    let acting = context.interpreter.input.target_address;
    let Ok(code) = context.host.journal_mut().code(acting);
    if program::is_program(&code.data, context.host.chain.config.arbos) {
        return Err(InstructionResult::Revert);
    }
    selfdestruct(context)
}
