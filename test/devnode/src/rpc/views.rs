//! Blocks, transactions and receipts as clients see them, with the fields that Arbitrum adds.

use alloy::{
    consensus::{
        ReceiptEnvelope, ReceiptWithBloom, Transaction as _, transaction::TransactionInfo,
    },
    primitives::{B256, U64},
    rpc::types::{Block as RpcBlock, BlockTransactions, Header, Transaction, TransactionReceipt},
};
use serde::Serialize;

use crate::{
    chain::{Block, Chain, SignedTx, transaction_logs},
    config::BASEFEE,
};

/// A block.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BlockView {
    #[serde(flatten)]
    block: RpcBlock,
    l1_block_number: U64,
    send_count: U64,
    send_root: B256,
}

/// A receipt.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceiptView {
    #[serde(flatten)]
    receipt: TransactionReceipt,
    gas_used_for_l1: U64,
    l1_block_number: U64,
}

/// A block, with its transactions or only their hashes.
pub(super) fn block(chain: &Chain, block: &Block, is_full: bool) -> BlockView {
    let transactions = if is_full {
        let places = 0..block.transactions.len();
        BlockTransactions::Full(places.filter_map(|index| mined(block, index)).collect())
    } else {
        BlockTransactions::Hashes(block.transactions.iter().map(|tx| *tx.hash()).collect())
    };
    BlockView {
        block: RpcBlock {
            header: Header::from_sealed(block.header.clone()),
            uncles: Vec::new(),
            transactions,
            withdrawals: None,
        },
        l1_block_number: U64::from(chain.config().l1_block_number),
        send_count: U64::ZERO,
        send_root: B256::ZERO,
    }
}

/// A transaction of a block.
pub(super) fn mined(block: &Block, index: usize) -> Option<Transaction> {
    let info = TransactionInfo {
        block_hash: Some(block.header.hash()),
        block_number: Some(block.number()),
        index: u64::try_from(index).ok(),
        block_timestamp: Some(block.timestamp()),
        ..TransactionInfo::default()
    };
    let mut view = Transaction::from_transaction(block.transactions.get(index)?.clone(), info);
    // Whatever the sender offered, tips are dropped.
    view.effective_gas_price = Some(BASEFEE.into());
    Some(view)
}

/// A transaction that waits.
pub(super) fn waiting(tx: SignedTx) -> Transaction {
    Transaction::from_transaction(tx, TransactionInfo::default())
}

/// The receipt of a transaction of a block.
pub(super) fn receipt(chain: &Chain, block: &Block, index: usize) -> Option<ReceiptView> {
    let (tx, receipt) = (block.transactions.get(index)?, block.receipts.get(index)?);
    let inner = alloy::consensus::Receipt {
        status: receipt.success.into(),
        cumulative_gas_used: receipt.cumulative_gas_used,
        logs: transaction_logs(block, index),
    };
    let with_bloom = ReceiptWithBloom { receipt: inner, logs_bloom: receipt.bloom };
    Some(ReceiptView {
        receipt: TransactionReceipt {
            inner: ReceiptEnvelope::from_typed(tx.tx_type(), with_bloom),
            transaction_hash: *tx.hash(),
            transaction_index: u64::try_from(index).ok(),
            block_hash: Some(block.header.hash()),
            block_number: Some(block.number()),
            gas_used: receipt.gas_used,
            effective_gas_price: BASEFEE.into(),
            blob_gas_used: None,
            blob_gas_price: None,
            from: tx.signer(),
            to: tx.to(),
            contract_address: receipt.created.filter(|_| tx.kind().is_create()),
        },
        gas_used_for_l1: U64::from(receipt.gas_used_for_l1),
        l1_block_number: U64::from(chain.config().l1_block_number),
    })
}
