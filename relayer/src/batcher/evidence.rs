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
        let is_used = |log: &Log| {
            IVault::AuthorizationUsed::decode_log(&log.inner)
                .is_ok_and(|used| (used.authorizer, used.nonce) == (message.from, message.nonce))
        };
        let is_moved = |log: &Log| {
            IVault::Transfer::decode_log(&log.inner).is_ok_and(|moved| {
                (moved.from, moved.to, moved.value) == (message.from, message.to, message.value)
            })
        };
        // EIP-3009 tokens move the money right after they mark the nonce. Elsewhere in the receipt may
        // be the transfer of another authorization: one must not prove many.
        let ours: Vec<&Log> = logs().collect();
        ours.windows(2).find_map(|pair| match *pair {
            [used, moved] if is_used(used) && is_moved(moved) => Some(moved),
            _ => None,
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

#[cfg(test)]
mod tests {
    use alloy::primitives::{Address, Log as Inner, TxHash};
    use bursar_policy::{Authorization, Signature};

    use super::*;

    const TOKEN: Address = Address::repeat_byte(1);
    const PAYER: Address = Address::repeat_byte(2);
    const VENDOR: Address = Address::repeat_byte(3);

    fn payment(nonce: u8) -> SignedAuthorization {
        let authorization = Authorization {
            from: PAYER,
            to: VENDOR,
            value: U256::from(5),
            valid_after: U256::ZERO,
            valid_before: U256::MAX,
            nonce: B256::repeat_byte(nonce),
        };
        let signature = Signature { r: B256::ZERO, s: B256::ZERO, odd_y: false }.into();
        SignedAuthorization { asset: TOKEN, authorization, signature }
    }

    /// What a token logs of an authorization with `nonce` that pays `to`.
    fn transfer(nonce: u8, to: Address) -> [Log; 2] {
        let nonce = B256::repeat_byte(nonce);
        let used = IVault::AuthorizationUsed { authorizer: PAYER, nonce };
        let moved = IVault::Transfer { from: PAYER, to, value: U256::from(5) };
        [used.encode_log_data(), moved.encode_log_data()].map(|data| Log {
            inner: Inner { address: TOKEN, data },
            transaction_hash: Some(TxHash::ZERO),
            block_number: Some(7),
            ..Log::default()
        })
    }

    #[test]
    fn find_takes_each_transfer_for_its_own_authorization_only() {
        // In one transaction: the vendor is paid once, the other nonce moves money to its signer.
        let logs = [transfer(1, VENDOR), transfer(2, PAYER)].concat();
        assert!(find(&logs, &payment(1), false).is_some());
        assert!(find(&logs, &payment(2), false).is_none());
        let logs = [transfer(2, PAYER), transfer(1, VENDOR)].concat();
        assert!(find(&logs, &payment(1), false).is_some());
        assert!(find(&logs, &payment(2), false).is_none());
    }
}
