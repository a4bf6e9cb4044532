//! A delegation on its way to the vault: signed by the agent that grants and by the key that receives.

use alloy::primitives::{Address, B256, Bytes, Signature};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::delegation::Delegation;
use bursar_policy::eip712::{delegation_digest, domain_separator};
use serde::{Deserialize, Serialize};

/// One signature under a delegation, as it travels to whoever brings the delegation to the vault:
/// `{"chainId":42161,"vault":"0x…","parent":"0x…","agent":"0x…","generation":0,"salt":"0x…","deadline":1767225600,"signer":"0x…","signature":"0x…"}`.
///
/// The policy is not in it: both sign the same, and each of them reads it in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedGrant {
    /// EIP-155.
    pub chain_id: u64,
    /// The vault.
    pub vault: Address,
    /// Who grants.
    pub parent: Address,
    /// Who receives.
    pub agent: Address,
    /// The parent's, when it was signed.
    pub generation: u32,
    /// Spent once and for good, by both.
    pub salt: B256,
    /// Last second at which it may be used.
    pub deadline: u64,
    /// Which of the two signed.
    pub signer: Address,
    /// 65 bytes r, s, v.
    pub signature: Bytes,
}

/// Why a grant cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// The key is of neither of the two.
    #[error(
        "{signer} is neither the parent {parent} nor the agent {agent}: sign with the key of one of them"
    )]
    Signer {
        /// Whose key it is.
        signer: Address,
        /// Who grants.
        parent: Address,
        /// Who receives.
        agent: Address,
    },
    /// Signed for another chain or vault.
    #[error("the grant is for vault {vault} on chain {chain_id}; let it be signed for this one")]
    Elsewhere {
        /// The grant's vault.
        vault: Address,
        /// The grant's chain.
        chain_id: u64,
    },
    /// Two signatures under two delegations.
    #[error(
        "the grants differ in parent, agent, generation, salt or deadline: both must sign the same"
    )]
    Differ,
    /// Signed by another key, or under another policy.
    #[error(
        "the grant is not signed by {0} for this policy: it was altered, or another policy was signed"
    )]
    Signature(Address),
}

impl SignedGrant {
    /// Signs `delegation` with the key of one of the two.
    ///
    /// # Errors
    /// [`alloy::signers::Error`] if the key cannot sign.
    pub fn sign(
        chain_id: u64,
        vault: Address,
        delegation: &Delegation,
        key: &PrivateKeySigner,
    ) -> Result<Self, alloy::signers::Error> {
        let Delegation { parent, agent, generation, salt, deadline, .. } = *delegation;
        let digest = delegation_digest(domain_separator(chain_id, vault), delegation);
        let (signer, signature) = (key.address(), key.sign_hash_sync(&digest)?.as_bytes().into());
        Ok(Self { chain_id, vault, parent, agent, generation, salt, deadline, signer, signature })
    }
}

/// The signatures of grantor and receiver among `grants`, in this order, under the delegation that
/// `delegation` is; none where one has not signed.
///
/// # Errors
/// [`GrantError`] if a grant is for something else, or not signed by who it says.
pub fn signatures(
    grants: &[SignedGrant],
    chain_id: u64,
    vault: Address,
    delegation: &Delegation,
) -> Result<[Option<Bytes>; 2], GrantError> {
    let Delegation { parent, agent, generation, salt, deadline, .. } = *delegation;
    let digest = delegation_digest(domain_separator(chain_id, vault), delegation);
    let mut found = [None, None];
    for grant in grants {
        if (grant.chain_id, grant.vault) != (chain_id, vault) {
            return Err(GrantError::Elsewhere { vault: grant.vault, chain_id: grant.chain_id });
        }
        if (grant.parent, grant.agent, grant.generation, grant.salt, grant.deadline)
            != (parent, agent, generation, salt, deadline)
        {
            return Err(GrantError::Differ);
        }
        let signer = grant.signer;
        let signature = Signature::from_raw(&grant.signature).ok();
        if signature.and_then(|it| it.recover_address_from_prehash(&digest).ok()) != Some(signer) {
            return Err(GrantError::Signature(signer));
        }
        let of_parent = signer == parent;
        if !of_parent && signer != agent {
            return Err(GrantError::Signer { signer, parent, agent });
        }
        let [first, second] = &mut found;
        *(if of_parent { first } else { second }) = Some(grant.signature.clone());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bursar_policy::Policy;

    const CHAIN: u64 = 1;
    const VAULT: Address = Address::repeat_byte(7);

    struct Two {
        parent: PrivateKeySigner,
        agent: PrivateKeySigner,
        delegation: Delegation,
    }

    fn two() -> Two {
        let (parent, agent) = (PrivateKeySigner::random(), PrivateKeySigner::random());
        let delegation = Delegation {
            parent: parent.address(),
            agent: agent.address(),
            policy: Policy { payment_cap: 5, ..Policy::default() },
            generation: 3,
            salt: B256::repeat_byte(9),
            deadline: 100,
        };
        Two { parent, agent, delegation }
    }

    fn sign(delegation: &Delegation, key: &PrivateKeySigner) -> SignedGrant {
        SignedGrant::sign(CHAIN, VAULT, delegation, key).unwrap()
    }

    #[test]
    fn signatures_are_told_apart_by_their_signers() {
        let Two { parent, agent, delegation } = two();
        let (of_parent, of_agent) = (sign(&delegation, &parent), sign(&delegation, &agent));
        let expected = [Some(of_parent.signature.clone()), Some(of_agent.signature.clone())];
        let both = [of_agent, of_parent];
        assert_eq!(signatures(&both, CHAIN, VAULT, &delegation), Ok(expected.clone()));
        let [_, of_agent] = expected;
        assert_eq!(signatures(&both[..1], CHAIN, VAULT, &delegation), Ok([None, of_agent]));
    }

    #[test]
    fn signatures_refuses_what_is_for_something_else() {
        let Two { parent, delegation, .. } = two();
        let grant = sign(&delegation, &parent);
        let refused = |grant: SignedGrant, delegation| {
            signatures(&[grant], CHAIN, VAULT, delegation).unwrap_err()
        };
        let elsewhere = SignedGrant { chain_id: 2, ..grant.clone() };
        let fault = GrantError::Elsewhere { vault: VAULT, chain_id: 2 };
        assert_eq!(refused(elsewhere, &delegation), fault);
        let later = SignedGrant { deadline: 101, ..grant.clone() };
        assert_eq!(refused(later, &delegation), GrantError::Differ);
        let richer = Policy { payment_cap: 6, ..delegation.policy };
        let richer = Delegation { policy: richer, ..delegation };
        assert_eq!(refused(grant, &richer), GrantError::Signature(parent.address()));
    }

    #[test]
    fn signatures_refuses_a_third_key() {
        let Two { parent, agent, delegation } = two();
        let third = PrivateKeySigner::random();
        let refused = signatures(&[sign(&delegation, &third)], CHAIN, VAULT, &delegation);
        let (parent, agent) = (parent.address(), agent.address());
        assert_eq!(refused, Err(GrantError::Signer { signer: third.address(), parent, agent }));
    }

    #[test]
    fn json_is_read_back_to_the_same_grant() {
        let Two { parent, delegation, .. } = two();
        let grant = sign(&delegation, &parent);
        let json = serde_json::to_string(&grant).unwrap();
        assert_eq!(serde_json::from_str::<SignedGrant>(&json).unwrap(), grant);
    }
}
