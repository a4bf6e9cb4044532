//! Events that prove a payment: a vault's `PaymentSettled`, or a token's `AuthorizationUsed` together
//! with its `Transfer`.

use alloy::primitives::{B256, U256};
use alloy::rpc::types::{Filter, Log};
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault;

use super::node::Node;
use crate::chain::ChainError;
use crate::payment::{Settlement, SignedAuthorization};
use crate::store::intents::Paid;

/// Blocks searched for a token's event; on Arbitrum about an hour, and x402's authorizations seldom
/// live longer. Nodes allow as many for a filter as narrow as this.
const BLOCKS: u64 = 14_400;

/// The proof in `logs`, those of one transaction, that exactly `payment` was made by it.
pub(super) fn find(logs: &[Log], payment: &SignedAuthorization, is_vault: bool) -> Option<Paid> {
    let message = &payment.authorization;
    let logs = || logs.iter().filter(|log| log.address() == payment.asset);
    let proof = if is_vault {
        logs().find(|log| {
            IVault::PaymentSettled::decode_log(&log.inner).is_ok_and(|paid| {
                let (agent, vendor, value) = (paid.agent, paid.vendor, U256::from(paid.value));
                (agent, vendor, value, paid.nonce)
                    == (message.from, message.to, message.value, message.nonce)
            })
        })
    } else {
        let is_used = logs().any(|log| {
            IVault::AuthorizationUsed::decode_log(&log.inner)
                .is_ok_and(|used| (used.authorizer, used.nonce) == (message.from, message.nonce))
        });
        logs().filter(|_| is_used).find(|log| {
            IVault::Transfer::decode_log(&log.inner).is_ok_and(|moved| {
                (moved.from, moved.to, moved.value) == (message.from, message.to, message.value)
            })
        })
    };
    proof.and_then(|log| {
        let (transaction, block) = (log.transaction_hash?, log.block_number?);
        let (payee, value) = (message.to, message.value);
        let settlement = Settlement { transaction, block };
        Some(Paid { key: payment.key(), payee, value, settlement })
    })
}

/// The proof, among the token's events up to `block`, that somebody made `payment`.
///
/// # Errors
/// [`ChainError`] if the node does not answer.
pub(super) async fn search(
    node: &Node,
    payment: &SignedAuthorization,
    block: u64,
) -> Result<Option<Paid>, ChainError> {
    let message = &payment.authorization;
    let filter = Filter::new()
        .address(payment.asset)
        .event_signature(IVault::AuthorizationUsed::SIGNATURE_HASH)
        .topic1(message.from.into_word())
        .topic2(message.nonce)
        .from_block(block.saturating_sub(BLOCKS))
        .to_block(block);
    for used in node.logs(&filter).await? {
        let hash: B256 = used.transaction_hash.unwrap_or_default();
        let receipt = node.receipt(hash).await?;
        let paid = receipt.and_then(|receipt| find(receipt.logs(), payment, false));
        if paid.is_some() {
            return Ok(paid);
        }
    }
    Ok(None)
}
