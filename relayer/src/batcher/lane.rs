//! The lane: the one owner of its signer's nonces. It closes batches, tries them, signs them, writes
//! them down, and only then sends them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alloy::consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy::eips::eip2718::Encodable2718 as _;
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::book::{Book, Ticket};
use super::ends::{Parked, worn_out};
use super::errands::Errands;
use super::follow::tell;
use super::node::{Head, Node, SendAnswer};
use super::settings::Settings;
use super::trial::{self, Stage, Trial};
use super::{AboveCeiling, Fees, Status};
use crate::approval::Approvals;
use crate::chain::ChainError;
use crate::session::Sessions;
use crate::store::StoreError;
use crate::store::intents::{Intents, Sent, Slot, SlotDraft};

/// How long to wait after a failure.
const RETRY: Duration = Duration::from_millis(500);

/// Mined transactions that may leave one payment unpaid before it is refused.
const ATTEMPTS: u32 = 8;

/// As how many of those one counts that ran, and left a contract payer's unpaid: two are enough. Its code
/// can tell a simulation from a block, and have each of them paid by whoever settles.
pub(super) const CONTRACT_ATTEMPTS: u32 = 4;

/// Answers of a node that it will not take a transaction, before its slot sends something else.
const REFUSALS: u32 = 3;

/// How far back settlements are compared with the index at the start; an hour of Arbitrum.
const REORG_BLOCKS: u64 = 14_400;

/// Seconds of a UTC day.
pub(super) const DAY: u64 = 86_400;

/// The one owner of a signer's nonces.
pub(super) struct Lane {
    pub(super) node: Node,
    pub(super) signer: PrivateKeySigner,
    pub(super) intents: Intents,
    pub(super) book: Arc<Book>,
    pub(super) sessions: Arc<Sessions>,
    pub(super) approvals: Arc<Approvals>,
    pub(super) errands: Arc<Errands>,
    pub(super) settings: Arc<Settings>,
    pub(super) status: Arc<Status>,
    /// Set when slots were opened again behind the lane's back, and at the start.
    pub(super) stale: Arc<AtomicBool>,
    /// Whether it was loaded since the process began.
    pub(super) is_set: bool,
    /// How many of the signer's transactions are mined.
    pub(super) mined: u64,
    /// The first nonce without a slot.
    pub(super) next_nonce: u64,
    pub(super) slots: BTreeMap<u64, Active>,
    /// Open slots of former signers.
    pub(super) former: Vec<Slot>,
    pub(super) parked: Vec<Parked>,
    pub(super) tracked: Option<Instant>,
    pub(super) swept: Option<Instant>,
    /// What is wrong with something that is on its way.
    pub(super) trouble: Option<LaneFault>,
}

/// A slot on its way.
#[derive(Debug)]
pub(super) struct Active {
    pub(super) slot: Slot,
    /// When to send again.
    pub(super) next_try: Instant,
    /// Whether with a higher fee.
    pub(super) bump: bool,
    /// How often its nonce was found mined and none of its receipts.
    pub(super) looks: u32,
    /// How often a node would not take it.
    pub(super) refusals: u32,
}

/// Why the lane stands still.
#[derive(Debug, thiserror::Error)]
pub(super) enum LaneFault {
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fee(#[from] AboveCeiling),
    #[error("the gas of this day is used up ({0}); payments wait for midnight UTC")]
    GasOfDay(u64),
    #[error(
        "one call alone needs more gas than a transaction may have ({needed}, {most}); raise gas_per_transaction"
    )]
    GasOfTransaction { needed: u64, most: u64 },
    #[error("the signer {0} cannot pay for gas; send it ether")]
    Funds(Address),
    #[error("the node will not take a transaction: {0}")]
    Refused(String),
    #[error("it is not known whether a transaction was sent: {0}")]
    Unknown(String),
    #[error("the signer cannot sign")]
    Signer(#[from] alloy::signers::Error),
}

/// Unix seconds of this machine.
pub(super) fn wall_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

impl Lane {
    /// Works until `stop`. What is under way then is on disk, and goes on at the next start.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let fault = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                done = self.step() => done.err().or(self.trouble.take()),
            };
            self.status.set_fault(fault.as_ref());
            let pause = if fault.is_some() { Some(RETRY) } else { None };
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.rest(pause) => {}
            }
        }
    }

    /// Waits until there may be something to do.
    async fn rest(&self, pause: Option<Duration>) {
        if let Some(pause) = pause {
            return tokio::time::sleep(pause).await;
        }
        let now = Instant::now();
        let (open, _) = self.book.counts();
        let is_busy = open > 0 || !self.slots.is_empty();
        let poll = now.checked_add(self.settings.poll).filter(|_| is_busy);
        let has_room = self.slots.len() < self.settings.in_flight;
        let due = self.book.next_due(&self.settings).filter(|_| has_room);
        let wake = poll.into_iter().chain(due).min();
        let alarm = async {
            match wake {
                Some(wake) => tokio::time::sleep_until(wake).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.book.queued.notified() => {}
            () = alarm => {}
        }
    }

    async fn step(&mut self) -> Result<(), LaneFault> {
        if self.stale.swap(false, Ordering::AcqRel)
            && let Err(fault) = self.load().await
        {
            self.stale.store(true, Ordering::Release);
            return Err(fault);
        }
        let is_time = self.tracked.is_none_or(|last| last.elapsed() >= self.settings.poll);
        if is_time && !self.slots.is_empty() {
            self.tracked = Some(Instant::now());
            self.track().await?;
        }
        if is_time && !self.parked.is_empty() {
            self.tracked = Some(Instant::now());
            // What was parked and is not ended yet is found again in the store.
            let resolved = self.resolve().await;
            resolved.inspect_err(|_| self.stale.store(true, Ordering::Release))?;
        }
        let is_time = self.swept.is_none_or(|last| last.elapsed() >= self.settings.resubmit_after);
        if is_time && self.book.counts().0 > 0 {
            self.swept = Some(Instant::now());
            self.sweep().await?;
            self.forget_former().await?;
        }
        self.run_errands().await;
        while self.is_due() {
            let head = self.head().await?;
            let fees = self.settings.fees.quote(head.base_fee)?;
            self.require_gas_of_day(0).await?;
            let Some((asset, tickets)) = self.book.take(Instant::now(), &self.settings) else {
                break;
            };
            // What was taken and not sent is found again in the store.
            let dispatched = self.dispatch(asset, &head, fees, tickets).await;
            dispatched.inspect_err(|_| self.stale.store(true, Ordering::Release))?;
        }
        Ok(())
    }

    /// Whether a batch should go, and may.
    fn is_due(&self) -> bool {
        let has_room = self.slots.len() < self.settings.in_flight;
        let due = self.book.next_due(&self.settings);
        has_room
            && due.is_some_and(|due| due <= Instant::now())
            && !self.stale.load(Ordering::Acquire)
    }

    /// Takes up what the store and the chain say: at the start, after a reorganisation, and when the
    /// store did not say whether it wrote.
    async fn load(&mut self) -> Result<(), LaneFault> {
        let signer = self.signer.address();
        self.mined = self.node.nonce(signer).await?;
        self.intents.reopen_slots(signer, self.mined).await?;
        // What was reorganised while nobody here was told; from now on the indexer tells.
        if !self.is_set {
            let tip = self.indexed().await?;
            self.intents.reopen_orphans(tip.saturating_sub(REORG_BLOCKS)).await?;
        }
        self.slots.clear();
        self.former.clear();
        self.parked.clear();
        self.next_nonce = self.mined;
        let now = Instant::now();
        for slot in self.intents.open_slots().await? {
            // Another key's transactions may land, but nobody here can raise their fees. Their
            // payments go on under this one: whichever is first pays.
            if slot.draft.signer != signer {
                self.intents.take_over(slot.id).await?;
                self.former.push(slot);
                continue;
            }
            self.next_nonce = self.next_nonce.max(slot.draft.nonce.saturating_add(1));
            self.slots.insert(slot.draft.nonce, Active::new(slot, now));
        }
        let paid = self.intents.paid_unnoticed().await?;
        self.intents.settle(&paid).await?;
        self.reload_book().await?;
        tell(&self.book, &paid);
        self.tracked = None;
        self.is_set = true;
        tracing::info!(%signer, nonce = self.next_nonce, in_flight = self.slots.len(), "lane is set");
        Ok(())
    }

    /// The last block that the index has read.
    pub(super) async fn indexed(&self) -> Result<u64, LaneFault> {
        Ok(self.intents.indexed_tip().await?.map_or(0, |tip| tip.number))
    }

    /// The newest block, at the node or in the index.
    pub(super) async fn head(&self) -> Result<Head, LaneFault> {
        Ok(self.node.head(self.indexed().await?).await?)
    }

    /// Takes the open intents into the book.
    async fn reload_book(&self) -> Result<(), LaneFault> {
        let read = self.intents.open().await?;
        self.book.reload(&read);
        // What ended while they were read was told to lines that were not in the book yet.
        let open: HashSet<i64> = self.intents.open().await?.iter().map(|it| it.id).collect();
        for intent in read.iter().filter(|intent| !open.contains(&intent.id)) {
            let key = intent.payment.key();
            if let Some(ended) = self.intents.find(&key).await? {
                self.book.end(&key, ended.standing);
            }
        }
        Ok(())
    }

    /// Tries a batch and sends what passes.
    async fn dispatch(
        &mut self,
        asset: Address,
        head: &Head,
        fees: Fees,
        tickets: Vec<Ticket>,
    ) -> Result<(), LaneFault> {
        let (tired, tickets): (Vec<_>, Vec<_>) =
            tickets.into_iter().partition(|ticket| ticket.attempts >= ATTEMPTS);
        // Somebody else may have paid what ours left unpaid.
        self.answer(tired.into_iter().map(worn_out).collect(), head).await?;
        let sender = self.signer.address();
        if self.settings.vaults.contains(&asset) {
            let Self { node, settings, sessions, approvals, .. } = &*self;
            let stage = Stage { node, head, settings, sessions, approvals, sender, vault: asset };
            let trial = trial::batch(&stage, tickets).await?;
            return self.send(asset, head, fees, trial).await;
        }
        let mut tickets = tickets.into_iter();
        while self.slots.len() < self.settings.in_flight
            && let Some(ticket) = tickets.next()
        {
            let trial = trial::transfer(&self.node, head, sender, ticket).await?;
            self.send(asset, head, fees, trial).await?;
        }
        self.book.put_back(tickets.as_slice());
        Ok(())
    }

    /// Answers what a trial refused, queues what it left or was not told, sends what passed.
    async fn send(
        &mut self,
        asset: Address,
        head: &Head,
        fees: Fees,
        trial: Trial,
    ) -> Result<(), LaneFault> {
        let Trial { passed, refused, rest, silent, calldata, gas_limit } = trial;
        self.book.put_back(&rest);
        self.answer(refused, head).await?;
        if let Some((tickets, why)) = silent {
            self.set_aside(tickets, &why, head).await?;
        }
        if passed.is_empty() {
            return Ok(());
        }
        let most = self.settings.gas_per_transaction;
        if gas_limit > most {
            // It is alone; others may need less.
            passed.iter().for_each(|ticket| self.postpone(ticket));
            self.trouble = Some(LaneFault::GasOfTransaction { needed: gas_limit, most });
            return Ok(());
        }
        self.require_gas_of_day(gas_limit).await?;
        let ids: Vec<i64> = passed.iter().map(|ticket| ticket.id).collect();
        let payments = ids.len();
        if self.open_slot(asset, calldata, gas_limit, fees, ids).await? {
            metrics::histogram!("bursar_batch_payments").record(payments as f64);
            return Ok(());
        }
        self.sort_out(passed).await
    }

    /// Checks the cap on the gas of a day.
    pub(super) async fn require_gas_of_day(&self, gas_limit: u64) -> Result<(), LaneFault> {
        let now = wall_clock();
        let most = self.settings.gas_per_day;
        if self.status.is_exhausted(now / DAY) {
            return Err(LaneFault::GasOfDay(most));
        }
        let used = self.intents.gas_since(now.saturating_sub(now % DAY)).await?;
        if used.saturating_add(gas_limit) > most {
            self.status.exhaust(now / DAY);
            return Err(LaneFault::GasOfDay(most));
        }
        Ok(())
    }

    /// Gives the next nonce to a call: signed, on disk, then sent. `false` if one of its payments was
    /// withdrawn, or ended otherwise, before it was on disk: then there is no such call.
    async fn open_slot(
        &mut self,
        target: Address,
        calldata: Bytes,
        gas_limit: u64,
        fees: Fees,
        ids: Vec<i64>,
    ) -> Result<bool, LaneFault> {
        let (signer, nonce) = (self.signer.address(), self.next_nonce);
        let draft = SlotDraft { signer, nonce, target, calldata, value: 0, gas_limit };
        self.occupy(draft, fees, ids).await
    }

    /// Puts a slot on its way, unless one of `ids` waits no more.
    pub(super) async fn occupy(
        &mut self,
        draft: SlotDraft,
        fees: Fees,
        ids: Vec<i64>,
    ) -> Result<bool, LaneFault> {
        let nonce = draft.nonce;
        let first = self.sign(&draft, fees)?;
        let opened = self.intents.open_slot(&draft, &first, &ids, wall_clock()).await?;
        let Some(id) = opened else { return Ok(false) };
        self.next_nonce = self.next_nonce.max(nonce.saturating_add(1));
        self.book.sent(&ids, first.hash);
        let slot = Slot { id, draft, sent: vec![first], intents: ids };
        self.slots.insert(nonce, Active::new(slot, Instant::now()));
        self.broadcast(nonce).await;
        Ok(true)
    }

    /// Signs what a slot sends.
    pub(super) fn sign(&self, draft: &SlotDraft, fees: Fees) -> Result<Sent, LaneFault> {
        let transaction = TxEip1559 {
            chain_id: self.node.chain_id(),
            nonce: draft.nonce,
            gas_limit: draft.gas_limit,
            max_fee_per_gas: fees.max_fee.into(),
            max_priority_fee_per_gas: fees.tip.into(),
            to: TxKind::Call(draft.target),
            value: U256::from(draft.value),
            access_list: Default::default(),
            input: draft.calldata.clone(),
        };
        let signature = self.signer.sign_hash_sync(&transaction.signature_hash())?;
        let envelope = TxEnvelope::from(transaction.into_signed(signature));
        Ok(Sent { hash: *envelope.tx_hash(), raw: envelope.encoded_2718().into(), fees })
    }

    /// Sends a slot's newest transaction and notes when to try again. Whatever the answer, it may
    /// land from here on.
    pub(super) async fn broadcast(&mut self, nonce: u64) {
        let Some(active) = self.slots.get_mut(&nonce) else { return };
        let Some(newest) = active.slot.sent.last() else { return };
        let answer = self.node.send(&newest.raw).await;
        let now = Instant::now();
        let (wait, bump) = match &answer {
            SendAnswer::Taken => (self.settings.resubmit_after, true),
            SendAnswer::NonceTooLow => (self.settings.resubmit_after, false),
            SendAnswer::Underpriced => (self.settings.poll, true),
            SendAnswer::Funds | SendAnswer::Unknown(_) | SendAnswer::Refused(_) => (RETRY, false),
        };
        (active.next_try, active.bump) = (now.checked_add(wait).unwrap_or(now), bump);
        self.trouble = match answer {
            SendAnswer::Taken | SendAnswer::NonceTooLow | SendAnswer::Underpriced => None,
            SendAnswer::Funds => Some(LaneFault::Funds(active.slot.draft.signer)),
            SendAnswer::Unknown(why) => Some(LaneFault::Unknown(why)),
            SendAnswer::Refused(why) => {
                active.refusals = active.refusals.saturating_add(1);
                Some(LaneFault::Refused(why))
            }
        }
        .or(self.trouble.take());
    }
}

impl Active {
    /// A slot that is to be sent as it is, now.
    pub(super) fn new(slot: Slot, now: Instant) -> Self {
        Self { slot, next_try: now, bump: false, looks: 0, refusals: 0 }
    }

    /// Whether nodes have said often enough that they will not take it.
    pub(super) const fn is_hopeless(&self) -> bool {
        self.refusals >= REFUSALS
    }
}
