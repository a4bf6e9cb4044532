//! The relayer under load: `bursar serve` over HTTP, on the dev chain, with real signatures.
//!
//! `cargo bench --bench facilitator -- verify|settle|compare [--json]`; `scripts/bench` prepares what
//! it needs. Chain, facilitator and generator are three processes on the same machine; requests are
//! signed before they are measured, every answer is checked, and each row says what share of the
//! processors each process had.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark of its own small numbers"
)]

#[path = "../../tests/serve/body.rs"]
mod body;
mod connection;
mod facilitators;
mod figures;
#[allow(dead_code, reason = "the tests of the command line use more of it")]
#[path = "../../tests/cli/harness.rs"]
mod harness;
mod load;
mod payments;
mod process;
mod scenarios;
mod tenant;
mod world;

use clap::{Parser, Subcommand};

use crate::scenarios::Stage;

/// Measures the facilitator.
#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// Print JSON instead of a table
    #[arg(long, global = true)]
    json: bool,
    /// Seconds of each rate
    #[arg(long, global = true, default_value_t = 10)]
    seconds: u32,
    /// Passed by cargo
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Verifications: as fast as they are answered, then at fixed rates
    Verify {
        /// Requests a second
        #[arg(long, value_delimiter = ',', default_value = "500,1000,2000,4000,8000")]
        rates: Vec<u32>,
    },
    /// Settlements, from the request to the vault's event: as fast as they are answered, then at
    /// fixed rates
    Settle {
        /// Requests a second
        #[arg(long, value_delimiter = ',', default_value = "250,500,1000")]
        rates: Vec<u32>,
    },
    /// Verifications by the published TypeScript facilitator beside ours, on the same chain
    Compare,
    /// The chain's process
    #[command(hide = true)]
    Chain,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if matches!(args.what, Some(What::Chain)) {
        return tokio::runtime::Runtime::new()?.block_on(world::serve());
    }
    // The generator does with one thread, and leaves the other processor to what it measures.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(args))
}

async fn run(args: Args) -> anyhow::Result<()> {
    let stage = Stage::set(args.json, args.seconds).await?;
    let rows = match args.what {
        Some(What::Settle { rates }) => stage.settle(&rates).await?,
        Some(What::Compare) => stage.compare().await?,
        Some(What::Verify { rates }) => stage.verify(&rates).await?,
        // `cargo bench` runs everything that there is.
        Some(What::Chain) | None => {
            let mut rows = stage.verify(&[2_000]).await?;
            rows.extend(stage.settle(&[500]).await?);
            rows
        }
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    }
    Ok(())
}
