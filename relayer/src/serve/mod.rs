//! `bursar serve`: everything that runs together, from the configuration to the last answer.
//!
//! It listens at once, and says that it is not ready; reads the chain up to its tip; takes up the
//! payments that it had accepted before; then answers. Told to end, it takes no more requests, lets
//! those under way come to their end, and stops what follows the chain last, since answers wait for
//! its events.

mod error;
mod health;
mod telemetry;

use std::future::{Future, IntoFuture as _};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::Address;
use alloy::signers::local::PrivateKeySigner;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::trace::TraceLayer;

use self::health::{Health, Pulse};
use crate::api::{self, Reads};
use crate::approval::Approvals;
use crate::batcher::Batcher;
use crate::chain::Chain;
use crate::config::Config;
use crate::facilitator::{self, Assets, Desk, Facilitator, Parts, Slips};
use crate::indexer::{Follower, IndexError, Indexer, Progress};
use crate::ledger::Ledger;
use crate::mirror::{self, Mirror};
use crate::programs::Watch;
use crate::reporter::{self, Reporter};
use crate::session::Sessions;
use crate::store::Store;
use crate::store::intents::{Intent, Intents};

pub use error::ServeError;
pub use telemetry::{Telemetry, TelemetryError};

/// How often the node is asked for new blocks: Arbitrum makes four a second.
const POLL: Duration = Duration::from_millis(250);

/// How long the batcher's and the indexer's tasks may take to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// A relayer that listens, and is to be [run](Service::run).
pub struct Service {
    config: Config,
    chain: Chain,
    signer: PrivateKeySigner,
    reporter: Option<PrivateKeySigner>,
    listener: TcpListener,
    address: SocketAddr,
    telemetry: Telemetry,
}

/// What runs once the chain is read.
struct Running {
    tasks: Tasks,
    payments: TaskTracker,
    store: Store,
}

/// What runs until it is told to stop; none of it may end before.
#[derive(Default)]
struct Tasks {
    follow: JoinSet<Result<(), IndexError>>,
    lanes: JoinSet<()>,
    pulse: JoinSet<()>,
}

impl Service {
    /// Connects to the chain and begins to listen.
    ///
    /// # Errors
    /// - [`ServeError::Chain`] if the node does not answer.
    /// - [`ServeError::OtherChain`] if it is on another chain than configured.
    /// - [`ServeError::Listen`] if the address is taken.
    pub async fn bind(
        config: Config,
        signer: PrivateKeySigner,
        telemetry: Telemetry,
    ) -> Result<Self, ServeError> {
        let chain = Chain::connect(&config.chain.rpc_url.0, None).await?;
        if let Some(configured) = config.chain.id.filter(|id| *id != chain.id()) {
            return Err(ServeError::OtherChain { configured, found: chain.id() });
        }
        let listen = config.server.listen;
        let failed = |source| ServeError::Listen { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { config, chain, signer, reporter: None, listener, address, telemetry })
    }

    /// Puts denials on record by `reporter`, as configured.
    ///
    /// # Errors
    /// [`ServeError::ReporterSettles`] if that is the account that settles.
    pub fn reporting_by(self, reporter: PrivateKeySigner) -> Result<Self, ServeError> {
        if reporter.address() == self.signer.address() {
            return Err(ServeError::ReporterSettles(reporter.address()));
        }
        Ok(Self { reporter: Some(reporter), ..self })
    }

    /// Where it listens: the port, if the configuration left it open.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `end`, then ends as it should. `progress` is told how far reading the chain is.
    ///
    /// # Errors
    /// [`ServeError`]: what makes it impossible to go on. Nothing that was accepted is lost.
    pub async fn run(
        self,
        end: impl Future<Output = ()> + Send,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), ServeError> {
        let Self { config, chain, signer, reporter, listener, telemetry, .. } = self;
        let (drain, stop) = (CancellationToken::new(), CancellationToken::new());
        let (pulse, beats) = Pulse::start(chain.clone(), stop.clone()).await?;
        let mut tasks = Tasks::default();
        tasks.pulse.spawn(beats);
        let health = Health::new(pulse.clone());
        let desk = Desk::new(&config.server, chain.id());
        let reads = Reads::default();
        let app = facilitator::router(desk.clone(), &config.server)
            .merge(health::router(health.clone(), telemetry))
            .merge(api::router(reads.clone()))
            // A 503 while the chain is read is no fault, and a fault is logged where it happens.
            .layer(TraceLayer::new_for_http().on_failure(()));
        let http =
            axum::serve(listener, app).with_graceful_shutdown(drain.clone().cancelled_owned());
        let http = tokio::spawn(http.into_future());

        let mut end = pin!(end);
        let start = Start { config: &config, chain, signer, reporter, pulse, tasks, stop: &stop };
        let started = tokio::select! {
            biased;
            () = &mut end => None,
            started = start.running(&desk, &reads, &health, progress) => Some(started),
        };
        let ended = match started {
            None => Ok(()),
            Some(Err(error)) => Err(error),
            Some(Ok(mut running)) => {
                tracing::info!("ready");
                let failed = tokio::select! {
                    biased;
                    () = end => None,
                    error = running.tasks.first_to_end() => Some(error),
                };
                let patience = Duration::from_secs(config.server.shutdown_seconds.get().into());
                drain_requests(&drain, http, patience).await;
                stop.cancel();
                running.wind_up(failed).await
            }
        };
        stop.cancel();
        ended
    }
}

/// Takes no more requests, and waits for those under way.
async fn drain_requests(
    drain: &CancellationToken,
    http: JoinHandle<std::io::Result<()>>,
    patience: Duration,
) {
    tracing::info!("ending: no more requests are taken");
    drain.cancel();
    if tokio::time::timeout(patience, http).await.is_err() {
        tracing::warn!("some requests did not come to their end in time");
    }
}

/// What is needed to read the chain and to begin.
struct Start<'a> {
    config: &'a Config,
    chain: Chain,
    signer: PrivateKeySigner,
    reporter: Option<PrivateKeySigner>,
    pulse: Pulse,
    tasks: Tasks,
    stop: &'a CancellationToken,
}

impl Start<'_> {
    /// Reads the chain to its tip, takes up what was accepted before, and opens the desk.
    async fn running(
        self,
        desk: &Desk,
        reads: &Reads<Ledger>,
        health: &Health,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Running, ServeError> {
        let Self { config, chain, signer, reporter, pulse, mut tasks, stop } = self;
        let clock = pulse.clock();
        let vaults: Vec<_> =
            config.vaults.iter().map(|vault| (vault.address, vault.from_block)).collect();
        let tokens = config.tokens.iter().map(|token| token.address);
        let assets = Assets::load(&chain, vaults.iter().map(|(vault, _)| *vault), tokens).await?;
        let store = Store::open(&config.store.path).await?;
        let (indexer, mirror) = read(&chain, &store, &vaults, progress).await?;
        let account = signer.address();
        let most = config.settlement.max_held_per_payer.get();
        let sessions = Arc::new(Sessions::new(config.sessions.limits()));
        let approvals = Arc::new(Approvals::new(config.approvals.limits()));
        let (promised, approved) = (Arc::clone(&sessions), Arc::clone(&approvals));
        let (id, hold) = (chain.id(), config.settlement.hold());
        let ledger = Arc::new(Ledger::new(mirror, id, promised, approved, account, hold, most));
        let slips = Slips::new(&store, id);
        take_up(&ledger, &slips, indexer.as_ref()).await?;

        let intents = Intents::new(store.clone(), id);
        let (open, refused) = (intents.open().await?, intents.refused(clock.now()).await?);
        let (settings, books, stopped) = (config.batcher_settings(), store.clone(), stop.clone());
        let (batcher, lanes) =
            Batcher::start(chain.clone(), signer, books, sessions, approvals, settings, stopped);
        tasks.lanes = lanes;
        let reporting = reporter::Parts {
            ledger: Arc::clone(&ledger),
            clock: Arc::clone(&clock),
            stop: stop.clone(),
        };
        let reporter = report(config, reporter, reporting, &mut tasks).await?;
        let watch = Watch::new(config, chain.clone(), account, batcher.clone(), Arc::clone(&clock));
        let (concerns, watching) = watch.start(stop.clone());
        tasks.pulse.spawn(watching);
        let parts = Parts {
            chain,
            assets: Arc::new(assets),
            ledger: Arc::clone(&ledger),
            index: indexer.as_ref().map(Indexer::status),
            slips,
            batcher: batcher.clone(),
            reporter,
            clock,
            signer: account,
            payments: TaskTracker::new(),
            stop: stop.clone(),
        };
        let payments = parts.payments.clone();
        let facilitator = Arc::new(Facilitator::new(parts, config));
        tracing::info!(payments = open.len(), "taking up what was accepted before");
        open.into_iter().for_each(|intent| facilitator.resume(intent.payment));
        for Intent { payment, standing, .. } in refused {
            facilitator.recall(&payment, standing);
        }

        let freshness = pulse.freshness(indexer.as_ref().map(Indexer::status));
        reads.open(store.clone(), Arc::clone(&ledger));
        desk.open(facilitator, freshness.clone());
        // Last: whoever is told "ready" is answered.
        health.open(Arc::clone(&ledger), batcher.clone(), freshness, concerns);
        tasks.follow.spawn(follow(indexer, vec![ledger, Arc::new(batcher)], stop.clone()));
        Ok(Running { tasks, payments, store })
    }
}

/// The vaults' events up to the tip, and the words that they make. No indexer where there is no
/// vault: an empty list of addresses means every contract to a node.
async fn read(
    chain: &Chain,
    store: &Store,
    vaults: &[(Address, u64)],
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<(Option<Indexer>, Mirror), ServeError> {
    if vaults.is_empty() {
        return Ok((None, Mirror::default()));
    }
    let mut configs = Vec::with_capacity(vaults.len());
    for (vault, _) in vaults {
        configs.push((*vault, mirror::config(chain, *vault).await?));
    }
    let mut indexer = Indexer::open(chain.clone(), store.clone(), vaults).await?;
    let tip = indexer.catch_up(progress).await?;
    tracing::info!(block = tip.number, "the chain is read");
    let mirror = Mirror::rebuild(indexer.index(), configs).await?;
    Ok((Some(indexer), mirror))
}

/// Has the sessions and approvals that were taken before wait again.
async fn take_up(
    ledger: &Ledger,
    slips: &Slips,
    indexer: Option<&Indexer>,
) -> Result<(), ServeError> {
    let tip = indexer.map_or(0, |indexer| indexer.status().borrow().tip.number);
    for (vault, grant) in slips.grants.all().await? {
        ledger.resume_session(vault, grant, tip);
    }
    // After the sessions: the payment that is approved may be that of one.
    for approval in slips.approvals.all().await? {
        ledger.resume_approval(&approval, tip);
    }
    Ok(())
}

/// Begins to put denials on record, if there is a key for it.
async fn report(
    config: &Config,
    signer: Option<PrivateKeySigner>,
    parts: reporter::Parts,
    tasks: &mut Tasks,
) -> Result<Option<Arc<Reporter>>, ServeError> {
    let Some(signer) = signer else { return Ok(None) };
    let (url, settings) = (&config.chain.rpc_url.0, config.reporter.clone());
    let ceiling = config.batch.max_fee_per_gas_wei.get();
    let (reporter, running) = Reporter::start(url, signer, settings, ceiling, parts).await?;
    tasks.lanes.spawn(running);
    Ok(Some(Arc::new(reporter)))
}

async fn follow(
    indexer: Option<Indexer>,
    followers: Vec<Arc<dyn Follower>>,
    stop: CancellationToken,
) -> Result<(), IndexError> {
    match indexer {
        Some(mut indexer) => indexer.follow(followers, POLL, &stop).await,
        None => {
            stop.cancelled().await;
            Ok(())
        }
    }
}

impl Running {
    /// Ends what is told to stop already; says why, if it ended by itself.
    async fn wind_up(self, failed: Option<ServeError>) -> Result<(), ServeError> {
        let Self { mut tasks, payments, store } = self;
        payments.close();
        let stopping = async {
            payments.wait().await;
            while tasks.follow.join_next().await.is_some() {}
            while tasks.lanes.join_next().await.is_some() {}
            while tasks.pulse.join_next().await.is_some() {}
            store.close().await;
        };
        if tokio::time::timeout(STOP_TIMEOUT, stopping).await.is_err() {
            tracing::warn!("not everything stopped in time; nothing that was accepted is lost");
        }
        failed.map_or(Ok(()), Err)
    }
}

impl Tasks {
    /// What the first task to end died of.
    async fn first_to_end(&mut self) -> ServeError {
        tokio::select! {
            Some(ended) = self.follow.join_next() => match ended {
                Ok(Err(error)) => error.into(),
                Ok(Ok(())) => ServeError::Task(None),
                Err(panic) => ServeError::Task(Some(panic)),
            },
            Some(ended) = self.lanes.join_next() => ServeError::Task(ended.err()),
            Some(ended) = self.pulse.join_next() => ServeError::Task(ended.err()),
            else => ServeError::Task(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn first_to_end_is_an_error_whichever_task_dies() {
        let living = || {
            let mut tasks = Tasks::default();
            tasks.follow.spawn(std::future::pending());
            tasks.lanes.spawn(std::future::pending());
            tasks.pulse.spawn(std::future::pending());
            tasks
        };
        let mut tasks = living();
        tasks.lanes.spawn(async { panic!("a defect") });
        let error = tasks.first_to_end().await;
        assert!(matches!(&error, ServeError::Task(Some(panic)) if panic.is_panic()), "{error}");
        let mut tasks = living();
        tasks.pulse.spawn(async {});
        let error = tasks.first_to_end().await;
        assert!(matches!(error, ServeError::Task(None)), "{error}");
        let mut tasks = living();
        tasks.follow.spawn(async { Err(IndexError::Moved(7)) });
        let error = tasks.first_to_end().await;
        assert!(matches!(error, ServeError::Index(IndexError::Moved(7))), "{error}");
    }
}
