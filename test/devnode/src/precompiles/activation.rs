//! Activation of a program, and keeping one alive.

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::SolCall as _,
};
use revm::context::{ContextTr as _, JournalTr as _};
use stylus_vm::{
    Activation, CodeError, CodeKind, Module, Params, ProgramInfo, ProgramRecord, classify, wasm_of,
};

use super::{
    abi::ArbWasm,
    arb_wasm::{active_record, any_record, charged_params, hash_of, now, pay_fee},
    call::{Answer, Call, Failure},
};
use crate::{arbos::programs, config::ArbosVersion, evm::Peek as _};

/// Burned by every activation, besides what its size costs.
const ACTIVATION_GAS: u64 = 1_659_168;
/// Reading a fragment of a program.
const COLD_ACCOUNT_GAS: u64 = 2_600;
const WARM_ACCOUNT_GAS: u64 = 100;
const COPY_WORD_GAS: u64 = 3;

/// `activateProgram`.
pub(super) fn activate(call: &mut Call<'_>, program: Address) -> Answer {
    if call.ctx.chain.config.arbos >= ArbosVersion::V60 {
        let gas: u64 = call.read(programs::activation_gas_slot())?.saturating_to();
        call.burn(gas)?;
    }
    call.burn(ACTIVATION_GAS)?;
    // The hash is read with the code, whose price is in the fixed part.
    let account = call.ctx.peek(program);
    let hash = hash_of(&account);
    let code = account.code.unwrap_or_default().original_bytes();
    let params = charged_params(call)?;
    let old = any_record(call, hash)?;
    if old.check(&params, now(call)).is_ok() {
        return Err(Failure::error(&ArbWasm::ProgramUpToDate {}));
    }
    let wasm = read_wasm(call, &code, &params)?;
    let (info, module_hash) = compile(call, hash, &wasm, &params)?;
    let fee = record(call, hash, module_hash, &info, &params, old.cached)?;
    pay_fee(call, fee)?;
    let version = params.version;
    call.emit(&ArbWasm::ProgramActivated {
        codehash: hash,
        moduleHash: module_hash,
        program,
        dataFee: fee,
        version,
    })?;
    let answer = ArbWasm::activateProgramReturn { version, dataFee: fee };
    Ok(ArbWasm::activateProgramCall::abi_encode_returns(&answer).into())
}

/// `codehashKeepalive`.
pub(super) fn keep_alive(call: &mut Call<'_>, hash: B256) -> Answer {
    let (mut record, params) = active_record(call, hash)?;
    if record.keepalive_too_soon(&params, now(call)) {
        let age = record.age(now(call));
        return Err(Failure::error(&ArbWasm::ProgramKeepaliveTooSoon { ageInSeconds: age }));
    }
    let fee = charge_data(call, record.asm_size())?;
    record.activated_at = stylus_vm::program::hours_since_start(now(call));
    call.write(programs::record_slot(hash), record.pack().into())?;
    call.burn_read()?;
    pay_fee(call, fee)?;
    call.emit(&ArbWasm::ProgramLifetimeExtended { codehash: hash, dataFee: fee })?;
    Ok(Bytes::new())
}

/// The program's WASM. What is no program at all has a Solidity error of its own.
fn read_wasm(call: &mut Call<'_>, code: &Bytes, params: &Params) -> Result<Vec<u8>, Failure> {
    let not_wasm = Failure::error(&ArbWasm::ProgramNotWasm {});
    if code.is_empty() {
        return Err(not_wasm);
    }
    if classify(code).is_none_or(|kind| kind != CodeKind::Classic && !params.has_fragments()) {
        return Err(if params.has_fragments() { not_wasm } else { Failure::plain() });
    }
    let mut failure = None;
    let wasm = wasm_of(code, params, |fragment| {
        read_fragment(call, fragment, params).map_err(|failed| failure = Some(failed)).ok()
    });
    match (wasm, failure) {
        (_, Some(failure)) => Err(failure),
        (Ok(wasm), None) => Ok(wasm),
        (Err(CodeError::Empty), None) => Err(not_wasm),
        (Err(_), None) => Err(Failure::plain()),
    }
}

/// Pays for and reads one fragment, and warms its account.
fn read_fragment(call: &mut Call<'_>, address: Address, params: &Params) -> Result<Bytes, Failure> {
    let Ok(code) = call.ctx.journal_mut().code(address);
    let account = if code.is_cold { COLD_ACCOUNT_GAS } else { WARM_ACCOUNT_GAS };
    let price = |bytes: usize| {
        let words = u64::try_from(bytes.div_ceil(32)).unwrap_or(u64::MAX);
        account.saturating_add(COPY_WORD_GAS.saturating_mul(words))
    };
    let largest = usize::try_from(params.max_code_size).unwrap_or(usize::MAX);
    if call.gas_left() < price(largest) {
        return Err(Failure::RevertAllGas);
    }
    call.burn(price(code.data.len()))?;
    Ok(code.data)
}

/// Validates, prices and compiles. Nothing that goes wrong here is a revert.
fn compile(
    call: &mut Call<'_>,
    hash: B256,
    wasm: &[u8],
    params: &Params,
) -> Result<(ProgramInfo, B256), Failure> {
    let failed = |why: String| Failure::Halt(format!("program activation failed: {why}"));
    let open = call.ctx.chain.pages.open;
    let Activation { module, module_hash, program } =
        stylus_vm::activate(wasm, params, open, call.gas_mut())
            .map_err(|error| failed(error.to_string()))?;
    let compiled = Module::compile(&module).map_err(|error| failed(error.to_string()))?;
    call.ctx.chain.modules.insert(hash, compiled);
    Ok((program, module_hash))
}

/// Writes what is known about the program; what it has to pay.
fn record(
    call: &mut Call<'_>,
    hash: B256,
    module_hash: B256,
    info: &ProgramInfo,
    params: &Params,
    cached: bool,
) -> Result<U256, Failure> {
    call.write(programs::module_hash_slot(hash), module_hash.into())?;
    let fee = charge_data(call, info.asm_estimate)?;
    let record = ProgramRecord::new(info, params, now(call), cached);
    call.write(programs::record_slot(hash), record.pack().into())?;
    // The account that receives the fee is looked up in ArbOS state.
    call.burn_read()?;
    Ok(fee)
}

/// Prices `bytes` of native code and remembers the demand.
fn charge_data(call: &mut Call<'_>, bytes: u32) -> Result<U256, Failure> {
    let slots = programs::pricer_slots();
    let mut words = [U256::ZERO; 5];
    for (word, slot) in words.iter_mut().zip(slots) {
        *word = call.read(slot)?;
    }
    let mut pricer = programs::pricer_of(words);
    let fee = pricer.charge(bytes, now(call));
    let [demand, _, last_update, ..] = programs::pricer_words(&pricer);
    let [demand_slot, _, last_update_slot, ..] = slots;
    call.write(demand_slot, demand)?;
    call.write(last_update_slot, last_update)?;
    Ok(fee)
}
