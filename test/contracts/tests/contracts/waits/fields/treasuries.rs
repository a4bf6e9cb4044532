//! The treasury's limits, roles and ownership, brakes, money, and several edits at once.

use alloy::{
    primitives::{Address, keccak256},
    sol_types::SolCall as _,
};
use bursar_abi::{IVault, Period, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    parties::{Party, place},
    signing,
    tenant::{ADMIN, APPROVER, DELEGATION, GUARDIAN, REPORTER, SETTLER, Tenant, seconds},
    world::World,
};

use super::{
    super::{DELAY, asked, policy, withdraw},
    Pair, Row,
    agents::set_policy,
    both_ways, of_all, row,
};

pub(super) fn rows() -> Vec<Row> {
    let parts = [limits(), roles(), ownership(), always(), never(), several()];
    parts.into_iter().flatten().collect()
}

fn set_limits(world: &World, acme: &Tenant, limits: TreasuryLimits) -> Vec<u8> {
    let treasury = acme.id;
    let expectedVersion = world.treasury_version(treasury);
    IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion }.abi_encode()
}

fn uncapped(limits: &mut TreasuryLimits) {
    (limits.capped, limits.cap, limits.period) = (false, 0, Period::default());
}

fn limits() -> Vec<Row> {
    let (call, event) = ("setTreasuryLimits", "TreasuryLimitsSet");
    let base = TreasuryLimits {
        capped: true,
        cap: 50,
        period: seconds(600, 1),
        longestValidity: 600,
        delay: DELAY,
        settlersOnly: false,
        approvals: 3,
    };
    let pairs: [Pair<TreasuryLimits>; 9] = [
        ("limits.capped", |_| {}, uncapped),
        ("limits.cap", |l| l.cap = 50, |l| l.cap = 51),
        ("limits.period.kind", |_| {}, uncapped),
        ("limits.period.length", |_| {}, uncapped),
        ("limits.period.mode", |l| l.period.mode = 1, |l| l.period.mode = 0),
        ("limits.longestValidity", |l| l.longestValidity = 600, |l| l.longestValidity = 601),
        ("limits.settlersOnly", |l| l.settlersOnly = true, |l| l.settlersOnly = false),
        ("limits.approvals", |l| l.approvals = 3, |l| l.approvals = 2),
        // What no number is enough for is the tightest.
        ("limits.approvals", |l| l.approvals = 0, |l| l.approvals = 15),
    ];
    let mut rows: Vec<_> = pairs
        .into_iter()
        .flat_map(|pair| both_ways(call, event, &base, pair, set_limits))
        .collect();
    for (delay, waits) in [(DELAY - 1, true), (0, true), (DELAY, false), (DELAY + 1, false)] {
        let what = format!("{delay} seconds");
        rows.push(row(
            call,
            "limits.delay",
            &what,
            event,
            waits,
            |_, _| {},
            move |world, acme| {
                let limits = TreasuryLimits { delay, ..world.limits(acme.id) };
                set_limits(world, acme, limits)
            },
        ));
    }
    let shorter = move |world: &mut World, acme: &Tenant| {
        let calldata = set_limits(world, acme, base.clone());
        world.send_raw(&acme.owner, calldata).ok();
    };
    rows.push(row(call, "limits.period.length", "another", event, true, shorter, |world, acme| {
        let limits = TreasuryLimits { period: seconds(300, 1), ..world.limits(acme.id) };
        set_limits(world, acme, limits)
    }));
    rows
}

fn roles() -> Vec<Row> {
    let cases = [
        ("admin given", 0, ADMIN, true),
        ("admin taken", ADMIN, 0, false),
        ("guardian given", 0, GUARDIAN, false),
        ("guardian taken", GUARDIAN, 0, true),
        ("settler given", 0, SETTLER, true),
        ("settler taken", SETTLER, 0, false),
        ("approver given", 0, APPROVER, true),
        ("approver taken", APPROVER, 0, false),
        ("reporter given", 0, REPORTER, true),
        ("reporter taken", REPORTER, 0, false),
        ("admin for guardian", GUARDIAN, ADMIN, true),
        ("guardian for admin", ADMIN, GUARDIAN, false),
    ];
    let account = place("somebody");
    let give = move |world: &World, acme: &Tenant, roles| {
        let (treasury, expectedVersion) = (acme.id, world.treasury_version(acme.id));
        IVault::setRolesCall { treasury, account, roles, expectedVersion }.abi_encode()
    };
    let rows = cases.map(|(what, old, new, waits)| {
        row(
            "setRoles",
            "roles",
            what,
            "RolesSet",
            waits,
            move |world, acme| {
                let calldata = give(world, acme, old);
                world.send_raw(&acme.owner, calldata).ok();
            },
            move |world, acme| give(world, acme, new),
        )
    });
    rows.into()
}

fn offer(world: &mut World, acme: &Tenant) {
    let (treasury, newOwner) = (acme.id, Party::named("heir").address);
    world.send(&acme.owner, &IVault::transferOwnershipCall { treasury, newOwner }).ok();
}

fn ownership() -> Vec<Row> {
    let cases = [
        ("an heir named", place("another heir"), true),
        ("the offer taken back", Address::ZERO, false),
    ];
    let (call, event) = ("transferOwnership", "OwnershipTransferStarted");
    let rows = cases.map(|(what, newOwner, waits)| {
        row(call, "newOwner", what, event, waits, offer, move |_, acme| {
            IVault::transferOwnershipCall { treasury: acme.id, newOwner }.abi_encode()
        })
    });
    rows.into()
}

/// What loosens whatever it says.
fn always() -> Vec<Row> {
    let frozen = |world: &mut World, acme: &Tenant| {
        let (treasury, agent) = (acme.id, acme.agent.address);
        world.send(&acme.owner, &IVault::freezeTreasuryCall { treasury }).ok();
        world.send(&acme.owner, &IVault::freezeAgentCall { agent }).ok();
    };
    let home = |_: &mut World, acme: &Tenant| withdraw(acme, place("bank"), 1).abi_encode();
    vec![
        of_all("addAgent", "AgentAdded", true, |world, acme| {
            let agent = Party::named("newcomer");
            // It must still be good when the time has come.
            let (salt, deadline) = (world.unique(), world.now + 2 * u64::from(DELAY));
            let consent = signing::consent(&agent, acme.id, salt, deadline, &world.domain());
            let (treasury, agent) = (acme.id, agent.address);
            let policy = Policy { paymentCap: 0, ..policy() };
            IVault::addAgentCall { treasury, agent, policy, consent }.abi_encode()
        }),
        row("thawAgent", "*", "", "AgentThawed", true, frozen, |_, acme| {
            IVault::thawAgentCall { agent: acme.agent.address }.abi_encode()
        }),
        row("thawTreasury", "*", "", "TreasuryThawed", true, frozen, |_, acme| {
            IVault::thawTreasuryCall { treasury: acme.id }.abi_encode()
        }),
        of_all("withdraw", "Withdrawn", true, home),
        // No freeze stops a withdrawal, neither before nor behind the delay.
        row("withdraw", "*", "frozen", "Withdrawn", true, frozen, home),
    ]
}

/// Makes the owner an approver, too.
fn approver(world: &mut World, acme: &Tenant) {
    let (treasury, expectedVersion) = (acme.id, world.treasury_version(acme.id));
    let (account, roles) = (acme.owner.address, APPROVER);
    let call = IVault::setRolesCall { treasury, account, roles, expectedVersion };
    world.send(&acme.owner, &call).ok();
}

/// [`approver`], and it has approved a payment.
fn approved(world: &mut World, acme: &Tenant) {
    approver(world, acme);
    let (treasury, digest) = (acme.id, keccak256("a payment"));
    world.send(&acme.owner, &IVault::approvePaymentCall { treasury, digest }).ok();
}

/// What tightens whatever it says.
fn never() -> Vec<Row> {
    let shared =
        |world: &mut World, acme: &Tenant| world.list_shared(acme, &VendorEntry::default());
    let may_delegate = |world: &mut World, acme: &Tenant| {
        let may = Policy { limits: DELEGATION, delegationDepth: 1, ..policy() };
        world.set_policy(acme, may).ok();
    };
    vec![
        of_all("freezeTreasury", "TreasuryFrozen", false, |_, acme| {
            IVault::freezeTreasuryCall { treasury: acme.id }.abi_encode()
        }),
        of_all("freezeAgent", "AgentFrozen", false, |_, acme| {
            IVault::freezeAgentCall { agent: acme.agent.address }.abi_encode()
        }),
        of_all("removeAgent", "AgentRemoved", false, |_, acme| {
            IVault::removeAgentCall { agent: acme.agent.address }.abi_encode()
        }),
        of_all("revokeDelegations", "DelegationsRevoked", false, |_, acme| {
            IVault::revokeDelegationsCall { agent: acme.agent.address }.abi_encode()
        }),
        // The agent's own act, within what it may do; that it may delegate at all has waited.
        row("delegate", "*", "", "Delegated", false, may_delegate, |world, acme| {
            let child = Party::named("child");
            let delegation = world.delegation(&acme.agent, &child, policy());
            signing::delegate(&delegation, &acme.agent, &child, &world.domain()).abi_encode()
        }),
        row("registerSession", "*", "", "SessionOpened", false, may_delegate, |world, acme| {
            let key = Party::named("session");
            let session = world.session(&acme.agent, &key);
            signing::register_session(&session, &acme.agent, &key, &world.domain()).abi_encode()
        }),
        of_all("removeVendor", "VendorRemoved", false, |_, acme| {
            let (agent, vendor) = (acme.agent.address, acme.vendor);
            IVault::removeVendorCall { agent, vendor }.abi_encode()
        }),
        row("removeSharedVendor", "*", "", "SharedVendorRemoved", false, shared, |_, acme| {
            let (treasury, vendor) = (acme.id, acme.vendor);
            IVault::removeSharedVendorCall { treasury, vendor }.abi_encode()
        }),
        row("acceptOwnership", "*", "", "OwnershipTransferred", false, offer, |_, acme| {
            IVault::acceptOwnershipCall { treasury: acme.id }.abi_encode()
        }),
        row("approvePayment", "*", "", "PaymentApproved", false, approver, |_, acme| {
            let (treasury, digest) = (acme.id, keccak256("a payment"));
            IVault::approvePaymentCall { treasury, digest }.abi_encode()
        }),
        row("registerApprovals", "*", "", "PaymentApproved", false, approver, |_, acme| {
            let (treasury, digest) = (acme.id, keccak256("a payment"));
            let signatures = signing::approval(&acme.owner, digest);
            IVault::registerApprovalsCall { treasury, digest, signatures }.abi_encode()
        }),
        row("revokeApproval", "*", "", "ApprovalRevoked", false, approved, |_, acme| {
            let (treasury, digest) = (acme.id, keccak256("a payment"));
            IVault::revokeApprovalCall { treasury, digest }.abi_encode()
        }),
        of_all("cancelEdit", "EditCancelled", false, |world, acme| {
            let home = withdraw(acme, place("bank"), 1);
            let object = asked(world, &world.send(&acme.owner, &home)).object;
            IVault::cancelEditCall { treasury: acme.id, object }.abi_encode()
        }),
    ]
}

/// Several in one transaction: each by itself.
fn several() -> Vec<Row> {
    let administer = |world: &World, acme: &Tenant, paymentCap| {
        let policy = Policy { paymentCap, ..policy() };
        let (treasury, expectedVersion) = (acme.id, world.treasury_version(acme.id));
        let calls = vec![set_policy(world, acme, policy).into()];
        IVault::administerCall { treasury, expectedVersion, calls }.abi_encode()
    };
    [(u64::MAX, true), (1, false)]
        .map(|(cap, waits)| {
            let what = format!("a payment cap of {cap}");
            row(
                "administer",
                "calls",
                &what,
                "PolicySet",
                waits,
                |_, _| {},
                move |world, acme| administer(world, acme, cap),
            )
        })
        .into()
}
