//! The EIP-3009 facade: one payment, by one signed authorization.

use alloy_primitives::U256;
use bursar_abi::{IToken, IVault};
use bursar_policy::{
    Authorization, AuthorizationFault, Signature, Storage as _, TreasuryState,
    batch::{self, Cache},
    eip712, layout, nonce,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, signature, token};

/// Pays `to` in the underlying token out of the treasury of `from`, if `from` signed it and its
/// policy allows it. Anybody may bring the authorization, unless the treasury names who may.
///
/// The order in which it refuses is the order in which a caller can do something about it: times,
/// the message's own shape, the signature, the nonce, then the policy.
///
/// # Errors
/// `Error(string)` with EIP-3009's texts, `PaymentDenied`, `TokenFailed`, `GasInsufficient`,
/// `NotConfigured`. A payment that is refused leaves no trace.
pub fn transfer_with_authorization<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::transferWithAuthorizationCall,
) -> Outcome {
    let token = vault.config()?.token;
    let now = vault.now();
    let authorization = authorization(&call);
    authorization.check_time(now).map_err(Refusal::fault)?;
    let payment = authorization.payment(vault.address(), token).map_err(Refusal::denied)?;
    require_signature(vault, &authorization, Signature::new(call.v, call.r, call.s))?;

    let slots = &mut vault.slots();
    let mut cache = Cache::new(slots);
    let treasury = batch::pay(&mut cache, &payment, authorization.nonce, vault.sender(), now)
        .map_err(Refusal::refused)?;
    let slot = layout::treasury_state_slot(treasury);
    let state = cache.load(slot);
    let entries = record(vault, treasury, state, &authorization);
    cache.store(slot, layout::treasury_state::ENTRIES.with(state, entries));
    cache.commit();

    // Last, when all words and logs say what they will say afterwards: whoever the token tells of
    // the payment sees it complete.
    token::send(vault, token, &IToken::transferCall { to: call.to, value: call.value })
}

fn authorization(call: &IVault::transferWithAuthorizationCall) -> Authorization {
    Authorization {
        from: call.from,
        to: call.to,
        value: call.value,
        valid_after: call.validAfter,
        valid_before: call.validBefore,
        nonce: call.nonce,
    }
}

/// Checks that `from` signed the authorization for this vault on this chain.
fn require_signature<H: Host>(
    vault: &Vault<'_, H>,
    authorization: &Authorization,
    signature: Result<Signature, AuthorizationFault>,
) -> Outcome {
    let digest = eip712::transfer_digest(vault.domain_separator(), authorization);
    let signature = signature.map_err(Refusal::fault)?;
    if !signature::is_by(vault, &signature, digest, authorization.from)? {
        return Err(Refusal::fault(AuthorizationFault::InvalidSignature));
    }
    Ok(())
}

/// Logs the payment and extends the audit chain; returns how many entries the treasury has now.
fn record<H: Host>(
    vault: &Vault<'_, H>,
    treasury: u64,
    state: U256,
    authorization: &Authorization,
) -> u64 {
    let Authorization { from: agent, to: vendor, value, nonce, .. } = *authorization;
    vault.log(&IVault::Transfer { from: agent, to: vendor, value });
    vault.log(&IVault::AuthorizationUsed { authorizer: agent, nonce });
    let mut journal = Journal::open(vault, treasury, TreasuryState::unpack(state).entries);
    journal.pay(vault, &IVault::PaymentSettled { treasury, agent, vendor, value, nonce });
    journal.close(vault)
}

/// Whether a nonce cannot be paid any more. Once its authorization has expired a random nonce may be
/// forgotten, and the answer is `false` again: expired it cannot be paid either. A sequenced one is
/// never forgotten.
///
/// # Errors
/// None.
pub fn authorization_state<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::authorizationStateCall,
) -> Outcome<bool> {
    let IVault::authorizationStateCall { authorizer, nonce } = call;
    Ok(nonce::is_remembered(&mut vault.slots(), authorizer, nonce, vault.now()))
}
