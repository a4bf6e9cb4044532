//! One call into an ArbOS precompile: what it pays and how it may fail.

use alloy::{
    primitives::{Address, Bytes, Log, U256},
    sol_types::{SolError, SolEvent, SolInterface},
};
use revm::{
    context::{ContextTr as _, JournalTr as _},
    interpreter::{CallInputs, CallScheme},
};

use super::Method;
use crate::{arbos::Slots, evm::Context};

/// Opening ArbOS state, and reading one of its slots.
const READ_GAS: u64 = 800;
const WRITE_GAS: u64 = 20_000;
const WRITE_ZERO_GAS: u64 = 5_000;
const COPY_WORD_GAS: u64 = 3;
const LOG_GAS: u64 = 375;
const LOG_BYTE_GAS: u64 = 8;

/// What a precompile returns.
pub(super) type Answer = Result<Bytes, Failure>;

/// How a precompile fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// A revert that keeps the gas: with a Solidity error, or empty for what callers should not meet.
    Revert(Bytes),
    /// A revert without data that takes all gas: a call that is no valid call of the method.
    RevertAllGas,
    /// Not a revert: all gas is gone and only RPC tells why.
    Halt(String),
}

/// A call that is being answered.
pub(super) struct Call<'a> {
    pub(super) ctx: &'a mut Context,
    /// The account it is made by.
    pub(super) caller: Address,
    /// The precompile's own address.
    pub(super) address: Address,
    /// Wei that came with it.
    pub(super) value: U256,
    is_static: bool,
    is_delegated: bool,
    gas: u64,
    gas_limit: u64,
    is_free: bool,
}

impl<'a> Call<'a> {
    pub(super) fn new(ctx: &'a mut Context, inputs: &CallInputs) -> Self {
        Self {
            ctx,
            caller: inputs.caller,
            address: inputs.bytecode_address,
            value: inputs.value.get(),
            is_static: inputs.is_static,
            is_delegated: matches!(inputs.scheme, CallScheme::DelegateCall | CallScheme::CallCode),
            gas: inputs.gas_limit,
            gas_limit: inputs.gas_limit,
            is_free: false,
        }
    }

    /// Runs `method`, with what every method pays around it.
    pub(super) fn answer(&mut self, method: Method, input: &[u8]) -> Answer {
        if self.is_delegated || input.len() < 4 {
            return Err(Failure::RevertAllGas);
        }
        self.burn(READ_GAS)?;
        self.burn_words(input.len().saturating_sub(4))?;
        let answer = method(self, input);
        if let Ok(data) | Err(Failure::Revert(data)) = &answer {
            self.burn_words(data.len())?;
        }
        answer
    }

    /// Gas not yet burned.
    pub(super) fn gas_left(&self) -> u64 {
        self.gas
    }

    /// Gas not yet burned, to be charged by someone else.
    pub(super) fn gas_mut(&mut self) -> &mut u64 {
        &mut self.gas
    }

    /// Gives back what was burned and burns no more, as chain owners enjoy.
    pub(super) fn make_free(&mut self) {
        self.is_free = true;
        self.gas = self.gas_limit;
    }

    /// Burns gas.
    pub(super) fn burn(&mut self, gas: u64) -> Result<(), Failure> {
        if self.is_free {
            return Ok(());
        }
        match self.gas.checked_sub(gas) {
            Some(left) => {
                self.gas = left;
                Ok(())
            }
            None => {
                self.gas = 0;
                Err(Failure::RevertAllGas)
            }
        }
    }

    fn burn_words(&mut self, bytes: usize) -> Result<(), Failure> {
        let words = u64::try_from(bytes.div_ceil(32)).unwrap_or(u64::MAX);
        self.burn(COPY_WORD_GAS.saturating_mul(words))
    }

    /// Pays for a read of ArbOS state.
    pub(super) fn burn_read(&mut self) -> Result<(), Failure> {
        self.burn(READ_GAS)
    }

    /// Pays for a write of ArbOS state.
    pub(super) fn burn_write(&mut self) -> Result<(), Failure> {
        self.burn(WRITE_GAS)
    }

    /// Reads a slot of ArbOS state.
    pub(super) fn read(&mut self, slot: U256) -> Result<U256, Failure> {
        self.burn_read()?;
        Ok(self.ctx.load(slot))
    }

    /// Writes a slot of ArbOS state.
    pub(super) fn write(&mut self, slot: U256, value: U256) -> Result<(), Failure> {
        self.burn(if value.is_zero() { WRITE_ZERO_GAS } else { WRITE_GAS })?;
        self.ctx.store(slot, value);
        Ok(())
    }

    /// Refuses wei: the method is not payable.
    pub(super) fn reads(&self) -> Result<(), Failure> {
        if self.value.is_zero() { Ok(()) } else { Err(Failure::RevertAllGas) }
    }

    /// Refuses wei and static calls.
    pub(super) fn writes(&self) -> Result<(), Failure> {
        self.reads()?;
        self.writes_payable()
    }

    /// Refuses static calls.
    pub(super) fn writes_payable(&self) -> Result<(), Failure> {
        if self.is_static { Err(Failure::RevertAllGas) } else { Ok(()) }
    }

    /// Emits an event of the precompile.
    pub(super) fn emit(&mut self, event: &impl SolEvent) -> Result<(), Failure> {
        let data = event.encode_log_data();
        let count = u64::try_from(data.topics().len()).unwrap_or(u64::MAX);
        let bytes = u64::try_from(data.data.len()).unwrap_or(u64::MAX);
        let topics = LOG_GAS.saturating_mul(count.saturating_add(1));
        self.burn(topics.saturating_add(LOG_BYTE_GAS.saturating_mul(bytes)))?;
        self.log(data);
        Ok(())
    }

    /// Emits an event free of charge.
    pub(super) fn log(&mut self, data: alloy::primitives::LogData) {
        let address = self.address;
        self.ctx.journal_mut().log(Log { address, data });
    }
}

impl Failure {
    /// A revert with a Solidity error.
    pub(super) fn error(error: &impl SolError) -> Self {
        Self::Revert(error.abi_encode().into())
    }

    /// A revert with one of an interface's Solidity errors.
    pub(super) fn interface(error: &impl SolInterface) -> Self {
        Self::Revert(error.abi_encode().into())
    }

    /// A revert without data, for what has no Solidity error.
    pub(super) fn plain() -> Self {
        Self::Revert(Bytes::new())
    }
}
