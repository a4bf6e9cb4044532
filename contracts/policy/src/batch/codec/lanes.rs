//! How nonces are written: sequenced ones as steps from the agent's last.

use super::{Malformed, Reader, put_varint};
use crate::nonce::SequencedNonce;
use alloc::vec::Vec;
use alloy_primitives::B256;

/// The lane of sequenced nonces that an agent is in, and what is next there.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lane {
    lane: u64,
    next: u64,
}

impl Lane {
    /// Reads the agent's next nonce, of this style.
    pub(super) fn read(
        &mut self,
        style: usize,
        reader: &mut Reader<'_>,
    ) -> Result<B256, Malformed> {
        match style {
            0 => reader.word().and_then(|nonce| match SequencedNonce::read(nonce) {
                Some(_) => Err(Malformed::Nonce),
                None => Ok(nonce),
            }),
            1 | 2 => {
                if style == 2 {
                    let other = reader.varint()?;
                    if other == self.lane {
                        return Err(Malformed::Nonce);
                    }
                    *self = Self { lane: other, next: 0 };
                }
                Ok(self.go(reader.varint()?).into())
            }
            _ => Err(Malformed::RowUnknown),
        }
    }

    /// Style and bytes of the agent's next nonce.
    pub(super) fn write(&mut self, nonce: B256) -> (usize, Vec<u8>) {
        let Some(SequencedNonce { lane, sequence }) = SequencedNonce::read(nonce) else {
            return (0, nonce.to_vec());
        };
        let (mut style, mut bytes) = (1, Vec::new());
        if lane != self.lane {
            *self = Self { lane, next: 0 };
            style = 2;
            put_varint(&mut bytes, lane);
        }
        put_varint(&mut bytes, self.step(sequence));
        (style, bytes)
    }

    /// The sequence that is `step` away from the next one.
    const fn go(&mut self, step: u64) -> SequencedNonce {
        let sequence = self.next.wrapping_add(step >> 1 ^ (step & 1).wrapping_neg());
        self.next = sequence.wrapping_add(1);
        SequencedNonce { lane: self.lane, sequence }
    }

    /// The step to `sequence`.
    const fn step(&mut self, sequence: u64) -> u64 {
        let way = sequence.wrapping_sub(self.next);
        self.next = sequence.wrapping_add(1);
        way << 1 ^ (way >> 63).wrapping_neg()
    }
}
