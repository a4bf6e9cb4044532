//! Methods about blocks and logs.

use alloy::{primitives::U64, rpc::types::Filter};
use serde_json::Value;

use super::{
    Params, Server,
    methods::{Answer, json},
    views,
};

impl Server {
    pub(super) fn block(&self, params: &Params) -> Answer {
        let is_full = params.optional(1)?.unwrap_or_default();
        let block = self.chain.block(params.block(0)?);
        json(block.map(|block| views::block(&self.chain, &block, is_full)))
    }

    pub(super) fn block_receipts(&self, params: &Params) -> Answer {
        let Some(block) = self.chain.block(params.block(0)?) else { return Ok(Value::Null) };
        let places = 0..block.transactions.len();
        let receipts = places.filter_map(|index| views::receipt(&self.chain, &block, index));
        json(receipts.collect::<Vec<_>>())
    }

    pub(super) fn block_transaction_count(&self, params: &Params) -> Answer {
        let block = self.chain.block(params.block(0)?);
        json(block.map(|block| U64::from(block.transactions.len())))
    }

    pub(super) fn logs(&self, params: &Params) -> Answer {
        let filter: Filter = params.required(0)?;
        json(self.chain.logs(&filter)?)
    }
}
