//! An approver's signature on its way to the vault: given for one payment, and kept until that payment
//! has brought it there, or can no more.

mod book;

use alloy::primitives::{Address, B256, Bytes};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::eip712::{domain_separator, transfer_digest};
use bursar_policy::{Authorization, Signature};
use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::payment::{PaymentKey, signer_of};

pub use book::{Approvals, Crowded, Limits, Treasury};

/// An approval as it travels from the approver to whoever brings it to the vault. Approvers sign what the
/// agent signed, so the signature says who they are:
/// `{"chainId":42161,"vault":"0x…","authorization":{"from":"0x…","to":"0x…","value":"25000000","validAfter":"0","validBefore":"1767225600","nonce":"0x…"},"signature":"0x…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedApproval {
    /// EIP-155.
    pub chain_id: u64,
    /// The vault.
    pub vault: Address,
    /// What the agent signed. Fields that EIP-3009 does not have are passed over, as in payments: nobody
    /// signs them.
    pub authorization: Message,
    /// The approver's: 65 bytes r, s, v, or 64 bytes r, vs (EIP-2098).
    pub signature: Bytes,
}

/// What the key of `approver` has signed. Whether that is an approver is for the vault to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The vault.
    pub vault: Address,
    /// What the agent signed.
    pub authorization: Authorization,
    /// Its EIP-712 digest, which no other vault, chain or authorization has.
    pub digest: B256,
    /// Whose key it was.
    pub approver: Address,
    /// Of the digest.
    pub signature: Signature,
}

/// Why something is no signed approval.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// Signed for another chain, or for a vault that is not asked for.
    #[error(
        "the approval is for vault {vault} on chain {chain_id}, which is another than this one"
    )]
    Elsewhere {
        /// The approval's vault.
        vault: Address,
        /// The approval's chain.
        chain_id: u64,
    },
    /// No key could have signed so.
    #[error(
        "the signature is none: it must be 65 bytes r, s, v, or 64 bytes r, vs, with the lower s"
    )]
    Signature,
    /// The key cannot sign.
    #[error("the key cannot sign")]
    Key(#[from] alloy::signers::Error),
}

impl SignedApproval {
    /// Approves `authorization` in `vault` with an approver's key.
    ///
    /// # Errors
    /// [`ApprovalError::Key`].
    pub fn sign(
        chain_id: u64,
        vault: Address,
        authorization: &Authorization,
        approver: &PrivateKeySigner,
    ) -> Result<Self, ApprovalError> {
        let digest = transfer_digest(domain_separator(chain_id, vault), authorization);
        let signature = approver.sign_hash_sync(&digest)?.as_bytes().into();
        Ok(Self { chain_id, vault, authorization: (*authorization).into(), signature })
    }

    /// Whose approval it is, for `vault` on `chain_id`. A signature of another message is that of a key
    /// that nobody has.
    ///
    /// # Errors
    /// [`ApprovalError`] if it is for elsewhere, or no signature.
    pub fn check(&self, chain_id: u64, vault: Address) -> Result<Approval, ApprovalError> {
        if (self.chain_id, self.vault) != (chain_id, vault) {
            return Err(ApprovalError::Elsewhere { vault: self.vault, chain_id: self.chain_id });
        }
        let authorization = Authorization::from(self.authorization);
        let digest = transfer_digest(domain_separator(chain_id, vault), &authorization);
        let signature = read(&self.signature).ok_or(ApprovalError::Signature)?;
        let approver = signer_of(digest, &signature).ok_or(ApprovalError::Signature)?;
        Ok(Approval { vault, authorization, digest, approver, signature })
    }
}

impl Approval {
    /// The name of the payment that is approved.
    pub const fn key(&self) -> PaymentKey {
        let Authorization { from: payer, nonce, .. } = self.authorization;
        PaymentKey { asset: self.vault, payer, nonce }
    }
}

/// A signature in either form.
fn read(bytes: &[u8]) -> Option<Signature> {
    let read = match <&[u8; 64]>::try_from(bytes) {
        Ok(compact) => {
            let (r, vs) = compact.split_at(32);
            Signature::from_compact(B256::from_slice(r), B256::from_slice(vs))
        }
        Err(_) => Signature::from_bytes(bytes),
    };
    read.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;

    const CHAIN: u64 = 7;
    const VAULT: Address = Address::repeat_byte(7);

    fn signed() -> (SignedApproval, PrivateKeySigner) {
        let approver = PrivateKeySigner::random();
        let authorization = Authorization {
            from: Address::repeat_byte(1),
            to: Address::repeat_byte(2),
            value: U256::from(3),
            valid_after: U256::ZERO,
            valid_before: U256::from(4),
            nonce: B256::repeat_byte(5),
        };
        (SignedApproval::sign(CHAIN, VAULT, &authorization, &approver).unwrap(), approver)
    }

    #[test]
    fn check_finds_the_approver_in_json_that_was_passed_on_with_either_form_of_signature() {
        let (signed, approver) = signed();
        let json = serde_json::to_string(&signed).unwrap();
        let read: SignedApproval = serde_json::from_str(&json).unwrap();
        let approval = read.check(CHAIN, VAULT).unwrap();
        assert_eq!(approval.approver, approver.address());
        let Signature { r, .. } = approval.signature;
        let compact = [r.as_slice(), approval.signature.vs().as_slice()].concat();
        let short = SignedApproval { signature: compact.into(), ..read };
        assert_eq!(short.check(CHAIN, VAULT).unwrap(), approval);
    }

    #[test]
    fn check_finds_somebody_else_when_the_authorization_was_altered() {
        let (mut signed, approver) = signed();
        signed.authorization.value = U256::from(4);
        let found = signed.check(CHAIN, VAULT).map(|approval| approval.approver);
        assert_ne!(found.ok(), Some(approver.address()));
    }

    #[test]
    fn check_refuses_what_is_no_signature_or_for_another_vault_or_chain() {
        let (signed, _) = signed();
        for length in [0, 63, 66] {
            let altered = SignedApproval { signature: vec![1; length].into(), ..signed.clone() };
            let refused = altered.check(CHAIN, VAULT).unwrap_err();
            assert!(matches!(refused, ApprovalError::Signature), "{length}");
        }
        for (chain, vault) in [(8, VAULT), (CHAIN, Address::ZERO)] {
            let refused = signed.check(chain, vault).unwrap_err();
            assert!(matches!(refused, ApprovalError::Elsewhere { vault: VAULT, chain_id: CHAIN }));
        }
    }
}
