//! `bursar programs`.

use anyhow::Context as _;
use bursar::chain::Chain;
use bursar::config;
use bursar::policy_file::time;
use bursar::programs::{self, DAY, KeepaliveError, Life, Program};
use bursar_abi::IFront;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::Context;
use super::report::Report;

/// Show how long the vault's three programs live; keep them alive; record that one cannot run.
///
/// A Stylus program lives for a year after it was activated or last kept alive. `bursar serve` keeps
/// those of its vaults alive; anybody may do so by hand.
#[derive(Debug, Args)]
pub(super) struct Programs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give each program another year; the chain takes that from its 31st day on
    Keepalive {
        /// Most to give for one program, wei, gas aside
        #[arg(
            long,
            value_name = "WEI",
            default_value_t = config::Programs::default().max_fee_wei.get()
        )]
        max_fee_wei: u64,
    },
    /// Put on record that hot or cold program cannot run: 30 days later owners may rescue balances
    Record,
    /// Take the record back, once hot and cold program run again
    Clear,
}

impl Programs {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match self.action {
            None => show(context).await,
            Some(Action::Keepalive { max_fee_wei }) => keep_alive(context, max_fee_wei).await,
            Some(Action::Record) => {
                let opens = "for owners, 30 days from now, if a program cannot run then either";
                Ok(context.send(&IFront::recordUnusableCall {}).await?.line("rescue opens", opens))
            }
            Some(Action::Clear) => context.send(&IFront::clearUnusableCall {}).await,
        }
    }
}

async fn show(context: &Context) -> anyhow::Result<Report> {
    let (chain, vault) = (&context.chain, context.vault()?);
    let (mut report, mut shown) = (Report::default(), Vec::new());
    for program in programs::of(chain, vault).await? {
        let (words, fields) = state(chain, &program).await?;
        report = report.line(program.role.name(), format!("{}  {words}", program.address));
        shown.push(fields);
    }
    let since = programs::unusable_since(chain, vault).await?;
    if let Some(since) = since {
        report = report.line("unusable", format!("on record since {}", time(since)));
    }
    Ok(report.value("programs", shown).value("unusableSince", since))
}

/// A program, in words and as JSON.
async fn state(chain: &Chain, program: &Program) -> anyhow::Result<(String, Value)> {
    let (words, left, facts, unusable) = match program.life(chain).await? {
        Life::Unusable(why) => (format!("cannot run: {why}"), None, None, Some(why.name())),
        Life::Left(seconds) => {
            let facts = program.facts(chain).await?;
            let words = format!(
                "expires in {} days; Stylus version {}; a start costs {} gas, {} cached",
                seconds / DAY,
                facts.version,
                facts.init_gas,
                facts.init_gas_cached
            );
            (words, Some(seconds), Some(facts), None)
        }
    };
    let fields = json!({
        "program": program.role,
        "address": program.address,
        "secondsLeft": left,
        "facts": facts,
        "unusable": unusable,
    });
    Ok((words, fields))
}

async fn keep_alive(context: &Context, max_fee_wei: u64) -> anyhow::Result<Report> {
    let (chain, vault) = (&context.chain, context.vault()?);
    let sender = chain.sender()?;
    let question = [
        ("vault", vault.to_string()),
        ("paid by", sender.to_string()),
        ("for each program", format!("{max_fee_wei} wei at most, and gas")),
    ];
    context.confirm("keep the programs alive", &question)?;
    let (mut report, mut done) = (Report::default(), Vec::new());
    for program in programs::of(chain, vault).await? {
        let (words, transaction) = match program.keepalive(chain, sender, max_fee_wei).await {
            Err(young @ KeepaliveError::TooSoon { .. }) => (young.to_string(), None),
            errand => {
                let failed = || format!("{program} is not kept alive");
                let request = errand.with_context(failed)?.request();
                let receipt = chain.transact(request).await.with_context(failed)?;
                let hash = receipt.transaction_hash;
                (format!("lives another year, by {hash}"), Some(hash))
            }
        };
        done.push(json!({ "program": program.role, "transaction": transaction, "what": words }));
        report = report.line(program.role.name(), words);
    }
    Ok(report.value("programs", done))
}
