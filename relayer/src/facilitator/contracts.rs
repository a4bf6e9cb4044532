//! Agents whose code signs for them (ERC-1271).
//!
//! What their signatures are worth nobody knows from memory, so the vault is asked what it would say of a
//! batch of the payment alone: it asks the code as it will when it settles, with the same gas, and refuses
//! it what it will refuse. That is work for the node at each verification, so they are counted.

use std::num::NonZeroU32;
use std::time::Duration;

use alloy::eips::BlockNumberOrTag;
use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, Bytes, map::HashMap};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar_abi::IVault::settleBatchCall;
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::{self, Verdict};
use tokio::sync::{Semaphore, SemaphorePermit};

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

/// What a caller waits when too many are asked at the same time, seconds.
const BUSY_SECONDS: u64 = 1;

/// How often the node is asked about signatures. Anybody can have verify ask, so that settle, which may be
/// behind API keys, does not live on what verify leaves.
#[derive(Debug)]
pub(super) struct Asked {
    verifying: Budget,
    settling: Budget,
}

/// Counts the questions of one endpoint.
#[derive(Debug)]
struct Budget {
    per_payer: NonZeroU32,
    total: NonZeroU32,
    minute: Window<Counts>,
    at_once: Semaphore,
}

#[derive(Debug, Default)]
struct Counts {
    total: u32,
    payers: HashMap<Address, u32>,
}

impl Asked {
    pub(super) fn new(limits: &config::Contracts) -> Self {
        let budget = |total| Budget {
            per_payer: limits.per_payer_and_minute,
            total,
            minute: Window::new(MINUTE),
            at_once: Semaphore::new(limits.at_once.get()),
        };
        let verifying = budget(limits.total_per_minute);
        Self { verifying, settling: budget(limits.settle_total_per_minute) }
    }

    const fn by(&self, is_settling: bool) -> &Budget {
        if is_settling { &self.settling } else { &self.verifying }
    }
}

impl Budget {
    /// Counts one more question about `payer` at `now` (Unix seconds). It is asked while the permit is held.
    ///
    /// # Errors
    /// [`Reason::Asked`], with the seconds to wait, if it is one too many.
    fn admit(&self, payer: Address, now: u64) -> Result<SemaphorePermit<'_>, Refused> {
        let Ok(permit) = self.at_once.try_acquire() else {
            let words = "too many signatures of contracts are being checked";
            return Err(Refused::because(Reason::Asked, words).until(BUSY_SECONDS));
        };
        self.minute.at(now, |counts| {
            let words = if counts.total >= self.total.get() {
                "too many signatures of contracts were checked within this minute"
            } else if counts.payers.get(&payer) >= Some(&self.per_payer.get()) {
                "too many signatures of this contract were checked within this minute"
            } else {
                counts.total = counts.total.saturating_add(1);
                count(&mut counts.payers, payer);
                return Ok(permit);
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
        let _permit = self.asked.by(is_settling).admit(payment.authorization.from, now)?;
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
        let asking = tokio::time::timeout(PATIENCE, self.call(request));
        let late = |_| Err(ChainError::Unreachable("no answer in time".to_owned()));
        let answer = asking.await.unwrap_or_else(late);
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

    /// What a call returns at the node's latest block, or at that of the index where the node is behind: it
    /// may not know yet who has joined, and payers are not to blame for that.
    async fn call(&self, request: TransactionRequest) -> Result<Bytes, ChainError> {
        let chain = &self.parts.chain;
        let tip = self.parts.index.as_ref().map_or(0, |index| index.borrow().tip.number);
        let block = BlockNumberOrTag::Number(chain.latest().await?.max(tip));
        Ok(chain.provider().call(request).block(block.into()).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;

    const PAYER: Address = Address::repeat_byte(1);
    const OTHER: Address = Address::repeat_byte(2);
    /// A minute begins here.
    const NOW: u64 = 600_000;

    /// Two questions of a payer, three of all, and as many at once.
    fn budget() -> Budget {
        let number = |number| NonZeroU32::new(number).unwrap();
        let limits = config::Contracts {
            per_payer_and_minute: number(2),
            total_per_minute: number(3),
            settle_total_per_minute: number(4),
            at_once: const { NonZeroUsize::new(3).unwrap() },
        };
        Asked::new(&limits).verifying
    }

    fn admit(budget: &Budget, payer: Address, now: u64) -> Result<(), Refused> {
        budget.admit(payer, now).map(drop)
    }

    fn wait<T>(admitted: Result<T, Refused>) -> Option<u64> {
        let refused = admitted.err()?;
        assert_eq!(refused.reason, Reason::Asked);
        refused.retry_after_seconds
    }

    #[test]
    fn admit_takes_so_many_questions_of_a_payer_and_minute() {
        let budget = budget();
        assert_eq!(admit(&budget, PAYER, NOW), Ok(()));
        assert_eq!(admit(&budget, PAYER, NOW + 59), Ok(()));
        assert_eq!(wait(admit(&budget, PAYER, NOW + 59)), Some(1));
        assert_eq!(admit(&budget, OTHER, NOW + 59), Ok(()), "what is refused is not counted");
        assert_eq!(admit(&budget, PAYER, NOW + 60), Ok(()));
    }

    #[test]
    fn admit_takes_so_many_questions_of_all_payers_and_minute() {
        let budget = budget();
        for payer in 1..=3 {
            assert_eq!(admit(&budget, Address::repeat_byte(payer), NOW), Ok(()));
        }
        assert_eq!(wait(admit(&budget, Address::repeat_byte(4), NOW + 20)), Some(40));
        assert_eq!(admit(&budget, Address::repeat_byte(4), NOW + 60), Ok(()));
    }

    #[test]
    fn admit_takes_so_many_questions_at_once() {
        let budget = budget();
        let asking = [1, 2, 3].map(|payer| budget.admit(Address::repeat_byte(payer), NOW).unwrap());
        // Another minute, in which nothing was asked yet.
        assert_eq!(wait(budget.admit(PAYER, NOW + 60)), Some(BUSY_SECONDS));
        drop(asking);
        assert_eq!(admit(&budget, PAYER, NOW + 60), Ok(()));
    }
}
