//! Why a payment is refused: one number each, the same in return data, revert, HTTP answer and docs.

use alloy_primitives::U256;
use core::fmt;

/// Why a payment is refused. The numbers are part of the ABI and never change their meaning.
///
/// What the message alone decides (16 to 19) comes first; then the lowest number of the payer's own
/// rules that applies, then of its parent's, and so on up. A chain that has ended (21) comes behind all of
/// these, but for missing approvals (22): nobody is asked for those then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Denial {
    /// The key is not a live agent of any treasury.
    AgentUnknown = 1,
    /// The agent is frozen.
    AgentFrozen = 2,
    /// The treasury is frozen.
    TreasuryFrozen = 3,
    /// The payee is not on the list that the policy names.
    VendorNotListed = 4,
    /// More than the largest single payment.
    PaymentCap = 5,
    /// More than what is left of the period.
    PeriodCap = 6,
    /// No payment is left of the period. `asked` and `room` count payments.
    CountCap = 7,
    /// More than what is left of the lifetime budget.
    Budget = 8,
    /// The agent's validity has not begun.
    NotYetActive = 9,
    /// The agent's validity is over.
    NoLongerActive = 10,
    /// This hour of the week is closed.
    Schedule = 11,
    /// More than what is left for this vendor.
    VendorCap = 12,
    /// More than what is left for all agents of the treasury together.
    TreasuryCap = 13,
    /// The authorization lives longer than the treasury accepts. `asked` and `room` are seconds.
    ValidityTooLong = 14,
    /// More than the treasury holds.
    TreasuryBalance = 15,
    /// The payee is the zero address, the vault or the token.
    PayeeForbidden = 16,
    /// The value is zero.
    ValueZero = 17,
    /// The value does not fit 64 bits.
    ValueTooWide = 18,
    /// The nonce carries the tag of sequenced nonces, but not their form.
    NonceStyle = 19,
    /// The treasury names who may settle, and this is somebody else.
    Settler = 20,
    /// The payer is a sub-agent, and the delegation that it spends under, or one above, is no more.
    DelegationEnded = 21,
    /// More than what passes without approvals, and too few of the treasury's approvers approve it.
    ApprovalMissing = 22,
}

impl Denial {
    /// Every reason, by number.
    pub const ALL: [Self; 22] = [
        Self::AgentUnknown,
        Self::AgentFrozen,
        Self::TreasuryFrozen,
        Self::VendorNotListed,
        Self::PaymentCap,
        Self::PeriodCap,
        Self::CountCap,
        Self::Budget,
        Self::NotYetActive,
        Self::NoLongerActive,
        Self::Schedule,
        Self::VendorCap,
        Self::TreasuryCap,
        Self::ValidityTooLong,
        Self::TreasuryBalance,
        Self::PayeeForbidden,
        Self::ValueZero,
        Self::ValueTooWide,
        Self::NonceStyle,
        Self::Settler,
        Self::DelegationEnded,
        Self::ApprovalMissing,
    ];

    /// The stable number, never 0.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The reason with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|denial| denial.code() == code)
    }

    /// Whether it follows from the message and the agent's own policy alone, so that nobody can bring it
    /// about by holding the message back, by putting others before it, or by leaving something out.
    pub const fn is_own(self) -> bool {
        matches!(self, Self::VendorNotListed | Self::PaymentCap)
    }

    /// The stable name, for JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentUnknown => "agent_unknown",
            Self::AgentFrozen => "agent_frozen",
            Self::TreasuryFrozen => "treasury_frozen",
            Self::VendorNotListed => "vendor_not_listed",
            Self::PaymentCap => "payment_cap",
            Self::PeriodCap => "period_cap",
            Self::CountCap => "count_cap",
            Self::Budget => "budget",
            Self::NotYetActive => "not_yet_active",
            Self::NoLongerActive => "no_longer_active",
            Self::Schedule => "schedule",
            Self::VendorCap => "vendor_cap",
            Self::TreasuryCap => "treasury_cap",
            Self::ValidityTooLong => "validity_too_long",
            Self::TreasuryBalance => "treasury_balance",
            Self::PayeeForbidden => "payee_forbidden",
            Self::ValueZero => "value_zero",
            Self::ValueTooWide => "value_too_wide",
            Self::NonceStyle => "nonce_style",
            Self::Settler => "settler",
            Self::DelegationEnded => "delegation_ended",
            Self::ApprovalMissing => "approval_missing",
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A refused payment: why, what was asked, and the room there was under that rule.
///
/// Token units, except where [`Denial`] says otherwise. A rule that is open or closed as a whole
/// leaves no room when it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("payment denied ({reason}): asked {asked}, room {room}")]
pub struct Denied {
    /// Why.
    pub reason: Denial,
    /// What was asked.
    pub asked: U256,
    /// What there was.
    pub room: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn numbers_are_contiguous_and_found_again() {
        for (denial, code) in Denial::ALL.into_iter().zip(1u8..) {
            assert_eq!(denial.code(), code);
            assert_eq!(Denial::from_code(code), Some(denial));
        }
        assert_eq!(Denial::from_code(0), None);
        assert_eq!(Denial::from_code(23), None);
    }

    #[test]
    fn documented_table_is_the_code() {
        let table = include_str!("../../../docs/denials.md");
        let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
        let mut documented = 0;
        for (row, denial) in rows.zip(Denial::ALL) {
            let expected = std::format!("| {} | `{}` |", denial.code(), denial.name());
            assert!(row.starts_with(&expected), "{row}: {expected}");
            documented += 1;
        }
        assert_eq!(documented, Denial::ALL.len());
    }

    #[test]
    fn denied_says_reason_asked_and_room() {
        let denied = Denied { reason: Denial::PeriodCap, asked: U256::from(7), room: 3 };
        assert_eq!(denied.to_string(), "payment denied (period_cap): asked 7, room 3");
    }
}
