//! A payment as plainly as it can be put: every word by its own slot, read anew each time, written
//! back at once. What both roads of the vault are compared with.

use alloy::primitives::{Address, B256, U256};
use bursar_policy::{
    AgentPolicy, AgentWords, AuthorizationFault, Payment, Storage, TreasuryState, TreasuryWords,
    VendorMode, Words,
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
    let Payment { agent, vendor, valid_before, .. } = *payment;
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
    let before = Words {
        treasury_id: treasury,
        treasury: of_treasury,
        agent: words,
        vendor: list.map_or(U256::ZERO, |slot| storage.load(slot)),
        is_barred: settlers_only && !roles.has(Roles::SETTLER),
    };

    let claimed = match SequencedNonce::read(nonce) {
        Some(counted) => count(storage, agent, counted),
        None => remember(storage, agent, nonce, policy.nonce_bits, valid_before, now),
    };
    let claimed = claimed.map_err(|Used| AuthorizationFault::Used)?;
    let after = evaluate(&before, payment, now)?;

    for (slot, word) in claimed {
        storage.store(slot, word);
    }
    after.agent.store(&before.agent, storage, agent);
    after.treasury.store(&before.treasury, storage, treasury);
    if let Some(slot) = list {
        storage.store(slot, after.vendor);
    }
    Ok(treasury)
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

/// What using up a random nonce writes.
fn remember(
    storage: &mut impl Storage,
    agent: Address,
    nonce: B256,
    nonce_bits: u8,
    valid_before: u64,
    now: u64,
) -> Result<Vec<(U256, U256)>, Used> {
    let place = nonce::locate(agent, nonce, nonce_bits);
    let table = layout::nonce_table_slot(agent, place.index);
    let own = layout::nonce_own_slot(agent, nonce);
    let (word, own_word) = (storage.load(table), storage.load(own));
    let claim = nonce::claim(word, || !own_word.is_zero(), place.fingerprint, valid_before, now)?;
    let own = claim.own_slot.then_some((own, U256::from(1)));
    Ok(std::iter::once((table, claim.word)).chain(own).collect())
}
