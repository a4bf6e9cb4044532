//! Words read once and written back at the end.

use crate::{Storage, limbs};
use alloc::vec;
use alloc::vec::Vec;
use alloy_primitives::U256;

/// A write-back cache over a [`Storage`], keyed by slot: whoever meets a word, and however often, it
/// is one word.
///
/// Nothing reaches the storage before [`Cache::commit`]; dropped without it, nothing happened.
#[derive(Clone, Debug)]
pub struct Cache<S> {
    storage: S,
    words: Vec<Cached>,
    /// Positions of slots, found by their low bits and from there on; 0 where there is none.
    /// A power of two, more than twice as long as there are words.
    index: Vec<u32>,
}

/// Where a word lies in its cache: a shortcut to what is keyed by slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position(u32);

/// A word of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cached {
    /// Where it belongs.
    pub slot: U256,
    /// What the storage holds.
    pub stored: U256,
    /// What the cache holds.
    pub word: U256,
}

impl Cached {
    const fn is_changed(&self) -> bool {
        !limbs::equal(&self.word, &self.stored)
    }
}

impl<S: Storage> Cache<S> {
    /// An empty cache.
    pub fn new(storage: S) -> Self {
        Self::with_capacity(storage, 8)
    }

    /// An empty cache with room for about `words`; more find room too.
    pub fn with_capacity(storage: S, words: usize) -> Self {
        let length = words.saturating_mul(2).saturating_add(1).next_power_of_two();
        Self { storage, words: Vec::with_capacity(words), index: vec![0; length] }
    }

    /// Where the word of `slot` is, read from the storage if it was not met before.
    #[inline(never)]
    pub fn position(&mut self, slot: U256) -> Position {
        match self.find(slot) {
            Ok(position) => position,
            Err(free) => {
                let stored = self.storage.load(slot);
                self.insert(free, Cached { slot, stored, word: stored })
            }
        }
    }

    /// Whose word is there.
    pub fn slot(&self, Position(at): Position) -> U256 {
        self.words.get(at as usize).map_or(U256::ZERO, |cached| cached.slot)
    }

    /// The word there; zero for a position of another cache.
    pub fn word(&self, Position(at): Position) -> U256 {
        self.words.get(at as usize).map_or(U256::ZERO, |cached| cached.word)
    }

    /// What the storage holds there.
    pub fn stored(&self, Position(at): Position) -> U256 {
        self.words.get(at as usize).map_or(U256::ZERO, |cached| cached.stored)
    }

    /// Replaces the word there.
    pub fn set(&mut self, Position(at): Position, word: U256) {
        if let Some(cached) = self.words.get_mut(at as usize) {
            cached.word = word;
        }
    }

    /// Takes back whatever was replaced; what was read stays read.
    pub fn reset(&mut self) {
        for cached in &mut self.words {
            cached.word = cached.stored;
        }
    }

    /// The words that differ from the storage, in the order in which they were met.
    pub fn changes(&self) -> impl Iterator<Item = &Cached> {
        self.words.iter().filter(|cached| cached.is_changed())
    }

    /// Writes them.
    pub fn commit(mut self) {
        for cached in self.words.iter().filter(|cached| cached.is_changed()) {
            self.storage.store(cached.slot, cached.word);
        }
    }

    /// The position of a slot, or where in the index it would stand.
    fn find(&self, slot: U256) -> Result<Position, usize> {
        let mut at = self.home(slot);
        loop {
            // The index is never full, so this ends.
            let Some(position) = self.index.get(at).and_then(|entry| entry.checked_sub(1)) else {
                return Err(at);
            };
            let cached = self.words.get(position as usize);
            if cached.is_some_and(|cached| limbs::equal(&cached.slot, &slot)) {
                return Ok(Position(position));
            }
            at = at.wrapping_add(1) & self.mask();
        }
    }

    fn insert(&mut self, free: usize, cached: Cached) -> Position {
        #[allow(clippy::cast_possible_truncation, reason = "2^32 words do not fit a memory")]
        let position = self.words.len() as u32;
        self.words.push(cached);
        if self.words.len().saturating_mul(2) < self.index.len() {
            self.point(free, position);
        } else {
            self.grow();
        }
        Position(position)
    }

    fn grow(&mut self) {
        self.index = vec![0; self.index.len().saturating_mul(2)];
        #[allow(clippy::cast_possible_truncation, reason = "2^32 words do not fit a memory")]
        for position in 0..self.words.len() as u32 {
            if let Err(free) = self.find(self.slot(Position(position))) {
                self.point(free, position);
            }
        }
    }

    fn point(&mut self, at: usize, position: u32) {
        if let Some(entry) = self.index.get_mut(at) {
            *entry = position.saturating_add(1);
        }
    }

    /// Where the search for a slot begins. Slots are hashes, so any of their bits will do.
    fn home(&self, slot: U256) -> usize {
        let [low, ..] = slot.into_limbs();
        #[allow(clippy::cast_possible_truncation, reason = "masked to the length of the index")]
        let low = low as usize;
        low & self.mask()
    }

    const fn mask(&self) -> usize {
        self.index.len().wrapping_sub(1)
    }
}

impl<S: Storage> Storage for Cache<S> {
    fn load(&mut self, slot: U256) -> U256 {
        let position = self.position(slot);
        self.word(position)
    }

    fn store(&mut self, slot: U256, word: U256) {
        let position = self.position(slot);
        self.set(position, word);
    }
}

#[cfg(test)]
mod tests;
