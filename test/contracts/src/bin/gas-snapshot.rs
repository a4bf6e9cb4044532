//! Measures gas, and writes or compares the committed snapshot.

use std::fs;

use anyhow::{Context as _, Result, bail};
use bursar_contract_tests::{
    artifacts::project_root,
    gas::{SNAPSHOT, Snapshot, TABLE, differences, markdown},
};
use clap::Parser;

/// Measures what deployment, administration and payments cost on the dev chain, and writes
/// test/contracts/gas-snapshot.json and docs/gas.md.
#[derive(Parser)]
struct Arguments {
    /// Write nothing; fail unless the committed snapshot and table say the same.
    #[arg(long)]
    check: bool,
}

fn main() -> Result<()> {
    let Arguments { check } = Arguments::parse();
    let measured = Snapshot::measure();
    let (snapshot, table) = (project_root().join(SNAPSHOT), project_root().join(TABLE));
    let (json, text) = (serde_json::to_string_pretty(&measured)? + "\n", markdown(&measured));
    if !check {
        fs::write(&snapshot, json).with_context(|| snapshot.display().to_string())?;
        fs::write(&table, text).with_context(|| table.display().to_string())?;
        println!("wrote {SNAPSHOT} and {TABLE}");
        return Ok(());
    }
    let committed = fs::read_to_string(&snapshot)
        .with_context(|| format!("{SNAPSHOT} is missing: run without --check"))?;
    let lines = differences(&serde_json::from_str(&committed)?, &measured);
    if !lines.is_empty() {
        bail!(
            "gas differs from {SNAPSHOT}; if that is meant, run without --check:\n{}",
            lines.join("\n")
        );
    }
    if fs::read_to_string(&table).unwrap_or_default() != text {
        bail!("{TABLE} is not the table of {SNAPSHOT}: run without --check");
    }
    println!("gas is as in {SNAPSHOT}");
    Ok(())
}
