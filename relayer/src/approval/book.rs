//! Approvals that payments may still need.
//!
//! What was signed stays good for its one authorization, so it is kept until that has expired, or was paid
//! in a block that cannot be undone. What the vault has on register besides need not be brought to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use alloy::primitives::{Address, B256};
use bursar_abi::IVault::IVaultEvents;
use bursar_policy::Signature;

use super::Approval;
use crate::indexer::{REORG_DEPTH, VaultEvent};
use crate::payment::PaymentKey;

/// How many approvals may be kept. Of one authorization there are no more than its treasury has approvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one agent's payments.
    pub per_agent: usize,
    /// Of all together.
    pub total: usize,
}

/// As many approvals are kept as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crowded {
    /// Of this agent's payments.
    #[error("{most} approvals of payments of {agent} are kept; as many as may be")]
    Agent {
        /// Who would pay.
        agent: Address,
        /// That may be kept.
        most: usize,
    },
    /// Of all.
    #[error("{most} approvals are kept; as many as may be")]
    Total {
        /// That may be kept.
        most: usize,
    },
}

/// Approvals by what was signed. Locks are held for moments only.
#[derive(Debug)]
pub struct Approvals {
    limits: Limits,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    kept: HashMap<B256, Kept>,
    /// What is kept, by payment: nothing forbids to sign two authorizations with one nonce.
    by_payment: BTreeSet<(PaymentKey, B256)>,
    by_end: BTreeSet<(u64, B256)>,
    /// What was paid, by block.
    settled: BTreeMap<u64, Vec<PaymentKey>>,
    /// How many approvals are kept.
    total: usize,
    /// What is not kept any more, and still in the store.
    forgotten: Vec<B256>,
}

/// The approvals of one authorization.
#[derive(Debug)]
struct Kept {
    treasury: u64,
    key: PaymentKey,
    /// First second at which it is not paid any more.
    end: u64,
    given: Vec<Given>,
}

#[derive(Debug)]
struct Given {
    approver: Address,
    signature: Signature,
    /// The block in which the vault has noted it.
    registered_in: Option<u64>,
}

impl Approvals {
    /// No approvals yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, pages: Mutex::default() }
    }

    /// A panic under the lock leaves nothing half done that the chain would not refuse.
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whose approvals of `digest` are kept.
    pub(crate) fn signers(&self, digest: B256) -> Vec<Address> {
        let pages = self.lock();
        pages.given(digest).map(|given| given.approver).collect()
    }

    /// What is to be brought to the vault with the authorization: those that it does not have already, by
    /// the index.
    pub(crate) fn waiting(&self, digest: B256) -> Vec<Signature> {
        let pages = self.lock();
        let waiting = pages.given(digest).filter(|given| given.registered_in.is_none());
        waiting.map(|given| given.signature).collect()
    }

    /// All that are kept of the authorization: blocks can be undone.
    pub(crate) fn kept(&self, digest: B256) -> Vec<Signature> {
        self.lock().given(digest).map(|given| given.signature).collect()
    }

    /// Whether the vault has noted one of those that are kept of the authorization, by the index.
    pub(crate) fn is_any_registered(&self, digest: B256) -> bool {
        self.lock().given(digest).any(|given| given.registered_in.is_some())
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.lock().total
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more approval of a payment may be kept.
    pub(crate) fn check_room(&self, key: PaymentKey) -> Result<(), Crowded> {
        let Limits { per_agent, total } = self.limits;
        let pages = self.lock();
        if pages.of_agent(key) >= per_agent {
            return Err(Crowded::Agent { agent: key.payer, most: per_agent });
        }
        if pages.total >= total { Err(Crowded::Total { most: total }) } else { Ok(()) }
    }

    /// Keeps an approval of a payment of `treasury`, once. `registered_in` is a block up to which the
    /// vault has noted it.
    pub(crate) fn put(&self, approval: &Approval, treasury: u64, registered_in: Option<u64>) {
        let Approval { authorization, digest, approver, signature, .. } = *approval;
        let mut pages = self.lock();
        if pages.given(digest).any(|given| given.approver == approver) {
            return;
        }
        let (key, end) = (approval.key(), authorization.valid_before.saturating_to());
        pages.by_payment.insert((key, digest));
        pages.by_end.insert((end, digest));
        let given = Given { approver, signature, registered_in };
        let none = || Kept { treasury, key, end, given: Vec::new() };
        pages.kept.entry(digest).or_insert_with(none).given.push(given);
        pages.total = pages.total.saturating_add(1);
    }

    /// Notes that a payment was made, in `block` or before.
    pub(crate) fn settle(&self, key: PaymentKey, block: u64) {
        let mut pages = self.lock();
        if !pages.digests(key).is_empty() {
            pages.settled.entry(block).or_default().push(key);
        }
    }

    /// Notes what an event of `block` says of approvals, and of the payments that they are for.
    pub(crate) fn heard(&self, event: &VaultEvent, block: u64) {
        let key = |payer, nonce| PaymentKey { asset: event.vault, payer, nonce };
        match &event.event {
            IVaultEvents::PaymentSettled(e) => self.settle(key(e.agent, e.nonce), block),
            // Its nonce is used up as well.
            IVaultEvents::DenialRecorded(e) => self.settle(key(e.agent, e.nonce), block),
            IVaultEvents::PaymentApproved(e) => {
                self.lock().set_registered(e.treasury, e.digest, e.approver, Some(block));
            }
            // The vault forgets its note; the signature is as good as before.
            IVaultEvents::ApprovalRevoked(e) => {
                self.lock().set_registered(e.treasury, e.digest, e.approver, None);
            }
            _ => {}
        }
    }

    /// Undoes what blocks after `last` said.
    pub(crate) fn roll_back(&self, last: u64) {
        let mut pages = self.lock();
        pages.settled.retain(|block, _| *block <= last);
        let given = pages.kept.values_mut().flat_map(|kept| &mut kept.given);
        for given in given.filter(|given| given.registered_in > Some(last)) {
            given.registered_in = None;
        }
    }

    /// Forgets at `now` what has expired, and what was paid in blocks that nothing undoes after `block`.
    pub(crate) fn forget(&self, now: u64, block: u64) {
        let mut pages = self.lock();
        let final_block = block.saturating_sub(REORG_DEPTH);
        while let Some((_, digest)) = pages.by_end.first().copied().filter(|(end, _)| *end <= now) {
            pages.forget(digest);
        }
        while let Some(entry) = pages.settled.first_entry().filter(|it| *it.key() <= final_block) {
            for key in entry.remove() {
                pages.digests(key).into_iter().for_each(|digest| pages.forget(digest));
            }
        }
    }

    /// What was forgotten since this was last asked, and is still in the store.
    pub(crate) fn take_forgotten(&self) -> Vec<B256> {
        mem::take(&mut self.lock().forgotten)
    }
}

impl Pages {
    fn given(&self, digest: B256) -> impl Iterator<Item = &Given> {
        self.kept.get(&digest).into_iter().flat_map(|kept| &kept.given)
    }

    /// What is kept of a payment.
    fn digests(&self, key: PaymentKey) -> Vec<B256> {
        let all = (key, B256::ZERO)..=(key, B256::repeat_byte(u8::MAX));
        self.by_payment.range(all).map(|(_, digest)| *digest).collect()
    }

    /// How many approvals are kept of the payments of the agent of this one.
    fn of_agent(&self, key: PaymentKey) -> usize {
        let least = (PaymentKey { nonce: B256::ZERO, ..key }, B256::ZERO);
        let last = B256::repeat_byte(u8::MAX);
        let most = (PaymentKey { nonce: last, ..key }, last);
        self.by_payment.range(least..=most).map(|(_, digest)| self.given(*digest).count()).sum()
    }

    /// An approver may have the role in many treasuries, and register in one what is for another.
    fn set_registered(
        &mut self,
        treasury: u64,
        digest: B256,
        approver: Address,
        block: Option<u64>,
    ) {
        let kept = self.kept.get_mut(&digest).filter(|kept| kept.treasury == treasury);
        let given = kept.into_iter().flat_map(|kept| &mut kept.given);
        for given in given.filter(|given| given.approver == approver) {
            given.registered_in = block;
        }
    }

    fn forget(&mut self, digest: B256) {
        let Some(Kept { key, end, given, .. }) = self.kept.remove(&digest) else { return };
        self.by_payment.remove(&(key, digest));
        self.by_end.remove(&(end, digest));
        self.total = self.total.saturating_sub(given.len());
        self.forgotten.push(digest);
    }
}

#[cfg(test)]
mod tests {
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
        let signature = Signature {
            r: B256::left_padding_from(approver.as_slice()),
            s: B256::ZERO,
            odd_y: false,
        };
        Approval { vault: VAULT, authorization, digest, approver, signature }
    }

    fn signature(approver: Address) -> Signature {
        approval(approver, 0).signature
    }

    /// Two approvals of one payment.
    fn book() -> Approvals {
        let book = Approvals::new(Limits { per_agent: 3, total: 4 });
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
        assert_eq!(book.take_forgotten(), [digest()]);
        assert_eq!(book.take_forgotten(), [B256::ZERO; 0]);
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
        assert_eq!(book.take_forgotten(), [digest()]);
    }

    #[test]
    fn put_keeps_one_approval_of_each_approver() {
        let book = book();
        book.put(&approval(FIRST, 9), TREASURY, None);
        assert_eq!((book.len(), book.kept(digest()).len()), (2, 2));
    }

    #[test]
    fn check_room_counts_what_is_kept_of_an_agent_and_in_all() {
        let book = book();
        let mine = approval(FIRST, 8);
        assert_eq!(book.check_room(mine.key()), Ok(()));
        book.put(&mine, TREASURY, None);
        let full = Crowded::Agent { agent: AGENT, most: 3 };
        assert_eq!(book.check_room(mine.key()), Err(full));
        let others = PaymentKey { payer: SECOND, ..mine.key() };
        assert_eq!(book.check_room(others), Ok(()));
        let mut other = approval(FIRST, 7);
        other.authorization.from = SECOND;
        book.put(&other, TREASURY, None);
        assert_eq!(book.check_room(others), Err(Crowded::Total { most: 4 }));
    }
}
