//! The cold program serves every call of the interface that neither the hot one nor the lens does, and
//! refuses re-entry.

use std::collections::BTreeSet;

use super::{SELECTORS, edits, main};
use alloy_sol_types::{SolError, SolInterface};
use bursar_abi::{HOT, IVault, LENS};
use stylus_sdk::{
    host::VM,
    testing::{TestVM, state::VMState},
};

fn vm(state: VMState) -> VM {
    VM { host: Box::new(TestVM::from(state)) }
}

fn served() -> impl Iterator<Item = [u8; 4]> {
    SELECTORS.iter().chain(edits::SELECTORS).copied()
}

#[test]
fn cold_serves_exactly_the_rest_of_the_interface() {
    let served: BTreeSet<_> = served().collect();
    let elsewhere: BTreeSet<_> = HOT.iter().chain(LENS).copied().collect();
    let all: BTreeSet<_> = IVault::IVaultCalls::selectors().collect();
    assert_eq!(served, &all - &elsewhere);
    let count = SELECTORS.len() + edits::SELECTORS.len();
    assert_eq!(count, served.len(), "a selector is served twice");
    assert!(elsewhere.is_subset(&all), "the front routes what the interface does not have");
    assert_eq!(elsewhere.len(), HOT.len() + LENS.len(), "hot and lens share a selector");
}

#[test]
fn every_cold_call_reverts_when_the_vault_is_reentered() {
    for selector in served() {
        let reentered = VMState { reentrant: true, ..VMState::default() };
        let calldata = [selector.as_slice(), &[0; 32 * 24]].concat();
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
