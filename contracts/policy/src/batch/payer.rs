//! An agent that pays, with everybody for whom it spends.

use super::{Cache, Places, Position, Refused};
use crate::delegation::MAX_DEPTH;
use crate::layout::{agent_limits, binding};
use crate::{
    AuthorizationFault, Denial, Denied, Link, Payment, Storage, evaluate, layout,
    nonce::{self, Claim, SequencedNonce},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};

/// Where the words of an agent and of its ancestors lie in a cache.
#[derive(Debug)]
pub(crate) struct Payer {
    /// Its own.
    pub(crate) places: Places,
    /// The mapping of the table of random nonces.
    nonces: U256,
    /// The word of sequenced nonces that was last used, by lane and multiple of 256: mostly the next
    /// one's, too.
    counted: Option<((u64, u64), Position)>,
    /// Its parent first; as far as they stand behind it.
    pub(crate) ancestors: Vec<Ancestor>,
    /// A delegation among those that it spends under is no more, and so no payment passes.
    pub(crate) has_ended: bool,
    /// Its payments have passed once and are made again without some of those between: their nonces are
    /// known to be unused, and different.
    pub(crate) pays_again: bool,
}

/// One of those for whom an agent spends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ancestor {
    pub(crate) agent: Address,
    pub(crate) places: Places,
}

impl Payer {
    /// Reads the words that decide the payments of `agent` that `settler` settles, or anybody, and no
    /// others.
    // Once in a program, like `pay`: both roads and the views need it, and it is long.
    #[inline(never)]
    pub(crate) fn find<S: Storage>(
        cache: &mut Cache<S>,
        agent: Address,
        settler: Option<Address>,
    ) -> Self {
        let mut payer = Self {
            places: Places::find(cache, agent, settler),
            nonces: layout::nonces(agent),
            counted: None,
            ancestors: Vec::new(),
            has_ended: false,
            pays_again: false,
        };
        if payer.places.is_delegated {
            payer.climb(cache, agent);
        }
        payer
    }

    /// Follows the links up to an agent without a parent; at most four, so that this ends whatever
    /// lies in the words. A parent stands behind its delegation if it is live in the payer's treasury,
    /// its generation is the one that delegated, and its depth reaches down to the payer.
    #[cold]
    #[inline(never)]
    fn climb<S: Storage>(&mut self, cache: &mut Cache<S>, payer: Address) {
        let mut link = layout::link_slot(payer);
        if self.places.is_session {
            (self.nonces, self.places.nonce_bits) = nonce::table_of(cache, payer);
            link = layout::agent_state_slot(payer);
        }
        self.has_ended = true;
        for distance in 1..=u64::from(MAX_DEPTH) {
            let Link { parent, generation } = Link::unpack(cache.load(link));
            // Who settles is asked of the payer, whose treasury is the same.
            let places = Places::find(cache, parent, None);
            let binding = cache.load(layout::binding_slot(parent));
            let limits = cache.load(layout::agent_limits_slot(parent));
            if places.treasury_id != self.places.treasury_id
                || binding::GENERATION.get(binding) != u64::from(generation)
                || agent_limits::DELEGATION_DEPTH.get(limits) < distance
            {
                return;
            }
            self.ancestors.push(Ancestor { agent: parent, places });
            if !places.is_delegated {
                self.has_ended = false;
                return;
            }
            link = layout::link_slot(parent);
        }
    }

    /// Its own places and those of its ancestors, by agent; `agent` is its own.
    pub(crate) fn members(&self, agent: Address) -> impl Iterator<Item = (Address, Places)> {
        let ancestors = self.ancestors.iter().map(|ancestor| (ancestor.agent, ancestor.places));
        core::iter::once((agent, self.places)).chain(ancestors)
    }

    /// Pays in the cache: the nonce is used up and everything charged, or nothing changes. `entry` is
    /// where [`Places::entry`] found the vendor.
    #[inline(never)]
    pub(crate) fn pay<S: Storage>(
        &mut self,
        cache: &mut Cache<S>,
        entry: Option<Position>,
        payment: &Payment,
        nonce: B256,
        now: u64,
    ) -> Result<(), Refused> {
        let claim = self
            .claim(cache, payment, nonce, now)
            .map_err(|nonce::Used| Refused::Fault(AuthorizationFault::Used))?;
        self.charge(cache, entry, payment, now).map_err(Refused::Denied)?;
        remember(cache, payment.agent, nonce, claim);
        Ok(())
    }

    /// What using up the nonce will write, and where its word is; nothing is written yet.
    pub(super) fn claim<S: Storage>(
        &mut self,
        cache: &mut Cache<S>,
        payment: &Payment,
        nonce: B256,
        now: u64,
    ) -> Result<(Position, Claim), nonce::Used> {
        let Payment { agent, valid_before, .. } = *payment;
        if let Some(counted) = SequencedNonce::read(nonce) {
            let at = self.counted(cache, agent, counted);
            let word = counted.claim(cache.word(at))?;
            return Ok((at, Claim { word, own_slot: false }));
        }
        let place = nonce::locate(agent, nonce, self.places.nonce_bits);
        let at = cache.position(layout::nonce_word_of(self.nonces, place.index));
        let word = cache.word(at);
        let is_own_set = || !cache.load(layout::nonce_own_slot(agent, nonce)).is_zero();
        let claim = nonce::claim(word, is_own_set, place.fingerprint, valid_before, now);
        // Without those between, an entry of the table can be another nonce's than the first time: one
        // of the same fingerprint.
        let is_apart = claim.is_err() && self.pays_again;
        Ok((at, if is_apart { nonce::claim_apart(word, valid_before) } else { claim? }))
    }

    /// Where the word of a sequenced nonce is.
    fn counted<S: Storage>(
        &mut self,
        cache: &mut Cache<S>,
        agent: Address,
        nonce: SequencedNonce,
    ) -> Position {
        let word = (nonce.lane, nonce.sequence >> 8);
        match self.counted {
            Some((known, at)) if known == word => at,
            _ => {
                let at = cache.position(layout::sequence_slot(agent, nonce));
                self.counted = Some((word, at));
                at
            }
        }
    }

    /// Charges a payment to every word that counts it, under everybody's rules, or changes nothing.
    ///
    /// The payer and all ancestors are evaluated on the same words, those before the payment. So what
    /// several of them share, the treasury's words and an entry of the shared list, comes out the same
    /// from each, and is charged once.
    pub(crate) fn charge<S: Storage>(
        &self,
        cache: &mut Cache<S>,
        entry: Option<Position>,
        payment: &Payment,
        now: u64,
    ) -> Result<(), Denied> {
        let mut paid = self.places.words(cache, entry);
        evaluate::charge(&mut paid, payment, now).or_else(|denied| self.or_ended(denied))?;
        if self.has_ended || !self.ancestors.is_empty() {
            self.charge_ancestors(cache, payment, now)?;
        }
        let Places { state, treasury, treasury_window, .. } = self.places;
        set(cache, state, paid.agent.state);
        set(cache, treasury, paid.treasury.state);
        set(cache, treasury_window, paid.treasury.window);
        set(cache, entry, paid.vendor);
        Ok(())
    }

    /// Approvals are not asked for where a delegation has ended, which no approval helps: the denial that
    /// is told is that one, behind everybody's other rules.
    #[cold]
    fn or_ended(&self, denied: Denied) -> Result<(), Denied> {
        let is_moot = self.has_ended && denied.reason == Denial::ApprovalMissing;
        if is_moot { Ok(()) } else { Err(denied) }
    }

    #[cold]
    #[inline(never)]
    fn charge_ancestors<S: Storage>(
        &self,
        cache: &mut Cache<S>,
        payment: &Payment,
        now: u64,
    ) -> Result<(), Denied> {
        let mut charged = Vec::new();
        for Ancestor { places, .. } in &self.ancestors {
            let entry = places.entry(cache, payment.vendor);
            let mut paid = places.words(cache, entry);
            evaluate::charge(&mut paid, payment, now).or_else(|denied| self.or_ended(denied))?;
            charged.extend([(places.state, paid.agent.state), (entry, paid.vendor)]);
        }
        if self.has_ended {
            let asked = U256::from(payment.value);
            return Err(Denied { reason: Denial::DelegationEnded, asked, room: 0 });
        }
        for (position, word) in charged {
            set(cache, position, word);
        }
        Ok(())
    }
}

/// Uses up a nonce, by what [`Payer::claim`] found.
#[inline]
pub(super) fn remember<S: Storage>(
    cache: &mut Cache<S>,
    agent: Address,
    nonce: B256,
    (remembered, claim): (Position, Claim),
) {
    cache.set(remembered, claim.word);
    if claim.own_slot {
        cache.store(layout::nonce_own_slot(agent, nonce), U256::ONE);
    }
}

fn set<S: Storage>(cache: &mut Cache<S>, position: Option<Position>, word: U256) {
    if let Some(position) = position {
        cache.set(position, word);
    }
}
