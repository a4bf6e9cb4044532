//! The events of a batch as the words that the chain logs.

use crate::IVault::{PaymentSettled, SessionOpened};
use alloy_primitives::B256;
use alloy_sol_types::SolEvent as _;
use bursar_policy::limbs;

/// How many of the words of either event are topics.
pub const ENTRY_TOPICS: usize = 4;

impl PaymentSettled {
    /// Topics, then data. The library's encoder says the same, and allocates.
    pub fn words(&self) -> [B256; 6] {
        let Self { treasury, agent, vendor, value, nonce } = self;
        [
            Self::SIGNATURE_HASH,
            number(*treasury),
            agent.into_word(),
            vendor.into_word(),
            limbs::to_bytes(*value),
            *nonce,
        ]
    }
}

impl SessionOpened {
    /// Topics, then data. The library's encoder says the same, and allocates.
    pub fn words(&self) -> [B256; 8] {
        let Self { treasury, parent, agent, generation, paymentCap, budget, notAfter } = self;
        [
            Self::SIGNATURE_HASH,
            number(*treasury),
            parent.into_word(),
            agent.into_word(),
            number((*generation).into()),
            number(*paymentCap),
            number(*budget),
            number(*notAfter),
        ]
    }
}

/// A number as a word.
// Once in a program.
#[inline(never)]
fn number(number: u64) -> B256 {
    B256::left_padding_from(&number.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::{Address, FixedBytesSliceExt as _, U256};

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
        let (topics, data) = words.split_at(ENTRY_TOPICS);
        assert_eq!((log.topics(), log.data.as_ref()), (topics, data.as_flattened()));
    }

    #[test]
    fn words_of_a_session_are_what_the_librarys_encoder_writes() {
        let opened = SessionOpened {
            treasury: 0x0123_4567_89ab_cdef,
            parent: Address::repeat_byte(0xa1),
            agent: Address::repeat_byte(0xb2),
            generation: 3,
            paymentCap: 4,
            budget: 5,
            notAfter: 6,
        };
        let log = opened.encode_log_data();
        let words = opened.words();
        let (topics, data) = words.split_at(ENTRY_TOPICS);
        assert_eq!((log.topics(), log.data.as_ref()), (topics, data.as_flattened()));
    }
}
