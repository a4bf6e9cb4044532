//! `ArbGasInfo`: what gas costs.

use alloy::{
    primitives::U256,
    sol_types::{SolCall as _, SolInterface as _},
};

use super::{
    abi::ArbGasInfo::{self, ArbGasInfoCalls},
    call::{Answer, Call, Failure},
};
use crate::{
    arbos,
    config::{BASEFEE, TX_COMPUTE_GAS},
    evm::L1_UNITS_PER_BYTE,
};

/// Gas of a new storage slot, and bytes of a simple transaction, as the reported prices assume.
const STORAGE_GAS: u64 = 20_000;
const SIMPLE_TX_BYTES: u64 = 140;
/// Gas per second that the chain is made for.
const SPEED_LIMIT: u64 = 7_000_000;

pub(super) fn run(call: &mut Call<'_>, input: &[u8]) -> Answer {
    let method = ArbGasInfoCalls::abi_decode(input).map_err(|_| Failure::RevertAllGas)?;
    call.reads()?;
    let basefee = U256::from(call.ctx.block.basefee);
    let encoded = match method {
        ArbGasInfoCalls::getPricesInWei(_) => {
            ArbGasInfo::getPricesInWeiCall::abi_encode_returns(&prices(call, basefee)?)
        }
        ArbGasInfoCalls::getMinimumGasPrice(_) => {
            call.burn_read()?;
            ArbGasInfo::getMinimumGasPriceCall::abi_encode_returns(&U256::from(BASEFEE))
        }
        ArbGasInfoCalls::getL1BaseFeeEstimate(_) | ArbGasInfoCalls::getL1GasPriceEstimate(_) => {
            let price = call.read(arbos::l1_price_slot())?;
            ArbGasInfo::getL1BaseFeeEstimateCall::abi_encode_returns(&price)
        }
        ArbGasInfoCalls::getGasAccountingParams(_) => {
            call.burn_read()?;
            call.burn_read()?;
            ArbGasInfo::getGasAccountingParamsCall::abi_encode_returns(
                &ArbGasInfo::getGasAccountingParamsReturn {
                    speedLimitPerSecond: U256::from(SPEED_LIMIT),
                    gasPoolMax: U256::from(TX_COMPUTE_GAS),
                    maxTxGasLimit: U256::from(TX_COMPUTE_GAS),
                },
            )
        }
    };
    Ok(encoded.into())
}

fn prices(call: &mut Call<'_>, basefee: U256) -> Result<ArbGasInfo::getPricesInWeiReturn, Failure> {
    let per_byte = call.read(arbos::l1_price_slot())?.saturating_mul(U256::from(L1_UNITS_PER_BYTE));
    call.burn_read()?;
    let base = basefee.min(U256::from(BASEFEE));
    Ok(ArbGasInfo::getPricesInWeiReturn {
        perL2Tx: per_byte.saturating_mul(U256::from(SIMPLE_TX_BYTES)),
        perL1CalldataByte: per_byte,
        perStorage: basefee.saturating_mul(U256::from(STORAGE_GAS)),
        perArbGasBase: base,
        perArbGasCongestion: basefee.saturating_sub(base),
        perArbGasTotal: basefee,
    })
}
