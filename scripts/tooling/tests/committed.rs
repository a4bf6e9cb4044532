//! The committed bindings are those of the declaration, and what they are for can read them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use alloy::sol_types::SolCall as _;
use bursar_tooling::{bindings, stale};

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "an ABI has no documents, and EIP-3009 has many arguments"
    )]
    include!("../../../contracts/abi/bindings/alloy.rs");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn committed_bindings_are_current() {
    let stale = stale(&root(), &bindings().unwrap()).unwrap();
    assert!(stale.is_empty(), "{stale:?}: run cargo run -p bursar-tooling");
}

#[test]
fn stale_names_a_file_when_it_differs_or_is_missing() {
    let mut changed = bindings().unwrap();
    changed[0].text.push(' ');
    changed[1].path = "contracts/abi/bindings/missing".into();
    let stale = stale(&root(), &changed).unwrap();
    assert_eq!(stale, [changed[0].path.clone(), changed[1].path.clone()]);
}

#[test]
fn alloy_binding_calls_what_the_vault_answers() {
    use bursar_abi::IVault::transferWithAuthorization_0Call as Declared;
    use generated::IVault::transferWithAuthorization_0Call as Generated;
    assert_eq!(Generated::SELECTOR, Declared::SELECTOR);
    assert_eq!(Generated::SIGNATURE, Declared::SIGNATURE);
}

#[test]
fn solidity_interface_compiles() {
    let input = serde_json::json!({
        "language": "Solidity",
        "sources": { "IVault.sol": { "content": include_str!("../../../contracts/abi/bindings/IVault.sol") } },
        "settings": { "outputSelection": { "*": { "*": ["abi"] } } },
    });
    let mut solc = Command::new(root().join(".tools/bin/solc"))
        .arg("--standard-json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/setup installs solc");
    solc.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output: serde_json::Value =
        serde_json::from_slice(&solc.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(output.get("errors"), None, "{output:#}");
    let abi = &output["contracts"]["IVault.sol"]["IVault"]["abi"];
    let compiled: alloy::json_abi::JsonAbi = serde_json::from_value(abi.clone()).unwrap();
    let declared = bursar_abi::IVault::abi::contract();
    for function in declared.functions() {
        let name = function.signature();
        let found = compiled.functions().find(|other| other.signature() == name);
        assert!(found.is_some(), "{name} is missing");
    }
}
