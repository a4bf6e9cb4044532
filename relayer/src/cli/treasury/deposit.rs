//! `bursar treasury deposit`: by allowance, or by the token's signed authorization.

use alloy::primitives::{Address, B256, U256};
use bursar::token::{IMetadata, ReceiveWithAuthorization, sign_receive};
use bursar::treasury_id::TreasuryId;
use bursar_abi::IVault;
use bursar_policy::eip712::deposit_nonce;
use clap::Args;

use crate::cli::context::{Context, random_salt};
use crate::cli::report::Report;

/// How long a signed deposit may wait for its block, seconds.
const AUTHORIZATION_SECONDS: u64 = 600;

/// Put tokens of the signing key's account into a treasury.
///
/// Without --with-authorization the vault is first allowed to take exactly the amount, where it is not
/// yet. With it, one transaction does everything, if the token knows EIP-3009 as USDC does.
#[derive(Debug, Args)]
pub(crate) struct Deposit {
    /// The treasury's id
    treasury: TreasuryId,
    /// Amount in tokens (12.5) or smallest units (12500000u)
    amount: String,
    /// Sign an EIP-3009 authorization instead of allowing the vault to take the amount
    #[arg(long)]
    with_authorization: bool,
}

impl Deposit {
    pub(crate) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let unit = context.unit().await?;
        let value = unit.parse(&self.amount)?;
        let from = context.chain.sender()?;
        let token = context.ask(&IVault::tokenCall {}).await?;
        // Credited to a treasury that nobody owns, it would be lost.
        let owner = context.treasury(self.treasury).await?.owner;
        let question = [
            ("treasury", self.treasury.to_string()),
            ("its owner", owner.to_string()),
            ("amount", unit.show(value).to_string()),
            ("from", from.to_string()),
        ];
        context.confirm("put money into the treasury", &question)?;
        let value = U256::from(value);
        let sent = if self.with_authorization {
            self.by_authorization(context, token, value).await?
        } else {
            self.by_allowance(context, token, value).await?
        };
        let balance = context.treasury(self.treasury).await?.balance;
        Ok(sent
            .line("balance", unit.show(balance))
            .value("value", value.to_string())
            .value("balance", balance.to_string()))
    }

    async fn by_allowance(
        &self,
        context: &Context,
        token: Address,
        value: U256,
    ) -> anyhow::Result<Report> {
        let (owner, spender) = (context.chain.sender()?, context.vault()?);
        let allowed =
            context.chain.view(token, &IMetadata::allowanceCall { owner, spender }).await?;
        if allowed < value {
            context.chain.send(token, &IMetadata::approveCall { spender, value }).await?;
        }
        context.send(&IVault::depositCall { treasury: self.treasury.0, value }).await
    }

    async fn by_authorization(
        &self,
        context: &Context,
        token: Address,
        value: U256,
    ) -> anyhow::Result<Report> {
        let salt: B256 = random_salt();
        let message = ReceiveWithAuthorization {
            from: context.chain.sender()?,
            to: context.vault()?,
            value,
            validAfter: U256::ZERO,
            validBefore: U256::from(context.now().await?.saturating_add(AUTHORIZATION_SECONDS)),
            nonce: deposit_nonce(self.treasury.0, salt),
        };
        let signature = sign_receive(&context.chain, token, &message, context.signer()?).await?;
        let call = IVault::depositWithAuthorizationCall {
            treasury: self.treasury.0,
            from: message.from,
            value,
            validAfter: message.validAfter,
            validBefore: message.validBefore,
            salt,
            v: 27_u8.saturating_add(u8::from(signature.v())),
            r: signature.r().into(),
            s: signature.s().into(),
        };
        context.send(&call).await
    }
}
