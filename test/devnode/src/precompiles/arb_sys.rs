//! `ArbSys`: the L2 block, which `NUMBER` does not tell on Arbitrum, and who the chain is.

use alloy::{
    primitives::U256,
    sol_types::{SolCall as _, SolInterface as _},
};

use super::{
    abi::ArbSys::{self, ArbSysCalls},
    call::{Answer, Call, Failure},
};
use crate::config::ARBOS_VERSION_BASE;

/// Blocks whose hash `arbBlockHash` still tells.
const HASH_WINDOW: u64 = 256;

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    let method = ArbSysCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)?;
    call.reads()?;
    let running = &call.ctx.chain;
    let encoded = match method {
        ArbSysCalls::arbBlockNumber(_) => {
            ArbSys::arbBlockNumberCall::abi_encode_returns(&U256::from(running.l2_block))
        }
        ArbSysCalls::arbBlockHash(asked) => return block_hash(call, asked.arbBlockNum),
        ArbSysCalls::arbChainID(_) => {
            ArbSys::arbChainIDCall::abi_encode_returns(&U256::from(running.config.chain_id))
        }
        ArbSysCalls::arbOSVersion(_) => {
            let version = running.config.arbos.number().saturating_add(ARBOS_VERSION_BASE);
            ArbSys::arbOSVersionCall::abi_encode_returns(&U256::from(version))
        }
    };
    Ok(encoded.into())
}

fn block_hash(call: &Call<'_>, requested: U256) -> Answer {
    let current = call.ctx.chain.l2_block;
    let age = U256::from(current).checked_sub(requested).map(|age| age.saturating_to::<u64>());
    let hashes = &call.ctx.chain.block_hashes;
    let hash = age
        .filter(|age| (1..=HASH_WINDOW).contains(age))
        .and_then(|age| hashes.len().checked_sub(usize::try_from(age).ok()?))
        .and_then(|place| hashes.get(place));
    match hash {
        Some(hash) => Ok(ArbSys::arbBlockHashCall::abi_encode_returns(hash).into()),
        None => Err(Failure::error(&ArbSys::InvalidBlockNumber {
            requested,
            current: U256::from(current),
        })),
    }
}
