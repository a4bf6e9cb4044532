//! The signed EIP-3009 message, and what it alone decides.

use crate::{Denial, Denied, limbs, nonce};
use alloy_primitives::{Address, B256, U256};

/// EIP-3009 `TransferWithAuthorization`, as signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The agent.
    pub from: Address,
    /// The vendor.
    pub to: Address,
    /// Token units.
    pub value: U256,
    /// Unix seconds, exclusive.
    pub valid_after: U256,
    /// Unix seconds, exclusive.
    pub valid_before: U256,
    /// Used once.
    pub nonce: B256,
}

impl Authorization {
    /// Whether the authorization may be used at `now`: strictly `valid_after < now < valid_before`.
    ///
    /// # Errors
    /// [`AuthorizationFault::NotYetValid`] or [`AuthorizationFault::Expired`].
    pub fn check_time(&self, now: u64) -> Result<(), AuthorizationFault> {
        if limbs::narrow(&self.valid_after).is_none_or(|after| after >= now) {
            return Err(AuthorizationFault::NotYetValid);
        }
        if limbs::narrow(&self.valid_before).is_some_and(|before| now >= before) {
            return Err(AuthorizationFault::Expired);
        }
        Ok(())
    }

    /// The payment that this authorizes, from a `vault` that holds `token`.
    ///
    /// # Errors
    /// As [`Payment::new`], and then [`Denial::NonceStyle`].
    pub fn payment(&self, vault: Address, token: Address) -> Result<Payment, Denied> {
        let valid_before = limbs::narrow(&self.valid_before).unwrap_or(u64::MAX);
        let payment = Payment::new(self.from, self.to, self.value, valid_before, vault, token)?;
        if nonce::is_malformed(self.nonce) {
            return Err(Denied { reason: Denial::NonceStyle, asked: self.value, room: 0 });
        }
        Ok(payment)
    }
}

/// What the evaluation decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Who pays.
    pub agent: Address,
    /// Who is paid.
    pub vendor: Address,
    /// Token units.
    pub value: u64,
    /// First second at which the authorization is dead.
    pub valid_before: u64,
    /// Whether enough of the treasury's approvers approve it, see [`crate::approvals`]. Asked only
    /// where a threshold is passed, so that nobody need know before.
    pub is_approved: bool,
}

impl Payment {
    /// A payment that nobody has approved, if its shape allows it.
    ///
    /// # Errors
    /// [`Denied`] for [`Denial::PayeeForbidden`], [`Denial::ValueZero`], [`Denial::ValueTooWide`],
    /// in this order.
    pub fn new(
        agent: Address,
        vendor: Address,
        value: U256,
        valid_before: u64,
        vault: Address,
        token: Address,
    ) -> Result<Self, Denied> {
        let denied = |reason, room| Err(Denied { reason, asked: value, room });
        if vendor.is_zero() || vendor == vault || vendor == token {
            return denied(Denial::PayeeForbidden, 0);
        }
        match limbs::narrow(&value) {
            Some(0) => denied(Denial::ValueZero, 0),
            Some(value) => Ok(Self { agent, vendor, value, valid_before, is_approved: false }),
            None => denied(Denial::ValueTooWide, u64::MAX),
        }
    }
}

/// Why an authorization is no attempt to pay at all. The texts are those of the token that
/// facilitators know: they classify a revert by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", self.text())]
pub enum AuthorizationFault {
    /// `valid_after >= now`.
    NotYetValid,
    /// `now >= valid_before`.
    Expired,
    /// The nonce was used.
    Used,
    /// Not a signature by `from`.
    InvalidSignature,
}

impl AuthorizationFault {
    /// The revert text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotYetValid => "FiatTokenV2: authorization is not yet valid",
            Self::Expired => "FiatTokenV2: authorization is expired",
            Self::Used => "FiatTokenV2: authorization is used or canceled",
            Self::InvalidSignature => "FiatTokenV2: invalid signature",
        }
    }
}

#[cfg(test)]
mod tests;
