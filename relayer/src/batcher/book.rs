//! What is open, in memory: where each payment stands, who waits for it, and what waits for a
//! transaction. The store has the same; it is written first.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use alloy::primitives::{Address, TxHash};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::settings::{Settings, batch_items};
use crate::payment::{PaymentKey, SignedAuthorization, Standing};
use crate::store::intents::Intent;

/// All open payments. Locks are held for moments only, never across an await.
#[derive(Debug, Default)]
pub(super) struct Book {
    pages: Mutex<Pages>,
    /// Told when something was queued.
    pub(super) queued: Notify,
}

#[derive(Debug, Default)]
struct Pages {
    open: HashMap<PaymentKey, Line>,
    by_id: HashMap<i64, PaymentKey>,
    /// What waits, by contract, in the order of acceptance.
    queues: BTreeMap<Address, VecDeque<Waiting>>,
}

#[derive(Debug)]
struct Line {
    id: i64,
    payment: SignedAuthorization,
    attempts: u32,
    standing: watch::Sender<Standing>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    key: PaymentKey,
    attempts: u32,
    since: Instant,
}

/// A payment taken out of its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) id: i64,
    pub(super) payment: SignedAuthorization,
    pub(super) attempts: u32,
}

impl Ticket {
    pub(super) const fn key(&self) -> PaymentKey {
        self.payment.key()
    }
}

impl Book {
    /// A panic under the lock leaves nothing half done that matters: the store knows better.
    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many payments are open, and how many of those wait for a transaction.
    pub(super) fn counts(&self) -> (usize, usize) {
        let pages = self.lock();
        (pages.open.len(), pages.queues.values().map(VecDeque::len).sum())
    }

    /// Enters an accepted payment, unless a reload has taken it from the store already.
    pub(super) fn enter(&self, intent: &Intent) {
        let mut pages = self.lock();
        if !pages.open.contains_key(&intent.payment.key()) {
            pages.enter(intent);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// Takes over all `open` intents of the store, and queues them anew. Waiters keep waiting, and what
    /// was entered since the store was read stays.
    pub(super) fn reload(&self, open: &[Intent]) {
        let read: HashSet<PaymentKey> = open.iter().map(|intent| intent.payment.key()).collect();
        let mut pages = self.lock();
        for queue in pages.queues.values_mut() {
            queue.retain(|waiting| !read.contains(&waiting.key));
        }
        for intent in open {
            pages.enter(intent);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// Follows the standing of an open payment.
    pub(super) fn watch(&self, key: &PaymentKey) -> Option<watch::Receiver<Standing>> {
        self.lock().open.get(key).map(|line| line.standing.subscribe())
    }

    /// When the next batch is due; none if nothing waits.
    pub(super) fn next_due(&self, settings: &Settings) -> Option<Instant> {
        let pages = self.lock();
        pages.queues.keys().filter_map(|asset| pages.due(*asset, settings)).min()
    }

    /// Takes the payments of a batch that is due at `now`, all of one contract, and of as many
    /// attempts.
    pub(super) fn take(&self, now: Instant, settings: &Settings) -> Option<(Address, Vec<Ticket>)> {
        let mut pages = self.lock();
        let due = |asset: &Address| pages.due(*asset, settings).map(|due| (due, *asset));
        let (due, asset) = pages.queues.keys().filter_map(due).min()?;
        if due > now {
            return None;
        }
        let Pages { open, queues, .. } = &mut *pages;
        let queue = queues.get_mut(&asset)?;
        let attempts = queue.front()?.attempts;
        let most = batch_items(settings.batch_items, attempts);
        let mut tickets = Vec::with_capacity(most.min(queue.len()));
        while tickets.len() < most && queue.front().is_some_and(|next| next.attempts == attempts) {
            let Some(Waiting { key, .. }) = queue.pop_front() else { break };
            // What ended while it waited is no longer open.
            if let Some(Line { id, payment, .. }) = open.get(&key) {
                tickets.push(Ticket { id: *id, payment: *payment, attempts });
            }
        }
        if queue.is_empty() {
            queues.remove(&asset);
        }
        Some((asset, tickets))
    }

    /// Puts payments back to the front of their queue, in their order. They are due as if they had just
    /// come: those of a vault with a full batch or after its age, those of a plain token at once.
    pub(super) fn put_back(&self, tickets: &[Ticket]) {
        let mut pages = self.lock();
        let since = Instant::now();
        for ticket in tickets.iter().rev() {
            let waiting = Waiting { key: ticket.key(), attempts: ticket.attempts, since };
            pages.queues.entry(ticket.payment.asset).or_default().push_front(waiting);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// Says that payments are in a transaction.
    pub(super) fn sent<'a>(&self, ids: impl IntoIterator<Item = &'a i64>, transaction: TxHash) {
        let pages = self.lock();
        for line in ids.into_iter().filter_map(|id| pages.line(*id)) {
            line.standing.send_replace(Standing::Sent { transaction });
        }
    }

    /// Queues payments again that a closed slot left unpaid, after `more` attempts.
    pub(super) fn requeue(&self, ids: &[i64], more: u32) {
        let mut pages = self.lock();
        let since = Instant::now();
        for id in ids {
            let Some(key) = pages.by_id.get(id).copied() else { continue };
            let Some(line) = pages.open.get_mut(&key) else { continue };
            line.standing.send_replace(Standing::Queued);
            line.attempts = line.attempts.saturating_add(more);
            let (asset, attempts) = (line.payment.asset, line.attempts);
            let waiting = Waiting { key, attempts, since };
            pages.queues.entry(asset).or_default().push_back(waiting);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// The open payment in row `id`.
    pub(super) fn payment(&self, id: i64) -> Option<SignedAuthorization> {
        self.lock().line(id).map(|line| line.payment)
    }

    /// The open payment with this key.
    pub(super) fn find(&self, key: &PaymentKey) -> Option<SignedAuthorization> {
        self.lock().open.get(key).map(|line| line.payment)
    }

    /// Ends a payment and tells whoever waits; nothing if it is not open.
    pub(super) fn end(&self, key: &PaymentKey, standing: Standing) {
        let mut pages = self.lock();
        if let Some(line) = pages.open.remove(key) {
            pages.by_id.remove(&line.id);
            line.standing.send_replace(standing);
        }
    }
}

impl Pages {
    fn line(&self, id: i64) -> Option<&Line> {
        self.open.get(self.by_id.get(&id)?)
    }

    fn enter(&mut self, intent: &Intent) {
        let Intent { id, payment, standing, attempts } = intent;
        let key = payment.key();
        self.by_id.insert(*id, key);
        match self.open.get(&key) {
            Some(line) => {
                line.standing.send_replace(standing.clone());
            }
            None => {
                let (standing, _) = watch::channel(standing.clone());
                let line = Line { id: *id, payment: *payment, attempts: *attempts, standing };
                self.open.insert(key, line);
            }
        }
        if *standing == Standing::Queued {
            let waiting = Waiting { key, attempts: *attempts, since: Instant::now() };
            self.queues.entry(payment.asset).or_default().push_back(waiting);
        }
    }

    /// When the queue of `asset` makes a batch: when it fills one, or its first has waited enough.
    fn due(&self, asset: Address, settings: &Settings) -> Option<Instant> {
        let queue = self.queues.get(&asset)?;
        let first = queue.front()?;
        let is_full = queue.len() >= batch_items(settings.batch_items, first.attempts);
        let is_single = settings.tokens.contains(&asset);
        if is_full || is_single {
            return Some(first.since);
        }
        first.since.checked_add(settings.batch_age)
    }
}
