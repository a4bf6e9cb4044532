//! The mirror against the chain: the words that a store's events make, and the words that a vault holds.

use std::path::Path;

use alloy::eips::BlockId;
use alloy::primitives::Address;
use alloy::providers::Provider as _;
use bursar::chain::Chain;
use bursar::mirror::{self, Mirror};
use bursar::store::{Index, Store};

/// Rebuilds the mirror of a vault, read from a block on, out of what `store` holds, and compares each of
/// its words with the vault's at the last block that the store has read.
pub(crate) async fn assert_mirrored(chain: &Chain, vault: (Address, u64), store: &Path) {
    let index = Store::open_existing(store).await.unwrap();
    let index = Index::open(index, chain.id(), &[vault]).await.unwrap();
    let Some(tip) = index.store().tip().await.unwrap() else { return };
    // A chain that went back has forgotten the block; who follows the chain will hear of it.
    if chain.provider().get_block_by_hash(tip.hash).await.unwrap().is_none() {
        return;
    }
    let (vault, _) = vault;
    let config = mirror::config(chain, vault).await.unwrap();
    let mirror = Mirror::rebuild(&index, [(vault, config)]).await.unwrap();
    for slot in mirror.slots(vault) {
        let stored = chain.provider().get_storage_at(vault, slot);
        let stored = stored.block_id(BlockId::hash(tip.hash)).await.unwrap();
        assert_eq!(mirror.word(vault, slot), stored, "slot {slot:#066x} at block {}", tip.number);
    }
    index.store().close().await;
}
