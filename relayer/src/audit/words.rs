//! Entries as people and programs read them.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolEvent as _, SolEventInterface as _, SolInterface as _};
use bursar_abi::IFront::Rescued;
use bursar_abi::IVault::{IVaultCalls as Call, IVaultEvents as Event};
use bursar_policy::roles::Roles;
use bursar_policy::{Denial, Policy, TreasuryLimits, VendorTerms};
use serde_json::{Map, Value, json};

use super::Entry;
use crate::view;

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventWords {
    /// The event's name in the ABI.
    pub name: &'static str,
    /// Its fields, but for the treasury; amounts as strings.
    pub fields: Map<String, Value>,
}

/// Says what an entry says, or a rescue, which is none; `None` for heads, the facade's events and other
/// logs.
pub fn describe(entry: &Entry) -> Option<EventWords> {
    let (name, fields) = match Rescued::decode_log_data(&entry.data) {
        Ok(rescued) => {
            ("Rescued", json!({ "owner": rescued.owner, "value": amount(rescued.value) }))
        }
        Err(_) => words(&Event::decode_raw_log(entry.data.topics(), &entry.data.data).ok()?)?,
    };
    let Value::Object(fields) = fields else { return None };
    Some(EventWords { name, fields })
}

/// Says what a call that was asked for would do, as the event that it would log says it.
pub fn asked(call: &[u8]) -> Value {
    match Call::abi_decode(call) {
        Ok(Call::addAgent(c)) => {
            json!({ "call": "addAgent", "agent": c.agent, "policy": policy(&c.policy) })
        }
        Ok(Call::setPolicy(c)) => {
            json!({ "call": "setPolicy", "agent": c.agent, "policy": policy(&c.policy) })
        }
        Ok(Call::thawAgent(c)) => json!({ "call": "thawAgent", "agent": c.agent }),
        Ok(Call::setVendor(c)) => json!({
            "call": "setVendor", "agent": c.agent, "vendor": c.vendor, "limit": terms(&c.entry),
        }),
        Ok(Call::setSharedVendor(c)) => {
            json!({ "call": "setSharedVendor", "vendor": c.vendor, "limit": terms(&c.entry) })
        }
        Ok(Call::transferOwnership(c)) => {
            json!({ "call": "transferOwnership", "newOwner": c.newOwner })
        }
        Ok(Call::setRoles(c)) => {
            json!({ "call": "setRoles", "account": c.account, "roles": roles(c.roles) })
        }
        Ok(Call::setTreasuryLimits(c)) => {
            json!({ "call": "setTreasuryLimits", "limits": limits(&c.limits) })
        }
        Ok(Call::thawTreasury(_)) => json!({ "call": "thawTreasury" }),
        Ok(Call::withdraw(c)) => {
            json!({ "call": "withdraw", "to": c.to, "value": amount(c.value) })
        }
        // No other call can be asked for; should there be one, its bytes say what it is.
        _ => json!({ "call": Bytes::copy_from_slice(call) }),
    }
}

fn words(event: &Event) -> Option<(&'static str, Value)> {
    let words = match event {
        Event::PaymentSettled(e) => (
            "PaymentSettled",
            json!({ "agent": e.agent, "vendor": e.vendor, "value": amount(e.value), "nonce": e.nonce }),
        ),
        Event::Deposited(e) => ("Deposited", json!({ "from": e.from, "value": amount(e.value) })),
        Event::Withdrawn(e) => ("Withdrawn", json!({ "to": e.to, "value": amount(e.value) })),
        Event::TreasuryCreated(e) => {
            ("TreasuryCreated", json!({ "owner": e.owner, "delay": e.delay }))
        }
        Event::EditRequested(e) => (
            "EditRequested",
            json!({
                "object": e.object, "readyAt": e.readyAt, "firm": e.firm, "edit": asked(&e.call),
            }),
        ),
        Event::EditCancelled(e) => ("EditCancelled", json!({ "object": e.object, "by": e.by })),
        Event::OwnershipTransferStarted(e) => {
            ("OwnershipTransferStarted", json!({ "owner": e.owner, "newOwner": e.newOwner }))
        }
        Event::OwnershipTransferred(e) => (
            "OwnershipTransferred",
            json!({ "previousOwner": e.previousOwner, "newOwner": e.newOwner }),
        ),
        Event::RolesSet(e) => {
            let roles = roles(e.roles);
            ("RolesSet", json!({ "account": e.account, "roles": roles, "version": e.version }))
        }
        Event::TreasuryLimitsSet(e) => {
            ("TreasuryLimitsSet", json!({ "limits": limits(&e.limits), "version": e.version }))
        }
        Event::PaymentApproved(e) => {
            ("PaymentApproved", json!({ "digest": e.digest, "approver": e.approver }))
        }
        Event::ApprovalRevoked(e) => {
            ("ApprovalRevoked", json!({ "digest": e.digest, "approver": e.approver }))
        }
        Event::TreasuryFrozen(e) => ("TreasuryFrozen", by(e.by)),
        Event::TreasuryThawed(e) => ("TreasuryThawed", by(e.by)),
        Event::SharedVendorSet(e) => (
            "SharedVendorSet",
            json!({ "vendor": e.vendor, "limit": terms(&e.entry), "version": e.version }),
        ),
        Event::SharedVendorRemoved(e) => {
            ("SharedVendorRemoved", json!({ "vendor": e.vendor, "version": e.version }))
        }
        of_agent => return agent_words(of_agent),
    };
    Some(words)
}

fn agent_words(event: &Event) -> Option<(&'static str, Value)> {
    let words = match event {
        Event::AgentAdded(e) => (
            "AgentAdded",
            json!({ "agent": e.agent, "policy": policy(&e.policy), "version": e.version }),
        ),
        Event::PolicySet(e) => (
            "PolicySet",
            json!({ "agent": e.agent, "policy": policy(&e.policy), "version": e.version }),
        ),
        Event::Delegated(e) => (
            "Delegated",
            json!({ "parent": e.parent, "agent": e.agent, "policy": policy(&e.policy), "version": e.version }),
        ),
        Event::SessionOpened(e) => (
            "SessionOpened",
            json!({
                "parent": e.parent,
                "agent": e.agent,
                "paymentCap": e.paymentCap.to_string(),
                "budget": e.budget.to_string(),
                "notAfter": e.notAfter,
            }),
        ),
        Event::DelegationsRevoked(e) => ("DelegationsRevoked", agent_by(e.agent, e.by)),
        Event::AgentRemoved(e) => ("AgentRemoved", agent_by(e.agent, e.by)),
        Event::AgentFrozen(e) => ("AgentFrozen", agent_by(e.agent, e.by)),
        Event::AgentThawed(e) => ("AgentThawed", agent_by(e.agent, e.by)),
        Event::BreakerTripped(e) => ("BreakerTripped", agent_by(e.agent, e.by)),
        Event::DenialRecorded(e) => (
            "DenialRecorded",
            json!({
                "agent": e.agent,
                "vendor": e.vendor,
                "value": amount(e.value),
                "nonce": e.nonce,
                "reason": reason(e.reason),
            }),
        ),
        Event::VendorSet(e) => (
            "VendorSet",
            json!({ "agent": e.agent, "vendor": e.vendor, "limit": terms(&e.entry), "version": e.version }),
        ),
        Event::VendorRemoved(e) => {
            ("VendorRemoved", json!({ "agent": e.agent, "vendor": e.vendor, "version": e.version }))
        }
        _ => return None,
    };
    Some(words)
}

fn amount(value: U256) -> String {
    value.to_string()
}

fn by(account: Address) -> Value {
    json!({ "by": account })
}

fn agent_by(agent: Address, account: Address) -> Value {
    json!({ "agent": agent, "by": account })
}

// What a vault logged passed the same checks before; should it not, null says that it is not known.

fn policy(policy: &bursar_abi::Policy) -> Value {
    Policy::try_from(policy).map_or(Value::Null, |policy| view::policy(&policy))
}

fn limits(limits: &bursar_abi::TreasuryLimits) -> Value {
    TreasuryLimits::try_from(limits).map_or(Value::Null, |limits| view::treasury_limits(&limits))
}

fn roles(bits: u8) -> Value {
    Roles::from_bits(bits).map_or(Value::Null, |roles| json!(view::roles(roles)))
}

fn reason(code: u8) -> Value {
    json!({ "code": code, "name": Denial::from_code(code).map(Denial::name) })
}

fn terms(entry: &bursar_abi::VendorEntry) -> Value {
    VendorTerms::try_from(entry).map_or(Value::Null, |terms| view::limit(terms.limit))
}
