//! Random edits, brakes, cancellations and times on the deployed programs, against a model that knows
//! nothing of words: what everything is, and what was asked for. And the relayer's mirror, which sees
//! only the logs, with the vault's own words after every step.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolCall as _,
};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    slots,
    tenant::{ADMIN, GUARDIAN, SETTLER, Tenant, plain, seconds},
    world::World,
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::differential::mirror::Follower;

/// Days, and steps in each.
const DAYS: u32 = 24;
const STEPS: usize = 120;

/// What is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Object {
    Agent,
    Vendor,
    Treasury,
    Roles,
    Offer,
    Withdrawal(u64),
}

const OBJECTS: [Object; 7] = [
    Object::Agent,
    Object::Vendor,
    Object::Treasury,
    Object::Roles,
    Object::Offer,
    Object::Withdrawal(1),
    Object::Withdrawal(2),
];

/// An edit by the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    PaymentCap(u64),
    ThawAgent,
    /// On the agent's list, with this cap or none.
    List(Option<u64>),
    Limits {
        validity: u32,
        delay: u32,
    },
    ThawTreasury,
    Roles(u8),
    Offer(u8),
    Withdraw(u64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Edit(Edit),
    FreezeAgent,
    FreezeTreasury,
    Unlist,
    Cancel { object: usize, by_owner: bool },
    Wait(u64),
}

/// An edit that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    edit: Edit,
    ready_at: u64,
    firm: bool,
}

/// What comes of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Done,
    Asked,
    Early(u64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    payment_cap: u64,
    agent_frozen: bool,
    /// Whether the vendor is listed, and its cap.
    listed: bool,
    cap: Option<u64>,
    validity: u32,
    delay: u32,
    treasury_frozen: bool,
    roles: u8,
    heir: u8,
    balance: u64,
    waiting: BTreeMap<Object, Asked>,
    /// When what was cancelled last would have been ready.
    cancelled: BTreeMap<Object, u64>,
}

impl Model {
    fn object(edit: Edit) -> Object {
        match edit {
            Edit::PaymentCap(_) | Edit::ThawAgent => Object::Agent,
            Edit::List(_) => Object::Vendor,
            Edit::Limits { .. } | Edit::ThawTreasury => Object::Treasury,
            Edit::Roles(_) => Object::Roles,
            Edit::Offer(_) => Object::Offer,
            Edit::Withdraw(value) => Object::Withdrawal(value),
        }
    }

    fn loosens(&self, edit: Edit) -> bool {
        match edit {
            Edit::PaymentCap(cap) => cap > self.payment_cap,
            Edit::List(_) if !self.listed => true,
            Edit::List(cap) => match (cap, self.cap) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(new), Some(old)) => new > old,
            },
            Edit::Limits { validity, delay } => validity > self.validity || delay < self.delay,
            Edit::Roles(new) => {
                let (given, taken) = (new & !self.roles, self.roles & !new);
                given & !GUARDIAN != 0 || taken & GUARDIAN != 0
            }
            Edit::Offer(heir) => heir != 0,
            Edit::ThawAgent | Edit::ThawTreasury | Edit::Withdraw(_) => true,
        }
    }

    /// Whether guardians may not call it off, if it is asked for now.
    fn is_firm(&self, edit: Edit) -> bool {
        match edit {
            Edit::Roles(new) => new & !self.roles & !GUARDIAN == 0,
            Edit::Withdraw(_) => self.was_cancelled(Self::object(edit)),
            _ => false,
        }
    }

    fn was_cancelled(&self, object: Object) -> bool {
        self.cancelled.contains_key(&object)
    }

    fn edit(&mut self, edit: Edit, now: u64) -> Fate {
        let object = Self::object(edit);
        if self.delay != 0 && self.loosens(edit) {
            match self.waiting.get(&object) {
                Some(asked) if asked.edit == edit && now < asked.ready_at => {
                    return Fate::Early(asked.ready_at);
                }
                Some(asked) if asked.edit == edit => {}
                _ => {
                    let firm = self.is_firm(edit);
                    let from = match edit {
                        Edit::Withdraw(_) => self.cancelled.get(&object).copied().unwrap_or(now),
                        _ => now,
                    };
                    let ready_at = from.max(now) + u64::from(self.delay);
                    self.waiting.insert(object, Asked { edit, ready_at, firm });
                    self.cancelled.remove(&object);
                    return Fate::Asked;
                }
            }
        }
        self.touch(object);
        match edit {
            Edit::PaymentCap(cap) => self.payment_cap = cap,
            Edit::ThawAgent => self.agent_frozen = false,
            Edit::List(cap) => (self.listed, self.cap) = (true, cap),
            Edit::Limits { validity, delay } => (self.validity, self.delay) = (validity, delay),
            Edit::ThawTreasury => self.treasury_frozen = false,
            Edit::Roles(roles) => self.roles = roles,
            Edit::Offer(heir) => self.heir = heir,
            Edit::Withdraw(value) => self.balance -= value,
        }
        Fate::Done
    }

    /// Nothing waits for an object that something was done to.
    fn touch(&mut self, object: Object) {
        self.waiting.remove(&object);
        self.cancelled.remove(&object);
    }

    /// Whether a cancellation gets through.
    fn cancel(&mut self, object: Object, by_owner: bool) -> bool {
        let Some(asked) = self.waiting.get(&object) else { return false };
        if asked.firm && !by_owner {
            return false;
        }
        self.cancelled.insert(object, asked.ready_at);
        self.waiting.remove(&object);
        true
    }
}

/// The vault, and who does things to it.
struct Stage {
    world: World,
    acme: Tenant,
    subject: Address,
    vendor: Address,
    follower: Follower,
}

impl Stage {
    fn new() -> (Self, Model) {
        let mut world = World::new();
        let acme = world.tenant("acme", Policy { paymentCap: 5, ..plain() });
        let (subject, vendor) = (place("somebody"), place("another vendor"));
        let follower = Follower::new(&world, &[world.vault]);
        let balance = world.treasury_balance(acme.id);
        let model = Model {
            payment_cap: 5,
            agent_frozen: false,
            listed: false,
            cap: None,
            validity: 3_900,
            delay: 0,
            treasury_frozen: false,
            roles: 0,
            heir: 0,
            balance,
            waiting: BTreeMap::new(),
            cancelled: BTreeMap::new(),
        };
        (Self { world, acme, subject, vendor, follower }, model)
    }

    fn heir(index: u8) -> Address {
        if index == 0 { Address::ZERO } else { place(&format!("heir {index}")) }
    }

    fn object(&self, object: Object) -> B256 {
        let (treasury, agent) = (self.acme.id, self.acme.agent.address);
        match object {
            Object::Agent => slots::of(slots::AGENT_POLICY, agent).into(),
            Object::Vendor => slots::of_two(slots::VENDOR, agent, self.vendor).into(),
            Object::Treasury => slots::of(slots::TREASURY_STATE, treasury).into(),
            Object::Roles => slots::of_two(slots::ROLES, treasury, self.subject).into(),
            Object::Offer => slots::of(slots::PENDING_OWNER, treasury).into(),
            Object::Withdrawal(value) => {
                let (to, value) = (place("bank"), U256::from(value));
                bursar_policy::layout::withdrawal(treasury, to, value).into()
            }
        }
    }

    fn calldata(&self, edit: Edit) -> Vec<u8> {
        let (treasury, agent) = (self.acme.id, self.acme.agent.address);
        let of_agent = self.world.agent_version(agent);
        let of_treasury = self.world.treasury_version(treasury);
        match edit {
            Edit::PaymentCap(paymentCap) => {
                let policy = Policy { paymentCap, ..plain() };
                IVault::setPolicyCall { agent, policy, expectedVersion: of_agent }.abi_encode()
            }
            Edit::ThawAgent => IVault::thawAgentCall { agent }.abi_encode(),
            Edit::List(cap) => {
                let entry = cap.map_or_else(VendorEntry::default, |cap| VendorEntry {
                    capped: true,
                    cap,
                    period: seconds(600, 0),
                });
                let (vendor, expectedVersion) = (self.vendor, of_agent);
                IVault::setVendorCall { agent, vendor, entry, expectedVersion }.abi_encode()
            }
            Edit::Limits { validity, delay } => {
                let limits =
                    TreasuryLimits { longestValidity: validity, delay, ..Default::default() };
                let expectedVersion = of_treasury;
                IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion }.abi_encode()
            }
            Edit::ThawTreasury => IVault::thawTreasuryCall { treasury }.abi_encode(),
            Edit::Roles(roles) => {
                let (account, expectedVersion) = (self.subject, of_treasury);
                IVault::setRolesCall { treasury, account, roles, expectedVersion }.abi_encode()
            }
            Edit::Offer(heir) => {
                let newOwner = Self::heir(heir);
                IVault::transferOwnershipCall { treasury, newOwner }.abi_encode()
            }
            Edit::Withdraw(value) => super::withdraw(&self.acme, place("bank"), value).abi_encode(),
        }
    }

    /// Sends it, lets the mirror follow, and says what the vault logged or refused.
    fn send(&mut self, from: &Party, calldata: Vec<u8>) -> Result<Vec<String>, Failure> {
        let outcome = self.world.send_raw(from, calldata);
        let events = outcome.event_names(self.world.vault);
        self.follower.follow(&outcome.logs, self.world.now);
        outcome.result.map(|_| events)
    }

    fn play(&mut self, model: &mut Model, step: Step) -> Option<Fate> {
        let (treasury, agent) = (self.acme.id, self.acme.agent.address);
        let (owner, guardian) = (self.acme.owner.clone(), self.acme.guardian.clone());
        match step {
            Step::Wait(seconds) => self.world.now += seconds,
            Step::Edit(edit) => {
                let fate = model.edit(edit, self.world.now);
                let calldata = self.calldata(edit);
                let answer = self.send(&owner, calldata);
                match fate {
                    Fate::Done => assert_ne!(answer.unwrap()[0], "EditRequested"),
                    Fate::Asked => assert_eq!(answer.unwrap(), ["EditRequested", "AuditHead"]),
                    Fate::Early(readyAt) => {
                        assert_eq!(answer, Err(IVault::EditWaiting { readyAt }.into()));
                    }
                }
                return Some(fate);
            }
            Step::FreezeAgent => {
                self.send(&guardian, IVault::freezeAgentCall { agent }.abi_encode()).unwrap();
                model.agent_frozen = true;
                model.touch(Object::Agent);
            }
            Step::FreezeTreasury => {
                let freeze = IVault::freezeTreasuryCall { treasury };
                self.send(&guardian, freeze.abi_encode()).unwrap();
                model.treasury_frozen = true;
                model.touch(Object::Treasury);
            }
            Step::Unlist => {
                let unlist = IVault::removeVendorCall { agent, vendor: self.vendor };
                self.send(&guardian, unlist.abi_encode()).unwrap();
                model.listed = false;
                model.touch(Object::Vendor);
            }
            Step::Cancel { object, by_owner } => {
                let object = OBJECTS[object];
                let passes = model.cancel(object, by_owner);
                let cancel = IVault::cancelEditCall { treasury, object: self.object(object) };
                let party = if by_owner { owner } else { guardian };
                let answer = self.send(&party, cancel.abi_encode());
                assert_eq!(answer.is_ok(), passes, "{answer:?}");
            }
        }
        None
    }

    /// What the vault says of everything that the model knows.
    fn assert_is(&self, model: &Model) {
        let (world, treasury, agent) = (&self.world, self.acme.id, self.acme.agent.address);
        let told = world.view(&IVault::agentCall { agent });
        assert_eq!(told.policy.paymentCap, model.payment_cap);
        assert_eq!(told.frozen, model.agent_frozen);
        let vendor = world.view(&IVault::vendorCall { agent, vendor: self.vendor });
        assert_eq!(vendor.listed, model.listed);
        if model.listed {
            assert_eq!(vendor.entry.capped.then_some(vendor.entry.cap), model.cap);
        }
        let told = world.view(&IVault::treasuryCall { treasury });
        assert_eq!(told.limits.longestValidity, model.validity);
        assert_eq!((told.limits.delay, told.frozen), (model.delay, model.treasury_frozen));
        assert_eq!((told.balance, told.pendingOwner), (model.balance, Self::heir(model.heir)));
        let roles = world.view(&IVault::rolesOfCall { treasury, account: self.subject });
        assert_eq!(roles, model.roles);
        for object in OBJECTS {
            let told = super::pending(world, treasury, self.object(object));
            let asked = model.waiting.get(&object);
            let expected = asked.map_or((0, false), |asked| (asked.ready_at, asked.firm));
            assert_eq!((told.readyAt, told.firm), expected, "{object:?}");
            assert_eq!(told.cancelled, model.was_cancelled(object), "{object:?}");
        }
        self.follower.assert_stored(world);
    }
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let delay = prop_oneof![1 => Just(0_u32), 5 => 1..200_u32];
    let roles = prop_oneof![
        Just(0),
        Just(ADMIN),
        Just(GUARDIAN),
        Just(ADMIN | GUARDIAN),
        Just(SETTLER | GUARDIAN)
    ];
    prop_oneof![
        4 => (3..8_u64).prop_map(Edit::PaymentCap),
        2 => Just(Edit::ThawAgent),
        3 => prop::option::of(0..3_u64).prop_map(Edit::List),
        1 => (600..603_u32, delay).prop_map(|(validity, delay)| Edit::Limits { validity, delay }),
        2 => Just(Edit::ThawTreasury),
        4 => roles.prop_map(Edit::Roles),
        2 => (0..3_u8).prop_map(Edit::Offer),
        4 => (1..3_u64).prop_map(Edit::Withdraw),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        14 => any_edit().prop_map(Step::Edit),
        1 => Just(Step::FreezeAgent),
        1 => Just(Step::FreezeTreasury),
        1 => Just(Step::Unlist),
        4 => (0..OBJECTS.len(), any::<bool>())
            .prop_map(|(object, by_owner)| Step::Cancel { object, by_owner }),
        8 => (0..150_u64).prop_map(Step::Wait),
    ]
}

#[test]
fn programs_agree_with_a_plain_model_on_random_edits_times_and_cancellations() {
    let config = Config { cases: DAYS, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let fates = std::cell::RefCell::new([0_u32; 3]);
    let played = TestRunner::new_with_rng(config, rng).run(&vec(any_step(), STEPS), |steps| {
        let (mut stage, mut model) = Stage::new();
        let begin = Step::Edit(Edit::Limits { validity: 600, delay: 100 });
        for step in [begin].into_iter().chain(steps) {
            let fate = stage.play(&mut model, step);
            let mut fates = fates.borrow_mut();
            match fate {
                Some(Fate::Done) => fates[0] += 1,
                Some(Fate::Asked) => fates[1] += 1,
                Some(Fate::Early(_)) => fates[2] += 1,
                None => {}
            }
            stage.assert_is(&model);
        }
        let world = &stage.world;
        let entries = world.audit_entries(stage.acme.id);
        let head = world.audit_head(stage.acme.id);
        assert_eq!(world.audit_head_of(stage.acme.id, &entries), head);
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
    let fates = fates.into_inner();
    assert!(fates.iter().all(|count| *count > 100), "done, asked, early: {fates:?}");
}
