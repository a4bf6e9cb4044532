//! What people allow on a random day.

use alloy::primitives::U256;
use bursar_abi::{Period, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::tenant::{BREAKER, DELEGATION, THRESHOLD};
use proptest::prelude::*;

use super::steps::NONCE_BITS;

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        12 => (0..3_u8, prop_oneof![Just(60_u32), Just(600), Just(3_600)])
            .prop_map(|(mode, length)| Period { kind: 1, mode, length }),
        2 => Just(Period { kind: 2, mode: 0, length: 0 }),
        2 => Just(Period { kind: 3, mode: 0, length: 0 }),
        // Refused: a mode that weeks do not have.
        1 => Just(Period { kind: 2, mode: 1, length: 0 }),
    ]
}

/// Policies as people write them, most of them well formed, with limits small enough to be met.
pub(super) fn any_policy() -> impl Strategy<Value = Policy> {
    let now = bursar_contract_tests::world::START;
    // Lists are short: half of the policies do without.
    let vendors = prop_oneof![1 => 0..2_u8, 1 => Just(2_u8)];
    let budget = prop_oneof![0..400_u64, 0..4_000_u64];
    // Each optional limit is a reason to refuse: half of the policies do without any.
    let limits = prop_oneof![Just(0_u16), 0..16_u16];
    let optional = (any::<bool>(), any_period(), 0..600_u64, limits, 0..4_u32, budget);
    let lives = prop_oneof![Just(20_000_u64), Just(5_000_000)];
    (20..150_u64, vendors, optional, (0..5_000_u64, lives), any::<u128>()).prop_map(
        move |(paymentCap, vendors, optional, (after, lives), hours)| {
            let (periodic, period, periodCap, mut limits, count, budget) = optional;
            if !periodic {
                // A count needs a period; left in now and then, it must be refused.
                limits &= if count == 0 { 15 } else { 14 };
            }
            let exists = |bit: u16| limits & bit != 0;
            Policy {
                paymentCap,
                periodCap: if periodic { periodCap } else { 0 },
                period: if periodic { period } else { Period::default() },
                vendors,
                nonceBits: NONCE_BITS,
                limits,
                countCap: if exists(1) { count } else { 0 },
                budget: if exists(2) { budget } else { 0 },
                notBefore: if exists(4) { now + after } else { 0 },
                notAfter: if exists(4) { now + after + lives } else { 0 },
                schedule: if exists(8) { U256::from(hours | 0xff) } else { U256::ZERO },
                ..Policy::default()
            }
        },
    )
}

/// As [`any_policy`], and most of them may delegate, or have a breaker, or a threshold.
pub(super) fn any_delegating_policy() -> impl Strategy<Value = Policy> {
    let breaker = prop::option::weighted(0.5, (1..4_u8, 60..5_000_u32));
    let depth = prop::option::weighted(0.8, 0..5_u8);
    let threshold = prop::option::weighted(0.2, 10..90_u64);
    let options = (depth, breaker, threshold);
    (any_policy(), options).prop_map(|(mut policy, (depth, breaker, threshold))| {
        if let Some(threshold) = threshold {
            policy.limits |= THRESHOLD;
            policy.threshold = threshold;
        }
        if let Some(depth) = depth {
            policy.limits |= DELEGATION;
            policy.delegationDepth = depth;
        }
        if let Some((count, window)) = breaker {
            policy.limits |= BREAKER;
            (policy.breakerCount, policy.breakerWindow) = (count, window);
        }
        policy
    })
}

pub(super) fn any_entry() -> impl Strategy<Value = VendorEntry> {
    (any::<bool>(), 0..100_u64, any_period()).prop_map(|(capped, cap, period)| {
        if capped { VendorEntry { capped, cap, period } } else { VendorEntry::default() }
    })
}

pub(super) fn any_limits() -> impl Strategy<Value = TreasuryLimits> {
    let settlers_only = prop::bool::weighted(0.4);
    let delay = prop_oneof![5 => Just(0_u32), 2 => 1..400_u32];
    let approvals = prop_oneof![1 => Just(0_u8), 4 => 1..3_u8];
    (any_entry(), 0..9_000_u32, delay, settlers_only, approvals).prop_map(
        |(entry, longestValidity, delay, settlersOnly, approvals)| {
            let VendorEntry { capped, cap, period } = entry;
            TreasuryLimits { capped, cap, period, longestValidity, delay, settlersOnly, approvals }
        },
    )
}
