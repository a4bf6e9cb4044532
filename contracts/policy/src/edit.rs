//! Edits: what people write becomes words, and what was spent survives.

use crate::layout::{
    self, agent_policy, agent_state, binding, session, treasury_state, vendor_entry,
};
use crate::{
    AgentPolicy, AgentState, AgentWords, Binding, Flags, Limit, Period, Policy, PolicyFault,
    Storage, TreasuryLimits, TreasuryState, TreasuryWords, VendorEntry, VendorTerms, Window,
};
use alloy_primitives::{Address, U256};

/// Why an edit is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditFault {
    /// Somebody else edited in the meantime: read again, then decide again.
    #[error("expected version {expected}, but it is {actual}: read again before editing")]
    VersionMismatch {
        /// What the edit expected.
        expected: u32,
        /// What is stored.
        actual: u32,
    },
    /// The version, or the generation of a removed agent, is at its largest value.
    #[error("no edits are left after version {version}")]
    VersionExhausted {
        /// The largest value.
        version: u32,
    },
    /// The key is live, or belongs to another treasury for life.
    #[error("the key is bound to treasury {treasury}")]
    Bound {
        /// The treasury.
        treasury: u64,
    },
    /// What was to be written is not well formed.
    #[error(transparent)]
    Invalid(#[from] PolicyFault),
}

/// What an edit expects that goes by what it says alone, whatever was there: one that has waited, and
/// those behind the first one of an object in a transaction of several. No version ever is this one
/// and can still be edited.
pub const ANY_VERSION: u32 = u32::MAX;

/// The version after an edit that expected `expected`, in a field whose largest value is `max`.
fn next(actual: u32, expected: u32, max: u64) -> Result<u32, EditFault> {
    if actual != expected && expected != ANY_VERSION {
        return Err(EditFault::VersionMismatch { expected, actual });
    }
    if u64::from(actual) >= max {
        return Err(EditFault::VersionExhausted { version: actual });
    }
    Ok(actual.saturating_add(1))
}

/// What [`join`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The key's binding.
    pub binding: U256,
    /// The agent's words.
    pub words: AgentWords,
    /// The policy's first version in this life of the agent.
    pub version: u32,
    /// The agent's generation.
    pub generation: u32,
}

/// Binds a key to `treasury` with `policy`. A key that comes back keeps what it has spent, what it
/// was frozen for, and its versions.
///
/// # Errors
/// [`EditFault::Bound`], [`EditFault::VersionExhausted`] or [`EditFault::Invalid`].
// Once in a program, like `write`: agents join in two ways.
#[inline(never)]
pub fn join(
    binding: U256,
    words: &AgentWords,
    treasury: u64,
    policy: &Policy,
    now: u64,
) -> Result<Joined, EditFault> {
    policy.validate()?;
    let old = Binding::unpack(binding);
    if words.policy != U256::ZERO || old.treasury != 0 && old.treasury != treasury {
        // A session's key has no binding.
        let treasury = old.treasury.max(agent_policy::TREASURY.get(words.policy));
        return Err(EditFault::Bound { treasury });
    }
    if old.treasury != 0 && old.nonce_bits != policy.nonce_bits {
        return Err(PolicyFault::NonceBitsChanged.into());
    }
    // The removal that follows must find a generation that no earlier grant has seen.
    if u64::from(old.generation) >= binding::GENERATION.max() {
        return Err(EditFault::VersionExhausted { version: old.generation });
    }
    let version = next(old.version, old.version, agent_policy::VERSION.max())?;
    let new = Binding { treasury, nonce_bits: policy.nonce_bits, ..old };
    Ok(Joined {
        binding: new.pack(),
        words: write(words, policy, treasury, version, old.period, now),
        version,
        generation: old.generation,
    })
}

/// Ends every delegation that the agent granted, and so all that was granted below: the agent's
/// binding afterwards. Never fails, since it is a brake: nothing is granted under the last generation.
#[must_use]
pub fn revoke(binding: U256) -> U256 {
    let generation = binding::GENERATION.get(binding).saturating_add(1);
    binding::GENERATION.with(binding, generation)
}

/// Ends a live agent. Its binding stays, with a generation that nothing was granted under; a session's
/// words stay too, so that no grant opens it again. Never fails, since removal is a brake.
pub fn remove(storage: &mut impl Storage, agent: Address) {
    let slot = layout::agent_policy_slot(agent);
    let word = storage.load(slot);
    let policy = AgentPolicy::unpack(word);
    if policy.is_session() {
        storage.store(slot, session::TREASURY.with(word, 0));
        return;
    }
    let bound = layout::binding_slot(agent);
    let left = leave(storage.load(bound), &policy);
    storage.store(bound, left);
    storage.store(slot, U256::ZERO);
}

/// The binding of an agent with this policy after it was removed.
#[must_use]
pub fn leave(binding: U256, policy: &AgentPolicy) -> U256 {
    let left = binding::VERSION.with(revoke(binding), u64::from(policy.version));
    binding::PERIOD.with(left, policy.period.pack())
}

/// Freezes a live agent, or lets it pay again; its breaker has no part in that any more.
pub fn set_frozen(storage: &mut impl Storage, agent: Address, frozen: bool) {
    let (slot, frozen) = (layout::agent_policy_slot(agent), u64::from(frozen));
    let policy = storage.load(slot);
    if AgentPolicy::unpack(policy).is_session() {
        storage.store(slot, session::FROZEN.with(policy, frozen));
        return;
    }
    let slot = layout::agent_state_slot(agent);
    let state = agent_state::FROZEN.with(storage.load(slot), frozen);
    storage.store(slot, agent_state::TRIPPED.with(state, 0));
}

/// The agent's policy after the vendor of `entry` was taken off its list, and its version. A vendor that
/// was not on the list moves no version: whoever may only pull brakes must not use all versions up.
#[must_use]
pub fn tighten(policy: U256, entry: U256) -> (U256, u32) {
    let old = AgentPolicy::unpack(policy);
    let new = if vendor_entry::LISTED.is_set(entry) { old.tightened() } else { old };
    (agent_policy::VERSION.with(policy, u64::from(new.version)), new.version)
}

/// Replaces the policy of a live agent. A sub-agent stays one; that its policy keeps to its parent's is
/// for [`crate::delegation::check_edit`] to say.
///
/// # Errors
/// [`EditFault::VersionMismatch`], [`EditFault::VersionExhausted`] or [`EditFault::Invalid`].
pub fn edit_policy(
    words: &AgentWords,
    policy: &Policy,
    expected_version: u32,
    now: u64,
) -> Result<AgentWords, EditFault> {
    let old = AgentPolicy::unpack(words.policy);
    let version = next(old.version, expected_version, agent_policy::VERSION.max())?;
    policy.validate()?;
    if policy.nonce_bits != old.nonce_bits {
        return Err(PolicyFault::NonceBitsChanged.into());
    }
    if policy.contract_payer != old.is_contract() {
        return Err(PolicyFault::ContractPayerChanged.into());
    }
    Ok(write(words, policy, old.treasury, version, old.period, now))
}

/// `policy` as words; what `words` counted in `counted_in` goes on counting.
#[inline(never)]
fn write(
    words: &AgentWords,
    policy: &Policy,
    treasury: u64,
    version: u32,
    counted_in: Period,
    now: u64,
) -> AgentWords {
    let (mut new, limits, schedule) = policy.to_words(treasury, version);
    // Not the writer's to set or to clear.
    new.flags = new.flags.with(Flags::PARENT, AgentPolicy::unpack(words.policy).is_delegated());
    let state = AgentState::unpack(words.state).carry(counted_in, new.period, now);
    AgentWords {
        policy: new.pack(),
        state: state.pack(),
        limits: limits.pack(),
        schedule: schedule.mask(),
    }
}

impl AgentPolicy {
    /// After an edit of something that shares the policy's version, a vendor of the agent's list.
    ///
    /// # Errors
    /// [`EditFault::VersionMismatch`] or [`EditFault::VersionExhausted`].
    pub fn edited(self, expected_version: u32) -> Result<Self, EditFault> {
        let version = next(self.version, expected_version, agent_policy::VERSION.max())?;
        Ok(Self { version, ..self })
    }

    /// After a tightening, which expects no version and never fails: the last version stays.
    #[must_use]
    pub fn tightened(self) -> Self {
        Self { version: self.edited(self.version).map_or(self.version, |new| new.version), ..self }
    }
}

impl TreasuryState {
    /// After an edit of limits, roles or the shared list.
    ///
    /// # Errors
    /// [`EditFault::VersionMismatch`] or [`EditFault::VersionExhausted`].
    pub fn edited(self, expected_version: u32) -> Result<Self, EditFault> {
        let version = next(self.version, expected_version, treasury_state::VERSION.max())?;
        Ok(Self { version, ..self })
    }

    /// After a tightening, which expects no version and never fails: the last version stays.
    #[must_use]
    pub fn tightened(self) -> Self {
        Self { version: self.version.saturating_add(1), ..self }
    }
}

/// Replaces the limits of a treasury.
///
/// # Errors
/// [`EditFault::VersionMismatch`], [`EditFault::VersionExhausted`] or [`EditFault::Invalid`].
pub fn edit_treasury(
    words: &TreasuryWords,
    limits: &TreasuryLimits,
    expected_version: u32,
    now: u64,
) -> Result<TreasuryWords, EditFault> {
    let old = TreasuryState::unpack(words.state);
    let edited = old.edited(expected_version)?;
    limits.validate()?;
    let counted_in = period_of(old.limits(words.limits).limit);
    let window = Window::unpack(words.window).carry(counted_in, period_of(limits.limit), now);
    let state = TreasuryState {
        longest_validity: limits.longest_validity,
        approvals: limits.approvals,
        capped: limits.limit.is_some(),
        delay: limits.delay,
        settlers_only: limits.settlers_only,
        delayed: old.delayed || limits.delay != 0,
        ..edited
    };
    Ok(TreasuryWords {
        state: state.pack(),
        limits: limits.limit.map_or(U256::ZERO, Limit::pack),
        window: window.pack(),
    })
}

/// Puts a vendor on a list, or gives it other terms. One that comes back keeps what it was paid.
///
/// # Errors
/// [`PolicyFault`] of the terms.
pub fn edit_vendor(entry: U256, terms: &VendorTerms, now: u64) -> Result<U256, PolicyFault> {
    terms.validate()?;
    let old = VendorEntry::unpack(entry);
    let window = old.window.carry(old.period(), period_of(terms.limit), now);
    Ok(VendorEntry { window, listed: true, limit: terms.limit }.pack())
}

/// Takes a vendor off a list. Never fails, since removal is a brake.
#[must_use]
pub fn remove_vendor(entry: U256) -> U256 {
    vendor_entry::LISTED.with(entry, 0)
}

fn period_of(limit: Option<Limit>) -> Period {
    limit.map_or(Period::None, |limit| limit.period)
}

#[cfg(test)]
mod tests;
