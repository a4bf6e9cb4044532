//! What became of one item that somebody would have recorded as denied.

use super::Verdict;
use crate::{AuthorizationFault, Denial};
use core::fmt;

/// What became of one item of `recordDenials`: one byte each in what it returns.
///
/// The bytes are part of the ABI and never change their meaning. They are those of [`Verdict`], and
/// further ones for what no settlement can come to. Only [`Report::Recorded`] leaves a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Report {
    /// The policy refuses, and that is on record now: the nonce is used up.
    Recorded(Denial),
    /// The authorization itself is no good, or dead.
    Fault(AuthorizationFault),
    /// Nothing refuses it: it can be settled.
    Payable,
    /// The caller does not report for the agent's treasury; also where the key is no live agent.
    NotReporter,
    /// The message alone is refused, whatever any policy says: nothing of it can ever be paid.
    Unrecordable,
    /// It lives longer than the treasury accepts. It cannot be paid now, and is recorded when it lives no
    /// longer than that.
    LivesTooLong,
}

impl Report {
    /// Those that no [`Verdict`] says, by byte.
    const OTHERS: [(u8, Self); 4] = [
        (206, Self::Payable),
        (207, Self::NotReporter),
        (208, Self::Unrecordable),
        (209, Self::LivesTooLong),
    ];

    /// The stable byte.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Recorded(denial) => Verdict::Denied(denial).byte(),
            Self::Fault(fault) => Verdict::Fault(fault).byte(),
            Self::Payable => 206,
            Self::NotReporter => 207,
            Self::Unrecordable => 208,
            Self::LivesTooLong => 209,
        }
    }

    /// The report with this byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        if let Some((_, other)) = Self::OTHERS.into_iter().find(|(known, _)| *known == byte) {
            return Some(other);
        }
        match Verdict::from_byte(byte)? {
            Verdict::Denied(denial) => Some(Self::Recorded(denial)),
            Verdict::Fault(fault) => Some(Self::Fault(fault)),
            Verdict::Settled | Verdict::PayoutFailed => None,
        }
    }

    /// The stable name, for JSON; that of the denial where it was recorded.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recorded(denial) => Verdict::Denied(denial).name(),
            Self::Fault(fault) => Verdict::Fault(fault).name(),
            Self::Payable => "payable",
            Self::NotReporter => "not_reporter",
            Self::Unrecordable => "unrecordable",
            Self::LivesTooLong => "lives_too_long",
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{format, vec::Vec};

    #[test]
    fn bytes_are_found_again_and_shared_with_verdicts() {
        let known: Vec<_> = (0..=u8::MAX).filter_map(Report::from_byte).collect();
        assert_eq!(known.len(), Report::OTHERS.len() + Denial::ALL.len() + 4);
        for report in known {
            assert_eq!(Report::from_byte(report.byte()), Some(report));
            let is_other = Report::OTHERS.iter().any(|(_, other)| *other == report);
            let verdict = Verdict::from_byte(report.byte());
            assert_eq!(verdict.is_none(), is_other, "{report}");
            assert!(verdict.is_none_or(|verdict| verdict.name() == report.name()), "{report}");
        }
    }

    #[test]
    fn documented_table_is_the_code() {
        let (_, table) = include_str!("../../../../docs/denials.md")
            .split_once("## Reports")
            .expect("a section on reports");
        let rows: Vec<_> =
            table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
        assert_eq!(rows.len(), Report::OTHERS.len());
        for (row, (byte, report)) in rows.into_iter().zip(Report::OTHERS) {
            let expected = format!("| {byte} | `{report}` |");
            assert!(row.starts_with(&expected), "{row}: {expected}");
        }
    }
}
