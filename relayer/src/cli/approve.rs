//! `bursar approve`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use bursar::approval::SignedApproval;
use bursar::message::Message;
use bursar::policy_file::time;
use bursar::treasury_id::TreasuryId;
use bursar_abi::IVault;
use bursar_policy::{Authorization, eip712};
use clap::Args;
use serde_json::json;

use super::context::Context;
use super::report::Report;
use super::{file, slip};

/// Approve a payment that is over its agent's threshold, as one of the treasury's approvers.
///
/// The key that signs is the approver's. What it approves is this very authorization: another amount,
/// payee or nonce needs approvals of its own. Sent, the approval is registered in the vault, which any
/// facilitator goes by. With --out nothing is sent: the relayer takes what is written at POST /approvals, and
/// brings it to the vault with the payment. That cannot be taken back: freeze the agent instead.
#[derive(Debug, Args)]
pub(super) struct Approve {
    /// What the agent signed, as x402 has it: {"from":"0x…","to":"0x…","value":"25000000","validAfter":"0",
    /// "validBefore":"1767225600","nonce":"0x…"}
    #[arg(long, value_name = "FILE")]
    authorization: PathBuf,
    /// Take back what was registered before
    #[arg(long)]
    revoke: bool,
    /// Write the signed approval to this file, for a relayer, instead of sending a transaction
    #[arg(long, value_name = "FILE", conflicts_with = "revoke")]
    out: Option<PathBuf>,
}

impl Approve {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let message: Message = slip::read(&self.authorization, "payment")?;
        let authorization = Authorization::from(message);
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
        if self.revoke {
            context.confirm("take the approval back", &lines)?;
            let sent = context.send(&IVault::revokeApprovalCall { treasury, digest }).await?;
            return Ok(Report::default().lines(lines).and(sent).value("digest", digest));
        }
        context.confirm("approve the payment", &lines)?;
        if let Some(path) = &self.out {
            let (chain, vault) = (context.chain.id(), context.vault()?);
            let signed = SignedApproval::sign(chain, vault, &authorization, context.signer()?)?;
            file::write(path, &serde_json::to_string_pretty(&signed)?)?;
            let report = Report::default().lines(lines).line("written to", path.display());
            return Ok(report.values(json!(signed)).value("digest", digest));
        }
        let sent = context.send(&IVault::approvePaymentCall { treasury, digest }).await?;
        Ok(Report::default().lines(lines).and(sent).value("digest", digest))
    }
}
