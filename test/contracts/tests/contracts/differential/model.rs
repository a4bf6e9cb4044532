//! The vault as plain Rust: a map of words, the policy crate, and nothing of the vault's own code.

mod edits;

use std::collections::BTreeMap;

use alloy::{
    primitives::{Address, B256, Log, U256},
    sol_types::{SolCall, SolInterface as _},
};
use bursar_abi::{
    IToken,
    IVault::{self, IVaultCalls as Call},
};
use bursar_contract_tests::{audit::is_audit_event, outcome::Failure, world::World};
use bursar_policy::{
    AgentPolicy, Authorization, AuthorizationFault, Denial, EditFault, Loosening, Payment, Pending,
    PolicyFault, Storage, TreasuryState, Waiting, approvals, audit,
    batch::{self, Recorded, Refused, Report, Verdict},
    delegation::{self, GrantFault},
    eip712, layout,
    roles::{Action as Right, Roles, may, may_to_kin},
    session,
};

use super::{
    Answer,
    approvals::Nodded,
    cast::{Action, Cast, Refusals, Signed, What},
    sessions::Handed,
};
use crate::plain;

/// Words by slot, and what the vault knows of its surroundings.
#[derive(Debug)]
pub(super) struct Model {
    words: BTreeMap<U256, U256>,
    vault: Address,
    token: Address,
    /// What is signed for the vault has.
    domain: B256,
}

/// A call as the vault runs it.
#[derive(Clone, Copy, Debug)]
struct Scene<'a> {
    sender: Address,
    refusals: &'a Refusals,
    now: u64,
    /// The treasury of several edits, of which this is one.
    within: Option<u64>,
}

/// A batch: items, grants and approvals.
type Parcel<'a> = (&'a [Signed], &'a [Handed], &'a [Nodded]);

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
    /// The vault that the world is at, with the cast's new treasuries in it.
    pub(super) fn new(world: &World, cast: &Cast) -> Self {
        let (vault, token, domain) = (world.vault, world.token, world.domain().separator());
        let mut model = Self { words: BTreeMap::new(), vault, token, domain };
        model.store(layout::CONFIG_SLOT, world.slot(layout::CONFIG_SLOT));
        for tenant in cast.tenants_of(world.vault) {
            let (treasury, owner) = (tenant.id, layout::word_of(tenant.owner.address));
            model.store(layout::owner_slot(treasury), owner);
            let state = TreasuryState { entries: 1, ..TreasuryState::created(0) };
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
    pub(super) fn act(&mut self, action: &Action, refusals: &Refusals, now: u64) -> Answer {
        let before = self.words.clone();
        let scene = Scene { sender: action.sender.address, refusals, now, within: None };
        let answer = match &action.what {
            What::Pay(call, by_agent) => self.transfer(call, *by_agent, scene).map(|()| Vec::new()),
            What::Call(calldata) => {
                let call = Call::abi_decode(calldata).expect("a call of the interface");
                self.run(call, scene).map(|()| Vec::new())
            }
            What::Batch(items, grants, nodded) => self.settle_batch((items, grants, nodded), scene),
            What::Record(items) => {
                Ok(items.iter().map(|signed| self.record(signed, scene).byte()).collect())
            }
        };
        if answer.is_err() {
            self.words = before;
        }
        answer
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

    fn transfer(
        &mut self,
        call: &IVault::transferWithAuthorization_0Call,
        by_agent: bool,
        scene: Scene<'_>,
    ) -> Result<(), Failure> {
        let authorization = Authorization {
            from: call.from,
            to: call.to,
            value: call.value,
            valid_after: call.validAfter,
            valid_before: call.validBefore,
            nonce: call.nonce,
        };
        let treasury =
            self.pay(&authorization, by_agent, &[], scene).map_err(|refused| match refused {
                Refused::Fault(fault) => Failure::text(fault.text()),
                Refused::Denied(denied) => IVault::PaymentDenied::from(denied).into(),
            })?;
        self.count_entry(treasury);
        pay_out(call.to, scene)
    }

    /// Pays by either road, and returns the treasury that did; nothing changes if it is refused. These
    /// `approvers` approve it, beside those who have registered that.
    fn pay(
        &mut self,
        authorization: &Authorization,
        by_agent: bool,
        approvers: &[Address],
        scene: Scene<'_>,
    ) -> Result<u64, Refused> {
        authorization.check_time(scene.now)?;
        let payment = authorization.payment(self.vault, self.token)?;
        if !by_agent {
            return Err(AuthorizationFault::InvalidSignature.into());
        }
        let (nonce, settler) = (authorization.nonce, scene.sender);
        let paid = plain::pay(self, &payment, nonce, settler, scene.now);
        let is_unapproved = |refused: &Refused| match refused {
            Refused::Denied(denied) => denied.reason == Denial::ApprovalMissing,
            Refused::Fault(_) => false,
        };
        if !paid.as_ref().is_err_and(is_unapproved) {
            return paid;
        }
        let slot = layout::agent_policy_slot(payment.agent);
        let treasury = AgentPolicy::unpack(self.load(slot)).treasury;
        let digest = eip712::transfer_digest(self.domain, authorization);
        let is_approved = approvals::suffice(self, treasury, payment.agent, digest, approvers);
        plain::pay(self, &Payment { is_approved, ..payment }, nonce, settler, scene.now)
    }

    /// Settles items, and once more without those whose vendors the token does not pay.
    fn settle_batch(&mut self, parcel: Parcel<'_>, scene: Scene<'_>) -> Answer {
        let (items, ..) = parcel;
        let before = self.words.clone();
        let mut verdicts = vec![Verdict::Settled; items.len()];
        self.settle(parcel, &mut verdicts, scene);
        let refused = |signed: &Signed| !scene.refusals.lets_pay(signed.item.vendor);
        let mut has_failed = false;
        for (signed, verdict) in items.iter().zip(&mut verdicts) {
            if *verdict == Verdict::Settled && refused(signed) {
                (*verdict, has_failed) = (Verdict::PayoutFailed, true);
            }
        }
        if has_failed && !verdicts.contains(&Verdict::Settled) {
            return Err(IVault::PayoutsFailed {}.into());
        }
        if has_failed {
            self.words = before;
            let first = verdicts.clone();
            self.settle(parcel, &mut verdicts, scene);
            assert_eq!(verdicts, first, "leaving items out made another one fail");
        }
        Ok(verdicts.into_iter().map(Verdict::byte).collect())
    }

    /// Pays the items that have passed so far, each on words in which its session is opened, if there is
    /// one.
    fn settle(
        &mut self,
        (items, grants, nodded): Parcel<'_>,
        verdicts: &mut [Verdict],
        scene: Scene<'_>,
    ) {
        let passed =
            items.iter().zip(verdicts).enumerate().filter(|(_, (_, v))| **v == Verdict::Settled);
        for (index, (Signed { item, by_agent }, verdict)) in passed {
            let approving = nodded.iter().filter(|nodded| nodded.approval.item == index);
            let approvers: Vec<Address> = approving.map(|nodded| nodded.by).collect();
            let closed = self.open_session(item.agent, grants, scene.now);
            match self.pay(&item.authorization(), *by_agent, &approvers, scene) {
                Ok(treasury) => {
                    (0..=u8::from(closed.is_some())).for_each(|_| self.count_entry(treasury));
                }
                Err(refused) => {
                    *verdict = refused.into();
                    if let Some(words) = closed {
                        self.words = words;
                    }
                }
            }
        }
    }

    /// Opens the session that is granted to `agent`, if there is one; the words before, if that did.
    fn open_session(
        &mut self,
        agent: Address,
        grants: &[Handed],
        now: u64,
    ) -> Option<BTreeMap<U256, U256>> {
        let is_for = |handed: &&Handed| handed.grant.session.agent == agent;
        let Handed { grant, by_both } = grants.iter().find(is_for)?;
        let before = self.words.clone();
        (*by_both && session::open(&mut *self, &grant.session, now).is_ok()).then_some(before)
    }

    /// Puts the denial of an item on record, if it is one.
    fn record(&mut self, signed: &Signed, scene: Scene<'_>) -> Report {
        let authorization = signed.item.authorization();
        if let Err(fault) = authorization.check_time(scene.now) {
            return Report::Fault(fault);
        }
        let Ok(payment) = authorization.payment(self.vault, self.token) else {
            return Report::Unrecordable;
        };
        if !signed.by_agent {
            return Report::Fault(AuthorizationFault::InvalidSignature);
        }
        let (nonce, reporter) = (authorization.nonce, scene.sender);
        match batch::record(&mut *self, &payment, nonce, reporter, scene.now) {
            Ok(Recorded { treasury, reason, tripped }) => {
                self.count_entry(treasury);
                if tripped {
                    self.void(treasury, layout::agent_policy_slot(payment.agent));
                    self.count_entry(treasury);
                }
                Report::Recorded(reason)
            }
            Err(report) => report,
        }
    }

    fn state(&mut self, treasury: u64) -> TreasuryState {
        TreasuryState::unpack(self.load(layout::treasury_state_slot(treasury)))
    }

    fn edit_state(&mut self, treasury: u64, edit: impl FnOnce(TreasuryState) -> TreasuryState) {
        let state = edit(self.state(treasury)).pack();
        self.store(layout::treasury_state_slot(treasury), state);
    }

    fn count_entry(&mut self, treasury: u64) {
        self.edit_state(treasury, |state| TreasuryState { entries: state.entries + 1, ..state });
    }

    fn live(&mut self, agent: Address) -> Result<AgentPolicy, Failure> {
        let policy = AgentPolicy::unpack(self.load(layout::agent_policy_slot(agent)));
        if policy.is_live() { Ok(policy) } else { Err(IVault::AgentUnknown { agent }.into()) }
    }

    /// A treasury that exists and, among several edits, is theirs.
    fn open(&mut self, treasury: u64, scene: Scene<'_>) -> Result<(), Failure> {
        if scene.within.is_some_and(|within| within != treasury) {
            return Err(IVault::TreasuryForeign { treasury }.into());
        }
        if self.state(treasury).exists {
            Ok(())
        } else {
            Err(IVault::TreasuryUnknown { treasury }.into())
        }
    }

    fn allows(&mut self, treasury: u64, right: Right, account: Address) -> bool {
        let is_owner = layout::address_in(self.load(layout::owner_slot(treasury))) == account;
        let roles = Roles::unpack(self.load(layout::roles_slot(treasury, account)));
        may(right, is_owner, roles)
    }

    fn require(&mut self, treasury: u64, right: Right, scene: Scene<'_>) -> Result<(), Failure> {
        let account = scene.sender;
        let is_allowed = self.allows(treasury, right, account);
        if is_allowed { Ok(()) } else { Err(IVault::Unauthorized { treasury, account }.into()) }
    }

    /// [`Model::open`] for a sender who may do this.
    fn open_for(&mut self, treasury: u64, right: Right, scene: Scene<'_>) -> Done {
        self.open(treasury, scene)?;
        self.require(treasury, right, scene)?;
        Ok(treasury)
    }

    /// A live agent, and its treasury opened for a sender who may do this by a role or as its kin.
    fn open_agent(
        &mut self,
        agent: Address,
        right: Right,
        scene: Scene<'_>,
    ) -> Result<AgentPolicy, Failure> {
        let policy = self.live(agent)?;
        if policy.is_session() && !right.suits_sessions() {
            return Err(IVault::AgentUnknown { agent }.into());
        }
        self.open(policy.treasury, scene)?;
        let kin = delegation::kin(&mut *self, agent, scene.sender);
        if !may_to_kin(right, kin) {
            self.require(policy.treasury, right, scene)?;
        }
        Ok(policy)
    }

    /// Whether `call` may edit `object` now; if not, it waits from now on.
    fn admit(
        &mut self,
        treasury: u64,
        object: U256,
        loosening: Loosening,
        call: &impl SolCall,
        scene: Scene<'_>,
    ) -> Result<bool, Failure> {
        let TreasuryState { delay, delayed, .. } = self.state(treasury);
        if !delayed {
            return Ok(true);
        }
        let slot = layout::pending_slot(treasury, object);
        let asked = Pending::unpack(self.load(slot))
            .admit(loosening, delay, &call.abi_encode(), scene.now)
            .map_err(|Waiting { ready_at }| IVault::EditWaiting { readyAt: ready_at })?;
        self.store(slot, asked.unwrap_or_default().pack());
        Ok(asked.is_none())
    }

    /// Nothing waits for an object any more on which a brake was pulled.
    fn void(&mut self, treasury: u64, object: U256) {
        if self.state(treasury).delayed {
            self.store(layout::pending_slot(treasury, object), U256::ZERO);
        }
    }
}

/// Pays somebody outside; the token may refuse.
fn pay_out(account: Address, scene: Scene<'_>) -> Result<(), Failure> {
    let is_paid = scene.refusals.lets_pay(account);
    if is_paid { Ok(()) } else { Err(token_failed::<IToken::transferCall>()) }
}

fn token_failed<C: SolCall>() -> Failure {
    IVault::TokenFailed { selector: C::SELECTOR.into() }.into()
}

fn invalid(fault: PolicyFault) -> Failure {
    IVault::PolicyInvalid { fault: fault.code() }.into()
}

fn grant_fault(fault: GrantFault, parent: Address, agent: Address) -> Failure {
    match fault {
        GrantFault::ParentUnknown => IVault::AgentUnknown { agent: parent }.into(),
        GrantFault::Ended => IVault::DelegationEnded { parent }.into(),
        GrantFault::SaltUsed { account, salt } => IVault::SaltUsed { agent: account, salt }.into(),
        GrantFault::Over { not_after, now } => {
            IVault::ConsentExpired { deadline: not_after, now }.into()
        }
        GrantFault::Edit(fault) => edit_fault(fault, agent),
    }
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
