//! What is stored, and what would happen: for people, clients and facilitators. Windows are as they
//! stand at the time of the call, not as they were last written.

use alloy_primitives::{Address, U256};
use bursar_abi::{self as abi, IVault};
use bursar_policy::{
    AgentWords, Binding, Link, Payment, Pending, Rooms, Tally, TreasuryState, TreasuryWords,
    VendorEntry, Window, approvals, balance_of as most_of,
    batch::{self, Cache},
    layout, nonce, rooms,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, books};

/// `balanceOf`: the most that the agent could pay to some vendor now, 0 for a key that cannot pay.
/// Facilitators require it to cover the amount before they look any further.
///
/// # Errors
/// None.
pub fn balance_of<H: Host>(vault: &Vault<'_, H>, call: IVault::balanceOfCall) -> Outcome<U256> {
    Ok(U256::from(most_of(&mut vault.slots(), call.agent, vault.now())))
}

/// Whether a nonce cannot be paid any more. Once its authorization has expired a random nonce may be
/// forgotten, and the answer is `false` again: expired it cannot be paid either. A sequenced one is
/// never forgotten.
///
/// # Errors
/// None.
pub fn authorization_state<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::authorizationStateCall,
) -> Outcome<bool> {
    let IVault::authorizationStateCall { authorizer, nonce } = call;
    Ok(nonce::is_remembered(&mut vault.slots(), authorizer, nonce, vault.now()))
}

/// Whether a payment would pass now, for an authorization that does not live too long, and the room
/// under every limit.
///
/// # Errors
/// `NotConfigured`.
pub fn check<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::checkCall,
) -> Outcome<IVault::checkReturn> {
    let IVault::checkCall { agent, vendor, value } = call;
    let (now, token) = (vault.now(), vault.config()?.token);
    let slots = &mut vault.slots();
    let verdict = Payment::new(agent, vendor, value, now, vault.address(), token)
        .and_then(|payment| batch::charge(&mut Cache::new(&mut *slots), &payment, None, now));
    let rooms = rooms(slots, agent, vendor, now);
    Ok(IVault::checkReturn {
        reason: verdict.map_or_else(|denied| denied.reason.code(), |_| 0),
        shared: (&Rooms::least(rooms.iter().map(|(_, rooms)| *rooms))).into(),
        agents: rooms.iter().map(|(agent, rooms)| abi::AgentRoom::of(*agent, rooms)).collect(),
    })
}

/// The token that the vault holds.
///
/// # Errors
/// `NotConfigured`.
pub fn token<H: Host>(vault: &Vault<'_, H>, _: IVault::tokenCall) -> Outcome<Address> {
    Ok(vault.config()?.token)
}

/// A treasury; all zero for one that does not exist.
///
/// # Errors
/// None.
pub fn treasury<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::treasuryCall,
) -> Outcome<abi::Treasury> {
    let id = call.treasury;
    let words = TreasuryWords::load(&mut vault.slots(), id);
    let state = TreasuryState::unpack(words.state);
    let limits = state.limits(words.limits);
    let window = Window::unpack(words.window);
    let window = limits.limit.map_or(window, |limit| window.at(limit.period, vault.now()));
    Ok(abi::Treasury {
        owner: vault.load_address(layout::owner_slot(id)),
        pendingOwner: vault.load_address(layout::pending_owner_slot(id)),
        balance: state.balance,
        version: state.version,
        frozen: state.frozen,
        limits: (&limits).into(),
        window: window.into(),
        entries: state.entries,
        auditHead: vault.load(layout::audit_head_slot(id)).into(),
    })
}

/// An agent; all zero for a key that never joined a treasury.
///
/// # Errors
/// None.
pub fn agent<H: Host>(vault: &Vault<'_, H>, call: IVault::agentCall) -> Outcome<abi::Agent> {
    let agent = call.agent;
    let words = AgentWords::load(&mut vault.slots(), agent);
    let (policy, state, _) = words.rules();
    let binding = Binding::unpack(vault.load(layout::binding_slot(agent)));
    // While the agent is out, its state counts in the period of its last policy.
    let period = if policy.is_live() { policy.period } else { binding.period };
    let state = state.at(period, vault.now());
    let link = Link::unpack(vault.load(policy.link_slot(agent)));
    let limits = words.policy();
    let window = limits.breaker.unwrap_or_default().window;
    let tally = Tally::unpack(vault.load(layout::breaker_slot(agent))).at(window, vault.now());
    Ok(abi::Agent::of(&binding, &policy, &limits, &state, &link, &tally))
}

/// What an agent's own list says of a vendor.
///
/// # Errors
/// None.
pub fn vendor<H: Host>(vault: &Vault<'_, H>, call: IVault::vendorCall) -> Outcome<abi::Vendor> {
    Ok(listing(vault, layout::vendor_slot(call.agent, call.vendor)))
}

/// What a treasury's shared list says of a vendor.
///
/// # Errors
/// None.
pub fn shared_vendor<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::sharedVendorCall,
) -> Outcome<abi::Vendor> {
    Ok(listing(vault, layout::shared_vendor_slot(call.treasury, call.vendor)))
}

fn listing<H: Host>(vault: &Vault<'_, H>, slot: U256) -> abi::Vendor {
    (&VendorEntry::unpack(vault.load(slot)).at(vault.now())).into()
}

/// The roles of an account in a treasury, without the owner's power.
///
/// # Errors
/// None.
pub fn roles_of<H: Host>(vault: &Vault<'_, H>, call: IVault::rolesOfCall) -> Outcome<u8> {
    Ok(books::roles_of(vault, call.treasury, call.account).bits())
}

/// How many of a treasury's approvers have registered their approval of a digest.
///
/// # Errors
/// None.
pub fn approvals_of<H: Host>(vault: &Vault<'_, H>, call: IVault::approvalsOfCall) -> Outcome<u8> {
    let IVault::approvalsOfCall { treasury, digest } = call;
    // Whose payment it is a digest does not tell: what the agent registered itself is in the number.
    let count = approvals::count(&mut vault.slots(), treasury, Address::ZERO, digest, &[]);
    // There are no more than 240 approvers.
    Ok(u8::try_from(count).unwrap_or(u8::MAX))
}

/// What waits to be done to an object of a treasury, see `bursar_policy::loosening`.
///
/// # Errors
/// None.
pub fn pending_edit<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::pendingEditCall,
) -> Outcome<IVault::pendingEditReturn> {
    let slot = layout::pending_slot(call.treasury, call.object.into());
    let pending = Pending::unpack(vault.load(slot));
    let Pending { ready_at, firm, cancelled, .. } = pending;
    let ready_at = if pending.is_open() { ready_at } else { 0 };
    Ok(IVault::pendingEditReturn { readyAt: ready_at, firm, cancelled })
}
