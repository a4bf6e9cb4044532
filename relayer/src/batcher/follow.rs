//! What the chain's events say of payments: the only way to learn that a vault paid.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use alloy::primitives::U256;
use bursar_abi::IVault::IVaultEvents;
use tokio::sync::mpsc;

use super::book::Book;
use crate::indexer::{Follower, IndexedBlock, VaultEvent};
use crate::payment::{PaymentKey, Settlement, Standing};
use crate::store::StoreError;
use crate::store::intents::{Intents, Paid};

/// Events of one commit, at most.
const COMMIT: usize = 1_000;

/// How long to wait before a write that failed is tried again.
const RETRY: Duration = Duration::from_millis(500);

/// What the indexer tells.
#[derive(Clone, Copy, Debug)]
enum News {
    Paid(Paid),
    RolledBack(u64),
}

/// Takes news from the indexer, in order and without delay; the task behind it writes them down.
#[derive(Clone, Debug)]
pub(super) struct Ear(mpsc::UnboundedSender<News>);

impl Ear {
    /// The ear, and the task that must run for it. `reorganised` is set when slots were opened again.
    pub(super) fn new(
        intents: Intents,
        book: Arc<Book>,
        reorganised: Arc<AtomicBool>,
    ) -> (Self, impl Future<Output = ()>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), write(receiver, intents, book, reorganised))
    }
}

impl Follower for Ear {
    fn applied(&self, block: &IndexedBlock) {
        for paid in block.events.iter().filter_map(|event| payment(event, block.number)) {
            // Nobody listens any more only when the process stops; the store keeps the event.
            let _ = self.0.send(News::Paid(paid));
        }
    }

    fn rolled_back(&self, last: u64) {
        let _ = self.0.send(News::RolledBack(last));
    }
}

/// The payment that an event tells of, if it does.
pub(super) fn payment(event: &VaultEvent, block: u64) -> Option<Paid> {
    let IVaultEvents::PaymentSettled(paid) = &event.event else { return None };
    Some(Paid {
        key: PaymentKey { asset: event.vault, payer: paid.agent, nonce: paid.nonce },
        payee: paid.vendor,
        value: U256::from(paid.value),
        settlement: Settlement { transaction: event.transaction, block },
    })
}

async fn write(
    mut news: mpsc::UnboundedReceiver<News>,
    intents: Intents,
    book: Arc<Book>,
    reorganised: Arc<AtomicBool>,
) {
    let mut waiting = Vec::with_capacity(COMMIT);
    while news.recv_many(&mut waiting, COMMIT).await > 0 {
        let mut paid = Vec::new();
        for item in waiting.drain(..) {
            match item {
                News::Paid(payment) => paid.push(payment),
                News::RolledBack(last) => {
                    settle(&intents, &book, &paid).await;
                    paid.clear();
                    insist(|| intents.roll_back(last)).await;
                    reorganised.store(true, Ordering::Release);
                    book.queued.notify_one();
                }
            }
        }
        settle(&intents, &book, &paid).await;
    }
}

/// Writes down what was paid, then tells who waits for it.
async fn settle(intents: &Intents, book: &Book, paid: &[Paid]) {
    if paid.is_empty() {
        return;
    }
    insist(|| intents.settle(paid)).await;
    tell(book, paid);
}

/// Tells who waits for payments that are written down as paid.
pub(super) fn tell(book: &Book, paid: &[Paid]) {
    for Paid { key, payee, value, settlement } in paid {
        // Another message of the payer's under the same nonce does not pay the one that waits here.
        let is_it = |payment: &crate::payment::SignedAuthorization| {
            payment.authorization.to == *payee && payment.authorization.value == *value
        };
        if book.find(key).as_ref().is_some_and(is_it) {
            book.end(key, Standing::Settled(*settlement));
        }
    }
}

/// Writes until it succeeds: an event must not be forgotten because the disk was full for a moment.
async fn insist<F: Future<Output = Result<(), StoreError>>>(write: impl Fn() -> F) {
    while let Err(error) = write().await {
        tracing::error!(%error, "cannot write down what the chain says; trying again");
        tokio::time::sleep(RETRY).await;
    }
}
