//! The chain as a running program sees it: the journal, and frames it opens.

use alloy::primitives::{Address, B256, Bytes, Log, LogData, U256};
use revm::{
    context::{ContextTr as _, JournalTr as _},
    handler::{EvmTr as _, FrameResult},
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, CreateScheme, FrameInput,
        InterpreterResult,
    },
    primitives::constants::CALL_STACK_LIMIT,
};
use stylus_vm::{CallKind, Env, FrameOutcome, Host, Pages, StorageWrite};

use super::{Context, machine::Machine};

/// A program's frame, as its host.
pub(super) struct ProgramHost<'a> {
    pub(super) machine: &'a mut Machine,
    pub(super) env: Env,
    pub(super) depth: usize,
    /// Gas to be refunded if the frame's changes stand.
    pub(super) refund: i64,
}

impl ProgramHost<'_> {
    fn ctx(&mut self) -> &mut Context {
        self.machine.ctx()
    }

    /// Whether the chain refuses a frame under this one: too deep, or not enough wei.
    fn refuses_frame(&mut self, value: U256) -> bool {
        let payer = self.env.contract;
        self.depth >= usize::try_from(CALL_STACK_LIMIT).unwrap_or(usize::MAX)
            || (!value.is_zero() && self.account_balance(payer) < value)
    }

    /// Code and its hash at `address`, EIP-7702 delegation followed.
    fn code_to_run(&mut self, address: Address) -> (B256, revm::bytecode::Bytecode) {
        let journal = self.ctx().journal_mut();
        let Ok(account) = journal.load_account_with_code(address);
        let delegate = account.info.code.as_ref().and_then(|code| code.eip7702_address());
        let info = match delegate {
            Some(delegate) => {
                let Ok(account) = journal.load_account_with_code(delegate);
                account.data.info.clone()
            }
            None => account.data.info.clone(),
        };
        (info.code_hash, info.code.unwrap_or_default())
    }

    fn run(&mut self, input: FrameInput) -> Option<FrameOutcome> {
        match self.machine.run_nested(input) {
            Ok(result) => Some(self.outcome(result)),
            Err(error) => {
                // Kept for the end of the transaction, which it fails.
                self.ctx().error = Err(error);
                None
            }
        }
    }

    fn outcome(&mut self, result: FrameResult) -> FrameOutcome {
        let (result, created): (InterpreterResult, _) = match result {
            FrameResult::Call(outcome) => (outcome.result, None),
            FrameResult::Create(outcome) => (outcome.result, outcome.address),
        };
        let (success, reverted) = (result.result.is_ok(), result.result.is_revert());
        if success {
            self.refund = self.refund.saturating_add(result.gas.refunded());
        }
        FrameOutcome {
            success,
            reverted,
            gas_left: if success || reverted { result.gas.remaining() } else { 0 },
            output: result.output,
            created: created.filter(|_| success),
        }
    }
}

impl Host for ProgramHost<'_> {
    fn env(&self) -> &Env {
        &self.env
    }

    fn pages(&mut self) -> &mut Pages {
        &mut self.machine.inner.ctx.chain.pages
    }

    fn storage_load(&mut self, key: U256) -> (U256, bool) {
        let contract = self.env.contract;
        let Ok(loaded) = self.ctx().journal_mut().sload(contract, key);
        (loaded.data, loaded.is_cold)
    }

    fn storage_store(&mut self, key: U256, value: U256) -> StorageWrite {
        let contract = self.env.contract;
        let Ok(written) = self.ctx().journal_mut().sstore(contract, key, value);
        StorageWrite {
            original: written.data.original_value,
            current: written.data.present_value,
            is_cold: written.is_cold,
        }
    }

    fn refund(&mut self, gas: i64) {
        self.refund = self.refund.saturating_add(gas);
    }

    fn transient_load(&mut self, key: U256) -> U256 {
        let contract = self.env.contract;
        self.ctx().journal_mut().tload(contract, key)
    }

    fn transient_store(&mut self, key: U256, value: U256) {
        let contract = self.env.contract;
        self.ctx().journal_mut().tstore(contract, key, value);
    }

    fn log(&mut self, topics: Vec<B256>, data: Bytes) {
        let address = self.env.contract;
        let data = LogData::new_unchecked(topics, data);
        self.ctx().journal_mut().log(Log { address, data });
    }

    fn access_account(&mut self, address: Address) -> bool {
        let Ok(account) = self.ctx().journal_mut().load_account(address);
        account.is_cold
    }

    fn account_is_empty(&mut self, address: Address) -> bool {
        let Ok(account) = self.ctx().journal_mut().load_account(address);
        account.is_empty()
    }

    fn account_balance(&mut self, address: Address) -> U256 {
        let Ok(account) = self.ctx().journal_mut().load_account(address);
        account.info.balance
    }

    fn account_code(&mut self, address: Address) -> Bytes {
        let Ok(code) = self.ctx().journal_mut().code(address);
        code.data
    }

    fn account_codehash(&mut self, address: Address) -> B256 {
        let Ok(hash) = self.ctx().journal_mut().code_hash(address);
        hash.data
    }

    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        gas: u64,
        value: U256,
    ) -> Option<FrameOutcome> {
        if self.refuses_frame(value) {
            return None;
        }
        let known_bytecode = self.code_to_run(to);
        let env = &self.env;
        let (scheme, target_address, caller, value) = match kind {
            CallKind::Call => (CallScheme::Call, to, env.contract, CallValue::Transfer(value)),
            CallKind::StaticCall => {
                (CallScheme::StaticCall, to, env.contract, CallValue::Transfer(U256::ZERO))
            }
            CallKind::DelegateCall => {
                (CallScheme::DelegateCall, env.contract, env.caller, CallValue::Apparent(env.value))
            }
        };
        self.run(FrameInput::Call(Box::new(CallInputs {
            input: CallInput::Bytes(input),
            return_memory_offset: 0..0,
            gas_limit: gas,
            reservoir: 0,
            bytecode_address: to,
            known_bytecode,
            target_address,
            caller,
            value,
            scheme,
            is_static: env.is_static || kind == CallKind::StaticCall,
            charged_new_account_state_gas: false,
        })))
    }

    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        gas: u64,
    ) -> Option<FrameOutcome> {
        if self.refuses_frame(endowment) {
            return None;
        }
        let scheme =
            salt.map_or(CreateScheme::Create, |salt| CreateScheme::Create2 { salt: salt.into() });
        let creator = self.env.contract;
        let inputs = CreateInputs::new(creator, scheme, endowment, code, gas, 0);
        self.run(FrameInput::Create(Box::new(inputs)))
    }

    fn console(&mut self, text: &str) {
        tracing::info!(target: "stylus", program = %self.env.contract, "Stylus says: {text}");
    }
}
