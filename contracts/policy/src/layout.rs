//! Where everything lies in the vault's storage. Append-only: a slot or bit once given never moves.
//!
//! Mappings are Solidity's: the slot of `key` under `base` is `keccak256(abi.encode(key, base))`.
//! Bit positions count from the low end of the word.

mod field;

pub use field::Field;

use crate::nonce::SequencedNonce;
use crate::{hash, limbs};
use alloy_primitives::{Address, B256, U256};

/// Slot 0: the vault itself, written by the front's constructor.
pub mod config {
    use super::Field;
    /// Bits of the token's address, from bit 0.
    pub const TOKEN_BITS: u32 = 160;
    /// The token's decimals.
    pub const DECIMALS: Field = Field::new(160, 8);
}

/// Slot 1: treasury => state.
pub mod treasury_state {
    use super::Field;
    /// What the vault holds for the treasury.
    pub const BALANCE: Field = Field::new(0, 64);
    /// Audit entries so far.
    pub const ENTRIES: Field = Field::new(64, 64);
    /// Bumped by every edit.
    pub const VERSION: Field = Field::new(128, 32);
    /// Longest accepted `validBefore - now`, seconds.
    pub const LONGEST_VALIDITY: Field = Field::new(160, 32);
    /// The treasury was created.
    pub const EXISTS: Field = Field::new(192, 1);
    /// No payments.
    pub const FROZEN: Field = Field::new(193, 1);
    /// The limits word of slot 4 applies.
    pub const CAPPED: Field = Field::new(194, 1);
    /// How long what loosens waits, seconds.
    pub const DELAY: Field = Field::new(195, 22);
    /// Only accounts with the role of a settler settle.
    pub const SETTLERS_ONLY: Field = Field::new(217, 1);
    /// Approvals that a payment over its agent's threshold needs; 0: there cannot be enough.
    pub const APPROVALS: Field = Field::new(218, 4);
    /// The treasury has or had a delay: something may be pending, see [`super::pending`].
    pub const DELAYED: Field = Field::new(227, 1);
}

/// Slot 4: treasury => limit of all agents together.
pub mod limit {
    use super::Field;
    /// Most per period.
    pub const CAP: Field = Field::new(0, 64);
    /// Period, see [`super::period`].
    pub const PERIOD: Field = Field::new(64, 30);
}

/// Slot 5: treasury => window; also the low bits of every word that holds a window.
pub mod window {
    use super::Field;
    /// Spent in the current window.
    pub const SPENT: Field = Field::new(0, 64);
    /// Spent in the window before.
    pub const PREVIOUS: Field = Field::new(64, 64);
    /// Number of the current window.
    pub const INDEX: Field = Field::new(128, 32);
}

/// The 30 bits of a period.
pub mod period {
    /// Kind: 0 none, 1 seconds, 2 ISO week, 3 calendar month.
    pub const KIND_BITS: u32 = 2;
    /// Mode: 0 fixed, 1 sliding, 2 strict.
    pub const MODE_BITS: u32 = 2;
    /// Length in seconds.
    pub const LENGTH_BITS: u32 = 26;
}

/// Slot 7: treasury => account => roles.
pub mod roles {
    use super::Field;
    /// The roles, see [`crate::roles::Roles`].
    pub const ROLES: Field = Field::new(0, 8);
    /// The number of who is or was an approver, plus 1; 0: never was one.
    pub const APPROVER: Field = Field::new(8, 8);
}

/// Slot 8: agent => policy. Zero: the agent is not live.
pub mod agent_policy {
    use super::Field;
    /// The treasury that pays.
    pub const TREASURY: Field = Field::new(0, 64);
    /// Largest single payment.
    pub const PAYMENT_CAP: Field = Field::new(64, 64);
    /// Most per period.
    pub const PERIOD_CAP: Field = Field::new(128, 64);
    /// Period, see [`super::period`].
    pub const PERIOD: Field = Field::new(192, 30);
    /// 0 own list, 1 shared list, 2 any payee.
    pub const VENDORS: Field = Field::new(222, 2);
    /// Random nonces are remembered in `2^n` words.
    pub const NONCE_BITS: Field = Field::new(224, 4);
    /// Optional limits, see [`crate::Flags`].
    pub const FLAGS: Field = Field::new(228, 10);
    /// Bumped by every edit.
    pub const VERSION: Field = Field::new(238, 18);
}

/// Slot 9: agent => state, the one word that every payment writes.
pub mod agent_state {
    use super::Field;
    /// Spent over all time.
    pub const LIFETIME: Field = Field::new(128, 64);
    /// Spent in the current window.
    pub const SPENT: Field = Field::new(0, 64);
    /// Spent in the window before.
    pub const PREVIOUS: Field = Field::new(64, 64);
    /// Number of the current window.
    pub const INDEX: Field = Field::new(192, 32);
    /// Payments in the current window.
    pub const COUNT: Field = Field::new(224, 20);
    /// No payments.
    pub const FROZEN: Field = Field::new(244, 1);
    /// It was the breaker that froze the agent, and nobody has since.
    pub const TRIPPED: Field = Field::new(245, 1);
}

/// Slot 8 where a session's key has it. It is never cleared: a key opens one session and no other.
pub mod session {
    use super::{Field, agent_policy};
    /// The treasury that pays; zero: the session was ended.
    pub const TREASURY: Field = agent_policy::TREASURY;
    /// Largest single payment.
    pub const PAYMENT_CAP: Field = agent_policy::PAYMENT_CAP;
    /// Most over the whole session.
    pub const BUDGET: Field = Field::new(128, 64);
    /// First second after the session.
    pub const NOT_AFTER: Field = Field::new(192, 36);
    /// [`crate::Flags::SESSION`], and nothing else.
    pub const FLAGS: Field = agent_policy::FLAGS;
    /// No payments.
    pub const FROZEN: Field = Field::new(238, 1);
}

/// Slot 9 where a session's key has it: a word of [`link`], and above it what was spent.
pub mod session_state {
    use super::Field;
    /// Spent so far.
    pub const SPENT: Field = Field::new(192, 64);
}

/// Slot 10: agent => limits, read if the count, budget or validity flag is set, and of an agent
/// whose sub-agent pays.
pub mod agent_limits {
    use super::Field;
    /// Most over all time.
    pub const BUDGET: Field = Field::new(0, 64);
    /// First second of validity.
    pub const NOT_BEFORE: Field = Field::new(64, 40);
    /// First second after validity.
    pub const NOT_AFTER: Field = Field::new(104, 40);
    /// Most payments per window.
    pub const COUNT_CAP: Field = Field::new(144, 20);
    /// Largest payment that needs no approvals.
    pub const THRESHOLD: Field = Field::new(164, 64);
    /// How many generations of sub-agents there may be below.
    pub const DELEGATION_DEPTH: Field = Field::new(228, 3);
    /// How many recorded denials within a window freeze the agent.
    pub const BREAKER_COUNT: Field = Field::new(231, 4);
    /// The breaker's window, seconds.
    pub const BREAKER_WINDOW: Field = Field::new(235, 21);
}

/// Slot 11: agent => schedule, read if the schedule flag is set.
pub mod schedule {
    /// Hours of a week, one bit each from bit 0.
    pub const BITS: u32 = 168;
}

/// Slot 12: agent => binding, which survives removal.
pub mod binding {
    use super::Field;
    /// The treasury, for life.
    pub const TREASURY: Field = Field::new(0, 64);
    /// Bumped by every removal, and when all delegations are revoked.
    pub const GENERATION: Field = Field::new(64, 32);
    /// The agent's nonce bits, for life.
    pub const NONCE_BITS: Field = Field::new(96, 4);
    /// The policy's version when the agent was last removed.
    pub const VERSION: Field = Field::new(100, 18);
    /// The period that the state word counts in since the agent was last removed.
    pub const PERIOD: Field = Field::new(118, 30);
}

/// Slots 13 and 14: vendor entries of an agent and of a treasury.
pub mod vendor_entry {
    use super::Field;
    /// Paid in the current window.
    pub const SPENT: Field = Field::new(0, 64);
    /// Paid in the window before.
    pub const PREVIOUS: Field = Field::new(64, 64);
    /// Number of the current window.
    pub const INDEX: Field = Field::new(128, 32);
    /// Most per period.
    pub const CAP: Field = Field::new(160, 64);
    /// The vendor may be paid.
    pub const LISTED: Field = Field::new(224, 1);
    /// Cap and period apply.
    pub const CAPPED: Field = Field::new(225, 1);
    /// Period, see [`super::period`].
    pub const PERIOD: Field = Field::new(226, 30);
}

/// Slot 15: agent => index => word of the table of random nonces.
pub mod nonce_table {
    use super::Field;
    /// Fingerprints of the three entries.
    pub const FINGERPRINT: [Field; 3] =
        [Field::new(0, 48), Field::new(74, 48), Field::new(148, 48)];
    /// Expiries of the three entries, in units of 64 s rounded up; the largest value never expires.
    pub const EXPIRY: [Field; 3] = [Field::new(48, 26), Field::new(122, 26), Field::new(196, 26)];
    /// Until when own slots must be read too, in the same units.
    pub const OVERFLOW_UNTIL: Field = Field::new(222, 26);
}

/// Slot 18: treasury => object => what waits to be done to the object.
pub mod pending {
    use super::Field;
    /// First second at which it may be done, or could have been; 0: nothing was asked for.
    pub const READY_AT: Field = Field::new(0, 40);
    /// Guardians cannot cancel it.
    pub const FIRM: Field = Field::new(40, 1);
    /// The last request was cancelled.
    pub const CANCELLED: Field = Field::new(41, 1);
    /// From here upwards, the high bits of the hash of the call that does it.
    pub const DIGEST_AT: u32 = 42;
}

/// Slot 20: agent => link to its parent, which counts if the parent flag is set.
pub mod link {
    use super::Field;
    /// Bits of the parent's address, from bit 0.
    pub const PARENT_BITS: u32 = 160;
    /// The parent's generation when it delegated.
    pub const GENERATION: Field = Field::new(160, 32);
}

/// Slot 23: treasury => approvers. Bits 0 to 239: the numbers of those that are approvers now.
pub mod approvers {
    use super::Field;
    /// The number of the next one.
    pub const NEXT: Field = Field::new(240, 8);
}

/// Slot 24: agent => what its breaker has counted. No payment reads it.
pub mod breaker {
    use super::Field;
    /// When the first denial of the window was recorded.
    pub const SINCE: Field = Field::new(0, 40);
    /// Denials of the window.
    pub const COUNT: Field = Field::new(40, 4);
}

/// Base slots.
pub mod base {
    #![allow(missing_docs, reason = "the functions that use them say what is there")]
    pub const CONFIG: u8 = 0;
    pub const TREASURY_STATE: u8 = 1;
    pub const OWNER: u8 = 2;
    pub const PENDING_OWNER: u8 = 3;
    pub const TREASURY_LIMIT: u8 = 4;
    pub const TREASURY_WINDOW: u8 = 5;
    pub const AUDIT_HEAD: u8 = 6;
    pub const ROLES: u8 = 7;
    pub const AGENT_POLICY: u8 = 8;
    pub const AGENT_STATE: u8 = 9;
    pub const AGENT_LIMITS: u8 = 10;
    pub const AGENT_SCHEDULE: u8 = 11;
    pub const BINDING: u8 = 12;
    pub const VENDOR: u8 = 13;
    pub const SHARED_VENDOR: u8 = 14;
    pub const NONCE_TABLE: u8 = 15;
    pub const NONCE_OWN: u8 = 16;
    pub const CONSENT_USED: u8 = 17;
    pub const PENDING: u8 = 18;
    pub const SEQUENCE: u8 = 19;
    pub const PARENT: u8 = 20;
    pub const APPROVAL: u8 = 21;
    pub const GRANT_USED: u8 = 22;
    pub const APPROVERS: u8 = 23;
    pub const BREAKER: u8 = 24;
}

/// The slot of the config word.
pub const CONFIG_SLOT: U256 = U256::ZERO;

fn slot(key: B256, base: B256) -> U256 {
    limbs::from_bytes(&hash::words(&[key, base]))
}

pub(crate) fn of_treasury(treasury: u64, base: u8) -> U256 {
    slot(hash::number(treasury), B256::with_last_byte(base))
}

pub(crate) fn of_agent(agent: Address, base: u8) -> U256 {
    slot(agent.into_word(), B256::with_last_byte(base))
}

fn nested(outer: U256, key: B256) -> U256 {
    slot(key, limbs::to_bytes(outer))
}

/// Slot of [`crate::TreasuryState`].
pub fn treasury_state_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::TREASURY_STATE)
}

/// Slot of the owner's address.
pub fn owner_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::OWNER)
}

/// Slot of the address that may accept ownership.
pub fn pending_owner_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::PENDING_OWNER)
}

/// Slot of the [`crate::Limit`] on all agents together.
pub fn treasury_limit_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::TREASURY_LIMIT)
}

/// Slot of the [`crate::Window`] of that limit.
pub fn treasury_window_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::TREASURY_WINDOW)
}

/// Slot of the head of the audit chain.
pub fn audit_head_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::AUDIT_HEAD)
}

/// Slot of the roles of `account`, see [`crate::roles`].
pub fn roles_slot(treasury: u64, account: Address) -> U256 {
    nested(of_treasury(treasury, base::ROLES), account.into_word())
}

/// Slot of [`crate::AgentPolicy`].
pub fn agent_policy_slot(agent: Address) -> U256 {
    of_agent(agent, base::AGENT_POLICY)
}

/// Slot of [`crate::AgentState`].
pub fn agent_state_slot(agent: Address) -> U256 {
    of_agent(agent, base::AGENT_STATE)
}

/// Slot of [`crate::AgentLimits`].
pub fn agent_limits_slot(agent: Address) -> U256 {
    of_agent(agent, base::AGENT_LIMITS)
}

/// Slot of [`crate::Schedule`].
pub fn agent_schedule_slot(agent: Address) -> U256 {
    of_agent(agent, base::AGENT_SCHEDULE)
}

/// Slot of [`crate::Binding`].
pub fn binding_slot(agent: Address) -> U256 {
    of_agent(agent, base::BINDING)
}

/// The agent's own list of vendors, a mapping for [`vendor_of`].
pub(crate) fn vendors(agent: Address) -> U256 {
    of_agent(agent, base::VENDOR)
}

/// The treasury's shared list of vendors, a mapping for [`vendor_of`].
pub(crate) fn shared_vendors(treasury: u64) -> U256 {
    of_treasury(treasury, base::SHARED_VENDOR)
}

/// Slot of a vendor's entry in a list.
pub(crate) fn vendor_of(list: U256, vendor: Address) -> U256 {
    nested(list, vendor.into_word())
}

/// Slot of the [`crate::VendorEntry`] in the agent's own list.
pub fn vendor_slot(agent: Address, vendor: Address) -> U256 {
    vendor_of(vendors(agent), vendor)
}

/// Slot of the [`crate::VendorEntry`] in the treasury's shared list.
pub fn shared_vendor_slot(treasury: u64, vendor: Address) -> U256 {
    vendor_of(shared_vendors(treasury), vendor)
}

/// The agent's table of random nonces, a mapping for [`nonce_word_of`].
pub(crate) fn nonces(agent: Address) -> U256 {
    of_agent(agent, base::NONCE_TABLE)
}

/// Slot of the word at `index` of a table of random nonces.
pub(crate) fn nonce_word_of(table: U256, index: u64) -> U256 {
    nested(table, hash::number(index))
}

/// Slot of the word at `index` of the agent's table of random nonces, see [`crate::nonce`].
pub fn nonce_table_slot(agent: Address, index: u64) -> U256 {
    nonce_word_of(nonces(agent), index)
}

/// The nonce's own slot: nonzero once it was used while its table word was full.
pub fn nonce_own_slot(agent: Address, nonce: B256) -> U256 {
    nested(of_agent(agent, base::NONCE_OWN), nonce)
}

/// Slot of the word that remembers a sequenced nonce of the agent, by one bit of it.
pub fn sequence_slot(agent: Address, nonce: SequencedNonce) -> U256 {
    nested(of_agent(agent, base::SEQUENCE), limbs::to_bytes(nonce.word()))
}

/// Nonzero once the agent's consent with this salt was used.
pub fn consent_slot(agent: Address, salt: B256) -> U256 {
    nested(of_agent(agent, base::CONSENT_USED), salt)
}

/// Slot of the [`crate::Pending`] edit of `object` in a treasury: a slot of what is edited, see
/// [`crate::loosening`], or [`withdrawal`].
pub fn pending_slot(treasury: u64, object: U256) -> U256 {
    nested(of_treasury(treasury, base::PENDING), limbs::to_bytes(object))
}

/// What stands for a withdrawal among the objects of pending edits: no slot, since slots are hashes
/// of fewer words.
pub fn withdrawal(treasury: u64, to: Address, value: U256) -> U256 {
    hash::words(&[hash::number(treasury), to.into_word(), limbs::to_bytes(value)]).into()
}

/// Slot of the [`crate::Link`] of an agent to its parent.
pub fn link_slot(agent: Address) -> U256 {
    of_agent(agent, base::PARENT)
}

/// Slot of the [`crate::Tally`] of an agent's breaker.
pub fn breaker_slot(agent: Address) -> U256 {
    of_agent(agent, base::BREAKER)
}

/// Nonzero once the agent granted a delegation with this salt.
pub fn grant_slot(agent: Address, salt: B256) -> U256 {
    nested(of_agent(agent, base::GRANT_USED), salt)
}

/// Slot of what a treasury's approvers have registered for the authorization with this digest: the bits
/// of their numbers.
pub fn approval_slot(treasury: u64, digest: B256) -> U256 {
    nested(of_treasury(treasury, base::APPROVAL), digest)
}

/// Slot of the numbers of a treasury's approvers, see [`approvers`].
pub fn approvers_slot(treasury: u64) -> U256 {
    of_treasury(treasury, base::APPROVERS)
}

/// An address as it lies in a word.
pub fn word_of(address: Address) -> U256 {
    limbs::from_bytes(&address.into_word())
}

/// The address in the low 160 bits of a word.
pub fn address_in(word: U256) -> Address {
    Address::from_word(limbs::to_bytes(word))
}

#[cfg(test)]
mod tests;
