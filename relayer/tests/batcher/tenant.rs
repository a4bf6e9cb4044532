//! A vault on the world's chain, with a treasury and its agents.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::{Address, B256, U256};
use alloy::signers::local::PrivateKeySigner;
use bursar::consent::{SignedConsent, Terms};
use bursar::deploy::{self, Artifacts, Plan};
use bursar::indexer::{Follower, Indexer};
use bursar::payment::SignedAuthorization;
use bursar::store::Store;
use bursar::treasury_id::TreasuryId;
use bursar_abi::{IVault, Policy};
use bursar_policy::eip712::domain_separator;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::harness::{ITestUsdc, sign};
use crate::mirrored::assert_mirrored;
use crate::wallet::Wallet;
use crate::world::{World, now};

/// `Policy::vendors`: any payee.
const ANY_VENDOR: u8 = 2;
/// `Policy::limits`: the agent's code signs for it.
const CONTRACT_PAYER: u16 = 128;
/// Largest single payment of an agent here.
pub(crate) const PAYMENT_CAP: u64 = 1_000;

/// A treasury in a vault of its own.
pub(crate) struct Tenant {
    pub(crate) vault: Address,
    /// Where the vault begins.
    pub(crate) block: u64,
    pub(crate) treasury: u64,
    pub(crate) agents: Vec<PrivateKeySigner>,
    domain: B256,
}

/// An indexer at work.
pub(crate) struct Indexing {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Indexing {
    /// Stops it and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Reads the vault's events at `url` into `store` and tells `follower` of them, for good.
pub(crate) async fn index(
    url: &str,
    store: Store,
    vault: (Address, u64),
    follower: Arc<dyn Follower>,
) -> Indexing {
    let chain = bursar::chain::Chain::connect(url, None).await.unwrap();
    let mut indexer = Indexer::open(chain, store, &[vault]).await.unwrap();
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let task = tokio::spawn(async move {
        indexer.follow(vec![follower], Duration::from_millis(20), &stopped).await.unwrap();
    });
    Indexing { stop, task }
}

impl World {
    /// A vault with one treasury of `funds` and some agents who may pay anybody.
    pub(crate) async fn tenant(&self, funds: u64, agents: usize) -> Tenant {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let artifacts = Artifacts::read(&root.join("target/contracts"), &root.join("out")).unwrap();
        let plan = Plan { token: self.token, salt: B256::ZERO, artifacts };
        let deployed = deploy::run(&self.bank, &plan, &mut |_| ()).await.unwrap();
        let (vault, owner) = (deployed.vault, self.bank.sender().unwrap());
        let salt = B256::repeat_byte(7);
        let treasury = IVault::treasuryIdCall { creator: owner, salt };
        let treasury = self.bank.view(vault, &treasury).await.unwrap();
        self.bank.send(vault, &IVault::createTreasuryCall { salt, delay: 0 }).await.unwrap();
        let value = U256::from(funds);
        self.bank.send(self.token, &ITestUsdc::mintCall { to: owner, value }).await.unwrap();
        let approve = ITestUsdc::approveCall { spender: vault, value };
        self.bank.send(self.token, &approve).await.unwrap();
        self.bank.send(vault, &IVault::depositCall { treasury, value }).await.unwrap();
        let domain = domain_separator(self.bank.id(), vault);
        let block = deployed.block.unwrap();
        let mut tenant = Tenant { vault, block, treasury, agents: Vec::new(), domain };
        for _ in 0..agents {
            tenant.agents.push(self.join(&tenant).await);
        }
        tenant
    }

    /// What the treasury has left, by the vault's books, by the token's, and by the events in the store.
    pub(crate) async fn balance(&self, tenant: &Tenant) -> u64 {
        assert_mirrored(&self.bank, &[(tenant.vault, tenant.block)], &self.store()).await;
        let call = IVault::treasuryCall { treasury: tenant.treasury };
        let treasury = self.bank.view(tenant.vault, &call).await.unwrap();
        assert_eq!(self.tokens_of(tenant.vault).await, U256::from(treasury.balance));
        treasury.balance
    }

    /// A new agent of the tenant.
    async fn join(&self, tenant: &Tenant) -> PrivateKeySigner {
        let agent = PrivateKeySigner::random();
        let consent = SignedConsent::sign(&self.terms(tenant), &agent).unwrap();
        self.add(&consent, 0).await;
        agent
    }

    /// A new agent of the tenant that is a contract.
    pub(crate) async fn wallet(&self, tenant: &Tenant) -> Wallet {
        let wallet = Wallet::deploy(&self.bank).await;
        self.add(&wallet.consent(&self.terms(tenant)), CONTRACT_PAYER).await;
        wallet
    }

    fn terms(&self, tenant: &Tenant) -> Terms {
        Terms {
            chain_id: self.bank.id(),
            vault: tenant.vault,
            treasury: TreasuryId(tenant.treasury),
            salt: B256::random(),
            deadline: now() + 3_600,
        }
    }

    async fn add(&self, consent: &SignedConsent, limits: u16) {
        let policy = Policy {
            paymentCap: PAYMENT_CAP,
            vendors: ANY_VENDOR,
            nonceBits: 4,
            limits,
            ..Policy::default()
        };
        let &SignedConsent { vault, treasury: TreasuryId(treasury), agent, .. } = consent;
        let call = IVault::addAgentCall { treasury, agent, policy, consent: consent.to_abi() };
        self.bank.send(vault, &call).await.unwrap();
    }
}

impl Tenant {
    /// A payment by agent number `agent`, counted around, good for an hour.
    pub(crate) fn payment(&self, agent: usize, payee: Address, value: u64) -> SignedAuthorization {
        let agent = &self.agents[agent % self.agents.len()];
        sign(self.vault, self.domain, agent, payee, value, now() + 3_500)
    }

    /// As [`Tenant::payment`], by a contract.
    pub(crate) fn payment_of(
        &self,
        wallet: &Wallet,
        payee: Address,
        value: u64,
    ) -> SignedAuthorization {
        wallet.sign(self.vault, self.domain, payee, value, now() + 3_500)
    }
}
