//! Stretches of time over which spending is counted.

use crate::PolicyFault;
use crate::layout::period::{KIND_BITS, LENGTH_BITS, MODE_BITS};
use core::num::NonZeroU64;

/// The last second that windows tell apart: 2106-02-07 06:28:15 UTC. Later times count as this one,
/// so that no window rolls any more.
pub const HORIZON: u64 = u32::MAX as u64;

const DAY: u32 = 86_400;
const WEEK: u32 = 7 * DAY;
/// The Unix epoch was a Thursday: three days into an ISO week.
const EPOCH_IN_WEEK: u32 = 3 * DAY;
const LENGTH_MAX: u32 = (1 << LENGTH_BITS) - 1;

/// How much of the window before still counts: ever more of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum WindowMode {
    /// Nothing: up to twice the cap can fall in a span of one window, across its edge.
    #[default]
    Fixed = 0,
    /// The share that a window ending now still covers, rounded up: in a span of `d` seconds, `d`
    /// below the window's length `W`, at most `cap * (1 + d / W)`.
    Sliding = 1,
    /// All of it: never more than the cap in a span of one window.
    Strict = 2,
}

/// A stretch of time over which spending is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Period {
    /// Nothing is counted.
    #[default]
    None,
    /// Windows of `length` seconds from the Unix epoch.
    Seconds {
        /// 1 to 2^26 - 1.
        length: u32,
        /// How much of the window before still counts.
        mode: WindowMode,
    },
    /// ISO weeks, from Monday 00:00 UTC; fixed.
    Week,
    /// Calendar months, UTC; fixed.
    Month,
}

impl Period {
    /// A fixed window of one hour.
    pub const HOUR: Self = Self::Seconds { length: 3600, mode: WindowMode::Fixed };
    /// A fixed window of one UTC day.
    pub const DAY: Self = Self::Seconds { length: DAY, mode: WindowMode::Fixed };

    /// From the numbers of the ABI.
    ///
    /// # Errors
    /// [`PolicyFault::PeriodKind`], [`PolicyFault::WindowMode`] or [`PolicyFault::PeriodLength`].
    pub const fn from_parts(kind: u8, mode: u8, length: u32) -> Result<Self, PolicyFault> {
        let mode = match mode {
            0 => WindowMode::Fixed,
            1 => WindowMode::Sliding,
            2 => WindowMode::Strict,
            _ => return Err(PolicyFault::WindowMode),
        };
        let period = match kind {
            0 => Self::None,
            1 => {
                let period = Self::Seconds { length, mode };
                return match period.validate() {
                    Ok(()) => Ok(period),
                    Err(fault) => Err(fault),
                };
            }
            2 => Self::Week,
            3 => Self::Month,
            _ => return Err(PolicyFault::PeriodKind),
        };
        match (mode, length) {
            (WindowMode::Fixed, 0) => Ok(period),
            (WindowMode::Fixed, _) => Err(PolicyFault::PeriodLength),
            _ => Err(PolicyFault::WindowMode),
        }
    }

    /// The numbers of the ABI: kind, mode, length.
    pub const fn parts(self) -> (u8, u8, u32) {
        match self {
            Self::None => (0, 0, 0),
            Self::Seconds { length, mode } => (1, mode as u8, length),
            Self::Week => (2, 0, 0),
            Self::Month => (3, 0, 0),
        }
    }

    /// Whether this may be written.
    ///
    /// # Errors
    /// [`PolicyFault::PeriodLength`].
    pub const fn validate(self) -> Result<(), PolicyFault> {
        match self {
            Self::Seconds { length, .. } if length == 0 || length > LENGTH_MAX => {
                Err(PolicyFault::PeriodLength)
            }
            _ => Ok(()),
        }
    }

    /// The 30 bits of storage: kind 2, mode 2, length 26.
    pub(crate) fn pack(self) -> u64 {
        let (kind, mode, length) = self.parts();
        u64::from(kind)
            | u64::from(mode) << KIND_BITS
            | u64::from(length.min(LENGTH_MAX)) << (KIND_BITS + MODE_BITS)
    }

    /// From the 30 bits of storage. Total: an unknown mode is the strict one.
    pub(crate) fn unpack(bits: u64) -> Self {
        match bits & 3 {
            0 => Self::None,
            1 => {
                let mode = match bits >> KIND_BITS & 3 {
                    0 => WindowMode::Fixed,
                    1 => WindowMode::Sliding,
                    _ => WindowMode::Strict,
                };
                #[allow(clippy::cast_possible_truncation, reason = "masked to 26 bits")]
                let length = (bits >> (KIND_BITS + MODE_BITS)) as u32 & LENGTH_MAX;
                Self::Seconds { length, mode }
            }
            2 => Self::Week,
            _ => Self::Month,
        }
    }

    /// The number of the window that holds `now`; consecutive windows have consecutive numbers.
    pub fn index(self, now: u64) -> u32 {
        let now = clamp(now);
        match self {
            Self::None => 0,
            // A length of zero cannot be written; it would be one window without end.
            Self::Seconds { length, .. } => now.checked_div(length).unwrap_or(0),
            Self::Week => week(now),
            Self::Month => month(now),
        }
    }

    /// How much of `previous`, spent in the window before, still counts at `now`.
    pub(crate) fn carried(self, previous: u64, now: u64) -> u64 {
        match self {
            Self::Seconds { mode: WindowMode::Strict, .. } => previous,
            Self::Seconds { mode: WindowMode::Sliding, length } => share(previous, length, now),
            _ => 0,
        }
    }

    /// Whether the window before still counts at all.
    pub(crate) const fn looks_back(self) -> bool {
        matches!(self, Self::Seconds { mode: WindowMode::Sliding | WindowMode::Strict, .. })
    }
}

#[allow(clippy::cast_possible_truncation, reason = "bounded by the horizon")]
fn clamp(now: u64) -> u32 {
    now.min(HORIZON) as u32
}

/// `previous * (length - elapsed) / length`, rounded up; all of it if the length is zero.
fn share(previous: u64, length: u32, now: u64) -> u64 {
    let Some(length) = NonZeroU64::new(length.into()) else {
        return previous;
    };
    let elapsed = u64::from(clamp(now)) % length;
    let left = length.get().saturating_sub(elapsed);
    // In two parts, since 128 bits take more code than all other arithmetic of the programs. None
    // of it leaves 64: `rest` and `left` have 32 each, and the sum is at most `previous`.
    let (whole, rest) = (previous / length, previous % length);
    let partial = rest.wrapping_mul(left).div_ceil(length.get());
    whole.wrapping_mul(left).wrapping_add(partial)
}

/// Weeks since Monday 1969-12-29.
fn week(now: u32) -> u32 {
    // `now + 3 days` over one week, without leaving 32 bits.
    let (weeks, rest) = (now / WEEK, now % WEEK);
    weeks.saturating_add(u32::from(rest >= WEEK - EPOCH_IN_WEEK))
}

/// `year * 12 + month`, month 1 to 12, in the proleptic Gregorian calendar.
///
/// Counts from 0000-03-01 in eras of 400 years, so that the leap day is the last of its year
/// (Hinnant, "chrono-compatible low-level date algorithms").
#[allow(
    clippy::arithmetic_side_effects,
    reason = "32 bits of seconds are below 50,000 days: every term is below 2^21"
)]
const fn month(now: u32) -> u32 {
    let day = now / DAY + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    (era * 400 + year) * 12 + month_from_march + 3
}

#[cfg(test)]
mod tests;
