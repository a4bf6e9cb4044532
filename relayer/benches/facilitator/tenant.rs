//! A vault, and in it a treasury whose agents pay the vendors of a shared list.

use alloy::primitives::{Address, B256, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use bursar::consent::{SignedConsent, Terms};
use bursar::deploy::{self, Artifacts, Plan};
use bursar::treasury_id::TreasuryId;
use bursar_abi::{Consent, IVault, Period, Policy, VendorEntry};

use crate::harness::{ITestUsdc, root};
use crate::world::{World, now};

/// Largest single payment of an agent here.
pub(crate) const PAYMENT_CAP: u64 = 1_000;
/// `Policy::vendors`: the treasury's shared list.
const SHARED_LIST: u8 = 1;
/// UTC days: periods of so many seconds, fixed, from the Unix epoch.
const DAY: Period = Period { kind: 1, mode: 0, length: 86_400 };
/// 2^4 words remember an agent's random nonces: what an occasional payer has.
const NONCE_BITS: u8 = 4;

pub(crate) struct Tenant {
    pub(crate) vault: Address,
    /// Where the vault begins.
    pub(crate) block: u64,
    pub(crate) agents: Vec<PrivateKeySigner>,
    treasury: u64,
}

impl Tenant {
    /// A treasury of `funds`, `agents` agents with caps per payment and per day, and their vendors.
    pub(crate) async fn open(
        world: &World,
        funds: u64,
        agents: usize,
        vendors: impl Iterator<Item = Address>,
    ) -> anyhow::Result<Self> {
        let artifacts = Artifacts::read(&root().join("target/contracts"), &root().join("out"))?;
        let plan = Plan { token: world.token, salt: B256::ZERO, artifacts };
        let deployed = deploy::run(&world.bank, &plan, &mut |_| ()).await?;
        let (vault, owner) = (deployed.vault, world.bank.sender()?);
        let salt = B256::repeat_byte(7);
        let treasury = IVault::treasuryIdCall { creator: owner, salt };
        let treasury = world.bank.view(vault, &treasury).await?;
        let block = deployed.block.unwrap_or_default();
        let mut tenant = Self { vault, block, agents: Vec::new(), treasury };
        tenant.call(world, &IVault::createTreasuryCall { salt, delay: 0 }).await?;
        let value = U256::from(funds);
        world.bank.send(world.token, &ITestUsdc::mintCall { to: owner, value }).await?;
        let approve = ITestUsdc::approveCall { spender: vault, value };
        world.bank.send(world.token, &approve).await?;
        tenant.call(world, &IVault::depositCall { treasury, value }).await?;
        for vendor in vendors {
            let now = world.bank.view(vault, &IVault::treasuryCall { treasury }).await?;
            let list = IVault::setSharedVendorCall {
                treasury,
                vendor,
                entry: VendorEntry::default(),
                expectedVersion: now.version,
            };
            tenant.call(world, &list).await?;
        }
        for _ in 0..agents {
            let agent = PrivateKeySigner::random();
            tenant.join(world, &agent).await?;
            tenant.agents.push(agent);
        }
        Ok(tenant)
    }

    /// What the treasury has left, by the vault's books and by the token's.
    pub(crate) async fn balance(&self, world: &World) -> anyhow::Result<u64> {
        let call = IVault::treasuryCall { treasury: self.treasury };
        let balance = world.bank.view(self.vault, &call).await?.balance;
        let held = world.tokens_of(self.vault).await?;
        anyhow::ensure!(held == U256::from(balance), "the vault holds {held}, and owes {balance}");
        Ok(balance)
    }

    async fn join(&self, world: &World, agent: &PrivateKeySigner) -> anyhow::Result<()> {
        let &Self { vault, treasury, .. } = self;
        let terms = Terms {
            chain_id: world.bank.id(),
            vault,
            treasury: TreasuryId(treasury),
            salt: B256::random(),
            deadline: now() + 3_600,
        };
        let SignedConsent { salt, deadline, signature, .. } = SignedConsent::sign(&terms, agent)?;
        let policy = Policy {
            paymentCap: PAYMENT_CAP,
            periodCap: u64::from(u32::MAX),
            period: DAY,
            vendors: SHARED_LIST,
            nonceBits: NONCE_BITS,
            ..Policy::default()
        };
        let consent = Consent { salt, deadline, signature };
        let agent = agent.address();
        self.call(world, &IVault::addAgentCall { treasury, agent, policy, consent }).await
    }

    async fn call(&self, world: &World, call: &impl SolCall) -> anyhow::Result<()> {
        world.bank.send(self.vault, call).await?;
        Ok(())
    }
}
