//! A batch on its way through the vault: everything but the calls and logs themselves.

use super::{
    Batch, Cache, Grant, Item, Malformed, Payer, Places, Position, Refused, Signed, Verdict,
    decode, gas,
};
use crate::layout::treasury_state::ENTRIES;
use crate::session::{self, Opening, Session};
use crate::signers::{Signers, is_by, is_by_key};
use crate::{
    AgentPolicy, AuthorizationFault, Payment, Storage, approvals, audit, eip712, layout, limbs,
};
use alloc::vec;
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use core::iter;

/// Where and when a batch is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The vault.
    pub vault: Address,
    /// Its token.
    pub token: Address,
    /// The block's time, Unix seconds.
    pub now: u64,
    /// Who settles it.
    pub settler: Address,
    /// The vault's EIP-712 domain.
    pub domain: B256,
}

/// What one vendor is to be paid, for all its items at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The vendor's row in the batch.
    pub row: usize,
    /// The vendor.
    pub vendor: Address,
    /// Token units, never 0. Sums of 64-bit values of fewer than 2^64 items fit.
    pub value: u128,
}

/// The end of a treasury's audit chain after a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The treasury.
    pub treasury: u64,
    /// Number of the first entry that the batch added.
    pub first: u64,
    /// How many entries it added.
    pub count: u32,
    /// The head.
    pub head: B256,
}

/// An entry of an audit chain that a batch adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logged<'a> {
    /// A session began, with its first payment.
    Opened(&'a Session),
    /// A payment.
    Paid(&'a Item<'a>),
}

/// A batch being settled. The steps, in this order:
///
/// 1. [`Settlement::open`]: what the bytes say;
/// 2. [`Settlement::check`]: times, shape and signatures;
/// 3. [`Settlement::pay`]: nonce and policy, item by item, in a cache of words;
/// 4. [`Settlement::payouts`], which the caller carries out, and [`Settlement::leave_out`] for those
///    that failed;
/// 5. [`Settlement::record`] and [`Settlement::heads`], which the caller logs;
/// 6. [`Settlement::finish`]: words are written, verdicts told.
///
/// An item that does not pass any step leaves no trace in the words.
#[derive(Debug)]
pub struct Settlement<'a, S> {
    batch: Batch<'a>,
    scene: Scene,
    cache: Cache<S>,
    /// Of the items; those that have passed so far are settled.
    verdicts: Vec<Verdict>,
    /// The sessions whose grants both have signed, by the rows of their keys, which ascend.
    grants: Vec<(usize, Session)>,
    /// Of the agents, once they were met.
    agents: Vec<Option<Account>>,
    /// Of the vendors: in which list they were last looked up, and where they are there.
    vendors: Vec<Option<(U256, Position)>>,
    /// Who signed the approvals, by the index of the item, which ascends.
    approvers: Vec<(usize, Address)>,
    /// How many items were paid because they were approved. Each is decided twice whenever it is paid.
    approved: usize,
    chains: Vec<Chain>,
}

/// An agent's words and its treasury's audit head.
#[derive(Debug)]
struct Account {
    payer: Payer,
    head: Option<Position>,
    /// Of a session that the batch opens.
    opening: Option<Opening>,
}

impl Account {
    /// Reads what decides the payments of `agent`. A grant that opens nothing is as if it were not there.
    fn find<S: Storage>(
        cache: &mut Cache<S>,
        agent: Address,
        granted: Option<&Session>,
        scene: &Scene,
    ) -> Self {
        let settler = Some(scene.settler);
        let found = granted.and_then(|to| session::find(cache, to, settler, scene.now).ok());
        match found {
            Some((opening, payer)) => Self { payer, head: None, opening: Some(opening) },
            None => Self { payer: Payer::find(cache, agent, settler), head: None, opening: None },
        }
    }

    /// Opens the session that the batch opens, unless it is open already; where it lies, if not.
    fn open<S: Storage>(&self, cache: &mut Cache<S>) -> Option<[Position; 2]> {
        let opening = self.opening?;
        let places = self.payer.places.of_session()?;
        let [policy, _] = places;
        if !cache.word(policy).is_zero() {
            return None;
        }
        session::write(cache, places, opening);
        Some(places)
    }
}

/// The session that is granted to the key in `row`, if any.
fn granted(grants: &[(usize, Session)], row: usize) -> Option<&Session> {
    let at = grants.binary_search_by_key(&row, |(row, _)| *row).ok()?;
    grants.get(at).map(|(_, session)| session)
}

/// A treasury's audit chain that the batch extends.
#[derive(Clone, Copy, Debug)]
struct Chain {
    treasury: u64,
    state: Position,
    head: Position,
}

impl Chain {
    fn extend<S: Storage>(&self, cache: &mut Cache<S>, entry: B256) {
        let head = audit::extend(limbs::to_bytes(cache.word(self.head)), entry);
        cache.set(self.head, limbs::from_bytes(&head));
        let word = cache.word(self.state);
        // 2^64 entries are more than any chain will ever hold.
        cache.set(self.state, ENTRIES.with(word, ENTRIES.get(word).saturating_add(1)));
    }
}

impl<'a, S: Storage> Settlement<'a, S> {
    /// Reads a batch.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn open(bytes: &'a [u8], storage: S, scene: Scene) -> Result<Self, Malformed> {
        let batch = decode(bytes)?;
        let (items, agents) = (batch.entries().len(), batch.agents().len());
        let vendors = batch.vendors().len();
        // A nonce word for each item; policy, state, treasury and head for each agent.
        let words = agents.saturating_mul(4).saturating_add(vendors).saturating_add(items);
        Ok(Self {
            scene,
            cache: Cache::with_capacity(storage, words),
            verdicts: vec![Verdict::Settled; items],
            grants: Vec::new(),
            agents: iter::repeat_with(|| None).take(agents).collect(),
            vendors: vec![None; vendors],
            approvers: Vec::new(),
            approved: 0,
            chains: Vec::new(),
            batch,
        })
    }

    /// Checks what each message says by itself, and that its agent signed it; and who approves it.
    ///
    /// # Errors
    /// What keeps the chain from saying who signed.
    pub fn check<C: Signers>(&mut self, chain: &mut C) -> Result<(), C::Error> {
        let Scene { vault, token, now, domain, .. } = self.scene;
        for (item, verdict) in self.batch.items().zip(&mut self.verdicts) {
            let authorization = item.authorization();
            *verdict = if let Err(fault) = authorization.check_time(now) {
                Verdict::Fault(fault)
            } else if let Err(denied) = authorization.payment(vault, token) {
                Verdict::Denied(denied.reason)
            } else {
                let digest = eip712::transfer_digest(domain, &authorization);
                match is_signed_as(&mut self.cache, chain, &item, digest)? {
                    true => Verdict::Settled,
                    false => Verdict::Fault(AuthorizationFault::InvalidSignature),
                }
            };
        }
        self.check_grants(chain)?;
        self.check_approvals(chain)
    }

    /// Finds out who signed the approvals of the items that stand.
    fn check_approvals<C: Signers>(&mut self, chain: &mut C) -> Result<(), C::Error> {
        for approval in self.batch.approvals() {
            if self.verdicts.get(approval.item) == Some(&Verdict::Settled) {
                let (_, digest) = self.signed(approval.item);
                let signer = chain.recover(digest, &approval.signature)?;
                self.approvers.push((approval.item, layout::address_in(signer)));
            }
        }
        Ok(())
    }

    /// Finds the grants that both have signed. What is granted to a key that was used before is left out:
    /// somebody else was faster, or it is no new key. What a contract payer grants is registered before.
    fn check_grants<C: Signers>(&mut self, chain: &mut C) -> Result<(), C::Error> {
        for (row, grant) in self.batch.grants() {
            let Grant { session, by_parent, by_agent } = grant;
            let Session { parent, agent, .. } = *session;
            let digest = eip712::session_digest(self.scene.domain, session);
            if self.cache.load(layout::agent_policy_slot(agent)).is_zero()
                && !is_contract(&mut self.cache, parent)
                && is_by_key(chain, parent, digest, by_parent)?
                && is_by_key(chain, agent, digest, by_agent)?
            {
                self.grants.push((*row, *session));
            }
        }
        Ok(())
    }

    /// The agent of an item, and what it and the approvers signed.
    fn signed(&self, index: usize) -> (Address, B256) {
        let entry = self.batch.entries().get(index);
        entry.map_or_else(Default::default, |entry| {
            let authorization = self.batch.item(entry).authorization();
            (authorization.from, eip712::transfer_digest(self.scene.domain, &authorization))
        })
    }

    /// Pays the items that have passed so far, in their order, each one seeing those before it;
    /// returns how many still pass.
    pub fn pay(&mut self) -> usize {
        let mut settled = 0usize;
        for index in 0..self.verdicts.len() {
            if self.verdicts.get(index) != Some(&Verdict::Settled) {
                continue;
            }
            let verdict = self.pay_item(index).map_or_else(Verdict::from, |()| Verdict::Settled);
            settled = settled.saturating_add((verdict == Verdict::Settled).into());
            if let Some(place) = self.verdicts.get_mut(index) {
                *place = verdict;
            }
        }
        settled
    }

    /// Pays an item; one that needs approvals, if it has enough of them.
    fn pay_item(&mut self, index: usize) -> Result<(), Refused> {
        let unapproved = self.pay_as(index, false);
        if !unapproved.is_err_and(|refused| refused.is_unapproved()) || !self.is_approved(index) {
            return unapproved;
        }
        self.approved = self.approved.saturating_add(1);
        self.pay_as(index, true)
    }

    #[cold]
    #[inline(never)]
    fn is_approved(&mut self, index: usize) -> bool {
        let (agent, digest) = self.signed(index);
        let entry = self.batch.entries().get(index);
        let account = entry.and_then(|entry| self.agents.get(entry.agent)?.as_ref());
        let Some(account) = account else { return false };
        let first = self.approvers.partition_point(|(item, _)| *item < index);
        let own = self.approvers.get(first..).unwrap_or_default().iter();
        let own = own.take_while(|(item, _)| *item == index).map(|(_, who)| *who);
        let own: Vec<_> = own.collect();
        let treasury = account.payer.places.treasury_id;
        approvals::suffice(&mut self.cache, treasury, agent, digest, &own)
    }

    #[inline(never)]
    fn pay_as(&mut self, index: usize, is_approved: bool) -> Result<(), Refused> {
        let Self { batch, cache, agents, vendors, scene, grants, .. } = self;
        let Some(entry) = batch.entries().get(index) else { return Ok(()) };
        let Item { agent, vendor, value, valid_before, nonce, signature, .. } = batch.item(entry);
        let account = agents.get_mut(entry.agent);
        let (Some(account), Some(found)) = (account, vendors.get_mut(entry.vendor)) else {
            // A batch that was read names no other rows than those of its tables.
            return Err(Refused::Fault(AuthorizationFault::InvalidSignature));
        };
        let account = account.get_or_insert_with(|| {
            Account::find(cache, agent, granted(grants, entry.agent), scene)
        });
        // A key never signs for a contract payer, though a delegated EIP-7702 account has one.
        if account.payer.places.is_contract && matches!(signature, Signed::Key(_)) {
            return Err(Refused::Fault(AuthorizationFault::InvalidSignature));
        }
        // Where the session lies that this item opens: it leaves none if it does not pass.
        let opened = account.open(cache);
        let payer = &mut account.payer;
        let listed = match (payer.places.list, *found) {
            (Some(list), Some((known, at))) if limbs::equal(&known, &list) => Some(at),
            (Some(list), _) => {
                let at = payer.places.entry(cache, vendor);
                *found = at.map(|at| (list, at));
                at
            }
            (None, _) => None,
        };
        let payment = Payment { agent, vendor, value, valid_before, is_approved };
        let paid = payer.pay(cache, listed, &payment, nonce, scene.now);
        if let (Err(_), Some(places)) = (&paid, opened) {
            session::close(cache, places);
        }
        paid
    }

    /// What the items that pass are worth to their vendors, by row.
    pub fn payouts(&self) -> Vec<Payout> {
        let mut sums = vec![0u128; self.vendors.len()];
        for (entry, verdict) in self.batch.entries().iter().zip(&self.verdicts) {
            if let (Verdict::Settled, Some(sum)) = (verdict, sums.get_mut(entry.vendor)) {
                *sum = sum.saturating_add(entry.value.into());
            }
        }
        let payouts = self.batch.vendors().zip(sums).enumerate();
        let payouts = payouts.map(|(row, (vendor, value))| Payout { row, vendor, value });
        payouts.filter(|payout| payout.value > 0).collect()
    }

    /// Gas that is enough for all steps after the payouts, whatever fails among them.
    pub fn gas_to_finish(&self) -> u64 {
        let writes = self.cache.changes().map(|changed| match changed.stored {
            U256::ZERO => gas::WRITE_FRESH,
            _ => gas::WRITE,
        });
        let times = |count: usize, each: u64| each.saturating_mul(count as u64);
        let ancestors = |account: &Account| account.payer.ancestors.len();
        let above = self.agents.iter().flatten().map(ancestors).max().unwrap_or_default();
        let items = self.verdicts.len();
        // By the rules of the agent and of everybody above it, each time.
        let decided = items.saturating_add(self.approved).saturating_mul(above.saturating_add(1));
        let approvals = self.batch.approvals().len().saturating_add(self.approved);
        writes
            .fold(gas::END, u64::saturating_add)
            .saturating_add(times(decided, gas::REPLAY))
            .saturating_add(times(items, gas::RECORD))
            .saturating_add(times(self.agents.len(), gas::HEAD))
            .saturating_add(times(self.grants.len(), gas::OPENED))
            .saturating_add(times(approvals, gas::REPLAY_APPROVAL))
    }

    /// Leaves out the items of the vendors for whose rows `has_failed`, and pays the others again
    /// from the beginning: what was left out left no trace. All other verdicts stand, also those
    /// that would now be kinder; returns whether every other item passes again, which it does: leaving
    /// items out only makes room, and their nonces have been told apart.
    #[must_use = "what was paid out and is not charged must not stand"]
    pub fn leave_out(&mut self, has_failed: impl Fn(usize) -> bool) -> bool {
        let mut left = 0usize;
        for (entry, verdict) in self.batch.entries().iter().zip(&mut self.verdicts) {
            if *verdict == Verdict::Settled {
                if has_failed(entry.vendor) {
                    *verdict = Verdict::PayoutFailed;
                } else {
                    left = left.saturating_add(1);
                }
            }
        }
        for account in self.agents.iter_mut().flatten() {
            account.payer.pays_again = true;
        }
        self.cache.reset();
        self.pay() == left
    }

    /// Makes every payment the next entry of its treasury's chain, behind the opening of its session if
    /// it is the first: `log` logs it and returns the hash of the log as [`audit::entry_hash`] has it.
    pub fn record(&mut self, mut log: impl FnMut(u64, Logged<'_>) -> B256) {
        let Self { batch, cache, verdicts, agents, chains, grants, .. } = self;
        for (entry, verdict) in batch.entries().iter().zip(verdicts) {
            let Some(Some(account)) = agents.get_mut(entry.agent) else { continue };
            let Places { treasury_id: treasury, treasury: Some(state), .. } = account.payer.places
            else {
                continue;
            };
            if *verdict != Verdict::Settled {
                continue;
            }
            let slot = || layout::audit_head_slot(treasury);
            let head = *account.head.get_or_insert_with(|| cache.position(slot()));
            let chain = Chain { treasury, state, head };
            if ENTRIES.get(cache.word(state)) == ENTRIES.get(cache.stored(state)) {
                chains.push(chain);
            }
            let opening = account.opening.take();
            if let Some(session) = opening.and_then(|_| granted(grants, entry.agent)) {
                chain.extend(cache, log(treasury, Logged::Opened(session)));
            }
            chain.extend(cache, log(treasury, Logged::Paid(&batch.item(entry))));
        }
    }

    /// The heads of the chains that were extended, in the order in which they first were.
    pub fn heads(&self) -> impl Iterator<Item = Head> {
        self.chains.iter().map(|Chain { treasury, state, head }| {
            let first = ENTRIES.get(self.cache.stored(*state));
            let count = ENTRIES.get(self.cache.word(*state)).saturating_sub(first);
            Head {
                treasury: *treasury,
                first,
                // A batch has fewer items than that, and no more sessions than items.
                count: u32::try_from(count).unwrap_or(u32::MAX),
                head: self.cache.word(*head).into(),
            }
        })
    }

    /// The words that the batch would change, so far.
    pub fn cache(&self) -> &Cache<S> {
        &self.cache
    }

    /// Writes the words and tells the verdicts, one byte per item.
    pub fn finish(self) -> Vec<u8> {
        self.cache.commit();
        self.verdicts.into_iter().map(Verdict::byte).collect()
    }
}

/// Whether the agent of `item` signed `digest`, of the item's authorization, in whichever way it signs.
///
/// # Errors
/// What keeps the chain from saying.
pub fn is_item_signed<C: Signers>(
    storage: &mut impl Storage,
    chain: &mut C,
    item: &Item<'_>,
    digest: B256,
) -> Result<bool, C::Error> {
    let is_no_key = matches!(item.signature, Signed::Key(_)) && is_contract(storage, item.agent);
    Ok(!is_no_key && is_signed_as(storage, chain, item, digest)?)
}

/// As [`is_item_signed`], also by the key of a contract payer: who pays finds that out when it reads the
/// words of the agent.
fn is_signed_as<C: Signers>(
    storage: &mut impl Storage,
    chain: &mut C,
    item: &Item<'_>,
    digest: B256,
) -> Result<bool, C::Error> {
    match item.signature {
        Signed::Key(signature) => is_by_key(chain, item.agent, digest, &signature),
        Signed::Bytes(signature) => {
            Ok(is_contract(storage, item.agent)
                && is_by(chain, item.agent, true, digest, signature)?)
        }
    }
}

/// Whether an agent's code signs for it.
pub(super) fn is_contract(storage: &mut impl Storage, agent: Address) -> bool {
    AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent))).is_contract()
}
