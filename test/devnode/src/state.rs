//! All accounts of the chain, as a persistent map: a clone costs nothing, so every block keeps its
//! own state, a call runs on a copy, and a snapshot is a copy kept.

use std::convert::Infallible;

use alloy::primitives::{Address, B256, U256, map::DefaultHashBuilder};
use imbl::{GenericHashMap, shared_ptr::DefaultSharedPtr};
use revm::{
    Database,
    bytecode::Bytecode,
    state::{AccountInfo, EvmState},
};

type Map<K, V> = GenericHashMap<K, V, DefaultHashBuilder, DefaultSharedPtr>;

/// An account with its storage.
#[derive(Clone, Debug, Default)]
struct Account {
    info: AccountInfo,
    storage: Map<U256, U256>,
}

/// Accounts by address.
#[derive(Clone, Debug, Default)]
pub struct State {
    accounts: Map<Address, Account>,
}

impl State {
    /// Wei of an account.
    #[must_use]
    pub fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map(|account| account.info.balance).unwrap_or_default()
    }

    /// Transactions sent, or contracts created, by an account.
    #[must_use]
    pub fn nonce(&self, address: Address) -> u64 {
        self.accounts.get(&address).map(|account| account.info.nonce).unwrap_or_default()
    }

    /// Code of an account, empty if it has none.
    #[must_use]
    pub fn code(&self, address: Address) -> Bytecode {
        let account = self.accounts.get(&address);
        account.and_then(|account| account.info.code.clone()).unwrap_or_default()
    }

    /// Hash of an account's code; of the empty code if it has none.
    #[must_use]
    pub fn code_hash(&self, address: Address) -> B256 {
        self.accounts.get(&address).map_or(AccountInfo::default().code_hash, |a| a.info.code_hash)
    }

    /// A storage slot, zero if never written.
    #[must_use]
    pub fn slot(&self, address: Address, key: U256) -> U256 {
        let account = self.accounts.get(&address);
        account.and_then(|account| account.storage.get(&key).copied()).unwrap_or_default()
    }

    /// Every storage slot of an account that is not zero, with its word, in no order.
    pub fn storage(&self, address: Address) -> impl Iterator<Item = (U256, U256)> {
        let account = self.accounts.get(&address);
        let slots = account.into_iter().flat_map(|account| account.storage.iter());
        slots.map(|(key, value)| (*key, *value))
    }

    /// Replaces an account's balance.
    pub fn set_balance(&mut self, address: Address, wei: U256) {
        self.accounts.entry(address).or_default().info.balance = wei;
    }

    /// Replaces an account's nonce.
    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.accounts.entry(address).or_default().info.nonce = nonce;
    }

    /// Replaces an account's code.
    pub fn set_code(&mut self, address: Address, code: Bytecode) {
        let info = &mut self.accounts.entry(address).or_default().info;
        info.code_hash = code.hash_slow();
        info.code = Some(code);
    }

    /// Replaces one storage slot.
    pub fn set_slot(&mut self, address: Address, key: U256, value: U256) {
        write_slot(&mut self.accounts.entry(address).or_default().storage, key, value);
    }

    /// Drops all storage of an account.
    pub fn clear_storage(&mut self, address: Address) {
        self.accounts.entry(address).or_default().storage = Map::default();
    }

    /// Applies what a transaction changed.
    pub fn commit(&mut self, changes: EvmState) {
        for (address, change) in changes {
            if !change.is_touched() {
                continue;
            }
            // EIP-161: an account that a transaction leaves empty ceases to exist.
            if change.is_selfdestructed() || change.is_empty() {
                self.accounts.remove(&address);
                continue;
            }
            let account = self.accounts.entry(address).or_default();
            if change.is_created() {
                account.storage = Map::default();
            }
            for (key, slot) in change.changed_storage_slots() {
                write_slot(&mut account.storage, *key, slot.present_value());
            }
            account.info = change.info;
        }
    }
}

/// Zero is the same as absent.
fn write_slot(storage: &mut Map<U256, U256>, key: U256, value: U256) {
    if value.is_zero() {
        storage.remove(&key);
    } else {
        storage.insert(key, value);
    }
}

impl Database for State {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.accounts.get(&address).map(|account| account.info.clone()))
    }

    /// Never asked: [`Self::basic`] hands out every account with its code.
    fn code_by_hash(&mut self, _code_hash: B256) -> Result<Bytecode, Infallible> {
        Ok(Bytecode::default())
    }

    fn storage(&mut self, address: Address, key: U256) -> Result<U256, Infallible> {
        Ok(self.slot(address, key))
    }

    /// `BLOCKHASH` is over L1 blocks on Arbitrum, and a dev chain has none.
    fn block_hash(&mut self, _number: u64) -> Result<B256, Infallible> {
        Ok(B256::ZERO)
    }
}
