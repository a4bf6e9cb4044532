//! Denials that go on record.

use super::{Cache, Payer, Report, payer};
use crate::roles::Roles;
use crate::{AuthorizationFault, Denial, Payment, Storage, TreasuryState, breaker, layout, nonce};
use alloy_primitives::{Address, B256};

/// A denial that is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The agent's treasury.
    pub treasury: u64,
    /// Why: the first reason, as a settlement would have it.
    pub reason: Denial,
    /// The breaker has frozen the agent for it.
    pub tripped: bool,
}

/// Puts on record, for `reporter`, that a payment is denied: its nonce is used up, and the breaker of the
/// agent that signed counts it, if it may ([`breaker::count`]). `payment` is what
/// [`Authorization::payment`](crate::Authorization::payment) made of a message whose times and signature
/// are good. Neither who settles nor who approves is asked: the payment must be denied whoever would, since
/// whoever reports can leave that out.
///
/// What lives longer than the treasury accepts is not recorded before it does not: no nonce is remembered
/// for longer than a payment's, whoever signs what.
///
/// # Errors
/// [`Report`] of what is not recorded; then nothing has changed.
pub fn record<S: Storage>(
    storage: S,
    payment: &Payment,
    nonce: B256,
    reporter: Address,
    now: u64,
) -> Result<Recorded, Report> {
    // Of its own for each item, so that one that turns out to be payable leaves no trace.
    let mut cache = Cache::new(storage);
    let mut agent = Payer::find(&mut cache, payment.agent, None);
    let treasury = agent.places.treasury_id;
    let roles = Roles::unpack(cache.load(layout::roles_slot(treasury, reporter)));
    if treasury == 0 || !roles.has(Roles::REPORTER) {
        return Err(Report::NotReporter);
    }
    let claim = agent
        .claim(&mut cache, payment, nonce, now)
        .map_err(|nonce::Used| Report::Fault(AuthorizationFault::Used))?;
    let payment = &Payment { is_approved: true, ..*payment };
    let entry = agent.places.entry(&mut cache, payment.vendor);
    let words = agent.places.words(&cache, entry);
    let longest = TreasuryState::unpack(words.treasury.state).longest_life(now);
    if payment.valid_before.saturating_sub(now) > longest {
        return Err(Report::LivesTooLong);
    }
    let Err(denied) = agent.charge(&mut cache, entry, payment, now) else {
        return Err(Report::Payable);
    };
    payer::remember(&mut cache, payment.agent, nonce, claim);
    let tripped = breaker::count(&mut cache, &words, payment, now);
    cache.commit();
    Ok(Recorded { treasury, reason: denied.reason, tripped })
}
