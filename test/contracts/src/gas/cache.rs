//! The chain's cache of programs, filled as a chain's operator does it.

use alloy::{primitives::Address, sol};
use bursar_abi::IArbWasm;
use stylus_devnode::accounts::NITRO_DEV_KEY;

use crate::{
    parties::Party,
    world::{ARB_WASM, World},
};

sol! {
    /// Of the precompile 0x70.
    function addWasmCacheManager(address manager) external;
    /// Of the precompile 0x72.
    function cacheProgram(address program) external;
}

/// ArbOwner.
const ARB_OWNER: Address = Address::with_last_byte(0x70);
/// ArbWasmCache.
const ARB_WASM_CACHE: Address = Address::with_last_byte(0x72);

/// Has the chain's owner appoint a cache manager, who caches both programs.
pub(super) fn fill(world: &World) {
    let owner = Party::with_key("chain owner", &NITRO_DEV_KEY);
    let manager = Party::named("cache manager");
    let appoint = addWasmCacheManagerCall { manager: manager.address };
    world.send_to(&owner, ARB_OWNER, &appoint).ok();
    for program in [world.hot, world.cold] {
        world.send_to(&manager, ARB_WASM_CACHE, &cacheProgramCall { program }).ok();
    }
}

/// Gas to start a program, as it is and when it is cached.
pub(super) fn init_gas(world: &World, program: Address) -> (u64, u64) {
    let told = world.view_of(ARB_WASM, &IArbWasm::programInitGasCall { program });
    (told.gas, told.gasWhenCached)
}
