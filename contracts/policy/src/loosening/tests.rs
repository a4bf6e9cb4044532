//! Limit by limit and in each direction: what waits, and what does not.

use super::*;
use crate::WindowMode;
use alloy_primitives::U256;
use std::vec::Vec;

const DAILY: Limit = Limit { cap: 1_000, period: Period::DAY };

fn limit(cap: u64, length: u32, mode: WindowMode) -> Limit {
    Limit { cap, period: Period::Seconds { length, mode } }
}

/// Limits of which none loosens the ones before it, and each loosens by the ones after it.
fn ever_tighter() -> [Option<Limit>; 6] {
    [
        None,
        Some(limit(1_000, 600, WindowMode::Fixed)),
        Some(limit(1_000, 600, WindowMode::Sliding)),
        Some(limit(1_000, 600, WindowMode::Strict)),
        Some(limit(999, 600, WindowMode::Strict)),
        Some(limit(0, 600, WindowMode::Strict)),
    ]
}

fn with_schedule(mask: u64) -> Option<Schedule> {
    Some(Schedule::new(U256::from(mask)).expect("168 bits"))
}

fn with_validity(not_before: u64, not_after: u64) -> Option<Validity> {
    Some(Validity { not_before, not_after })
}

fn with_breaker(count: u8, window: u32) -> Option<Breaker> {
    Some(Breaker { count, window })
}

fn assert_order<T>(ever_tighter: &[T], loosens: impl Fn(&T, &T) -> bool) {
    for (old, before) in ever_tighter.iter().enumerate() {
        for (new, after) in ever_tighter.iter().enumerate() {
            assert_eq!(loosens(after, before), new < old, "from {old} to {new}");
        }
    }
}

/// Neither of two is within the other.
fn assert_apart<T>(one: &T, other: &T, loosens: impl Fn(&T, &T) -> bool) {
    assert!(loosens(one, other) && loosens(other, one));
}

#[test]
fn policy_loosens_by_each_limit_and_by_no_limit_that_tightens() {
    let base = Policy { payment_cap: 100, ..Policy::default() };
    let series: [Vec<Policy>; 11] = [
        [u64::MAX, 100, 99, 0].map(|payment_cap| Policy { payment_cap, ..base }).into(),
        ever_tighter().map(|per_period| Policy { per_period, ..base }).into(),
        [VendorMode::Any, VendorMode::Shared].map(|vendors| Policy { vendors, ..base }).into(),
        [None, Some(9), Some(8), Some(0)]
            .map(|count_cap| Policy { per_period: Some(DAILY), count_cap, ..base })
            .into(),
        [None, Some(9), Some(8), Some(0)].map(|budget| Policy { budget, ..base }).into(),
        [None, with_validity(5, 9), with_validity(6, 9), with_validity(6, 8)]
            .map(|validity| Policy { validity, ..base })
            .into(),
        [None, with_schedule(0b111), with_schedule(0b101), with_schedule(0)]
            .map(|schedule| Policy { schedule, ..base })
            .into(),
        [Some(4), Some(1), None].map(|delegation_depth| Policy { delegation_depth, ..base }).into(),
        [None, with_breaker(5, 60), with_breaker(4, 60), with_breaker(1, 60)]
            .map(|breaker| Policy { breaker, ..base })
            .into(),
        [None, with_breaker(5, 60), with_breaker(5, 61), with_breaker(5, 3_600)]
            .map(|breaker| Policy { breaker, ..base })
            .into(),
        [None, Some(9), Some(8), Some(0)]
            .map(|approval_threshold| Policy { approval_threshold, ..base })
            .into(),
    ];
    for policies in series {
        assert_order(&policies, Policy::loosens);
    }
}

#[test]
fn policy_loosens_when_neither_is_within_the_other() {
    let base = Policy::default();
    let under = |limit| Policy { per_period: Some(limit), ..base };
    for (one, other) in [
        // Another length, another calendar, and a tighter window with a higher cap.
        (under(DAILY), under(limit(1_000, 3_600, WindowMode::Strict))),
        (under(DAILY), under(Limit { period: Period::Week, ..DAILY })),
        (
            under(Limit { period: Period::Month, ..DAILY }),
            under(Limit { period: Period::Week, ..DAILY }),
        ),
        (under(limit(1_001, 600, WindowMode::Strict)), under(limit(1_000, 600, WindowMode::Fixed))),
        (
            Policy { vendors: VendorMode::Own, ..base },
            Policy { vendors: VendorMode::Shared, ..base },
        ),
        (
            Policy { validity: with_validity(1, 5), ..base },
            Policy { validity: with_validity(2, 6), ..base },
        ),
        (
            Policy { schedule: with_schedule(0b01), ..base },
            Policy { schedule: with_schedule(0b10), ..base },
        ),
        (
            Policy { breaker: with_breaker(4, 60), ..base },
            Policy { breaker: with_breaker(5, 61), ..base },
        ),
        // One limit tightened, another loosened: as a whole it loosens.
        (
            Policy { payment_cap: 1, budget: Some(2), ..base },
            Policy { payment_cap: 2, budget: Some(1), ..base },
        ),
    ] {
        assert_apart(&one, &other, Policy::loosens);
    }
}

#[test]
fn vendor_entry_loosens_when_it_is_listed_or_its_cap_is_raised() {
    let unlisted = VendorEntry { limit: Some(DAILY), ..VendorEntry::default() };
    let entries = ever_tighter().map(|limit| VendorEntry { listed: true, limit, ..unlisted });
    assert_order(&entries, VendorEntry::loosens);
    for entry in entries {
        assert!(entry.loosens(&unlisted), "{entry:?}");
        assert!(entry.loosens(&VendorEntry::default()), "{entry:?}");
        assert!(!unlisted.loosens(&entry), "{entry:?}");
    }
}

#[test]
fn treasury_limits_loosen_by_each_limit_and_by_no_limit_that_tightens() {
    let base = TreasuryLimits::DEFAULT;
    let series: [Vec<TreasuryLimits>; 5] = [
        ever_tighter().map(|limit| TreasuryLimits { limit, ..base }).into(),
        [u32::MAX, 3_900, 1]
            .map(|longest_validity| TreasuryLimits { longest_validity, ..base })
            .into(),
        [0, 1, TreasuryLimits::DELAY_MAX].map(|delay| TreasuryLimits { delay, ..base }).into(),
        [false, true].map(|settlers_only| TreasuryLimits { settlers_only, ..base }).into(),
        [1, 2, 15, 0].map(|approvals| TreasuryLimits { approvals, ..base }).into(),
    ];
    for limits in series {
        assert_order(&limits, TreasuryLimits::loosens);
    }
}

#[test]
fn roles_loosen_when_any_but_a_guardians_is_given_or_a_guardians_is_taken() {
    let all = (0..=u8::MAX).filter_map(Roles::from_bits);
    for old in all.clone() {
        for new in all.clone() {
            let given = new.without(old).without(Roles::GUARDIAN) != Roles::NONE;
            let taken = old.has(Roles::GUARDIAN) && !new.has(Roles::GUARDIAN);
            let expected = match (given, taken) {
                (true, _) => Loosening::Something,
                (false, true) => Loosening::Guardian,
                (false, false) => Loosening::Nothing,
            };
            assert_eq!(new.loosening(old), expected, "from {old:?} to {new:?}");
        }
    }
}

#[test]
fn offer_loosens_unless_it_is_taken_back() {
    assert_eq!(Loosening::offer(Address::repeat_byte(1)), Loosening::Something);
    assert_eq!(Loosening::offer(Address::ZERO), Loosening::Nothing);
}
