//! What can happen in a random day, and the calls that make it happen.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolCall,
};
use bursar_abi::{IVault, Period, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::Outcome,
    parties::{Party, place},
    signing::{self, TransferWithAuthorization, sequenced},
    tenant::{DELEGATION, SETTLER, Tenant},
    world::World,
};
use bursar_policy::batch::{Item, Verdict};
use proptest::prelude::*;

/// One thing that happens. Treasuries, agents and vendors by index; `Appoint` says whether the relayer is a
/// settler from now on.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Pay(Draw),
    PayTooMuch { agent: usize },
    PayAgain { back: usize },
    Batch(Vec<Offer>),
    Wait { seconds: u64 },
    SetPolicy { agent: usize, policy: Policy, stale: bool },
    SetVendor { agent: usize, vendor: usize, entry: VendorEntry },
    RemoveVendor { agent: usize, vendor: usize },
    SetShared { treasury: usize, vendor: usize, entry: VendorEntry },
    RemoveShared { treasury: usize, vendor: usize },
    SetLimits { treasury: usize, limits: TreasuryLimits },
    Appoint { treasury: usize, settles: bool },
    FreezeAgent { agent: usize },
    ThawAgent { agent: usize },
    FreezeTreasury { treasury: usize },
    ThawTreasury { treasury: usize },
    RemoveAgent { agent: usize },
    AddAgent { agent: usize, policy: Policy },
    Delegate { parent: usize, agent: usize, share: u64, depth: u8 },
    Revoke { agent: usize },
    Deposit { treasury: usize, value: u64 },
    Withdraw { treasury: usize, value: u64 },
}

/// What an agent signs: an authorization that `lives` for so many seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw {
    agent: usize,
    vendor: usize,
    value: u64,
    lives: u64,
    /// Lane and sequence of the nonce, where it is a sequenced one.
    counted: Option<(u64, u64)>,
}

/// One item of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) enum Offer {
    /// Signed for this batch.
    New(Draw),
    /// As well, but not valid before the next second.
    Early(Draw),
    /// As well, but by another agent.
    Forged(Draw),
    /// What was signed so many authorizations ago, whichever road it went.
    Again { back: usize },
}

/// The treasury that each agent joins, if it is not delegated to before.
const HOMES: [usize; 5] = [0, 0, 1, 0, 0];
/// How many take part.
const AGENTS: usize = HOMES.len();
/// Those of them that join their treasury when a day begins; the others are mostly sub-agents.
const FOUNDERS: usize = 3;
const TREASURIES: usize = 2;
const VENDORS: usize = 3;
/// Items of a batch, at most.
const ITEMS: usize = 6;
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
    // Lists begin empty: half of the policies do without.
    let vendors = prop_oneof![1 => 0..2_u8, 1 => Just(2_u8)];
    let optional = (any::<bool>(), any_period(), 0..600_u64, 0..16_u16, 0..6_u32, 0..800_u64);
    (20..150_u64, vendors, optional, 0..15_000_u64, any::<u128>()).prop_map(
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
                ..Policy::default()
            }
        },
    )
}

/// As well, and most of them may delegate.
fn any_delegating_policy() -> impl Strategy<Value = Policy> {
    (any_policy(), prop::option::weighted(0.8, 0..5_u8)).prop_map(|(policy, depth)| match depth {
        Some(delegationDepth) => {
            Policy { limits: policy.limits | DELEGATION, delegationDepth, ..policy }
        }
        None => policy,
    })
}

fn any_entry() -> impl Strategy<Value = VendorEntry> {
    (any::<bool>(), 0..200_u64, any_period()).prop_map(|(capped, cap, period)| {
        if capped { VendorEntry { capped, cap, period } } else { VendorEntry::default() }
    })
}

fn any_limits() -> impl Strategy<Value = TreasuryLimits> {
    let settlers_only = prop::bool::weighted(0.3);
    (any_entry(), 0..9_000_u32, settlers_only).prop_map(|(entry, longestValidity, settlersOnly)| {
        let VendorEntry { capped, cap, period } = entry;
        // Without a delay, which has days of its own.
        TreasuryLimits { capped, cap, period, longestValidity, delay: 0, settlersOnly }
    })
}

fn any_draw() -> impl Strategy<Value = Draw> {
    // One past the vendors is the vault itself, which is never paid.
    let payee = prop_oneof![30 => 0..VENDORS, 1 => Just(VENDORS)];
    // Some meet again, most share one of six words.
    let counted = prop::option::weighted(0.4, (0..2_u64, 0..700_u64));
    let payer = prop_oneof![3 => 0..FOUNDERS, 1 => FOUNDERS..AGENTS];
    let draw = (payer, payee, 0..120_u64, 0..4_500_u64, counted);
    draw.prop_map(|(agent, vendor, value, lives, counted)| Draw {
        agent,
        vendor,
        value,
        lives,
        counted,
    })
}

fn any_offer() -> impl Strategy<Value = Offer> {
    prop_oneof![
        16 => any_draw().prop_map(Offer::New),
        1 => any_draw().prop_map(Offer::Early),
        1 => any_draw().prop_map(Offer::Forged),
        2 => (0..12_usize).prop_map(|back| Offer::Again { back }),
    ]
}

/// Any step; payments and the passing of time more often than edits.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        50 => any_draw().prop_map(Step::Pay),
        1 => (0..AGENTS).prop_map(|agent| Step::PayTooMuch { agent }),
        3 => (0..12_usize).prop_map(|back| Step::PayAgain { back }),
        20 => prop::collection::vec(any_offer(), 1..=ITEMS).prop_map(Step::Batch),
        8 => (0..900_u64).prop_map(|seconds| Step::Wait { seconds }),
        2 => (0..40_000_u64).prop_map(|seconds| Step::Wait { seconds }),
        23 => any_step_of_an_agent(),
        25 => any_step_of_a_treasury(),
    ]
}

fn any_step_of_an_agent() -> impl Strategy<Value = Step> {
    let (agent, vendor) = (0..AGENTS, 0..VENDORS);
    prop_oneof![
        4 => (agent.clone(), any_delegating_policy(), prop::bool::weighted(0.1))
            .prop_map(|(agent, policy, stale)| Step::SetPolicy { agent, policy, stale }),
        6 => (agent.clone(), vendor.clone(), any_entry())
            .prop_map(|(agent, vendor, entry)| Step::SetVendor { agent, vendor, entry }),
        1 => (agent.clone(), vendor)
            .prop_map(|(agent, vendor)| Step::RemoveVendor { agent, vendor }),
        1 => agent.clone().prop_map(|agent| Step::FreezeAgent { agent }),
        8 => agent.clone().prop_map(|agent| Step::ThawAgent { agent }),
        3 => agent.clone().prop_map(|agent| Step::RemoveAgent { agent }),
        2 => (agent.clone(), any_delegating_policy())
            .prop_map(|(agent, policy)| Step::AddAgent { agent, policy }),
        8 => (agent.clone(), agent.clone(), 40..105_u64, 0..4_u8).prop_map(
            |(parent, agent, share, depth)| Step::Delegate { parent, agent, share, depth }
        ),
        3 => agent.prop_map(|agent| Step::Revoke { agent }),
    ]
}

fn any_step_of_a_treasury() -> impl Strategy<Value = Step> {
    let (treasury, vendor) = (0..TREASURIES, 0..VENDORS);
    prop_oneof![
        6 => (treasury.clone(), vendor.clone(), any_entry())
            .prop_map(|(treasury, vendor, entry)| Step::SetShared { treasury, vendor, entry }),
        1 => (treasury.clone(), vendor)
            .prop_map(|(treasury, vendor)| Step::RemoveShared { treasury, vendor }),
        3 => (treasury.clone(), any_limits())
            .prop_map(|(treasury, limits)| Step::SetLimits { treasury, limits }),
        3 => (treasury.clone(), prop::bool::weighted(0.8))
            .prop_map(|(treasury, settles)| Step::Appoint { treasury, settles }),
        1 => treasury.clone().prop_map(|treasury| Step::FreezeTreasury { treasury }),
        8 => treasury.clone().prop_map(|treasury| Step::ThawTreasury { treasury }),
        4 => (treasury.clone(), 1..300_u64)
            .prop_map(|(treasury, value)| Step::Deposit { treasury, value }),
        4 => (treasury, 0..1_500_u64)
            .prop_map(|(treasury, value)| Step::Withdraw { treasury, value }),
    ]
}

/// What every day begins with: the founders join, the first has a sub-agent and that another, if it may
/// delegate; and there is some money.
pub(super) fn any_beginning() -> impl Strategy<Value = Vec<Step>> {
    let policies = prop::collection::vec(any_delegating_policy(), FOUNDERS);
    let values = prop::collection::vec(500..2_000_u64, TREASURIES);
    (policies, values).prop_map(|(policies, values)| {
        let joins = policies.into_iter().enumerate();
        let deposits = values.into_iter().enumerate();
        let grants = [(0, FOUNDERS), (FOUNDERS, FOUNDERS + 1)].into_iter().zip((0..2).rev());
        let grants = grants.map(|((parent, agent), depth)| {
            let share = 100;
            Step::Delegate { parent, agent, share, depth }
        });
        joins
            .map(|(agent, policy)| Step::AddAgent { agent, policy })
            .chain(grants)
            .chain(deposits.map(|(treasury, value)| Step::Deposit { treasury, value }))
            .collect()
    })
}

/// What is sent to the vault.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// A call.
    Call { sender: Box<Party>, calldata: Vec<u8> },
    /// These items, in one `settleBatch` of the relayer.
    Batch(Vec<Signed>),
}

/// An item, and whether it was its agent who signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signed {
    pub(super) item: Item,
    pub(super) by_agent: bool,
}

impl Action {
    /// Sends it: the verdicts on a batch's items; nothing where a call has succeeded.
    pub(super) fn send(&self, world: &World) -> Outcome<Vec<Verdict>> {
        match self {
            Self::Call { sender, calldata } => {
                let outcome = world.send_raw(sender, calldata.clone());
                let Outcome { result, gas_used, logs, timestamp } = outcome;
                Outcome { result: result.map(|_| Vec::new()), gas_used, logs, timestamp }
            }
            Self::Batch(items) => {
                let items: Vec<Item> = items.iter().map(|signed| signed.item).collect();
                world.settle_batch(&items)
            }
        }
    }
}

/// Who takes part.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) tenants: Vec<Tenant>,
    agents: Vec<Party>,
    payees: Vec<Address>,
    /// Everything that an agent has signed and that either road takes, with the agent.
    signed: Vec<(usize, TransferWithAuthorization)>,
}

impl Cast {
    /// Treasuries with nobody in them yet.
    pub(super) fn new(world: &mut World) -> Self {
        let found = |index| {
            let tenant = world.empty_tenant(&format!("tenant {index}"));
            world.mint(tenant.owner.address, 1_000_000_000);
            world.approve(&tenant.owner, 1_000_000_000);
            tenant
        };
        let tenants = (0..TREASURIES).map(found).collect();
        let agents = (0..AGENTS).map(|index| Party::named(&format!("agent {index}"))).collect();
        let vendors = (0..VENDORS).map(|index| place(&format!("vendor {index}")));
        let payees = vendors.chain([world.vault]).collect();
        Self { tenants, agents, payees, signed: Vec::new() }
    }

    /// What a step sends; nothing if it only lets time pass.
    pub(super) fn prepare(&mut self, world: &mut World, step: &Step) -> Option<Action> {
        match step {
            Step::Wait { seconds } => {
                world.now += seconds;
                None
            }
            Step::Pay(draw) => {
                let message = self.sign(world, draw, 0);
                Some(self.transfer(world, draw.agent, &message))
            }
            Step::PayTooMuch { agent } => {
                let draw = Draw { agent: *agent, vendor: 0, value: 0, lives: 60, counted: None };
                let value = U256::from(1) << 64;
                let message =
                    TransferWithAuthorization { value, ..self.authorization(world, &draw, 0) };
                Some(self.transfer(world, *agent, &message))
            }
            Step::PayAgain { back } => {
                let (agent, message) = self.signed_before(*back)?;
                Some(self.transfer(world, agent, &message))
            }
            Step::Batch(offers) => {
                let items = offers.iter().filter_map(|offer| self.item(world, offer)).collect();
                Some(Action::Batch(items))
            }
            _ => Some(self.edit(world, step)),
        }
    }

    /// The authorization that a draw means.
    fn authorization(
        &self,
        world: &mut World,
        draw: &Draw,
        validAfter: u64,
    ) -> TransferWithAuthorization {
        TransferWithAuthorization {
            from: self.agents[draw.agent].address,
            to: self.payees[draw.vendor],
            value: U256::from(draw.value),
            validAfter: U256::from(validAfter),
            validBefore: U256::from(world.now + 1 + draw.lives),
            nonce: match draw.counted {
                Some((lane, sequence)) => sequenced(lane, sequence),
                None => world.unique(),
            },
        }
    }

    /// As [`Cast::authorization`], and it may come again.
    fn sign(
        &mut self,
        world: &mut World,
        draw: &Draw,
        validAfter: u64,
    ) -> TransferWithAuthorization {
        let message = self.authorization(world, draw, validAfter);
        self.signed.push((draw.agent, message.clone()));
        message
    }

    fn signed_before(&self, back: usize) -> Option<(usize, TransferWithAuthorization)> {
        self.signed.iter().rev().nth(back).cloned()
    }

    fn transfer(&self, world: &World, agent: usize, message: &TransferWithAuthorization) -> Action {
        let calldata = message.signed(&self.agents[agent], &world.domain()).abi_encode();
        Action::Call { sender: Box::new(world.relayer.clone()), calldata }
    }

    /// The item that an offer means; none if nothing was signed so long ago.
    fn item(&mut self, world: &mut World, offer: &Offer) -> Option<Signed> {
        let (agent, signer, message) = match offer {
            Offer::New(draw) => (draw.agent, draw.agent, self.sign(world, draw, 0)),
            Offer::Early(draw) => {
                let now = world.now;
                (draw.agent, draw.agent, self.sign(world, draw, now))
            }
            Offer::Forged(draw) => {
                let signer = (draw.agent + 1) % AGENTS;
                (draw.agent, signer, self.sign(world, draw, 0))
            }
            Offer::Again { back } => {
                let (agent, message) = self.signed_before(*back)?;
                (agent, agent, message)
            }
        };
        let item = world.sign_item(&self.agents[signer], &message);
        Some(Signed { item, by_agent: signer == agent })
    }

    fn by_owner(&self, treasury: usize, call: &impl SolCall) -> Action {
        let sender = Box::new(self.tenants[treasury].owner.clone());
        Action::Call { sender, calldata: call.abi_encode() }
    }

    /// An edit of an agent, by the owner of its treasury; or of a treasury.
    fn edit(&self, world: &mut World, step: &Step) -> Action {
        let of_agent = |index: &usize| {
            let agent = self.agents[*index].address;
            // A sub-agent belongs where its parent does.
            let bound = world.view(&IVault::agentCall { agent }).treasury;
            let bound = self.tenants.iter().position(|tenant| tenant.id == bound);
            (bound.unwrap_or(HOMES[*index]), agent)
        };
        let of_vendor = |index: &usize| self.payees[*index];
        match step {
            Step::SetPolicy { agent, policy, stale } => {
                let ((home, agent), policy) = (of_agent(agent), policy.clone());
                let expectedVersion = world.agent_version(agent) + u32::from(*stale);
                self.by_owner(home, &IVault::setPolicyCall { agent, policy, expectedVersion })
            }
            Step::SetVendor { agent, vendor, entry } => {
                let ((home, agent), vendor) = (of_agent(agent), of_vendor(vendor));
                let (entry, expectedVersion) = (entry.clone(), world.agent_version(agent));
                let call = IVault::setVendorCall { agent, vendor, entry, expectedVersion };
                self.by_owner(home, &call)
            }
            Step::RemoveVendor { agent, vendor } => {
                let ((home, agent), vendor) = (of_agent(agent), of_vendor(vendor));
                self.by_owner(home, &IVault::removeVendorCall { agent, vendor })
            }
            Step::FreezeAgent { agent } => {
                let (home, agent) = of_agent(agent);
                self.by_owner(home, &IVault::freezeAgentCall { agent })
            }
            Step::ThawAgent { agent } => {
                let (home, agent) = of_agent(agent);
                self.by_owner(home, &IVault::thawAgentCall { agent })
            }
            Step::RemoveAgent { agent } => {
                let (home, agent) = of_agent(agent);
                self.by_owner(home, &IVault::removeAgentCall { agent })
            }
            Step::AddAgent { agent, policy } => self.join(world, *agent, policy.clone()),
            Step::Revoke { agent } => {
                let (home, agent) = of_agent(agent);
                self.by_owner(home, &IVault::revokeDelegationsCall { agent })
            }
            Step::Delegate { parent, agent, share, depth } => {
                self.delegate(world, *parent, *agent, (*share, *depth))
            }
            _ => self.govern(world, step),
        }
    }

    fn join(&self, world: &mut World, agent: usize, policy: Policy) -> Action {
        let (home, agent) = (HOMES[agent], &self.agents[agent]);
        let treasury = self.tenants[home].id;
        let consent = world.consent(agent, treasury);
        let agent = agent.address;
        self.by_owner(home, &IVault::addAgentCall { treasury, agent, policy, consent })
    }

    /// A sub-agent under so many hundredths of its parent's caps.
    fn delegate(
        &self,
        world: &mut World,
        parent: usize,
        agent: usize,
        (share, depth): (u64, u8),
    ) -> Action {
        let (parent, agent) = (&self.agents[parent], &self.agents[agent]);
        let above = world.view(&IVault::agentCall { agent: parent.address }).policy;
        let part = |cap: u64| cap * share / 100;
        let policy = Policy {
            paymentCap: part(above.paymentCap),
            periodCap: part(above.periodCap),
            budget: part(above.budget),
            nonceBits: NONCE_BITS,
            limits: above.limits | DELEGATION,
            delegationDepth: depth,
            ..above
        };
        let delegation = world.delegation(parent, agent, policy);
        let call = signing::delegate(&delegation, parent, agent, &world.domain());
        Action::Call { sender: Box::new(world.relayer.clone()), calldata: call.abi_encode() }
    }

    /// What an owner does with a treasury.
    fn govern(&self, world: &World, step: &Step) -> Action {
        let id = |index: &usize| self.tenants[*index].id;
        let of_vendor = |index: &usize| self.payees[*index];
        match step {
            Step::SetShared { treasury: at, vendor, entry } => {
                let (treasury, vendor, entry) = (id(at), of_vendor(vendor), entry.clone());
                let expectedVersion = world.treasury_version(treasury);
                let call = IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion };
                self.by_owner(*at, &call)
            }
            Step::RemoveShared { treasury: at, vendor } => {
                let (treasury, vendor) = (id(at), of_vendor(vendor));
                self.by_owner(*at, &IVault::removeSharedVendorCall { treasury, vendor })
            }
            Step::SetLimits { treasury: at, limits } => {
                let (treasury, limits) = (id(at), limits.clone());
                let expectedVersion = world.treasury_version(treasury);
                let call = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion };
                self.by_owner(*at, &call)
            }
            Step::Appoint { treasury: at, settles } => {
                let (treasury, account) = (id(at), world.relayer.address);
                let roles = if *settles { SETTLER } else { 0 };
                let expectedVersion = world.treasury_version(treasury);
                let call = IVault::setRolesCall { treasury, account, roles, expectedVersion };
                self.by_owner(*at, &call)
            }
            Step::FreezeTreasury { treasury: at } => {
                self.by_owner(*at, &IVault::freezeTreasuryCall { treasury: id(at) })
            }
            Step::ThawTreasury { treasury: at } => {
                self.by_owner(*at, &IVault::thawTreasuryCall { treasury: id(at) })
            }
            Step::Deposit { treasury: at, value } => {
                let (treasury, value) = (id(at), U256::from(*value));
                self.by_owner(*at, &IVault::depositCall { treasury, value })
            }
            Step::Withdraw { treasury: at, value } => {
                let (treasury, value) = (id(at), U256::from(*value));
                let to = self.tenants[*at].owner.address;
                self.by_owner(*at, &IVault::withdrawCall { treasury, to, value })
            }
            other => unreachable!("{other:?} is no edit"),
        }
    }
}
