//! What loosens waits: every edit there is, in each direction, on the deployed programs.

mod administer;
mod fields;
mod random;
mod settlers;
mod threats;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::{SolCall, SolEvent as _},
};
use bursar_abi::{IVault, Policy, TreasuryLimits};
use bursar_contract_tests::{
    outcome::Outcome,
    parties::Party,
    slots,
    tenant::{Tenant, plain, seconds, usdc},
    world::World,
};

/// Seconds that whatever loosens waits here.
const DELAY: u32 = 3_600;

/// A tenant in whose treasury what loosens waits.
fn slow() -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", policy());
    set_delay(&world, &tenant, DELAY);
    (world, tenant)
}

fn policy() -> Policy {
    Policy { periodCap: usdc(500), period: seconds(600, 1), ..plain() }
}

/// Writes the delay; to shorten one waits itself.
fn set_delay(world: &World, tenant: &Tenant, delay: u32) {
    let limits = TreasuryLimits { delay, ..world.limits(tenant.id) };
    world.set_limits(tenant, limits);
}

/// Sends calldata, and says what the vault logged.
fn send(world: &World, from: &Party, call: &impl SolCall) -> Vec<String> {
    let outcome = world.send_raw(from, call.abi_encode());
    let events = outcome.event_names(world.vault);
    outcome.ok();
    events
}

/// The one edit that a transaction has asked for.
#[track_caller]
fn asked<R>(world: &World, outcome: &Outcome<R>) -> IVault::EditRequested {
    let found: Vec<IVault::EditRequested> = outcome.find(world.vault);
    let [asked] = found.as_slice() else {
        panic!("{} edits were asked for", found.len());
    };
    asked.clone()
}

/// Whether the one thing that a transaction did is to ask for an edit.
fn only_asked<R>(world: &World, outcome: &Outcome<R>) -> bool {
    let topics: Vec<_> = outcome.logs.iter().filter_map(|log| log.topics().first()).collect();
    let [first, head] = topics.as_slice() else { return false };
    let signatures = [IVault::EditRequested::SIGNATURE_HASH, IVault::AuditHead::SIGNATURE_HASH];
    outcome.logs.iter().all(|log| log.address == world.vault) && [**first, **head] == signatures
}

fn pending(world: &World, treasury: u64, object: B256) -> IVault::pendingEditReturn {
    world.view(&IVault::pendingEditCall { treasury, object })
}

fn agent_object(agent: Address) -> B256 {
    slots::of(slots::AGENT_POLICY, agent).into()
}

fn treasury_object(treasury: u64) -> B256 {
    slots::of(slots::TREASURY_STATE, treasury).into()
}

fn roles_object(treasury: u64, account: Address) -> B256 {
    slots::of_two(slots::ROLES, treasury, account).into()
}

fn withdraw(tenant: &Tenant, to: Address, value: u64) -> IVault::withdrawCall {
    IVault::withdrawCall { treasury: tenant.id, to, value: U256::from(value) }
}

/// Gives `account` these roles, whatever was edited before.
fn set_roles(tenant: &Tenant, account: Address, roles: u8) -> IVault::setRolesCall {
    IVault::setRolesCall { treasury: tenant.id, account, roles, expectedVersion: u32::MAX }
}

/// A higher largest payment for the tenant's agent, whatever was edited before.
fn raise(tenant: &Tenant, paymentCap: u64) -> IVault::setPolicyCall {
    let policy = Policy { paymentCap, ..policy() };
    let agent = tenant.agent.address;
    IVault::setPolicyCall { agent, policy, expectedVersion: u32::MAX }
}
