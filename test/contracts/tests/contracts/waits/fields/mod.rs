//! Every entry point of administration in the exported ABI, field by field and in each direction:
//! whether it waits. What waits is then followed to its end: too early, and in time.

mod agents;
mod treasuries;

use std::collections::BTreeSet;

use alloy::json_abi::{Function, Param, StateMutability};
use bursar_abi::IVault;
use bursar_contract_tests::{outcome::Failure, parties::Party, tenant::Tenant, world::World};
use bursar_policy::Flags;

use super::{DELAY, asked, only_asked, policy, set_delay};

type Scene = Box<dyn Fn(&mut World, &Tenant)>;
type Calldata = Box<dyn Fn(&mut World, &Tenant) -> Vec<u8>>;
type Change<T> = fn(&mut T);

/// An edit: how things are before, the call, and whether it waits.
struct Row {
    call: &'static str,
    /// What it changes, by its path in the ABI, and by its bit where each means something else; `*` for
    /// all there is.
    field: &'static str,
    what: String,
    before: Scene,
    edit: Calldata,
    /// The event of the edit itself.
    event: &'static str,
    waits: bool,
}

/// Calls that move money, put something on record, or make what was not there, but edit nothing.
const NO_EDITS: [&str; 9] = [
    "transferWithAuthorization",
    "settleBatch",
    "recordDenials",
    "transfer",
    "approve",
    "transferFrom",
    "createTreasury",
    "deposit",
    "depositWithAuthorization",
];

/// Whom a call is about, and what it expects; and what nobody edits: the nonce bits, and that code signs.
const SUBJECTS: [&str; 7] = [
    "treasury",
    "agent",
    "vendor",
    "account",
    "expectedVersion",
    "policy.nonceBits",
    "policy.limits 128",
];

fn leaves(prefix: &str, parameter: &Param) -> Vec<String> {
    let name = format!("{prefix}{}", parameter.name);
    if name == "policy.limits" {
        let bits = (0..u16::BITS).map(|bit| 1 << bit).filter(|bit| Flags::ALL.bits() & bit != 0);
        return bits.map(|bit| format!("{name} {bit}")).collect();
    }
    if parameter.components.is_empty() {
        return vec![name];
    }
    let prefix = format!("{name}.");
    parameter.components.iter().flat_map(|part| leaves(&prefix, part)).collect()
}

fn edits() -> impl Iterator<Item = Function> {
    let functions = IVault::abi::functions().into_values().flatten();
    functions.filter(|function| {
        function.state_mutability == StateMutability::NonPayable
            && !NO_EDITS.contains(&function.name.as_str())
    })
}

#[test]
fn every_field_of_every_edit_of_the_abi_has_its_rows() {
    let rows = table();
    for function in edits() {
        let of_call: Vec<_> = rows.iter().filter(|row| row.call == function.name).collect();
        let named: BTreeSet<_> = of_call.iter().map(|row| row.field).collect();
        assert!(!named.is_empty(), "{} has no row", function.name);
        if named.contains("*") {
            continue;
        }
        for leaf in function.inputs.iter().flat_map(|parameter| leaves("", parameter)) {
            if SUBJECTS.contains(&leaf.as_str()) {
                continue;
            }
            let of_leaf = of_call.iter().filter(|row| row.field == leaf);
            let directions: BTreeSet<_> = of_leaf.map(|row| row.waits).collect();
            assert_eq!(directions.len(), 2, "{} of {}, in both directions", leaf, function.name);
        }
    }
    let known: BTreeSet<_> = edits().map(|function| function.name).collect();
    assert!(rows.iter().all(|row| known.contains(row.call)), "a row without a function");
}

#[test]
fn edits_wait_exactly_when_they_loosen() {
    let mut world = World::new();
    let acme = world.tenant("acme", policy());
    for row in table() {
        let snapshot = world.chain.snapshot();
        let now = world.now;
        (row.before)(&mut world, &acme);
        set_delay(&world, &acme, DELAY);
        check(&mut world, &acme, &row);
        world.now = now;
        assert!(world.chain.revert(snapshot));
    }
}

fn check(world: &mut World, acme: &Tenant, row: &Row) {
    let what = format!("{} of {}: {}", row.field, row.call, row.what);
    let calldata = (row.edit)(world, acme);
    let sender = sender(acme, row.call);
    let outcome = world.send_raw(&sender, calldata);
    assert!(outcome.result.is_ok(), "{what}: {:?}", outcome.result);
    if !row.waits {
        assert_eq!(outcome.event_names(world.vault)[0], row.event, "{what}");
        return;
    }
    assert!(only_asked(world, &outcome), "{what}: {:?}", outcome.event_names(world.vault));
    let asked = asked(world, &outcome);
    let ready = world.now + u64::from(DELAY);
    assert_eq!((asked.treasury, asked.readyAt), (acme.id, ready), "{what}");
    let waits = super::pending(world, acme.id, asked.object);
    let told = (waits.readyAt, waits.firm, waits.cancelled);
    assert_eq!(told, (ready, asked.firm, false), "{what}");

    world.now = ready - 1;
    let early = world.send_raw(&sender, asked.call.to_vec()).failure();
    assert_eq!(early, Failure::from(IVault::EditWaiting { readyAt: ready }), "{what}");
    world.now = ready;
    let done = world.send_raw(&sender, asked.call.to_vec());
    assert!(done.result.is_ok(), "{what}: {:?}", done.result);
    assert_eq!(done.event_names(world.vault)[0], row.event, "{what}");
    assert_eq!(super::pending(world, acme.id, asked.object).readyAt, 0, "{what}");
}

/// The owner does everything but accept what he offered.
fn sender(acme: &Tenant, call: &str) -> Party {
    if call == "acceptOwnership" { Party::named("heir") } else { acme.owner.clone() }
}

fn table() -> Vec<Row> {
    agents::rows().into_iter().chain(treasuries::rows()).collect()
}

fn row(
    call: &'static str,
    field: &'static str,
    what: &str,
    event: &'static str,
    waits: bool,
    before: impl Fn(&mut World, &Tenant) + 'static,
    edit: impl Fn(&mut World, &Tenant) -> Vec<u8> + 'static,
) -> Row {
    let (before, edit) = (Box::new(before), Box::new(edit));
    Row { call, field, what: what.to_owned(), before, edit, event, waits }
}

/// What edits all there is to edit, from how things are at the beginning.
fn of_all(
    call: &'static str,
    event: &'static str,
    waits: bool,
    edit: impl Fn(&mut World, &Tenant) -> Vec<u8> + 'static,
) -> Row {
    row(call, "*", "", event, waits, |_, _| {}, edit)
}

/// Two states of one field, the tighter one first.
type Pair<T> = (&'static str, Change<T>, Change<T>);

/// From the tighter one to the looser one, which waits, and back, which does not.
fn both_ways<T: Clone + 'static>(
    call: &'static str,
    event: &'static str,
    base: &T,
    (field, tight, loose): Pair<T>,
    write: fn(&World, &Tenant, T) -> Vec<u8>,
) -> [Row; 2] {
    let made = |change: fn(&mut T)| {
        let mut value = base.clone();
        change(&mut value);
        value
    };
    [(tight, loose, true), (loose, tight, false)].map(|(from, to, waits)| {
        let (from, to) = (made(from), made(to));
        let what = if waits { "loosened" } else { "tightened" };
        row(
            call,
            field,
            what,
            event,
            waits,
            move |world, acme| {
                let calldata = write(world, acme, from.clone());
                world.send_raw(&acme.owner, calldata).ok();
            },
            move |world, acme| write(world, acme, to.clone()),
        )
    })
}
