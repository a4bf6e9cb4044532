//! How payments end that no transaction of ours settles: refused, paid by somebody else, or never
//! judged at all.

use std::collections::HashSet;

use bursar_policy::AuthorizationFault;
use bursar_policy::batch::Verdict;
use tokio::time::Instant;

use super::book::Ticket;
use super::evidence;
use super::follow::tell;
use super::lane::{Lane, LaneFault};
use super::node::Head;
use crate::chain::ChainError;
use crate::payment::{Refusal, Standing};
use crate::store::intents::Paid;

/// Trials without a verdict before a payment is refused. It was alone in all but the first few; with
/// the pauses of [`Lane::postpone`], that is most of a minute.
const SILENCES: u32 = 12;

/// A payment that the simulation refuses because it was paid, perhaps, or because its time is over:
/// only events up to the block of the simulation can tell.
#[derive(Debug)]
pub(super) struct Parked {
    ticket: Ticket,
    refusal: Refusal,
    block: u64,
}

impl Lane {
    /// Ends what a trial on `head` refused; what may be paid already is parked until events can tell.
    pub(super) async fn answer(
        &mut self,
        refused: Vec<(Ticket, Refusal)>,
        head: &Head,
    ) -> Result<(), LaneFault> {
        let (parked, refused): (Vec<_>, Vec<_>) =
            refused.into_iter().partition(|(_, refusal)| is_perhaps_paid(refusal.verdict));
        for (ticket, refusal) in parked {
            self.book.park(&ticket.key());
            self.parked.push(Parked { ticket, refusal, block: head.number });
        }
        self.refuse(refused).await
    }

    /// Puts off what the node gave no verdict on, so that the others go on; refuses, after enough of
    /// that, what was never sent.
    pub(super) async fn set_aside(
        &mut self,
        silent: Vec<Ticket>,
        why: &ChainError,
        head: &Head,
    ) -> Result<(), LaneFault> {
        metrics::counter!("bursar_unjudged_payments_total").increment(silent.len() as u64);
        tracing::warn!(payments = silent.len(), error = %why, "the node gives no verdict");
        let (given_up, again): (Vec<_>, Vec<_>) =
            silent.into_iter().partition(|ticket| ticket.silences >= SILENCES);
        again.iter().for_each(|ticket| self.postpone(ticket));
        self.answer(given_up.into_iter().map(|ticket| (ticket, unjudged())).collect(), head).await
    }

    /// Puts a payment to the back of its queue, after a pause that doubles each time.
    pub(super) fn postpone(&self, ticket: &Ticket) {
        let doubled = 2_u32.saturating_pow(ticket.silences);
        let pause = self.settings.poll.saturating_mul(doubled).min(self.settings.resubmit_after);
        let now = Instant::now();
        self.book.postpone(ticket, now.checked_add(pause).unwrap_or(now));
    }

    /// Queues again what still waits of a batch that was not sent, because some of it ended while it
    /// was tried.
    pub(super) async fn sort_out(&self, mut tickets: Vec<Ticket>) -> Result<(), LaneFault> {
        let mut ended = HashSet::new();
        for ticket in &tickets {
            let found = self.intents.find(&ticket.key()).await?;
            if let Some(intent) = found.filter(|intent| !intent.is_waiting) {
                ended.insert(ticket.id);
                if intent.standing.is_final() {
                    self.book.end(&ticket.key(), intent.standing);
                }
            }
        }
        tickets.retain(|ticket| !ended.contains(&ticket.id));
        self.book.put_back(&tickets);
        Ok(())
    }

    /// Ends payments as refused, on disk first. What a former signer's transaction may still pay is
    /// looked at again later.
    pub(super) async fn refuse(
        &mut self,
        refused: Vec<(Ticket, Refusal)>,
    ) -> Result<(), LaneFault> {
        if refused.is_empty() {
            return Ok(());
        }
        let rows: Vec<(i64, Refusal)> =
            refused.iter().map(|(ticket, refusal)| (ticket.id, refusal.clone())).collect();
        let ended = self.intents.refuse(&rows).await;
        let ended: HashSet<i64> = ended?.into_iter().collect();
        for (ticket, refusal) in refused {
            if ended.contains(&ticket.id) {
                self.book.end(&ticket.key(), Standing::Refused(refusal));
            } else {
                self.postpone(&ticket);
            }
        }
        Ok(())
    }

    /// Writes down what was paid, then tells who waits.
    pub(super) async fn settle(&self, paid: &[Paid]) -> Result<(), LaneFault> {
        if !paid.is_empty() {
            self.intents.settle(paid).await?;
            tell(&self.book, paid);
        }
        Ok(())
    }

    /// Ends what the index knows to be paid and nobody was told of: followers hear only of blocks that
    /// the indexer stores after it has caught up.
    pub(super) async fn sweep(&self) -> Result<(), LaneFault> {
        self.settle(&self.intents.paid_unnoticed().await?).await
    }

    /// Ends parked payments about which the events up to their block can be known.
    pub(super) async fn resolve(&mut self) -> Result<(), LaneFault> {
        // First how far the index is, then what it has: a block read in between must not count.
        let tip = self.indexed().await?;
        self.sweep().await?;
        let (mut ended, mut parked) = (Vec::new(), Vec::new());
        for one in std::mem::take(&mut self.parked) {
            let key = one.ticket.key();
            if self.settings.vaults.contains(&key.asset) {
                if tip < one.block {
                    parked.push(one);
                } else {
                    ended.push((one.ticket, one.refusal));
                }
                continue;
            }
            match evidence::search(&self.node, &one.ticket.payment, one.block).await {
                Ok(Some(paid)) => self.settle(&[paid]).await?,
                Ok(None) => ended.push((one.ticket, one.refusal)),
                // One that cannot be told of must not keep the others.
                Err(error) => {
                    self.trouble = Some(error.into());
                    parked.push(one);
                }
            }
        }
        self.parked = parked;
        self.refuse(ended).await
    }
}

/// Verdicts behind which a payment may be: it settled in a block that the indexer has not read.
const fn is_perhaps_paid(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Fault(AuthorizationFault::Used | AuthorizationFault::Expired)
            | Verdict::PayoutFailed
    )
}

/// The refusal of what transactions left unpaid that passed in simulation.
pub(super) fn worn_out(ticket: Ticket) -> (Ticket, Refusal) {
    let detail = "transactions that passed in simulation did not settle it".to_owned();
    (ticket, Refusal { verdict: Verdict::PayoutFailed, detail: Some(detail) })
}

fn unjudged() -> Refusal {
    let detail = "the node would not say whether it can be paid, and it was not sent".to_owned();
    Refusal { verdict: Verdict::PayoutFailed, detail: Some(detail) }
}
