//! Entries as people and programs read them.

use alloy::primitives::{Address, U256};
use alloy::sol_types::{SolEvent as _, SolEventInterface as _};
use bursar_abi::IFront::Rescued;
use bursar_abi::IVault::IVaultEvents as Event;
use bursar_policy::{Policy, TreasuryLimits, VendorTerms};
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

fn words(event: &Event) -> Option<(&'static str, Value)> {
    let words = match event {
        Event::PaymentSettled(e) => (
            "PaymentSettled",
            json!({ "agent": e.agent, "vendor": e.vendor, "value": amount(e.value), "nonce": e.nonce }),
        ),
        Event::Deposited(e) => ("Deposited", json!({ "from": e.from, "value": amount(e.value) })),
        Event::Withdrawn(e) => ("Withdrawn", json!({ "to": e.to, "value": amount(e.value) })),
        Event::TreasuryCreated(e) => ("TreasuryCreated", json!({ "owner": e.owner })),
        Event::OwnershipTransferStarted(e) => {
            ("OwnershipTransferStarted", json!({ "owner": e.owner, "newOwner": e.newOwner }))
        }
        Event::OwnershipTransferred(e) => (
            "OwnershipTransferred",
            json!({ "previousOwner": e.previousOwner, "newOwner": e.newOwner }),
        ),
        Event::RolesSet(e) => {
            ("RolesSet", json!({ "account": e.account, "roles": e.roles, "version": e.version }))
        }
        Event::TreasuryLimitsSet(e) => {
            ("TreasuryLimitsSet", json!({ "limit": limits(&e.limits), "version": e.version }))
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
        Event::AgentRemoved(e) => ("AgentRemoved", agent_by(e.agent, e.by)),
        Event::AgentFrozen(e) => ("AgentFrozen", agent_by(e.agent, e.by)),
        Event::AgentThawed(e) => ("AgentThawed", agent_by(e.agent, e.by)),
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
    TreasuryLimits::try_from(limits).map_or(Value::Null, |limits| view::limit(limits.limit))
}

fn terms(entry: &bursar_abi::VendorEntry) -> Value {
    VendorTerms::try_from(entry).map_or(Value::Null, |terms| view::limit(terms.limit))
}
