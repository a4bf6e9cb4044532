//! The vaults' events in the store: added in steps, each whole or not at all, and read back in order.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, B256};
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault::AuditHead;
use futures_util::TryStreamExt as _;
use sqlx::{FromRow, Sqlite, Transaction};

use super::codec::{address, from_sql, hash, log, to_sql};
use super::{Store, StoreError, insert};
use crate::indexer::{Header, IndexedBlock, VaultEvent};

/// Blocks without events are kept this far behind the tip.
const RECENT_BLOCKS: u64 = 1_024;

/// The audit chain of one treasury, as far as it was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreasuryHead {
    /// The vault.
    pub vault: Address,
    /// The treasury's id.
    pub treasury: u64,
    /// Entries so far; 0 once a reorganisation undid the treasury.
    pub entries: u64,
    /// The head after them.
    pub head: B256,
}

/// What one step of the indexer changes.
#[derive(Debug)]
pub struct Step<'a> {
    /// The tip that the step builds on.
    pub former: Option<Header>,
    /// Blocks after this one are no more; their events go before those of `blocks` come.
    pub keep: Option<u64>,
    /// New blocks with events, in order.
    pub blocks: &'a [IndexedBlock],
    /// The last block that was read, with events or without.
    pub tip: Header,
    /// Every audit chain that the step changes.
    pub heads: &'a [TreasuryHead],
}

/// Vaults on their way into a store that has read on without them: nothing of them is there until
/// [`Joining::finish`].
#[derive(Debug)]
pub struct Joining {
    store: Store,
    vaults: BTreeMap<Address, i64>,
    tx: Transaction<'static, Sqlite>,
}

/// The store of one chain's vaults.
#[derive(Clone, Debug)]
pub struct Index {
    store: Store,
    vaults: BTreeMap<Address, i64>,
}

#[derive(FromRow)]
struct BlockRow {
    number: i64,
    hash: Vec<u8>,
    parent: Vec<u8>,
    timestamp: i64,
}

#[derive(FromRow)]
struct EventRow {
    #[sqlx(flatten)]
    block: BlockRow,
    vault: Vec<u8>,
    transaction_hash: Vec<u8>,
    log_index: i64,
    topics: Vec<u8>,
    data: Vec<u8>,
}

impl TryFrom<&BlockRow> for Header {
    type Error = StoreError;

    fn try_from(row: &BlockRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: from_sql(row.number),
            hash: hash(&row.hash)?,
            parent: hash(&row.parent)?,
            timestamp: from_sql(row.timestamp),
        })
    }
}

impl EventRow {
    fn event(self) -> Result<VaultEvent, StoreError> {
        let log = log(&self.topics, self.data)?;
        let transaction = hash(&self.transaction_hash)?;
        VaultEvent::decode(address(&self.vault)?, transaction, from_sql(self.log_index), log)
            .map_err(|_| StoreError::Corrupt("an event"))
    }
}

impl Store {
    /// The last block that was read.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn tip(&self) -> Result<Option<Header>, StoreError> {
        let row: Option<BlockRow> = sqlx::query_as(
            "SELECT number, hash, parent, timestamp FROM chain JOIN blocks ON number = tip",
        )
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(Header::try_from).transpose()
    }

    /// The first block that the store knows: the one before which reading began.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn first(&self) -> Result<Option<Header>, StoreError> {
        let row: Option<BlockRow> = sqlx::query_as(
            "SELECT number, hash, parent, timestamp FROM blocks ORDER BY number LIMIT 1",
        )
        .fetch_optional(self.readers())
        .await?;
        row.as_ref().map(Header::try_from).transpose()
    }
}

impl Index {
    /// Takes the store for the events of `vaults` on the chain `chain_id`. A new one is made theirs;
    /// into one that is not, those that it does not follow yet have to [join](Index::join).
    ///
    /// # Errors
    /// [`StoreError::OtherChain`], or [`StoreError::OtherVaults`] if it follows more than `vaults`.
    pub async fn open(
        store: Store,
        chain_id: u64,
        vaults: &[(Address, u64)],
    ) -> Result<Self, StoreError> {
        let mut tx = store.writer().begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT INTO chain (only, chain_id) VALUES (0, ?) ON CONFLICT DO NOTHING")
            .bind(to_sql(chain_id))
            .execute(&mut *tx)
            .await?;
        let stored: i64 =
            sqlx::query_scalar("SELECT chain_id FROM chain").fetch_one(&mut *tx).await?;
        let stored = from_sql(stored);
        if stored != chain_id {
            return Err(StoreError::OtherChain { stored, asked: chain_id });
        }
        let mut known = load_vaults(&mut tx).await?;
        if known.is_empty() {
            insert::vaults(&mut tx, vaults).await?;
            known = load_vaults(&mut tx).await?;
        }
        let asked: BTreeSet<Address> = vaults.iter().map(|(vault, _)| *vault).collect();
        if !known.keys().all(|vault| asked.contains(vault)) {
            return Err(StoreError::OtherVaults {
                stored: known.into_keys().collect(),
                asked: asked.into_iter().collect(),
            });
        }
        tx.commit().await?;
        Ok(Self { store, vaults: known })
    }

    /// The store that this is part of.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The vaults whose events are here.
    pub fn vaults(&self) -> impl Iterator<Item = Address> {
        self.vaults.keys().copied()
    }

    /// Begins to take in `vaults`, whose events are read from the block after `before` on.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn join(
        &self,
        vaults: &[(Address, u64)],
        before: Header,
    ) -> Result<Joining, StoreError> {
        let mut tx = self.store.writer().begin_with("BEGIN IMMEDIATE").await?;
        insert::vaults(&mut tx, vaults).await?;
        insert::blocks(&mut tx, &[], before).await?;
        let vaults = load_vaults(&mut tx).await?;
        Ok(Joining { store: self.store.clone(), vaults, tx })
    }

    /// The last block at or before `number` that the store knows.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn header_before(&self, number: u64) -> Result<Option<Header>, StoreError> {
        let row: Option<BlockRow> = sqlx::query_as(
            "SELECT number, hash, parent, timestamp FROM blocks WHERE number <= ? \
             ORDER BY number DESC LIMIT 1",
        )
        .bind(to_sql(number))
        .fetch_optional(self.store.readers())
        .await?;
        row.as_ref().map(Header::try_from).transpose()
    }

    /// The block of the last audit head of a treasury.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn last_block_of(
        &self,
        vault: Address,
        treasury: u64,
    ) -> Result<Option<Header>, StoreError> {
        let row: Option<BlockRow> = sqlx::query_as(
            "SELECT number, hash, parent, timestamp FROM events JOIN blocks ON number = block \
             WHERE vault = ? AND treasury = ? AND substr(topics, 1, 32) = ? \
             ORDER BY block DESC LIMIT 1",
        )
        .bind(self.vaults.get(&vault).copied())
        .bind(to_sql(treasury))
        .bind(AuditHead::SIGNATURE_HASH.to_vec())
        .fetch_optional(self.store.readers())
        .await?;
        row.as_ref().map(Header::try_from).transpose()
    }

    /// Every treasury's audit chain.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn heads(&self) -> Result<Vec<TreasuryHead>, StoreError> {
        let rows: Vec<(Vec<u8>, i64, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT address, treasury, entries, head FROM treasuries JOIN vaults ON id = vault",
        )
        .fetch_all(self.store.readers())
        .await?;
        let heads = rows.into_iter().map(|(vault, treasury, entries, head)| {
            Ok(TreasuryHead {
                vault: address(&vault)?,
                treasury: from_sql(treasury),
                entries: from_sql(entries),
                head: hash(&head)?,
            })
        });
        heads.collect()
    }

    /// The last audit head of each treasury at or before block `last`, for every treasury that has
    /// events after it: where their chains stood then. `None` for a treasury that did not exist.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn undone_by(
        &self,
        last: u64,
    ) -> Result<Vec<(Address, u64, Option<VaultEvent>)>, StoreError> {
        let treasuries: Vec<(i64, Vec<u8>, i64)> = sqlx::query_as(
            "SELECT DISTINCT vault, address, treasury FROM events JOIN vaults ON id = vault \
             WHERE block > ?",
        )
        .bind(to_sql(last))
        .fetch_all(self.store.readers())
        .await?;
        let mut undone = Vec::with_capacity(treasuries.len());
        for (vault, vault_address, treasury) in treasuries {
            let row: Option<EventRow> = sqlx::query_as(
                "SELECT number, hash, parent, timestamp, address AS vault, transaction_hash, \
                 log_index, topics, data FROM events \
                 JOIN blocks ON number = block JOIN vaults ON id = vault \
                 WHERE events.vault = ? AND treasury = ? AND block <= ? \
                 AND substr(topics, 1, 32) = ? ORDER BY block DESC, log_index DESC LIMIT 1",
            )
            .bind(vault)
            .bind(treasury)
            .bind(to_sql(last))
            .bind(AuditHead::SIGNATURE_HASH.to_vec())
            .fetch_optional(self.store.readers())
            .await?;
            let event = row.map(EventRow::event).transpose()?;
            undone.push((address(&vault_address)?, from_sql(treasury), event));
        }
        Ok(undone)
    }

    /// Hands every block with events after block `after` to `apply`, in order, as they stood when
    /// this was called.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`], or what `apply` returns.
    pub async fn replay<E: From<StoreError>>(
        &self,
        after: Option<u64>,
        mut apply: impl FnMut(IndexedBlock) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rows = sqlx::query_as::<_, EventRow>(
            "SELECT number, hash, parent, timestamp, address AS vault, transaction_hash, \
             log_index, topics, data FROM events \
             JOIN blocks ON number = block JOIN vaults ON id = vault \
             WHERE block > ? ORDER BY block, log_index",
        )
        .bind(after.map_or(-1, to_sql))
        .fetch(self.store.readers());
        let mut open: Option<IndexedBlock> = None;
        while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
            let header = Header::try_from(&row.block)?;
            if let Some(done) = open.take_if(|block| block.number != header.number) {
                apply(done)?;
            }
            let block = open.get_or_insert_with(|| IndexedBlock::empty(header));
            block.events.push(row.event()?);
        }
        open.map_or(Ok(()), apply)
    }

    /// Makes a step, whole or not at all.
    ///
    /// # Errors
    /// [`StoreError::Raced`] if the tip is not where the step begins.
    pub async fn advance(&self, step: &Step<'_>) -> Result<(), StoreError> {
        let mut tx = self.store.writer().begin_with("BEGIN IMMEDIATE").await?;
        let tip: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT hash FROM chain JOIN blocks ON number = tip")
                .fetch_optional(&mut *tx)
                .await?;
        if tip.as_deref() != step.former.as_ref().map(|former| former.hash.as_slice()) {
            return Err(StoreError::Raced);
        }
        if let Some(keep) = step.keep {
            undo(&mut tx, keep).await?;
        }
        insert::blocks(&mut tx, step.blocks, step.tip).await?;
        insert::events(&mut tx, &self.vaults, step.blocks).await?;
        insert::payments(&mut tx, &self.vaults, step.blocks).await?;
        insert::heads(&mut tx, &self.vaults, step.heads).await?;
        sqlx::query("UPDATE chain SET tip = ?")
            .bind(to_sql(step.tip.number))
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "DELETE FROM blocks WHERE events = 0 AND number < ? \
             AND number > (SELECT min(number) FROM blocks)",
        )
        .bind(to_sql(step.tip.number.saturating_sub(RECENT_BLOCKS)))
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }
}

impl Joining {
    /// Adds events of the joining vaults; `last` is the last block that was read.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add(&mut self, blocks: &[IndexedBlock], last: Header) -> Result<(), StoreError> {
        insert::blocks(&mut self.tx, blocks, last).await?;
        insert::events(&mut self.tx, &self.vaults, blocks).await?;
        insert::payments(&mut self.tx, &self.vaults, blocks).await
    }

    /// Makes the vaults the store's, with the audit chains of their treasuries.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn finish(mut self, heads: &[TreasuryHead]) -> Result<Index, StoreError> {
        insert::heads(&mut self.tx, &self.vaults, heads).await?;
        self.tx.commit().await?;
        Ok(Index { store: self.store, vaults: self.vaults })
    }
}

async fn load_vaults(
    tx: &mut Transaction<'static, Sqlite>,
) -> Result<BTreeMap<Address, i64>, StoreError> {
    let rows: Vec<(Vec<u8>, i64)> =
        sqlx::query_as("SELECT address, id FROM vaults").fetch_all(&mut **tx).await?;
    rows.into_iter().map(|(bytes, id)| Ok((address(&bytes)?, id))).collect()
}

/// Forgets every block after `last`.
async fn undo(tx: &mut Transaction<'static, Sqlite>, last: u64) -> Result<(), StoreError> {
    // What refers to a block goes first.
    for forget in [
        "UPDATE chain SET tip = NULL WHERE tip > ?",
        "DELETE FROM payments WHERE block > ?",
        "DELETE FROM events WHERE block > ?",
        "DELETE FROM blocks WHERE number > ?",
    ] {
        sqlx::query(forget).bind(to_sql(last)).execute(&mut **tx).await?;
    }
    Ok(())
}
