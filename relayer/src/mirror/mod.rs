//! The vaults' words as the chain has them, rebuilt from events alone.
//!
//! Every event goes through the same functions of `bursar_policy` as the call that logged it, so that
//! a mirrored word equals the one in the vault's storage, bit for bit. What is not mirrored is the
//! table of random nonces: an event does not tell when its authorization expires, which the table
//! remembers. In its place the mirror keeps the random nonces that were paid, each for as long as any
//! authorization accepted at that time could live.

mod events;
mod fault;
mod overlay;
mod settled;

use std::collections::{BTreeMap, VecDeque};

use alloy::primitives::{Address, U256, map::HashMap};
use alloy::providers::Provider as _;
use bursar_abi::IVault::IVaultEvents;
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::{Config, layout};

use crate::chain::{Chain, ChainError};
use crate::indexer::{IndexedBlock, REORG_DEPTH, VaultEvent};
use crate::payment::PaymentKey;
use crate::store::{Index, StoreError};
pub use fault::{Cause, MirrorFault};
pub use overlay::Overlay;
use settled::Settled;

/// Words by slot; one that is missing is zero.
pub(crate) type Words = HashMap<U256, U256>;

/// The words of all vaults that are followed.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    vaults: BTreeMap<Address, Words>,
    settled: Settled,
    /// What recent blocks changed, oldest first.
    journal: VecDeque<(u64, Undo)>,
}

/// Whoever holds a mirror, alone or with reservations on top of it.
pub trait Mirrored: Send + Sync + 'static {
    /// Looks at the mirror as it stands; it does not move in the meantime.
    fn look<T>(&self, at: impl FnOnce(&Mirror) -> T) -> T;
}

/// What a block changed: words as they were before, and random nonces that it was the first to use.
#[derive(Clone, Debug, Default)]
struct Undo {
    words: Vec<(Address, U256, U256)>,
    settled: Vec<PaymentKey>,
}

/// Why a mirror cannot be rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The events are not those of a vault of this version.
    #[error(transparent)]
    Mirror(#[from] MirrorFault),
}

/// What `vault` says of its token: the one word that no event writes.
///
/// # Errors
/// [`ChainError::NoContract`] if there is no vault there, and what the node answers.
pub async fn config(chain: &Chain, vault: Address) -> Result<Config, ChainError> {
    let word = chain.provider().get_storage_at(vault, layout::CONFIG_SLOT).await?;
    let config = Config::unpack(word);
    if config.token.is_zero() { Err(ChainError::NoContract(vault)) } else { Ok(config) }
}

impl Mirror {
    /// Vaults in which nothing has happened yet.
    pub fn new(vaults: impl IntoIterator<Item = (Address, Config)>) -> Self {
        let words = |config: Config| Words::from_iter([(layout::CONFIG_SLOT, config.pack())]);
        let vaults = vaults.into_iter().map(|(vault, config)| (vault, words(config)));
        Self { vaults: vaults.collect(), ..Self::default() }
    }

    /// Vaults as the store knows them.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn rebuild(
        index: &Index,
        vaults: impl IntoIterator<Item = (Address, Config)>,
    ) -> Result<Self, RebuildError> {
        let mut mirror = Self::new(vaults);
        index.replay(None, |block| Ok::<_, RebuildError>(mirror.apply(&block)?)).await?;
        Ok(mirror)
    }

    /// The vaults.
    pub fn vaults(&self) -> impl Iterator<Item = Address> {
        self.vaults.keys().copied()
    }

    /// The word at `slot` of `vault`; zero where nothing was ever written.
    pub fn word(&self, vault: Address, slot: U256) -> U256 {
        self.vaults.get(&vault).and_then(|words| words.get(&slot)).copied().unwrap_or_default()
    }

    /// Every slot of `vault` that was ever written.
    pub fn slots(&self, vault: Address) -> impl Iterator<Item = U256> {
        self.vaults.get(&vault).into_iter().flat_map(|words| words.keys().copied())
    }

    /// The words of `vault` as storage. What is written there stays there: the mirror does not change.
    pub fn vault(&self, vault: Address) -> Overlay<'_> {
        Overlay::new(self.vaults.get(&vault))
    }

    /// Whether the authorization was paid, or is on record as denied. A payment with a random nonce is
    /// forgotten once it has expired in any case.
    pub fn is_settled(&self, key: &PaymentKey) -> bool {
        let PaymentKey { asset, payer, nonce } = *key;
        match SequencedNonce::read(nonce) {
            Some(nonce) => nonce.is_used(self.word(asset, layout::sequence_slot(payer, nonce))),
            None => self.settled.contains(key),
        }
    }

    /// Does what the events of the next block say.
    ///
    /// # Errors
    /// [`MirrorFault`] if a vault did what the policy does not allow; nothing is changed then.
    pub fn apply(&mut self, block: &IndexedBlock) -> Result<(), MirrorFault> {
        let mut undo = Undo::default();
        for event in &block.events {
            if let Err(cause) = self.apply_event(event, block.timestamp, &mut undo) {
                self.revert(undo);
                let VaultEvent { vault, log_index, .. } = *event;
                return Err(MirrorFault { vault, block: block.number, log_index, cause });
            }
        }
        self.settled.forget_before(block.timestamp);
        self.journal.push_back((block.number, undo));
        let oldest = block.number.saturating_sub(REORG_DEPTH);
        while self.journal.front().is_some_and(|(number, _)| *number <= oldest) {
            self.journal.pop_front();
        }
        Ok(())
    }

    /// Undoes every block after `last`, which may lie [`REORG_DEPTH`] blocks back.
    pub fn roll_back(&mut self, last: u64) {
        while let Some((_, undo)) = self.journal.pop_back_if(|(number, _)| *number > last) {
            self.revert(undo);
        }
    }

    fn apply_event(&mut self, event: &VaultEvent, now: u64, undo: &mut Undo) -> Result<(), Cause> {
        let words = self.vaults.get_mut(&event.vault).ok_or(Cause::VaultUnknown)?;
        let mut overlay = Overlay::new(Some(words));
        events::apply(&mut overlay, &event.event, now)?;
        let used = match &event.event {
            IVaultEvents::PaymentSettled(paid) => Some((paid.treasury, paid.agent, paid.nonce)),
            IVaultEvents::DenialRecorded(denied) => {
                Some((denied.treasury, denied.agent, denied.nonce))
            }
            _ => None,
        };
        if let Some((treasury, payer, nonce)) = used
            && SequencedNonce::read(nonce).is_none()
        {
            // The vault pays and records nothing that lives longer.
            let until = events::longest_life(&mut overlay, treasury, now);
            let key = PaymentKey { asset: event.vault, payer, nonce };
            if self.settled.insert(key, until) {
                undo.settled.push(key);
            }
        }
        for (slot, word) in overlay.into_written() {
            let before = words.insert(slot, word).unwrap_or_default();
            undo.words.push((event.vault, slot, before));
        }
        Ok(())
    }

    fn revert(&mut self, undo: Undo) {
        for (vault, slot, before) in undo.words.into_iter().rev() {
            if let Some(words) = self.vaults.get_mut(&vault) {
                words.insert(slot, before);
            }
        }
        for key in undo.settled {
            self.settled.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests;
