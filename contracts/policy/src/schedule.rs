//! Hours of the week at which an agent may pay.

use crate::PolicyFault;
use crate::layout::schedule::BITS;
use alloy_primitives::U256;

const HOUR: u64 = 3600;
/// In a week.
const HOURS: u64 = BITS as u64;
/// The Unix epoch was a Thursday: three days into an ISO week.
const EPOCH_HOUR: u64 = 72;

/// One bit per UTC hour of the week, Monday 00:00 first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Schedule(U256);

impl Schedule {
    /// From a mask of 168 bits.
    ///
    /// # Errors
    /// [`PolicyFault::Schedule`] if a higher bit is set.
    pub fn new(mask: U256) -> Result<Self, PolicyFault> {
        let schedule = Self::unpack(mask);
        if schedule.0 == mask { Ok(schedule) } else { Err(PolicyFault::Schedule) }
    }

    /// The mask.
    pub const fn mask(self) -> U256 {
        self.0
    }

    /// From a storage word; what lies past 168 bits is ignored.
    pub(crate) fn unpack(word: U256) -> Self {
        let [a, b, c, _] = word.into_limbs();
        Self(U256::from_limbs([a, b, c & ((1 << (BITS - 128)) - 1), 0]))
    }

    /// Whether the hour of the week that holds `now` is open.
    pub fn is_open(self, now: u64) -> bool {
        let hour = (now / HOUR).saturating_add(EPOCH_HOUR) % HOURS;
        usize::try_from(hour).is_ok_and(|hour| self.0.bit(hour))
    }
}

#[cfg(test)]
mod tests;
