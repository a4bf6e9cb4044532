//! A chain with helpers to place programs on it and measure what calls cost.

use std::sync::atomic::{AtomicU8, Ordering};

use alloy::{
    consensus::{SignableTransaction as _, TxEip1559, TxEnvelope},
    eips::eip2718::Encodable2718 as _,
    primitives::{Address, B256, Bytes, TxKind, U256, keccak256},
    rpc::types::{AccessList, TransactionRequest},
    signers::SignerSync as _,
    sol_types::SolCall,
};
use stylus_devnode::{
    ArbosVersion, Chain, Config,
    accounts::DevAccount,
    chain::{CallAt, Error, Receipt},
    config::BASEFEE,
    precompiles::{ARB_WASM, abi::ArbWasm},
};

/// Gas of a transaction before calldata.
pub(crate) const BASE: u64 = 21_000;
/// Gas that is enough for everything tried here.
pub(crate) const PLENTY: u64 = 20_000_000;
/// Wei sent along with activations, more than the fee.
pub(crate) const ACTIVATION_VALUE: u64 = 10_u64.pow(18);

/// A chain and the account that acts on it.
pub(crate) struct World {
    pub(crate) chain: Chain,
    pub(crate) sender: DevAccount,
    places: AtomicU8,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::at(ArbosVersion::V51)
    }

    pub(crate) fn at(arbos: ArbosVersion) -> Self {
        Self::with(Config { arbos, ..Config::default() })
    }

    pub(crate) fn with(config: Config) -> Self {
        let chain = Chain::new(config);
        let sender = chain.accounts()[0].clone();
        Self { chain, sender, places: AtomicU8::new(0) }
    }

    /// An address without anything at it, with no zero byte.
    pub(crate) fn fresh_address(&self) -> Address {
        let place = self.places.fetch_add(1, Ordering::Relaxed);
        Address::from([0x80 | (place + 1); 20])
    }

    /// Puts code at a fresh address.
    pub(crate) fn code(&self, code: impl Into<Bytes>) -> Address {
        let address = self.fresh_address();
        self.chain.set_code(address, code.into());
        address
    }

    /// Puts a program at a fresh address, not activated.
    pub(crate) fn deployed(&self, wasm: &[u8]) -> Address {
        self.code(stylus_vm::encode_classic(wasm).unwrap())
    }

    /// Puts a program at a fresh address and activates it.
    pub(crate) fn program(&self, wasm: &[u8]) -> Address {
        let address = self.deployed(wasm);
        let receipt = self.activate(address, ACTIVATION_VALUE);
        assert!(receipt.success, "activation failed");
        address
    }

    pub(crate) fn activate(&self, program: Address, value: u64) -> Receipt {
        let call = ArbWasm::activateProgramCall { program };
        self.send(Tx { to: ARB_WASM, data: call.abi_encode().into(), value, ..Tx::default() })
    }

    /// Sends a transaction from the world's account: its receipt.
    pub(crate) fn send(&self, tx: Tx) -> Receipt {
        self.try_send(tx).unwrap()
    }

    pub(crate) fn try_send(&self, tx: Tx) -> Result<Receipt, Error> {
        let hash = self.chain.send_raw(&self.sign(tx))?;
        let (block, index) = self.chain.mined(hash).expect("mined at once");
        Ok(block.receipts[index].clone())
    }

    /// A signed transaction of the world's account, as bytes.
    pub(crate) fn sign(&self, tx: Tx) -> Vec<u8> {
        let tx = TxEip1559 {
            chain_id: self.chain.config().chain_id,
            nonce: self.chain.pending_nonce(self.sender.address),
            gas_limit: tx.gas,
            max_fee_per_gas: u128::from(BASEFEE),
            max_priority_fee_per_gas: 0,
            to: if tx.creates { TxKind::Create } else { TxKind::Call(tx.to) },
            value: U256::from(tx.value),
            input: tx.data,
            access_list: tx.access_list,
        };
        let signature = self.sender.signer.sign_hash_sync(&tx.signature_hash()).unwrap();
        TxEnvelope::from(tx.into_signed(signature)).encoded_2718()
    }

    /// Calls `to` with `data` in a transaction.
    pub(crate) fn call(&self, to: Address, data: impl Into<Bytes>) -> Receipt {
        self.send(Tx { to, data: data.into(), ..Tx::default() })
    }

    /// Gas of a successful call beyond 21,000 and calldata.
    pub(crate) fn gas_of_call(&self, to: Address, data: impl Into<Bytes>) -> u64 {
        let data = data.into();
        let receipt = self.call(to, data.clone());
        assert!(receipt.success, "the call failed");
        receipt.gas_used - BASE - calldata_gas(&data)
    }

    /// `eth_call` from nobody.
    pub(crate) fn view(&self, to: Address, data: impl Into<Bytes>) -> Result<Bytes, Error> {
        let request = TransactionRequest::default().to(to).input(data.into().into());
        self.chain.call(&request, &CallAt::default())
    }

    /// Asks a precompile.
    pub(crate) fn ask<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Error> {
        let data = self.view(to, call.abi_encode())?;
        Ok(C::abi_decode_returns(&data).unwrap())
    }

    /// What a program costs to start: not cached, cached.
    pub(crate) fn init_gas(&self, program: Address) -> (u64, u64) {
        let answer = self.ask(ARB_WASM, &ArbWasm::programInitGasCall { program }).unwrap();
        (answer.gas, answer.gasWhenCached)
    }

    pub(crate) fn slot(&self, address: Address, slot: u64) -> U256 {
        self.chain.state().slot(address, U256::from(slot))
    }

    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.chain.state().balance(address)
    }

    pub(crate) fn code_hash(&self, address: Address) -> B256 {
        keccak256(self.chain.state().code(address).original_byte_slice())
    }
}

/// A transaction to send.
#[derive(Clone, Debug)]
pub(crate) struct Tx {
    pub(crate) to: Address,
    pub(crate) creates: bool,
    pub(crate) data: Bytes,
    pub(crate) value: u64,
    pub(crate) gas: u64,
    pub(crate) access_list: AccessList,
}

impl Default for Tx {
    fn default() -> Self {
        Self {
            to: Address::ZERO,
            creates: false,
            data: Bytes::new(),
            value: 0,
            gas: PLENTY,
            access_list: AccessList::default(),
        }
    }
}

/// EIP-2028: 16 for a byte, 4 for a zero one.
pub(crate) fn calldata_gas(data: &[u8]) -> u64 {
    data.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum()
}

/// Whether a call reverted with data that starts with `selector`.
#[track_caller]
pub(crate) fn assert_reverts(result: Result<impl std::fmt::Debug, Error>, selector: [u8; 4]) {
    match result {
        Err(Error::Reverted(data)) => assert_eq!(data[..4], selector),
        other => panic!("did not revert: {other:?}"),
    }
}
