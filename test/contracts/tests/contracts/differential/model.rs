//! The vault as plain Rust: a map of words, the policy crate, and nothing of the vault's own code.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, Log, U256},
    sol_types::SolInterface as _,
};
use bursar_abi::IVault::{self, IVaultCalls as Call};
use bursar_contract_tests::{audit::is_audit_event, outcome::Failure, world::World};
use bursar_policy::{
    AgentPolicy, AgentState, AgentWords, Authorization, AuthorizationFault, Binding, EditFault,
    Policy, PolicyFault, Storage, TreasuryLimits, TreasuryState, TreasuryWords, VendorTerms, audit,
    batch::{Refused, Verdict},
    delegation::{self, Delegation, GrantFault},
    edit, layout,
};

use super::{
    Answer,
    steps::{Action, Cast, Signed},
};
use crate::plain;

/// Words by slot, and what the vault knows of its surroundings.
#[derive(Debug)]
pub(super) struct Model {
    words: BTreeMap<U256, U256>,
    vault: Address,
    token: Address,
    /// Who settles everything.
    settler: Address,
}

/// The treasury that a call changed, or why it did nothing.
type Done = Result<u64, Failure>;

impl Storage for Model {
    fn load(&mut self, slot: U256) -> U256 {
        self.words.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.words.insert(slot, word);
    }
}

impl Model {
    /// A vault with the cast's new treasuries in it.
    pub(super) fn new(world: &World, cast: &Cast) -> Self {
        let mut model = Self {
            words: BTreeMap::new(),
            vault: world.vault,
            token: world.token,
            settler: world.relayer.address,
        };
        for tenant in &cast.tenants {
            let (treasury, owner) = (tenant.id, layout::word_of(tenant.owner.address));
            model.store(layout::owner_slot(treasury), owner);
            let state = TreasuryState {
                exists: true,
                entries: 1,
                longest_validity: TreasuryLimits::DEFAULT.longest_validity,
                ..TreasuryState::default()
            };
            model.store(layout::treasury_state_slot(treasury), state.pack());
            let head = world.audit_head_of(treasury, &world.audit_entries(treasury));
            model.store(layout::audit_head_slot(treasury), head.into());
        }
        model
    }

    /// Every word that was ever written.
    pub(super) fn words(&self) -> impl Iterator<Item = (&U256, &U256)> {
        self.words.iter()
    }

    /// Makes a treasury's state word wrong.
    pub(super) fn flip(&mut self, treasury: u64, bits: U256) {
        let slot = layout::treasury_state_slot(treasury);
        let word = self.load(slot) ^ bits;
        self.store(slot, word);
    }

    /// Does what `action` asks, at `now`; what is refused changes nothing.
    pub(super) fn act(&mut self, action: &Action, now: u64) -> Answer {
        match action {
            Action::Call { calldata, .. } => self.call(calldata, now).map(|()| Vec::new()),
            Action::Batch(items) => Ok(items.iter().map(|item| self.settle(item, now)).collect()),
        }
    }

    fn call(&mut self, calldata: &[u8], now: u64) -> Result<(), Failure> {
        let call = Call::abi_decode(calldata).expect("a call of the interface");
        let before = self.words.clone();
        let done = self.run(call, now);
        match &done {
            Ok(treasury) => self.count_entry(*treasury),
            Err(_) => self.words = before,
        }
        done.map(|_| ())
    }

    fn settle(&mut self, signed: &Signed, now: u64) -> Verdict {
        match self.pay(&signed.item.authorization(), signed.by_agent, now) {
            Ok(treasury) => {
                self.count_entry(treasury);
                Verdict::Settled
            }
            Err(refused) => refused.into(),
        }
    }

    fn count_entry(&mut self, treasury: u64) {
        self.edit_state(treasury, |state| TreasuryState { entries: state.entries + 1, ..state });
    }

    /// Extends the audit heads by the entries among `logs`.
    pub(super) fn log(&mut self, logs: &[Log], now: u64) {
        let vault = self.vault;
        let entries = logs.iter().filter(|log| log.address == vault);
        for log in entries.filter(|log| log.topics().first().is_some_and(is_audit_event)) {
            let slot = layout::audit_head_slot(U256::from_be_bytes(log.topics()[1].0).to());
            let entry = audit::entry_hash(now, log.topics(), &log.data.data);
            let head = audit::extend(self.load(slot).into(), entry);
            self.store(slot, head.into());
        }
    }

    fn run(&mut self, call: Call, now: u64) -> Done {
        match call {
            Call::transferWithAuthorization(call) => self.transfer(&call, now),
            Call::setPolicy(call) => self.set_policy(&call, now),
            Call::addAgent(call) => self.add_agent(&call, now),
            Call::removeAgent(call) => self.remove_agent(call.agent),
            Call::delegate(call) => self.delegate(&call, now),
            Call::revokeDelegations(call) => self.revoke(call.agent),
            Call::freezeAgent(call) => self.freeze_agent(call.agent, true),
            Call::thawAgent(call) => self.freeze_agent(call.agent, false),
            Call::setVendor(call) => self.set_vendor(&call, now),
            Call::removeVendor(call) => self.remove_vendor(call.agent, call.vendor),
            Call::setSharedVendor(call) => self.set_shared(&call, now),
            Call::removeSharedVendor(call) => {
                self.edit_state(call.treasury, TreasuryState::tightened);
                let slot = layout::shared_vendor_slot(call.treasury, call.vendor);
                let entry = edit::remove_vendor(self.load(slot));
                self.store(slot, entry);
                Ok(call.treasury)
            }
            Call::setTreasuryLimits(call) => self.set_limits(&call, now),
            Call::setRoles(call) => self.set_roles(&call),
            Call::freezeTreasury(call) => Ok(self.freeze_treasury(call.treasury, true)),
            Call::thawTreasury(call) => Ok(self.freeze_treasury(call.treasury, false)),
            Call::deposit(call) => {
                let (treasury, value): (_, u64) = (call.treasury, call.value.to());
                self.edit_state(treasury, |s| TreasuryState { balance: s.balance + value, ..s });
                Ok(treasury)
            }
            Call::withdraw(call) => self.withdraw(call.treasury, call.value),
            other => unreachable!("no step makes {other:?}"),
        }
    }

    fn state(&mut self, treasury: u64) -> TreasuryState {
        TreasuryState::unpack(self.load(layout::treasury_state_slot(treasury)))
    }

    fn edit_state(&mut self, treasury: u64, edit: impl FnOnce(TreasuryState) -> TreasuryState) {
        let state = edit(self.state(treasury)).pack();
        self.store(layout::treasury_state_slot(treasury), state);
    }

    fn freeze_treasury(&mut self, treasury: u64, frozen: bool) -> u64 {
        self.edit_state(treasury, |state| TreasuryState { frozen, ..state });
        treasury
    }

    fn live(&mut self, agent: Address) -> Result<AgentPolicy, Failure> {
        let policy = AgentPolicy::unpack(self.load(layout::agent_policy_slot(agent)));
        if policy.is_live() { Ok(policy) } else { Err(IVault::AgentUnknown { agent }.into()) }
    }

    fn transfer(&mut self, call: &IVault::transferWithAuthorizationCall, now: u64) -> Done {
        let authorization = Authorization {
            from: call.from,
            to: call.to,
            value: call.value,
            valid_after: call.validAfter,
            valid_before: call.validBefore,
            nonce: call.nonce,
        };
        self.pay(&authorization, true, now).map_err(|refused| match refused {
            Refused::Fault(fault) => Failure::text(fault.text()),
            Refused::Denied(denied) => IVault::PaymentDenied::from(denied).into(),
        })
    }

    /// Pays by either road, and returns the treasury that did; nothing changes if it is refused.
    fn pay(
        &mut self,
        authorization: &Authorization,
        by_agent: bool,
        now: u64,
    ) -> Result<u64, Refused> {
        authorization.check_time(now)?;
        let payment = authorization.payment(self.vault, self.token)?;
        if !by_agent {
            return Err(AuthorizationFault::InvalidSignature.into());
        }
        let settler = self.settler;
        plain::pay(self, &payment, authorization.nonce, settler, now)
    }

    fn set_policy(&mut self, call: &IVault::setPolicyCall, now: u64) -> Done {
        let treasury = self.live(call.agent)?.treasury;
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let after = delegation::check_edit(self, call.agent, &policy)
            .and_then(|()| edit::edit_policy(&before, &policy, call.expectedVersion, now))
            .map_err(|fault| edit_fault(fault, call.agent))?;
        after.store(&before, self, call.agent);
        Ok(treasury)
    }

    fn add_agent(&mut self, call: &IVault::addAgentCall, now: u64) -> Done {
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let slot = layout::binding_slot(call.agent);
        let joined = edit::join(self.load(slot), &before, call.treasury, &policy, now)
            .map_err(|fault| edit_fault(fault, call.agent))?;
        self.store(slot, joined.binding);
        self.store(layout::consent_slot(call.agent, call.consent.salt), U256::from(1));
        joined.words.store(&before, self, call.agent);
        Ok(call.treasury)
    }

    fn delegate(&mut self, call: &IVault::delegateCall, now: u64) -> Done {
        let delegation = Delegation::try_from(&call.delegation).map_err(invalid)?;
        let granted = delegation::grant(self, &delegation, now);
        granted.map(|granted| granted.treasury).map_err(|fault| match fault {
            GrantFault::ParentUnknown => IVault::AgentUnknown { agent: delegation.parent }.into(),
            GrantFault::Ended => IVault::DelegationEnded { parent: delegation.parent }.into(),
            GrantFault::SaltUsed { account } => {
                IVault::SaltUsed { agent: account, salt: delegation.salt }.into()
            }
            GrantFault::Edit(fault) => edit_fault(fault, delegation.agent),
        })
    }

    fn revoke(&mut self, agent: Address) -> Done {
        let treasury = self.live(agent)?.treasury;
        let slot = layout::binding_slot(agent);
        let binding = edit::revoke(self.load(slot));
        self.store(slot, binding);
        Ok(treasury)
    }

    fn remove_agent(&mut self, agent: Address) -> Done {
        let policy = self.live(agent)?;
        let slot = layout::binding_slot(agent);
        let binding = edit::leave(self.load(slot), &policy);
        self.store(slot, binding);
        self.store(layout::agent_policy_slot(agent), U256::ZERO);
        Ok(Binding::unpack(binding).treasury)
    }

    fn freeze_agent(&mut self, agent: Address, frozen: bool) -> Done {
        let treasury = self.live(agent)?.treasury;
        let slot = layout::agent_state_slot(agent);
        let state = AgentState { frozen, ..AgentState::unpack(self.load(slot)) };
        self.store(slot, state.pack());
        Ok(treasury)
    }

    fn set_vendor(&mut self, call: &IVault::setVendorCall, now: u64) -> Done {
        let policy = self.live(call.agent)?;
        let policy =
            policy.edited(call.expectedVersion).map_err(|fault| edit_fault(fault, call.agent))?;
        self.store(layout::agent_policy_slot(call.agent), policy.pack());
        self.write_entry(layout::vendor_slot(call.agent, call.vendor), &call.entry, now)?;
        Ok(policy.treasury)
    }

    fn remove_vendor(&mut self, agent: Address, vendor: Address) -> Done {
        let policy = self.live(agent)?.tightened();
        self.store(layout::agent_policy_slot(agent), policy.pack());
        let slot = layout::vendor_slot(agent, vendor);
        let entry = edit::remove_vendor(self.load(slot));
        self.store(slot, entry);
        Ok(policy.treasury)
    }

    fn set_shared(&mut self, call: &IVault::setSharedVendorCall, now: u64) -> Done {
        let treasury = call.treasury;
        let edited = self.state(treasury).edited(call.expectedVersion);
        let edited = edited.map_err(|fault| edit_fault(fault, Address::ZERO))?;
        self.edit_state(treasury, |_| edited);
        self.write_entry(layout::shared_vendor_slot(treasury, call.vendor), &call.entry, now)?;
        Ok(treasury)
    }

    fn write_entry(
        &mut self,
        slot: U256,
        entry: &bursar_abi::VendorEntry,
        now: u64,
    ) -> Result<(), Failure> {
        let terms = VendorTerms::try_from(entry).map_err(invalid)?;
        let word = edit::edit_vendor(self.load(slot), &terms, now).map_err(invalid)?;
        self.store(slot, word);
        Ok(())
    }

    fn set_limits(&mut self, call: &IVault::setTreasuryLimitsCall, now: u64) -> Done {
        let limits = TreasuryLimits::try_from(&call.limits).map_err(invalid)?;
        let before = TreasuryWords::load(self, call.treasury);
        let after = edit::edit_treasury(&before, &limits, call.expectedVersion, now)
            .map_err(|fault| edit_fault(fault, Address::ZERO))?;
        after.store(&before, self, call.treasury);
        Ok(call.treasury)
    }

    fn set_roles(&mut self, call: &IVault::setRolesCall) -> Done {
        let edited = self.state(call.treasury).edited(call.expectedVersion);
        let edited = edited.map_err(|fault| edit_fault(fault, Address::ZERO))?;
        self.edit_state(call.treasury, |_| edited);
        let slot = layout::roles_slot(call.treasury, call.account);
        self.store(slot, U256::from(call.roles));
        Ok(call.treasury)
    }

    fn withdraw(&mut self, treasury: u64, asked: U256) -> Done {
        let balance = self.state(treasury).balance;
        if asked.is_zero() {
            return Err(IVault::AmountInvalid { value: asked }.into());
        }
        if asked > U256::from(balance) {
            let balance = U256::from(balance);
            return Err(IVault::BalanceInsufficient { asked, balance }.into());
        }
        let value: u64 = asked.to();
        self.edit_state(treasury, |s| TreasuryState { balance: s.balance - value, ..s });
        Ok(treasury)
    }
}

fn invalid(fault: PolicyFault) -> Failure {
    IVault::PolicyInvalid { fault: fault.code() }.into()
}

fn edit_fault(fault: EditFault, agent: Address) -> Failure {
    match fault {
        EditFault::VersionMismatch { expected, actual } => {
            IVault::VersionMismatch { expected, actual }.into()
        }
        EditFault::VersionExhausted { version } => IVault::VersionExhausted { version }.into(),
        EditFault::Bound { treasury } => IVault::AgentBound { agent, treasury }.into(),
        EditFault::Invalid(fault) => invalid(fault),
    }
}
