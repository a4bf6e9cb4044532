//! What is counted within one window of the clock, and forgotten with it.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use alloy::primitives::map::HashMap;

/// Counts that begin anew with each window. Windows are anchored at the Unix epoch.
#[derive(Debug)]
pub(super) struct Window<T> {
    seconds: NonZeroU32,
    /// The number of the window, and what was counted in it.
    counts: Mutex<(u64, T)>,
}

impl<T: Default> Window<T> {
    pub(super) fn new(seconds: NonZeroU32) -> Self {
        Self { seconds, counts: Mutex::default() }
    }

    /// Looks at the counts of the window at `now` (Unix seconds), and changes them.
    pub(super) fn at<R>(&self, now: u64, act: impl FnOnce(&mut T) -> R) -> R {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let index = now.checked_div(self.length()).unwrap_or_default();
        if counts.0 != index {
            *counts = (index, T::default());
        }
        act(&mut counts.1)
    }

    /// Seconds from `now` to the next window.
    pub(super) fn rest(&self, now: u64) -> u64 {
        let length = self.length();
        length.saturating_sub(now.checked_rem(length).unwrap_or_default())
    }

    fn length(&self) -> u64 {
        self.seconds.get().into()
    }
}

/// Counts one more of `who`.
pub(super) fn count<K: Eq + Hash>(counts: &mut HashMap<K, u32>, who: K) {
    let count = counts.entry(who).or_default();
    *count = count.saturating_add(1);
}
