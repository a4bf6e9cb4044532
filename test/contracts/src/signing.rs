//! The messages that agents and depositors sign, built from their EIP-712 declarations and not by
//! the code under test.

use alloy::{
    primitives::{Address, B256, Bytes, U256, keccak256},
    sol,
    sol_types::{Eip712Domain, SolStruct as _, SolValue as _, eip712_domain},
};
use bursar_abi::{Consent, Delegation, IVault, Session};
use bursar_policy::batch::Grant;

use crate::parties::{Party, Signature};

sol! {
    /// EIP-3009.
    #[derive(Debug, PartialEq, Eq)]
    struct TransferWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    /// EIP-3009, for a payee that calls itself.
    #[derive(Debug, PartialEq, Eq)]
    struct ReceiveWithAuthorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    /// An agent joins a treasury.
    #[derive(Debug, PartialEq, Eq)]
    struct AgentConsent {
        uint64 treasury;
        address agent;
        bytes32 salt;
        uint64 deadline;
    }

    /// A contract payer joins a treasury.
    #[derive(Debug, PartialEq, Eq)]
    struct ContractConsent {
        uint64 treasury;
        address agent;
        bytes32 salt;
        uint64 deadline;
    }
}

/// Domain of a vault's messages.
#[must_use]
pub fn vault_domain(chain_id: u64, vault: Address) -> Eip712Domain {
    eip712_domain! { name: "Bursar", version: "1", chain_id: chain_id, verifying_contract: vault, }
}

/// Domain of the test token's messages.
#[must_use]
pub fn token_domain(chain_id: u64, token: Address) -> Eip712Domain {
    eip712_domain! { name: "USD Coin", version: "2", chain_id: chain_id, verifying_contract: token, }
}

impl TransferWithAuthorization {
    /// The call that settles this authorization, signed by `by` under `domain`.
    #[must_use]
    pub fn signed(
        &self,
        by: &Party,
        domain: &Eip712Domain,
    ) -> IVault::transferWithAuthorization_0Call {
        self.with(by.sign(self.eip712_signing_hash(domain)))
    }

    /// The call with a signature of any length.
    #[must_use]
    pub fn with_bytes(
        &self,
        signature: impl Into<Bytes>,
    ) -> IVault::transferWithAuthorization_1Call {
        IVault::transferWithAuthorization_1Call {
            from: self.from,
            to: self.to,
            value: self.value,
            validAfter: self.validAfter,
            validBefore: self.validBefore,
            nonce: self.nonce,
            signature: signature.into(),
        }
    }

    /// The call with any signature.
    #[must_use]
    pub fn with(&self, signature: Signature) -> IVault::transferWithAuthorization_0Call {
        IVault::transferWithAuthorization_0Call {
            from: self.from,
            to: self.to,
            value: self.value,
            validAfter: self.validAfter,
            validBefore: self.validBefore,
            nonce: self.nonce,
            v: signature.v,
            r: signature.r,
            s: signature.s,
        }
    }
}

/// A signature as batches hold it.
///
/// # Panics
/// If its s is not the low one, which no party's is.
#[must_use]
pub fn signature(Signature { v, r, s }: Signature) -> bursar_policy::Signature {
    bursar_policy::Signature::new(v, r, s).expect("a low s")
}

/// The 64 bytes with which `by` approves a digest: r, and s with the parity of y above it (EIP-2098).
#[must_use]
pub fn approval(by: &Party, digest: B256) -> Bytes {
    let signature = signature(by.sign(digest));
    [signature.r, signature.vs()].concat().into()
}

/// A sequenced nonce: tag, eight zero bytes, lane, sequence.
#[must_use]
pub fn sequenced(lane: u64, sequence: u64) -> B256 {
    let tag = keccak256("bursar.sequenced.1");
    let (zeros, lane, sequence) = ([0; 8], lane.to_be_bytes(), sequence.to_be_bytes());
    B256::from_slice(&[&tag[..8], &zeros, &lane, &sequence].concat())
}

/// Consent of `agent` to spend for `treasury`.
#[must_use]
pub fn consent(
    agent: &Party,
    treasury: u64,
    salt: B256,
    deadline: u64,
    domain: &Eip712Domain,
) -> Consent {
    let message = AgentConsent { treasury, agent: agent.address, salt, deadline };
    let signature = agent.sign(message.eip712_signing_hash(domain)).to_bytes().into();
    Consent { salt, deadline, signature }
}

/// Consent of the contract `agent` to spend for `treasury`, by the key that its code believes.
#[must_use]
pub fn contract_consent(
    agent: Address,
    by: &Party,
    treasury: u64,
    salt: B256,
    deadline: u64,
    domain: &Eip712Domain,
) -> Consent {
    let message = ContractConsent { treasury, agent, salt, deadline };
    let signature = by.sign(message.eip712_signing_hash(domain)).to_bytes().into();
    Consent { salt, deadline, signature }
}

/// The call that makes a sub-agent, signed by both.
#[must_use]
pub fn delegate(
    delegation: &Delegation,
    parent: &Party,
    agent: &Party,
    domain: &Eip712Domain,
) -> IVault::delegateCall {
    let digest = delegation.eip712_signing_hash(domain);
    let sign = |by: &Party| by.sign(digest).to_bytes().into();
    IVault::delegateCall {
        delegation: delegation.clone(),
        parentSignature: sign(parent),
        agentSignature: sign(agent),
    }
}

/// The call that opens a session, signed by both.
#[must_use]
pub fn register_session(
    session: &Session,
    parent: &Party,
    agent: &Party,
    domain: &Eip712Domain,
) -> IVault::registerSessionCall {
    let digest = session.eip712_signing_hash(domain);
    let sign = |by: &Party| by.sign(digest).to_bytes().into();
    IVault::registerSessionCall {
        session: session.clone(),
        parentSignature: sign(parent),
        agentSignature: sign(agent),
    }
}

/// A session's grant for a batch, signed by both.
#[must_use]
pub fn grant(session: &Session, parent: &Party, agent: &Party, domain: &Eip712Domain) -> Grant {
    let digest = session.eip712_signing_hash(domain);
    let sign = |by: &Party| signature(by.sign(digest));
    Grant { session: session.into(), by_parent: sign(parent), by_agent: sign(agent) }
}

/// A deposit of `value` by EIP-3009, good for `treasury` alone.
#[must_use]
pub fn deposit(
    from: &Party,
    vault: Address,
    treasury: u64,
    value: U256,
    salt: B256,
    token: &Eip712Domain,
) -> IVault::depositWithAuthorizationCall {
    let message = ReceiveWithAuthorization {
        from: from.address,
        to: vault,
        value,
        validAfter: U256::ZERO,
        validBefore: U256::MAX,
        nonce: deposit_nonce(treasury, salt),
    };
    let signature = from.sign(message.eip712_signing_hash(token));
    IVault::depositWithAuthorizationCall {
        treasury,
        from: message.from,
        value,
        validAfter: message.validAfter,
        validBefore: message.validBefore,
        salt,
        v: signature.v,
        r: signature.r,
        s: signature.s,
    }
}

/// What binds a signed deposit to one treasury.
#[must_use]
pub fn deposit_nonce(treasury: u64, salt: B256) -> B256 {
    keccak256((treasury, salt).abi_encode())
}
