//! Slots: the nonces of the signers, what is sent under them, and what became of it.

use alloy::primitives::{Address, Bytes, TxHash};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, Transaction};

use super::Intents;
use super::row::{address, hash, unsigned};
use crate::batcher::Fees;
use crate::store::StoreError;
use crate::store::codec::to_sql;

/// What is to be sent under a nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotDraft {
    /// Whose nonce.
    pub signer: Address,
    /// Which.
    pub nonce: u64,
    /// The contract that is called.
    pub target: Address,
    /// With what.
    pub calldata: Bytes,
    /// Wei that go along.
    pub value: u64,
    /// Gas limit of the transaction.
    pub gas_limit: u64,
}

/// A nonce whose transactions may still land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its row.
    pub id: i64,
    /// What is sent.
    pub draft: SlotDraft,
    /// What was signed for it, by rising fee.
    pub sent: Vec<Sent>,
    /// The intents in it, by row.
    pub intents: Vec<i64>,
}

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its hash.
    pub hash: TxHash,
    /// As nodes take it (EIP-2718).
    pub raw: Bytes,
    /// What it pays for gas.
    pub fees: Fees,
}

impl Intents {
    /// Opens a slot with its first transaction and moves `intents` into it, to be sent only after
    /// this. `None`, and nothing is written, if one of them does not wait any more: what was withdrawn
    /// is in no transaction.
    ///
    /// # Errors
    /// [`StoreError::Database`], among others if the nonce has a slot already.
    pub async fn open_slot(
        &self,
        draft: &SlotDraft,
        first: &Sent,
        intents: &[i64],
        now: u64,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.begin().await?;
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO slots (chain, signer, nonce, target, calldata, value, gas_limit, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(self.chain)
        .bind(draft.signer.to_vec())
        .bind(to_sql(draft.nonce))
        .bind(draft.target.to_vec())
        .bind(draft.calldata.to_vec())
        .bind(to_sql(draft.value))
        .bind(to_sql(draft.gas_limit))
        .bind(to_sql(now))
        .fetch_one(&mut *transaction)
        .await?;
        insert_sent(&mut transaction, id, first).await?;
        let mut statement = QueryBuilder::new("UPDATE intents SET state = 1, slot = ");
        statement.push_bind(id).push(" WHERE state = 0 AND id IN ");
        push_ids(&mut statement, intents);
        let moved = statement.build().execute(&mut *transaction).await?.rows_affected();
        if moved < intents.len() as u64 {
            transaction.rollback().await?;
            return Ok(None);
        }
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Adds a transaction to an open slot, to be sent only after this.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_sent(&self, slot: i64, sent: &Sent) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        insert_sent(&mut transaction, slot, sent).await?;
        Ok(transaction.commit().await?)
    }

    /// Makes an open slot send something else from now on; its intents stay in it, since what was
    /// sent before may still land.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn redraft(&self, slot: i64, draft: &SlotDraft) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE slots SET target = ?, calldata = ?, value = ?, gas_limit = ? WHERE id = ?",
        )
        .bind(draft.target.to_vec())
        .bind(draft.calldata.to_vec())
        .bind(to_sql(draft.value))
        .bind(to_sql(draft.gas_limit))
        .bind(slot)
        .execute(self.store.writer())
        .await?;
        Ok(())
    }

    /// Closes a slot of which a transaction is in `block` and used `gas`; those of its intents that it left
    /// `unpaid` are queued again, each with so many attempts more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn close_slot(
        &self,
        slot: i64,
        block: u64,
        gas: u64,
        unpaid: &[(&[i64], u32)],
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE slots SET state = 1, mined_in = ?, gas_used = ? WHERE id = ?")
            .bind(to_sql(block))
            .bind(to_sql(gas))
            .bind(slot)
            .execute(&mut *transaction)
            .await?;
        for (intents, attempts) in unpaid {
            requeue(&mut transaction, slot, intents, *attempts).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Gives up a slot whose nonce went to a transaction that is not ours; all of `intents` are
    /// queued again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn lose_slot(&self, slot: i64, intents: &[i64]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE slots SET state = 2, gas_used = 0 WHERE id = ?")
            .bind(slot)
            .execute(&mut *transaction)
            .await?;
        requeue(&mut transaction, slot, intents, 0).await?;
        Ok(transaction.commit().await?)
    }

    /// Queues again what is in a former signer's open slot. It stays noted there, since that
    /// transaction may land until its nonce is used.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_over(&self, slot: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE intents SET state = 0 WHERE state = 1 AND slot = ?")
            .bind(slot)
            .execute(self.store.writer())
            .await?;
        Ok(())
    }

    /// Gives up a former signer's slot, whose nonce is used: what still waits in it can land no more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_slot(&self, slot: i64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for statement in [
            "UPDATE slots SET state = 2, gas_used = 0 WHERE id = ?",
            "UPDATE intents SET slot = NULL WHERE state = 0 AND slot = ?",
        ] {
            sqlx::query(statement).bind(slot).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Opens the slots of `signer` from `nonce` on again: the chain says that nothing is mined there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reopen_slots(&self, signer: Address, nonce: u64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE slots SET state = 0, mined_in = NULL, gas_used = NULL \
             WHERE state > 0 AND chain = ? AND signer = ? AND nonce >= ?",
        )
        .bind(self.chain)
        .bind(signer.to_vec())
        .bind(to_sql(nonce))
        .execute(self.store.writer())
        .await?;
        Ok(())
    }

    /// The open slots, of whichever signer, by nonce.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_slots(&self) -> Result<Vec<Slot>, StoreError> {
        let rows = sqlx::query("SELECT * FROM slots WHERE state = 0 AND chain = ? ORDER BY nonce")
            .bind(self.chain)
            .fetch_all(self.store.readers())
            .await?;
        let mut slots = Vec::with_capacity(rows.len());
        for row in &rows {
            let id: i64 = row.try_get("id")?;
            let sent = sqlx::query("SELECT * FROM transactions WHERE slot = ? ORDER BY max_fee")
                .bind(id)
                .fetch_all(self.store.readers())
                .await?;
            let intents = sqlx::query_scalar(
                "SELECT id FROM intents WHERE slot = ? AND state = 1 ORDER BY id",
            )
            .bind(id)
            .fetch_all(self.store.readers())
            .await?;
            let sent = sent.iter().map(read_sent).collect::<Result<_, _>>()?;
            slots.push(Slot { id, draft: read_draft(row)?, sent, intents });
        }
        Ok(slots)
    }

    /// Gas of everything that was sent since `since` (Unix seconds of this machine): used, or, where
    /// that is not known yet, allowed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn gas_since(&self, since: u64) -> Result<u64, StoreError> {
        let gas: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum(coalesce(gas_used, gas_limit)), 0) FROM slots \
             WHERE chain = ? AND created_at >= ?",
        )
        .bind(self.chain)
        .bind(to_sql(since))
        .fetch_one(self.store.readers())
        .await?;
        Ok(gas.cast_unsigned())
    }
}

async fn insert_sent(
    transaction: &mut Transaction<'static, Sqlite>,
    slot: i64,
    sent: &Sent,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO transactions (hash, slot, raw, max_fee, tip) VALUES (?, ?, ?, ?, ?)")
        .bind(sent.hash.to_vec())
        .bind(slot)
        .bind(sent.raw.to_vec())
        .bind(to_sql(sent.fees.max_fee))
        .bind(to_sql(sent.fees.tip))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Queues intents of a slot again, those that are still in it.
async fn requeue(
    transaction: &mut Transaction<'static, Sqlite>,
    slot: i64,
    intents: &[i64],
    attempts: u32,
) -> Result<(), sqlx::Error> {
    let mut statement =
        QueryBuilder::new("UPDATE intents SET state = 0, slot = NULL, attempts = attempts + ");
    statement.push_bind(attempts).push(" WHERE state = 1 AND slot = ");
    statement.push_bind(slot).push(" AND id IN ");
    push_ids(&mut statement, intents);
    statement.build().execute(&mut **transaction).await?;
    Ok(())
}

/// `(1,2,3)`, written out: SQLite limits the number of parameters, not of constants.
fn push_ids(statement: &mut QueryBuilder<Sqlite>, ids: &[i64]) {
    let mut list = statement.push("(").separated(",");
    for id in ids {
        list.push(id);
    }
    statement.push(")");
}

fn read_draft(row: &SqliteRow) -> Result<SlotDraft, StoreError> {
    Ok(SlotDraft {
        signer: address(row, "signer")?,
        nonce: unsigned(row, "nonce")?,
        target: address(row, "target")?,
        calldata: row.try_get::<Vec<u8>, _>("calldata")?.into(),
        value: unsigned(row, "value")?,
        gas_limit: unsigned(row, "gas_limit")?,
    })
}

fn read_sent(row: &SqliteRow) -> Result<Sent, StoreError> {
    Ok(Sent {
        hash: hash(row, "hash")?,
        raw: row.try_get::<Vec<u8>, _>("raw")?.into(),
        fees: Fees { max_fee: unsigned(row, "max_fee")?, tip: unsigned(row, "tip")? },
    })
}
