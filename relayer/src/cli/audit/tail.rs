//! `bursar audit tail`.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::time::Duration;

use bursar::audit::{self, Entry, EventWords};
use bursar::chain::Range;
use bursar::store::Store;
use bursar::treasury_id::TreasuryId;
use clap::Args;
use serde_json::{Map, Value, json};

use super::Source;
use crate::cli::context::Context;
use crate::cli::report::Report;
use crate::cli::signals::told_to_end;

/// How often new entries are looked for.
const POLL: Duration = Duration::from_secs(1);

/// Show the latest entries of a treasury's audit chain: payments, edits, brakes.
///
/// Shown as logged; `bursar audit verify` proves that they are complete.
#[derive(Debug, Args)]
pub(in crate::cli) struct Tail {
    /// The treasury's id
    treasury: TreasuryId,
    /// How many entries
    #[arg(long, short = 'n', value_name = "COUNT", default_value_t = 20)]
    lines: usize,
    /// Go on with new entries until interrupted, each in one line
    #[arg(long, short)]
    follow: bool,
    #[command(flatten)]
    source: Source,
}

/// Where entries come from, and up to which block they were read.
struct Reader<'a> {
    context: &'a Context,
    treasury: u64,
    store: Option<Store>,
    read: Option<u64>,
}

impl Tail {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let (store, read) = match &self.source.store {
            Some(file) => (Some(Store::open_existing(file).await?), None),
            None => (None, self.source.first(context).await?.checked_sub(1)),
        };
        let mut reader = Reader { context, treasury: self.treasury.0, store, read };
        let mut entries = reader.next().await?;
        let entries = entries.split_off(entries.len().saturating_sub(self.lines));
        if !self.follow {
            let lines = entries.iter().map(|(entry, words)| (words.name, text(entry, words)));
            let values: Vec<Value> =
                entries.iter().map(|(entry, words)| value(entry, words)).collect();
            return Ok(Report::default()
                .lines(lines.collect())
                .value("treasury", self.treasury)
                .value("entries", values));
        }
        let end = told_to_end()?;
        print(&entries, context.is_quiet())?;
        tokio::select! {
            () = end => Ok(Report::default()),
            failed = reader.follow() => match failed? {},
        }
    }
}

impl Reader<'_> {
    /// Prints entries as they come, until something fails.
    async fn follow(&mut self) -> anyhow::Result<Infallible> {
        loop {
            tokio::time::sleep(POLL).await;
            print(&self.next().await?, self.context.is_quiet())?;
        }
    }

    /// Entries since the last time.
    async fn next(&mut self) -> anyhow::Result<Vec<(Entry, EventWords)>> {
        let vault = self.context.vault()?;
        let found = match &self.store {
            Some(store) => {
                let found = store.entries(vault, self.treasury, self.read).await?;
                self.read = found.last().map(|entry| entry.block).or(self.read);
                found
            }
            None => {
                let from = self.read.map_or(0, |block| block.saturating_add(1));
                let range = Range { from, to: self.context.chain.latest().await? };
                let chain = &self.context.chain;
                let found = audit::entries(chain, vault, self.treasury, range, &mut |_| ()).await?;
                self.read = Some(range.to).max(self.read);
                found
            }
        };
        let described = found.into_iter().filter_map(|entry| {
            let words = audit::describe(&entry)?;
            Some((entry, words))
        });
        Ok(described.collect())
    }
}

/// One line for each entry, or one JSON object.
fn print(entries: &[(Entry, EventWords)], json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (entry, words) in entries {
        if json {
            writeln!(out, "{}", value(entry, words))?;
        } else {
            writeln!(out, "  {}  {}", words.name, text(entry, words))?;
        }
    }
    out.flush()
}

fn text(entry: &Entry, words: &EventWords) -> String {
    let fields = words.fields.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    });
    let fields: Vec<String> = fields.collect();
    format!(
        "block {}, {}: {}",
        entry.block,
        bursar::policy_file::time(entry.timestamp),
        fields.join(", ")
    )
}

fn value(entry: &Entry, words: &EventWords) -> Value {
    let place = json!({
        "event": words.name,
        "block": entry.block,
        "timestamp": entry.timestamp,
        "transaction": entry.transaction,
    });
    let mut fields: Map<String, Value> = words.fields.clone();
    if let Value::Object(place) = place {
        fields.extend(place);
    }
    Value::Object(fields)
}
