//! Payments that were refused, or withdrawn, while settling. They stay refused for as long as their authorizations
//! live, whatever the policy says by then: verify must not promise what settle will not do.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use alloy::primitives::map::HashMap;

use super::Refused;
use crate::payment::{PaymentKey, SignedAuthorization};

/// Refusals, until the authorizations expire.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    by_key: HashMap<PaymentKey, Refused>,
    by_end: BTreeSet<(u64, PaymentKey)>,
}

impl Refusals {
    /// Remembers why `payment` will not be made.
    pub(super) fn note(&self, payment: &SignedAuthorization, refused: Refused) {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = payment.authorization.valid_before.saturating_to();
        book.by_end.insert((until, payment.key()));
        book.by_key.insert(payment.key(), refused);
    }

    /// Why it will not be made, if that is so. `now` in Unix seconds.
    pub(super) fn of(&self, key: &PaymentKey, now: u64) -> Option<Refused> {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((_, ended)) = book.by_end.first().copied().filter(|(end, _)| *end <= now) {
            book.by_end.pop_first();
            book.by_key.remove(&ended);
        }
        book.by_key.get(key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::{Address, B256, U256};
    use bursar_policy::batch::Verdict;
    use bursar_policy::{Authorization, Signature};

    use crate::payment::Refusal;

    #[test]
    fn refusal_is_remembered_until_the_authorization_expires() {
        let payment = SignedAuthorization {
            asset: Address::ZERO,
            authorization: Authorization {
                from: Address::ZERO,
                to: Address::ZERO,
                value: U256::ONE,
                valid_after: U256::ZERO,
                valid_before: U256::from(100),
                nonce: B256::ZERO,
            },
            signature: Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false }.into(),
        };
        let refusals = Refusals::default();
        assert_eq!(refusals.of(&payment.key(), 1), None);
        let refused = Refused::from(Refusal::from(Verdict::PayoutFailed));
        refusals.note(&payment, refused.clone());
        assert_eq!(refusals.of(&payment.key(), 99), Some(refused));
        assert_eq!(refusals.of(&payment.key(), 100), None);
    }
}
