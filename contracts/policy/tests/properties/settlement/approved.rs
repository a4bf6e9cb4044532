//! Payments over a threshold.

use super::{
    APPROVERS, BARRED, NOW, REQUIRED, SETTLER, THRESHOLD, agent, approver, item, items, register,
    scene, set_roles, settle, vault, vendor,
};
use crate::chain::{self, Chain};
use alloy_primitives::B256;
use bursar_policy::batch::{Approval, Item, Settlement, Signed, Verdict, encode, encode_with};
use bursar_policy::roles::Roles;
use bursar_policy::{Denial, Signature, WindowMode};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    /// Above a threshold nothing passes without enough approvals, by sets; below it none matter.
    #[test]
    fn prop_what_is_over_a_threshold_needs_enough_approvers_and_nothing_else_does(
        items in items(1..8),
    ) {
        let mut words = vault(10_000, WindowMode::Fixed);
        let bare: Vec<_> = items.iter().map(|(item, _)| (*item, Vec::new())).collect();
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
        let carried = if is_registered {
            register(&mut words, chain::digest(&item), &by);
            Vec::new()
        } else {
            by
        };
        settle(&mut words, (&[(item, carried)], &[]), SETTLER, 0).expect("nothing is left out")
    };
    let missing = Verdict::Denied(Denial::ApprovalMissing).byte();
    for is_registered in [false, true] {
        assert_eq!(approved(1, 1, is_registered), [missing], "its own");
        assert_eq!(approved(6, 1, is_registered), [Verdict::Settled.byte()], "its child's");
    }
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
        let bytes = encode(&items).expect("items that a batch can hold");
        let mut batch =
            Settlement::open(&bytes, &mut words, scene(SETTLER)).expect("what was written");
        let Ok(()) = batch.check(&mut Chain { contracts: Vec::new() });
        assert_eq!(batch.pay(), items.len());
        batch.gas_to_finish()
    };
    // A decision is 700 for each agent, approvals are 1,300.
    for (payer, threshold, each) in [(1, THRESHOLD, 2_000), (6, THRESHOLD / 2, 2_700)] {
        for count in 1..=4 {
            let more = gas(payer, threshold + 1, count) - gas(payer, threshold, count);
            assert_eq!(more, each * u64::from(count), "{payer}: {count}");
        }
    }
}
