//! `bursar agent grant`, `delegate` and `revoke`.

use std::path::PathBuf;

use alloy::primitives::{Address, Bytes};
use anyhow::bail;
use bursar::grant::{GrantError, SignedGrant, signatures};
use bursar::policy_file;
use bursar_abi::IVault;
use bursar_policy::delegation::Delegation;
use clap::Args;

use super::agreed_policy;
use crate::cli::context::Context;
use crate::cli::report::Report;
use crate::cli::slip::{self, Slip};

/// Sign that one agent delegates to another key.
///
/// The key that signs is the parent's or the agent's: both must agree, to the same terms. Nothing is
/// sent. The second of the two takes the first one's salt and deadline. Who runs `bursar agent delegate`
/// with its own key need not sign before.
#[derive(Debug, Args)]
pub(in crate::cli) struct Grant {
    /// Who delegates: a live agent
    parent: Address,
    /// Who receives, and spends
    agent: Address,
    /// The receiver's policy, within the parent's; as in relayer/examples/policy.toml
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    #[command(flatten)]
    slip: Slip,
}

/// Make a key a sub-agent: what it spends counts against every agent above it, too.
///
/// Anybody may send this. Give the grants of the two, from `bursar agent grant`; the one who sends it
/// need not have signed.
#[derive(Debug, Args)]
pub(in crate::cli) struct Delegate {
    /// The policy that was signed
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// A signed grant; twice where neither of the two sends this
    #[arg(long = "grant", value_name = "FILE", required = true)]
    grants: Vec<PathBuf>,
}

impl Grant {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let Self { parent, agent, .. } = *self;
        let signer = context.signer()?;
        if ![parent, agent].contains(&signer.address()) {
            return Err(GrantError::Signer { signer: signer.address(), parent, agent }.into());
        }
        let deadline = self.slip.deadline(context).await?;
        let policy = agreed_policy(context, "delegate to the agent", agent, &self.policy).await?;
        let generation = context.agent(parent).await?.generation;
        let salt = self.slip.salt();
        let delegation = Delegation { parent, agent, policy, generation, salt, deadline };
        let grant = SignedGrant::sign(context.chain.id(), context.vault()?, &delegation, signer)?;
        let report = Report::default()
            .line("parent", parent)
            .line("agent", agent)
            .line("signed by", grant.signer)
            .line("salt", salt)
            .line("usable until", policy_file::time(deadline));
        self.slip.out.hand_over(report, "grant", &grant)
    }
}

impl Delegate {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let grants = self.grants.iter().map(|path| slip::read(path, "grant"));
        let grants: Vec<SignedGrant> = grants.collect::<anyhow::Result<_>>()?;
        let Some(SignedGrant { parent, agent, generation, salt, deadline, .. }) =
            grants.first().cloned()
        else {
            bail!("a delegation needs a grant; `bursar agent grant` signs one");
        };
        let policy = agreed_policy(context, "delegate to the agent", agent, &self.policy).await?;
        let delegation = Delegation { parent, agent, policy, generation, salt, deadline };
        let found = signatures(&grants, context.chain.id(), context.vault()?, &delegation)?;
        let sender = context.signer()?.address();
        let [parent_signature, agent_signature] = found;
        let call = IVault::delegateCall {
            delegation: (&delegation).into(),
            parentSignature: signature_of(parent, parent_signature, sender)?,
            agentSignature: signature_of(agent, agent_signature, sender)?,
        };
        let sent = context.send(&call).await?;
        Ok(sent.value("agent", agent).value("parent", parent))
    }
}

/// What `account` signed; who sends the delegation need not have.
fn signature_of(
    account: Address,
    signature: Option<Bytes>,
    sender: Address,
) -> anyhow::Result<Bytes> {
    match signature {
        Some(signature) => Ok(signature),
        None if account == sender => Ok(Bytes::new()),
        None => bail!(
            "{account} has not signed: give its grant with --grant, from `bursar agent grant`"
        ),
    }
}
