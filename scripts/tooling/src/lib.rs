//! What others call the vault with, made from the one declaration in `contracts/abi`.

mod structs;

use std::fs;
use std::path::{Path, PathBuf};

use alloy_json_abi::{JsonAbi, ToSolConfig};
use anyhow::{Context as _, Result, anyhow};
use ethers_contract_abigen::Abigen;

/// The interface's name in every language.
const NAME: &str = "IVault";

const LICENCE: &str = "// SPDX-License-Identifier: Apache-2.0";
const ORIGIN: &str = "// Written by `cargo run -p bursar-tooling`, from contracts/abi.";

/// A committed file, and what it has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Below the project's root.
    pub path: PathBuf,
    /// All of it.
    pub text: String,
}

/// Every binding, from the declaration.
///
/// # Errors
/// If a generator refuses the interface.
pub fn bindings() -> Result<Vec<Binding>> {
    let abi = structs::named(bursar_abi::IVault::abi::contract());
    let json = format!("{}\n", serde_json::to_string_pretty(&abi)?);
    let solidity = solidity(&abi);
    Ok(vec![
        binding("vault.json", json.clone()),
        binding("bindings/IVault.sol", solidity_file(&solidity)),
        binding("bindings/alloy.rs", alloy_file(&solidity)),
        binding("bindings/ethers.rs", ethers_file(&json)?),
    ])
}

fn binding(name: &str, text: String) -> Binding {
    Binding { path: Path::new("contracts/abi").join(name), text }
}

/// Those of `bindings` whose file below `root` says something else.
///
/// # Errors
/// If a file cannot be read; one that does not exist is stale.
pub fn stale(root: &Path, bindings: &[Binding]) -> Result<Vec<PathBuf>> {
    let mut stale = Vec::new();
    for Binding { path, text } in bindings {
        let file = root.join(path);
        let is_current = file.exists()
            && fs::read_to_string(&file).with_context(|| file.display().to_string())? == *text;
        if !is_current {
            stale.push(path.clone());
        }
    }
    Ok(stale)
}

/// Writes `bindings` below `root`.
///
/// # Errors
/// The file that cannot be written.
pub fn write(root: &Path, bindings: &[Binding]) -> Result<()> {
    for Binding { path, text } in bindings {
        let file = root.join(path);
        if let Some(directory) = file.parent() {
            fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
        }
        fs::write(&file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

fn solidity(abi: &JsonAbi) -> String {
    abi.to_sol(NAME, Some(ToSolConfig::new()))
}

fn solidity_file(interface: &str) -> String {
    format!("{LICENCE}\n{ORIGIN}\npragma solidity ^0.8.4;\n\n{interface}\n")
}

fn alloy_file(interface: &str) -> String {
    format!("{LICENCE}\n{ORIGIN}\nalloy::sol! {{\n#[sol(rpc)]\n{interface}\n}}\n")
}

fn ethers_file(json: &str) -> Result<String> {
    let failed = |error: &dyn std::fmt::Display| anyhow!("ethers-contract-abigen: {error}");
    let bindings = Abigen::new(NAME, json).map_err(|error| failed(&error))?;
    let code = bindings.generate().map_err(|error| failed(&error))?.to_string();
    Ok(format!("{LICENCE}\n{ORIGIN}\n{code}"))
}
