//! What a program can know of accounts.

use alloy_primitives::Bytes;

use super::{
    API, HOST, PTR,
    vm::{Halt, Vm, len_u32},
    write_ink,
};

/// Gas of touching an account for the first time in a transaction (EIP-2929).
pub(super) const COLD_ACCOUNT_GAS: u64 = 2_600;
/// Gas of touching an account again.
pub(super) const WARM_ACCOUNT_GAS: u64 = 100;

/// Gas of reading code of the size below; it grows with the size a chain allows.
const CODE_GAS: u64 = 700;
const CODE_GAS_SIZE: u64 = 24_576;

/// From this ArbOS version on, looking at the same account again is free only if it has code.
const EMPTY_CODE_FORGOTTEN_FROM: u64 = 40;

fn account_gas(is_cold: bool) -> u64 {
    if is_cold { COLD_ACCOUNT_GAS } else { WARM_ACCOUNT_GAS }
}

pub(super) fn account_balance(vm: &mut Vm<'_, '_>, address: u32, dest: u32) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(PTR.saturating_mul(2)).saturating_add(API))?;
    vm.require_gas(COLD_ACCOUNT_GAS)?;
    let address = vm.read_address(address)?;
    let is_cold = vm.host().access_account(address);
    vm.buy_gas(account_gas(is_cold))?;
    let balance = vm.host().account_balance(address);
    vm.write_word(dest, balance)
}

pub(super) fn account_codehash(vm: &mut Vm<'_, '_>, address: u32, dest: u32) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(PTR.saturating_mul(2)).saturating_add(API))?;
    vm.require_gas(COLD_ACCOUNT_GAS)?;
    let address = vm.read_address(address)?;
    let is_cold = vm.host().access_account(address);
    vm.buy_gas(account_gas(is_cold))?;
    let hash = vm.host().account_codehash(address);
    vm.write(dest, hash.as_slice())
}

pub(super) fn account_code(
    vm: &mut Vm<'_, '_>,
    address: u32,
    offset: u32,
    size: u32,
    dest: u32,
) -> Result<u32, Halt> {
    vm.buy_ink(HOST.saturating_add(API))?;
    let code = code_at(vm, address)?;
    // The whole code is paid for, however little of it is asked for.
    vm.buy_ink(write_ink(len_u32(&code)))?;
    let part = super::calls::part(&code, offset, size);
    vm.write(dest, part)?;
    Ok(len_u32(part))
}

pub(super) fn account_code_size(vm: &mut Vm<'_, '_>, address: u32) -> Result<u32, Halt> {
    vm.buy_ink(HOST.saturating_add(API))?;
    let code = code_at(vm, address)?;
    Ok(len_u32(&code))
}

/// Code of an account, free if the frame looked at it last.
fn code_at(vm: &mut Vm<'_, '_>, address: u32) -> Result<Bytes, Halt> {
    vm.require_gas(COLD_ACCOUNT_GAS)?;
    let address = vm.read_address(address)?;
    if let Some((known, code)) = &vm.frame().code
        && *known == address
    {
        return Ok(code.clone());
    }
    let is_cold = vm.host().access_account(address);
    let params = vm.params();
    let read_gas = (u64::from(params.max_code_size) / CODE_GAS_SIZE).saturating_mul(CODE_GAS);
    vm.buy_gas(read_gas.saturating_add(account_gas(is_cold)))?;
    let code = vm.host().account_code(address);
    if !code.is_empty() || params.arbos_version < EMPTY_CODE_FORGOTTEN_FROM {
        vm.frame().code = Some((address, code.clone()));
    }
    Ok(code)
}
