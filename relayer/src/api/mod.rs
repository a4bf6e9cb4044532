//! What store and mirror hold, over HTTP: treasuries, agents, payments. Read only.
//!
//! - `GET /treasuries/{id}`: `{"treasury":"0x0123456789abcdef","vault":"0x…","owner":"0x…",
//!   "balance":"12500000","frozen":false,"entries":7,"auditHead":"0x…",…}`
//! - `GET /agents/{address}`: `{"agent":"0x…","treasury":"0x…","live":true,"spendable":"1000000",…}`
//! - `GET /payments?treasury=&agent=&vendor=&nonce=&from=&to=&limit=&after=`:
//!   `{"payments":[{"agent":"0x…","value":"10000",…}],"next":"1234-5"}`, the newest first; `next` is
//!   the `after` of the page that follows, null after the last.
//!
//! With several vaults, `?vault=0x…` says which. Failures are `{"error":{"message":"…"}}`: 400 for
//! what is not well formed, 404 for what does not exist, 503 with `Retry-After` until the chain is read
//! and while too many look things up.

mod error;
mod query;
mod words;

use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use alloy::primitives::Address;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Json;
use axum::routing::get;
use serde_json::{Value, json};

use crate::mirror::{Mirror, Mirrored};
use crate::store::{PaymentRecord, Store};
use crate::treasury_id::TreasuryId;
use error::ApiError;
use query::{PaymentsQuery, VaultQuery};

/// What the routes read.
struct Source<M> {
    store: Store,
    mirror: Arc<M>,
}

/// What the routes read, once it is there: a server listens before it has read the chain, and answers
/// 503 until then.
pub struct Reads<M>(Arc<OnceLock<Source<M>>>);

impl<M> Clone for Reads<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<M> Default for Reads<M> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<M> Reads<M> {
    /// From here on the routes answer from `store` and `mirror`; only the first call counts.
    pub fn open(&self, store: Store, mirror: Arc<M>) {
        let _ = self.0.set(Source { store, mirror });
    }

    fn source(&self) -> Result<&Source<M>, ApiError> {
        self.0.get().ok_or(ApiError::NotReady)
    }
}

/// The routes.
pub fn router<M: Mirrored>(reads: Reads<M>) -> Router {
    Router::new()
        .route("/treasuries/{id}", get(treasury::<M>))
        .route("/agents/{address}", get(agent::<M>))
        .route("/payments", get(payments::<M>))
        .with_state(reads)
}

async fn treasury<M: Mirrored>(
    State(reads): State<Reads<M>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let id: TreasuryId = id.parse().map_err(ApiError::invalid)?;
    let asked = VaultQuery::parse(query.as_deref())?;
    let found = reads
        .source()?
        .mirror
        .look(|mirror| one_of(mirror, asked.vault, |vault| words::treasury(mirror, vault, id)));
    found?.map(Json).ok_or_else(|| ApiError::NotFound(format!("there is no treasury {id}")))
}

async fn agent<M: Mirrored>(
    State(reads): State<Reads<M>>,
    Path(address): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let agent: Address = query::address(&address)?;
    let asked = VaultQuery::parse(query.as_deref())?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let found = reads.source()?.mirror.look(|mirror| {
        one_of(mirror, asked.vault, |vault| words::agent(mirror, vault, agent, now))
    });
    found?
        .map(Json)
        .ok_or_else(|| ApiError::NotFound(format!("{agent} never was an agent of a treasury here")))
}

/// What `look` finds in the vault that is asked about, or in the only vault that has it.
fn one_of(
    mirror: &Mirror,
    asked: Option<Address>,
    look: impl Fn(Address) -> Option<Value>,
) -> Result<Option<Value>, ApiError> {
    let vaults = mirror.vaults().filter(|vault| asked.is_none_or(|asked| asked == *vault));
    let mut found = vaults.filter_map(look);
    let first = found.next();
    if found.next().is_some() {
        return Err(ApiError::Invalid("several vaults have it: add ?vault=ADDRESS".to_owned()));
    }
    Ok(first)
}

async fn payments<M: Mirrored>(
    State(reads): State<Reads<M>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let PaymentsQuery { filter, after, limit } = PaymentsQuery::parse(query.as_deref())?;
    // One more than asked for tells whether another page follows.
    let wanted = limit.saturating_add(1);
    let mut found = reads.source()?.store.payments(&filter, after, wanted).await?;
    let is_more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if is_more {
        found.pop();
    }
    let next = found.last().filter(|_| is_more).map(|last| last.cursor.to_string());
    let payments: Vec<Value> = found.iter().map(payment).collect();
    Ok(Json(json!({ "payments": payments, "next": next })))
}

fn payment(record: &PaymentRecord) -> Value {
    json!({
        "vault": record.vault,
        "treasury": TreasuryId(record.treasury),
        "agent": record.agent,
        "vendor": record.vendor,
        "value": record.value.to_string(),
        "nonce": record.nonce,
        "transaction": record.transaction,
        "block": record.cursor.block,
        "logIndex": record.cursor.log_index,
        "timestamp": record.timestamp,
    })
}

#[cfg(test)]
mod tests;
