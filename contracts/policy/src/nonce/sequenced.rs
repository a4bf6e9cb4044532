//! Sequenced nonces: an agent counts its payments, and each is one bit of storage, for ever.

use super::Used;
use crate::limbs;
use alloy_primitives::{B256, U256};

/// First 8 bytes of `keccak256("bursar.sequenced.1")`: nonces that begin with them are sequenced.
const TAG: u64 = 0x735d_1344_c4ac_9b43;

/// A nonce that counts: the tag, 8 zero bytes, lane and sequence, both as 8 bytes, big-endian.
///
/// Lanes are counts of their own, so that several processes that sign for one key need not agree on
/// one; a process that remembers nothing takes a random lane. A count need not be without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SequencedNonce {
    /// Which count.
    pub lane: u64,
    /// Where it stands. 256 of a lane share a storage word, from multiples of 256 up.
    pub sequence: u64,
}

impl SequencedNonce {
    /// What the nonce says, if it is a sequenced one.
    pub fn read(nonce: B256) -> Option<Self> {
        match limbs::split(&nonce) {
            [TAG, 0, lane, sequence] => Some(Self { lane, sequence }),
            _ => None,
        }
    }

    /// Which of the agent's words holds its bit: `(lane · 2^64 + sequence) / 256`.
    pub fn word(self) -> U256 {
        U256::from_limbs([self.sequence >> 8 | self.lane << 56, self.lane >> 8, 0, 0])
    }

    /// Whether it is remembered in `word`.
    pub fn is_used(self, word: U256) -> bool {
        word.bit(self.bit())
    }

    /// The word once it is remembered.
    ///
    /// # Errors
    /// [`Used`] if it is remembered already.
    pub fn claim(self, mut word: U256) -> Result<U256, Used> {
        if self.is_used(word) {
            return Err(Used);
        }
        word.set_bit(self.bit(), true);
        Ok(word)
    }

    /// Its bit in its word, from the low end.
    #[allow(clippy::cast_possible_truncation, reason = "8 bits")]
    const fn bit(self) -> usize {
        (self.sequence & 0xff) as usize
    }
}

impl From<SequencedNonce> for B256 {
    fn from(SequencedNonce { lane, sequence }: SequencedNonce) -> Self {
        let mut nonce = Self::ZERO;
        nonce[..8].copy_from_slice(&TAG.to_be_bytes());
        nonce[16..24].copy_from_slice(&lane.to_be_bytes());
        nonce[24..].copy_from_slice(&sequence.to_be_bytes());
        nonce
    }
}

/// Whether the nonce begins like a sequenced one and is none: no store takes it.
pub fn is_malformed(nonce: B256) -> bool {
    let [tag, middle, ..] = limbs::split(&nonce);
    tag == TAG && middle != 0
}
