use super::*;
use bursar_policy::{Period, WindowMode};

const MINIMAL: &str = "decimals = 6\nvendors = 'any'\npayment-cap = '25.00'\n";

/// An error with its causes, as the command line prints it.
fn told(error: PolicyFileError) -> String {
    format!("{:#}", anyhow::Error::from(error))
}

fn with(lines: &str) -> Result<Policy, PolicyFileError> {
    parse(&format!("{MINIMAL}{lines}"), 6)
}

#[test]
fn example_is_a_policy_that_uses_every_key() {
    let policy = parse(include_str!("../../examples/policy.toml"), 6).unwrap();
    let expected = Policy {
        payment_cap: 25_000_000,
        per_period: Some(Limit {
            cap: 100_000_000,
            period: Period::Seconds { length: 86_400, mode: WindowMode::Sliding },
        }),
        vendors: VendorMode::Shared,
        nonce_bits: 4,
        count_cap: Some(200),
        budget: Some(2_500_000_000),
        validity: Some(Validity { not_before: 1_767_225_600, not_after: 1_798_761_600 }),
        schedule: Some(
            Schedule::new(schedule::parse(&["mon-fri 06-20", "sat 08-12"]).unwrap()).unwrap(),
        ),
        approval_threshold: Some(20_000_000),
        contract_payer: false,
        delegation_depth: Some(0),
        breaker: Some(Breaker { count: 3, window: 3_600 }),
    };
    assert_eq!(policy, expected);
}

#[test]
fn parse_leaves_out_what_the_file_does_not_name() {
    let policy = with("").unwrap();
    let expected = Policy {
        payment_cap: 25_000_000,
        vendors: VendorMode::Any,
        nonce_bits: NONCE_BITS,
        ..Policy::default()
    };
    assert_eq!(policy, expected);
}

#[test]
fn parse_refuses_when_the_token_has_other_decimals() {
    let refused = parse(MINIMAL, 9).unwrap_err();
    assert!(matches!(refused, PolicyFileError::Decimals { stated: 6, actual: 9 }), "{refused}");
}

#[test]
fn parse_refuses_when_a_key_is_unknown_or_missing() {
    let unknown = told(with("payments-cap = '1'").unwrap_err());
    assert!(unknown.contains("payments-cap"), "{unknown}");
    let missing = told(parse("decimals = 6\nvendors = 'any'", 6).unwrap_err());
    assert!(missing.contains("payment-cap"), "{missing}");
    let wrong = told(parse("decimals = 6\nvendors = 'all'\npayment-cap = '1'", 6).unwrap_err());
    assert!(wrong.contains("all"), "{wrong}");
}

#[test]
fn parse_refuses_when_an_amount_is_not_in_tokens() {
    let number = parse("decimals = 6\nvendors = 'any'\npayment-cap = 25", 6);
    assert!(matches!(number, Err(PolicyFileError::Format(_))));
    assert!(matches!(with("budget = '25000000u'"), Err(PolicyFileError::SmallestUnits("budget"))));
    let precise = told(with("budget = '0.0000001'").unwrap_err());
    assert_eq!(precise, "budget: '0.0000001' has 7 digits after the point, the token has 6");
}

#[test]
fn parse_refuses_when_a_key_lacks_its_other_half() {
    for (lines, message) in [
        ("period = 'day'", "period needs period-cap"),
        ("period-cap = '1'", "period-cap needs period"),
        ("mode = 'strict'", "mode needs period"),
        ("count-cap = 3", "count-cap needs period"),
        ("not-before = 2026-01-01T00:00:00Z", "not-before needs not-after"),
    ] {
        assert_eq!(with(lines).unwrap_err().to_string(), message);
    }
}

#[test]
fn parse_refuses_when_a_time_has_no_offset() {
    for time in ["2026-01-01", "2026-01-01T00:00:00", "1960-01-01T00:00:00Z"] {
        let refused = with(&format!("not-after = {time}")).unwrap_err();
        assert!(matches!(refused, PolicyFileError::Time { key: "not-after", .. }), "{refused}");
    }
    let shifted = with("not-after = 2026-01-01T02:00:00+02:00").unwrap();
    assert_eq!(shifted.validity, Some(Validity { not_before: 0, not_after: 1_767_225_600 }));
}

#[test]
fn parse_refuses_what_the_policy_refuses() {
    assert!(matches!(with("nonce-bits = 13"), Err(PolicyFileError::Fault(PolicyFault::NonceBits))));
    let empty = "not-before = 2026-01-02T00:00:00Z\nnot-after = 2026-01-01T00:00:00Z";
    assert!(matches!(with(empty), Err(PolicyFileError::Fault(PolicyFault::ValidityEmpty))));
}

#[test]
fn describe_shows_every_limit_in_both_forms() {
    let policy = parse(include_str!("../../examples/policy.toml"), 6).unwrap();
    let unit = Unit { decimals: 6, symbol: "USDC".into() };
    let expected = [
        ("largest payment", "25.00 USDC (25000000)"),
        ("most per period", "100.00 USDC (100000000) per day, sliding"),
        ("payments per period", "200"),
        ("most over all time", "2500.00 USDC (2500000000)"),
        ("accepted from", "2026-01-01T00:00:00Z"),
        ("accepted until", "2027-01-01T00:00:00Z"),
        ("hours (UTC)", "mon-fri 06-20; sat 08-12"),
        ("vendors", "the treasury's shared list"),
        ("most without approvals", "20.00 USDC (20000000)"),
        ("may delegate, generations", "0"),
        ("breaker", "3 recorded denials within 1h freeze it"),
        ("nonce bits", "4"),
    ];
    assert_eq!(describe(&policy, &unit), expected.map(|(label, text)| (label, text.to_owned())));
}
