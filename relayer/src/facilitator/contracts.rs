//! Agents whose code signs for them (ERC-1271).
//!
//! What their signatures are worth nobody knows from memory, so the vault is asked what it would say of a
//! batch of the payment alone: it asks the code as it will when it settles, with the same gas, and refuses
//! it what it will refuse. That is one call of the node for each verification, so they are counted.

use std::num::NonZeroU32;
use std::time::Duration;

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, map::HashMap};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar_abi::IVault::settleBatchCall;
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::{self, Verdict};

use super::window::{Window, count};
use super::{Facilitator, Reason, Refused};
use crate::batcher::verdicts;
use crate::chain::ChainError;
use crate::payment::{Refusal, SignedAuthorization};
use crate::{config, ledger};

/// Longest signature that is looked at, bytes: the gas of bringing it is the settler's. A Safe of sixty
/// owners signs with less.
pub(super) const SIGNATURE_BYTES: usize = 4_096;

/// What is counted together.
const MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// How long the node may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Counts how often the node is asked about signatures.
#[derive(Debug)]
pub(super) struct Asked {
    limits: config::Contracts,
    minute: Window<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    total: u32,
    payers: HashMap<Address, u32>,
}

impl Asked {
    pub(super) fn new(limits: config::Contracts) -> Self {
        Self { limits, minute: Window::new(MINUTE) }
    }

    /// Counts one more question about `payer` at `now` (Unix seconds).
    ///
    /// # Errors
    /// [`Reason::Asked`], with the seconds to wait, if it is one too many.
    fn admit(&self, payer: Address, now: u64) -> Result<(), Refused> {
        let config::Contracts { per_payer_and_minute, total_per_minute } = &self.limits;
        self.minute.at(now, |counts| {
            let words = if counts.total >= total_per_minute.get() {
                "too many signatures of contracts were checked within this minute"
            } else if counts.payers.get(&payer) >= Some(&per_payer_and_minute.get()) {
                "too many signatures of this contract were checked within this minute"
            } else {
                counts.total = counts.total.saturating_add(1);
                count(&mut counts.payers, payer);
                return Ok(());
            };
            Err(Refused::because(Reason::Asked, words).until(self.minute.rest(now)))
        })
    }
}

impl Facilitator {
    /// Whether a contract payer signed `payment`. What is refused anyway is not asked about, unless its
    /// denial may go on record, which wants it signed; nor is what is held, which was verified.
    pub(super) async fn check_contract(
        &self,
        payment: &SignedAuthorization,
        is_settling: bool,
    ) -> Result<(), Refused> {
        let now = self.parts.clock.now();
        // Should its code have changed its mind, the batch's simulation will tell.
        if is_settling && self.parts.ledger.holds(payment, now) {
            return Ok(());
        }
        match self.parts.ledger.check(payment, now) {
            Ok(()) => {}
            // Whoever brings a copy to be settled must have the signature, too.
            Err(ledger::Refusal::Settling) if is_settling => {}
            Err(ledger::Refusal::Denied(_)) if self.is_reported(payment, now) => {}
            Err(refusal) => return Err(refusal.into()),
        }
        self.asked.admit(payment.authorization.from, now)?;
        metrics::counter!("bursar_signatures_asked_total").increment(1);
        self.ask_vault(payment).await
    }

    fn is_reported(&self, payment: &SignedAuthorization, now: u64) -> bool {
        self.parts.reporter.as_ref().is_some_and(|reporter| reporter.wants(payment, now))
    }

    /// Whether the vault takes the signature for the payer's. Everything else that it may say of the
    /// payment is decided from memory, where sessions and approvals wait that it does not know.
    async fn ask_vault(&self, payment: &SignedAuthorization) -> Result<(), Refused> {
        let item = payment.item().map_err(Refusal::from)?;
        // It was encoded for this before.
        let batch = batch::encode(&[item]).unwrap_or_default().into();
        let request = TransactionRequest::default()
            .with_from(self.parts.signer)
            .with_to(payment.asset)
            .with_input(settleBatchCall { batch }.abi_encode());
        let call = self.parts.chain.provider().call(request);
        let answer = match tokio::time::timeout(PATIENCE, async { call.await }).await {
            Ok(answer) => answer.map_err(ChainError::from),
            Err(_) => Err(ChainError::Unreachable("no answer in time".to_owned())),
        };
        let told = answer.and_then(|answer| verdicts(payment.asset, &answer, 1));
        match told.as_deref() {
            // All that the vault looks at before and with the signature.
            Ok([Verdict::Fault(fault)]) if *fault != AuthorizationFault::Used => {
                Err((*fault).into())
            }
            Ok(_) => Ok(()),
            // It pays nobody: the token refuses, or its programs cannot run.
            Err(ChainError::Reverted(revert)) => {
                Err(Refused::because(Reason::Simulation, revert.to_string()))
            }
            Err(error) => {
                tracing::warn!(%error, "the vault could not be asked about a signature");
                Err(Refused::plain(Reason::Verifier))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYER: Address = Address::repeat_byte(1);
    const OTHER: Address = Address::repeat_byte(2);
    /// A minute begins here.
    const NOW: u64 = 600_000;

    /// Two questions of a payer, three of all.
    fn asked() -> Asked {
        let number = |number| NonZeroU32::new(number).unwrap();
        Asked::new(config::Contracts {
            per_payer_and_minute: number(2),
            total_per_minute: number(3),
        })
    }

    fn wait(admitted: Result<(), Refused>) -> Option<u64> {
        let refused = admitted.err()?;
        assert_eq!(refused.reason, Reason::Asked);
        refused.retry_after_seconds
    }

    #[test]
    fn admit_takes_so_many_questions_of_a_payer_and_minute() {
        let asked = asked();
        assert_eq!(asked.admit(PAYER, NOW), Ok(()));
        assert_eq!(asked.admit(PAYER, NOW + 59), Ok(()));
        assert_eq!(wait(asked.admit(PAYER, NOW + 59)), Some(1));
        assert_eq!(asked.admit(OTHER, NOW + 59), Ok(()), "what is refused is not counted");
        assert_eq!(asked.admit(PAYER, NOW + 60), Ok(()));
    }

    #[test]
    fn admit_takes_so_many_questions_of_all_payers_and_minute() {
        let asked = asked();
        for payer in 1..=3 {
            assert_eq!(asked.admit(Address::repeat_byte(payer), NOW), Ok(()));
        }
        assert_eq!(wait(asked.admit(Address::repeat_byte(4), NOW + 20)), Some(40));
        assert_eq!(asked.admit(Address::repeat_byte(4), NOW + 60), Ok(()));
    }
}
