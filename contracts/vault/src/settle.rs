//! The EIP-3009 facade: one payment, by one signed authorization.

use alloy_primitives::U256;
use bursar_abi::{IToken, IVault};
use bursar_policy::{
    Authorization, AuthorizationFault, Storage as _, TreasuryState,
    batch::{self, Cache},
    eip712, layout,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, signature::Chain, token};

/// Pays `to` in the underlying token out of the treasury of `from`, if `from` signed it and its
/// policy allows it. Anybody may bring the authorization, unless the treasury names who may.
///
/// The order in which it refuses is the order in which a caller can do something about it: times,
/// the message's own shape, the signature, the nonce, then the policy.
///
/// # Errors
/// `Error(string)` with EIP-3009's texts, `PaymentDenied`, `TokenFailed`, `GasInsufficient`,
/// `NotConfigured`. A payment that is refused leaves no trace.
// Once in a program, for both overloads.
#[inline(never)]
pub fn transfer_with_authorization<H: Host>(
    vault: &Vault<'_, H>,
    authorization: &Authorization,
    signature: &[u8],
) -> Outcome {
    let Authorization { from, to, value, nonce, .. } = *authorization;
    let token = vault.config()?.token;
    let now = vault.now();
    authorization.check_time(now).map_err(Refusal::fault)?;
    let payment = authorization.payment(vault.address(), token).map_err(Refusal::denied)?;
    let digest = eip712::transfer_digest(vault.domain_separator(), authorization);

    let slots = &mut vault.slots();
    let mut cache = Cache::new(slots);
    if !batch::is_signed(&mut cache, &mut Chain(vault), from, digest, signature)? {
        return Err(Refusal::fault(AuthorizationFault::InvalidSignature));
    }
    let treasury = batch::pay(&mut cache, &payment, nonce, digest, vault.sender(), now)
        .map_err(Refusal::refused)?;
    let slot = layout::treasury_state_slot(treasury);
    let state = cache.load(slot);
    let entries = record(vault, treasury, state, authorization);
    cache.store(slot, layout::treasury_state::ENTRIES.with(state, entries));
    cache.commit();

    // Last, when all words and logs say what they will say afterwards: whoever the token tells of
    // the payment sees it complete.
    token::send(vault, token, &IToken::transferCall { to, value })
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
