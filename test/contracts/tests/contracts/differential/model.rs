//! The vault as plain Rust: a map of words, the policy crate, and nothing of the vault's own code.

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, Log, U256},
    sol_types::SolInterface as _,
};
use bursar_abi::IVault::{self, IVaultCalls as Call};
use bursar_contract_tests::{audit::is_audit_event, outcome::Failure, world::World};
use bursar_policy::{
    AgentPolicy, AgentState, AgentWords, Authorization, AuthorizationFault, Binding, Denied,
    EditFault, Policy, PolicyFault, Storage, TreasuryLimits, TreasuryState, TreasuryWords,
    VendorTerms, audit, batch::Refused, edit, layout,
};

use super::steps::{Action, Cast};
use crate::plain;

/// Words by slot, and what the vault knows of its surroundings.
#[derive(Debug)]
pub(super) struct Model {
    words: BTreeMap<U256, U256>,
    treasury: u64,
    vault: Address,
    token: Address,
}

type Verdict = Result<(), Failure>;

impl Storage for Model {
    fn load(&mut self, slot: U256) -> U256 {
        self.words.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.words.insert(slot, word);
    }
}

impl Model {
    /// A vault with the cast's new treasury in it.
    pub(super) fn new(world: &World, cast: &Cast) -> Self {
        let treasury = cast.treasury;
        let mut model =
            Self { words: BTreeMap::new(), treasury, vault: world.vault, token: world.token };
        let owner = layout::word_of(cast.owner.address);
        model.store(layout::owner_slot(treasury), owner);
        let state = TreasuryState {
            exists: true,
            entries: 1,
            longest_validity: TreasuryLimits::DEFAULT.longest_validity,
            ..TreasuryState::default()
        };
        model.store(layout::treasury_state_slot(treasury), state.pack());
        let entries = world.audit_entries(treasury);
        let head = world.audit_head_of(treasury, &entries);
        model.store(layout::audit_head_slot(treasury), head.into());
        model
    }

    /// Every word that was ever written.
    pub(super) fn words(&self) -> impl Iterator<Item = (&U256, &U256)> {
        self.words.iter()
    }

    /// Makes the treasury's state word wrong.
    pub(super) fn flip(&mut self, bits: U256) {
        let slot = layout::treasury_state_slot(self.treasury);
        let word = self.load(slot) ^ bits;
        self.store(slot, word);
    }

    /// Does what `action` asks, at `now`; a refusal changes nothing.
    pub(super) fn act(&mut self, action: &Action, now: u64) -> Verdict {
        let call = Call::abi_decode(&action.calldata).expect("a call of the interface");
        let before = self.words.clone();
        let verdict = self.run(call, now);
        match &verdict {
            Ok(()) => {
                self.edit_state(|state| TreasuryState { entries: state.entries + 1, ..state })
            }
            Err(_) => self.words = before,
        }
        verdict
    }

    /// Extends the audit head by the entries among `logs`.
    pub(super) fn log(&mut self, logs: &[Log], now: u64) {
        let slot = layout::audit_head_slot(self.treasury);
        let mut head: B256 = self.load(slot).into();
        let entries = logs.iter().filter(|log| log.address == self.vault);
        for log in entries.filter(|log| log.topics().first().is_some_and(is_audit_event)) {
            head = audit::extend(head, audit::entry_hash(now, log.topics(), &log.data.data));
        }
        self.store(slot, head.into());
    }

    fn run(&mut self, call: Call, now: u64) -> Verdict {
        match call {
            Call::transferWithAuthorization(call) => self.pay(&call, now),
            Call::setPolicy(call) => self.set_policy(&call, now),
            Call::addAgent(call) => self.add_agent(&call, now),
            Call::removeAgent(call) => self.remove_agent(call.agent),
            Call::freezeAgent(call) => self.freeze_agent(call.agent, true),
            Call::thawAgent(call) => self.freeze_agent(call.agent, false),
            Call::setVendor(call) => self.set_vendor(&call, now),
            Call::removeVendor(call) => self.remove_vendor(call.agent, call.vendor),
            Call::setSharedVendor(call) => self.set_shared(&call, now),
            Call::removeSharedVendor(call) => {
                self.edit_state(TreasuryState::tightened);
                let slot = layout::shared_vendor_slot(self.treasury, call.vendor);
                let entry = edit::remove_vendor(self.load(slot));
                self.store(slot, entry);
                Ok(())
            }
            Call::setTreasuryLimits(call) => self.set_limits(&call, now),
            Call::freezeTreasury(_) => {
                self.edit_state(|state| TreasuryState { frozen: true, ..state });
                Ok(())
            }
            Call::thawTreasury(_) => {
                self.edit_state(|state| TreasuryState { frozen: false, ..state });
                Ok(())
            }
            Call::deposit(call) => {
                let value: u64 = call.value.to();
                self.edit_state(|s| TreasuryState { balance: s.balance + value, ..s });
                Ok(())
            }
            Call::withdraw(call) => self.withdraw(call.value),
            other => unreachable!("no step makes {other:?}"),
        }
    }

    fn state(&mut self) -> TreasuryState {
        TreasuryState::unpack(self.load(layout::treasury_state_slot(self.treasury)))
    }

    fn edit_state(&mut self, edit: impl FnOnce(TreasuryState) -> TreasuryState) {
        let state = edit(self.state()).pack();
        self.store(layout::treasury_state_slot(self.treasury), state);
    }

    fn live(&mut self, agent: Address) -> Result<AgentPolicy, Failure> {
        let policy = AgentPolicy::unpack(self.load(layout::agent_policy_slot(agent)));
        if policy.is_live() { Ok(policy) } else { Err(IVault::AgentUnknown { agent }.into()) }
    }

    fn pay(&mut self, call: &IVault::transferWithAuthorizationCall, now: u64) -> Verdict {
        let authorization = Authorization {
            from: call.from,
            to: call.to,
            value: call.value,
            valid_after: call.validAfter,
            valid_before: call.validBefore,
            nonce: call.nonce,
        };
        authorization.check_time(now).map_err(fault)?;
        let payment = authorization.payment(self.vault, self.token).map_err(denied)?;
        match plain::pay(self, &payment, call.nonce, now) {
            Ok(_) => Ok(()),
            Err(Refused::Fault(refused)) => Err(fault(refused)),
            Err(Refused::Denied(refused)) => Err(denied(refused)),
        }
    }

    fn set_policy(&mut self, call: &IVault::setPolicyCall, now: u64) -> Verdict {
        self.live(call.agent)?;
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let after = edit::edit_policy(&before, &policy, call.expectedVersion, now)
            .map_err(|fault| edit_fault(fault, call.agent))?;
        after.store(&before, self, call.agent);
        Ok(())
    }

    fn add_agent(&mut self, call: &IVault::addAgentCall, now: u64) -> Verdict {
        let policy = Policy::try_from(&call.policy).map_err(invalid)?;
        let before = AgentWords::load(self, call.agent);
        let slot = layout::binding_slot(call.agent);
        let joined = edit::join(self.load(slot), &before, self.treasury, &policy, now)
            .map_err(|fault| edit_fault(fault, call.agent))?;
        self.store(slot, joined.binding);
        self.store(layout::consent_slot(call.agent, call.consent.salt), U256::from(1));
        joined.words.store(&before, self, call.agent);
        Ok(())
    }

    fn remove_agent(&mut self, agent: Address) -> Verdict {
        let policy = self.live(agent)?;
        let slot = layout::binding_slot(agent);
        let binding = edit::leave(self.load(slot), &policy);
        self.store(slot, binding);
        self.store(layout::agent_policy_slot(agent), U256::ZERO);
        debug_assert_eq!(Binding::unpack(binding).treasury, self.treasury);
        Ok(())
    }

    fn freeze_agent(&mut self, agent: Address, frozen: bool) -> Verdict {
        self.live(agent)?;
        let slot = layout::agent_state_slot(agent);
        let state = AgentState { frozen, ..AgentState::unpack(self.load(slot)) };
        self.store(slot, state.pack());
        Ok(())
    }

    fn set_vendor(&mut self, call: &IVault::setVendorCall, now: u64) -> Verdict {
        let policy = self.live(call.agent)?;
        let policy =
            policy.edited(call.expectedVersion).map_err(|fault| edit_fault(fault, call.agent))?;
        self.store(layout::agent_policy_slot(call.agent), policy.pack());
        self.write_entry(layout::vendor_slot(call.agent, call.vendor), &call.entry, now)
    }

    fn remove_vendor(&mut self, agent: Address, vendor: Address) -> Verdict {
        let policy = self.live(agent)?.tightened();
        self.store(layout::agent_policy_slot(agent), policy.pack());
        let slot = layout::vendor_slot(agent, vendor);
        let entry = edit::remove_vendor(self.load(slot));
        self.store(slot, entry);
        Ok(())
    }

    fn set_shared(&mut self, call: &IVault::setSharedVendorCall, now: u64) -> Verdict {
        let edited = self.state().edited(call.expectedVersion);
        let edited = edited.map_err(|fault| edit_fault(fault, Address::ZERO))?;
        self.edit_state(|_| edited);
        self.write_entry(layout::shared_vendor_slot(self.treasury, call.vendor), &call.entry, now)
    }

    fn write_entry(&mut self, slot: U256, entry: &bursar_abi::VendorEntry, now: u64) -> Verdict {
        let terms = VendorTerms::try_from(entry).map_err(invalid)?;
        let word = edit::edit_vendor(self.load(slot), &terms, now).map_err(invalid)?;
        self.store(slot, word);
        Ok(())
    }

    fn set_limits(&mut self, call: &IVault::setTreasuryLimitsCall, now: u64) -> Verdict {
        let limits = TreasuryLimits::try_from(&call.limits).map_err(invalid)?;
        let before = TreasuryWords::load(self, self.treasury);
        let after = edit::edit_treasury(&before, &limits, call.expectedVersion, now)
            .map_err(|fault| edit_fault(fault, Address::ZERO))?;
        after.store(&before, self, self.treasury);
        Ok(())
    }

    fn withdraw(&mut self, asked: U256) -> Verdict {
        let balance = self.state().balance;
        if asked.is_zero() {
            return Err(IVault::AmountInvalid { value: asked }.into());
        }
        if asked > U256::from(balance) {
            let balance = U256::from(balance);
            return Err(IVault::BalanceInsufficient { asked, balance }.into());
        }
        let value: u64 = asked.to();
        self.edit_state(|state| TreasuryState { balance: state.balance - value, ..state });
        Ok(())
    }
}

fn denied(denied: Denied) -> Failure {
    IVault::PaymentDenied::from(denied).into()
}

fn fault(fault: AuthorizationFault) -> Failure {
    Failure::text(fault.text())
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
