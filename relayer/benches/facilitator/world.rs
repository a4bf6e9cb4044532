//! A dev chain in a process of its own, with a token on it.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use anyhow::Context as _;
use bursar::chain::Chain;
use serde_json::json;
use stylus_devnode::Devnode;
use tempfile::TempDir;

use crate::harness::{BANK, ITestUsdc, deploy_token};
use crate::process::Process;

/// A chain id that every published facilitator knows.
pub(crate) const CHAIN_ID: u64 = 84_532;

pub(crate) struct World {
    pub(crate) url: String,
    pub(crate) bank: Chain,
    pub(crate) token: Address,
    pub(crate) folder: TempDir,
    pub(crate) process: Process,
}

impl World {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let (process, said) = Process::start(Command::new(std::env::current_exe()?).arg("chain"))?;
        let url = said["url"].as_str().context("the chain does not say where it is")?.to_owned();
        let bank = Chain::connect(&url, Some(BANK.parse()?)).await?;
        let token = deploy_token(&bank).await;
        Ok(Self { url, bank, token, folder: TempDir::new()?, process })
    }

    /// A new key, with ether for gas.
    pub(crate) async fn sender(&self) -> anyhow::Result<PrivateKeySigner> {
        let key = PrivateKeySigner::random();
        let ether = TransactionRequest::default()
            .with_to(key.address())
            .with_value(U256::from(10_000_000_000_000_000_000_u64));
        self.bank.transact(ether).await?;
        Ok(key)
    }

    /// Smallest units of the token.
    pub(crate) async fn tokens_of(&self, account: Address) -> anyhow::Result<U256> {
        Ok(self.bank.view(self.token, &ITestUsdc::balanceOfCall { account }).await?)
    }
}

/// The process of a chain: says where it listens, and works until it is killed.
pub(crate) async fn serve() -> anyhow::Result<()> {
    let node = Devnode::builder().chain_id(CHAIN_ID).spawn().await?;
    println!("{}", json!({ "url": node.url() }));
    std::future::pending().await
}

/// Unix seconds.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
