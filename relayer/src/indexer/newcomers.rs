//! Vaults that join a store which has read on without them: what happened to them up to the store's
//! tip is read and verified as any history is, and taken in at once, so that all vaults of a store are
//! always read to the same block. What the store holds of the others stays as it is.

use std::collections::BTreeMap;

use alloy::primitives::Address;

use super::round::Stop;
use super::{IndexError, Indexer, Progress, chains};
use crate::chain::Range;
use crate::store::TreasuryHead;

impl Indexer {
    /// Takes in the vaults that the store does not follow yet.
    ///
    /// # Errors
    /// [`IndexError`]: nothing of them is in the store then, and another call begins again.
    pub(super) async fn take_in(
        &mut self,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), IndexError> {
        let Some(from) = self.newcomers.iter().map(|(_, from)| *from).min() else { return Ok(()) };
        let vaults: Vec<Address> = self.newcomers.iter().map(|(vault, _)| *vault).collect();
        tracing::info!(?vaults, from, to = self.tip.number, "reading the history of new vaults");
        let node = self.node.about(vaults);
        let before = node.known(from.saturating_sub(1).into()).await?;
        let mut joining = self.index.join(&self.newcomers, before).await?;
        let range = Range { from: before.number.saturating_add(1), to: self.tip.number };
        let total = self.tip.number.saturating_sub(before.number);
        let (mut told, mut chains) = (Progress { blocks: 0, total, events: 0 }, BTreeMap::new());
        let mut reader = node.read(range);
        while let Some(batch) = reader.next().await? {
            self.chains.verify(&mut chains, &batch.blocks)?;
            joining.add(&batch.blocks, batch.tip).await?;
            told.blocks = batch.tip.number.saturating_sub(before.number);
            let events = batch.blocks.iter().map(|block| block.events.len());
            told.events = told.events.saturating_add(events.sum::<usize>() as u64);
            progress(told);
        }
        let places = chains.keys().copied().collect();
        self.compare(places, &chains, self.tip.number).await.map_err(|stop| match stop {
            Stop::Broken(broken) => broken.into(),
            Stop::Error(error) => error,
        })?;
        self.node.require(&self.tip).await?;
        let heads: Vec<TreasuryHead> =
            chains.iter().map(|(place, replay)| chains::head(*place, replay)).collect();
        self.index = joining.finish(&heads).await?;
        self.node = self.node.about(self.index.vaults().collect());
        self.chains.extend(chains);
        self.newcomers.clear();
        Ok(())
    }
}
