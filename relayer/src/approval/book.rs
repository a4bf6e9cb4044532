//! Approvals that payments may still need.
//!
//! What was signed stays good for its one authorization, so it is kept until that has expired, or until a
//! block that cannot be undone has paid it, or has taken the role away from whoever signed. What the vault has
//! on register besides need not be brought to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::sync::{Mutex, MutexGuard, PoisonError};

use alloy::primitives::{Address, B256};
use bursar_abi::IVault::IVaultEvents;
use bursar_policy::Signature;
use bursar_policy::roles::Roles;

use super::Approval;
use crate::indexer::{REORG_DEPTH, VaultEvent};
use crate::payment::PaymentKey;

/// Authorizations that are forgotten at one block since they have expired. Nothing else is decided meanwhile.
const EXPIRED_AT_ONCE: usize = 1_000;
/// Rows that the store drops with one approval that it writes. As it never has more than were written, it
/// keeps up.
const DROPPED_AT_ONCE: usize = 100;

/// How many approvals may be kept, and for how long. Of one authorization there are no more than its treasury
/// has approvers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one treasury's payments: its owner names agents and approvers at will.
    pub per_treasury: usize,
    /// Of all together.
    pub total: usize,
    /// For so many seconds, whatever a treasury allows: what expires later is not taken.
    pub life_seconds: u64,
}

/// Who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Treasury {
    /// Its vault.
    pub vault: Address,
    /// Its id there.
    pub id: u64,
}

/// As many approvals are kept as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crowded {
    /// Of this treasury's payments.
    #[error("{most} approvals of payments of treasury {id:#018x} are kept; as many as may be")]
    Treasury {
        /// Which would pay.
        id: u64,
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
    by_treasury: BTreeSet<(Treasury, B256)>,
    by_end: BTreeSet<(u64, B256)>,
    /// What blocks have ended, by block.
    ended: BTreeMap<u64, Vec<End>>,
    /// How many approvals are kept.
    total: usize,
    /// By digest and approver: what is not kept any more, and still in the store.
    forgotten: BTreeSet<(B256, Address)>,
}

/// Why approvals are of no more use, as soon as nothing undoes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The nonce was used up.
    Used(PaymentKey),
    /// This one is no approver of the treasury any more.
    Dismissed(Treasury, Address),
}

/// The approvals of one authorization.
#[derive(Debug)]
struct Kept {
    treasury: Treasury,
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

    /// How long an approval may be kept, seconds.
    pub(crate) const fn longest_life(&self) -> u64 {
        self.limits.life_seconds
    }

    /// Whether one more approval of a payment of `treasury` may be kept.
    pub(crate) fn check_room(&self, treasury: Treasury) -> Result<(), Crowded> {
        let Limits { per_treasury, total, .. } = self.limits;
        let pages = self.lock();
        let kept = pages.of_treasury(treasury).map(|digest| pages.given(digest).count());
        if kept.sum::<usize>() >= per_treasury {
            return Err(Crowded::Treasury { id: treasury.id, most: per_treasury });
        }
        if pages.total >= total { Err(Crowded::Total { most: total }) } else { Ok(()) }
    }

    /// Keeps an approval of a payment of the treasury `id`, once. `registered_in` is a block up to which
    /// the vault has noted it.
    pub(crate) fn put(&self, approval: &Approval, id: u64, registered_in: Option<u64>) {
        let Approval { vault, authorization, digest, approver, signature } = *approval;
        let treasury = Treasury { vault, id };
        let mut pages = self.lock();
        // It is in the store again.
        pages.forgotten.remove(&(digest, approver));
        if pages.given(digest).any(|given| given.approver == approver) {
            return;
        }
        let (key, end) = (approval.key(), authorization.valid_before.saturating_to());
        pages.by_payment.insert((key, digest));
        pages.by_end.insert((end, digest));
        let given = Given { approver, signature, registered_in };
        let none = || Kept { treasury, key, end, given: Vec::new() };
        let kept = pages.kept.entry(digest).or_insert_with(none);
        kept.given.push(given);
        // An agent may have moved: what is kept of one authorization stays together.
        let place = (kept.treasury, digest);
        pages.by_treasury.insert(place);
        pages.total = pages.total.saturating_add(1);
    }

    /// Notes that a payment was made, in `block` or before.
    pub(crate) fn settle(&self, key: PaymentKey, block: u64) {
        let mut pages = self.lock();
        if !pages.digests(key).is_empty() {
            pages.ended.entry(block).or_default().push(End::Used(key));
        }
    }

    /// Notes that somebody is no approver of `treasury` any more, since `block` or before.
    pub(crate) fn dismiss(&self, treasury: Treasury, approver: Address, block: u64) {
        let mut pages = self.lock();
        let has_given = |digest| pages.given(digest).any(|given| given.approver == approver);
        if pages.of_treasury(treasury).any(has_given) {
            pages.ended.entry(block).or_default().push(End::Dismissed(treasury, approver));
        }
    }

    /// Notes that somebody is an approver of `treasury`. What was given before counts again.
    fn appoint(&self, treasury: Treasury, approver: Address) {
        let ended = End::Dismissed(treasury, approver);
        self.lock().ended.values_mut().for_each(|ends| ends.retain(|end| *end != ended));
    }

    /// Notes what an event of `block` says of approvals, and of the payments that they are for.
    pub(crate) fn heard(&self, event: &VaultEvent, block: u64) {
        let key = |payer, nonce| PaymentKey { asset: event.vault, payer, nonce };
        let treasury = Treasury { vault: event.vault, id: event.treasury() };
        match &event.event {
            IVaultEvents::PaymentSettled(e) => self.settle(key(e.agent, e.nonce), block),
            // Its nonce is used up as well.
            IVaultEvents::DenialRecorded(e) => self.settle(key(e.agent, e.nonce), block),
            IVaultEvents::PaymentApproved(e) => {
                self.lock().set_registered(treasury, e.digest, e.approver, Some(block));
            }
            // The vault forgets its note; the signature is as good as before.
            IVaultEvents::ApprovalRevoked(e) => {
                self.lock().set_registered(treasury, e.digest, e.approver, None);
            }
            IVaultEvents::RolesSet(e) => {
                if Roles::from_bits(e.roles).is_some_and(|roles| roles.has(Roles::APPROVER)) {
                    self.appoint(treasury, e.account);
                } else {
                    self.dismiss(treasury, e.account, block);
                }
            }
            _ => {}
        }
    }

    /// Undoes what blocks after `last` said.
    pub(crate) fn roll_back(&self, last: u64) {
        let mut pages = self.lock();
        pages.ended.retain(|block, _| *block <= last);
        let given = pages.kept.values_mut().flat_map(|kept| &mut kept.given);
        for given in given.filter(|given| given.registered_in > Some(last)) {
            given.registered_in = None;
        }
    }

    /// Forgets at `now` what has expired, as far as that is done quickly, and what was ended by blocks that
    /// nothing undoes after `block`.
    pub(crate) fn forget(&self, now: u64, block: u64) {
        let mut pages = self.lock();
        let final_block = block.saturating_sub(REORG_DEPTH);
        let expired = pages.by_end.iter().take_while(|(end, _)| *end <= now);
        let expired: Vec<_> = expired.take(EXPIRED_AT_ONCE).map(|(_, digest)| *digest).collect();
        expired.into_iter().for_each(|digest| pages.forget(digest));
        while let Some(entry) = pages.ended.first_entry().filter(|it| *it.key() <= final_block) {
            for end in entry.remove() {
                match end {
                    End::Used(key) => {
                        pages.digests(key).into_iter().for_each(|digest| pages.forget(digest));
                    }
                    End::Dismissed(treasury, approver) => pages.forget_given(treasury, approver),
                }
            }
        }
    }

    /// By digest and approver, some of what was forgotten and is still in the store; not told again.
    pub(crate) fn take_forgotten(&self) -> Vec<(B256, Address)> {
        let mut pages = self.lock();
        iter::from_fn(|| pages.forgotten.pop_first()).take(DROPPED_AT_ONCE).collect()
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

    /// What is kept of the payments of a treasury.
    fn of_treasury(&self, treasury: Treasury) -> impl Iterator<Item = B256> {
        let all = (treasury, B256::ZERO)..=(treasury, B256::repeat_byte(u8::MAX));
        self.by_treasury.range(all).map(|(_, digest)| *digest)
    }

    /// An approver may have the role in many treasuries, and register in one what is for another.
    fn set_registered(
        &mut self,
        treasury: Treasury,
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
        let Some(Kept { treasury, key, end, given }) = self.kept.remove(&digest) else { return };
        self.by_payment.remove(&(key, digest));
        self.by_treasury.remove(&(treasury, digest));
        self.by_end.remove(&(end, digest));
        self.total = self.total.saturating_sub(given.len());
        self.forgotten.extend(given.into_iter().map(|given| (digest, given.approver)));
    }

    /// Forgets what one approver has given in a treasury.
    fn forget_given(&mut self, treasury: Treasury, approver: Address) {
        for digest in self.of_treasury(treasury).collect::<Vec<_>>() {
            let Some(kept) = self.kept.get_mut(&digest) else { continue };
            let Some(at) = kept.given.iter().position(|given| given.approver == approver) else {
                continue;
            };
            kept.given.remove(at);
            let is_last = kept.given.is_empty();
            self.total = self.total.saturating_sub(1);
            self.forgotten.insert((digest, approver));
            if is_last {
                self.forget(digest);
            }
        }
    }
}

#[cfg(test)]
mod tests;
