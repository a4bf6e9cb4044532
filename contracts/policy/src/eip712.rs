//! EIP-712: what agents and depositors sign.

use crate::delegation::Delegation;
use crate::session::Session;
use crate::{Authorization, Policy, Schedule, hash, limbs};
use alloy_primitives::{Address, B256, U256, b256, keccak256};

/// The domain's name.
pub const NAME: &str = "Bursar";
/// The domain's version.
pub const VERSION: &str = "1";

// Hashes of constants; a test compares them with the texts.

/// Of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPEHASH: B256 =
    b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");
/// Of [`NAME`].
const NAME_HASH: B256 = b256!("7effe34108f903861ac2fc20ee38ed40e8fffbe5610150c5a2f40afe14335ee8");
/// Of [`VERSION`].
const VERSION_HASH: B256 =
    b256!("c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6");
/// Of EIP-3009's `TransferWithAuthorization(address from,address to,uint256 value,uint256
/// validAfter,uint256 validBefore,bytes32 nonce)`.
const TRANSFER_TYPEHASH: B256 =
    b256!("7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267");
/// Of `AgentConsent(uint64 treasury,address agent,bytes32 salt,uint64 deadline)`.
const CONSENT_TYPEHASH: B256 =
    b256!("41d6bc3aa4abb167c0441716f250563ce3b584e73ea056585fd7c46ba7d14807");
/// Of `ContractConsent(uint64 treasury,address agent,bytes32 salt,uint64 deadline)`.
const CONTRACT_CONSENT_TYPEHASH: B256 =
    b256!("9469f4c0e84698cf6c3debe3ea4c9c6dcfb8287b870981d5c78ce182447c78fb");
/// Of `Delegation(address parent,address agent,Policy policy,uint32 generation,bytes32 salt,uint64
/// deadline)`, with `Period` and `Policy` as below behind it.
const DELEGATION_TYPEHASH: B256 =
    b256!("e013918fab377f56dafcc739b9db10c75b8339e0d83fda241e15a721bd7a6c89");
/// Of `Policy(uint64 paymentCap,uint64 periodCap,Period period,uint8 vendors,uint8 nonceBits,uint16
/// limits,uint32 countCap,uint64 budget,uint64 notBefore,uint64 notAfter,uint256 schedule,uint8
/// delegationDepth,uint8 breakerCount,uint32 breakerWindow,uint64 threshold)`, with `Period` behind it: the
/// interface's own struct.
const POLICY_TYPEHASH: B256 =
    b256!("4f61d447bc7fe70386d94e4bc6ef7e99c201458c8caab0f3a3d02576e1736608");
/// Of `Period(uint8 kind,uint8 mode,uint32 length)`.
const PERIOD_TYPEHASH: B256 =
    b256!("b0be4e841c4012ffc99fcb3d8b836179fa62f7db4ffca3d1b5a40852463f9b0c");

/// Of `Session(address parent,address agent,uint32 generation,uint64 paymentCap,uint64 budget,uint64
/// notAfter)`.
const SESSION_TYPEHASH: B256 =
    b256!("73b0d924e14e628943d7c9de91a8f240f79480b04f407113b40c1d98db005a3b");

/// An agent's agreement to spend for a treasury.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentConsent {
    /// The treasury.
    pub treasury: u64,
    /// The key that agrees, and signs.
    pub agent: Address,
    /// Spent once and for good.
    pub salt: B256,
    /// Last second at which the consent may be used.
    pub deadline: u64,
    /// Whether it agrees that its code signs for it: another message (`ContractConsent`), so that no key
    /// agrees to be a contract by mistake.
    pub is_contract: bool,
}

/// The domain separator of the vault at `vault` on chain `chain_id`.
pub fn domain_separator(chain_id: u64, vault: Address) -> B256 {
    hash::words(&[
        DOMAIN_TYPEHASH,
        NAME_HASH,
        VERSION_HASH,
        hash::number(chain_id),
        vault.into_word(),
    ])
}

/// What the payer of an EIP-3009 `TransferWithAuthorization` signs.
pub fn transfer_digest(domain: B256, authorization: &Authorization) -> B256 {
    let Authorization { from, to, value, valid_after, valid_before, nonce } = authorization;
    let message = hash::words(&[
        TRANSFER_TYPEHASH,
        from.into_word(),
        to.into_word(),
        limbs::to_bytes(*value),
        limbs::to_bytes(*valid_after),
        limbs::to_bytes(*valid_before),
        *nonce,
    ]);
    digest(domain, message)
}

/// What an agent signs to join a treasury.
pub fn consent_digest(domain: B256, consent: &AgentConsent) -> B256 {
    let message = hash::words(&[
        if consent.is_contract { CONTRACT_CONSENT_TYPEHASH } else { CONSENT_TYPEHASH },
        hash::number(consent.treasury),
        consent.agent.into_word(),
        consent.salt,
        hash::number(consent.deadline),
    ]);
    digest(domain, message)
}

/// What grantor and receiver of a delegation sign. The treasury is not named: the grantor has one for
/// life, and the receiver will have the same.
pub fn delegation_digest(domain: B256, delegation: &Delegation) -> B256 {
    let message = hash::words(&[
        DELEGATION_TYPEHASH,
        delegation.parent.into_word(),
        delegation.agent.into_word(),
        policy_hash(&delegation.policy),
        hash::number(delegation.generation.into()),
        delegation.salt,
        hash::number(delegation.deadline),
    ]);
    digest(domain, message)
}

/// What parent and key of a session sign. Neither treasury nor salt is named: the parent has one treasury
/// for life, and the key opens one session.
pub fn session_digest(domain: B256, session: &Session) -> B256 {
    let message = hash::words(&[
        SESSION_TYPEHASH,
        session.parent.into_word(),
        session.agent.into_word(),
        hash::number(session.generation.into()),
        hash::number(session.payment_cap),
        hash::number(session.budget),
        hash::number(session.not_after),
    ]);
    digest(domain, message)
}

/// The hash of every limit that is granted, as the interface's `Policy` states them.
fn policy_hash(policy: &Policy) -> B256 {
    let limit = policy.per_period.unwrap_or_default();
    let (kind, mode, length) = limit.period.parts();
    let period = hash::words(&[
        PERIOD_TYPEHASH,
        hash::number(kind.into()),
        hash::number(mode.into()),
        hash::number(length.into()),
    ]);
    let (not_before, not_after) =
        policy.validity.map_or((0, 0), |validity| (validity.not_before, validity.not_after));
    let breaker = policy.breaker.unwrap_or_default();
    hash::words(&[
        POLICY_TYPEHASH,
        hash::number(policy.payment_cap),
        hash::number(limit.cap),
        period,
        hash::number(policy.vendors as u64),
        hash::number(policy.nonce_bits.into()),
        hash::number(policy.flags().bits().into()),
        hash::number(policy.count_cap.unwrap_or_default().into()),
        hash::number(policy.budget.unwrap_or_default()),
        hash::number(not_before),
        hash::number(not_after),
        limbs::to_bytes(policy.schedule.map_or(U256::ZERO, Schedule::mask)),
        hash::number(policy.depth().into()),
        hash::number(breaker.count.into()),
        hash::number(breaker.window.into()),
        hash::number(policy.approval_threshold.unwrap_or_default()),
    ])
}

/// The only nonce with which an EIP-3009 deposit is credited to `treasury`:
/// `keccak256(abi.encode(treasury, salt))`.
pub fn deposit_nonce(treasury: u64, salt: B256) -> B256 {
    hash::words(&[hash::number(treasury), salt])
}

/// `keccak256("\x19\x01" ‖ domain ‖ message)`.
fn digest(domain: B256, message: B256) -> B256 {
    let mut preimage = [0u8; 66];
    preimage[..2].copy_from_slice(b"\x19\x01");
    preimage[2..34].copy_from_slice(domain.as_slice());
    preimage[34..].copy_from_slice(message.as_slice());
    keccak256(preimage)
}

#[cfg(test)]
mod tests;
