//! A treasury with everybody it needs, and payments out of it.

use alloy::primitives::{Address, B256, U256};
use bursar_abi::{
    Consent, Delegation, IVault, Period, Policy, Session, TreasuryLimits, VendorEntry,
};

use crate::{
    outcome::Outcome,
    parties::{Party, place},
    signing::{self, TransferWithAuthorization},
    tokens::ITestUsdc,
    world::World,
};

/// What a tenant's treasury has to begin with: 1,000 USDC.
pub const FUNDS: u64 = usdc(1_000);
/// Seconds for which payments here are good.
pub const VALIDITY: u64 = 600;
/// Role bit of an admin.
pub const ADMIN: u8 = 1;
/// Role bit of a guardian.
pub const GUARDIAN: u8 = 2;
/// Role bit of an approver.
pub const APPROVER: u8 = 4;
/// Role bit of a reporter.
pub const REPORTER: u8 = 8;
/// Role bit of a settler.
pub const SETTLER: u8 = 16;

/// `Policy::limits`: a count per period.
pub const COUNT: u16 = 1;
/// `Policy::limits`: a lifetime budget.
pub const BUDGET: u16 = 2;
/// `Policy::limits`: not before, not after.
pub const LIFETIME: u16 = 4;
/// `Policy::limits`: hours of the week.
pub const SCHEDULE: u16 = 8;
/// `Policy::limits`: a threshold, over which payments need approvals.
pub const THRESHOLD: u16 = 16;
/// `Policy::limits`: may delegate.
pub const DELEGATION: u16 = 64;
/// `Policy::limits`: the agent's code signs for it.
pub const CONTRACT_PAYER: u16 = 128;
/// `Policy::limits`: a breaker.
pub const BREAKER: u16 = 512;

/// `Policy::vendors`: the agent's own list.
pub const OWN_LIST: u8 = 0;
/// `Policy::vendors`: the treasury's list.
pub const SHARED_LIST: u8 = 1;
/// `Policy::vendors`: any payee.
pub const ANY_VENDOR: u8 = 2;

/// Whole USDC in the smallest unit.
#[must_use]
pub const fn usdc(whole: u64) -> u64 {
    whole.saturating_mul(1_000_000)
}

/// [`plain`], and it may delegate so many generations deep.
#[must_use]
pub fn delegating(delegationDepth: u8) -> Policy {
    Policy { limits: DELEGATION, delegationDepth, ..plain() }
}

/// A policy that limits single payments to 100 USDC, on the agent's own list, and nothing else.
#[must_use]
pub fn plain() -> Policy {
    Policy { paymentCap: usdc(100), nonceBits: 4, ..Policy::default() }
}

/// A period of `length` seconds, counted as `mode` says: 0 fixed, 1 sliding, 2 strict.
#[must_use]
pub const fn seconds(length: u32, mode: u8) -> Period {
    Period { kind: 1, mode, length }
}

/// Calendar months.
pub const MONTH: Period = Period { kind: 3, mode: 0, length: 0 };
/// ISO weeks.
pub const WEEK: Period = Period { kind: 2, mode: 0, length: 0 };

/// A treasury and its people.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// The treasury's id.
    pub id: u64,
    /// Created it.
    pub owner: Party,
    /// May write policy.
    pub admin: Party,
    /// May freeze and remove.
    pub guardian: Party,
    /// Spends.
    pub agent: Party,
    /// A payee that the agent's list names, where it has one.
    pub vendor: Address,
}

impl World {
    /// Creates a treasury with [`FUNDS`], an admin, a guardian, one agent under `policy`, and one
    /// vendor on the list that the policy goes by.
    pub fn tenant(&mut self, name: &str, policy: Policy) -> Tenant {
        let mut tenant = self.empty_tenant(name);
        self.deposit(&tenant, FUNDS);
        for (account, roles) in [(&tenant.admin, ADMIN), (&tenant.guardian, GUARDIAN)] {
            self.give(&tenant, account.address, roles);
        }
        let vendors = policy.vendors;
        tenant.agent = self.join(&tenant, &format!("{name}'s agent"), policy);
        match vendors {
            OWN_LIST => self.list(&tenant, &VendorEntry::default()),
            SHARED_LIST => self.list_shared(&tenant, &VendorEntry::default()),
            _ => {}
        }
        tenant
    }

    /// Creates a treasury and nothing in it; the people are named, not yet appointed.
    pub fn empty_tenant(&mut self, name: &str) -> Tenant {
        let owner = Party::named(&format!("{name}'s owner"));
        let salt = self.unique();
        let id = self.send(&owner, &IVault::createTreasuryCall { salt, delay: 0 }).ok();
        Tenant {
            id,
            owner,
            admin: Party::named(&format!("{name}'s admin")),
            guardian: Party::named(&format!("{name}'s guardian")),
            agent: Party::named(&format!("{name}'s agent")),
            vendor: place(&format!("{name}'s vendor")),
        }
    }

    /// Gives somebody new these roles in the tenant's treasury.
    pub fn appoint(&self, tenant: &Tenant, name: &str, roles: u8) -> Party {
        let somebody = Party::named(name);
        self.give(tenant, somebody.address, roles);
        somebody
    }

    /// Gives an account these roles in the tenant's treasury, and takes all others.
    pub fn give(&self, tenant: &Tenant, account: Address, roles: u8) {
        let (treasury, expectedVersion) = (tenant.id, self.treasury_version(tenant.id));
        let call = IVault::setRolesCall { treasury, account, roles, expectedVersion };
        self.send(&tenant.owner, &call).ok();
    }

    /// Gives the owner `value` new tokens and deposits them.
    pub fn deposit(&self, tenant: &Tenant, value: u64) {
        self.mint(tenant.owner.address, value);
        self.approve(&tenant.owner, value);
        let call = IVault::depositCall { treasury: tenant.id, value: U256::from(value) };
        self.send(&tenant.owner, &call).ok();
    }

    /// Lets the vault take `value` from `owner`.
    pub fn approve(&self, owner: &Party, value: u64) {
        let call = ITestUsdc::approveCall { spender: self.vault, value: U256::from(value) };
        self.send_to(owner, self.token, &call).ok();
    }

    /// Adds an agent under `policy`, with its consent.
    pub fn join(&mut self, tenant: &Tenant, name: &str, policy: Policy) -> Party {
        let agent = Party::named(name);
        let consent = self.consent(&agent, tenant.id);
        let call =
            IVault::addAgentCall { treasury: tenant.id, agent: agent.address, policy, consent };
        self.send(&tenant.owner, &call).ok();
        agent
    }

    /// A fresh consent of `agent` to spend for `treasury`, good for an hour.
    pub fn consent(&mut self, agent: &Party, treasury: u64) -> Consent {
        let salt = self.unique();
        let deadline = self.now.saturating_add(3_600);
        signing::consent(agent, treasury, salt, deadline, &self.domain())
    }

    /// A fresh grant of `parent` to `agent`, good for an hour, as both sign it.
    pub fn delegation(&mut self, parent: &Party, agent: &Party, policy: Policy) -> Delegation {
        let (parent, agent) = (parent.address, agent.address);
        let generation = self.view(&IVault::agentCall { agent: parent }).generation;
        let deadline = self.now.saturating_add(3_600);
        Delegation { parent, agent, policy, generation, salt: self.unique(), deadline }
    }

    /// Makes a new key a sub-agent of `parent`; both sign, and the relayer brings it.
    pub fn delegate(&mut self, parent: &Party, name: &str, policy: Policy) -> Party {
        let agent = Party::named(name);
        let delegation = self.delegation(parent, &agent, policy);
        let call = signing::delegate(&delegation, parent, &agent, &self.domain());
        self.send(&self.relayer, &call).ok();
        agent
    }

    /// A session of `agent` for the next hour: up to 50 USDC at once, 500 in all.
    #[must_use]
    pub fn session(&self, parent: &Party, agent: &Party) -> Session {
        let (parent, agent) = (parent.address, agent.address);
        Session {
            parent,
            agent,
            generation: self.view(&IVault::agentCall { agent: parent }).generation,
            paymentCap: usdc(50),
            budget: usdc(500),
            notAfter: self.now.saturating_add(3_600),
        }
    }

    /// Puts the tenant's vendor on the agent's list.
    pub fn list(&self, tenant: &Tenant, entry: &VendorEntry) {
        let (agent, vendor) = (tenant.agent.address, tenant.vendor);
        let expectedVersion = self.agent_version(agent);
        let call = IVault::setVendorCall { agent, vendor, entry: entry.clone(), expectedVersion };
        self.send(&tenant.owner, &call).ok();
    }

    /// Puts the tenant's vendor on the shared list.
    pub fn list_shared(&self, tenant: &Tenant, entry: &VendorEntry) {
        let (treasury, vendor) = (tenant.id, tenant.vendor);
        let expectedVersion = self.treasury_version(treasury);
        let call =
            IVault::setSharedVendorCall { treasury, vendor, entry: entry.clone(), expectedVersion };
        self.send(&tenant.owner, &call).ok();
    }

    /// Replaces the agent's policy.
    pub fn set_policy(&self, tenant: &Tenant, policy: Policy) -> Outcome<IVault::setPolicyReturn> {
        let agent = tenant.agent.address;
        let expectedVersion = self.agent_version(agent);
        self.send(&tenant.owner, &IVault::setPolicyCall { agent, policy, expectedVersion })
    }

    /// Replaces the treasury's limits.
    pub fn set_limits(&self, tenant: &Tenant, limits: TreasuryLimits) {
        let treasury = tenant.id;
        let expectedVersion = self.treasury_version(treasury);
        let call = IVault::setTreasuryLimitsCall { treasury, limits, expectedVersion };
        self.send(&tenant.owner, &call).ok();
    }

    /// The treasury's limits as they are.
    #[must_use]
    pub fn limits(&self, treasury: u64) -> TreasuryLimits {
        self.view(&IVault::treasuryCall { treasury }).limits
    }

    /// Version that an edit of the treasury must expect.
    #[must_use]
    pub fn treasury_version(&self, treasury: u64) -> u32 {
        self.view(&IVault::treasuryCall { treasury }).version
    }

    /// Version that an edit of the agent must expect.
    #[must_use]
    pub fn agent_version(&self, agent: Address) -> u32 {
        self.view(&IVault::agentCall { agent }).version
    }

    /// Domain of the vault's messages.
    #[must_use]
    pub fn domain(&self) -> alloy::sol_types::Eip712Domain {
        signing::vault_domain(self.chain_id(), self.vault)
    }

    /// A fresh authorization of the tenant's agent to pay its vendor, good for [`VALIDITY`].
    pub fn authorization(&mut self, tenant: &Tenant, value: u64) -> TransferWithAuthorization {
        let nonce = self.unique();
        TransferWithAuthorization {
            from: tenant.agent.address,
            to: tenant.vendor,
            value: U256::from(value),
            validAfter: U256::ZERO,
            validBefore: U256::from(self.now.saturating_add(VALIDITY)),
            nonce,
        }
    }

    /// Settles an authorization that `agent` signs, sent by the relayer.
    pub fn settle(
        &self,
        agent: &Party,
        authorization: &TransferWithAuthorization,
    ) -> Outcome<IVault::transferWithAuthorization_0Return> {
        self.send(&self.relayer, &authorization.signed(agent, &self.domain()))
    }

    /// A payment of `value` by the tenant's agent to its vendor.
    pub fn pay(
        &mut self,
        tenant: &Tenant,
        value: u64,
    ) -> Outcome<IVault::transferWithAuthorization_0Return> {
        let authorization = self.authorization(tenant, value);
        self.settle(&tenant.agent, &authorization)
    }

    /// Whether the vault says that `nonce` of `agent` is used.
    #[must_use]
    pub fn is_used(&self, agent: Address, nonce: B256) -> bool {
        self.view(&IVault::authorizationStateCall { authorizer: agent, nonce })
    }
}
