//! Grants that payments may still need.
//!
//! A grant waits until an event says that it is of no more use: its key was opened, or used otherwise, or
//! its parent's generation has moved on. It is kept for as long as that event can be undone, and then, or
//! when the session is over, forgotten.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use alloy::primitives::Address;
use bursar_abi::IVault::IVaultEvents;
use bursar_policy::batch::Grant;

use crate::indexer::{REORG_DEPTH, VaultEvent};

/// How many grants may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one parent.
    pub per_parent: usize,
    /// Of all together.
    pub total: usize,
}

/// As many grants wait as may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Crowded {
    /// Of this parent.
    #[error("{most} sessions of {parent} wait for their first payment; as many as may")]
    Parent {
        /// Who granted them.
        parent: Address,
        /// That may wait.
        most: usize,
    },
    /// Of all.
    #[error("{most} sessions wait for their first payment; as many as may")]
    Total {
        /// That may wait.
        most: usize,
    },
}

/// An account of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) vault: Address,
    pub(crate) account: Address,
}

/// Grants by the keys of their sessions. Locks are held for moments only.
#[derive(Debug)]
pub struct Sessions {
    limits: Limits,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    kept: HashMap<Place, Kept>,
    /// The keys of what waits, behind its parent.
    waiting: BTreeSet<(Place, Address)>,
    by_end: BTreeSet<(u64, Place)>,
    /// What events made useless, by block.
    spent: BTreeMap<u64, Vec<Place>>,
    /// What is not kept any more, and still in the store.
    forgotten: Vec<Place>,
}

#[derive(Debug)]
struct Kept {
    grant: Grant,
    /// The block whose event has made it useless.
    spent_in: Option<u64>,
}

impl Sessions {
    /// No grants yet.
    pub fn new(limits: Limits) -> Self {
        Self { limits, pages: Mutex::default() }
    }

    /// A panic under the lock leaves nothing half done that the chain would not refuse.
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The grant of the session of `key`, if it waits to be brought to the vault.
    pub(crate) fn waiting(&self, key: Place) -> Option<Grant> {
        self.lock().kept.get(&key).filter(|kept| kept.spent_in.is_none()).map(|kept| kept.grant)
    }

    /// The same, also if the index says that it is of no more use: blocks can be undone.
    pub(crate) fn kept(&self, key: Place) -> Option<Grant> {
        self.lock().kept.get(&key).map(|kept| kept.grant)
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether one more grant of `parent` may wait.
    pub(crate) fn check_room(&self, parent: Place) -> Result<(), Crowded> {
        let Limits { per_parent, total } = self.limits;
        let pages = self.lock();
        if pages.of(parent).count() >= per_parent {
            return Err(Crowded::Parent { parent: parent.account, most: per_parent });
        }
        if pages.waiting.len() >= total {
            return Err(Crowded::Total { most: total });
        }
        Ok(())
    }

    /// Keeps a grant for `vault`, instead of what was kept for its key. `spent_in` is a block up to which
    /// an event has made it useless already.
    pub(crate) fn put(&self, vault: Address, grant: Grant, spent_in: Option<u64>) {
        let mut pages = self.lock();
        let key = Place { vault, account: grant.session.agent };
        pages.take(key);
        pages.by_end.insert((grant.session.not_after, key));
        pages.kept.insert(key, Kept { grant, spent_in: None });
        pages.set_spent(key, None);
        if let Some(block) = spent_in {
            pages.spend(key, block);
        }
    }

    /// Marks what an event of `block` makes useless.
    pub(crate) fn heard(&self, event: &VaultEvent, block: u64) {
        let place = |account| Place { vault: event.vault, account };
        match &event.event {
            IVaultEvents::SessionOpened(e) => self.lock().spend(place(e.agent), block),
            IVaultEvents::AgentAdded(e) => self.lock().spend(place(e.agent), block),
            IVaultEvents::Delegated(e) => self.lock().spend(place(e.agent), block),
            IVaultEvents::DelegationsRevoked(e) => self.lock().spend_all(place(e.agent), block),
            IVaultEvents::AgentRemoved(e) => self.lock().spend_all(place(e.agent), block),
            _ => {}
        }
    }

    /// Has everything wait again that blocks after `last` made useless.
    pub(crate) fn roll_back(&self, last: u64) {
        let mut pages = self.lock();
        let undone = pages.spent.split_off(&last.saturating_add(1));
        for key in undone.into_values().flatten() {
            // Another grant may have taken its place, whose mark stands.
            if pages.kept.get(&key).is_some_and(|kept| kept.spent_in > Some(last)) {
                pages.set_spent(key, None);
            }
        }
    }

    /// Forgets at `now` what is over, and what blocks made useless that nothing undoes after `block`.
    pub(crate) fn forget(&self, now: u64, block: u64) {
        let mut pages = self.lock();
        let final_block = block.saturating_sub(REORG_DEPTH);
        while let Some((_, key)) = pages.by_end.first().copied().filter(|(end, _)| *end <= now) {
            pages.forget(key);
        }
        while let Some(entry) = pages.spent.first_entry().filter(|it| *it.key() <= final_block) {
            let (block, keys) = entry.remove_entry();
            for key in keys {
                // Another grant may have taken its place.
                if pages.kept.get(&key).is_some_and(|kept| kept.spent_in == Some(block)) {
                    pages.forget(key);
                }
            }
        }
    }

    /// What was forgotten since this was last asked, and is still in the store.
    pub(crate) fn take_forgotten(&self) -> Vec<Place> {
        mem::take(&mut self.lock().forgotten)
    }
}

impl Pages {
    /// The keys of what waits of `parent`.
    fn of(&self, parent: Place) -> impl Iterator<Item = Place> {
        let all = (parent, Address::ZERO)..=(parent, Address::repeat_byte(u8::MAX));
        let vault = parent.vault;
        self.waiting.range(all).map(move |(_, account)| Place { vault, account: *account })
    }

    fn spend(&mut self, key: Place, block: u64) {
        if self.kept.get(&key).is_some_and(|kept| kept.spent_in.is_none()) {
            self.set_spent(key, Some(block));
            self.spent.entry(block).or_default().push(key);
        }
    }

    fn spend_all(&mut self, parent: Place, block: u64) {
        let keys: Vec<_> = self.of(parent).collect();
        keys.into_iter().for_each(|key| self.spend(key, block));
    }

    fn set_spent(&mut self, key: Place, block: Option<u64>) {
        let Some(kept) = self.kept.get_mut(&key) else { return };
        kept.spent_in = block;
        let parent = Place { vault: key.vault, account: kept.grant.session.parent };
        if block.is_some() {
            self.waiting.remove(&(parent, key.account));
        } else {
            self.waiting.insert((parent, key.account));
        }
    }

    fn take(&mut self, key: Place) -> Option<Kept> {
        let kept = self.kept.remove(&key)?;
        let parent = Place { vault: key.vault, account: kept.grant.session.parent };
        self.waiting.remove(&(parent, key.account));
        self.by_end.remove(&(kept.grant.session.not_after, key));
        Some(kept)
    }

    fn forget(&mut self, key: Place) {
        if self.take(key).is_some() {
            self.forgotten.push(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{B256, TxHash};
    use alloy::sol_types::SolEvent;
    use bursar_abi::IVault;
    use bursar_policy::Signature;
    use bursar_policy::session::Session;

    const VAULT: Address = Address::repeat_byte(1);
    const PARENT: Address = Address::repeat_byte(2);
    const KEY: Address = Address::repeat_byte(3);
    const OTHER: Address = Address::repeat_byte(4);
    const END: u64 = 100;

    const fn place(account: Address) -> Place {
        Place { vault: VAULT, account }
    }

    fn grant(agent: Address) -> Grant {
        let signature = Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false };
        let session = Session { parent: PARENT, agent, not_after: END, ..Session::default() };
        Grant { session, by_parent: signature, by_agent: signature }
    }

    fn book() -> Sessions {
        let book = Sessions::new(Limits { per_parent: 2, total: 3 });
        book.put(VAULT, grant(KEY), None);
        book.put(VAULT, grant(OTHER), None);
        book
    }

    fn event<E: SolEvent>(event: &E) -> VaultEvent {
        VaultEvent::decode(VAULT, TxHash::ZERO, 0, event.encode_log_data()).unwrap()
    }

    fn opened(agent: Address) -> VaultEvent {
        event(&IVault::SessionOpened::of(7, &grant(agent).session))
    }

    fn waiting(book: &Sessions) -> [bool; 2] {
        [KEY, OTHER].map(|key| book.waiting(place(key)).is_some())
    }

    #[test]
    fn opened_session_waits_no_more_and_waits_again_when_its_block_is_undone() {
        let book = book();
        book.heard(&opened(KEY), 5);
        assert_eq!((waiting(&book), book.len()), ([false, true], 1));
        assert!(book.kept(place(KEY)).is_some());
        book.roll_back(5);
        assert_eq!(waiting(&book), [false, true]);
        book.roll_back(4);
        assert_eq!((waiting(&book), book.len()), ([true, true], 2));
    }

    #[test]
    fn opened_session_is_forgotten_once_its_block_cannot_be_undone() {
        let book = book();
        book.heard(&opened(KEY), 5);
        book.forget(0, 4 + REORG_DEPTH);
        assert!(book.kept(place(KEY)).is_some());
        book.forget(0, 5 + REORG_DEPTH);
        assert!(book.kept(place(KEY)).is_none());
        assert_eq!(book.take_forgotten(), [place(KEY)]);
        assert_eq!(book.take_forgotten(), []);
        assert_eq!(waiting(&book), [false, true]);
    }

    #[test]
    fn grants_of_a_parent_end_together_when_its_generation_moves_on() {
        let (treasury, agent, by) = (7, PARENT, PARENT);
        for moved_on in [
            event(&IVault::DelegationsRevoked { treasury, agent, by }),
            event(&IVault::AgentRemoved { treasury, agent, by }),
        ] {
            let book = book();
            book.heard(&moved_on, 5);
            assert_eq!(waiting(&book), [false, false]);
            book.roll_back(4);
            assert_eq!(waiting(&book), [true, true]);
        }
    }

    #[test]
    fn sessions_that_are_over_are_forgotten() {
        let book = book();
        book.heard(&opened(KEY), 5);
        book.forget(END - 1, 6);
        assert!(book.kept(place(KEY)).is_some());
        book.forget(END, 6);
        assert_eq!((book.kept(place(KEY)), book.kept(place(OTHER))), (None, None));
        assert_eq!(book.take_forgotten(), [place(KEY), place(OTHER)]);
    }

    #[test]
    fn another_grant_takes_the_place_of_one_that_was_spent() {
        let book = book();
        book.heard(&opened(KEY), 5);
        let renewed =
            Grant { session: Session { generation: 1, ..grant(KEY).session }, ..grant(KEY) };
        book.put(VAULT, renewed, None);
        book.forget(0, 5 + REORG_DEPTH);
        assert_eq!(book.waiting(place(KEY)), Some(renewed));
        book.put(VAULT, renewed, Some(9));
        assert_eq!((book.waiting(place(KEY)), book.kept(place(KEY))), (None, Some(renewed)));
    }

    #[test]
    fn check_room_counts_what_waits_of_a_parent_and_in_all() {
        let book = book();
        let full = Crowded::Parent { parent: PARENT, most: 2 };
        assert_eq!(book.check_room(place(PARENT)), Err(full));
        assert_eq!(book.check_room(place(OTHER)), Ok(()));
        let mut third = grant(Address::repeat_byte(5));
        third.session.parent = OTHER;
        book.put(VAULT, third, None);
        let full = Crowded::Total { most: 3 };
        assert_eq!(book.check_room(place(VAULT)), Err(full));
        book.heard(&opened(KEY), 5);
        assert_eq!(book.check_room(place(PARENT)), Ok(()));
    }
}
