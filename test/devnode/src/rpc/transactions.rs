//! Methods about transactions.

use alloy::primitives::B256;
use serde_json::Value;

use super::{
    Params, Server,
    methods::{Answer, json},
    views,
};

impl Server {
    pub(super) fn transaction(&self, params: &Params) -> Answer {
        let hash: B256 = params.required(0)?;
        match self.chain.mined(hash) {
            Some((block, index)) => json(views::mined(&block, index)),
            None => json(self.waiting(hash).map(views::waiting)),
        }
    }

    pub(super) fn transaction_in_block(&self, params: &Params) -> Answer {
        let index = params.number(1)?.and_then(|index| usize::try_from(index).ok());
        let (Some(block), Some(index)) = (self.chain.block(params.block(0)?), index) else {
            return Ok(Value::Null);
        };
        json(views::mined(&block, index))
    }

    pub(super) fn receipt(&self, params: &Params) -> Answer {
        let hash: B256 = params.required(0)?;
        let Some((block, index)) = self.chain.mined(hash) else { return Ok(Value::Null) };
        json(views::receipt(&self.chain, &block, index))
    }
}
