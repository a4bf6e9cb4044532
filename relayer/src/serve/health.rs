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
use crate::chain::{Chain, ChainError};
use crate::clock::Clock;
use crate::indexer::Status;
use crate::ledger::Ledger;

/// How often the node is asked for the time.
const BEAT: Duration = Duration::from_secs(1);

/// How long a node may be silent before the relayer is not ready.
const SILENCE: Duration = Duration::from_secs(15);

/// How far the store may lie behind the node's latest block before the relayer is not ready: ten
/// seconds of Arbitrum One.
const LAG_BLOCKS: u64 = 40;

/// Listens to the node: its time sets the clock, its silence is noticed.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    clock: Arc<Clock>,
    heard: watch::Receiver<Instant>,
}

impl Pulse {
    /// Asks once, then every second until `stop`.
    pub(super) async fn start(chain: Chain, stop: CancellationToken) -> Result<Self, ChainError> {
        let clock = Arc::new(Clock::default());
        clock.observe(chain.now().await?);
        let (heard, receiver) = watch::channel(Instant::now());
        let beating = Arc::clone(&clock);
        tokio::spawn(stop.run_until_cancelled_owned(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                match chain.now().await {
                    Ok(now) => {
                        beating.observe(now);
                        heard.send_replace(Instant::now());
                    }
                    Err(error) => tracing::warn!(%error, "the node does not tell the time"),
                }
            }
        }));
        Ok(Self { clock, heard: receiver })
    }

    pub(super) fn clock(&self) -> Arc<Clock> {
        Arc::clone(&self.clock)
    }

    fn is_there(&self) -> bool {
        self.heard.borrow().elapsed() < SILENCE
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
    indexer: Option<watch::Receiver<Status>>,
}

/// `{"ready":true,"chain":true,"backfill":true,"mirror":true,"lane":true}`
#[derive(Clone, Copy, Debug, Serialize)]
struct Ready {
    ready: bool,
    /// The node answers.
    chain: bool,
    /// The chain is read up to its tip.
    backfill: bool,
    /// The mirror follows.
    mirror: bool,
    /// Transactions can be sent.
    lane: bool,
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
        indexer: Option<watch::Receiver<Status>>,
    ) {
        // It is read once.
        let _ = self.parts.set(Watched { ledger, batcher, indexer });
    }

    fn ready(&self) -> Ready {
        let chain = self.pulse.is_there();
        let (backfill, mirror, lane) = self.parts.get().map_or(
            (false, false, false),
            |Watched { ledger, batcher, indexer }| {
                let status = indexer.as_ref().map(|status| *status.borrow());
                let lag = status.map_or(0, |it| it.latest.saturating_sub(it.tip.number));
                let is_sending = batcher.health().fault.is_none();
                (lag <= LAG_BLOCKS, ledger.fault().is_none(), is_sending)
            },
        );
        Ready { ready: chain && backfill && mirror && lane, chain, backfill, mirror, lane }
    }

    /// Figures that are looked at, not counted.
    #[allow(clippy::cast_precision_loss, reason = "figures; exact below 2^53")]
    fn measure(&self) {
        metrics::gauge!("bursar_ready").set(f64::from(u8::from(self.ready().ready)));
        let Some(Watched { ledger, batcher, indexer }) = self.parts.get() else { return };
        let health = batcher.health();
        metrics::gauge!("bursar_held_payments").set(ledger.held() as f64);
        metrics::gauge!("bursar_open_payments").set(health.open as f64);
        metrics::gauge!("bursar_queued_payments").set(health.queued as f64);
        if let Some(status) = indexer {
            let Status { tip, latest } = *status.borrow();
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
