//! What becomes of what was sent: receipts, fees that rise, gaps, nonces that went to strangers, and
//! payments that somebody else made.

use std::sync::atomic::Ordering;

use alloy::primitives::{Address, Bytes};
use alloy::rpc::types::{Log, TransactionReceipt};
use tokio::time::Instant;

use super::evidence;
use super::gas;
use super::lane::{CONTRACT_ATTEMPTS, Lane, LaneFault};
use super::node::Head;
use crate::store::intents::SlotDraft;

/// How often a nonce may be found mined and none of its receipts, before it counts as a stranger's:
/// nodes behind one address are not all equally far.
const LOOKS: u32 = 20;

impl Lane {
    /// Looks after everything that is on its way.
    pub(super) async fn track(&mut self) -> Result<(), LaneFault> {
        let mined = self.node.nonce(self.signer.address()).await?;
        if mined < self.mined {
            tracing::warn!(from = self.mined, to = mined, "the chain went back");
            self.stale.store(true, Ordering::Release);
            return Ok(());
        }
        self.mined = mined;
        // Somebody else sends with this key: what is next is theirs to say.
        self.next_nonce = self.next_nonce.max(mined);
        let nonces: Vec<u64> = self.slots.keys().copied().collect();
        for nonce in nonces.iter().filter(|nonce| **nonce < mined) {
            self.look(*nonce).await?;
        }
        let now = Instant::now();
        let is_late = |nonce: &u64| self.slots.get(nonce).is_some_and(|slot| slot.next_try <= now);
        let late: Vec<u64> = nonces.into_iter().filter(|n| *n >= mined && is_late(n)).collect();
        let gaps: Vec<u64> =
            (mined..self.next_nonce).filter(|nonce| !self.slots.contains_key(nonce)).collect();
        if late.is_empty() && gaps.is_empty() {
            return Ok(());
        }
        let head = self.head().await?;
        for nonce in gaps {
            self.fill(nonce, &head).await?;
        }
        for nonce in late {
            self.resubmit(nonce, &head).await?;
        }
        Ok(())
    }

    /// Looks for the receipt of a slot whose nonce is mined.
    async fn look(&mut self, nonce: u64) -> Result<(), LaneFault> {
        let Some(active) = self.slots.get(&nonce) else { return Ok(()) };
        let hashes: Vec<_> = active.slot.sent.iter().rev().map(|sent| sent.hash).collect();
        for hash in hashes {
            if let Some(receipt) = self.node.receipt(hash).await? {
                return self.close(nonce, &receipt).await;
            }
        }
        let Some(active) = self.slots.get_mut(&nonce) else { return Ok(()) };
        active.looks = active.looks.saturating_add(1);
        if active.looks < LOOKS {
            return Ok(());
        }
        let (id, intents) = (active.slot.id, active.slot.intents.clone());
        tracing::warn!(nonce, "somebody else sent a transaction with this key");
        self.intents.lose_slot(id, &intents).await?;
        self.slots.remove(&nonce);
        self.book.requeue(&intents, 0);
        Ok(())
    }

    /// Closes a slot that is in a block. Vaults' payments wait for the indexer's word; what the
    /// transaction left unpaid is queued again.
    async fn close(&mut self, nonce: u64, receipt: &TransactionReceipt) -> Result<(), LaneFault> {
        let Some(active) = self.slots.get(&nonce) else { return Ok(()) };
        let block = receipt.block_number.unwrap_or_default();
        let logs: &[Log] = receipt.logs();
        let (mut unpaid, mut ignored, mut transfers) = (Vec::new(), Vec::new(), Vec::new());
        for id in &active.slot.intents {
            let Some(payment) = self.book.payment(*id) else { continue };
            let is_vault = self.settings.vaults.contains(&payment.asset);
            match evidence::find(logs, &payment, is_vault) {
                // Whatever reverted, or was sent instead of the batch, is not its code's doing.
                None if payment.signature.is_contract() && has_run(receipt, payment.asset) => {
                    ignored.push(*id);
                }
                None => unpaid.push(*id),
                Some(paid) if !is_vault => transfers.push(paid),
                Some(_) => {}
            }
        }
        if !receipt.status() {
            tracing::warn!(transaction = %receipt.transaction_hash, block, "a transaction reverted on chain");
        }
        // Before the slot is closed: nobody looks into a closed slot again.
        self.settle(&transfers).await?;
        let left = [(unpaid.as_slice(), 1), (ignored.as_slice(), CONTRACT_ATTEMPTS)];
        self.intents.close_slot(active.slot.id, block, receipt.gas_used, &left).await?;
        self.slots.remove(&nonce);
        metrics::counter!("bursar_gas_used_total").increment(receipt.gas_used);
        left.into_iter().for_each(|(ids, attempts)| self.book.requeue(ids, attempts));
        Ok(())
    }

    /// Sends a slot again, with a higher fee if that is what it lacks and the ceiling allows it.
    async fn resubmit(&mut self, nonce: u64, head: &Head) -> Result<(), LaneFault> {
        let Some(active) = self.slots.get(&nonce) else { return Ok(()) };
        let (id, draft) = (active.slot.id, active.slot.draft.clone());
        let hopeless = active.is_hopeless() && !draft.calldata.is_empty();
        let draft = if hopeless { self.filler(nonce, head) } else { draft };
        let newest = active.slot.sent.last();
        let bumped = newest.and_then(|sent| self.settings.fees.bump(sent.fees, head.base_fee));
        if let Some(fees) = bumped.filter(|_| active.bump || hopeless) {
            if hopeless {
                tracing::error!(nonce, "nodes refuse the transaction: its nonce is used up idly");
                self.intents.redraft(id, &draft).await?;
            }
            let sent = self.sign(&draft, fees)?;
            self.intents.add_sent(id, &sent).await?;
            if let Some(active) = self.slots.get_mut(&nonce) {
                self.book.sent(&active.slot.intents, sent.hash);
                active.slot.sent.push(sent);
                active.slot.draft = draft;
                active.refusals = 0;
            }
        }
        self.broadcast(nonce).await;
        Ok(())
    }

    /// Uses up a nonce that nobody has, so that those after it can run.
    async fn fill(&mut self, nonce: u64, head: &Head) -> Result<(), LaneFault> {
        let fees = self.settings.fees.quote(head.base_fee)?;
        let draft = self.filler(nonce, head);
        tracing::warn!(nonce, "filling a gap in the nonces");
        self.occupy(draft, fees, Vec::new()).await?;
        Ok(())
    }

    /// Forgets former signers' slots whose nonces are used.
    pub(super) async fn forget_former(&mut self) -> Result<(), LaneFault> {
        for slot in &self.former {
            if self.node.nonce(slot.draft.signer).await? > slot.draft.nonce {
                self.intents.forget_slot(slot.id).await?;
                self.stale.store(true, Ordering::Release);
            }
        }
        Ok(())
    }

    /// A transaction of the signer to itself that does nothing.
    fn filler(&self, nonce: u64, head: &Head) -> SlotDraft {
        let signer = self.signer.address();
        let gas_limit = gas::FILLER.saturating_add(gas::l1(head, 0));
        SlotDraft { signer, nonce, target: signer, calldata: Bytes::new(), value: 0, gas_limit }
    }
}

/// Whether a transaction called `asset` and did what it says.
fn has_run(receipt: &TransactionReceipt, asset: Address) -> bool {
    receipt.status() && receipt.to == Some(asset)
}
