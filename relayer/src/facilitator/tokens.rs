//! Payments in plain EIP-3009 tokens: the node knows what a payer has, and what the token refuses.

use alloy::network::TransactionBuilder as _;
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use bursar_abi::{IToken, IVault};
use bursar_policy::AuthorizationFault;

use super::{Facilitator, Reason, Refused};
use crate::chain::{ChainError, Revert};
use crate::ledger;
use crate::payment::SignedAuthorization;

impl Facilitator {
    /// Asks the node for the payer's balance and whether the transfer would pass, and holds what it
    /// takes.
    pub(super) async fn promise_tokens(
        &self,
        payment: &SignedAuthorization,
        is_settling: bool,
        now: u64,
    ) -> Result<Result<(), ledger::Refusal>, Refused> {
        let ledger = &self.parts.ledger;
        let (token, payer) = (payment.asset, payment.authorization.from);
        // Before the balance is asked for: what settles meanwhile must not be missed.
        let held = ledger.held_tokens(token, payer);
        let account = IToken::balanceOfCall { account: payer };
        let balance = self.parts.chain.view(token, &account).await.map_err(|e| asked(&e))?;
        self.simulate(payment).await?;
        Ok(ledger.reserve_tokens(payment, balance, held, is_settling, now))
    }

    /// Whether the token would transfer now.
    async fn simulate(&self, payment: &SignedAuthorization) -> Result<(), Refused> {
        let request = TransactionRequest::default()
            .with_to(payment.asset)
            .with_from(self.parts.signer)
            .with_input(payment.calldata());
        match self.parts.chain.provider().call(request).await.map_err(ChainError::from) {
            Ok(_) => Ok(()),
            Err(ChainError::Reverted(revert)) => Err(self.diagnose(payment, &revert).await?),
            Err(error) => Err(asked(&error)),
        }
    }

    /// What a revert means: tokens differ in their words, so the nonce and the balance are looked up.
    async fn diagnose(
        &self,
        payment: &SignedAuthorization,
        revert: &Revert,
    ) -> Result<Refused, Refused> {
        let (authorizer, nonce) = (payment.authorization.from, payment.authorization.nonce);
        let state = IVault::authorizationStateCall { authorizer, nonce };
        let chain = &self.parts.chain;
        if chain.view(payment.asset, &state).await.map_err(|e| asked(&e))? {
            return Ok(AuthorizationFault::Used.into());
        }
        let account = IToken::balanceOfCall { account: authorizer };
        let balance = chain.view(payment.asset, &account).await.map_err(|e| asked(&e))?;
        let reason = if balance < payment.authorization.value {
            Reason::Balance
        } else {
            Reason::Simulation
        };
        Ok(Refused::because(reason, revert.to_string()))
    }
}

/// The node failed; why is for the log alone.
fn asked(error: &ChainError) -> Refused {
    tracing::warn!(%error, "the node could not be asked about a token");
    Refused::plain(Reason::Verifier)
}
