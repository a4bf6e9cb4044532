//! Calls on top of a block, and how much gas one needs.

use alloy::{
    consensus::BlockHeader as _,
    eips::BlockId,
    primitives::{Bytes, U256},
    rpc::types::{TransactionRequest, state::StateOverride},
};
use revm::{
    bytecode::Bytecode,
    context::{
        BlockEnv, TxEnv,
        result::{ExecutionResult, HaltReason, OutOfGasError, Output},
    },
};

use super::{Chain, Error, call_gas, history::is_now, transaction};
use crate::{
    arbos::{Slots as _, l1_price_slot},
    config::{BASEFEE, CALL_GAS},
    evm::{Checks, Execution, Running, block_env, execute},
    state::State,
};

/// Gas of a plain transfer.
const TRANSFER_GAS: u64 = 21_000;
/// What a call may hand to a contract for free, and the share of gas it keeps back: an upper bound
/// for the first guess.
const STIPEND: u64 = 2_300;
/// An estimate is at most this much, in thousandths, above the least that is enough.
const ESTIMATE_ERROR: u64 = 15;
/// Per cent added to the L1 part of an estimate, because its price moves.
const L1_PADDING: u64 = 10;

/// Where a call runs.
#[derive(Clone, Debug, Default)]
pub struct CallAt {
    /// On top of which block; none means now.
    pub block: Option<BlockId>,
    /// What is different from its state.
    pub overrides: Option<StateOverride>,
}

/// A call with everything around it, ready to run with any gas limit.
struct Prepared<'a> {
    chain: &'a Chain,
    state: State,
    block: BlockEnv,
    tx: TxEnv,
    running: Running,
    poster_gas: u64,
}

impl Prepared<'_> {
    fn run(&self, gas: u64) -> Result<ExecutionResult, Error> {
        let mut tx = self.tx.clone();
        tx.gas_limit = gas;
        let caller = tx.caller;
        let Execution { result, .. } = execute(
            self.state.clone(),
            self.block.clone(),
            tx,
            self.running.clone(),
            Checks::Funds,
            self.poster_gas,
        )
        .map_err(|rejection| Error::rejected(rejection, caller))?;
        Ok(result)
    }

    /// Whether `gas` is enough; what it comes to, if it is.
    fn succeeds(&self, gas: u64) -> Result<Option<ExecutionResult>, Error> {
        match self.run(gas) {
            Ok(result) => Ok(result.is_success().then_some(result)),
            Err(Error::IntrinsicGas { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The most gas the sender can pay for.
    fn allowance(&self) -> u64 {
        let balance = self.state.balance(self.tx.caller).saturating_sub(self.tx.value);
        let affordable = balance.checked_div(U256::from(self.tx.gas_price));
        affordable.map_or(u64::MAX, |gas| gas.saturating_to())
    }

    fn is_transfer(&self) -> bool {
        let to = self.tx.kind.to();
        self.tx.data.is_empty()
            && to.is_some_and(|to| self.state.code(*to).is_empty())
            && self.chain.config.l1_price.is_zero()
    }
}

impl Chain {
    /// Runs `request` without leaving a trace: what it returns.
    ///
    /// # Errors
    /// [`Error::Reverted`] or [`Error::Halted`] if it fails, [`Error::Funds`] and others if it could
    /// not be sent at all, [`Error::UnknownBlock`] or [`Error::StatePruned`].
    pub fn call(&self, request: &TransactionRequest, at: &CallAt) -> Result<Bytes, Error> {
        let prepared = self.prepare(request, at)?;
        outcome(prepared.run(call_gas(request))?)
    }

    /// Gas limit with which `request` succeeds, at most 1.5% above the least.
    ///
    /// # Errors
    /// As [`Self::call`]; [`Error::GasAllowance`] if the sender cannot pay for what it takes.
    pub fn estimate_gas(&self, request: &TransactionRequest, at: &CallAt) -> Result<u64, Error> {
        let mut prepared = self.prepare(request, at)?;
        prepared.poster_gas = self.padded_poster_gas(request, &mut prepared.state);
        if prepared.is_transfer() && prepared.succeeds(TRANSFER_GAS)?.is_some() {
            return Ok(TRANSFER_GAS);
        }
        let cap = request.gas.filter(|gas| *gas >= TRANSFER_GAS).unwrap_or(CALL_GAS).min(CALL_GAS);
        let allowed = cap.min(prepared.allowance());
        let result = match prepared.run(allowed) {
            Err(Error::IntrinsicGas { .. }) => return Err(Error::GasAllowance(allowed)),
            result => result?,
        };
        if is_out_of_gas(&result) && allowed < CALL_GAS {
            return Err(Error::GasAllowance(allowed));
        }
        outcome(result.clone())?;
        search(&prepared, &result, allowed)
    }

    fn padded_poster_gas(&self, request: &TransactionRequest, state: &mut State) -> u64 {
        let gas = transaction::request_poster_gas(request, state.load(l1_price_slot()));
        gas.saturating_add(gas.saturating_mul(L1_PADDING) / 100)
    }

    fn prepare(&self, request: &TransactionRequest, at: &CallAt) -> Result<Prepared<'_>, Error> {
        let mut state = self.state_at(at.block)?;
        if let Some(overrides) = &at.overrides {
            apply(&mut state, overrides);
        }
        let tx = transaction::call_environment(request, call_gas(request), self.config.chain_id);
        // A call that pays nothing sees a chain where gas costs nothing.
        let basefee = if tx.gas_price == 0 { 0 } else { BASEFEE };
        let inner = self.lock();
        // On top of the newest block it is now, by whatever name that block goes.
        let parent = at.block.filter(|id| !is_now(*id)).and_then(|id| inner.block(id).cloned());
        let parent = parent.filter(|block| block.number() != inner.tip());
        let (number, timestamp) = match parent {
            Some(block) => (block.number().saturating_sub(1), block.header.timestamp()),
            None => (inner.tip(), inner.clock.now()),
        };
        let running = self.running(number, inner.recent_hashes.clone());
        let block = block_env(&self.config, timestamp, basefee);
        Ok(Prepared { chain: self, state, block, tx, running, poster_gas: 0 })
    }
}

/// Geth's binary search, between what `result` used and `high`, which is enough.
fn search(prepared: &Prepared<'_>, result: &ExecutionResult, high: u64) -> Result<u64, Error> {
    let mut high = high;
    let mut low = result.tx_gas_used().saturating_sub(1);
    let before_refund = result.gas().total_gas_spent();
    let guess = before_refund.saturating_add(STIPEND).saturating_mul(64) / 63;
    if guess < high {
        match prepared.succeeds(guess)? {
            Some(_) => high = guess,
            None => low = guess,
        }
    }
    while low.saturating_add(1) < high {
        if high.saturating_sub(low).saturating_mul(1000) < high.saturating_mul(ESTIMATE_ERROR) {
            break;
        }
        let middle = low.saturating_add(high.saturating_sub(low) / 2).min(low.saturating_mul(2));
        match prepared.succeeds(middle)? {
            Some(_) => high = middle,
            None => low = middle,
        }
    }
    Ok(high)
}

fn outcome(result: ExecutionResult) -> Result<Bytes, Error> {
    match result {
        ExecutionResult::Success {
            output: Output::Call(data) | Output::Create(data, _), ..
        } => Ok(data),
        ExecutionResult::Revert { output, .. } => Err(Error::Reverted(output)),
        ExecutionResult::Halt { reason, .. } => Err(Error::Halted(halt_text(&reason))),
    }
}

fn is_out_of_gas(result: &ExecutionResult) -> bool {
    matches!(result, ExecutionResult::Halt { reason: HaltReason::OutOfGas(_), .. })
}

/// Geth's words for a halt, where clients know them; Nitro's for what Stylus adds.
fn halt_text(reason: &HaltReason) -> String {
    match reason {
        HaltReason::OutOfGas(OutOfGasError::Basic | OutOfGasError::Precompile) => {
            "out of gas".into()
        }
        HaltReason::OutOfGas(detail) => format!("out of gas: {detail}"),
        HaltReason::PrecompileErrorWithContext(message) => message.clone(),
        HaltReason::CallTooDeep => "max call depth exceeded".into(),
        HaltReason::StateChangeDuringStaticCall => "write protection".into(),
        HaltReason::CreateContractSizeLimit => "max code size exceeded".into(),
        HaltReason::CreateContractStartingWithEF => "invalid code: must not begin with 0xef".into(),
        HaltReason::CreateCollision => "contract address collision".into(),
        HaltReason::InvalidJump => "invalid jump destination".into(),
        HaltReason::OpcodeNotFound | HaltReason::InvalidFEOpcode => "invalid opcode".into(),
        other => other.to_string(),
    }
}

/// Changes accounts as an `eth_call` asks for.
fn apply(state: &mut State, overrides: &StateOverride) {
    for (address, account) in overrides {
        if let Some(balance) = account.balance {
            state.set_balance(*address, balance);
        }
        if let Some(nonce) = account.nonce {
            state.set_nonce(*address, nonce);
        }
        if let Some(code) = &account.code {
            state.set_code(*address, Bytecode::new_raw(code.clone()));
        }
        if account.state.is_some() {
            state.clear_storage(*address);
        }
        let slots = account.state.iter().chain(&account.state_diff).flatten();
        for (slot, value) in slots {
            state.set_slot(*address, (*slot).into(), (*value).into());
        }
    }
}
