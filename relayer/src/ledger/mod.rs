//! What may still be spent: the mirrored words, less what is promised already.
//!
//! A verified payment is held until it settles, until it can settle no more, or until the promise
//! made for it runs out. A further payment is decided by the contract's own [`batch::charge`], on the
//! words as they would be had all that is held been paid: now, and at the end of the promise. At both
//! moments everything held is charged to the window of that moment. Nothing in between is tighter: a
//! window that rolls only leaves more room, and of what closes, an hour or a validity, both ends are
//! looked at, since no promise outlives an hour.

mod approved;
mod holds;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use alloy::primitives::{Address, U256};
use bursar_abi::IVault::IVaultEvents;
use bursar_policy::{
    AgentPolicy, Authorization, AuthorizationFault, Config, Denied, Lineage, Member, Storage,
    approvals,
    batch::{self, Cache},
    hold, layout, room,
};

use self::holds::{Charge, Hold, Holds};
use crate::approval::Approvals;
use crate::indexer::{Follower, IndexedBlock, REORG_DEPTH, VaultEvent};
use crate::mirror::{Mirror, MirrorFault, Mirrored};
use crate::payment::{PaymentKey, SignedAuthorization};
use crate::session::{Place, Sessions};

pub use self::approved::{Counted, NotCounted};
pub use self::sessions::{NotTaken, Taken};

/// Holds that have run out and are dropped with each new one: enough to keep up, and so few that nobody waits
/// for thousands that run out in the same second.
const SWEEP: usize = 32;

/// Decides payments and holds their room. Every call is a few microseconds under one lock.
#[derive(Debug)]
pub struct Ledger {
    state: Mutex<State>,
    hold_seconds: u64,
}

/// Why a payment is not promised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The policy denies: now, at the end of the promise, or after what is held already.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The message is none that could be paid now.
    #[error(transparent)]
    Fault(#[from] AuthorizationFault),
    /// It is being settled.
    #[error("the payment is being settled")]
    Settling,
    /// It was settled.
    #[error("the payment was settled")]
    Settled,
    /// The payer of a plain token holds too little, less what is held already.
    #[error("the payer has {balance}, {held} of it promised to other payments; asked {asked}")]
    Balance {
        /// Of the payment.
        asked: U256,
        /// Of the payer.
        balance: U256,
        /// Promised.
        held: U256,
    },
    /// As many of the payer's payments are held as may be of one.
    #[error(
        "{most} payments of this payer are held already; each ends when it settles or after {hold_seconds} s"
    )]
    Crowded {
        /// That are held at most.
        most: u32,
        /// For which a verified payment is held that nobody settles.
        hold_seconds: u64,
    },
    /// The mirror cannot follow the chain any more; nothing is promised.
    #[error(transparent)]
    Mirror(#[from] MirrorFault),
}

#[derive(Debug)]
struct State {
    mirror: Mirror,
    /// Sessions that the vaults do not know yet: their payments bring the grants along.
    sessions: Arc<Sessions>,
    /// Approvals that the vaults do not know yet, brought along in the same way.
    approvals: Arc<Approvals>,
    holds: Holds,
    /// Holds that blocks ended, for as long as a block may be undone.
    ended: BTreeMap<u64, Vec<Hold>>,
    fault: Option<MirrorFault>,
    hold_seconds: u64,
    most_per_payer: u32,
    settler: Address,
    chain_id: u64,
    /// The chain's time as last heard, Unix seconds.
    now: u64,
}

/// What a hold is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A verified payment: for as long as the promise lasts.
    Verified,
    /// A payment that may land: until it has, or cannot any more.
    Settling,
}

impl Ledger {
    /// A ledger over `mirror` of the chain `chain_id`, that holds the room of a verified payment, which
    /// `settler` is to settle, for `hold`, and of each payer `most_per_payer` payments in each asset: a
    /// payer must not fill memory, nor keep all others waiting while an edit has its payments decided
    /// anew. What waits in `sessions` and `approvals`, the settler brings along.
    pub fn new(
        mirror: Mirror,
        chain_id: u64,
        sessions: Arc<Sessions>,
        approvals: Arc<Approvals>,
        settler: Address,
        hold: Duration,
        most_per_payer: u32,
    ) -> Self {
        let hold_seconds = hold.as_secs();
        let (holds, ended) = (Holds::default(), BTreeMap::new());
        let (fault, now) = (None, 0);
        let state = State {
            mirror,
            chain_id,
            sessions,
            approvals,
            holds,
            ended,
            fault,
            hold_seconds,
            most_per_payer,
            settler,
            now,
        };
        Self { state: Mutex::new(state), hold_seconds }
    }

    /// Decides at `now` (Unix seconds) whether a payment out of a vault would settle, and holds its room. Its
    /// signature is the caller's to check; here it only has to be of the payer's kind. A payment that is held
    /// already is decided and held anew.
    ///
    /// # Errors
    /// [`Refusal`]; nothing is held then, not even what was before.
    pub fn reserve(&self, payment: &SignedAuthorization, now: u64) -> Result<(), Refusal> {
        self.state().promise(payment, Purpose::Verified, now)
    }

    /// As [`Ledger::reserve`], for a payment that is about to be settled: it is held until its event
    /// is there, until it expires, or until it is released.
    ///
    /// # Errors
    /// [`Refusal`]; nothing is held then.
    pub fn commit(&self, payment: &SignedAuthorization, now: u64) -> Result<(), Refusal> {
        self.state().promise(payment, Purpose::Settling, now)
    }

    /// Holds the room of a payment that may land, whatever is left: it was accepted before.
    pub fn resume(&self, payment: &SignedAuthorization) {
        self.state().resume(payment);
    }

    /// What is promised out of the balance of `payer` in a plain token.
    pub fn held_tokens(&self, token: Address, payer: Address) -> U256 {
        U256::from(self.state().holds.sum(token, layout::word_of(payer)).value)
    }

    /// As [`Ledger::reserve`], or [`Ledger::commit`] if `is_settling`, for a payment in a plain token
    /// whose payer has `balance`. `held` was asked for before the balance was: what settled in
    /// between counts twice rather than not at all.
    ///
    /// # Errors
    /// [`Refusal::Balance`], [`Refusal::Crowded`], [`Refusal::Settling`] or [`Refusal::Fault`].
    pub fn reserve_tokens(
        &self,
        payment: &SignedAuthorization,
        balance: U256,
        held: U256,
        is_settling: bool,
        now: u64,
    ) -> Result<(), Refusal> {
        let mut state = self.state();
        let purpose = if is_settling { Purpose::Settling } else { Purpose::Verified };
        let mine = state.make_way(payment, now)?;
        let held = held.saturating_sub(mine);
        let charge =
            state.admit(payment, now, |state| state.decide_tokens(payment, balance, held))?;
        state.put(payment, charge, purpose, now);
        Ok(())
    }

    /// Whether a payment would be promised, as if nothing were held of it. What is held stays held, in its
    /// place, so that nothing is lost to a payment that its payer has not signed.
    ///
    /// # Errors
    /// As [`Ledger::reserve`].
    pub fn check(&self, payment: &SignedAuthorization, now: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        let held = state.holds.place(&payment.key());
        let checked = state.promise(payment, Purpose::Verified, now);
        state.holds.take(&payment.key());
        held.into_iter().for_each(|(order, hold)| state.holds.put_at(order, hold));
        checked
    }

    /// Whether just this payment, with this signature, is held at `now` (Unix seconds).
    pub fn holds(&self, payment: &SignedAuthorization, now: u64) -> bool {
        let state = self.state();
        let held = state.holds.get(&payment.key());
        held.is_some_and(|hold| hold.payment == *payment && hold.until > now)
    }

    /// Whether the code of `agent` signs for it in `vault`, and no key.
    pub fn is_contract_payer(&self, vault: Address, agent: Address) -> bool {
        is_contract(&mut self.state().mirror.vault(vault), agent)
    }

    /// Gives back the room of a payment that will not be made.
    pub fn release(&self, key: &PaymentKey) {
        self.state().holds.take(key);
    }

    /// How many payments are held.
    pub fn held(&self) -> usize {
        self.state().holds.len()
    }

    /// How long a verified payment is held, seconds.
    pub const fn hold_seconds(&self) -> u64 {
        self.hold_seconds
    }

    /// Why nothing is promised any more, if that is so.
    pub fn fault(&self) -> Option<MirrorFault> {
        self.state().fault.clone()
    }

    /// Nothing here panics half way; were it otherwise, the chain would still have the last word.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mirrored for Ledger {
    fn look<T>(&self, at: impl FnOnce(&Mirror) -> T) -> T {
        at(&self.state().mirror)
    }
}

impl Follower for Ledger {
    fn applied(&self, block: &IndexedBlock) {
        self.state().applied(block);
    }

    fn rolled_back(&self, last: u64) {
        self.state().rolled_back(last);
    }
}

/// Whether an agent's code signs for it.
fn is_contract(words: &mut impl Storage, agent: Address) -> bool {
    AgentPolicy::unpack(words.load(layout::agent_policy_slot(agent))).is_contract()
}

impl State {
    fn promise(
        &mut self,
        payment: &SignedAuthorization,
        purpose: Purpose,
        now: u64,
    ) -> Result<(), Refusal> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        self.make_way(payment, now)?;
        let charge = self.admit(payment, now, |state| state.decide(payment, now))?;
        self.put(payment, charge, purpose, now);
        Ok(())
    }

    /// What a payment charges, if `decide` lets it and its payer has not too many held. What has run out,
    /// and was not dropped yet, stands in nobody's way.
    fn admit(
        &mut self,
        payment: &SignedAuthorization,
        now: u64,
        decide: impl Fn(&Self) -> Result<Charge, Refusal>,
    ) -> Result<Charge, Refusal> {
        let decide = |state: &Self| {
            let charge = decide(state)?;
            state.check_crowd(payment.asset, &charge)?;
            Ok(charge)
        };
        match decide(self) {
            Err(_) if self.holds.expire(now, usize::MAX) > 0 => decide(self),
            decided => decided,
        }
    }

    /// Whether one more of this payer's payments may be held. What was held of the payment itself has
    /// made way: whoever verified in time can settle.
    fn check_crowd(&self, asset: Address, charge: &Charge) -> Result<(), Refusal> {
        let Self { hold_seconds, most_per_payer: most, .. } = *self;
        let held = self.holds.sum(asset, charge.payer()).payments;
        if held < most { Ok(()) } else { Err(Refusal::Crowded { most, hold_seconds }) }
    }

    /// Drops some of what has run out, and this payment's own hold; returns how much the latter was.
    fn make_way(&mut self, payment: &SignedAuthorization, now: u64) -> Result<U256, Refusal> {
        self.now = self.now.max(now);
        self.holds.expire(now, SWEEP);
        let key = payment.key();
        let is_settling = |hold: &Hold| hold.purpose == Purpose::Settling && hold.until > now;
        if self.holds.get(&key).is_some_and(is_settling) {
            return Err(Refusal::Settling);
        }
        let mine = self.holds.take(&key).map_or(0, |hold| hold.charge.value);
        payment.authorization.check_time(now)?;
        Ok(U256::from(mine))
    }

    /// Whether the vault would pay, after all that is held, now and when the promise ends.
    fn decide(&self, payment: &SignedAuthorization, now: u64) -> Result<Charge, Refusal> {
        let SignedAuthorization { asset, authorization, .. } = payment;
        let mut vault = self.words(*asset, authorization.from, now);
        let token = Config::unpack(vault.load(layout::CONFIG_SLOT)).token;
        let mut asked = authorization.payment(*asset, token)?;
        if self.mirror.is_settled(&payment.key()) {
            return Err(Refusal::Settled);
        }
        // Since the signature was looked at, the payer may have been removed, and have joined the other way.
        if is_contract(&mut vault, asked.agent) != payment.signature.is_contract() {
            return Err(AuthorizationFault::InvalidSignature.into());
        }
        let lineage = Lineage::load(&mut vault, asked.agent, asked.vendor);
        let needs = |member: &Member| room(&member.words, now).unapproved < asked.value;
        if let Some(member) = lineage.members.iter().find(|member| needs(member)) {
            // Those that are registered, and those that the batch will bring.
            let digest = payment.digest(self.chain_id);
            let (treasury, signers) = (member.words.treasury_id, self.approvals.signers(digest));
            asked.is_approved =
                approvals::suffice(&mut vault, treasury, asked.agent, digest, &signers);
        }
        // It cannot settle later than this, promise or not.
        let last = asked.valid_before.saturating_sub(1);
        for moment in [now, now.saturating_add(self.hold_seconds).min(last)] {
            let mut words = Cache::new(&mut vault);
            for Member { agent, words: before } in &lineage.members {
                let held = self.holds.held(*asset, &before.slots(*agent, asked.vendor));
                hold(before, &held, moment).store(before, &mut words, *agent, asked.vendor);
            }
            batch::charge(&mut words, &asked, Some(self.settler), moment)?;
        }
        Ok(Charge::vault(&lineage, asked.vendor, asked.value))
    }

    /// Whether `balance`, out of which `held` was promised before, is enough for a payment in a plain
    /// token.
    fn decide_tokens(
        &self,
        payment: &SignedAuthorization,
        balance: U256,
        held: U256,
    ) -> Result<Charge, Refusal> {
        let charge = Charge::tokens(payment);
        let promised = self.holds.sum(payment.asset, charge.payer()).value;
        let held = held.max(U256::from(promised));
        let asked = payment.authorization.value;
        if held.saturating_add(asked) > balance {
            return Err(Refusal::Balance { asked, balance, held });
        }
        Ok(charge)
    }

    fn put(&mut self, payment: &SignedAuthorization, charge: Charge, purpose: Purpose, now: u64) {
        let until = match purpose {
            Purpose::Verified => now.saturating_add(self.hold_seconds),
            Purpose::Settling => payment.authorization.valid_before.saturating_to(),
        };
        self.holds.put(Hold { payment: payment.clone(), charge, purpose, until });
    }

    fn resume(&mut self, payment: &SignedAuthorization) {
        // Paid before this process read the chain: it is in the words, and no event will end a hold.
        if self.mirror.is_settled(&payment.key()) {
            return;
        }
        let charge = self.charge(payment);
        self.put(payment, charge, Purpose::Settling, self.now);
    }

    /// What a payment charges, whether or not it fits.
    fn charge(&self, payment: &SignedAuthorization) -> Charge {
        let SignedAuthorization { asset, authorization, .. } = payment;
        if !self.mirror.vaults().any(|vault| vault == *asset) {
            return Charge::tokens(payment);
        }
        let Authorization { from, to, value, .. } = *authorization;
        let lineage = Lineage::load(self.words(*asset, from, self.now), from, to);
        Charge::vault(&lineage, to, value.saturating_to())
    }

    fn applied(&mut self, block: &IndexedBlock) {
        if let Err(fault) = self.mirror.apply(block) {
            tracing::error!(%fault, "the mirror cannot follow; nothing is verified any more");
            self.fault = Some(fault);
            return;
        }
        self.now = self.now.max(block.timestamp);
        let stale: BTreeSet<_> =
            block.events.iter().filter_map(|event| self.heard(event, block.number)).collect();
        self.sessions.forget(self.now, block.number);
        self.approvals.forget(self.now, block.number);
        let oldest = block.number.saturating_sub(REORG_DEPTH);
        self.ended = self.ended.split_off(&oldest);
        for (vault, treasury) in stale {
            self.review(vault, treasury);
        }
    }

    /// Ends the hold that an event pays for; says whose other holds the event may touch. A payment
    /// that was held touches none: what it charged is in the words now.
    fn heard(&mut self, event: &VaultEvent, block: u64) -> Option<(Address, u64)> {
        let treasury = (event.vault, event.treasury());
        self.sessions.heard(event, block);
        self.approvals.heard(event, block);
        match &event.event {
            // What waited was charged as it is now.
            IVaultEvents::SessionOpened(opened) => {
                let key = Place { vault: event.vault, account: opened.agent };
                let known = self.sessions.kept(key).map(|grant| grant.session);
                (known != Some(opened.session())).then_some(treasury)
            }
            IVaultEvents::PaymentSettled(paid) => {
                let (asset, payer, nonce) = (event.vault, paid.agent, paid.nonce);
                let ended = self.holds.take(&PaymentKey { asset, payer, nonce });
                let signed = ended.as_ref().map(|hold| hold.payment.authorization);
                let is_same =
                    signed.is_some_and(|it| (it.to, it.value) == (paid.vendor, paid.value));
                self.ended.entry(block).or_default().extend(ended);
                (!is_same).then_some(treasury)
            }
            IVaultEvents::AuditHead(_)
            | IVaultEvents::Transfer(_)
            | IVaultEvents::AuthorizationUsed(_) => None,
            _ => Some(treasury),
        }
    }

    /// Holds a treasury's payments anew, in the order in which they were promised. A verified one
    /// that does not fit any more is dropped: settling it will say why. One that may land stays.
    fn review(&mut self, vault: Address, treasury: u64) {
        let held = self.holds.take_all(vault, treasury);
        let (settling, verified): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|hold| hold.purpose == Purpose::Settling);
        for hold in settling {
            let charge = self.charge(&hold.payment);
            self.holds.put(Hold { charge, ..hold });
        }
        for hold in verified {
            match self.decide(&hold.payment, self.now) {
                Ok(charge) => self.holds.put(Hold { charge, ..hold }),
                Err(refusal) => {
                    let authorization = &hold.payment.authorization;
                    tracing::info!(agent = %authorization.from, nonce = %authorization.nonce, %refusal, "a verified payment does not fit any more");
                }
            }
        }
    }

    fn rolled_back(&mut self, last: u64) {
        self.mirror.roll_back(last);
        self.sessions.roll_back(last);
        self.approvals.roll_back(last);
        // What a block paid may land again, in another one.
        let undone = self.ended.split_off(&last.saturating_add(1));
        for hold in undone.into_values().flatten() {
            self.resume(&hold.payment);
        }
        for (vault, treasury) in self.holds.treasuries() {
            self.review(vault, treasury);
        }
    }
}

#[cfg(test)]
mod tests;
