//! `bursar index`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use bursar::indexer::Indexer;
use bursar::store::Store;
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::context::Context;
use super::progress::Bar;
use super::report::Report;
use super::signals::told_to_end;

/// Arbitrum's blocks are a quarter of a second apart.
const POLL: Duration = Duration::from_millis(250);

/// Read the vault's events into a store, verified, from where it ends to the latest block.
///
/// Every treasury's audit chain is recomputed on the way and compared with the head in the vault's
/// storage at the end; a log that is missing or altered stops the command. Run it again to go on.
#[derive(Debug, Args)]
pub(super) struct Index {
    /// The store, an SQLite file; made if there is none
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// First block to read, for a vault new to the store: any that is not after its creation
    #[arg(long, value_name = "BLOCK", default_value_t = 0)]
    from_block: u64,
    /// Go on with new blocks until interrupted
    #[arg(long)]
    follow: bool,
}

impl Index {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let store = Store::open(&self.store).await?;
        let vaults = [(context.vault()?, self.from_block)];
        let mut indexer = Indexer::open(context.chain.clone(), store.clone(), &vaults).await?;
        let (bar, begun) = (Bar::new(context.is_quiet()), Instant::now());
        let mut told = None;
        let tip = indexer
            .catch_up(&mut |progress| {
                bar.show(progress);
                told = Some(progress);
            })
            .await?;
        let events = told.map_or(0, |progress| progress.events);
        let took = begun.elapsed();
        if self.follow {
            let (stop, end) = (CancellationToken::new(), told_to_end()?);
            let interrupted = stop.clone();
            tokio::spawn(async move {
                end.await;
                interrupted.cancel();
            });
            indexer.follow(Vec::new(), POLL, &stop).await?;
        }
        let tip = indexer.status().borrow().tip.number.max(tip.number);
        store.close().await;
        Ok(Report::default()
            .both("last block", "block", tip)
            .both("new events", "events", events)
            .line("took", format!("{took:.1?}"))
            .value("milliseconds", u64::try_from(took.as_millis()).unwrap_or(u64::MAX)))
    }
}
