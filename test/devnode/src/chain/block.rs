//! Blocks with what their transactions did.

use alloy::{
    consensus::{
        BlockHeader as _, Header, ReceiptEnvelope, ReceiptWithBloom, Sealed,
        proofs::{calculate_receipt_root, calculate_transaction_root},
    },
    primitives::{Address, B64, B256, Bloom, Bytes, Log, U256, keccak256, logs_bloom},
};

use super::SignedTx;
use crate::{
    config::{BASEFEE, BLOCK_GAS_LIMIT, Config, SEQUENCER},
    state::State,
};

/// A block, its receipts, and the state after it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its header and hash.
    pub header: Sealed<Header>,
    /// Its transactions, in order.
    pub transactions: Vec<SignedTx>,
    /// A receipt for each transaction.
    pub receipts: Vec<Receipt>,
    /// All accounts after it; `None` once it is too old.
    pub(super) state: Option<State>,
}

/// What one transaction did.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Whether its changes stand.
    pub success: bool,
    /// Gas it paid for.
    pub gas_used: u64,
    /// Of that, gas for its place on L1.
    pub gas_used_for_l1: u64,
    /// Gas of the block up to and with it.
    pub cumulative_gas_used: u64,
    /// Its logs.
    pub logs: Vec<Log>,
    /// Bloom filter of its logs.
    pub bloom: Bloom,
    /// The account it created, if it did.
    pub created: Option<Address>,
    /// What it returned or reverted with.
    pub output: Bytes,
}

impl Block {
    /// Number of the block.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.header.number()
    }

    /// Time of the block, in Unix seconds.
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        self.header.timestamp()
    }

    /// Makes the block that follows `parent`.
    pub(super) fn seal(
        parent: Option<&Self>,
        timestamp: u64,
        config: &Config,
        transactions: Vec<SignedTx>,
        receipts: Vec<Receipt>,
        state: State,
    ) -> Self {
        let envelopes: Vec<_> = transactions.iter().map(|tx| tx.inner().clone()).collect();
        let consensus: Vec<_> =
            transactions.iter().zip(&receipts).map(|(tx, receipt)| receipt.envelope(tx)).collect();
        let header = Header {
            parent_hash: parent.map(|parent| parent.header.hash()).unwrap_or_default(),
            beneficiary: SEQUENCER,
            // No Merkle trie is kept: the state's root is the one field that tells nothing.
            state_root: B256::ZERO,
            transactions_root: calculate_transaction_root(&envelopes),
            receipts_root: calculate_receipt_root(&consensus),
            logs_bloom: receipts.iter().fold(Bloom::ZERO, |bloom, receipt| bloom | receipt.bloom),
            difficulty: U256::from(1),
            number: parent.map_or(0, |parent| parent.number().saturating_add(1)),
            gas_limit: BLOCK_GAS_LIMIT,
            gas_used: receipts.last().map_or(0, |receipt| receipt.cumulative_gas_used),
            timestamp,
            extra_data: Bytes::from_static(&[0; 32]),
            mix_hash: mix_hash(config),
            nonce: B64::ZERO,
            base_fee_per_gas: Some(BASEFEE),
            ..Header::default()
        };
        let hash = keccak256(alloy::rlp::encode(&header));
        Self {
            header: Sealed::new_unchecked(header, hash),
            transactions,
            receipts,
            state: Some(state),
        }
    }
}

/// Arbitrum's use of the field: messages sent to L1 (none), L1 block number, ArbOS version.
fn mix_hash(config: &Config) -> B256 {
    let mut hash = B256::ZERO;
    hash[8..16].copy_from_slice(&config.l1_block_number.to_be_bytes());
    hash[16..24].copy_from_slice(&config.arbos.number().to_be_bytes());
    hash
}

impl Receipt {
    /// The receipt as the block commits to it.
    fn envelope(&self, tx: &SignedTx) -> ReceiptEnvelope {
        let receipt = alloy::consensus::Receipt {
            status: self.success.into(),
            cumulative_gas_used: self.cumulative_gas_used,
            logs: self.logs.clone(),
        };
        ReceiptEnvelope::from_typed(
            tx.tx_type(),
            ReceiptWithBloom { receipt, logs_bloom: self.bloom },
        )
    }

    /// Bloom filter of `logs`.
    pub(super) fn bloom_of(logs: &[Log]) -> Bloom {
        logs_bloom(logs)
    }
}
