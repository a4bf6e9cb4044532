//! What each call does to the words.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolInterface as _,
};
use bursar_abi::{
    IToken,
    IVault::{self, IVaultCalls as Call},
};
use bursar_contract_tests::outcome::Failure;
use bursar_policy::{
    AgentWords, Loosening, Pending, Policy, Storage as _, TreasuryLimits, TreasuryState,
    TreasuryWords, VendorEntry, VendorTerms, approvals, breaker,
    delegation::{self, Delegation},
    edit::{self, ANY_VERSION},
    layout,
    roles::{Action as Right, Roles},
    session::{self, Session},
};

use super::{Done, Model, Scene, edit_fault, grant_fault, invalid, pay_out, token_failed};

impl Model {
    /// Does what a call asks, and counts what it logs.
    pub(super) fn run(&mut self, call: Call, scene: Scene<'_>) -> Result<(), Failure> {
        let treasury = match call {
            Call::administer(call) => return self.administer(&call, scene),
            Call::approvePayment(call) => return self.approve(&call, scene),
            Call::setPolicy(_)
            | Call::addAgent(_)
            | Call::thawAgent(_)
            | Call::setVendor(_)
            | Call::setSharedVendor(_)
            | Call::setTreasuryLimits(_)
            | Call::setRoles(_)
            | Call::thawTreasury(_)
            | Call::transferOwnership(_) => self.edit(call, scene)?,
            Call::delegate(call) => self.delegate(&call, scene)?,
            Call::registerSession(call) => self.register(&(&call.session).into(), scene)?,
            Call::deposit(call) => self.deposit(&call, scene)?,
            Call::acceptOwnership(call) => self.accept_ownership(call.treasury, scene)?,
            brake => self.brake(brake, scene)?,
        };
        self.count_entry(treasury);
        Ok(())
    }

    fn administer(
        &mut self,
        several: &IVault::administerCall,
        scene: Scene<'_>,
    ) -> Result<(), Failure> {
        let treasury = several.treasury;
        self.open(treasury, scene)?;
        let edited = self.state(treasury).edited(several.expectedVersion);
        edited.map_err(|fault| edit_fault(fault, Address::ZERO))?;
        for calldata in &several.calls {
            let call = Call::abi_decode(calldata).expect("a call of the interface");
            let treasury = self.edit(call, Scene { within: Some(treasury), ..scene })?;
            self.count_entry(treasury);
        }
        Ok(())
    }

    /// What may be one of several: whatever can loosen, but for withdrawals.
    fn edit(&mut self, call: Call, scene: Scene<'_>) -> Done {
        match call {
            Call::setPolicy(call) => self.set_policy(&call, scene),
            Call::addAgent(call) => self.add_agent(&call, scene),
            Call::thawAgent(call) => self.thaw_agent(&call, scene),
            Call::setVendor(call) => self.set_vendor(&call, scene),
            Call::setSharedVendor(call) => self.set_shared(&call, scene),
            Call::setTreasuryLimits(call) => self.set_limits(&call, scene),
            Call::setRoles(call) => self.set_roles(&call, scene),
            Call::thawTreasury(call) => self.thaw_treasury(&call, scene),
            Call::transferOwnership(call) => self.transfer_ownership(&call, scene),
            other => unreachable!("no step puts {other:?} among several"),
        }
    }

    fn brake(&mut self, call: Call, scene: Scene<'_>) -> Done {
        match call {
            Call::removeAgent(call) => self.remove_agent(call.agent, scene),
            Call::revokeDelegations(call) => self.revoke(call.agent, scene),
            Call::freezeAgent(call) => {
                let agent = call.agent;
                let treasury = self.open_agent(agent, Right::FreezeAgent, scene)?.treasury;
                edit::set_frozen(self, agent, true);
                self.void(treasury, layout::agent_policy_slot(agent));
                Ok(treasury)
            }
            Call::removeVendor(call) => self.remove_vendor(call.agent, call.vendor, scene),
            Call::removeSharedVendor(call) => {
                let treasury = self.open_for(call.treasury, Right::RemoveSharedVendor, scene)?;
                self.edit_state(treasury, TreasuryState::tightened);
                self.unlist(treasury, layout::shared_vendor_slot(treasury, call.vendor));
                Ok(treasury)
            }
            Call::freezeTreasury(call) => {
                let treasury = self.open_for(call.treasury, Right::FreezeTreasury, scene)?;
                self.edit_state(treasury, |state| TreasuryState { frozen: true, ..state });
                self.void(treasury, layout::treasury_state_slot(treasury));
                Ok(treasury)
            }
            Call::cancelEdit(call) => self.cancel(&call, scene),
            Call::withdraw(call) => self.withdraw(&call, scene),
            other => unreachable!("no step makes {other:?}"),
        }
    }

    fn set_policy(&mut self, call: &IVault::setPolicyCall, scene: Scene<'_>) -> Done {
        let treasury = self.open_agent(call.agent, Right::SetPolicy, scene)?.treasury;
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let after = delegation::check_edit(self, call.agent, &policy)
            .and_then(|()| edit::edit_policy(&before, &policy, call.expectedVersion, scene.now))
            .map_err(|fault| edit_fault(fault, call.agent))?;
        let loosening = Loosening::any(policy.loosens(&before.policy()));
        let asked = IVault::setPolicyCall { expectedVersion: ANY_VERSION, ..call.clone() };
        if self.admit(treasury, layout::agent_policy_slot(call.agent), loosening, &asked, scene)? {
            after.store(&before, self, call.agent);
        }
        Ok(treasury)
    }

    fn add_agent(&mut self, call: &IVault::addAgentCall, scene: Scene<'_>) -> Done {
        let treasury = self.open_for(call.treasury, Right::AddAgent, scene)?;
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let slot = layout::binding_slot(call.agent);
        let joined = edit::join(self.load(slot), &before, treasury, &policy, scene.now)
            .map_err(|fault| edit_fault(fault, call.agent))?;
        let (deadline, salt) = (call.consent.deadline, call.consent.salt);
        if scene.now > deadline {
            return Err(IVault::ConsentExpired { deadline, now: scene.now }.into());
        }
        let consent = layout::consent_slot(call.agent, salt);
        if !self.load(consent).is_zero() {
            return Err(IVault::SaltUsed { agent: call.agent, salt }.into());
        }
        let object = layout::agent_policy_slot(call.agent);
        if self.admit(treasury, object, Loosening::Something, call, scene)? {
            self.store(consent, U256::from(1));
            self.store(slot, joined.binding);
            joined.words.store(&before, self, call.agent);
        }
        Ok(treasury)
    }

    fn thaw_agent(&mut self, call: &IVault::thawAgentCall, scene: Scene<'_>) -> Done {
        let has_tripped = breaker::has_tripped(self, call.agent);
        let right = if has_tripped { Right::ThawTripped } else { Right::ThawAgent };
        let treasury = self.open_agent(call.agent, right, scene)?.treasury;
        let object = layout::agent_policy_slot(call.agent);
        if self.admit(treasury, object, Loosening::Something, call, scene)? {
            breaker::thaw(self, call.agent);
        }
        Ok(treasury)
    }

    /// Registers an approval; one that is registered already is no entry.
    fn approve(
        &mut self,
        call: &IVault::approvePaymentCall,
        scene: Scene<'_>,
    ) -> Result<(), Failure> {
        let (treasury, account) = (call.treasury, scene.sender);
        self.open(treasury, scene)?;
        let word = self.load(layout::roles_slot(treasury, account));
        if !Roles::unpack(word).has(Roles::APPROVER) {
            return Err(IVault::Unauthorized { treasury, account }.into());
        }
        let slot = layout::approval_slot(treasury, call.digest);
        let given = self.load(slot);
        let with = approvals::give(given, word);
        if with != given {
            self.store(slot, with);
            self.count_entry(treasury);
        }
        Ok(())
    }

    fn delegate(&mut self, call: &IVault::delegateCall, scene: Scene<'_>) -> Done {
        let delegation = Delegation::try_from(&call.delegation).map_err(invalid)?;
        let Delegation { parent, agent, .. } = delegation;
        let granted = delegation::grant(self, &delegation, scene.now)
            .map_err(|fault| grant_fault(fault, parent, agent))?;
        self.void(granted.treasury, layout::agent_policy_slot(agent));
        Ok(granted.treasury)
    }

    fn register(&mut self, session: &Session, scene: Scene<'_>) -> Done {
        let Session { parent, agent, .. } = *session;
        session::open(self, session, scene.now).map_err(|fault| grant_fault(fault, parent, agent))
    }

    fn revoke(&mut self, agent: Address, scene: Scene<'_>) -> Done {
        let treasury = self.open_agent(agent, Right::RevokeDelegations, scene)?.treasury;
        let slot = layout::binding_slot(agent);
        let binding = edit::revoke(self.load(slot));
        self.store(slot, binding);
        self.void(treasury, layout::agent_policy_slot(agent));
        Ok(treasury)
    }

    fn remove_agent(&mut self, agent: Address, scene: Scene<'_>) -> Done {
        let treasury = self.open_agent(agent, Right::RemoveAgent, scene)?.treasury;
        edit::remove(self, agent);
        self.void(treasury, layout::agent_policy_slot(agent));
        Ok(treasury)
    }

    fn set_vendor(&mut self, call: &IVault::setVendorCall, scene: Scene<'_>) -> Done {
        let policy = self.open_agent(call.agent, Right::SetVendor, scene)?;
        self.require_payee(call.vendor)?;
        let policy =
            policy.edited(call.expectedVersion).map_err(|fault| edit_fault(fault, call.agent))?;
        let asked = IVault::setVendorCall { expectedVersion: ANY_VERSION, ..call.clone() };
        let (slot, treasury) = (layout::vendor_slot(call.agent, call.vendor), policy.treasury);
        let (word, loosening) = self.entry(slot, &call.entry, scene)?;
        if self.admit(treasury, slot, loosening, &asked, scene)? {
            self.store(slot, word);
            self.store(layout::agent_policy_slot(call.agent), policy.pack());
        }
        Ok(treasury)
    }

    fn remove_vendor(&mut self, agent: Address, vendor: Address, scene: Scene<'_>) -> Done {
        let policy = self.open_agent(agent, Right::RemoveVendor, scene)?;
        let slot = layout::vendor_slot(agent, vendor);
        let (tightened, _) = edit::tighten(policy.pack(), self.load(slot));
        self.store(layout::agent_policy_slot(agent), tightened);
        self.unlist(policy.treasury, slot);
        Ok(policy.treasury)
    }

    fn unlist(&mut self, treasury: u64, slot: U256) {
        let entry = edit::remove_vendor(self.load(slot));
        self.store(slot, entry);
        self.void(treasury, slot);
    }

    fn set_shared(&mut self, call: &IVault::setSharedVendorCall, scene: Scene<'_>) -> Done {
        let treasury = self.open_for(call.treasury, Right::SetSharedVendor, scene)?;
        self.require_payee(call.vendor)?;
        let edited = self.edited(treasury, call.expectedVersion)?;
        let asked = IVault::setSharedVendorCall { expectedVersion: ANY_VERSION, ..call.clone() };
        let slot = layout::shared_vendor_slot(treasury, call.vendor);
        let (word, loosening) = self.entry(slot, &call.entry, scene)?;
        if self.admit(treasury, slot, loosening, &asked, scene)? {
            self.store(slot, word);
            self.edit_state(treasury, |_| edited);
        }
        Ok(treasury)
    }

    /// Nobody, the vault and its token are on no list.
    fn require_payee(&self, account: Address) -> Result<(), Failure> {
        if [Address::ZERO, self.vault, self.token].contains(&account) {
            return Err(IVault::AddressInvalid { account }.into());
        }
        Ok(())
    }

    /// The word of an entry with other terms, and what that loosens.
    fn entry(
        &mut self,
        slot: U256,
        entry: &bursar_abi::VendorEntry,
        scene: Scene<'_>,
    ) -> Result<(U256, Loosening), Failure> {
        let terms = VendorTerms::try_from(entry).map_err(invalid)?;
        let before = self.load(slot);
        let word = edit::edit_vendor(before, &terms, scene.now).map_err(invalid)?;
        let loosens = VendorEntry::unpack(word).loosens(&VendorEntry::unpack(before));
        Ok((word, Loosening::any(loosens)))
    }

    fn edited(&mut self, treasury: u64, expected: u32) -> Result<TreasuryState, Failure> {
        let edited = self.state(treasury).edited(expected);
        edited.map_err(|fault| edit_fault(fault, Address::ZERO))
    }

    fn set_limits(&mut self, call: &IVault::setTreasuryLimitsCall, scene: Scene<'_>) -> Done {
        let treasury = call.treasury;
        self.open(treasury, scene)?;
        let state = self.state(treasury);
        let keeps_delay = call.limits.delay == state.delay;
        let right = if keeps_delay { Right::SetTreasuryLimits } else { Right::SetDelay };
        self.require(treasury, right, scene)?;
        let limits = TreasuryLimits::try_from(&call.limits).map_err(invalid)?;
        let before = TreasuryWords::load(self, treasury);
        let after = edit::edit_treasury(&before, &limits, call.expectedVersion, scene.now)
            .map_err(|fault| edit_fault(fault, Address::ZERO))?;
        let loosening = Loosening::any(limits.loosens(&state.limits(before.limits)));
        let asked = IVault::setTreasuryLimitsCall { expectedVersion: ANY_VERSION, ..call.clone() };
        let object = layout::treasury_state_slot(treasury);
        if self.admit(treasury, object, loosening, &asked, scene)? {
            after.store(&before, self, treasury);
        }
        Ok(treasury)
    }

    fn thaw_treasury(&mut self, call: &IVault::thawTreasuryCall, scene: Scene<'_>) -> Done {
        let treasury = self.open_for(call.treasury, Right::ThawTreasury, scene)?;
        let object = layout::treasury_state_slot(treasury);
        if self.admit(treasury, object, Loosening::Something, call, scene)? {
            self.edit_state(treasury, |state| TreasuryState { frozen: false, ..state });
        }
        Ok(treasury)
    }

    fn set_roles(&mut self, call: &IVault::setRolesCall, scene: Scene<'_>) -> Done {
        let treasury = self.open_for(call.treasury, Right::SetRoles, scene)?;
        let edited = self.edited(treasury, call.expectedVersion)?;
        let slot = layout::roles_slot(treasury, call.account);
        let new = Roles::from_bits(call.roles).expect("roles that there are");
        let loosening = new.loosening(Roles::unpack(self.load(slot)));
        let asked = IVault::setRolesCall { expectedVersion: ANY_VERSION, ..call.clone() };
        if self.admit(treasury, slot, loosening, &asked, scene)? {
            let assigned = approvals::assign(self, treasury, call.account, new);
            assigned.expect("fewer approvers than numbers").store(self);
            self.edit_state(treasury, |_| edited);
        }
        Ok(treasury)
    }

    fn transfer_ownership(
        &mut self,
        call: &IVault::transferOwnershipCall,
        scene: Scene<'_>,
    ) -> Done {
        let treasury = self.open_for(call.treasury, Right::TransferOwnership, scene)?;
        let slot = layout::pending_owner_slot(treasury);
        if self.admit(treasury, slot, Loosening::offer(call.newOwner), call, scene)? {
            self.store(slot, layout::word_of(call.newOwner));
        }
        Ok(treasury)
    }

    fn accept_ownership(&mut self, treasury: u64, scene: Scene<'_>) -> Done {
        self.open(treasury, scene)?;
        let (slot, account) = (layout::pending_owner_slot(treasury), scene.sender);
        if self.load(slot) != layout::word_of(account) {
            return Err(IVault::Unauthorized { treasury, account }.into());
        }
        self.store(layout::owner_slot(treasury), layout::word_of(account));
        self.store(slot, U256::ZERO);
        self.void(treasury, slot);
        Ok(treasury)
    }

    fn cancel(&mut self, call: &IVault::cancelEditCall, scene: Scene<'_>) -> Done {
        let IVault::cancelEditCall { treasury, object } = *call;
        self.open(treasury, scene)?;
        let slot = layout::pending_slot(treasury, object.into());
        let pending = Pending::unpack(self.load(slot));
        let right = if pending.firm { Right::CancelFirmEdit } else { Right::CancelEdit };
        self.require(treasury, right, scene)?;
        if !pending.is_open() {
            return Err(IVault::EditUnknown { object }.into());
        }
        self.store(slot, pending.cancel().pack());
        Ok(treasury)
    }

    fn deposit(&mut self, call: &IVault::depositCall, scene: Scene<'_>) -> Done {
        let (treasury, value): (_, u64) = (call.treasury, call.value.to());
        self.open(treasury, scene)?;
        if scene.refusals.is_paused {
            return Err(token_failed::<IToken::transferFromCall>());
        }
        self.edit_state(treasury, |s| TreasuryState { balance: s.balance + value, ..s });
        Ok(treasury)
    }

    fn withdraw(&mut self, call: &IVault::withdrawCall, scene: Scene<'_>) -> Done {
        let asked = call.value;
        let treasury = self.open_for(call.treasury, Right::Withdraw, scene)?;
        let balance = self.state(treasury).balance;
        if asked > U256::from(balance) {
            let balance = U256::from(balance);
            return Err(IVault::BalanceInsufficient { asked, balance }.into());
        }
        if asked.is_zero() {
            return Err(IVault::AmountInvalid { value: asked }.into());
        }
        let object = layout::withdrawal(treasury, call.to, asked);
        if self.admit(treasury, object, Loosening::Withdrawal, call, scene)? {
            let value: u64 = asked.to();
            self.edit_state(treasury, |s| TreasuryState { balance: s.balance - value, ..s });
            pay_out(call.to, scene)?;
        }
        Ok(treasury)
    }
}
