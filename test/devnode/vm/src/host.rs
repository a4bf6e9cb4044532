//! The seam between a running Stylus program and the chain around it.

use alloy_primitives::{Address, B256, Bytes, U256};

/// What a program can read about its block, transaction and frame without touching state.
#[derive(Clone, Debug)]
pub struct Env {
    /// The chain's id.
    pub chain_id: u64,
    /// Wei per gas.
    pub basefee: U256,
    /// Receiver of the block's fees.
    pub coinbase: Address,
    /// Gas limit in the block's header.
    pub block_gas_limit: u64,
    /// What `NUMBER` returns on this chain.
    pub block_number: u64,
    /// Unix seconds.
    pub block_timestamp: u64,
    /// Wei per gas the transaction pays.
    pub tx_gas_price: U256,
    /// Sender of the transaction.
    pub tx_origin: Address,
    /// The acting account of the frame.
    pub contract: Address,
    /// Caller of the frame.
    pub caller: Address,
    /// Wei sent with the frame.
    pub value: U256,
    /// Whether the frame, or one above it, is a `STATICCALL`.
    pub is_static: bool,
    /// Whether the acting account has another open frame.
    pub reentrant: bool,
}

/// Result of writing one storage slot, as EIP-2929 and EIP-3529 price it.
#[derive(Clone, Copy, Debug)]
pub struct StorageWrite {
    /// Value at the start of the transaction.
    pub original: U256,
    /// Value before this write.
    pub current: U256,
    /// Whether the slot had not been touched in this transaction.
    pub is_cold: bool,
}

/// Which kind of call a program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// `call_contract`.
    Call,
    /// `delegate_call_contract`.
    DelegateCall,
    /// `static_call_contract`.
    StaticCall,
}

/// How a frame under a program ended.
#[derive(Clone, Debug)]
pub struct FrameOutcome {
    /// Whether its state changes stand.
    pub success: bool,
    /// Whether it ended by a revert (data kept, gas returned).
    pub reverted: bool,
    /// Gas it did not use.
    pub gas_left: u64,
    /// What it returned or reverted with.
    pub output: Bytes,
    /// For a successful creation, the new account.
    pub created: Option<Address>,
}

/// Pages of WASM memory in use: per transaction, not rolled back with a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages of the programs that are open now.
    pub open: u16,
    /// The most that were ever open at once in this transaction.
    pub ever: u16,
}

/// What the chain does for a program. State changes are the host's to roll back; gas is the
/// program's to charge, except inside the frames that `call` and `create` open.
pub trait Host {
    /// Block, transaction and frame.
    fn env(&self) -> &Env;
    /// Memory pages of the transaction.
    fn pages(&mut self) -> &mut Pages;
    /// Reads a slot of the acting account and warms it: value, and whether it was cold.
    fn storage_load(&mut self, key: U256) -> (U256, bool);
    /// Writes a slot of the acting account.
    fn storage_store(&mut self, key: U256, value: U256) -> StorageWrite;
    /// Changes the frame's refund counter.
    fn refund(&mut self, gas: i64);
    /// Reads transient storage.
    fn transient_load(&mut self, key: U256) -> U256;
    /// Writes transient storage.
    fn transient_store(&mut self, key: U256, value: U256);
    /// Emits a log from the acting account.
    fn log(&mut self, topics: Vec<B256>, data: Bytes);
    /// Warms an account: whether it was cold.
    fn access_account(&mut self, address: Address) -> bool;
    /// Whether an account is empty in the sense of EIP-161.
    fn account_is_empty(&mut self, address: Address) -> bool;
    /// Wei of an account.
    fn account_balance(&mut self, address: Address) -> U256;
    /// Code of an account.
    fn account_code(&mut self, address: Address) -> Bytes;
    /// Code hash of an account, zero if it does not exist.
    fn account_codehash(&mut self, address: Address) -> B256;
    /// Opens a frame with exactly `gas` (a stipend included); `None` if the chain refuses to open it
    /// (balance too low, too deep), which costs the caller no more than the base price.
    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        gas: u64,
        value: U256,
    ) -> Option<FrameOutcome>;
    /// Creates a contract with exactly `gas`.
    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        gas: u64,
    ) -> Option<FrameOutcome>;
    /// Prints what the program logs for its developer.
    fn console(&mut self, text: &str) {
        let _ = text;
    }
}
