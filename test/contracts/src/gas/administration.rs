//! What administration costs: every call that writes, money in and money home.

use alloy::{primitives::U256, sol_types::SolCall as _};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_policy::batch::Item;

use super::{Case, Row, Section};
use crate::{
    batch::batch,
    parties::{Party, place},
    signing::{self, TransferWithAuthorization, token_domain},
    slots,
    tenant::{
        ADMIN, BREAKER, BUDGET, COUNT, LIFETIME, MONTH, REPORTER, SCHEDULE, Tenant, delegating,
        plain, seconds, usdc,
    },
    world::{START, World},
};

/// A policy with every limit there is.
pub(super) fn everything() -> Policy {
    Policy {
        periodCap: usdc(10_000),
        period: seconds(86_400, 2),
        limits: COUNT | BUDGET | LIFETIME | SCHEDULE,
        countCap: 1_000,
        budget: usdc(100_000),
        notBefore: START,
        notAfter: START.saturating_mul(2),
        schedule: (U256::from(1) << 168_u32).wrapping_sub(U256::from(1)),
        ..plain()
    }
}

pub(super) fn rows(world: &mut World) -> Vec<Row> {
    let snapshot = world.chain.snapshot();
    let tenant = world.tenant("administered", plain());
    let now = world.now;
    let mut rows = treasuries(world, &tenant);
    rows.extend(agents(world, &tenant));
    rows.extend(vendors(world, &tenant));
    rows.extend(money(world, &tenant));
    rows.extend(denials(world, &tenant));
    rows.extend(several(world, &tenant));
    rows.extend(waits(world, &tenant));
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    world.now = now;
    rows
}

/// Denials on record: one, ten in one transaction, and one that trips a breaker.
fn denials(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let reporter = world.appoint(tenant, "reporter", REPORTER);
    let fused = Policy { limits: BREAKER, breakerCount: 1, breakerWindow: 3_600, ..plain() };
    let fused = world.join(tenant, "agent with a breaker", fused);
    let mut beyond = |agent: &Party| {
        let message = world.authorization(tenant, usdc(101));
        let message = TransferWithAuthorization { from: agent.address, ..message };
        world.sign_item(agent, &message)
    };
    let (one, tripping) = (beyond(&tenant.agent), beyond(&fused));
    let ten: Vec<Item<'static>> = (0..10).map(|_| beyond(&tenant.agent)).collect();
    let record = |items: &[Item<'_>]| IVault::recordDenialsCall { batch: batch(items).batch };
    vec![
        case("recordDenials, one", &reporter, record(&[one])).measure(world),
        case("recordDenials, one that trips", &reporter, record(&[tripping])).measure(world),
        case("recordDenials, ten of one agent", &reporter, record(&ten)).measure(world),
    ]
}

/// An agent, and whom it may pay, in one transaction.
fn several(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, agent) = (tenant.id, Party::named("another newcomer"));
    let consent = world.consent(&agent, treasury);
    let agent = agent.address;
    let add = IVault::addAgentCall { treasury, agent, policy: plain(), consent };
    let vendors = (0..10).map(|number| {
        let (vendor, entry) = (place(&format!("vendor {number}")), VendorEntry::default());
        IVault::setVendorCall { agent, vendor, entry, expectedVersion: u32::MAX }.abi_encode()
    });
    let calls = [add.abi_encode()].into_iter().chain(vendors).map(Into::into).collect();
    let expectedVersion = world.treasury_version(treasury);
    let all = IVault::administerCall { treasury, expectedVersion, calls };
    vec![case("administer, an agent and ten vendors", &tenant.owner, all).measure(world)]
}

/// What loosens, in a treasury with a delay: asked for, called off, done.
fn waits(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, owner, agent) = (tenant.id, &tenant.owner, tenant.agent.address);
    let limits = TreasuryLimits { delay: 60, ..world.limits(treasury) };
    world.set_limits(tenant, limits);
    let (policy, expectedVersion) = (everything(), world.agent_version(agent));
    let lower = IVault::setPolicyCall { agent, policy, expectedVersion };
    let policy = Policy { paymentCap: usdc(1_000), ..plain() };
    let raise = IVault::setPolicyCall { agent, policy, expectedVersion };
    let (to, value) = (owner.address, U256::from(usdc(1)));
    let home = IVault::withdrawCall { treasury, to, value };
    let mut rows = vec![
        case("setPolicy, tightened, with a delay", owner, lower).measure(world),
        case("setPolicy, asked for", owner, raise.clone()).measure(world),
        case("withdraw, asked for", owner, home.clone()).measure(world),
    ];
    world.send(owner, &raise).ok();
    world.send(owner, &home).ok();
    let object = slots::of(slots::AGENT_POLICY, agent).into();
    let cancel = IVault::cancelEditCall { treasury, object };
    rows.push(case("cancelEdit", &tenant.guardian, cancel).measure(world));
    world.now = world.now.saturating_add(60);
    rows.push(case("setPolicy, after its wait", owner, raise).measure(world));
    rows.push(case("withdraw, after its wait", owner, home).measure(world));
    rows
}

fn case<'a, C>(name: &str, sender: &'a Party, call: C) -> Case<'a, C> {
    Case { section: Section::Administration, name: name.to_owned(), sender, call }
}

fn treasuries(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, owner) = (tenant.id, &tenant.owner);
    let salt = world.unique();
    let expectedVersion = world.treasury_version(treasury);
    let heir = Party::named("heir");
    let create = IVault::createTreasuryCall { salt, delay: 0 };
    let offer = IVault::transferOwnershipCall { treasury, newOwner: heir.address };
    let account = place("another admin");
    let roles = IVault::setRolesCall { treasury, account, roles: ADMIN, expectedVersion };
    let limits = TreasuryLimits {
        capped: true,
        cap: usdc(1_000_000),
        period: MONTH,
        longestValidity: 3_900,
        ..TreasuryLimits::default()
    };
    let limits = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion };
    let freeze = IVault::freezeTreasuryCall { treasury };
    let mut rows = vec![
        case("createTreasury", owner, create).measure(world),
        case("setRoles", owner, roles).measure(world),
        case("setTreasuryLimits", owner, limits).measure(world),
        case("transferOwnership", owner, offer.clone()).measure(world),
        case("freezeTreasury", &tenant.guardian, freeze.clone()).measure(world),
    ];
    world.send(owner, &offer).ok();
    world.send(owner, &freeze).ok();
    let accept = IVault::acceptOwnershipCall { treasury };
    rows.push(case("acceptOwnership", &heir, accept).measure(world));
    let thaw = IVault::thawTreasuryCall { treasury };
    rows.push(case("thawTreasury", owner, thaw.clone()).measure(world));
    world.send(owner, &thaw).ok();
    rows
}

fn agents(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, owner, agent) = (tenant.id, &tenant.owner, tenant.agent.address);
    let newcomer = Party::named("newcomer");
    let consent = world.consent(&newcomer, treasury);
    let add = |policy| IVault::addAgentCall {
        treasury,
        agent: newcomer.address,
        policy,
        consent: consent.clone(),
    };
    let (simple, full) = (add(plain()), add(everything()));
    let expectedVersion = world.agent_version(agent);
    let set = IVault::setPolicyCall { agent, policy: everything(), expectedVersion };
    let freeze = IVault::freezeAgentCall { agent };
    let grantor = world.join(tenant, "grantor", delegating(1));
    let delegation = world.delegation(&grantor, &newcomer, plain());
    let delegate = signing::delegate(&delegation, &grantor, &newcomer, &world.domain());
    let revoke = IVault::revokeDelegationsCall { agent: grantor.address };
    let session = world.session(&grantor, &newcomer);
    let register = signing::register_session(&session, &grantor, &newcomer, &world.domain());
    let mut rows = vec![
        case("addAgent, payment cap and list", owner, simple).measure(world),
        case("delegate, payment cap and list", owner, delegate).measure(world),
        case("registerSession", owner, register).measure(world),
        case("revokeDelegations", &tenant.guardian, revoke).measure(world),
        case("addAgent, every limit", owner, full).measure(world),
        case("setPolicy, every limit", owner, set).measure(world),
        case("freezeAgent", &tenant.guardian, freeze.clone()).measure(world),
        case("removeAgent", &tenant.guardian, IVault::removeAgentCall { agent }).measure(world),
    ];
    world.send(owner, &freeze).ok();
    let thaw = IVault::thawAgentCall { agent };
    rows.push(case("thawAgent", owner, thaw.clone()).measure(world));
    world.send(owner, &thaw).ok();
    rows
}

fn vendors(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, agent, owner) = (tenant.id, tenant.agent.address, &tenant.owner);
    let vendor = place("another vendor");
    let capped = VendorEntry { capped: true, cap: usdc(10), period: seconds(86_400, 0) };
    let set =
        |entry, expectedVersion| IVault::setVendorCall { agent, vendor, entry, expectedVersion };
    let share = |entry, expectedVersion| IVault::setSharedVendorCall {
        treasury,
        vendor,
        entry,
        expectedVersion,
    };
    let (of_agent, of_treasury) = (world.agent_version(agent), world.treasury_version(treasury));
    let own = set(VendorEntry::default(), of_agent);
    let shared = share(VendorEntry::default(), of_treasury);
    let mut rows = vec![
        case("setVendor", owner, own.clone()).measure(world),
        case("setVendor, with a cap", owner, set(capped.clone(), of_agent)).measure(world),
        case("setSharedVendor", owner, shared.clone()).measure(world),
        case("setSharedVendor, with a cap", owner, share(capped, of_treasury)).measure(world),
    ];
    world.send(owner, &own).ok();
    world.send(owner, &shared).ok();
    let guardian = &tenant.guardian;
    let remove = IVault::removeVendorCall { agent, vendor };
    rows.push(case("removeVendor", guardian, remove).measure(world));
    let remove = IVault::removeSharedVendorCall { treasury, vendor };
    rows.push(case("removeSharedVendor", guardian, remove).measure(world));
    rows
}

fn money(world: &mut World, tenant: &Tenant) -> Vec<Row> {
    let (treasury, owner) = (tenant.id, &tenant.owner);
    let value = U256::from(usdc(1));
    world.mint(owner.address, usdc(10));
    world.approve(owner, usdc(10));
    let salt = world.unique();
    let domain = token_domain(world.chain_id(), world.token);
    let signed = signing::deposit(owner, world.vault, treasury, value, salt, &domain);
    let withdraw = IVault::withdrawCall { treasury, to: owner.address, value };
    vec![
        case("deposit", owner, IVault::depositCall { treasury, value }).measure(world),
        case("depositWithAuthorization", owner, signed).measure(world),
        case("withdraw", owner, withdraw).measure(world),
    ]
}
