//! `bursar edit`, and what other commands say of an edit that waits.

use alloy::primitives::B256;
use anyhow::{Context as _, bail};
use bursar::audit;
use bursar::chain::Range;
use bursar::edits::{self, Edit as Waiting};
use bursar::policy_file::time;
use bursar::treasury_id::TreasuryId;
use bursar_abi::IVault;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::progress::Bar;
use super::report::Report;

#[derive(Debug, Subcommand)]
pub(super) enum Edit {
    /// Show what waits in a treasury, and from when on it may be done
    List(Search),
    /// Do what has waited; by a key that may do it at once where nothing waits
    Complete {
        #[command(flatten)]
        search: Search,
        /// The object, as `bursar edit list` names it
        #[arg(long, value_name = "OBJECT")]
        object: B256,
    },
    /// Call off what waits; guardians and the owner
    Cancel {
        /// The treasury's id
        treasury: TreasuryId,
        /// The object, as `bursar edit list` names it
        #[arg(long, value_name = "OBJECT")]
        object: B256,
    },
}

/// Where requests are looked for.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// The treasury's id
    treasury: TreasuryId,
    /// First block to search: any that is not after the request
    #[arg(long, value_name = "BLOCK", default_value_t = 0)]
    from_block: u64,
}

impl Edit {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match self {
            Self::List(search) => {
                Ok(waiting(&search.found(context).await?).value("treasury", search.treasury))
            }
            Self::Complete { search, object } => complete(context, search, *object).await,
            Self::Cancel { treasury, object } => {
                let treasury = treasury.0;
                context.send(&IVault::cancelEditCall { treasury, object: *object }).await
            }
        }
    }
}

impl Search {
    async fn found(&self, context: &Context) -> anyhow::Result<Vec<Waiting>> {
        context.treasury(self.treasury).await?;
        let range = Range { from: self.from_block, to: context.chain.latest().await? };
        if range.from > range.to {
            bail!("--from-block {} is after the latest block, {}", range.from, range.to);
        }
        let total = range.to.saturating_sub(range.from).saturating_add(1);
        let bar = Bar::new(context.is_quiet());
        let mut progress = |done| bar.blocks(done, total);
        let vault = context.vault()?;
        let id = self.treasury.0;
        Ok(edits::waiting(&context.chain, vault, id, range, &mut progress).await?)
    }
}

async fn complete(context: &Context, search: &Search, object: B256) -> anyhow::Result<Report> {
    let found = search.found(context).await?;
    let edit = found.into_iter().find(|edit| edit.object == object).with_context(|| {
        format!(
            "nothing waits for {object}; `bursar edit list {}` shows what does",
            search.treasury
        )
    })?;
    context.confirm("do what has waited", &[("edit", words(&edit))])?;
    context.send_bytes(edit.call).await
}

/// What waits; nothing of a report where nothing does.
pub(super) fn waiting(edits: &[Waiting]) -> Report {
    let report = edits.iter().fold(Report::default(), |report, edit| {
        report
            .line("waits until", time(edit.ready_at))
            .line("  edit", words(edit))
            .line("  object", edit.object)
            .line(
                "  then",
                format!("bursar edit complete {} --object {}", edit.treasury, edit.object),
            )
    });
    report.value("waiting", edits.iter().map(value).collect::<Vec<_>>())
}

/// The edit in one line: `setRoles, account 0x…, roles [admin]`.
fn words(edit: &Waiting) -> String {
    let Value::Object(fields) = audit::asked(&edit.call) else { return edit.call.to_string() };
    let words = fields.iter().map(|(name, value)| match value {
        Value::String(text) if name == "call" => text.clone(),
        Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn value(edit: &Waiting) -> Value {
    json!({
        "object": edit.object,
        "readyAt": edit.ready_at,
        "firm": edit.firm,
        "edit": audit::asked(&edit.call),
        "calldata": edit.call,
    })
}
