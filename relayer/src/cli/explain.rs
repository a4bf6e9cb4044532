//! `bursar explain`.

use alloy::eips::BlockId;
use alloy::primitives::Address;
use bursar::chain::denial_words;
use bursar::clock::Clock;
use bursar::explain::{self, Explanation, Question, Refusal, Whose};
use bursar::treasury_id::TreasuryId;
use bursar_policy::Denial;
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::Context;
use super::report::Report;

mod rooms;

/// The payment would be refused.
const REFUSED: u8 = 3;

/// Say in words whether a payment would pass, what refuses it, and the room under every limit.
///
/// Reads the vault at its newest block and decides as the vault does, through every agent above the
/// payer. Exit code 0 if it would pass, 3 if it would be refused.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Who pays
    agent: Address,
    /// Who is paid
    vendor: Address,
    /// Amount in tokens (12.5) or smallest units (12500000u)
    amount: String,
    /// Another time than now, such as 2026-01-31T09:00:00Z, or Unix seconds. What was spent until then
    /// is as now
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<u64>,
}

fn moment(text: &str) -> Result<u64, String> {
    let malformed = || {
        format!(
            "'{text}' is no time: write it with its offset, as 2026-01-31T09:00:00Z, or as Unix seconds"
        )
    };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map_err(|_| malformed());
    }
    let moment: Timestamp = text.parse().map_err(|_| malformed())?;
    u64::try_from(moment.as_second()).map_err(|_| malformed())
}

impl Explain {
    pub(super) async fn run(&self, context: &Context) -> anyhow::Result<Report> {
        let unit = context.unit().await?;
        let value = unit.parse(&self.amount)?;
        let (vault, newest) = (context.vault()?, context.chain.newest().await?);
        let clock = Clock::default();
        clock.observe(newest.timestamp);
        let at = self.at.unwrap_or_else(|| clock.now());
        let question = Question { vault, agent: self.agent, vendor: self.vendor, value, at };
        let block = BlockId::number(newest.number);
        let explanation =
            context.chain.read(vault, block, |words| explain::explain(words, &question)).await?;

        let (when, of) = (rooms::time(at), newest.number);
        let when = match self.at {
            Some(_) => {
                format!("{when}, by what block {of} holds: payments until then are not known")
            }
            None => format!("{when}, now, by block {of}"),
        };
        let report = Report::default()
            .line("payment", unit.show(value))
            .line("from", self.agent)
            .line("to", self.vendor)
            .line("at", when)
            .value("value", value.to_string())
            .value("at", at)
            .value("block", newest.number)
            .and(verdict(&explanation, &unit))
            .and(rooms::report(&explanation, &unit));
        Ok(report.exit(if explanation.refusal.is_some() { REFUSED } else { 0 }))
    }
}

fn verdict(explanation: &Explanation, unit: &bursar::amount::Unit) -> Report {
    let report = Report::default().value("allowed", explanation.refusal.is_none());
    let Some(Refusal { denied, whose }) = explanation.refusal else {
        return report.line("verdict", "would pass").value("reason", Value::Null);
    };
    let (reason, code) = (denied.reason, denied.reason.code());
    let words = format!("would be refused: {} (reason {code}, {reason})", denial_words(reason));
    let report = report
        .line("verdict", words)
        .line("whose rule", whose_words(explanation, whose))
        .value("reason", json!({ "code": code, "name": reason.name() }))
        .value("whose", whose_json(explanation, whose))
        .value("asked", denied.asked.to_string())
        .value("room", denied.room.to_string());
    let report = match reason {
        Denial::CountCap => report.line("room there", format!("{} payments", denied.room)),
        _ if is_amount(reason) => report.line("room there", unit.show(denied.room)),
        _ => report,
    };
    if reason == Denial::AgentUnknown && explanation.bound_to != 0 {
        let treasury = TreasuryId(explanation.bound_to);
        return report.line("this key", format!("was removed from treasury {treasury}"));
    }
    report
}

/// Whether what there was room for is an amount.
const fn is_amount(reason: Denial) -> bool {
    matches!(
        reason,
        Denial::PaymentCap
            | Denial::PeriodCap
            | Denial::Budget
            | Denial::ApprovalMissing
            | Denial::VendorCap
            | Denial::TreasuryCap
            | Denial::TreasuryBalance
    )
}

fn whose_words(explanation: &Explanation, whose: Whose) -> String {
    match whose {
        Whose::Message => "the payment's own: no policy allows it".to_owned(),
        Whose::Treasury => "the treasury's, for all its agents".to_owned(),
        Whose::Delegation => "a delegation above the agent: it was revoked, its grantor was removed, or may not delegate so deep any more".to_owned(),
        Whose::Agent(agent) => match explanation.place(agent) {
            None | Some(0) => "the agent's own".to_owned(),
            Some(1) => format!("that of {agent}, which delegated to the agent"),
            Some(above) => format!("that of {agent}, {above} delegations above the agent"),
        },
    }
}

fn whose_json(explanation: &Explanation, whose: Whose) -> Value {
    match whose {
        Whose::Message => json!({ "kind": "message" }),
        Whose::Treasury => json!({ "kind": "treasury" }),
        Whose::Delegation => json!({ "kind": "delegation" }),
        Whose::Agent(agent) => {
            let above = explanation.place(agent).unwrap_or_default();
            json!({ "kind": "agent", "agent": agent, "above": above })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moment_reads_both_forms() {
        assert_eq!(moment("1767225600"), Ok(1_767_225_600));
        assert_eq!(moment("2026-01-01T00:00:00Z"), Ok(1_767_225_600));
        assert_eq!(moment("2026-01-01T02:00:00+02:00"), Ok(1_767_225_600));
    }

    #[test]
    fn moment_refuses_what_is_no_moment() {
        for text in
            ["", "tomorrow", "2026-01-01", "-1", "1969-12-31T23:59:59Z", "99999999999999999999"]
        {
            let refused = moment(text).unwrap_err();
            assert!(refused.contains("is no time"), "{text}: {refused}");
        }
    }
}
