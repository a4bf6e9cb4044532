//! A refusal: its name, its words, and the transaction if there is one.

use alloy::primitives::TxHash;
use bursar_policy::batch::Verdict;
use bursar_policy::{AuthorizationFault, Denied};

use super::Reason;
use crate::batcher::BatcherError;
use crate::chain::denial_words;
use crate::{ledger, payment};

/// Why a payment is not verified, or not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) reason: Reason,
    /// For people.
    pub(super) message: Option<String>,
    /// What settled it, or still may.
    pub(super) transaction: Option<TxHash>,
    /// When to ask again, where that is known.
    pub(super) retry_after_seconds: Option<u64>,
}

impl Refused {
    /// The name says it all.
    pub(super) const fn plain(reason: Reason) -> Self {
        Self { reason, message: None, transaction: None, retry_after_seconds: None }
    }

    pub(super) fn because(reason: Reason, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..Self::plain(reason) }
    }

    /// Of a payment that was withdrawn.
    pub(super) fn withdrawn() -> Self {
        let words =
            "it could not be sent in time, and now never will be; sign another authorization";
        Self::because(Reason::Withdrawn, words)
    }

    pub(super) fn with(reason: Reason, transaction: TxHash) -> Self {
        Self { transaction: Some(transaction), ..Self::plain(reason) }
    }

    /// Not before so many seconds.
    pub(super) fn until(self, seconds: u64) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }
}

impl From<AuthorizationFault> for Refused {
    fn from(fault: AuthorizationFault) -> Self {
        Self::plain(fault.into())
    }
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        let Denied { reason, asked, room } = denied;
        let words = denial_words(reason);
        Self::because(Reason::Denied(reason), format!("{words}: asked {asked}, room {room}"))
    }
}

impl From<ledger::Refusal> for Refused {
    fn from(refusal: ledger::Refusal) -> Self {
        match refusal {
            ledger::Refusal::Denied(denied) => denied.into(),
            ledger::Refusal::Fault(fault) => fault.into(),
            ledger::Refusal::Settling => Self::because(Reason::Duplicate, "it is being settled"),
            ledger::Refusal::Settled => Self::plain(Reason::NonceUsed),
            refusal @ ledger::Refusal::Balance { .. } => {
                Self::because(Reason::Balance, refusal.to_string())
            }
            ledger::Refusal::Crowded { hold_seconds, .. } => {
                Self::because(Reason::Crowded, refusal.to_string()).until(hold_seconds)
            }
            // What is wrong here is nobody else's business, and is in the log.
            ledger::Refusal::Mirror(_) => Self::plain(Reason::Verifier),
        }
    }
}

impl From<payment::Refusal> for Refused {
    fn from(refusal: payment::Refusal) -> Self {
        let payment::Refusal { verdict, detail } = refusal;
        let (reason, words) = match verdict {
            Verdict::Denied(denial) => {
                (Reason::Denied(denial), Some(denial_words(denial).to_owned()))
            }
            Verdict::Fault(fault) => (fault.into(), None),
            Verdict::PayoutFailed | Verdict::Settled => {
                (Reason::Transaction, Some("the token does not pay this vendor".to_owned()))
            }
        };
        Self { message: detail.or(words), ..Self::plain(reason) }
    }
}

impl From<BatcherError> for Refused {
    fn from(error: BatcherError) -> Self {
        match error {
            BatcherError::Full(_) => Self::because(Reason::Busy, error.to_string()),
            BatcherError::AssetUnknown(_) => Self::because(Reason::Asset, error.to_string()),
            BatcherError::GasOfDay(_)
            | BatcherError::Unknown
            | BatcherError::Stopping
            | BatcherError::Store(_)
            | BatcherError::Journal(_)
            | BatcherError::Chain(_) => {
                tracing::error!(%error, "a payment could not be taken");
                Self::plain(Reason::Settler)
            }
        }
    }
}
