//! `bursar session`.

use std::path::PathBuf;

use alloy::primitives::Address;
use anyhow::bail;
use bursar::policy_file;
use bursar::session::SignedSession;
use bursar_abi::IVault;
use bursar_policy::session::Session as Granted;
use clap::{Args, Subcommand};

use super::context::Context;
use super::report::Report;
use super::slip::{self, Out};

#[derive(Debug, Subcommand)]
pub(super) enum Session {
    Grant(Grant),
    Accept(Accept),
    Register(Register),
}

/// Sign, with an agent's key, that a new key may spend for it, for a while.
///
/// The key that signs is the agent's, whose policy must let it delegate. Nothing is sent: the key of the
/// session accepts next (`bursar session accept`).
#[derive(Debug, Args)]
pub(super) struct Grant {
    /// The session's key, which never was an agent and never had a session
    agent: Address,
    /// Largest payment, in tokens (12.5) or smallest units (12500000u)
    #[arg(long, value_name = "AMOUNT")]
    payment_cap: String,
    /// Most over the whole session
    #[arg(long, value_name = "AMOUNT")]
    budget: String,
    /// How long the session lasts
    #[arg(long, value_name = "LENGTH", default_value = "1h", conflicts_with = "not_after")]
    valid_for: String,
    /// First second after the session, Unix seconds
    #[arg(long, value_name = "TIME")]
    not_after: Option<u64>,
    #[command(flatten)]
    out: Out,
}

/// Sign a granted session with its own key.
///
/// Nothing is sent. The relayer takes the result at POST /sessions, as it is, and brings it to the vault with
/// the key's first payment; `bursar session register` does without a relayer.
#[derive(Debug, Args)]
pub(super) struct Accept {
    /// The session, from `bursar session grant`
    session: PathBuf,
    #[command(flatten)]
    out: Out,
}

/// Open a session that both have signed, in a transaction of its own.
///
/// Anybody may send this.
#[derive(Debug, Args)]
pub(super) struct Register {
    /// The session, from `bursar session accept`
    session: PathBuf,
}

impl Session {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match self {
            Self::Grant(grant) => grant.run(context).await,
            Self::Accept(accept) => accept.run(context).await,
            Self::Register(register) => register.run(context).await,
        }
    }
}

impl Grant {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let unit = context.unit().await?;
        let signer = context.signer()?;
        let parent = signer.address();
        let found = context.agent(parent).await?;
        if !found.live {
            bail!("{parent}, whose key this is, is not a live agent of this vault");
        }
        let session = Granted {
            parent,
            agent: self.agent,
            generation: found.generation,
            payment_cap: unit.parse(&self.payment_cap)?,
            budget: unit.parse(&self.budget)?,
            not_after: slip::end(context, self.not_after, &self.valid_for).await?,
        };
        let lines = vec![
            ("parent", parent.to_string()),
            ("agent", self.agent.to_string()),
            ("one payment", unit.show(session.payment_cap).to_string()),
            ("budget", unit.show(session.budget).to_string()),
            ("ends", policy_file::time(session.not_after)),
        ];
        context.confirm("let the key spend", &lines)?;
        let signed = SignedSession::grant(context.chain.id(), context.vault()?, &session, signer)?;
        self.out.hand_over(Report::default().lines(lines), "session", &signed)
    }
}

impl Accept {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let granted: SignedSession = slip::read(&self.session, "session")?;
        let accepted = granted.accept(context.signer()?)?;
        accepted.check(context.chain.id(), context.vault()?)?;
        let report = Report::default()
            .line("parent", accepted.parent)
            .line("agent", accepted.agent)
            .line("ends", policy_file::time(accepted.not_after));
        self.out.hand_over(report, "session", &accepted)
    }
}

impl Register {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let signed: SignedSession = slip::read(&self.session, "session")?;
        let grant = signed.check(context.chain.id(), context.vault()?)?;
        let call = IVault::registerSessionCall {
            session: (&grant.session).into(),
            parentSignature: signed.parent_signature,
            agentSignature: signed.agent_signature.unwrap_or_default(),
        };
        let sent = context.send(&call).await?;
        Ok(sent.value("agent", signed.agent).value("parent", signed.parent))
    }
}
