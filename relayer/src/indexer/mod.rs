//! The vaults' events, from the first to the tip of the chain: read in order, verified against the
//! audit chains, stored, and passed on to whoever follows.

mod block;

pub use block::{Follower, Header, IndexedBlock, VaultEvent};
