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
    /// What goes to the back of its queue at a time, by row where times are equal.
    postponed: BTreeMap<(Instant, i64), PaymentKey>,
}

#[derive(Debug)]
struct Line {
    id: i64,
    payment: SignedAuthorization,
    attempts: u32,
    silences: u32,
    /// It may be paid, and only the index can tell.
    is_parked: bool,
    standing: watch::Sender<Standing>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    key: PaymentKey,
    /// Attempts and silences together: how suspect its company is.
    tries: u32,
    since: Instant,
}

/// A payment taken out of its queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) id: i64,
    pub(super) payment: SignedAuthorization,
    /// Mined transactions that left it unpaid, some of which count as several.
    pub(super) attempts: u32,
    /// Trials in which the node gave no verdict on its batch.
    pub(super) silences: u32,
}

impl Ticket {
    const fn tries(&self) -> u32 {
        self.attempts.saturating_add(self.silences)
    }

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
        let queued: usize = pages.queues.values().map(VecDeque::len).sum();
        (pages.open.len(), queued.saturating_add(pages.postponed.len()))
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
        pages.postponed.retain(|_, key| !read.contains(key));
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
        let due = pages.queues.keys().filter_map(|asset| pages.due(*asset, settings));
        due.chain(pages.postponed.keys().next().map(|(until, _)| *until)).min()
    }

    /// Takes the payments of a batch that is due at `now`, all of one contract, and of as many
    /// tries.
    pub(super) fn take(&self, now: Instant, settings: &Settings) -> Option<(Address, Vec<Ticket>)> {
        let mut pages = self.lock();
        pages.queue_postponed(now);
        let due = |asset: &Address| pages.due(*asset, settings).map(|due| (due, *asset));
        let (due, asset) = pages.queues.keys().filter_map(due).min()?;
        if due > now {
            return None;
        }
        let Pages { open, queues, .. } = &mut *pages;
        let queue = queues.get_mut(&asset)?;
        let tries = queue.front()?.tries;
        let most = batch_items(settings.batch_items, tries);
        let mut tickets = Vec::with_capacity(most.min(queue.len()));
        while tickets.len() < most && queue.front().is_some_and(|next| next.tries == tries) {
            let Some(Waiting { key, .. }) = queue.pop_front() else { break };
            // What ended while it waited is no longer open.
            if let Some(Line { id, payment, attempts, silences, .. }) = open.get(&key) {
                let (payment, attempts) = (payment.clone(), *attempts);
                tickets.push(Ticket { id: *id, payment, attempts, silences: *silences });
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
            let waiting = Waiting { key: ticket.key(), tries: ticket.tries(), since };
            pages.queues.entry(ticket.payment.asset).or_default().push_front(waiting);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// Counts a trial without a verdict, and puts the payment to the back of its queue at `until`.
    pub(super) fn postpone(&self, ticket: &Ticket, until: Instant) {
        let mut pages = self.lock();
        let key = ticket.key();
        if let Some(line) = pages.open.get_mut(&key) {
            line.silences = line.silences.saturating_add(1);
            pages.postponed.insert((until, ticket.id), key);
        }
    }

    /// Notes that a payment is perhaps paid.
    pub(super) fn park(&self, key: &PaymentKey) {
        if let Some(line) = self.lock().open.get_mut(key) {
            line.is_parked = true;
        }
    }

    /// Whether a payment is perhaps paid.
    pub(super) fn is_parked(&self, key: &PaymentKey) -> bool {
        self.lock().open.get(key).is_some_and(|line| line.is_parked)
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
            let (asset, tries) = (line.payment.asset, line.tries());
            let waiting = Waiting { key, tries, since };
            pages.queues.entry(asset).or_default().push_back(waiting);
        }
        drop(pages);
        self.queued.notify_one();
    }

    /// The open payment in row `id`.
    pub(super) fn payment(&self, id: i64) -> Option<SignedAuthorization> {
        self.lock().line(id).map(|line| line.payment.clone())
    }

    /// The open payment with this key.
    pub(super) fn find(&self, key: &PaymentKey) -> Option<SignedAuthorization> {
        self.lock().open.get(key).map(|line| line.payment.clone())
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

impl Line {
    const fn tries(&self) -> u32 {
        self.attempts.saturating_add(self.silences)
    }
}

impl Pages {
    /// Queues what was postponed until `now` or before.
    fn queue_postponed(&mut self, now: Instant) {
        while let Some(first) = self.postponed.first_entry().filter(|it| it.key().0 <= now) {
            let ((since, _), key) = first.remove_entry();
            if let Some(line) = self.open.get(&key) {
                let waiting = Waiting { key, tries: line.tries(), since };
                self.queues.entry(key.asset).or_default().push_back(waiting);
            }
        }
    }

    fn line(&self, id: i64) -> Option<&Line> {
        self.open.get(self.by_id.get(&id)?)
    }

    fn enter(&mut self, intent: &Intent) {
        let Intent { id, payment, standing, is_waiting, attempts } = intent;
        let key = payment.key();
        self.by_id.insert(*id, key);
        let line = self.open.entry(key).or_insert_with(|| Line {
            id: *id,
            payment: payment.clone(),
            attempts: *attempts,
            silences: 0,
            is_parked: false,
            standing: watch::channel(standing.clone()).0,
        });
        line.attempts = *attempts;
        line.is_parked = false;
        line.standing.send_replace(standing.clone());
        let tries = line.tries();
        if *is_waiting {
            let waiting = Waiting { key, tries, since: Instant::now() };
            self.queues.entry(payment.asset).or_default().push_back(waiting);
        }
    }

    /// When the queue of `asset` makes a batch: when it fills one, or its first has waited enough.
    fn due(&self, asset: Address, settings: &Settings) -> Option<Instant> {
        let queue = self.queues.get(&asset)?;
        let first = queue.front()?;
        let is_full = queue.len() >= batch_items(settings.batch_items, first.tries);
        let is_single = settings.tokens.contains(&asset);
        if is_full || is_single {
            return Some(first.since);
        }
        first.since.checked_add(settings.batch_age)
    }
}
