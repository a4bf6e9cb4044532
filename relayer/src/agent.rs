//! An agent's side of a payment: authorizations with sequenced nonces, which cost less to settle than
//! those of published x402 clients, and which the vault never forgets.

use std::sync::atomic::{AtomicU64, Ordering};

use alloy::primitives::{Address, B256, U256};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use bursar_policy::eip712::{domain_separator, transfer_digest};
use bursar_policy::nonce::SequencedNonce;
use bursar_policy::{Authorization, Signature};

use crate::payment::SignedAuthorization;

/// Signs payments out of one vault. However many threads share it, no nonce is signed twice.
#[derive(Debug)]
pub struct Agent {
    signer: PrivateKeySigner,
    vault: Address,
    domain: B256,
    lane: u64,
    next: AtomicU64,
}

impl Agent {
    /// An agent that remembers nothing from before: it counts from 0, in a lane that nobody else has
    /// (64 random bits).
    pub fn new(signer: PrivateKeySigner, chain_id: u64, vault: Address) -> Self {
        let [lane, ..] = U256::from_be_bytes(B256::random().0).into_limbs();
        Self::resume(signer, chain_id, vault, SequencedNonce { lane, sequence: 0 })
    }

    /// An agent that goes on counting with `next`, which nobody may have signed.
    pub fn resume(
        signer: PrivateKeySigner,
        chain_id: u64,
        vault: Address,
        next: SequencedNonce,
    ) -> Self {
        let SequencedNonce { lane, sequence } = next;
        let domain = domain_separator(chain_id, vault);
        Self { signer, vault, domain, lane, next: AtomicU64::new(sequence) }
    }

    /// The nonce that comes next: what [`Agent::resume`] wants after a restart.
    pub fn next(&self) -> SequencedNonce {
        SequencedNonce { lane: self.lane, sequence: self.next.load(Ordering::Relaxed) }
    }

    /// Authorizes `value` (token units) for `vendor`, until `valid_before` (Unix seconds, exclusive).
    ///
    /// # Errors
    /// [`alloy::signers::Error`] if the key cannot sign; the nonce is skipped then, which does no harm.
    pub fn pay(
        &self,
        vendor: Address,
        value: u64,
        valid_before: u64,
    ) -> Result<SignedAuthorization, alloy::signers::Error> {
        let sequence = self.next.fetch_add(1, Ordering::Relaxed);
        let authorization = Authorization {
            from: self.signer.address(),
            to: vendor,
            value: U256::from(value),
            valid_after: U256::ZERO,
            valid_before: U256::from(valid_before),
            nonce: SequencedNonce { lane: self.lane, sequence }.into(),
        };
        let signed = self.signer.sign_hash_sync(&transfer_digest(self.domain, &authorization))?;
        let signature = Signature { r: signed.r().into(), s: signed.s().into(), odd_y: signed.v() };
        let signature = signature.into();
        Ok(SignedAuthorization { asset: self.vault, authorization, signature })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::thread;

    const VAULT: Address = Address::repeat_byte(7);
    const VENDOR: Address = Address::repeat_byte(8);

    #[test]
    fn pay_counts_in_one_lane_whoever_asks() {
        let agent = Agent::new(PrivateKeySigner::random(), 1, VAULT);
        let SequencedNonce { lane, sequence: 0 } = agent.next() else { panic!("it begins at 0") };
        let sign = || agent.pay(VENDOR, 5, 100).unwrap().authorization.nonce;
        let nonces: BTreeSet<B256> = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| (0..25).map(|_| sign()).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let counted = (0..100).map(|sequence| SequencedNonce { lane, sequence }.into());
        assert_eq!(nonces, counted.collect());
        assert_eq!(agent.next(), SequencedNonce { lane, sequence: 100 });
    }

    #[test]
    fn pay_signs_for_the_vault_and_goes_on_where_another_stopped() {
        let (signer, next) = (PrivateKeySigner::random(), SequencedNonce { lane: 3, sequence: 9 });
        let signed = Agent::resume(signer.clone(), 1, VAULT, next).pay(VENDOR, 5, 100).unwrap();
        let authorization = signed.authorization;
        assert_eq!(authorization.nonce, B256::from(next));
        let digest = transfer_digest(domain_separator(1, VAULT), &authorization);
        let signature = signed.signature.to_bytes();
        let signature = alloy::primitives::Signature::from_raw(&signature).unwrap();
        assert_eq!(signature.recover_address_from_prehash(&digest).unwrap(), signer.address());
    }

    #[test]
    fn new_agents_of_one_key_do_not_share_a_lane() {
        let key = PrivateKeySigner::random();
        let lanes: BTreeSet<_> =
            (0..10).map(|_| Agent::new(key.clone(), 1, VAULT).next().lane).collect();
        assert_eq!(lanes.len(), 10);
    }
}
