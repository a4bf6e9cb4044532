//! The committed JSON ABI is the one that the declarations give.
#![cfg(feature = "std")]

use alloy_json_abi::JsonAbi;

#[test]
fn committed_abi_is_current() {
    let committed: JsonAbi = serde_json::from_str(include_str!("../vault.json")).unwrap();
    assert!(
        committed == bursar_abi::IVault::abi::contract(),
        "run: cargo run -p bursar-abi --features std --example export-abi > contracts/abi/vault.json"
    );
}

#[test]
fn every_hot_selector_is_a_function_of_the_interface() {
    let abi = bursar_abi::IVault::abi::contract();
    for selector in bursar_abi::HOT {
        assert!(abi.functions().any(|function| function.selector() == *selector), "{selector:?}");
    }
}
