//! What a chain's operator sets: its cache of programs, and what L1 costs it.

use alloy::{
    primitives::{Address, U256},
    sol,
};
use bursar_abi::IArbWasm;
use stylus_devnode::accounts::NITRO_DEV_KEY;

use crate::{
    parties::Party,
    world::{ARB_WASM, World},
};

sol! {
    /// Of the precompile 0x70.
    function addWasmCacheManager(address manager) external;
    /// Of the precompile 0x70: wei for a sixteenth of a byte on L1.
    function setL1PricePerUnit(uint256 pricePerUnit) external;
    /// Of the precompile 0x72.
    function cacheProgram(address program) external;
}

/// ArbOwner.
const ARB_OWNER: Address = Address::with_last_byte(0x70);
/// ArbWasmCache.
const ARB_WASM_CACHE: Address = Address::with_last_byte(0x72);

/// Has the chain's owner appoint a cache manager, who caches the programs.
pub(super) fn fill_cache(world: &World) {
    let owner = chain_owner();
    let manager = Party::named("cache manager");
    let appoint = addWasmCacheManagerCall { manager: manager.address };
    world.send_to(&owner, ARB_OWNER, &appoint).ok();
    for program in [world.hot, world.cold, world.lens] {
        world.send_to(&manager, ARB_WASM_CACHE, &cacheProgramCall { program }).ok();
    }
}

/// Has the chain's owner set the price of L1.
pub(super) fn set_l1_price(world: &World, wei_per_unit: u64) {
    let call = setL1PricePerUnitCall { pricePerUnit: U256::from(wei_per_unit) };
    world.send_to(&chain_owner(), ARB_OWNER, &call).ok();
}

fn chain_owner() -> Party {
    Party::with_key("chain owner", &NITRO_DEV_KEY)
}

/// Gas to start a program, as it is and when it is cached.
pub(super) fn init_gas(world: &World, program: Address) -> (u64, u64) {
    let told = world.view_of(ARB_WASM, &IArbWasm::programInitGasCall { program });
    (told.gas, told.gasWhenCached)
}
