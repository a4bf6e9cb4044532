//! The one evaluation.
//!
//! Every rule is one line of [`Facts::ask`]: how much it leaves. A payment passes if it asks for no
//! more than that under every rule; what the views and `balanceOf` say comes from the same lines.

use crate::layout::{session_state, treasury_state};
use crate::{
    AgentLimits, AgentPolicy, AgentState, Denial, Denied, Flags, Limit, Payment, Period, Schedule,
    TreasuryState, VendorEntry, VendorMode, Window, Words,
};
use alloy_primitives::U256;
use core::convert::Infallible;

/// Room under every limit; the type's maximum where a limit does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rooms {
    /// Largest single payment.
    pub payment: u64,
    /// Left of the agent's period.
    pub period: u64,
    /// Payments left of the agent's period.
    pub count: u32,
    /// Left of the agent's lifetime budget.
    pub budget: u64,
    /// Largest payment that needs no approvals.
    pub unapproved: u64,
    /// Left for the vendor; 0 if it is not listed.
    pub vendor: u64,
    /// Left of the treasury's period.
    pub treasury: u64,
    /// What the treasury holds.
    pub balance: u64,
    /// Longest accepted `valid_before - now`, seconds.
    pub validity: u64,
}

impl Rooms {
    /// Where nothing limits.
    const UNLIMITED: Self = Self {
        payment: u64::MAX,
        period: u64::MAX,
        count: u32::MAX,
        budget: u64::MAX,
        unapproved: u64::MAX,
        vendor: u64::MAX,
        treasury: u64::MAX,
        balance: u64::MAX,
        validity: u64::MAX,
    };

    /// What several agents leave together.
    pub fn least(rooms: impl Iterator<Item = Self>) -> Self {
        rooms.fold(Self::UNLIMITED, Self::min)
    }

    fn min(self, other: Self) -> Self {
        Self {
            payment: self.payment.min(other.payment),
            period: self.period.min(other.period),
            count: self.count.min(other.count),
            budget: self.budget.min(other.budget),
            unapproved: self.unapproved.min(other.unapproved),
            vendor: self.vendor.min(other.vendor),
            treasury: self.treasury.min(other.treasury),
            balance: self.balance.min(other.balance),
            validity: self.validity.min(other.validity),
        }
    }
}

/// Decides `payment` at `now` by the rules of one agent, and charges it to every word that counts it.
/// A payment of a sub-agent must pass those of its ancestors too: [`crate::batch::charge`] asks all.
///
/// Pure, and total on arbitrary words and inputs. `words` are those of the agent and of the payment's
/// vendor, as [`crate::Lineage::load`] reads them; the answer differs from them only in the agent's state,
/// the vendor's entry, the treasury's window and the treasury's balance.
///
/// # Errors
/// [`Denied`] with the lowest-numbered [`Denial`] that applies; a value of zero is
/// [`Denial::ValueZero`] before anything else.
pub fn evaluate(words: &Words, payment: &Payment, now: u64) -> Result<Words, Denied> {
    let mut charged = *words;
    charge(&mut charged, payment, now)?;
    Ok(charged)
}

/// [`evaluate`] in place: `words` change if the answer is no denial.
pub(crate) fn charge(words: &mut Words, payment: &Payment, now: u64) -> Result<(), Denied> {
    let facts = Facts::read(words, now);
    facts.decide(payment)?;
    facts.charge(words, payment.value);
    Ok(())
}

/// Room under every limit at `now`, for the vendor whose entry is in `words`. Total.
pub fn room(words: &Words, now: u64) -> Rooms {
    let mut rooms = Rooms::UNLIMITED;
    Facts::read(words, now).each(|rule, room| match rule {
        Denial::PaymentCap => rooms.payment = room,
        Denial::PeriodCap => rooms.period = room,
        Denial::CountCap => rooms.count = u32::try_from(room).unwrap_or(u32::MAX),
        Denial::Budget => rooms.budget = room,
        Denial::ApprovalMissing => rooms.unapproved = room,
        Denial::VendorNotListed | Denial::VendorCap => rooms.vendor = rooms.vendor.min(room),
        Denial::TreasuryCap => rooms.treasury = room,
        Denial::TreasuryBalance => rooms.balance = room,
        Denial::ValidityTooLong => rooms.validity = room,
        _ => {}
    });
    rooms
}

/// The most that the agent could pay to some vendor at `now`, 0 if it cannot pay. Total.
///
/// Never less than what [`evaluate`] accepts for any vendor and authorization: lists and vendors'
/// own caps are left out, and so are the authorization's lifetime, its approvals and whoever settles
/// it. `words` may be those of any vendor.
pub fn spendable(words: &Words, now: u64) -> u64 {
    let mut least = u64::MAX;
    Facts::read(words, now).each(|rule, room| match rule {
        Denial::VendorNotListed
        | Denial::VendorCap
        | Denial::ValidityTooLong
        | Denial::Settler
        | Denial::ApprovalMissing => {}
        Denial::CountCap => least = least.min(open(room != 0)),
        _ => least = least.min(room),
    });
    least
}

/// Whether one agent's own policy refuses a payment by what the message alone says, whatever else
/// refuses it: [`Denial::is_own`]. `words` are that agent's, for the payment's vendor. Total.
pub(crate) fn is_own(words: &Words, payment: &Payment, now: u64) -> bool {
    let mut is_own = false;
    Facts::read(words, now).each(|rule, room| is_own |= rule.is_own() && payment.value > room);
    is_own
}

/// The room under a rule that is open or closed as a whole.
const fn open(is_open: bool) -> u64 {
    if is_open { u64::MAX } else { 0 }
}

/// What the words say at one moment: unpacked, windows rolled.
struct Facts {
    now: u64,
    policy: AgentPolicy,
    state: AgentState,
    limits: AgentLimits,
    schedule: Schedule,
    vendor: VendorEntry,
    treasury: TreasuryState,
    treasury_limit: Option<Limit>,
    treasury_window: Window,
    is_barred: bool,
}

impl Facts {
    fn read(words: &Words, now: u64) -> Self {
        let (policy, state, limits) = words.agent.rules();
        let treasury = TreasuryState::unpack(words.treasury.state);
        let treasury_limit = treasury.limits(words.treasury.limits).limit;
        let window = Window::unpack(words.treasury.window);
        Self {
            now,
            policy,
            state: state.at(policy.period, now),
            limits,
            schedule: Schedule::unpack(words.agent.schedule),
            vendor: VendorEntry::unpack(words.vendor).at(now),
            treasury,
            treasury_limit,
            treasury_window: treasury_limit.map_or(window, |limit| window.at(limit.period, now)),
            is_barred: words.is_barred,
        }
    }

    fn decide(&self, payment: &Payment) -> Result<(), Denied> {
        let denied =
            |(reason, asked, room)| Denied { reason, asked: U256::from::<u64>(asked), room };
        if payment.value == 0 {
            return Err(denied((Denial::ValueZero, 0, 0)));
        }
        let answer = self.ask(|rule, room| {
            let asked = match rule {
                Denial::CountCap => 1,
                Denial::ValidityTooLong => payment.valid_before.saturating_sub(self.now),
                Denial::ApprovalMissing if payment.is_approved => 0,
                _ => payment.value,
            };
            if asked > room { Err((rule, asked, room)) } else { Ok(()) }
        });
        answer.map_err(denied)
    }

    /// Calls `each` for every rule, with what it leaves.
    #[inline(always)]
    fn each(&self, mut each: impl FnMut(Denial, u64)) {
        let Ok(()) = self.ask(|rule, room| {
            each(rule, room);
            Ok::<_, Infallible>(())
        });
    }

    /// Calls `rule` for every rule in the order of their numbers, until it errs, with what the rule leaves
    /// in its own unit, the maximum where it does not apply.
    ///
    /// A list of rules would do, but then each payment of a batch finds out anew what each of them asks
    /// for, by branches; here the compiler knows, and an evaluation takes 33 gas and not 64.
    #[inline(always)]
    fn ask<E>(&self, mut rule: impl FnMut(Denial, u64) -> Result<(), E>) -> Result<(), E> {
        let has = |flag| self.policy.flags.has(flag);
        let (now, limits, state) = (self.now, &self.limits, &self.state);
        let under = |flag, room: u64| if has(flag) { room } else { u64::MAX };
        let count = u64::from(limits.count_cap.saturating_sub(state.count));
        let is_listed = self.vendor_limited().is_none_or(|entry| entry.listed);
        rule(Denial::AgentUnknown, open(self.policy.is_live()))?;
        rule(Denial::AgentFrozen, open(!state.frozen))?;
        rule(Denial::TreasuryFrozen, open(!self.treasury.frozen))?;
        rule(Denial::VendorNotListed, open(is_listed))?;
        rule(Denial::PaymentCap, self.policy.payment_cap)?;
        rule(Denial::PeriodCap, self.period_room())?;
        rule(Denial::CountCap, under(Flags::COUNT, count))?;
        rule(Denial::Budget, under(Flags::BUDGET, limits.budget.saturating_sub(state.lifetime)))?;
        rule(Denial::NotYetActive, under(Flags::VALIDITY, open(limits.not_before <= now)))?;
        rule(Denial::NoLongerActive, under(Flags::VALIDITY, open(now < limits.not_after)))?;
        rule(Denial::Schedule, open(!has(Flags::SCHEDULE) || self.schedule.is_open(now)))?;
        rule(Denial::VendorCap, self.vendor_room())?;
        rule(Denial::TreasuryCap, window_room(self.treasury_limit, self.treasury_window, now))?;
        rule(Denial::ValidityTooLong, self.treasury.longest_life(now))?;
        rule(Denial::TreasuryBalance, self.treasury.balance)?;
        rule(Denial::Settler, open(!self.is_barred))?;
        rule(Denial::ApprovalMissing, under(Flags::THRESHOLD, limits.threshold))
    }

    /// The entry of the vendor, if a list applies.
    fn vendor_limited(&self) -> Option<&VendorEntry> {
        (self.policy.vendors != VendorMode::Any).then_some(&self.vendor)
    }

    fn period_room(&self) -> u64 {
        let AgentPolicy { period, period_cap: cap, .. } = self.policy;
        let limit = (period != Period::None).then_some(Limit { cap, period });
        window_room(limit, self.state.window, self.now)
    }

    fn vendor_room(&self) -> u64 {
        let limit = self.vendor_limited().and_then(|entry| entry.limit);
        window_room(limit, self.vendor.window, self.now)
    }

    /// The word of the agent's state, which was `word`, with what `state` has spent.
    fn pack(&self, word: U256, state: &AgentState) -> U256 {
        if self.policy.is_session() {
            return session_state::SPENT.with(word, state.lifetime);
        }
        state.pack()
    }

    /// Spends `value` in the words; only called with a value that fits under every rule.
    fn charge(&self, words: &mut Words, value: u64) {
        words.agent.state =
            self.pack(words.agent.state, &self.state.charged(value, self.policy.period));
        let balance = self.treasury.balance.saturating_sub(value);
        words.treasury.state = treasury_state::BALANCE.with(words.treasury.state, balance);
        if self.treasury_limit.is_some() {
            words.treasury.window = self.treasury_window.charged(value).pack();
        }
        if self.vendor_limited().is_some_and(|entry| entry.limit.is_some()) {
            words.vendor = self.vendor.window.charged(value).in_entry(words.vendor);
        }
    }
}

/// What a cap per period leaves; `window` stands at `now`.
fn window_room(limit: Option<Limit>, window: Window, now: u64) -> u64 {
    limit.map_or(u64::MAX, |Limit { cap, period }| window.room(cap, period, now))
}

// Below everything else: what the programs are built from keeps its line numbers, and so its bytes.
#[cfg(any(test, feature = "std"))]
mod hold;

#[cfg(any(test, feature = "std"))]
pub use hold::{Held, hold};

#[cfg(test)]
mod tests;
