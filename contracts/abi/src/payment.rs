//! The event of a payment as the words that the chain logs.

use crate::IVault::PaymentSettled;
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolEvent as _;

/// How many of [`PaymentSettled::words`] are topics.
pub const PAYMENT_TOPICS: usize = 4;

impl PaymentSettled {
    /// Topics, then data. The library's encoder says the same, and allocates.
    pub fn words(&self) -> [B256; 6] {
        let Self { treasury, agent, vendor, value, nonce } = self;
        [
            Self::SIGNATURE_HASH,
            U256::from(*treasury).into(),
            agent.into_word(),
            vendor.into_word(),
            (*value).into(),
            *nonce,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, FixedBytesSliceExt as _};

    #[test]
    fn words_are_what_the_librarys_encoder_writes() {
        let payment = PaymentSettled {
            treasury: 0x0123_4567_89ab_cdef,
            agent: Address::repeat_byte(0xa1),
            vendor: Address::repeat_byte(0xb2),
            value: U256::from(3),
            nonce: B256::repeat_byte(0xc4),
        };
        let log = payment.encode_log_data();
        let words = payment.words();
        let (topics, data) = words.split_at(PAYMENT_TOPICS);
        assert_eq!((log.topics(), log.data.as_ref()), (topics, data.as_flattened()));
    }
}
