//! `/settle`.

use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::{B256, TxHash};

use super::assets::AssetKind;
use super::caller::Caller;
use super::screen::Screened;
use super::wire::{Request, Settled};
use super::{Facilitator, Reason, Refused};
use crate::batcher::{Accepted, Outcome};
use crate::payment::{PaymentKey, SignedAuthorization, Standing};

/// How long to wait before a payment is looked at again.
const PAUSE: Duration = Duration::from_secs(1);

impl Facilitator {
    /// Settles a payment and answers with its end, see [`crate::facilitator`].
    pub(super) async fn settle(
        self: &Arc<Self>,
        request: &Request,
        caller: &Caller,
    ) -> Result<Settled, Refused> {
        let screened = self.screen.screen(request)?;
        let key = screened.payment.key();
        // A caller that goes away must not leave half of it done.
        let this = Arc::clone(self);
        let entering = self.parts.payments.spawn(async move { this.enter(&screened).await });
        entering.await.map_err(|_| Refused::plain(Reason::Settler))??;
        let transaction = self.end(&key, caller.claimant()).await?;
        Ok(Settled {
            success: true,
            error_reason: None,
            error_message: None,
            payer: Some(key.payer),
            transaction: transaction.to_string(),
            network: request.required.network.clone(),
        })
    }

    /// Holds and sees to its end what was accepted before this process began.
    pub fn resume(self: &Arc<Self>, payment: SignedAuthorization) {
        if let Some(asset) = self.parts.assets.get(payment.asset) {
            self.parts.ledger.resume(&payment);
            self.see_to_its_end(payment, asset.kind);
        }
    }

    /// Remembers what was refused, or withdrawn, before this process began.
    pub fn recall(&self, payment: &SignedAuthorization, standing: Standing) {
        match standing {
            Standing::Refused(refusal) => self.refusals.note(payment, refusal.into()),
            Standing::Withdrawn => self.refusals.note(payment, Refused::withdrawn()),
            Standing::Queued | Standing::Sent { .. } | Standing::Settled(_) => {}
        }
    }

    /// Hands a payment to the batcher, unless it is there already.
    async fn enter(self: &Arc<Self>, screened: &Screened) -> Result<(), Refused> {
        let payment = &screened.payment;
        let history = self.parts.batcher.history(&payment.key()).await?;
        let is_held = if history.is_accepted {
            false
        } else {
            if history.is_paid {
                return Err(Refused::plain(Reason::NonceUsed));
            }
            self.check_failures(screened, self.parts.clock.now())?;
            self.commit(screened).await?
        };
        let accepted = self.parts.batcher.accept(payment).await;
        // What another copy of this request brought in is on its way, and needs the room.
        let is_open = match &accepted {
            Ok(Accepted::Fresh) => true,
            Ok(Accepted::Known { standing, .. }) => !standing.is_final(),
            Err(_) => false,
        };
        if is_held && !is_open {
            self.parts.ledger.release(&payment.key());
        }
        match accepted? {
            Accepted::Fresh => self.see_to_its_end(payment.clone(), screened.kind),
            Accepted::Known { payment: known, standing } => {
                if known.authorization != payment.authorization {
                    let words = "another authorization with this nonce was accepted before";
                    return Err(Refused::because(Reason::NonceUsed, words));
                }
                if payment.signature.is_contract() && known.signature != payment.signature {
                    return unchecked(&standing);
                }
            }
        }
        Ok(())
    }

    /// Holds the room of a payment that is about to be settled. `false` if another call holds it at
    /// this moment, for the same end.
    async fn commit(&self, screened: &Screened) -> Result<bool, Refused> {
        match self.promise(screened, true).await {
            Ok(()) => Ok(true),
            Err(refused) if refused.reason == Reason::Duplicate => Ok(false),
            Err(refused) => Err(refused),
        }
    }

    /// The transaction that paid, for the one caller who is told.
    async fn end(&self, key: &PaymentKey, claimant: B256) -> Result<TxHash, Refused> {
        loop {
            match self.parts.batcher.outcome(key, self.patience).await? {
                Outcome::Settled(settlement) => {
                    return self.claim(key, claimant, settlement.transaction).await;
                }
                Outcome::Refused(refusal) => return Err(refusal.into()),
                Outcome::Withdrawn => return Err(Refused::withdrawn()),
                Outcome::Pending { transaction: Some(transaction) } => {
                    return Err(Refused::with(Reason::Pending, transaction));
                }
                // About to be withdrawn, unless it gets a hash after all: without one, nobody could
                // be told that it may land.
                Outcome::Pending { transaction: None } => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    async fn claim(
        &self,
        key: &PaymentKey,
        claimant: B256,
        transaction: TxHash,
    ) -> Result<TxHash, Refused> {
        match self.parts.batcher.claim_success(key, claimant).await {
            Ok(true) => Ok(transaction),
            Ok(false) => Err(Refused::with(Reason::Duplicate, transaction)),
            Err(error) => {
                // It was paid, and perhaps nobody was told: whoever asks again will be.
                tracing::error!(%error, %transaction, "cannot note who is told of a success");
                Err(Refused::with(Reason::Pending, transaction))
            }
        }
    }

    /// Withdraws a payment that has no transaction when patience ends, so that it cannot land when
    /// nobody expects it; gives back what a payment holds when it is not made, and counts the failure.
    /// All that, whether or not the caller is still there.
    fn see_to_its_end(self: &Arc<Self>, payment: SignedAuthorization, kind: AssetKind) {
        let this = Arc::clone(self);
        let stop = self.parts.stop.clone();
        self.parts.payments.spawn(async move {
            // What is still open then is taken up at the next start.
            let _ = stop.run_until_cancelled(this.seen_to_its_end(payment, kind)).await;
        });
    }

    async fn seen_to_its_end(&self, payment: SignedAuthorization, kind: AssetKind) {
        let key = payment.key();
        let batcher = &self.parts.batcher;
        let end = loop {
            let end = match batcher.outcome(&key, self.patience).await {
                Ok(Outcome::Pending { transaction: None }) => batcher.withdraw(&key).await,
                end => end,
            };
            match end {
                Ok(Outcome::Pending { .. }) => {}
                Ok(end) => break end,
                Err(error) => tracing::warn!(%error, "cannot see to a payment; trying again"),
            }
            tokio::time::sleep(PAUSE).await;
        };
        match end {
            // A vault's own event gives back what it paid.
            Outcome::Settled(_) if kind == AssetKind::Vault => {}
            Outcome::Refused(refusal) => {
                self.failures.record(&payment, &refusal, self.parts.clock.now());
                self.refusals.note(&payment, refusal.into());
                self.parts.ledger.release(&key);
            }
            Outcome::Withdrawn => {
                self.refusals.note(&payment, Refused::withdrawn());
                self.parts.ledger.release(&key);
            }
            Outcome::Settled(_) | Outcome::Pending { .. } => self.parts.ledger.release(&key),
        }
    }
}

/// What is told whoever brings a payment again that its payer's code has signed otherwise, as far as he knows.
/// A key's signature was checked; code takes more than one, perhaps this one, too, but the vault does not
/// say so of what it has paid. So it is told as it stands, and success to nobody.
fn unchecked(standing: &Standing) -> Result<(), Refused> {
    let transaction = match standing {
        Standing::Refused(_) | Standing::Withdrawn => return Ok(()),
        Standing::Settled(settlement) => Some(settlement.transaction),
        Standing::Queued | Standing::Sent { .. } => None,
    };
    let words = "it was accepted with another signature; this one was not checked";
    Err(Refused { transaction, ..Refused::because(Reason::Duplicate, words) })
}
