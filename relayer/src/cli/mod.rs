//! Arguments, and which command they name.

mod agent;
mod approve;
mod audit;
mod check;
mod confirm;
mod context;
mod deploy;
mod edit;
mod explain;
mod file;
mod index;
mod key;
mod limit;
mod programs;
mod progress;
mod report;
mod serve;
mod session;
mod signals;
mod slip;
mod treasury;
mod vendor;

use std::path::PathBuf;
use std::process::ExitCode;

use alloy::primitives::Address;
use clap::{Args, Parser, Subcommand};

use context::Context;
use report::Report;

const ABOUT: &str = "Hands money to AI agents without handing them the purse";

const LONG_ABOUT: &str = "\
Hands money to AI agents without handing them the purse.

A treasury's tokens sit in a vault, a contract on Arbitrum. The treasury writes on-chain who may \
spend how much, on whom and when; what that does not allow, the contract refuses.";

const AFTER_HELP: &str = "\
Amounts:
  12.5        tokens: at most as many digits after the point as the token has
  12500000u   the token's smallest units

Keys (never an argument, never in a log):
  --keystore FILE with --password-file FILE or BURSAR_KEYSTORE_PASSWORD
  BURSAR_PRIVATE_KEY, where there is no --keystore

Exit codes:
  0  done; `check`, `explain`: the payment would pass; `audit verify`: verified
  1  failed, nothing was done or the message says what
  2  the arguments are wrong
  3  `check`, `explain`: the payment would be denied
  4  `audit verify`: the chain breaks

With --json, results are one JSON object on standard output, failures {\"error\":{\"message\":…}} on \
standard error. Amounts in JSON are smallest units, as strings.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "bursar", version, about = ABOUT, long_about = LONG_ABOUT, after_help = AFTER_HELP)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Global {
    /// JSON-RPC of the chain, http or https [default: http://127.0.0.1:8547]
    #[arg(long, global = true, value_name = "URL", env = "BURSAR_RPC_URL", hide_env_values = true)]
    rpc_url: Option<String>,
    /// Address of the vault
    #[arg(long, global = true, value_name = "ADDRESS", env = "BURSAR_VAULT")]
    vault: Option<Address>,
    /// Encrypted key file that signs
    #[arg(long, global = true, value_name = "FILE")]
    keystore: Option<PathBuf>,
    /// File that holds the key file's password, else BURSAR_KEYSTORE_PASSWORD does
    #[arg(long, global = true, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long, global = true)]
    json: bool,
    /// Ask nothing
    #[arg(long, short, global = true)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Once(Once),
    Serve(serve::Serve),
}

/// What asks a chain, or changes something there, and is done.
#[derive(Debug, Subcommand)]
enum Once {
    Deploy(deploy::Deploy),
    /// Create, fund, limit and brake a treasury
    #[command(subcommand)]
    Treasury(treasury::Treasury),
    /// Add agents, write their policies, brake them
    #[command(subcommand)]
    Agent(agent::Agent),
    /// Let new keys spend for an agent, for a while
    #[command(subcommand)]
    Session(session::Session),
    /// Say whom agents may pay
    #[command(subcommand)]
    Vendor(vendor::Vendor),
    Approve(approve::Approve),
    /// Show, do or call off what waits in a treasury with a delay
    #[command(subcommand)]
    Edit(edit::Edit),
    Check(check::Check),
    Explain(explain::Explain),
    Programs(programs::Programs),
    Index(index::Index),
    /// Show what happened to a treasury, and prove that nothing is missing
    #[command(subcommand)]
    Audit(audit::Audit),
}

/// Runs the command line.
pub(crate) async fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    let json = global.json;
    match run(global, command).await {
        Ok(report) => report.print(json),
        Err(error) => report::fail(&error, json),
    }
}

async fn run(global: Global, command: Command) -> anyhow::Result<Report> {
    let command = match command {
        Command::Once(command) => command,
        Command::Serve(serve) => return serve.run(&global).await,
    };
    let context = Context::open(global).await?;
    match command {
        Once::Deploy(deploy) => deploy.run(&context).await,
        Once::Treasury(treasury) => treasury.run(&context).await,
        Once::Agent(agent) => agent.run(&context).await,
        Once::Session(session) => session.run(&context).await,
        Once::Vendor(vendor) => vendor.run(&context).await,
        Once::Approve(approve) => approve.run(&context).await,
        Once::Edit(edit) => edit.run(&context).await,
        Once::Check(check) => check.run(&context).await,
        Once::Explain(explain) => explain.run(&context).await,
        Once::Programs(programs) => programs.run(&context).await,
        Once::Index(index) => index.run(&context).await,
        Once::Audit(audit) => audit.run(&context).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_help() {
        fn walk(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Cli::command());
    }
}
