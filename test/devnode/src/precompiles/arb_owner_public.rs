//! `ArbOwnerPublic`: who owns the chain.

use alloy::sol_types::{SolCall as _, SolInterface as _};

use super::{
    abi::ArbOwnerPublic::{self, ArbOwnerPublicCalls},
    arb_wasm::charged_params,
    call::{Answer, Call, Failure},
};
use crate::{
    arbos,
    config::{ArbosVersion, NETWORK_FEE_ACCOUNT},
};

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    let method = ArbOwnerPublicCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)?;
    call.reads()?;
    let encoded = match method {
        ArbOwnerPublicCalls::isChainOwner(asked) => {
            call.burn_read()?;
            let is_owner = arbos::chain_owners().contains(call.ctx, asked.addr);
            ArbOwnerPublic::isChainOwnerCall::abi_encode_returns(&is_owner)
        }
        ArbOwnerPublicCalls::getAllChainOwners(_) => {
            let owners = arbos::chain_owners().all(call.ctx);
            for _ in 0..=owners.len() {
                call.burn_read()?;
            }
            ArbOwnerPublic::getAllChainOwnersCall::abi_encode_returns(&owners)
        }
        ArbOwnerPublicCalls::getNetworkFeeAccount(_) => {
            call.burn_read()?;
            ArbOwnerPublic::getNetworkFeeAccountCall::abi_encode_returns(&NETWORK_FEE_ACCOUNT)
        }
        ArbOwnerPublicCalls::getMaxStylusContractFragments(_) => {
            if call.ctx.chain.config.arbos < ArbosVersion::V60 {
                return Err(Failure::RevertAllGas);
            }
            let params = charged_params(call)?;
            ArbOwnerPublic::getMaxStylusContractFragmentsCall::abi_encode_returns(
                &params.max_fragment_count,
            )
        }
    };
    Ok(encoded.into())
}
