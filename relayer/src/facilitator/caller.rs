//! Who asks: an API key, if some are configured, and an idempotency key, if one is sent.
//!
//! A caller is the name of its API key, not the key: several keys may have one name, so that a caller
//! can go from an old key to a new one, and is told again under the new one what it was told under the
//! old.

use alloy::primitives::{B256, keccak256};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::config::ApiKey;

/// The header by which a caller asks for the same answer again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Those that may settle; everybody, if there is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Callers(Vec<ApiKey>);

/// One that may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    /// Of the API key; empty where none is asked for.
    pub(super) name: String,
    idempotency_key: Option<Vec<u8>>,
}

impl Callers {
    pub(super) const fn new(keys: Vec<ApiKey>) -> Self {
        Self(keys)
    }

    /// Who asks, by the headers; none if the key is missing or unknown. Takes as long for a key that
    /// is nearly right as for one that is not.
    pub(super) fn identify(&self, headers: &HeaderMap) -> Option<Caller> {
        let name = if self.0.is_empty() {
            String::new()
        } else {
            let given = headers.get(AUTHORIZATION)?.as_bytes().strip_prefix(b"Bearer ")?;
            let given: [u8; 32] = Sha256::digest(given).into();
            let is_right = |key: &&ApiKey| bool::from(key.sha256.0.ct_eq(&given));
            self.0.iter().find(is_right)?.name.clone()
        };
        let idempotency_key = headers.get(IDEMPOTENCY_KEY).map(|key| key.as_bytes().to_vec());
        Some(Caller { name, idempotency_key })
    }
}

impl Caller {
    /// The name under which this caller is told of success: the same one for the same idempotency
    /// key, and without one never the same again.
    pub(super) fn claimant(&self) -> B256 {
        self.idempotency_key.as_ref().map_or_else(B256::random, |key| {
            let parts = [keccak256(&self.name), keccak256(key)];
            keccak256(parts.concat())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::b256;

    fn callers() -> Callers {
        let secret = b256!("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
        let one = b256!("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
        let two = b256!("3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
        let keys = [("shop", secret), ("shop", one), ("other", two)];
        let key = |(name, sha256): (&str, B256)| ApiKey { name: name.into(), sha256 };
        Callers::new(keys.map(key).to_vec())
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn identify_knows_the_key_and_no_other() {
        let known = callers().identify(&headers(&[("authorization", "Bearer secret")]));
        assert_eq!(known.map(|caller| caller.name), Some("shop".into()));
        for wrong in ["Bearer Secret", "Bearer ", "secret", "Basic secret", "Bearer secret "] {
            assert_eq!(callers().identify(&headers(&[("authorization", wrong)])), None, "{wrong}");
        }
        assert_eq!(callers().identify(&headers(&[])), None);
    }

    #[test]
    fn identify_knows_a_caller_by_the_name_of_whichever_key() {
        let claimant = |key: &str| {
            let bearer = format!("Bearer {key}");
            let headers = headers(&[("authorization", &bearer), ("idempotency-key", "order 1")]);
            callers().identify(&headers).unwrap().claimant()
        };
        assert_eq!(claimant("secret"), claimant("one"));
        assert_ne!(claimant("secret"), claimant("two"));
    }

    #[test]
    fn identify_lets_everybody_in_when_no_key_is_configured() {
        assert!(Callers::default().identify(&headers(&[])).is_some());
    }

    #[test]
    fn claimant_is_the_same_only_for_the_same_caller_and_idempotency_key() {
        let claimant = |name: &str, key: Option<&str>| {
            let idempotency_key = key.map(|key| key.as_bytes().to_vec());
            Caller { name: name.into(), idempotency_key }.claimant()
        };
        assert_eq!(claimant("shop", Some("1")), claimant("shop", Some("1")));
        assert_ne!(claimant("shop", Some("1")), claimant("shop", Some("2")));
        assert_ne!(claimant("shop", Some("1")), claimant("other", Some("1")));
        assert_ne!(claimant("shop", None), claimant("shop", None));
    }
}
