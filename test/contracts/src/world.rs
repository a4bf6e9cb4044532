//! A fresh chain with a token, the three programs, a factory and a vault, and calls on them.
//!
//! Everything runs in this process and at the time that [`World::now`] says, to the second: views,
//! blocks and nothing in between depend on the wall clock.

use alloy::{
    consensus::{SignableTransaction as _, TxEip1559, TxEnvelope, transaction::Recovered},
    network::{TransactionBuilder as _, TxSignerSync as _},
    primitives::{Address, B256, Bytes, TxKind, U256, keccak256},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolValue as _},
};
use bursar_abi::{IArbWasm, IFrontFactory, IToken, IVault};
use stylus_devnode::chain::{self, CallAt, Chain, Receipt};
use stylus_vm::code::init_code;

use crate::{
    artifacts::Artifacts,
    outcome::{Failure, Outcome},
    parties::Party,
    tokens::{IHostileToken, ITestUsdc, ProxyArguments},
};

/// When every world begins: Monday, 2 January 2040, 00:00 UTC. Later than any clock that runs these
/// tests, since a chain's time never goes backwards.
pub const START: u64 = 2_209_075_200;
/// ArbWasm, the precompile that activates programs.
pub const ARB_WASM: Address = Address::with_last_byte(0x71);
/// Gas limit of a transaction that is not about gas.
pub const AMPLE_GAS: u64 = 32_000_000;
/// Wei that each party has.
const ETHER: u128 = 1_000_000_000_000_000_000_000;
/// Wei per gas, above any base fee here.
const MAX_FEE: u128 = 1_000_000_000;
/// Wei sent along with an activation; what it does not cost comes back.
const ACTIVATION_VALUE: u128 = 1_000_000_000_000_000_000;

/// Which token the vault holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// USDC's behaviour and cost.
    Usdc,
    /// One that misbehaves on demand.
    Hostile,
}

/// A chain with one vault on it.
#[derive(Debug)]
pub struct World {
    /// The chain.
    pub chain: Chain,
    /// Time of the next call or block, Unix seconds.
    pub now: u64,
    /// The token that the vault holds.
    pub token: Address,
    /// The hot program.
    pub hot: Address,
    /// The cold program.
    pub cold: Address,
    /// The lens.
    pub lens: Address,
    /// The factory of the vault.
    pub factory: Address,
    /// The vault.
    pub vault: Address,
    /// Mints, pauses and blacklists in the token.
    pub operator: Party,
    /// Sends what anybody may send: activations, payments.
    pub relayer: Party,
    /// What each deployment cost in gas, in the order in which they were made.
    pub deployments: Vec<(String, u64)>,
    /// What made nonces and salts differ so far.
    pub(crate) unique: u64,
}

impl World {
    /// A world with the USDC-shaped token.
    #[must_use]
    pub fn new() -> Self {
        Self::with_token(Token::Usdc)
    }

    /// A world with a vault for `token`.
    #[must_use]
    pub fn with_token(token: Token) -> Self {
        let mut world = Self {
            chain: Chain::new(stylus_devnode::Config::default()),
            now: START,
            token: Address::ZERO,
            hot: Address::ZERO,
            cold: Address::ZERO,
            lens: Address::ZERO,
            factory: Address::ZERO,
            vault: Address::ZERO,
            operator: Party::named("token operator"),
            relayer: Party::named("relayer"),
            deployments: Vec::new(),
            unique: 0,
        };
        let artifacts = Artifacts::get();
        world.token = world.deploy_token(token);
        world.hot = world.deploy_program("hot", &artifacts.hot);
        world.cold = world.deploy_program("cold", &artifacts.cold);
        world.lens = world.deploy_program("lens", &artifacts.lens);
        world.factory = world.deploy("factory", artifacts.creation_code("FrontFactory").clone());
        world.vault = world.create_vault();
        world
    }

    fn deploy_token(&mut self, token: Token) -> Address {
        let artifacts = Artifacts::get();
        if token == Token::Hostile {
            let decimals = U256::from(6).abi_encode();
            let code = [artifacts.creation_code("HostileToken"), decimals.as_slice()].concat();
            return self.deploy("hostile token", code.into());
        }
        let code = artifacts.creation_code("TestUsdc").clone();
        let implementation = self.deploy("token implementation", code);
        let operator = self.operator.address;
        let arguments = ProxyArguments {
            implementation,
            admin: Party::named("token admin").address,
            initialization: ITestUsdc::initializeCall { operator }.abi_encode().into(),
        };
        let code = artifacts.creation_code("TestUsdcProxy");
        let code = [code, arguments.abi_encode_params().as_slice()].concat();
        self.deploy("token proxy", code.into())
    }

    fn deploy_program(&mut self, name: &str, code: &Bytes) -> Address {
        let program = self.deploy(&format!("{name} program"), init_code(code).into());
        let call = IArbWasm::activateProgramCall { program };
        let activated = self.transact(
            &self.relayer.clone(),
            TxKind::Call(ARB_WASM),
            U256::from(ACTIVATION_VALUE),
            call.abi_encode(),
            AMPLE_GAS,
        );
        assert!(activated.success, "{name} is not activated: {:?}", Failure(activated.output));
        self.deployments.push((format!("{name} program, activation"), activated.gas_used));
        program
    }

    fn create_vault(&mut self) -> Address {
        let create = self.creation(self.token, B256::ZERO);
        let outcome = self.send_to(&self.relayer.clone(), self.factory, &create);
        self.deployments.push(("vault, by the factory".to_owned(), outcome.gas_used));
        outcome.ok()
    }

    /// What has the factory create a vault for `token` over this world's programs.
    #[must_use]
    pub const fn creation(&self, token: Address, salt: B256) -> IFrontFactory::createCall {
        let &Self { hot, cold, lens, .. } = self;
        IFrontFactory::createCall { token, hot, cold, lens, salt }
    }

    /// Deploys a contract by its creation code.
    ///
    /// # Panics
    /// If the creation fails.
    pub fn deploy(&mut self, name: &str, creation_code: Bytes) -> Address {
        let from = self.relayer.clone();
        let receipt =
            self.transact(&from, TxKind::Create, U256::ZERO, creation_code.into(), AMPLE_GAS);
        assert!(receipt.success, "{name} is not deployed: {:?}", Failure(receipt.output));
        self.deployments.push((name.to_owned(), receipt.gas_used));
        receipt.created.expect("a successful creation tells its address")
    }

    /// Deploys an account that is a contract: its code takes what `key` signs for its own signature, until it
    /// is told to misbehave.
    pub fn deploy_wallet(&mut self, key: &Party) -> Address {
        let code = Artifacts::get().creation_code("HostileWallet");
        self.deploy("wallet", [code, key.address.abi_encode().as_slice()].concat().into())
    }

    /// Sends `call` to the vault.
    pub fn send<C: SolCall>(&self, from: &Party, call: &C) -> Outcome<C::Return> {
        self.send_to(from, self.vault, call)
    }

    /// Sends `call` to the vault with a gas limit.
    pub fn send_with_gas<C: SolCall>(
        &self,
        from: &Party,
        call: &C,
        gas: u64,
    ) -> Outcome<C::Return> {
        let to = TxKind::Call(self.vault);
        self.decode::<C>(self.transact(from, to, U256::ZERO, call.abi_encode(), gas))
    }

    /// Sends `call` to any contract.
    pub fn send_to<C: SolCall>(&self, from: &Party, to: Address, call: &C) -> Outcome<C::Return> {
        let to = TxKind::Call(to);
        self.decode::<C>(self.transact(from, to, U256::ZERO, call.abi_encode(), AMPLE_GAS))
    }

    /// Sends calldata to the vault as it is.
    pub fn send_raw(&self, from: &Party, calldata: Vec<u8>) -> Outcome<Bytes> {
        let receipt =
            self.transact(from, TxKind::Call(self.vault), U256::ZERO, calldata, AMPLE_GAS);
        self.outcome(receipt, Ok)
    }

    /// Asks the vault, as anybody.
    ///
    /// # Errors
    /// What it reverts with.
    pub fn try_view<C: SolCall>(&self, call: &C) -> Result<C::Return, Failure> {
        self.try_view_of(self.vault, call)
    }

    /// Asks the vault, as anybody.
    ///
    /// # Panics
    /// If the call fails.
    #[track_caller]
    pub fn view<C: SolCall>(&self, call: &C) -> C::Return {
        self.view_of(self.vault, call)
    }

    /// Asks any contract.
    ///
    /// # Panics
    /// If the call fails.
    #[track_caller]
    pub fn view_of<C: SolCall>(&self, to: Address, call: &C) -> C::Return {
        match self.try_view_of(to, call) {
            Ok(value) => value,
            Err(failure) => panic!("the view failed: {failure:?}"),
        }
    }

    /// Asks any contract.
    ///
    /// # Errors
    /// What it reverts with.
    pub fn try_view_of<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Failure> {
        let data = self.call(self.relayer.address, to, call.abi_encode())?;
        Ok(C::abi_decode_returns(&data).expect("an answer of the declared type"))
    }

    /// Runs a call without a transaction, from any sender.
    ///
    /// # Errors
    /// What it reverts with.
    ///
    /// # Panics
    /// If the chain refuses the request.
    pub fn call(&self, from: Address, to: Address, data: Vec<u8>) -> Result<Bytes, Failure> {
        self.set_clock();
        let request = TransactionRequest::default().with_from(from).with_to(to).with_input(data);
        match self.chain.call(&request, &CallAt::default()) {
            Ok(data) => Ok(data),
            Err(chain::Error::Reverted(data)) => Err(Failure(data)),
            Err(chain::Error::Halted(_)) => Err(Failure::empty()),
            Err(error) => panic!("the chain refuses the call: {error}"),
        }
    }

    /// Runs a transaction, alone in its block.
    ///
    /// # Panics
    /// If the chain refuses the transaction.
    pub fn transact(
        &self,
        from: &Party,
        to: TxKind,
        value: U256,
        input: Vec<u8>,
        gas_limit: u64,
    ) -> Receipt {
        self.set_clock();
        if self.chain.state().balance(from.address).is_zero() {
            self.chain.set_balance(from.address, U256::from(ETHER));
        }
        let mut tx = TxEip1559 {
            chain_id: self.chain_id(),
            nonce: self.chain.pending_nonce(from.address),
            gas_limit,
            max_fee_per_gas: MAX_FEE,
            to,
            value,
            input: input.into(),
            ..TxEip1559::default()
        };
        let signature = from.signer.sign_transaction_sync(&mut tx).expect("a local key signs");
        let tx: TxEnvelope = tx.into_signed(signature).into();
        let hash = match self.chain.send(Recovered::new_unchecked(tx, from.address)) {
            Ok(hash) => hash,
            Err(error) => panic!("the chain refuses it: {error}"),
        };
        let (block, index) = self.chain.mined(hash).expect("a block for each transaction");
        block.receipts.get(index).cloned().expect("a receipt for each transaction")
    }

    fn decode<C: SolCall>(&self, receipt: Receipt) -> Outcome<C::Return> {
        self.outcome(receipt, |data| {
            Ok(C::abi_decode_returns(&data).expect("an answer of the declared type"))
        })
    }

    fn outcome<R>(
        &self,
        receipt: Receipt,
        decode: impl FnOnce(Bytes) -> Result<R, Failure>,
    ) -> Outcome<R> {
        let Receipt { success, output, gas_used, logs, .. } = receipt;
        let result = if success { decode(output) } else { Err(Failure(output)) };
        Outcome { result, gas_used, logs, timestamp: self.now }
    }

    fn set_clock(&self) {
        self.chain.set_next_timestamp(self.now).expect("time does not go backwards");
    }

    /// The chain's id.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain.config().chain_id
    }

    /// A storage slot of the vault.
    #[must_use]
    pub fn slot(&self, slot: U256) -> U256 {
        self.chain.state().slot(self.vault, slot)
    }

    /// Balance of `account` in the vault's token.
    #[must_use]
    pub fn token_balance(&self, account: Address) -> u64 {
        self.view_of(self.token, &IToken::balanceOfCall { account }).to()
    }

    /// Gives `account` new tokens.
    pub fn mint(&self, account: Address, value: u64) {
        // Both tokens have the same call.
        let call = IHostileToken::mintCall { to: account, value: U256::from(value) };
        let to = TxKind::Call(self.token);
        let minted = self.transact(&self.operator, to, U256::ZERO, call.abi_encode(), AMPLE_GAS);
        assert!(minted.success, "{:?}", Failure(minted.output));
    }

    /// A 32-byte value that no other call of this world got.
    pub fn unique(&mut self) -> B256 {
        self.unique = self.unique.wrapping_add(1);
        keccak256(self.unique.to_be_bytes())
    }

    /// The balance of a treasury.
    #[must_use]
    pub fn treasury_balance(&self, treasury: u64) -> u64 {
        self.view(&IVault::treasuryCall { treasury }).balance
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}
