//! Any bits in storage: whatever they are, nothing traps, and others in the batch are paid.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{B256, U256, keccak256};
use bursar_abi::Policy;
use bursar_contract_tests::{
    slots,
    tenant::{ANY_VENDOR, OWN_LIST, Tenant, plain},
    world::World,
};
use bursar_policy::{
    Storage,
    batch::{
        Item,
        Verdict::{self, Settled},
    },
    nonce,
};

use crate::plain;

const ROUNDS: u64 = 400;

/// Random words, the same ones in every run.
struct Dice(B256);

impl Dice {
    fn roll(&mut self) -> U256 {
        self.0 = keccak256(self.0);
        self.0.into()
    }

    /// The word as it is, another one, or with another quarter or bit.
    fn change(&mut self, word: U256) -> U256 {
        let mut limbs = word.into_limbs();
        let [which, limb, at, _] = self.roll().into_limbs();
        match which % 16 {
            0 => return self.roll(),
            1 => limbs[usize::from(limb.to_le_bytes()[0] % 4)] = at,
            2 => limbs[usize::from(limb.to_le_bytes()[0] % 4)] ^= 1 << (at % 64),
            _ => {}
        }
        U256::from_limbs(limbs)
    }
}

/// The vault's words, read through to the chain.
struct Words<'a> {
    world: &'a World,
    changed: BTreeMap<U256, U256>,
}

impl Storage for Words<'_> {
    fn load(&mut self, slot: U256) -> U256 {
        self.changed.get(&slot).copied().unwrap_or_else(|| self.world.slot(slot))
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.changed.insert(slot, word);
    }
}

/// What a plain model says of the item.
fn expected(world: &World, item: &Item) -> Verdict {
    let mut words = Words { world, changed: BTreeMap::new() };
    let payment = item.authorization().payment(world.vault, world.token).expect("a plain message");
    let settler = world.relayer.address;
    plain::pay(&mut words, &payment, item.nonce, settler, world.now)
        .map_or_else(Into::into, |_| Settled)
}

/// Every word that a payment of the tenant's agent to its vendor can read.
fn words_of(tenant: &Tenant, item: &Item) -> Vec<U256> {
    let Item { agent, vendor, nonce, .. } = *item;
    let of_agent =
        [slots::AGENT_POLICY, slots::AGENT_STATE, slots::AGENT_LIMITS, slots::AGENT_SCHEDULE];
    let of_treasury = [slots::TREASURY_STATE, slots::TREASURY_LIMITS, slots::TREASURY_WINDOW];
    let index = nonce::locate(agent, nonce, 0).index;
    let others = [
        slots::of_two(slots::VENDOR, agent, vendor),
        slots::of_two(slots::SHARED_VENDOR, tenant.id, vendor),
        slots::of_two(slots::NONCE_TABLE, agent, index),
        slots::of_two(slots::NONCE_SLOT, agent, nonce),
    ];
    let of_agent = of_agent.map(|base| slots::of(base, agent));
    let of_treasury = of_treasury.map(|base| slots::of(base, tenant.id));
    of_agent.into_iter().chain(of_treasury).chain(others).collect()
}

#[test]
fn any_bits_in_one_treasurys_words_trap_nothing_and_take_no_batch_down() {
    let mut world = World::new();
    let acme = world.tenant("acme", Policy { nonceBits: 0, vendors: OWN_LIST, ..plain() });
    let other = world.tenant("other", Policy { vendors: ANY_VENDOR, ..plain() });
    let items = [world.item(&acme, 3), world.item(&other, 4)];
    let words = words_of(&acme, &items[0]);
    let mut dice = Dice(B256::ZERO);
    let mut seen = BTreeSet::new();
    for round in 0..ROUNDS {
        let snapshot = world.chain.snapshot();
        for slot in &words {
            let word = dice.change(world.slot(*slot));
            world.chain.set_storage(world.vault, *slot, word);
        }
        let expected = items.map(|item| expected(&world, &item));
        assert_eq!(expected[1], Settled);
        assert_eq!(world.settle_batch(&items).ok(), expected, "{round}");
        seen.insert(expected[0].byte());
        assert!(world.chain.revert(snapshot));
    }
    assert!(seen.contains(&Settled.byte()) && seen.len() > 5, "{seen:?}");
}
