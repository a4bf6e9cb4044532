//! Why a policy, a treasury's limits or a vendor's terms are not well formed.

/// What is wrong with limits that somebody wants to write. The numbers are those of
/// `PolicyInvalid(uint8)` and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[repr(u8)]
pub enum PolicyFault {
    /// `kind` is over 3.
    #[error("period kind must be 0 (none), 1 (seconds), 2 (ISO week) or 3 (calendar month)")]
    PeriodKind = 1,
    /// `mode` is over 2, or not fixed where windows are not counted in seconds.
    #[error(
        "window mode must be 0 (fixed), 1 (sliding) or 2 (strict), the last two for seconds only"
    )]
    WindowMode = 2,
    /// Zero, or 2^26 and more; or not zero where windows are not counted in seconds.
    #[error("period length must be 1 to 67108863 seconds, and 0 unless the period is in seconds")]
    PeriodLength = 3,
    /// A cap per period or a count without a period.
    #[error("a cap or count per period needs a period")]
    PeriodMissing = 4,
    /// A value for a limit that does not apply.
    #[error("a limit that is not switched on must be zero")]
    LimitUnused = 5,
    /// `vendors` is over 2.
    #[error("vendors must be 0 (the agent's list), 1 (the shared list) or 2 (any payee)")]
    VendorMode = 6,
    /// Over 12.
    #[error("nonce bits must be 0 to 12")]
    NonceBits = 7,
    /// A bit that names no limit.
    #[error(
        "limits may name 1 (count), 2 (budget), 4 (validity), 8 (schedule), 16 (threshold), \
         64 (delegation), 128 (contract payer) and 512 (breaker)"
    )]
    LimitUnknown = 8,
    /// 2^20 or more.
    #[error("the count per period must be below 1048576")]
    CountCap = 9,
    /// `not_before >= not_after`.
    #[error("the validity is empty: it must begin before it ends")]
    ValidityEmpty = 10,
    /// A time of 2^40 or more.
    #[error("the validity must end before 2^40 (Unix seconds)")]
    ValidityRange = 11,
    /// A bit past the 168 hours of a week.
    #[error("the schedule has 168 bits, one per hour of the week")]
    Schedule = 12,
    /// Zero.
    #[error("the longest validity must be at least one second")]
    LongestValidity = 13,
    /// The table of nonces of a key never changes its size: live nonces would be forgotten.
    #[error("nonce bits are fixed when a key first joins")]
    NonceBitsChanged = 14,
    /// Over 30 days.
    #[error("the delay must be at most 30 days (2592000 seconds)")]
    Delay = 15,
    /// Over 4.
    #[error("the delegation depth must be 0 to 4")]
    DelegationDepth = 16,
    /// A sub-agent's payment cap is above its parent's.
    #[error("the parent's payment cap is lower")]
    AboveParentPayment = 17,
    /// A sub-agent's cap per period is missing, or above its parent's over the same period.
    #[error("the parent has a cap per period: one is needed, no higher over the same period")]
    AboveParentPeriod = 18,
    /// A sub-agent's count is missing or above its parent's over the same period.
    #[error("the parent has a count per period: one is needed, no higher over the same period")]
    AboveParentCount = 19,
    /// A sub-agent's budget is missing or above its parent's.
    #[error("the parent has a budget: one is needed, no higher")]
    AboveParentBudget = 20,
    /// A sub-agent's validity is missing or reaches beyond its parent's.
    #[error("the parent has a validity: one is needed, within it")]
    AboveParentValidity = 21,
    /// A sub-agent has no schedule, or one with an hour that its parent's has not.
    #[error("the parent has a schedule: one is needed, without further hours")]
    AboveParentSchedule = 22,
    /// A sub-agent may pay anyone, its parent may not.
    #[error("the parent may pay listed vendors only, so its sub-agents must have a list too")]
    AboveParentVendors = 23,
    /// A sub-agent's depth is not below its parent's, or its parent may not delegate.
    #[error("the parent's delegation depth must be greater than its sub-agent's")]
    AboveParentDepth = 24,
    /// No denials or over 15, or no window or one of 2^21 seconds and more.
    #[error("a breaker counts 1 to 15 denials within 1 to 2097151 seconds")]
    Breaker = 25,
    /// A sub-agent's threshold for approvals is missing or above its parent's.
    #[error("the parent has a threshold for approvals: one is needed, no higher")]
    AboveParentThreshold = 26,
    /// Who signs for an agent was agreed when it joined.
    #[error(
        "whether an agent is a contract payer is agreed when it joins: remove it and add it again"
    )]
    ContractPayerChanged = 27,
    /// Over 15.
    #[error("at most 15 approvals may be required")]
    Approvals = 28,
}

impl PolicyFault {
    /// Every fault, by number.
    pub const ALL: [Self; 28] = [
        Self::PeriodKind,
        Self::WindowMode,
        Self::PeriodLength,
        Self::PeriodMissing,
        Self::LimitUnused,
        Self::VendorMode,
        Self::NonceBits,
        Self::LimitUnknown,
        Self::CountCap,
        Self::ValidityEmpty,
        Self::ValidityRange,
        Self::Schedule,
        Self::LongestValidity,
        Self::NonceBitsChanged,
        Self::Delay,
        Self::DelegationDepth,
        Self::AboveParentPayment,
        Self::AboveParentPeriod,
        Self::AboveParentCount,
        Self::AboveParentBudget,
        Self::AboveParentValidity,
        Self::AboveParentSchedule,
        Self::AboveParentVendors,
        Self::AboveParentDepth,
        Self::Breaker,
        Self::AboveParentThreshold,
        Self::ContractPayerChanged,
        Self::Approvals,
    ];

    /// The stable number, never 0.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The fault with this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_contiguous_and_found_again() {
        for (fault, code) in PolicyFault::ALL.into_iter().zip(1u8..) {
            assert_eq!(fault.code(), code);
            assert_eq!(PolicyFault::from_code(code), Some(fault));
        }
        assert_eq!(PolicyFault::from_code(0), None);
    }
}
