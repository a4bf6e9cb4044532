//! Approvals, durable before anybody is told that they are taken.

use alloy::primitives::{Address, B256};
use bursar_policy::Authorization;
use sqlx::FromRow;

use super::codec::{address, hash, signature, signature_bytes, to_sql};
use super::{Store, StoreError};
use crate::approval::Approval;

/// The approvals of one chain.
#[derive(Clone, Debug)]
pub struct ApprovalSlips {
    store: Store,
    chain: i64,
}

#[derive(FromRow)]
struct Row {
    digest: Vec<u8>,
    approver: Vec<u8>,
    vault: Vec<u8>,
    payer: Vec<u8>,
    payee: Vec<u8>,
    value: Vec<u8>,
    valid_after: Vec<u8>,
    valid_before: Vec<u8>,
    nonce: Vec<u8>,
    signature: Vec<u8>,
}

impl TryFrom<Row> for Approval {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let authorization = Authorization {
            from: address(&row.payer)?,
            to: address(&row.payee)?,
            value: hash(&row.value)?.into(),
            valid_after: hash(&row.valid_after)?.into(),
            valid_before: hash(&row.valid_before)?.into(),
            nonce: hash(&row.nonce)?,
        };
        Ok(Self {
            vault: address(&row.vault)?,
            authorization,
            digest: hash(&row.digest)?,
            approver: address(&row.approver)?,
            signature: signature(&row.signature)?,
        })
    }
}

impl ApprovalSlips {
    /// The approvals of chain `chain_id` in `store`.
    pub const fn new(store: Store, chain_id: u64) -> Self {
        Self { store, chain: to_sql(chain_id) }
    }

    /// All of them.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Corrupt`].
    pub async fn all(&self) -> Result<Vec<Approval>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM approvals WHERE chain = ?")
            .bind(self.chain)
            .fetch_all(self.store.readers())
            .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Writes an approval, unless that approver's is there; before that, drops those that are `forgotten`,
    /// by digest and approver.
    ///
    /// # Errors
    /// [`StoreError::Database`]: nobody may be told that the approval is taken.
    pub(crate) async fn put(
        &self,
        approval: &Approval,
        forgotten: &[(B256, Address)],
    ) -> Result<(), StoreError> {
        let mut transaction = self.store.writer().begin_with("BEGIN IMMEDIATE").await?;
        for (digest, approver) in forgotten {
            sqlx::query("DELETE FROM approvals WHERE chain = ? AND digest = ? AND approver = ?")
                .bind(self.chain)
                .bind(digest.as_slice())
                .bind(approver.as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        let Approval { vault, authorization, digest, approver, signature } = approval;
        let Authorization { from, to, value, valid_after, valid_before, nonce } = authorization;
        sqlx::query("INSERT OR IGNORE INTO approvals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(self.chain)
            .bind(digest.as_slice())
            .bind(approver.as_slice())
            .bind(vault.as_slice())
            .bind(from.as_slice())
            .bind(to.as_slice())
            .bind(value.to_be_bytes_vec())
            .bind(valid_after.to_be_bytes_vec())
            .bind(valid_before.to_be_bytes_vec())
            .bind(nonce.as_slice())
            .bind(signature_bytes(signature))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;
    use bursar_policy::Signature;

    fn approval(digest: u8, approver: u8) -> Approval {
        let authorization = Authorization {
            from: Address::repeat_byte(1),
            to: Address::repeat_byte(2),
            value: U256::MAX,
            valid_after: U256::from(1),
            valid_before: U256::from(2),
            nonce: B256::repeat_byte(3),
        };
        Approval {
            vault: Address::repeat_byte(4),
            authorization,
            digest: B256::repeat_byte(digest),
            approver: Address::repeat_byte(approver),
            signature: Signature { r: B256::repeat_byte(5), s: B256::ZERO, odd_y: true },
        }
    }

    #[tokio::test]
    async fn put_keeps_one_approval_of_each_approver_and_drops_what_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bursar.db");
        let store = Store::open(&path).await.unwrap();
        let slips = ApprovalSlips::new(store.clone(), 7);
        for kept in [approval(1, 1), approval(1, 2), approval(1, 1), approval(2, 1)] {
            slips.put(&kept, &[]).await.unwrap();
        }
        store.close().await;

        let store = Store::open(&path).await.unwrap();
        let slips = ApprovalSlips::new(store.clone(), 7);
        let all = [approval(1, 1), approval(1, 2), approval(2, 1)];
        assert_eq!(slips.all().await.unwrap(), all);
        assert_eq!(ApprovalSlips::new(store, 8).all().await.unwrap(), []);
        let forgotten = approval(1, 1);
        slips.put(&approval(3, 1), &[(forgotten.digest, forgotten.approver)]).await.unwrap();
        let left = [approval(1, 2), approval(2, 1), approval(3, 1)];
        assert_eq!(slips.all().await.unwrap(), left);
    }
}
