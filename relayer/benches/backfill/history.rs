//! A vault's history as a node tells it.

use alloy::consensus::{Header, Sealable as _};
use alloy::primitives::{Address, B256, Bytes, LogData, U256, address, keccak256};
use alloy::rpc::types::Block;
use alloy::sol_types::SolEvent;
use bursar_abi::IVault::{AuditHead, PaymentSettled};
use bursar_policy::audit::{entry_hash, extend, genesis};
use serde_json::json;

pub(crate) const CHAIN: u64 = 412_346;
pub(crate) const VAULT: Address = address!("00000000000000000000000000000000000b0b5a");
/// Blocks after the first, which is empty.
pub(crate) const BLOCKS: u64 = 3_000;
/// Payments in a block: one full batch.
const PAYMENTS: u64 = 100;
const TREASURY: u64 = 0x0123_4567_89ab_cdef;
/// Agents take turns, and so do vendors.
const PARTIES: u64 = 10;

/// Blocks and logs as JSON, by number.
pub(crate) struct History {
    /// `eth_getBlockByNumber`.
    pub(crate) blocks: Vec<String>,
    /// The logs of a block, comma between them.
    pub(crate) logs: Vec<String>,
    /// The audit head in storage.
    pub(crate) head: B256,
}

impl History {
    /// Events of the whole history: payments, and a head for each batch.
    pub(crate) const fn events() -> u64 {
        BLOCKS * (PAYMENTS + 1)
    }

    pub(crate) fn new() -> Self {
        let head = genesis(CHAIN, VAULT, TREASURY);
        let mut history = Self { blocks: Vec::new(), logs: Vec::new(), head };
        let mut parent = B256::ZERO;
        for number in 0..=BLOCKS {
            let timestamp = 1_767_225_600 + number / 4;
            let header = Header { number, timestamp, parent_hash: parent, ..Header::default() };
            let header = header.seal_slow();
            parent = header.hash();
            let logs = if number == 0 { Vec::new() } else { history.batch(number, timestamp) };
            let transaction = keccak256(number.to_be_bytes());
            let block: Block = Block::empty(alloy::rpc::types::Header::from_sealed(header))
                .with_transactions(alloy::rpc::types::BlockTransactions::Hashes(vec![transaction]));
            history.blocks.push(json!(block).to_string());
            let logs = logs.iter().zip(0_u64..);
            let logs: Vec<String> =
                logs.map(|(log, index)| log_json(log, number, parent, index)).collect();
            history.logs.push(logs.join(","));
        }
        history
    }

    /// The events of the batch in a block; moves the audit chain on.
    fn batch(&mut self, number: u64, timestamp: u64) -> Vec<LogData> {
        let party = |role: &str, turn: u64| {
            Address::from_word(keccak256(format!("{role} {}", turn % PARTIES)))
        };
        let first = (number - 1) * PAYMENTS;
        let payments = (first..first + PAYMENTS).map(|turn| PaymentSettled {
            treasury: TREASURY,
            agent: party("agent", turn),
            vendor: party("vendor", turn / PARTIES),
            value: U256::from(10_000 + turn % 90_000),
            nonce: keccak256(turn.to_be_bytes()),
        });
        let mut logs: Vec<LogData> = payments.map(|event| event.encode_log_data()).collect();
        for log in &logs {
            self.head = extend(self.head, entry_hash(timestamp, log.topics(), &log.data));
        }
        let count = u32::try_from(PAYMENTS).unwrap();
        let head = AuditHead { treasury: TREASURY, firstSeq: first, count, head: self.head };
        logs.push(head.encode_log_data());
        logs
    }
}

fn log_json(log: &LogData, block: u64, hash: B256, index: u64) -> String {
    let data: &Bytes = &log.data;
    json!({
        "address": VAULT,
        "topics": log.topics(),
        "data": data,
        "blockHash": hash,
        "blockNumber": format!("{block:#x}"),
        "transactionHash": keccak256(block.to_be_bytes()),
        "transactionIndex": "0x0",
        "logIndex": format!("{index:#x}"),
        "removed": false,
    })
    .to_string()
}
