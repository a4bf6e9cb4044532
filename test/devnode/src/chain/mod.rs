//! The chain: blocks, the pool before them, and calls on top of them.
//!
//! A [`Chain`] is shared between threads. What changes it takes a lock; calls run on a copy of the
//! state, which costs nothing, outside of it.

mod block;
mod call;
mod clock;
mod error;
mod history;
mod logs;
mod mine;
mod pool;
mod transaction;

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use alloy::{
    consensus::Transaction as _,
    primitives::{Address, B256, U256, map::B256Map},
    rpc::types::TransactionRequest,
};
use revm::bytecode::Bytecode;

pub(crate) use self::logs::transaction_logs;
pub use self::{
    block::{Block, Receipt},
    call::CallAt,
    error::Error,
    transaction::{SignedTx, decode},
};
use self::{clock::Clock, pool::Pool};
use crate::{
    accounts::{DevAccount, dev_accounts},
    arbos::{Slots as _, l1_price_slot, programs},
    config::{BASEFEE, CALL_GAS, Config, Mining},
    evm::{Modules, Running},
    genesis,
    state::State,
};

/// A chain in memory.
#[derive(Debug)]
pub struct Chain {
    config: Arc<Config>,
    accounts: Vec<DevAccount>,
    modules: Arc<Modules>,
    inner: Mutex<Inner>,
}

/// What changes as the chain goes on.
#[derive(Debug)]
struct Inner {
    /// All accounts now: the newest block's, and what was set by hand since.
    state: State,
    blocks: Vec<Arc<Block>>,
    block_numbers: B256Map<u64>,
    /// Block number and index of each transaction.
    transactions: B256Map<(u64, usize)>,
    /// Hashes of the newest blocks, for `arbBlockHash`.
    recent_hashes: Arc<Vec<B256>>,
    pool: Pool,
    clock: Clock,
    mining: Mining,
    snapshots: BTreeMap<u64, Snapshot>,
    next_snapshot: u64,
    impersonated: HashSet<Address>,
    impersonates_all: bool,
}

/// What a revert goes back to.
#[derive(Debug)]
struct Snapshot {
    state: State,
    blocks: usize,
    pool: Pool,
    clock: Clock,
}

impl Chain {
    /// A fresh chain with its genesis block.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let accounts = dev_accounts();
        let state = genesis::state(&config, &accounts);
        let mut clock = Clock::default();
        let genesis = Block::seal(None, clock.tick(), &config, vec![], vec![], state.clone());
        let mut inner = Inner {
            state,
            blocks: Vec::new(),
            block_numbers: B256Map::default(),
            transactions: B256Map::default(),
            recent_hashes: Arc::default(),
            pool: Pool::default(),
            clock,
            mining: config.mining,
            snapshots: BTreeMap::new(),
            next_snapshot: 1,
            impersonated: HashSet::new(),
            impersonates_all: false,
        };
        inner.append(genesis);
        Self {
            config: Arc::new(config),
            accounts,
            modules: Arc::default(),
            inner: Mutex::new(inner),
        }
    }

    /// What the chain was started with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Accounts that the chain signs for.
    #[must_use]
    pub fn accounts(&self) -> &[DevAccount] {
        &self.accounts
    }

    /// A panic under the lock leaves a state that was valid before: it is replaced in one step.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a transaction, and makes a block of it if the chain mines automatically.
    ///
    /// # Errors
    /// Any of the first variants of [`Error`], if it could not be in the next block; it may have any
    /// later nonce, and then waits for those before it.
    pub fn send(&self, tx: SignedTx) -> Result<B256, Error> {
        let hash = *tx.hash();
        let mut inner = self.lock();
        self.check(&inner, &tx)?;
        inner.pool.add(tx)?;
        if inner.mining == Mining::Auto {
            self.mine_waiting(&mut inner, Some(hash))?;
        }
        Ok(hash)
    }

    /// Decodes and sends a raw transaction.
    ///
    /// # Errors
    /// As [`decode`] and [`Self::send`].
    pub fn send_raw(&self, raw: &[u8]) -> Result<B256, Error> {
        self.send(decode(raw)?)
    }

    /// Fills in what `request` leaves out, signs it for its sender and sends it.
    ///
    /// # Errors
    /// [`Error::UnknownAccount`] if the chain has no key for the sender and does not impersonate it;
    /// as [`Self::send`]; as [`Self::estimate_gas`] if no gas limit is given.
    pub fn send_request(&self, mut request: TransactionRequest) -> Result<B256, Error> {
        let sender = request.from.unwrap_or_default();
        let account = self.accounts.iter().find(|account| account.address == sender);
        if account.is_none() && !self.lock().impersonates(sender) {
            return Err(Error::UnknownAccount(sender));
        }
        if request.gas.is_none() {
            request.gas = Some(self.estimate_gas(&request, &CallAt::default())?);
        }
        if request.gas_price.is_none() {
            request.max_priority_fee_per_gas.get_or_insert(0);
            request.max_fee_per_gas.get_or_insert(u128::from(BASEFEE).saturating_mul(2));
        }
        request.nonce = Some(request.nonce.unwrap_or_else(|| self.pending_nonce(sender)));
        request.chain_id = Some(self.config.chain_id);
        request.to.get_or_insert(alloy::primitives::TxKind::Create);
        self.send(transaction::sign(request, sender, account)?)
    }

    /// What can be said against a transaction before it runs.
    fn check(&self, inner: &Inner, tx: &SignedTx) -> Result<(), Error> {
        let want = self.config.chain_id;
        if let Some(have) = tx.chain_id().filter(|have| *have != want) {
            return Err(Error::ChainId { have, want });
        }
        let (sender, have) = (tx.signer(), tx.nonce());
        let want = inner.state.nonce(sender);
        if have < want {
            return Err(Error::NonceTooLow { sender, have, want });
        }
        let have = tx.max_fee_per_gas();
        if have < u128::from(BASEFEE) {
            return Err(Error::FeeTooLow { have, want: BASEFEE });
        }
        let gas = U256::from(tx.gas_limit()).saturating_mul(U256::from(have));
        let (have, want) = (inner.state.balance(sender), gas.saturating_add(tx.value()));
        if have < want {
            return Err(Error::Funds { have, want });
        }
        Ok(())
    }

    /// What a transaction in the block after `block` runs beside its state.
    fn running(&self, parent: u64, recent_hashes: Arc<Vec<B256>>) -> Running {
        Running {
            config: Arc::clone(&self.config),
            modules: Arc::clone(&self.modules),
            l2_block: parent.saturating_add(1),
            block_hashes: recent_hashes,
            recent: Default::default(),
            pages: Default::default(),
            acting: Vec::new(),
        }
    }

    /// The nonce that the next transaction of `sender` should have, those that wait included.
    #[must_use]
    pub fn pending_nonce(&self, sender: Address) -> u64 {
        let inner = self.lock();
        inner.pool.next_nonce(sender, inner.state.nonce(sender))
    }

    /// All accounts now.
    #[must_use]
    pub fn state(&self) -> State {
        self.lock().state.clone()
    }

    /// Replaces an account's balance.
    pub fn set_balance(&self, address: Address, wei: U256) {
        self.lock().state.set_balance(address, wei);
    }

    /// Replaces an account's nonce.
    pub fn set_nonce(&self, address: Address, nonce: u64) {
        self.lock().state.set_nonce(address, nonce);
    }

    /// Replaces an account's code.
    pub fn set_code(&self, address: Address, code: alloy::primitives::Bytes) {
        self.lock().state.set_code(address, Bytecode::new_raw(code));
    }

    /// Replaces a storage slot.
    pub fn set_storage(&self, address: Address, slot: U256, value: U256) {
        self.lock().state.set_slot(address, slot, value);
    }

    /// Keeps a program cached, or no longer, as a cache manager would.
    ///
    /// # Errors
    /// [`Error::UnknownProgram`] if it was never activated.
    pub fn set_program_cached(&self, program: Address, cached: bool) -> Result<(), Error> {
        let state = &mut self.lock().state;
        let hash = state.code_hash(program);
        let mut record = programs::record(state, hash);
        if record.version == 0 {
            return Err(Error::UnknownProgram(hash));
        }
        record.cached = cached;
        programs::set_record(state, hash, &record);
        Ok(())
    }

    /// Sets whether transactions of `address` need no signature.
    pub fn impersonate(&self, address: Address, yes: bool) {
        let impersonated = &mut self.lock().impersonated;
        if yes {
            impersonated.insert(address);
        } else {
            impersonated.remove(&address);
        }
    }

    /// Sets whether transactions of all accounts need no signature.
    pub fn impersonate_all(&self, yes: bool) {
        self.lock().impersonates_all = yes;
    }

    /// Moves the time of all later blocks by `seconds`: how far it then is ahead of the wall clock.
    pub fn increase_time(&self, seconds: u64) -> i64 {
        self.lock().clock.increase(seconds)
    }

    /// Sets the time of the next block, in Unix seconds; time goes on from there.
    ///
    /// # Errors
    /// [`Error::TimeBackwards`] if the newest block is later.
    pub fn set_next_timestamp(&self, timestamp: u64) -> Result<(), Error> {
        self.lock().clock.set_next(timestamp)
    }

    /// Sets when blocks are made.
    pub fn set_mining(&self, mining: Mining) {
        self.lock().mining = mining;
    }

    /// When blocks are made.
    #[must_use]
    pub fn mining(&self) -> Mining {
        self.lock().mining
    }
}

impl Inner {
    fn impersonates(&self, address: Address) -> bool {
        self.impersonates_all || self.impersonated.contains(&address)
    }

    fn l1_price(&mut self) -> U256 {
        self.state.load(l1_price_slot())
    }
}

/// Gas limit of a request that names none, or too much.
fn call_gas(request: &TransactionRequest) -> u64 {
    request.gas.unwrap_or(CALL_GAS).min(CALL_GAS)
}
