//! `ArbOwner`: what chain owners set. It costs them no gas, and others all of theirs.

use alloy::{
    primitives::{Bytes, FixedBytes, U256},
    sol_types::{SolCall as _, SolEvent as _, SolInterface as _},
};
use stylus_vm::Params;

use super::{
    abi::ArbOwner::{self, ArbOwnerCalls},
    call::{Answer, Call, Failure},
};
use crate::{
    arbos::{self, Slots as _, programs},
    config::ArbosVersion,
};

/// Units in which the least gas to start a program is kept: not cached, cached.
const INIT_GAS_UNIT: u16 = 128;
const CACHED_INIT_GAS_UNIT: u16 = 32;
/// Unit in which the scale of init costs is kept, in per cent.
const SCALAR_UNIT: u64 = 2;

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    if !arbos::chain_owners().contains(call.ctx, call.caller) {
        return Err(Failure::Halt("unauthorized caller to access-controlled method".into()));
    }
    call.make_free();
    let method = ArbOwnerCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)?;
    call.reads()?;
    let answer = match method {
        ArbOwnerCalls::isChainOwner(asked) => {
            let is_owner = arbos::chain_owners().contains(call.ctx, asked.addr);
            return Ok(ArbOwner::isChainOwnerCall::abi_encode_returns(&is_owner).into());
        }
        ArbOwnerCalls::getAllChainOwners(_) => {
            let owners = arbos::chain_owners().all(call.ctx);
            return Ok(ArbOwner::getAllChainOwnersCall::abi_encode_returns(&owners).into());
        }
        setter => {
            call.writes()?;
            set(call, setter)
        }
    }?;
    if let Some(selector) = input.first_chunk::<4>() {
        let event = ArbOwner::OwnerActs {
            method: FixedBytes(*selector),
            owner: call.caller,
            data: Bytes::copy_from_slice(input),
        };
        call.log(event.encode_log_data());
    }
    Ok(answer)
}

fn set(call: &mut Call<'_>, setter: ArbOwnerCalls) -> Answer {
    match setter {
        ArbOwnerCalls::addChainOwner(asked) => {
            arbos::chain_owners().add(call.ctx, asked.newOwner);
        }
        ArbOwnerCalls::removeChainOwner(asked) => {
            arbos::chain_owners().remove(call.ctx, asked.ownerToRemove);
        }
        ArbOwnerCalls::addWasmCacheManager(asked) => {
            arbos::cache_managers().add(call.ctx, asked.manager);
        }
        ArbOwnerCalls::removeWasmCacheManager(asked) => {
            arbos::cache_managers().remove(call.ctx, asked.manager);
        }
        ArbOwnerCalls::setL1PricePerUnit(asked) => {
            call.ctx.store(arbos::l1_price_slot(), asked.pricePerUnit);
        }
        ArbOwnerCalls::setWasmActivationGas(asked) => {
            if call.ctx.chain.config.arbos < ArbosVersion::V60 {
                return Err(Failure::RevertAllGas);
            }
            call.ctx.store(programs::activation_gas_slot(), U256::from(asked.gas));
        }
        other => {
            let config = std::sync::Arc::clone(&call.ctx.chain.config);
            let mut params = programs::params(call.ctx, &config);
            set_param(&mut params, other)?;
            programs::set_params(call.ctx, &params);
        }
    }
    Ok(Bytes::new())
}

/// Changes one parameter; a value that it cannot hold reverts.
fn set_param(params: &mut Params, setter: ArbOwnerCalls) -> Result<(), Failure> {
    match setter {
        ArbOwnerCalls::setInkPrice(asked) => {
            // 24 bits, and no price is zero.
            if asked.price == 0 || asked.price >= 1 << 24 {
                return Err(Failure::plain());
            }
            params.ink_price = asked.price;
        }
        ArbOwnerCalls::setWasmMaxStackDepth(asked) => params.max_stack_depth = asked.depth,
        ArbOwnerCalls::setWasmFreePages(asked) => params.free_pages = asked.pages,
        ArbOwnerCalls::setWasmPageGas(asked) => params.page_gas = asked.gas,
        ArbOwnerCalls::setWasmPageLimit(asked) => params.page_limit = asked.limit,
        ArbOwnerCalls::setWasmMaxSize(asked) => params.max_wasm_size = asked.size,
        ArbOwnerCalls::setWasmMinInitGas(asked) => {
            let gas = u16::from(asked.gas).div_ceil(INIT_GAS_UNIT);
            params.min_init_gas = small(gas)?;
            params.min_cached_init_gas = small(asked.cached.div_ceil(CACHED_INIT_GAS_UNIT))?;
        }
        ArbOwnerCalls::setWasmInitCostScalar(asked) => {
            params.init_cost_scalar = small(asked.percent.div_ceil(SCALAR_UNIT))?;
        }
        ArbOwnerCalls::setWasmExpiryDays(asked) => params.expiry_days = asked._days,
        ArbOwnerCalls::setWasmKeepaliveDays(asked) => params.keepalive_days = asked._days,
        ArbOwnerCalls::setWasmBlockCacheSize(asked) => params.block_cache_size = asked.count,
        ArbOwnerCalls::setMaxStylusContractFragments(asked) => {
            if !params.has_fragments() {
                return Err(Failure::RevertAllGas);
            }
            params.max_fragment_count = asked.count;
        }
        _ => return Err(Failure::RevertAllGas),
    }
    Ok(())
}

fn small(value: impl TryInto<u8>) -> Result<u8, Failure> {
    value.try_into().map_err(|_| Failure::plain())
}
