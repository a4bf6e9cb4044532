//! A dev chain with a token on it, and the `bursar` binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, B256, Bytes, U256, address};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall as _, SolValue as _};
use bursar::chain::Chain;
use bursar::payment::SignedAuthorization;
use bursar_policy::eip712::{domain_separator, transfer_digest};
use bursar_policy::{Authorization, Signature};
use serde_json::Value;
use stylus_devnode::Devnode;
use tempfile::TempDir;

alloy::sol! {
    /// The USDC-shaped token of `test/solidity`.
    interface ITestUsdc {
        function initialize(address operator) external;
        function mint(address to, uint256 value) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
        function approve(address spender, uint256 value) external returns (bool);
        function blacklist(address account) external;
        function unBlacklist(address account) external;
    }
}

/// Anvil's first account; every dev chain gives it money.
pub(crate) const BANK: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
/// Who may upgrade the token; nobody here.
const TOKEN_ADMIN: Address = address!("00000000000000000000000000000000000ad317");

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A chain with a token and a vault.
pub(crate) struct World {
    node: Devnode,
    pub(crate) bank: Chain,
    pub(crate) token: Address,
    pub(crate) folder: TempDir,
    pub(crate) vault: Option<String>,
}

/// What a run of the binary left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The JSON on standard output of a run that succeeded.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.verdict()
    }

    /// The JSON on standard output, whatever the exit code.
    pub(crate) fn verdict(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON on standard error of a run that failed.
    pub(crate) fn error(&self) -> Value {
        assert_eq!(self.code, 1, "{self:?}");
        let error: Value = serde_json::from_str(&self.err).unwrap();
        error["error"].clone()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

/// The binary, without anything that the surroundings may have set, and nobody to answer questions.
pub(crate) fn bursar(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bursar"));
    for name in ["BURSAR_VAULT", "BURSAR_PRIVATE_KEY", "BURSAR_KEYSTORE_PASSWORD"] {
        command.env_remove(name);
    }
    command.env("BURSAR_RPC_URL", url).current_dir(root()).stdin(Stdio::null());
    command
}

/// A key as hexadecimal digits.
pub(crate) fn secret(signer: &PrivateKeySigner) -> String {
    signer.to_bytes().to_string()
}

impl World {
    /// A chain with the token, without a vault.
    pub(crate) async fn start() -> Self {
        let node = Devnode::builder().spawn().await.unwrap();
        let bank = Chain::connect(&node.url(), Some(BANK.parse().unwrap())).await.unwrap();
        let token = deploy_token(&bank).await;
        Self { node, bank, token, folder: TempDir::new().unwrap(), vault: None }
    }

    /// A chain with token and vault.
    pub(crate) async fn with_vault() -> Self {
        let mut world = Self::start().await;
        let deployed = world.deploy().await.json();
        world.vault = Some(deployed["vault"].as_str().unwrap().to_owned());
        world
    }

    pub(crate) fn url(&self) -> String {
        self.node.url()
    }

    /// A file of this test's own.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// `bursar deploy` with the bank's key.
    pub(crate) async fn deploy(&self) -> Ran {
        let token = self.token.to_string();
        self.run(Some(BANK), &["deploy", "--token", &token, "--out", &self.file("deployment.json")])
            .await
    }

    /// The binary with `--json --yes`, the vault and a key from the environment.
    pub(crate) async fn run(&self, key: Option<&str>, arguments: &[&str]) -> Ran {
        let mut command = bursar(&self.url());
        command.args(["--json", "--yes"]).args(arguments);
        if let Some(vault) = &self.vault {
            command.env("BURSAR_VAULT", vault);
        }
        if let Some(key) = key {
            command.env("BURSAR_PRIVATE_KEY", key);
        }
        finish(command).await
    }

    /// A fresh key with ether and `tokens` tokens.
    pub(crate) async fn key(&self, tokens: u64) -> PrivateKeySigner {
        let key = PrivateKeySigner::random();
        let ether = TransactionRequest::default()
            .with_to(key.address())
            .with_value(U256::from(1_000_000_000_000_000_000_u64));
        self.bank.transact(ether).await.unwrap();
        if tokens == 0 {
            return key;
        }
        let value = U256::from(tokens.saturating_mul(1_000_000));
        self.bank
            .send(self.token, &ITestUsdc::mintCall { to: key.address(), value })
            .await
            .unwrap();
        key
    }

    /// Smallest units of the token.
    pub(crate) async fn tokens_of(&self, account: Address) -> U256 {
        self.bank.view(self.token, &ITestUsdc::balanceOfCall { account }).await.unwrap()
    }
}

/// A tool that `scripts/setup` installs.
pub(crate) fn tool(name: &str) -> Command {
    let path = root().join(".tools/bin").join(name);
    assert!(path.exists(), "{} is missing; run scripts/setup first", path.display());
    Command::new(path)
}

/// Runs a command beside the chain, which lives in this thread's runtime.
pub(crate) async fn finish(mut command: Command) -> Ran {
    tokio::task::spawn_blocking(move || command.output().unwrap().into()).await.unwrap()
}

/// Deploys the token; `bank` is its operator.
pub(crate) async fn deploy_token(bank: &Chain) -> Address {
    let operator = bank.sender().unwrap();
    let initialization = ITestUsdc::initializeCall { operator }.abi_encode();
    let implementation = create(bank, creation_code("TestUsdc")).await;
    let arguments = (implementation, TOKEN_ADMIN, Bytes::from(initialization)).abi_encode_params();
    let proxy = [creation_code("TestUsdcProxy").to_vec(), arguments].concat();
    create(bank, proxy.into()).await
}

/// Signs a payment with a random nonce, for the contract with this EIP-712 domain.
pub(crate) fn sign(
    asset: Address,
    domain: B256,
    payer: &PrivateKeySigner,
    payee: Address,
    value: u64,
    valid_before: u64,
) -> SignedAuthorization {
    let authorization = message(payer.address(), payee, value, valid_before);
    let signature = Signature::from_bytes(&signature(domain, &authorization, payer)).unwrap();
    SignedAuthorization { asset, authorization, signature: signature.into() }
}

/// What is signed for a payment with a random nonce.
pub(crate) fn message(from: Address, to: Address, value: u64, valid_before: u64) -> Authorization {
    let (value, valid_before) = (U256::from(value), U256::from(valid_before));
    let (valid_after, nonce) = (U256::ZERO, B256::random());
    Authorization { from, to, value, valid_after, valid_before, nonce }
}

/// The key's signature, for the contract with this EIP-712 domain.
pub(crate) fn signature(
    domain: B256,
    authorization: &Authorization,
    key: &PrivateKeySigner,
) -> [u8; 65] {
    key.sign_hash_sync(&transfer_digest(domain, authorization)).unwrap().as_bytes()
}

/// Settles a payment by itself, as any facilitator would; the transaction.
pub(crate) async fn settle_alone(chain: &Chain, payment: &SignedAuthorization) -> B256 {
    let call = TransactionRequest::default().with_to(payment.asset);
    let settled = chain.transact(call.with_input(payment.calldata())).await.unwrap();
    settled.transaction_hash
}

/// Pays a vendor through a vault's facade, as any facilitator would.
pub(crate) async fn pay(
    chain: &Chain,
    vault: Address,
    agent: &PrivateKeySigner,
    vendor: Address,
    value: u64,
) {
    let domain = domain_separator(chain.id(), vault);
    let valid_before = chain.now().await.unwrap().saturating_add(600);
    let payment = sign(vault, domain, agent, vendor, value, valid_before);
    settle_alone(chain, &payment).await;
}

/// Deploys by this init code.
pub(crate) async fn create(chain: &Chain, code: Bytes) -> Address {
    let receipt =
        chain.transact(TransactionRequest::default().with_deploy_code(code)).await.unwrap();
    receipt.contract_address.unwrap()
}

/// The init code of a contract of `test/solidity`.
pub(crate) fn creation_code(name: &str) -> Bytes {
    let path = root().join(format!("out/{name}.sol/{name}.json"));
    let json = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `forge build` first", path.display()));
    let json: Value = serde_json::from_str(&json).unwrap();
    json["bytecode"]["object"].as_str().unwrap().parse().unwrap()
}
