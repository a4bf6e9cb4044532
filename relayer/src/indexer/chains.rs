//! The audit chains of all treasuries, extended block by block. No I/O.

use std::collections::BTreeMap;

use alloy::primitives::Address;

use super::{IndexError, IndexedBlock};
use crate::audit::{Fault, Replay};
use crate::store::TreasuryHead;
use crate::treasury_id::TreasuryId;

/// A treasury: its vault, and its id there.
pub(super) type Place = (Address, u64);

/// A treasury's chain does not hold.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) place: Place,
    pub(super) fault: Box<Fault>,
}

impl Broken {
    pub(super) fn new(place: Place, fault: Fault) -> Self {
        Self { place, fault: Box::new(fault) }
    }
}

impl From<Broken> for IndexError {
    fn from(broken: Broken) -> Self {
        let (vault, treasury) = broken.place;
        Self::Audit { vault, treasury: TreasuryId(treasury), fault: broken.fault }
    }
}

/// Every treasury's chain, as far as it was verified.
#[derive(Clone, Debug)]
pub(super) struct Chains {
    chain_id: u64,
    verified: BTreeMap<Place, Replay>,
}

impl Chains {
    pub(super) fn resume(chain_id: u64, heads: &[TreasuryHead]) -> Self {
        let mut chains = Self { chain_id, verified: BTreeMap::new() };
        chains.extend(chains.wound_back(heads));
        chains
    }

    /// The treasuries, and the head of each.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.verified.keys().copied()
    }

    /// The chain of a treasury; a new one if it never was heard of.
    pub(super) fn of(&self, place: Place) -> Replay {
        let (vault, treasury) = place;
        let begin = || Replay::new(self.chain_id, vault, treasury);
        self.verified.get(&place).cloned().unwrap_or_else(begin)
    }

    /// Chains as they stood earlier; one without entries stands at its genesis.
    pub(super) fn wound_back(&self, heads: &[TreasuryHead]) -> BTreeMap<Place, Replay> {
        let replays = heads.iter().map(|chain| {
            let replay = match chain.entries {
                0 => Replay::new(self.chain_id, chain.vault, chain.treasury),
                entries => Replay::resume(entries, chain.head),
            };
            ((chain.vault, chain.treasury), replay)
        });
        replays.collect()
    }

    /// Verifies `blocks` on top of the chains, of which `changed` stand elsewhere; adds to `changed`
    /// what they extend.
    ///
    /// # Errors
    /// [`Broken`] at the first event that does not fit, or at the end of a block that leaves entries
    /// without a head.
    pub(super) fn verify(
        &self,
        changed: &mut BTreeMap<Place, Replay>,
        blocks: &[IndexedBlock],
    ) -> Result<(), Broken> {
        for block in blocks {
            let header = block.header();
            for event in &block.events {
                let place = (event.vault, event.treasury());
                let replay = changed.entry(place).or_insert_with(|| self.of(place));
                let applied = replay.apply(&event.entry(&header));
                applied.map_err(|fault| Broken::new(place, fault))?;
            }
            for event in &block.events {
                let place = (event.vault, event.treasury());
                let closed = changed.get(&place).map_or(Ok(()), Replay::closed);
                closed.map_err(|fault| Broken::new(place, fault))?;
            }
        }
        Ok(())
    }

    /// Takes over what was verified.
    pub(super) fn extend(&mut self, changed: BTreeMap<Place, Replay>) {
        for (place, replay) in changed {
            if replay.entries() == 0 {
                self.verified.remove(&place);
            } else {
                self.verified.insert(place, replay);
            }
        }
    }
}

/// What the store keeps of a chain.
pub(super) fn head((vault, treasury): Place, replay: &Replay) -> TreasuryHead {
    TreasuryHead { vault, treasury, entries: replay.entries(), head: replay.head() }
}
