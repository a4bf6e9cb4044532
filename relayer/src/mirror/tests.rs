use super::*;
use crate::testing::{AGENT, OWNER, TREASURY, VAULT, block, founded, payment};
use alloy::primitives::B256;
use bursar_abi::{IVault, Policy};
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::{AgentState, Denial, Storage as _, TreasuryState};

fn key(nonce: u8) -> PaymentKey {
    PaymentKey { asset: VAULT, payer: AGENT, nonce: B256::repeat_byte(nonce) }
}

fn balance(mirror: &Mirror) -> u64 {
    TreasuryState::unpack(mirror.word(VAULT, layout::treasury_state_slot(TREASURY))).balance
}

fn lifetime(mirror: &Mirror) -> u64 {
    AgentState::unpack(mirror.word(VAULT, layout::agent_state_slot(AGENT))).lifetime
}

#[test]
fn apply_charges_payments_and_remembers_their_nonces() {
    let mut mirror = founded();
    mirror.apply(&block(4, &[payment(300, 1), payment(200, 2)])).unwrap();
    assert_eq!((balance(&mirror), lifetime(&mirror)), (500, 500));
    assert!(
        mirror.is_settled(&key(1)) && mirror.is_settled(&key(2)) && !mirror.is_settled(&key(3))
    );
    let elsewhere = PaymentKey { asset: OWNER, ..key(1) };
    assert!(!mirror.is_settled(&elsewhere), "a nonce is of one vault only");
}

#[test]
fn apply_changes_nothing_when_a_later_payment_could_not_have_passed() {
    let mut mirror = founded();
    let before = mirror.clone();
    let fault = mirror.apply(&block(4, &[payment(300, 1), payment(301, 2)])).unwrap_err();
    assert_eq!((fault.block, fault.log_index), (4, 1));
    assert!(matches!(fault.cause, Cause::Denied(denied) if denied.reason == Denial::PaymentCap));
    assert_eq!(mirror.word(VAULT, layout::agent_state_slot(AGENT)), U256::ZERO);
    let state = layout::treasury_state_slot(TREASURY);
    assert_eq!(mirror.word(VAULT, state), before.word(VAULT, state));
    assert!(!mirror.is_settled(&key(1)));
}

#[test]
fn apply_refuses_a_version_that_does_not_follow() {
    let mut mirror = founded();
    let policy = Policy { paymentCap: 1, vendors: 2, ..Policy::default() };
    let event = IVault::PolicySet { treasury: TREASURY, agent: AGENT, policy, version: 3 };
    let fault = mirror.apply(&block(4, &[event])).unwrap_err();
    assert_eq!(fault.cause, Cause::Version { stated: 3, found: 2 });
}

#[test]
fn apply_refuses_what_no_balance_holds() {
    let mut mirror = founded();
    let value = U256::from(1_001);
    let event = IVault::Withdrawn { treasury: TREASURY, to: OWNER, value };
    let fault = mirror.apply(&block(4, &[event])).unwrap_err();
    assert_eq!(fault.cause, Cause::Amount { value, balance: 1_000 });
}

#[test]
fn roll_back_restores_words_and_nonces_of_every_block_after() {
    let mut mirror = founded();
    mirror.apply(&block(4, &[payment(100, 1)])).unwrap();
    let four = mirror.clone();
    mirror.apply(&block(6, &[payment(100, 2), payment(50, 3)])).unwrap();
    let frozen = IVault::AgentFrozen { treasury: TREASURY, agent: AGENT, by: OWNER };
    mirror.apply(&block(9, &[frozen])).unwrap();
    mirror.roll_back(5);
    for (slot, word) in &four.vaults[&VAULT] {
        assert_eq!(mirror.word(VAULT, *slot), *word);
    }
    assert!(mirror.is_settled(&key(1)) && !mirror.is_settled(&key(2)));
    mirror.roll_back(2);
    assert_eq!(mirror.word(VAULT, layout::binding_slot(AGENT)), U256::ZERO);
    assert_eq!(balance(&mirror), 1_000);
}

#[test]
fn is_settled_forgets_a_nonce_only_when_its_authorization_is_dead() {
    let mut mirror = founded();
    mirror.apply(&block(4, &[payment(100, 1)])).unwrap();
    // The longest validity of a new treasury is 3,900 s, and the margin an hour.
    let dead = 4 + 3_900 + 3_600;
    mirror.apply(&block(dead, &[payment(100, 2)])).unwrap();
    assert!(mirror.is_settled(&key(1)));
    mirror.apply(&block(dead + 1, &[payment(100, 3)])).unwrap();
    assert!(!mirror.is_settled(&key(1)));
    assert!(mirror.is_settled(&key(2)));
}

fn counted(lane: u64, sequence: u64) -> B256 {
    SequencedNonce { lane, sequence }.into()
}

fn is_counted(mirror: &Mirror, nonce: B256) -> bool {
    mirror.is_settled(&PaymentKey { asset: VAULT, payer: AGENT, nonce })
}

#[test]
fn apply_mirrors_the_words_of_sequenced_nonces_and_never_forgets_them() {
    let mut mirror = founded();
    let pay = |nonce| IVault::PaymentSettled { nonce, ..payment(1, 0) };
    let nonces = [counted(7, 0), counted(7, 255), counted(7, 256), counted(8, 0)];
    mirror.apply(&block(4, &nonces.map(pay))).unwrap();
    let word = |lane, sequence| {
        mirror.word(VAULT, layout::sequence_slot(AGENT, SequencedNonce { lane, sequence }))
    };
    assert_eq!(word(7, 1), U256::from(1) | (U256::from(1) << 255));
    assert_eq!((word(7, 300), word(8, 9)), (U256::from(1), U256::from(1)));
    let year = 366 * 86_400;
    mirror.apply(&block(year, &[payment(1, 2)])).unwrap();
    assert!(nonces.into_iter().all(|nonce| is_counted(&mirror, nonce)));
    assert!(!is_counted(&mirror, counted(7, 1)));
}

#[test]
fn apply_refuses_a_sequenced_nonce_that_was_used_before() {
    let mut mirror = founded();
    let nonce = counted(0, 3);
    let pay = [IVault::PaymentSettled { nonce, ..payment(1, 0) }];
    mirror.apply(&block(4, &pay)).unwrap();
    assert_eq!(mirror.apply(&block(5, &pay)).unwrap_err().cause, Cause::Replayed { nonce });
}

#[test]
fn roll_back_clears_the_bits_of_sequenced_nonces_and_keeps_those_before() {
    let mut mirror = founded();
    let pay = |sequence| IVault::PaymentSettled { nonce: counted(0, sequence), ..payment(1, 0) };
    mirror.apply(&block(4, &[pay(1)])).unwrap();
    mirror.apply(&block(5, &[pay(2), pay(3)])).unwrap();
    mirror.roll_back(4);
    let used = [1, 2, 3].map(|sequence| is_counted(&mirror, counted(0, sequence)));
    assert_eq!(used, [true, false, false]);
    mirror.apply(&block(5, &[pay(3), pay(2)])).unwrap();
}

#[test]
fn vault_is_storage_whose_writes_stay_above_the_mirror() {
    let mirror = founded();
    let mut overlay = mirror.vault(VAULT);
    let slot = layout::treasury_state_slot(TREASURY);
    overlay.store(slot, U256::ZERO);
    assert_eq!(overlay.load(slot), U256::ZERO);
    assert_ne!(mirror.word(VAULT, slot), U256::ZERO);
    assert_eq!(overlay.into_written().len(), 1);
}
