//! What a batch costs, at most.
//!
//! Prices are the EVM's and Nitro's, L1 price 0; what runs in the program is measured, in the gas
//! snapshot, and rounded up. A batch of agents without a parent that gets [`limit`] is never short of
//! gas; one that gets less than it needs reverts as a whole.

use crate::delegation::MAX_DEPTH;

/// Gas that one call of the token gets, whatever the caller sent. The dearest that a vault makes of
/// USDC, an authorization with every word cold, takes less than half of it: the whole transaction of
/// one is 102,888 gas, 21,000 of which are not the call's.
pub const TOKEN: u64 = 200_000;

/// Reading a word for the first time in a transaction, with the host's own price for keeping it.
pub(super) const READ: u64 = 2_120;
/// Writing a word that is zero, after it was read, with the host's own price.
pub(super) const WRITE_FRESH: u64 = 20_015;
/// Writing another word, after it was read, with the host's own price.
pub(super) const WRITE: u64 = 2_915;

/// Logging a payment and extending its treasury's chain: four topics, 64 bytes, five hashes.
pub(super) const RECORD: u64 = 2_600;
/// Reading and writing a head, and logging it.
pub(super) const HEAD: u64 = READ + WRITE + 2_100;
/// Deciding an item once more, by one agent's rules, after another vendor's payout failed.
pub(super) const REPLAY: u64 = 700;
/// Opening a session once more, and logging it: four topics, 128 bytes, five hashes.
pub(super) const OPENED: u64 = 4_500;
/// Finding once more who gave an approval, or whether an item has enough of them.
pub(super) const REPLAY_APPROVAL: u64 = 1_300;
/// Answering, and what a program does at its end.
pub(super) const END: u64 = 3_000;

/// What every transaction costs, the front's work, and starting a program that is not cached.
const START: u64 = 62_000;
/// One byte of calldata.
const BYTE: u64 = 16;
/// An agent with every optional limit that has never paid, in a treasury with a cap of its own that
/// has never been used: eight words read, three written for the first time or again, and a head. A
/// session that is opened is no dearer: three words read, two of them written for the first time, two
/// recoveries, and a log.
const AGENT: u64 = 8 * READ + 2 * WRITE_FRESH + WRITE + HEAD;
/// A transfer of USDC to somebody who has none yet, and the call around it.
const PAYOUT: u64 = 60_000;
/// Recovery, decision and record of an item, an entry of a private list with a cap, and its nonce:
/// the table's word is full, so that it is written and a slot of its own beside it.
const ITEM: u64 = 3_200 + REPLAY + RECORD + 3 * READ + 2 * WRITE + WRITE_FRESH;

/// Gas that the code of a contract payer gets to say whether a signature is its own (ERC-1271), whatever
/// the caller sent: enough for ten keys that it recovers one after the other, each with a word of its own.
pub const SIGNATURE: u64 = 100_000;

/// What to reach an account costs that is asked for its signature. One that is delegated (EIP-7702) is two:
/// itself, and whose code it has.
pub const REACH: u64 = 2 * 2_600;

/// What this adds to a batch, at most, for [`limit`]: signatures of contract payers, items over a threshold
/// that are approved, wherever their approvals are, and those approvals that the batch brings.
pub const fn extra(contract_signatures: usize, approved: usize, approvals: usize) -> u64 {
    const ASK: u64 = SIGNATURE + SIGNATURE.div_ceil(63) + REACH + 3_000;
    // What is registered, who is an approver, and the agent's own roles; then a second decision by
    // everybody's rules; and all but the reading once more.
    const APPROVED: u64 = 3 * READ + 2 * (REPLAY_APPROVAL + (1 + MAX_DEPTH as u64) * REPLAY);
    // Recovery, the approver's roles, and the second once more.
    const APPROVAL: u64 = 3_200 + READ + 2 * REPLAY_APPROVAL;
    (contract_signatures as u64)
        .saturating_mul(ASK)
        .saturating_add((approved as u64).saturating_mul(APPROVED))
        .saturating_add((approvals as u64).saturating_mul(APPROVAL))
}

/// A gas limit that is enough for any batch of so many calldata bytes, agents without a parent, vendors
/// and items, and a token as dear as USDC, signed by keys and without approvals, see [`extra`]; one item
/// alone may have as many ancestors as there can be. What is not used is not paid. Where many agents have
/// ancestors it may be too little for all at once.
pub const fn limit(bytes: usize, agents: usize, vendors: usize, items: usize) -> u64 {
    let agents = if items == 1 { agents.saturating_add(MAX_DEPTH as usize) } else { agents };
    // What has no room in 64 bits has none in any block.
    (bytes as u64)
        .saturating_mul(BYTE)
        .saturating_add((agents as u64).saturating_mul(AGENT))
        .saturating_add((vendors as u64).saturating_mul(PAYOUT))
        .saturating_add((items as u64).saturating_mul(ITEM))
        .saturating_add(START)
        .saturating_add(TOKEN)
        .saturating_add(END)
}
