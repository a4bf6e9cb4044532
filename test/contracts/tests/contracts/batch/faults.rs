//! What callers may try: too little gas, and calldata that is no batch.

use alloy::{
    primitives::Bytes,
    sol_types::{SolCall as _, SolError as _},
};
use bursar_abi::{IVault, Policy};
use bursar_contract_tests::{
    batch::{batch, verdicts},
    outcome::Failure,
    parties::place,
    signing::sequenced,
    tenant::{Tenant, plain},
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::batch::{
    Item,
    Verdict::{self, PayoutFailed, Settled},
    gas,
};

use super::{USED, assert_audited, fresh, with_policy};

/// Two payments, one to a vendor whom the token refuses, and a nonce used twice.
fn mixed(world: &mut World, acme: &Tenant) -> (Vec<Item<'static>>, [Verdict; 4]) {
    let blocked = Tenant { vendor: place("blocked vendor"), ..acme.clone() };
    let call = ITestUsdc::blacklistCall { account: blocked.vendor };
    world.send_to(&world.operator, world.token, &call).ok();
    let (first, second) = (world.item(acme, 3), world.item(acme, 4));
    let items = vec![first, world.item(&blocked, 5), second, first];
    (items, [Settled, PayoutFailed, Settled, USED])
}

/// Sends the batch with every hundredth of the gas that it could want; it happens whole, with these
/// verdicts, or not at all.
fn sweep(world: &World, acme: &Tenant, items: &[Item<'_>], expected: &[Verdict]) {
    let call = batch(items);
    let most = gas::limit(call.abi_encoded_size(), 1, 2, items.len());
    let paid: u64 = items
        .iter()
        .zip(expected)
        .map(|(item, v)| if *v == Settled { item.value } else { 0 })
        .sum();
    let funds = world.treasury_balance(acme.id);
    let mut passed = 0;
    for hundredth in 5..=100 {
        let snapshot = world.chain.snapshot();
        let outcome = world.send_with_gas(&world.relayer, &call, most * hundredth / 100);
        let left = world.treasury_balance(acme.id);
        match outcome.result {
            Ok(bytes) => {
                assert_eq!((verdicts(&bytes).as_slice(), funds - left), (expected, paid));
                passed += 1;
            }
            Err(Failure(data)) => {
                let is_starved =
                    data.is_empty() || data.starts_with(&IVault::GasInsufficient::SELECTOR);
                assert!(is_starved, "{hundredth}: {:?}", Failure(data));
                assert_eq!((left, outcome.logs.len()), (funds, 0), "{hundredth}");
            }
        }
        assert!(world.chain.revert(snapshot));
    }
    assert!((1..95).contains(&passed), "{passed} passed");
}

#[test]
fn batch_happens_whole_or_not_at_all_whatever_gas_the_caller_sends() {
    let (mut world, acme) = fresh();
    let items = [world.item(&acme, 3), world.item(&acme, 4)];
    sweep(&world, &acme, &items, &[Settled, Settled]);
}

#[test]
fn failed_payout_is_never_for_lack_of_gas_whatever_gas_the_caller_sends() {
    let (mut world, acme) = fresh();
    let (items, expected) = mixed(&mut world, &acme);
    sweep(&world, &acme, &items, &expected);
}

#[test]
fn limit_is_enough_when_everything_is_written_for_the_first_time() {
    // A table of one word: it fills at once, and nonces take slots of their own.
    let (mut world, acme) = with_policy(Policy { nonceBits: 0, ..plain() });
    let items: Vec<_> = (0..40)
        .map(|number| {
            let payee = Tenant { vendor: place(&format!("new vendor {number}")), ..acme.clone() };
            world.item(&payee, 1)
        })
        .collect();
    let call = batch(&items);
    let limit = gas::limit(call.abi_encoded_size() + 4, 1, items.len(), items.len());
    let outcome = world.send_with_gas(&world.relayer, &call, limit);
    assert!(outcome.gas_used < limit);
    assert_eq!(verdicts(&outcome.ok()), vec![Settled; 40]);
    assert_audited(&world, acme.id);
}

#[test]
fn limit_is_enough_when_every_sequenced_nonce_writes_a_new_word() {
    let (mut world, acme) = fresh();
    let items: Vec<_> = (0..40)
        .map(|lane| {
            let mut message = world.authorization(&acme, 1);
            message.to = place(&format!("new vendor {lane}"));
            message.nonce = sequenced(lane, 0);
            world.sign_item(&acme.agent, &message)
        })
        .collect();
    let call = batch(&items);
    let limit = gas::limit(call.abi_encoded_size() + 4, 1, items.len(), items.len());
    let outcome = world.send_with_gas(&world.relayer, &call, limit);
    assert!(outcome.gas_used < limit);
    assert_eq!(verdicts(&outcome.ok()), vec![Settled; 40]);
}

#[test]
fn call_reverts_when_its_argument_is_no_bytes() {
    let (mut world, acme) = fresh();
    let whole = batch(&[world.item(&acme, 1)]).abi_encode();
    let selector = IVault::settleBatchCall::SELECTOR.into();
    let invalid = Failure::from(IVault::CalldataInvalid { selector });
    for calldata in [whole[..4].to_vec(), whole[..36].to_vec(), whole[..80].to_vec()] {
        assert_eq!(world.send_raw(&world.relayer, calldata).failure(), invalid);
    }
    let mut far = whole.clone();
    far[4..36].fill(0xff);
    assert_eq!(world.send_raw(&world.relayer, far).failure(), invalid);
    // What is appended is ignored, as in every call.
    let answer = world.send_raw(&world.relayer, [whole, vec![0xab; 33]].concat()).ok();
    let answer = IVault::settleBatchCall::abi_decode_returns(&answer).unwrap();
    assert_eq!(answer, Bytes::from(vec![0]));
}
