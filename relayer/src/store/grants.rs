//! Grants of sessions, durable before anybody is told that they are taken.

use alloy::primitives::Address;
use bursar_policy::batch::Grant;
use bursar_policy::session::Session;
use sqlx::FromRow;

use super::codec::{address, from_sql, signature, signature_bytes, to_sql};
use super::{Store, StoreError};
use crate::session::Place;

/// The grants of one chain.
#[derive(Clone, Debug)]
pub struct Grants {
    store: Store,
    chain: i64,
}

#[derive(FromRow)]
struct Row {
    vault: Vec<u8>,
    agent: Vec<u8>,
    parent: Vec<u8>,
    generation: u32,
    payment_cap: i64,
    budget: i64,
    not_after: i64,
    by_parent: Vec<u8>,
    by_agent: Vec<u8>,
}

impl TryFrom<Row> for (Address, Grant) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let session = Session {
            parent: address(&row.parent)?,
            agent: address(&row.agent)?,
            generation: row.generation,
            payment_cap: from_sql(row.payment_cap),
            budget: from_sql(row.budget),
            not_after: from_sql(row.not_after),
        };
        let (by_parent, by_agent) = (signature(&row.by_parent)?, signature(&row.by_agent)?);
        Ok((address(&row.vault)?, Grant { session, by_parent, by_agent }))
    }
}

impl Grants {
    /// The grants of chain `chain_id` in `store`.
    pub const fn new(store: Store, chain_id: u64) -> Self {
        Self { store, chain: to_sql(chain_id) }
    }

    /// All of them, each with its vault.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn all(&self) -> Result<Vec<(Address, Grant)>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM sessions WHERE chain = ?")
            .bind(self.chain)
            .fetch_all(self.store.readers())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Writes a grant for `vault`, instead of an earlier one to the same key; before that, drops those of
    /// the keys in `forgotten`.
    ///
    /// # Errors
    /// [`StoreError::Database`]: nobody may be told that the grant is taken.
    pub(crate) async fn put(
        &self,
        vault: Address,
        grant: &Grant,
        forgotten: &[Place],
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.writer().begin_with("BEGIN IMMEDIATE").await?;
        for Place { vault, account } in forgotten {
            sqlx::query("DELETE FROM sessions WHERE chain = ? AND vault = ? AND agent = ?")
                .bind(self.chain)
                .bind(vault.as_slice())
                .bind(account.as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        let Grant { session, by_parent, by_agent } = grant;
        sqlx::query("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(self.chain)
            .bind(vault.as_slice())
            .bind(session.agent.as_slice())
            .bind(session.parent.as_slice())
            .bind(session.generation)
            .bind(to_sql(session.payment_cap))
            .bind(to_sql(session.budget))
            .bind(to_sql(session.not_after))
            .bind(signature_bytes(by_parent))
            .bind(signature_bytes(by_agent))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::B256;
    use bursar_policy::Signature;

    const VAULT: Address = Address::repeat_byte(1);

    fn grant(key: u8) -> Grant {
        let session = Session {
            parent: Address::repeat_byte(2),
            agent: Address::repeat_byte(key),
            generation: u32::MAX,
            payment_cap: u64::MAX,
            budget: 1,
            not_after: 2,
        };
        let by = |byte| Signature { r: B256::repeat_byte(byte), s: B256::ZERO, odd_y: true };
        Grant { session, by_parent: by(3), by_agent: by(4) }
    }

    #[tokio::test]
    async fn put_keeps_the_last_grant_of_a_key_and_drops_what_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bursar.db");
        let store = Store::open(&path).await.unwrap();
        let grants = Grants::new(store.clone(), 7);
        grants.put(VAULT, &grant(5), &[]).await.unwrap();
        let mut renewed = grant(5);
        renewed.session.budget = 9;
        grants.put(VAULT, &renewed, &[]).await.unwrap();
        grants.put(VAULT, &grant(6), &[]).await.unwrap();
        store.close().await;

        let store = Store::open(&path).await.unwrap();
        let grants = Grants::new(store.clone(), 7);
        assert_eq!(grants.all().await.unwrap(), [(VAULT, renewed), (VAULT, grant(6))]);
        assert_eq!(Grants::new(store, 8).all().await.unwrap(), []);
        let forgotten =
            [5, 6].map(|key| Place { vault: VAULT, account: Address::repeat_byte(key) });
        grants.put(VAULT, &grant(6), &forgotten).await.unwrap();
        assert_eq!(grants.all().await.unwrap(), [(VAULT, grant(6))]);
    }
}
