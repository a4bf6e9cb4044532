//! `bursar check`.

use alloy::primitives::{Address, U256};
use anyhow::Context as _;
use bursar::amount::Unit;
use bursar::chain::denial_words;
use bursar_abi::{AgentRoom, IVault, SharedRoom};
use bursar_policy::Denial;
use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::report::Report;

/// The payment would be denied.
const DENIED: u8 = 3;

/// Ask whether a payment would pass now, and what room every limit leaves.
///
/// Exit code 0 if it would pass, 3 if it would be denied.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Who pays
    agent: Address,
    /// Who is paid
    vendor: Address,
    /// Amount in tokens (12.5) or smallest units (12500000u)
    amount: String,
}

impl Check {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let unit = context.unit().await?;
        let value = unit.parse(&self.amount)?;
        let Self { agent, vendor, .. } = *self;
        let call = IVault::checkCall { agent, vendor, value: U256::from(value) };
        let IVault::checkReturn { reason, shared, agents } = context.ask(&call).await?;
        let denial = match reason {
            0 => None,
            code => Some(Denial::from_code(code).with_context(|| {
                format!("denied for a reason unknown here ({code}); update bursar")
            })?),
        };
        let verdict = denial.map_or("would pass".to_owned(), |denial| {
            format!("denied: {} (reason {reason}, {denial})", denial_words(denial))
        });
        let mut lines = vec![("payment", unit.show(value).to_string()), ("verdict", verdict)];
        lines.extend(shared_lines(&shared, &unit));
        lines.extend(agents.iter().flat_map(|room| agent_lines(room, &unit)));
        Ok(Report::default()
            .lines(lines)
            .value("allowed", denial.is_none())
            .value("reason", denial.map(|denial| json!({ "code": reason, "name": denial.name() })))
            .value("value", value.to_string())
            .value("shared", shared_json(&shared))
            .value("agents", agents.iter().map(agent_json).collect::<Vec<_>>())
            .exit(if denial.is_some() { DENIED } else { 0 }))
    }
}

/// The vault says that a limit does not exist by the type's maximum.
const fn existing(room: u64) -> Option<u64> {
    if room == u64::MAX { None } else { Some(room) }
}

fn room_words(room: u64, unit: &Unit) -> String {
    existing(room).map_or("no limit".to_owned(), |room| unit.show(room).to_string())
}

fn shared_lines(room: &SharedRoom, unit: &Unit) -> Vec<(&'static str, String)> {
    vec![
        ("treasury's balance", unit.show(room.balance).to_string()),
        ("treasury's period", room_words(room.period, unit)),
        ("vendor's cap", room_words(room.vendor, unit)),
    ]
}

fn agent_lines(room: &AgentRoom, unit: &Unit) -> Vec<(&'static str, String)> {
    let count = if room.count == u32::MAX { "no limit".to_owned() } else { room.count.to_string() };
    vec![
        ("agent", room.agent.to_string()),
        ("  one payment", room_words(room.payment, unit)),
        ("  period", room_words(room.period, unit)),
        ("  budget", room_words(room.budget, unit)),
        ("  without approvals", room_words(room.unapproved, unit)),
        ("  payments left", count),
    ]
}

fn room_json(room: u64) -> Value {
    json!(existing(room).map(|room| room.to_string()))
}

fn shared_json(room: &SharedRoom) -> Value {
    json!({
        "balance": room.balance.to_string(),
        "period": room_json(room.period),
        "vendor": room_json(room.vendor),
    })
}

fn agent_json(room: &AgentRoom) -> Value {
    json!({
        "agent": room.agent,
        "payment": room_json(room.payment),
        "period": room_json(room.period),
        "budget": room_json(room.budget),
        "unapproved": room_json(room.unapproved),
        "count": (room.count != u32::MAX).then_some(room.count),
    })
}
