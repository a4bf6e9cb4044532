use super::*;
use alloy::primitives::{B256, TxHash, address};
use alloy::sol_types::SolEvent;
use bursar_abi::{IVault, Policy};
use bursar_policy::{AgentState, Denial, Storage as _, TreasuryState};

const VAULT: Address = address!("00000000000000000000000000000000000b0b5a");
const OWNER: Address = address!("00000000000000000000000000000000000000a1");
const AGENT: Address = address!("00000000000000000000000000000000000000a2");
const VENDOR: Address = address!("00000000000000000000000000000000000000a3");
const TREASURY: u64 = 0xfedc_ba98_7654_3210;
const START: u64 = 1_704_101_400;

fn block<E: SolEvent>(number: u64, events: &[E]) -> IndexedBlock {
    let events = events.iter().zip(0..).map(|(event, log_index)| {
        VaultEvent::decode(VAULT, TxHash::ZERO, log_index, event.encode_log_data()).unwrap()
    });
    IndexedBlock {
        number,
        hash: B256::with_last_byte(1),
        parent: B256::ZERO,
        timestamp: START.saturating_add(number),
        events: events.collect(),
    }
}

fn payment(value: u64, nonce: u8) -> IVault::PaymentSettled {
    IVault::PaymentSettled {
        treasury: TREASURY,
        agent: AGENT,
        vendor: VENDOR,
        value: U256::from(value),
        nonce: B256::repeat_byte(nonce),
    }
}

fn key(nonce: u8) -> PaymentKey {
    PaymentKey { asset: VAULT, payer: AGENT, nonce: B256::repeat_byte(nonce) }
}

/// A treasury with 1,000 and an agent that may pay anyone up to 300; blocks 1 to 3.
fn funded() -> Mirror {
    let token = Address::repeat_byte(0x70);
    let mut mirror = Mirror::new([(VAULT, Config { token, decimals: 6 })]);
    let created = IVault::TreasuryCreated { treasury: TREASURY, owner: OWNER, salt: B256::ZERO };
    mirror.apply(&block(1, &[created])).unwrap();
    let value = U256::from(1_000);
    let deposited = IVault::Deposited { treasury: TREASURY, from: OWNER, value };
    mirror.apply(&block(2, &[deposited])).unwrap();
    let added = IVault::AgentAdded {
        treasury: TREASURY,
        agent: AGENT,
        policy: Policy { paymentCap: 300, vendors: 2, ..Policy::default() },
        salt: B256::repeat_byte(9),
        version: 1,
        generation: 0,
    };
    mirror.apply(&block(3, &[added])).unwrap();
    mirror
}

fn balance(mirror: &Mirror) -> u64 {
    TreasuryState::unpack(mirror.word(VAULT, layout::treasury_state_slot(TREASURY))).balance
}

fn lifetime(mirror: &Mirror) -> u64 {
    AgentState::unpack(mirror.word(VAULT, layout::agent_state_slot(AGENT))).lifetime
}

#[test]
fn apply_charges_payments_and_remembers_their_nonces() {
    let mut mirror = funded();
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
    let mut mirror = funded();
    let before = mirror.clone();
    let fault = mirror.apply(&block(4, &[payment(300, 1), payment(301, 2)])).unwrap_err();
    assert_eq!((fault.block, fault.log_index), (4, 1));
    assert!(matches!(fault.cause, Cause::Denied(denied) if denied.reason == Denial::PaymentCap));
    assert_eq!(mirror.word(VAULT, layout::agent_state_slot(AGENT)), U256::ZERO);
    assert_eq!(
        mirror.vaults[&VAULT].get(&layout::treasury_state_slot(TREASURY)),
        before.vaults[&VAULT].get(&layout::treasury_state_slot(TREASURY))
    );
    assert!(!mirror.is_settled(&key(1)));
}

#[test]
fn apply_refuses_a_version_that_does_not_follow() {
    let mut mirror = funded();
    let policy = Policy { paymentCap: 1, vendors: 2, ..Policy::default() };
    let event = IVault::PolicySet { treasury: TREASURY, agent: AGENT, policy, version: 3 };
    let fault = mirror.apply(&block(4, &[event])).unwrap_err();
    assert_eq!(fault.cause, Cause::Version { stated: 3, found: 2 });
}

#[test]
fn apply_refuses_what_no_balance_holds() {
    let mut mirror = funded();
    let value = U256::from(1_001);
    let event = IVault::Withdrawn { treasury: TREASURY, to: OWNER, value };
    let fault = mirror.apply(&block(4, &[event])).unwrap_err();
    assert_eq!(fault.cause, Cause::Amount { value, balance: 1_000 });
}

#[test]
fn roll_back_restores_words_and_nonces_of_every_block_after() {
    let mut mirror = funded();
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
    let mut mirror = funded();
    mirror.apply(&block(4, &[payment(100, 1)])).unwrap();
    // The longest validity of a new treasury is 3,900 s, and the margin an hour.
    let dead = 4 + 3_900 + 3_600;
    mirror.apply(&block(dead, &[payment(100, 2)])).unwrap();
    assert!(mirror.is_settled(&key(1)));
    mirror.apply(&block(dead + 1, &[payment(100, 3)])).unwrap();
    assert!(!mirror.is_settled(&key(1)));
    assert!(mirror.is_settled(&key(2)));
}

#[test]
fn vault_is_storage_whose_writes_stay_above_the_mirror() {
    let mirror = funded();
    let mut overlay = mirror.vault(VAULT);
    let slot = layout::treasury_state_slot(TREASURY);
    overlay.store(slot, U256::ZERO);
    assert_eq!(overlay.load(slot), U256::ZERO);
    assert_ne!(mirror.word(VAULT, slot), U256::ZERO);
    assert_eq!(overlay.into_written().len(), 1);
}
