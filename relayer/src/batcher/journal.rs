//! Group commit: what many callers write at the same time becomes durable by one synchronisation of
//! the disk. Whoever waits for an answer waits for the commit.

use std::sync::Arc;

use alloy::primitives::B256;
use tokio::sync::{mpsc, oneshot};

use super::{BatcherError, book::Book};
use crate::payment::{PaymentKey, SignedAuthorization};
use crate::store::StoreError;
use crate::store::intents::{Entered, Intents};

/// Writes of one commit, at most.
const COMMIT: usize = 1_000;

/// One write, and where its answer goes.
#[derive(Debug)]
enum Write {
    Enter(Box<SignedAuthorization>, Reply<Entered>),
    Claim(PaymentKey, B256, Reply<bool>),
}

type Reply<T> = oneshot::Sender<Result<T, BatcherError>>;

/// Hands writes to the task that commits them.
#[derive(Clone, Debug)]
pub(super) struct Journal(mpsc::Sender<Write>);

impl Journal {
    /// The journal, and the task that must run for it.
    pub(super) fn new(intents: Intents, book: Arc<Book>) -> (Self, impl Future<Output = ()>) {
        let (sender, receiver) = mpsc::channel(COMMIT);
        (Self(sender), write(receiver, intents, book))
    }

    /// Enters a payment; durable, and queued, when this returns.
    pub(super) async fn enter(
        &self,
        payment: &SignedAuthorization,
    ) -> Result<Entered, BatcherError> {
        self.ask(|reply| Write::Enter(Box::new(payment.clone()), reply)).await
    }

    /// Claims the success of a payment.
    pub(super) async fn claim(&self, key: PaymentKey, who: B256) -> Result<bool, BatcherError> {
        self.ask(|reply| Write::Claim(key, who, reply)).await
    }

    async fn ask<T>(&self, write: impl FnOnce(Reply<T>) -> Write) -> Result<T, BatcherError> {
        let (reply, answer) = oneshot::channel();
        self.0.send(write(reply)).await.map_err(|_| BatcherError::Stopping)?;
        answer.await.map_err(|_| BatcherError::Stopping)?
    }
}

/// Commits what comes in until nobody is left who could write.
async fn write(mut writes: mpsc::Receiver<Write>, intents: Intents, book: Arc<Book>) {
    let mut waiting = Vec::with_capacity(COMMIT);
    while writes.recv_many(&mut waiting, COMMIT).await > 0 {
        let (mut payments, mut enterers) = (Vec::new(), Vec::new());
        let (mut claims, mut claimants) = (Vec::new(), Vec::new());
        for write in waiting.drain(..) {
            match write {
                Write::Enter(payment, reply) => {
                    payments.push(*payment);
                    enterers.push(reply);
                }
                Write::Claim(key, who, reply) => {
                    claims.push((key, who));
                    claimants.push(reply);
                }
            }
        }
        if !payments.is_empty() {
            let entered = intents.enter(&payments).await;
            for intent in entered.iter().flatten() {
                if let Entered::Fresh(intent) = intent {
                    book.enter(intent);
                }
            }
            answer(enterers, entered);
        }
        if !claims.is_empty() {
            answer(claimants, intents.claim(&claims).await);
        }
    }
}

/// Passes on what one commit answered. Who has gone away meanwhile needs none.
fn answer<T>(replies: Vec<Reply<T>>, answers: Result<Vec<T>, StoreError>) {
    match answers {
        Ok(answers) => {
            for (reply, answer) in replies.into_iter().zip(answers) {
                let _ = reply.send(Ok(answer));
            }
        }
        Err(error) => {
            tracing::error!(%error, "nothing was written");
            for reply in replies {
                let _ = reply.send(Err(BatcherError::Journal(error.to_string())));
            }
        }
    }
}
