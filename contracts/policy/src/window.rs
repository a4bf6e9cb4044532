//! What was spent in the current window and in the one before.

use crate::Period;

/// Spending over a [`Period`], as stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// Spent in window `index`.
    pub spent: u64,
    /// Spent in window `index - 1`.
    pub previous: u64,
    /// See [`Period::index`].
    pub index: u32,
}

impl Window {
    /// As it stands at `now`. A window that lies ahead of `now` stays as it is, the safe side.
    #[must_use]
    pub fn at(self, period: Period, now: u64) -> Self {
        let index = period.index(now);
        if index <= self.index {
            self
        } else if self.index.checked_add(1) == Some(index) {
            Self { spent: 0, previous: self.spent, index }
        } else {
            Self { spent: 0, previous: 0, index }
        }
    }

    /// What may still be spent under `cap`; `self` stands at `now`.
    pub(crate) fn room(self, cap: u64, period: Period, now: u64) -> u64 {
        cap.saturating_sub(self.spent).saturating_sub(period.carried(self.previous, now))
    }

    /// With `value` spent. Saturates; under a cap, which is 64 bits wide too, it never has to.
    #[must_use]
    pub(crate) fn charged(self, value: u64) -> Self {
        Self { spent: self.spent.saturating_add(value), ..self }
    }

    /// Counted by another period from `now` on: all that counts, undiminished, as spent in the new
    /// current window. Under the same period nothing changes.
    #[must_use]
    pub(crate) fn carry(self, old: Period, new: Period, now: u64) -> Self {
        if old == new {
            return self;
        }
        let window = self.at(old, now);
        let before = if old.looks_back() { window.previous } else { 0 };
        Self { spent: window.spent.saturating_add(before), previous: 0, index: new.index(now) }
    }
}

#[cfg(test)]
mod tests;
