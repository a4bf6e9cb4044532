//! Which method is answered where.

use alloy::primitives::{U64, U256, hex, keccak256};
use serde::Serialize;
use serde_json::{Value, json};

use super::{Params, RpcError, Server};
use crate::config::BASEFEE;

/// What a method answers.
pub(super) type Answer = Result<Value, RpcError>;

/// Turns what a method found into JSON.
pub(super) fn json(found: impl Serialize) -> Answer {
    serde_json::to_value(found).map_err(|error| RpcError::internal(&error.to_string()))
}

impl Server {
    /// Answers `method`.
    pub(super) fn dispatch(&self, method: &str, params: &Params) -> Answer {
        let (namespace, _) = method.split_once('_').unwrap_or_default();
        match namespace {
            "eth" => self.eth(method, params),
            "evm" | "anvil" | "hardhat" => self.control(method, params),
            "net" | "web3" => self.identity(method, params),
            _ => Err(RpcError::unknown_method(method)),
        }
    }

    fn eth(&self, method: &str, params: &Params) -> Answer {
        match method {
            "eth_chainId" => json(U64::from(self.chain.config().chain_id)),
            "eth_syncing" => json(false),
            "eth_accounts" => self.accounts(),
            "eth_gasPrice" => json(U256::from(BASEFEE)),
            "eth_maxPriorityFeePerGas" => json(U256::ZERO),
            "eth_feeHistory" => self.fee_history(params),
            "eth_getBalance" => self.balance(params),
            "eth_getCode" => self.code(params),
            "eth_getStorageAt" => self.storage_at(params),
            "eth_getTransactionCount" => self.transaction_count(params),
            "eth_call" => self.call(params),
            "eth_estimateGas" => self.estimate_gas(params),
            "eth_sendRawTransaction" => self.send_raw_transaction(params),
            "eth_sendTransaction" => self.send_transaction(params),
            "eth_getTransactionByHash" => self.transaction(params),
            "eth_getTransactionReceipt" => self.receipt(params),
            "eth_getTransactionByBlockHashAndIndex" | "eth_getTransactionByBlockNumberAndIndex" => {
                self.transaction_in_block(params)
            }
            _ => self.eth_blocks(method, params),
        }
    }

    fn eth_blocks(&self, method: &str, params: &Params) -> Answer {
        match method {
            "eth_blockNumber" => json(U64::from(self.chain.tip())),
            "eth_getBlockByNumber" | "eth_getBlockByHash" => self.block(params),
            "eth_getBlockReceipts" => self.block_receipts(params),
            "eth_getBlockTransactionCountByHash" | "eth_getBlockTransactionCountByNumber" => {
                self.block_transaction_count(params)
            }
            "eth_getLogs" => self.logs(params),
            "eth_newFilter" => self.new_filter(params),
            "eth_newBlockFilter" => self.new_block_filter(),
            "eth_getFilterChanges" => self.filter_changes(params),
            "eth_getFilterLogs" => self.filter_logs(params),
            "eth_uninstallFilter" => self.uninstall_filter(params),
            _ => Err(RpcError::unknown_method(method)),
        }
    }

    fn identity(&self, method: &str, params: &Params) -> Answer {
        match method {
            "net_version" => json(self.chain.config().chain_id.to_string()),
            "net_listening" => json(true),
            "web3_clientVersion" => json(concat!("stylus-devnode/", env!("CARGO_PKG_VERSION"))),
            "web3_sha3" => {
                let data: alloy::primitives::Bytes = params.required(0)?;
                json(keccak256(data))
            }
            _ => Err(RpcError::unknown_method(method)),
        }
    }

    fn control(&self, method: &str, params: &Params) -> Answer {
        // Hardhat's names for Anvil's methods.
        let name = method.split_once('_').map_or(method, |(_, name)| name);
        match name {
            "mine" if method != "evm_mine" => self.mine_many(params),
            "mine" => self.mine(params),
            "snapshot" => json(U64::from(self.chain.snapshot())),
            "revert" => self.revert(params),
            "increaseTime" => self.increase_time(params),
            "setNextBlockTimestamp" => self.set_next_block_timestamp(params),
            "setAutomine" => self.set_automine(params),
            "getAutomine" => json(self.chain.mining() == crate::config::Mining::Auto),
            "setBalance" => self.set_balance(params),
            "setNonce" => self.set_nonce(params),
            "setCode" => self.set_code(params),
            "setStorageAt" => self.set_storage_at(params),
            "impersonateAccount" => self.impersonate(params, true),
            "stopImpersonatingAccount" => self.impersonate(params, false),
            "autoImpersonateAccount" => self.impersonate_all(params),
            "nodeInfo" => json(json!({
                "currentBlockNumber": U64::from(self.chain.tip()),
                "currentBlockHash": self.chain.block(alloy::eips::BlockId::latest())
                    .map(|block| hex::encode_prefixed(block.header.hash())),
            })),
            _ => Err(RpcError::unknown_method(method)),
        }
    }
}
