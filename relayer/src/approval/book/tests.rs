//! Approvals come, and go for the reasons that there are.

use super::*;
use alloy::primitives::{TxHash, U256};
use alloy::sol_types::SolEvent;
use bursar_abi::IVault;
use bursar_policy::Authorization;

const VAULT: Address = Address::repeat_byte(1);
const AGENT: Address = Address::repeat_byte(2);
const FIRST: Address = Address::repeat_byte(3);
const SECOND: Address = Address::repeat_byte(4);
const TREASURY: u64 = 7;
const END: u64 = 100;

/// By `approver`, of the agent's payment with this nonce. Digests need only differ.
fn approval(approver: Address, nonce: u8) -> Approval {
    let authorization = Authorization {
        from: AGENT,
        to: Address::repeat_byte(5),
        value: U256::from(1),
        valid_after: U256::ZERO,
        valid_before: U256::from(END),
        nonce: B256::repeat_byte(nonce),
    };
    let digest = B256::repeat_byte(nonce);
    let signature =
        Signature { r: B256::left_padding_from(approver.as_slice()), s: B256::ZERO, odd_y: false };
    Approval { vault: VAULT, authorization, digest, approver, signature }
}

fn signature(approver: Address) -> Signature {
    approval(approver, 0).signature
}

/// Two approvals of one payment.
fn book() -> Approvals {
    let book = Approvals::new(Limits { per_treasury: 3, total: 4, life_seconds: END });
    for approver in [FIRST, SECOND] {
        book.put(&approval(approver, 9), TREASURY, None);
    }
    book
}

fn digest() -> B256 {
    B256::repeat_byte(9)
}

fn event<E: SolEvent>(event: &E) -> VaultEvent {
    VaultEvent::decode(VAULT, TxHash::ZERO, 0, event.encode_log_data()).unwrap()
}

fn registered(treasury: u64) -> VaultEvent {
    event(&IVault::PaymentApproved { treasury, digest: digest(), approver: FIRST })
}

fn roles(account: Address, roles: u8) -> VaultEvent {
    event(&IVault::RolesSet { treasury: TREASURY, account, roles, version: 1 })
}

fn settled() -> VaultEvent {
    let (vendor, value, nonce) = (Address::repeat_byte(5), U256::from(1), B256::repeat_byte(9));
    event(&IVault::PaymentSettled { treasury: TREASURY, agent: AGENT, vendor, value, nonce })
}

#[test]
fn registered_approval_waits_no_more_and_waits_again_when_its_block_is_undone() {
    let book = book();
    book.heard(&registered(TREASURY), 5);
    assert_eq!(book.waiting(digest()), [signature(SECOND)]);
    assert_eq!(book.kept(digest()), [signature(FIRST), signature(SECOND)]);
    assert_eq!(book.signers(digest()), [FIRST, SECOND]);
    book.roll_back(5);
    assert_eq!(book.waiting(digest()), [signature(SECOND)]);
    book.roll_back(4);
    assert_eq!(book.waiting(digest()), [signature(FIRST), signature(SECOND)]);
}

#[test]
fn registered_approval_waits_again_when_it_was_taken_back() {
    let book = book();
    book.heard(&registered(TREASURY), 5);
    let (treasury, digest, approver) = (TREASURY, digest(), FIRST);
    book.heard(&event(&IVault::ApprovalRevoked { treasury, digest, approver }), 6);
    assert_eq!(book.waiting(digest), [signature(FIRST), signature(SECOND)]);
}

#[test]
fn approval_that_another_treasury_registered_goes_on_waiting() {
    let book = book();
    book.heard(&registered(TREASURY + 1), 5);
    assert_eq!(book.waiting(digest()).len(), 2);
}

#[test]
fn approvals_are_forgotten_once_the_payment_cannot_be_undone() {
    let book = book();
    book.heard(&settled(), 5);
    book.forget(0, 4 + REORG_DEPTH);
    assert_eq!(book.len(), 2);
    book.forget(0, 5 + REORG_DEPTH);
    assert!(book.is_empty());
    assert_eq!(book.take_forgotten(), [(digest(), FIRST), (digest(), SECOND)]);
    assert!(book.take_forgotten().is_empty());
}

#[test]
fn approvals_are_kept_when_the_block_that_paid_is_undone() {
    let book = book();
    book.heard(&settled(), 5);
    book.roll_back(4);
    book.forget(0, 5 + REORG_DEPTH);
    assert_eq!(book.len(), 2);
}

#[test]
fn approvals_are_forgotten_when_the_authorization_expires() {
    let book = book();
    book.forget(END - 1, 1);
    assert_eq!(book.len(), 2);
    book.forget(END, 1);
    assert!(book.is_empty());
    assert_eq!(book.take_forgotten(), [(digest(), FIRST), (digest(), SECOND)]);
}

#[test]
fn expired_approvals_are_forgotten_and_dropped_by_and_by() {
    let book = book();
    let mut many = approval(FIRST, 1);
    for number in 0..EXPIRED_AT_ONCE {
        many.digest = B256::from(U256::from(number));
        book.put(&many, TREASURY, None);
    }
    book.forget(END, 1);
    assert_eq!(book.len(), 2);
    assert_eq!(book.take_forgotten().len(), DROPPED_AT_ONCE);
    book.forget(END, 2);
    assert!(book.is_empty());
    let left = iter::repeat_with(|| book.take_forgotten().len()).take_while(|taken| *taken > 0);
    assert_eq!(left.sum::<usize>(), EXPIRED_AT_ONCE + 2 - DROPPED_AT_ONCE);
}

#[test]
fn approvals_are_forgotten_once_their_approver_is_none_for_good() {
    let book = book();
    book.put(&approval(SECOND, 8), TREASURY, None);
    book.put(&approval(SECOND, 7), TREASURY + 1, None);
    book.heard(&roles(SECOND, 1 | 2 | 8 | 16), 5);
    book.forget(0, 4 + REORG_DEPTH);
    assert_eq!(book.len(), 4);
    book.forget(0, 5 + REORG_DEPTH);
    assert_eq!((book.len(), book.signers(digest())), (2, vec![FIRST]));
    let dropped = [(B256::repeat_byte(8), SECOND), (digest(), SECOND)];
    assert_eq!(book.take_forgotten(), dropped);
    book.forget(END, 6 + REORG_DEPTH);
    assert!(book.is_empty());
    assert_eq!(book.take_forgotten(), [(B256::repeat_byte(7), SECOND), (digest(), FIRST)]);
}

#[test]
fn approvals_are_kept_when_their_approver_is_one_again_or_the_block_is_undone() {
    let book = book();
    book.heard(&roles(FIRST, 0), 5);
    book.heard(&roles(FIRST, 4), 6);
    book.heard(&roles(SECOND, 0), 7);
    book.roll_back(6);
    book.forget(0, 7 + REORG_DEPTH);
    assert_eq!(book.signers(digest()), [FIRST, SECOND]);
}

#[test]
fn approval_that_was_forgotten_and_brought_again_stays_in_the_store() {
    let book = book();
    book.heard(&roles(FIRST, 0), 5);
    book.forget(0, 5 + REORG_DEPTH);
    assert_eq!(book.len(), 1);
    book.put(&approval(FIRST, 9), TREASURY, None);
    assert!(book.take_forgotten().is_empty());
}

#[test]
fn put_keeps_one_approval_of_each_approver() {
    let book = book();
    book.put(&approval(FIRST, 9), TREASURY, None);
    assert_eq!((book.len(), book.kept(digest()).len()), (2, 2));
}

#[test]
fn forgotten_approvals_take_no_room_when_their_agent_has_moved() {
    let book = Approvals::new(Limits { per_treasury: 1, total: 4, life_seconds: END });
    book.put(&approval(FIRST, 9), TREASURY, None);
    book.put(&approval(SECOND, 9), TREASURY + 1, None);
    book.forget(END, 1);
    assert!(book.is_empty());
    assert!(book.lock().by_treasury.is_empty());
}

#[test]
fn check_room_counts_what_is_kept_of_a_treasury_and_in_all() {
    let book = book();
    let mine = Treasury { vault: VAULT, id: TREASURY };
    assert_eq!(book.check_room(mine), Ok(()));
    let mut of_another_agent = approval(FIRST, 8);
    of_another_agent.authorization.from = SECOND;
    book.put(&of_another_agent, TREASURY, None);
    let full = Crowded::Treasury { id: TREASURY, most: 3 };
    assert_eq!(book.check_room(mine), Err(full));
    let others = Treasury { id: TREASURY + 1, ..mine };
    let elsewhere = Treasury { vault: AGENT, ..mine };
    assert_eq!([others, elsewhere].map(|it| book.check_room(it)), [Ok(()); 2]);
    book.put(&approval(FIRST, 7), others.id, None);
    assert_eq!(book.check_room(others), Err(Crowded::Total { most: 4 }));
}
