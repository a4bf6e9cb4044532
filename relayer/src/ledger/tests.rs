//! Promises kept while payments, edits, reorganisations and time go on.

mod approved;
mod sessions;

use std::sync::Arc;
use std::thread;

use alloy::primitives::{B256, TxHash, address};
use alloy::sol_types::SolEvent;
use bursar_abi::{IFront, IVault, Period, Policy, TreasuryLimits, VendorEntry};
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::{Authorization, Config, Denial, Signature};

use super::*;
use crate::approval;
use crate::payment::PaymentSignature;
use crate::session::Limits;

const VAULT: Address = address!("00000000000000000000000000000000000b0b5a");
const TOKEN: Address = address!("0000000000000000000000000000000000000070");
const OWNER: Address = address!("00000000000000000000000000000000000000a1");
const AGENT: Address = address!("00000000000000000000000000000000000000a2");
const OTHER: Address = address!("00000000000000000000000000000000000000a4");
const VENDOR: Address = address!("00000000000000000000000000000000000000a3");
const SETTLER: Address = address!("00000000000000000000000000000000000000a5");
const TREASURY: u64 = 7;
const CHAIN: u64 = 42_161;
/// The first second of a UTC day, Monday 2024-01-01.
const DAY: u64 = 1_704_067_200;
const NOW: u64 = DAY + 3_600;
const HOLD: Duration = Duration::from_secs(60);
/// Payments that are held of one payer.
const MOST: u32 = 100;
/// Sessions that wait.
const LIMITS: Limits = Limits { per_parent: 2, total: 10 };
/// Approvals that are kept.
const APPROVALS: approval::Limits =
    approval::Limits { per_treasury: 3, total: 10, life_seconds: 4_000 };

/// Anyone may be paid, up to 500 a day.
fn policy() -> Policy {
    let period = Period { kind: 1, mode: 0, length: 86_400 };
    Policy { paymentCap: 300, vendors: 2, periodCap: 500, period, ..Policy::default() }
}

fn event<E: SolEvent>(event: &E) -> VaultEvent {
    VaultEvent::decode(VAULT, TxHash::ZERO, 0, event.encode_log_data()).unwrap()
}

fn block(number: u64, events: Vec<VaultEvent>) -> IndexedBlock {
    let (hash, parent) = (B256::with_last_byte(1), B256::ZERO);
    IndexedBlock { number, hash, parent, timestamp: NOW, events }
}

fn added(agent: Address, policy: Policy, version: u32) -> VaultEvent {
    let salt = B256::repeat_byte(9);
    let (treasury, generation) = (TREASURY, 0);
    event(&IVault::AgentAdded { treasury, agent, policy, salt, version, generation })
}

/// A treasury with `balance` and two agents under `policy`.
fn ledger(balance: u64, policy: Policy) -> Ledger {
    let mirror = Mirror::new([(VAULT, Config { token: TOKEN, decimals: 6 })]);
    let (sessions, approvals) =
        (Arc::new(Sessions::new(LIMITS)), Arc::new(Approvals::new(APPROVALS)));
    let ledger = Ledger::new(mirror, CHAIN, sessions, approvals, SETTLER, HOLD, MOST);
    let (treasury, salt) = (TREASURY, B256::ZERO);
    let created = IVault::TreasuryCreated { treasury, owner: OWNER, salt, delay: 0 };
    let value = U256::from(balance);
    let deposited = IVault::Deposited { treasury: TREASURY, from: OWNER, value };
    let agents = [added(AGENT, policy.clone(), 1), added(OTHER, policy, 1)];
    let events = [event(&created), event(&deposited)].into_iter().chain(agents).collect();
    ledger.applied(&block(1, events));
    assert_eq!(ledger.fault(), None);
    ledger
}

fn payment(agent: Address, value: u64, nonce: u64) -> SignedAuthorization {
    SignedAuthorization {
        asset: VAULT,
        authorization: Authorization {
            from: agent,
            to: VENDOR,
            value: U256::from(value),
            valid_after: U256::ZERO,
            valid_before: U256::from(NOW + 600),
            nonce: B256::from(U256::from(nonce)),
        },
        signature: Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false }.into(),
    }
}

fn settled(payment: &SignedAuthorization) -> VaultEvent {
    let Authorization { from: agent, to: vendor, value, nonce, .. } = payment.authorization;
    event(&IVault::PaymentSettled { treasury: TREASURY, agent, vendor, value, nonce })
}

fn denial(refusal: Result<(), Refusal>) -> Option<(Denial, u64)> {
    match refusal {
        Err(Refusal::Denied(denied)) => Some((denied.reason, denied.room)),
        Ok(()) => None,
        Err(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn reserve_takes_room_from_what_comes_after() {
    let ledger = ledger(10_000, policy());
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 1), NOW), Ok(()));
    let next = ledger.reserve(&payment(AGENT, 201, 2), NOW);
    assert_eq!(denial(next), Some((Denial::PeriodCap, 200)));
    assert_eq!(ledger.reserve(&payment(AGENT, 200, 2), NOW), Ok(()));
    assert_eq!(ledger.reserve(&payment(OTHER, 300, 3), NOW), Ok(()), "an allowance of its own");
    assert_eq!(ledger.held(), 3);
}

#[test]
fn reserve_counts_what_other_agents_of_the_treasury_hold() {
    let ledger = ledger(500, policy());
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 1), NOW), Ok(()));
    let next = ledger.reserve(&payment(OTHER, 201, 2), NOW);
    assert_eq!(denial(next), Some((Denial::TreasuryBalance, 200)));
}

#[test]
fn reserve_counts_what_is_held_for_a_capped_vendor() {
    let ledger = ledger(10_000, Policy { vendors: 1, ..policy() });
    let period = Period { kind: 1, mode: 0, length: 86_400 };
    let entry = VendorEntry { capped: true, cap: 400, period };
    let set = IVault::SharedVendorSet { treasury: TREASURY, vendor: VENDOR, entry, version: 1 };
    ledger.applied(&block(2, vec![event(&set)]));
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 1), NOW), Ok(()));
    let next = ledger.reserve(&payment(OTHER, 101, 2), NOW);
    assert_eq!(denial(next), Some((Denial::VendorCap, 100)));
}

/// The agent lets two keys spend, 400 a day each; one of them lets a third.
fn family() -> Ledger {
    const DELEGATION: u16 = 64;
    let policy = Policy { limits: DELEGATION, delegationDepth: 2, ..policy() };
    let ledger = ledger(10_000, policy.clone());
    let delegated = |parent, agent, depth: u8| {
        let period = Period { kind: 1, mode: 0, length: 86_400 };
        let policy = Policy { periodCap: 400, period, delegationDepth: depth, ..policy.clone() };
        let (treasury, salt) = (TREASURY, B256::ZERO);
        let (version, generation) = (1, 0);
        event(&IVault::Delegated { treasury, parent, agent, policy, salt, version, generation })
    };
    // One salt for each two: a key uses its own as grantor and as receiver once each.
    let below = vec![delegated(AGENT, CHILD, 1), delegated(CHILD, GRANDCHILD, 0)];
    ledger.applied(&block(2, below));
    assert_eq!(ledger.fault(), None);
    ledger
}

const CHILD: Address = address!("00000000000000000000000000000000000000a5");
const GRANDCHILD: Address = address!("00000000000000000000000000000000000000a6");

#[test]
fn reserve_holds_the_room_of_every_ancestor() {
    let ledger = family();
    assert_eq!(ledger.reserve(&payment(GRANDCHILD, 300, 1), NOW), Ok(()));
    let sibling = ledger.reserve(&payment(CHILD, 101, 2), NOW);
    assert_eq!(denial(sibling), Some((Denial::PeriodCap, 100)), "the child's own is held");
    assert_eq!(ledger.reserve(&payment(AGENT, 200, 3), NOW), Ok(()));
    let none = ledger.reserve(&payment(CHILD, 1, 4), NOW);
    assert_eq!(denial(none), Some((Denial::PeriodCap, 0)), "the parent's is held");
    let first = payment(GRANDCHILD, 300, 1);
    ledger.applied(&block(3, vec![settled(&first)]));
    assert_eq!((ledger.fault(), ledger.held()), (None, 1));
    let still = ledger.reserve(&payment(CHILD, 1, 4), NOW);
    assert_eq!(denial(still), Some((Denial::PeriodCap, 0)), "what was held is spent");
}

#[test]
fn revoking_a_delegation_drops_what_everybody_below_holds() {
    let ledger = family();
    for (agent, nonce) in [(GRANDCHILD, 1), (CHILD, 2), (AGENT, 3)] {
        assert_eq!(ledger.reserve(&payment(agent, 100, nonce), NOW), Ok(()));
    }
    let revoked = IVault::DelegationsRevoked { treasury: TREASURY, agent: AGENT, by: OWNER };
    ledger.applied(&block(3, vec![event(&revoked)]));
    assert_eq!((ledger.fault(), ledger.held()), (None, 1));
    let ended = ledger.reserve(&payment(GRANDCHILD, 1, 4), NOW);
    assert_eq!(denial(ended), Some((Denial::DelegationEnded, 0)));
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 5), NOW), Ok(()), "its own room is free");
}

#[test]
fn reserve_is_idempotent_for_one_authorization() {
    let ledger = ledger(10_000, policy());
    for _ in 0..10 {
        assert_eq!(ledger.reserve(&payment(AGENT, 300, 1), NOW), Ok(()));
    }
    assert_eq!(ledger.held(), 1);
    assert_eq!(ledger.reserve(&payment(AGENT, 200, 2), NOW), Ok(()));
}

#[test]
fn reserve_gives_a_hundred_at_once_the_room_for_fifty_exactly() {
    let policy = Policy { paymentCap: 10, ..policy() };
    let ledger = Arc::new(ledger(10_000, policy));
    let threads: Vec<_> = (0..100)
        .map(|nonce| {
            let ledger = Arc::clone(&ledger);
            thread::spawn(move || ledger.reserve(&payment(AGENT, 10, nonce), NOW))
        })
        .collect();
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 50);
    for answer in answers.into_iter().filter(Result::is_err) {
        assert_eq!(denial(answer), Some((Denial::PeriodCap, 0)));
    }
}

#[test]
fn reserve_refuses_what_could_not_settle_any_more_when_the_promise_ends() {
    let validity = Policy { limits: 4, notAfter: NOW + 30, ..policy() };
    let ledger = ledger(10_000, validity);
    let refusal = ledger.reserve(&payment(AGENT, 10, 1), NOW);
    assert_eq!(denial(refusal), Some((Denial::NoLongerActive, 0)));
    let mut short = payment(AGENT, 10, 2);
    short.authorization.valid_before = U256::from(NOW + 30);
    assert_eq!(ledger.reserve(&short, NOW), Ok(()), "it settles before that, or never");
}

#[test]
fn reserve_charges_what_is_held_to_the_window_that_is_current() {
    let ledger = ledger(10_000, policy());
    let midnight = DAY + 86_400;
    let late = |nonce| {
        let mut late = payment(AGENT, 300, nonce);
        late.authorization.valid_before = U256::from(midnight + 600);
        late
    };
    assert_eq!(ledger.reserve(&late(1), midnight - 20), Ok(()));
    // It may settle today or tomorrow: it counts on both days.
    let next = ledger.reserve(&late(2), midnight + 10);
    assert_eq!(denial(next), Some((Denial::PeriodCap, 200)));
}

#[test]
fn hold_of_a_verified_payment_runs_out_and_that_of_a_settling_one_does_not() {
    let ledger = ledger(10_000, policy());
    ledger.reserve(&payment(AGENT, 300, 1), NOW).unwrap();
    ledger.commit(&payment(OTHER, 300, 1), NOW).unwrap();
    assert_eq!(
        denial(ledger.reserve(&payment(AGENT, 300, 2), NOW + 59)),
        Some((Denial::PeriodCap, 200))
    );
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 2), NOW + 60), Ok(()));
    assert_eq!(
        denial(ledger.reserve(&payment(OTHER, 300, 2), NOW + 60)),
        Some((Denial::PeriodCap, 200))
    );
    let mut last = payment(OTHER, 300, 2);
    last.authorization.valid_before = U256::from(NOW + 700);
    assert_eq!(ledger.reserve(&last, NOW + 600), Ok(()), "the other has expired");
}

#[test]
fn reserve_finds_the_room_of_all_that_ran_out_at_once() {
    let ledger = ledger(10_000, policy());
    for nonce in 0..MOST {
        ledger.reserve(&payment(AGENT, 5, nonce.into()), NOW).unwrap();
    }
    assert_eq!(
        denial(ledger.reserve(&payment(AGENT, 300, 200), NOW + 59)),
        Some((Denial::PeriodCap, 0))
    );
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 200), NOW + 60), Ok(()));
    assert_eq!(ledger.held(), 1);
}

#[test]
fn reserve_and_commit_refuse_what_is_settling_or_settled() {
    let ledger = ledger(10_000, policy());
    let payment = payment(AGENT, 300, 1);
    ledger.reserve(&payment, NOW).unwrap();
    ledger.commit(&payment, NOW).unwrap();
    assert_eq!(ledger.reserve(&payment, NOW), Err(Refusal::Settling));
    assert_eq!(ledger.commit(&payment, NOW), Err(Refusal::Settling));
    ledger.applied(&block(2, vec![settled(&payment)]));
    assert_eq!(ledger.held(), 0);
    assert_eq!(ledger.reserve(&payment, NOW), Err(Refusal::Settled));
}

#[test]
fn settlement_moves_a_hold_into_the_words_and_leaves_the_room_as_it_was() {
    let ledger = ledger(10_000, policy());
    ledger.commit(&payment(AGENT, 300, 1), NOW).unwrap();
    let room = |nonce| denial(ledger.reserve(&payment(AGENT, 300, nonce), NOW));
    assert_eq!(room(2), Some((Denial::PeriodCap, 200)));
    ledger.applied(&block(2, vec![settled(&payment(AGENT, 300, 1))]));
    assert_eq!(room(2), Some((Denial::PeriodCap, 200)));
}

#[test]
fn sequenced_nonces_of_one_word_are_held_and_settled_each_by_itself() {
    let ledger = ledger(10_000, policy());
    let counted = |sequence| {
        let mut payment = payment(AGENT, 100, 0);
        payment.authorization.nonce = SequencedNonce { lane: 0, sequence }.into();
        payment
    };
    ledger.commit(&counted(0), NOW).unwrap();
    assert_eq!(ledger.reserve(&counted(1), NOW), Ok(()));
    assert_eq!(ledger.reserve(&counted(0), NOW), Err(Refusal::Settling));
    ledger.applied(&block(2, vec![settled(&counted(0))]));
    assert_eq!(ledger.reserve(&counted(0), NOW), Err(Refusal::Settled));
    assert_eq!(ledger.commit(&counted(1), NOW), Ok(()));
    // Somebody else settles one that was never held.
    ledger.applied(&block(3, vec![settled(&counted(2)), settled(&counted(1))]));
    for sequence in 0..3 {
        assert_eq!(ledger.reserve(&counted(sequence), NOW), Err(Refusal::Settled));
    }
    assert_eq!(ledger.held(), 0);
    ledger.rolled_back(2);
    assert_eq!(ledger.reserve(&counted(1), NOW), Err(Refusal::Settling), "it may land again");
    assert_eq!(ledger.reserve(&counted(2), NOW), Ok(()));
}

#[test]
fn release_gives_the_room_back() {
    let ledger = ledger(10_000, policy());
    ledger.commit(&payment(AGENT, 300, 1), NOW).unwrap();
    ledger.release(&payment(AGENT, 300, 1).key());
    assert_eq!(ledger.reserve(&payment(AGENT, 300, 2), NOW), Ok(()));
}

#[test]
fn edit_drops_what_does_not_fit_any_more_in_the_order_of_promising() {
    let ledger = ledger(10_000, policy());
    let (first, second, third) =
        (payment(AGENT, 200, 1), payment(AGENT, 200, 2), payment(AGENT, 100, 3));
    for payment in [&first, &second, &third] {
        ledger.reserve(payment, NOW).unwrap();
    }
    let tighter = Policy { periodCap: 300, ..policy() };
    let (treasury, agent) = (TREASURY, AGENT);
    let set = IVault::PolicySet { treasury, agent, policy: tighter, version: 2 };
    ledger.applied(&block(2, vec![event(&set)]));
    assert_eq!(ledger.fault(), None);
    assert_eq!(ledger.held(), 2, "the second one is dropped, the third still fits");
    assert_eq!(denial(ledger.commit(&second, NOW)), Some((Denial::PeriodCap, 0)));
    assert_eq!(ledger.commit(&first, NOW), Ok(()));
    assert_eq!(ledger.commit(&third, NOW), Ok(()));
}

#[test]
fn freeze_drops_verified_payments_and_keeps_what_may_land() {
    let ledger = ledger(10_000, policy());
    ledger.reserve(&payment(AGENT, 100, 1), NOW).unwrap();
    ledger.commit(&payment(AGENT, 100, 2), NOW).unwrap();
    let (treasury, agent) = (TREASURY, AGENT);
    let frozen = IVault::AgentFrozen { treasury, agent, by: OWNER };
    ledger.applied(&block(2, vec![event(&frozen)]));
    assert_eq!(ledger.held(), 1);
    let refusal = ledger.commit(&payment(AGENT, 100, 1), NOW);
    assert_eq!(denial(refusal), Some((Denial::AgentFrozen, 0)));
}

#[test]
fn rescue_drops_verified_payments_of_the_treasury() {
    let ledger = ledger(10_000, policy());
    ledger.reserve(&payment(AGENT, 100, 1), NOW).unwrap();
    let value = U256::from(10_000);
    let rescued = IFront::Rescued { treasury: TREASURY, owner: OWNER, value };
    ledger.applied(&block(2, vec![event(&rescued)]));
    assert_eq!((ledger.fault(), ledger.held()), (None, 0));
    let refusal = ledger.commit(&payment(AGENT, 100, 1), NOW);
    assert_eq!(denial(refusal), Some((Denial::TreasuryBalance, 0)));
}

#[test]
fn reserve_holds_only_so_many_payments_of_one_payer() {
    let ledger = ledger(10_000, policy());
    for nonce in 0..u64::from(MOST) {
        assert_eq!(ledger.reserve(&payment(AGENT, 1, nonce), NOW), Ok(()));
    }
    let refused = Err(Refusal::Crowded { most: MOST, hold_seconds: 60 });
    assert_eq!(ledger.reserve(&payment(AGENT, 1, 1_000), NOW), refused);
    assert_eq!(ledger.commit(&payment(AGENT, 1, 1_000), NOW), refused);
    assert_eq!(ledger.reserve(&payment(OTHER, 1, 1_000), NOW), Ok(()), "of its own");
    assert_eq!(ledger.reserve(&payment(AGENT, 1, 7), NOW), Ok(()), "it is held already");
    assert_eq!(ledger.commit(&payment(AGENT, 1, 8), NOW), Ok(()), "it was promised");
    ledger.applied(&block(2, vec![settled(&payment(AGENT, 1, 8))]));
    assert_eq!(ledger.reserve(&payment(AGENT, 1, 1_000), NOW), Ok(()));
    let (payer, balance) = (Address::repeat_byte(0xee), U256::from(10_000));
    let mut in_tokens = SignedAuthorization { asset: TOKEN, ..payment(payer, 1, 0) };
    for nonce in 0..=u64::from(MOST) {
        in_tokens.authorization.nonce = B256::from(U256::from(nonce));
        let held = ledger.held_tokens(TOKEN, payer);
        let reserved = ledger.reserve_tokens(&in_tokens, balance, held, false, NOW);
        assert_eq!(reserved, if nonce < u64::from(MOST) { Ok(()) } else { refused.clone() });
    }
}

#[test]
fn reserve_refuses_what_this_relayer_may_not_settle() {
    let ledger = ledger(10_000, policy());
    ledger.reserve(&payment(AGENT, 100, 1), NOW).unwrap();
    let limits =
        TreasuryLimits { longestValidity: 3_900, settlersOnly: true, ..Default::default() };
    let set = IVault::TreasuryLimitsSet { treasury: TREASURY, limits, version: 1 };
    ledger.applied(&block(2, vec![event(&set)]));
    assert_eq!(ledger.held(), 0);
    let refusal = ledger.reserve(&payment(AGENT, 100, 1), NOW);
    assert_eq!(denial(refusal), Some((Denial::Settler, 0)));
    let (account, roles) = (SETTLER, 16);
    let set = IVault::RolesSet { treasury: TREASURY, account, roles, version: 2 };
    ledger.applied(&block(3, vec![event(&set)]));
    assert_eq!(ledger.reserve(&payment(AGENT, 100, 1), NOW), Ok(()));
}

#[test]
fn reserve_refuses_what_is_over_the_threshold_until_enough_approvals_are_registered() {
    let ledger = ledger(10_000, Policy { limits: 16, threshold: 100, ..policy() });
    let limits = TreasuryLimits { longestValidity: 3_900, approvals: 1, ..Default::default() };
    let (treasury, roles, approver) = (TREASURY, 4, OWNER);
    let set = IVault::TreasuryLimitsSet { treasury, limits, version: 1 };
    let name = IVault::RolesSet { treasury, account: approver, roles, version: 2 };
    ledger.applied(&block(2, vec![event(&set), event(&name)]));
    assert_eq!(ledger.reserve(&payment(AGENT, 100, 1), NOW), Ok(()));
    let large = payment(AGENT, 101, 2);
    let missing = Some((Denial::ApprovalMissing, 100));
    assert_eq!(denial(ledger.reserve(&large, NOW)), missing);
    let digest = |payment: &SignedAuthorization| payment.digest(CHAIN);
    let other = digest(&payment(AGENT, 101, 3));
    let approved = |digest| event(&IVault::PaymentApproved { treasury, digest, approver });
    ledger.applied(&block(3, vec![approved(other)]));
    assert_eq!(denial(ledger.reserve(&large, NOW)), missing);
    ledger.applied(&block(4, vec![approved(digest(&large))]));
    assert_eq!(ledger.reserve(&large, NOW), Ok(()));
    // Taken back, it is promised no more.
    let revoked = IVault::ApprovalRevoked { treasury, digest: digest(&large), approver };
    ledger.applied(&block(5, vec![event(&revoked)]));
    assert_eq!(ledger.held(), 1);
    assert_eq!(denial(ledger.commit(&large, NOW)), missing);
}

/// As [`payment`], signed by the agent's code with these bytes.
fn signed_by_code(
    agent: Address,
    value: u64,
    nonce: u64,
    bytes: &'static [u8],
) -> SignedAuthorization {
    let signature = PaymentSignature::Contract(bytes.into());
    SignedAuthorization { signature, ..payment(agent, value, nonce) }
}

#[test]
fn reserve_refuses_a_signature_of_the_other_kind_than_the_payers() {
    let refused = Err(Refusal::Fault(AuthorizationFault::InvalidSignature));
    let (by_key, by_code) = (payment(AGENT, 1, 1), signed_by_code(AGENT, 1, 2, b"any"));
    let keys = ledger(10_000, policy());
    assert!(!keys.is_contract_payer(VAULT, AGENT));
    assert_eq!(keys.commit(&by_code, NOW), refused);
    assert_eq!(keys.reserve(&by_key, NOW), Ok(()));
    let contracts = ledger(10_000, Policy { limits: 128, ..policy() });
    assert!(contracts.is_contract_payer(VAULT, AGENT));
    assert_eq!(contracts.commit(&by_key, NOW), refused);
    assert_eq!(contracts.reserve(&by_code, NOW), Ok(()));
}

#[test]
fn check_holds_nothing_and_loses_nothing() {
    let ledger = ledger(10_000, Policy { limits: 128, ..policy() });
    let held = signed_by_code(AGENT, 300, 1, b"mine");
    assert_eq!(ledger.reserve(&held, NOW), Ok(()));
    let next = |value| signed_by_code(AGENT, value, 2, b"mine");
    assert_eq!(ledger.check(&next(200), NOW), Ok(()));
    assert_eq!(denial(ledger.check(&next(201), NOW)), Some((Denial::PeriodCap, 200)));
    assert_eq!(ledger.held(), 1);
    // The payment that is held has its own room, whoever claims to have signed it.
    let forged = signed_by_code(AGENT, 300, 1, b"theirs");
    let denied = signed_by_code(AGENT, 301, 1, b"theirs");
    assert_eq!(ledger.check(&forged, NOW), Ok(()));
    assert_eq!(denial(ledger.check(&denied, NOW)), Some((Denial::PaymentCap, 300)));
    assert!(ledger.holds(&held, NOW + 59) && !ledger.holds(&forged, NOW));
    assert!(!ledger.holds(&held, NOW + 60), "the promise is over");

    // Nor does it lose its place: an edit drops what was promised later.
    let later = signed_by_code(AGENT, 200, 2, b"mine");
    assert_eq!(ledger.reserve(&later, NOW), Ok(()));
    assert_eq!(ledger.check(&forged, NOW), Ok(()));
    let tighter = Policy { limits: 128, periodCap: 300, ..policy() };
    let (treasury, agent) = (TREASURY, AGENT);
    let set = IVault::PolicySet { treasury, agent, policy: tighter, version: 2 };
    ledger.applied(&block(2, vec![event(&set)]));
    assert!(ledger.holds(&held, NOW) && !ledger.holds(&later, NOW));

    assert_eq!(ledger.commit(&held, NOW), Ok(()));
    assert_eq!(ledger.check(&forged, NOW), Err(Refusal::Settling));
    assert!(ledger.holds(&held, NOW + 60));
}

#[test]
fn payment_by_somebody_else_takes_the_room_of_what_was_promised() {
    let ledger = ledger(10_000, policy());
    ledger.reserve(&payment(AGENT, 300, 1), NOW).unwrap();
    ledger.applied(&block(2, vec![settled(&payment(AGENT, 300, 2))]));
    assert_eq!(ledger.held(), 0);
    assert_eq!(denial(ledger.commit(&payment(AGENT, 300, 1), NOW)), Some((Denial::PeriodCap, 200)));
}

#[test]
fn reorganisation_holds_again_what_its_blocks_had_paid() {
    let ledger = ledger(10_000, policy());
    let paid = payment(AGENT, 300, 1);
    ledger.commit(&paid, NOW).unwrap();
    ledger.applied(&block(2, vec![settled(&paid)]));
    ledger.rolled_back(1);
    assert_eq!(ledger.held(), 1);
    assert_eq!(ledger.reserve(&paid, NOW), Err(Refusal::Settling));
    let next = ledger.reserve(&payment(AGENT, 300, 2), NOW);
    assert_eq!(denial(next), Some((Denial::PeriodCap, 200)));
    ledger.applied(&block(2, vec![settled(&paid)]));
    assert_eq!(ledger.held(), 0);
}

#[test]
fn event_that_the_policy_forbids_ends_all_promises() {
    let ledger = ledger(10_000, policy());
    ledger.applied(&block(2, vec![settled(&payment(AGENT, 301, 1))]));
    let refusal = ledger.reserve(&payment(OTHER, 1, 2), NOW);
    assert!(matches!(refusal, Err(Refusal::Mirror(_))), "{refusal:?}");
}

#[test]
fn reserve_tokens_never_promises_more_than_the_balance() {
    let ledger = ledger(0, policy());
    let pay = |value, nonce| SignedAuthorization { asset: TOKEN, ..payment(AGENT, value, nonce) };
    let reserve = |payment: &SignedAuthorization| {
        let held = ledger.held_tokens(TOKEN, AGENT);
        ledger.reserve_tokens(payment, U256::from(100), held, false, NOW)
    };
    assert_eq!(reserve(&pay(60, 1)), Ok(()));
    assert_eq!(reserve(&pay(60, 1)), Ok(()), "the same one again takes no more");
    let (asked, balance, held) = (U256::from(41), U256::from(100), U256::from(60));
    assert_eq!(reserve(&pay(41, 2)), Err(Refusal::Balance { asked, balance, held }));
    assert_eq!(reserve(&pay(40, 2)), Ok(()));
    ledger.release(&pay(60, 1).key());
    assert_eq!(ledger.held_tokens(TOKEN, AGENT), U256::from(40));
}
