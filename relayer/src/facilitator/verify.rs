//! `/verify`.

use super::assets::AssetKind;
use super::screen::{Screened, check_time};
use super::wire::{Request, Verified};
use super::{Facilitator, Reason, Refused};
use crate::ledger;

impl Facilitator {
    /// Whether a payment would settle, see [`crate::facilitator`]; if it would, its room is held.
    pub(super) async fn verify(&self, request: &Request) -> Result<Verified, Refused> {
        let screened = self.screen.screen(request)?;
        let now = self.parts.clock.now();
        self.check_failures(&screened, now)?;
        if let Some(refused) = self.refusals.of(&screened.payment.key(), now) {
            return Err(refused);
        }
        let payer = Some(screened.payment.authorization.from);
        match self.promise(&screened, false).await {
            Ok(()) => {
                Ok(Verified { is_valid: true, invalid_reason: None, invalid_message: None, payer })
            }
            Err(refused) if refused.reason == Reason::NonceUsed => {
                let history = self.parts.batcher.history(&screened.payment.key()).await?;
                Err(if history.is_accepted { Refused::plain(Reason::Duplicate) } else { refused })
            }
            Err(refused) => Err(refused),
        }
    }

    /// Holds the room of a payment, for a settlement that begins or for one that may follow.
    pub(super) async fn promise(
        &self,
        screened: &Screened,
        is_settling: bool,
    ) -> Result<(), Refused> {
        let Screened { payment, kind } = screened;
        check_time(payment, self.parts.clock.now())?;
        if payment.signature.is_contract() {
            self.check_contract(payment, is_settling).await?;
        }
        let now = self.parts.clock.now();
        let ledger = &self.parts.ledger;
        let held: Result<(), ledger::Refusal> = match kind {
            AssetKind::Vault if is_settling => ledger.commit(payment, now),
            AssetKind::Vault => ledger.reserve(payment, now),
            AssetKind::Token => self.promise_tokens(payment, is_settling, now).await?,
        };
        if let (Err(ledger::Refusal::Denied(_)), Some(reporter)) = (&held, &self.parts.reporter) {
            reporter.offer(payment, now);
        }
        Ok(held?)
    }
}
