//! A batch against the same payments one by one, and what happens when payouts fail.

mod approved;
mod contract_payers;

use crate::chain::{self, Chain, DOMAIN};
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{
    Cache, Grant, Item, Logged, Scene, Settlement, Signed,
    Verdict::{self, PayoutFailed, Settled},
    encode_with, pay,
};
use bursar_policy::{
    AuthorizationFault, Binding, Denial, Limit, Period, Policy, Storage, TreasuryState,
    VendorEntry, VendorMode, WindowMode, approvals, audit,
    delegation::{self, Delegation},
    eip712, layout,
    nonce::{self, SequencedNonce, is_remembered},
    roles::Roles,
    session::{self, Session},
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

const NOW: u64 = 1_800_000_000;
const VAULT: Address = Address::repeat_byte(0xcc);
const TOKEN: Address = Address::repeat_byte(0xdd);
const SETTLER: Address = Address::repeat_byte(0xee);
const STRANGER: Address = Address::repeat_byte(0xff);
const ROOTS: u8 = 4;
/// Three of them sub-agents: a child of the first, a child of that, and a child of the second.
const AGENTS: u8 = 7;
/// Those of the second treasury, which names settlers.
const BARRED: [u8; 3] = [1, 3, 6];
/// Keys behind the agents, and behind one that nobody knows, that may be granted a session.
const KEYS: core::ops::Range<u8> = AGENTS + 1..AGENTS + 4;
const VENDORS: u8 = 4;
/// The first agent of the second treasury, with its child, and the last but one root have thresholds.
const THRESHOLD: u64 = 30;
/// Who may approve in either treasury, who could once, and who never could.
const APPROVERS: u8 = 3;
const FORMER: u8 = 3;
const STRANGERS: u8 = 4;
/// Approvals that are required, by treasury.
const REQUIRED: [u8; 2] = [2, 1];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words(BTreeMap<U256, U256>);

impl Storage for Words {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

fn agent(number: u8) -> Address {
    Address::repeat_byte(0x10 + number)
}

fn vendor(number: u8) -> Address {
    Address::repeat_byte(0x20 + number)
}

fn approver(number: u8) -> Address {
    Address::repeat_byte(0x30 + number)
}

fn set_roles(words: &mut Words, treasury: u64, account: Address, roles: Roles) {
    approvals::assign(words, treasury, account, roles).expect("a number").store(words);
}

/// Two treasuries with two agents each: own list, shared list, anyone; every kind of window.
fn vault(cap: u64, mode: WindowMode) -> Words {
    let mut words = Words::default();
    let limit = Limit { cap, period: Period::Seconds { length: 600, mode } };
    let entry = VendorEntry { listed: true, limit: Some(limit), ..VendorEntry::default() }.pack();
    for number in 0..ROOTS {
        let treasury = 1 + u64::from(number % 2);
        let vendors = [VendorMode::Own, VendorMode::Shared, VendorMode::Shared, VendorMode::Any];
        let policy = Policy {
            payment_cap: cap,
            per_period: Some(limit),
            vendors: vendors[usize::from(number)],
            nonce_bits: number % 2,
            count_cap: Some(5),
            delegation_depth: Some(2),
            approval_threshold: (number == 1 || number == 2).then_some(THRESHOLD),
            ..Policy::default()
        };
        let (word, limits, _) = policy.to_words(treasury, 0);
        words.store(layout::agent_policy_slot(agent(number)), word.pack());
        words.store(layout::agent_limits_slot(agent(number)), limits.pack());
        let binding = Binding { treasury, nonce_bits: policy.nonce_bits, ..Binding::default() };
        words.store(layout::binding_slot(agent(number)), binding.pack());
        for to in 0..VENDORS {
            words.store(layout::vendor_slot(agent(number), vendor(to)), entry);
            words.store(layout::shared_vendor_slot(treasury, vendor(to)), entry);
        }
    }
    for treasury in [1, 2] {
        // The first has a cap, the second names who may settle.
        let (capped, settlers_only) = (treasury == 1, treasury == 2);
        let approvals = REQUIRED[usize::from(settlers_only)];
        let created = TreasuryState::CREATED;
        let state = TreasuryState { balance: 2 * cap, capped, settlers_only, approvals, ..created };
        words.store(layout::treasury_state_slot(treasury), state.pack());
        for number in 0..=FORMER {
            set_roles(&mut words, treasury, approver(number), Roles::APPROVER);
        }
        set_roles(&mut words, treasury, approver(FORMER), Roles::GUARDIAN);
        let limit = Limit { cap: cap + cap / 2, ..limit };
        words.store(layout::treasury_limit_slot(treasury), limit.pack());
    }
    let roles = U256::from(Roles::SETTLER.bits());
    words.store(layout::roles_slot(2, SETTLER), roles);
    let policy = Policy {
        payment_cap: cap,
        per_period: Some(limit),
        vendors: VendorMode::Shared,
        count_cap: Some(5),
        ..Policy::default()
    };
    delegate(&mut words, agent(0), agent(4), Policy { delegation_depth: Some(1), ..policy });
    delegate(&mut words, agent(4), agent(5), policy);
    let policy = Policy { approval_threshold: Some(THRESHOLD / 2), ..policy };
    delegate(&mut words, agent(1), agent(6), policy);
    words
}

/// Nonces of both styles that often meet: the sequenced ones in two lanes and four words.
fn nonce() -> impl Strategy<Value = B256> {
    let random = prop_oneof![3 => any::<u8>(), 1 => 0..4u8].prop_map(B256::repeat_byte);
    let sequenced = (0..2u64, prop_oneof![3 => 0..512u64, 2 => 254..258u64])
        .prop_map(|(lane, sequence)| B256::from(SequencedNonce { lane, sequence }));
    prop_oneof![random, sequenced]
}

fn delegate(words: &mut Words, parent: Address, agent: Address, policy: Policy) {
    let (generation, salt) = (0, B256::ZERO);
    let delegation = Delegation { parent, agent, policy, generation, salt, deadline: NOW };
    delegation::grant(words, &delegation, NOW).expect("within the parent's policy");
}

fn item() -> impl Strategy<Value = Item<'static>> {
    (0..KEYS.end, 0..VENDORS, 0..80u64, nonce(), 1..5_000u64).prop_map(
        |(payer, payee, value, nonce, lives)| {
            chain::signed(Item {
                agent: agent(payer),
                vendor: vendor(payee),
                value,
                valid_after: 0,
                valid_before: NOW + lives,
                nonce,
                signature: Signed::Bytes(&[]),
            })
        },
    )
}

/// An item, and who approves it.
type Approved = (Item<'static>, Vec<Address>);

fn items(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Approved>> {
    let who = (0..=STRANGERS).prop_map(approver);
    prop::collection::vec((item(), prop::collection::vec(who, 0..4)), count)
}

/// Grants of sessions to some of the keys, most of them good and signed by both.
fn grants() -> impl Strategy<Value = Vec<Grant>> {
    let limits = (20..80u64, 0..200u64, prop_oneof![1 => Just(NOW), 9 => NOW + 1..NOW + 1_000]);
    let parent = prop_oneof![9 => 0..AGENTS, 1 => KEYS];
    let generation = prop_oneof![9 => Just(0), 1 => 0..2u32];
    let signed = || prop::bool::weighted(0.9);
    let grant = (parent, KEYS, generation, limits, signed(), signed()).prop_map(
        |(parent, key, generation, (payment_cap, budget, not_after), by_parent, by_agent)| {
            let (parent, agent) = (agent(parent), agent(key));
            let session = Session { parent, agent, generation, payment_cap, budget, not_after };
            let digest = eip712::session_digest(DOMAIN, &session);
            let by = |who, is_signed| chain::sign(digest, if is_signed { who } else { VAULT });
            Grant { session, by_parent: by(parent, by_parent), by_agent: by(agent, by_agent) }
        },
    );
    prop::collection::vec(grant, 0..4).prop_map(|mut grants| {
        grants.sort_by_key(|grant| grant.session.agent);
        grants.dedup_by_key(|grant| grant.session.agent);
        grants
    })
}

fn is_signed(Grant { session, by_parent, by_agent }: &Grant) -> bool {
    let digest = eip712::session_digest(DOMAIN, session);
    *by_parent == chain::sign(digest, session.parent)
        && *by_agent == chain::sign(digest, session.agent)
}

/// Those grants that a batch of these items can hold.
fn suiting(items: &[Item<'_>], grants: &[Grant]) -> Vec<Grant> {
    let pays = |grant: &&Grant| items.iter().any(|item| item.agent == grant.session.agent);
    grants.iter().filter(pays).copied().collect()
}

/// Stands for the hash of an event.
fn entry(logged: Logged<'_>) -> B256 {
    match logged {
        Logged::Opened(session) => session.agent.into_word(),
        Logged::Paid(item) => item.nonce,
    }
}

fn modes() -> impl Strategy<Value = WindowMode> {
    prop_oneof![Just(WindowMode::Fixed), Just(WindowMode::Sliding), Just(WindowMode::Strict)]
}

fn settlers() -> impl Strategy<Value = Address> {
    prop_oneof![3 => Just(SETTLER), 1 => Just(STRANGER)]
}

fn scene(settler: Address) -> Scene {
    Scene { vault: VAULT, token: TOKEN, now: NOW, settler, domain: DOMAIN }
}

/// The items of one batch, settled; the vendors whose bit is set cannot be paid. Nothing is stored
/// if leaving them out would make another item fail.
fn settle(
    words: &mut Words,
    (approved, grants): (&[Approved], &[Grant]),
    settler: Address,
    blocked: u8,
) -> Option<Vec<u8>> {
    let items: Vec<_> = approved.iter().map(|(item, _)| *item).collect();
    let approvals: Vec<_> = approved
        .iter()
        .enumerate()
        .flat_map(|(index, (_, by))| by.iter().map(move |who| (index, *who)))
        .map(|(index, who)| chain::approval(&items, index, who))
        .collect();
    let grants = suiting(&items, grants);
    let bytes = encode_with(&items, &grants, &approvals).expect("what a batch can hold");
    let scene = scene(settler);
    let mut batch = Settlement::open(&bytes, &mut *words, scene).expect("what was written");
    let Ok(()) = batch.check(&mut Chain { contracts: Vec::new() });
    batch.pay();
    let is_blocked = |to: Address| (0..VENDORS).any(|v| vendor(v) == to && blocked >> v & 1 == 1);
    let failed: Vec<_> =
        batch.payouts().iter().filter(|p| is_blocked(p.vendor)).map(|p| p.row).collect();
    // As the vault does: what is paid only once must have left no trace where it was refused.
    if !failed.is_empty() && !batch.leave_out(|row| failed.contains(&row)) {
        return None;
    }
    batch.record(|_, logged| entry(logged));
    let extended: BTreeSet<_> = batch.heads().map(|head| head.treasury).collect();
    assert_eq!(batch.heads().count(), extended.len(), "one head of each chain");
    Some(batch.finish())
}

/// The same items one by one, each on words of its own in which its session is opened, if there is one,
/// and its approvals are registered until it is paid or refused.
fn one_by_one(
    words: &mut Words,
    (items, grants): (&[Approved], &[Grant]),
    settler: Address,
    given: Option<&[Verdict]>,
) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (index, (item, by)) in items.iter().enumerate() {
        if let Some(verdict) = given.map(|given| given[index]).filter(|v| *v != Settled) {
            verdicts.push(verdict);
            continue;
        }
        let mut trial = words.clone();
        let grant = grants.iter().find(|grant| grant.session.agent == item.agent);
        let opened = grant.map(|grant| grant.session).filter(|to| {
            grant.is_some_and(is_signed) && session::open(&mut trial, to, NOW).is_ok()
        });
        let digest = chain::digest(item);
        let registered = register(&mut trial, digest, by);
        let mut cache = Cache::new(&mut trial);
        let payment = item.authorization().payment(VAULT, TOKEN);
        let paid = payment
            .map_err(Into::into)
            .and_then(|payment| pay(&mut cache, &payment, item.nonce, digest, settler, NOW));
        verdicts.push(match paid {
            Ok(treasury) => {
                let (state, head) =
                    (layout::treasury_state_slot(treasury), layout::audit_head_slot(treasury));
                let logged = opened.as_ref().map(Logged::Opened);
                for logged in logged.into_iter().chain([Logged::Paid(item)]) {
                    let entries = cache.load(state) + (U256::ONE << 64);
                    cache.store(state, entries);
                    let next = audit::extend(cache.load(head).into(), entry(logged));
                    cache.store(head, next.into());
                }
                cache.commit();
                *words = trial;
                Settled
            }
            Err(refused) => refused.into(),
        });
        for slot in registered {
            words.0.remove(&slot);
        }
    }
    verdicts
}

/// Registers approvals in both treasuries; returns where.
fn register(words: &mut Words, digest: B256, by: &[Address]) -> [U256; 2] {
    [1, 2].map(|treasury| {
        let approve = |approvals, who: &Address| {
            approvals::give(approvals, words.load(layout::roles_slot(treasury, *who)))
        };
        let word = by.iter().fold(U256::ZERO, approve);
        let slot = layout::approval_slot(treasury, digest);
        words.store(slot, word);
        slot
    })
}

fn bytes(verdicts: &[Verdict]) -> Vec<u8> {
    verdicts.iter().map(|verdict| verdict.byte()).collect()
}

/// A guard of the properties below: sessions are opened in them, and others are not.
#[test]
fn random_batches_open_some_sessions_and_leave_others_closed() {
    let mut runner = TestRunner::deterministic();
    let (mut opened, mut closed) = (0, 0);
    for _ in 0..128 {
        let drawn = (items(0..30), grants());
        let (items, grants) = drawn.new_tree(&mut runner).expect("a batch").current();
        let mut words = vault(200, WindowMode::Fixed);
        settle(&mut words, (&items, &grants), SETTLER, 0).expect("nothing is left out");
        let items: Vec<_> = items.into_iter().map(|(item, _)| item).collect();
        for grant in suiting(&items, &grants) {
            let slot = layout::agent_policy_slot(grant.session.agent);
            *if words.load(slot).is_zero() { &mut closed } else { &mut opened } += 1;
        }
    }
    assert!(opened > 20 && closed > 20, "{opened} {closed}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn prop_a_batch_does_what_its_items_do_one_by_one(
        items in items(0..30), grants in grants(), cap in 40..300u64,
        mode in modes(), settler in settlers(),
    ) {
        let mut batched = vault(cap, mode);
        let mut single = batched.clone();
        let parcel = (&items[..], &grants[..]);
        let verdicts = one_by_one(&mut single, parcel, settler, None);
        prop_assert_eq!(settle(&mut batched, parcel, settler, 0), Some(bytes(&verdicts)));
        prop_assert_eq!(&batched, &single);
        // A nonce is remembered if, and only if, it was paid.
        let paid: BTreeSet<_> = items.iter().zip(&verdicts)
            .filter(|(_, verdict)| **verdict == Settled)
            .map(|((item, _), _)| (item.agent, item.nonce)).collect();
        for (Item { agent, nonce, .. }, _) in items {
            let is_paid = paid.contains(&(agent, nonce));
            prop_assert_eq!(is_remembered(&mut batched, agent, nonce, NOW), is_paid);
        }
    }

    /// Leaving items out only makes room: whatever passed before passes again, and what was left out
    /// left no trace.
    #[test]
    fn prop_other_verdicts_stand_when_payouts_fail(
        items in items(0..30), grants in grants(), cap in 40..300u64,
        mode in modes(), settler in settlers(), blocked in 0..16u8,
    ) {
        let mut batched = vault(cap, mode);
        let mut single = batched.clone();
        let parcel = (&items[..], &grants[..]);
        let mut verdicts = one_by_one(&mut single.clone(), parcel, settler, None);
        for ((item, _), verdict) in items.iter().zip(&mut verdicts) {
            let is_blocked = (0..VENDORS).any(|v| vendor(v) == item.vendor && blocked >> v & 1 == 1);
            if *verdict == Settled && is_blocked {
                *verdict = PayoutFailed;
            }
        }
        prop_assert_eq!(&one_by_one(&mut single, parcel, settler, Some(&verdicts)), &verdicts);
        prop_assert_eq!(settle(&mut batched, parcel, settler, blocked), Some(bytes(&verdicts)));
        prop_assert_eq!(batched, single);
    }

    /// A treasury that names settlers pays through nobody else; the other one does not mind.
    #[test]
    fn prop_only_settlers_settle_where_a_treasury_names_them(
        items in items(0..30), cap in 40..300u64, mode in modes(),
    ) {
        let mut words = vault(cap, mode);
        let mut by_settler = words.clone();
        let items = &items[..];
        let verdicts = settle(&mut words, (items, &[]), STRANGER, 0).expect("nothing is left out");
        let known = settle(&mut by_settler, (items, &[]), SETTLER, 0).expect("nothing is left out");
        let state = layout::treasury_state_slot(2);
        prop_assert_eq!(words.load(state), vault(cap, mode).load(state));
        for (((item, _), verdict), known) in items.iter().zip(verdicts).zip(known) {
            let names = BARRED.into_iter().any(|number| agent(number) == item.agent);
            let barred = Verdict::Denied(Denial::Settler).byte();
            prop_assert_eq!(verdict == barred, names && (known == 0 || verdict == barred));
            prop_assert!(names || verdict == known);
        }
    }

    /// Items that do not pass leave no trace, whatever else is in the batch.
    #[test]
    fn prop_refused_items_can_be_dropped_from_the_batch(
        items in items(0..30), grants in grants(), cap in 40..300u64,
        mode in modes(), settler in settlers(),
    ) {
        let mut whole = vault(cap, mode);
        let mut rest = whole.clone();
        let parcel = (&items[..], &grants[..]);
        let verdicts = settle(&mut whole, parcel, settler, 0).expect("nothing is left out");
        let passed: Vec<_> = items.iter().zip(&verdicts).filter(|(_, v)| **v == 0)
            .map(|(item, _)| item.clone()).collect();
        let settled = vec![0; passed.len()];
        prop_assert_eq!(settle(&mut rest, (&passed, &grants), settler, 0), Some(settled));
        prop_assert_eq!(whole, rest);
    }

    #[test]
    fn prop_unsigned_items_are_refused_and_nothing_is_stored(
        items in items(1..10), cap in 40..300u64,
    ) {
        let mut words = vault(cap, WindowMode::Fixed);
        let before = words.clone();
        // Signed by the vendor, approved by everybody.
        let items: Vec<_> = items.into_iter()
            .map(|(item, _)| Item { signature: chain::key(&item, item.vendor).into(), ..item })
            .collect();
        let approvals: Vec<_> = (0..items.len()).flat_map(|index| {
            let items = &items;
            (0..APPROVERS).map(move |number| chain::approval(items, index, approver(number)))
        }).collect();
        let bytes = encode_with(&items, &[], &approvals).expect("items that a batch can hold");
        let mut batch = Settlement::open(&bytes, &mut words, scene(SETTLER)).expect("what was written");
        let Ok(()) = batch.check(&mut Chain { contracts: Vec::new() });
        prop_assert_eq!(batch.pay(), 0);
        prop_assert!(batch.payouts().is_empty());
        batch.record(|_, logged| entry(logged));
        prop_assert_eq!(batch.heads().count(), 0);
        let forged = Verdict::Fault(AuthorizationFault::InvalidSignature).byte();
        let refused = batch.finish();
        prop_assert!(refused.iter().zip(&items).all(|(v, item)| *v == forged || item.value == 0));
        prop_assert_eq!(words, before);
    }
}

/// Two nonces of this agent whose hashes agree in the 48 bits by which a table knows them again.
const COLLIDING: Address = Address::repeat_byte(0x42);
const NONCES: [u64; 2] = [13_397_621, 19_728_260];

/// Found by search, as a stranger would to make a batch of others revert: three payments to a vendor
/// that cannot be paid fill the table, so that two nonces of one fingerprint take slots of their own;
/// paid again without the three, the first takes an entry, which the second must not be taken for.
#[test]
fn batch_stands_when_payouts_fail_before_nonces_of_the_same_fingerprint() {
    let mut words = vault(100, WindowMode::Fixed);
    let policy = Policy { payment_cap: 100, vendors: VendorMode::Any, ..Policy::default() };
    words.store(layout::agent_policy_slot(COLLIDING), policy.to_words(1, 0).0.pack());
    let binding = Binding { treasury: 1, ..Binding::default() };
    words.store(layout::binding_slot(COLLIDING), binding.pack());
    let [first, second] = NONCES.map(|nonce| B256::from(U256::from(nonce)));
    let fingerprint = |nonce| nonce::locate(COLLIDING, nonce, 0).fingerprint;
    assert_eq!(fingerprint(first), fingerprint(second));

    let item = |to, nonce| {
        let item = chain::signed(Item {
            agent: COLLIDING,
            vendor: vendor(to),
            value: 1,
            valid_after: 0,
            valid_before: NOW + 60,
            nonce,
            signature: Signed::Bytes(&[]),
        });
        (item, Vec::new())
    };
    let fill = (1..=3).map(|nonce| item(0, B256::repeat_byte(nonce)));
    let items: Vec<_> = fill.chain([item(1, first), item(1, second)]).collect();
    let verdicts = [PayoutFailed, PayoutFailed, PayoutFailed, Settled, Settled].map(Verdict::byte);
    assert_eq!(settle(&mut words, (&items, &[]), SETTLER, 1), Some(verdicts.to_vec()));
    for nonce in [first, second] {
        assert!(is_remembered(&mut words, COLLIDING, nonce, NOW));
        assert!(is_remembered(&mut words, COLLIDING, nonce, NOW + 59));
    }
}
