//! Approvals: what is larger than an agent's threshold needs some of its treasury's approvers.
//!
//! Whoever is made an approver gets a number in the treasury, once and for good. So who may approve and
//! who has approved are one bit each, in one word each, and what counts are the bits that both have:
//! whoever is no approver any more does not count, whatever it signed or registered before.
//!
//! Approvers sign what the agent signed, the digest of one EIP-3009 authorization. An approval comes with
//! the batch, or is registered before; either way it is good for this one payment only. What pays is one
//! signature of that digest already, so that an agent that is an approver never approves its own payments.

use crate::layout::{self, approvers, roles::APPROVER};
use crate::roles::Roles;
use crate::{Storage, TreasuryState};
use alloy_primitives::{Address, B256, U256};

/// Approvers that a treasury can have over its life, those that it has no more among them.
pub const MOST: u8 = 240;

/// Every number of a treasury's approvers was given away: who is to be one must have been one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a treasury has {MOST} approvers over its life: give the role to one that had it before")]
pub struct Exhausted;

/// What giving an account its roles writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "roles are given once they are stored"]
pub struct Assignment {
    account: (U256, U256),
    /// Of the treasury; none where the account neither is nor was an approver.
    approvers: Option<(U256, U256)>,
}

impl Assignment {
    /// Writes it.
    pub fn store(self, storage: &mut impl Storage) {
        for (slot, word) in [Some(self.account), self.approvers].into_iter().flatten() {
            storage.store(slot, word);
        }
    }
}

/// Gives `account` these roles in a treasury, and no others. Nothing is written yet.
///
/// # Errors
/// [`Exhausted`].
pub fn assign(
    storage: &mut impl Storage,
    treasury: u64,
    account: Address,
    roles: Roles,
) -> Result<Assignment, Exhausted> {
    let (slot, approvers) =
        (layout::roles_slot(treasury, account), layout::approvers_slot(treasury));
    let word = storage.load(slot);
    let (new, is_approver) = (roles.pack(word), roles.has(Roles::APPROVER));
    let known = number(word);
    if known.is_none() && !is_approver {
        return Ok(Assignment { account: (slot, new), approvers: None });
    }
    let mut present = storage.load(approvers);
    let next = approvers::NEXT.get(present);
    let number = known.unwrap_or(next);
    if number >= u64::from(MOST) {
        return Err(Exhausted);
    }
    if known.is_none() {
        present = approvers::NEXT.with(present, next.saturating_add(1));
    }
    Ok(Assignment {
        account: (slot, APPROVER.with(new, number.saturating_add(1))),
        approvers: Some((approvers, with(present, number, is_approver))),
    })
}

/// The approvals of one digest once an account with this word has given its own.
pub fn give(approvals: U256, account: U256) -> U256 {
    number(account).map_or(approvals, |number| with(approvals, number, true))
}

/// The approvals of one digest once an account with this word has taken its own back.
pub fn take_back(approvals: U256, account: U256) -> U256 {
    number(account).map_or(approvals, |number| with(approvals, number, false))
}

/// How many of a treasury's approvers approve `digest`, by what they have registered and as `signers` of
/// a batch. Who is named twice counts once, who is none does not count, and neither does `payer`: the
/// agent has signed the same digest to pay, which is nobody's second opinion.
pub fn count(
    storage: &mut impl Storage,
    treasury: u64,
    payer: Address,
    digest: B256,
    signers: &[Address],
) -> usize {
    let mut given = storage.load(layout::approval_slot(treasury, digest));
    for signer in signers {
        given = give(given, storage.load(layout::roles_slot(treasury, *signer)));
    }
    // Last, so that it takes back what is carried, too.
    given = take_back(given, storage.load(layout::roles_slot(treasury, payer)));
    let present = storage.load(layout::approvers_slot(treasury));
    (given & present & PRESENT).count_ones()
}

/// Whether as many approve `digest`, a payment of `payer`, as the treasury requires, see [`count`].
// Once in a program, and out of the way of payments that need none.
#[cold]
#[inline(never)]
pub fn suffice(
    storage: &mut impl Storage,
    treasury: u64,
    payer: Address,
    digest: B256,
    signers: &[Address],
) -> bool {
    let state = TreasuryState::unpack(storage.load(layout::treasury_state_slot(treasury)));
    let required = usize::from(state.approvals);
    // None required is none that could be enough: nothing passes before somebody says how many are.
    required != 0 && count(storage, treasury, payer, digest, signers) >= required
}

/// The bits of the approvers, below the next number.
const PRESENT: U256 = U256::from_limbs([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 16]);

/// The number that an account has had since it first was an approver.
fn number(account: U256) -> Option<u64> {
    APPROVER.get(account).checked_sub(1).filter(|number| *number < u64::from(MOST))
}

/// A word with the bit of a number.
fn with(mut word: U256, number: u64, is_set: bool) -> U256 {
    #[allow(clippy::cast_possible_truncation, reason = "below 240")]
    word.set_bit(number as usize, is_set);
    word
}

#[cfg(test)]
mod tests;
