//! ECDSA signatures in the shape that recovery wants.

use crate::AuthorizationFault;
use alloy_primitives::{B256, b256};

/// Half the order of secp256k1, rounded down (EIP-2).
const HALF_ORDER: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// The bit of `vs` that is not part of `s`.
const PARITY: u8 = 0x80;

/// A signature over secp256k1 with a low `s`, so that it has no second form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// x coordinate of the nonce point.
    pub r: B256,
    /// Proof, at most half the order.
    pub s: B256,
    /// Whether y of the nonce point is odd.
    pub odd_y: bool,
}

impl Signature {
    /// From `v` in {0, 1, 27, 28}, `r` and `s`.
    ///
    /// # Errors
    /// [`AuthorizationFault::InvalidSignature`] for another `v`, or an `s` over half the order.
    pub fn new(v: u8, r: B256, s: B256) -> Result<Self, AuthorizationFault> {
        let odd_y = match v {
            0 | 27 => false,
            1 | 28 => true,
            _ => return Err(AuthorizationFault::InvalidSignature),
        };
        // As slices: two signatures differ in their first bytes, and `memcmp` is there anyway.
        if s.as_slice() > HALF_ORDER.as_slice() {
            return Err(AuthorizationFault::InvalidSignature);
        }
        Ok(Self { r, s, odd_y })
    }

    /// From the 65 bytes r, s, v.
    ///
    /// # Errors
    /// [`AuthorizationFault::InvalidSignature`] for another length, or as [`Signature::new`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AuthorizationFault> {
        let (Some((r, rest)), true) = (bytes.split_first_chunk::<32>(), bytes.len() == 65) else {
            return Err(AuthorizationFault::InvalidSignature);
        };
        match rest.split_first_chunk::<32>() {
            Some((s, [v])) => Self::new(*v, B256::new(*r), B256::new(*s)),
            _ => Err(AuthorizationFault::InvalidSignature),
        }
    }

    /// From `r` and `vs` (EIP-2098): the highest bit of `vs` is the parity of y, the others are `s`.
    ///
    /// # Errors
    /// [`AuthorizationFault::InvalidSignature`] for an `s` over half the order.
    pub fn from_compact(r: B256, vs: B256) -> Result<Self, AuthorizationFault> {
        let mut s = vs;
        s[0] &= !PARITY;
        Self::new((vs[0] >= PARITY).into(), r, s)
    }

    /// `vs`, see [`Signature::from_compact`]; of a signature with a low `s`.
    pub fn vs(&self) -> B256 {
        let mut vs = self.s;
        if self.odd_y {
            vs[0] |= PARITY;
        }
        vs
    }

    /// `v` as the `ecrecover` precompile wants it: 27 or 28.
    pub const fn v(&self) -> u8 {
        if self.odd_y { 28 } else { 27 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U256;

    const R: B256 = B256::repeat_byte(7);

    #[test]
    fn new_takes_the_four_values_of_v_and_no_other() {
        for v in 0..=u8::MAX {
            let odd = match v {
                0 | 27 => Some(27),
                1 | 28 => Some(28),
                _ => None,
            };
            assert_eq!(Signature::new(v, R, R).ok().map(|signature| signature.v()), odd, "{v}");
        }
    }

    #[test]
    fn new_refuses_when_s_is_over_half_the_order() {
        assert!(Signature::new(27, R, HALF_ORDER).is_ok());
        let over = B256::from(U256::from_be_bytes(HALF_ORDER.0).saturating_add(U256::ONE));
        assert_eq!(Signature::new(27, R, over), Err(AuthorizationFault::InvalidSignature));
    }

    #[test]
    fn from_compact_reads_what_vs_writes() {
        for odd_y in [false, true] {
            let signature = Signature { r: R, s: B256::repeat_byte(0x13), odd_y };
            assert_eq!(Signature::from_compact(R, signature.vs()), Ok(signature));
        }
        let high = B256::repeat_byte(0x7f);
        assert!(Signature::from_compact(R, high).is_ok());
        let over = B256::repeat_byte(0xff);
        let refused = Err(AuthorizationFault::InvalidSignature);
        assert_eq!(Signature::from_compact(R, over), refused);
    }

    #[test]
    fn from_bytes_reads_r_s_v_and_no_other_length() {
        let mut bytes = [1u8; 66];
        bytes[32..64].fill(2);
        bytes[64] = 28;
        let signature = Signature::from_bytes(&bytes[..65]);
        let expected = Signature { r: B256::repeat_byte(1), s: B256::repeat_byte(2), odd_y: true };
        assert_eq!(signature, Ok(expected));
        for length in (0..=66).filter(|length| *length != 65) {
            let refused = Err(AuthorizationFault::InvalidSignature);
            assert_eq!(Signature::from_bytes(&bytes[..length]), refused, "{length}");
        }
    }
}
