//! A payment as plainly as it can be put: every word by its own slot, read anew each time, written
//! back at once. What both roads of the vault are compared with.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::{
    AgentLimits, AgentPolicy, AgentWords, AuthorizationFault, Binding, Denial, Denied, Link,
    Payment, Storage, TreasuryState, TreasuryWords, VendorMode, Words,
    batch::Refused,
    evaluate, layout,
    nonce::{self, SequencedNonce, Used},
    roles::Roles,
};

/// Pays what `settler` settles, and returns the treasury that did; nothing changes if it is refused.
pub(crate) fn pay(
    storage: &mut impl Storage,
    payment: &Payment,
    nonce: B256,
    settler: Address,
    now: u64,
) -> Result<u64, Refused> {
    let Payment { agent, valid_before, value, .. } = *payment;
    let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent)));
    let claimed = match SequencedNonce::read(nonce) {
        Some(counted) => count(storage, agent, counted),
        None => remember(storage, agent, nonce, valid_before, now),
    };
    let claimed = claimed.map_err(|Used| AuthorizationFault::Used)?;

    let (members, all_stand) = lineage(storage, agent, policy.treasury);
    // Of what cannot pass nobody asks whether it was approved.
    let judged = Payment { is_approved: payment.is_approved || !all_stand, ..*payment };
    let mut charged = Vec::new();
    for member in members {
        let (before, list) = read(storage, member, payment.vendor, settler);
        charged.push((member, list, before, evaluate(&before, &judged, now)?));
    }
    if !all_stand {
        let asked = U256::from(value);
        return Err(Denied { reason: Denial::DelegationEnded, asked, room: 0 }.into());
    }

    for (slot, word) in claimed {
        storage.store(slot, word);
    }
    for (member, list, before, after) in charged {
        after.agent.store(&before.agent, storage, member);
        after.treasury.store(&before.treasury, storage, policy.treasury);
        if let Some(slot) = list {
            storage.store(slot, after.vendor);
        }
    }
    Ok(policy.treasury)
}

/// The agent and everybody above it, as far as they stand behind it; whether all do.
fn lineage(storage: &mut impl Storage, agent: Address, treasury: u64) -> (Vec<Address>, bool) {
    let mut members = vec![agent];
    let mut child = agent;
    loop {
        let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(child)));
        if !policy.is_delegated() {
            return (members, true);
        }
        let Link { parent, generation } = Link::unpack(storage.load(policy.link_slot(child)));
        let binding = Binding::unpack(storage.load(layout::binding_slot(parent)));
        let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(parent)));
        let limits = AgentLimits::unpack(storage.load(layout::agent_limits_slot(parent)));
        let depth = usize::from(limits.delegation_depth);
        if (policy.treasury, binding.generation) != (treasury, generation) || depth < members.len()
        {
            return (members, false);
        }
        members.push(parent);
        child = parent;
    }
}

/// The words of one agent for a vendor, and where the vendor's entry is.
fn read(
    storage: &mut impl Storage,
    agent: Address,
    vendor: Address,
    settler: Address,
) -> (Words, Option<U256>) {
    let words = AgentWords::load(storage, agent);
    let policy = AgentPolicy::unpack(words.policy);
    let treasury = policy.treasury;
    let list = match policy.vendors {
        VendorMode::Own => Some(layout::vendor_slot(agent, vendor)),
        VendorMode::Shared => Some(layout::shared_vendor_slot(treasury, vendor)),
        VendorMode::Any => None,
    };
    let of_treasury = TreasuryWords::load(storage, treasury);
    let settlers_only = TreasuryState::unpack(of_treasury.state).settlers_only;
    let roles = Roles::unpack(storage.load(layout::roles_slot(treasury, settler)));
    let words = Words {
        treasury_id: treasury,
        treasury: of_treasury,
        agent: words,
        vendor: list.map_or(U256::ZERO, |slot| storage.load(slot)),
        is_barred: settlers_only && !roles.has(Roles::SETTLER),
    };
    (words, list)
}

/// What using up a sequenced nonce writes.
fn count(
    storage: &mut impl Storage,
    agent: Address,
    nonce: SequencedNonce,
) -> Result<Vec<(U256, U256)>, Used> {
    let slot = layout::sequence_slot(agent, nonce);
    let (word, bit) = (storage.load(slot), U256::from(1) << (nonce.sequence % 256));
    if word & bit == U256::ZERO { Ok(vec![(slot, word | bit)]) } else { Err(Used) }
}

/// What using up a random nonce writes: that of a session in its parent's table.
fn remember(
    storage: &mut impl Storage,
    agent: Address,
    nonce: B256,
    valid_before: u64,
    now: u64,
) -> Result<Vec<(U256, U256)>, Used> {
    let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent)));
    let state = storage.load(layout::agent_state_slot(agent));
    let holder = if policy.is_session() { Link::unpack(state).parent } else { agent };
    let nonce_bits = match policy.treasury {
        0 if !policy.is_session() => 0,
        _ => Binding::unpack(storage.load(layout::binding_slot(holder))).nonce_bits,
    };
    let place = nonce::locate(agent, nonce, nonce_bits);
    let table = layout::nonce_table_slot(holder, place.index);
    let own = layout::nonce_own_slot(agent, nonce);
    let (word, own_word) = (storage.load(table), storage.load(own));
    let claim = nonce::claim(word, || !own_word.is_zero(), place.fingerprint, valid_before, now)?;
    let own = claim.own_slot.then_some((own, U256::from(1)));
    Ok(std::iter::once((table, claim.word)).chain(own).collect())
}
