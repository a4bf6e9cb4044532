//! Methods about accounts and calls.

use alloy::{
    primitives::{Address, U64, U256},
    rpc::types::{FeeHistory, TransactionRequest},
};

use super::{
    Params, RpcError, Server,
    methods::{Answer, json},
};
use crate::{
    chain::{CallAt, SignedTx},
    config::{BASEFEE, BLOCK_GAS_LIMIT},
};
use alloy::eips::{BlockId, BlockNumberOrTag};

/// Blocks that one `eth_feeHistory` reaches back at most, as in geth.
const FEE_HISTORY_LIMIT: u64 = 1024;

impl Server {
    pub(super) fn accounts(&self) -> Answer {
        let accounts = self.chain.accounts().iter().map(|account| account.address);
        json(accounts.collect::<Vec<_>>())
    }

    pub(super) fn balance(&self, params: &Params) -> Answer {
        let address: Address = params.required(0)?;
        json(self.chain.state_at(params.optional(1)?)?.balance(address))
    }

    pub(super) fn code(&self, params: &Params) -> Answer {
        let address: Address = params.required(0)?;
        json(self.chain.state_at(params.optional(1)?)?.code(address).original_bytes())
    }

    pub(super) fn storage_at(&self, params: &Params) -> Answer {
        let address: Address = params.required(0)?;
        let slot: U256 = params.required(1)?;
        let value = self.chain.state_at(params.optional(2)?)?.slot(address, slot);
        json(alloy::primitives::B256::from(value))
    }

    pub(super) fn transaction_count(&self, params: &Params) -> Answer {
        let address: Address = params.required(0)?;
        let block = params.block(1)?;
        let nonce = if block == BlockId::Number(BlockNumberOrTag::Pending) {
            self.chain.pending_nonce(address)
        } else {
            self.chain.state_at(Some(block))?.nonce(address)
        };
        json(U64::from(nonce))
    }

    pub(super) fn call(&self, params: &Params) -> Answer {
        let request: TransactionRequest = params.required(0)?;
        json(self.chain.call(&request, &call_at(params)?)?)
    }

    pub(super) fn estimate_gas(&self, params: &Params) -> Answer {
        let request: TransactionRequest = params.required(0)?;
        json(U64::from(self.chain.estimate_gas(&request, &call_at(params)?)?))
    }

    pub(super) fn fee_history(&self, params: &Params) -> Answer {
        let count = params.number(0)?.unwrap_or_default().min(FEE_HISTORY_LIMIT);
        let newest = params.block(1)?;
        let percentiles: Vec<f64> = params.optional(2)?.unwrap_or_default();
        let newest = self.chain.block(newest);
        let newest = newest.ok_or_else(|| RpcError::server("header not found"))?.number();
        let count = count.min(newest.saturating_add(1));
        let oldest = newest.saturating_add(1).saturating_sub(count);
        let blocks = (oldest..=newest).take(usize::try_from(count).unwrap_or(usize::MAX));
        let ratios = blocks.filter_map(|number| self.chain.block(BlockId::from(number)));
        let gas_used_ratio: Vec<f64> = ratios.map(|block| ratio(block.header.gas_used)).collect();
        let entries = gas_used_ratio.len();
        // The base fee never moves, and no tip is ever paid.
        json(FeeHistory {
            base_fee_per_gas: vec![BASEFEE.into(); entries.saturating_add(1)],
            blob_gas_used_ratio: vec![0.0; entries],
            base_fee_per_blob_gas: vec![0; entries.saturating_add(1)],
            oldest_block: oldest,
            reward: (!percentiles.is_empty()).then(|| vec![vec![0; percentiles.len()]; entries]),
            gas_used_ratio,
        })
    }

    pub(super) fn send_raw_transaction(&self, params: &Params) -> Answer {
        let raw: alloy::primitives::Bytes = params.required(0)?;
        json(self.chain.send_raw(&raw)?)
    }

    pub(super) fn send_transaction(&self, params: &Params) -> Answer {
        let request: TransactionRequest = params.required(0)?;
        json(self.chain.send_request(request)?)
    }

    /// A transaction that waits for its block.
    pub(super) fn waiting(&self, hash: alloy::primitives::B256) -> Option<SignedTx> {
        self.chain.waiting(hash)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio for display, both far below 2^53")]
fn ratio(gas_used: u64) -> f64 {
    gas_used as f64 / BLOCK_GAS_LIMIT as f64
}

fn call_at(params: &Params) -> Result<CallAt, RpcError> {
    Ok(CallAt { block: params.optional(1)?, overrides: params.optional(2)? })
}
