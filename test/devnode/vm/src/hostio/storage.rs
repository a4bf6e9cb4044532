//! Storage behind a cache for each frame, and transient storage.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use super::{
    API, HOST, PTR,
    vm::{Halt, Vm},
};
use crate::StorageWrite;

const WORDS_INK: u64 = HOST + 2 * PTR;

/// Gas of a slot, first and again (EIP-2929).
const COLD_SLOT_GAS: u64 = 2_100;
const WARM_SLOT_GAS: u64 = 100;
/// Gas of setting a slot that was zero, and of changing any other (EIP-2200, EIP-2929).
const SET_SLOT_GAS: u64 = 20_000;
const RESET_SLOT_GAS: u64 = 2_900;
/// Gas given back for clearing a slot (EIP-3529).
const CLEAR_REFUND: i64 = 4_800;
/// Gas given back for undoing, in one transaction, the setting or the changing of a slot.
const UNSET_REFUND: i64 = 19_900;
const RESTORE_REFUND: i64 = 2_800;

/// Gas of finding a slot missing in the cache.
const MISS_GAS: u64 = 5;
/// Gas that must be there, but is not taken, for a load, a store, a flush.
const LOAD_NEEDS_GAS: u64 = 2_115;
const STORE_NEEDS_GAS: u64 = 2_310;
const FLUSH_NEEDS_GAS: u64 = 2_300;
const TRANSIENT_GAS: u64 = 100;

struct Slot {
    value: U256,
    /// What the chain holds, unknown if the program wrote before it read.
    known: Option<U256>,
}

/// Slots that one frame has read and written.
#[derive(Default)]
pub(super) struct SlotCache {
    /// Ordered by key, so that every run writes in the same order.
    slots: BTreeMap<U256, Slot>,
    loads: u32,
    stores: u32,
}

impl SlotCache {
    /// Gas of one more load: the first 32 are free.
    fn load_gas(&mut self) -> u64 {
        self.loads = self.loads.saturating_add(1);
        match self.loads {
            0..=32 => 0,
            33..=128 => 2,
            _ => 10,
        }
    }

    /// Gas of one more store: the first 8 are free.
    fn store_gas(&mut self) -> u64 {
        self.stores = self.stores.saturating_add(1);
        match self.stores {
            0..=8 => 0,
            9..=64 => 7,
            _ => 10,
        }
    }

    fn store(&mut self, key: U256, value: U256) {
        self.slots
            .entry(key)
            .and_modify(|slot| slot.value = value)
            .or_insert(Slot { value, known: None });
    }

    /// What differs from the chain, from now on known to be there.
    fn take_dirty(&mut self) -> Vec<(U256, U256)> {
        let dirty = self.slots.iter_mut().filter(|(_, slot)| slot.known != Some(slot.value));
        dirty
            .map(|(key, slot)| {
                slot.known = Some(slot.value);
                (*key, slot.value)
            })
            .collect()
    }
}

pub(super) fn storage_load_bytes32(vm: &mut Vm<'_, '_>, key: u32, dest: u32) -> Result<(), Halt> {
    vm.buy_ink(WORDS_INK)?;
    vm.require_gas(LOAD_NEEDS_GAS)?;
    let key = vm.read_word(key)?;
    let mut gas = vm.frame().slots.load_gas();
    let value = match vm.frame().slots.slots.get(&key) {
        Some(slot) => slot.value,
        None => {
            let (value, is_cold) = vm.host().storage_load(key);
            let access = if is_cold { COLD_SLOT_GAS } else { WARM_SLOT_GAS };
            gas = gas.saturating_add(access).saturating_add(MISS_GAS);
            vm.frame().slots.slots.insert(key, Slot { value, known: Some(value) });
            value
        }
    };
    vm.buy_gas(gas)?;
    vm.write_word(dest, value)
}

pub(super) fn storage_cache_bytes32(vm: &mut Vm<'_, '_>, key: u32, value: u32) -> Result<(), Halt> {
    vm.buy_ink(WORDS_INK)?;
    vm.require_gas(STORE_NEEDS_GAS)?;
    let key = vm.read_word(key)?;
    let value = vm.read_word(value)?;
    let gas = vm.frame().slots.store_gas();
    vm.buy_gas(gas)?;
    vm.frame().slots.store(key, value);
    Ok(())
}

pub(super) fn storage_flush_cache(vm: &mut Vm<'_, '_>, clear: u32) -> Result<(), Halt> {
    vm.buy_ink(HOST.saturating_add(API))?;
    vm.require_gas(FLUSH_NEEDS_GAS)?;
    let dirty = vm.frame().slots.take_dirty();
    if clear != 0 {
        vm.frame().slots.slots.clear();
    }
    if dirty.is_empty() {
        return Ok(());
    }
    vm.forbid_static()?;
    let budget = vm.gas_left()?;
    let mut spent = 0_u64;
    for (key, value) in dirty {
        let write = vm.host().storage_store(key, value);
        spent = spent.saturating_add(store_gas(&write, value));
        // The frame fails, which undoes its writes: no need for the others.
        if spent > budget {
            return Err(Halt::OutOfInk);
        }
        vm.host().refund(store_refund(&write, value));
    }
    vm.buy_gas(spent)
}

fn store_gas(write: &StorageWrite, value: U256) -> u64 {
    let access = if write.is_cold { COLD_SLOT_GAS } else { 0 };
    let change = if value == write.current || write.original != write.current {
        WARM_SLOT_GAS
    } else if write.original.is_zero() {
        SET_SLOT_GAS
    } else {
        RESET_SLOT_GAS
    };
    access.saturating_add(change)
}

fn store_refund(write: &StorageWrite, value: U256) -> i64 {
    let StorageWrite { original, current, .. } = *write;
    if value == current {
        return 0;
    }
    let mut refund = 0_i64;
    if !original.is_zero() {
        if original != current && current.is_zero() {
            refund = refund.saturating_sub(CLEAR_REFUND);
        }
        if value.is_zero() {
            refund = refund.saturating_add(CLEAR_REFUND);
        }
    }
    if original != current && original == value {
        let undone = if original.is_zero() { UNSET_REFUND } else { RESTORE_REFUND };
        refund = refund.saturating_add(undone);
    }
    refund
}

pub(super) fn transient_load_bytes32(vm: &mut Vm<'_, '_>, key: u32, dest: u32) -> Result<(), Halt> {
    vm.buy_ink(WORDS_INK.saturating_add(API))?;
    vm.buy_gas(TRANSIENT_GAS)?;
    let key = vm.read_word(key)?;
    let value = vm.host().transient_load(key);
    vm.write_word(dest, value)
}

pub(super) fn transient_store_bytes32(
    vm: &mut Vm<'_, '_>,
    key: u32,
    value: u32,
) -> Result<(), Halt> {
    vm.buy_ink(WORDS_INK.saturating_add(API))?;
    vm.buy_gas(TRANSIENT_GAS)?;
    let key = vm.read_word(key)?;
    let value = vm.read_word(value)?;
    vm.forbid_static()?;
    vm.host().transient_store(key, value);
    Ok(())
}
