//! How the lane is, for whoever watches.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::lane::LaneFault;

/// How the batcher is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Why nothing is sent at present, if that is so. Payments wait meanwhile; none is lost.
    pub fault: Option<String>,
    /// Payments accepted that have not come to their end.
    pub open: usize,
    /// Those of them that wait for a transaction.
    pub queued: usize,
}

/// What the lane says of itself.
#[derive(Debug, Default)]
pub(super) struct Status {
    fault: Mutex<Option<String>>,
    /// The day whose gas is used up, in days since the epoch; 0 for none.
    exhausted: AtomicU64,
}

impl Status {
    /// Notes how the last step went, and logs what changed.
    pub(super) fn set_fault(&self, fault: Option<&LaneFault>) {
        let text = fault.map(ToString::to_string);
        let mut noted = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        if *noted == text {
            return;
        }
        match &text {
            Some(fault) => tracing::warn!(%fault, "the lane stands still"),
            None => tracing::info!("the lane goes on"),
        }
        *noted = text;
    }

    pub(super) fn fault(&self) -> Option<String> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes that the gas of a day is used up.
    pub(super) fn exhaust(&self, day: u64) {
        self.exhausted.store(day, Ordering::Relaxed);
    }

    pub(super) fn is_exhausted(&self, day: u64) -> bool {
        self.exhausted.load(Ordering::Relaxed) == day
    }
}
