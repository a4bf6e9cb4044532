//! Many rows in few statements.

use std::collections::BTreeMap;

use alloy::primitives::Address;
use bursar_abi::IVault::{IVaultEvents, PaymentSettled};
use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite, Transaction};

use super::codec::{to_sql, topics};
use super::{StoreError, TreasuryHead};
use crate::indexer::{Header, IndexedBlock, VaultEvent};

/// Rows of one statement. SQLite takes 32,766 values; the statement for a full chunk is always the
/// same, so it is prepared once.
const CHUNK: usize = 512;

type Tx = Transaction<'static, Sqlite>;

/// Inserts `rows`, as `push` writes them; `head` ends before `VALUES`, `tail` begins after it.
async fn insert<T>(
    tx: &mut Tx,
    [head, tail]: [&'static str; 2],
    rows: &[T],
    mut push: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, &T),
) -> Result<(), StoreError> {
    for chunk in rows.chunks(CHUNK) {
        let mut insert = QueryBuilder::<Sqlite>::new(head);
        insert.push_values(chunk, |mut row, value| push(&mut row, value)).push(tail);
        insert.build().execute(&mut **tx).await?;
    }
    Ok(())
}

pub(super) async fn vaults(tx: &mut Tx, vaults: &[(Address, u64)]) -> Result<(), StoreError> {
    let head = "INSERT INTO vaults (address, from_block) ";
    insert(tx, [head, ""], vaults, |row, (vault, from)| {
        row.push_bind(vault.to_vec()).push_bind(to_sql(*from));
    })
    .await
}

/// The blocks with events, and the tip, which may be the last of them or have none. Other vaults'
/// events may be in a block already.
pub(super) async fn blocks(
    tx: &mut Tx,
    blocks: &[IndexedBlock],
    tip: Header,
) -> Result<(), StoreError> {
    let head = "INSERT INTO blocks (number, hash, parent, timestamp, events) ";
    let with_events = blocks.iter().map(|block| (block.header(), block.events.len()));
    let rows: Vec<(Header, usize)> = with_events.chain([(tip, 0)]).collect();
    let tail = " ON CONFLICT DO UPDATE SET events = blocks.events + excluded.events";
    insert(tx, [head, tail], &rows, |row, (header, events)| {
        row.push_bind(to_sql(header.number))
            .push_bind(header.hash.to_vec())
            .push_bind(header.parent.to_vec())
            .push_bind(to_sql(header.timestamp))
            .push_bind(i64::try_from(*events).unwrap_or(i64::MAX));
    })
    .await
}

/// An event with its block's number and its vault's row.
type Placed<'a, T> = (u64, i64, &'a VaultEvent, T);

fn placed<'a, T>(
    vaults: &BTreeMap<Address, i64>,
    blocks: &'a [IndexedBlock],
    select: impl Fn(&'a VaultEvent) -> Option<T>,
) -> Vec<Placed<'a, T>> {
    let events = blocks.iter().flat_map(|block| block.events.iter().map(|e| (block.number, e)));
    let of_vault = events.filter_map(|(number, event)| {
        Some((number, *vaults.get(&event.vault)?, event, select(event)?))
    });
    of_vault.collect()
}

pub(super) async fn events(
    tx: &mut Tx,
    vaults: &BTreeMap<Address, i64>,
    blocks: &[IndexedBlock],
) -> Result<(), StoreError> {
    let head = "INSERT INTO events \
                (block, log_index, vault, treasury, transaction_hash, topics, data) ";
    let rows = placed(vaults, blocks, |_| Some(()));
    insert(tx, [head, ""], &rows, |row, (block, vault, event, ())| {
        row.push_bind(to_sql(*block))
            .push_bind(to_sql(event.log_index))
            .push_bind(*vault)
            .push_bind(to_sql(event.treasury()))
            .push_bind(event.transaction.to_vec())
            .push_bind(topics(&event.log))
            .push_bind(event.log.data.to_vec());
    })
    .await
}

const fn payment(event: &VaultEvent) -> Option<&PaymentSettled> {
    match &event.event {
        IVaultEvents::PaymentSettled(payment) => Some(payment),
        _ => None,
    }
}

pub(super) async fn payments(
    tx: &mut Tx,
    vaults: &BTreeMap<Address, i64>,
    blocks: &[IndexedBlock],
) -> Result<(), StoreError> {
    let head = "INSERT INTO payments \
                (block, log_index, vault, treasury, agent, vendor, value, nonce) ";
    let rows = placed(vaults, blocks, payment);
    insert(tx, [head, ""], &rows, |row, (block, vault, event, payment)| {
        row.push_bind(to_sql(*block))
            .push_bind(to_sql(event.log_index))
            .push_bind(*vault)
            .push_bind(to_sql(payment.treasury))
            .push_bind(payment.agent.to_vec())
            .push_bind(payment.vendor.to_vec())
            // The vault pays no more than 64 bits.
            .push_bind(to_sql(payment.value.saturating_to()))
            .push_bind(payment.nonce.to_vec());
    })
    .await
}

pub(super) async fn heads(
    tx: &mut Tx,
    vaults: &BTreeMap<Address, i64>,
    heads: &[TreasuryHead],
) -> Result<(), StoreError> {
    let head = "INSERT INTO treasuries (vault, treasury, entries, head) ";
    let tail = " ON CONFLICT DO UPDATE SET entries = excluded.entries, head = excluded.head";
    insert(tx, [head, tail], heads, |row, chain| {
        row.push_bind(vaults.get(&chain.vault).copied())
            .push_bind(to_sql(chain.treasury))
            .push_bind(to_sql(chain.entries))
            .push_bind(chain.head.to_vec());
    })
    .await?;
    // Undone to before their creation.
    if heads.iter().any(|chain| chain.entries == 0) {
        sqlx::query("DELETE FROM treasuries WHERE entries = 0").execute(&mut **tx).await?;
    }
    Ok(())
}
