//! How often payers and vendors failed of late. A payment that verifies and then does not settle
//! costs gas and simulations; who makes many of them is refused for a while.
//!
//! A failure counts against whoever is proved to have a part in it, and nobody else:
//!
//! - against its payer, who signed it: nobody uses up the budget of a payer without that payer's
//!   signatures;
//! - against its vendor only if the vault says that the token pays others and not this one
//!   ([`Refusal::is_of_vendor`]): no payer can bring that about, so nobody uses up the budget of a
//!   vendor by payments that fail for reasons of their own;
//! - against nobody, if it expired: then it was sent too late, here.

use alloy::primitives::{Address, map::HashMap};
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::Verdict;

use super::window::{Window, count};
use crate::config;
use crate::payment::{Refusal, SignedAuthorization};

/// Counts failures in windows of the clock.
#[derive(Debug)]
pub(super) struct Failures {
    limits: config::Failures,
    window: Window<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    payers: HashMap<Address, u32>,
    /// By asset and payee: a vendor whom one token does not pay may be paid in another.
    vendors: HashMap<(Address, Address), u32>,
}

impl Failures {
    pub(super) fn new(limits: config::Failures) -> Self {
        let window = Window::new(limits.window_seconds);
        Self { limits, window }
    }

    /// Seconds until such a payment may be made again, if its payer or its vendor failed too often.
    pub(super) fn wait(&self, payment: &SignedAuthorization, now: u64) -> Option<u64> {
        let config::Failures { per_payer, per_vendor, .. } = &self.limits;
        let (payer, vendor) = parties(payment);
        let is_over = self.window.at(now, |counts| {
            counts.payers.get(&payer).is_some_and(|count| *count >= per_payer.get())
                || counts.vendors.get(&vendor).is_some_and(|count| *count >= per_vendor.get())
        });
        is_over.then(|| self.window.rest(now))
    }

    /// Counts the failure of a payment that its payer signed and that was accepted.
    pub(super) fn record(&self, payment: &SignedAuthorization, refusal: &Refusal, now: u64) {
        if refusal.verdict == Verdict::Fault(AuthorizationFault::Expired) {
            return;
        }
        let (payer, vendor) = parties(payment);
        self.window.at(now, |counts| {
            count(&mut counts.payers, payer);
            if refusal.is_of_vendor() {
                count(&mut counts.vendors, vendor);
            }
        });
    }
}

const fn parties(payment: &SignedAuthorization) -> (Address, (Address, Address)) {
    (payment.authorization.from, (payment.asset, payment.authorization.to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{B256, U256};
    use bursar_policy::{Authorization, Denial, Signature};

    const ASSET: Address = Address::repeat_byte(9);
    const PAYER: Address = Address::repeat_byte(1);
    const VENDOR: Address = Address::repeat_byte(2);
    const OTHER: Address = Address::repeat_byte(3);
    /// A window begins here.
    const NOW: u64 = 600_000;

    fn payment(asset: Address, from: Address, to: Address) -> SignedAuthorization {
        let (value, valid_after, valid_before) = (U256::ONE, U256::ZERO, U256::MAX);
        let nonce = B256::ZERO;
        SignedAuthorization {
            asset,
            authorization: Authorization { from, to, value, valid_after, valid_before, nonce },
            signature: Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false }.into(),
        }
    }

    fn failed(times: u32, refusal: &Refusal) -> Failures {
        let failures = Failures::new(config::Failures::default());
        let failed = payment(ASSET, PAYER, VENDOR);
        (0..times).for_each(|_| failures.record(&failed, refusal, NOW));
        failures
    }

    #[test]
    fn wait_refuses_a_payer_who_failed_too_often_until_the_window_is_over() {
        let denied = Verdict::Denied(Denial::AgentFrozen).into();
        let (theirs, others) = (payment(ASSET, PAYER, OTHER), payment(ASSET, OTHER, OTHER));
        assert_eq!(failed(19, &denied).wait(&theirs, NOW), None);
        let failures = failed(20, &denied);
        assert_eq!(failures.wait(&theirs, NOW + 1), Some(599));
        assert_eq!(failures.wait(&others, NOW + 1), None);
        assert_eq!(failures.wait(&theirs, NOW + 600), None);
    }

    #[test]
    fn wait_refuses_a_vendor_whom_the_vault_could_not_pay_too_often() {
        let unpayable = Verdict::PayoutFailed.into();
        let theirs = payment(ASSET, OTHER, VENDOR);
        assert_eq!(failed(199, &unpayable).wait(&theirs, NOW), None);
        let failures = failed(200, &unpayable);
        assert_eq!(failures.wait(&theirs, NOW), Some(600));
        assert_eq!(failures.wait(&payment(ASSET, OTHER, OTHER), NOW), None);
        assert_eq!(failures.wait(&payment(OTHER, OTHER, VENDOR), NOW), None, "another token");
    }

    #[test]
    fn wait_keeps_a_vendor_open_when_payments_to_it_fail_for_other_reasons() {
        let text = "nobody is paid".to_owned();
        let reverted = Refusal { verdict: Verdict::PayoutFailed, detail: Some(text) };
        let denied = Verdict::Denied(Denial::AgentFrozen).into();
        for refusal in [denied, Verdict::Fault(AuthorizationFault::Used).into(), reverted] {
            let failures = failed(1_000, &refusal);
            assert_eq!(failures.wait(&payment(ASSET, OTHER, VENDOR), NOW), None, "{refusal:?}");
            assert!(failures.wait(&payment(ASSET, PAYER, OTHER), NOW).is_some(), "{refusal:?}");
        }
    }

    #[test]
    fn record_counts_against_nobody_what_was_sent_too_late() {
        let expired = Verdict::Fault(AuthorizationFault::Expired).into();
        assert_eq!(failed(1_000, &expired).wait(&payment(ASSET, PAYER, VENDOR), NOW), None);
    }
}
