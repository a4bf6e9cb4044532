//! Sessions that the vaults do not know yet. Their keys spend as if they were open: the batcher brings the
//! grant with the first payment.

use alloy::primitives::Address;
use bursar_policy::batch::Grant;
use bursar_policy::delegation::GrantFault;
use bursar_policy::session::{self, Session, SessionState};
use bursar_policy::{AgentPolicy, Binding, EditFault, Storage, layout};

use super::{Ledger, State};
use crate::mirror::{MirrorFault, Overlay};
use crate::session::{Crowded, Place};

/// Where a grant stands that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The treasury that pays.
    pub treasury: u64,
    /// The vault has opened the session: nothing waits any more.
    pub is_open: bool,
    /// It was here before.
    pub is_known: bool,
}

/// Why a grant is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The vault would not open it now.
    #[error(transparent)]
    Grant(#[from] GrantFault),
    /// The key has another one, that the vault would open.
    #[error("another grant to the key {agent} waits until {not_after} (Unix seconds)")]
    Other {
        /// The key.
        agent: Address,
        /// First second after that session.
        not_after: u64,
    },
    /// The parent's code signs for it: no batch carries what it grants.
    #[error("{parent} is a contract; register what it grants (bursar session register)")]
    ContractPayer {
        /// Who grants.
        parent: Address,
    },
    /// As many wait as may.
    #[error(transparent)]
    Crowded(#[from] Crowded),
    /// The mirror cannot follow the chain any more; nothing is promised.
    #[error(transparent)]
    Mirror(#[from] MirrorFault),
}

impl Ledger {
    /// Whether a grant that both have signed may be [kept](Ledger::keep_session), at `now` (Unix
    /// seconds).
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn check_session(
        &self,
        vault: Address,
        grant: &Grant,
        now: u64,
    ) -> Result<Taken, NotTaken> {
        self.state().check_session(vault, &grant.session, now)
    }

    /// Keeps a grant: from here on its key pays as if the session were open. It is in the store already.
    ///
    /// # Errors
    /// [`NotTaken`], if something has changed since it was looked at.
    pub fn keep_session(&self, vault: Address, grant: Grant, now: u64) -> Result<Taken, NotTaken> {
        let state = self.state();
        let taken = state.check_session(vault, &grant.session, now)?;
        if !taken.is_open && !taken.is_known {
            state.sessions.put(vault, grant, None);
        }
        Ok(taken)
    }

    /// How many grants wait for their first payment.
    pub fn waiting_sessions(&self) -> usize {
        self.state().sessions.len()
    }

    /// Which grants are of no more use and still in the store, as far as nobody was told.
    pub(crate) fn forgotten_sessions(&self) -> Vec<Place> {
        self.state().sessions.take_forgotten()
    }

    /// Takes up a grant from the store, at the block `tip` of the mirror. One of which an event says that
    /// it is of no more use is kept as long as that event may be undone.
    pub fn resume_session(&self, vault: Address, grant: Grant, tip: u64) {
        let state = self.state();
        let is_spent = state.is_spent(vault, &grant.session);
        state.sessions.put(vault, grant, is_spent.then_some(tip));
    }
}

impl State {
    /// The words of a vault as the payments of `agent` find them: with its session open, if the grant
    /// waits and would open it at `now`.
    pub(super) fn words(&self, vault: Address, agent: Address, now: u64) -> Overlay<'_> {
        let mut words = self.mirror.vault(vault);
        if let Some(grant) = self.sessions.waiting(Place { vault, account: agent }) {
            // One that does not hold is as if it were not there.
            let _ = session::open(&mut words, &grant.session, now);
        }
        words
    }

    fn check_session(
        &self,
        vault: Address,
        session: &Session,
        now: u64,
    ) -> Result<Taken, NotTaken> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone().into());
        }
        if let Some(treasury) = opened(&mut self.mirror.vault(vault), session) {
            return Ok(Taken { treasury, is_open: true, is_known: true });
        }
        let parent = session.parent;
        if super::is_contract(&mut self.mirror.vault(vault), parent) {
            return Err(NotTaken::ContractPayer { parent });
        }
        let open = |session: &Session| session::open(&mut self.mirror.vault(vault), session, now);
        let treasury = open(session)?;
        let place = |account| Place { vault, account };
        let known = self.sessions.waiting(place(session.agent)).map(|grant| grant.session);
        let is_known = known == Some(*session);
        if let Some(other) = known.filter(|other| !is_known && open(other).is_ok()) {
            let Session { agent, not_after, .. } = other;
            return Err(NotTaken::Other { agent, not_after });
        }
        if !is_known {
            self.sessions.check_room(place(session.parent))?;
        }
        Ok(Taken { treasury, is_open: false, is_known })
    }

    /// Whether the key was used, or the generation has moved on. Both are for good, short of a
    /// reorganisation.
    fn is_spent(&self, vault: Address, session: &Session) -> bool {
        let mut words = self.mirror.vault(vault);
        let opening = session::open(&mut words, session, 0);
        let binding = Binding::unpack(words.load(layout::binding_slot(session.parent)));
        let is_used = matches!(opening, Err(GrantFault::Edit(EditFault::Bound { .. })));
        is_used || binding.generation > session.generation
    }
}

/// The treasury of a session that is open just so.
fn opened(words: &mut impl Storage, session: &Session) -> Option<u64> {
    let slots = [layout::agent_policy_slot(session.agent), layout::agent_state_slot(session.agent)];
    let [policy, state] = slots.map(|slot| words.load(slot));
    let SessionState { treasury, payment_cap, budget, not_after, link, .. } =
        SessionState::unpack(policy, state);
    let found = Session {
        parent: link.parent,
        agent: session.agent,
        generation: link.generation,
        payment_cap,
        budget,
        not_after,
    };
    let is_it = AgentPolicy::unpack(policy).is_session() && found == *session;
    (is_it && treasury != 0).then_some(treasury)
}
