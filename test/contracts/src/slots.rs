//! Where the vault's storage is, from the layout's description and not from the code under test.

use alloy::{
    primitives::{Address, B256, U256, keccak256},
    sol_types::SolValue,
};

/// Token and its decimals.
pub const CONFIG: u64 = 0;
/// Treasury => balance, entries, version, longest validity, flags.
pub const TREASURY_STATE: u64 = 1;
/// Treasury => owner.
pub const OWNER: u64 = 2;
/// Treasury => pending owner.
pub const PENDING_OWNER: u64 = 3;
/// Treasury => cap and period.
pub const TREASURY_LIMITS: u64 = 4;
/// Treasury => spent, previous, index.
pub const TREASURY_WINDOW: u64 = 5;
/// Treasury => audit head.
pub const AUDIT_HEAD: u64 = 6;
/// Treasury => account => roles.
pub const ROLES: u64 = 7;
/// Agent => policy.
pub const AGENT_POLICY: u64 = 8;
/// Agent => what it spent.
pub const AGENT_STATE: u64 = 9;
/// Agent => budget, validity, count cap.
pub const AGENT_LIMITS: u64 = 10;
/// Agent => schedule.
pub const AGENT_SCHEDULE: u64 = 11;
/// Agent => treasury for life, generation, nonce bits.
pub const AGENT_BINDING: u64 = 12;
/// Agent => vendor => entry.
pub const VENDOR: u64 = 13;
/// Treasury => vendor => entry.
pub const SHARED_VENDOR: u64 = 14;
/// Agent => index => nonce table word.
pub const NONCE_TABLE: u64 = 15;
/// Agent => nonce => used, where the table had no room.
pub const NONCE_SLOT: u64 = 16;
/// Agent => salt => consent used.
pub const CONSENT_SALT: u64 = 17;
/// Treasury => object => what waits to be done to it.
pub const PENDING: u64 = 18;
/// Agent => lane and sequence, less the last byte => which of 256 sequenced nonces are used.
pub const SEQUENCE: u64 = 19;
/// Agent => parent and its generation.
pub const PARENT: u64 = 20;
/// Treasury => digest => which approvers have registered their approval.
pub const APPROVAL: u64 = 21;
/// Agent => salt => delegation granted.
pub const GRANT_SALT: u64 = 22;
/// Treasury => which of its approvers' numbers are approvers now, and the next number.
pub const APPROVERS: u64 = 23;
/// Agent => what its breaker has counted.
pub const BREAKER: u64 = 24;

/// Slot of `key` in the mapping at `base`.
#[must_use]
pub fn of(base: u64, key: impl Key) -> U256 {
    keccak256((key.word(), U256::from(base)).abi_encode()).into()
}

/// Slot of `inner` in the mapping that `outer` has in the mapping at `base`.
#[must_use]
pub fn of_two(base: u64, outer: impl Key, inner: impl Key) -> U256 {
    keccak256((inner.word(), of(base, outer)).abi_encode()).into()
}

/// What a mapping is keyed by, as one ABI word.
pub trait Key {
    /// The word.
    fn word(&self) -> B256;
}

impl Key for u64 {
    fn word(&self) -> B256 {
        U256::from(*self).into()
    }
}

impl Key for Address {
    fn word(&self) -> B256 {
        self.into_word()
    }
}

impl Key for U256 {
    fn word(&self) -> B256 {
        (*self).into()
    }
}

impl Key for B256 {
    fn word(&self) -> B256 {
        *self
    }
}

/// `width` bits of `word` from bit `low` up.
#[must_use]
pub fn bits(word: U256, low: usize, width: usize) -> u64 {
    let mask = (U256::from(1) << width).wrapping_sub(U256::from(1));
    ((word >> low) & mask).to()
}
