//! Treasuries and agents as JSON, from the mirror's words.

use alloy::primitives::{Address, B256};
use bursar_abi::Window as WindowView;
use bursar_policy::{
    AgentWords, Binding, Link, Storage as _, TreasuryState, Window, balance_of, layout,
};
use serde_json::{Value, json};

use crate::mirror::Mirror;
use crate::treasury_id::TreasuryId;
use crate::view;

/// A treasury; `None` if the vault has none by this id.
pub(super) fn treasury(mirror: &Mirror, vault: Address, id: TreasuryId) -> Option<Value> {
    let word = |slot| mirror.word(vault, slot);
    let state = TreasuryState::unpack(word(layout::treasury_state_slot(id.0)));
    if !state.exists {
        return None;
    }
    let limits = state.limits(word(layout::treasury_limit_slot(id.0)));
    let window = Window::unpack(word(layout::treasury_window_slot(id.0)));
    let pending = layout::address_in(word(layout::pending_owner_slot(id.0)));
    Some(json!({
        "treasury": id,
        "vault": vault,
        "owner": layout::address_in(word(layout::owner_slot(id.0))),
        "pendingOwner": (!pending.is_zero()).then_some(pending),
        "balance": state.balance.to_string(),
        "version": state.version,
        "frozen": state.frozen,
        "limit": view::limit(limits.limit),
        "longestValidity": limits.longest_validity,
        "delay": limits.delay,
        "settlersOnly": limits.settlers_only,
        "approvals": limits.approvals,
        "window": view::window(&WindowView::from(window)),
        "entries": state.entries,
        "auditHead": B256::from(word(layout::audit_head_slot(id.0))),
    }))
}

/// An agent; `None` if the key never joined a treasury of the vault. `now` is the time, Unix seconds,
/// at which it could spend.
pub(super) fn agent(mirror: &Mirror, vault: Address, agent: Address, now: u64) -> Option<Value> {
    let mut words = mirror.vault(vault);
    let binding = Binding::unpack(words.load(layout::binding_slot(agent)));
    let held = AgentWords::load(&mut words, agent);
    let (policy, state, _) = held.rules();
    // The key of a session has no binding.
    if binding.treasury == 0 && !policy.is_session() {
        return None;
    }
    let live = policy.is_live();
    let spendable = balance_of(&mut words, agent, now);
    let parent = Link::unpack(words.load(policy.link_slot(agent))).parent;
    Some(json!({
        "agent": agent,
        "vault": vault,
        "treasury": TreasuryId(binding.treasury.max(policy.treasury)),
        "live": live,
        "session": policy.is_session(),
        "parent": policy.is_delegated().then_some(parent),
        "frozen": state.frozen,
        "tripped": state.tripped,
        "version": if live { policy.version } else { binding.version },
        "generation": binding.generation,
        "policy": live.then(|| view::policy(&held.policy())),
        "window": view::window(&WindowView::from(state.window)),
        "count": state.count,
        "lifetime": state.lifetime.to_string(),
        "spendable": spendable.to_string(),
    }))
}
