//! What a program can know of its block, transaction and frame.

use alloy_primitives::{Address, U256};

use super::{
    HOST, PTR,
    vm::{Halt, Vm},
};
use crate::Env;

fn number<T>(vm: &mut Vm<'_, '_>, pick: impl FnOnce(&Env) -> T) -> Result<T, Halt> {
    vm.buy_ink(HOST)?;
    Ok(pick(vm.host().env()))
}

fn word(vm: &mut Vm<'_, '_>, dest: u32, pick: impl FnOnce(&Env) -> U256) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(PTR))?;
    let word = pick(vm.host().env());
    vm.write_word(dest, word)
}

fn address(vm: &mut Vm<'_, '_>, dest: u32, pick: impl FnOnce(&Env) -> Address) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(PTR))?;
    let address = pick(vm.host().env());
    vm.write(dest, address.as_slice())
}

pub(super) fn block_basefee(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    word(vm, dest, |env| env.basefee)
}

pub(super) fn block_coinbase(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    address(vm, dest, |env| env.coinbase)
}

pub(super) fn block_gas_limit(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    number(vm, |env| env.block_gas_limit)
}

pub(super) fn block_number(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    number(vm, |env| env.block_number)
}

pub(super) fn block_timestamp(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    number(vm, |env| env.block_timestamp)
}

pub(super) fn chainid(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    number(vm, |env| env.chain_id)
}

pub(super) fn contract_address(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    address(vm, dest, |env| env.contract)
}

pub(super) fn evm_gas_left(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    vm.buy_ink(HOST)?;
    vm.gas_left()
}

pub(super) fn evm_ink_left(vm: &mut Vm<'_, '_>) -> Result<u64, Halt> {
    vm.buy_ink(HOST)?;
    vm.ink_left()
}

pub(super) fn msg_reentrant(vm: &mut Vm<'_, '_>) -> Result<u32, Halt> {
    number(vm, |env| u32::from(env.reentrant))
}

pub(super) fn msg_sender(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    address(vm, dest, |env| env.caller)
}

pub(super) fn msg_value(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    word(vm, dest, |env| env.value)
}

pub(super) fn tx_gas_price(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    word(vm, dest, |env| env.tx_gas_price)
}

pub(super) fn tx_ink_price(vm: &mut Vm<'_, '_>) -> Result<u32, Halt> {
    vm.buy_ink(HOST)?;
    Ok(vm.params().ink_price)
}

pub(super) fn tx_origin(vm: &mut Vm<'_, '_>, dest: u32) -> Result<(), Halt> {
    address(vm, dest, |env| env.tx_origin)
}
