//! The audit chain of a treasury, recomputed from logs and block times as an auditor does.

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{B256, Bytes, U256, keccak256},
    sol_types::SolEvent as _,
};
use bursar_abi::IVault;

use crate::{slots, world::World};

/// One log of the vault with the time of its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Time of the block, Unix seconds.
    pub timestamp: u64,
    /// Topics of the log.
    pub topics: Vec<B256>,
    /// Data of the log.
    pub data: Bytes,
}

impl World {
    /// Every audit event of `treasury` so far, in log order.
    #[must_use]
    pub fn audit_entries(&self, treasury: u64) -> Vec<Entry> {
        let treasury = B256::from(U256::from(treasury));
        let blocks = (0..=self.chain.tip())
            .filter_map(|number| self.chain.block(BlockNumberOrTag::Number(number)));
        let mut entries = Vec::new();
        for block in blocks {
            for log in block.receipts.iter().flat_map(|receipt| &receipt.logs) {
                let topics = log.topics();
                let is_entry = topics.first().is_some_and(is_audit_event);
                if log.address == self.vault && is_entry && topics.get(1) == Some(&treasury) {
                    entries.push(Entry {
                        timestamp: block.timestamp(),
                        topics: topics.to_vec(),
                        data: log.data.data.clone(),
                    });
                }
            }
        }
        entries
    }

    /// Head of the chain that `entries` make for `treasury`.
    #[must_use]
    pub fn audit_head_of(&self, treasury: u64, entries: &[Entry]) -> B256 {
        let genesis = bursar_policy::audit::genesis(self.chain_id(), self.vault, treasury);
        entries.iter().fold(genesis, |head, entry| {
            let hash =
                bursar_policy::audit::entry_hash(entry.timestamp, &entry.topics, &entry.data);
            bursar_policy::audit::extend(head, hash)
        })
    }

    /// Head of the chain of `treasury` in storage.
    #[must_use]
    pub fn audit_head(&self, treasury: u64) -> B256 {
        self.slot(slots::of(slots::AUDIT_HEAD, treasury)).into()
    }
}

/// Whether logs with this first topic are entries of a chain: all but ERC-20's, EIP-3009's and the
/// head itself.
#[must_use]
pub fn is_audit_event(topic: &B256) -> bool {
    let none = [
        IVault::Transfer::SIGNATURE_HASH,
        IVault::AuthorizationUsed::SIGNATURE_HASH,
        IVault::AuditHead::SIGNATURE_HASH,
    ];
    let declared = IVault::abi::events();
    !none.contains(topic) && declared.values().flatten().any(|event| event.selector() == *topic)
}

/// The chain by the words of the design, to hold the policy's own hash against: genesis
/// `keccak256(chainId, vault, treasury)`, then `keccak256(head, entry)`, where an entry is
/// `keccak256(time, number of topics, topics, keccak256(data))`.
#[must_use]
pub fn head_by_hand(world: &World, treasury: u64, entries: &[Entry]) -> B256 {
    use alloy::sol_types::SolValue as _;
    let genesis = keccak256((world.chain_id(), world.vault, treasury).abi_encode());
    entries.iter().fold(genesis, |head, entry| {
        let mut bytes = entry.timestamp.to_be_bytes().to_vec();
        bytes.push(u8::try_from(entry.topics.len()).unwrap_or(u8::MAX));
        bytes.extend(entry.topics.iter().flatten());
        bytes.extend(keccak256(&entry.data));
        keccak256([head, keccak256(bytes)].concat())
    })
}
