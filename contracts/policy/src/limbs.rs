//! Words taken by their limbs of 64 bits.
//!
//! The library's own conversions and comparisons loop over the limbs, and on the chain a loop costs
//! more than what is in it: 7.3 gas for a conversion that takes 2.0 here, 5.1 for a comparison that
//! takes 1.0. A payment of a batch needs fifteen.

use alloy_primitives::{B256, U256};

/// The word as bytes, big-endian.
// Once in a program, like `from_bytes`: swapping bytes takes many instructions, and a call few.
#[inline(never)]
pub fn to_bytes(word: U256) -> B256 {
    let [low, second, third, high] = word.into_limbs();
    let mut bytes = B256::ZERO;
    bytes[..8].copy_from_slice(&high.to_be_bytes());
    bytes[8..16].copy_from_slice(&third.to_be_bytes());
    bytes[16..24].copy_from_slice(&second.to_be_bytes());
    bytes[24..].copy_from_slice(&low.to_be_bytes());
    bytes
}

/// The word of these bytes, big-endian.
#[inline(never)]
pub fn from_bytes(bytes: &B256) -> U256 {
    let [high, third, second, low] = split(bytes);
    U256::from_limbs([low, second, third, high])
}

/// The bytes as four numbers, big-endian, the high one first. A constant that one of them is compared
/// with is turned around by the compiler, unlike a whole word's limb.
#[inline(always)]
pub(crate) fn split(bytes: &B256) -> [u64; 4] {
    let (limbs, _) = bytes.as_chunks();
    let at = |index: usize| limbs.get(index).map_or(0, |limb| u64::from_be_bytes(*limb));
    [at(0), at(1), at(2), at(3)]
}

/// The word as a number of 64 bits, if it is one.
#[inline(always)]
pub const fn narrow(word: &U256) -> Option<u64> {
    let [low, b, c, d] = *word.as_limbs();
    if b | c | d == 0 { Some(low) } else { None }
}

/// Whether two words are one. `==` calls `memcmp`, which on wasm goes byte by byte, at 35 gas for two
/// equal words.
#[inline]
pub const fn equal(one: &U256, other: &U256) -> bool {
    let ([a, b, c, d], [e, f, g, h]) = (*one.as_limbs(), *other.as_limbs());
    (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::uint;

    const WORD: U256 =
        uint!(0x0102030405060708_1112131415161718_2122232425262728_3132333435363738_U256);

    #[test]
    fn bytes_are_those_of_the_library() {
        for word in [WORD, U256::ZERO, U256::ONE, U256::MAX, U256::from(u64::MAX)] {
            assert_eq!(to_bytes(word), B256::from(word));
            assert_eq!(from_bytes(&to_bytes(word)), word);
        }
    }

    #[test]
    fn narrow_is_none_when_a_word_is_wider() {
        assert_eq!(narrow(&U256::from(u64::MAX)), Some(u64::MAX));
        for bit in 64..256 {
            assert_eq!(narrow(&(U256::ONE << bit)), None, "{bit}");
        }
    }

    #[test]
    fn equal_is_false_when_any_bit_differs() {
        assert!(equal(&WORD, &WORD));
        for bit in 0..256 {
            assert!(!equal(&WORD, &(WORD ^ (U256::ONE << bit))), "{bit}");
        }
    }
}
