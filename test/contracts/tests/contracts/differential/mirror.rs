//! The relayer's mirror, fed with nothing but the vault's logs.

use std::collections::BTreeSet;

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{B256, Log, TxHash, U256},
};
use bursar::{
    indexer::{IndexedBlock, VaultEvent},
    mirror::Mirror,
};
use bursar_abi::IVault::IVaultEvents;
use bursar_contract_tests::world::World;
use bursar_policy::{Config, layout};

use super::steps::NONCE_BITS;

/// A mirror, and the slots that it leaves out, those of random nonces: an event does not tell when an
/// authorization expires.
#[derive(Debug)]
pub(crate) struct Follower {
    mirror: Mirror,
    blocks: u64,
    nonces: BTreeSet<U256>,
}

impl Follower {
    /// Follows from the vault's creation.
    pub(crate) fn new(world: &World) -> Self {
        let config = Config::unpack(world.slot(layout::CONFIG_SLOT));
        let mirror = Mirror::new([(world.vault, config)]);
        let mut follower = Self { mirror, blocks: 0, nonces: BTreeSet::new() };
        for number in 0..=world.chain.tip() {
            let block = world.chain.block(BlockNumberOrTag::Number(number)).unwrap();
            let logs: Vec<Log> =
                block.receipts.iter().flat_map(|receipt| receipt.logs.clone()).collect();
            follower.follow(world, &logs, block.timestamp());
        }
        follower
    }

    /// Takes the logs of a block; and checks that they could be taken back.
    pub(crate) fn follow(&mut self, world: &World, logs: &[Log], now: u64) {
        self.blocks += 1;
        let of_vault = logs.iter().zip(0..).filter(|(log, _)| log.address == world.vault);
        let events: Vec<VaultEvent> = of_vault
            .map(|(log, index)| {
                VaultEvent::decode(log.address, TxHash::ZERO, index, log.data.clone()).unwrap()
            })
            .collect();
        events.iter().for_each(|event| self.note_nonce(event));
        let block = IndexedBlock {
            number: self.blocks,
            hash: B256::ZERO,
            parent: B256::ZERO,
            timestamp: now,
            events,
        };
        let before = self.mirror.clone();
        self.mirror.apply(&block).unwrap();
        let mut undone = self.mirror.clone();
        undone.roll_back(self.blocks - 1);
        for slot in before.slots(world.vault).chain(self.mirror.slots(world.vault)) {
            assert_eq!(undone.word(world.vault, slot), before.word(world.vault, slot));
        }
    }

    fn note_nonce(&mut self, event: &VaultEvent) {
        if let IVaultEvents::PaymentSettled(payment) = &event.event {
            self.nonces.insert(layout::nonce_own_slot(payment.agent, payment.nonce));
            let table = (0..1 << NONCE_BITS).map(|i| layout::nonce_table_slot(payment.agent, i));
            self.nonces.extend(table);
        }
    }

    /// Every slot that the mirror has a word for.
    pub(crate) fn slots(&self, world: &World) -> Vec<U256> {
        self.mirror.slots(world.vault).collect()
    }

    /// The word at a slot; none where the mirror does not follow.
    pub(crate) fn word(&self, world: &World, slot: U256) -> Option<U256> {
        (!self.nonces.contains(&slot)).then(|| self.mirror.word(world.vault, slot))
    }
}
