//! Payments, looked up.

use std::fmt;
use std::str::FromStr;

use alloy::primitives::{Address, B256, TxHash};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::codec::{address, from_sql, hash, to_sql};
use super::{Store, StoreError, browse};

/// Which payments are asked for; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// The vault that paid.
    pub vault: Option<Address>,
    /// The treasury that paid.
    pub treasury: Option<u64>,
    /// Who spent.
    pub agent: Option<Address>,
    /// Who was paid.
    pub vendor: Option<Address>,
    /// Of the authorization.
    pub nonce: Option<B256>,
    /// First second (Unix).
    pub from: Option<u64>,
    /// First second after.
    pub to: Option<u64>,
}

/// A payment's place in the chain, by which a page begins after another. Written `block-log`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentCursor {
    /// The block's number.
    pub block: u64,
    /// Place among the block's logs.
    pub log_index: u64,
}

/// A settled payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRecord {
    /// Where it is in the chain.
    pub cursor: PaymentCursor,
    /// The vault that paid.
    pub vault: Address,
    /// The treasury that paid.
    pub treasury: u64,
    /// Who spent.
    pub agent: Address,
    /// Who was paid.
    pub vendor: Address,
    /// In the token's smallest unit.
    pub value: u64,
    /// Of the authorization.
    pub nonce: B256,
    /// What settled it.
    pub transaction: TxHash,
    /// Of the block, Unix seconds.
    pub timestamp: u64,
}

/// A text is no [`PaymentCursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place among payments is written as block-log, such as 123-4; take it from `next`")]
pub struct CursorError;

impl fmt::Display for PaymentCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.block, self.log_index)
    }
}

impl FromStr for PaymentCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (block, log_index) = text.split_once('-').ok_or(CursorError)?;
        let number = |digits: &str| digits.parse().map_err(|_| CursorError);
        Ok(Self { block: number(block)?, log_index: number(log_index)? })
    }
}

const SELECT: &str = "SELECT p.block, p.log_index, v.address, p.treasury, p.agent, p.vendor, \
     p.value, p.nonce, e.transaction_hash, b.timestamp FROM payments p \
     JOIN events e ON e.block = p.block AND e.log_index = p.log_index \
     JOIN blocks b ON b.number = p.block JOIN vaults v ON v.id = p.vault WHERE TRUE";

#[derive(FromRow)]
struct Row {
    block: i64,
    log_index: i64,
    address: Vec<u8>,
    treasury: i64,
    agent: Vec<u8>,
    vendor: Vec<u8>,
    value: i64,
    nonce: Vec<u8>,
    transaction_hash: Vec<u8>,
    timestamp: i64,
}

impl TryFrom<Row> for PaymentRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            cursor: PaymentCursor {
                block: from_sql(row.block),
                log_index: from_sql(row.log_index),
            },
            vault: address(&row.address)?,
            treasury: from_sql(row.treasury),
            agent: address(&row.agent)?,
            vendor: address(&row.vendor)?,
            value: from_sql(row.value),
            nonce: hash(&row.nonce)?,
            transaction: hash(&row.transaction_hash)?,
            timestamp: from_sql(row.timestamp),
        })
    }
}

impl Store {
    /// At most `limit` payments, the newest first; those before `after` if it is given. For whoever
    /// wants to know: few may ask at the same time, and none for long.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::TooLong`], [`StoreError::Database`] or
    /// [`StoreError::Corrupt`].
    pub async fn payments(
        &self,
        filter: &PaymentFilter,
        after: Option<PaymentCursor>,
        limit: u32,
    ) -> Result<Vec<PaymentRecord>, StoreError> {
        let mut turn = self.browsers.enter().await?;
        let mut select = select(filter, after, limit);
        let found = select.build_query_as().fetch_all(&mut *turn.connection).await;
        let rows: Vec<Row> = found.map_err(browse::failed)?;
        rows.into_iter().map(PaymentRecord::try_from).collect()
    }
}

fn select(
    filter: &PaymentFilter,
    after: Option<PaymentCursor>,
    limit: u32,
) -> QueryBuilder<Sqlite> {
    let mut select = QueryBuilder::new(SELECT);
    narrow(&mut select, filter);
    if let Some(PaymentCursor { block, log_index }) = after {
        select.push(" AND (p.block, p.log_index) < (").push_bind(to_sql(block));
        select.push(", ").push_bind(to_sql(log_index)).push(")");
    }
    select.push(" ORDER BY p.block DESC, p.log_index DESC LIMIT ").push_bind(limit);
    select
}

fn narrow(select: &mut QueryBuilder<Sqlite>, filter: &PaymentFilter) {
    // A nonce is nearly unique; the plus keeps SQLite from choosing another index for its order.
    let plus = if filter.nonce.is_some() { "+" } else { "" };
    let bytes = [
        ("v.address", filter.vault.map(|vault| vault.to_vec())),
        ("p.agent", filter.agent.map(|agent| agent.to_vec())),
        ("p.vendor", filter.vendor.map(|vendor| vendor.to_vec())),
    ];
    for (column, value) in bytes {
        if let Some(value) = value {
            select.push(format_args!(" AND {plus}{column} = ")).push_bind(value);
        }
    }
    if let Some(treasury) = filter.treasury {
        select.push(format_args!(" AND {plus}p.treasury = ")).push_bind(to_sql(treasury));
    }
    if let Some(nonce) = filter.nonce {
        select.push(" AND p.nonce = ").push_bind(nonce.to_vec());
    }
    // Time never goes backwards along a chain, so a stretch of time is a stretch of blocks.
    let first = "(SELECT number FROM blocks WHERE timestamp >= ";
    let bounds = [(" AND p.block >= ", filter.from), (" AND p.block < ", filter.to)];
    for (condition, time) in bounds {
        if let Some(time) = time {
            let at = i64::try_from(time).unwrap_or(i64::MAX);
            select.push(condition).push("coalesce(").push(first).push_bind(at);
            select.push(" ORDER BY timestamp, number LIMIT 1), 9223372036854775807)");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_is_read_as_it_is_written() {
        let cursor = PaymentCursor { block: 1_234, log_index: 5 };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "1", "-", "1-", "-1", "a-1", "1-2-3"] {
            assert_eq!(text.parse::<PaymentCursor>(), Err(CursorError), "{text}");
        }
    }
}
