//! `settleBatch`: many payments of any agents in one transaction.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use bursar_abi::{IToken, IVault};
use bursar_policy::batch::{Head, Item, Logged, Scene, Settlement};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, audit, codec, signature::Chain, storage::Slots, token};

type Batch<'b, 's, 'h, H> = Settlement<'b, &'s mut Slots<'h, H>>;

/// Pays every item of `batch` that may be paid, and says of each what became of it, one byte in the
/// order of the batch. Anybody may bring it; items of treasuries that name settlers pass for those only.
///
/// Nothing is written before the payouts, unlike the facade's one payment: which items are paid is
/// known only when the token has answered for all of them. Nobody sees the vault in between, since
/// every entry of it refuses re-entry, and `rescue` asks a program first.
///
/// # Errors
/// `BatchMalformed`, `PayoutsFailed`, `GasInsufficient`, `NotConfigured`. No item reverts a batch.
pub fn settle_batch<H: Host>(vault: &Vault<'_, H>, batch: &[u8]) -> Outcome<Vec<u8>> {
    let token = vault.config()?.token;
    let (now, settler) = (vault.now(), vault.sender());
    let domain = vault.domain_separator();
    let scene = Scene { vault: vault.address(), token, now, settler, domain };
    let slots = &mut vault.slots();
    let mut batch = Settlement::open(batch, slots, scene)
        .map_err(|fault| IVault::BatchMalformed { fault: fault.code() })?;
    batch.check(&mut Chain(vault))?;
    batch.pay();
    pay_out(vault, token, &mut batch)?;
    record(vault, &mut batch);
    Ok(batch.finish())
}

/// Sends every vendor its sum. Who cannot be paid loses its items; if nobody can, nothing stands.
fn pay_out<H: Host>(
    vault: &Vault<'_, H>,
    token: Address,
    batch: &mut Batch<'_, '_, '_, H>,
) -> Outcome {
    let payouts = batch.payouts();
    let finish = batch.gas_to_finish();
    let mut failed = Vec::new();
    for payout in &payouts {
        let call = IToken::transferCall { to: payout.vendor, value: U256::from(payout.value) };
        if !token::agrees(vault, token, &codec::calldata(&call), finish)? {
            failed.push(payout.row);
        }
    }
    // A token that refuses every vendor refuses the vault.
    let is_refused = !failed.is_empty()
        && (failed.len() == payouts.len()
            || !batch.leave_out(|row| failed.binary_search(&row).is_ok()));
    if is_refused { Err(IVault::PayoutsFailed {}.into()) } else { Ok(()) }
}

/// Logs the payments and the sessions that they open, each an entry of its treasury's audit chain, and the heads.
fn record<H: Host>(vault: &Vault<'_, H>, batch: &mut Batch<'_, '_, '_, H>) {
    let now = vault.now();
    batch.record(|treasury, logged| match logged {
        Logged::Opened(session) => {
            let opened = IVault::SessionOpened::of(treasury, session);
            audit::log_entry(vault, &opened.words(), now)
        }
        Logged::Paid(Item { agent, vendor, value, nonce, .. }) => {
            let (agent, vendor, value, nonce) = (*agent, *vendor, U256::from(*value), *nonce);
            let payment = IVault::PaymentSettled { treasury, agent, vendor, value, nonce };
            audit::log_entry(vault, &payment.words(), now)
        }
    });
    for Head { treasury, first, count, head } in batch.heads() {
        vault.log(&IVault::AuditHead { treasury, firstSeq: first, count, head });
    }
}
