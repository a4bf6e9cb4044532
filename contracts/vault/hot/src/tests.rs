//! The hot program serves what the front sends it, and refuses re-entry.

use std::collections::BTreeSet;

use super::{SELECTORS, main};
use alloy_sol_types::SolError;
use bursar_abi::{HOT, IVault};
use stylus_sdk::{
    host::VM,
    testing::{TestVM, state::VMState},
};

fn vm(state: VMState) -> VM {
    VM { host: Box::new(TestVM::from(state)) }
}

#[test]
fn hot_serves_exactly_what_the_front_sends_it() {
    let served: BTreeSet<_> = SELECTORS.iter().collect();
    assert_eq!(served, HOT.iter().collect());
    assert_eq!(SELECTORS.len(), served.len(), "a selector is served twice");
}

#[test]
fn every_hot_call_reverts_when_the_vault_is_reentered() {
    for selector in SELECTORS {
        let reentered = VMState { reentrant: true, ..VMState::default() };
        // Arguments that would decode: the refusal may not depend on them.
        let calldata = [selector.as_slice(), &[0; 32 * 9]].concat();
        let answer = main(calldata, vm(reentered));
        assert_eq!(answer, Err(IVault::Reentered {}.abi_encode()), "{selector:02x?}");
    }
}

#[test]
fn call_reverts_when_the_selector_is_not_hot() {
    for (calldata, selector) in
        [(vec![], [0; 4]), (vec![0xde, 0xad, 0xbe, 0xef], [0xde, 0xad, 0xbe, 0xef])]
    {
        let expected = IVault::SelectorUnknown { selector: selector.into() }.abi_encode();
        assert_eq!(main(calldata, vm(VMState::default())), Err(expected));
    }
}
