//! ArbOS state: slots of one account that no key controls, so that it rolls back with a transaction,
//! is isolated in a call, and goes with a snapshot like any other state.
//!
//! The layout is Nitro's: subspaces by nested hashes, 256 neighbouring slots to a hash.

mod address_set;
pub(crate) mod programs;

use alloy::primitives::{Address, B256, U256, address, keccak256};
use revm::context::{ContextTr as _, JournalTr as _};

pub(crate) use self::address_set::AddressSet;
use crate::{evm::Context, state::State};

/// The account that holds ArbOS state.
pub const ARBOS_ACCOUNT: Address = address!("0xA4B05FFFfffFFFFFfFFfffFfffFFfffFfFfFFFFf");

/// Storage of [`ARBOS_ACCOUNT`], wherever it is: in a running transaction or at rest.
pub(crate) trait Slots {
    /// Reads a slot.
    fn load(&mut self, slot: U256) -> U256;
    /// Writes a slot.
    fn store(&mut self, slot: U256, value: U256);
}

impl Slots for Context {
    fn load(&mut self, slot: U256) -> U256 {
        // The journal reads slots only of accounts it has loaded.
        let Ok(_) = self.journal_mut().load_account(ARBOS_ACCOUNT);
        let Ok(loaded) = self.journal_mut().sload(ARBOS_ACCOUNT, slot);
        loaded.data
    }

    fn store(&mut self, slot: U256, value: U256) {
        let Ok(_) = self.journal_mut().load_account(ARBOS_ACCOUNT);
        self.journal_mut().touch_account(ARBOS_ACCOUNT);
        let Ok(_) = self.journal_mut().sstore(ARBOS_ACCOUNT, slot, value);
    }
}

impl Slots for State {
    fn load(&mut self, slot: U256) -> U256 {
        self.slot(ARBOS_ACCOUNT, slot)
    }

    fn store(&mut self, slot: U256, value: U256) {
        self.set_slot(ARBOS_ACCOUNT, slot, value);
    }
}

/// A part of ArbOS state: a prefix for the hashes of its slots.
#[derive(Clone, Debug)]
pub(crate) struct Space(Vec<u8>);

impl Space {
    /// The part of a fresh state that `ids` lead to.
    pub(crate) fn at(ids: &[u8]) -> Self {
        let path = |parent: Vec<u8>, id: &u8| {
            let mut preimage = parent;
            preimage.push(*id);
            keccak256(preimage).to_vec()
        };
        Self(ids.iter().fold(Vec::new(), path))
    }

    /// The slot of `key`.
    pub(crate) fn slot(&self, key: B256) -> U256 {
        let (page, line) = key.split_at(31);
        let mut preimage = Vec::with_capacity(self.0.len().saturating_add(31));
        preimage.extend_from_slice(&self.0);
        preimage.extend_from_slice(page);
        let mut slot = keccak256(preimage);
        slot[31..].copy_from_slice(line);
        slot.into()
    }

    /// The slot of a field by its number.
    pub(crate) fn field(&self, number: u64) -> U256 {
        self.slot(U256::from(number).into())
    }
}

/// Accounts that may call `ArbOwner`.
pub(crate) fn chain_owners() -> AddressSet {
    AddressSet::new(&[4])
}

/// Accounts that may write the program cache, besides owners.
pub(crate) fn cache_managers() -> AddressSet {
    AddressSet::new(&[8, 4])
}

/// Slot of the price of an L1 calldata unit, in wei.
pub(crate) fn l1_price_slot() -> U256 {
    static SLOT: std::sync::LazyLock<U256> = std::sync::LazyLock::new(|| Space::at(&[0]).field(7));
    *SLOT
}
