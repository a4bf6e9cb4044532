use super::*;
use alloy_primitives::{b256, uint};
use std::string::ToString;

const AGENT: Address = Address::repeat_byte(0xa1);
const VENDOR: Address = Address::repeat_byte(0xb2);
const VAULT: Address = Address::repeat_byte(0xc3);
const TOKEN: Address = Address::repeat_byte(0xd4);

fn authorization() -> Authorization {
    Authorization {
        from: AGENT,
        to: VENDOR,
        value: U256::ONE,
        valid_after: uint!(100_U256),
        valid_before: uint!(200_U256),
        nonce: B256::repeat_byte(1),
    }
}

fn denial(authorization: Authorization) -> Option<(Denial, u64)> {
    authorization.payment(VAULT, TOKEN).err().map(|denied| (denied.reason, denied.room))
}

#[test]
fn check_time_is_strict_at_both_ends() {
    let check = |now| authorization().check_time(now);
    assert_eq!(check(0), Err(AuthorizationFault::NotYetValid));
    assert_eq!(check(100), Err(AuthorizationFault::NotYetValid));
    assert_eq!(check(101), Ok(()));
    assert_eq!(check(199), Ok(()));
    assert_eq!(check(200), Err(AuthorizationFault::Expired));
    assert_eq!(check(u64::MAX), Err(AuthorizationFault::Expired));
}

#[test]
fn check_time_refuses_when_validity_begins_past_any_clock() {
    let forever = Authorization { valid_before: U256::MAX, ..authorization() };
    assert_eq!(forever.check_time(u64::MAX), Ok(()));
    let never = Authorization { valid_after: U256::MAX, ..authorization() };
    assert_eq!(never.check_time(u64::MAX), Err(AuthorizationFault::NotYetValid));
}

/// The patterns by which the reference facilitator classifies reverts, in words.
#[test]
fn texts_are_told_apart_by_facilitators() {
    let expired = AuthorizationFault::Expired.to_string();
    let early = AuthorizationFault::NotYetValid.to_string();
    assert!(expired.contains("authorization is expired"));
    assert!(early.contains("authorization is not yet valid"));
    assert!(!early.contains("expired") && !early.contains("valid before"));
    assert!(AuthorizationFault::Used.to_string().contains("authorization is used"));
    assert!(AuthorizationFault::InvalidSignature.to_string().contains("invalid signature"));
}

#[test]
fn payment_passes_when_shape_allows_it() {
    let expected =
        Payment { agent: AGENT, vendor: VENDOR, value: 1, valid_before: 200, is_approved: false };
    assert_eq!(authorization().payment(VAULT, TOKEN), Ok(expected));
}

#[test]
fn payment_denied_when_payee_is_forbidden() {
    for to in [Address::ZERO, VAULT, TOKEN] {
        let forbidden = Authorization { to, value: U256::MAX, ..authorization() };
        assert_eq!(denial(forbidden), Some((Denial::PayeeForbidden, 0)));
    }
}

#[test]
fn payment_denied_when_value_is_zero_or_over_64_bits() {
    let of = |value| denial(Authorization { value, ..authorization() });
    assert_eq!(of(U256::ZERO), Some((Denial::ValueZero, 0)));
    assert_eq!(of(U256::from(u64::MAX)), None);
    assert_eq!(of(U256::ONE << 64), Some((Denial::ValueTooWide, u64::MAX)));
    assert_eq!(of(U256::MAX), Some((Denial::ValueTooWide, u64::MAX)));
}

#[test]
fn payment_denied_when_nonce_begins_like_a_sequenced_one_and_is_none() {
    let of = |nonce| denial(Authorization { nonce, ..authorization() });
    for middle in ["0000000000000001", "8000000000000000", "ffffffffffffffff"] {
        let nonce = std::format!("735d1344c4ac9b43{middle}00000000000000000000000000000001");
        assert_eq!(of(nonce.parse().expect("32 bytes")), Some((Denial::NonceStyle, 0)));
    }
    let sequenced = b256!("735d1344c4ac9b43000000000000000000000000000000000000000000000001");
    let untagged = b256!("735d1344c4ac9b44ffffffffffffffff00000000000000000000000000000001");
    assert_eq!([sequenced, untagged].map(of), [None, None]);
}

#[test]
fn payment_saturates_an_expiry_over_64_bits() {
    let forever = Authorization { valid_before: U256::MAX, ..authorization() };
    assert_eq!(forever.payment(VAULT, TOKEN).map(|payment| payment.valid_before), Ok(u64::MAX));
}
