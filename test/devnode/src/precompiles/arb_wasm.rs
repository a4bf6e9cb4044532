//! `ArbWasm`: activates programs and tells about them.

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::{SolCall as _, SolInterface as _},
};
use revm::{
    context::{ContextTr as _, JournalTr as _},
    state::AccountInfo,
};
use stylus_vm::{Params, ProgramRecord, Unusable};

use super::{
    abi::ArbWasm::{self, ArbWasmCalls, ArbWasmErrors},
    activation,
    call::{Answer, Call, Failure},
};
use crate::{
    arbos::programs,
    config::{ArbosVersion, NETWORK_FEE_ACCOUNT},
    evm::Peek as _,
};

/// Reading the code hash of an account.
const CODE_HASH_GAS: u64 = 2_600;
/// Reading the parameters.
const PARAMS_GAS: u64 = 100;

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    match ArbWasmCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)? {
        ArbWasmCalls::activateProgram(asked) => {
            call.writes_payable()?;
            activation::activate(call, asked.program)
        }
        ArbWasmCalls::codehashKeepalive(asked) => {
            call.writes_payable()?;
            activation::keep_alive(call, asked.codehash)
        }
        view => {
            call.reads()?;
            about_programs(call, view)
        }
    }
}

/// Answers what is asked about one program.
fn about_programs(call: &mut Call<'_>, asked: ArbWasmCalls) -> Answer {
    let encoded = match asked {
        ArbWasmCalls::codehashVersion(asked) => {
            let (record, _) = active_record(call, asked.codehash)?;
            ArbWasm::codehashVersionCall::abi_encode_returns(&record.version)
        }
        ArbWasmCalls::codehashAsmSize(asked) => {
            let (record, _) = active_record(call, asked.codehash)?;
            ArbWasm::codehashAsmSizeCall::abi_encode_returns(&record.asm_size())
        }
        ArbWasmCalls::programVersion(asked) => {
            let (record, _) = program_record(call, asked.program)?;
            ArbWasm::programVersionCall::abi_encode_returns(&record.version)
        }
        ArbWasmCalls::programInitGas(asked) => {
            let (record, params) = program_record(call, asked.program)?;
            let (gas, cached) = record.init_gas(&params);
            let answer = ArbWasm::programInitGasReturn { gas, gasWhenCached: cached };
            ArbWasm::programInitGasCall::abi_encode_returns(&answer)
        }
        ArbWasmCalls::programMemoryFootprint(asked) => {
            let (record, _) = program_record(call, asked.program)?;
            ArbWasm::programMemoryFootprintCall::abi_encode_returns(&record.footprint)
        }
        ArbWasmCalls::programTimeLeft(asked) => {
            let (record, params) = program_record(call, asked.program)?;
            let left = record.time_left(&params, now(call));
            ArbWasm::programTimeLeftCall::abi_encode_returns(&left)
        }
        other => return about_params(call, other),
    };
    Ok(encoded.into())
}

/// Answers what is asked about the chain's parameters.
fn about_params(call: &mut Call<'_>, asked: ArbWasmCalls) -> Answer {
    if matches!(asked, ArbWasmCalls::activationGas(_)) {
        if call.ctx.chain.config.arbos < ArbosVersion::V60 {
            return Err(Failure::RevertAllGas);
        }
        let gas: u64 = call.read(programs::activation_gas_slot())?.saturating_to();
        return Ok(ArbWasm::activationGasCall::abi_encode_returns(&gas).into());
    }
    let params = charged_params(call)?;
    let word = match asked {
        ArbWasmCalls::stylusVersion(_) => u64::from(params.version),
        ArbWasmCalls::inkPrice(_) => u64::from(params.ink_price),
        ArbWasmCalls::maxStackDepth(_) => u64::from(params.max_stack_depth),
        ArbWasmCalls::freePages(_) => u64::from(params.free_pages),
        ArbWasmCalls::pageGas(_) => u64::from(params.page_gas),
        ArbWasmCalls::pageRamp(_) => params.page_ramp,
        ArbWasmCalls::pageLimit(_) => u64::from(params.page_limit),
        ArbWasmCalls::initCostScalar(_) => u64::from(params.init_cost_scalar).saturating_mul(2),
        ArbWasmCalls::expiryDays(_) => u64::from(params.expiry_days),
        ArbWasmCalls::keepaliveDays(_) => u64::from(params.keepalive_days),
        ArbWasmCalls::blockCacheSize(_) => u64::from(params.block_cache_size),
        ArbWasmCalls::minInitGas(_) => {
            let (gas, cached) = (params.min_init_gas_total(), params.min_cached_init_gas_total());
            let answer = ArbWasm::minInitGasReturn { gas, cached };
            return Ok(ArbWasm::minInitGasCall::abi_encode_returns(&answer).into());
        }
        _ => return Err(Failure::RevertAllGas),
    };
    Ok(B256::from(U256::from(word)).into())
}

/// The parameters, paid for.
pub(super) fn charged_params(call: &mut Call<'_>) -> Result<Params, Failure> {
    call.burn(PARAMS_GAS)?;
    let config = std::sync::Arc::clone(&call.ctx.chain.config);
    Ok(programs::params(call.ctx, &config))
}

/// Hash of the code at `program`, paid for; zero if there is no account.
pub(super) fn code_hash(call: &mut Call<'_>, program: Address) -> Result<B256, Failure> {
    call.burn(CODE_HASH_GAS)?;
    Ok(hash_of(&call.ctx.peek(program)))
}

/// Code hash of an account, zero if there is none.
pub(super) fn hash_of(account: &AccountInfo) -> B256 {
    if account.is_empty() { B256::ZERO } else { account.code_hash }
}

/// A program's record, paid for, whether it may run or not.
pub(super) fn any_record(call: &mut Call<'_>, hash: B256) -> Result<ProgramRecord, Failure> {
    Ok(ProgramRecord::unpack(call.read(programs::record_slot(hash))?.into()))
}

/// The record of a program that may run, with the parameters.
pub(super) fn active_record(
    call: &mut Call<'_>,
    hash: B256,
) -> Result<(ProgramRecord, Params), Failure> {
    let params = charged_params(call)?;
    let record = any_record(call, hash)?;
    record.check(&params, now(call)).map_err(|why| Failure::interface(&error(why)))?;
    Ok((record, params))
}

fn program_record(
    call: &mut Call<'_>,
    program: Address,
) -> Result<(ProgramRecord, Params), Failure> {
    let hash = code_hash(call, program)?;
    active_record(call, hash)
}

/// Time of the block, in Unix seconds.
pub(super) fn now(call: &Call<'_>) -> u64 {
    call.ctx.block.timestamp.saturating_to()
}

/// The Solidity error for a program that may not run.
pub(super) fn error(why: Unusable) -> ArbWasmErrors {
    match why {
        Unusable::NotActivated => {
            ArbWasmErrors::ProgramNotActivated(ArbWasm::ProgramNotActivated {})
        }
        Unusable::NeedsUpgrade { program, chain } => {
            ArbWasmErrors::ProgramNeedsUpgrade(ArbWasm::ProgramNeedsUpgrade {
                version: program,
                stylusVersion: chain,
            })
        }
        Unusable::Expired { age } => {
            ArbWasmErrors::ProgramExpired(ArbWasm::ProgramExpired { ageInSeconds: age })
        }
    }
}

/// Moves `fee` of what came with the call to the network, and the rest back to the caller. Balances
/// move; no code runs.
pub(super) fn pay_fee(call: &mut Call<'_>, fee: U256) -> Result<(), Failure> {
    let rest = call.value.checked_sub(fee).ok_or_else(|| {
        Failure::error(&ArbWasm::ProgramInsufficientValue { have: call.value, want: fee })
    })?;
    let (own, caller) = (call.address, call.caller);
    for (receiver, wei) in [(NETWORK_FEE_ACCOUNT, fee), (caller, rest)] {
        let Ok(failed) = call.ctx.journal_mut().transfer(own, receiver, wei);
        if failed.is_some() {
            return Err(Failure::plain());
        }
    }
    Ok(())
}
