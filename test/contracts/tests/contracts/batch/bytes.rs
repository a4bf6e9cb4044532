//! Bytes that nobody wrote as a batch: good ones changed in what they say and in how it is written, and
//! noise.

use std::{cell::RefCell, collections::BTreeSet};

use alloy::{
    primitives::Address,
    sol_types::{SolError as _, SolStruct as _},
};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    parties::{Party, place},
    signing::{self, sequenced},
    tenant::{
        ANY_VENDOR, APPROVER, CONTRACT_PAYER, COUNT, DELEGATION, THRESHOLD, Tenant, plain, seconds,
    },
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::{
    Denial,
    batch::{
        Approval, Grant, Item, Signed,
        Verdict::{PayoutFailed, Settled},
        decode, encode_with,
    },
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{FORGED, USED, denied, native};

const CASES: u32 = 3_000;
/// More than this needs an approval.
const THRESHOLD_UNITS: u64 = 50;

/// What a batch says.
#[derive(Clone)]
struct Parcel {
    items: Vec<Item<'static>>,
    grants: Vec<Grant>,
    approvals: Vec<Approval>,
}

impl Parcel {
    /// As bytes, without the grants and approvals that no batch of these items can hold.
    fn encode(&self) -> Vec<u8> {
        let Self { items, mut grants, mut approvals } = self.clone();
        grants.retain(|grant| items.iter().any(|item| item.agent == grant.session.agent));
        approvals.retain(|approval| approval.item < items.len());
        approvals.sort_by_key(|approval| approval.item);
        encode_with(&items, &grants, &approvals).expect("what a batch can hold")
    }
}

/// What changes a batch: which way, where, what else is of concern there, and a number.
type Draw = (usize, Index, Index, u64);

/// A change of what the batch says.
type Alteration = fn(&mut Parcel, Index, Index, u64);

const ALTERATIONS: [Alteration; 15] = [
    |parcel, at, _, _| parcel.items = vec![*at.get(&parcel.items)],
    |parcel, at, _, _| {
        parcel.items.swap_remove(at.index(parcel.items.len()));
    },
    |parcel, at, to, _| {
        let item = *at.get(&parcel.items);
        parcel.items.insert(to.index(parcel.items.len()), item);
    },
    |parcel, at, other, _| {
        let length = parcel.items.len();
        parcel.items.swap(at.index(length), other.index(length));
    },
    |parcel, at, other, _| mix(parcel, at, other, |item, other| item.agent = other.agent),
    |parcel, at, other, _| mix(parcel, at, other, |item, other| item.vendor = other.vendor),
    |parcel, at, other, _| mix(parcel, at, other, |item, other| item.nonce = other.nonce),
    |parcel, at, other, _| mix(parcel, at, other, |item, other| item.signature = other.signature),
    |parcel, at, _, number| mix(parcel, at, at, |item, _| item.value = number),
    |parcel, at, _, number| {
        mix(parcel, at, at, |item, _| (item.valid_after, item.valid_before) = (0, number));
    },
    |parcel, at, _, number| {
        mix(parcel, at, at, |item, _| item.nonce = sequenced(number % 3, number));
    },
    |parcel, _, _, _| parcel.grants.clear(),
    |parcel, _, _, number| {
        for Grant { session, .. } in &mut parcel.grants {
            let fields = [&mut session.payment_cap, &mut session.budget, &mut session.not_after];
            fields.into_iter().for_each(|field| *field = number);
        }
    },
    |parcel, _, _, _| parcel.approvals.clear(),
    |parcel, at, _, _| {
        for approval in &mut parcel.approvals {
            approval.item = at.index(parcel.items.len());
        }
    },
];

/// Gives an item something of another one.
fn mix(
    parcel: &mut Parcel,
    at: Index,
    other: Index,
    give: impl FnOnce(&mut Item<'static>, &Item<'static>),
) {
    let length = parcel.items.len();
    let other = parcel.items[other.index(length)];
    give(&mut parcel.items[at.index(length)], &other);
}

/// A change of how it is written.
type Damage = fn(&mut Vec<u8>, usize, usize, u64);

const DAMAGES: [Damage; 9] = [
    |bytes, at, _, number| bytes[at] ^= 1 << (number % 8),
    |bytes, at, _, number| bytes[at] = number.to_le_bytes()[0],
    |bytes, at, _, _| bytes[at] = bytes[at].wrapping_add(1),
    |bytes, at, _, _| bytes[at] = bytes[at].wrapping_sub(1),
    |bytes, at, to, _| bytes[at.min(to)..=at.max(to)].fill(0xff),
    |bytes, at, _, number| bytes.insert(at, number.to_le_bytes()[0]),
    |bytes, at, to, _| drop(bytes.drain(at.min(to)..=at.max(to))),
    |bytes, at, _, _| bytes.truncate(at),
    |bytes, at, to, _| {
        let section = bytes[at.min(to)..at.max(to)].to_vec();
        bytes.splice(at..at, section);
    },
];

/// What is sent.
#[derive(Clone, Debug)]
enum Sent {
    /// One of the good batches, changed in what it says and in how that is written.
    Changed(bool, Vec<Draw>, Vec<Draw>),
    /// Anything, behind a format and counts of rows.
    Noise(Vec<u8>),
}

fn any_sent() -> impl Strategy<Value = Sent> {
    let number = prop_oneof![0..100_u64, 2_209_075_190..2_209_079_000_u64, any::<u64>()];
    let draws = |kinds: usize, counts| {
        vec((0..kinds, any::<Index>(), any::<Index>(), number.clone()), counts)
    };
    let changes = (draws(ALTERATIONS.len(), 0..3), draws(DAMAGES.len(), 0..3));
    let noise = (vec(0..4_u8, 3), vec(any::<u8>(), 0..300));
    prop_oneof![
        14 => (any::<bool>(), changes)
            .prop_map(|(all, (alterations, damages))| Sent::Changed(all, alterations, damages)),
        1 => noise.prop_map(|(head, rest)| Sent::Noise([head, rest].concat())),
    ]
}

/// The good batches, and who has a part in them.
struct Cast {
    world: World,
    treasuries: BTreeSet<u64>,
    blocked: Address,
    /// Of every kind, in format 2.
    all: Parcel,
    /// Those of keys alone, in format 1.
    plain: Parcel,
}

impl Cast {
    fn new() -> Self {
        let mut world = World::new();
        let limits = THRESHOLD | DELEGATION;
        let careful = Policy { limits, threshold: THRESHOLD_UNITS, vendors: ANY_VENDOR, ..plain() };
        let acme =
            world.tenant("acme", Policy { delegationDepth: 2, nonceBits: 0, ..careful.clone() });
        let counted = Policy { period: seconds(600, 1), periodCap: 1_000, countCap: 4, ..plain() };
        let beta = world.tenant("beta", Policy { limits: COUNT, ..counted });
        let below = world.delegate(&acme.agent, "sub-agent", careful);
        let below = Tenant { agent: below, ..acme.clone() };
        let blocked = Tenant { vendor: place("blocked vendor"), ..beta.clone() };
        world.list(&blocked, &VendorEntry::default());
        let call = ITestUsdc::blacklistCall { account: blocked.vendor };
        world.send_to(&world.operator, world.token, &call).ok();

        let mut counted = |tenant: &Tenant, value, lane, sequence| {
            let mut message = world.authorization(tenant, value);
            message.nonce = sequenced(lane, sequence);
            world.sign_item(&tenant.agent, &message)
        };
        let mut items = vec![
            counted(&beta, 5, 0, 0),
            counted(&beta, 6, 0, 1),
            counted(&blocked, 7, 3, 9),
            counted(&below, 8, 0, 0),
        ];
        items.push(world.item(&acme, 3));
        let plain = Parcel { items: items.clone(), grants: vec![], approvals: vec![] };

        let approval = approve(&mut world, &acme, &mut items);
        let grant = open(&mut world, &acme, &mut items);
        items.push(wallet_item(&mut world, &acme));
        let all = Parcel { items, grants: vec![grant], approvals: vec![approval] };
        let treasuries = BTreeSet::from([acme.id, beta.id]);
        Self { world, treasuries, blocked: blocked.vendor, all, plain }
    }

    fn bytes(&self, sent: &Sent) -> Vec<u8> {
        match sent {
            Sent::Noise(bytes) => bytes.clone(),
            Sent::Changed(all, alterations, damages) => {
                let mut parcel = if *all { self.all.clone() } else { self.plain.clone() };
                for (kind, at, other, number) in alterations {
                    if parcel.items.is_empty() {
                        break;
                    }
                    ALTERATIONS[*kind](&mut parcel, *at, *other, *number);
                }
                let mut bytes = parcel.encode();
                for (kind, at, to, number) in damages {
                    // What has lost all its bytes has no place to be changed at.
                    let length = bytes.len().max(1);
                    bytes.resize(length, 0);
                    DAMAGES[*kind](&mut bytes, at.index(length), to.index(length), *number);
                }
                bytes
            }
        }
    }

    /// What is paid was signed as it is, approved if it must be, and by a session only if that was granted.
    fn assert_signed(&self, bytes: &[u8], verdicts: &[u8]) {
        let batch = decode(bytes).expect("a batch that was settled");
        let mut nonces = BTreeSet::new();
        for (index, (item, verdict)) in batch.items().zip(verdicts).enumerate() {
            if *verdict != Settled.byte() {
                continue;
            }
            assert!(self.all.items.contains(&item), "{item:?} was not signed");
            assert!(nonces.insert((item.agent, item.nonce)), "{item:?} was paid twice");
            let [approval] = self.all.approvals[..] else { unreachable!("one is large") };
            let approval = Approval { item: index, ..approval };
            let is_approved =
                item.value <= THRESHOLD_UNITS || batch.approvals().contains(&approval);
            assert!(is_approved, "{item:?} was not approved");
            let [grant] = self.all.grants[..] else { unreachable!("one is a session's") };
            let is_granted = item.agent != grant.session.agent
                || batch.grants().iter().any(|(_, granted)| *granted == grant);
            assert!(is_granted, "{item:?} was not granted");
        }
    }
}

/// Adds an item of the tenant's that needs its approval.
fn approve(world: &mut World, tenant: &Tenant, items: &mut Vec<Item<'_>>) -> Approval {
    let ann = world.appoint(tenant, "ann", APPROVER);
    world.set_limits(tenant, TreasuryLimits { approvals: 1, ..world.limits(tenant.id) });
    let message = world.authorization(tenant, THRESHOLD_UNITS + 1);
    let digest = message.eip712_signing_hash(&world.domain());
    items.push(world.sign_item(&tenant.agent, &message));
    Approval { item: items.len() - 1, signature: signing::signature(ann.sign(digest)) }
}

/// Adds an item of a session's that its grant comes with.
fn open(world: &mut World, tenant: &Tenant, items: &mut Vec<Item<'_>>) -> Grant {
    let guest = Tenant { agent: Party::named("session"), ..tenant.clone() };
    items.push(world.item(&guest, 2));
    let session = world.session(&tenant.agent, &guest.agent);
    signing::grant(&session, &tenant.agent, &guest.agent, &world.domain())
}

/// An item of a contract payer.
fn wallet_item(world: &mut World, tenant: &Tenant) -> Item<'static> {
    let key = Party::named("wallet's key");
    let agent = world.deploy_wallet(&key);
    let (treasury, salt, deadline) = (tenant.id, world.unique(), world.now + 60);
    let consent = signing::contract_consent(agent, &key, treasury, salt, deadline, &world.domain());
    let policy = Policy { limits: CONTRACT_PAYER, vendors: ANY_VENDOR, ..plain() };
    let join = IVault::addAgentCall { treasury, agent, policy, consent };
    world.send(&tenant.owner, &join).ok();
    let mut message = world.authorization(tenant, 4);
    message.from = agent;
    let signature = key.sign(message.eip712_signing_hash(&world.domain())).to_bytes();
    Item { signature: Signed::Bytes(signature.leak()), ..world.sign_item(&key, &message) }
}

#[test]
fn mutated_batch_does_what_the_policy_crate_says_and_pays_nothing_that_was_not_signed() {
    let cast = Cast::new();
    let settle =
        |bytes: &[u8]| native::settle(&cast.world, bytes, &[cast.blocked], &cast.treasuries);
    for parcel in [&cast.plain, &cast.all] {
        let verdicts = settle(&parcel.encode()).expect("a good batch");
        let blocked = verdicts.iter().filter(|byte| **byte == PayoutFailed.byte()).count();
        let settled = verdicts.iter().filter(|byte| **byte == Settled.byte()).count();
        assert_eq!((blocked, settled), (1, parcel.items.len() - 1), "{verdicts:?}");
    }

    let (seen, refused) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let played = TestRunner::new_with_rng(config, rng).run(&any_sent(), |sent| {
        let bytes = cast.bytes(&sent);
        match settle(&bytes) {
            Ok(verdicts) => {
                cast.assert_signed(&bytes, &verdicts);
                seen.borrow_mut().extend(verdicts);
            }
            Err(failure) => {
                let malformed = IVault::BatchMalformed::abi_decode(&failure.0);
                refused.borrow_mut().insert(malformed.map_or(0, |malformed| malformed.fault));
            }
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
    let (seen, refused) = (seen.into_inner(), refused.into_inner());
    let expected = [Settled, PayoutFailed, USED, FORGED, denied(Denial::ApprovalMissing)];
    assert!(expected.iter().all(|verdict| seen.contains(&verdict.byte())), "{seen:?}");
    assert!(seen.contains(&Denial::AgentUnknown.code()), "a session without its grant: {seen:?}");
    // 0: nobody could be paid.
    assert!(refused.contains(&0) && refused.len() > 9, "{refused:?}");
}
