//! One treasury's events as entries of its audit chain.

use alloy::primitives::Address;
use sqlx::FromRow;

use super::codec::{from_sql, hash, log, to_sql};
use super::{Store, StoreError};
use crate::audit::Entry;

#[derive(FromRow)]
struct Row {
    number: i64,
    timestamp: i64,
    transaction_hash: Vec<u8>,
    topics: Vec<u8>,
    data: Vec<u8>,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            data: log(&row.topics, row.data)?,
            timestamp: from_sql(row.timestamp),
            block: from_sql(row.number),
            transaction: hash(&row.transaction_hash)?,
        })
    }
}

impl Store {
    /// The entries and heads of a treasury after block `after`, all if there is none, in log order.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn entries(
        &self,
        vault: Address,
        treasury: u64,
        after: Option<u64>,
    ) -> Result<Vec<Entry>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT number, timestamp, transaction_hash, topics, data FROM events \
             JOIN blocks ON number = block JOIN vaults ON id = vault \
             WHERE address = ? AND treasury = ? AND block > ? ORDER BY block, log_index",
        )
        .bind(vault.to_vec())
        .bind(to_sql(treasury))
        .bind(after.map_or(-1, to_sql))
        .fetch_all(self.readers())
        .await?;
        rows.into_iter().map(Entry::try_from).collect()
    }
}
