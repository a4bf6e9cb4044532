//! What ArbOS keeps about Stylus: parameters, a record per program, the price of activations.

use std::sync::LazyLock;

use alloy::primitives::{B256, U256};
use stylus_vm::{DataPricer, Params, ProgramRecord};

use super::{Slots, Space};
use crate::config::{ArbosVersion, Config};

/// Slots of Stylus in ArbOS state.
struct Layout {
    params: U256,
    records: Space,
    module_hashes: Space,
    /// Demand, bytes per second, last update, least price, inertia.
    pricer: [U256; 5],
    activation_gas: U256,
}

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| {
    let pricer = Space::at(&[8, 3]);
    Layout {
        params: Space::at(&[8, 0]).field(0),
        records: Space::at(&[8, 1]),
        module_hashes: Space::at(&[8, 2]),
        pricer: [0, 1, 2, 3, 4].map(|field| pricer.field(field)),
        activation_gas: Space::at(&[8, 5]).field(0),
    }
});

/// Slot of a program's record.
pub(crate) fn record_slot(code_hash: B256) -> U256 {
    LAYOUT.records.slot(code_hash)
}

/// Slot of the hash of a program's instrumented module.
pub(crate) fn module_hash_slot(code_hash: B256) -> U256 {
    LAYOUT.module_hashes.slot(code_hash)
}

/// Slots of the price of activations, in the order of [`pricer_words`].
pub(crate) fn pricer_slots() -> [U256; 5] {
    LAYOUT.pricer
}

/// Slot of the gas burned on every activation (ArbOS 60).
pub(crate) fn activation_gas_slot() -> U256 {
    LAYOUT.activation_gas
}

/// The record of a program; that of none if it was never activated.
pub(crate) fn record(slots: &mut impl Slots, code_hash: B256) -> ProgramRecord {
    ProgramRecord::unpack(slots.load(record_slot(code_hash)).into())
}

/// Replaces the record of a program.
pub(crate) fn set_record(slots: &mut impl Slots, code_hash: B256, record: &ProgramRecord) {
    slots.store(record_slot(code_hash), record.pack().into());
}

/// The chain's Stylus parameters.
pub(crate) fn params(slots: &mut impl Slots, config: &Config) -> Params {
    let mut params = unpack(slots.load(LAYOUT.params).into(), base_params(config));
    if config.arbos >= ArbosVersion::V60 {
        params.activation_gas = slots.load(LAYOUT.activation_gas).saturating_to();
    }
    params
}

/// Replaces the Stylus parameters.
pub(crate) fn set_params(slots: &mut impl Slots, params: &Params) {
    slots.store(LAYOUT.params, pack(params).into());
    slots.store(LAYOUT.activation_gas, U256::from(params.activation_gas));
}

/// Writes what a fresh chain starts with.
pub(crate) fn initialize(slots: &mut impl Slots, config: &Config) {
    set_params(slots, &base_params(config));
    for (slot, word) in LAYOUT.pricer.into_iter().zip(pricer_words(&DataPricer::default())) {
        slots.store(slot, word);
    }
}

/// The price of activations as words.
pub(crate) fn pricer_words(pricer: &DataPricer) -> [U256; 5] {
    [
        U256::from(pricer.demand),
        U256::from(pricer.bytes_per_second),
        U256::from(pricer.last_update),
        U256::from(pricer.min_price),
        U256::from(pricer.inertia),
    ]
}

/// The price of activations from its words.
pub(crate) fn pricer_of(words: [U256; 5]) -> DataPricer {
    let [demand, bytes_per_second, last_update, min_price, inertia] = words;
    DataPricer {
        demand: demand.saturating_to(),
        bytes_per_second: bytes_per_second.saturating_to(),
        last_update: last_update.saturating_to(),
        min_price: min_price.saturating_to(),
        inertia: inertia.saturating_to(),
    }
}

fn base_params(config: &Config) -> Params {
    Params { debug: config.debug, ..Params::arbos(config.arbos.number()) }
}

/// What owners can set, in Nitro's order from the most significant byte down.
fn pack(params: &Params) -> B256 {
    let mut bytes = Vec::with_capacity(32);
    bytes.extend_from_slice(&params.version.to_be_bytes());
    bytes.extend_from_slice(&params.ink_price.to_be_bytes()[1..]);
    bytes.extend_from_slice(&params.max_stack_depth.to_be_bytes());
    for field in [params.free_pages, params.page_gas, params.page_limit] {
        bytes.extend_from_slice(&field.to_be_bytes());
    }
    bytes.extend_from_slice(&[
        params.min_init_gas,
        params.min_cached_init_gas,
        params.init_cost_scalar,
        params.cached_cost_scalar,
    ]);
    for field in [params.expiry_days, params.keepalive_days, params.block_cache_size] {
        bytes.extend_from_slice(&field.to_be_bytes());
    }
    bytes.extend_from_slice(&params.max_wasm_size.to_be_bytes());
    bytes.push(params.max_fragment_count);
    B256::right_padding_from(&bytes)
}

/// Reads what [`pack`] wrote over `base`, which holds what owners cannot set.
fn unpack(word: B256, base: Params) -> Params {
    let short = |at: usize| u16::from_be_bytes([word[at], word[at.saturating_add(1)]]);
    let long = |at: [usize; 4]| u32::from_be_bytes(at.map(|place| word[place]));
    Params {
        version: short(0),
        ink_price: u32::from_be_bytes([0, word[2], word[3], word[4]]),
        max_stack_depth: long([5, 6, 7, 8]),
        free_pages: short(9),
        page_gas: short(11),
        page_limit: short(13),
        min_init_gas: word[15],
        min_cached_init_gas: word[16],
        init_cost_scalar: word[17],
        cached_cost_scalar: word[18],
        expiry_days: short(19),
        keepalive_days: short(21),
        block_cache_size: short(23),
        max_wasm_size: long([25, 26, 27, 28]),
        max_fragment_count: word[29],
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn params_are_those_of_the_version_when_the_chain_is_fresh() {
        for arbos in [ArbosVersion::V40, ArbosVersion::V51, ArbosVersion::V60] {
            let config = Config { arbos, debug: false, ..Config::default() };
            let mut state = State::default();
            initialize(&mut state, &config);
            assert_eq!(params(&mut state, &config), Params::arbos(arbos.number()));
        }
    }

    #[test]
    fn params_keep_every_field_when_an_owner_sets_them() {
        let config = Config { arbos: ArbosVersion::V60, ..Config::default() };
        let set = Params {
            version: 3,
            ink_price: 0x0001_0203,
            max_stack_depth: 4,
            free_pages: 5,
            page_gas: 6,
            page_limit: 7,
            min_init_gas: 8,
            min_cached_init_gas: 9,
            init_cost_scalar: 10,
            cached_cost_scalar: 11,
            expiry_days: 12,
            keepalive_days: 13,
            block_cache_size: 14,
            max_wasm_size: 15,
            max_fragment_count: 16,
            activation_gas: 17,
            ..base_params(&config)
        };
        let mut state = State::default();
        set_params(&mut state, &set);
        assert_eq!(params(&mut state, &config), set);
    }

    #[test]
    fn pricer_survives_its_words() {
        let pricer = DataPricer { demand: 1, last_update: 2, ..DataPricer::default() };
        assert_eq!(pricer_of(pricer_words(&pricer)), pricer);
    }
}
