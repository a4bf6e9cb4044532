//! `bursar approve`.

use std::fs;
use std::path::PathBuf;

use alloy::primitives::{Address, B256, U256};
use anyhow::{Context as _, bail};
use bursar::policy_file::time;
use bursar::treasury_id::TreasuryId;
use bursar_abi::IVault;
use bursar_policy::{Authorization, eip712};
use clap::Args;
use serde::Deserialize;

use super::context::Context;
use super::report::Report;

/// Approve a payment that is over its agent's threshold, as one of the treasury's approvers.
///
/// The key that signs is the approver's. What it approves is this very authorization: another amount,
/// payee or nonce needs approvals of its own.
#[derive(Debug, Args)]
pub(super) struct Approve {
    /// What the agent signed, as x402 has it: {"from":"0x…","to":"0x…","value":"25000000","validAfter":"0",
    /// "validBefore":"1767225600","nonce":"0x…"}
    #[arg(long, value_name = "FILE")]
    authorization: PathBuf,
    /// Take back what was approved before
    #[arg(long)]
    revoke: bool,
}

/// EIP-3009's message, with numbers as decimal strings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Message {
    from: Address,
    to: Address,
    value: U256,
    valid_after: U256,
    valid_before: U256,
    nonce: B256,
}

impl From<Message> for Authorization {
    fn from(message: Message) -> Self {
        let Message { from, to, value, valid_after, valid_before, nonce } = message;
        Self { from, to, value, valid_after, valid_before, nonce }
    }
}

impl Approve {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let authorization = self.read()?;
        let Authorization { from, to, value, valid_before, .. } = authorization;
        let treasury = context.agent(from).await?.treasury;
        if treasury == 0 {
            bail!("{from} is no agent of any treasury of this vault");
        }
        let value = u64::try_from(value).context("the value is more than any payment can be")?;
        let domain = eip712::domain_separator(context.chain.id(), context.vault()?);
        let digest = eip712::transfer_digest(domain, &authorization);
        let lines = vec![
            ("treasury", TreasuryId(treasury).to_string()),
            ("agent", from.to_string()),
            ("pays", to.to_string()),
            ("amount", context.unit().await?.show(value).to_string()),
            ("accepted until", time(valid_before.saturating_to())),
            ("digest", digest.to_string()),
        ];
        let sent = if self.revoke {
            context.confirm("take the approval back", &lines)?;
            context.send(&IVault::revokeApprovalCall { treasury, digest }).await?
        } else {
            context.confirm("approve the payment", &lines)?;
            context.send(&IVault::approvePaymentCall { treasury, digest }).await?
        };
        Ok(Report::default().lines(lines).and(sent).value("digest", digest))
    }

    fn read(&self) -> anyhow::Result<Authorization> {
        let path = self.authorization.display();
        let text = fs::read_to_string(&self.authorization)
            .with_context(|| format!("cannot read {path}"))?;
        let message: Message = serde_json::from_str(&text)
            .with_context(|| format!("{path} holds no authorization"))?;
        Ok(message.into())
    }
}
