//! The mirror against the chain: the words that a store's events make, and the words that vaults hold.

use std::path::Path;

use alloy::eips::BlockId;
use alloy::primitives::Address;
use alloy::providers::Provider as _;
use bursar::chain::Chain;
use bursar::mirror::{self, Mirror};
use bursar::store::{Index, Store};

/// Rebuilds the mirror of the store's vaults, each read from a block on, out of what `store` holds, and
/// compares each of its words with the vault's at the last block that the store has read.
pub(crate) async fn assert_mirrored(chain: &Chain, vaults: &[(Address, u64)], store: &Path) {
    let index = Store::open_existing(store).await.unwrap();
    let index = Index::open(index, chain.id(), vaults).await.unwrap();
    let Some(tip) = index.store().tip().await.unwrap() else { return };
    // A chain that went back has forgotten the block; who follows the chain will hear of it.
    if chain.provider().get_block_by_hash(tip.hash).await.unwrap().is_none() {
        return;
    }
    let mut configs = Vec::new();
    for (vault, _) in vaults {
        configs.push((*vault, mirror::config(chain, *vault).await.unwrap()));
    }
    let mirror = Mirror::rebuild(&index, configs).await.unwrap();
    for vault in mirror.vaults() {
        for slot in mirror.slots(vault) {
            let stored = chain.provider().get_storage_at(vault, slot);
            let stored = stored.block_id(BlockId::hash(tip.hash)).await.unwrap();
            let place = format!("{vault} slot {slot:#066x} at block {}", tip.number);
            assert_eq!(mirror.word(vault, slot), stored, "{place}");
        }
    }
    index.store().close().await;
}
