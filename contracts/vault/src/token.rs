//! The calls that leave the vault: always to its one token, with a gas cap, believing little.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use bursar_abi::{IToken, IVault};
use bursar_policy::{batch::gas, limbs};
use stylus_sdk::{call::RawCall, stylus_core::Host};

use crate::{Outcome, Refusal, Vault, codec};

/// Gas that one call of the token gets, whatever the caller sent.
pub const TOKEN_GAS: u64 = gas::TOKEN;

/// Gas for what a handler does after its last call of the token. The most is a deposit's: two words
/// rewritten and two events, less than 12,000.
const FINISH_GAS: u64 = 20_000;

/// Gas that must be left so that the call gets `TOKEN_GAS`: the chain keeps 1/64 back and takes 2,600
/// to reach an account. It is more than most calls use, so an estimate of a payment comes out about
/// 200,000 above what the payment then costs.
const GAS_BEFORE_CALL: u64 = TOKEN_GAS + TOKEN_GAS.div_ceil(63) + 2_600;

/// Calls the token with `call`, which must not say `false`.
///
/// All words are written to the state before: nothing that the token looks at is behind.
///
/// # Errors
/// - `GasInsufficient` as [`agrees`].
/// - `TokenFailed` if the token does not agree.
pub(crate) fn send<C: SolCall, H: Host>(vault: &Vault<'_, H>, token: Address, call: &C) -> Outcome {
    vault.host().flush_cache(false);
    let agrees = agrees(vault, token, &codec::calldata(call), FINISH_GAS)?;
    agrees.then_some(()).ok_or_else(|| failed::<C>())
}

/// Whether the token does what `calldata` asks: it does not if it reverts, answers anything but
/// `true` or nothing, or has no code.
///
/// # Errors
/// `GasInsufficient` if the caller sent too little for the call to have its cap and for the vault to
/// `finish` afterwards. A verdict on the token may not depend on how much gas a stranger chose to
/// send.
pub(crate) fn agrees<H: Host>(
    vault: &Vault<'_, H>,
    token: Address,
    calldata: &[u8],
    finish: u64,
) -> Outcome<bool> {
    vault.require_gas(GAS_BEFORE_CALL.saturating_add(finish))?;
    let host = vault.host();
    // SAFETY: whatever the token calls back is refused as re-entry, so no word can go stale.
    let answer =
        unsafe { RawCall::new(host).gas(TOKEN_GAS).limit_return_data(0, 32).call(token, calldata) };
    Ok(match answer {
        // A call to nowhere also succeeds and returns nothing.
        Ok(data) if data.is_empty() => host.code_size(token) > 0,
        // A token that does not only stay silent about its success returns `true`.
        Ok(data) => codec::word(&data).is_some_and(|word| limbs::equal(&word, &U256::ONE)),
        Err(_) => false,
    })
}

/// What the vault holds of the token.
///
/// # Errors
/// As [`send`].
pub(crate) fn holdings<H: Host>(vault: &Vault<'_, H>, token: Address) -> Outcome<U256> {
    vault.require_gas(GAS_BEFORE_CALL.saturating_add(FINISH_GAS))?;
    let call = IToken::balanceOfCall { account: vault.address() };
    // SAFETY: as in `send`; in a static call the token cannot even try to change anything.
    let answer = unsafe {
        RawCall::new_static(vault.host())
            .gas(TOKEN_GAS)
            .limit_return_data(0, 32)
            .call(token, &codec::calldata(&call))
    };
    answer.ok().and_then(|data| codec::word(&data)).ok_or_else(failed::<IToken::balanceOfCall>)
}

/// The token did not do what `C` asked of it.
pub(crate) fn failed<C: SolCall>() -> Refusal {
    IVault::TokenFailed { selector: C::SELECTOR.into() }.into()
}
