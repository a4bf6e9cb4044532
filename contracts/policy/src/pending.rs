//! Edits that wait: what stands in a treasury's way between asking for more and getting it.
//!
//! One call both asks and does. Called with something that loosens, in a treasury with a delay, it
//! leaves a word behind, the hash of the call and when it may be done; called again when the time has
//! come, it does it. The word belongs to the object that would be edited, so that whatever else is done
//! to the object in the meantime voids it.

use crate::layout::pending;
use crate::{Loosening, limbs};
use alloy_primitives::{U256, keccak256};

/// Slot 18: what waits to be done to one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The high 214 bits of the hash of the call that does it; the others are zero.
    pub digest: U256,
    /// First second at which it may be done, or could have been, 40 bits; 0: nothing was asked for.
    pub ready_at: u64,
    /// Guardians cannot cancel it.
    pub firm: bool,
    /// What was last asked for was cancelled, and nothing was done to the object since.
    pub cancelled: bool,
}

/// An edit comes before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the edit waits until {ready_at} (Unix seconds)")]
pub struct Waiting {
    /// First second at which it may be done.
    pub ready_at: u64,
}

impl Pending {
    /// After somebody cancelled what waited.
    #[must_use]
    pub const fn cancel(&self) -> Self {
        Self { digest: U256::ZERO, ready_at: self.ready_at, firm: false, cancelled: true }
    }

    /// `call`, asked for at the time that makes it ready at `ready_at`. The bytes of the call are
    /// those that will do it.
    pub fn of(call: &[u8], ready_at: u64, firm: bool) -> Self {
        Self { digest: digest(keccak256(call).into()), ready_at, firm, cancelled: false }
    }

    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self {
            digest: digest(word),
            ready_at: pending::READY_AT.get(word),
            firm: pending::FIRM.is_set(word),
            cancelled: pending::CANCELLED.is_set(word),
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = pending::READY_AT.with(self.digest, self.ready_at);
        let word = pending::FIRM.with(word, u64::from(self.firm));
        pending::CANCELLED.with(word, u64::from(self.cancelled))
    }

    /// Whether something waits.
    pub const fn is_open(&self) -> bool {
        self.ready_at != 0 && !self.cancelled
    }

    /// Whether `call` may edit the object now, in a treasury with this `delay` (seconds). If so,
    /// nothing waits any more; if not, what is returned waits from now on, instead of what did.
    ///
    /// # Errors
    /// [`Waiting`] if the call is the one that waits, and its time has not come.
    pub fn admit(
        &self,
        loosening: Loosening,
        delay: u32,
        call: &[u8],
        now: u64,
    ) -> Result<Option<Self>, Waiting> {
        if delay == 0 || loosening == Loosening::Nothing {
            return Ok(None);
        }
        let (firm, from) = match loosening {
            Loosening::Guardian => (true, now),
            // Whoever has the owner's key can cancel his own request: that must not save him any time,
            // so the second one waits from where the first would have been done.
            Loosening::Withdrawal if self.cancelled => (true, now.max(self.ready_at)),
            _ => (false, now),
        };
        let asked = Self::of(call, from.saturating_add(u64::from(delay)), firm);
        let is_same = self.is_open() && limbs::equal(&self.digest, &asked.digest);
        match self.ready_at {
            ready_at if is_same && now < ready_at => Err(Waiting { ready_at }),
            _ if is_same => Ok(None),
            _ => Ok(Some(asked)),
        }
    }
}

fn digest(word: U256) -> U256 {
    let [low, b, c, d] = word.into_limbs();
    U256::from_limbs([low >> pending::DIGEST_AT << pending::DIGEST_AT, b, c, d])
}

#[cfg(test)]
mod tests;
