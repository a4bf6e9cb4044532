//! Where events and policy part.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::approvals::Exhausted;
use bursar_policy::delegation::GrantFault;
use bursar_policy::{Denied, EditFault, PolicyFault};

/// A vault did what the policy does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "in block {block}, log {log_index}, the vault {vault} did what its policy does not allow: {cause}; it is no vault of this version of bursar"
)]
pub struct MirrorFault {
    /// The vault.
    pub vault: Address,
    /// The block's number.
    pub block: u64,
    /// Place of the event among the block's logs.
    pub log_index: u64,
    /// What does not fit.
    pub cause: Cause,
}

/// Why an event cannot have followed from the words before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The event is not of a vault that is followed.
    #[error("it is not among the vaults that are followed")]
    VaultUnknown,
    /// A payment that would have been denied.
    #[error("it paid {} where {} was left ({})", .0.asked, .0.room, .0.reason)]
    Denied(Denied),
    /// A sequenced nonce that was used before.
    #[error("it used the sequenced nonce {nonce} a second time")]
    Replayed {
        /// The nonce.
        nonce: B256,
    },
    /// A breaker that had not counted enough.
    #[error("it froze agent {agent} by a breaker that had not tripped")]
    Breaker {
        /// The agent.
        agent: Address,
    },
    /// A payment, or a denial, of an agent of another treasury.
    #[error("it went by treasury {stated} for an agent of treasury {found}")]
    Treasury {
        /// In the event.
        stated: u64,
        /// By the agent's policy.
        found: u64,
    },
    /// An edit that would have been refused.
    #[error(transparent)]
    Edit(#[from] EditFault),
    /// A delegation that would not have been granted.
    #[error(transparent)]
    Grant(#[from] GrantFault),
    /// Roles that there are not.
    #[error("it gave roles that there are not: {roles}")]
    Roles {
        /// In the event, as bits.
        roles: u8,
    },
    /// One approver more than there can be.
    #[error(transparent)]
    Approvers(#[from] Exhausted),
    /// Limits that are not well formed.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// The event tells another version, or generation, than follows.
    #[error("it went to version {stated} where {found} was next")]
    Version {
        /// In the event.
        stated: u32,
        /// By the words.
        found: u32,
    },
    /// An amount that leaves the balance's 64 bits at either end.
    #[error("it moved {value} in or out of a balance of {balance}")]
    Amount {
        /// In the event.
        value: U256,
        /// Before it.
        balance: u64,
    },
}
