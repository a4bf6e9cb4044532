//! What somebody signs for somebody else to bring to the vault.

use std::fs;
use std::path::{Path, PathBuf};

use alloy::primitives::B256;
use anyhow::Context as _;
use bursar::period;
use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::context::{Context, random_salt};
use super::file;
use super::report::Report;

/// How something is signed that may be used once.
#[derive(Debug, Args)]
pub(super) struct Slip {
    /// 32 bytes that whoever signs has not used yet; random if not given
    #[arg(long, value_name = "SALT")]
    salt: Option<B256>,
    /// How long it may be used
    #[arg(long, value_name = "LENGTH", default_value = "1d", conflicts_with = "deadline")]
    valid_for: String,
    /// Last second at which it may be used, Unix seconds
    #[arg(long, value_name = "TIME")]
    deadline: Option<u64>,
    #[command(flatten)]
    pub(super) out: Out,
}

/// Where what is signed goes.
#[derive(Debug, Args)]
pub(super) struct Out {
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Slip {
    /// What makes it another than any before.
    pub(super) fn salt(&self) -> B256 {
        self.salt.unwrap_or_else(random_salt)
    }

    /// Last second at which it may be used.
    pub(super) async fn deadline(&self, context: &Context) -> anyhow::Result<u64> {
        end(context, self.deadline, &self.valid_for).await
    }
}

impl Out {
    /// Hands over what was signed, a `name`, behind what `report` says of it.
    pub(super) fn hand_over(
        &self,
        report: Report,
        name: &'static str,
        signed: &impl Serialize,
    ) -> anyhow::Result<Report> {
        let report = report.values(json!(signed));
        match &self.out {
            Some(path) => {
                file::write(path, &serde_json::to_string_pretty(signed)?)?;
                Ok(report.line("written to", path.display()))
            }
            // The table holds all of it too, so that it can be passed on without a file.
            None => Ok(report.line(name, json!(signed))),
        }
    }
}

/// A moment (Unix seconds), or a length from the chain's time on.
pub(super) async fn end(
    context: &Context,
    moment: Option<u64>,
    length: &str,
) -> anyhow::Result<u64> {
    match moment {
        Some(moment) => Ok(moment),
        None => Ok(context.now().await?.saturating_add(period::seconds(length)?.into())),
    }
}

/// Reads what was handed over as a `name`.
pub(super) fn read<T: DeserializeOwned>(path: &Path, name: &str) -> anyhow::Result<T> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a {name}", path.display()))
}
