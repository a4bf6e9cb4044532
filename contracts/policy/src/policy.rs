//! Limits as people write them. [`crate::edit`] puts them into words.

use crate::delegation::MAX_DEPTH;
use crate::layout::{agent_limits, agent_policy, limit, treasury_state};
use crate::{AgentLimits, AgentPolicy, Breaker, Flags, Period, PolicyFault, Schedule};
use alloy_primitives::U256;

/// Most nonce bits: 4,096 words of three entries each.
const NONCE_BITS_MAX: u8 = 12;

/// Whom an agent may pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum VendorMode {
    /// Whom the agent's own list names.
    #[default]
    Own = 0,
    /// Whom the treasury's shared list names.
    Shared = 1,
    /// Anyone.
    Any = 2,
}

impl VendorMode {
    /// From the number of the ABI.
    ///
    /// # Errors
    /// [`PolicyFault::VendorMode`].
    pub const fn from_code(code: u8) -> Result<Self, PolicyFault> {
        match code {
            0 => Ok(Self::Own),
            1 => Ok(Self::Shared),
            2 => Ok(Self::Any),
            _ => Err(PolicyFault::VendorMode),
        }
    }
}

/// A cap per period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Limit {
    /// Most per period; 0 means nothing may be spent.
    pub cap: u64,
    /// Over what.
    pub period: Period,
}

impl Limit {
    /// Whether this may be written.
    ///
    /// # Errors
    /// [`PolicyFault::PeriodMissing`] or [`PolicyFault::PeriodLength`].
    pub fn validate(self) -> Result<(), PolicyFault> {
        if self.period == Period::None {
            return Err(PolicyFault::PeriodMissing);
        }
        self.period.validate()
    }

    /// From the treasury's limit word.
    pub fn unpack(word: U256) -> Self {
        Self { cap: limit::CAP.get(word), period: Period::unpack(limit::PERIOD.get(word)) }
    }

    /// The treasury's limit word.
    pub fn pack(self) -> U256 {
        limit::PERIOD.with(limit::CAP.with(U256::ZERO, self.cap), self.period.pack())
    }
}

/// When an agent may pay: `not_before <= now < not_after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Validity {
    /// First second.
    pub not_before: u64,
    /// First second after; below 2^40.
    pub not_after: u64,
}

impl Validity {
    fn validate(self) -> Result<(), PolicyFault> {
        if self.not_before >= self.not_after {
            return Err(PolicyFault::ValidityEmpty);
        }
        if self.not_after > agent_limits::NOT_AFTER.max() {
            return Err(PolicyFault::ValidityRange);
        }
        Ok(())
    }
}

/// The limits of one agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Largest single payment.
    pub payment_cap: u64,
    /// Most per period; `None`: no limit.
    pub per_period: Option<Limit>,
    /// Whom the agent may pay.
    pub vendors: VendorMode,
    /// Random nonces are remembered in `2^nonce_bits` words; 0 to 12, fixed when the key first joins.
    pub nonce_bits: u8,
    /// Most payments per period, below 2^20; needs `per_period`.
    pub count_cap: Option<u32>,
    /// Most over all time.
    pub budget: Option<u64>,
    /// When payments are accepted at all.
    pub validity: Option<Validity>,
    /// Hours of the week at which payments are accepted.
    pub schedule: Option<Schedule>,
    /// Largest payment that needs no approvals; `None`: no payment needs any.
    pub approval_threshold: Option<u64>,
    /// The agent's code signs for it (ERC-1271), not a key. It has agreed to that when it joined, so no
    /// edit changes it.
    pub contract_payer: bool,
    /// How many generations of sub-agents there may be below, at most 4; `None`, as 0: no sub-agents.
    pub delegation_depth: Option<u8>,
    /// How many recorded denials within a window freeze the agent.
    pub breaker: Option<Breaker>,
}

impl Policy {
    /// Whether this may be written.
    ///
    /// # Errors
    /// The first [`PolicyFault`] met.
    pub fn validate(&self) -> Result<(), PolicyFault> {
        if let Some(limit) = self.per_period {
            limit.validate()?;
        }
        if self.nonce_bits > NONCE_BITS_MAX {
            return Err(PolicyFault::NonceBits);
        }
        if let Some(cap) = self.count_cap {
            if u64::from(cap) > agent_limits::COUNT_CAP.max() {
                return Err(PolicyFault::CountCap);
            }
            if self.per_period.is_none() {
                return Err(PolicyFault::PeriodMissing);
            }
        }
        if self.depth() > MAX_DEPTH {
            return Err(PolicyFault::DelegationDepth);
        }
        self.breaker.map_or(Ok(()), Breaker::validate)?;
        self.validity.map_or(Ok(()), Validity::validate)
    }

    /// How many generations of sub-agents there may be below.
    pub(crate) fn depth(&self) -> u8 {
        self.delegation_depth.unwrap_or_default()
    }

    /// Which optional limits exist.
    pub fn flags(&self) -> Flags {
        Flags::NONE
            .with(Flags::COUNT, self.count_cap.is_some())
            .with(Flags::BUDGET, self.budget.is_some())
            .with(Flags::VALIDITY, self.validity.is_some())
            .with(Flags::SCHEDULE, self.schedule.is_some())
            .with(Flags::THRESHOLD, self.approval_threshold.is_some())
            .with(Flags::CONTRACT_PAYER, self.contract_payer)
            .with(Flags::DELEGATION, self.delegation_depth.is_some())
            .with(Flags::BREAKER, self.breaker.is_some())
    }

    /// As words: for `treasury`, at `version`. Limits that do not exist are zero.
    pub fn to_words(&self, treasury: u64, version: u32) -> (AgentPolicy, AgentLimits, Schedule) {
        let limit = self.per_period.unwrap_or_default();
        let validity = self.validity.unwrap_or(Validity { not_before: 0, not_after: 0 });
        let policy = AgentPolicy {
            treasury,
            payment_cap: self.payment_cap,
            period_cap: limit.cap,
            period: limit.period,
            vendors: self.vendors,
            nonce_bits: self.nonce_bits,
            flags: self.flags(),
            version,
        };
        let limits = AgentLimits {
            budget: self.budget.unwrap_or_default(),
            not_before: validity.not_before,
            not_after: validity.not_after,
            count_cap: self.count_cap.unwrap_or_default(),
            threshold: self.approval_threshold.unwrap_or_default(),
            delegation_depth: self.depth(),
            breaker: self.breaker.unwrap_or_default(),
        };
        (policy, limits, self.schedule.unwrap_or_default())
    }

    /// From words.
    pub fn from_words(policy: &AgentPolicy, limits: &AgentLimits, schedule: Schedule) -> Self {
        let has = |flag| policy.flags.has(flag);
        let limit = Limit { cap: policy.period_cap, period: policy.period };
        let validity = Validity { not_before: limits.not_before, not_after: limits.not_after };
        Self {
            payment_cap: policy.payment_cap,
            per_period: (limit.period != Period::None).then_some(limit),
            vendors: policy.vendors,
            nonce_bits: policy.nonce_bits,
            count_cap: has(Flags::COUNT).then_some(limits.count_cap),
            budget: has(Flags::BUDGET).then_some(limits.budget),
            validity: has(Flags::VALIDITY).then_some(validity),
            schedule: has(Flags::SCHEDULE).then_some(schedule),
            approval_threshold: has(Flags::THRESHOLD).then_some(limits.threshold),
            contract_payer: has(Flags::CONTRACT_PAYER),
            delegation_depth: has(Flags::DELEGATION).then_some(limits.delegation_depth),
            breaker: has(Flags::BREAKER).then_some(limits.breaker),
        }
    }
}

/// The limits of a treasury as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TreasuryLimits {
    /// Cap on all agents together.
    pub limit: Option<Limit>,
    /// Longest accepted `validBefore - now`, seconds, at least 1.
    pub longest_validity: u32,
    /// How long what loosens waits, seconds, at most [`TreasuryLimits::DELAY_MAX`].
    pub delay: u32,
    /// Whether only accounts with the role of a settler may settle.
    pub settlers_only: bool,
    /// How many approvers must agree to a payment over its agent's threshold, at most 15. With 0, which
    /// is no number of approvers, there is no such payment.
    pub approvals: u8,
}

impl TreasuryLimits {
    /// A little over the hour for which Go's x402 clients always sign.
    pub const DEFAULT: Self =
        Self { limit: None, longest_validity: 3_900, delay: 0, settlers_only: false, approvals: 0 };
    /// 30 days: no owner's money may be further away than that.
    pub const DELAY_MAX: u32 = 30 * 86_400;

    /// Whether this may be written.
    ///
    /// # Errors
    /// [`PolicyFault::LongestValidity`], [`PolicyFault::Delay`], [`PolicyFault::Approvals`],
    /// [`PolicyFault::PeriodMissing`] or [`PolicyFault::PeriodLength`].
    pub fn validate(&self) -> Result<(), PolicyFault> {
        if self.longest_validity == 0 {
            return Err(PolicyFault::LongestValidity);
        }
        if self.delay > Self::DELAY_MAX {
            return Err(PolicyFault::Delay);
        }
        if u64::from(self.approvals) > treasury_state::APPROVALS.max() {
            return Err(PolicyFault::Approvals);
        }
        self.limit.map_or(Ok(()), Limit::validate)
    }
}

impl Default for TreasuryLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a list says of a vendor that it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct VendorTerms {
    /// A cap of the vendor's own.
    pub limit: Option<Limit>,
}

impl VendorTerms {
    /// Whether this may be written.
    ///
    /// # Errors
    /// [`PolicyFault::PeriodMissing`] or [`PolicyFault::PeriodLength`].
    pub fn validate(&self) -> Result<(), PolicyFault> {
        self.limit.map_or(Ok(()), Limit::validate)
    }
}

const _: () = assert!(
    TreasuryLimits::DELAY_MAX as u64 <= treasury_state::DELAY.max(),
    "the longest delay must fit its field"
);
const _: () = assert!(
    (NONCE_BITS_MAX as u64) < agent_policy::NONCE_BITS.max(),
    "the largest number of nonce bits must fit its field"
);
const _: () = assert!(
    (MAX_DEPTH as u64) < agent_limits::DELEGATION_DEPTH.max(),
    "the greatest depth must fit its field"
);

#[cfg(test)]
mod tests;
