//! `bursar vendor`.

use alloy::primitives::Address;
use anyhow::Context as _;
use bursar::amount::Unit;
use bursar::policy_file::describe_limit;
use bursar::treasury_id::TreasuryId;
use bursar::view;
use bursar_abi::{IVault, VendorEntry};
use bursar_policy::VendorTerms;
use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::limit::LimitArgs;
use super::report::Report;

#[derive(Debug, Subcommand)]
pub(super) enum Vendor {
    /// Put a vendor on a list, or change its cap
    Add {
        /// The vendor's payment address
        vendor: Address,
        #[command(flatten)]
        list: List,
        #[command(flatten)]
        limit: LimitArgs,
    },
    /// Take a vendor off a list
    Remove {
        /// The vendor's payment address
        vendor: Address,
        #[command(flatten)]
        list: List,
    },
    /// Show what a list says of a vendor
    Show {
        /// The vendor's payment address
        vendor: Address,
        #[command(flatten)]
        list: List,
    },
}

/// Whose list.
#[derive(Debug, Clone, Copy, Args)]
#[group(required = true, multiple = false)]
pub(super) struct List {
    /// The list of this agent
    #[arg(long, value_name = "ADDRESS")]
    agent: Option<Address>,
    /// The shared list of this treasury
    #[arg(long, value_name = "ID")]
    treasury: Option<TreasuryId>,
}

/// The one list that the arguments name.
#[derive(Debug, Clone, Copy)]
enum Named {
    Agent(Address),
    Treasury(TreasuryId),
}

impl List {
    fn named(self) -> anyhow::Result<Named> {
        let agent = self.agent.map(Named::Agent);
        let named = agent.or_else(|| self.treasury.map(Named::Treasury));
        named.context("name the list: --agent ADDRESS or --treasury ID")
    }
}

impl Vendor {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        match self {
            Self::Add { vendor, list, limit } => add(context, *vendor, list.named()?, limit).await,
            Self::Remove { vendor, list } => remove(context, *vendor, list.named()?).await,
            Self::Show { vendor, list } => show(context, *vendor, list.named()?).await,
        }
    }
}

fn describe(terms: VendorTerms, unit: &Unit) -> String {
    terms.limit.map_or("none of its own".to_owned(), |limit| describe_limit(&limit, unit))
}

async fn add(
    context: &Context,
    vendor: Address,
    list: Named,
    limit: &LimitArgs,
) -> anyhow::Result<Report> {
    let unit = context.unit().await?;
    let terms = VendorTerms { limit: limit.read(&unit)? };
    terms.validate()?;
    let entry = VendorEntry::from(&terms);
    let whose = match list {
        Named::Agent(agent) => format!("agent {agent}"),
        Named::Treasury(treasury) => format!("treasury {treasury}, shared"),
    };
    let lines = [("vendor", vendor.to_string()), ("list", whose), ("cap", describe(terms, &unit))];
    let what = "put the vendor on the list";
    let sent = match list {
        Named::Agent(agent) => {
            let expected = context.agent(agent).await?.version;
            context.confirm(what, &lines)?;
            let call = IVault::setVendorCall { agent, vendor, entry, expectedVersion: expected };
            context.send(&call).await?
        }
        Named::Treasury(treasury) => {
            let expected = context.treasury(treasury).await?.version;
            context.confirm(what, &lines)?;
            let treasury = treasury.0;
            let call =
                IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion: expected };
            context.send(&call).await?
        }
    };
    Ok(sent.value("vendor", vendor).value("limit", view::limit(terms.limit)))
}

async fn remove(context: &Context, vendor: Address, list: Named) -> anyhow::Result<Report> {
    let sent = match list {
        Named::Agent(agent) => context.send(&IVault::removeVendorCall { agent, vendor }).await?,
        Named::Treasury(treasury) => {
            let treasury = treasury.0;
            context.send(&IVault::removeSharedVendorCall { treasury, vendor }).await?
        }
    };
    Ok(sent.value("vendor", vendor))
}

async fn show(context: &Context, address: Address, list: Named) -> anyhow::Result<Report> {
    let unit = context.unit().await?;
    let vendor = match list {
        Named::Agent(agent) => context.ask(&IVault::vendorCall { agent, vendor: address }).await?,
        Named::Treasury(treasury) => {
            let treasury = treasury.0;
            context.ask(&IVault::sharedVendorCall { treasury, vendor: address }).await?
        }
    };
    let report = Report::default()
        .both("vendor", "vendor", address)
        .both("listed", "listed", vendor.listed)
        .line("paid in window", unit.show(vendor.window.spent))
        .value("window", view::window(&vendor.window));
    if !vendor.listed {
        return Ok(report.value("limit", json!(null)));
    }
    let terms = VendorTerms::try_from(&vendor.entry)?;
    Ok(report.line("cap", describe(terms, &unit)).value("limit", view::limit(terms.limit)))
}
