//! An agent's policy and the lists of vendors.

use alloy::{primitives::U256, sol_types::SolCall as _};
use bursar_abi::{IVault, Period, Policy, VendorEntry};
use bursar_contract_tests::{
    parties::place,
    tenant::{
        ANY_VENDOR, BREAKER, BUDGET, COUNT, DELEGATION, LIFETIME, MONTH, OWN_LIST, SCHEDULE,
        SHARED_LIST, THRESHOLD, Tenant, WEEK, seconds,
    },
    world::{START, World},
};

use super::{super::policy, Change, Pair, Row, both_ways, row};

pub(super) fn rows() -> Vec<Row> {
    [policies(), other_policies(), lists()].into_iter().flatten().collect()
}

/// A policy with every limit there is.
fn limited() -> Policy {
    Policy {
        period: seconds(600, 1),
        periodCap: 50,
        paymentCap: 50,
        vendors: SHARED_LIST,
        limits: COUNT | BUDGET | LIFETIME | SCHEDULE | THRESHOLD | DELEGATION | BREAKER,
        countCap: 5,
        budget: 500,
        threshold: 10,
        notBefore: START,
        notAfter: START + 50,
        schedule: U256::from(0b11),
        breakerCount: 3,
        breakerWindow: 600,
        ..policy()
    }
}

pub(super) fn set_policy(world: &World, acme: &Tenant, policy: Policy) -> Vec<u8> {
    let agent = acme.agent.address;
    let expectedVersion = world.agent_version(agent);
    IVault::setPolicyCall { agent, policy, expectedVersion }.abi_encode()
}

fn policies() -> Vec<Row> {
    let pairs: [Pair<Policy>; 17] = [
        ("policy.paymentCap", |p| p.paymentCap = 50, |p| p.paymentCap = 51),
        ("policy.periodCap", |p| p.periodCap = 50, |p| p.periodCap = 51),
        (
            "policy.period.kind",
            |_| {},
            |p| {
                (p.period, p.periodCap) = (Period::default(), 0);
                (p.limits, p.countCap) = (p.limits & !COUNT, 0);
            },
        ),
        ("policy.period.mode", |p| p.period.mode = 1, |p| p.period.mode = 0),
        ("policy.period.mode", |p| p.period.mode = 2, |p| p.period.mode = 1),
        ("policy.vendors", |p| p.vendors = SHARED_LIST, |p| p.vendors = ANY_VENDOR),
        ("policy.vendors", |p| p.vendors = OWN_LIST, |p| p.vendors = ANY_VENDOR),
        ("policy.countCap", |p| p.countCap = 5, |p| p.countCap = 6),
        ("policy.budget", |p| p.budget = 500, |p| p.budget = 501),
        ("policy.notBefore", |p| p.notBefore = START, |p| p.notBefore = START - 1),
        ("policy.notAfter", |p| p.notAfter = START + 50, |p| p.notAfter = START + 51),
        ("policy.schedule", |p| p.schedule = U256::from(1), |p| p.schedule = U256::from(3)),
        ("policy.delegationDepth", |p| p.delegationDepth = 1, |p| p.delegationDepth = 2),
        ("policy.breakerCount", |p| p.breakerCount = 2, |p| p.breakerCount = 3),
        ("policy.breakerWindow", |p| p.breakerWindow = 601, |p| p.breakerWindow = 600),
        ("policy.threshold", |p| p.threshold = 10, |p| p.threshold = 11),
        // Another length is looser; off and on again is how it gets tighter.
        (
            "policy.period.length",
            |p| p.period.length = 600,
            |p| {
                (p.period, p.periodCap) = (Period::default(), 0);
                (p.limits, p.countCap) = (p.limits & !COUNT, 0);
            },
        ),
    ];
    let (call, event) = ("setPolicy", "PolicySet");
    let pairs = pairs.into_iter().chain(limits());
    pairs.flat_map(|pair| both_ways(call, event, &limited(), pair, set_policy)).collect()
}

/// Each optional limit there and not there, with nothing else changed.
const fn limits() -> [Pair<Policy>; 7] {
    [
        ("policy.limits 1", |_| {}, |p| (p.limits, p.countCap) = (p.limits & !COUNT, 0)),
        ("policy.limits 2", |_| {}, |p| (p.limits, p.budget) = (p.limits & !BUDGET, 0)),
        (
            "policy.limits 4",
            |_| {},
            |p| (p.limits, p.notBefore, p.notAfter) = (p.limits & !LIFETIME, 0, 0),
        ),
        (
            "policy.limits 8",
            |_| {},
            |p| (p.limits, p.schedule) = (p.limits & !SCHEDULE, U256::ZERO),
        ),
        ("policy.limits 16", |_| {}, |p| (p.limits, p.threshold) = (p.limits & !THRESHOLD, 0)),
        // Not a limit but a leave: without it there are no sub-agents.
        ("policy.limits 64", |p| p.limits &= !DELEGATION, |p| p.delegationDepth = 1),
        (
            "policy.limits 512",
            |_| {},
            |p| (p.limits, p.breakerCount, p.breakerWindow) = (p.limits & !BREAKER, 0, 0),
        ),
    ]
}

/// Edits of which neither the old nor the new one is within the other; and none at all.
fn other_policies() -> Vec<Row> {
    let (call, event) = ("setPolicy", "PolicySet");
    let apart: [(&str, Change<Policy>); 6] = [
        ("policy.period.length", |p| p.period.length = 601),
        ("policy.period.length", |p| p.period.length = 300),
        ("policy.period.kind", |p| p.period = WEEK),
        ("policy.period.kind", |p| p.period = MONTH),
        ("policy.vendors", |p| p.vendors = OWN_LIST),
        // Tighter by all but one, and looser by that one.
        ("policy.budget", |p| (p.paymentCap, p.periodCap, p.budget) = (1, 1, 501)),
    ];
    let edited = apart.map(|(field, change)| {
        let before = |world: &mut World, acme: &Tenant| {
            world.set_policy(acme, limited()).ok();
        };
        row(call, field, "not comparable", event, true, before, move |world, acme| {
            let mut policy = limited();
            change(&mut policy);
            set_policy(world, acme, policy)
        })
    });
    let same = |world: &mut World, acme: &Tenant| set_policy(world, acme, policy());
    let same = row(call, "policy", "the same again", event, false, |_, _| {}, same);
    edited.into_iter().chain([same]).collect()
}

fn set_vendor(world: &World, acme: &Tenant, entry: VendorEntry) -> Vec<u8> {
    let (agent, vendor) = (acme.agent.address, acme.vendor);
    let expectedVersion = world.agent_version(agent);
    IVault::setVendorCall { agent, vendor, entry, expectedVersion }.abi_encode()
}

fn set_shared(world: &World, acme: &Tenant, entry: VendorEntry) -> Vec<u8> {
    let (treasury, vendor) = (acme.id, acme.vendor);
    let expectedVersion = world.treasury_version(treasury);
    IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion }.abi_encode()
}

type Write = fn(&World, &Tenant, VendorEntry) -> Vec<u8>;

fn lists() -> Vec<Row> {
    let capped = VendorEntry { capped: true, cap: 50, period: seconds(600, 1) };
    let pairs: [Pair<VendorEntry>; 5] = [
        ("entry.capped", |_| {}, |e| *e = VendorEntry::default()),
        ("entry.cap", |e| e.cap = 50, |e| e.cap = 51),
        ("entry.period.mode", |e| e.period.mode = 1, |e| e.period.mode = 0),
        ("entry.period.kind", |_| {}, |e| *e = VendorEntry::default()),
        ("entry.period.length", |_| {}, |e| *e = VendorEntry::default()),
    ];
    let lists: [(&'static str, &'static str, Write); 2] = [
        ("setVendor", "VendorSet", set_vendor),
        ("setSharedVendor", "SharedVendorSet", set_shared),
    ];
    let mut rows = Vec::new();
    for (call, event, write) in lists {
        let ways = pairs.into_iter().flat_map(|pair| both_ways(call, event, &capped, pair, write));
        rows.extend(ways);
        let others: [Change<VendorEntry>; 2] =
            [|entry| entry.period.length = 601, |entry| entry.period = WEEK];
        for change in others {
            let (old, mut new) = (capped.clone(), capped.clone());
            change(&mut new);
            let before = move |world: &mut World, acme: &Tenant| {
                let calldata = write(world, acme, old.clone());
                world.send_raw(&acme.owner, calldata).ok();
            };
            let what = "another period";
            let edit = move |world: &mut World, acme: &Tenant| write(world, acme, new.clone());
            rows.push(row(call, "entry.period.length", what, event, true, before, edit));
        }
        let strict = capped.clone();
        rows.push(row(
            call,
            "vendor",
            "one more",
            event,
            true,
            |_, _| {},
            move |world, acme| {
                write(world, &Tenant { vendor: place("another"), ..acme.clone() }, strict.clone())
            },
        ));
    }
    rows
}
