//! `bursar agent`.

mod delegation;

use std::fs;
use std::path::{Path, PathBuf};

use alloy::primitives::Address;
use anyhow::{Context as _, bail};
use bursar::consent::{SignedConsent, Terms};
use bursar::policy_file::{self, describe};
use bursar::treasury_id::TreasuryId;
use bursar::view;
use bursar_abi::{Agent as AbiAgent, IVault, Policy as AbiPolicy};
use bursar_policy::Policy;
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::report::Report;
use super::slip::{self, Slip};

#[derive(Debug, Subcommand)]
pub(super) enum Agent {
    Consent(Consent),
    Add(Add),
    Grant(delegation::Grant),
    Delegate(delegation::Delegate),
    /// End everything that an agent has delegated, and all below; the agent itself goes on
    Revoke {
        /// The agent's address
        agent: Address,
    },
    /// Write an agent's policy anew; what it has spent still counts
    Set {
        /// The agent's address
        agent: Address,
        /// The policy, as in relayer/examples/policy.toml
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
    },
    /// Stop an agent's payments
    Freeze {
        /// The agent's address
        agent: Address,
    },
    /// Let a frozen agent pay again
    Thaw {
        /// The agent's address
        agent: Address,
    },
    /// End an agent; its key can only come back to the same treasury
    Remove {
        /// The agent's address
        agent: Address,
    },
    /// Show an agent's policy and what it has spent
    Show {
        /// The agent's address
        agent: Address,
    },
}

/// Sign, with the agent's own key, that it will spend for a treasury.
///
/// The key that signs is the agent's. Nothing is sent: the signed consent goes to an admin of the
/// treasury, for `bursar agent add --consent`.
#[derive(Debug, Args)]
pub(super) struct Consent {
    /// The treasury's id
    #[arg(long, value_name = "ID")]
    treasury: TreasuryId,
    #[command(flatten)]
    slip: Slip,
}

/// Let an agent spend for a treasury.
///
/// Needs the agent's consent, from `bursar agent consent`, and the key of the treasury's owner or of an
/// admin.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// The agent's address
    agent: Address,
    /// The treasury's id
    #[arg(long, value_name = "ID")]
    treasury: TreasuryId,
    /// The policy, as in relayer/examples/policy.toml
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// The agent's consent
    #[arg(long, value_name = "FILE")]
    consent: PathBuf,
}

impl Agent {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match *self {
            Self::Consent(ref consent) => consent.run(context).await,
            Self::Add(ref add) => add.run(context).await,
            Self::Grant(ref grant) => grant.run(context).await,
            Self::Delegate(ref delegate) => delegate.run(context).await,
            Self::Revoke { agent } => {
                context.confirm("end all delegations", &[("agent", agent.to_string())])?;
                context.send(&IVault::revokeDelegationsCall { agent }).await
            }
            Self::Set { agent, ref policy } => set(context, agent, policy).await,
            Self::Freeze { agent } => context.send(&IVault::freezeAgentCall { agent }).await,
            Self::Thaw { agent } => {
                context.confirm("let the agent pay again", &[("agent", agent.to_string())])?;
                context.send(&IVault::thawAgentCall { agent }).await
            }
            Self::Remove { agent } => {
                context.confirm("end the agent", &[("agent", agent.to_string())])?;
                context.send(&IVault::removeAgentCall { agent }).await
            }
            Self::Show { agent } => show(context, agent).await,
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a policy file and has somebody agree to what it means.
async fn agreed_policy(
    context: &Context,
    what: &str,
    agent: Address,
    path: &Path,
) -> anyhow::Result<Policy> {
    let unit = context.unit().await?;
    let policy = policy_file::parse(&read(path)?, unit.decimals)
        .with_context(|| path.display().to_string())?;
    let mut lines = vec![("agent", agent.to_string())];
    lines.extend(describe(&policy, &unit));
    context.confirm(what, &lines)?;
    Ok(policy)
}

impl Consent {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let deadline = self.slip.deadline(context).await?;
        let terms = Terms {
            chain_id: context.chain.id(),
            vault: context.vault()?,
            treasury: self.treasury,
            salt: self.slip.salt(),
            deadline,
        };
        let consent = SignedConsent::sign(&terms, context.signer()?)?;
        let report = Report::default()
            .line("agent", consent.agent)
            .line("treasury", consent.treasury)
            .line("usable until", policy_file::time(deadline));
        self.slip.out.hand_over(report, "consent", &consent)
    }
}

impl Add {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let consent: SignedConsent = slip::read(&self.consent, "consent")?;
        let (chain, vault) = (context.chain.id(), context.vault()?);
        consent.check_subject(chain, vault, self.treasury, self.agent)?;
        let delay = context.treasury(self.treasury).await?.limits.delay;
        let ready = context.now().await?.saturating_add(delay.into());
        if delay != 0 && consent.deadline < ready {
            bail!(
                "the treasury's delay ends at {}, and the consent before that; let the agent sign one with a longer --valid-for",
                policy_file::time(ready)
            );
        }
        let policy = agreed_policy(context, "add the agent", self.agent, &self.policy).await?;
        if !policy.contract_payer {
            consent.check(chain, vault, self.treasury, self.agent)?;
        }
        let call = IVault::addAgentCall {
            treasury: self.treasury.0,
            agent: self.agent,
            policy: AbiPolicy::from(&policy),
            consent: consent.to_abi(),
        };
        let sent = context.send(&call).await?;
        Ok(sent.value("agent", self.agent).value("treasury", self.treasury))
    }
}

async fn set(context: &Context, agent: Address, path: &Path) -> anyhow::Result<Report> {
    let current = context.agent(agent).await?;
    if !current.live {
        bail!("{agent} is not a live agent of this vault; `bursar agent add` adds one");
    }
    let policy = agreed_policy(context, "write the agent's policy", agent, path).await?;
    let call = IVault::setPolicyCall {
        agent,
        policy: AbiPolicy::from(&policy),
        expectedVersion: current.version,
    };
    Ok(context.send(&call).await?.value("agent", agent))
}

async fn show(context: &Context, address: Address) -> anyhow::Result<Report> {
    let unit = context.unit().await?;
    let agent = context.agent(address).await?;
    let treasury = (agent.treasury != 0).then_some(TreasuryId(agent.treasury));
    let report = Report::default()
        .both("agent", "agent", address)
        .line("treasury", treasury.map_or("none".to_owned(), |treasury| treasury.to_string()))
        .value("treasury", treasury)
        .both("live", "live", agent.live)
        .both("generation", "generation", agent.generation);
    if !agent.live {
        return Ok(report.value("policy", json!(null)));
    }
    let policy = Policy::try_from(&agent.policy)?;
    let parent = (!agent.parent.is_zero()).then_some(agent.parent);
    let spendable = context.ask(&IVault::balanceOfCall { agent: address }).await?;
    let spendable: u64 = spendable.try_into().context("the vault holds more than 2^64 units")?;
    Ok(report
        .line("spends for", parent.map_or("the treasury".to_owned(), |parent| parent.to_string()))
        .value("parent", parent)
        .both("session", "session", agent.session)
        .both("frozen", "frozen", agent.frozen)
        .value("tripped", agent.tripped)
        .both("version", "version", agent.version)
        .lines(describe(&policy, &unit))
        .lines(breaker_line(&agent, &policy).into_iter().collect())
        .line("spent in window", unit.show(agent.window.spent))
        .line("spent before", unit.show(agent.window.previous))
        .line("payments in window", agent.count)
        .line("spent over all time", unit.show(agent.lifetime))
        .line("can pay now", unit.show(spendable))
        .value("policy", view::policy(&policy))
        .value("window", view::window(&agent.window))
        .value("count", agent.count)
        .value("lifetime", agent.lifetime.to_string())
        .value("spendable", spendable.to_string())
        .value("symbol", unit.symbol)
        .value("decimals", unit.decimals))
}

/// What an agent's breaker has counted, if it has one.
fn breaker_line(agent: &AbiAgent, policy: &Policy) -> Option<(&'static str, String)> {
    let breaker = policy.breaker?;
    let counted = format!("{} of {}", agent.denials, breaker.count);
    let tripped = if agent.tripped { ": tripped, thaw the agent to let it pay again" } else { "" };
    Some(("denials on record", format!("{counted}{tripped}")))
}
