//! One round: from where the store ends to the node's latest block.

use std::collections::BTreeMap;
use std::time::Instant;

use alloy::eips::BlockNumberOrTag;
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault::AuditHead;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::mpsc;

use super::chains::{self, Broken, Place};
use super::node::Batch;
use super::{Header, IndexError, Indexer, Progress, REORG_DEPTH, Status};
use crate::audit::Replay;
use crate::chain::{ChainError, Range};
use crate::store::{Step, StoreError, TreasuryHead};

/// Batches that wait while the one before them is stored.
const BATCHES_AHEAD: usize = 2;

/// Storage words asked for at the same time.
const CONCURRENT: usize = 16;

/// What ends a round early: a chain that breaks may be worth reading again.
pub(super) enum Stop {
    Broken(Broken),
    Error(IndexError),
}

impl<E: Into<IndexError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Indexer {
    /// Goes to the node's latest block; `audit` compares all heads there with storage.
    pub(super) async fn round(
        &mut self,
        audit: bool,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), IndexError> {
        let latest = self.node.known(BlockNumberOrTag::Latest).await?;
        let base = self.base(&latest).await?;
        let broken = match self.advance(base, latest, audit, progress).await {
            Ok(()) => return Ok(()),
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Broken(broken)) => broken,
        };
        self.node.require(&latest).await?;
        // Not above the fork: what is stored there is no longer the chain's.
        let gap = self.before_gap(broken.place).await?;
        let base = if gap.number < base.number { gap } else { base };
        let (vault, treasury) = broken.place;
        tracing::warn!(%vault, treasury, fault = %broken.fault, from = base.number, "reading again");
        match self.advance(base, latest, audit, progress).await {
            Ok(()) => Ok(()),
            Err(Stop::Error(error)) => Err(error),
            Err(Stop::Broken(broken)) => {
                self.node.require(&latest).await?;
                Err(broken.into())
            }
        }
    }

    /// The last stored block that is still the chain's: the tip, or an earlier one if the node has
    /// another block in place of one that is stored.
    async fn base(&self, latest: &Header) -> Result<Header, IndexError> {
        let mut oldest = latest.number.min(self.tip.number);
        let mut base = self.tip;
        let mut is_reorganised = false;
        while let Some(stored) = self.index.header_before(oldest).await? {
            let found = self.node.known(stored.number.into()).await?;
            if found.hash == stored.hash {
                if is_reorganised {
                    base = stored;
                }
                return Ok(base);
            }
            is_reorganised = true;
            oldest = match stored.number.checked_sub(1) {
                Some(before) => before,
                None => break,
            };
        }
        // A node that is behind the whole store says nothing about it.
        if is_reorganised { Err(IndexError::NoAncestor(oldest)) } else { Ok(base) }
    }

    /// The block of the last event that is known of a treasury whose chain breaks after it, or the
    /// earliest that followers can surely go back to.
    async fn before_gap(&self, (vault, treasury): Place) -> Result<Header, IndexError> {
        let last = self.index.last_block_of(vault, treasury).await?;
        let last = last.unwrap_or(self.index.store().first().await?.unwrap_or(self.tip));
        let floor = self.tip.number.saturating_sub(REORG_DEPTH / 2);
        if self.followers.is_empty() || last.number >= floor {
            return Ok(last);
        }
        Ok(self.node.known(floor.into()).await?)
    }

    /// Reads everything after `base` up to `latest`, in place of what is stored there.
    async fn advance(
        &mut self,
        base: Header,
        latest: Header,
        audit: bool,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), Stop> {
        self.require_depth(&base)?;
        let range = Range { from: base.number.saturating_add(1), to: latest.number };
        let total = latest.number.saturating_sub(base.number);
        let mut told = Progress { blocks: 0, total, events: 0 };
        let mut reader = self.node.read(range);
        let (send, receive) = mpsc::channel(BATCHES_AHEAD);
        let read = async move {
            while let Some(batch) = reader.next().await? {
                if send.send(batch).await.is_err() {
                    break;
                }
            }
            Ok::<(), Stop>(())
        };
        let store = async {
            let mut receive = receive;
            let mut keep = (base.number < self.tip.number).then_some(base.number);
            while let Some(batch) = receive.recv().await {
                self.commit(keep.take(), &batch, &latest).await?;
                told.blocks = batch.tip.number.saturating_sub(base.number);
                let events = batch.blocks.iter().map(|block| block.events.len());
                told.events = told.events.saturating_add(events.sum::<usize>() as u64);
                progress(told);
            }
            Ok(())
        };
        // What was read before the node failed is stored all the same.
        let (read, stored): (_, Result<(), Stop>) = tokio::join!(read, store);
        stored.and(read)?;
        if audit && self.tip.number <= latest.number {
            let places = self.chains.places().collect();
            self.compare(places, &BTreeMap::new(), self.tip.number).await?;
        }
        self.status.send_replace(Status {
            tip: self.tip,
            latest: latest.number,
            at: Instant::now(),
        });
        Ok(())
    }

    /// Followers can undo only so much.
    fn require_depth(&self, base: &Header) -> Result<(), IndexError> {
        let depth = self.tip.number.saturating_sub(base.number);
        if depth > REORG_DEPTH && !self.followers.is_empty() {
            return Err(IndexError::TooDeep { from: base.number.saturating_add(1), depth });
        }
        Ok(())
    }

    /// Verifies and stores a batch after block `keep`, and tells followers.
    async fn commit(
        &mut self,
        keep: Option<u64>,
        batch: &Batch,
        latest: &Header,
    ) -> Result<(), Stop> {
        let mut changed = match keep {
            Some(last) => self.chains.wound_back(&self.heads_at(last).await?),
            None => BTreeMap::new(),
        };
        self.chains.verify(&mut changed, &batch.blocks).map_err(Stop::Broken)?;
        if batch.tip.number == latest.number {
            self.compare(changed.keys().copied().collect(), &changed, batch.tip.number).await?;
        }
        self.node.require(latest).await?;
        let heads: Vec<TreasuryHead> =
            changed.iter().map(|(place, replay)| chains::head(*place, replay)).collect();
        let (former, tip) = (Some(self.tip), batch.tip);
        self.index
            .advance(&Step { former, keep, blocks: &batch.blocks, tip, heads: &heads })
            .await?;
        self.tip = tip;
        self.chains.extend(changed);
        for follower in &self.followers {
            if let Some(last) = keep {
                follower.rolled_back(last);
            }
            batch.blocks.iter().for_each(|block| follower.applied(block));
        }
        Ok(())
    }

    /// Where every chain stood at the end of block `last` that has moved since.
    async fn heads_at(&self, last: u64) -> Result<Vec<TreasuryHead>, StoreError> {
        let undone = self.index.undone_by(last).await?;
        let heads = undone.into_iter().map(|(vault, treasury, event)| {
            let Some(event) = event else {
                return Ok(TreasuryHead { vault, treasury, entries: 0, head: Default::default() });
            };
            // The last event that a transaction logs of a treasury is its head.
            let head = AuditHead::decode_log_data(&event.log)
                .map_err(|_| StoreError::Corrupt("an audit head"))?;
            let entries = head.firstSeq.saturating_add(head.count.into());
            Ok(TreasuryHead { vault, treasury, entries, head: head.head })
        });
        heads.collect()
    }

    /// Compares heads with the vaults' storage at the end of block `number`.
    pub(super) async fn compare(
        &self,
        places: Vec<Place>,
        changed: &BTreeMap<Place, Replay>,
        number: u64,
    ) -> Result<(), Stop> {
        let stored = stream::iter(places)
            .map(async |place| {
                let head = self.node.stored_head(place.0, place.1, number).await?;
                Ok::<_, ChainError>((place, head))
            })
            .buffer_unordered(CONCURRENT)
            .try_collect::<Vec<_>>()
            .await?;
        for (place, head) in stored {
            let replay = changed.get(&place).cloned().unwrap_or_else(|| self.chains.of(place));
            // A treasury that a reorganisation undid has no head in storage at all.
            if replay.entries() == 0 && head.is_zero() {
                continue;
            }
            let compared = replay.compare(replay.entries(), head);
            compared.map_err(|fault| Stop::Broken(Broken::new(place, fault)))?;
        }
        Ok(())
    }
}
