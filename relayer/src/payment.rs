//! What a caller brings to be settled: one signed EIP-3009 message, and the name it goes by.

use alloy::primitives::{Address, B256};
use bursar_policy::{Authorization, Signature};

/// One authorization on this chain. EIP-3009's nonces are per payer, and each contract keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentKey {
    /// The contract that the message is signed for.
    pub asset: Address,
    /// Who signed it.
    pub payer: Address,
    /// Used once.
    pub nonce: B256,
}

/// An EIP-3009 `TransferWithAuthorization` with its signature. What a signature is good for is the
/// contract's to say: nothing is checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedAuthorization {
    /// The EIP-712 `verifyingContract`: a vault, or a token with EIP-3009.
    pub asset: Address,
    /// What was signed.
    pub authorization: Authorization,
    /// The payer's signature.
    pub signature: Signature,
}

impl SignedAuthorization {
    /// The name of the authorization, under which it is paid at most once.
    pub const fn key(&self) -> PaymentKey {
        let Authorization { from: payer, nonce, .. } = self.authorization;
        PaymentKey { asset: self.asset, payer, nonce }
    }
}
