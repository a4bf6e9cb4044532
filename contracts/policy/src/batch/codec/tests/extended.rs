//! Approvals, and signatures of any length.

use super::*;

/// Two items: the first one of a contract, the second one with two approvals.
fn extended() -> Parts {
    let key = [vec![0x22; 32], vec![0xb3], vec![0x33; 31]].concat();
    let parts = Parts::new();
    let signed = parts.items[0].len() - key.len();
    let mut contract = [&parts.items[0][..signed], &[3, 7, 8, 9]].concat();
    // Style 3 of two agents.
    contract[0] = 6;
    // No grants, two approvals.
    let approvals = [vec![0, 2, 1], key.clone(), vec![1], key].concat();
    Parts {
        format: vec![2],
        base: [parts.base, approvals].concat(),
        items: vec![contract, parts.items[1].clone()],
        ..parts
    }
}

#[test]
fn encode_writes_the_documented_bytes_of_approvals_and_of_signatures_of_any_length() {
    let contract = Item { signature: Signed::Bytes(&[7, 8, 9]), ..item(0xa1, 0xb1) };
    let later = Item { valid_before: NOW + 5, ..item(0xa2, 0xb1) };
    let (items, approvals) = ([contract, later], [Approval { item: 1, signature: KEY }; 2]);
    let bytes = extended().bytes();
    assert_eq!(encode_with(&items, &[], &approvals), Ok(bytes.clone()));
    let batch = decode(&bytes).unwrap();
    assert!(batch.items().eq(items));
    assert_eq!(batch.approvals(), approvals);
}

#[test]
fn encode_refuses_approvals_out_of_order_or_of_no_item() {
    let items = [item(1, 2), item(1, 2)];
    let of = |item| Approval { item, signature: KEY };
    assert_eq!(encode_with(&items, &[], &[of(1), of(0)]), Err(Unencodable::Approval(0)));
    assert_eq!(encode_with(&items, &[], &[of(0), of(2)]), Err(Unencodable::Approval(2)));
}

#[test]
fn decode_refuses_format_2_when_nothing_needs_it() {
    let base = [Parts::new().base, vec![0, 0]].concat();
    let unneeded = Parts { format: vec![2], base, ..Parts::new() };
    assert_refused(&unneeded, Malformed::Format);
    let mut needed = unneeded;
    needed.items[0] = extended().items[0].clone();
    assert!(decode(&needed.bytes()).is_ok());
    let plain = Parts { format: vec![1], base: Parts::new().base, ..needed };
    assert_refused(&plain, Malformed::RowUnknown);
}

#[test]
fn decode_refuses_approvals_out_of_order_or_of_no_item() {
    let numbers = |first: u8, second: u8| {
        let (mut parts, row) = (extended(), Parts::new().base.len() + 2);
        parts.base[row] = first;
        parts.base[row + 65] = second;
        parts
    };
    assert!(decode(&numbers(0, 0).bytes()).is_ok());
    assert!(decode(&numbers(0, 1).bytes()).is_ok());
    assert_refused(&numbers(1, 0), Malformed::Unsorted);
    assert_refused(&numbers(1, 2), Malformed::RowUnknown);
    assert_refused(&numbers(2, 2), Malformed::RowUnknown);
}

#[test]
fn decode_refuses_approvals_that_are_not_there_or_have_a_high_s() {
    let mut parts = extended();
    let count = Parts::new().base.len() + 1;
    for claimed in [vec![0x7f], [vec![0xff; 9], vec![0x01]].concat()] {
        parts.base = [&extended().base[..count], &claimed].concat();
        parts.items = vec![];
        assert_refused(&parts, Malformed::Truncated);
    }
    let mut parts = extended();
    parts.base[count + 2 + 32..count + 2 + 64].fill(0xff);
    assert_refused(&parts, Malformed::Signature);
}

#[test]
fn decode_refuses_a_signature_longer_than_what_is_left_and_styles_above_the_fifth() {
    let (mut parts, last) = (extended(), extended().items[0].clone());
    parts.items.swap(0, 1);
    for length in [4, 0x7f] {
        let at = last.len() - 4;
        parts.items[1][at] = length;
        assert_refused(&parts, Malformed::Truncated);
    }
    let mut parts = extended();
    parts.items[0][0] = 12;
    assert_refused(&parts, Malformed::RowUnknown);
}
