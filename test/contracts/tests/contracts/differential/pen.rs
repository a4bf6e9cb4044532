//! Edits, written as calldata.

use alloy::{
    primitives::{Address, Bytes, U256},
    sol_types::SolCall,
};
use bursar_abi::{IVault, Policy};
use bursar_contract_tests::{parties::Party, signing, tenant::DELEGATION, world::World};
use bursar_policy::{edit::ANY_VERSION, layout};

use super::{
    cast::Cast,
    steps::{By, HOMES, NONCE_BITS, Step, TREASURIES, VAULTS},
};

/// A treasury by index, who usually does such a thing to it, and the call.
type Draft = (usize, Party, Vec<u8>);

/// Writes calls for the vaults as they are now.
pub(super) struct Pen<'a> {
    cast: &'a Cast,
    world: &'a mut World,
    /// Whether every edit expects any version.
    is_blind: bool,
}

impl<'a> Pen<'a> {
    pub(super) const fn new(cast: &'a Cast, world: &'a mut World) -> Self {
        Self { cast, world, is_blind: false }
    }

    /// The call that a step means; the world is at its vault afterwards.
    pub(super) fn write(&mut self, step: &Step) -> Draft {
        match step {
            Step::Several { edits, is_mixed } => self.several(edits, *is_mixed),
            Step::Delegate { parent, agent, share, depth } => {
                self.delegate(*parent, *agent, (*share, *depth))
            }
            Step::Poach { agent, policy } => {
                let home = HOMES[*agent];
                let others = (1..=TREASURIES).map(|step| (home + step) % TREASURIES);
                let treasury =
                    others.into_iter().find(|other| VAULTS[*other] == VAULTS[home]).unwrap_or(home);
                self.join(treasury, *agent, policy.clone())
            }
            Step::AddAgent { agent, policy } => {
                let (home, _) = self.agent(*agent);
                self.join(home, *agent, policy.clone())
            }
            Step::SetPolicy { .. }
            | Step::SetVendor { .. }
            | Step::RemoveVendor { .. }
            | Step::FreezeAgent { .. }
            | Step::ThawAgent { .. }
            | Step::RemoveAgent { .. }
            | Step::Revoke { .. } => self.of_agent(step),
            _ => self.of_treasury(step),
        }
    }

    fn by_owner(&self, treasury: usize, call: &impl SolCall) -> Draft {
        (treasury, self.cast.who(self.world, treasury, By::Owner), call.abi_encode())
    }

    /// An agent's treasury, and its address; the world is at its vault afterwards.
    fn agent(&mut self, agent: usize) -> (usize, Address) {
        let home = HOMES[agent];
        self.cast.go_to(self.world, home);
        let address = self.cast.agent(agent).address;
        // A sub-agent belongs where its parent does.
        let bound = self.world.view(&IVault::agentCall { agent: address }).treasury;
        let bound = self.cast.tenants.iter().position(|tenant| tenant.id == bound);
        (bound.unwrap_or(home), address)
    }

    fn agent_version(&self, agent: Address) -> u32 {
        if self.is_blind { ANY_VERSION } else { self.world.agent_version(agent) }
    }

    fn treasury_version(&self, treasury: u64) -> u32 {
        if self.is_blind { ANY_VERSION } else { self.world.treasury_version(treasury) }
    }

    fn of_agent(&mut self, step: &Step) -> Draft {
        match step {
            Step::SetPolicy { agent, policy, stale } => {
                let ((home, agent), policy) = (self.agent(*agent), policy.clone());
                let expectedVersion = self.agent_version(agent).wrapping_add(u32::from(*stale));
                self.by_owner(home, &IVault::setPolicyCall { agent, policy, expectedVersion })
            }
            Step::SetVendor { agent, vendor, entry } => {
                let (home, agent) = self.agent(*agent);
                let (vendor, entry) = (self.cast.payee(self.world, *vendor), entry.clone());
                let expectedVersion = self.agent_version(agent);
                let call = IVault::setVendorCall { agent, vendor, entry, expectedVersion };
                self.by_owner(home, &call)
            }
            Step::RemoveVendor { agent, vendor } => {
                let (home, agent) = self.agent(*agent);
                let vendor = self.cast.payee(self.world, *vendor);
                self.by_owner(home, &IVault::removeVendorCall { agent, vendor })
            }
            Step::FreezeAgent { agent } => {
                let (home, agent) = self.agent(*agent);
                self.by_owner(home, &IVault::freezeAgentCall { agent })
            }
            Step::ThawAgent { agent } => {
                let (home, agent) = self.agent(*agent);
                self.by_owner(home, &IVault::thawAgentCall { agent })
            }
            Step::RemoveAgent { agent } => {
                let (home, agent) = self.agent(*agent);
                self.by_owner(home, &IVault::removeAgentCall { agent })
            }
            Step::Revoke { agent } => {
                let (home, agent) = self.agent(*agent);
                self.by_owner(home, &IVault::revokeDelegationsCall { agent })
            }
            other => unreachable!("{other:?} is no edit of an agent"),
        }
    }

    fn join(&mut self, treasury: usize, agent: usize, policy: Policy) -> Draft {
        self.cast.go_to(self.world, treasury);
        let (id, key) = (self.cast.tenants[treasury].id, self.cast.agent(agent));
        let consent = self.world.consent(key, id);
        let agent = key.address;
        self.by_owner(treasury, &IVault::addAgentCall { treasury: id, agent, policy, consent })
    }

    /// A sub-agent under so many hundredths of its parent's caps, brought by the relayer.
    fn delegate(&mut self, parent: usize, agent: usize, (share, depth): (u64, u8)) -> Draft {
        let (home, parent_address) = self.agent(parent);
        let (parent, agent) = (self.cast.agent(parent), self.cast.agent(agent));
        let above = self.world.view(&IVault::agentCall { agent: parent_address }).policy;
        let part = |cap: u64| cap * share / 100;
        let policy = Policy {
            paymentCap: part(above.paymentCap),
            periodCap: part(above.periodCap),
            budget: part(above.budget),
            nonceBits: NONCE_BITS,
            limits: above.limits | DELEGATION,
            delegationDepth: depth,
            ..above
        };
        let delegation = self.world.delegation(parent, agent, policy);
        let call = signing::delegate(&delegation, parent, agent, &self.world.domain());
        (home, self.cast.who(self.world, home, By::Relayer), call.abi_encode())
    }

    /// Edits in one transaction, expecting the version that the treasury has.
    fn several(&mut self, edits: &[Step], is_mixed: bool) -> Draft {
        self.is_blind = true;
        let drafts: Vec<Draft> = edits.iter().map(|edit| self.write(edit)).collect();
        self.is_blind = false;
        let home = drafts.first().map_or(0, |(home, ..)| *home);
        self.cast.go_to(self.world, home);
        let treasury = self.cast.tenants[home].id;
        // With an edit of another treasury nothing of it happens.
        let kept = drafts.into_iter().filter(|(at, ..)| *at == home || is_mixed);
        let calls = kept.map(|(_, _, calldata)| Bytes::from(calldata)).collect();
        let version = self.treasury_version(treasury);
        let call = IVault::administerCall { treasury, expectedVersion: version, calls };
        self.by_owner(home, &call)
    }

    /// What is done with a treasury.
    fn of_treasury(&mut self, step: &Step) -> Draft {
        let at = match step {
            Step::SetShared { treasury, .. }
            | Step::RemoveShared { treasury, .. }
            | Step::SetLimits { treasury, .. }
            | Step::Appoint { treasury, .. }
            | Step::FreezeTreasury { treasury }
            | Step::ThawTreasury { treasury }
            | Step::Bequeath { treasury, .. }
            | Step::Inherit { treasury }
            | Step::Deposit { treasury, .. }
            | Step::Withdraw { treasury, .. } => *treasury,
            other => unreachable!("{other:?} is no call about a treasury"),
        };
        self.cast.go_to(self.world, at);
        let treasury = self.cast.tenants[at].id;
        let expectedVersion = self.treasury_version(treasury);
        match step {
            Step::SetShared { vendor, entry, .. } => {
                let (vendor, entry) = (self.cast.payee(self.world, *vendor), entry.clone());
                let call = IVault::setSharedVendorCall { treasury, vendor, entry, expectedVersion };
                self.by_owner(at, &call)
            }
            Step::RemoveShared { vendor, .. } => {
                let vendor = self.cast.payee(self.world, *vendor);
                self.by_owner(at, &IVault::removeSharedVendorCall { treasury, vendor })
            }
            Step::SetLimits { limits, .. } => {
                let limits = limits.clone();
                let call = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion };
                self.by_owner(at, &call)
            }
            Step::Appoint { who, roles, .. } => {
                let account = self.cast.who(self.world, at, *who).address;
                let roles = *roles;
                let call = IVault::setRolesCall { treasury, account, roles, expectedVersion };
                self.by_owner(at, &call)
            }
            Step::FreezeTreasury { .. } => {
                self.by_owner(at, &IVault::freezeTreasuryCall { treasury })
            }
            Step::ThawTreasury { .. } => self.by_owner(at, &IVault::thawTreasuryCall { treasury }),
            _ => self.of_money(step, at, treasury),
        }
    }

    /// Who owns a treasury, and what it holds.
    fn of_money(&self, step: &Step, at: usize, treasury: u64) -> Draft {
        match step {
            Step::Bequeath { heir, .. } => {
                let newOwner = self.cast.who(self.world, at, *heir).address;
                self.by_owner(at, &IVault::transferOwnershipCall { treasury, newOwner })
            }
            Step::Inherit { .. } => {
                let heir = self.cast.at(self.world, layout::pending_owner_slot(treasury));
                (at, heir, IVault::acceptOwnershipCall { treasury }.abi_encode())
            }
            Step::Deposit { value, .. } => {
                let value = U256::from(*value);
                self.by_owner(at, &IVault::depositCall { treasury, value })
            }
            Step::Withdraw { value, .. } => {
                let (value, to) = (U256::from(*value), self.cast.tenants[at].owner.address);
                self.by_owner(at, &IVault::withdrawCall { treasury, to, value })
            }
            other => unreachable!("{other:?} moves neither money nor ownership"),
        }
    }
}
