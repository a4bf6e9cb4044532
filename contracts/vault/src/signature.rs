//! Who signed a digest: the chain's own recovery, precompile 0x01, and the code of contract payers.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, Bytes, FixedBytesSliceExt as _, U256, address};
use alloy_sol_types::SolCall;
use bursar_abi::{IContractPayer::isValidSignatureCall, IVault};
use bursar_policy::{
    AgentPolicy, Signature,
    batch::gas,
    layout, limbs,
    signers::{self, Signers},
};
use stylus_sdk::{call::RawCall, stylus_core::Host};

use crate::{Outcome, Refusal, Vault, codec};

const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");

/// What the precompile costs and the call around it, rounded up: 3,000 and 100, and 1/64 kept back.
const ECRECOVER_GAS: u64 = 3_200;

/// Gas that must be left so that a contract payer gets `gas::SIGNATURE`: the chain keeps 1/64 back and
/// takes its price to reach an account.
const GAS_BEFORE_ASKING: u64 = gas::SIGNATURE + gas::SIGNATURE.div_ceil(63) + gas::REACH;

/// What a contract answers that takes the signature for its own: the call's selector, and zeros.
const MAGIC: U256 = {
    let [a, b, c, d] = isValidSignatureCall::SELECTOR;
    U256::from_limbs([0, 0, 0, u64::from_be_bytes([a, b, c, d, 0, 0, 0, 0])])
};

/// Calldata of `isValidSignature`. Words and bytes side by side are asked for here only, so that a general
/// encoder of them would be longer.
fn question(digest: B256, signature: &[u8]) -> Vec<u8> {
    let [offset, length] = [64, signature.len()].map(|size| U256::from(size).to_be_bytes::<32>());
    let padding = signature.len().next_multiple_of(32).saturating_sub(signature.len());
    let mut calldata = isValidSignatureCall::SELECTOR.to_vec();
    for part in [&digest[..], &offset, &length, signature, &[0; 32][..padding]] {
        calldata.extend_from_slice(part);
    }
    calldata
}

/// Checks that `account` signed `digest`, by its code if it `is_contract`, a contract payer.
///
/// # Errors
/// `ConsentInvalid`, `GasInsufficient`.
pub(crate) fn require<H: Host>(
    vault: &Vault<'_, H>,
    account: Address,
    is_contract: bool,
    digest: B256,
    signature: &[u8],
) -> Outcome {
    let is_theirs = signers::is_by(&mut Chain(vault), account, is_contract, digest, signature)?;
    if is_theirs { Ok(()) } else { Err(IVault::ConsentInvalid { agent: account }.into()) }
}

/// Checks that each of these accounts signed `digest`, by its code if it is a contract payer. Whoever of
/// them calls may leave its signature empty; but not where code calls for an account that signs by its
/// key, a delegated one (EIP-7702): who made it call, nobody knows.
///
/// # Errors
/// As [`require`].
pub(crate) fn require_all<H: Host>(
    vault: &Vault<'_, H>,
    digest: B256,
    signatures: &[(Address, bool, Bytes)],
) -> Outcome {
    for (account, is_contract, signature) in signatures {
        let is_call = signature.is_empty() && *account == vault.sender();
        if !is_call || !is_contract && vault.host().code_size(*account) != 0 {
            require(vault, *account, *is_contract, digest, signature)?;
        }
    }
    Ok(())
}

/// Whether an agent is a contract payer.
pub(crate) fn is_contract<H: Host>(vault: &Vault<'_, H>, agent: Address) -> bool {
    AgentPolicy::unpack(vault.load(layout::agent_policy_slot(agent))).is_contract()
}

/// The chain that the vault is on. Too little gas is `GasInsufficient`.
pub(crate) struct Chain<'v, 'h, H>(pub(crate) &'v Vault<'h, H>);

impl<H: Host> Signers for Chain<'_, '_, H> {
    type Error = Refusal;

    fn recover(&mut self, digest: B256, signature: &Signature) -> Outcome<U256> {
        self.0.require_gas(ECRECOVER_GAS)?;
        let input = [digest, B256::with_last_byte(signature.v()), signature.r, signature.s];
        // SAFETY: a precompile cannot call back, so no storage word that we hold can go stale.
        let answer = unsafe {
            RawCall::new_static(self.0.host())
                .limit_return_data(0, 32)
                .call(ECRECOVER, input.as_flattened())
        };
        // No key: the precompile succeeds and returns nothing.
        Ok(answer.ok().and_then(|data| codec::word(&data)).unwrap_or_default())
    }

    #[cold]
    #[inline(never)]
    fn ask(&mut self, account: Address, digest: B256, signature: &[u8]) -> Outcome<Option<bool>> {
        let host = self.0.host();
        if host.code_size(account) == 0 {
            return Ok(None);
        }
        let calldata = question(digest, signature);
        self.0.require_gas(GAS_BEFORE_ASKING)?;
        // SAFETY: nothing is written in a static call, and whatever calls the vault back is refused.
        let answer = unsafe {
            RawCall::new_static(host)
                .gas(gas::SIGNATURE)
                .limit_return_data(0, 32)
                .call(account, &calldata)
        };
        let word = answer.ok().and_then(|data| codec::word(&data));
        Ok(Some(word.is_some_and(|word| limbs::equal(&word, &MAGIC))))
    }
}
