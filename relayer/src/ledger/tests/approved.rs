//! Approvals that the vault does not know yet.

use bursar_policy::{Denied, HORIZON};

use super::*;
use crate::approval::{Approval, Crowded};

const FIRST: Address = address!("00000000000000000000000000000000000000c1");
const SECOND: Address = address!("00000000000000000000000000000000000000c2");
/// An approver's role.
const APPROVER: u8 = 4;

fn roles(account: Address, roles: u8, version: u32) -> VaultEvent {
    event(&IVault::RolesSet { treasury: TREASURY, account, roles, version })
}

/// A treasury that has two approvers and requires both, for more than 100.
fn guarded() -> Ledger {
    let ledger = ledger(10_000, Policy { limits: 16, threshold: 100, ..policy() });
    let limits = TreasuryLimits { longestValidity: 3_900, approvals: 2, ..Default::default() };
    let set = IVault::TreasuryLimitsSet { treasury: TREASURY, limits, version: 1 };
    let named = [roles(FIRST, APPROVER, 2), roles(SECOND, APPROVER, 3)];
    ledger.applied(&block(2, std::iter::once(event(&set)).chain(named).collect()));
    assert_eq!(ledger.fault(), None);
    ledger
}

fn approval(payment: &SignedAuthorization, approver: Address) -> Approval {
    let SignedAuthorization { asset: vault, authorization, .. } = *payment;
    let signature = Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false };
    Approval { vault, authorization, digest: payment.digest(CHAIN), approver, signature }
}

fn keep(
    ledger: &Ledger,
    payment: &SignedAuthorization,
    by: Address,
) -> Result<Counted, NotCounted> {
    ledger.keep_approval(&approval(payment, by), NOW)
}

fn counted(approvals: usize, is_known: bool) -> Result<Counted, NotCounted> {
    Ok(Counted { treasury: TREASURY, approvals, required: 2, is_known })
}

fn registered(payment: &SignedAuthorization, approver: Address) -> VaultEvent {
    let digest = payment.digest(CHAIN);
    event(&IVault::PaymentApproved { treasury: TREASURY, digest, approver })
}

fn is_missing(ledger: &Ledger, payment: &SignedAuthorization) -> bool {
    denial(ledger.reserve(payment, NOW)) == Some((Denial::ApprovalMissing, 100))
}

#[test]
fn reserve_counts_approvals_that_wait_and_those_that_are_registered() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    assert_eq!(keep(&ledger, &large, FIRST), counted(1, false));
    assert!(is_missing(&ledger, &large));
    ledger.applied(&block(3, vec![registered(&large, FIRST)]));
    assert!(is_missing(&ledger, &large), "it is the same one");
    assert_eq!(keep(&ledger, &large, SECOND), counted(2, false));
    assert_eq!(ledger.reserve(&large, NOW), Ok(()));
    assert!(is_missing(&ledger, &payment(AGENT, 101, 2)), "another authorization");
}

#[test]
fn reserve_counts_nobody_who_is_no_approver_any_more() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    for approver in [FIRST, SECOND] {
        keep(&ledger, &large, approver).unwrap();
    }
    assert_eq!(ledger.reserve(&large, NOW), Ok(()));
    ledger.applied(&block(3, vec![roles(SECOND, 0, 4)]));
    assert_eq!((ledger.fault(), ledger.held()), (None, 0));
    assert!(is_missing(&ledger, &large));
}

#[test]
fn keep_counts_an_approval_once_that_waits_or_is_registered() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    keep(&ledger, &large, FIRST).unwrap();
    assert_eq!(keep(&ledger, &large, FIRST), counted(1, true));
    ledger.applied(&block(3, vec![registered(&large, SECOND)]));
    assert_eq!(keep(&ledger, &large, SECOND), counted(2, false));
    assert_eq!(keep(&ledger, &large, SECOND), counted(2, true));
    assert_eq!(ledger.kept_approvals(), 2);
}

#[test]
fn approval_that_was_taken_counts_when_the_block_that_registered_it_is_undone() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    ledger.applied(&block(3, vec![registered(&large, FIRST)]));
    let waiting = || ledger.state().approvals.waiting(large.digest(CHAIN)).len();
    for approver in [FIRST, SECOND] {
        keep(&ledger, &large, approver).unwrap();
    }
    assert_eq!(waiting(), 1);
    ledger.rolled_back(2);
    assert_eq!(waiting(), 2);
    assert_eq!(ledger.reserve(&large, NOW), Ok(()));
}

#[test]
fn keep_refuses_what_counts_for_nothing() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    let no_approver = NotCounted::NotApprover { signer: OWNER, treasury: TREASURY };
    assert_eq!(keep(&ledger, &large, OWNER), Err(no_approver));
    assert_eq!(keep(&ledger, &large, AGENT), Err(NotCounted::Own(AGENT)));
    let stranger = payment(SETTLER, 101, 1);
    assert_eq!(keep(&ledger, &stranger, FIRST), Err(NotCounted::AgentUnknown(SETTLER)));
    let living = |until| {
        let mut living = large.clone();
        living.authorization.valid_before = U256::from(until);
        living
    };
    assert_eq!(keep(&ledger, &living(NOW), FIRST), Err(NotCounted::Expired));
    let mut never_valid = living(NOW);
    never_valid.authorization.valid_after = U256::MAX;
    assert_eq!(keep(&ledger, &never_valid, FIRST), Err(NotCounted::Expired));
    let zero = keep(&ledger, &payment(AGENT, 0, 1), FIRST);
    let denied = Denied { reason: Denial::ValueZero, asked: U256::ZERO, room: 0 };
    assert_eq!(zero, Err(NotCounted::NeverPaid(denied)));
    let long = NotCounted::TooLong { seconds: 3_900 };
    assert_eq!(keep(&ledger, &living(NOW + 3_901), FIRST), Err(long));
    assert_eq!(keep(&ledger, &living(NOW + 3_900), FIRST), counted(1, false));
    let small = payment(AGENT, 100, 2);
    ledger.applied(&block(3, vec![settled(&small)]));
    assert_eq!(keep(&ledger, &small, FIRST), Err(NotCounted::Used));
}

#[test]
fn keep_refuses_what_outlives_the_relayers_own_limit_or_the_vaults_time() {
    let ledger = guarded();
    let limits = TreasuryLimits { longestValidity: u32::MAX, approvals: 2, ..Default::default() };
    let set = IVault::TreasuryLimitsSet { treasury: TREASURY, limits, version: 4 };
    ledger.applied(&block(3, vec![event(&set)]));
    let keep_at = |now: u64, life: u64| {
        let mut living = payment(AGENT, 101, 1);
        living.authorization.valid_before = U256::from(now + life);
        ledger.check_approval(&approval(&living, FIRST), now)
    };
    let long = |seconds| Err(NotCounted::TooLong { seconds });
    assert_eq!(keep_at(NOW, 4_000), counted(1, false));
    assert_eq!(keep_at(NOW, 4_001), long(4_000));
    assert_eq!(keep_at(HORIZON - 10, 10), counted(1, false));
    assert_eq!(keep_at(HORIZON - 10, 11), long(10));
}

#[test]
fn keep_refuses_more_of_one_treasury_than_may_be() {
    let ledger = guarded();
    for nonce in 0..3 {
        keep(&ledger, &payment(AGENT, 101, nonce), FIRST).unwrap();
    }
    let full = Crowded::Treasury { id: TREASURY, most: APPROVALS.per_treasury };
    for agent in [AGENT, OTHER] {
        assert_eq!(keep(&ledger, &payment(agent, 101, 3), FIRST), Err(full.into()));
    }
    // A key that leaked is in the way for no longer than it takes to be rid of it for good.
    ledger.applied(&block(3, vec![roles(FIRST, 0, 4)]));
    ledger.applied(&block(3 + REORG_DEPTH, vec![]));
    assert_eq!(keep(&ledger, &payment(AGENT, 101, 3), SECOND), counted(1, false));
}

#[test]
fn approvals_are_dropped_when_their_authorization_has_expired() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    keep(&ledger, &large, FIRST).unwrap();
    ledger.applied(&IndexedBlock { timestamp: NOW + 599, ..block(3, vec![]) });
    assert_eq!(ledger.kept_approvals(), 1);
    ledger.applied(&IndexedBlock { timestamp: NOW + 600, ..block(4, vec![]) });
    assert_eq!(ledger.kept_approvals(), 0);
    assert_eq!(ledger.forgotten_approvals(), [(large.digest(CHAIN), FIRST)]);
}

#[test]
fn resumed_approvals_count_as_before_and_are_dropped_once_their_payment_is_final() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    ledger.applied(&block(3, vec![registered(&large, FIRST)]));
    for approver in [FIRST, SECOND] {
        ledger.resume_approval(&approval(&large, approver), 3);
    }
    assert_eq!(ledger.reserve(&large, NOW), Ok(()));
    let paid = payment(AGENT, 100, 2);
    ledger.applied(&block(4, vec![settled(&paid)]));
    ledger.resume_approval(&approval(&paid, FIRST), 4);
    assert_eq!(ledger.kept_approvals(), 3);
    ledger.applied(&block(4 + REORG_DEPTH, vec![]));
    assert_eq!(ledger.kept_approvals(), 2);
}

#[test]
fn resumed_approvals_are_dropped_when_their_approver_is_none() {
    let (ledger, large) = (guarded(), payment(AGENT, 101, 1));
    ledger.applied(&block(3, vec![roles(SECOND, 0, 4)]));
    for approver in [FIRST, SECOND] {
        ledger.resume_approval(&approval(&large, approver), 3);
    }
    assert_eq!(ledger.kept_approvals(), 2);
    ledger.applied(&block(3 + REORG_DEPTH, vec![]));
    assert_eq!(ledger.kept_approvals(), 1);
    assert_eq!(ledger.forgotten_approvals(), [(large.digest(CHAIN), SECOND)]);
}
