//! The call that gives a program another year.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, Bytes, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar_abi::IArbWasm::{self, IArbWasmErrors};

use super::Program;
use crate::batcher::Errand;
use crate::chain::{Chain, ChainError, Revert};
use crate::deploy::{ARB_WASM, with_margin};

/// Why a program is not kept alive now.
#[derive(Debug, thiserror::Error)]
pub enum KeepaliveError {
    /// The chain takes none before its `KeepaliveDays`, 31.
    #[error(
        "it was activated or kept alive {age_seconds} seconds ago; the chain takes that from 31 days on"
    )]
    TooSoon {
        /// How long ago that was.
        age_seconds: u64,
    },
    /// The fee is above the ceiling.
    #[error("that costs {fee} wei now, above the ceiling of {most} (max-fee-wei)")]
    TooDear {
        /// What ArbWasm asks for, wei.
        fee: U256,
        /// What may be given, wei.
        most: u64,
    },
    /// The chain could not be asked, or refuses.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl Program {
    /// The call that keeps it alive, for whoever sends it from the account `from`. It gives `most`
    /// wei at most, gas aside, and gets back what the fee does not take.
    ///
    /// # Errors
    /// - [`KeepaliveError::TooSoon`] if the chain does not take it yet.
    /// - [`KeepaliveError::TooDear`] if the fee is above `most`.
    /// - [`KeepaliveError::Chain`] if the program cannot run, `from` cannot pay, or the node does not
    ///   answer.
    pub async fn keepalive(
        &self,
        chain: &Chain,
        from: Address,
        most: u64,
    ) -> Result<Errand, KeepaliveError> {
        let codehash = self.codehash(chain).await?;
        let calldata = Bytes::from(IArbWasm::codehashKeepaliveCall { codehash }.abi_encode());
        let mut errand = Errand { target: ARB_WASM, calldata, value: 0, gas_limit: 0 };
        let fee = data_fee(chain, errand.request().with_from(from)).await?;
        if fee > U256::from(most) {
            return Err(KeepaliveError::TooDear { fee, most });
        }
        errand.value = with_margin(fee).saturating_to::<u64>().min(most);
        let request = errand.request().with_from(from);
        let gas = chain.provider().estimate_gas(request).await.map_err(ChainError::from)?;
        // The price of data has moved until it lands, which may cost a few storage writes more.
        errand.gas_limit = gas.saturating_add(gas / 4);
        Ok(errand)
    }
}

/// The fee, in wei, from ArbWasm's answer to whoever brings nothing.
async fn data_fee(chain: &Chain, request: TransactionRequest) -> Result<U256, KeepaliveError> {
    let answer = chain.provider().call(request).await.map_err(ChainError::from);
    let revert = match answer {
        Ok(_) => return Ok(U256::ZERO),
        Err(ChainError::Reverted(revert)) => revert,
        Err(error) => return Err(error.into()),
    };
    match *revert {
        Revert::Wasm(IArbWasmErrors::ProgramInsufficientValue(asked)) => Ok(asked.want),
        Revert::Wasm(IArbWasmErrors::ProgramKeepaliveTooSoon(young)) => {
            Err(KeepaliveError::TooSoon { age_seconds: young.ageInSeconds })
        }
        other => Err(ChainError::Reverted(Box::new(other)).into()),
    }
}
