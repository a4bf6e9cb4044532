//! One transaction or call on a copy of the state.

use alloy::primitives::{B256, U256};
use revm::{
    Context as RevmContext, Journal,
    context::{BlockEnv, CfgEnv, JournalTr as _, LocalContext, TxEnv, result::ExecutionResult},
    context_interface::block::BlobExcessGasAndPrice,
    handler::{EvmTr as _, Handler as _},
    primitives::hardfork::SpecId,
    state::EvmState,
};

use super::{
    Context, Recent, Running,
    handler::{Arbitrum, Rejection},
    machine::Machine,
};
use crate::{
    config::{ArbosVersion, BLOCK_GAS_LIMIT, Config, SEQUENCER},
    state::State,
};

/// What is asked of a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checks {
    /// Everything, as for a transaction in a block.
    All,
    /// Neither its nonce nor that it has no code, as `eth_call` and `eth_estimateGas` do.
    Funds,
}

/// What a transaction did.
#[derive(Debug)]
pub(crate) struct Execution {
    /// Success, revert or halt, with gas, output and logs.
    pub(crate) result: ExecutionResult,
    /// What it changed.
    pub(crate) changes: EvmState,
    /// Programs that ran in the block up to now.
    pub(crate) recent: Recent,
}

/// The environment of a block made at `timestamp` (Unix seconds).
pub(crate) fn block_env(config: &Config, timestamp: u64, basefee: u64) -> BlockEnv {
    BlockEnv {
        number: U256::from(config.l1_block_number),
        beneficiary: SEQUENCER,
        timestamp: U256::from(timestamp),
        gas_limit: BLOCK_GAS_LIMIT,
        basefee,
        difficulty: U256::from(1),
        prevrandao: Some(B256::with_last_byte(1)),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice {
            excess_blob_gas: 0,
            blob_gasprice: 1,
        }),
        slot_num: 0,
    }
}

/// Runs `tx` in `block` on top of `state`, which it takes: clone it to keep it.
///
/// # Errors
/// A [`Rejection`] if the transaction may not be in a block at all: its nonce, funds or gas.
pub(crate) fn execute(
    state: State,
    block: BlockEnv,
    tx: TxEnv,
    running: Running,
    checks: Checks,
    poster_gas: u64,
) -> Result<Execution, Rejection> {
    let context = Context {
        cfg: configuration(&running.config, checks),
        block,
        tx,
        journaled_state: Journal::new(state),
        chain: running,
        local: LocalContext::default(),
        error: Ok(()),
    };
    let mut machine = Machine::new(context);
    let bounded = checks == Checks::All;
    let result = Arbitrum { poster_gas, bounded }.run(&mut machine)?;
    let RevmContext { journaled_state, chain, .. } = machine.ctx();
    Ok(Execution {
        result,
        changes: journaled_state.finalize(),
        recent: std::mem::take(&mut chain.recent),
    })
}

fn configuration(config: &Config, checks: Checks) -> CfgEnv {
    let spec = match config.arbos {
        ArbosVersion::V40 => SpecId::PRAGUE,
        ArbosVersion::V51 | ArbosVersion::V60 => SpecId::OSAKA,
    };
    let mut cfg = CfgEnv::new_with_spec(spec).with_chain_id(config.chain_id);
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.disable_eip7623 = true;
    // Programs start with 0xEF; `may_be_deployed` refuses the rest.
    cfg.disable_eip3541 = true;
    cfg.disable_nonce_check = checks == Checks::Funds;
    cfg.disable_eip3607 = checks == Checks::Funds;
    cfg
}
