//! From calldata to a handler and back: the same for all programs.

use alloc::vec::Vec;

use alloy_sol_types::{SolCall, abi::token::PackedSeqToken};
use bursar_abi::IVault;
use bursar_policy::Authorization;
use stylus_sdk::{ArbResult, stylus_core::Host};

use crate::{
    Outcome, Refusal, Vault,
    arguments::{self, Argument},
    codec,
};

/// Runs one call: refuses re-entry, reads the selector, and lets `dispatch` find the handler.
///
/// The vault's address calls its token and nothing else, and nothing that the token calls back may
/// see or change a vault that is half way through a payment. So every entry is refused while
/// another one is open, views included; the check is here and does not rest on the SDK's own.
///
/// # Errors
/// Revert data of the interface's errors.
pub fn enter<H: Host>(
    host: &H,
    calldata: &[u8],
    dispatch: impl FnOnce(&Vault<'_, H>, [u8; 4], &[u8]) -> Outcome<Vec<u8>>,
) -> ArbResult {
    let answer = if host.msg_reentrant() {
        Err(IVault::Reentered {}.into())
    } else {
        let (selector, arguments) = split(calldata);
        dispatch(&Vault::new(host, calldata), selector, arguments)
    };
    answer.map_err(Refusal::into_revert_data)
}

/// The selector (padded with zeros where calldata is shorter) and what follows it.
pub(crate) fn split(calldata: &[u8]) -> ([u8; 4], &[u8]) {
    if let Some((selector, arguments)) = calldata.split_first_chunk() {
        return (*selector, arguments);
    }
    let mut selector = [0; 4];
    for (to, from) in selector.iter_mut().zip(calldata) {
        *to = *from;
    }
    (selector, &[])
}

fn invalid<C: SolCall>() -> Refusal {
    IVault::CalldataInvalid { selector: C::SELECTOR.into() }.into()
}

/// Answers `C` by a handler that returns a value.
///
/// # Errors
/// `CalldataInvalid`, or what the handler refuses with.
pub fn answer<'a, C, H: Host>(
    vault: &Vault<'_, H>,
    calldata: &'a [u8],
    handler: fn(&Vault<'_, H>, C) -> Outcome<C::Return>,
) -> Outcome<Vec<u8>>
where
    C: SolCall,
    C::Parameters<'a>: Argument,
{
    let call = arguments::read(calldata).ok_or_else(invalid::<C>)?;
    let value = handler(vault, call)?;
    Ok(codec::encode(&[], &C::tokenize_returns(&value)))
}

/// Carries out `C` by a handler that returns nothing.
///
/// # Errors
/// `CalldataInvalid`, or what the handler refuses with.
pub fn act<'a, C, H: Host>(
    vault: &Vault<'_, H>,
    calldata: &'a [u8],
    handler: fn(&Vault<'_, H>, C) -> Outcome,
) -> Outcome<Vec<u8>>
where
    C: SolCall,
    C::Parameters<'a>: Argument,
{
    let call = arguments::read(calldata).ok_or_else(invalid::<C>)?;
    handler(vault, call).map(|()| Vec::new())
}

/// Answers `C`, whose one argument and one result are bytes, by a handler that reads the argument
/// where it is.
///
/// # Errors
/// `CalldataInvalid`, or what the handler refuses with.
pub fn pass<C: SolCall, H: Host>(
    vault: &Vault<'_, H>,
    calldata: &[u8],
    handler: fn(&Vault<'_, H>, &[u8]) -> Outcome<Vec<u8>>,
) -> Outcome<Vec<u8>> {
    let bytes = arguments::bytes(calldata).ok_or_else(invalid::<C>)?;
    let answer = handler(vault, bytes)?;
    Ok(codec::encode(&[], &(PackedSeqToken(&answer),)))
}

/// Carries out `C`, either overload of `transferWithAuthorization`, by the one handler of both.
///
/// # Errors
/// `CalldataInvalid`, or what the handler refuses with.
pub fn pay<C: SolCall, H: Host>(
    vault: &Vault<'_, H>,
    calldata: &[u8],
    handler: fn(&Vault<'_, H>, &Authorization, &[u8]) -> Outcome,
) -> Outcome<Vec<u8>> {
    let is_bytes = C::SELECTOR == IVault::transferWithAuthorization_1Call::SELECTOR;
    let read = arguments::authorization(calldata, is_bytes);
    let (authorization, signature) = read.ok_or_else(invalid::<C>)?;
    handler(vault, &authorization, &signature).map(|()| Vec::new())
}

/// Where no other call is served: refuses it.
///
/// # Errors
/// `SelectorUnknown`.
pub fn unknown<H: Host>(_: &Vault<'_, H>, selector: [u8; 4], _: &[u8]) -> Outcome<Vec<u8>> {
    Err(IVault::SelectorUnknown { selector: selector.into() }.into())
}

/// Declares what a program serves: `SELECTORS`, and `dispatch`, which finds a call's handler.
///
/// Selectors are compared in the order given: the most frequent call first. `_` stands for all
/// others, and what follows it is their `dispatch`.
#[macro_export]
macro_rules! serves {
    ($($how:ident $call:ident => $handler:path;)+) => {
        $crate::serves! { $($how $call => $handler;)+ _ => $crate::dispatch::unknown; }
    };
    ($($how:ident $call:ident => $handler:path;)+ _ => $other:path;) => {
        /// The selectors that are served here.
        pub const SELECTORS: &[[u8; 4]] = &[
            $(<bursar_abi::IVault::$call as alloy_sol_types::SolCall>::SELECTOR),+
        ];

        /// Hands a call to its handler.
        pub(crate) fn dispatch<H: stylus_sdk::stylus_core::Host>(
            vault: &$crate::Vault<'_, H>,
            selector: [u8; 4],
            arguments: &[u8],
        ) -> $crate::Outcome<alloc::vec::Vec<u8>> {
            $(
                if selector == <bursar_abi::IVault::$call as alloy_sol_types::SolCall>::SELECTOR {
                    return $crate::dispatch::$how::<bursar_abi::IVault::$call, H>(
                        vault, arguments, $handler,
                    );
                }
            )+
            $other(vault, selector, arguments)
        }
    };
}
