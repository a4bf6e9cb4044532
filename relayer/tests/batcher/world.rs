//! A dev chain with a token on it, payers who sign, and a batcher with a store of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, B256, U256};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use bursar::approval::Approvals;
use bursar::batcher::{Batcher, Outcome, Settings};
use bursar::chain::Chain;
use bursar::config;
use bursar::payment::SignedAuthorization;
use bursar::session::Sessions;
use bursar::store::Store;
use bursar_abi::IVault;
use stylus_devnode::{Config, Devnode};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::harness::{BANK, ITestUsdc, deploy_token, settle_alone, sign};

/// Longer than anything here takes; only a test that fails waits for so long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// No grants and no approvals, as a batcher takes them.
pub(crate) fn nothing_handed_in() -> (Arc<Sessions>, Arc<Approvals>) {
    let sessions = Sessions::new(config::Sessions::default().limits());
    (Arc::new(sessions), Arc::new(Approvals::new(config::Approvals::default().limits())))
}

/// A chain with a token.
pub(crate) struct World {
    pub(crate) node: Devnode,
    pub(crate) bank: Chain,
    pub(crate) token: Address,
    pub(crate) relayer: PrivateKeySigner,
    folder: TempDir,
}

/// A batcher at work.
pub(crate) struct Running {
    pub(crate) batcher: Batcher,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Running {
    /// Stops it and waits until it has.
    pub(crate) async fn stop(self) {
        let Self { batcher, stop, tasks } = self;
        stop.cancel();
        drop(batcher);
        tasks.join_all().await;
    }

    /// Waits until the lane says what is wrong, in words that hold `words`.
    pub(crate) async fn fault(&self, words: &str) -> String {
        let said = std::cell::RefCell::default();
        self.until(|| {
            said.replace(self.batcher.health().fault.unwrap_or_default());
            said.borrow().contains(words)
        })
        .await;
        said.into_inner()
    }

    /// Waits until something is so.
    pub(crate) async fn until(&self, is_so: impl Fn() -> bool) {
        let wait = async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap();
    }

    /// The end of `payment`.
    pub(crate) async fn end_of(&self, payment: &SignedAuthorization) -> Outcome {
        self.batcher.outcome(&payment.key(), PATIENCE).await.unwrap()
    }
}

impl World {
    /// A chain with the token, and a relayer with ether.
    pub(crate) async fn start() -> Self {
        Self::start_with(Config::default()).await
    }

    /// As [`World::start`], on a chain that is otherwise.
    pub(crate) async fn start_with(config: Config) -> Self {
        let node = Devnode::builder().config(config).spawn().await.unwrap();
        let bank = Chain::connect(&node.url(), Some(BANK.parse().unwrap())).await.unwrap();
        let token = deploy_token(&bank).await;
        let relayer = PrivateKeySigner::random();
        let world = Self { node, bank, token, relayer, folder: TempDir::new().unwrap() };
        world.fund(world.relayer.address()).await;
        world
    }

    /// Gives an account ten ether.
    pub(crate) async fn fund(&self, account: Address) {
        let value = U256::from(10_000_000_000_000_000_000_u64);
        let ether = TransactionRequest::default().with_to(account).with_value(value);
        self.bank.transact(ether).await.unwrap();
    }

    /// The file of this world's store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("bursar.db")
    }

    /// What suits tests: the token, and little patience.
    pub(crate) fn settings(&self) -> Settings {
        Settings { tokens: vec![self.token], ..Self::hasty() }
    }

    /// Settings with little patience.
    pub(crate) fn hasty() -> Settings {
        Settings {
            batch_age: Duration::from_millis(20),
            poll: Duration::from_millis(20),
            resubmit_after: Duration::from_millis(200),
            answer_timeout: Duration::from_secs(2),
            ..Settings::default()
        }
    }

    /// A batcher that reaches the chain at `url`.
    pub(crate) async fn run_at(&self, url: &str, settings: Settings) -> Running {
        self.run_as(&self.relayer, url, settings).await
    }

    /// As [`World::run_at`], with another key.
    pub(crate) async fn run_as(
        &self,
        signer: &PrivateKeySigner,
        url: &str,
        settings: Settings,
    ) -> Running {
        let store = Store::open(&self.store()).await.unwrap();
        let chain = Chain::connect(url, None).await.unwrap();
        let stop = CancellationToken::new();
        let (sessions, approvals) = nothing_handed_in();
        let (signer, stopped) = (signer.clone(), stop.clone());
        let (batcher, tasks) =
            Batcher::start(chain, signer, store, sessions, approvals, settings, stopped);
        Running { batcher, stop, tasks }
    }

    /// A batcher with [`World::settings`].
    pub(crate) async fn run(&self) -> Running {
        self.run_at(&self.node.url(), self.settings()).await
    }

    /// A payer with `value` of the token.
    pub(crate) async fn payer(&self, value: u64) -> PrivateKeySigner {
        let payer = PrivateKeySigner::random();
        let mint = ITestUsdc::mintCall { to: payer.address(), value: U256::from(value) };
        self.bank.send(self.token, &mint).await.unwrap();
        payer
    }

    /// Smallest units of the token.
    pub(crate) async fn tokens_of(&self, account: Address) -> U256 {
        self.bank.view(self.token, &ITestUsdc::balanceOfCall { account }).await.unwrap()
    }

    /// A payment in the token itself, good for an hour.
    pub(crate) async fn transfer(
        &self,
        payer: &PrivateKeySigner,
        payee: Address,
        value: u64,
    ) -> SignedAuthorization {
        self.transfer_until(payer, payee, value, now() + 3_600).await
    }

    /// A payment in the token itself, good before `valid_before`.
    pub(crate) async fn transfer_until(
        &self,
        payer: &PrivateKeySigner,
        payee: Address,
        value: u64,
        valid_before: u64,
    ) -> SignedAuthorization {
        let domain = self.bank.view(self.token, &IVault::DOMAIN_SEPARATORCall {}).await.unwrap();
        sign(self.token, domain, payer, payee, value, valid_before)
    }

    /// Hands a payment to the token past the batcher, as anybody may.
    pub(crate) async fn settle_directly(&self, payment: &SignedAuthorization) -> B256 {
        settle_alone(&self.bank, payment).await
    }

    /// How many transactions the relayer has on chain.
    pub(crate) fn relayer_nonce(&self) -> u64 {
        self.node.chain().pending_nonce(self.relayer.address())
    }
}

/// Unix seconds.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
