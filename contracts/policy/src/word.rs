//! Typed views of storage words. `unpack` is total on arbitrary bits; `pack` writes what it read.

mod ties;

pub use ties::{Binding, Link};

use crate::layout::{
    self, address_in, agent_limits, agent_policy, agent_state, config, treasury_state,
    vendor_entry, window, word_of,
};
use crate::{Breaker, HORIZON, Limit, Period, TreasuryLimits, VendorMode, Window};
use alloy_primitives::{Address, U256};

#[allow(clippy::cast_possible_truncation, reason = "fields of at most 32 bits")]
const fn narrow(value: u64) -> u32 {
    value as u32
}

/// Slot 0: the vault's token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The token that the vault holds.
    pub token: Address,
    /// The token's decimals.
    pub decimals: u8,
}

impl Config {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        let decimals = config::DECIMALS.get(word).to_le_bytes()[0];
        Self { token: address_in(word), decimals }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        config::DECIMALS.with(word_of(self.token), u64::from(self.decimals))
    }
}

/// Which optional limits an agent has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u16);

impl Flags {
    /// No optional limit.
    pub const NONE: Self = Self(0);
    /// A count per period.
    pub const COUNT: Self = Self(1);
    /// A lifetime budget.
    pub const BUDGET: Self = Self(2);
    /// A validity.
    pub const VALIDITY: Self = Self(4);
    /// A schedule.
    pub const SCHEDULE: Self = Self(8);
    /// A threshold, over which payments need approvals.
    pub const THRESHOLD: Self = Self(16);
    /// The agent spends for a parent. Set by a delegation only, never by who writes a policy.
    pub const PARENT: Self = Self(32);
    /// May delegate.
    pub const DELEGATION: Self = Self(64);
    /// The agent's code signs for it, not a key. No limit: the agent has agreed to it.
    pub const CONTRACT_PAYER: Self = Self(128);
    /// The key of a session: the word is one of [`crate::session::SessionState`]. Set by a grant only.
    pub const SESSION: Self = Self(256);
    /// A breaker.
    pub const BREAKER: Self = Self(512);
    /// Every flag that a policy may name.
    pub const ALL: Self = Self(735);
    /// The flags whose values lie in the limits word and decide the agent's own payments.
    pub(crate) const LIMITS: Self = Self(23);

    /// From bits; unknown ones are kept, so that they can be refused.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// As bits.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether any of `flags` is set.
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }

    /// With `flags` added if `set`.
    #[must_use]
    pub const fn with(self, flags: Self, set: bool) -> Self {
        if set { Self(self.0 | flags.0) } else { self }
    }
}

/// Slot 8: an agent's policy, as far as every payment reads it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentPolicy {
    /// The treasury that pays; 0: the agent is not live.
    pub treasury: u64,
    /// Largest single payment.
    pub payment_cap: u64,
    /// Most per period.
    pub period_cap: u64,
    /// Over what.
    pub period: Period,
    /// Whom the agent may pay.
    pub vendors: VendorMode,
    /// Random nonces are remembered in `2^nonce_bits` words.
    pub nonce_bits: u8,
    /// Which optional limits exist.
    pub flags: Flags,
    /// Bumped by every edit, 18 bits.
    pub version: u32,
}

impl AgentPolicy {
    /// From the word. An unknown vendor mode is the agent's own list. Of a session it is what holds of
    /// it by itself, in whatever terms a policy has for it; [`crate::session::SessionState`] has all.
    pub fn unpack(word: U256) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "a field of 10 bits")]
        let flags = Flags(agent_policy::FLAGS.get(word) as u16);
        if flags.has(Flags::SESSION) {
            let payment_cap = agent_policy::PAYMENT_CAP.get(word);
            return Self::of_session(agent_policy::TREASURY.get(word), payment_cap);
        }
        Self {
            treasury: agent_policy::TREASURY.get(word),
            payment_cap: agent_policy::PAYMENT_CAP.get(word),
            period_cap: agent_policy::PERIOD_CAP.get(word),
            period: Period::unpack(agent_policy::PERIOD.get(word)),
            vendors: match agent_policy::VENDORS.get(word) {
                1 => VendorMode::Shared,
                2 => VendorMode::Any,
                _ => VendorMode::Own,
            },
            nonce_bits: agent_policy::NONCE_BITS.get(word).to_le_bytes()[0],
            flags,
            version: narrow(agent_policy::VERSION.get(word)),
        }
    }

    /// To the word, of any agent but a session.
    pub fn pack(&self) -> U256 {
        let word = agent_policy::TREASURY.with(U256::ZERO, self.treasury);
        let word = agent_policy::PAYMENT_CAP.with(word, self.payment_cap);
        let word = agent_policy::PERIOD_CAP.with(word, self.period_cap);
        let word = agent_policy::PERIOD.with(word, self.period.pack());
        let word = agent_policy::VENDORS.with(word, self.vendors as u64);
        let word = agent_policy::NONCE_BITS.with(word, u64::from(self.nonce_bits));
        let word = agent_policy::FLAGS.with(word, u64::from(self.flags.0));
        agent_policy::VERSION.with(word, u64::from(self.version))
    }

    /// Whether the key spends for a treasury.
    pub const fn is_live(&self) -> bool {
        self.treasury != 0
    }

    /// The mapping of the list that this policy of `agent` names; none if it may pay anyone.
    pub(crate) fn list(&self, agent: Address) -> Option<U256> {
        match self.vendors {
            VendorMode::Own => Some(layout::vendors(agent)),
            VendorMode::Shared => Some(layout::shared_vendors(self.treasury)),
            VendorMode::Any => None,
        }
    }

    /// Whether the agent's code signs for it.
    pub const fn is_contract(&self) -> bool {
        self.flags.has(Flags::CONTRACT_PAYER)
    }

    /// Whether the key spends for a parent, too.
    pub const fn is_delegated(&self) -> bool {
        self.is_session() || self.flags.has(Flags::PARENT)
    }

    /// Whether the key is a session's.
    pub const fn is_session(&self) -> bool {
        self.flags.has(Flags::SESSION)
    }

    /// Where the [`Link`] of a delegated `agent` lies.
    pub fn link_slot(&self, agent: Address) -> U256 {
        if self.is_session() { layout::agent_state_slot(agent) } else { layout::link_slot(agent) }
    }
}

/// Slot 9: what an agent has spent, the one word that every payment writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentState {
    /// Spent over the policy's period; nothing is counted while it has none.
    pub window: Window,
    /// Spent over all time; saturates.
    pub lifetime: u64,
    /// Payments in the current window, 20 bits; saturates.
    pub count: u32,
    /// No payments until thawed.
    pub frozen: bool,
    /// It was the breaker that froze the agent, and nobody has since.
    pub tripped: bool,
}

impl AgentState {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self {
            window: Window {
                spent: agent_state::SPENT.get(word),
                previous: agent_state::PREVIOUS.get(word),
                index: narrow(agent_state::INDEX.get(word)),
            },
            lifetime: agent_state::LIFETIME.get(word),
            count: narrow(agent_state::COUNT.get(word)),
            frozen: agent_state::FROZEN.is_set(word),
            tripped: agent_state::TRIPPED.is_set(word),
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = agent_state::SPENT.with(U256::ZERO, self.window.spent);
        let word = agent_state::PREVIOUS.with(word, self.window.previous);
        let word = agent_state::LIFETIME.with(word, self.lifetime);
        let word = agent_state::INDEX.with(word, u64::from(self.window.index));
        let word = agent_state::COUNT.with(word, u64::from(self.count));
        let word = agent_state::FROZEN.with(word, u64::from(self.frozen));
        agent_state::TRIPPED.with(word, u64::from(self.tripped))
    }

    /// As it stands at `now`: the window rolled, the count with it.
    #[must_use]
    pub fn at(self, period: Period, now: u64) -> Self {
        let window = self.window.at(period, now);
        let count = if window.index == self.window.index { self.count } else { 0 };
        Self { window, count, ..self }
    }

    /// With one payment of `value` charged; `self` stands at the time of the payment.
    #[must_use]
    pub(crate) fn charged(self, value: u64, period: Period) -> Self {
        let lifetime = self.lifetime.saturating_add(value);
        if period == Period::None {
            return Self { lifetime, ..self };
        }
        Self {
            window: self.window.charged(value),
            lifetime,
            count: self.count.saturating_add(1),
            ..self
        }
    }

    /// Counted by another period from `now` on, see [`Window`]; the count of the window is kept.
    #[must_use]
    pub(crate) fn carry(self, old: Period, new: Period, now: u64) -> Self {
        let count = self.at(old, now).count;
        if old == new {
            return self;
        }
        Self { window: self.window.carry(old, new, now), count, ..self }
    }
}

/// Slot 10: limits that a flag of the policy switches on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentLimits {
    /// Most over all time.
    pub budget: u64,
    /// First second of validity, 40 bits.
    pub not_before: u64,
    /// First second after validity, 40 bits.
    pub not_after: u64,
    /// Most payments per window, 20 bits.
    pub count_cap: u32,
    /// Largest payment that needs no approvals.
    pub threshold: u64,
    /// How many generations of sub-agents there may be below, 3 bits.
    pub delegation_depth: u8,
    /// When recorded denials freeze the agent.
    pub breaker: Breaker,
}

impl AgentLimits {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self {
            budget: agent_limits::BUDGET.get(word),
            not_before: agent_limits::NOT_BEFORE.get(word),
            not_after: agent_limits::NOT_AFTER.get(word),
            count_cap: narrow(agent_limits::COUNT_CAP.get(word)),
            threshold: agent_limits::THRESHOLD.get(word),
            delegation_depth: agent_limits::DELEGATION_DEPTH.get(word).to_le_bytes()[0],
            breaker: Breaker {
                count: agent_limits::BREAKER_COUNT.get(word).to_le_bytes()[0],
                window: narrow(agent_limits::BREAKER_WINDOW.get(word)),
            },
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = agent_limits::BUDGET.with(U256::ZERO, self.budget);
        let word = agent_limits::NOT_BEFORE.with(word, self.not_before);
        let word = agent_limits::NOT_AFTER.with(word, self.not_after);
        let word = agent_limits::COUNT_CAP.with(word, u64::from(self.count_cap));
        let word = agent_limits::THRESHOLD.with(word, self.threshold);
        let word = agent_limits::DELEGATION_DEPTH.with(word, u64::from(self.delegation_depth));
        let word = agent_limits::BREAKER_COUNT.with(word, u64::from(self.breaker.count));
        agent_limits::BREAKER_WINDOW.with(word, u64::from(self.breaker.window))
    }
}

/// Slots 13 and 14: what a list says of one vendor, and what the vendor was paid under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VendorEntry {
    /// Paid over the limit's period; nothing is counted without a limit.
    pub window: Window,
    /// Whether the vendor may be paid. An entry that was removed keeps its window and its limit.
    pub listed: bool,
    /// The vendor's own cap.
    pub limit: Option<Limit>,
}

impl VendorEntry {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        let limit = Limit {
            cap: vendor_entry::CAP.get(word),
            period: Period::unpack(vendor_entry::PERIOD.get(word)),
        };
        Self {
            window: Window {
                spent: vendor_entry::SPENT.get(word),
                previous: vendor_entry::PREVIOUS.get(word),
                index: narrow(vendor_entry::INDEX.get(word)),
            },
            listed: vendor_entry::LISTED.is_set(word),
            limit: vendor_entry::CAPPED.is_set(word).then_some(limit),
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let limit = self.limit.unwrap_or_default();
        let word = self.window.in_entry(U256::ZERO);
        let word = vendor_entry::CAP.with(word, limit.cap);
        let word = vendor_entry::LISTED.with(word, u64::from(self.listed));
        let word = vendor_entry::CAPPED.with(word, u64::from(self.limit.is_some()));
        vendor_entry::PERIOD.with(word, limit.period.pack())
    }

    /// The period that the window counts in.
    pub(crate) fn period(&self) -> Period {
        self.limit.map_or(Period::None, |limit| limit.period)
    }

    /// As it stands at `now`.
    #[must_use]
    pub fn at(self, now: u64) -> Self {
        Self { window: self.window.at(self.period(), now), ..self }
    }
}

/// Slot 1: a treasury.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreasuryState {
    /// What the vault holds for it.
    pub balance: u64,
    /// Audit entries so far.
    pub entries: u64,
    /// Bumped by every edit.
    pub version: u32,
    /// Longest accepted `validBefore - now`, seconds.
    pub longest_validity: u32,
    /// Whether it was created.
    pub exists: bool,
    /// No payments until thawed.
    pub frozen: bool,
    /// Whether the limit of slot 4 applies.
    pub capped: bool,
    /// How long what loosens waits, seconds, 22 bits.
    pub delay: u32,
    /// Whether only settlers settle.
    pub settlers_only: bool,
    /// How many approvals a payment over its agent's threshold needs, 4 bits.
    pub approvals: u8,
    /// Whether something may be pending: set with the first delay, for good.
    pub delayed: bool,
}

impl TreasuryState {
    /// A new treasury: empty, without a cap, with the default longest validity.
    pub const CREATED: Self = Self {
        balance: 0,
        entries: 0,
        version: 0,
        longest_validity: TreasuryLimits::DEFAULT.longest_validity,
        exists: true,
        frozen: false,
        capped: false,
        delay: 0,
        settlers_only: false,
        approvals: 0,
        delayed: false,
    };

    /// A new treasury whose loosening edits wait `delay` seconds.
    #[must_use]
    pub const fn created(delay: u32) -> Self {
        Self { delay, delayed: delay != 0, ..Self::CREATED }
    }

    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self {
            balance: treasury_state::BALANCE.get(word),
            entries: treasury_state::ENTRIES.get(word),
            version: narrow(treasury_state::VERSION.get(word)),
            longest_validity: narrow(treasury_state::LONGEST_VALIDITY.get(word)),
            exists: treasury_state::EXISTS.is_set(word),
            frozen: treasury_state::FROZEN.is_set(word),
            capped: treasury_state::CAPPED.is_set(word),
            delay: narrow(treasury_state::DELAY.get(word)),
            settlers_only: treasury_state::SETTLERS_ONLY.is_set(word),
            approvals: treasury_state::APPROVALS.get(word).to_le_bytes()[0],
            delayed: treasury_state::DELAYED.is_set(word),
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = treasury_state::BALANCE.with(U256::ZERO, self.balance);
        let word = treasury_state::ENTRIES.with(word, self.entries);
        let word = treasury_state::VERSION.with(word, u64::from(self.version));
        let word = treasury_state::LONGEST_VALIDITY.with(word, u64::from(self.longest_validity));
        let word = treasury_state::EXISTS.with(word, u64::from(self.exists));
        let word = treasury_state::FROZEN.with(word, u64::from(self.frozen));
        let word = treasury_state::CAPPED.with(word, u64::from(self.capped));
        let word = treasury_state::DELAY.with(word, u64::from(self.delay));
        let word = treasury_state::SETTLERS_ONLY.with(word, u64::from(self.settlers_only));
        let word = treasury_state::APPROVALS.with(word, u64::from(self.approvals));
        treasury_state::DELAYED.with(word, u64::from(self.delayed))
    }

    /// How long an authorization may live from `now` on, seconds, to be accepted. Nothing that outlives the
    /// horizon is: expiries are kept up to there.
    pub fn longest_life(&self, now: u64) -> u64 {
        u64::from(self.longest_validity).min(HORIZON.saturating_sub(now))
    }

    /// The limits as people write them; `limit` is the treasury's limit word.
    pub fn limits(&self, limit: U256) -> TreasuryLimits {
        TreasuryLimits {
            limit: self.capped.then(|| Limit::unpack(limit)),
            longest_validity: self.longest_validity,
            delay: self.delay,
            settlers_only: self.settlers_only,
            approvals: self.approvals,
        }
    }
}

impl Window {
    /// The vendor entry `word` with this window.
    pub(crate) fn in_entry(&self, word: U256) -> U256 {
        let word = vendor_entry::SPENT.with(word, self.spent);
        let word = vendor_entry::PREVIOUS.with(word, self.previous);
        vendor_entry::INDEX.with(word, u64::from(self.index))
    }

    /// From the treasury's window word.
    pub fn unpack(word: U256) -> Self {
        Self {
            spent: window::SPENT.get(word),
            previous: window::PREVIOUS.get(word),
            index: narrow(window::INDEX.get(word)),
        }
    }

    /// To the treasury's window word.
    pub fn pack(&self) -> U256 {
        let word = window::SPENT.with(U256::ZERO, self.spent);
        let word = window::PREVIOUS.with(word, self.previous);
        window::INDEX.with(word, u64::from(self.index))
    }
}
