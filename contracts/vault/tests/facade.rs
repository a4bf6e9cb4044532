//! In what order the facade refuses, and that what it refuses leaves no trace.

mod common;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Revert, SolCall as _, SolError};
use bursar_abi::{IToken, IVault};
use bursar_policy::{
    AuthorizationFault, Denial, layout,
    nonce::{self, SequencedNonce},
};
use bursar_vault::{Refusal, TOKEN_GAS, Vault, dispatch, settle, views};
use common::{AGENT, NOW, STRANGER, TREASURY, VENDOR, chain};
use stylus_sdk::testing::TestVM;

type Call = IVault::transferWithAuthorization_0Call;

/// An authorization with which everything is in order.
fn call() -> Call {
    Call {
        from: AGENT,
        to: VENDOR,
        value: U256::from(100),
        validAfter: U256::ZERO,
        validBefore: U256::from(NOW + 60),
        nonce: B256::repeat_byte(9),
        v: 27,
        r: B256::repeat_byte(1),
        s: B256::repeat_byte(1),
    }
}

fn settle(chain: &TestVM, call: Call) -> Vec<u8> {
    let (vault, arguments) = (Vault::new(chain, &[]), call.abi_encode());
    dispatch::pay::<Call, _>(&vault, &arguments[4..], settle::transfer_with_authorization)
        .unwrap_or_else(Refusal::into_revert_data)
}

fn fault(fault: AuthorizationFault) -> Vec<u8> {
    Revert::from(fault.text()).abi_encode()
}

fn denied(answer: &[u8]) -> Option<Denial> {
    IVault::PaymentDenied::abi_decode(answer).ok().and_then(|error| Denial::from_code(error.reason))
}

#[test]
fn settle_reverts_by_the_first_of_all_faults_at_once() {
    let chain = chain(STRANGER, STRANGER);
    // Everything is wrong; then one fault after the other is taken away.
    let mut call = Call {
        to: Address::ZERO,
        value: U256::ZERO,
        validAfter: U256::from(NOW),
        validBefore: U256::from(NOW),
        nonce: "735d1344c4ac9b43000000000000000100000000000000000000000000000000".parse().unwrap(),
        v: 2,
        ..call()
    };
    assert!(nonce::is_malformed(call.nonce));
    assert_eq!(settle(&chain, call.clone()), fault(AuthorizationFault::NotYetValid));
    call.validAfter = U256::ZERO;
    assert_eq!(settle(&chain, call.clone()), fault(AuthorizationFault::Expired));
    call.validBefore = U256::MAX;
    assert_eq!(denied(&settle(&chain, call.clone())), Some(Denial::PayeeForbidden));
    call.to = Address::repeat_byte(0xfd);
    assert_eq!(denied(&settle(&chain, call.clone())), Some(Denial::ValueZero));
    call.value = U256::from(u64::MAX) + U256::ONE;
    assert_eq!(denied(&settle(&chain, call.clone())), Some(Denial::ValueTooWide));
    call.value = U256::from(1_001);
    assert_eq!(denied(&settle(&chain, call.clone())), Some(Denial::NonceStyle));
    call.nonce = B256::repeat_byte(9);
    assert_eq!(settle(&chain, call.clone()), fault(AuthorizationFault::InvalidSignature));
    call.v = 28;
    // Well formed, but not by the agent.
    assert_eq!(settle(&chain, call), fault(AuthorizationFault::InvalidSignature));
}

#[test]
fn settle_asks_the_policy_when_the_agent_signed() {
    let chain = chain(STRANGER, AGENT);
    let refused = settle(&chain, Call { to: Address::repeat_byte(0xfd), ..call() });
    assert_eq!(denied(&refused), Some(Denial::VendorNotListed));
    let refused = settle(&chain, Call { value: U256::from(1_001), ..call() });
    assert_eq!(denied(&refused), Some(Denial::PaymentCap));
}

#[test]
fn settle_reverts_when_the_signature_is_high() {
    let chain = chain(STRANGER, AGENT);
    let refused = settle(&chain, Call { s: B256::repeat_byte(0x80), ..call() });
    assert_eq!(refused, fault(AuthorizationFault::InvalidSignature));
}

#[test]
fn settle_reverts_when_the_nonce_is_used() {
    let chain = chain(STRANGER, AGENT);
    let place = nonce::locate(AGENT, call().nonce, 0);
    let claim = nonce::claim(U256::ZERO, || false, place.fingerprint, NOW + 60, NOW).unwrap();
    chain.set_storage(layout::nonce_table_slot(AGENT, place.index), claim.word.into());
    // Used comes before what the policy would say of the vendor.
    let refused = settle(&chain, Call { to: Address::repeat_byte(0xfd), ..call() });
    assert_eq!(refused, fault(AuthorizationFault::Used));
}

#[test]
fn settle_reverts_when_the_bit_of_a_sequenced_nonce_is_set() {
    let chain = chain(STRANGER, AGENT);
    let nonce = SequencedNonce { lane: 7, sequence: 1_000 };
    let word = nonce.claim(U256::ZERO).unwrap();
    chain.set_storage(layout::sequence_slot(AGENT, nonce), word.into());
    let next = SequencedNonce { sequence: 1_001, ..nonce };
    for (nonce, is_used) in [(nonce, true), (next, false)] {
        let vault = Vault::new(&chain, &[]);
        let (nonce, authorizer) = (B256::from(nonce), AGENT);
        let state = IVault::authorizationStateCall { authorizer, nonce };
        assert!(matches!(views::authorization_state(&vault, state), Ok(used) if used == is_used));
        // Used comes before what the policy would say of the vendor.
        let refused = settle(&chain, Call { to: Address::repeat_byte(0xfd), nonce, ..call() });
        assert_eq!(refused == fault(AuthorizationFault::Used), is_used);
    }
}

#[test]
fn settle_leaves_no_trace_when_it_refuses() {
    let forged = (STRANGER, call());
    let denied = (AGENT, Call { value: U256::from(1_001), ..call() });
    for (signer, call) in [forged, denied] {
        let chain = chain(STRANGER, signer);
        let before = chain.snapshot().storage;
        settle(&chain, call);
        assert_eq!(chain.snapshot().storage, before);
        assert!(chain.get_emitted_logs().is_empty());
    }
}

#[test]
fn settle_reverts_when_the_token_does_not_say_true() {
    // Every word is in order, so the payment reaches the token, which answers with the agent's
    // address here.
    let chain = chain(STRANGER, AGENT);
    let selector = <IToken::transferCall as alloy_sol_types::SolCall>::SELECTOR.into();
    assert_eq!(settle(&chain, call()), IVault::TokenFailed { selector }.abi_encode());
}

#[test]
fn settle_reverts_without_a_verdict_when_gas_is_short() {
    let chain = chain(STRANGER, AGENT);
    chain.set_gas_left(TOKEN_GAS);
    let error = IVault::GasInsufficient::abi_decode(&settle(&chain, call())).unwrap();
    assert_eq!(error.left, TOKEN_GAS);
    assert!(error.needed > TOKEN_GAS);
}

#[test]
fn settle_reverts_when_the_vault_has_no_token() {
    let chain = chain(STRANGER, AGENT);
    chain.set_storage(layout::CONFIG_SLOT, B256::ZERO);
    assert_eq!(settle(&chain, call()), IVault::NotConfigured {}.abi_encode());
}

#[test]
fn settle_stores_what_the_policy_decided_before_it_calls_the_token() {
    let chain = chain(STRANGER, AGENT);
    settle(&chain, call());
    let state = chain.get_storage(layout::treasury_state_slot(TREASURY));
    let state = bursar_policy::TreasuryState::unpack(state.into());
    assert_eq!((state.balance, state.entries), (9_900, 1));
    let names: Vec<B256> =
        chain.get_emitted_logs().into_iter().map(|(topics, _)| topics[0]).collect();
    use alloy_sol_types::SolEvent;
    let expected = [
        IVault::Transfer::SIGNATURE_HASH,
        IVault::AuthorizationUsed::SIGNATURE_HASH,
        IVault::PaymentSettled::SIGNATURE_HASH,
        IVault::AuditHead::SIGNATURE_HASH,
    ];
    assert_eq!(names, expected);
}
