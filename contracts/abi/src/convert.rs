//! Between the ABI's structs and the types of `bursar-policy`.
//!
//! What comes in is checked on the way (kinds, modes, flags, widths); what goes out always fits.

use crate::vault as abi;
use crate::vault::IVault;
use alloy_primitives::{Address, U256};
use bursar_policy::{
    AgentPolicy, AgentState, Binding, Breaker, Denied, Flags, Limit, Link, Period, Policy,
    PolicyFault, Rooms, Schedule, Tally, TreasuryLimits, Validity, VendorEntry, VendorMode,
    VendorTerms, Window, delegation::Delegation, session::Session,
};

impl TryFrom<&abi::Period> for Period {
    type Error = PolicyFault;

    fn try_from(period: &abi::Period) -> Result<Self, PolicyFault> {
        Self::from_parts(period.kind, period.mode, period.length)
    }
}

impl From<Period> for abi::Period {
    fn from(period: Period) -> Self {
        let (kind, mode, length) = period.parts();
        Self { kind, mode, length }
    }
}

/// `value` if the limit exists; a value for one that does not is refused, never ignored.
fn optional<T: Default + PartialEq>(exists: bool, value: T) -> Result<Option<T>, PolicyFault> {
    if exists {
        Ok(Some(value))
    } else if value == T::default() {
        Ok(None)
    } else {
        Err(PolicyFault::LimitUnused)
    }
}

/// A cap that exists if `capped`.
fn limit(capped: bool, cap: u64, period: &abi::Period) -> Result<Option<Limit>, PolicyFault> {
    let period = Period::try_from(period)?;
    optional(capped, Limit { cap, period })
}

/// The parts of a cap that may not exist.
fn parts(limit: Option<Limit>) -> (bool, u64, abi::Period) {
    let Limit { cap, period } = limit.unwrap_or_default();
    (limit.is_some(), cap, period.into())
}

impl TryFrom<&abi::Policy> for Policy {
    type Error = PolicyFault;

    fn try_from(policy: &abi::Policy) -> Result<Self, PolicyFault> {
        let flags = Flags::from_bits(policy.limits);
        if policy.limits & !Flags::ALL.bits() != 0 {
            return Err(PolicyFault::LimitUnknown);
        }
        let validity = (policy.notBefore, policy.notAfter);
        let validity = optional(flags.has(Flags::VALIDITY), validity)?;
        let schedule = optional(flags.has(Flags::SCHEDULE), policy.schedule)?;
        let breaker = (policy.breakerCount, policy.breakerWindow);
        let breaker = optional(flags.has(Flags::BREAKER), breaker)?;
        let converted = Self {
            payment_cap: policy.paymentCap,
            per_period: limit(policy.period.kind != 0, policy.periodCap, &policy.period)?,
            vendors: VendorMode::from_code(policy.vendors)?,
            nonce_bits: policy.nonceBits,
            count_cap: optional(flags.has(Flags::COUNT), policy.countCap)?,
            budget: optional(flags.has(Flags::BUDGET), policy.budget)?,
            validity: validity.map(|(not_before, not_after)| Validity { not_before, not_after }),
            schedule: schedule.map(Schedule::new).transpose()?,
            delegation_depth: optional(flags.has(Flags::DELEGATION), policy.delegationDepth)?,
            breaker: breaker.map(|(count, window)| Breaker { count, window }),
            approval_threshold: optional(flags.has(Flags::THRESHOLD), policy.threshold)?,
            contract_payer: flags.has(Flags::CONTRACT_PAYER),
        };
        converted.validate()?;
        Ok(converted)
    }
}

impl From<&Policy> for abi::Policy {
    fn from(policy: &Policy) -> Self {
        let (_, cap, period) = parts(policy.per_period);
        let validity = policy.validity;
        Self {
            paymentCap: policy.payment_cap,
            periodCap: cap,
            period,
            vendors: policy.vendors as u8,
            nonceBits: policy.nonce_bits,
            limits: policy.flags().bits(),
            countCap: policy.count_cap.unwrap_or_default(),
            budget: policy.budget.unwrap_or_default(),
            notBefore: validity.map_or(0, |validity| validity.not_before),
            notAfter: validity.map_or(0, |validity| validity.not_after),
            schedule: policy.schedule.map_or(U256::ZERO, Schedule::mask),
            delegationDepth: policy.delegation_depth.unwrap_or_default(),
            breakerCount: policy.breaker.unwrap_or_default().count,
            breakerWindow: policy.breaker.unwrap_or_default().window,
            threshold: policy.approval_threshold.unwrap_or_default(),
        }
    }
}

impl TryFrom<&abi::Delegation> for Delegation {
    type Error = PolicyFault;

    fn try_from(written: &abi::Delegation) -> Result<Self, PolicyFault> {
        let abi::Delegation { parent, agent, ref policy, generation, salt, deadline } = *written;
        Ok(Self { parent, agent, policy: policy.try_into()?, generation, salt, deadline })
    }
}

impl From<&Delegation> for abi::Delegation {
    fn from(delegation: &Delegation) -> Self {
        let Delegation { parent, agent, ref policy, generation, salt, deadline } = *delegation;
        Self { parent, agent, policy: policy.into(), generation, salt, deadline }
    }
}

impl From<&abi::Session> for Session {
    fn from(written: &abi::Session) -> Self {
        let abi::Session { parent, agent, generation, paymentCap, budget, notAfter } = *written;
        Self { parent, agent, generation, payment_cap: paymentCap, budget, not_after: notAfter }
    }
}

impl From<&Session> for abi::Session {
    fn from(session: &Session) -> Self {
        let Session { parent, agent, generation, payment_cap, budget, not_after } = *session;
        Self { parent, agent, generation, paymentCap: payment_cap, budget, notAfter: not_after }
    }
}

impl IVault::SessionOpened {
    /// What says that `session` was opened in `treasury`.
    pub fn of(treasury: u64, session: &Session) -> Self {
        let abi::Session { parent, agent, generation, paymentCap, budget, notAfter } =
            session.into();
        Self { treasury, parent, agent, generation, paymentCap, budget, notAfter }
    }

    /// What was opened.
    pub fn session(&self) -> Session {
        let Self { parent, agent, generation, paymentCap, budget, notAfter, .. } = *self;
        (&abi::Session { parent, agent, generation, paymentCap, budget, notAfter }).into()
    }
}

impl TryFrom<&abi::TreasuryLimits> for TreasuryLimits {
    type Error = PolicyFault;

    fn try_from(limits: &abi::TreasuryLimits) -> Result<Self, PolicyFault> {
        let converted = Self {
            limit: limit(limits.capped, limits.cap, &limits.period)?,
            longest_validity: limits.longestValidity,
            delay: limits.delay,
            settlers_only: limits.settlersOnly,
            approvals: limits.approvals,
        };
        converted.validate()?;
        Ok(converted)
    }
}

impl From<&TreasuryLimits> for abi::TreasuryLimits {
    fn from(limits: &TreasuryLimits) -> Self {
        let (capped, cap, period) = parts(limits.limit);
        Self {
            capped,
            cap,
            period,
            longestValidity: limits.longest_validity,
            delay: limits.delay,
            settlersOnly: limits.settlers_only,
            approvals: limits.approvals,
        }
    }
}

impl TryFrom<&abi::VendorEntry> for VendorTerms {
    type Error = PolicyFault;

    fn try_from(entry: &abi::VendorEntry) -> Result<Self, PolicyFault> {
        let converted = Self { limit: limit(entry.capped, entry.cap, &entry.period)? };
        converted.validate()?;
        Ok(converted)
    }
}

impl From<&VendorTerms> for abi::VendorEntry {
    fn from(terms: &VendorTerms) -> Self {
        let (capped, cap, period) = parts(terms.limit);
        Self { capped, cap, period }
    }
}

impl From<Window> for abi::Window {
    fn from(window: Window) -> Self {
        Self { spent: window.spent, previous: window.previous, index: window.index }
    }
}

impl From<&VendorEntry> for abi::Vendor {
    fn from(entry: &VendorEntry) -> Self {
        Self {
            listed: entry.listed,
            entry: (&VendorTerms { limit: entry.limit }).into(),
            window: entry.window.into(),
        }
    }
}

impl abi::Agent {
    /// What the words of an agent say. `word`, `policy` and `link` are of a live agent; one that was
    /// removed shows its binding and what it spent, under no policy.
    pub fn of(
        binding: &Binding,
        word: &AgentPolicy,
        policy: &Policy,
        state: &AgentState,
        link: &Link,
        tally: &Tally,
    ) -> Self {
        Self {
            // The key of a session has no binding.
            treasury: if word.is_session() { word.treasury } else { binding.treasury },
            live: word.is_live(),
            frozen: state.frozen,
            version: if word.is_live() { word.version } else { binding.version },
            generation: binding.generation,
            policy: policy.into(),
            window: state.window.into(),
            lifetime: state.lifetime,
            count: state.count,
            parent: if word.is_delegated() { link.parent } else { Address::ZERO },
            tripped: state.tripped,
            denials: tally.count,
            session: word.is_session(),
        }
    }
}

impl From<&Rooms> for abi::SharedRoom {
    fn from(rooms: &Rooms) -> Self {
        Self { balance: rooms.balance, period: rooms.treasury, vendor: rooms.vendor }
    }
}

impl abi::AgentRoom {
    /// The room of `agent` itself.
    pub fn of(agent: Address, rooms: &Rooms) -> Self {
        Self {
            agent,
            payment: rooms.payment,
            period: rooms.period,
            budget: rooms.budget,
            unapproved: rooms.unapproved,
            count: rooms.count,
        }
    }
}

impl From<Denied> for IVault::PaymentDenied {
    fn from(denied: Denied) -> Self {
        Self { reason: denied.reason.code(), asked: denied.asked, room: U256::from(denied.room) }
    }
}

#[cfg(test)]
mod tests;
