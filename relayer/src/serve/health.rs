//! Whether the relayer lives, whether it answers, and its figures.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Telemetry;
use crate::batcher::Batcher;
use crate::chain::{Chain, ChainError, Newest};
use crate::clock::Clock;
use crate::freshness::{Freshness, Heard};
use crate::indexer::Status;
use crate::ledger::Ledger;

/// How often the node is asked for the time.
const BEAT: Duration = Duration::from_secs(1);

/// Listens to the node: its time sets the clock, its silence is noticed.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    clock: Arc<Clock>,
    heard: watch::Receiver<Heard>,
}

impl Pulse {
    /// Asks once; the task that must run for it asks every second until `stop`.
    pub(super) async fn start(
        chain: Chain,
        stop: CancellationToken,
    ) -> Result<(Self, impl Future<Output = ()>), ChainError> {
        let clock = Arc::new(Clock::default());
        let hear = |clock: &Clock, newest: Newest| {
            clock.observe(newest.timestamp);
            Heard { at: Instant::now(), block: newest.number }
        };
        let (heard, receiver) = watch::channel(hear(&clock, chain.newest().await?));
        let beating = Arc::clone(&clock);
        let beats = stop.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                match chain.newest().await {
                    Ok(newest) => {
                        heard.send_replace(hear(&beating, newest));
                    }
                    Err(error) => tracing::warn!(%error, "the node does not tell the time"),
                }
            }
        });
        let beats = async {
            let _ = beats.await;
        };
        Ok((Self { clock, heard: receiver }, beats))
    }

    pub(super) fn clock(&self) -> Arc<Clock> {
        Arc::clone(&self.clock)
    }

    /// What the node says, beside what `index` has.
    pub(super) fn freshness(&self, index: Option<watch::Receiver<Status>>) -> Freshness {
        Freshness::new(self.heard.clone(), index)
    }
}

/// How the relayer is.
#[derive(Clone, Debug)]
pub(super) struct Health {
    pulse: Pulse,
    parts: Arc<OnceLock<Watched>>,
}

#[derive(Debug)]
struct Watched {
    ledger: Arc<Ledger>,
    batcher: Batcher,
    freshness: Freshness,
    concerns: watch::Receiver<Vec<String>>,
}

/// `{"ready":true,"chain":true,"backfill":true,"mirror":true,"lane":true}`
#[derive(Clone, Debug, Serialize)]
struct Ready {
    ready: bool,
    /// The node answers.
    chain: bool,
    /// The chain is read up to its tip, and was lately.
    backfill: bool,
    /// The mirror follows.
    mirror: bool,
    /// Transactions can be sent.
    lane: bool,
    /// What somebody should see to. Whether this relayer can work is another question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl Health {
    pub(super) fn new(pulse: Pulse) -> Self {
        Self { pulse, parts: Arc::default() }
    }

    /// The chain is read: from now on these are watched.
    pub(super) fn open(
        &self,
        ledger: Arc<Ledger>,
        batcher: Batcher,
        freshness: Freshness,
        concerns: watch::Receiver<Vec<String>>,
    ) {
        // It is read once.
        let _ = self.parts.set(Watched { ledger, batcher, freshness, concerns });
    }

    fn ready(&self) -> Ready {
        let chain = self.pulse.heard.borrow().is_recent();
        let (backfill, mirror, lane) = self.parts.get().map_or(
            (false, false, false),
            |Watched { ledger, batcher, freshness, .. }| {
                let is_sending = batcher.health().fault.is_none();
                (freshness.is_current(), ledger.fault().is_none(), is_sending)
            },
        );
        let ready = chain && backfill && mirror && lane;
        let warnings = self.parts.get().map(|parts| parts.concerns.borrow().clone());
        let warnings = warnings.unwrap_or_default();
        Ready { ready, chain, backfill, mirror, lane, warnings }
    }

    /// Figures that are looked at, not counted.
    #[allow(clippy::cast_precision_loss, reason = "figures; exact below 2^53")]
    fn measure(&self) {
        metrics::gauge!("bursar_ready").set(f64::from(u8::from(self.ready().ready)));
        let Some(Watched { ledger, batcher, freshness, .. }) = self.parts.get() else { return };
        let health = batcher.health();
        metrics::gauge!("bursar_held_payments").set(ledger.held() as f64);
        metrics::gauge!("bursar_waiting_sessions").set(ledger.waiting_sessions() as f64);
        metrics::gauge!("bursar_kept_approvals").set(ledger.kept_approvals() as f64);
        metrics::gauge!("bursar_open_payments").set(health.open as f64);
        metrics::gauge!("bursar_queued_payments").set(health.queued as f64);
        if let Some(Status { tip, latest, .. }) = freshness.index() {
            metrics::gauge!("bursar_indexed_block").set(tip.number as f64);
            metrics::gauge!("bursar_latest_block").set(latest as f64);
        }
    }
}

/// `GET /health/live`, `GET /health/ready`, `GET /metrics`.
pub(super) fn router(health: Health, telemetry: Telemetry) -> Router {
    Router::new()
        .route("/health/live", get(|| async { StatusCode::OK }))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state((health, telemetry))
}

async fn ready(State((health, _)): State<(Health, Telemetry)>) -> Response {
    let ready = health.ready();
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}

async fn metrics(State((health, telemetry)): State<(Health, Telemetry)>) -> Response {
    health.measure();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], telemetry.render()).into_response()
}
