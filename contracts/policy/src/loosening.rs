//! What loosens: which edits let more happen than could happen before.
//!
//! Limit by limit, and what cannot be shown to be tighter loosens: another period, another list. An
//! edit that loosens anything waits as a whole, see [`crate::Pending`]. Adding an agent, a thaw, an
//! offer of the ownership and a withdrawal always loosen; freezing and removing never do.
//!
//! What waits belongs to an object, the slot of what would be edited: the policy of an agent
//! ([`agent_policy_slot`](layout::agent_policy_slot), for its thaw and for adding it, too), the entry of
//! a vendor, the state of a treasury (limits and thaw), the roles of an account, the offer of the
//! ownership, and [`layout::withdrawal`] for each withdrawal.

#[cfg(doc)]
use crate::layout;
use crate::roles::Roles;
use crate::{
    Breaker, Limit, Period, Policy, Schedule, TreasuryLimits, Validity, VendorEntry, VendorMode,
};
use alloy_primitives::Address;

/// What an edit loosens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loosening {
    /// Nothing: it happens at once.
    Nothing,
    /// Something, and guardians may cancel it.
    Something,
    /// The guardians' own hold, and nothing else: they cannot cancel it.
    Guardian,
    /// The hold on money that goes home: guardians may cancel it once.
    Withdrawal,
}

impl Loosening {
    /// Of an edit that loosens something or not.
    pub const fn any(loosens: bool) -> Self {
        if loosens { Self::Something } else { Self::Nothing }
    }

    /// Of an offer of the ownership; to take an offer back loosens nothing.
    pub fn offer(heir: Address) -> Self {
        Self::any(!heir.is_zero())
    }
}

/// Whether an optional limit is taken away, or replaced by what is `looser` than it.
fn is_looser<T>(new: Option<T>, old: Option<T>, looser: impl FnOnce(&T, &T) -> bool) -> bool {
    match (&new, &old) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(new), Some(old)) => looser(new, old),
    }
}

impl Period {
    /// Whether, with the same cap, this never admits more than `old`: the same windows, and no less
    /// of the one before counted.
    fn is_within(self, old: Self) -> bool {
        match (self, old) {
            (Self::Seconds { length, mode }, Self::Seconds { length: old, mode: old_mode }) => {
                length == old && mode >= old_mode
            }
            _ => self == old,
        }
    }
}

impl Limit {
    fn is_looser(&self, old: &Self) -> bool {
        self.cap > old.cap || !self.period.is_within(old.period)
    }
}

impl Validity {
    fn is_looser(&self, old: &Self) -> bool {
        self.not_before < old.not_before || self.not_after > old.not_after
    }
}

impl Schedule {
    fn is_looser(&self, old: &Self) -> bool {
        !(self.mask() & !old.mask()).is_zero()
    }
}

impl Policy {
    /// Whether an agent under this policy may do anything that it could not do under `old`.
    pub fn loosens(&self, old: &Self) -> bool {
        self.payment_cap > old.payment_cap
            || is_looser(self.per_period, old.per_period, Limit::is_looser)
            || self.vendors != old.vendors && old.vendors != VendorMode::Any
            || is_looser(self.count_cap, old.count_cap, |new, old| new > old)
            || is_looser(self.budget, old.budget, |new, old| new > old)
            || is_looser(self.validity, old.validity, Validity::is_looser)
            || is_looser(self.schedule, old.schedule, Schedule::is_looser)
            || self.depth() > old.depth()
            || is_looser(self.breaker, old.breaker, Breaker::is_looser)
            || is_looser(self.approval_threshold, old.approval_threshold, |new, old| new > old)
    }
}

impl VendorEntry {
    /// Whether this entry admits anything that `old` does not.
    pub fn loosens(&self, old: &Self) -> bool {
        self.listed && (!old.listed || is_looser(self.limit, old.limit, Limit::is_looser))
    }
}

impl TreasuryLimits {
    /// Whether anything is possible under these limits that was not under `old`.
    pub fn loosens(&self, old: &Self) -> bool {
        is_looser(self.limit, old.limit, Limit::is_looser)
            || self.longest_validity > old.longest_validity
            || self.delay < old.delay
            || old.settlers_only && !self.settlers_only
            // What no number can approve is the tightest.
            || self.approvals != 0 && (old.approvals == 0 || self.approvals < old.approvals)
    }
}

impl Roles {
    /// What it loosens that an account has these roles after `old`: any that is given but that of a
    /// guardian, and that of a guardian if it is taken.
    pub const fn loosening(self, old: Self) -> Loosening {
        if self.without(old).has(Self::ALL.without(Self::GUARDIAN)) {
            Loosening::Something
        } else if old.without(self).has(Self::GUARDIAN) {
            Loosening::Guardian
        } else {
            Loosening::Nothing
        }
    }
}

#[cfg(test)]
mod tests;
