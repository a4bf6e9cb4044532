//! Grants of sessions.

use super::*;

fn grant(agent: u8) -> Grant {
    let session = Session {
        parent: address(0xc1),
        agent: address(agent),
        generation: 1,
        payment_cap: 128,
        budget: 1_000_000,
        not_after: NOW,
    };
    let signature = |byte, odd_y| Signature {
        r: B256::repeat_byte(byte),
        s: B256::repeat_byte(byte + 1),
        odd_y,
    };
    Grant { session, by_parent: signature(0x44, false), by_agent: signature(0x66, true) }
}

/// The bytes of a grant to the agent in that row.
fn grant_bytes(row: u8) -> Vec<u8> {
    let numbers = [1, 0x80, 0x01, 0xc0, 0x84, 0x3d, 0x80, 0xa4, 0xa7, 0xda, 0x06];
    let by_agent = [vec![0x66; 32], vec![0xe7], vec![0x67; 31]].concat();
    [&[row], &[0xc1; 20][..], &numbers, &[0x44; 32], &[0x45; 32], &by_agent].concat()
}

/// With a grant for each of these rows, and no approvals.
fn granting(rows: &[u8]) -> Parts {
    let count = vec![u8::try_from(rows.len()).unwrap()];
    let grants = rows.iter().map(|row| grant_bytes(*row));
    let grants = [count].into_iter().chain(grants).chain([vec![0]]).flatten().collect();
    Parts { format: vec![2], grants, ..Parts::new() }
}

#[test]
fn encode_writes_the_documented_bytes_of_grants() {
    let items = [item(0xa1, 0xb1), Item { valid_before: NOW + 5, ..item(0xa2, 0xb1) }];
    for (agents, rows) in [(vec![0xa2], vec![1]), (vec![0xa2, 0xa1], vec![0, 1])] {
        let grants: Vec<_> = agents.into_iter().map(grant).collect();
        let bytes = granting(&rows).bytes();
        assert_eq!(encode_with(&items, &grants, &[]), Ok(bytes.clone()));
        let batch = decode(&bytes).unwrap();
        assert!(batch.items().eq(items));
        let read = batch.grants().iter().map(|(row, _)| u8::try_from(*row).unwrap());
        assert!(read.eq(rows));
        assert!(batch.grants().iter().all(|(_, read)| grants.contains(read)));
    }
    assert_eq!(encode_with(&items, &[], &[]), encode(&items));
}

#[test]
fn encode_refuses_grants_that_no_batch_holds_and_names_them() {
    let items = [item(0xa1, 0xb1)];
    let refused = |grants: &[Grant]| encode_with(&items, grants, &[]).unwrap_err();
    assert_eq!(refused(&[grant(0xa1), grant(0xa2)]), Unencodable::Grant(1));
    assert_eq!(refused(&[grant(0xa1), grant(0xa1)]), Unencodable::Grant(1));
    for of_parent in [true, false] {
        let mut high = grant(0xa1);
        let signature = if of_parent { &mut high.by_parent } else { &mut high.by_agent };
        signature.s = B256::repeat_byte(0x80);
        assert_eq!(refused(&[high]), Unencodable::GrantSignature(0));
    }
}

#[test]
fn decode_refuses_grants_that_do_not_ascend_or_are_of_no_row() {
    for rows in [[1, 0], [0, 0]] {
        assert_refused(&granting(&rows), Malformed::Grants);
    }
    assert_refused(&granting(&[2]), Malformed::RowUnknown);
}

#[test]
fn decode_refuses_a_grant_to_an_agent_that_pays_nothing() {
    let parts = Parts { items: vec![Parts::item(0, 0, 0)], ..granting(&[1]) };
    assert_refused(&parts, Malformed::RowUnused);
}

#[test]
fn decode_refuses_a_generation_over_32_bits() {
    let mut parts = granting(&[0]);
    for (generation, fault) in
        [([0xff, 0xff, 0xff, 0xff, 0x0f], None), ([0x80, 0x80, 0x80, 0x80, 0x10], Some(()))]
    {
        parts.grants = granting(&[0]).grants;
        parts.grants.splice(22..23, generation);
        assert_eq!(decode(&parts.bytes()).err(), fault.map(|()| Malformed::Number));
    }
}

#[test]
fn decode_refuses_every_prefix_of_a_grant() {
    let parts = granting(&[0, 1]);
    let head = parts.bytes().len() - parts.grants.len() - parts.items.concat().len();
    for length in 0..parts.grants.len() {
        let bytes = &parts.bytes()[..head + length];
        assert_eq!(decode(bytes), Err(Malformed::Truncated), "{length}");
    }
}

#[test]
fn decode_refuses_a_high_s_of_a_grant() {
    for before_end in [32, 96] {
        let mut parts = granting(&[0]);
        let at = parts.grants.len() - 1 - before_end;
        parts.grants[at..at + 32].fill(0xff);
        assert_refused(&parts, Malformed::Signature);
    }
}
