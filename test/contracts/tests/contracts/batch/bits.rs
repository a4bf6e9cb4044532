//! Any bits in storage: whatever they are, nothing traps, and others in the batch are paid.

use std::collections::BTreeSet;

use alloy::primitives::{B256, U256, keccak256};
use bursar_abi::{Policy, VendorEntry};
use bursar_contract_tests::{
    slots,
    tenant::{ANY_VENDOR, Tenant, delegating, plain},
    world::World,
};
use bursar_policy::{
    batch::{Item, Verdict::Settled},
    nonce,
};

use super::native;

const ROUNDS: u64 = 400;

/// Random words, the same ones in every run.
struct Dice(B256);

impl Dice {
    fn roll(&mut self) -> U256 {
        self.0 = keccak256(self.0);
        self.0.into()
    }

    /// Mostly the word as it is; or another one, or with another quarter or bit.
    fn change(&mut self, word: U256) -> U256 {
        let mut limbs = word.into_limbs();
        let [which, limb, at, _] = self.roll().into_limbs();
        let limb = usize::from(limb.to_le_bytes()[0] % 4);
        match which % 24 {
            0 => return self.roll(),
            1 => limbs[limb] = at,
            2 => limbs[limb] ^= 1 << (at % 64),
            _ => {}
        }
        U256::from_limbs(limbs)
    }
}

/// Every word that a payment of the tenant's agent, a sub-agent of `parent`, can read.
fn words_of(tenant: &Tenant, parent: &Tenant, item: &Item<'_>) -> Vec<U256> {
    let Item { agent, vendor, nonce, .. } = *item;
    let of_agent = [
        slots::AGENT_POLICY,
        slots::AGENT_STATE,
        slots::AGENT_LIMITS,
        slots::AGENT_SCHEDULE,
        slots::AGENT_BINDING,
        slots::PARENT,
    ];
    let of_treasury = [
        slots::TREASURY_STATE,
        slots::TREASURY_LIMITS,
        slots::TREASURY_WINDOW,
        slots::AUDIT_HEAD,
        slots::APPROVERS,
    ];
    let agents = [agent, parent.agent.address];
    let index = nonce::locate(agent, nonce, 0).index;
    let others = [
        slots::of_two(slots::SHARED_VENDOR, tenant.id, vendor),
        slots::of_two(slots::NONCE_TABLE, agent, index),
        slots::of_two(slots::NONCE_SLOT, agent, nonce),
    ];
    let of_agent = agents.into_iter().flat_map(|agent| {
        let list = slots::of_two(slots::VENDOR, agent, vendor);
        of_agent.map(|base| slots::of(base, agent)).into_iter().chain([list])
    });
    let of_treasury = of_treasury.map(|base| slots::of(base, tenant.id));
    of_agent.chain(of_treasury).chain(others).collect()
}

#[test]
fn any_bits_in_one_treasurys_words_trap_nothing_and_take_no_batch_down() {
    let mut world = World::new();
    let parent = world.tenant("acme", delegating(1));
    let agent = world.delegate(&parent.agent, "sub-agent", Policy { nonceBits: 0, ..plain() });
    let acme = Tenant { agent, ..parent.clone() };
    world.list(&acme, &VendorEntry::default());
    let other = world.tenant("other", Policy { vendors: ANY_VENDOR, ..plain() });
    let items = [world.item(&acme, 3), world.item(&other, 4)];
    let bytes = bursar_contract_tests::batch::batch(&items).batch;
    let words = words_of(&acme, &parent, &items[0]);
    let treasuries = BTreeSet::from([acme.id, other.id]);
    let mut dice = Dice(B256::ZERO);
    let mut seen = BTreeSet::new();
    for _ in 0..ROUNDS {
        let snapshot = world.chain.snapshot();
        for slot in &words {
            let word = dice.change(world.slot(*slot));
            world.chain.set_storage(world.vault, *slot, word);
        }
        let verdicts = native::settle(&world, &bytes, &[], &treasuries).expect("a good batch");
        assert_eq!(verdicts[1], Settled.byte());
        seen.insert(verdicts[0]);
        assert!(world.chain.revert(snapshot));
    }
    assert!(seen.contains(&Settled.byte()) && seen.len() > 9, "{seen:?}");
}
