//! The relayer's mirror, fed with nothing but the vaults' logs.

use std::collections::{BTreeMap, BTreeSet};

use alloy::{
    eips::BlockNumberOrTag,
    primitives::{Address, B256, Log, TxHash, U256},
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
    vaults: Vec<Address>,
    mirror: Mirror,
    blocks: u64,
    nonces: BTreeSet<(Address, U256)>,
}

impl Follower {
    /// Follows `vaults` from their creation.
    pub(crate) fn new(world: &World, vaults: &[Address]) -> Self {
        let state = world.chain.state();
        let config = |vault| Config::unpack(state.slot(vault, layout::CONFIG_SLOT));
        let mirror = Mirror::new(vaults.iter().map(|vault| (*vault, config(*vault))));
        let vaults = vaults.to_vec();
        let mut follower = Self { vaults, mirror, blocks: 0, nonces: BTreeSet::new() };
        for number in 0..=world.chain.tip() {
            let block = world.chain.block(BlockNumberOrTag::Number(number)).unwrap();
            let logs: Vec<Log> =
                block.receipts.iter().flat_map(|receipt| receipt.logs.clone()).collect();
            follower.follow(&logs, block.timestamp());
        }
        follower
    }

    /// Takes the logs of a block; and checks that they could be taken back.
    pub(crate) fn follow(&mut self, logs: &[Log], now: u64) {
        self.blocks += 1;
        let of_vaults = logs.iter().zip(0..).filter(|(log, _)| self.vaults.contains(&log.address));
        let events: Vec<VaultEvent> = of_vaults
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
        for vault in &self.vaults {
            for slot in before.slots(*vault).chain(self.mirror.slots(*vault)) {
                assert_eq!(undone.word(*vault, slot), before.word(*vault, slot));
            }
        }
    }

    fn note_nonce(&mut self, event: &VaultEvent) {
        let (agent, own) = match &event.event {
            IVaultEvents::PaymentSettled(payment) => (payment.agent, Some(payment.nonce)),
            IVaultEvents::DenialRecorded(denial) => (denial.agent, Some(denial.nonce)),
            // Where the session's own nonces are remembered.
            IVaultEvents::SessionOpened(opened) => (opened.parent, None),
            _ => return,
        };
        let own = own.map(|nonce| layout::nonce_own_slot(agent, nonce));
        let table = (0..1 << NONCE_BITS).map(|i| layout::nonce_table_slot(agent, i));
        self.nonces.extend(table.chain(own).map(|slot| (event.vault, slot)));
    }

    /// Checks that the mirror has every word that is stored, but for random nonces, and no other.
    #[track_caller]
    pub(crate) fn assert_stored(&self, world: &World) {
        let state = world.chain.state();
        for vault in &self.vaults {
            let stored: BTreeMap<U256, U256> = state.storage(*vault).collect();
            for slot in self.mirror.slots(*vault).chain(stored.keys().copied()) {
                if !self.nonces.contains(&(*vault, slot)) {
                    let (mirrored, stored) = (self.mirror.word(*vault, slot), stored.get(&slot));
                    assert_same(mirrored, stored, &format!("mirrored slot {slot:#066x}"));
                }
            }
        }
    }
}

/// A word, and what is stored: zero if nothing is.
#[track_caller]
pub(super) fn assert_same(word: U256, stored: Option<&U256>, place: &str) {
    let stored = stored.copied().unwrap_or_default();
    assert_eq!(format!("{word:#066x}"), format!("{stored:#066x}"), "{place}");
}
