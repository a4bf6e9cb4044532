//! Payments over a threshold.

use super::{
    APPROVERS, Approved, BARRED, KEYS, NOW, REQUIRED, SETTLER, THRESHOLD, Words, agent, approver,
    bytes, item, items, one_by_one, register, scene, set_roles, settle, vault, vendor,
};
use crate::chain::{self, Chain, DOMAIN};
use alloy_primitives::B256;
use bursar_policy::batch::{Approval, Grant, Item, Settlement, Signed, Verdict, encode_with};
use bursar_policy::roles::Roles;
use bursar_policy::{Denial, Signature, WindowMode, eip712, session::Session};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The items without approvals.
fn bare<'a>(items: impl Iterator<Item = &'a Item<'static>>) -> Vec<Approved> {
    items.map(|item| (*item, Vec::new())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    /// Above a threshold nothing passes without enough approvals, by sets; below it none matter.
    #[test]
    fn prop_what_is_over_a_threshold_needs_enough_approvers_and_nothing_else_does(
        items in items(1..8),
    ) {
        let mut words = vault(10_000, WindowMode::Fixed);
        let bare = bare(items.iter().map(|(item, _)| item));
        let verdicts = settle(&mut words.clone(), (&items, &[]), SETTLER, 0).expect("nothing is left out");
        let unapproved = settle(&mut words, (&bare, &[]), SETTLER, 0).expect("nothing is left out");
        for ((item, by), (verdict, unapproved)) in items.iter().zip(verdicts.iter().zip(&unapproved)) {
            let threshold = match item.agent {
                who if who == agent(1) || who == agent(2) => THRESHOLD,
                who if who == agent(6) => THRESHOLD / 2,
                _ => u64::MAX,
            };
            let treasury = usize::from(BARRED.into_iter().any(|one| agent(one) == item.agent));
            let counted: BTreeSet<_> =
                by.iter().filter(|who| (0..APPROVERS).any(|one| approver(one) == **who)).collect();
            let is_enough = counted.len() >= usize::from(REQUIRED[treasury]);
            let missing = Verdict::Denied(Denial::ApprovalMissing).byte();
            prop_assert!(*verdict != missing || item.value > threshold && !is_enough);
            prop_assert!(*verdict != 0 || item.value <= threshold || is_enough);
            prop_assert!(*unapproved != 0 || item.value <= threshold);
        }
    }

    /// Approvals of anything else than this very authorization do not count.
    #[test]
    fn prop_approvals_of_another_authorization_do_not_count(
        (one, other) in (item(), item()), odd_y in any::<bool>(),
    ) {
        let mut words = vault(10_000, WindowMode::Fixed);
        let item = chain::signed(Item {
            agent: agent(1), value: THRESHOLD + 1, valid_before: NOW + 60, ..one
        });
        prop_assume!(chain::digest(&item) != chain::digest(&other));
        let approvals = [0, 1, 2].map(|number| {
            let signature = Signature { odd_y, ..chain::key(&other, approver(number)) };
            Approval { item: 0, signature }
        });
        let bytes = encode_with(&[item], &[], &approvals).expect("an item that a batch can hold");
        let mut batch = Settlement::open(&bytes, &mut words, scene(SETTLER)).expect("what was written");
        let Ok(()) = batch.check(&mut Chain { contracts: Vec::new() });
        prop_assert_eq!(batch.pay(), 0);
        prop_assert_eq!(batch.finish(), [Verdict::Denied(Denial::ApprovalMissing).byte()]);
    }
}

/// A payment of an agent of the second treasury, which requires one approval.
fn payment(payer: u8, value: u64, nonce: u8) -> Item<'static> {
    chain::signed(Item {
        agent: agent(payer),
        vendor: vendor(0),
        value,
        valid_after: 0,
        valid_before: NOW + 60,
        nonce: B256::repeat_byte(nonce),
        signature: Signed::Bytes(&[]),
    })
}

#[test]
fn agent_that_is_an_approver_never_approves_its_own_payments() {
    let approved = |payer: u8, by: u8, is_registered: bool| {
        let mut words = vault(10_000, WindowMode::Fixed);
        set_roles(&mut words, 2, agent(1), Roles::APPROVER);
        let (item, by) = (payment(payer, THRESHOLD + 1, 0), vec![agent(by)]);
        let alone = &[(item, by.clone())];
        let by_facade = one_by_one(&mut words.clone(), (alone, &[]), SETTLER, None);
        let carried = if is_registered {
            register(&mut words, chain::digest(&item), &by);
            Vec::new()
        } else {
            by
        };
        let told = settle(&mut words, (&[(item, carried)], &[]), SETTLER, 0);
        assert_eq!(told, Some(bytes(&by_facade)));
        by_facade
    };
    let missing = Verdict::Denied(Denial::ApprovalMissing);
    for is_registered in [false, true] {
        assert_eq!(approved(1, 1, is_registered), [missing], "its own");
        assert_eq!(approved(6, 1, is_registered), [Verdict::Settled], "its child's");
    }
}

/// What a batch of these items would still need when it has paid what passes.
fn gas_to_finish(words: &mut Words, items: &[Item<'_>], with: (&[Grant], &[Approval])) -> u64 {
    let (grants, approvals) = with;
    let bytes = encode_with(items, grants, approvals).expect("items that a batch can hold");
    let mut batch = Settlement::open(&bytes, words, scene(SETTLER)).expect("what was written");
    let Ok(()) = batch.check(&mut Chain { contracts: Vec::new() });
    batch.pay();
    batch.gas_to_finish()
}

/// An item that is approved is decided twice, by everybody's rules, before and after the payouts, also
/// where its approvals are not in the batch.
#[test]
fn gas_to_finish_covers_what_is_decided_twice_with_everybody_above_it() {
    let gas = |payer: u8, value: u64, count: u8| {
        let mut words = vault(10_000, WindowMode::Fixed);
        let items: Vec<_> = (0..count).map(|nonce| payment(payer, value, nonce)).collect();
        for item in &items {
            register(&mut words, chain::digest(item), &[approver(0)]);
        }
        let verdicts = settle(&mut words.clone(), (&bare(items.iter()), &[]), SETTLER, 0);
        assert_eq!(verdicts, Some(vec![Verdict::Settled.byte(); items.len()]));
        gas_to_finish(&mut words, &items, (&[], &[]))
    };
    // A decision is 700 for each agent, approvals are 1,300.
    for (payer, threshold, each) in [(1, THRESHOLD, 2_000), (6, THRESHOLD / 2, 2_700)] {
        for count in 1..=4 {
            let more = gas(payer, threshold + 1, count) - gas(payer, threshold, count);
            assert_eq!(more, each * u64::from(count), "{payer}: {count}");
        }
    }
}

#[test]
fn gas_to_finish_counts_words_logs_heads_approvals_and_grants() {
    let mut words = vault(10_000, WindowMode::Fixed);
    let one = payment(1, THRESHOLD, 0);
    // The end, a decision, a log and a head; two words that are written for the first time, and two others.
    let alone = 3_000 + 700 + 2_600 + 7_135 + 2 * 20_015 + 2 * 2_915;
    assert_eq!(gas_to_finish(&mut words, &[one], (&[], &[])), alone);
    let brought = [0, 1].map(|number| chain::approval(&[one], 0, approver(number)));
    assert_eq!(gas_to_finish(&mut words, &[one], (&[], &brought)), alone + 2 * 1_300);

    // More than what is granted, so that nothing is written: but for a log of it, and a decision by its parent.
    let key = KEYS.start;
    let (parent, agent, not_after) = (agent(0), agent(key), NOW + 60);
    let session = Session { parent, agent, payment_cap: 9, budget: 9, not_after, generation: 0 };
    let digest = eip712::session_digest(DOMAIN, &session);
    let [by_parent, by_agent] = [parent, agent].map(|by| chain::sign(digest, by));
    let grant = Grant { session, by_parent, by_agent };
    let beyond = payment(key, 10, 0);
    let refused = gas_to_finish(&mut words, &[beyond], (&[], &[]));
    let granted = gas_to_finish(&mut words, &[beyond], (&[grant], &[]));
    assert_eq!(granted, refused + 4_500 + 700);
}
