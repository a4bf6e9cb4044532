//! Arguments, results, logs, hashing and memory of a program.

use alloy_primitives::{B256, keccak256};

use super::{
    API, HOST, read_ink,
    vm::{Halt, Vm, len_u32},
    write_ink,
};

/// Gas of a log, and of each of its topics.
const LOG_GAS: u64 = 375;
/// Gas of a byte of a log's data.
const LOG_BYTE_GAS: u64 = 8;
const MAX_TOPICS: u32 = 4;
const WORD_LEN: u32 = 32;

/// Ink of hashing up to two words, and of each word after those.
const KECCAK_INK: u64 = 121_800;
const KECCAK_WORD_INK: u64 = 21_000;

pub(super) fn read_args(vm: &mut Vm<'_, '_>, ptr: u32) -> Result<(), Halt> {
    let len = len_u32(&vm.frame().args);
    vm.buy_ink(HOST.saturating_add(write_ink(len)))?;
    vm.write_from(ptr, |frame| &frame.args)
}

pub(super) fn write_result(vm: &mut Vm<'_, '_>, ptr: u32, len: u32) -> Result<(), Halt> {
    // Read once by the virtual machine, once more by the chain.
    vm.buy_ink(HOST.saturating_add(read_ink(len).saturating_mul(2)))?;
    vm.frame().output = vm.read_bytes(ptr, len)?;
    Ok(())
}

pub(super) fn exit_early(_: &mut Vm<'_, '_>, status: u32) -> Result<(), Halt> {
    Err(Halt::Exit { success: status == 0 })
}

pub(super) fn emit_log(vm: &mut Vm<'_, '_>, ptr: u32, len: u32, topics: u32) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(API))?;
    let data_len = len
        .checked_sub(topics.saturating_mul(WORD_LEN))
        .filter(|_| topics <= MAX_TOPICS)
        .ok_or(Halt::Failed("a log has at most four topics, each of 32 bytes"))?;
    vm.buy_ink(read_ink(len))?;
    let head = LOG_GAS.saturating_mul(u64::from(topics).saturating_add(1));
    vm.buy_gas(head.saturating_add(LOG_BYTE_GAS.saturating_mul(u64::from(data_len))))?;
    let mut data = vm.read_bytes(ptr, len)?;
    vm.forbid_static()?;
    let head = data.split_to(data.len().saturating_sub(usize::try_from(data_len).unwrap_or(0)));
    let topics = head.as_chunks::<32>().0.iter().map(B256::from).collect();
    vm.host().log(topics, data);
    Ok(())
}

pub(super) fn native_keccak256(
    vm: &mut Vm<'_, '_>,
    ptr: u32,
    len: u32,
    out: u32,
) -> Result<(), Halt> {
    let words = u64::from(len.div_ceil(WORD_LEN));
    vm.buy_ink(KECCAK_INK.saturating_add(KECCAK_WORD_INK.saturating_mul(words.saturating_sub(2))))?;
    let digest = keccak256(vm.read(ptr, len)?);
    vm.write(out, digest.as_slice())
}

pub(super) fn pay_for_memory_grow(vm: &mut Vm<'_, '_>, pages: u32) -> Result<(), Halt> {
    // The chain's own host call takes 16 bits: higher ones are lost, not refused.
    let pages = (pages & u32::from(u16::MAX)).try_into().unwrap_or(u16::MAX);
    if pages == 0 {
        return vm.buy_ink(HOST);
    }
    let params = vm.params();
    let held = vm.host().pages();
    let gas = held.gas(pages, params);
    held.add(pages);
    vm.buy_gas(gas)
}
