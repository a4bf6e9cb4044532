//! Inputs that the properties share.

use alloy_primitives::{Address, U256};
use bursar_policy::{
    AgentWords, Breaker, Limit, Payment, Period, Policy, Schedule, TreasuryWords, Validity,
    VendorMode, WindowMode, Words,
};
use proptest::prelude::*;

/// A payment that lives for one second.
pub(crate) fn payment(value: u64, now: u64) -> Payment {
    let (agent, vendor) = (Address::repeat_byte(1), Address::repeat_byte(2));
    Payment { agent, vendor, value, valid_before: now.saturating_add(1), is_approved: false }
}

/// Moments: anywhere, near the horizon, and at the ends of the range.
pub(crate) fn moment() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => 0..=4_300_000_000u64,
        1 => 4_294_967_000..=4_294_967_400u64,
        1 => any::<u64>(),
        1 => Just(u64::MAX),
    ]
}

pub(crate) fn mode() -> impl Strategy<Value = WindowMode> {
    prop_oneof![Just(WindowMode::Fixed), Just(WindowMode::Sliding), Just(WindowMode::Strict)]
}

/// Every period that may be written.
pub(crate) fn period() -> impl Strategy<Value = Period> {
    let length = prop_oneof![1..=200u32, 1..(1u32 << 26)];
    prop_oneof![
        3 => (length, mode()).prop_map(|(length, mode)| Period::Seconds { length, mode }),
        1 => Just(Period::Week),
        1 => Just(Period::Month),
    ]
}

pub(crate) fn limit() -> impl Strategy<Value = Limit> {
    (any::<u64>(), period()).prop_map(|(cap, period)| Limit { cap, period })
}

pub(crate) fn vendors() -> impl Strategy<Value = VendorMode> {
    prop_oneof![Just(VendorMode::Own), Just(VendorMode::Shared), Just(VendorMode::Any)]
}

/// Every policy that may be written.
pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let validity = (0..1u64 << 40, 0..1u64 << 40).prop_filter_map("not empty", |(a, b)| {
        (a != b).then(|| Validity { not_before: a.min(b), not_after: a.max(b) })
    });
    let counted = (limit(), prop::option::of(0..1u32 << 20));
    let schedule = word().prop_map(|word| Schedule::new(word >> 88).expect("168 bits"));
    let options = (
        prop::option::of(counted),
        prop::option::of(any::<u64>()),
        prop::option::of(validity),
        prop::option::of(schedule),
        prop::option::of(0..=4u8),
        prop::option::of(
            (1..=15u8, 1..1u32 << 21).prop_map(|(count, window)| Breaker { count, window }),
        ),
        (prop::option::of(any::<u64>()), any::<bool>()),
    );
    (any::<u64>(), vendors(), 0..=12u8, options).prop_map(
        |(payment_cap, vendors, nonce_bits, options)| {
            let (counted, budget, validity, schedule, depth, breaker, signed) = options;
            let (approval_threshold, contract_payer) = signed;
            Policy {
                payment_cap,
                per_period: counted.map(|(limit, _)| limit),
                vendors,
                nonce_bits,
                count_cap: counted.and_then(|(_, count)| count),
                budget,
                validity,
                schedule,
                approval_threshold,
                contract_payer,
                delegation_depth: depth,
                breaker,
            }
        },
    )
}

/// Any word: any bits, none, or all.
pub(crate) fn word() -> impl Strategy<Value = U256> {
    prop_oneof![
        8 => any::<[u64; 4]>().prop_map(U256::from_limbs),
        1 => Just(U256::ZERO),
        1 => Just(U256::MAX),
    ]
}

/// Any bits wherever a payment reads, with the bits that stop every payment mostly clear.
pub(crate) fn words() -> impl Strategy<Value = Words> {
    let agent = (word(), word(), word(), word());
    let treasury = (word(), word(), word());
    let kind = (0..4u8, prop::bool::weighted(0.2));
    (agent, treasury, word(), kind).prop_map(|(agent, treasury, vendor, (stopped, is_session))| {
        let (mut policy, mut state, limits, schedule) = agent;
        policy.set_bit(236, is_session);
        let (mut treasury_state, treasury_limits, window) = treasury;
        if stopped != 0 {
            state.set_bit(244, is_session && state.bit(244));
            policy.set_bit(238, !is_session && policy.bit(238));
            treasury_state.set_bit(193, false);
        }
        Words {
            treasury_id: policy.as_limbs()[0],
            treasury: TreasuryWords { state: treasury_state, limits: treasury_limits, window },
            agent: AgentWords { policy, state, limits, schedule },
            vendor,
            is_barred: false,
        }
    })
}
