use super::*;
use bursar_policy::{AgentWords, WindowMode, session::SessionState};

fn policies() -> [Policy; 4] {
    let sliding = Period::Seconds { length: 90, mode: WindowMode::Sliding };
    let plain = Policy { payment_cap: 5, nonce_bits: 4, ..Policy::default() };
    [
        plain,
        Policy { per_period: Some(Limit { cap: 0, period: sliding }), ..plain },
        Policy { vendors: VendorMode::Any, budget: Some(0), ..plain },
        Policy {
            per_period: Some(Limit { cap: u64::MAX, period: Period::Month }),
            vendors: VendorMode::Shared,
            nonce_bits: 12,
            count_cap: Some(7),
            budget: Some(9),
            validity: Some(Validity { not_before: 1, not_after: 2 }),
            schedule: Schedule::new(U256::from(3)).ok(),
            approval_threshold: Some(0),
            contract_payer: true,
            delegation_depth: Some(4),
            breaker: Some(Breaker { count: 15, window: 60 }),
            ..plain
        },
    ]
}

#[test]
fn policies_come_back_as_they_went() {
    for policy in policies() {
        assert_eq!(Policy::try_from(&abi::Policy::from(&policy)), Ok(policy));
    }
}

#[test]
fn treasury_limits_and_vendor_terms_come_back_as_they_went() {
    let limit = Limit { cap: 7, period: Period::Week };
    for limit in [None, Some(limit), Some(Limit { cap: 0, ..limit })] {
        let limits = TreasuryLimits {
            limit,
            longest_validity: 60,
            delay: 86_400,
            settlers_only: true,
            approvals: 15,
        };
        assert_eq!(TreasuryLimits::try_from(&abi::TreasuryLimits::from(&limits)), Ok(limits));
        let terms = VendorTerms { limit };
        assert_eq!(VendorTerms::try_from(&abi::VendorEntry::from(&terms)), Ok(terms));
    }
}

#[test]
fn policy_refused_when_a_number_names_nothing() {
    let [.., full] = policies();
    let full = abi::Policy::from(&full);
    let period = |kind, mode, length| abi::Period { kind, mode, length };
    let faulty = [
        (abi::Policy { limits: 1 << 10, ..full.clone() }, PolicyFault::LimitUnknown),
        (abi::Policy { vendors: 3, ..full.clone() }, PolicyFault::VendorMode),
        (abi::Policy { nonceBits: 13, ..full.clone() }, PolicyFault::NonceBits),
        (abi::Policy { period: period(4, 0, 0), ..full.clone() }, PolicyFault::PeriodKind),
        (abi::Policy { period: period(3, 1, 0), ..full.clone() }, PolicyFault::WindowMode),
        (abi::Policy { period: period(1, 0, 1 << 26), ..full.clone() }, PolicyFault::PeriodLength),
        (abi::Policy { countCap: 1 << 20, ..full.clone() }, PolicyFault::CountCap),
        (abi::Policy { delegationDepth: 5, ..full.clone() }, PolicyFault::DelegationDepth),
        (abi::Policy { breakerCount: 16, ..full.clone() }, PolicyFault::Breaker),
        (abi::Policy { breakerCount: 0, ..full.clone() }, PolicyFault::Breaker),
        (abi::Policy { breakerWindow: 1 << 21, ..full.clone() }, PolicyFault::Breaker),
        // Set by a delegation only.
        (abi::Policy { limits: 32, ..full.clone() }, PolicyFault::LimitUnknown),
        (abi::Policy { notAfter: 1, ..full.clone() }, PolicyFault::ValidityEmpty),
        (abi::Policy { notAfter: 1 << 40, ..full.clone() }, PolicyFault::ValidityRange),
        (abi::Policy { schedule: U256::ONE << 168, ..full }, PolicyFault::Schedule),
    ];
    for (policy, fault) in faulty {
        assert_eq!(Policy::try_from(&policy), Err(fault), "{policy:?}");
    }
}

#[test]
fn policy_refused_when_a_limit_has_a_value_but_no_flag() {
    let [plain, ..] = policies();
    let plain = abi::Policy::from(&plain);
    let unused = [
        abi::Policy { periodCap: 1, ..plain.clone() },
        abi::Policy { countCap: 1, ..plain.clone() },
        abi::Policy { budget: 1, ..plain.clone() },
        abi::Policy { notBefore: 1, ..plain.clone() },
        abi::Policy { notAfter: 1, ..plain.clone() },
        abi::Policy { breakerWindow: 1, ..plain.clone() },
        abi::Policy { threshold: 1, ..plain.clone() },
        abi::Policy { schedule: U256::ONE, ..plain },
    ];
    for policy in unused {
        assert_eq!(Policy::try_from(&policy), Err(PolicyFault::LimitUnused), "{policy:?}");
    }
}

#[test]
fn limits_refused_when_cap_period_and_switch_disagree() {
    let week = abi::Period { kind: 2, mode: 0, length: 0 };
    let none = abi::Period { kind: 0, mode: 0, length: 0 };
    let entry = |capped, cap, period: &abi::Period| {
        VendorTerms::try_from(&abi::VendorEntry { capped, cap, period: period.clone() })
    };
    assert_eq!(entry(true, 5, &none), Err(PolicyFault::PeriodMissing));
    assert_eq!(entry(false, 5, &none), Err(PolicyFault::LimitUnused));
    assert_eq!(entry(false, 0, &week), Err(PolicyFault::LimitUnused));
    let fine = abi::TreasuryLimits::from(&TreasuryLimits::DEFAULT);
    let zero = abi::TreasuryLimits { longestValidity: 0, ..fine.clone() };
    assert_eq!(TreasuryLimits::try_from(&zero), Err(PolicyFault::LongestValidity));
    let long = abi::TreasuryLimits { delay: TreasuryLimits::DELAY_MAX + 1, ..fine };
    assert_eq!(TreasuryLimits::try_from(&long), Err(PolicyFault::Delay));
}

#[test]
fn agent_shows_its_binding_when_it_was_removed() {
    let binding = Binding { treasury: 7, generation: 2, version: 5, ..Binding::default() };
    let state = AgentState { lifetime: 9, ..AgentState::default() };
    let none = AgentPolicy::default();
    let link = Link { parent: Address::repeat_byte(1), generation: 2 };
    let shown =
        abi::Agent::of(&binding, &none, &Policy::default(), &state, &link, &Tally::default());
    assert_eq!((shown.treasury, shown.live, shown.version), (7, false, 5));
    assert_eq!((shown.generation, shown.lifetime), (2, 9));
    let live = AgentPolicy { treasury: 7, version: 6, ..none };
    let shown =
        abi::Agent::of(&binding, &live, &Policy::default(), &state, &link, &Tally::default());
    assert_eq!((shown.live, shown.version, shown.parent), (true, 6, Address::ZERO));
    let child = AgentPolicy { flags: Flags::PARENT, ..live };
    let shown =
        abi::Agent::of(&binding, &child, &Policy::default(), &state, &link, &Tally::default());
    assert_eq!((shown.parent, shown.session), (link.parent, false));
}

#[test]
fn agent_shows_the_treasury_of_a_session() {
    let words = SessionState { treasury: 7, payment_cap: 5, ..SessionState::default() }.pack();
    let words = AgentWords { policy: words[0], state: words[1], ..AgentWords::default() };
    let (word, state, _) = words.rules();
    let link = Link { parent: Address::repeat_byte(1), generation: 2 };
    let (binding, tally) = (Binding::default(), Tally::default());
    let shown = abi::Agent::of(&binding, &word, &words.policy(), &state, &link, &tally);
    assert_eq!((shown.treasury, shown.live, shown.session), (7, true, true));
    assert_eq!((shown.parent, shown.policy.paymentCap), (link.parent, 5));
}

#[test]
fn sessions_come_back_from_the_interface_and_the_event() {
    let session = Session {
        parent: Address::repeat_byte(1),
        agent: Address::repeat_byte(2),
        generation: 3,
        payment_cap: 4,
        budget: 5,
        not_after: 6,
    };
    assert_eq!(Session::from(&abi::Session::from(&session)), session);
    assert_eq!(IVault::SessionOpened::of(7, &session).session(), session);
}
