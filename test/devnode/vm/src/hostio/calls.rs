//! Calls to other contracts, creations, and what they return.

use alloy_primitives::{Address, B256, Bytes, U256};

use super::{
    API, HOST, PTR,
    account::{COLD_ACCOUNT_GAS, WARM_ACCOUNT_GAS},
    read_ink,
    vm::{Halt, Vm, len_u32},
    write_ink,
};
use crate::{CallKind, FrameOutcome};

/// Gas of sending wei, of sending it to an account that does not exist, and of that, what the
/// callee gets as a gift.
const VALUE_GAS: u64 = 9_000;
const NEW_ACCOUNT_GAS: u64 = 25_000;
const STIPEND: u64 = 2_300;

const CREATE_GAS: u64 = 32_000;
/// Gas of hashing a word of init code for its address.
const CREATE2_WORD_GAS: u64 = 6;

const STATUS_OK: u32 = 0;
/// Every failure has this status, a revert too.
const STATUS_FAILED: u32 = 2;

struct Call {
    kind: CallKind,
    to: u32,
    data: u32,
    len: u32,
    value: Option<u32>,
    gas: u64,
    out: u32,
}

pub(super) fn call_contract(
    vm: &mut Vm<'_, '_>,
    to: u32,
    data: u32,
    len: u32,
    value: u32,
    gas: u64,
    out: u32,
) -> Result<u32, Halt> {
    call(vm, &Call { kind: CallKind::Call, to, data, len, value: Some(value), gas, out })
}

pub(super) fn delegate_call_contract(
    vm: &mut Vm<'_, '_>,
    to: u32,
    data: u32,
    len: u32,
    gas: u64,
    out: u32,
) -> Result<u32, Halt> {
    call(vm, &Call { kind: CallKind::DelegateCall, to, data, len, value: None, gas, out })
}

pub(super) fn static_call_contract(
    vm: &mut Vm<'_, '_>,
    to: u32,
    data: u32,
    len: u32,
    gas: u64,
    out: u32,
) -> Result<u32, Halt> {
    call(vm, &Call { kind: CallKind::StaticCall, to, data, len, value: None, gas, out })
}

fn call(vm: &mut Vm<'_, '_>, call: &Call) -> Result<u32, Halt> {
    buy_data(vm, 3, call.len)?;
    let to = vm.read_address(call.to)?;
    let input = vm.read_bytes(call.data, call.len)?;
    let value = call.value.map_or(Ok(U256::ZERO), |value| vm.read_word(value))?;
    let (charge, outcome) = open_call(vm, call.kind, to, input, value, call.gas)?;
    vm.buy_gas(charge)?;
    let success = outcome.as_ref().is_some_and(|outcome| outcome.success);
    keep_return_data(vm, outcome.filter(|outcome| outcome.success || outcome.reverted));
    let len = len_u32(&vm.frame().return_data);
    vm.write_u32(call.out, len)?;
    Ok(if success { STATUS_OK } else { STATUS_FAILED })
}

/// Opens the frame under the program: what it costs, and how it ended if it could be opened.
fn open_call(
    vm: &mut Vm<'_, '_>,
    kind: CallKind,
    to: Address,
    input: Bytes,
    value: U256,
    asked: u64,
) -> Result<(u64, Option<FrameOutcome>), Halt> {
    let pays = !value.is_zero();
    if pays && vm.host().env().is_static {
        return Ok((0, None));
    }
    let left = vm.gas_left()?;
    let base = call_base_gas(vm, to, pays);
    let Some(rest) = left.checked_sub(base) else { return Ok((left, None)) };
    // The chain takes 63/64 by multiplying first, unlike the EVM.
    let mut gas = asked.min(rest.saturating_mul(63) / 64);
    if pays {
        gas = gas.saturating_add(STIPEND);
    }
    let outcome = vm.host().call(kind, to, input, gas, value);
    // What is left of the stipend is not given back, unlike in the EVM.
    let used = outcome.as_ref().map_or(0, |outcome| gas.saturating_sub(outcome.gas_left));
    Ok((base.saturating_add(used), outcome))
}

fn call_base_gas(vm: &mut Vm<'_, '_>, to: Address, pays: bool) -> u64 {
    let host = vm.host();
    let mut gas = if host.access_account(to) { COLD_ACCOUNT_GAS } else { WARM_ACCOUNT_GAS };
    if pays {
        gas = gas.saturating_add(VALUE_GAS);
        if host.account_is_empty(to) {
            gas = gas.saturating_add(NEW_ACCOUNT_GAS);
        }
    }
    gas
}

pub(super) fn create1(
    vm: &mut Vm<'_, '_>,
    code: u32,
    len: u32,
    endowment: u32,
    address: u32,
    out: u32,
) -> Result<(), Halt> {
    buy_data(vm, 3, len)?;
    let code = vm.read_bytes(code, len)?;
    let endowment = vm.read_word(endowment)?;
    create(vm, code, endowment, None, address, out)
}

pub(super) fn create2(
    vm: &mut Vm<'_, '_>,
    code: u32,
    len: u32,
    endowment: u32,
    salt: u32,
    address: u32,
    out: u32,
) -> Result<(), Halt> {
    buy_data(vm, 4, len)?;
    let code = vm.read_bytes(code, len)?;
    let endowment = vm.read_word(endowment)?;
    let salt = vm.read_hash(salt)?;
    create(vm, code, endowment, Some(salt), address, out)
}

fn create(
    vm: &mut Vm<'_, '_>,
    code: Bytes,
    endowment: U256,
    salt: Option<B256>,
    address: u32,
    out: u32,
) -> Result<(), Halt> {
    vm.forbid_static()?;
    let hashed_words = salt.map_or(0, |_| u64::from(len_u32(&code).div_ceil(32)));
    let base = CREATE_GAS.saturating_add(CREATE2_WORD_GAS.saturating_mul(hashed_words));
    let rest =
        vm.gas_left()?.checked_sub(base).ok_or(Halt::Failed("too little gas for a creation"))?;
    let gas = rest.saturating_sub(rest / 64);
    let outcome = vm.host().create(code, endowment, salt, gas);
    let used = outcome.as_ref().map_or(0, |outcome| gas.saturating_sub(outcome.gas_left));
    vm.buy_gas(base.saturating_add(used))?;
    let created = outcome.as_ref().and_then(|outcome| outcome.created).unwrap_or_default();
    keep_return_data(vm, outcome.filter(|outcome| outcome.reverted));
    vm.write(address, created.as_slice())?;
    let len = len_u32(&vm.frame().return_data);
    vm.write_u32(out, len)
}

/// Buys what a call into the chain costs: pointers to fixed-size values, and `len` bytes that are
/// read once by the virtual machine, once more by the chain.
fn buy_data(vm: &mut Vm<'_, '_>, pointers: u64, len: u32) -> Result<(), Halt> {
    let fixed = HOST.saturating_add(PTR.saturating_mul(pointers)).saturating_add(API);
    vm.buy_ink(fixed.saturating_add(read_ink(len).saturating_mul(2)))
}

fn keep_return_data(vm: &mut Vm<'_, '_>, outcome: Option<FrameOutcome>) {
    vm.frame().return_data = outcome.map(|outcome| outcome.output).unwrap_or_default();
}

pub(super) fn read_return_data(
    vm: &mut Vm<'_, '_>,
    dest: u32,
    offset: u32,
    size: u32,
) -> Result<u32, Halt> {
    let len = len_u32(part(&vm.frame().return_data, offset, size));
    vm.buy_ink(HOST.saturating_add(API).saturating_add(write_ink(len)))?;
    vm.write_from(dest, |frame| part(&frame.return_data, offset, size))?;
    Ok(len)
}

pub(super) fn return_data_size(vm: &mut Vm<'_, '_>) -> Result<u32, Halt> {
    vm.buy_ink(HOST)?;
    Ok(len_u32(&vm.frame().return_data))
}

/// What of `offset..offset + size` there is.
pub(super) fn part(bytes: &[u8], offset: u32, size: u32) -> &[u8] {
    let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let tail = bytes.get(index(offset)..).unwrap_or_default();
    tail.get(..index(size)).unwrap_or(tail)
}
