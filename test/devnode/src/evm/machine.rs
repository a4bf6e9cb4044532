//! The EVM's frames, with Stylus programs among them.

use alloy::primitives::Bytes;
use revm::{
    context::{Evm, FrameStack},
    handler::{
        EthFrame, EvmTr, FrameInitOrResult, FrameResult, FrameTr, ItemOrResult,
        evm::{ContextDbError, FrameInitResult},
        instructions::EthInstructions,
    },
    interpreter::{
        CallScheme, FrameInput, InstructionResult, InterpreterAction, interpreter::EthInterpreter,
        interpreter_action::FrameInit,
    },
};

use super::{Context, instructions, program};
use crate::precompiles::Precompiles;

/// Native stack that must be left before a program opens a frame, and what is added when less is.
/// Programs and contracts may nest 1,024 deep, far beyond an ordinary thread's stack.
const STACK_RED_ZONE: usize = 512 << 10;
const STACK_SEGMENT: usize = 8 << 20;

/// Error of a frame: the database has none, precompiles report theirs as text.
pub(crate) type Error = ContextDbError<Context>;
/// Result of running a frame to its end or to the next frame it opens.
pub(crate) type Step = Result<FrameInitOrResult<EthFrame>, Error>;

type Inner = Evm<Context, (), EthInstructions<EthInterpreter, Context>, Precompiles, EthFrame>;

/// revm's EVM that runs Stylus programs where it meets them.
pub(crate) struct Machine {
    pub(super) inner: Inner,
}

impl Machine {
    pub(super) fn new(ctx: Context) -> Self {
        let instructions = instructions::arbitrum(ctx.cfg.spec);
        let precompiles = Precompiles::new(ctx.cfg.spec);
        let frame_stack = FrameStack::new();
        let inner = Evm { ctx, inspector: (), instruction: instructions, precompiles, frame_stack };
        Self { inner }
    }

    /// Runs a frame opened by a program, and all frames under it, on a frame stack of their own.
    pub(super) fn run_nested(&mut self, frame_input: FrameInput) -> Result<FrameResult, Error> {
        let frame = self.inner.frame_stack.get();
        let memory = frame.interpreter.memory.new_child_context();
        let init = FrameInit { frame_input, memory, depth: frame.depth.saturating_add(1) };
        let outer = std::mem::take(&mut self.inner.frame_stack);
        let result = stacker::maybe_grow(STACK_RED_ZONE, STACK_SEGMENT, || self.run_frames(init));
        self.inner.frame_stack = outer;
        self.inner.frame_stack.get().interpreter.memory.free_child_context();
        result
    }

    fn run_frames(&mut self, init: FrameInit) -> Result<FrameResult, Error> {
        if let ItemOrResult::Result(result) = self.frame_init(init)? {
            return Ok(result);
        }
        loop {
            let result = match self.frame_run()? {
                ItemOrResult::Result(result) => result,
                ItemOrResult::Item(init) => match self.frame_init(init)? {
                    ItemOrResult::Result(result) => result,
                    ItemOrResult::Item(_) => continue,
                },
            };
            if let Some(result) = self.frame_return_result(result)? {
                return Ok(result);
            }
        }
    }

    /// Ends the top frame, or opens the one it asks for.
    pub(super) fn take_action(&mut self, action: InterpreterAction) -> Step {
        let Evm { ctx, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        let step: Step = frame.process_next_action(ctx, action);
        if matches!(step, Ok(ItemOrResult::Result(_))) {
            frame.set_finished(true);
        }
        step
    }

    fn run_evm_code(&mut self) -> Step {
        let Evm { ctx, instruction, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        let (table, gas) = (instruction.instruction_table(), instruction.gas_table());
        let mut action = frame.interpreter.run_plain(table, gas, ctx);
        if let (FrameInput::Create(_), InterpreterAction::Return(result)) =
            (&frame.input, &mut action)
            && result.result.is_ok()
            && !program::may_be_deployed(&result.output, ctx.chain.config.arbos)
        {
            result.result = InstructionResult::CreateContractStartingWithEF;
            result.output = Bytes::new();
        }
        self.take_action(action)
    }
}

/// Whether a frame acts for the account it was called on, not for its caller.
fn acts_for_itself(frame: &EthFrame) -> bool {
    match &frame.input {
        FrameInput::Call(call) => {
            !matches!(call.scheme, CallScheme::DelegateCall | CallScheme::CallCode)
        }
        FrameInput::Create(_) | FrameInput::Empty => true,
    }
}

impl EvmTr for Machine {
    type Context = Context;
    type Instructions = EthInstructions<EthInterpreter, Context>;
    type Precompiles = Precompiles;
    type Frame = EthFrame;

    fn all(
        &self,
    ) -> (&Self::Context, &Self::Instructions, &Self::Precompiles, &FrameStack<Self::Frame>) {
        self.inner.all()
    }

    fn all_mut(
        &mut self,
    ) -> (
        &mut Self::Context,
        &mut Self::Instructions,
        &mut Self::Precompiles,
        &mut FrameStack<Self::Frame>,
    ) {
        self.inner.all_mut()
    }

    fn frame_init(&mut self, init: FrameInit) -> Result<FrameInitResult<'_, EthFrame>, Error> {
        if let ItemOrResult::Result(result) = self.inner.frame_init(init)? {
            return Ok(ItemOrResult::Result(result));
        }
        let Evm { ctx, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        if acts_for_itself(frame) {
            ctx.chain.acting.push(frame.interpreter.input.target_address);
        }
        Ok(ItemOrResult::Item(frame))
    }

    fn frame_run(&mut self) -> Step {
        let frame = self.inner.frame_stack.get();
        if program::is_program(
            frame.interpreter.bytecode.original_byte_slice(),
            self.inner.ctx.chain.config.arbos,
        ) {
            program::run(self)
        } else {
            self.run_evm_code()
        }
    }

    fn frame_return_result(
        &mut self,
        result: <Self::Frame as FrameTr>::FrameResult,
    ) -> Result<Option<<Self::Frame as FrameTr>::FrameResult>, Error> {
        let frame = self.inner.frame_stack.get();
        if frame.is_finished() && acts_for_itself(frame) {
            self.inner.ctx.chain.acting.pop();
        }
        self.inner.frame_return_result(result)
    }
}
