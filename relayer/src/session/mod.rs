//! A session on its way to the vault: granted by an agent, accepted by the new key, and kept until a
//! payment of that key has brought it there.

mod book;

use alloy::primitives::{Address, Bytes};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::Signature;
use bursar_policy::batch::Grant;
use bursar_policy::eip712::{domain_separator, session_digest};
use bursar_policy::session::Session;
use serde::{Deserialize, Serialize};

use crate::payment::signer_of;

pub(crate) use book::Place;
pub use book::{Crowded, Limits, Sessions};

/// A grant as it travels from the agent to the key of the session, and to whoever brings it to the vault:
/// `{"chainId":42161,"vault":"0x…","parent":"0x…","agent":"0x…","generation":0,"paymentCap":"1000000","budget":"5000000","notAfter":1767225600,"parentSignature":"0x…","agentSignature":"0x…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedSession {
    /// EIP-155.
    pub chain_id: u64,
    /// The vault.
    pub vault: Address,
    /// Who grants.
    pub parent: Address,
    /// The key of the session.
    pub agent: Address,
    /// The parent's, when it signed.
    pub generation: u32,
    /// Largest single payment, token units.
    #[serde(with = "units")]
    pub payment_cap: u64,
    /// Most over the whole session, token units.
    #[serde(with = "units")]
    pub budget: u64,
    /// First second after the session, Unix seconds.
    pub not_after: u64,
    /// The parent's: 65 bytes r, s, v.
    pub parent_signature: Bytes,
    /// The key's, once it has accepted: 65 bytes r, s, v.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_signature: Option<Bytes>,
}

/// Why a signed session is none that both have signed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Signed for another chain, or for a vault that is not asked for.
    #[error("the session is for vault {vault} on chain {chain_id}, which is another than this one")]
    Elsewhere {
        /// The session's vault.
        vault: Address,
        /// The session's chain.
        chain_id: u64,
    },
    /// The key that was to accept is another one.
    #[error("{signer} cannot accept a session for the key {agent}: sign with that key")]
    Signer {
        /// Whose key it is.
        signer: Address,
        /// The key of the session.
        agent: Address,
    },
    /// The key of the session has not signed.
    #[error("the key {0} has not accepted the session: `bursar session accept` signs with it")]
    Unaccepted(Address),
    /// Altered, or signed by another key.
    #[error("the session is not signed by {0}: it was altered, or another key signed it")]
    Signature(Address),
    /// The key cannot sign.
    #[error("the key cannot sign")]
    Key(#[from] alloy::signers::Error),
}

impl SignedSession {
    /// Grants `session` in `vault` with the key of its parent; the key of the session has still to
    /// [accept](Self::accept).
    ///
    /// # Errors
    /// [`SessionError::Signature`] if the key is not the parent's, [`SessionError::Key`] if it cannot
    /// sign.
    pub fn grant(
        chain_id: u64,
        vault: Address,
        session: &Session,
        parent: &PrivateKeySigner,
    ) -> Result<Self, SessionError> {
        if parent.address() != session.parent {
            return Err(SessionError::Signature(session.parent));
        }
        let digest = session_digest(domain_separator(chain_id, vault), session);
        let parent_signature = parent.sign_hash_sync(&digest)?.as_bytes().into();
        let Session { parent, agent, generation, payment_cap, budget, not_after } = *session;
        Ok(Self {
            chain_id,
            vault,
            parent,
            agent,
            generation,
            payment_cap,
            budget,
            not_after,
            parent_signature,
            agent_signature: None,
        })
    }

    /// Accepts with the key of the session.
    ///
    /// # Errors
    /// [`SessionError::Signer`] if it is another key, [`SessionError::Key`] if it cannot sign.
    pub fn accept(self, key: &PrivateKeySigner) -> Result<Self, SessionError> {
        let (signer, agent) = (key.address(), self.agent);
        if signer != agent {
            return Err(SessionError::Signer { signer, agent });
        }
        let digest = session_digest(domain_separator(self.chain_id, self.vault), &self.session());
        let agent_signature = Some(key.sign_hash_sync(&digest)?.as_bytes().into());
        Ok(Self { agent_signature, ..self })
    }

    /// What is granted.
    pub const fn session(&self) -> Session {
        let Self { parent, agent, generation, payment_cap, budget, not_after, .. } = *self;
        Session { parent, agent, generation, payment_cap, budget, not_after }
    }

    /// As a batch carries it, for `vault` on `chain_id`. Whether the vault would open it is for
    /// `bursar_policy::session` to say.
    ///
    /// # Errors
    /// [`SessionError`] if it is for elsewhere, or not signed by both.
    pub fn check(&self, chain_id: u64, vault: Address) -> Result<Grant, SessionError> {
        if (self.chain_id, self.vault) != (chain_id, vault) {
            return Err(SessionError::Elsewhere { vault: self.vault, chain_id: self.chain_id });
        }
        let session = self.session();
        let digest = session_digest(domain_separator(chain_id, vault), &session);
        let by = |signer: Address, bytes: &Bytes| {
            let signature = Signature::from_bytes(bytes).ok();
            signature
                .filter(|signature| signer_of(digest, signature) == Some(signer))
                .ok_or(SessionError::Signature(signer))
        };
        let by_parent = by(self.parent, &self.parent_signature)?;
        let accepted = self.agent_signature.as_ref().ok_or(SessionError::Unaccepted(self.agent))?;
        Ok(Grant { session, by_parent, by_agent: by(self.agent, accepted)? })
    }
}

/// Token units are strings in JSON: not every reader has numbers of 64 bits.
mod units {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    // By reference: serde asks for it.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
    pub(super) fn serialize<S: Serializer>(units: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(units)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is no amount in token units")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAIN: u64 = 7;
    const VAULT: Address = Address::repeat_byte(7);

    fn signed() -> (SignedSession, PrivateKeySigner) {
        let (parent, key) = (PrivateKeySigner::random(), PrivateKeySigner::random());
        let session = Session {
            parent: parent.address(),
            agent: key.address(),
            generation: 2,
            payment_cap: 3,
            budget: u64::MAX,
            not_after: 5,
        };
        (SignedSession::grant(CHAIN, VAULT, &session, &parent).unwrap(), key)
    }

    #[test]
    fn check_finds_both_signatures_in_json_that_was_passed_on() {
        let (granted, key) = signed();
        let json = serde_json::to_string(&granted).unwrap();
        let granted: SignedSession = serde_json::from_str(&json).unwrap();
        let accepted = granted.accept(&key).unwrap();
        let json = serde_json::to_string(&accepted).unwrap();
        assert!(json.contains(r#""budget":"18446744073709551615""#), "{json}");
        let read: SignedSession = serde_json::from_str(&json).unwrap();
        assert_eq!(read, accepted);
        assert_eq!(read.check(CHAIN, VAULT).unwrap().session, accepted.session());
    }

    #[test]
    fn check_refuses_what_not_both_have_signed() {
        let (granted, key) = signed();
        let unaccepted = granted.check(CHAIN, VAULT).unwrap_err();
        assert!(matches!(unaccepted, SessionError::Unaccepted(agent) if agent == key.address()));
        let accepted = granted.accept(&key).unwrap();
        let (parent, agent) = (accepted.parent, accepted.agent);
        let swapped = Some(accepted.parent_signature.clone());
        for (altered, by) in [
            (SignedSession { budget: 9, ..accepted.clone() }, parent),
            (SignedSession { generation: 0, ..accepted.clone() }, parent),
            (SignedSession { parent_signature: Bytes::new(), ..accepted.clone() }, parent),
            (SignedSession { agent_signature: swapped, ..accepted.clone() }, agent),
        ] {
            let refused = altered.check(CHAIN, VAULT).unwrap_err();
            assert!(matches!(refused, SessionError::Signature(account) if account == by));
        }
    }

    #[test]
    fn check_refuses_what_is_for_another_vault_or_chain() {
        let (granted, key) = signed();
        let accepted = granted.accept(&key).unwrap();
        for (chain, vault) in [(8, VAULT), (CHAIN, Address::ZERO)] {
            let refused = accepted.check(chain, vault).unwrap_err();
            assert!(matches!(refused, SessionError::Elsewhere { vault: VAULT, chain_id: CHAIN }));
        }
    }

    #[test]
    fn grant_and_accept_refuse_another_key() {
        let (granted, key) = signed();
        let third = PrivateKeySigner::random();
        let refused = SignedSession::grant(CHAIN, VAULT, &granted.session(), &third).unwrap_err();
        assert!(matches!(refused, SessionError::Signature(parent) if parent == granted.parent));
        let refused = granted.accept(&third).unwrap_err();
        assert!(matches!(refused, SessionError::Signer { agent, .. } if agent == key.address()));
    }
}
