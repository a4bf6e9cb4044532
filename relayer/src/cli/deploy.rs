//! `bursar deploy`.

use std::path::PathBuf;

use alloy::primitives::{Address, B256};
use bursar::deploy::{self, Artifacts, Deployment, Plan, Step};
use clap::Args;
use serde_json::json;

use super::context::Context;
use super::file;
use super::report::Report;

/// Put programs, factory and a vault onto a chain with Stylus.
///
/// Deploys the three programs and the factory at addresses that follow from their bytes,
/// activates the programs, and lets the factory create the vault. What exists already is kept: doing it
/// again goes on where it stopped. Needs a key with ETH.
#[derive(Debug, Args)]
pub(super) struct Deploy {
    /// The token that the vault holds; at most 9 decimals
    #[arg(long, value_name = "ADDRESS")]
    token: Address,
    /// Folder with hot.code, cold.code and lens.code, from scripts/build-contracts
    #[arg(long, value_name = "FOLDER", default_value = "target/contracts")]
    programs: PathBuf,
    /// Folder with Foundry's output, from forge build
    #[arg(long, value_name = "FOLDER", default_value = "out")]
    artifacts: PathBuf,
    /// 32 bytes; another salt gives an organisation a vault of its own
    #[arg(long, value_name = "SALT", default_value_t = B256::ZERO)]
    salt: B256,
    /// Write the result as JSON to this file too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Deploy {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let chain = &context.chain;
        // Before anything else: without Stylus nothing that follows matters.
        deploy::check_chain(chain, self.token).await?;
        let artifacts = Artifacts::read(&self.programs, &self.artifacts)?;
        let sender = chain.sender()?;
        let question = [
            ("chain", chain.id().to_string()),
            ("token", self.token.to_string()),
            ("paid by", sender.to_string()),
        ];
        context.confirm("deploy a vault", &question)?;
        let plan = Plan { token: self.token, salt: self.salt, artifacts };
        let quiet = context.is_quiet();
        let mut tell = |step| {
            if !quiet {
                eprintln!("{}", progress(step));
            }
        };
        let report = report(&deploy::run(chain, &plan, &mut tell).await?);
        if let Some(path) = &self.out {
            file::write(path, &report.to_json())?;
        }
        Ok(report)
    }
}

fn progress(Step { name, address, gas }: Step) -> String {
    match gas {
        Some(gas) => format!("  {name:12}  {address}  {gas} gas"),
        None => format!("  {name:12}  {address}  exists"),
    }
}

fn report(deployment: &Deployment) -> Report {
    let Deployment { chain_id, hot, cold, lens, factory, vault, token, ref codehashes, .. } =
        *deployment;
    let mut report = Report::default().values(json!(deployment)).line("chain", chain_id);
    let contracts = [
        ("hot program", "hot", hot),
        ("cold program", "cold", cold),
        ("lens program", "lens", lens),
        ("factory", "factory", factory),
        ("vault", "vault", vault),
    ];
    for (label, name, address) in contracts {
        let hash = codehashes.get(name).map(ToString::to_string).unwrap_or_default();
        report = report.line(label, format!("{address}  code {hash}"));
    }
    let gas = deployment.gas.values().fold(0, |sum: u64, gas| sum.saturating_add(*gas));
    report.line("token", token).line("gas used", gas)
}
