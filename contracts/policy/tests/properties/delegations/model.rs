//! What the words are compared with.

use std::collections::{BTreeMap, BTreeSet};

use bursar_policy::delegation::{GrantFault, exceeds};
use bursar_policy::session::Session;
use bursar_policy::{
    Denial, EditFault, Period, Policy, PolicyFault, Validity, VendorMode, WindowMode,
};

use super::{ALL, BALANCE};

/// The one period of all caps here.
pub(super) const DAY: Period = Period::Seconds { length: 100, mode: WindowMode::Fixed };

/// What is known of a key.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// For life, once it has joined.
    pub(super) treasury: u64,
    /// None while it is out.
    pub(super) policy: Option<Policy>,
    pub(super) frozen: bool,
    pub(super) parent: Option<usize>,
    /// What its parent granted is no more.
    cut: bool,
    /// It has been granted a session, once and for good.
    pub(super) is_key: bool,
}

#[derive(Clone, Debug)]
struct Paid {
    at: u64,
    value: u64,
    vendor: usize,
    treasury: u64,
    /// The payer and its ancestors at that time.
    members: Vec<usize>,
    /// Those of them that went by a list of their own.
    own: BTreeSet<usize>,
    /// Whether one of them went by the shared list.
    shared: bool,
}

/// Nodes, lists of vendors with their caps, and every payment.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) nodes: [Node; ALL],
    pub(super) own: BTreeMap<(usize, usize), u64>,
    pub(super) shared: BTreeMap<(u64, usize), u64>,
    paid: Vec<Paid>,
}

impl Model {
    /// The agent and its ancestors as far up as the delegations hold; whether one does not.
    pub(super) fn chain(&self, agent: usize) -> (Vec<usize>, bool) {
        let mut members = vec![agent];
        let mut child = agent;
        while let Some(parent) = self.nodes[child].parent {
            let depth = self.nodes[parent].policy.and_then(|policy| policy.delegation_depth);
            let is_deep = usize::from(depth.unwrap_or_default()) >= members.len();
            if self.nodes[child].cut || !is_deep {
                return (members, true);
            }
            members.push(parent);
            child = parent;
        }
        (members, false)
    }

    fn sum(&self, of: impl Fn(&&Paid) -> bool) -> u64 {
        self.paid.iter().filter(of).map(|paid| paid.value).sum()
    }

    pub(super) fn lifetime(&self, agent: usize) -> u64 {
        self.sum(|paid| paid.members.contains(&agent))
    }

    pub(super) fn balance(&self, treasury: u64) -> u64 {
        BALANCE - self.sum(|paid| paid.treasury == treasury)
    }

    pub(super) fn denial(
        &self,
        payer: usize,
        vendor: usize,
        value: u64,
        now: u64,
    ) -> Option<Denial> {
        if value == 0 {
            return Some(Denial::ValueZero);
        }
        let (members, ended) = self.chain(payer);
        let of_members = members.iter().find_map(|member| self.rule(*member, vendor, value, now));
        of_members.or(ended.then_some(Denial::DelegationEnded))
    }

    /// The first rule of one agent that a payment breaks.
    fn rule(&self, agent: usize, vendor: usize, value: u64, now: u64) -> Option<Denial> {
        let node = &self.nodes[agent];
        let Some(policy) = node.policy else { return Some(Denial::AgentUnknown) };
        let is_today = |paid: &Paid| DAY.index(paid.at) == DAY.index(now);
        let is_own = |paid: &Paid| paid.members.contains(&agent);
        let today = self.sum(|paid| is_own(paid) && is_today(paid));
        let count = self.paid.iter().filter(|paid| is_own(paid) && is_today(paid)).count();
        let cap = match policy.vendors {
            VendorMode::Any => Some(&u64::MAX),
            VendorMode::Own => self.own.get(&(agent, vendor)),
            VendorMode::Shared => self.shared.get(&(node.treasury, vendor)),
        };
        let to_vendor = self.sum(|paid| {
            let is_of_list = match policy.vendors {
                VendorMode::Any => false,
                VendorMode::Own => paid.own.contains(&agent),
                VendorMode::Shared => paid.shared && paid.treasury == node.treasury,
            };
            is_of_list && paid.vendor == vendor && is_today(paid)
        });
        let rules = [
            (Denial::AgentFrozen, node.frozen),
            (Denial::VendorNotListed, cap.is_none()),
            (Denial::PaymentCap, value > policy.payment_cap),
            (Denial::PeriodCap, policy.per_period.is_some_and(|limit| today + value > limit.cap)),
            (Denial::CountCap, policy.count_cap.is_some_and(|cap| count >= cap as usize)),
            (Denial::Budget, policy.budget.is_some_and(|all| self.lifetime(agent) + value > all)),
            (Denial::NoLongerActive, policy.validity.is_some_and(|when| now >= when.not_after)),
            (Denial::VendorCap, cap.is_some_and(|cap| value > cap.saturating_sub(to_vendor))),
            (Denial::TreasuryBalance, value > self.balance(node.treasury)),
        ];
        rules.into_iter().find(|(_, applies)| *applies).map(|(denial, _)| denial)
    }

    pub(super) fn pay(&mut self, payer: usize, vendor: usize, value: u64, at: u64) {
        let (members, _) = self.chain(payer);
        let goes_by = |member: usize, mode: VendorMode| {
            self.nodes[member].policy.is_some_and(|policy| policy.vendors == mode)
        };
        let own = members.iter().copied().filter(|member| goes_by(*member, VendorMode::Own));
        let own = own.collect();
        let shared = members.iter().any(|member| goes_by(*member, VendorMode::Shared));
        let treasury = self.nodes[payer].treasury;
        self.paid.push(Paid { at, value, vendor, treasury, members, own, shared });
    }

    pub(super) fn cut_children(&mut self, parent: usize) {
        for node in self.nodes.iter_mut().filter(|node| node.parent == Some(parent)) {
            node.cut = true;
        }
    }

    pub(super) fn can_join(&self, agent: usize, treasury: u64) -> bool {
        let node = &self.nodes[agent];
        !node.is_key && node.policy.is_none() && (node.treasury == 0 || node.treasury == treasury)
    }

    pub(super) fn join(
        &mut self,
        agent: usize,
        treasury: u64,
        policy: Policy,
        parent: Option<usize>,
    ) {
        let frozen = self.nodes[agent].frozen;
        let policy = Some(policy);
        self.nodes[agent] = Node { treasury, policy, frozen, parent, cut: false, is_key: false };
    }

    pub(super) fn open(&mut self, parent: usize, key: usize, session: &Session) {
        let policy = Policy {
            payment_cap: session.payment_cap,
            budget: Some(session.budget),
            validity: Some(Validity { not_before: 0, not_after: session.not_after }),
            vendors: VendorMode::Any,
            ..Policy::default()
        };
        self.join(key, self.nodes[parent].treasury, policy, Some(parent));
        self.nodes[key].is_key = true;
    }

    /// Why a session is not opened; nothing if it is.
    pub(super) fn open_fault(
        &self,
        parent: usize,
        key: usize,
        session: &Session,
        now: u64,
    ) -> Option<GrantFault> {
        let Node { treasury, is_key, .. } = self.nodes[key];
        if treasury != 0 || is_key {
            return Some(EditFault::Bound { treasury }.into());
        }
        let Some(above) = self.nodes[parent].policy else { return Some(GrantFault::ParentUnknown) };
        if now >= session.not_after {
            return Some(GrantFault::Over { not_after: session.not_after, now });
        }
        // Of a session above only the cap is asked, before it turns out to be nobody's parent.
        let budget = above.budget.filter(|_| !self.nodes[parent].is_key);
        let beyond = [
            (PolicyFault::AboveParentPayment, session.payment_cap > above.payment_cap),
            (PolicyFault::AboveParentBudget, budget.is_some_and(|all| session.budget > all)),
        ];
        if let Some((fault, _)) = beyond.into_iter().find(|(_, is_beyond)| *is_beyond) {
            return Some(EditFault::Invalid(fault).into());
        }
        let mut after = self.clone();
        after.open(parent, key, session);
        after.chain(key).1.then_some(GrantFault::Ended)
    }

    /// A key of a session keeps no treasury, and yet nobody else gets it.
    pub(super) fn remove(&mut self, agent: usize) {
        let node = &mut self.nodes[agent];
        (node.policy, node.parent) = (None, None);
        if node.is_key {
            node.treasury = 0;
        }
        self.cut_children(agent);
    }

    /// Why a grant is refused; nothing if it goes through.
    pub(super) fn grant_fault(
        &self,
        parent: usize,
        agent: usize,
        policy: &Policy,
    ) -> Option<GrantFault> {
        let Some(above) = self.nodes[parent].policy else { return Some(GrantFault::ParentUnknown) };
        if let Some(fault) = exceeds(&above, policy) {
            return Some(EditFault::Invalid(fault).into());
        }
        let treasury = self.nodes[parent].treasury;
        if !self.can_join(agent, treasury) {
            return Some(EditFault::Bound { treasury: self.nodes[agent].treasury }.into());
        }
        let mut after = self.clone();
        after.join(agent, treasury, *policy, Some(parent));
        after.chain(agent).1.then_some(GrantFault::Ended)
    }

    /// Why a sub-agent's policy may not be replaced by this one.
    pub(super) fn edit_fault(&self, agent: usize, policy: &Policy) -> Option<PolicyFault> {
        let parent = self.nodes[agent].parent?;
        // A parent that is out may do nothing.
        exceeds(&self.nodes[parent].policy.unwrap_or_default(), policy)
    }
}
