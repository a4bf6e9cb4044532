//! What decides the payments of an agent, and of everybody for whom it spends.

use crate::batch::{Cache, Payer, Places};
use crate::{Rooms, Storage, Words, room, spendable};
use alloc::vec::Vec;
use alloy_primitives::Address;

/// The words of an agent and of its ancestors, for one vendor. Whether a payment passes is for
/// [`crate::batch::charge`] to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The agent, its parent, and so on up, as far as they stand behind it.
    pub members: Vec<Member>,
    /// A delegation among those that the agent spends under is no more: it cannot pay.
    pub has_ended: bool,
}

/// One agent's part in a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The agent.
    pub agent: Address,
    /// Its words.
    pub words: Words,
}

impl Lineage {
    /// Reads what decides a payment of `agent` to `vendor`, and nothing else. Whoever settles it is
    /// left out.
    pub fn load<S: Storage>(storage: S, agent: Address, vendor: Address) -> Self {
        let mut cache = Cache::new(storage);
        let payer = Payer::find(&mut cache, agent, None);
        let members = payer.members(agent).map(|(agent, places)| {
            let entry = places.entry(&mut cache, vendor);
            Member { agent, words: places.words(&cache, entry) }
        });
        Self { members: members.collect(), has_ended: payer.has_ended }
    }
}

/// The room under every limit at `now`, of `agent` first, then of its ancestors. Total.
pub fn rooms<S: Storage>(
    storage: S,
    agent: Address,
    vendor: Address,
    now: u64,
) -> Vec<(Address, Rooms)> {
    let mut cache = Cache::new(storage);
    let payer = Payer::find(&mut cache, agent, None);
    let each = payer.members(agent).map(|(agent, places)| {
        let entry = places.entry(&mut cache, vendor);
        (agent, room(&places.words(&cache, entry), now))
    });
    each.collect()
}

/// The most that `agent` could pay to some vendor at `now`, 0 if it cannot pay: the least of what
/// [`spendable`] says of itself and of its ancestors. Total.
pub fn balance_of<S: Storage>(storage: S, agent: Address, now: u64) -> u64 {
    let mut cache = Cache::new(storage);
    let payer = Payer::find(&mut cache, agent, None);
    if payer.has_ended {
        return 0;
    }
    // No vendor in particular: lists and the vendors' own caps are left out.
    let most = |places: Places| spendable(&places.words(&cache, None), now);
    let above = payer.ancestors.iter().map(|ancestor| most(ancestor.places));
    above.fold(most(payer.places), u64::min)
}

#[cfg(test)]
mod tests;
