//! A chain in memory for one frame, and the programs to run on it.

pub(crate) mod modules;

use std::collections::{HashMap, HashSet};

use alloy_primitives::{Address, B256, Bytes, U256, address, keccak256};
use stylus_vm::{
    CallKind, Env, FrameOutcome, Host, Module, Outcome, Pages, Params, StorageWrite, activate, run,
};

/// The acting account of every frame.
pub(crate) const CONTRACT: Address = address!("00000000000000000000000000000000000000c0");
/// The caller of every frame.
pub(crate) const CALLER: Address = address!("00000000000000000000000000000000000000ca");
/// Gas that every test has enough of.
pub(crate) const PLENTY: u64 = 10_000_000;

/// An account other than the acting one.
#[derive(Clone, Default)]
pub(crate) struct Account {
    pub(crate) balance: U256,
    pub(crate) code: Bytes,
    /// How a frame at this account ends, success without output if unset.
    pub(crate) ends: Option<FrameOutcome>,
}

/// State as EIP-2929 and EIP-3529 see it, for one transaction.
pub(crate) struct Chain {
    pub(crate) env: Env,
    pub(crate) pages: Pages,
    pub(crate) original: HashMap<U256, U256>,
    pub(crate) storage: HashMap<U256, U256>,
    pub(crate) transient: HashMap<U256, U256>,
    pub(crate) accounts: HashMap<Address, Account>,
    pub(crate) warm_accounts: HashSet<Address>,
    pub(crate) warm_slots: HashSet<U256>,
    pub(crate) refund: i64,
    pub(crate) logs: Vec<(Vec<B256>, Bytes)>,
    /// Every frame that was opened: kind, target, gas, value.
    pub(crate) calls: Vec<(CallKind, Address, u64, U256)>,
    pub(crate) console: Vec<String>,
}

impl Default for Chain {
    fn default() -> Self {
        let env = Env {
            chain_id: 412_346,
            basefee: U256::from(100_000_000),
            coinbase: Address::ZERO,
            block_gas_limit: 1 << 50,
            block_number: 7,
            block_timestamp: 1_763_000_000,
            tx_gas_price: U256::from(100_000_000),
            tx_origin: CALLER,
            contract: CONTRACT,
            caller: CALLER,
            value: U256::ZERO,
            is_static: false,
            reentrant: false,
        };
        Self {
            env,
            pages: Pages { open: 1, ever: 1 },
            original: HashMap::new(),
            storage: HashMap::new(),
            transient: HashMap::new(),
            accounts: HashMap::new(),
            warm_accounts: HashSet::new(),
            warm_slots: HashSet::new(),
            refund: 0,
            logs: Vec::new(),
            calls: Vec::new(),
            console: Vec::new(),
        }
    }
}

impl Chain {
    /// A chain whose acting account has `value` in `slot`.
    pub(crate) fn with_slot(slot: u64, value: u64) -> Self {
        let mut chain = Self::default();
        chain.original.insert(U256::from(slot), U256::from(value));
        chain.storage = chain.original.clone();
        chain
    }

    /// A chain whose frame is static.
    pub(crate) fn in_static_call() -> Self {
        let mut chain = Self::default();
        chain.env.is_static = true;
        chain
    }

    /// Ends the transaction and begins the next.
    pub(crate) fn next_transaction(&mut self) {
        self.original = self.storage.clone();
        self.warm_accounts.clear();
        self.warm_slots.clear();
        self.refund = 0;
    }

    fn read(&self, key: U256) -> U256 {
        self.storage.get(&key).copied().unwrap_or_default()
    }
}

impl Host for Chain {
    fn env(&self) -> &Env {
        &self.env
    }

    fn pages(&mut self) -> &mut Pages {
        &mut self.pages
    }

    fn storage_load(&mut self, key: U256) -> (U256, bool) {
        (self.read(key), self.warm_slots.insert(key))
    }

    fn storage_store(&mut self, key: U256, value: U256) -> StorageWrite {
        let write = StorageWrite {
            original: self.original.get(&key).copied().unwrap_or_default(),
            current: self.read(key),
            is_cold: self.warm_slots.insert(key),
        };
        self.storage.insert(key, value);
        write
    }

    fn refund(&mut self, gas: i64) {
        self.refund += gas;
    }

    fn transient_load(&mut self, key: U256) -> U256 {
        self.transient.get(&key).copied().unwrap_or_default()
    }

    fn transient_store(&mut self, key: U256, value: U256) {
        self.transient.insert(key, value);
    }

    fn log(&mut self, topics: Vec<B256>, data: Bytes) {
        self.logs.push((topics, data));
    }

    fn access_account(&mut self, address: Address) -> bool {
        self.warm_accounts.insert(address)
    }

    fn account_is_empty(&mut self, address: Address) -> bool {
        self.accounts.get(&address).is_none_or(|a| a.balance.is_zero() && a.code.is_empty())
    }

    fn account_balance(&mut self, address: Address) -> U256 {
        self.accounts.get(&address).map(|account| account.balance).unwrap_or_default()
    }

    fn account_code(&mut self, address: Address) -> Bytes {
        self.accounts.get(&address).map(|account| account.code.clone()).unwrap_or_default()
    }

    fn account_codehash(&mut self, address: Address) -> B256 {
        self.accounts.get(&address).map(|a| keccak256(&a.code)).unwrap_or_default()
    }

    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        _input: Bytes,
        gas: u64,
        value: U256,
    ) -> Option<FrameOutcome> {
        self.calls.push((kind, to, gas, value));
        let ends = self.accounts.get(&to).and_then(|account| account.ends.clone());
        Some(ends.unwrap_or(FrameOutcome {
            success: true,
            reverted: false,
            gas_left: gas,
            output: Bytes::new(),
            created: None,
        }))
    }

    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        gas: u64,
    ) -> Option<FrameOutcome> {
        let created = CONTRACT.create2(salt.unwrap_or_default(), keccak256(&code));
        self.calls.push((CallKind::Call, created, gas, endowment));
        Some(FrameOutcome {
            success: true,
            reverted: false,
            gas_left: gas,
            output: Bytes::new(),
            created: Some(created),
        })
    }

    fn console(&mut self, text: &str) {
        self.console.push(text.to_owned());
    }
}

/// ArbOS 51, where an ink costs a gas: what a run costs is then exact to the ink.
pub(crate) fn one_ink_a_gas() -> Params {
    Params { ink_price: 1, ..Params::arbos(51) }
}

/// A program ready to run.
pub(crate) fn compile(wasm: &[u8], params: &Params) -> Module {
    let activation = activate(wasm, params, 0, &mut PLENTY.clone()).expect("module is valid");
    Module::compile(&activation.module).expect("metered module compiles")
}

/// Runs `wasm` with [`PLENTY`] of gas.
pub(crate) fn call(wasm: &[u8], params: &Params, args: &[u8], chain: &mut Chain) -> Outcome {
    run(&compile(wasm, params), params, Bytes::copy_from_slice(args), PLENTY, chain)
}

/// Gas that running `wasm` takes of [`PLENTY`].
pub(crate) fn gas(wasm: &[u8], params: &Params, args: &[u8], chain: &mut Chain) -> u64 {
    PLENTY - call(wasm, params, args, chain).gas_left
}

/// WASM of a text.
pub(crate) fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("text is WASM")
}
