//! What the product aims at, beside what is measured.

use std::fmt;

use super::{
    Program, Row, Snapshot,
    batches::{ALONE, LARGEST, SEQUENCED_LARGEST, SEQUENCED_SLOPE, SLOPE},
    report::{grouped, slope},
};

/// A figure and what it should be.
pub(super) struct Target {
    pub(super) what: &'static str,
    pub(super) bound: Bound,
    pub(super) measured: fn(&Snapshot) -> Option<u64>,
}

/// On which side of a number a figure should be.
#[derive(Clone, Copy)]
pub(super) enum Bound {
    AtMost(u64),
    AtLeast(u64),
}

impl Bound {
    /// "met", or by how much it is not.
    pub(super) fn verdict(self, measured: u64) -> String {
        let missed = match self {
            Self::AtMost(bound) => (measured.saturating_sub(bound), "above"),
            Self::AtLeast(bound) => (bound.saturating_sub(measured), "below"),
        };
        match missed {
            (0, _) => "met".to_owned(),
            (by, side) => format!("{} {side}", grouped(by)),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(bound) => write!(f, "at most {}", grouped(*bound)),
            Self::AtLeast(bound) => write!(f, "at least {}", grouped(*bound)),
        }
    }
}

/// The payment through the facade that the targets are about.
const FACADE: &str = "shared list, warm nonce, paid vendor";

/// Batches have random nonces unless it says otherwise, warm words, vendors on a shared list, and ten
/// agents where there are ten payments.
pub(super) const TARGETS: &[Target] = &[
    Target {
        what: "gas, one payment more in a batch",
        bound: Bound::AtMost(12_700),
        measured: |snapshot| slope(snapshot, SLOPE),
    },
    Target {
        what: "gas, one of 100 in a batch, everything included",
        bound: Bound::AtMost(15_600),
        measured: |snapshot| snapshot.row(SLOPE.0).and_then(|row| each(row, row.uncached)),
    },
    Target {
        what: "gas, one alone in a batch, cached",
        bound: Bound::AtMost(94_000),
        measured: |snapshot| snapshot.row(ALONE)?.cached,
    },
    Target {
        what: "gas, one alone in a batch, uncached",
        bound: Bound::AtMost(112_000),
        measured: |snapshot| Some(snapshot.row(ALONE)?.uncached),
    },
    Target {
        what: "gas, one through the facade, cached",
        bound: Bound::AtMost(97_000),
        measured: |snapshot| snapshot.row(FACADE)?.cached,
    },
    Target {
        what: "gas, one through the facade, uncached",
        bound: Bound::AtMost(114_000),
        measured: |snapshot| Some(snapshot.row(FACADE)?.uncached),
    },
    Target {
        what: "calldata bytes, one of 100 in a batch",
        bound: Bound::AtMost(110),
        measured: |snapshot| {
            snapshot.row(SLOPE.0).and_then(|row| each(row, row.calldata_bytes as u64))
        },
    },
    Target {
        what: "payments in a batch of 95,000 bytes",
        bound: Bound::AtLeast(800),
        measured: |snapshot| Some(snapshot.row(LARGEST)?.batch?.payments as u64),
    },
    Target {
        what: "gas of that batch",
        bound: Bound::AtMost(32_000_000),
        measured: |snapshot| Some(snapshot.row(LARGEST)?.uncached),
    },
    Target {
        what: "gas, one payment more in a batch, sequenced",
        bound: Bound::AtMost(7_200),
        measured: |snapshot| slope(snapshot, SEQUENCED_SLOPE),
    },
    Target {
        what: "gas, one of 100 in a batch, everything included, sequenced",
        bound: Bound::AtMost(10_600),
        measured: |snapshot| {
            snapshot.row(SEQUENCED_SLOPE.0).and_then(|row| each(row, row.uncached))
        },
    },
    Target {
        what: "calldata bytes, one of 100 in a batch, sequenced",
        bound: Bound::AtMost(80),
        measured: |snapshot| {
            snapshot.row(SEQUENCED_SLOPE.0).and_then(|row| each(row, row.calldata_bytes as u64))
        },
    },
    Target {
        what: "payments in a batch of 95,000 bytes, sequenced",
        bound: Bound::AtLeast(1_100),
        measured: |snapshot| Some(snapshot.row(SEQUENCED_LARGEST)?.batch?.payments as u64),
    },
    Target {
        what: "gas of that batch, sequenced",
        bound: Bound::AtMost(32_000_000),
        measured: |snapshot| Some(snapshot.row(SEQUENCED_LARGEST)?.uncached),
    },
    Target {
        what: "hot program, bytes of wasm",
        bound: Bound::AtMost(60_000),
        measured: |snapshot| Some(program(snapshot, "hot")?.wasm_bytes as u64),
    },
    Target {
        what: "hot program, bytes of brotli",
        bound: Bound::AtMost(18_000),
        measured: |snapshot| Some(program(snapshot, "hot")?.brotli_bytes as u64),
    },
    Target {
        what: "cold program, bytes of brotli",
        bound: Bound::AtMost(24_000),
        measured: |snapshot| Some(program(snapshot, "cold")?.brotli_bytes as u64),
    },
];

/// The share of one payment, rounded up.
fn each(row: &Row, total: u64) -> Option<u64> {
    let payments = row.batch?.payments as u64;
    (payments > 0).then(|| total.div_ceil(payments))
}

fn program<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s Program> {
    snapshot.programs.iter().find(|program| program.name == name)
}

#[cfg(test)]
mod tests {
    use super::{Bound, TARGETS};

    #[test]
    fn verdict_says_by_how_much_a_figure_misses_its_bound() {
        let verdicts = [
            Bound::AtMost(1_000).verdict(1_000),
            Bound::AtMost(1_000).verdict(2_500),
            Bound::AtLeast(1_000).verdict(1_000),
            Bound::AtLeast(1_000).verdict(999),
        ];
        assert_eq!(verdicts, ["met", "1,500 above", "met", "1 below"]);
    }

    #[test]
    fn every_target_is_measured_by_the_committed_snapshot() {
        let committed = include_str!("../../gas-snapshot.json");
        let snapshot = serde_json::from_str(committed).expect("a snapshot");
        for target in TARGETS {
            assert!((target.measured)(&snapshot).is_some(), "{}", target.what);
        }
    }
}
