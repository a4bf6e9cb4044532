use super::*;
use alloy_primitives::b256;

const TOPICS: [B256; 5] = [
    B256::repeat_byte(0x11),
    B256::repeat_byte(0x22),
    B256::repeat_byte(0x33),
    B256::repeat_byte(0x44),
    B256::repeat_byte(0x55),
];

/// Computed with viem.
const ENTRIES: [B256; 5] = [
    b256!("7b0a151ac187ea820fdb87e839b03888dc5297489f3fd6ef80b7901e13a0f786"),
    b256!("8152b2adb199edf44f1b16f196752ea377ab511f5e74c14d8799f714fd3e5db3"),
    b256!("ba90e8b58f51937899017b153a4ccc060391ecf86e3cfdee5ecb8da1c12b6019"),
    b256!("25479a6c0e93037d0af4d9524122a5d52530347929d0d465878841e15880df2e"),
    b256!("3fd5ed1c5fca0658a01b87c0d24e90ac9d69ea658777ed8379774bae5f42c8d9"),
];

#[test]
fn genesis_matches_viem() {
    assert_eq!(
        genesis(42_161, Address::repeat_byte(0xc3), 0x0123_4567_89ab_cdef),
        b256!("16d1f7a35499c3c49a642417828235866a297d3dd76891fe50845ab4f47fa46a")
    );
}

#[test]
fn entry_hash_matches_viem_for_every_number_of_topics() {
    for (count, expected) in ENTRIES.into_iter().enumerate() {
        let hash = entry_hash(1_700_000_000, &TOPICS[..count], &[1, 2, 3, 4, 5]);
        assert_eq!(hash, expected, "{count} topics");
    }
}

#[test]
fn entry_hash_is_total_when_topics_are_too_many() {
    let hash = entry_hash(1_700_000_000, &TOPICS, &[1, 2, 3, 4, 5]);
    assert_eq!(hash, ENTRIES[4]);
}

#[test]
fn entry_hash_tells_topics_data_and_time_apart() {
    let whole = entry_hash(1, &TOPICS[..1], TOPICS[1].as_slice());
    assert_ne!(whole, entry_hash(1, &TOPICS[..2], &[]));
    assert_ne!(whole, entry_hash(2, &TOPICS[..1], TOPICS[1].as_slice()));
    assert_ne!(whole, entry_hash(1, &TOPICS[1..2], TOPICS[1].as_slice()));
}

#[test]
fn extend_matches_viem() {
    assert_eq!(
        extend(TOPICS[0], TOPICS[1]),
        b256!("3e92e0db88d6afea9edc4eedf62fffa4d92bcdfc310dccbe943747fe8302e871")
    );
}
