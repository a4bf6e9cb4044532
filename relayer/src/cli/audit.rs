//! `bursar audit`.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::bail;
use bursar::audit;
use bursar::chain::Range;
use bursar::treasury_id::TreasuryId;
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::report::Report;

/// The chain of entries breaks.
const BROKEN: u8 = 4;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    Verify(Verify),
}

/// Recompute a treasury's hash chain from the logs and compare it with the head in storage.
///
/// Says that no log is missing, altered or added since the treasury was created, or where the chain
/// breaks. Exit code 0 if it holds, 4 if it breaks.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The treasury's id
    treasury: TreasuryId,
    /// First block to search: any that is not after the treasury's creation
    #[arg(long, value_name = "BLOCK", default_value_t = 0)]
    from_block: u64,
}

impl Audit {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let Self::Verify(verify) = self;
        verify.run(context).await
    }
}

impl Verify {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let chain = &context.chain;
        let to = chain.latest().await?;
        let range = Range { from: self.from_block, to };
        if range.from > range.to {
            bail!("--from-block {} is after the latest block, {to}", range.from);
        }
        let total = to.saturating_sub(range.from).saturating_add(1);
        let shown = io::stderr().is_terminal() && !context.is_quiet();
        let mut progress = |done: u64| {
            if shown {
                let end = if done == total { "\n" } else { "" };
                // Progress that cannot be shown is not worth stopping for.
                let _ = write!(io::stderr(), "\r  {done} of {total} blocks searched{end}");
            }
        };
        let verdict =
            audit::verify(chain, context.vault()?, self.treasury.0, range, &mut progress).await?;
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
