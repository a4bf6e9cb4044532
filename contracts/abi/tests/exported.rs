//! What the declarations export.
#![cfg(feature = "std")]

#[test]
fn every_routed_selector_is_a_function_of_the_interface() {
    let abi = bursar_abi::IVault::abi::contract();
    for selector in bursar_abi::HOT.iter().chain(bursar_abi::LENS) {
        assert!(abi.functions().any(|function| function.selector() == *selector), "{selector:?}");
    }
}
