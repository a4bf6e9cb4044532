//! Where the words of an agent lie in a cache, looked up once.

use super::{Cache, Position};
use crate::{
    AgentPolicy, AgentWords, Flags, Storage, TreasuryState, TreasuryWords, Words, layout,
    roles::Roles,
};
use alloy_primitives::{Address, U256};

/// Where what one agent's policy says of its payments lies; what it does not ask for is nowhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Places {
    /// The treasury that pays, 0 if the agent is not live.
    pub(crate) treasury_id: u64,
    policy: Position,
    pub(super) state: Option<Position>,
    limits: Option<Position>,
    schedule: Option<Position>,
    /// The treasury's state.
    pub(crate) treasury: Option<Position>,
    treasury_limits: Option<Position>,
    pub(super) treasury_window: Option<Position>,
    /// The mapping of the list that the policy names; none if the agent may pay anyone.
    pub(crate) list: Option<U256>,
    pub(super) nonce_bits: u8,
    /// The agent's code signs for it.
    pub(super) is_contract: bool,
    /// The agent spends for a parent, too.
    pub(super) is_delegated: bool,
    /// The agent is a session.
    pub(super) is_session: bool,
    /// Whether the treasury names settlers, and whoever settles is none of them.
    is_barred: bool,
}

impl Places {
    /// Reads the words of `agent` and of its treasury that decide the payments that `settler` settles,
    /// or anybody, and no others.
    // Once in a program: payers, their ancestors and the views need it, and it is long.
    #[inline(never)]
    pub(super) fn find<S: Storage>(
        cache: &mut Cache<S>,
        agent: Address,
        settler: Option<Address>,
    ) -> Self {
        let position = cache.position(layout::agent_policy_slot(agent));
        let policy = AgentPolicy::unpack(cache.word(position));
        let mut places = Self {
            treasury_id: 0,
            policy: position,
            state: None,
            limits: None,
            schedule: None,
            treasury: None,
            treasury_limits: None,
            treasury_window: None,
            list: None,
            nonce_bits: policy.nonce_bits,
            is_contract: policy.is_contract(),
            is_delegated: policy.is_delegated(),
            is_session: policy.is_session(),
            is_barred: false,
        };
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

    /// Where the two words of a live session lie.
    pub(crate) fn of_session(&self) -> Option<[Position; 2]> {
        self.state.map(|state| [self.policy, state])
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
}

/// Whether a treasury names settlers, and `settler` is none of them.
fn is_barred(
    storage: &mut impl Storage,
    treasury: u64,
    state: &TreasuryState,
    settler: Address,
) -> bool {
    state.settlers_only
        && !Roles::unpack(storage.load(layout::roles_slot(treasury, settler))).has(Roles::SETTLER)
}
