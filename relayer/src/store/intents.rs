//! Intents: the payments that were accepted, durable before anybody is told so, and where they stand.

mod row;
mod slots;

use std::collections::HashMap;

use alloy::primitives::{Address, B256, U256};
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::Verdict;
use sqlx::query_builder::Separated;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row as _, Sqlite, SqliteConnection, Transaction};

use super::codec::to_sql;
use super::{Store, StoreError};
use crate::payment::{PaymentKey, Refusal, Settlement, SignedAuthorization, Standing};
use row::word;

pub use slots::{Sent, Slot, SlotDraft};

/// Rows of one statement: SQLite takes 32,766 parameters, an intent has ten.
const ROWS: usize = 1_000;

/// Ends the rows of an `UPDATE … FROM`, of which the first three columns are a key ([`push_key`]); the
/// chain follows.
const SAME_KEY: &str =
    ") WHERE asset = column1 AND payer = column2 AND nonce = column3 AND chain = ";

/// The intents of one chain.
#[derive(Clone, Debug)]
pub struct Intents {
    store: Store,
    chain: i64,
}

/// One accepted payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Ascending in the order of acceptance.
    pub id: i64,
    /// What was accepted.
    pub payment: SignedAuthorization,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it waits for a transaction; beside one of a former signer, perhaps, that may land.
    pub is_waiting: bool,
    /// How many mined transactions did not settle it.
    pub attempts: u32,
}

/// What became of a payment that was to be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// It is new, and durable now.
    Fresh(Intent),
    /// The same authorization was accepted before.
    Known(Intent),
}

/// What the store knows of an authorization, in one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// It was accepted here once, or another one with the same key was.
    pub is_accepted: bool,
    /// The index has a payment under its key, whoever made it and whenever: nonces are recycled.
    pub is_paid: bool,
}

/// How far the indexer has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexedTip {
    /// The last block read.
    pub number: u64,
    /// Its time, Unix seconds.
    pub timestamp: u64,
}

/// A payment that was made, as an event tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Which authorization.
    pub key: PaymentKey,
    /// Who was paid.
    pub payee: Address,
    /// Token units.
    pub value: U256,
    /// By which transaction.
    pub settlement: Settlement,
}

impl Intents {
    /// The intents of chain `chain_id` in `store`.
    pub const fn new(store: Store, chain_id: u64) -> Self {
        Self { store, chain: to_sql(chain_id) }
    }

    /// Writers take their turn at the beginning: one that reads first could be refused later.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.store.writer().begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Enters payments, all in one commit; the answers are in their order.
    ///
    /// # Errors
    /// [`StoreError::Database`]: nobody may be told that a payment is accepted.
    pub async fn enter(
        &self,
        payments: &[SignedAuthorization],
    ) -> Result<Vec<Entered>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut entered = Vec::with_capacity(payments.len());
        for chunk in payments.chunks(ROWS) {
            let mut fresh = self.insert(&mut transaction, chunk).await?;
            for payment in chunk {
                let key = payment.key();
                entered.push(match fresh.remove(&key) {
                    Some(id) => Entered::Fresh(Intent {
                        id,
                        payment: payment.clone(),
                        standing: Standing::Queued,
                        is_waiting: true,
                        attempts: 0,
                    }),
                    None => {
                        let known = self.find_in(&mut transaction, &key).await?;
                        Entered::Known(known.ok_or(sqlx::Error::RowNotFound)?)
                    }
                });
            }
        }
        transaction.commit().await?;
        Ok(entered)
    }

    /// Inserts what is not there yet: the ids of what was inserted.
    async fn insert(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        payments: &[SignedAuthorization],
    ) -> Result<HashMap<PaymentKey, i64>, StoreError> {
        let mut statement = QueryBuilder::new(
            "INSERT INTO intents (chain, asset, payer, nonce, payee, value, valid_after, \
             valid_before, signature, is_contract) ",
        );
        statement.push_values(payments, |mut row, payment| {
            let message = &payment.authorization;
            row.push_bind(self.chain)
                .push_bind(payment.asset.to_vec())
                .push_bind(message.from.to_vec())
                .push_bind(message.nonce.to_vec())
                .push_bind(message.to.to_vec())
                .push_bind(word(message.value))
                .push_bind(word(message.valid_after))
                .push_bind(word(message.valid_before))
                .push_bind(payment.signature.to_bytes().to_vec())
                .push_bind(payment.signature.is_contract());
        });
        statement.push(" ON CONFLICT DO NOTHING RETURNING id, asset, payer, nonce");
        let rows = statement.build().fetch_all(&mut **transaction).await?;
        rows.iter().map(|row| Ok((row::key(row)?, row.try_get("id")?))).collect()
    }

    /// The intent of `key`, if it was ever accepted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn find(&self, key: &PaymentKey) -> Result<Option<Intent>, StoreError> {
        self.find_in(&mut *self.store.readers().acquire().await?, key).await
    }

    async fn find_in(
        &self,
        connection: &mut SqliteConnection,
        key: &PaymentKey,
    ) -> Result<Option<Intent>, StoreError> {
        let mut statement = row::select("WHERE ");
        self.push_key(&mut statement, key);
        let found = statement.build().fetch_optional(connection).await?;
        found.as_ref().map(row::intent).transpose()
    }

    /// `chain = … AND asset = … AND payer = … AND nonce = …`
    fn push_key(&self, statement: &mut QueryBuilder<Sqlite>, key: &PaymentKey) {
        statement
            .push("chain = ")
            .push_bind(self.chain)
            .push(" AND asset = ")
            .push_bind(key.asset.to_vec())
            .push(" AND payer = ")
            .push_bind(key.payer.to_vec())
            .push(" AND nonce = ")
            .push_bind(key.nonce.to_vec());
    }

    /// What is known of `key`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn history(&self, key: &PaymentKey) -> Result<History, StoreError> {
        let PaymentKey { asset, payer, nonce } = key;
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM intents \
             WHERE chain = ? AND asset = ?2 AND payer = ?3 AND nonce = ?4) AS accepted, \
             EXISTS (SELECT 1 FROM payments p JOIN vaults v ON v.id = p.vault \
             WHERE p.nonce = ?4 AND p.agent = ?3 AND v.address = ?2) AS paid",
        )
        .bind(self.chain)
        .bind(asset.to_vec())
        .bind(payer.to_vec())
        .bind(nonce.to_vec())
        .fetch_one(self.store.readers())
        .await?;
        Ok(History { is_accepted: row.try_get("accepted")?, is_paid: row.try_get("paid")? })
    }

    /// Everything that has not come to its end, in the order of acceptance.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open(&self) -> Result<Vec<Intent>, StoreError> {
        let mut statement = row::select("WHERE state < 2 AND chain = ");
        statement.push_bind(self.chain).push(" ORDER BY id");
        let rows = statement.build().fetch_all(self.store.readers()).await?;
        rows.iter().map(row::intent).collect()
    }

    /// What was refused or withdrawn and has not expired at `now` (Unix seconds), in the order of acceptance.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn refused(&self, now: u64) -> Result<Vec<Intent>, StoreError> {
        let mut statement = row::select("WHERE state = 3 AND chain = ");
        // Big endian: in the order of the numbers.
        let now = word(U256::from(now));
        statement.push_bind(self.chain).push(" AND valid_before > ").push_bind(now);
        let rows = statement.push(" ORDER BY id").build().fetch_all(self.store.readers()).await?;
        rows.iter().map(row::intent).collect()
    }

    /// Ends intents as refused; those only that wait for a transaction, since what is in one may
    /// land, a former signer's included, until it has expired. The ids of those.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn refuse(&self, refused: &[(i64, Refusal)]) -> Result<Vec<i64>, StoreError> {
        let mut transaction = self.begin().await?;
        let mut ended = Vec::with_capacity(refused.len());
        for (id, refusal) in refused {
            let changed = sqlx::query(
                "UPDATE intents SET state = 3, verdict = ?, detail = ? \
                 WHERE id = ? AND state = 0 AND (slot IS NULL OR ?)",
            )
            .bind(refusal.verdict.byte())
            .bind(&refusal.detail)
            .bind(id)
            .bind(refusal.verdict == Verdict::Fault(AuthorizationFault::Expired))
            .execute(&mut *transaction)
            .await?;
            if changed.rows_affected() > 0 {
                ended.push(*id);
            }
        }
        transaction.commit().await?;
        Ok(ended)
    }

    /// Ends an intent that waits for a transaction: from now on none can be opened with it, see
    /// [`Intents::open_slot`]. `false` if it does not wait, may land by a former signer's transaction,
    /// or was never accepted.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn withdraw(&self, key: &PaymentKey) -> Result<bool, StoreError> {
        let mut statement =
            QueryBuilder::new("UPDATE intents SET state = 3 WHERE state = 0 AND slot IS NULL AND ");
        self.push_key(&mut statement, key);
        let changed = statement.build().execute(self.store.writer()).await?;
        Ok(changed.rows_affected() > 0)
    }

    /// Ends intents as settled, whatever they were before: an event has the last word. Payments that
    /// were never accepted here are passed over, and so are other messages with a key that was.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn settle(&self, paid: &[Paid]) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for chunk in paid.chunks(ROWS) {
            let mut statement = QueryBuilder::new(
                "UPDATE intents SET state = 2, settled_by = column6, settled_in = column7 FROM (",
            );
            statement.push_values(chunk, |mut row, Paid { key, payee, value, settlement }| {
                push_key(&mut row, key)
                    .push_bind(payee.to_vec())
                    .push_bind(word(*value))
                    .push_bind(settlement.transaction.to_vec())
                    .push_bind(to_sql(settlement.block));
            });
            statement.push(SAME_KEY).push_bind(self.chain);
            statement.push(" AND payee = column4 AND value = column5");
            statement.build().execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Undoes what was read after block `last`: what settled there is open again, and so are the
    /// slots that were mined there.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn roll_back(&self, last: u64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for statement in [
            "UPDATE intents SET state = CASE WHEN slot IS NULL THEN 0 ELSE 1 END, \
             settled_by = NULL, settled_in = NULL WHERE state = 2 AND settled_in > ? AND chain = ?",
            "UPDATE slots SET state = 0, mined_in = NULL, gas_used = NULL \
             WHERE state = 1 AND mined_in > ? AND chain = ?",
        ] {
            let statement = sqlx::query(statement).bind(to_sql(last)).bind(self.chain);
            statement.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Opens again what settled in a vault after block `last` by an event that the index no longer has:
    /// a reorganisation that nobody here was told of.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn reopen_orphans(&self, last: u64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE intents SET state = CASE WHEN slot IS NULL THEN 0 ELSE 1 END, \
             settled_by = NULL, settled_in = NULL \
             WHERE state = 2 AND settled_in > ? AND chain = ? \
             AND EXISTS (SELECT 1 FROM vaults WHERE address = intents.asset) \
             AND NOT EXISTS (SELECT 1 FROM payments p \
             JOIN events e ON e.block = p.block AND e.log_index = p.log_index \
             WHERE p.nonce = intents.nonce AND p.agent = intents.payer \
             AND p.block = settled_in AND e.transaction_hash = settled_by)",
        )
        .bind(to_sql(last))
        .bind(self.chain)
        .execute(self.store.writer())
        .await?;
        Ok(())
    }

    /// Lets `claimant` tell of the success of `key`, if it is settled and nobody else may: the first
    /// that asks, and then only that one, for good.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn claim(&self, claims: &[(PaymentKey, B256)]) -> Result<Vec<bool>, StoreError> {
        // A row for each key: its first claimant.
        let mut firsts = HashMap::with_capacity(claims.len());
        for (key, claimant) in claims {
            firsts.entry(*key).or_insert(*claimant);
        }
        let firsts: Vec<_> = firsts.into_iter().collect();
        let mut transaction = self.begin().await?;
        let mut told = HashMap::with_capacity(firsts.len());
        for chunk in firsts.chunks(ROWS) {
            let mut statement = QueryBuilder::new("UPDATE intents SET claimed_by = column4 FROM (");
            statement.push_values(chunk, |mut row, (key, claimant)| {
                push_key(&mut row, key).push_bind(claimant.to_vec());
            });
            statement.push(SAME_KEY).push_bind(self.chain);
            statement.push(
                " AND state = 2 AND coalesce(claimed_by, column4) = column4 \
                 RETURNING asset, payer, nonce, claimed_by",
            );
            for row in statement.build().fetch_all(&mut *transaction).await? {
                told.insert(row::key(&row)?, row::hash(&row, "claimed_by")?);
            }
        }
        transaction.commit().await?;
        Ok(claims.iter().map(|(key, claimant)| told.get(key) == Some(claimant)).collect())
    }

    /// How far the indexer has read, if it has begun.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn indexed_tip(&self) -> Result<Option<IndexedTip>, StoreError> {
        let row = sqlx::query(
            "SELECT number, timestamp FROM chain JOIN blocks ON number = tip WHERE chain_id = ?",
        )
        .bind(self.chain)
        .fetch_optional(self.store.readers())
        .await?;
        let tip = |row: SqliteRow| {
            Ok(IndexedTip {
                number: row::unsigned(&row, "number")?,
                timestamp: row::unsigned(&row, "timestamp")?,
            })
        };
        row.map(tip).transpose()
    }

    /// Open intents that the index knows to be paid: what a stop between the two left behind.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn paid_unnoticed(&self) -> Result<Vec<Paid>, StoreError> {
        let rows = sqlx::query(
            "SELECT i.asset, i.payer, i.nonce, i.payee, i.value, i.id, \
             e.transaction_hash AS settled_by, p.block AS settled_in, p.value AS paid \
             FROM intents i \
             JOIN payments p ON p.nonce = i.nonce AND p.agent = i.payer AND p.vendor = i.payee \
             JOIN vaults v ON v.id = p.vault AND v.address = i.asset \
             JOIN events e ON e.block = p.block AND e.log_index = p.log_index \
             WHERE i.state < 2 AND i.chain = ?",
        )
        .bind(self.chain)
        .fetch_all(self.store.readers())
        .await?;
        let mut paid = Vec::with_capacity(rows.len());
        for row in &rows {
            let (found, value) = (row::paid(row)?, row::unsigned(row, "paid")?);
            if found.value == U256::from(value) {
                paid.push(found);
            }
        }
        Ok(paid)
    }
}

/// A key as the first three columns of a row.
fn push_key<'r, 'q>(
    row: &'r mut Separated<'q, Sqlite, &'static str>,
    key: &PaymentKey,
) -> &'r mut Separated<'q, Sqlite, &'static str> {
    row.push_bind(key.asset.to_vec()).push_bind(key.payer.to_vec()).push_bind(key.nonce.to_vec())
}

#[cfg(test)]
mod tests;
