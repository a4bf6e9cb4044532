//! What each event did to the vault's words.

use alloy::primitives::{Address, B256, U256};
use bursar_abi::IVault::{self, IVaultEvents as Event};
use bursar_abi::VendorEntry;
use bursar_policy::{
    AgentPolicy, AgentWords, Binding, Lineage, Payment, Pending, Policy, Storage, TreasuryLimits,
    TreasuryState, TreasuryWords, VendorTerms, approvals,
    batch::{self, Cache},
    breaker,
    delegation::{self, Delegation},
    edit, layout,
    nonce::{SequencedNonce, Used},
    roles::Roles,
    session,
};

use super::Cause;

/// Writes what the call wrote that logged `event` in a block at `now`. `storage` may be left half
/// written when this fails.
pub(super) fn apply(storage: &mut impl Storage, event: &Event, now: u64) -> Result<(), Cause> {
    if let Some((treasury, object)) = edited(event) {
        void(storage, treasury, object);
    }
    match event {
        Event::PaymentSettled(payment) => pay(storage, payment, now),
        Event::DenialRecorded(denial) => record_denial(storage, denial, now),
        Event::BreakerTripped(event) => check_tripped(storage, event.agent),
        Event::Deposited(event) => {
            move_balance(storage, event.treasury, event.value, u64::checked_add)
        }
        Event::Withdrawn(event) => {
            move_balance(storage, event.treasury, event.value, u64::checked_sub)
        }
        Event::TreasuryLimitsSet(event) => set_limits(storage, event, now),
        Event::AgentAdded(event) => add_agent(storage, event, now),
        Event::PolicySet(event) => set_policy(storage, event, now),
        Event::Delegated(event) => delegate(storage, event, now),
        Event::SessionOpened(event) => open_session(storage, event, now),
        Event::VendorSet(event) => {
            let slot = layout::vendor_slot(event.agent, event.vendor);
            list(storage, slot, &event.entry, now)?;
            edit_list(storage, event.agent, event.version)
        }
        Event::VendorRemoved(event) => {
            let policy = layout::agent_policy_slot(event.agent);
            let entry = layout::vendor_slot(event.agent, event.vendor);
            agree(event.version, unlist_own(storage, policy, entry))
        }
        Event::SharedVendorSet(event) => {
            let slot = layout::shared_vendor_slot(event.treasury, event.vendor);
            list(storage, slot, &event.entry, now)?;
            edit_version(storage, event.treasury, event.version)
        }
        Event::SharedVendorRemoved(event) => {
            unlist(storage, layout::shared_vendor_slot(event.treasury, event.vendor));
            let tightened = edit_state(storage, event.treasury, TreasuryState::tightened);
            agree(event.version, tightened.version)
        }
        Event::RolesSet(event) => set_roles(storage, event),
        switch @ (Event::AuditHead(_)
        | Event::TreasuryCreated(_)
        | Event::OwnershipTransferStarted(_)
        | Event::OwnershipTransferred(_)
        | Event::TreasuryFrozen(_)
        | Event::TreasuryThawed(_)
        | Event::AgentFrozen(_)
        | Event::AgentThawed(_)
        | Event::AgentRemoved(_)
        | Event::DelegationsRevoked(_)
        | Event::PaymentApproved(_)
        | Event::ApprovalRevoked(_)
        | Event::EditRequested(_)
        | Event::EditCancelled(_)) => {
            apply_switch(storage, switch);
            Ok(())
        }
        // The facade's own events repeat a payment.
        Event::Transfer(_) | Event::AuthorizationUsed(_) => Ok(()),
    }
}

/// What an event has edited: nothing waits for it any more.
fn edited(event: &Event) -> Option<(u64, U256)> {
    let of_agent = |treasury, agent| (treasury, layout::agent_policy_slot(agent));
    let of_treasury = |treasury| (treasury, layout::treasury_state_slot(treasury));
    let offer = |treasury| (treasury, layout::pending_owner_slot(treasury));
    Some(match event {
        Event::AgentAdded(e) => of_agent(e.treasury, e.agent),
        Event::PolicySet(e) => of_agent(e.treasury, e.agent),
        Event::AgentFrozen(e) => of_agent(e.treasury, e.agent),
        Event::AgentThawed(e) => of_agent(e.treasury, e.agent),
        Event::BreakerTripped(e) => of_agent(e.treasury, e.agent),
        Event::AgentRemoved(e) => of_agent(e.treasury, e.agent),
        Event::Delegated(e) => of_agent(e.treasury, e.agent),
        Event::DelegationsRevoked(e) => of_agent(e.treasury, e.agent),
        Event::VendorSet(e) => (e.treasury, layout::vendor_slot(e.agent, e.vendor)),
        Event::VendorRemoved(e) => (e.treasury, layout::vendor_slot(e.agent, e.vendor)),
        Event::SharedVendorSet(e) => (e.treasury, layout::shared_vendor_slot(e.treasury, e.vendor)),
        Event::SharedVendorRemoved(e) => {
            (e.treasury, layout::shared_vendor_slot(e.treasury, e.vendor))
        }
        Event::TreasuryLimitsSet(e) => of_treasury(e.treasury),
        Event::TreasuryFrozen(e) => of_treasury(e.treasury),
        Event::TreasuryThawed(e) => of_treasury(e.treasury),
        Event::RolesSet(e) => (e.treasury, layout::roles_slot(e.treasury, e.account)),
        Event::OwnershipTransferStarted(e) => offer(e.treasury),
        Event::OwnershipTransferred(e) => offer(e.treasury),
        Event::Withdrawn(e) => (e.treasury, layout::withdrawal(e.treasury, e.to, e.value)),
        Event::TreasuryCreated(_)
        | Event::Deposited(_)
        | Event::PaymentSettled(_)
        | Event::DenialRecorded(_)
        // A new key: nothing that waits for it can still be done.
        | Event::SessionOpened(_)
        | Event::PaymentApproved(_)
        | Event::ApprovalRevoked(_)
        | Event::EditRequested(_)
        | Event::EditCancelled(_)
        | Event::AuditHead(_)
        | Event::Transfer(_)
        | Event::AuthorizationUsed(_) => return None,
    })
}

fn void(storage: &mut impl Storage, treasury: u64, object: U256) {
    let state = TreasuryState::unpack(storage.load(layout::treasury_state_slot(treasury)));
    if state.delayed {
        storage.store(layout::pending_slot(treasury, object), U256::ZERO);
    }
}

/// Events that say all there is to write.
fn apply_switch(storage: &mut impl Storage, event: &Event) {
    match event {
        Event::AuditHead(head) => store_head(storage, head),
        Event::TreasuryCreated(event) => {
            storage.store(layout::owner_slot(event.treasury), layout::word_of(event.owner));
            edit_state(storage, event.treasury, |_| TreasuryState::created(event.delay));
        }
        Event::OwnershipTransferStarted(event) => {
            let slot = layout::pending_owner_slot(event.treasury);
            storage.store(slot, layout::word_of(event.newOwner));
        }
        Event::OwnershipTransferred(event) => {
            storage.store(layout::owner_slot(event.treasury), layout::word_of(event.newOwner));
            storage.store(layout::pending_owner_slot(event.treasury), U256::ZERO);
        }
        Event::TreasuryFrozen(event) => freeze_treasury(storage, event.treasury, true),
        Event::TreasuryThawed(event) => freeze_treasury(storage, event.treasury, false),
        Event::AgentFrozen(event) => edit::set_frozen(storage, event.agent, true),
        Event::AgentThawed(event) => breaker::thaw(storage, event.agent),
        Event::AgentRemoved(event) => edit::remove(storage, event.agent),
        Event::DelegationsRevoked(event) => {
            let slot = layout::binding_slot(event.agent);
            let binding = edit::revoke(storage.load(slot));
            storage.store(slot, binding);
        }
        Event::PaymentApproved(event) => {
            let (treasury, approver) = (event.treasury, event.approver);
            edit_approvals(storage, treasury, event.digest, approver, approvals::give);
        }
        Event::ApprovalRevoked(event) => {
            let (treasury, approver) = (event.treasury, event.approver);
            edit_approvals(storage, treasury, event.digest, approver, approvals::take_back);
        }
        Event::EditRequested(event) => {
            let pending = Pending::of(&event.call, event.readyAt, event.firm);
            let slot = layout::pending_slot(event.treasury, event.object.into());
            storage.store(slot, pending.pack());
        }
        Event::EditCancelled(event) => {
            let slot = layout::pending_slot(event.treasury, event.object.into());
            let pending = Pending::unpack(storage.load(slot));
            storage.store(slot, pending.cancel().pack());
        }
        // `apply` names every other event, so that a new one is not forgotten.
        _ => {}
    }
}

/// First second at which no authorization lives that the treasury accepted by `now`.
pub(super) fn longest_life(storage: &mut impl Storage, treasury: u64, now: u64) -> u64 {
    let state = TreasuryState::unpack(storage.load(layout::treasury_state_slot(treasury)));
    now.saturating_add(u64::from(state.longest_validity))
}

fn agree(stated: u32, found: u32) -> Result<(), Cause> {
    if stated == found { Ok(()) } else { Err(Cause::Version { stated, found }) }
}

fn edit_state(
    storage: &mut impl Storage,
    treasury: u64,
    edit: impl FnOnce(TreasuryState) -> TreasuryState,
) -> TreasuryState {
    let slot = layout::treasury_state_slot(treasury);
    let state = edit(TreasuryState::unpack(storage.load(slot)));
    storage.store(slot, state.pack());
    state
}

fn freeze_treasury(storage: &mut impl Storage, treasury: u64, frozen: bool) {
    edit_state(storage, treasury, |state| TreasuryState { frozen, ..state });
}

fn store_head(storage: &mut impl Storage, event: &IVault::AuditHead) {
    let head = U256::from_be_bytes(event.head.0);
    storage.store(layout::audit_head_slot(event.treasury), head);
    let entries = event.firstSeq.saturating_add(u64::from(event.count));
    edit_state(storage, event.treasury, |state| TreasuryState { entries, ..state });
}

fn move_balance(
    storage: &mut impl Storage,
    treasury: u64,
    value: U256,
    step: fn(u64, u64) -> Option<u64>,
) -> Result<(), Cause> {
    let slot = layout::treasury_state_slot(treasury);
    let state = TreasuryState::unpack(storage.load(slot));
    let moved = u64::try_from(value).ok().and_then(|value| step(state.balance, value));
    let balance = moved.ok_or(Cause::Amount { value, balance: state.balance })?;
    storage.store(slot, TreasuryState { balance, ..state }.pack());
    Ok(())
}

fn edit_version(storage: &mut impl Storage, treasury: u64, stated: u32) -> Result<(), Cause> {
    let slot = layout::treasury_state_slot(treasury);
    let state = TreasuryState::unpack(storage.load(slot));
    let edited = state.edited(state.version)?;
    storage.store(slot, edited.pack());
    agree(stated, edited.version)
}

fn set_roles(storage: &mut impl Storage, event: &IVault::RolesSet) -> Result<(), Cause> {
    let IVault::RolesSet { treasury, account, roles, version } = *event;
    let roles = Roles::from_bits(roles).ok_or(Cause::Roles { roles })?;
    approvals::assign(storage, treasury, account, roles)?.store(storage);
    edit_version(storage, treasury, version)
}

fn edit_approvals(
    storage: &mut impl Storage,
    treasury: u64,
    digest: B256,
    approver: Address,
    edit: fn(U256, U256) -> U256,
) {
    let slot = layout::approval_slot(treasury, digest);
    let approver = storage.load(layout::roles_slot(treasury, approver));
    let word = edit(storage.load(slot), approver);
    storage.store(slot, word);
}

fn set_limits(
    storage: &mut impl Storage,
    event: &IVault::TreasuryLimitsSet,
    now: u64,
) -> Result<(), Cause> {
    let limits = TreasuryLimits::try_from(&event.limits)?;
    let before = TreasuryWords::load(storage, event.treasury);
    let version = TreasuryState::unpack(before.state).version;
    let after = edit::edit_treasury(&before, &limits, version, now)?;
    after.store(&before, storage, event.treasury);
    agree(event.version, TreasuryState::unpack(after.state).version)
}

fn pay(storage: &mut impl Storage, event: &IVault::PaymentSettled, now: u64) -> Result<(), Cause> {
    let IVault::PaymentSettled { treasury, agent, vendor, value, nonce } = *event;
    let value = narrow(storage, treasury, value)?;
    // When the authorization expires is not in the event, and charges nothing. Nor is who approved it: the
    // vault has counted approvals that came with the batch, and are in no log.
    let payment = Payment { agent, vendor, value, valid_before: now, is_approved: true };
    let mut cache = Cache::new(&mut *storage);
    // Who settled it is not in the event either, and was asked.
    let found = batch::charge(&mut cache, &payment, None, now).map_err(Cause::Denied)?;
    cache.commit();
    agree_treasury(treasury, found)?;
    use_up(storage, agent, nonce)
}

fn record_denial(
    storage: &mut impl Storage,
    event: &IVault::DenialRecorded,
    now: u64,
) -> Result<(), Cause> {
    let IVault::DenialRecorded { treasury, agent, vendor, value, nonce, .. } = *event;
    let value = narrow(storage, treasury, value)?;
    // Whether the breaker counts it does not depend on when it would have expired.
    let payment = Payment { agent, vendor, value, valid_before: now, is_approved: true };
    let lineage = Lineage::load(&mut *storage, agent, vendor);
    let own = lineage.members.first().map(|member| member.words).unwrap_or_default();
    agree_treasury(treasury, own.treasury_id)?;
    breaker::count(storage, &own, &payment, now);
    use_up(storage, agent, nonce)
}

/// The denial before this event has tripped the breaker, and written that down.
fn check_tripped(storage: &mut impl Storage, agent: Address) -> Result<(), Cause> {
    if breaker::has_tripped(storage, agent) { Ok(()) } else { Err(Cause::Breaker { agent }) }
}

/// An amount of an event of a treasury.
fn narrow(storage: &mut impl Storage, treasury: u64, value: U256) -> Result<u64, Cause> {
    let state = TreasuryState::unpack(storage.load(layout::treasury_state_slot(treasury)));
    u64::try_from(value).map_err(|_| Cause::Amount { value, balance: state.balance })
}

/// Sets the bit of a sequenced nonce. The words of random ones are left out: an event does not say when
/// they may be forgotten.
fn use_up(storage: &mut impl Storage, agent: Address, nonce: B256) -> Result<(), Cause> {
    if let Some(counted) = SequencedNonce::read(nonce) {
        let slot = layout::sequence_slot(agent, counted);
        let word = counted.claim(storage.load(slot)).map_err(|Used| Cause::Replayed { nonce })?;
        storage.store(slot, word);
    }
    Ok(())
}

fn agree_treasury(stated: u64, found: u64) -> Result<(), Cause> {
    if stated == found { Ok(()) } else { Err(Cause::Treasury { stated, found }) }
}

fn add_agent(
    storage: &mut impl Storage,
    event: &IVault::AgentAdded,
    now: u64,
) -> Result<(), Cause> {
    let policy = Policy::try_from(&event.policy)?;
    let slot = layout::binding_slot(event.agent);
    let before = AgentWords::load(storage, event.agent);
    let joined = edit::join(storage.load(slot), &before, event.treasury, &policy, now)?;
    storage.store(slot, joined.binding);
    storage.store(layout::consent_slot(event.agent, event.salt), U256::ONE);
    joined.words.store(&before, storage, event.agent);
    agree(event.version, joined.version)?;
    agree(event.generation, joined.generation)
}

fn delegate(storage: &mut impl Storage, event: &IVault::Delegated, now: u64) -> Result<(), Cause> {
    let IVault::Delegated { parent, agent, salt, .. } = *event;
    let policy = (&event.policy).try_into()?;
    let Binding { generation, .. } = Binding::unpack(storage.load(layout::binding_slot(parent)));
    // The vault has looked at the deadline, which is not in the event.
    let delegation = Delegation { parent, agent, policy, generation, salt, deadline: now };
    let granted = delegation::grant(storage, &delegation, now)?;
    agree_treasury(event.treasury, granted.treasury)?;
    agree(event.version, granted.version)?;
    agree(event.generation, granted.generation)
}

fn set_policy(
    storage: &mut impl Storage,
    event: &IVault::PolicySet,
    now: u64,
) -> Result<(), Cause> {
    let policy = Policy::try_from(&event.policy)?;
    let before = AgentWords::load(storage, event.agent);
    let version = AgentPolicy::unpack(before.policy).version;
    let after = edit::edit_policy(&before, &policy, version, now)?;
    after.store(&before, storage, event.agent);
    agree(event.version, AgentPolicy::unpack(after.policy).version)
}

fn list(
    storage: &mut impl Storage,
    slot: U256,
    entry: &VendorEntry,
    now: u64,
) -> Result<(), Cause> {
    let terms = VendorTerms::try_from(entry)?;
    let word = edit::edit_vendor(storage.load(slot), &terms, now)?;
    storage.store(slot, word);
    Ok(())
}

fn unlist(storage: &mut impl Storage, slot: U256) {
    let word = edit::remove_vendor(storage.load(slot));
    storage.store(slot, word);
}

fn open_session(
    storage: &mut impl Storage,
    event: &IVault::SessionOpened,
    now: u64,
) -> Result<(), Cause> {
    let found = session::open(storage, &event.session(), now)?;
    agree_treasury(event.treasury, found)
}

/// Takes a vendor off an agent's own list; returns the version of its policy.
fn unlist_own(storage: &mut impl Storage, policy: U256, entry: U256) -> u32 {
    let (tightened, version) = edit::tighten(storage.load(policy), storage.load(entry));
    storage.store(policy, tightened);
    unlist(storage, entry);
    version
}

fn edit_list(storage: &mut impl Storage, agent: Address, stated: u32) -> Result<(), Cause> {
    let slot = layout::agent_policy_slot(agent);
    let policy = AgentPolicy::unpack(storage.load(slot));
    let edited = policy.edited(policy.version)?;
    storage.store(slot, edited.pack());
    agree(stated, edited.version)
}
