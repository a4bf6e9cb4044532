//! `ArbDebug`: makes the caller a chain owner, on a dev chain.

use alloy::{primitives::Bytes, sol_types::SolInterface as _};

use super::{
    abi::ArbDebug::ArbDebugCalls,
    call::{Answer, Call, Failure},
};
use crate::arbos;

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    if !call.ctx.chain.config.debug {
        return Err(Failure::Halt("debug precompiles are disabled".into()));
    }
    let ArbDebugCalls::becomeChainOwner(_) =
        ArbDebugCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)?;
    call.writes()?;
    // Three slots of the set: place, member, size.
    for _ in 0..3 {
        call.burn_write()?;
    }
    arbos::chain_owners().add(call.ctx, call.caller);
    Ok(Bytes::new())
}
