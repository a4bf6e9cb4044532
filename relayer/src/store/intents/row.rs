//! How intents lie in rows.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::Authorization;
use bursar_policy::batch::Verdict;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite};

use super::{Intent, Paid};
use crate::payment::{
    PaymentKey, PaymentSignature, Refusal, Settlement, SignedAuthorization, Standing,
};
use crate::store::{StoreError, codec};

/// `SELECT …` of what [`intent`] reads, then `condition`.
pub(super) fn select(condition: &str) -> QueryBuilder<Sqlite> {
    let mut statement = QueryBuilder::new(
        "SELECT *, (SELECT hash FROM transactions WHERE slot = intents.slot \
         ORDER BY max_fee DESC LIMIT 1) AS sent_in FROM intents ",
    );
    statement.push(condition);
    statement
}

/// Reads a row of [`select`].
pub(super) fn intent(row: &SqliteRow) -> Result<Intent, StoreError> {
    let signature: Vec<u8> = row.try_get("signature")?;
    let signature = if row.try_get("is_contract")? {
        PaymentSignature::Contract(signature.into())
    } else {
        codec::signature(&signature)?.into()
    };
    let PaymentKey { asset, payer, nonce } = key(row)?;
    let authorization = Authorization {
        from: payer,
        to: address(row, "payee")?,
        value: number(row, "value")?,
        valid_after: number(row, "valid_after")?,
        valid_before: number(row, "valid_before")?,
        nonce,
    };
    Ok(Intent {
        id: row.try_get("id")?,
        payment: SignedAuthorization { asset, authorization, signature },
        standing: standing(row)?,
        is_waiting: row.try_get::<i64, _>("state")? == 0,
        attempts: row.try_get("attempts")?,
    })
}

fn standing(row: &SqliteRow) -> Result<Standing, StoreError> {
    match row.try_get::<i64, _>("state")? {
        0 if row.try_get::<Option<Vec<u8>>, _>("sent_in")?.is_none() => Ok(Standing::Queued),
        0 | 1 => Ok(Standing::Sent { transaction: hash(row, "sent_in")? }),
        2 => Ok(Standing::Settled(settlement(row)?)),
        _ => {
            let Some(verdict) = row.try_get::<Option<u8>, _>("verdict")? else {
                return Ok(Standing::Withdrawn);
            };
            let verdict = Verdict::from_byte(verdict);
            let verdict = verdict.ok_or(StoreError::Corrupt("a verdict"))?;
            Ok(Standing::Refused(Refusal { verdict, detail: row.try_get("detail")? }))
        }
    }
}

fn settlement(row: &SqliteRow) -> Result<Settlement, StoreError> {
    let transaction = hash(row, "settled_by")?;
    Ok(Settlement { transaction, block: unsigned(row, "settled_in")? })
}

/// The key of a row with `asset`, `payer` and `nonce`.
pub(super) fn key(row: &SqliteRow) -> Result<PaymentKey, StoreError> {
    Ok(PaymentKey {
        asset: address(row, "asset")?,
        payer: address(row, "payer")?,
        nonce: hash(row, "nonce")?,
    })
}

/// Reads a row with a key, `payee`, `value`, `settled_by` and `settled_in`.
pub(super) fn paid(row: &SqliteRow) -> Result<Paid, StoreError> {
    Ok(Paid {
        key: key(row)?,
        payee: address(row, "payee")?,
        value: number(row, "value")?,
        settlement: settlement(row)?,
    })
}

/// A column that [`codec::to_sql`] wrote.
pub(super) fn unsigned(row: &SqliteRow, column: &str) -> Result<u64, StoreError> {
    Ok(codec::from_sql(row.try_get(column)?))
}

/// 256 bits as a blob.
pub(super) fn word(number: U256) -> Vec<u8> {
    number.to_be_bytes_vec()
}

fn number(row: &SqliteRow, column: &str) -> Result<U256, StoreError> {
    Ok(hash(row, column)?.into())
}

/// A column of 20 bytes.
pub(super) fn address(row: &SqliteRow, column: &str) -> Result<Address, StoreError> {
    codec::address(&row.try_get::<Vec<u8>, _>(column)?)
}

/// A column of 32 bytes.
pub(super) fn hash(row: &SqliteRow, column: &str) -> Result<B256, StoreError> {
    codec::hash(&row.try_get::<Vec<u8>, _>(column)?)
}
