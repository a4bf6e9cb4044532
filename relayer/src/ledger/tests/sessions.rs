//! Sessions that the vault does not know yet.

use bursar_policy::EditFault;
use bursar_policy::batch::Grant;
use bursar_policy::delegation::GrantFault;
use bursar_policy::session::Session;

use super::*;
use crate::session::Crowded;

const KEY: Address = address!("00000000000000000000000000000000000000b1");
const END: u64 = NOW + 300;
/// Flags of a policy.
const DELEGATION: u16 = 64;
const CONTRACT_PAYER: u16 = 128;
const GRANTED: Session = Session {
    parent: AGENT,
    agent: KEY,
    generation: 0,
    payment_cap: 200,
    budget: 250,
    not_after: END,
};

fn signed(session: Session) -> Grant {
    let signature = Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false };
    Grant { session, by_parent: signature, by_agent: signature }
}

fn keep(ledger: &Ledger, session: Session) -> Result<Taken, NotTaken> {
    ledger.keep_session(VAULT, signed(session), NOW)
}

/// A treasury whose agent may delegate.
fn employer() -> Ledger {
    ledger(10_000, Policy { limits: DELEGATION, delegationDepth: 1, ..policy() })
}

/// The same, with a session that waits.
fn waiting() -> Ledger {
    let ledger = employer();
    let taken = Taken { treasury: TREASURY, is_open: false, is_known: false };
    assert_eq!(keep(&ledger, GRANTED), Ok(taken));
    ledger
}

fn opened(session: &Session) -> VaultEvent {
    event(&IVault::SessionOpened::of(TREASURY, session))
}

fn revoked() -> VaultEvent {
    event(&IVault::DelegationsRevoked { treasury: TREASURY, agent: AGENT, by: OWNER })
}

fn reserve(ledger: &Ledger, agent: Address, value: u64, nonce: u64) -> Option<(Denial, u64)> {
    denial(ledger.reserve(&payment(agent, value, nonce), NOW))
}

#[test]
fn reserve_pays_out_of_a_session_that_waits_and_out_of_its_parents_room() {
    let unknown = employer();
    assert_eq!(reserve(&unknown, KEY, 1, 1), Some((Denial::AgentUnknown, 0)));
    let ledger = waiting();
    assert_eq!(reserve(&ledger, KEY, 201, 1), Some((Denial::PaymentCap, 200)));
    assert_eq!(reserve(&ledger, KEY, 200, 1), None);
    assert_eq!(reserve(&ledger, KEY, 51, 2), Some((Denial::Budget, 50)));
    assert_eq!(reserve(&ledger, AGENT, 300, 3), None);
    assert_eq!(reserve(&ledger, KEY, 1, 4), Some((Denial::PeriodCap, 0)));
}

#[test]
fn reserve_refuses_when_the_session_ends_before_the_promise() {
    let ledger = employer();
    keep(&ledger, Session { not_after: NOW + 60, ..GRANTED }).unwrap();
    assert_eq!(reserve(&ledger, KEY, 1, 1).unwrap().0, Denial::NoLongerActive);
}

#[test]
fn session_that_was_opened_goes_on_and_waits_again_when_its_block_is_undone() {
    let ledger = waiting();
    let first = payment(KEY, 200, 1);
    ledger.commit(&first, NOW).unwrap();
    ledger.applied(&block(2, vec![opened(&GRANTED), settled(&first)]));
    assert_eq!((ledger.fault(), ledger.held(), ledger.waiting_sessions()), (None, 0, 0));
    assert_eq!(reserve(&ledger, KEY, 51, 2), Some((Denial::Budget, 50)));
    assert_eq!(reserve(&ledger, KEY, 50, 2), None);
    ledger.rolled_back(1);
    assert_eq!((ledger.held(), ledger.waiting_sessions()), (2, 1));
    assert_eq!(reserve(&ledger, KEY, 1, 3), Some((Denial::Budget, 0)));
    ledger.applied(&block(2, vec![opened(&GRANTED), settled(&first)]));
    assert_eq!((ledger.fault(), ledger.held()), (None, 1));
}

#[test]
fn promises_are_kept_by_another_grant_only_as_far_as_it_goes() {
    let ledger = waiting();
    assert_eq!(reserve(&ledger, KEY, 150, 1), None);
    assert_eq!(reserve(&ledger, KEY, 50, 2), None);
    let smaller = Session { payment_cap: 100, ..GRANTED };
    ledger.applied(&block(2, vec![opened(&smaller)]));
    assert_eq!(ledger.held(), 1);
    assert_eq!(reserve(&ledger, KEY, 150, 1), Some((Denial::PaymentCap, 100)));
}

#[test]
fn promises_end_when_the_parent_ends_what_it_has_granted() {
    let ledger = waiting();
    assert_eq!(reserve(&ledger, KEY, 200, 1), None);
    ledger.applied(&block(2, vec![revoked()]));
    assert_eq!((ledger.fault(), ledger.held(), ledger.waiting_sessions()), (None, 0, 0));
    assert_eq!(reserve(&ledger, KEY, 1, 1), Some((Denial::AgentUnknown, 0)));
    assert_eq!(keep(&ledger, GRANTED), Err(GrantFault::Ended.into()));
    keep(&ledger, Session { generation: 1, ..GRANTED }).unwrap();
    assert_eq!(reserve(&ledger, KEY, 1, 1), None);
}

#[test]
fn keep_is_told_the_same_when_the_session_waits_or_is_open() {
    let ledger = waiting();
    let known = Taken { treasury: TREASURY, is_open: false, is_known: true };
    assert_eq!(keep(&ledger, GRANTED), Ok(known));
    assert_eq!(ledger.waiting_sessions(), 1);
    ledger.applied(&block(2, vec![opened(&GRANTED)]));
    assert_eq!(keep(&ledger, GRANTED), Ok(Taken { is_open: true, ..known }));
}

#[test]
fn keep_refuses_a_key_that_has_another_grant_or_was_used() {
    let ledger = waiting();
    let richer = Session { budget: 251, ..GRANTED };
    let other = NotTaken::Other { agent: KEY, not_after: END };
    assert_eq!(keep(&ledger, richer), Err(other));
    ledger.applied(&block(2, vec![opened(&GRANTED)]));
    let bound = GrantFault::from(EditFault::Bound { treasury: TREASURY });
    assert_eq!(keep(&ledger, richer), Err(bound.into()));
    assert_eq!(keep(&ledger, Session { agent: OTHER, ..GRANTED }), Err(bound.into()));
}

#[test]
fn keep_refuses_what_the_vault_would_not_open() {
    let ledger = employer();
    let over = GrantFault::Over { not_after: NOW, now: NOW };
    for (session, fault) in [
        (Session { not_after: NOW, ..GRANTED }, over),
        (Session { parent: KEY, agent: OWNER, ..GRANTED }, GrantFault::ParentUnknown),
        (Session { generation: 1, ..GRANTED }, GrantFault::Ended),
    ] {
        assert_eq!(keep(&ledger, session), Err(fault.into()));
    }
    let richer = keep(&ledger, Session { payment_cap: 301, ..GRANTED });
    assert!(matches!(richer, Err(NotTaken::Grant(GrantFault::Edit(EditFault::Invalid(_))))));
    assert_eq!(ledger.waiting_sessions(), 0);
}

#[test]
fn keep_refuses_what_a_contract_grants() {
    let policy = Policy { limits: DELEGATION | CONTRACT_PAYER, delegationDepth: 1, ..policy() };
    let ledger = ledger(10_000, policy);
    assert_eq!(keep(&ledger, GRANTED), Err(NotTaken::ContractPayer { parent: AGENT }));
}

#[test]
fn keep_refuses_more_than_may_wait() {
    let ledger = waiting();
    let another = |byte| Session { agent: Address::repeat_byte(byte), ..GRANTED };
    keep(&ledger, another(1)).unwrap();
    let full = NotTaken::Crowded(Crowded::Parent { parent: AGENT, most: LIMITS.per_parent });
    assert_eq!(keep(&ledger, another(2)), Err(full));
    ledger.applied(&block(2, vec![opened(&GRANTED)]));
    keep(&ledger, another(2)).unwrap();
}

#[test]
fn resumed_session_waits_unless_its_key_was_used_or_its_generation_is_gone() {
    let ledger = employer();
    let another = Session { agent: Address::repeat_byte(1), ..GRANTED };
    ledger.applied(&block(2, vec![opened(&GRANTED)]));
    ledger.resume_session(VAULT, signed(GRANTED), 2);
    ledger.resume_session(VAULT, signed(another), 2);
    assert_eq!(ledger.waiting_sessions(), 1);
    ledger.rolled_back(1);
    assert_eq!(ledger.waiting_sessions(), 2);
    ledger.applied(&block(2, vec![revoked()]));
    ledger.resume_session(VAULT, signed(another), 2);
    assert_eq!(ledger.waiting_sessions(), 0);
}
