//! Sessions that are granted on a random day.

use alloy::sol_types::SolCall as _;
use bursar_abi::Session;
use bursar_contract_tests::{signing, world::World};
use bursar_policy::batch::Grant;

use super::{
    cast::{Cast, Signed},
    steps::{Hand, SESSIONS},
};

/// A grant, and whether both have signed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Handed {
    pub(super) grant: Grant,
    pub(super) by_both: bool,
}

/// The call that opens a session before its first payment, signed by both.
pub(super) fn register(cast: &Cast, world: &World, hand: &Hand) -> Vec<u8> {
    let (parent, key) = (cast.agent(hand.parent), cast.agent(hand.key));
    let session = session(cast, world, hand);
    signing::register_session(&session, parent, key, &world.domain()).abi_encode()
}

/// Grants as a batch of `items` can hold them: of new keys that pay something, one each.
pub(super) fn handed(cast: &Cast, world: &World, hands: &[Hand], items: &[Signed]) -> Vec<Handed> {
    let pays = |key: &usize| {
        let agent = cast.agent(*key).address;
        items.iter().any(|signed| signed.item.agent == agent)
    };
    let mut keys: Vec<usize> = SESSIONS.into_iter().flatten().filter(pays).collect();
    let mut handed = Vec::new();
    for hand in hands {
        if keys.is_empty() {
            break;
        }
        // Each to one that is there, whomever it was meant for.
        let hand = Hand { key: keys.swap_remove(hand.key % keys.len()), ..*hand };
        let (parent, key) = (cast.agent(hand.parent), cast.agent(hand.key));
        let session = session(cast, world, &hand);
        let signer = if hand.by_both { key } else { parent };
        let grant = signing::grant(&session, parent, signer, &world.domain());
        handed.push(Handed { grant, by_both: hand.by_both });
    }
    handed
}

/// The session that a hand means, in the vault that the world is at.
fn session(cast: &Cast, world: &World, hand: &Hand) -> Session {
    Session {
        paymentCap: hand.cap,
        budget: hand.budget,
        notAfter: world.now + hand.lives,
        ..world.session(cast.agent(hand.parent), cast.agent(hand.key))
    }
}
