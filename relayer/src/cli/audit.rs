//! `bursar audit`.

mod tail;

use std::path::PathBuf;

use anyhow::bail;
use bursar::audit;
use bursar::chain::Range;
use bursar::store::Store;
use bursar::treasury_id::TreasuryId;
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::progress::Bar;
use super::report::Report;

/// The chain of entries breaks.
const BROKEN: u8 = 4;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    Verify(Verify),
    Tail(tail::Tail),
}

/// Where the logs come from.
#[derive(Debug, Args)]
struct Source {
    /// Read the logs from this store, which `bursar index` fills, and not from the node
    #[arg(long, value_name = "FILE", conflicts_with = "from_block")]
    store: Option<PathBuf>,
    /// First block to search: any that is not after the treasury's creation [default: the block that
    /// created the vault, found by bisection; 0 where the node does not know the state of old blocks]
    #[arg(long, value_name = "BLOCK")]
    from_block: Option<u64>,
}

/// Recompute a treasury's hash chain from the logs and compare it with the head in storage.
///
/// Says that no log is missing, altered or added since the treasury was created, or where the chain
/// breaks. Exit code 0 if it holds, 4 if it breaks.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The treasury's id
    treasury: TreasuryId,
    #[command(flatten)]
    source: Source,
}

impl Audit {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match self {
            Self::Verify(verify) => verify.run(context).await,
            Self::Tail(tail) => tail.run(context).await,
        }
    }
}

impl Source {
    /// The first block to search on the node.
    async fn first(&self, context: &Context) -> anyhow::Result<u64> {
        match self.from_block {
            Some(block) => Ok(block),
            None => Ok(context.chain.creation_block(context.vault()?).await?),
        }
    }

    /// The blocks to search on the node, up to its latest.
    async fn range(&self, context: &Context) -> anyhow::Result<Range> {
        let (from, to) = (self.first(context).await?, context.chain.latest().await?);
        if from > to {
            bail!("--from-block {from} is after the latest block, {to}");
        }
        Ok(Range { from, to })
    }
}

impl Verify {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let (chain, vault, id) = (&context.chain, context.vault()?, self.treasury.0);
        let verdict = match &self.source.store {
            Some(file) => {
                let store = Store::open_existing(file).await?;
                audit::verify_stored(chain, &store, vault, id).await?
            }
            None => {
                let range = self.source.range(context).await?;
                let total = range.to.saturating_sub(range.from).saturating_add(1);
                let bar = Bar::new(context.is_quiet());
                let mut progress = |done| bar.blocks(done, total);
                audit::verify(chain, vault, id, range, &mut progress).await?
            }
        };
        let found = match &verdict.fault {
            None => "yes: logs and storage agree to the last entry".to_owned(),
            Some(fault) => format!("no: {fault}"),
        };
        Ok(Report::default()
            .values(json!(verdict))
            .both("treasury", "treasury", self.treasury)
            .line("verified", found)
            .line("entries", verdict.entries)
            .line("head", verdict.head)
            .line("blocks", format!("{} to {}", verdict.from_block, verdict.to_block))
            .exit(if verdict.verified { 0 } else { BROKEN }))
    }
}
