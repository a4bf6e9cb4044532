use super::*;

const DAILY: Limit = Limit { cap: 100, period: Period::DAY };

fn policy() -> Policy {
    Policy { payment_cap: 10, per_period: Some(DAILY), ..Policy::default() }
}

#[test]
fn validate_passes_at_every_edge() {
    let widest = Policy {
        payment_cap: u64::MAX,
        per_period: Some(Limit { cap: u64::MAX, period: Period::Month }),
        vendors: VendorMode::Any,
        nonce_bits: 12,
        count_cap: Some((1 << 20) - 1),
        budget: Some(u64::MAX),
        validity: Some(Validity { not_before: (1 << 40) - 2, not_after: (1 << 40) - 1 }),
        schedule: Some(Schedule::default()),
        approval_threshold: Some(u64::MAX),
        contract_payer: true,
        delegation_depth: Some(4),
        breaker: Some(Breaker { count: 15, window: (1 << 21) - 1 }),
    };
    assert_eq!(widest.validate(), Ok(()));
    assert_eq!(Policy::default().validate(), Ok(()));
}

#[test]
fn validate_names_what_is_wrong() {
    let without_period = Limit { cap: 1, period: Period::None };
    let faulty = [
        (Policy { per_period: Some(without_period), ..policy() }, PolicyFault::PeriodMissing),
        (Policy { nonce_bits: 13, ..policy() }, PolicyFault::NonceBits),
        (Policy { count_cap: Some(1 << 20), ..policy() }, PolicyFault::CountCap),
        (Policy { delegation_depth: Some(5), ..policy() }, PolicyFault::DelegationDepth),
        (Policy { breaker: Some(Breaker::default()), ..policy() }, PolicyFault::Breaker),
        (Policy { count_cap: Some(1), per_period: None, ..policy() }, PolicyFault::PeriodMissing),
        (
            Policy { validity: Some(Validity { not_before: 5, not_after: 5 }), ..policy() },
            PolicyFault::ValidityEmpty,
        ),
        (
            Policy { validity: Some(Validity { not_before: 0, not_after: 1 << 40 }), ..policy() },
            PolicyFault::ValidityRange,
        ),
    ];
    for (policy, fault) in faulty {
        assert_eq!(policy.validate(), Err(fault));
    }
}

#[test]
fn validate_refuses_lengths_out_of_range() {
    for length in [0, 1 << 26, u32::MAX] {
        let period = Period::Seconds { length, mode: crate::WindowMode::Fixed };
        let limit = Some(Limit { cap: 1, period });
        let policy = Policy { per_period: limit, ..policy() };
        assert_eq!(policy.validate(), Err(PolicyFault::PeriodLength));
        assert_eq!(VendorTerms { limit }.validate(), Err(PolicyFault::PeriodLength));
        let treasury = TreasuryLimits { limit, ..TreasuryLimits::DEFAULT };
        assert_eq!(treasury.validate(), Err(PolicyFault::PeriodLength));
    }
}

#[test]
fn treasury_limits_refuse_a_validity_of_zero() {
    let never = TreasuryLimits { longest_validity: 0, ..TreasuryLimits::DEFAULT };
    assert_eq!(never.validate(), Err(PolicyFault::LongestValidity));
    let uncounted = Limit { cap: 1, period: Period::None };
    let limits = TreasuryLimits { limit: Some(uncounted), ..TreasuryLimits::DEFAULT };
    assert_eq!(limits.validate(), Err(PolicyFault::PeriodMissing));
    assert_eq!(TreasuryLimits::DEFAULT.validate(), Ok(()));
}

#[test]
fn treasury_limits_refuse_more_than_fifteen_approvals() {
    let limits = |approvals| TreasuryLimits { approvals, ..TreasuryLimits::DEFAULT };
    assert_eq!(limits(15).validate(), Ok(()));
    assert_eq!(limits(16).validate(), Err(PolicyFault::Approvals));
}

#[test]
fn to_words_leaves_absent_limits_zero_and_tells_zero_caps_apart() {
    let (word, limits, schedule) = policy().to_words(9, 4);
    assert_eq!((word.flags, limits), (Flags::NONE, AgentLimits::default()));
    assert_eq!(schedule, Schedule::default());

    let closed = Policy {
        count_cap: Some(0),
        budget: Some(0),
        schedule: Some(Schedule::default()),
        approval_threshold: Some(0),
        delegation_depth: Some(0),
        ..policy()
    };
    let (word, limits, schedule) = closed.to_words(9, 4);
    let flags = [Flags::COUNT, Flags::BUDGET, Flags::SCHEDULE, Flags::THRESHOLD, Flags::DELEGATION];
    assert_eq!(word.flags.bits(), flags.map(Flags::bits).iter().sum::<u16>());
    assert_eq!(Policy::from_words(&word, &limits, schedule), closed);
}
