//! A contract's words at one block, for whoever finds out only on the way which ones to read.

use std::collections::{BTreeSet, HashMap};

use alloy::eips::BlockId;
use alloy::primitives::{Address, U256};
use alloy::providers::Provider as _;
use bursar_policy::Storage;
use futures_util::future::try_join_all;

use super::{Chain, ChainError};

/// Words as far as they are known. One that is not reads as zero, and is asked for.
#[derive(Debug, Default)]
pub struct Snapshot {
    words: HashMap<U256, U256>,
    asked: BTreeSet<U256>,
}

impl Storage for Snapshot {
    fn load(&mut self, slot: U256) -> U256 {
        let known = self.words.get(&slot).copied();
        if known.is_none() {
            self.asked.insert(slot);
        }
        known.unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.words.insert(slot, word);
    }
}

impl Chain {
    /// What `ask` finds in the storage of `contract` at `block`. It is called again with the words that
    /// it missed until it misses none, so it must look only, and at the same words each time.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Refused`] if the node does not answer.
    pub async fn read<T>(
        &self,
        contract: Address,
        block: BlockId,
        mut ask: impl FnMut(&mut Snapshot) -> T,
    ) -> Result<T, ChainError> {
        let mut snapshot = Snapshot::default();
        loop {
            let found = ask(&mut snapshot);
            let missing = std::mem::take(&mut snapshot.asked);
            if missing.is_empty() {
                return Ok(found);
            }
            let words = missing.into_iter().map(|slot| async move {
                let word = self.provider.get_storage_at(contract, slot).block_id(block).await?;
                Ok::<_, ChainError>((slot, word))
            });
            snapshot.words.extend(try_join_all(words).await?);
        }
    }
}
