//! What can happen in a random day, and the calls that make it happen.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall,
};
use bursar_abi::{IVault, Period, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    parties::{Party, place},
    signing::TransferWithAuthorization,
    tenant::Tenant,
    world::World,
};
use proptest::prelude::*;

/// One thing that happens. Agents and vendors by index.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Pay { agent: usize, vendor: usize, value: u64, lives: u64 },
    PayTooMuch { agent: usize },
    PayAgain { back: usize },
    Wait { seconds: u64 },
    SetPolicy { agent: usize, policy: Policy, stale: bool },
    SetVendor { agent: usize, vendor: usize, entry: VendorEntry },
    RemoveVendor { agent: usize, vendor: usize },
    SetShared { vendor: usize, entry: VendorEntry },
    RemoveShared { vendor: usize },
    SetLimits { limits: TreasuryLimits },
    FreezeAgent { agent: usize },
    ThawAgent { agent: usize },
    FreezeTreasury,
    ThawTreasury,
    RemoveAgent { agent: usize },
    AddAgent { agent: usize, policy: Policy },
    Deposit { value: u64 },
    Withdraw { value: u64 },
}

/// How many agents and vendors take part.
const AGENTS: usize = 2;
const VENDORS: usize = 3;
/// Nonce bits of every agent: a small table, so that it overflows.
pub(super) const NONCE_BITS: u8 = 1;

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        4 => (0..3_u8, prop_oneof![Just(60_u32), Just(600), Just(3_600)])
            .prop_map(|(mode, length)| Period { kind: 1, mode, length }),
        1 => Just(Period { kind: 2, mode: 0, length: 0 }),
        1 => Just(Period { kind: 3, mode: 0, length: 0 }),
        // Refused: a mode that weeks do not have.
        1 => Just(Period { kind: 2, mode: 1, length: 0 }),
    ]
}

/// Policies as people write them, most of them well formed, with limits small enough to be met.
fn any_policy() -> impl Strategy<Value = Policy> {
    let now = bursar_contract_tests::world::START;
    let optional = (any::<bool>(), any_period(), 0..600_u64, 0..16_u16, 0..6_u32, 0..800_u64);
    (20..150_u64, 0..3_u8, optional, 0..15_000_u64, any::<u128>()).prop_map(
        move |(paymentCap, vendors, optional, after, hours)| {
            let (periodic, period, periodCap, mut limits, count, budget) = optional;
            if !periodic {
                // A count needs a period; left in now and then, it must be refused.
                limits &= if count == 0 { 15 } else { 14 };
            }
            let exists = |bit: u16| limits & bit != 0;
            Policy {
                paymentCap,
                periodCap: if periodic { periodCap } else { 0 },
                period: if periodic { period } else { Period::default() },
                vendors,
                nonceBits: NONCE_BITS,
                limits,
                countCap: if exists(1) { count } else { 0 },
                budget: if exists(2) { budget } else { 0 },
                notBefore: if exists(4) { now + after } else { 0 },
                notAfter: if exists(4) { now + after + 20_000 } else { 0 },
                schedule: if exists(8) { U256::from(hours | 0xff) } else { U256::ZERO },
            }
        },
    )
}

fn any_entry() -> impl Strategy<Value = VendorEntry> {
    (any::<bool>(), 0..200_u64, any_period()).prop_map(|(capped, cap, period)| {
        if capped { VendorEntry { capped, cap, period } } else { VendorEntry::default() }
    })
}

fn any_limits() -> impl Strategy<Value = TreasuryLimits> {
    (any_entry(), 0..9_000_u32).prop_map(|(entry, longestValidity)| {
        let VendorEntry { capped, cap, period } = entry;
        TreasuryLimits { capped, cap, period, longestValidity }
    })
}

/// Any step; payments and the passing of time more often than edits.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    let agent = 0..AGENTS;
    let vendor = 0..VENDORS;
    // One past the vendors is the vault itself, which is never paid.
    let payee = prop_oneof![30 => 0..VENDORS, 1 => Just(VENDORS)];
    prop_oneof![
        60 => (agent.clone(), payee, 0..120_u64, 0..4_500_u64)
            .prop_map(|(agent, vendor, value, lives)| Step::Pay { agent, vendor, value, lives }),
        1 => agent.clone().prop_map(|agent| Step::PayTooMuch { agent }),
        3 => (0..12_usize).prop_map(|back| Step::PayAgain { back }),
        8 => (0..900_u64).prop_map(|seconds| Step::Wait { seconds }),
        1 => (0..40_000_u64).prop_map(|seconds| Step::Wait { seconds }),
        4 => (agent.clone(), any_policy(), prop::bool::weighted(0.1))
            .prop_map(|(agent, policy, stale)| Step::SetPolicy { agent, policy, stale }),
        6 => (agent.clone(), vendor.clone(), any_entry())
            .prop_map(|(agent, vendor, entry)| Step::SetVendor { agent, vendor, entry }),
        1 => (agent.clone(), vendor.clone())
            .prop_map(|(agent, vendor)| Step::RemoveVendor { agent, vendor }),
        6 => (vendor.clone(), any_entry())
            .prop_map(|(vendor, entry)| Step::SetShared { vendor, entry }),
        1 => vendor.prop_map(|vendor| Step::RemoveShared { vendor }),
        3 => any_limits().prop_map(|limits| Step::SetLimits { limits }),
        1 => agent.clone().prop_map(|agent| Step::FreezeAgent { agent }),
        4 => agent.clone().prop_map(|agent| Step::ThawAgent { agent }),
        1 => Just(Step::FreezeTreasury),
        4 => Just(Step::ThawTreasury),
        1 => agent.clone().prop_map(|agent| Step::RemoveAgent { agent }),
        6 => (agent, any_policy()).prop_map(|(agent, policy)| Step::AddAgent { agent, policy }),
        4 => (1..300_u64).prop_map(|value| Step::Deposit { value }),
        2 => (0..1_500_u64).prop_map(|value| Step::Withdraw { value }),
    ]
}

/// What every day begins with: both agents join, and there is some money.
pub(super) fn any_beginning() -> impl Strategy<Value = Vec<Step>> {
    (any_policy(), any_policy(), 500..2_000_u64).prop_map(|(first, second, value)| {
        vec![
            Step::AddAgent { agent: 0, policy: first },
            Step::AddAgent { agent: 1, policy: second },
            Step::Deposit { value },
        ]
    })
}

/// A call on its way to the vault.
#[derive(Clone, Debug)]
pub(super) struct Action {
    pub(super) sender: Party,
    pub(super) calldata: Vec<u8>,
}

/// Who takes part.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) treasury: u64,
    pub(super) owner: Party,
    tenant: Tenant,
    agents: Vec<Party>,
    payees: Vec<Address>,
    signed: Vec<Vec<u8>>,
}

impl Cast {
    /// A treasury with nobody in it yet.
    pub(super) fn new(world: &mut World) -> Self {
        let tenant = world.empty_tenant("acme");
        world.mint(tenant.owner.address, 1_000_000_000);
        world.approve(&tenant.owner, 1_000_000_000);
        let agents = (0..AGENTS).map(|index| Party::named(&format!("agent {index}"))).collect();
        let vendors = (0..VENDORS).map(|index| place(&format!("vendor {index}")));
        let payees = vendors.chain([world.vault]).collect();
        let (treasury, owner) = (tenant.id, tenant.owner.clone());
        Self { treasury, owner, tenant, agents, payees, signed: Vec::new() }
    }

    /// The call that a step makes; none if it only lets time pass.
    pub(super) fn prepare(&mut self, world: &mut World, step: &Step) -> Option<Action> {
        let treasury = self.treasury;
        match step {
            Step::Wait { seconds } => {
                world.now += seconds;
                None
            }
            Step::Pay { agent, vendor, value, lives } => {
                let (value, lives) = (U256::from(*value), U256::from(world.now + lives));
                Some(self.payment(world, *agent, *vendor, value, lives))
            }
            Step::PayTooMuch { agent } => {
                let lives = U256::from(world.now + 60);
                Some(self.payment(world, *agent, 0, U256::from(1) << 64, lives))
            }
            Step::PayAgain { back } => {
                let index = self.signed.len().checked_sub(back + 1)?;
                Some(Action { sender: world.relayer.clone(), calldata: self.signed[index].clone() })
            }
            Step::Deposit { value } => {
                let value = U256::from(*value);
                Some(self.by_owner(&IVault::depositCall { treasury, value }))
            }
            Step::Withdraw { value } => {
                let (to, value) = (self.owner.address, U256::from(*value));
                Some(self.by_owner(&IVault::withdrawCall { treasury, to, value }))
            }
            _ => Some(self.edit(world, step)),
        }
    }

    fn payment(
        &mut self,
        world: &mut World,
        agent: usize,
        vendor: usize,
        value: U256,
        validBefore: U256,
    ) -> Action {
        let nonce = world.unique();
        let agent = &self.agents[agent];
        let authorization = TransferWithAuthorization {
            from: agent.address,
            to: self.payees[vendor],
            value,
            validAfter: U256::ZERO,
            validBefore,
            nonce,
        };
        let calldata = authorization.signed(agent, &world.domain()).abi_encode();
        self.signed.push(calldata.clone());
        Action { sender: world.relayer.clone(), calldata }
    }

    fn by_owner(&self, call: &impl SolCall) -> Action {
        Action { sender: self.owner.clone(), calldata: call.abi_encode() }
    }

    fn edit(&mut self, world: &mut World, step: &Step) -> Action {
        let treasury = self.treasury;
        let of_agent = |index: &usize| self.agents[*index].address;
        let of_vendor = |index: &usize| self.payees[*index];
        match step {
            Step::SetPolicy { agent, policy, stale } => {
                let (agent, policy) = (of_agent(agent), policy.clone());
                let expectedVersion = world.agent_version(agent) + u32::from(*stale);
                self.by_owner(&IVault::setPolicyCall { agent, policy, expectedVersion })
            }
            Step::SetVendor { agent, vendor, entry } => {
                let (agent, vendor, entry) = (of_agent(agent), of_vendor(vendor), entry.clone());
                let expectedVersion = world.agent_version(agent);
                self.by_owner(&IVault::setVendorCall { agent, vendor, entry, expectedVersion })
            }
            Step::RemoveVendor { agent, vendor } => {
                let (agent, vendor) = (of_agent(agent), of_vendor(vendor));
                self.by_owner(&IVault::removeVendorCall { agent, vendor })
            }
            Step::SetShared { vendor, entry } => {
                let expectedVersion = world.treasury_version(treasury);
                let (vendor, entry) = (of_vendor(vendor), entry.clone());
                let call = IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion };
                self.by_owner(&call)
            }
            Step::RemoveShared { vendor } => {
                let vendor = of_vendor(vendor);
                self.by_owner(&IVault::removeSharedVendorCall { treasury, vendor })
            }
            Step::SetLimits { limits } => {
                let (limits, expectedVersion) = (limits.clone(), world.treasury_version(treasury));
                self.by_owner(&IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion })
            }
            Step::AddAgent { agent, policy } => self.join(world, *agent, policy.clone()),
            _ => self.brake(step),
        }
    }

    fn join(&self, world: &mut World, agent: usize, policy: Policy) -> Action {
        let consent = world.consent(&self.agents[agent], self.tenant.id);
        let (treasury, agent) = (self.treasury, self.agents[agent].address);
        self.by_owner(&IVault::addAgentCall { treasury, agent, policy, consent })
    }

    fn brake(&self, step: &Step) -> Action {
        let treasury = self.treasury;
        let of_agent = |index: &usize| self.agents[*index].address;
        match step {
            Step::FreezeAgent { agent } => {
                self.by_owner(&IVault::freezeAgentCall { agent: of_agent(agent) })
            }
            Step::ThawAgent { agent } => {
                self.by_owner(&IVault::thawAgentCall { agent: of_agent(agent) })
            }
            Step::RemoveAgent { agent } => {
                self.by_owner(&IVault::removeAgentCall { agent: of_agent(agent) })
            }
            Step::FreezeTreasury => self.by_owner(&IVault::freezeTreasuryCall { treasury }),
            Step::ThawTreasury => self.by_owner(&IVault::thawTreasuryCall { treasury }),
            other => unreachable!("{other:?} is no brake"),
        }
    }
}
