//! The lens serves what the front sends it, and refuses re-entry.

use std::collections::BTreeSet;

use super::{SELECTORS, main};
use alloy_sol_types::SolError;
use bursar_abi::{IVault, LENS};
use stylus_sdk::{
    host::VM,
    testing::{TestVM, state::VMState},
};

fn vm(state: VMState) -> VM {
    VM { host: Box::new(TestVM::from(state)) }
}

#[test]
fn lens_serves_exactly_what_the_front_sends_it() {
    let served: BTreeSet<_> = SELECTORS.iter().collect();
    assert_eq!(served, LENS.iter().collect());
    assert_eq!(SELECTORS.len(), served.len(), "a selector is served twice");
}

#[test]
fn every_lens_call_reverts_when_the_vault_is_reentered() {
    for selector in SELECTORS {
        let reentered = VMState { reentrant: true, ..VMState::default() };
        let calldata = [selector.as_slice(), &[0; 32 * 3]].concat();
        let answer = main(calldata, vm(reentered));
        assert_eq!(answer, Err(IVault::Reentered {}.abi_encode()), "{selector:02x?}");
    }
}

#[test]
fn call_reverts_when_calldata_is_shorter_than_a_selector() {
    for (calldata, selector) in [(vec![], [0; 4]), (vec![0xab, 0xcd], [0xab, 0xcd, 0, 0])] {
        let expected = IVault::SelectorUnknown { selector: selector.into() }.abi_encode();
        assert_eq!(main(calldata, vm(VMState::default())), Err(expected));
    }
}

#[test]
fn call_reverts_when_a_value_does_not_fit_its_type() {
    // `treasury(uint64)` with bit 64 set.
    let selector = <IVault::treasuryCall as alloy_sol_types::SolCall>::SELECTOR;
    let mut calldata = [selector.as_slice(), &[0; 32]].concat();
    calldata[4 + 23] = 1;
    let expected = IVault::CalldataInvalid { selector: selector.into() }.abi_encode();
    assert_eq!(main(calldata, vm(VMState::default())), Err(expected));
}

#[test]
fn call_is_answered_when_calldata_has_a_suffix() {
    let selector = <IVault::rolesOfCall as alloy_sol_types::SolCall>::SELECTOR;
    let calldata = [selector.as_slice(), &[0; 64], b"a facilitator's suffix"].concat();
    assert_eq!(main(calldata, vm(VMState::default())), Ok(vec![0; 32]));
}

#[test]
fn call_reverts_when_arguments_are_missing() {
    let selector = <IVault::rolesOfCall as alloy_sol_types::SolCall>::SELECTOR;
    let calldata = [selector.as_slice(), &[0; 63]].concat();
    let expected = IVault::CalldataInvalid { selector: selector.into() }.abi_encode();
    assert_eq!(main(calldata, vm(VMState::default())), Err(expected));
}
