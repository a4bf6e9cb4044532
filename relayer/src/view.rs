//! Policies, limits and windows as JSON. Amounts are strings: 64 bits do not fit a JavaScript number.

use crate::policy_file::time;
use crate::{period, schedule};
use bursar_abi::Window;
use bursar_policy::roles::Roles;
use bursar_policy::{Limit, Policy, TreasuryLimits, VendorMode};
use serde_json::{Value, json};

/// `{"cap":"100000000","per":"day","mode":"fixed"}`, or null.
pub fn limit(limit: Option<Limit>) -> Value {
    let words = limit.and_then(|limit| Some((limit.cap, period::words(limit.period)?)));
    words.map_or(
        Value::Null,
        |(cap, (per, mode))| json!({ "cap": cap.to_string(), "per": per, "mode": mode }),
    )
}

/// What all agents of a treasury share.
pub fn treasury_limits(limits: &TreasuryLimits) -> Value {
    json!({
        "limit": limit(limits.limit),
        "longestValidity": limits.longest_validity,
        "delay": limits.delay,
        "settlersOnly": limits.settlers_only,
        "approvals": limits.approvals,
    })
}

/// The names of roles.
pub fn roles(roles: Roles) -> Vec<&'static str> {
    let named = [
        (Roles::ADMIN, "admin"),
        (Roles::GUARDIAN, "guardian"),
        (Roles::APPROVER, "approver"),
        (Roles::REPORTER, "reporter"),
        (Roles::SETTLER, "settler"),
    ];
    named.into_iter().filter(|(role, _)| roles.has(*role)).map(|(_, word)| word).collect()
}

/// Every limit of a policy; null for what it does not limit.
pub fn policy(policy: &Policy) -> Value {
    let vendors = match policy.vendors {
        VendorMode::Own => "own",
        VendorMode::Shared => "shared",
        VendorMode::Any => "any",
    };
    json!({
        "paymentCap": policy.payment_cap.to_string(),
        "period": limit(policy.per_period),
        "countCap": policy.count_cap,
        "budget": policy.budget.map(|budget| budget.to_string()),
        "notBefore": policy.validity.map(|validity| time(validity.not_before)),
        "notAfter": policy.validity.map(|validity| time(validity.not_after)),
        "schedule": policy.schedule.map(|hours| schedule::words(hours.mask())),
        "approvalThreshold": policy.approval_threshold.map(|amount| amount.to_string()),
        "contractPayer": policy.contract_payer,
        "vendors": vendors,
        "nonceBits": policy.nonce_bits,
        "delegationDepth": policy.delegation_depth,
        "breaker": policy.breaker.map(|breaker| {
            json!({ "denials": breaker.count, "within": breaker.window })
        }),
    })
}

/// What a window holds.
pub fn window(window: &Window) -> Value {
    json!({ "spent": window.spent.to_string(), "previous": window.previous.to_string() })
}
