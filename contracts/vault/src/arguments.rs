//! From calldata to the types of the interface.
//!
//! The library reads the same, by a copy for each list of types, and writes texts about what it
//! cannot read. Here there is one copy for each type.

use alloc::vec::Vec;

use alloy_primitives::B256;
use alloy_sol_types::{
    SolCall, SolType,
    abi::token::WordToken,
    sol_data::{Address, Array, Bool, Bytes, FixedBytes, Uint},
};
use bursar_abi::{Consent, Delegation, Period, Policy, Session, TreasuryLimits, VendorEntry};
use bursar_policy::{Authorization, limbs};

/// The arguments of `C`, if every value fits its type exactly, as Solidity demands. Bytes behind
/// the arguments are ignored: facilitators append a suffix of their own.
pub(crate) fn read<'a, C>(calldata: &'a [u8]) -> Option<C>
where
    C: SolCall,
    C::Parameters<'a>: Argument,
{
    let mut words = Words::new(calldata);
    let call = C::new(<C::Parameters<'a>>::read(&mut words));
    words.are_valid.then_some(call)
}

/// The one argument of a call that takes `bytes`, where it lies.
pub(crate) fn bytes(calldata: &[u8]) -> Option<&[u8]> {
    let mut words = Words::new(calldata);
    let bytes = words.bytes();
    words.are_valid.then_some(bytes)
}

/// What was signed, and the signature: the arguments of `transferWithAuthorization`, which has the
/// signature as bytes, or as v, r and s. Facilitators bring every signature of 65 bytes in the latter form,
/// those of contract payers, too; so these become bytes again.
#[inline(never)]
pub(crate) fn authorization(calldata: &[u8], is_bytes: bool) -> Option<(Authorization, Vec<u8>)> {
    let mut words = Words::new(calldata);
    let authorization = Authorization {
        from: words.value::<Address>(),
        to: words.value::<Address>(),
        value: words.value::<Uint<256>>(),
        valid_after: words.value::<Uint<256>>(),
        valid_before: words.value::<Uint<256>>(),
        nonce: words.value::<FixedBytes<32>>(),
    };
    let signature = if is_bytes {
        words.bytes().to_vec()
    } else {
        let v = words.value::<Uint<8>>();
        let mut signature = [words.next().0, words.next().0].concat();
        signature.push(v);
        signature
    };
    words.are_valid.then_some((authorization, signature))
}

/// What a call may take.
pub trait Argument: SolType {
    /// Takes the words of a value.
    fn read(words: &mut Words<'_>) -> Self::RustType;
}

/// The words of a list of arguments. Words that are missing read as zero; they, and whatever does
/// not fit its type, make the list invalid: one branch at the end, not one behind each word.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The list from its first word; offsets count from there.
    list: &'a [u8],
    rest: &'a [u8],
    are_valid: bool,
}

impl<'a> Words<'a> {
    const fn new(list: &'a [u8]) -> Self {
        Self { list, rest: list, are_valid: true }
    }

    #[inline(never)]
    fn next(&mut self) -> WordToken {
        let Some((word, rest)) = self.rest.split_first_chunk() else {
            self.are_valid = false;
            return WordToken(B256::ZERO);
        };
        self.rest = rest;
        WordToken(B256::new(*word))
    }

    /// A value that is one word. Once for each type.
    #[inline(never)]
    fn value<T: for<'t> SolType<Token<'t> = WordToken>>(&mut self) -> T::RustType {
        let token = self.next();
        self.are_valid &= T::valid_token(&token);
        T::detokenize(token)
    }

    /// The next word as a number of bytes.
    fn size(&mut self) -> usize {
        let size = limbs::narrow(&limbs::from_bytes(&self.next().0));
        let size = size.and_then(|size| usize::try_from(size).ok());
        self.are_valid &= size.is_some();
        size.unwrap_or_default()
    }

    /// The words at the offset that the next word says.
    fn tail(&mut self) -> Self {
        let at = self.size();
        let tail = self.list.get(at..);
        self.are_valid &= tail.is_some();
        Self::new(tail.unwrap_or_default())
    }

    /// Bytes at the offset that the next word says: their number, then they themselves.
    fn bytes(&mut self) -> &'a [u8] {
        let mut tail = self.tail();
        let length = tail.size();
        let bytes = tail.rest.get(..length);
        self.are_valid &= tail.are_valid && bytes.is_some();
        bytes.unwrap_or_default()
    }
}

macro_rules! values {
    ($($type:ty),+) => {$(
        impl Argument for $type {
            fn read(words: &mut Words<'_>) -> Self::RustType {
                words.value::<Self>()
            }
        }
    )+};
}
values!(Address, Bool, Uint<8>, Uint<16>, Uint<32>, Uint<64>, Uint<256>, FixedBytes<32>);

macro_rules! lists {
    ($(($($item:ident)+)),+) => {$(
        impl<$($item: Argument),+> Argument for ($($item,)+) {
            fn read(words: &mut Words<'_>) -> Self::RustType {
                ($($item::read(words),)+)
            }
        }
    )+};
}
lists!((A), (A B), (A B C), (A B C D), (A B C D E F G H I));

impl Argument for () {
    fn read(_: &mut Words<'_>) {}
}

/// Structures, with their fields in the order of the interface.
macro_rules! structures {
    ($($name:ident { $($field:ident: $type:ty),+ })+) => {$(
        impl Argument for $name {
            #[inline(never)]
            fn read(words: &mut Words<'_>) -> Self {
                Self { $($field: <$type>::read(words)),+ }
            }
        }
    )+};
}
structures! {
    Period { kind: Uint<8>, mode: Uint<8>, length: Uint<32> }
    Policy {
        paymentCap: Uint<64>, periodCap: Uint<64>, period: Period, vendors: Uint<8>,
        nonceBits: Uint<8>, limits: Uint<16>, countCap: Uint<32>, budget: Uint<64>,
        notBefore: Uint<64>, notAfter: Uint<64>, schedule: Uint<256>, delegationDepth: Uint<8>,
        breakerCount: Uint<8>, breakerWindow: Uint<32>, threshold: Uint<64>
    }
    VendorEntry { capped: Bool, cap: Uint<64>, period: Period }
    TreasuryLimits {
        capped: Bool, cap: Uint<64>, period: Period, longestValidity: Uint<32>, delay: Uint<32>,
        settlersOnly: Bool, approvals: Uint<8>
    }
    Delegation {
        parent: Address, agent: Address, policy: Policy, generation: Uint<32>,
        salt: FixedBytes<32>, deadline: Uint<64>
    }
    Session {
        parent: Address, agent: Address, generation: Uint<32>, paymentCap: Uint<64>,
        budget: Uint<64>, notAfter: Uint<64>
    }
}

impl Argument for Bytes {
    fn read(words: &mut Words<'_>) -> alloy_primitives::Bytes {
        words.bytes().to_vec().into()
    }
}

impl Argument for Array<Bytes> {
    fn read(words: &mut Words<'_>) -> Self::RustType {
        let mut tail = words.tail();
        let count = tail.size();
        // What the items say of where they are counts from behind their number.
        let mut items = Words::new(tail.rest);
        let mut list = Vec::new();
        while list.len() < count && items.are_valid {
            list.push(items.bytes().to_vec().into());
        }
        words.are_valid &= tail.are_valid && items.are_valid;
        list
    }
}

impl Argument for Consent {
    fn read(words: &mut Words<'_>) -> Self {
        let mut tail = words.tail();
        let salt = tail.value::<FixedBytes<32>>();
        let deadline = tail.value::<Uint<64>>();
        let signature = tail.bytes().to_vec().into();
        words.are_valid &= tail.are_valid;
        Self { salt, deadline, signature }
    }
}

#[cfg(test)]
mod tests;
