//! To whom a key is tied: a treasury, for life, and the agent for whom it spends.

use super::narrow;
use crate::Period;
use crate::layout::{address_in, binding, link, word_of};
use alloy_primitives::{Address, U256};

/// Slot 12: which treasury a key belongs to, for life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The treasury; 0: the key never joined one.
    pub treasury: u64,
    /// Bumped by every removal and revocation; what the agent granted under an earlier one is dead.
    pub generation: u32,
    /// The key's nonce bits.
    pub nonce_bits: u8,
    /// The policy's version when the agent was last removed, 18 bits.
    pub version: u32,
    /// The period that the state word counts in since the agent was last removed.
    pub period: Period,
}

impl Binding {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self {
            treasury: binding::TREASURY.get(word),
            generation: narrow(binding::GENERATION.get(word)),
            nonce_bits: binding::NONCE_BITS.get(word).to_le_bytes()[0],
            version: narrow(binding::VERSION.get(word)),
            period: Period::unpack(binding::PERIOD.get(word)),
        }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        let word = binding::TREASURY.with(U256::ZERO, self.treasury);
        let word = binding::GENERATION.with(word, u64::from(self.generation));
        let word = binding::NONCE_BITS.with(word, u64::from(self.nonce_bits));
        let word = binding::VERSION.with(word, u64::from(self.version));
        binding::PERIOD.with(word, self.period.pack())
    }
}

/// Slot 20: for whom a sub-agent spends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Who delegated.
    pub parent: Address,
    /// The parent's generation at that time; under any other the delegation is dead.
    pub generation: u32,
}

impl Link {
    /// From the word.
    pub fn unpack(word: U256) -> Self {
        Self { parent: address_in(word), generation: narrow(link::GENERATION.get(word)) }
    }

    /// To the word.
    pub fn pack(&self) -> U256 {
        link::GENERATION.with(word_of(self.parent), u64::from(self.generation))
    }
}
