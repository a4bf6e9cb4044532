//! Who signed a digest: the chain's own recovery, precompile 0x01.

use alloy_primitives::{Address, B256, Bytes, FixedBytesSliceExt as _, address};
use bursar_abi::IVault;
use bursar_policy::{Signature, layout};
use stylus_sdk::{call::RawCall, stylus_core::Host};

use crate::{Outcome, Vault, codec};

const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");

/// What the precompile costs and the call around it, rounded up: 3,000 and 100, and 1/64 kept back.
const ECRECOVER_GAS: u64 = 3_200;

/// Checks that `signer` signed `digest`, with 65 bytes r, s, v.
///
/// # Errors
/// `ConsentInvalid`, `GasInsufficient`.
pub(crate) fn require<H: Host>(
    vault: &Vault<'_, H>,
    signature: &[u8],
    digest: B256,
    signer: Address,
) -> Outcome {
    let is_theirs = match Signature::from_bytes(signature) {
        Ok(signature) => is_by(vault, &signature, digest, signer)?,
        Err(_) => false,
    };
    if is_theirs { Ok(()) } else { Err(IVault::ConsentInvalid { agent: signer }.into()) }
}

/// Checks that each of these accounts signed `digest`; whoever of them calls may leave its signature
/// empty.
///
/// # Errors
/// As [`require`].
pub(crate) fn require_all<H: Host>(
    vault: &Vault<'_, H>,
    digest: B256,
    signatures: &[(Address, Bytes)],
) -> Outcome {
    for (account, signature) in signatures {
        if *account != vault.sender() || !signature.is_empty() {
            require(vault, signature, digest, *account)?;
        }
    }
    Ok(())
}

/// Whether `signer` signed `digest`.
///
/// # Errors
/// `GasInsufficient` if the precompile could not have run: too little gas must not look like a
/// signature that is wrong.
pub(crate) fn is_by<H: Host>(
    vault: &Vault<'_, H>,
    signature: &Signature,
    digest: B256,
    signer: Address,
) -> Outcome<bool> {
    vault.require_gas(ECRECOVER_GAS)?;
    let input = [digest, B256::with_last_byte(signature.v()), signature.r, signature.s];
    // SAFETY: a precompile cannot call back, so no storage word that we hold can go stale.
    let answer = unsafe {
        RawCall::new_static(vault.host())
            .limit_return_data(0, 32)
            .call(ECRECOVER, input.as_flattened())
    };
    // No key: the precompile succeeds and returns nothing.
    let word = answer.ok().and_then(|data| codec::word(&data));
    let is_theirs = word.is_some_and(|word| word.const_eq(&layout::word_of(signer)));
    Ok(is_theirs && !signer.is_zero())
}
