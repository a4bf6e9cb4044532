//! The accounts that a treasurer would keep by hand: policies as they were written, payments with their
//! times, and sums. It knows the vault's events and nothing else, no word and no function of the policy
//! crate, and says of every payment whether it should have been made.

mod windows;

use std::collections::{BTreeMap, BTreeSet};

use alloy::{
    primitives::{Address, Log},
    sol_types::SolEventInterface as _,
};
use bursar_abi::{
    IVault::{self, IVaultEvents as Event},
    Policy, TreasuryLimits, VendorEntry,
};
use bursar_contract_tests::tenant::{
    ANY_VENDOR, BUDGET, COUNT, DELEGATION, LIFETIME, OWN_LIST, SCHEDULE,
};

use self::windows::{Limit, Spending};

/// The books of one vault.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    agents: BTreeMap<Address, Agent>,
    treasuries: BTreeMap<u64, Treasury>,
    lists: BTreeMap<(List, Address), Entry>,
    /// What each payee got.
    pub(super) paid: BTreeMap<Address, u64>,
}

/// An agent, also one that was removed: what it spent stays.
#[derive(Clone, Debug, Default)]
struct Agent {
    treasury: u64,
    policy: Policy,
    parent: Option<Address>,
    is_live: bool,
    is_frozen: bool,
    /// A delegation that it spends under was revoked, or went with who granted it.
    is_cut_off: bool,
    spending: Spending,
    lifetime: u64,
}

#[derive(Clone, Debug, Default)]
struct Treasury {
    balance: u64,
    is_frozen: bool,
    spending: Spending,
}

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Own(Address),
    Shared(u64),
}

/// A vendor on a list, also one that was taken off it.
#[derive(Clone, Debug, Default)]
struct Entry {
    is_listed: bool,
    spending: Spending,
}

impl Ledger {
    /// Takes down what `vault` has logged at `now`.
    pub(super) fn note(&mut self, vault: Address, logs: &[Log], now: u64) {
        for log in logs.iter().filter(|log| log.address == vault) {
            let event = Event::decode_raw_log(log.topics(), &log.data.data);
            self.note_event(&event.expect("an event of the vault"), now);
        }
    }

    /// What the vault owes a treasury.
    pub(super) fn balance(&self, treasury: u64) -> u64 {
        self.treasuries.get(&treasury).map_or(0, |treasury| treasury.balance)
    }

    fn note_event(&mut self, event: &Event, now: u64) {
        match event {
            Event::PaymentSettled(payment) => self.pay(payment, now),
            Event::Deposited(event) => {
                self.treasury(event.treasury).balance += event.value.to::<u64>();
            }
            Event::Withdrawn(event) => {
                self.treasury(event.treasury).balance -= event.value.to::<u64>();
            }
            Event::TreasuryLimitsSet(event) => {
                let TreasuryLimits { capped, cap, ref period, .. } = event.limits;
                let limit = capped.then(|| Limit { cap, period: period.clone() });
                self.treasury(event.treasury).spending.limit(limit, now);
            }
            Event::TreasuryFrozen(event) => self.treasury(event.treasury).is_frozen = true,
            Event::TreasuryThawed(event) => self.treasury(event.treasury).is_frozen = false,
            Event::VendorSet(event) => {
                self.list(List::Own(event.agent), event.vendor, &event.entry, now)
            }
            Event::SharedVendorSet(event) => {
                self.list(List::Shared(event.treasury), event.vendor, &event.entry, now);
            }
            Event::VendorRemoved(event) => self.unlist(List::Own(event.agent), event.vendor),
            Event::SharedVendorRemoved(event) => {
                self.unlist(List::Shared(event.treasury), event.vendor);
            }
            event => self.note_agent(event, now),
        }
    }

    fn note_agent(&mut self, event: &Event, now: u64) {
        match event {
            Event::AgentAdded(event) => {
                self.join(event.treasury, event.agent, None);
                self.write(event.agent, &event.policy, now);
            }
            Event::Delegated(event) => {
                self.join(event.treasury, event.agent, Some(event.parent));
                self.write(event.agent, &event.policy, now);
            }
            Event::SessionOpened(event) => {
                self.join(event.treasury, event.agent, Some(event.parent));
                let policy = Policy {
                    paymentCap: event.paymentCap,
                    budget: event.budget,
                    notAfter: event.notAfter,
                    limits: BUDGET | LIFETIME,
                    vendors: ANY_VENDOR,
                    ..Policy::default()
                };
                self.write(event.agent, &policy, now);
            }
            Event::PolicySet(event) => self.write(event.agent, &event.policy, now),
            Event::AgentRemoved(event) => {
                self.agent(event.agent).is_live = false;
                self.cut_off_below(event.agent);
            }
            Event::DelegationsRevoked(event) => self.cut_off_below(event.agent),
            Event::AgentFrozen(event) => self.agent(event.agent).is_frozen = true,
            Event::BreakerTripped(event) => self.agent(event.agent).is_frozen = true,
            Event::AgentThawed(event) => self.agent(event.agent).is_frozen = false,
            // Who may do what, what waits, and heads: not money.
            _ => {}
        }
    }

    fn treasury(&mut self, treasury: u64) -> &mut Treasury {
        self.treasuries.entry(treasury).or_default()
    }

    fn agent(&mut self, agent: Address) -> &mut Agent {
        self.agents.entry(agent).or_default()
    }

    fn join(&mut self, treasury: u64, agent: Address, parent: Option<Address>) {
        let agent = self.agent(agent);
        assert!(agent.treasury == 0 || agent.treasury == treasury, "a key moved to {treasury}");
        assert!(!agent.is_live, "a key joined twice");
        (agent.treasury, agent.parent) = (treasury, parent);
        (agent.is_live, agent.is_cut_off) = (true, false);
    }

    fn write(&mut self, agent: Address, policy: &Policy, now: u64) {
        let agent = self.agent(agent);
        let Policy { periodCap: cap, ref period, .. } = *policy;
        let limit = (period.kind != 0).then(|| Limit { cap, period: period.clone() });
        agent.spending.limit(limit, now);
        agent.policy = policy.clone();
    }

    /// Everybody for whom `agent` answers is cut off, until somebody delegates to him again.
    fn cut_off_below(&mut self, agent: Address) {
        let is_child = |(_, other): &(&Address, &Agent)| other.parent == Some(agent);
        let children: Vec<Address> =
            self.agents.iter().filter(is_child).map(|(child, _)| *child).collect();
        for child in children {
            self.agent(child).is_cut_off = true;
            self.cut_off_below(child);
        }
    }

    fn list(&mut self, list: List, vendor: Address, entry: &VendorEntry, now: u64) {
        let VendorEntry { capped, cap, ref period } = *entry;
        let entry = self.lists.entry((list, vendor)).or_default();
        entry.is_listed = true;
        entry.spending.limit(capped.then(|| Limit { cap, period: period.clone() }), now);
    }

    fn unlist(&mut self, list: List, vendor: Address) {
        self.lists.entry((list, vendor)).or_default().is_listed = false;
    }

    /// A payment: every agent from the payer up must have been allowed it, and so must the treasury.
    fn pay(&mut self, payment: &IVault::PaymentSettled, now: u64) {
        let IVault::PaymentSettled { treasury, agent, vendor, .. } = *payment;
        let value: u64 = payment.value.to();
        let mut lists = BTreeSet::new();
        let mut member = Some(agent);
        for distance in 0_u8.. {
            let Some(name) = member else { break };
            let agent = self.agents.get_mut(&name).expect("an agent of the vault");
            assert_eq!(agent.treasury, treasury, "{name} pays for another treasury");
            agent.pay(value, distance, now);
            lists.extend(match agent.policy.vendors {
                ANY_VENDOR => None,
                OWN_LIST => Some(List::Own(name)),
                _ => Some(List::Shared(treasury)),
            });
            member = agent.parent;
        }
        for list in lists {
            let entry = self.lists.get_mut(&(list, vendor)).expect("a vendor on the list");
            assert!(entry.is_listed, "{vendor} is not on {list:?}");
            entry.spending.pay(value, None, now);
        }
        let treasury = self.treasury(treasury);
        assert!(!treasury.is_frozen && treasury.balance >= value, "{payment:?} from {treasury:?}");
        treasury.balance -= value;
        treasury.spending.pay(value, None, now);
        *self.paid.entry(vendor).or_default() += value;
    }
}

impl Agent {
    /// Takes down what is paid by who is so many generations below, this agent itself at 0.
    fn pay(&mut self, value: u64, distance: u8, now: u64) {
        let policy = &self.policy;
        let has = |limit| policy.limits & limit != 0;
        assert!(self.is_live && !self.is_frozen && !self.is_cut_off, "{self:?} paid");
        assert!(value > 0 && value <= policy.paymentCap, "{value} at once: {self:?}");
        let reach = if has(DELEGATION) { policy.delegationDepth } else { 0 };
        assert!(distance <= reach, "{distance} generations below: {self:?}");
        if has(LIFETIME) {
            assert!(policy.notBefore <= now && now < policy.notAfter, "at {now}: {self:?}");
        }
        if has(SCHEDULE) {
            // The epoch was a Thursday; the schedule begins on Monday.
            let hour = (now / 3_600 + 3 * 24) % 168;
            assert!(policy.schedule.bit(hour as usize), "in hour {hour}: {self:?}");
        }
        let most = has(COUNT).then_some(policy.countCap);
        self.spending.pay(value, most, now);
        self.lifetime += value;
        assert!(!has(BUDGET) || self.lifetime <= self.policy.budget, "over budget: {self:?}");
    }
}
