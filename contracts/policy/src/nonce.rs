//! What keeps an authorization from being paid twice.
//!
//! *Random* nonces are remembered in a table of recycled words until their authorizations expire.
//! An agent has `2^k` words of three entries, (fingerprint, expiry). A nonce belongs to one word; if
//! no entry of it is free, the nonce takes a slot of its own, and the word remembers until when such
//! slots must be read. Nothing is forgotten before its authorization expires, no payment is denied
//! because a table is full. A match means "do not pay", never "paid".
//!
//! *Sequenced* nonces ([`SequencedNonce`]) say by their tag what they are. Each is one bit, which is
//! never forgotten.

mod sequenced;

use crate::layout::nonce_table::{EXPIRY, FINGERPRINT, OVERFLOW_UNTIL};
use crate::{AgentPolicy, Binding, Link, Storage, hash, layout, limbs};
use alloy_primitives::{Address, B256, U256};
pub use sequenced::{SequencedNonce, is_malformed};

/// Seconds in a unit of expiry.
const UNIT: u64 = 64;
/// The fingerprint begins above the bits that may be an index.
const FINGERPRINT_SHIFT: u32 = 16;

/// Whether `nonce` of `agent` cannot be paid at `now` because it was, in whichever store its style has.
/// A random one is forgotten once its authorization has expired.
pub fn is_remembered(storage: &mut impl Storage, agent: Address, nonce: B256, now: u64) -> bool {
    if let Some(counted) = SequencedNonce::read(nonce) {
        return counted.is_used(storage.load(layout::sequence_slot(agent, counted)));
    }
    let (table, nonce_bits) = table_of(storage, agent);
    let Place { index, fingerprint } = locate(agent, nonce, nonce_bits);
    let word = storage.load(layout::nonce_word_of(table, index));
    let is_own_set = || !storage.load(layout::nonce_own_slot(agent, nonce)).is_zero();
    is_used(word, is_own_set, fingerprint, now)
}

/// The table in which the random nonces of `agent` are remembered, and the nonce bits of whom it belongs
/// to: the agent itself, or the parent of a session. Words and bindings of both outlive them.
// Once in a program: few ask, and payments of plain agents do not.
#[inline(never)]
pub(crate) fn table_of(storage: &mut impl Storage, agent: Address) -> (U256, u8) {
    let policy = AgentPolicy::unpack(storage.load(layout::agent_policy_slot(agent)));
    let link = policy.is_session().then(|| storage.load(layout::agent_state_slot(agent)));
    let holder = link.map_or(agent, |link| Link::unpack(link).parent);
    let binding = Binding::unpack(storage.load(layout::binding_slot(holder)));
    (layout::nonces(holder), binding.nonce_bits)
}

/// Where a random nonce is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which word of the agent's table.
    pub index: u64,
    /// 48 bits by which the word knows the nonce again.
    pub fingerprint: u64,
}

/// The place of `nonce` among the `2^nonce_bits` words of `agent`: bits of
/// `keccak256(abi.encode(agent, nonce))`, the low ones for the index, 16 to 63 for the fingerprint.
pub fn locate(agent: Address, nonce: B256, nonce_bits: u8) -> Place {
    let [.., low] = limbs::split(&hash::words(&[agent.into_word(), nonce]));
    // 4 bits of storage make at most 2^15 words: an index never reaches the fingerprint's bits.
    let mask = (1u64 << (nonce_bits & 15)).wrapping_sub(1);
    Place { index: low & mask, fingerprint: low >> FINGERPRINT_SHIFT }
}

/// The nonce cannot be paid: it was used, or its fingerprint equals that of one that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the nonce is used")]
pub struct Used;

/// What remembering a random nonce writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The table word afterwards.
    pub word: U256,
    /// Whether the nonce's own slot must be set to 1.
    pub own_slot: bool,
}

/// Whether `fingerprint` is remembered at `now` in `word`, or, where the word asks for it, in the
/// nonce's own slot.
pub fn is_used(
    word: U256,
    own_slot_is_set: impl FnOnce() -> bool,
    fingerprint: u64,
    now: u64,
) -> bool {
    let is_match = |(known, expiry): (u64, u64)| known == fingerprint && is_live(expiry, now);
    let [a, b, c] = entries(word);
    is_match(a)
        || is_match(b)
        || is_match(c)
        || is_live(OVERFLOW_UNTIL.get(word), now) && own_slot_is_set()
}

/// Remembers a random nonce from `now` until its authorization expires at `valid_before`.
///
/// # Errors
/// [`Used`] if it is remembered already.
pub fn claim(
    word: U256,
    own_slot_is_set: impl FnOnce() -> bool,
    fingerprint: u64,
    valid_before: u64,
    now: u64,
) -> Result<Claim, Used> {
    if is_used(word, own_slot_is_set, fingerprint, now) {
        return Err(Used);
    }
    let until = until(valid_before);
    let word = match entries(word).map(|(_, expiry)| is_live(expiry, now)) {
        [false, _, _] => with_entry::<0>(word, fingerprint, until),
        [_, false, _] => with_entry::<1>(word, fingerprint, until),
        [_, _, false] => with_entry::<2>(word, fingerprint, until),
        _ => return Ok(claim_apart(word, valid_before)),
    };
    Ok(Claim { word, own_slot: false })
}

/// The word with this entry replaced; each by its own constant, as in [`entries`].
fn with_entry<const ENTRY: usize>(word: U256, fingerprint: u64, expiry: u64) -> U256 {
    EXPIRY[ENTRY].with(FINGERPRINT[ENTRY].with(word, fingerprint), expiry)
}

/// Remembers a random nonce that is known to be unused, whatever entry its fingerprint equals: in a slot
/// of its own.
pub fn claim_apart(word: U256, valid_before: u64) -> Claim {
    let until = until(valid_before).max(OVERFLOW_UNTIL.get(word));
    Claim { word: OVERFLOW_UNTIL.with(word, until), own_slot: true }
}

/// The expiry that stands for `valid_before`.
fn until(valid_before: u64) -> u64 {
    valid_before.div_ceil(UNIT).min(OVERFLOW_UNTIL.max())
}

/// Fingerprint and expiry of the three entries. Each by its own constant: a field that is only known
/// when the program runs takes branches to read.
const fn entries(word: U256) -> [(u64, u64); 3] {
    let ([a, b, c], [x, y, z]) = (FINGERPRINT, EXPIRY);
    [(a.get(word), x.get(word)), (b.get(word), y.get(word)), (c.get(word), z.get(word))]
}

/// Whether an expiry lies ahead. The largest one, which stands for whatever does not fit, always does.
fn is_live(expiry: u64, now: u64) -> bool {
    expiry == OVERFLOW_UNTIL.max() || expiry.saturating_mul(UNIT) > now
}

#[cfg(test)]
mod tests;
