//! A vault in which things happen, and stores that follow it.

use std::path::PathBuf;
use std::sync::Mutex;

use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use bursar::chain::Chain;
use bursar::consent::{SignedConsent, Terms};
use bursar::indexer::{Follower, IndexedBlock, Indexer, VaultEvent};
use bursar::store::Store;
use bursar::treasury_id::TreasuryId;
use bursar_abi::{IVault, Policy};
use serde_json::json;

use crate::harness::{ITestUsdc, World, pay};

/// Whom agents pay.
pub(crate) const VENDOR: Address = Address::repeat_byte(0x77);

/// A treasury of the bank's, with money and an agent who may pay anyone.
pub(crate) struct Town {
    pub(crate) world: World,
    pub(crate) vault: Address,
    pub(crate) treasury: u64,
    pub(crate) agent: PrivateKeySigner,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let world = World::with_vault().await;
        let vault: Address = world.vault.as_ref().unwrap().parse().unwrap();
        let (bank, funds) = (&world.bank, U256::from(1_000_000_000));
        let owner = bank.sender().unwrap();
        bank.send(world.token, &ITestUsdc::mintCall { to: owner, value: funds }).await.unwrap();
        let approve = ITestUsdc::approveCall { spender: vault, value: funds };
        bank.send(world.token, &approve).await.unwrap();
        let agent = PrivateKeySigner::random();
        let mut town = Self { world, vault, treasury: 0, agent };
        town.treasury = town.create(B256::ZERO).await;
        town.deposit(500_000_000).await;
        let consent = town.consent().await;
        let policy =
            Policy { paymentCap: 1_000_000, vendors: 2, nonceBits: 4, ..Policy::default() };
        let (treasury, agent) = (town.treasury, town.agent.address());
        town.send(&IVault::addAgentCall { treasury, agent, policy, consent }).await;
        town
    }

    async fn consent(&self) -> bursar_abi::Consent {
        let terms = Terms {
            chain_id: self.world.bank.id(),
            vault: self.vault,
            treasury: TreasuryId(self.treasury),
            salt: B256::random(),
            deadline: u64::MAX,
        };
        SignedConsent::sign(&terms, &self.agent).unwrap().to_abi()
    }

    /// Another treasury of the bank's.
    pub(crate) async fn create(&self, salt: B256) -> u64 {
        self.send(&IVault::createTreasuryCall { salt, delay: 0 }).await;
        let creator = self.world.bank.sender().unwrap();
        self.world.bank.view(self.vault, &IVault::treasuryIdCall { creator, salt }).await.unwrap()
    }

    pub(crate) async fn send(&self, call: &impl SolCall) {
        self.world.bank.send(self.vault, call).await.unwrap();
    }

    pub(crate) async fn deposit(&self, value: u64) {
        let (treasury, value) = (self.treasury, U256::from(value));
        self.send(&IVault::depositCall { treasury, value }).await;
    }

    /// One payment through the facade.
    pub(crate) async fn pay(&self, value: u64) {
        pay(&self.world.bank, self.vault, &self.agent, VENDOR, value).await;
    }

    pub(crate) async fn pay_times(&self, times: u64) {
        for value in 1..=times {
            self.pay(value).await;
        }
    }

    /// Blocks in which nothing happens.
    pub(crate) async fn mine(&self, blocks: u64) {
        let params = (format!("{blocks:#x}"),);
        self.world.bank.provider().raw_request::<_, ()>("anvil_mine".into(), params).await.unwrap();
    }

    /// Lets time pass, and makes a block.
    pub(crate) async fn pass(&self, seconds: u64) {
        let passed = self
            .world
            .bank
            .provider()
            .raw_request::<_, serde_json::Value>("evm_increaseTime".into(), json!([seconds]));
        passed.await.unwrap();
        self.mine(1).await;
    }

    pub(crate) async fn snapshot(&self) -> String {
        let id = self.world.bank.provider().raw_request("evm_snapshot".into(), json!([]));
        id.await.unwrap()
    }

    /// Goes back to a snapshot; what happens next is another chain.
    pub(crate) async fn revert(&self, snapshot: &str) {
        let provider = self.world.bank.provider();
        let reverted: bool =
            provider.raw_request("evm_revert".into(), json!([snapshot])).await.unwrap();
        assert!(reverted);
    }

    /// What the chain says the store should hold: every event of the chain, in order.
    pub(crate) async fn logs(&self) -> Vec<Logged> {
        self.logs_of(vec![self.vault]).await
    }

    /// The same of other vaults.
    pub(crate) async fn logs_of(&self, vaults: Vec<Address>) -> Vec<Logged> {
        let topics = VaultEvent::topics();
        let filter = Filter::new().address(vaults).event_signature(topics).from_block(0);
        let logs = self.world.bank.provider().get_logs(&filter).await.unwrap();
        logs.iter().map(logged).collect()
    }

    pub(crate) fn store_file(&self, name: &str) -> PathBuf {
        self.world.file(name).into()
    }

    /// An indexer of the vault into the store `name`, by way of the node at `url`.
    pub(crate) async fn indexer_at(&self, url: &str, name: &str) -> Indexer {
        let chain = Chain::connect(url, None).await.unwrap();
        let store = Store::open(&self.store_file(name)).await.unwrap();
        Indexer::open(chain, store, &[(self.vault, 0)]).await.unwrap()
    }

    pub(crate) async fn indexer(&self, name: &str) -> Indexer {
        self.indexer_at(&self.world.url(), name).await
    }
}

/// An event by its place and what it says: block, block hash, log index, topics and data.
pub(crate) type Logged = (u64, B256, u64, Vec<B256>, Vec<u8>);

fn logged(log: &Log) -> Logged {
    let topics = log.topics().to_vec();
    let place = (log.block_number.unwrap(), log.block_hash.unwrap(), log.log_index.unwrap());
    (place.0, place.1, place.2, topics, log.data().data.to_vec())
}

fn logged_in(block: &IndexedBlock) -> Vec<Logged> {
    let events = block.events.iter().map(|event| {
        let topics = event.log.topics().to_vec();
        (block.number, block.hash, event.log_index, topics, event.log.data.to_vec())
    });
    events.collect()
}

/// Everything that a store holds.
pub(crate) async fn stored(indexer: &Indexer) -> Vec<Logged> {
    let mut all = Vec::new();
    let read = indexer.index().replay(None, |block| {
        all.extend(logged_in(&block));
        Ok::<_, bursar::store::StoreError>(())
    });
    read.await.unwrap();
    all
}

/// Keeps what it is told, as a ledger would.
#[derive(Default)]
pub(crate) struct Witness {
    pub(crate) seen: Mutex<Vec<Logged>>,
    pub(crate) rolled_back: Mutex<Vec<u64>>,
}

impl Follower for Witness {
    fn applied(&self, block: &IndexedBlock) {
        self.seen.lock().unwrap().extend(logged_in(block));
    }

    fn rolled_back(&self, last: u64) {
        self.rolled_back.lock().unwrap().push(last);
        self.seen.lock().unwrap().retain(|(number, ..)| *number <= last);
    }
}
