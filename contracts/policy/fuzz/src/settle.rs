//! Two batches after each other on any storage.

use crate::inputs::{Moment, VENDORS, Written, write};
use crate::signers;
use crate::vault::{
    Contents, Settled, Slots, TREASURIES, entry_hash, is_granted, nonce_slot, register, settle,
};
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Approval, Grant, Item, Verdict, decode};
use bursar_policy::layout::{self, treasury_state};
use bursar_policy::session::{Session, SessionState};
use bursar_policy::{Lineage, Link, audit, nonce};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::collections::{BTreeMap, BTreeSet};

/// Longer batches show nothing new.
const ITEMS_MAX: usize = 12;

/// A vault and two batches.
#[derive(Arbitrary, Clone, Debug)]
pub struct Input {
    contents: Contents,
    now: Moment,
    first: Written,
    wait: u16,
    /// Whether the second batch tries items and grants of the first again before its own.
    is_tried_again: bool,
    second: Written,
    /// Vendors that the token does not pay, a bit each.
    blocked: u8,
}

/// Settles both batches.
///
/// # Panics
/// If a rule is broken.
pub fn run(input: &Input) {
    let mut slots = input.contents.slots();
    let now = input.now.seconds();
    let first = input.first.items(now, ITEMS_MAX);
    let granted: Vec<_> = input.first.grants(now).collect();
    let approved = input.first.approvals(first.len());
    register_all(&mut slots, &input.first, &first);
    let bytes = input.first.bytes(&first, &granted, &approved);
    let paid = check(&mut slots, &bytes, now, &input.blocked());

    let later = now.saturating_add(input.wait.into());
    let (mut second, mut grants) =
        if input.is_tried_again { (first, granted) } else { (Vec::new(), Vec::new()) };
    second.extend(input.second.items(now, ITEMS_MAX));
    grants.extend(input.second.grants(now));
    let approvals = input.second.approvals(second.len());
    register_all(&mut slots, &input.second, &second);
    let bytes = input.second.bytes(&second, &grants, &approvals);
    let again = check(&mut slots, &bytes, later, &input.blocked());
    for item in again {
        let mut earlier = paid.iter().filter(|paid| is_same_nonce(paid, &item));
        assert!(earlier.all(|paid| paid.valid_before <= later), "paid twice: {item:?}");
    }
}

impl Input {
    fn blocked(&self) -> Vec<Address> {
        let is_blocked = |index: usize| self.blocked >> index & 1 == 1;
        let vendors = VENDORS.into_iter().enumerate();
        vendors.filter(|(index, _)| is_blocked(*index)).map(|(_, vendor)| vendor).collect()
    }
}

/// Registers the approvals that are, of these items.
fn register_all(slots: &mut Slots, written: &Written, items: &[Item<'_>]) {
    for (item, approver) in written.registered(items.len()) {
        register(slots, &items[item], approver);
    }
}

fn is_same_nonce(one: &Item<'_>, other: &Item<'_>) -> bool {
    (one.agent, one.nonce) == (other.agent, other.nonce)
}

/// Settles a batch, and checks what it did; returns the items that it paid.
fn check<'a>(slots: &mut Slots, bytes: &'a [u8], now: u64, blocked: &[Address]) -> Vec<Item<'a>> {
    let before = slots.clone();
    let settled = settle(slots, bytes, now, blocked);
    let batch = decode(bytes);
    assert_eq!(settled.as_ref().err(), batch.as_ref().err());
    let (Ok(Some(settled)), Ok(batch)) = (settled, batch) else {
        assert_eq!(*slots, before, "what reverted left a trace");
        return Vec::new();
    };
    let items: Vec<_> = batch.items().collect();
    let grants: Vec<_> = batch.grants().iter().map(|(_, grant)| *grant).collect();
    assert_eq!(settled.verdicts.len(), items.len());
    let is_paid = |index: &usize| settled.verdicts[*index] == Verdict::Settled;
    let places: Vec<_> = (0..items.len()).filter(is_paid).collect();
    let paid: Vec<_> = places.iter().map(|index| items[*index]).collect();
    signers::check_signatures(&before, &paid);
    signers::check_approvals(slots, &settled.verdicts, &items, batch.approvals());
    let opened = check_sessions(&before, slots, &paid, &grants, now);
    check_money(&before, slots, &settled, &paid);
    check_words(&before, slots, &paid, &opened);
    check_nonces(slots, &paid, now);
    check_audit(&before, slots, &settled, &paid, opened);
    // The batch of some of its items.
    let part = |places: &[usize]| {
        let items: Vec<_> = places.iter().map(|index| items[*index]).collect();
        write(&items, &grants, &approvals_of(places, batch.approvals()))
    };
    check_no_trace(&before, slots, &settled, &part(&places), now);
    if !settled.verdicts.contains(&Verdict::PayoutFailed) {
        check_one_by_one(before, slots, &settled, part, now);
    }
    paid
}

/// The approvals of the items at these places, in a batch of those items.
fn approvals_of(places: &[usize], approvals: &[Approval]) -> Vec<Approval> {
    let moved = |approval: &Approval| {
        let item = places.iter().position(|place| *place == approval.item)?;
        Some(Approval { item, ..*approval })
    };
    approvals.iter().filter_map(moved).collect()
}

/// A key that paid and was none before had a session opened for it, as both have signed it; returns
/// those keys.
fn check_sessions(
    before: &Slots,
    after: &Slots,
    paid: &[Item<'_>],
    grants: &[Grant],
    now: u64,
) -> BTreeSet<Address> {
    let is_new = |agent: &Address| before.word(layout::agent_policy_slot(*agent)).is_zero();
    let opened: BTreeSet<_> = paid.iter().map(|item| item.agent).filter(is_new).collect();
    for agent in &opened {
        let binding = before.word(layout::binding_slot(*agent));
        assert!(binding.is_zero(), "an agent's key was granted a session: {agent}");
        let grant = grants.iter().find(|grant| grant.session.agent == *agent && is_granted(grant));
        let Session { parent, generation, payment_cap, budget, not_after, .. } =
            grant.expect("what both have signed").session;
        let payments = paid.iter().filter(|item| item.agent == *agent);
        let values = payments.map(|item| item.value);
        assert!(values.clone().all(|value| value <= payment_cap) && now < not_after, "{grants:?}");
        let spent = values.sum();
        assert!(spent <= budget, "{spent} of {budget}");
        let session = SessionState {
            treasury: before.treasury_of(parent),
            payment_cap,
            budget,
            not_after,
            frozen: false,
            link: Link { parent, generation },
            spent,
        };
        let slots = [layout::agent_policy_slot(*agent), layout::agent_state_slot(*agent)];
        assert_eq!(slots.map(|slot| after.word(slot)), session.pack());
    }
    opened
}

/// What vendors got is what the items are worth, and what the treasuries have less.
fn check_money(before: &Slots, after: &Slots, settled: &Settled, paid: &[Item<'_>]) {
    let mut vendors = BTreeMap::<Address, u128>::new();
    let mut treasuries = BTreeMap::<u64, u128>::new();
    for item in paid {
        *vendors.entry(item.vendor).or_default() += u128::from(item.value);
        *treasuries.entry(after.treasury_of(item.agent)).or_default() += u128::from(item.value);
    }
    assert!(vendors.into_iter().eq(settled.paid.iter().copied()), "{settled:?}");
    for treasury in TREASURIES {
        let spent = treasuries.remove(&treasury).unwrap_or_default();
        let balance = u128::from(before.treasury(treasury).balance);
        assert_eq!(balance.checked_sub(spent), Some(after.treasury(treasury).balance.into()));
    }
    assert_eq!(treasuries.keys().next(), None, "paid by no treasury");
}

/// Only words of the agents, of those above them, of the vendors and treasuries of these items have
/// changed, and those of the sessions that were opened; of a treasury's state only balance and entries.
fn check_words(before: &Slots, after: &Slots, paid: &[Item<'_>], opened: &BTreeSet<Address>) {
    let mut charged: BTreeSet<_> =
        opened.iter().map(|agent| layout::agent_policy_slot(*agent)).collect();
    let mut states = BTreeSet::new();
    for Item { agent, vendor, nonce, .. } in paid {
        let treasury = after.treasury_of(*agent);
        states.insert(layout::treasury_state_slot(treasury));
        charged.extend([
            layout::treasury_window_slot(treasury),
            layout::audit_head_slot(treasury),
            layout::shared_vendor_slot(treasury, *vendor),
            layout::nonce_own_slot(*agent, *nonce),
            nonce_slot(after, *agent, *nonce),
        ]);
        let lineage = Lineage::load(after.clone(), *agent, *vendor);
        assert!(!lineage.has_ended, "paid under a delegation that is no more: {agent}");
        for member in lineage.members {
            charged.insert(layout::agent_state_slot(member.agent));
            charged.insert(layout::vendor_slot(member.agent, *vendor));
        }
    }
    for (slot, was, is) in before.differences(after) {
        let counted = treasury_state::ENTRIES.with(
            treasury_state::BALANCE.with(was, treasury_state::BALANCE.get(is)),
            treasury_state::ENTRIES.get(is),
        );
        let is_state = states.contains(&slot) && counted == is;
        assert!(is_state || charged.contains(&slot), "{slot:#x}: {was:#x} to {is:#x}");
    }
}

/// Every nonce was paid once, and is remembered for as long as it could be paid again.
fn check_nonces(after: &Slots, paid: &[Item<'_>], now: u64) {
    for (index, item) in paid.iter().enumerate() {
        assert!(!paid[..index].iter().any(|other| is_same_nonce(other, item)), "twice: {item:?}");
        for at in [now, item.valid_before - 1] {
            let is_remembered =
                nonce::is_remembered(&mut after.clone(), item.agent, item.nonce, at);
            assert!(is_remembered, "forgotten at {at}: {item:?}");
        }
    }
}

/// Every payment is one entry of its treasury's chain, behind the beginning of its session if it is the
/// first, and the heads say so.
fn check_audit(
    before: &Slots,
    after: &Slots,
    settled: &Settled,
    paid: &[Item<'_>],
    mut opened: BTreeSet<Address>,
) {
    for treasury in TREASURIES {
        let slot = layout::audit_head_slot(treasury);
        let mut head = B256::from(before.word(slot));
        let mut count = 0;
        for item in paid.iter().filter(|item| after.treasury_of(item.agent) == treasury) {
            let is_first = opened.remove(&item.agent);
            let beginning = is_first.then_some(B256::ZERO);
            for nonce in beginning.into_iter().chain([item.nonce]) {
                head = audit::extend(head, entry_hash(treasury, item.agent, nonce));
                count += 1;
            }
        }
        assert_eq!(after.word(slot), U256::from_be_bytes(head.0));
        let (first, next) = (before.treasury(treasury).entries, after.treasury(treasury).entries);
        assert_eq!(next, first.saturating_add(count));
        let mut heads = settled.heads.iter().filter(|head| head.treasury == treasury);
        // A chain of 2^64 entries is at its end, and what is told of it then is nothing to go by.
        if first.checked_add(count).is_some() {
            let logged = heads.next().map(|head| (head.first, u64::from(head.count), head.head));
            assert_eq!(logged, (count > 0).then_some((first, count, head)));
            assert_eq!(heads.next(), None);
        }
    }
}

/// The batch without the items that were refused, or whose payout failed, `paid`, does the same.
fn check_no_trace(before: &Slots, after: &Slots, settled: &Settled, paid: &[u8], now: u64) {
    let mut slots = before.clone();
    let alone = settle(&mut slots, paid, now, &[]);
    let mut verdicts = settled.verdicts.clone();
    verdicts.retain(|verdict| *verdict == Verdict::Settled);
    assert_eq!(alone, Ok(Some(Settled { verdicts, ..settled.clone() })));
    assert_eq!(slots, *after, "what was refused left a trace");
}

/// The items in batches of their own, with tables of their own, and each with the grants, end the same.
fn check_one_by_one(
    before: Slots,
    after: &Slots,
    settled: &Settled,
    part: impl Fn(&[usize]) -> Vec<u8>,
    now: u64,
) {
    let mut slots = before;
    for (index, verdict) in settled.verdicts.iter().enumerate() {
        let alone = settle(&mut slots, &part(&[index]), now, &[]);
        let alone = alone.map(|alone| alone.map(|alone| alone.verdicts));
        assert_eq!(alone, Ok(Some(vec![*verdict])), "item {index}");
    }
    assert_eq!(slots, *after, "a batch does what its items do one by one");
}
