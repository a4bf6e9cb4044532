//! `ArbWasmCache`: programs that managers keep cheap to start.

use alloy::{
    primitives::{B256, Bytes},
    sol_types::{SolCall as _, SolInterface as _},
};

use super::{
    abi::ArbWasmCache::{self, ArbWasmCacheCalls},
    arb_wasm::{any_record, charged_params, code_hash, error, now},
    call::{Answer, Call, Failure},
};
use crate::arbos::{self, programs};

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    let encoded = match ArbWasmCacheCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)? {
        ArbWasmCacheCalls::cacheProgram(asked) => {
            call.writes()?;
            let hash = code_hash(call, asked.program)?;
            return set_cached(call, hash, true);
        }
        ArbWasmCacheCalls::evictCodehash(asked) => {
            call.writes()?;
            return set_cached(call, asked.codehash, false);
        }
        ArbWasmCacheCalls::isCacheManager(asked) => {
            call.reads()?;
            call.burn_read()?;
            let is_manager = arbos::cache_managers().contains(call.ctx, asked.manager);
            ArbWasmCache::isCacheManagerCall::abi_encode_returns(&is_manager)
        }
        ArbWasmCacheCalls::allCacheManagers(_) => {
            call.reads()?;
            let managers = arbos::cache_managers().all(call.ctx);
            for _ in 0..=managers.len() {
                call.burn_read()?;
            }
            ArbWasmCache::allCacheManagersCall::abi_encode_returns(&managers)
        }
        ArbWasmCacheCalls::codehashIsCached(asked) => {
            call.reads()?;
            let record = any_record(call, asked.codehash)?;
            ArbWasmCache::codehashIsCachedCall::abi_encode_returns(&record.cached)
        }
    };
    Ok(encoded.into())
}

/// Caches a program or evicts it, for managers and owners.
fn set_cached(call: &mut Call<'_>, hash: B256, cached: bool) -> Answer {
    call.burn_read()?;
    let mut may_write = arbos::cache_managers().contains(call.ctx, call.caller);
    if !may_write {
        call.burn_read()?;
        may_write = arbos::chain_owners().contains(call.ctx, call.caller);
    }
    if !may_write {
        return Err(Failure::RevertAllGas);
    }
    let params = charged_params(call)?;
    let mut record = any_record(call, hash)?;
    if cached {
        record.check(&params, now(call)).map_err(|why| Failure::interface(&error(why)))?;
    }
    if record.cached == cached {
        return Ok(Bytes::new());
    }
    call.emit(&ArbWasmCache::UpdateProgramCache { manager: call.caller, codehash: hash, cached })?;
    // The program is compiled for the cache, or its place in it is given up.
    call.burn(record.init_cost.into())?;
    record.cached = cached;
    call.write(programs::record_slot(hash), record.pack().into())?;
    Ok(Bytes::new())
}
