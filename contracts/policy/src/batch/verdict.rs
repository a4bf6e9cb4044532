//! What became of one item.

use crate::{AuthorizationFault, Denial, Denied};
use core::fmt;

/// Why an authorization does not pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no good, whoever it is from.
    #[error(transparent)]
    Fault(#[from] AuthorizationFault),
    /// The policy says no.
    #[error(transparent)]
    Denied(#[from] Denied),
}

impl Refused {
    /// Whether approvals, and perhaps nothing else, are missing.
    pub(super) const fn is_unapproved(&self) -> bool {
        matches!(self, Self::Denied(Denied { reason: Denial::ApprovalMissing, .. }))
    }
}

impl From<Refused> for Verdict {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Fault(fault) => Self::Fault(fault),
            Refused::Denied(denied) => Self::Denied(denied.reason),
        }
    }
}

/// What became of one item of a batch: one byte each in what `settleBatch` returns.
///
/// The bytes are part of the ABI and never change their meaning: 0 settled, a [`Denial`]'s own
/// number, and above 200 what no policy has to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Paid.
    Settled,
    /// The policy refuses.
    Denied(Denial),
    /// The authorization itself is no good.
    Fault(AuthorizationFault),
    /// The token did not pay the vendor.
    PayoutFailed,
}

impl Verdict {
    /// Those that are no denial, by byte.
    const OTHERS: [(u8, Self); 6] = [
        (0, Self::Settled),
        (201, Self::Fault(AuthorizationFault::NotYetValid)),
        (202, Self::Fault(AuthorizationFault::Expired)),
        (203, Self::Fault(AuthorizationFault::Used)),
        (204, Self::Fault(AuthorizationFault::InvalidSignature)),
        (205, Self::PayoutFailed),
    ];

    /// The stable byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Settled => 0,
            Self::Denied(denial) => denial.code(),
            Self::Fault(AuthorizationFault::NotYetValid) => 201,
            Self::Fault(AuthorizationFault::Expired) => 202,
            Self::Fault(AuthorizationFault::Used) => 203,
            Self::Fault(AuthorizationFault::InvalidSignature) => 204,
            Self::PayoutFailed => 205,
        }
    }

    /// The verdict with this byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        let other = Self::OTHERS.into_iter().find(|(known, _)| *known == byte);
        other.map(|(_, verdict)| verdict).or_else(|| Denial::from_code(byte).map(Self::Denied))
    }

    /// The stable name, for JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Denied(denial) => denial.name(),
            Self::Fault(AuthorizationFault::NotYetValid) => "not_yet_valid",
            Self::Fault(AuthorizationFault::Expired) => "expired",
            Self::Fault(AuthorizationFault::Used) => "used",
            Self::Fault(AuthorizationFault::InvalidSignature) => "invalid_signature",
            Self::PayoutFailed => "payout_failed",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{format, vec::Vec};

    fn all() -> impl Iterator<Item = Verdict> {
        let denials = Denial::ALL.into_iter().map(Verdict::Denied);
        Verdict::OTHERS.into_iter().map(|(_, verdict)| verdict).chain(denials)
    }

    #[test]
    fn bytes_are_distinct_and_found_again() {
        let known: Vec<_> = (0..=u8::MAX).filter_map(Verdict::from_byte).collect();
        assert_eq!(known.len(), all().count());
        for verdict in all() {
            assert_eq!(Verdict::from_byte(verdict.byte()), Some(verdict));
        }
    }

    #[test]
    fn documented_table_is_the_code() {
        let (_, table) = include_str!("../../../../docs/denials.md")
            .split_once("## Verdicts")
            .expect("a section on verdicts");
        let (table, _) = table.split_once("\n## ").unwrap_or((table, ""));
        let rows: Vec<_> =
            table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
        assert_eq!(rows.len(), Verdict::OTHERS.len());
        for (row, (byte, verdict)) in rows.into_iter().zip(Verdict::OTHERS) {
            let expected = format!("| {byte} | `{verdict}` |");
            assert!(row.starts_with(&expected), "{row}: {expected}");
        }
    }
}
