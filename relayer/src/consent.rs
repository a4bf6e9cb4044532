//! An agent's consent to spend for a treasury: signed by the agent, used once by an admin.

use alloy::primitives::{Address, B256, Bytes, Signature};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_abi::Consent;
use bursar_policy::eip712::{AgentConsent, consent_digest, domain_separator};
use serde::{Deserialize, Serialize};

use crate::treasury_id::TreasuryId;

/// A signed consent as it travels from the agent to the admin:
/// `{"chainId":42161,"vault":"0x…","treasury":"0x…","agent":"0x…","salt":"0x…","deadline":1767225600,"signature":"0x…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedConsent {
    /// EIP-155.
    pub chain_id: u64,
    /// The vault.
    pub vault: Address,
    /// The treasury that the agent will spend for.
    pub treasury: TreasuryId,
    /// The agent's address.
    pub agent: Address,
    /// Spent once and for good.
    pub salt: B256,
    /// Last second at which it may be used.
    pub deadline: u64,
    /// 65 bytes r, s, v; of a contract payer whatever its code takes.
    pub signature: Bytes,
}

/// What an agent consents to.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// EIP-155.
    pub chain_id: u64,
    /// The vault.
    pub vault: Address,
    /// The treasury.
    pub treasury: TreasuryId,
    /// Spent once and for good.
    pub salt: B256,
    /// Last second at which it may be used.
    pub deadline: u64,
}

/// Why a consent cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsentError {
    /// Signed for something else.
    #[error(
        "the consent is for {what} {stated}, not {wanted}; let the agent sign for the right one"
    )]
    Other {
        /// What differs.
        what: &'static str,
        /// In the consent.
        stated: String,
        /// Asked for.
        wanted: String,
    },
    /// Signed by another key, or altered.
    #[error("the consent is not signed by {0}: it was altered, or another key signed it")]
    Signature(Address),
}

impl SignedConsent {
    /// Signs `terms` with the agent's key.
    ///
    /// # Errors
    /// [`alloy::signers::Error`] if the key cannot sign.
    pub fn sign(terms: &Terms, agent: &PrivateKeySigner) -> Result<Self, alloy::signers::Error> {
        let Terms { chain_id, vault, treasury, salt, deadline } = *terms;
        let signature = agent.sign_hash_sync(&digest(terms, agent.address()))?;
        let (agent, signature) = (agent.address(), signature.as_bytes().into());
        Ok(Self { chain_id, vault, treasury, agent, salt, deadline, signature })
    }

    /// Whether this is the consent of a key, `agent`, for `treasury` in `vault` on `chain_id`, before any
    /// gas is spent on asking the vault.
    ///
    /// # Errors
    /// - [`ConsentError::Other`] if it is for something else.
    /// - [`ConsentError::Signature`] if the agent has not signed it.
    pub fn check(
        &self,
        chain_id: u64,
        vault: Address,
        treasury: TreasuryId,
        agent: Address,
    ) -> Result<(), ConsentError> {
        self.check_subject(chain_id, vault, treasury, agent)?;
        let terms = Terms { chain_id, vault, treasury, salt: self.salt, deadline: self.deadline };
        let signer = Signature::from_raw(&self.signature).ok().and_then(|signature| {
            signature.recover_address_from_prehash(&digest(&terms, agent)).ok()
        });
        if signer == Some(agent) { Ok(()) } else { Err(ConsentError::Signature(agent)) }
    }

    /// As [`SignedConsent::check`], of a contract payer: what its signature is worth only its code can say.
    ///
    /// # Errors
    /// [`ConsentError::Other`] if it is for something else.
    pub fn check_subject(
        &self,
        chain_id: u64,
        vault: Address,
        treasury: TreasuryId,
        agent: Address,
    ) -> Result<(), ConsentError> {
        same("chain", self.chain_id, chain_id)?;
        same("vault", self.vault, vault)?;
        same("treasury", self.treasury, treasury)?;
        same("agent", self.agent, agent)
    }

    /// As the vault takes it.
    pub fn to_abi(&self) -> Consent {
        Consent { salt: self.salt, deadline: self.deadline, signature: self.signature.clone() }
    }
}

fn same<T: PartialEq + ToString>(
    what: &'static str,
    stated: T,
    wanted: T,
) -> Result<(), ConsentError> {
    if stated == wanted {
        return Ok(());
    }
    Err(ConsentError::Other { what, stated: stated.to_string(), wanted: wanted.to_string() })
}

fn digest(terms: &Terms, agent: Address) -> B256 {
    let consent = AgentConsent {
        treasury: terms.treasury.0,
        agent,
        salt: terms.salt,
        deadline: terms.deadline,
        is_contract: false,
    };
    consent_digest(domain_separator(terms.chain_id, terms.vault), &consent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> (SignedConsent, Address) {
        let agent = PrivateKeySigner::random();
        let terms = Terms {
            chain_id: 1,
            vault: Address::repeat_byte(7),
            treasury: TreasuryId(5),
            salt: B256::repeat_byte(9),
            deadline: 100,
        };
        (SignedConsent::sign(&terms, &agent).unwrap(), agent.address())
    }

    fn check(consent: &SignedConsent, agent: Address) -> Result<(), ConsentError> {
        consent.check(1, Address::repeat_byte(7), TreasuryId(5), agent)
    }

    #[test]
    fn check_accepts_what_the_agent_signed() {
        let (consent, agent) = signed();
        assert_eq!(check(&consent, agent), Ok(()));
        assert!(matches!(consent.signature.last(), Some(27 | 28)));
    }

    #[test]
    fn check_names_what_differs_when_it_is_for_something_else() {
        let (consent, agent) = signed();
        let vault = Address::repeat_byte(7);
        for (chain, vault, treasury, differs) in
            [(2, vault, 5, "chain"), (1, Address::ZERO, 5, "vault"), (1, vault, 6, "treasury")]
        {
            let refused = consent.check(chain, vault, TreasuryId(treasury), agent);
            assert!(matches!(refused, Err(ConsentError::Other { what, .. }) if what == differs));
        }
        let refused = check(&consent, Address::ZERO);
        assert!(matches!(refused, Err(ConsentError::Other { what: "agent", .. })));
    }

    #[test]
    fn check_refuses_when_a_field_was_altered() {
        let (consent, agent) = signed();
        let altered = [
            SignedConsent { salt: B256::ZERO, ..consent.clone() },
            SignedConsent { deadline: 101, ..consent.clone() },
            SignedConsent { signature: Bytes::from_static(&[1; 65]), ..consent.clone() },
            SignedConsent { signature: Bytes::new(), ..consent },
        ];
        for consent in altered {
            assert_eq!(check(&consent, agent), Err(ConsentError::Signature(agent)));
        }
    }

    #[test]
    fn json_is_read_back_to_the_same_consent() {
        let (consent, _) = signed();
        let json = serde_json::to_string(&consent).unwrap();
        assert!(json.contains(r#""treasury":"0x0000000000000005""#), "{json}");
        assert_eq!(serde_json::from_str::<SignedConsent>(&json).unwrap(), consent);
    }
}
