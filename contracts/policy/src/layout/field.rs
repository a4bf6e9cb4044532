//! A few bits of a storage word.

use alloy_primitives::U256;

/// Some bits of a storage word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    at: u32,
    width: u32,
}

#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "`new` proves 1 <= width <= 64 and at + width <= 256 when the constants are compiled"
)]
impl Field {
    /// The `width` bits (1 to 64) from bit `at` upwards.
    pub(super) const fn new(at: u32, width: u32) -> Self {
        assert!(width >= 1 && width <= 64 && at + width <= 256, "a field must lie in its word");
        Self { at, width }
    }

    /// Lowest bit.
    pub const fn at(self) -> u32 {
        self.at
    }

    /// Number of bits.
    pub const fn width(self) -> u32 {
        self.width
    }

    /// Largest value.
    #[inline(always)]
    pub const fn max(self) -> u64 {
        u64::MAX >> (64 - self.width)
    }

    /// The value in `word`. Constants fold: with a constant field this is a shift and a mask.
    #[inline(always)]
    pub const fn get(self, word: U256) -> u64 {
        let limbs = word.as_limbs();
        let (limb, shift) = ((self.at / 64) as usize, self.at % 64);
        let mut value = limbs[limb] >> shift;
        if shift + self.width > 64 {
            value |= limbs[limb + 1] << (64 - shift);
        }
        value & self.max()
    }

    /// Whether any bit is set.
    #[inline(always)]
    pub const fn is_set(self, word: U256) -> bool {
        self.get(word) != 0
    }

    /// `word` with this field replaced; a value that does not fit becomes the largest that does.
    #[inline(always)]
    #[must_use]
    pub const fn with(self, word: U256, value: u64) -> U256 {
        let value = if value > self.max() { self.max() } else { value };
        let mut limbs = *word.as_limbs();
        let (limb, shift) = ((self.at / 64) as usize, self.at % 64);
        limbs[limb] = limbs[limb] & !(self.max() << shift) | value << shift;
        if shift + self.width > 64 {
            let low = 64 - shift;
            limbs[limb + 1] = limbs[limb + 1] & !(self.max() >> low) | value >> low;
        }
        U256::from_limbs(limbs)
    }
}
