//! Who takes part: keys that are the same in every run.

use alloy::{
    primitives::{Address, B256, keccak256},
    signers::{SignerSync as _, local::PrivateKeySigner},
};

/// A key with a name, which signs transactions and messages.
#[derive(Clone, Debug)]
pub struct Party {
    /// What it is called in a failure's text.
    pub name: String,
    /// Its address.
    pub address: Address,
    /// Its key.
    pub signer: PrivateKeySigner,
}

impl Party {
    /// The party called `name`: the same name is the same key.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::with_key(name, &keccak256(name))
    }

    /// The party with this key.
    ///
    /// # Panics
    /// If it is no key of secp256k1, which a hash never is in practice.
    #[must_use]
    pub fn with_key(name: &str, key: &B256) -> Self {
        let signer = PrivateKeySigner::from_bytes(key).expect("a key of secp256k1");
        Self { name: name.to_owned(), address: signer.address(), signer }
    }

    /// Signs a 32-byte digest.
    #[must_use]
    pub fn sign(&self, digest: B256) -> Signature {
        let signature = self.signer.sign_hash_sync(&digest).expect("a local key signs");
        Signature {
            v: 27 + u8::from(signature.v()),
            r: signature.r().into(),
            s: signature.s().into(),
        }
    }
}

/// A signature as the calls take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// 27 or 28.
    pub v: u8,
    /// First half.
    pub r: B256,
    /// Second half, the lower of the two that are valid.
    pub s: B256,
}

impl Signature {
    /// The 65 bytes r, s, v.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        [self.r.as_slice(), self.s.as_slice(), &[self.v]].concat()
    }
}

/// An address that nobody has the key of.
#[must_use]
pub fn place(name: &str) -> Address {
    Address::from_word(keccak256(name))
}
