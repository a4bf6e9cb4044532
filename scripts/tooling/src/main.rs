//! Writes the bindings, or checks that they are current.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use bursar_tooling::{bindings, stale, write};
use clap::Parser;

/// Writes what others call the vault with, from the declaration in `contracts/abi`: its JSON ABI, a
/// Solidity interface, and Rust for alloy and for ethers-rs.
#[derive(Parser)]
struct Arguments {
    /// Write nothing; fail if a committed file is not what would be written.
    #[arg(long)]
    check: bool,
}

fn main() -> anyhow::Result<()> {
    let Arguments { check } = Arguments::parse();
    let root = root().context("the project's directory is gone")?;
    let bindings = bindings()?;
    if !check {
        return write(&root, &bindings);
    }
    let stale = stale(&root, &bindings)?;
    if !stale.is_empty() {
        bail!("not current: {stale:?}; run: cargo run -p bursar-tooling");
    }
    Ok(())
}

fn root() -> std::io::Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()
}
