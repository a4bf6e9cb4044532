//! What the indexer passes on: blocks with the vaults' events in them.

use alloy::primitives::{Address, B256, LogData, TxHash};
use alloy::sol_types::{self, SolEvent as _, SolEventInterface as _};
use bursar_abi::IFront::Rescued;
use bursar_abi::IVault::{IVaultEvents, Withdrawn};

use crate::audit::{Entry, Replay};

/// A block's place in the chain and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Number.
    pub number: u64,
    /// Hash.
    pub hash: B256,
    /// Hash of the block before.
    pub parent: B256,
    /// Unix seconds.
    pub timestamp: u64,
}

/// A block and the vaults' events in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedBlock {
    /// Number.
    pub number: u64,
    /// Hash.
    pub hash: B256,
    /// Hash of the block before.
    pub parent: B256,
    /// Unix seconds.
    pub timestamp: u64,
    /// In log order.
    pub events: Vec<VaultEvent>,
}

impl IndexedBlock {
    /// A block without events so far.
    pub(crate) const fn empty(header: Header) -> Self {
        let Header { number, hash, parent, timestamp } = header;
        Self { number, hash, parent, timestamp, events: Vec::new() }
    }

    /// Its place and time.
    pub const fn header(&self) -> Header {
        let Self { number, hash, parent, timestamp, .. } = *self;
        Header { number, hash, parent, timestamp }
    }
}

/// An event of a vault: an entry of a treasury's audit chain, the head after some, or a rescue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultEvent {
    /// Who logged it.
    pub vault: Address,
    /// What made it do so.
    pub transaction: TxHash,
    /// Place among all logs of the block.
    pub log_index: u64,
    /// The event. A rescue, which the front logs and not a program, is a withdrawal to the owner here:
    /// to the vault's words both do the same.
    pub event: IVaultEvents,
    /// The event as logged.
    pub log: LogData,
}

impl VaultEvent {
    /// First topics of all logs that tell of a change of the vault's words.
    pub fn topics() -> Vec<B256> {
        let mut topics = Replay::relevant();
        topics.push(Rescued::SIGNATURE_HASH);
        topics
    }

    /// Decodes a log of `vault`.
    ///
    /// # Errors
    /// If it is no event of the vault.
    pub fn decode(
        vault: Address,
        transaction: TxHash,
        log_index: u64,
        log: LogData,
    ) -> Result<Self, sol_types::Error> {
        let event = if log.topics().first() == Some(&Rescued::SIGNATURE_HASH) {
            let Rescued { treasury, owner: to, value } = Rescued::decode_log_data(&log)?;
            IVaultEvents::Withdrawn(Withdrawn { treasury, to, value })
        } else {
            IVaultEvents::decode_raw_log(log.topics(), &log.data)?
        };
        Ok(Self { vault, transaction, log_index, event, log })
    }

    /// The treasury that it is about. Every event that the indexer reads has one, as its first
    /// indexed field; 0, which is no treasury's id, for any other.
    pub fn treasury(&self) -> u64 {
        let topic = self.log.topics().get(1).copied().unwrap_or_default();
        let [.., low] = topic.0.as_chunks::<8>().0 else { return 0 };
        u64::from_be_bytes(*low)
    }

    /// As an entry of the audit chain, in the block of `header`.
    pub fn entry(&self, header: &Header) -> Entry {
        Entry {
            data: self.log.clone(),
            timestamp: header.timestamp,
            block: header.number,
            transaction: self.transaction,
        }
    }
}

/// Told of every block with events, in order, after it is stored; and of reorganisations.
pub trait Follower: Send + Sync {
    /// The next block with events.
    fn applied(&self, block: &IndexedBlock);
    /// Everything after block `last` is undone.
    fn rolled_back(&self, last: u64);
}
