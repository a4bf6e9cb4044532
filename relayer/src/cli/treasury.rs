//! `bursar treasury`.

use alloy::primitives::{Address, B256, U256};
use anyhow::{Context as _, bail};
use bursar::period;
use bursar::policy_file::describe_limit;
use bursar::treasury_id::TreasuryId;
use bursar::view;
use bursar_abi::{IVault, TreasuryLimits as AbiLimits};
use bursar_policy::TreasuryLimits;
use bursar_policy::roles::Roles;
use clap::{Args, Subcommand};

use super::context::{Context, random_salt};
use super::limit::LimitArgs;
use super::report::Report;

mod deposit;

#[derive(Debug, Subcommand)]
pub(super) enum Treasury {
    /// Create a treasury that the signing key owns
    Create {
        /// 32 bytes that make the id; random if not given
        #[arg(long, value_name = "SALT")]
        salt: Option<B256>,
        /// How long whatever loosens waits, withdrawals among it, such as 2d; at most 30d. With 0s
        /// nothing waits: whoever steals the owner's key empties the treasury at once
        #[arg(long, value_name = "LENGTH")]
        delay: String,
    },
    /// Show owner, balance, limits and audit head
    Show {
        /// The treasury's id
        treasury: TreasuryId,
    },
    Deposit(deposit::Deposit),
    /// Take tokens out of the treasury; its owner only
    Withdraw {
        /// The treasury's id
        treasury: TreasuryId,
        /// Amount in tokens (12.5) or smallest units (12500000u)
        amount: String,
        /// Who receives them
        #[arg(long, value_name = "ADDRESS")]
        to: Address,
    },
    /// Stop all payments of a treasury
    Freeze {
        /// The treasury's id
        treasury: TreasuryId,
    },
    /// Let a frozen treasury pay again
    Thaw {
        /// The treasury's id
        treasury: TreasuryId,
    },
    Limits(Limits),
    /// Show or set what an account may do in a treasury
    Roles {
        /// The treasury's id
        treasury: TreasuryId,
        /// The account
        account: Address,
        /// The account's roles from now on: admin (writes policy), guardian (brakes, calls off what
        /// waits), approver (agrees to large payments), reporter (puts denials on record), settler
        /// (settles, where the treasury names who
        /// may), several with commas, or none; without this they are shown
        #[arg(long, value_name = "ROLES", value_parser = roles)]
        set: Option<Roles>,
    },
    /// Name another owner, who then accepts
    Transfer {
        /// The treasury's id
        treasury: TreasuryId,
        /// The owner to be
        to: Address,
    },
    /// Become the owner of a treasury whose owner named the signing key
    Accept {
        /// The treasury's id
        treasury: TreasuryId,
    },
}

/// Limit what all agents of a treasury do together.
///
/// What is not named stays as it is. What was spent still counts.
#[derive(Debug, Args)]
pub(super) struct Limits {
    /// The treasury's id
    treasury: TreasuryId,
    #[command(flatten)]
    limit: LimitArgs,
    /// Take the cap on all agents together away
    #[arg(long, conflicts_with = "cap")]
    uncapped: bool,
    /// Longest life of an authorization that is accepted, such as 3900s
    #[arg(long, value_name = "LENGTH")]
    longest_validity: Option<String>,
    /// How long whatever loosens waits, such as 2d; at most 30d. The owner's alone
    #[arg(long, value_name = "LENGTH")]
    delay: Option<String>,
    /// Whether only accounts with the role of a settler may settle
    #[arg(long, value_name = "BOOL")]
    settlers_only: Option<bool>,
    /// How many approvers must agree to a payment over its agent's threshold, at most 15; with 0, which is
    /// no number of approvers, no such payment passes
    #[arg(long, value_name = "NUMBER")]
    approvals: Option<u8>,
}

fn roles(text: &str) -> Result<Roles, String> {
    let mut roles = Roles::NONE;
    for word in text.split(',').filter(|_| text != "none") {
        roles = roles.and(match word {
            "admin" => Roles::ADMIN,
            "guardian" => Roles::GUARDIAN,
            "approver" => Roles::APPROVER,
            "reporter" => Roles::REPORTER,
            "settler" => Roles::SETTLER,
            _ => {
                let known = "admin, guardian, approver, reporter, settler, or none";
                return Err(format!("'{word}' is no role: {known}"));
            }
        });
    }
    Ok(roles)
}

impl Treasury {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match *self {
            Self::Create { salt, ref delay } => {
                create(context, salt.unwrap_or_else(random_salt), delay).await
            }
            Self::Show { treasury } => show(context, treasury).await,
            Self::Deposit(ref deposit) => deposit.run(context).await,
            Self::Withdraw { treasury, ref amount, to } => {
                withdraw(context, treasury, amount, to).await
            }
            Self::Freeze { treasury } => {
                context.send(&IVault::freezeTreasuryCall { treasury: treasury.0 }).await
            }
            Self::Thaw { treasury } => {
                context
                    .confirm("let the treasury pay again", &[("treasury", treasury.to_string())])?;
                context.send(&IVault::thawTreasuryCall { treasury: treasury.0 }).await
            }
            Self::Limits(ref limits) => limits.run(context).await,
            Self::Roles { treasury, account, set: None } => {
                show_roles(context, treasury, account).await
            }
            Self::Roles { treasury, account, set: Some(roles) } => {
                set_roles(context, treasury, account, roles).await
            }
            Self::Transfer { treasury, to } => transfer(context, treasury, to).await,
            Self::Accept { treasury } => {
                context.send(&IVault::acceptOwnershipCall { treasury: treasury.0 }).await
            }
        }
    }
}

async fn create(context: &Context, salt: B256, delay: &str) -> anyhow::Result<Report> {
    let delay = period::seconds(delay)?;
    TreasuryLimits { delay, ..TreasuryLimits::DEFAULT }.validate()?;
    let owner = context.chain.sender()?;
    let treasury = TreasuryId(bursar_policy::treasury_id(owner, salt));
    let sent = context.send(&IVault::createTreasuryCall { salt, delay }).await?;
    Ok(Report::default()
        .both("treasury", "treasury", treasury)
        .both("owner", "owner", owner)
        .both("salt", "salt", salt)
        .line("delay", period::length(delay))
        .value("delay", delay)
        .and(sent))
}

async fn show(context: &Context, id: TreasuryId) -> anyhow::Result<Report> {
    let unit = context.unit().await?;
    let treasury = context.treasury(id).await?;
    let limits = TreasuryLimits::try_from(&treasury.limits)?;
    let pending = (!treasury.pendingOwner.is_zero()).then_some(treasury.pendingOwner);
    let cap = limits.limit.map_or("none".to_owned(), |limit| describe_limit(&limit, &unit));
    let mut report = Report::default()
        .both("treasury", "treasury", id)
        .both("owner", "owner", treasury.owner)
        .value("pendingOwner", pending);
    if let Some(pending) = pending {
        report = report.line("named as owner", pending);
    }
    Ok(report
        .line("balance", unit.show(treasury.balance))
        .both("frozen", "frozen", treasury.frozen)
        .line("cap on all agents", cap)
        .line("spent in window", unit.show(treasury.window.spent))
        .line("longest validity", period::length(limits.longest_validity))
        .line("delay", period::length(limits.delay))
        .line("who settles", settlers(limits))
        .both("version", "version", treasury.version)
        .both("audit entries", "entries", treasury.entries)
        .both("audit head", "auditHead", treasury.auditHead)
        .value("balance", treasury.balance.to_string())
        .values(view::treasury_limits(&limits))
        .value("window", view::window(&treasury.window))
        .value("symbol", unit.symbol)
        .value("decimals", unit.decimals))
}

async fn withdraw(
    context: &Context,
    treasury: TreasuryId,
    amount: &str,
    to: Address,
) -> anyhow::Result<Report> {
    let unit = context.unit().await?;
    let value = unit.parse(amount)?;
    let question = [
        ("treasury", treasury.to_string()),
        ("amount", unit.show(value).to_string()),
        ("to", to.to_string()),
    ];
    context.confirm("take money out of the treasury", &question)?;
    let call = IVault::withdrawCall { treasury: treasury.0, to, value: U256::from(value) };
    let sent = context.send(&call).await?;
    Ok(sent.line("amount", unit.show(value)).value("value", value.to_string()))
}

async fn show_roles(
    context: &Context,
    treasury: TreasuryId,
    account: Address,
) -> anyhow::Result<Report> {
    let owner = context.treasury(treasury).await?.owner;
    let bits = context.ask(&IVault::rolesOfCall { treasury: treasury.0, account }).await?;
    let roles = Roles::from_bits(bits)
        .context("the vault knows roles that this program does not; update bursar")?;
    let words = view::roles(roles);
    Ok(Report::default()
        .both("account", "account", account)
        .both("owner", "owner", owner == account)
        .line("roles", if words.is_empty() { "none".to_owned() } else { words.join(", ") })
        .value("roles", words))
}

async fn set_roles(
    context: &Context,
    treasury: TreasuryId,
    account: Address,
    roles: Roles,
) -> anyhow::Result<Report> {
    let version = context.treasury(treasury).await?.version;
    let words = view::roles(roles).join(", ");
    let question = [
        ("treasury", treasury.to_string()),
        ("account", account.to_string()),
        ("roles", if words.is_empty() { "none".to_owned() } else { words }),
    ];
    context.confirm("set what the account may do", &question)?;
    let call = IVault::setRolesCall {
        treasury: treasury.0,
        account,
        roles: roles.bits(),
        expectedVersion: version,
    };
    Ok(context.send(&call).await?.value("roles", view::roles(roles)))
}

async fn transfer(context: &Context, treasury: TreasuryId, to: Address) -> anyhow::Result<Report> {
    let question = [("treasury", treasury.to_string()), ("owner to be", to.to_string())];
    context.confirm("name another owner", &question)?;
    context.send(&IVault::transferOwnershipCall { treasury: treasury.0, newOwner: to }).await
}

const fn settlers(limits: TreasuryLimits) -> &'static str {
    if limits.settlers_only { "accounts with the role of a settler" } else { "anybody" }
}

fn approvals(limits: TreasuryLimits) -> String {
    match limits.approvals {
        0 => "none is enough".to_owned(),
        number => number.to_string(),
    }
}

impl Limits {
    async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let unit = context.unit().await?;
        let treasury = context.treasury(self.treasury).await?;
        let mut limits = TreasuryLimits::try_from(&treasury.limits)?;
        let (named, unchanged) = (self.limit.read(&unit)?, limits);
        if self.uncapped || named.is_some() {
            limits.limit = named;
        }
        if let Some(length) = &self.longest_validity {
            limits.longest_validity = period::seconds(length)?;
        }
        if let Some(length) = &self.delay {
            limits.delay = period::seconds(length)?;
        }
        limits.settlers_only = self.settlers_only.unwrap_or(limits.settlers_only);
        limits.approvals = self.approvals.unwrap_or(limits.approvals);
        if limits == unchanged {
            bail!("nothing to change: the treasury has these limits");
        }
        limits.validate()?;
        let cap = limits.limit.map_or("none".to_owned(), |limit| describe_limit(&limit, &unit));
        let lines = vec![
            ("treasury", self.treasury.to_string()),
            ("cap on all agents", cap),
            ("longest validity", period::length(limits.longest_validity)),
            ("delay", period::length(limits.delay)),
            ("who settles", settlers(limits).to_owned()),
            ("approvals over a threshold", approvals(limits)),
        ];
        context.confirm("limit the treasury", &lines)?;
        let call = IVault::setTreasuryLimitsCall {
            treasury: self.treasury.0,
            limits: AbiLimits::from(&limits),
            expectedVersion: treasury.version,
        };
        let sent = context.send(&call).await?;
        Ok(Report::default().lines(lines).and(sent).values(view::treasury_limits(&limits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_back_from_their_words() {
        for (text, words) in [
            ("none", vec![]),
            ("admin", vec!["admin"]),
            ("guardian,admin", vec!["admin", "guardian"]),
            ("settler,admin,guardian", vec!["admin", "guardian", "settler"]),
            ("settler,reporter", vec!["reporter", "settler"]),
            ("approver,guardian", vec!["guardian", "approver"]),
        ] {
            assert_eq!(view::roles(roles(text).unwrap()), words);
        }
    }

    #[test]
    fn roles_refuses_when_a_word_is_no_role() {
        for text in ["", "owner", "admin,", "admin guardian", "none,admin"] {
            assert!(roles(text).is_err(), "{text}");
        }
    }
}
