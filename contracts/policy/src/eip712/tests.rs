//! Expected values were computed with viem (`domainSeparator`, `hashTypedData`).

use super::*;
use crate::{Breaker, Limit, Period, Validity, VendorMode, WindowMode};
use alloy_primitives::uint;
use std::format;

const AGENT: Address = Address::repeat_byte(0xa1);
const VENDOR: Address = Address::repeat_byte(0xb2);
const VAULT: Address = Address::repeat_byte(0xc3);
const NONCE: B256 = B256::repeat_byte(0xd4);
const SALT: B256 = B256::repeat_byte(0xe5);
const TREASURY: u64 = 0x0123_4567_89ab_cdef;

fn domain() -> B256 {
    domain_separator(42_161, VAULT)
}

fn authorization() -> Authorization {
    Authorization {
        from: AGENT,
        to: VENDOR,
        value: uint!(1_250_000_U256),
        valid_after: U256::ZERO,
        valid_before: uint!(1_800_000_000_U256),
        nonce: NONCE,
    }
}

#[test]
fn constants_are_the_hashes_of_their_texts() {
    let domain = "EIP712Domain(string name,string version,uint256 chainId,\
                  address verifyingContract)";
    let transfer = "TransferWithAuthorization(address from,address to,uint256 value,\
                    uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    let consent = "AgentConsent(uint64 treasury,address agent,bytes32 salt,uint64 deadline)";
    assert_eq!(DOMAIN_TYPEHASH, keccak256(domain));
    assert_eq!(TRANSFER_TYPEHASH, keccak256(transfer));
    assert_eq!(CONSENT_TYPEHASH, keccak256(consent));
    let contract = consent.replace("AgentConsent", "ContractConsent");
    assert_eq!(CONTRACT_CONSENT_TYPEHASH, keccak256(contract));
    let period = "Period(uint8 kind,uint8 mode,uint32 length)";
    let policy = "Policy(uint64 paymentCap,uint64 periodCap,Period period,uint8 vendors,\
                  uint8 nonceBits,uint16 limits,uint32 countCap,uint64 budget,uint64 notBefore,\
                  uint64 notAfter,uint256 schedule,uint8 delegationDepth,uint8 breakerCount,\
                  uint32 breakerWindow,uint64 threshold)";
    let delegation = "Delegation(address parent,address agent,Policy policy,\
                      uint32 generation,bytes32 salt,uint64 deadline)";
    assert_eq!(PERIOD_TYPEHASH, keccak256(period));
    assert_eq!(POLICY_TYPEHASH, keccak256(format!("{policy}{period}")));
    assert_eq!(DELEGATION_TYPEHASH, keccak256(format!("{delegation}{period}{policy}")));
    let session = "Session(address parent,address agent,uint32 generation,uint64 paymentCap,\
                   uint64 budget,uint64 notAfter)";
    assert_eq!(SESSION_TYPEHASH, keccak256(session));
    assert_eq!(NAME_HASH, keccak256(NAME));
    assert_eq!(VERSION_HASH, keccak256(VERSION));
}

#[test]
fn domain_separator_matches_viem() {
    let expected = b256!("15a6cd6d3c0e2234e0d8fdf607c12bbd62a942ba9a83438a9ae2ff770177b1ac");
    assert_eq!(domain(), expected);
}

#[test]
fn transfer_digest_matches_viem() {
    let expected = b256!("922d9920090501a9cfb4066bbdfd863d78fa96eb53fc2a034b2353b6a4642948");
    assert_eq!(transfer_digest(domain(), &authorization()), expected);
}

#[test]
fn transfer_digest_matches_viem_when_numbers_are_wide() {
    let wide = Authorization {
        value: (U256::ONE << 255) | uint!(7_U256),
        valid_after: U256::ONE << 200,
        valid_before: U256::MAX,
        ..authorization()
    };
    let expected = b256!("3d2f2e2cc8ed6942ca66815d7553cb0b537833e9a022ac13a18e84a0d181d644");
    assert_eq!(transfer_digest(domain(), &wide), expected);
}

#[test]
fn consent_digest_matches_viem() {
    let consent = AgentConsent {
        treasury: TREASURY,
        agent: AGENT,
        salt: SALT,
        deadline: 1_800_000_000,
        is_contract: false,
    };
    let expected = b256!("9ef568857f0bc2a9d82c9f06c527efe21c15f272bf9aab8a0582344afeb71efb");
    assert_eq!(consent_digest(domain(), &consent), expected);
    let consent = AgentConsent { is_contract: true, ..consent };
    let expected = b256!("03a2ca72a80185abda20fdb6ed153ada0a610db1ab9e03c6762e6bd928fba294");
    assert_eq!(consent_digest(domain(), &consent), expected);
}

#[test]
fn delegation_digest_matches_viem() {
    let period = Period::Seconds { length: 90, mode: WindowMode::Strict };
    let policy = Policy {
        payment_cap: 5,
        per_period: Some(Limit { cap: 9, period }),
        vendors: VendorMode::Shared,
        nonce_bits: 4,
        count_cap: Some(7),
        budget: Some(11),
        validity: Some(Validity { not_before: 1, not_after: 2 }),
        schedule: Schedule::new(uint!(3_U256)).ok(),
        approval_threshold: Some(4),
        contract_payer: true,
        delegation_depth: Some(2),
        breaker: Some(Breaker { count: 3, window: 600 }),
    };
    let delegation = Delegation {
        parent: AGENT,
        agent: VENDOR,
        policy,
        generation: 3,
        salt: SALT,
        deadline: 1_800_000_000,
    };
    let expected = b256!("b77336a48e98d7c7cb58f3c07b7c30584ad06a932818bd10e5e7a890f0778dfd");
    assert_eq!(delegation_digest(domain(), &delegation), expected);
}

#[test]
fn session_digest_matches_viem() {
    let session = Session {
        parent: AGENT,
        agent: VENDOR,
        generation: 3,
        payment_cap: 5,
        budget: 11,
        not_after: 1_800_000_000,
    };
    let expected = b256!("0556443d3b7c1eaa87a44a584f36c11c9a35b97ad6a58da21e61032909b26fb3");
    assert_eq!(session_digest(domain(), &session), expected);
}

#[test]
fn deposit_nonce_matches_viem() {
    let expected = b256!("f4949c829511e2ea501e74b6325875962316979cea958563ba66b761105493c0");
    assert_eq!(deposit_nonce(TREASURY, SALT), expected);
}
