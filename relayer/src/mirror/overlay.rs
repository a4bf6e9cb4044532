//! Writes on top of words that stay as they are.

use std::collections::BTreeMap;

use alloy::primitives::U256;
use bursar_policy::Storage;

use super::Words;

/// Storage that reads through to words below and keeps what is written to itself.
#[derive(Clone, Debug)]
pub struct Overlay<'a> {
    below: Option<&'a Words>,
    written: BTreeMap<U256, U256>,
}

impl<'a> Overlay<'a> {
    pub(super) const fn new(below: Option<&'a Words>) -> Self {
        Self { below, written: BTreeMap::new() }
    }

    /// What was written, by slot.
    pub fn into_written(self) -> BTreeMap<U256, U256> {
        self.written
    }
}

impl Storage for Overlay<'_> {
    fn load(&mut self, slot: U256) -> U256 {
        let below = || self.below.and_then(|words| words.get(&slot));
        self.written.get(&slot).or_else(below).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.written.insert(slot, word);
    }
}
