//! Batches: what is written is read, and nothing else is.

use alloy_primitives::{Address, B256};
use bursar_policy::Signature;
use bursar_policy::batch::{Approval, Grant, Item, Signed, decode, encode_with};
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::session::Session;
use proptest::prelude::*;

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..300u64, Just(u64::MAX), any::<u64>()]
}

/// Nonces of either style, and such as only begin like sequenced ones.
fn nonce() -> impl Strategy<Value = B256> {
    let sequenced = || {
        let numbers = (number(), number());
        numbers.prop_map(|(lane, sequence)| B256::from(SequencedNonce { lane, sequence }))
    };
    prop_oneof![
        3 => any::<[u8; 32]>().prop_map(B256::new),
        4 => sequenced(),
        1 => (sequenced(), 0..32usize, any::<u8>()).prop_map(|(mut nonce, at, byte)| {
            nonce[at] = byte;
            nonce
        }),
    ]
}

fn signature() -> impl Strategy<Value = Signature> {
    let parts = (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<bool>());
    parts.prop_map(|(r, mut s, odd_y)| {
        // Below half the order, whatever follows.
        s[0] &= 0x3f;
        Signature { r: B256::new(r), s: B256::new(s), odd_y }
    })
}

/// A grant to a key of the same small set.
fn grant() -> impl Strategy<Value = Grant> {
    let who = (any::<[u8; 20]>(), 0..6u8, any::<u32>());
    let limits = (number(), number(), number());
    (who, limits, signature(), signature()).prop_map(|(who, limits, by_parent, by_agent)| {
        let (parent, agent, generation) = who;
        let (payment_cap, budget, not_after) = limits;
        let (parent, agent) = (Address::new(parent), Address::repeat_byte(agent));
        let session = Session { parent, agent, generation, payment_cap, budget, not_after };
        Grant { session, by_parent, by_agent }
    })
}

/// Signatures of keys, and of contracts, which are of any length.
fn signed() -> impl Strategy<Value = Signed<'static>> {
    const ANY: &[u8] = &[0xa5; 300];
    let bytes = prop_oneof![0..3usize, Just(65), Just(127), Just(128), 0..300usize];
    prop_oneof![
        4 => signature().prop_map(Signed::Key),
        1 => bytes.prop_map(|length| Signed::Bytes(&ANY[..length])),
    ]
}

/// Items with such grants and approvals as a batch of them can hold: a grant for each key, ascending,
/// approvals in the order of their items.
#[derive(Clone, Debug)]
struct Parcel {
    items: Vec<Item<'static>>,
    grants: Vec<Grant>,
    approvals: Vec<Approval>,
}

fn parcel(most: usize) -> impl Strategy<Value = Parcel> {
    let grants = prop::collection::vec(grant(), 0..6);
    let approvals = prop::collection::vec((any::<prop::sample::Index>(), signature()), 0..4);
    let items = prop::collection::vec(item(), 0..most);
    (items, grants, approvals).prop_map(|(items, mut grants, mut approvals)| {
        grants.retain(|grant| items.iter().any(|item| item.agent == grant.session.agent));
        grants.sort_by_key(|grant| grant.session.agent);
        grants.dedup_by_key(|grant| grant.session.agent);
        approvals.retain(|_| !items.is_empty());
        let mut approvals: Vec<_> = approvals
            .into_iter()
            .map(|(at, signature)| Approval { item: at.index(items.len()), signature })
            .collect();
        approvals.sort_by_key(|approval| approval.item);
        Parcel { items, grants, approvals }
    })
}

/// Items that a batch can hold, with addresses from a small set.
fn item() -> impl Strategy<Value = Item<'static>> {
    let who = (0..6u8, 0..6u8);
    let times = (number(), number(), any::<bool>());
    (who, number(), times, nonce(), signed()).prop_map(
        |((agent, vendor), value, (one, other, ever), nonce, signature)| {
            let valid_after = if ever || one == other { 0 } else { one.min(other) };
            Item {
                agent: Address::repeat_byte(agent),
                vendor: Address::repeat_byte(vendor),
                value,
                valid_after,
                valid_before: one.max(other),
                nonce,
                signature,
            }
        },
    )
}

/// A change of bytes: one is replaced, inserted or removed.
fn mutate(bytes: &mut Vec<u8>, at: prop::sample::Index, byte: u8, how: u8) {
    let at = at.index(bytes.len());
    match how {
        0 => bytes[at] = byte,
        1 => bytes.insert(at, byte),
        _ => {
            bytes.remove(at);
        }
    }
}

/// Whatever is read is written again as it was.
fn assert_canonical(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(batch) = decode(bytes) {
        let items: Vec<_> = batch.items().collect();
        let grants: Vec<_> = batch.grants().iter().map(|(_, grant)| *grant).collect();
        let written = encode_with(&items, &grants, batch.approvals()).expect("what was read");
        prop_assert_eq!(written, bytes);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_048))]

    #[test]
    fn prop_items_grants_and_approvals_come_back_as_they_went(parcel in parcel(20)) {
        let Parcel { items, grants, approvals } = parcel;
        let backwards: Vec<_> = grants.iter().rev().copied().collect();
        let bytes = encode_with(&items, &backwards, &approvals).expect("what a batch can hold");
        let batch = decode(&bytes).expect("what was written");
        prop_assert_eq!(batch.approvals(), approvals);
        prop_assert!(batch.items().eq(items));
        prop_assert!(batch.grants().iter().map(|(_, grant)| *grant).eq(grants));
    }

    #[test]
    fn prop_mutated_batches_are_refused_or_have_one_encoding(
        parcel in parcel(6),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..4),
    ) {
        let Parcel { items, grants, approvals } = parcel;
        let mut bytes = encode_with(&items, &grants, &approvals).expect("what a batch can hold");
        for (at, byte, how) in changes {
            mutate(&mut bytes, at, byte, how);
        }
        assert_canonical(&bytes)?;
    }

    #[test]
    fn prop_any_bytes_are_refused_or_have_one_encoding(
        tail in prop::collection::vec(any::<u8>(), 0..400), counts in (0..3u8, 0..3u8),
        format in 1..=2u8,
    ) {
        assert_canonical(&tail)?;
        // As if it were a batch: with tables of few rows.
        let row = |count: u8| (0..count).flat_map(|row| [row; 20]);
        let mut bytes = vec![format, counts.0];
        bytes.extend(row(counts.0));
        bytes.push(counts.1);
        bytes.extend(row(counts.1));
        bytes.extend(tail);
        assert_canonical(&bytes)?;
    }
}
