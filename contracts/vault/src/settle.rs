//! The EIP-3009 facade: one payment, by one signed authorization.

use alloy_primitives::{Address, B256, U256};
use bursar_abi::{IToken, IVault};
use bursar_policy::{
    AgentPolicy, Authorization, AuthorizationFault, Binding, Payment, Signature, TreasuryState,
    Words, eip712, evaluate, layout,
    nonce::{self, Claim, Place},
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Refusal, Vault, audit::Journal, signature::recover, token};

/// Pays `to` in the underlying token out of the treasury of `from`, if `from` signed it and its
/// policy allows it. Anybody may bring the authorization; nothing depends on who does.
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
    let before = Words::load(slots, payment.agent, payment.vendor);
    let nonce_bits = AgentPolicy::unpack(before.agent.policy).nonce_bits;
    let place = nonce::locate(payment.agent, authorization.nonce, nonce_bits);
    let claim = claim(vault, &payment, authorization.nonce, place, now)?;
    let mut after = evaluate(&before, &payment, now).map_err(Refusal::denied)?;

    vault.store(layout::nonce_table_slot(payment.agent, place.index), claim.word);
    if claim.own_slot {
        vault.store(layout::nonce_own_slot(payment.agent, authorization.nonce), U256::ONE);
    }
    let entries = record(vault, before.treasury_id, before.treasury.state, &authorization);
    after.treasury.state = layout::treasury_state::ENTRIES.with(after.treasury.state, entries);
    after.store(&before, slots);

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
    let signer = recover(vault, digest, &signature.map_err(Refusal::fault)?)?;
    if signer != Some(authorization.from) {
        return Err(Refusal::fault(AuthorizationFault::InvalidSignature));
    }
    Ok(())
}

/// What there is to write so that the nonce is remembered until the authorization expires.
fn claim<H: Host>(
    vault: &Vault<'_, H>,
    payment: &Payment,
    nonce: B256,
    place: Place,
    now: u64,
) -> Outcome<Claim> {
    let word = vault.load(layout::nonce_table_slot(payment.agent, place.index));
    let is_own_set = || is_own_set(vault, payment.agent, nonce);
    nonce::claim(word, is_own_set, place.fingerprint, payment.valid_before, now)
        .map_err(|_| Refusal::fault(AuthorizationFault::Used))
}

/// Whether the nonce's own slot says that it was used.
fn is_own_set<H: Host>(vault: &Vault<'_, H>, agent: Address, nonce: B256) -> bool {
    !vault.load(layout::nonce_own_slot(agent, nonce)).is_zero()
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
    journal.record(vault, &IVault::PaymentSettled { treasury, agent, vendor, value, nonce });
    journal.close(vault)
}

/// Whether a nonce cannot be paid any more. Once its authorization has expired a nonce may be
/// forgotten, and the answer is `false` again: expired it cannot be paid either.
///
/// # Errors
/// None.
pub fn authorization_state<H: Host>(
    vault: &Vault<'_, H>,
    call: IVault::authorizationStateCall,
) -> Outcome<bool> {
    let IVault::authorizationStateCall { authorizer, nonce } = call;
    // The binding outlives the agent, and so do the nonces it used.
    let nonce_bits = Binding::unpack(vault.load(layout::binding_slot(authorizer))).nonce_bits;
    let Place { index, fingerprint } = nonce::locate(authorizer, nonce, nonce_bits);
    let word = vault.load(layout::nonce_table_slot(authorizer, index));
    let is_own_set = || is_own_set(vault, authorizer, nonce);
    Ok(nonce::is_used(word, is_own_set, fingerprint, vault.now()))
}
