//! The chain, link by link: no I/O.

use alloy::primitives::{Address, B256, LogData, TxHash};
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault::{AuditHead, AuthorizationUsed, IVaultEvents, Transfer};
use bursar_policy::audit::{entry_hash, extend, genesis};
use serde::Serialize;

/// A log of the vault, with what its block's header adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Topics and data.
    pub data: LogData,
    /// Of the block, Unix seconds.
    pub timestamp: u64,
    /// The block's number.
    pub block: u64,
    /// What emitted it.
    pub transaction: TxHash,
}

/// Where and how a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fault {
    /// The vault announced entries that begin elsewhere than the logs at hand.
    #[error(
        "in block {block}, transaction {transaction}: the vault's entries begin at {stated}, the logs' at {found}; logs are missing, or --from-block is after the treasury's creation"
    )]
    Sequence {
        /// What the vault's head announces.
        stated: u64,
        /// Where the logs stand.
        found: u64,
        /// Of the head.
        block: u64,
        /// Of the head.
        transaction: TxHash,
    },
    /// The vault announced more or fewer entries than there are logs.
    #[error(
        "in block {block}, transaction {transaction}: the vault counts {stated} entries from {first}, there are {found} logs; a log was left out or added"
    )]
    Count {
        /// Number of the first of them.
        first: u64,
        /// What the vault's head announces.
        stated: u32,
        /// Logs since the head before.
        found: u64,
        /// Of the head.
        block: u64,
        /// Of the head.
        transaction: TxHash,
    },
    /// The logs hash to something else.
    #[error(
        "in block {block}, transaction {transaction}: entries {first} and on give the head {found}, the vault says {stated}; a log or a block's time was altered"
    )]
    Head {
        /// Number of the first entry since the head before.
        first: u64,
        /// What the vault's head announces.
        stated: B256,
        /// What the logs give.
        found: B256,
        /// Of the head.
        block: u64,
        /// Of the head.
        transaction: TxHash,
    },
    /// The log of a head that does not decode.
    #[error(
        "in block {block}, transaction {transaction}: the audit head does not decode; the log was altered"
    )]
    Malformed {
        /// Of the log.
        block: u64,
        /// Of the log.
        transaction: TxHash,
    },
    /// Logs after the last head.
    #[error("{found} logs after entry {first} belong to no head; the log of a head was left out")]
    Loose {
        /// Number of the first of them.
        first: u64,
        /// How many.
        found: u64,
    },
    /// Storage counts other entries than the logs.
    #[error(
        "the vault stores {stated} entries, the logs hold {found}; the last logs are missing, or --from-block is after the treasury's creation"
    )]
    StoredEntries {
        /// In storage.
        stated: u64,
        /// In the logs.
        found: u64,
    },
    /// Storage holds another head than the logs give.
    #[error(
        "the vault stores the head {stated}, the logs give {found}; the logs are not this vault's"
    )]
    StoredHead {
        /// In storage.
        stated: B256,
        /// From the logs.
        found: B256,
    },
}

/// A chain as far as it has been recomputed.
#[derive(Debug, Clone)]
pub struct Replay {
    /// As of the last head that was confirmed.
    confirmed: Link,
    /// With the entries since.
    current: Link,
}

#[derive(Debug, Clone, Copy)]
struct Link {
    entries: u64,
    head: B256,
}

impl Replay {
    /// The chain of `treasury` before its first entry.
    pub fn new(chain_id: u64, vault: Address, treasury: u64) -> Self {
        let link = Link { entries: 0, head: genesis(chain_id, vault, treasury) };
        Self { confirmed: link, current: link }
    }

    /// A chain that was verified as far as `entries` entries, with the head after them.
    pub const fn resume(entries: u64, head: B256) -> Self {
        let link = Link { entries, head };
        Self { confirmed: link, current: link }
    }

    /// Entries that a head has confirmed.
    pub const fn entries(&self) -> u64 {
        self.confirmed.entries
    }

    /// The last head that was confirmed.
    pub const fn head(&self) -> B256 {
        self.confirmed.head
    }

    /// First topics of the logs that are entries or heads.
    pub fn relevant() -> Vec<B256> {
        IVaultEvents::SELECTORS.iter().map(B256::from).filter(Self::is_relevant).collect()
    }

    /// Whether logs with this first topic are entries or heads.
    pub fn is_relevant(topic: &B256) -> bool {
        *topic != Transfer::SIGNATURE_HASH
            && *topic != AuthorizationUsed::SIGNATURE_HASH
            && IVaultEvents::SELECTORS.contains(&topic.0)
    }

    /// Takes the next log, in log order; what is neither entry nor head is skipped.
    ///
    /// # Errors
    /// [`Fault`] if a head does not confirm the entries since the last one. The chain stays at that
    /// last one.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Fault> {
        match entry.data.topics().first() {
            Some(topic) if *topic == AuditHead::SIGNATURE_HASH => self.confirm(entry),
            Some(topic) if Self::is_relevant(topic) => {
                let hash = entry_hash(entry.timestamp, entry.data.topics(), &entry.data.data);
                self.current.head = extend(self.current.head, hash);
                self.current.entries = self.current.entries.saturating_add(1);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Checks that a head has confirmed every entry, as it has at the end of each transaction.
    ///
    /// # Errors
    /// [`Fault::Loose`].
    pub fn closed(&self) -> Result<(), Fault> {
        match self.loose() {
            0 => Ok(()),
            found => Err(Fault::Loose { first: self.confirmed.entries, found }),
        }
    }

    /// Compares with what the vault stores after the last log.
    ///
    /// # Errors
    /// [`Fault::Loose`], [`Fault::StoredEntries`] or [`Fault::StoredHead`].
    pub fn compare(&self, entries: u64, head: B256) -> Result<(), Fault> {
        let Link { entries: found, head: computed } = self.confirmed;
        self.closed()?;
        if found != entries {
            return Err(Fault::StoredEntries { stated: entries, found });
        }
        if computed != head {
            return Err(Fault::StoredHead { stated: head, found: computed });
        }
        Ok(())
    }

    /// Entries since the last head.
    const fn loose(&self) -> u64 {
        self.current.entries.saturating_sub(self.confirmed.entries)
    }

    fn confirm(&mut self, entry: &Entry) -> Result<(), Fault> {
        let (block, transaction) = (entry.block, entry.transaction);
        let stated = AuditHead::decode_log_data(&entry.data)
            .map_err(|_| Fault::Malformed { block, transaction })?;
        let first = self.confirmed.entries;
        if stated.firstSeq != first {
            let stated = stated.firstSeq;
            return Err(Fault::Sequence { stated, found: first, block, transaction });
        }
        let found = self.loose();
        if u64::from(stated.count) != found {
            return Err(Fault::Count { first, stated: stated.count, found, block, transaction });
        }
        if stated.head != self.current.head {
            let (stated, found) = (stated.head, self.current.head);
            return Err(Fault::Head { first, stated, found, block, transaction });
        }
        self.confirmed = self.current;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
