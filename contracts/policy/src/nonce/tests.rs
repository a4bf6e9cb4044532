use super::*;
use alloy_primitives::{b256, keccak256};

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 3600;

fn no_own_slot() -> bool {
    false
}

fn fill(entries: u64, until: u64) -> U256 {
    (1..=entries).fold(U256::ZERO, |word, fingerprint| {
        let claim = claim(word, no_own_slot, fingerprint, until, NOW).expect("fresh");
        assert!(!claim.own_slot);
        claim.word
    })
}

#[test]
fn sequenced_nonce_is_tag_zeros_lane_and_sequence() {
    let counted = SequencedNonce { lane: 0x0102_0304_0506_0708, sequence: 0x1112_1314_1516_1718 };
    let nonce = b256!("735d1344c4ac9b430000000000000000" "0102030405060708" "1112131415161718");
    assert_eq!(B256::from(counted), nonce);
    assert_eq!(SequencedNonce::read(nonce), Some(counted));
    assert_eq!(keccak256("bursar.sequenced.1")[..8], nonce[..8]);
}

#[test]
fn read_is_none_and_form_is_told_when_a_byte_differs() {
    let nonce = B256::from(SequencedNonce { lane: 1, sequence: 2 });
    for byte in 0..16 {
        let mut other = nonce;
        other[byte] ^= 1;
        assert_eq!(SequencedNonce::read(other), None);
        // Without the tag it is any random nonce.
        assert_eq!(is_malformed(other), byte >= 8, "byte {byte}");
    }
    assert!(!is_malformed(nonce) && !is_malformed(B256::ZERO));
}

#[test]
fn word_is_the_low_half_of_the_nonce_less_its_last_byte() {
    let counted = SequencedNonce { lane: 0x0102_0304_0506_0708, sequence: 0x1112_1314_1516_1718 };
    let [low @ .., _] = &B256::from(counted).0;
    assert_eq!(counted.word(), U256::from_be_slice(&low[16..]));
    let last = SequencedNonce { lane: u64::MAX, sequence: u64::MAX };
    assert_eq!(last.word(), (U256::ONE << 120) - U256::ONE);
    // The next lane begins where the one before ends.
    let (end, next) = (SequencedNonce { lane: 4, ..last }, SequencedNonce { lane: 5, sequence: 0 });
    assert_eq!(end.word() + U256::ONE, next.word());
}

#[test]
fn claim_sets_the_bit_of_the_last_byte_and_refuses_it_ever_after() {
    for sequence in [0, 1, 63, 64, 255, 256 + 7, u64::MAX] {
        let counted = SequencedNonce { lane: 3, sequence };
        let word = counted.claim(U256::ZERO).expect("fresh");
        assert_eq!(word, U256::ONE << (sequence % 256));
        assert!(counted.is_used(word));
        assert_eq!(counted.claim(word), Err(Used));
        assert_eq!(counted.claim(U256::MAX), Err(Used));
        assert_eq!(counted.claim(U256::MAX ^ word), Ok(U256::MAX));
    }
}

/// `keccak256(abi.encode(agent, nonce))` computed with viem:
/// 0x2b626f2b…dda9ef66a32626df.
#[test]
fn locate_takes_bits_of_the_hash() {
    let agent = Address::repeat_byte(0xa1);
    let nonce = b256!("d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4");
    let fingerprint = 0xdda9_ef66_a326;
    for (bits, index) in [(0, 0), (1, 1), (4, 0xf), (12, 0x6df)] {
        assert_eq!(locate(agent, nonce, bits), Place { index, fingerprint });
    }
}

#[test]
fn claim_denied_when_nonce_is_remembered() {
    let word = fill(3, NOW + HOUR);
    for fingerprint in 1..=3 {
        assert_eq!(claim(word, no_own_slot, fingerprint, NOW + HOUR, NOW + 1), Err(Used));
    }
}

#[test]
fn claim_takes_an_own_slot_when_no_entry_is_free() {
    let word = fill(3, NOW + HOUR);
    let fourth = claim(word, no_own_slot, 4, NOW + 2 * HOUR, NOW).expect("fresh");
    assert!(fourth.own_slot);
    assert!(is_used(fourth.word, || true, 4, NOW + 2 * HOUR - 1));
    assert!(!is_used(fourth.word, no_own_slot, 5, NOW));
    // Own slots are no longer asked for once the last of them has expired.
    let later = NOW + 2 * HOUR + UNIT;
    assert!(!is_used(fourth.word, || unreachable!("nothing to read"), 4, later));
}

#[test]
fn claim_never_shortens_the_overflow() {
    let word = fill(3, NOW + HOUR);
    let long = claim(word, no_own_slot, 4, NOW + 9 * HOUR, NOW).expect("fresh").word;
    let short = claim(long, no_own_slot, 5, NOW + HOUR, NOW).expect("fresh").word;
    assert!(is_used(short, || true, 4, NOW + 9 * HOUR - 1));
}

#[test]
fn own_slot_is_not_read_when_nothing_overflowed() {
    let word = fill(2, NOW + HOUR);
    assert!(!is_used(word, || unreachable!("nothing overflowed"), 9, NOW));
}

#[test]
fn entry_is_recycled_when_its_authorization_has_expired() {
    let word = fill(3, NOW + HOUR);
    let free = (NOW + HOUR).next_multiple_of(UNIT);
    assert!(is_used(word, no_own_slot, 1, free - 1));
    let reused = claim(word, no_own_slot, 7, free + HOUR, free).expect("fresh");
    assert!(!reused.own_slot);
    assert!(is_used(reused.word, no_own_slot, 7, free));
    assert!(!is_used(reused.word, no_own_slot, 1, free));
}

#[test]
fn expiry_past_the_horizon_is_never_forgotten() {
    let word = fill(1, u64::MAX);
    assert!(is_used(word, no_own_slot, 1, u64::MAX));
    let full = fill(3, u64::MAX);
    let fourth = claim(full, no_own_slot, 4, u64::MAX, NOW).expect("fresh");
    assert!(fourth.own_slot && is_used(fourth.word, || true, 4, u64::MAX));
}
