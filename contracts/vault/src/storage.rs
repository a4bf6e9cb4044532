//! The vault's words, through the host's own write-back cache.

use alloy_primitives::U256;
use bursar_policy::limbs;
use stylus_sdk::stylus_core::Host;

/// The words of the vault's address, by slot.
///
/// The host keeps them in a cache for the length of the call: a word read twice is paid once, and
/// what is written reaches the state at the next flush, which is before every call of the token and
/// at the end of the program.
pub(crate) struct Slots<'h, H> {
    host: &'h H,
}

impl<'h, H: Host> Slots<'h, H> {
    pub(crate) const fn new(host: &'h H) -> Self {
        Self { host }
    }
}

impl<H: Host> bursar_policy::Storage for Slots<'_, H> {
    fn load(&mut self, slot: U256) -> U256 {
        limbs::from_bytes(&self.host.storage_load_bytes32(slot))
    }

    fn store(&mut self, slot: U256, word: U256) {
        // SAFETY: the SDK's own storage types are not used here, so none of them caches this slot.
        unsafe { self.host.storage_cache_bytes32(slot, limbs::to_bytes(word)) };
    }
}
