//! What every command works with: the chain, the vault, the key, and the person who answers questions.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, B256, Bytes};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use anyhow::{Context as _, bail};
use bursar::amount::Unit;
use bursar::chain::{Chain, ChainError};
use bursar::edits;
use bursar::treasury_id::TreasuryId;
use bursar_abi::{Agent, IVault, Treasury};

use super::report::Report;
use super::{Global, confirm, edit, key};

/// Where a dev chain is.
const DEFAULT_RPC_URL: &str = "http://127.0.0.1:8547";

/// An open connection, and the global options.
pub(super) struct Context {
    pub(super) chain: Chain,
    global: Global,
    signer: Option<PrivateKeySigner>,
}

impl Context {
    pub(super) async fn open(global: Global) -> anyhow::Result<Self> {
        let signer = key::read(global.keystore.as_deref(), global.password_file.as_deref())?;
        let rpc_url = global.rpc_url.as_deref().unwrap_or(DEFAULT_RPC_URL);
        let chain = Chain::connect(rpc_url, signer.clone()).await?;
        Ok(Self { chain, global, signer })
    }

    /// The vault that commands are about.
    pub(super) fn vault(&self) -> anyhow::Result<Address> {
        self.global.vault.context("this needs a vault: give --vault ADDRESS, or set BURSAR_VAULT")
    }

    /// The key that signs.
    pub(super) fn signer(&self) -> anyhow::Result<&PrivateKeySigner> {
        Ok(self.signer.as_ref().ok_or(ChainError::NoKey)?)
    }

    /// How the vault counts its token.
    pub(super) async fn unit(&self) -> anyhow::Result<Unit> {
        Ok(bursar::token::unit(&self.chain, self.vault()?).await?)
    }

    /// Asks the vault.
    pub(super) async fn ask<C: SolCall>(&self, call: &C) -> anyhow::Result<C::Return> {
        Ok(self.chain.view(self.vault()?, call).await?)
    }

    /// A treasury that exists.
    pub(super) async fn treasury(&self, id: TreasuryId) -> anyhow::Result<Treasury> {
        let treasury = self.ask(&IVault::treasuryCall { treasury: id.0 }).await?;
        if treasury.owner.is_zero() {
            bail!("there is no treasury {id} in this vault; `bursar treasury create` makes one");
        }
        Ok(treasury)
    }

    pub(super) async fn agent(&self, agent: Address) -> anyhow::Result<Agent> {
        self.ask(&IVault::agentCall { agent }).await
    }

    /// The chain's time: of its latest block, Unix seconds.
    pub(super) async fn now(&self) -> anyhow::Result<u64> {
        Ok(self.chain.now().await?)
    }

    /// Sends a call to the vault and reports the transaction, and what it only asked for.
    pub(super) async fn send<C: SolCall>(&self, call: &C) -> anyhow::Result<Report> {
        self.send_bytes(call.abi_encode().into()).await
    }

    /// As [`Context::send`], a call that is encoded already.
    pub(super) async fn send_bytes(&self, call: Bytes) -> anyhow::Result<Report> {
        let vault = self.vault()?;
        let request = TransactionRequest::default().with_to(vault).with_input(call);
        let receipt = self.chain.transact(request).await?;
        let waiting = edits::requested(vault, &receipt);
        Ok(Report::sent(&receipt).and(edit::waiting(&waiting)))
    }

    /// Shows what is about to happen and asks whether it should; an error if it should not.
    pub(super) fn confirm(&self, what: &str, lines: &[(&str, String)]) -> anyhow::Result<()> {
        if self.global.yes { Ok(()) } else { confirm::ask(what, lines) }
    }

    /// Whether a program reads the result, so that nothing is shown on the way.
    pub(super) const fn is_quiet(&self) -> bool {
        self.global.json
    }
}

/// 32 bytes that nobody can guess.
pub(super) fn random_salt() -> B256 {
    B256::random()
}
