//! Where the words of an agent lie in a cache, looked up once.

use super::{Cache, Position, Refused};
use crate::{
    AgentPolicy, AgentWords, AuthorizationFault, Flags, Payment, Storage, TreasuryState,
    TreasuryWords, Words, evaluate, layout,
    nonce::{self, Claim, SequencedNonce},
    words::is_barred,
};
use alloy_primitives::{Address, B256, U256};

/// Where what decides the payments of one agent lies; what its policy does not ask for is nowhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// The treasury that pays, 0 if the agent is not live.
    pub(crate) treasury_id: u64,
    policy: Position,
    state: Option<Position>,
    limits: Option<Position>,
    schedule: Option<Position>,
    /// The treasury's state.
    pub(crate) treasury: Option<Position>,
    treasury_limits: Option<Position>,
    treasury_window: Option<Position>,
    /// The mapping of the list that the policy names; none if the agent may pay anyone.
    pub(crate) list: Option<U256>,
    /// The mapping of the table of random nonces.
    nonces: U256,
    nonce_bits: u8,
    /// Whether the treasury names settlers, and whoever settles is none of them.
    is_barred: bool,
    /// The word of sequenced nonces that was last used, by lane and multiple of 256: mostly the next
    /// one's, too.
    counted: Option<((u64, u64), Position)>,
}

impl Places {
    /// Reads the words of `agent` and of its treasury that decide the payments that `settler` settles,
    /// or anybody, and no others.
    // Once in a program, like `pay`: both roads and the views need it, and it is long.
    #[inline(never)]
    pub(crate) fn find<S: Storage>(
        cache: &mut Cache<S>,
        agent: Address,
        settler: Option<Address>,
    ) -> Self {
        let policy = cache.position(layout::agent_policy_slot(agent));
        let mut places = Self {
            treasury_id: 0,
            policy,
            state: None,
            limits: None,
            schedule: None,
            treasury: None,
            treasury_limits: None,
            treasury_window: None,
            list: None,
            nonces: layout::nonces(agent),
            nonce_bits: 0,
            is_barred: false,
            counted: None,
        };
        let policy = AgentPolicy::unpack(cache.word(policy));
        places.nonce_bits = policy.nonce_bits;
        if policy.is_live() {
            places.find_live(cache, agent, &policy, settler);
        }
        places
    }

    fn find_live<S: Storage>(
        &mut self,
        cache: &mut Cache<S>,
        agent: Address,
        policy: &AgentPolicy,
        settler: Option<Address>,
    ) {
        let treasury = policy.treasury;
        self.treasury_id = treasury;
        self.state = Some(cache.position(layout::agent_state_slot(agent)));
        if policy.flags.has(Flags::LIMITS) {
            self.limits = Some(cache.position(layout::agent_limits_slot(agent)));
        }
        if policy.flags.has(Flags::SCHEDULE) {
            self.schedule = Some(cache.position(layout::agent_schedule_slot(agent)));
        }
        let state = cache.position(layout::treasury_state_slot(treasury));
        self.treasury = Some(state);
        let state = TreasuryState::unpack(cache.word(state));
        self.is_barred = settler.is_some_and(|settler| is_barred(cache, treasury, &state, settler));
        if state.capped {
            self.treasury_limits = Some(cache.position(layout::treasury_limit_slot(treasury)));
            self.treasury_window = Some(cache.position(layout::treasury_window_slot(treasury)));
        }
        self.list = policy.list(agent);
    }

    /// Reads the entry of `vendor`, if a list applies.
    pub(crate) fn entry<S: Storage>(
        &self,
        cache: &mut Cache<S>,
        vendor: Address,
    ) -> Option<Position> {
        self.list.map(|list| cache.position(layout::vendor_of(list, vendor)))
    }

    /// The words, with those of the vendor at `entry`.
    pub(crate) fn words<S: Storage>(&self, cache: &Cache<S>, entry: Option<Position>) -> Words {
        let at = |position: Option<Position>| position.map_or(U256::ZERO, |at| cache.word(at));
        Words {
            treasury_id: self.treasury_id,
            treasury: TreasuryWords {
                state: at(self.treasury),
                limits: at(self.treasury_limits),
                window: at(self.treasury_window),
            },
            agent: AgentWords {
                policy: cache.word(self.policy),
                state: at(self.state),
                limits: at(self.limits),
                schedule: at(self.schedule),
            },
            vendor: at(entry),
            is_barred: self.is_barred,
        }
    }

    /// Pays in the cache: the nonce is used up and everything charged, or nothing changes.
    #[inline(never)]
    pub(crate) fn pay<S: Storage>(
        &mut self,
        cache: &mut Cache<S>,
        entry: Option<Position>,
        payment: &Payment,
        nonce: B256,
        now: u64,
    ) -> Result<(), Refused> {
        let (remembered, claim) = self
            .claim(cache, payment, nonce, now)
            .map_err(|nonce::Used| Refused::Fault(AuthorizationFault::Used))?;
        let mut words = self.words(cache, entry);
        evaluate::charge(&mut words, payment, now).map_err(Refused::Denied)?;

        cache.set(remembered, claim.word);
        if claim.own_slot {
            cache.store(layout::nonce_own_slot(payment.agent, nonce), U256::ONE);
        }
        for (position, word) in [
            (self.state, words.agent.state),
            (self.treasury, words.treasury.state),
            (self.treasury_window, words.treasury.window),
            (entry, words.vendor),
        ] {
            if let Some(position) = position {
                cache.set(position, word);
            }
        }
        Ok(())
    }

    /// What using up the nonce will write, and where its word is; nothing is written yet.
    fn claim<S: Storage>(
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
        let place = nonce::locate(agent, nonce, self.nonce_bits);
        let at = cache.position(layout::nonce_word_of(self.nonces, place.index));
        let word = cache.word(at);
        let is_own_set = || !cache.load(layout::nonce_own_slot(agent, nonce)).is_zero();
        let claim = nonce::claim(word, is_own_set, place.fingerprint, valid_before, now)?;
        Ok((at, claim))
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
}
