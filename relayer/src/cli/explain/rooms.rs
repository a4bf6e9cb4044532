//! The room under every limit, in words and as JSON.

use bursar::amount::Unit;
use bursar::explain::{AgentRoom, Edited, Explanation, TreasuryRoom, Waits};
use bursar::policy_file::describe_limit;
pub(super) use bursar::policy_file::time;
use bursar::treasury_id::TreasuryId;
use bursar::view;
use bursar_policy::{Limit, VendorMode};
use serde_json::{Value, json};

use super::Report;

type Line = (&'static str, String);

/// Every agent's rooms, the payer's first; then the treasury's, and what waits.
pub(super) fn report(explanation: &Explanation, unit: &Unit) -> Report {
    let Explanation { agents, treasury, waiting, .. } = explanation;
    let mut report = Report::default();
    for (above, room) in agents.iter().enumerate() {
        let lines = agent_lines(room, above, unit);
        report = report.lines(lines);
    }
    if let Some(treasury) = treasury {
        report = report.lines(treasury_lines(treasury, unit));
    }
    for edit in waiting {
        let words = format!("{}: may be done from {}", edited(edit), time(edit.ready_at));
        report = report.line("waits", words);
    }
    report
        .value("agents", agents.iter().map(agent_json).collect::<Vec<_>>())
        .value("treasury", treasury.as_ref().map(treasury_json))
        .value("waiting", waiting.iter().map(waits_json).collect::<Vec<_>>())
}

fn agent_lines(room: &AgentRoom, above: usize, unit: &Unit) -> Vec<Line> {
    let AgentRoom { agent, policy, rooms, .. } = room;
    let who = match above {
        0 => format!("{agent}, who pays"),
        1 => format!("{agent}, which delegated to it"),
        _ => format!("{agent}, {above} delegations above"),
    };
    let mut lines = vec![("agent", who)];
    if room.frozen {
        lines.push(("  frozen", "yes: thaw it to let it pay again".to_owned()));
    }
    lines.push(("  one payment", format!("at most {}", unit.show(rooms.payment))));
    if let Some(limit) = policy.per_period {
        lines.push(("  period", left(rooms.period, &limit, room.turns, unit)));
    }
    if let Some(cap) = policy.count_cap {
        lines.push(("  payments", format!("{} of {cap} left in the period", rooms.count)));
    }
    if let Some(budget) = policy.budget {
        let (left, budget) = (unit.show(rooms.budget), unit.show(budget));
        lines.push(("  budget", format!("{left} left of {budget} for life")));
    }
    if let Some(validity) = policy.validity {
        let (from, until) = (time(validity.not_before), time(validity.not_after));
        lines.push(("  accepted", format!("from {from} until {until}")));
    }
    if let Some(threshold) = policy.approval_threshold {
        lines.push(("  approvals", format!("needed over {}", unit.show(threshold))));
    }
    if policy.schedule.is_some() {
        lines.push(("  hours", hours(room)));
    }
    lines.extend(vendor_lines(room, unit));
    lines
}

/// `3.00 USDC (3000000) left of 40.00 USDC (40000000) per day, fixed; the next window begins at …`.
fn left(room: u64, limit: &Limit, turns: Option<u64>, unit: &Unit) -> String {
    let words = format!("{} left of {}", unit.show(room), describe_limit(limit, unit));
    match turns {
        Some(turns) => format!("{words}; the next window begins at {}", time(turns)),
        None => words,
    }
}

fn hours(room: &AgentRoom) -> String {
    let (is, changes) = if room.is_open { ("open", "closes") } else { ("closed", "opens") };
    match room.schedule_turns {
        Some(turns) => format!("{is}; {changes} at {}", time(turns)),
        None => format!("always {is}"),
    }
}

fn vendor_lines(room: &AgentRoom, unit: &Unit) -> Vec<Line> {
    let list = match room.policy.vendors {
        VendorMode::Own => "the agent's own list",
        VendorMode::Shared => "the treasury's shared list",
        VendorMode::Any => return vec![("  vendor", "anyone may be paid".to_owned())],
    };
    let Some(entry) = room.vendor.filter(|entry| entry.listed) else {
        return vec![("  vendor", format!("is not on {list}"))];
    };
    let mut lines = vec![("  vendor", format!("is on {list}"))];
    if let Some(limit) = entry.limit {
        lines.push(("  vendor's cap", left(room.rooms.vendor, &limit, room.vendor_turns, unit)));
    }
    lines
}

fn treasury_lines(room: &TreasuryRoom, unit: &Unit) -> Vec<Line> {
    let mut lines = vec![("treasury", TreasuryId(room.id).to_string())];
    if room.frozen {
        lines.push(("  frozen", "yes: thaw it to let its agents pay again".to_owned()));
    }
    lines.push(("  balance", unit.show(room.balance).to_string()));
    if let Some(limit) = room.limits.limit {
        lines.push(("  period", left(room.period, &limit, room.turns, unit)));
    }
    let longest = room.limits.longest_validity;
    lines.push(("  authorizations", format!("may be good for {longest} seconds at most")));
    if room.limits.settlers_only {
        lines.push(("  settlement", "only by accounts with the role of a settler".to_owned()));
    }
    lines
}

fn edited(edit: &Waits) -> String {
    match edit.edited {
        Edited::Agent(agent) => format!("an edit of agent {agent}"),
        Edited::Vendor(agent) => format!("an edit of the vendor on the list of agent {agent}"),
        Edited::SharedVendor => "an edit of the vendor on the shared list".to_owned(),
        Edited::Treasury => "an edit of the treasury's limits".to_owned(),
    }
}

/// A room under a limit that exists, or null.
fn under<L>(limit: Option<L>, room: u64) -> Value {
    json!(limit.map(|_| room.to_string()))
}

fn agent_json(room: &AgentRoom) -> Value {
    let AgentRoom { policy, rooms, .. } = room;
    let cap = room.vendor.and_then(|entry| entry.limit);
    json!({
        "agent": room.agent,
        "frozen": room.frozen,
        "policy": view::policy(policy),
        "room": {
            "payment": rooms.payment.to_string(),
            "period": under(policy.per_period, rooms.period),
            "count": policy.count_cap.map(|_| rooms.count),
            "budget": under(policy.budget, rooms.budget),
            "unapproved": under(policy.approval_threshold, rooms.unapproved),
            "vendor": under(cap, rooms.vendor),
        },
        "periodTurns": room.turns,
        "open": room.is_open,
        "scheduleTurns": room.schedule_turns,
        "vendor": room.vendor.map(|entry| json!({
            "listed": entry.listed,
            "limit": view::limit(entry.limit),
            "turns": room.vendor_turns,
        })),
    })
}

fn treasury_json(room: &TreasuryRoom) -> Value {
    json!({
        "treasury": TreasuryId(room.id),
        "frozen": room.frozen,
        "balance": room.balance.to_string(),
        "limits": view::treasury_limits(&room.limits),
        "room": { "period": under(room.limits.limit, room.period) },
        "periodTurns": room.turns,
    })
}

fn waits_json(edit: &Waits) -> Value {
    let (what, agent) = match edit.edited {
        Edited::Agent(agent) => ("agent", Some(agent)),
        Edited::Vendor(agent) => ("vendor", Some(agent)),
        Edited::SharedVendor => ("sharedVendor", None),
        Edited::Treasury => ("treasury", None),
    };
    json!({ "edits": what, "agent": agent, "readyAt": edit.ready_at })
}
