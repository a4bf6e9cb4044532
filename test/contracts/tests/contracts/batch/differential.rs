//! The deployed program against a plain model on random batches: the same verdicts, words, balances
//! and audit head.

use std::{cell::Cell, collections::BTreeMap};

use alloy::primitives::{Address, B256, U256};
use bursar_abi::{Policy, VendorEntry};
use bursar_contract_tests::{
    parties::place,
    signing::sequenced,
    tenant::{ANY_VENDOR, COUNT, DELEGATION, OWN_LIST, SHARED_LIST, Tenant, plain, seconds},
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::{
    Storage,
    batch::{
        Item,
        Verdict::{self, PayoutFailed, Settled},
    },
    layout,
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{assert_audited, native::Words};
use crate::plain;

const VENDORS: usize = 4;
const ROUNDS: usize = 6;

/// One item: agent, vendor, value, and its nonce.
type Draw = (usize, usize, u64, Nonce);

/// Which nonce an item has.
#[derive(Clone, Debug)]
enum Nonce {
    Random,
    /// Lane and sequence.
    Sequenced(u64, u64),
    /// One that was drawn before.
    Earlier(prop::sample::Index),
}

fn any_batch() -> impl Strategy<Value = (Vec<Draw>, u8, u64)> {
    let nonce = prop_oneof![
        9 => Just(Nonce::Random),
        8 => (0..2_u64, 250..262_u64).prop_map(|(lane, sequence)| Nonce::Sequenced(lane, sequence)),
        3 => any::<prop::sample::Index>().prop_map(Nonce::Earlier),
    ];
    let draw = (0..4_usize, 0..VENDORS, 0..90_u64, nonce);
    // Which vendors the token refuses: mostly none, sometimes all.
    let blocked = prop_oneof![3 => Just(0_u8), 4 => 0..16_u8, 1 => Just(15_u8)];
    (vec(draw, 0..14), blocked, 0..400_u64)
}

/// Pays the items that `stand`, one after the other; the verdicts of the others are as given.
fn settle(words: &mut Words<'_>, items: &[Item<'_>], verdicts: &mut [Verdict]) {
    let (world, settler) = (words.world, words.world.relayer.address);
    for (item, verdict) in items.iter().zip(verdicts) {
        if *verdict != Settled {
            continue;
        }
        let authorization = item.authorization();
        let paid = authorization
            .check_time(world.now)
            .map_err(Into::into)
            .and_then(|()| Ok(authorization.payment(world.vault, world.token)?))
            .and_then(|payment| plain::pay(words, &payment, item.nonce, settler, world.now));
        match paid {
            Ok(treasury) => {
                let slot = layout::treasury_state_slot(treasury);
                let state = words.load(slot);
                words.store(slot, state + (U256::from(1) << 64));
            }
            Err(refused) => *verdict = refused.into(),
        }
    }
}

/// What the batch should do: verdicts and changed words, or nothing if no vendor can be paid.
fn expected(
    world: &World,
    items: &[Item<'_>],
    blocked: &[Address],
) -> Option<(Vec<Verdict>, BTreeMap<U256, U256>)> {
    let mut verdicts = vec![Settled; items.len()];
    let mut words = Words::of(world);
    settle(&mut words, items, &mut verdicts);
    let would_pay = verdicts.contains(&Settled);
    for (item, verdict) in items.iter().zip(&mut verdicts) {
        if *verdict == Settled && blocked.contains(&item.vendor) {
            *verdict = PayoutFailed;
        }
    }
    if would_pay && !verdicts.contains(&Settled) {
        return None;
    }
    let before = verdicts.clone();
    words.changed.clear();
    settle(&mut words, items, &mut verdicts);
    assert_eq!(verdicts, before, "leaving items out made another one fail");
    Some((verdicts, words.changed))
}

fn cast(world: &mut World) -> Vec<Tenant> {
    let capped = |vendors| Policy {
        periodCap: 200,
        period: seconds(600, 1),
        vendors,
        nonceBits: 0,
        ..plain()
    };
    let acme = world.tenant("acme", capped(OWN_LIST));
    let counted = Policy { limits: COUNT | DELEGATION, countCap: 5, ..capped(SHARED_LIST) };
    let beta = world.tenant("beta", Policy { delegationDepth: 1, ..counted.clone() });
    // What the third spends is the second's, too, and on the same list.
    let below = Policy { nonceBits: 1, periodCap: 150, ..counted };
    let third = world.delegate(&beta.agent, "sub-agent", below);
    let third = Tenant { agent: third, ..beta.clone() };
    let anyone = Policy { vendors: ANY_VENDOR, nonceBits: 1, ..plain() };
    let fourth = world.join(&acme, "another", anyone);
    let fourth = Tenant { agent: fourth, ..acme.clone() };
    let entry = VendorEntry { capped: true, cap: 150, period: seconds(600, 0) };
    for (number, tenant) in [(0, &acme), (1, &acme), (0, &beta), (2, &beta)] {
        let listed = Tenant { vendor: vendor(number), ..tenant.clone() };
        world.list(&listed, &VendorEntry::default());
        world.list_shared(&listed, &entry);
    }
    vec![acme, beta, third, fourth]
}

fn vendor(number: usize) -> Address {
    place(&format!("vendor {number}"))
}

/// The items drawn, signed; some with a nonce that was drawn before.
fn signed(
    world: &mut World,
    agents: &[Tenant],
    draws: &[Draw],
    nonces: &mut Vec<B256>,
) -> Vec<Item<'static>> {
    let sign = |(agent, to, value, nonce): &Draw| {
        let tenant = Tenant { vendor: vendor(*to), ..agents[*agent].clone() };
        let mut message = world.authorization(&tenant, *value);
        match nonce {
            Nonce::Random => {}
            Nonce::Sequenced(lane, sequence) => message.nonce = sequenced(*lane, *sequence),
            Nonce::Earlier(index) => message.nonce = *index.get(nonces),
        }
        nonces.push(message.nonce);
        world.sign_item(&tenant.agent, &message)
    };
    draws.iter().map(sign).collect()
}

#[test]
fn deployed_program_agrees_with_a_plain_model_on_random_batches() {
    let mut base = World::new();
    let agents = cast(&mut base);
    let world = std::cell::RefCell::new(base);
    let (settled, failed, reverted) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let played = TestRunner::new_with_rng(config, rng).run(&vec(any_batch(), ROUNDS), |rounds| {
        let mut world = world.borrow_mut();
        let mut nonces = vec![world.unique()];
        for (draws, blocked, wait) in rounds {
            world.now += wait;
            let items = signed(&mut world, &agents, &draws, &mut nonces);
            let blocked: Vec<_> =
                (0..VENDORS).filter(|row| blocked >> row & 1 == 1).map(vendor).collect();
            for account in &blocked {
                let call = ITestUsdc::blacklistCall { account: *account };
                world.send_to(&world.operator, world.token, &call).ok();
            }
            let paid = |world: &World| [0, 1, 2, 3].map(|row| world.token_balance(vendor(row)));
            let before = paid(&world);
            let model = expected(&world, &items, &blocked);
            let outcome = world.settle_batch(&items);
            match model {
                None => {
                    outcome.failure();
                    reverted.set(reverted.get() + 1);
                    assert_eq!(paid(&world), before);
                }
                Some((verdicts, words)) => {
                    assert_eq!(outcome.ok(), verdicts);
                    for (slot, word) in words {
                        assert_eq!(world.slot(slot), word, "slot {slot:#066x}");
                    }
                    let mut after = before;
                    for (item, verdict) in items.iter().zip(&verdicts) {
                        let row = (0..VENDORS).find(|row| vendor(*row) == item.vendor).unwrap();
                        after[row] += if *verdict == Settled { item.value } else { 0 };
                        let count = if *verdict == Settled { &settled } else { &failed };
                        count.set(count.get() + 1);
                    }
                    assert_eq!(paid(&world), after);
                }
            }
            for account in blocked {
                let call = ITestUsdc::unBlacklistCall { account };
                world.send_to(&world.operator, world.token, &call).ok();
            }
            for tenant in &agents[..2] {
                assert_audited(&world, tenant.id);
            }
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
    let seen = (settled.get(), failed.get(), reverted.get());
    assert!(seen.0 > 80 && seen.1 > 80 && seen.2 > 2, "{seen:?}");
}
