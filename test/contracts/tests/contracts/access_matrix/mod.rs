//! Who may call what, from which state, and what it emits: one row for every function of the
//! exported ABI. A function without a row fails the test, and so does a row without a function.

mod rows;

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, U256};
use bursar_abi::{IFront, IVault, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::{Failure, Outcome},
    parties::{Party, place},
    slots,
    tenant::{ADMIN, APPROVER, REPORTER, SETTLER, Tenant, delegating, usdc},
    world::World,
};
use bursar_policy::Denial;

use self::rows::table;

/// Who was promised a role.
const PROMISED: &str = "promised admin";

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Owner,
    Admin,
    Guardian,
    /// A live agent of the treasury, as a caller.
    Agent,
    /// Whom the ownership has been offered to.
    Heir,
    Approver,
    Settler,
    Reporter,
    Stranger,
}

const CLASSES: [Class; 9] = [
    Class::Owner,
    Class::Admin,
    Class::Guardian,
    Class::Agent,
    Class::Heir,
    Class::Approver,
    Class::Settler,
    Class::Reporter,
    Class::Stranger,
];

/// Who gets through.
enum Gate {
    /// Everybody.
    Anyone,
    /// These; the others are refused with `Unauthorized`.
    Only(&'static [Class]),
    /// Nobody: always this refusal.
    Nobody(fn() -> Failure),
}

/// In which state the treasury and the agent are that a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A live treasury with a live agent.
    Live,
    /// Both are frozen.
    Frozen,
    /// The agent was removed.
    Removed,
    /// Neither exists.
    Unknown,
}

/// What a call needs of the state it is made in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: it works in all of them.
    Nothing,
    /// A treasury, frozen or not.
    Treasury,
    /// A live agent, frozen or not.
    Agent,
    /// A live agent and a treasury that are not frozen; otherwise a denial.
    Payment,
    /// The same; otherwise the call passes and does nothing.
    Item,
}

struct Row {
    name: &'static str,
    gate: Gate,
    needs: Needs,
    /// Names of the vault's events, in order.
    emits: &'static [&'static str],
    calldata: fn(&mut Scene) -> Vec<u8>,
}

/// What the rows build their calls from.
struct Scene {
    world: World,
    tenant: Tenant,
    newcomer: Party,
    caller: Address,
}

impl Scene {
    fn new() -> Self {
        let mut world = World::new();
        let tenant = world.tenant("acme", delegating(1));
        world.list_shared(&tenant, &VendorEntry::default());
        let newOwner = party(&tenant, Class::Heir).address;
        let offer = IVault::transferOwnershipCall { treasury: tenant.id, newOwner };
        world.send(&tenant.owner, &offer).ok();
        for (class, roles) in
            [(Class::Approver, APPROVER), (Class::Settler, SETTLER), (Class::Reporter, REPORTER)]
        {
            world.give(&tenant, party(&tenant, class).address, roles);
        }
        promise(&mut world, &tenant);
        let newcomer = Party::named("newcomer");
        Self { world, tenant, newcomer, caller: Address::ZERO }
    }

    /// Brings the scene into a state. `Unknown` leaves it, and makes the calls aim elsewhere.
    fn enter(&mut self, state: State) {
        let (treasury, agent) = (self.tenant.id, self.tenant.agent.address);
        let (world, guardian) = (&self.world, &self.tenant.guardian);
        match state {
            State::Live => {}
            State::Frozen => {
                world.send(guardian, &IVault::freezeTreasuryCall { treasury }).ok();
                world.send(guardian, &IVault::freezeAgentCall { agent }).ok();
            }
            State::Removed => {
                world.send(guardian, &IVault::removeAgentCall { agent }).ok();
            }
            State::Unknown => {
                self.tenant.id = 7;
                self.tenant.agent = Party::named("nobody's agent");
            }
        }
    }

    fn treasury(&self) -> u64 {
        self.tenant.id
    }

    fn agent(&self) -> Address {
        self.tenant.agent.address
    }

    fn vendor(&self) -> Address {
        self.tenant.vendor
    }

    fn treasury_version(&self) -> u32 {
        let treasury = self.tenant.id;
        self.world.try_view(&IVault::treasuryCall { treasury }).map_or(0, |known| known.version)
    }

    /// The roles that wait to be given.
    fn waiting(&self) -> B256 {
        slots::of_two(slots::ROLES, self.tenant.id, place(PROMISED)).into()
    }

    fn agent_version(&self) -> u32 {
        let agent = self.agent();
        self.world.try_view(&IVault::agentCall { agent }).map_or(0, |known| known.version)
    }
}

/// Leaves an edit waiting in a treasury in which nothing else has to wait.
fn promise(world: &mut World, tenant: &Tenant) {
    let (treasury, limits) = (tenant.id, world.limits(tenant.id));
    world.set_limits(tenant, TreasuryLimits { delay: 60, ..limits.clone() });
    let expectedVersion = world.treasury_version(treasury);
    let account = place(PROMISED);
    let give = IVault::setRolesCall { treasury, account, roles: ADMIN, expectedVersion };
    world.send(&tenant.owner, &give).ok();
    world.set_limits(tenant, limits.clone());
    world.now += 60;
    world.set_limits(tenant, limits);
}

fn party(tenant: &Tenant, class: Class) -> Party {
    match class {
        Class::Owner => tenant.owner.clone(),
        Class::Admin => tenant.admin.clone(),
        Class::Guardian => tenant.guardian.clone(),
        Class::Agent => tenant.agent.clone(),
        Class::Heir => Party::named("heir"),
        Class::Approver => Party::named("approver"),
        Class::Settler => Party::named("settler"),
        Class::Reporter => Party::named("reporter"),
        Class::Stranger => Party::named("stranger"),
    }
}

#[test]
fn table_has_a_row_for_every_function_of_the_abi() {
    let rows: Vec<_> = table().iter().map(|row| row.name.to_owned()).collect();
    let named: BTreeSet<_> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), named.len(), "two rows for one function");
    let functions = [IVault::abi::functions(), IFront::abi::functions()];
    // By name, and by signature where several share one.
    let declared: BTreeSet<_> = functions
        .iter()
        .flat_map(|map| map.iter())
        .flat_map(|(name, overloads)| {
            let is_one = overloads.len() == 1;
            overloads.iter().map(move |one| if is_one { name.clone() } else { one.signature() })
        })
        .collect();
    assert_eq!(named, declared);
}

/// Runs one row in a scene that is put back afterwards.
fn run(scene: &mut Scene, row: &Row, class: Class, state: State) -> Outcome<Vec<u8>> {
    let snapshot = scene.world.chain.snapshot();
    let known = scene.tenant.clone();
    let caller = party(&known, class);
    scene.caller = caller.address;
    scene.enter(state);
    let calldata = (row.calldata)(scene);
    let outcome = scene.world.send_raw(&caller, calldata);
    scene.tenant = known;
    assert!(scene.world.chain.revert(snapshot));
    Outcome {
        result: outcome.result.map(Into::into),
        gas_used: outcome.gas_used,
        logs: outcome.logs,
        timestamp: outcome.timestamp,
    }
}

#[track_caller]
fn assert_passes(scene: &Scene, row: &Row, outcome: Outcome<Vec<u8>>, what: &str) {
    assert!(outcome.result.is_ok(), "{what}: {:?}", outcome.result);
    assert_eq!(outcome.event_names(scene.world.vault), row.emits, "{what}");
}

#[test]
fn calls_pass_for_those_who_may_and_revert_for_all_others() {
    let mut scene = Scene::new();
    for row in table() {
        for class in CLASSES {
            let what = format!("{} by {class:?}", row.name);
            let outcome = run(&mut scene, &row, class, State::Live);
            let account = party(&scene.tenant, class).address;
            let treasury = scene.tenant.id;
            match row.gate {
                Gate::Anyone => assert_passes(&scene, &row, outcome, &what),
                Gate::Only(classes) if classes.contains(&class) => {
                    assert_passes(&scene, &row, outcome, &what);
                }
                Gate::Only(_) => {
                    let refusal = Failure::from(IVault::Unauthorized { treasury, account });
                    assert_eq!(outcome.result, Err(refusal), "{what}");
                }
                Gate::Nobody(refusal) => assert_eq!(outcome.result, Err(refusal()), "{what}"),
            }
        }
    }
}

#[test]
fn calls_pass_or_revert_as_the_state_demands() {
    let mut scene = Scene::new();
    for row in table() {
        let class = match row.gate {
            Gate::Only(classes) => classes[0],
            Gate::Anyone => Class::Stranger,
            Gate::Nobody(_) => continue,
        };
        for state in [State::Frozen, State::Removed, State::Unknown] {
            let what = format!("{} in {state:?}", row.name);
            let outcome = run(&mut scene, &row, class, state);
            match refusal(&scene, row.needs, state) {
                None if row.needs == Needs::Item => {
                    assert!(outcome.result.is_ok(), "{what}: {:?}", outcome.result);
                    assert_eq!(outcome.logs.len(), 0, "{what}");
                }
                None => assert_passes(&scene, &row, outcome, &what),
                Some(refusal) => assert_eq!(outcome.result, Err(refusal), "{what}"),
            }
        }
    }
}

fn refusal(scene: &Scene, needs: Needs, state: State) -> Option<Failure> {
    let agent = match state {
        State::Unknown => Party::named("nobody's agent").address,
        _ => scene.tenant.agent.address,
    };
    match (needs, state) {
        (Needs::Payment, State::Frozen) => Some(denial(Denial::AgentFrozen)),
        (Needs::Payment, State::Removed | State::Unknown) => Some(denial(Denial::AgentUnknown)),
        (Needs::Treasury, State::Unknown) => Some(IVault::TreasuryUnknown { treasury: 7 }.into()),
        (Needs::Agent, State::Removed | State::Unknown) => {
            Some(IVault::AgentUnknown { agent }.into())
        }
        _ => None,
    }
}

fn denial(reason: Denial) -> Failure {
    let asked = U256::from(usdc(1));
    IVault::PaymentDenied { reason: reason.code(), asked, room: U256::ZERO }.into()
}
