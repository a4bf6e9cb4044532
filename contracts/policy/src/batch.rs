//! Many authorizations in one transaction: how they are written down, and what becomes of each.
//!
//! [`encode`] writes what [`Settlement`] settles. Both roads of the vault, this one and the facade's
//! single payment, and whoever follows them, pay by the same function: [`pay`] for one payment.

mod cache;
mod codec;
pub mod gas;
mod payer;
mod places;
mod recording;
mod report;
mod settlement;
mod verdict;

pub use cache::{Cache, Cached, Position};
pub use codec::{
    Approval, Batch, Entry, Grant, Item, Malformed, Signed, Unencodable, decode, encode,
    encode_with,
};
pub(crate) use payer::Payer;
pub(crate) use places::Places;
pub use recording::{Recorded, record};
pub use report::Report;
pub use settlement::{Head, Logged, Payout, Scene, Settlement, is_item_signed};
pub use verdict::{Refused, Verdict};

use crate::signers::{Signers, is_by};
use crate::{Denied, Payment, Storage, approvals};
use alloy_primitives::{Address, B256};

/// Whether `agent` signed `digest`, of an authorization of its own, in whichever way it signs.
///
/// # Errors
/// What keeps the chain from saying.
pub fn is_signed<S: Storage, C: Signers>(
    storage: &mut S,
    chain: &mut C,
    agent: Address,
    digest: B256,
    signature: &[u8],
) -> Result<bool, C::Error> {
    let is_contract = settlement::is_contract(storage, agent);
    is_by(chain, agent, is_contract, digest, signature)
}

/// Pays one authorization that `settler` settles in the cache: its nonce is used up and everything
/// charged. Returns the treasury that pays. `payment` is what
/// [`Authorization::payment`](crate::Authorization::payment) made of a message whose times and
/// signature are good, `digest` what was signed: approvals of it count that are registered.
///
/// # Errors
/// [`Refused`]; then nothing has changed.
pub fn pay<S: Storage>(
    cache: &mut Cache<S>,
    payment: &Payment,
    nonce: B256,
    digest: B256,
    settler: Address,
    now: u64,
) -> Result<u64, Refused> {
    let mut payer = Payer::find(cache, payment.agent, Some(settler));
    let treasury = payer.places.treasury_id;
    let listed = payer.places.entry(cache, payment.vendor);
    let mut paid = payer.pay(cache, listed, payment, nonce, now);
    if paid.is_err_and(|refused| refused.is_unapproved())
        && approvals::suffice(cache, treasury, payment.agent, digest, &[])
    {
        let approved = Payment { is_approved: true, ..*payment };
        paid = payer.pay(cache, listed, &approved, nonce, now);
    }
    paid.map(|()| treasury)
}

/// As [`pay`], without regard to the nonce, to approvals that `payment` does not say it has, and to who
/// settles where that is nobody yet: for who only asks, or follows what was paid.
///
/// # Errors
/// [`Denied`]; then nothing has changed.
pub fn charge<S: Storage>(
    cache: &mut Cache<S>,
    payment: &Payment,
    settler: Option<Address>,
    now: u64,
) -> Result<u64, Denied> {
    let payer = Payer::find(cache, payment.agent, settler);
    let listed = payer.places.entry(cache, payment.vendor);
    payer.charge(cache, listed, payment, now)?;
    Ok(payer.places.treasury_id)
}
