//! Activation of Stylus programs: ArbWasm translates a program once, for a fee, and keeps it a year.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, U256, address, utils::Unit};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::rpc::types::state::StateOverridesBuilder;
use alloy::sol_types::SolCall as _;
use bursar_abi::IArbWasm::{self, IArbWasmErrors};

use crate::chain::{Chain, ChainError, Revert};

/// The precompile that keeps Stylus programs.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// The fee moves with demand between asking and sending; what is too much comes back.
const FEE_PERCENT: U256 = U256::from_limbs([120, 0, 0, 0]);
const PERCENT: U256 = U256::from_limbs([100, 0, 0, 0]);

/// The chain's Stylus version; none where there is no Stylus.
///
/// # Errors
/// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
pub async fn stylus_version(chain: &Chain) -> Result<Option<u16>, ChainError> {
    match chain.view(ARB_WASM, &IArbWasm::stylusVersionCall {}).await {
        Ok(version) => Ok(Some(version)),
        // Nothing there, an Arbitrum from before Stylus, or a stranger at that address.
        Err(ChainError::NoContract(_) | ChainError::Reverted(_) | ChainError::Answer { .. }) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Activates `program` unless it is active; the gas if it was activated.
pub(super) async fn ensure(chain: &Chain, program: Address) -> Result<Option<u64>, ChainError> {
    if is_active(chain, program).await? {
        return Ok(None);
    }
    let value = with_margin(data_fee(chain, program).await?);
    let receipt = chain.transact(activate(program).with_value(value)).await?;
    Ok(Some(receipt.gas_used))
}

/// What to send for a data fee of `fee` wei.
pub(crate) fn with_margin(fee: U256) -> U256 {
    fee.saturating_mul(FEE_PERCENT).checked_div(PERCENT).unwrap_or(fee)
}

async fn is_active(chain: &Chain, program: Address) -> Result<bool, ChainError> {
    match chain.view(ARB_WASM, &IArbWasm::programVersionCall { program }).await {
        Ok(_) => Ok(true),
        Err(ChainError::Reverted(revert)) if is_unusable(&revert) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether ArbWasm says that a program cannot run: the three errors that the front takes for proof, and
/// that activation cures.
pub(crate) const fn is_unusable(revert: &Revert) -> bool {
    use IArbWasmErrors::{ProgramExpired, ProgramNeedsUpgrade, ProgramNotActivated};
    matches!(
        revert,
        Revert::Wasm(ProgramNotActivated(_) | ProgramNeedsUpgrade(_) | ProgramExpired(_))
    )
}

/// What activation would cost now, in wei, measured by doing it without effect.
async fn data_fee(chain: &Chain, program: Address) -> Result<U256, ChainError> {
    let sender = chain.sender()?;
    let rich = StateOverridesBuilder::default().with_balance(sender, U256::MAX).build();
    // Fees are far below one ether; the balance to pay it from exists in this call alone.
    let request = activate(program).with_from(sender).with_value(Unit::ETHER.wei());
    let answer = chain.provider().call(request).overrides(rich).await?;
    IArbWasm::activateProgramCall::abi_decode_returns(&answer)
        .map(|activated| activated.dataFee)
        .map_err(|source| ChainError::answer::<IArbWasm::activateProgramCall>(ARB_WASM, source))
}

fn activate(program: Address) -> TransactionRequest {
    let input = IArbWasm::activateProgramCall { program }.abi_encode();
    TransactionRequest::default().with_to(ARB_WASM).with_input(input)
}
