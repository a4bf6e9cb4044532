//! What the library writes is read; anything else is not.

extern crate std;

use std::{vec, vec::Vec};

use super::*;
use alloy_primitives::{U256, address, b256};
use bursar_abi::IVault;

const AGENT: alloy_primitives::Address = address!("a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4");
const SALT: B256 = b256!("c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0");

fn policy() -> Policy {
    Policy {
        paymentCap: 1,
        periodCap: 2,
        period: Period { kind: 3, mode: 4, length: 5 },
        vendors: 6,
        nonceBits: 7,
        limits: 8,
        countCap: 9,
        budget: 10,
        notBefore: 11,
        notAfter: u64::MAX,
        schedule: U256::MAX,
        delegationDepth: u8::MAX,
        breakerCount: 14,
        breakerWindow: u32::MAX,
        threshold: 1,
    }
}

fn consent() -> Consent {
    Consent { salt: SALT, deadline: 12, signature: vec![13; 65].into() }
}

fn encoded<C: SolCall>(call: &C) -> Vec<u8> {
    let mut bytes = Vec::new();
    call.abi_encode_raw(&mut bytes);
    bytes
}

/// `call` is read from its encoding, also with a suffix, and from no shorter one.
fn reads_back<'a, C>(call: &C, bytes: &'a [u8])
where
    C: SolCall + PartialEq + std::fmt::Debug,
    C::Parameters<'a>: Argument,
{
    assert_eq!(read::<C>(bytes).as_ref(), Some(call));
    let written = encoded(call).len();
    for length in 0..written {
        // The last word of `bytes` is padded with zeros that nobody reads.
        if read::<C>(&bytes[..length]).is_some() {
            assert!(bytes[length..written].iter().all(|byte| *byte == 0), "cut at {length}");
            assert!(bytes[length..written].len() < 32, "cut at {length}");
        }
    }
}

macro_rules! read_back {
    ($($call:expr),+ $(,)?) => {$(
        let call = $call;
        let mut bytes = encoded(&call);
        reads_back(&call, &bytes);
        bytes.extend([0xee; 40]);
        reads_back(&call, &bytes);
    )+};
}

#[test]
fn read_returns_what_the_library_encodes_when_arguments_are_of_every_shape() {
    let value = U256::MAX;
    let period = || Period { kind: 1, mode: 2, length: u32::MAX };
    read_back!(
        IVault::nameCall {},
        IVault::balanceOfCall { agent: AGENT },
        IVault::createTreasuryCall { salt: SALT, delay: 14 },
        IVault::cancelEditCall { treasury: 15, object: SALT },
        IVault::administerCall {
            treasury: 16,
            expectedVersion: 17,
            calls: vec![vec![18; 33].into(), vec![].into(), vec![19; 64].into()],
        },
        IVault::authorizationStateCall { authorizer: AGENT, nonce: SALT },
        IVault::withdrawCall { treasury: u64::MAX, to: AGENT, value },
        IVault::setRolesCall { treasury: 1, account: AGENT, roles: 255, expectedVersion: u32::MAX },
        IVault::setVendorCall {
            agent: AGENT,
            vendor: AGENT,
            entry: VendorEntry { capped: true, cap: u64::MAX, period: period() },
            expectedVersion: 1,
        },
        IVault::setTreasuryLimitsCall {
            treasury: 1,
            limits: TreasuryLimits {
                capped: false,
                cap: 2,
                period: period(),
                longestValidity: u32::MAX,
                delay: 20,
                settlersOnly: true,
                approvals: 21,
            },
            expectedVersion: 4,
        },
        IVault::setPolicyCall { agent: AGENT, policy: policy(), expectedVersion: 4 },
        IVault::addAgentCall { treasury: 1, agent: AGENT, policy: policy(), consent: consent() },
        IVault::delegateCall {
            delegation: Delegation {
                parent: AGENT,
                agent: AGENT,
                policy: policy(),
                generation: u32::MAX,
                salt: SALT,
                deadline: u64::MAX,
            },
            parentSignature: vec![14; 65].into(),
            agentSignature: vec![15; 64].into(),
        },
    );
}

/// The word of `addAgent` that says where the consent is, which follows: salt, deadline, where the signature
/// is, and the signature.
const CONSENT: usize = 19;

#[test]
fn read_returns_what_the_library_encodes_when_signatures_are_of_any_length() {
    let signatures = vec![24; 128].into();
    read_back!(IVault::registerApprovalsCall { treasury: 23, digest: SALT, signatures });
}

/// Every field has a value of its own.
fn authorized() -> Authorization {
    let (from, to) = (AGENT, address!("b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4"));
    let [value, valid_after, valid_before] = [U256::MAX, U256::from(2), U256::from(3)];
    Authorization { from, to, value, valid_after, valid_before, nonce: SALT }
}

#[test]
fn authorization_reads_what_the_library_encodes_when_the_signature_is_in_words() {
    let Authorization { from, to, value, valid_after, valid_before, nonce } = authorized();
    let (v, r, s) = (28, B256::repeat_byte(0x11), B256::repeat_byte(0x22));
    let call = IVault::transferWithAuthorization_0Call {
        from,
        to,
        value,
        validAfter: valid_after,
        validBefore: valid_before,
        nonce,
        v,
        r,
        s,
    };
    let mut bytes = encoded(&call);
    let expected = [&r[..], &s[..], &[v]].concat();
    assert_eq!(authorization(&bytes, false), Some((authorized(), expected.clone())));
    bytes.extend([0xee; 40]);
    assert_eq!(authorization(&bytes, false), Some((authorized(), expected)));
    for length in 0..9 * 32 {
        assert_eq!(authorization(&bytes[..length], false), None, "{length}");
    }
    // Parties and v are narrower than their words.
    for word in [0, 1, 6] {
        let mut dirty = bytes.clone();
        dirty[word * 32] = 1;
        assert_eq!(authorization(&dirty, false), None, "word {word}");
    }
}

#[test]
fn authorization_reads_what_the_library_encodes_when_the_signature_is_bytes() {
    let Authorization { from, to, value, valid_after, valid_before, nonce } = authorized();
    for length in [0, 1, 32, 65, 66, 300] {
        let signature = vec![22; length];
        let call = IVault::transferWithAuthorization_1Call {
            from,
            to,
            value,
            validAfter: valid_after,
            validBefore: valid_before,
            nonce,
            signature: signature.clone().into(),
        };
        let bytes = encoded(&call);
        assert_eq!(authorization(&bytes, true), Some((authorized(), signature)));
        let cut = 8 * 32 + length;
        assert_eq!(authorization(&bytes[..cut.saturating_sub(1)], true), None, "{length}");
    }
}

#[test]
fn read_returns_nothing_when_a_value_does_not_fit_its_type() {
    let call =
        IVault::addAgentCall { treasury: 1, agent: AGENT, policy: policy(), consent: consent() };
    let bytes = encoded(&call);
    // The schedule has 256 bits, and the word behind the policy says where the consent is.
    let narrow = (0..14).chain(15..CONSENT).chain([CONSENT + 2]);
    for word in narrow {
        let mut dirty = bytes.clone();
        dirty[word * 32] = 1;
        assert_eq!(read::<IVault::addAgentCall>(&dirty), None, "word {word}");
    }
    let entry = VendorEntry { capped: true, ..VendorEntry::default() };
    let call = IVault::setVendorCall { agent: AGENT, vendor: AGENT, entry, expectedVersion: 1 };
    let mut bytes = encoded(&call);
    bytes[3 * 32 - 1] = 2;
    assert_eq!(read::<IVault::setVendorCall>(&bytes), None, "a bool of 2");
}

#[test]
fn read_returns_nothing_when_an_offset_or_a_length_points_outside() {
    let call =
        IVault::addAgentCall { treasury: 1, agent: AGENT, policy: policy(), consent: consent() };
    let good = encoded(&call);
    let length = U256::from(good.len());
    // Where the consent is, where its signature is, and how long that is.
    for word in [CONSENT, CONSENT + 3, CONSENT + 4] {
        for value in [length, U256::from(u32::MAX), U256::from(u64::MAX), U256::MAX] {
            let mut bytes = good.clone();
            bytes[word * 32..][..32].copy_from_slice(&value.to_be_bytes::<32>());
            assert_eq!(read::<IVault::addAgentCall>(&bytes), None, "word {word} is {value}");
        }
    }
}

#[test]
fn bytes_are_those_of_the_library_when_they_are_whole() {
    for length in [0, 1, 31, 32, 33, 100] {
        let batch: Vec<u8> = (1..=length).collect();
        let calldata = encoded(&IVault::settleBatchCall { batch: batch.clone().into() });
        assert_eq!(bytes(&calldata), Some(batch.as_slice()));
        assert_eq!(bytes(&calldata[..63 + usize::from(length)]), None, "{length} bytes, cut");
    }
}
