//! Money in, both ways, and money home.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use bursar_abi::{IToken, IVault};
use bursar_policy::eip712;
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, books::Books, token};

/// Takes `value` from the caller by the allowance that he gave the vault.
///
/// # Errors
/// `TreasuryUnknown`, `NotConfigured`, `AmountInvalid`, `TokenFailed`, `GasInsufficient`.
pub fn deposit<H: Host>(vault: &Vault<'_, H>, call: IVault::depositCall) -> Outcome {
    let from = vault.sender();
    let transfer = IToken::transferFromCall { from, to: vault.address(), value: call.value };
    take(vault, call.treasury, from, &transfer)
}

/// Takes `value` from whoever signed a `receiveWithAuthorization` of the token for the vault.
///
/// The nonce is not free: it is the hash of treasury and salt, so that what was signed for one
/// treasury cannot be credited to another.
///
/// # Errors
/// As [`deposit`].
pub fn deposit_with_authorization<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::depositWithAuthorizationCall,
) -> Outcome {
    let receive = IToken::receiveWithAuthorizationCall {
        from: call.from,
        to: vault.address(),
        value: call.value,
        validAfter: call.validAfter,
        validBefore: call.validBefore,
        nonce: eip712::deposit_nonce(call.treasury, call.salt),
        v: call.v,
        r: call.r,
        s: call.s,
    };
    take(vault, call.treasury, call.from, &receive)
}

/// Has the token move money to the vault by `call`, and credits what really arrived: a token may
/// take a fee.
fn take<C: SolCall, H: Host>(
    vault: &Vault<'_, H>,
    treasury: u64,
    from: Address,
    call: &C,
) -> Outcome {
    let token = vault.config()?.token;
    let mut books = Books::open(vault, treasury)?;
    let before = token::holdings(vault, token)?;
    token::send(vault, token, call)?;
    let arrived = token::holdings(vault, token)?.saturating_sub(before);
    if arrived.is_zero() {
        return Err(token::failed::<C>());
    }
    // Amounts and balances are 64 bits wide; what does not fit is refused, never cut.
    let value = u64::try_from(arrived).ok();
    let balance = value.and_then(|value| books.state.balance.checked_add(value));
    let (Some(value), Some(balance)) = (value, balance) else {
        return Err(IVault::AmountInvalid { value: arrived }.into());
    };
    books.state.balance = balance;
    books.record(&IVault::Deposited { treasury, from, value: U256::from(value) });
    books.close();
    Ok(())
}
