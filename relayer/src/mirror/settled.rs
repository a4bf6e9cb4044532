//! Nonces that were paid, for as long as they matter.

use std::collections::BTreeMap;

use alloy::primitives::map::HashMap;

use crate::payment::PaymentKey;

/// Seconds that a nonce is kept beyond its last use: after a reorganisation, time may be earlier.
const MARGIN: u64 = 3_600;

/// Paid nonces with the time at which their authorizations are dead in any case.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    until: HashMap<PaymentKey, u64>,
    by_time: BTreeMap<u64, Vec<PaymentKey>>,
}

impl Settled {
    pub(super) fn contains(&self, key: &PaymentKey) -> bool {
        self.until.contains_key(key)
    }

    /// Remembers a nonce at least until `until` (Unix seconds); whether it was not known before.
    pub(super) fn insert(&mut self, key: PaymentKey, until: u64) -> bool {
        self.by_time.entry(until).or_default().push(key);
        self.until.insert(key, until).is_none()
    }

    pub(super) fn remove(&mut self, key: &PaymentKey) {
        self.until.remove(key);
    }

    /// Forgets what has been dead for a while at `now`.
    pub(super) fn forget_before(&mut self, now: u64) {
        while let Some(entry) = self.by_time.first_entry()
            && entry.key().saturating_add(MARGIN) < now
        {
            let (until, keys) = entry.remove_entry();
            for key in keys {
                // Paid again since, by a later authorization with the same nonce.
                if self.until.get(&key) == Some(&until) {
                    self.until.remove(&key);
                }
            }
        }
    }
}
