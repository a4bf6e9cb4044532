//! Methods that move the chain by hand, under Anvil's names.

use alloy::primitives::{Address, Bytes, U64, U256};
use serde_json::Value;

use super::{
    Params, RpcError, Server,
    methods::{Answer, json},
};
use crate::config::Mining;

/// Blocks that one call may make.
const MINE_LIMIT: u64 = 10_000;

impl Server {
    /// `evm_mine(timestamp?)`.
    pub(super) fn mine(&self, params: &Params) -> Answer {
        if let Some(timestamp) = params.number(0)? {
            self.chain.set_next_timestamp(timestamp)?;
        }
        self.chain.mine();
        json("0x0")
    }

    /// `anvil_mine(blocks?, seconds between them?)`.
    pub(super) fn mine_many(&self, params: &Params) -> Answer {
        let blocks = params.number(0)?.unwrap_or(1);
        if blocks > MINE_LIMIT {
            let why = format!("{blocks} blocks are too many: at most {MINE_LIMIT} at once");
            return Err(RpcError::invalid_params(why));
        }
        let interval = params.number(1)?;
        for block in 0..blocks {
            if let Some(seconds) = interval.filter(|_| block > 0) {
                self.chain.increase_time(seconds);
            }
            self.chain.mine();
        }
        Ok(Value::Null)
    }

    pub(super) fn revert(&self, params: &Params) -> Answer {
        let id = params.number(0)?;
        json(id.is_some_and(|id| self.chain.revert(id)))
    }

    pub(super) fn increase_time(&self, params: &Params) -> Answer {
        let seconds = params.number(0)?.unwrap_or_default();
        json(self.chain.increase_time(seconds))
    }

    pub(super) fn set_next_block_timestamp(&self, params: &Params) -> Answer {
        let timestamp = params.number(0)?;
        let missing = || RpcError::invalid_params("missing value for required argument 0");
        self.chain.set_next_timestamp(timestamp.ok_or_else(missing)?)?;
        Ok(Value::Null)
    }

    pub(super) fn set_automine(&self, params: &Params) -> Answer {
        let is_on: bool = params.required(0)?;
        self.chain.set_mining(if is_on { Mining::Auto } else { Mining::Manual });
        if is_on {
            self.chain.mine_waiting_block();
        }
        Ok(Value::Null)
    }

    pub(super) fn set_balance(&self, params: &Params) -> Answer {
        let (address, wei): (Address, U256) = (params.required(0)?, params.required(1)?);
        self.chain.set_balance(address, wei);
        Ok(Value::Null)
    }

    pub(super) fn set_nonce(&self, params: &Params) -> Answer {
        let (address, nonce): (Address, U64) = (params.required(0)?, params.required(1)?);
        self.chain.set_nonce(address, nonce.to());
        Ok(Value::Null)
    }

    pub(super) fn set_code(&self, params: &Params) -> Answer {
        let (address, code): (Address, Bytes) = (params.required(0)?, params.required(1)?);
        self.chain.set_code(address, code);
        Ok(Value::Null)
    }

    pub(super) fn set_storage_at(&self, params: &Params) -> Answer {
        let (address, slot): (Address, U256) = (params.required(0)?, params.required(1)?);
        self.chain.set_storage(address, slot, params.required(2)?);
        json(true)
    }

    pub(super) fn impersonate(&self, params: &Params, yes: bool) -> Answer {
        self.chain.impersonate(params.required(0)?, yes);
        Ok(Value::Null)
    }

    pub(super) fn impersonate_all(&self, params: &Params) -> Answer {
        self.chain.impersonate_all(params.required(0)?);
        Ok(Value::Null)
    }
}
