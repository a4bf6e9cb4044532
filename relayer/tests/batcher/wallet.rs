//! An account that is a contract, and what it signs.

use alloy::primitives::{Address, B256};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue as _;
use bursar::chain::Chain;
use bursar::consent::{SignedConsent, Terms};
use bursar::payment::{PaymentSignature, SignedAuthorization};
use bursar_policy::eip712::{AgentConsent, consent_digest, domain_separator};

use crate::harness::{create, creation_code, message, signature};

alloy::sol! {
    /// How the wallet answers when it is asked for a signature; see `test/solidity`.
    enum Signs { Honest, Always, Wrong, Padded, Nothing, Huge, Revert, Burn, Call, Free }

    /// The account of `test/solidity` that signs by a key, or as it is told.
    interface IHostileWallet {
        function setAnswer(Signs answer) external;
        function setCall(address target, bytes calldata payload) external;
    }
}

/// An account that is a contract.
#[derive(Clone, Debug)]
pub(crate) struct Wallet {
    pub(crate) address: Address,
    /// Signs for it, while it is honest.
    pub(crate) key: PrivateKeySigner,
}

impl Wallet {
    /// One that is honest.
    pub(crate) async fn deploy(bank: &Chain) -> Self {
        let key = PrivateKeySigner::random();
        let code = [creation_code("HostileWallet").to_vec(), key.address().abi_encode()].concat();
        Self { address: create(bank, code.into()).await, key }
    }

    /// Has it answer like that.
    pub(crate) async fn answer(&self, bank: &Chain, answer: Signs) {
        bank.send(self.address, &IHostileWallet::setAnswerCall { answer }).await.unwrap();
    }

    /// As [`sign`], by its code.
    pub(crate) fn sign(
        &self,
        asset: Address,
        domain: B256,
        payee: Address,
        value: u64,
        valid_before: u64,
    ) -> SignedAuthorization {
        let authorization = message(self.address, payee, value, valid_before);
        let signature = signature(domain, &authorization, &self.key).into();
        SignedAuthorization {
            asset,
            authorization,
            signature: PaymentSignature::Contract(signature),
        }
    }

    /// What it signs to join a treasury as a contract payer.
    pub(crate) fn consent(&self, terms: &Terms) -> SignedConsent {
        let Terms { chain_id, vault, treasury, salt, deadline } = *terms;
        let (agent, is_contract) = (self.address, true);
        let consent = AgentConsent { treasury: treasury.0, agent, salt, deadline, is_contract };
        let digest = consent_digest(domain_separator(chain_id, vault), &consent);
        let signature = self.key.sign_hash_sync(&digest).unwrap().as_bytes().into();
        SignedConsent { chain_id, vault, treasury, agent, salt, deadline, signature }
    }
}
