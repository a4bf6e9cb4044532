//! A vault's storage with any bits in it, and batches settled on it as the vault does.

use crate::inputs::{AGENTS, APPROVERS, CALLER, Change, Draft, TOKEN, VAULT, VENDORS, is_signed};
use crate::signers::{Chain, DOMAIN};
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Grant, Head, Item, Logged, Malformed, Scene, Settlement, Verdict};
use bursar_policy::delegation::MAX_DEPTH;
use bursar_policy::layout::{self, agent_policy};
use bursar_policy::nonce::{self, SequencedNonce};
use bursar_policy::roles::Roles;
use bursar_policy::{
    AgentPolicy, Binding, Breaker, Flags, Limit, Link, Period, Policy, Schedule, Storage,
    TreasuryState, Validity, VendorEntry, VendorMode, WindowMode, approvals, eip712,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The treasuries; an agent of none is not live.
pub const TREASURIES: [u64; 2] = [1, 2];

/// Storage words; one that is zero is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots(BTreeMap<U256, U256>);

impl Slots {
    /// The word at `slot`.
    pub fn word(&self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    /// The treasury that the agent spends for, 0 if it is not live.
    pub fn treasury_of(&self, agent: Address) -> u64 {
        AgentPolicy::unpack(self.word(layout::agent_policy_slot(agent))).treasury
    }

    /// What a treasury holds, and the like.
    pub fn treasury(&self, treasury: u64) -> TreasuryState {
        TreasuryState::unpack(self.word(layout::treasury_state_slot(treasury)))
    }

    /// The slots whose words differ, with both words: here and in `other`.
    pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (U256, U256, U256)> {
        let slots = self.0.keys().chain(other.0.keys());
        let words = slots.map(move |slot| (*slot, self.word(*slot), other.word(*slot)));
        words.filter(|(_, here, there)| here != there)
    }
}

impl Storage for Slots {
    fn load(&mut self, slot: U256) -> U256 {
        self.word(slot)
    }

    fn store(&mut self, slot: U256, word: U256) {
        if word.is_zero() {
            self.0.remove(&slot);
        } else {
            self.0.insert(slot, word);
        }
    }
}

/// A vault in which every agent can pay, but for what is changed.
#[derive(Arbitrary, Clone, Debug)]
pub struct Contents {
    changes: Vec<(Place, Change)>,
    /// Of each agent, whose sub-agent it is, if anybody's; in circles, too.
    parents: [Option<u8>; AGENTS.len()],
    /// Of each agent, whether its code signs for it.
    contract_payers: [bool; AGENTS.len()],
    /// Who becomes an approver of which treasury, or is none any more.
    appointments: Vec<(u8, u8, bool)>,
}

/// A word that a batch can meet. Numbers are counted over and over again.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Place {
    Policy(u8),
    State(u8),
    Limits(u8),
    Schedule(u8),
    Vendor(u8, u8),
    Treasury(u8),
    TreasuryLimit(u8),
    TreasuryWindow(u8),
    AuditHead(u8),
    Roles(u8),
    Breaker(u8),
    SharedVendor(u8, u8),
    Nonce(Draft),
    OwnNonce(Draft),
}

impl Place {
    fn slot(self, slots: &Slots) -> U256 {
        let agent = |number: u8| AGENTS[usize::from(number) % AGENTS.len()];
        let vendor = |number: u8| VENDORS[usize::from(number) % VENDORS.len()];
        let treasury = |number: u8| TREASURIES[usize::from(number) % TREASURIES.len()];
        match self {
            Self::Policy(of) => layout::agent_policy_slot(agent(of)),
            Self::State(of) => layout::agent_state_slot(agent(of)),
            Self::Limits(of) => layout::agent_limits_slot(agent(of)),
            Self::Schedule(of) => layout::agent_schedule_slot(agent(of)),
            Self::Vendor(of, to) => layout::vendor_slot(agent(of), vendor(to)),
            Self::Treasury(of) => layout::treasury_state_slot(treasury(of)),
            Self::TreasuryLimit(of) => layout::treasury_limit_slot(treasury(of)),
            Self::TreasuryWindow(of) => layout::treasury_window_slot(treasury(of)),
            Self::AuditHead(of) => layout::audit_head_slot(treasury(of)),
            Self::Roles(of) => layout::roles_slot(treasury(of), CALLER),
            Self::Breaker(of) => layout::breaker_slot(agent(of)),
            Self::SharedVendor(of, to) => layout::shared_vendor_slot(treasury(of), vendor(to)),
            Self::Nonce(draft) => {
                let item = draft.item(0);
                nonce_slot(slots, item.agent, item.nonce)
            }
            Self::OwnNonce(draft) => {
                let item = draft.item(0);
                layout::nonce_own_slot(item.agent, item.nonce)
            }
        }
    }
}

impl Contents {
    /// The storage.
    pub fn slots(&self) -> Slots {
        let mut slots = OPEN.clone();
        for (place, change) in &self.changes {
            let slot = place.slot(&slots);
            let word = change.apply(slots.word(slot));
            slots.store(slot, word);
        }
        for (agent, parent) in AGENTS.into_iter().zip(self.parents) {
            bind(&mut slots, agent);
            if let Some(parent) = parent {
                link(&mut slots, agent, AGENTS[usize::from(parent) % AGENTS.len()]);
            }
        }
        for (agent, _) in AGENTS.into_iter().zip(self.contract_payers).filter(|(_, is)| *is) {
            flag(&mut slots, agent, Flags::CONTRACT_PAYER);
        }
        for (of, who, is_approver) in &self.appointments {
            let treasury = TREASURIES[usize::from(*of) % TREASURIES.len()];
            let account = APPROVERS[usize::from(*who) % APPROVERS.len()];
            appoint(&mut slots, treasury, account, *is_approver);
        }
        slots
    }
}

/// Makes an agent's policy name a treasury that there is, or none, and its binding know the size of
/// its table of nonces: no call of the vault leaves anything else.
fn bind(slots: &mut Slots, agent: Address) {
    let slot = layout::agent_policy_slot(agent);
    let AgentPolicy { treasury, nonce_bits, .. } = AgentPolicy::unpack(slots.word(slot));
    let treasury = treasury % (TREASURIES.len() as u64 + 1);
    slots.store(slot, agent_policy::TREASURY.with(slots.word(slot), treasury));
    let binding = Binding { treasury, nonce_bits, ..Binding::default() };
    slots.store(layout::binding_slot(agent), binding.pack());
}

/// Makes an agent spend for another, whatever the two are.
fn link(slots: &mut Slots, agent: Address, parent: Address) {
    flag(slots, agent, Flags::PARENT);
    slots.store(layout::link_slot(agent), Link { parent, generation: 0 }.pack());
}

/// Sets a flag of an agent's policy.
fn flag(slots: &mut Slots, agent: Address, flag: Flags) {
    let slot = layout::agent_policy_slot(agent);
    let policy = AgentPolicy::unpack(slots.word(slot));
    let flags = policy.flags.with(flag, true);
    slots.store(slot, AgentPolicy { flags, ..policy }.pack());
}

/// Makes an account an approver of a treasury, or none any more, as the vault does.
fn appoint(slots: &mut Slots, treasury: u64, account: Address, is_approver: bool) {
    let roles = if is_approver { Roles::APPROVER } else { Roles::NONE };
    let assignment = approvals::assign(slots, treasury, account, roles);
    assignment.expect("fewer accounts than numbers").store(slots);
}

/// Registers that `approver` approves an item, as the vault does; who is no approver any more was one
/// then.
pub fn register(slots: &mut Slots, item: &Item<'_>, approver: Address) {
    let treasury = slots.treasury_of(item.agent);
    let digest = eip712::transfer_digest(DOMAIN, &item.authorization());
    let slot = layout::approval_slot(treasury, digest);
    let account = slots.word(layout::roles_slot(treasury, approver));
    let given = approvals::give(slots.word(slot), account);
    slots.store(slot, given);
}

/// A vault in which every agent can pay.
static OPEN: LazyLock<Slots> = LazyLock::new(open_vault);

/// Two treasuries, one with a cap and one that names its settlers; agents with every kind of list and
/// of window, and with every optional limit.
fn open_vault() -> Slots {
    let mut slots = Slots::default();
    let agents = [
        (TREASURIES[0], VendorMode::Own, WindowMode::Fixed, 0),
        (TREASURIES[1], VendorMode::Shared, WindowMode::Sliding, 1),
        (TREASURIES[0], VendorMode::Any, WindowMode::Strict, 2),
    ];
    for (agent, (treasury, vendors, mode, nonce_bits)) in AGENTS.into_iter().zip(agents) {
        let policy = Policy {
            payment_cap: 500,
            per_period: Some(limit(1_000, mode)),
            vendors,
            nonce_bits,
            count_cap: Some(5),
            budget: Some(3_000),
            validity: Some(Validity { not_before: 0, not_after: 1 << 32 }),
            schedule: Schedule::new(U256::MAX >> 88).ok(),
            approval_threshold: Some(200),
            contract_payer: false,
            delegation_depth: Some(MAX_DEPTH),
            breaker: Some(Breaker { count: 2, window: 600 }),
        };
        let (word, limits, schedule) = policy.to_words(treasury, 0);
        slots.store(layout::agent_policy_slot(agent), word.pack());
        slots.store(layout::agent_limits_slot(agent), limits.pack());
        slots.store(layout::agent_schedule_slot(agent), schedule.mask());
        for vendor in VENDORS {
            slots.store(layout::vendor_slot(agent, vendor), entry().pack());
        }
    }
    for (treasury, (settlers_only, approvals)) in
        TREASURIES.into_iter().zip([(false, 1), (true, 2)])
    {
        let state = TreasuryState {
            balance: 4_000,
            longest_validity: u16::MAX.into(),
            capped: !settlers_only,
            settlers_only,
            approvals,
            ..TreasuryState::CREATED
        };
        let cap = limit(1_500, WindowMode::Sliding);
        slots.store(layout::treasury_state_slot(treasury), state.pack());
        slots.store(layout::treasury_limit_slot(treasury), cap.pack());
        let roles = Roles::SETTLER.and(Roles::REPORTER);
        slots.store(layout::roles_slot(treasury, CALLER), U256::from(roles.bits()));
        for approver in &APPROVERS[..3] {
            appoint(&mut slots, treasury, *approver, true);
        }
        for vendor in VENDORS {
            slots.store(layout::shared_vendor_slot(treasury, vendor), entry().pack());
        }
    }
    slots
}

const fn limit(cap: u64, mode: WindowMode) -> Limit {
    Limit { cap, period: Period::Seconds { length: 600, mode } }
}

fn entry() -> VendorEntry {
    let limit = Some(limit(700, WindowMode::Sliding));
    VendorEntry { listed: true, limit, ..VendorEntry::default() }
}

/// The slot of the word that remembers a nonce, whatever its style.
pub fn nonce_slot(slots: &Slots, agent: Address, nonce: B256) -> U256 {
    if let Some(counted) = SequencedNonce::read(nonce) {
        return layout::sequence_slot(agent, counted);
    }
    let policy = AgentPolicy::unpack(slots.word(layout::agent_policy_slot(agent)));
    if policy.is_session() {
        let Link { parent, .. } = Link::unpack(slots.word(policy.link_slot(agent)));
        let binding = Binding::unpack(slots.word(layout::binding_slot(parent)));
        let place = nonce::locate(agent, nonce, binding.nonce_bits);
        return layout::nonce_table_slot(parent, place.index);
    }
    let place = nonce::locate(agent, nonce, policy.nonce_bits);
    layout::nonce_table_slot(agent, place.index)
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Of its items, in their order.
    pub verdicts: Vec<Verdict>,
    /// What left the vault: vendor and sum.
    pub paid: Vec<(Address, u128)>,
    /// What was logged at its end.
    pub heads: Vec<Head>,
}

/// Settles a batch, step by step as `settleBatch` does; the token pays nobody in `blocked`. `None` if
/// the vault reverts, since the token pays nobody at all; then nothing is stored.
///
/// # Errors
/// [`Malformed`].
///
/// # Panics
/// If a step breaks its word.
pub fn settle(
    slots: &mut Slots,
    bytes: &[u8],
    now: u64,
    blocked: &[Address],
) -> Result<Option<Settled>, Malformed> {
    let scene = Scene { vault: VAULT, token: TOKEN, now, settler: CALLER, domain: DOMAIN };
    let mut chain = Chain::of(bytes)?;
    let mut batch = Settlement::open(bytes, slots, scene)?;
    let Ok(()) = batch.check(&mut chain);
    batch.pay();
    let payouts = batch.payouts();
    assert!(batch.gas_to_finish() > 0);
    let (failed, paid): (Vec<_>, Vec<_>) =
        payouts.into_iter().partition(|payout| blocked.contains(&payout.vendor));
    if !failed.is_empty() {
        if paid.is_empty() {
            return Ok(None);
        }
        let stands = batch.leave_out(|row| failed.iter().any(|payout| payout.row == row));
        assert!(stands, "an item no longer passes once others are left out");
        assert_eq!(batch.payouts(), paid);
    }
    batch.record(|treasury, logged| match logged {
        Logged::Opened(session) => entry_hash(treasury, session.agent, B256::ZERO),
        Logged::Paid(item) => entry_hash(treasury, item.agent, item.nonce),
    });
    let heads = batch.heads().collect();
    let verdicts = batch.finish().into_iter().map(Verdict::from_byte).collect::<Option<_>>();
    let verdicts = verdicts.expect("bytes that are verdicts");
    let paid = paid.into_iter().map(|payout| (payout.vendor, payout.value)).collect();
    Ok(Some(Settled { verdicts, paid, heads }))
}

/// Whether both have signed a grant.
pub const fn is_granted(grant: &Grant) -> bool {
    is_signed(&grant.by_parent) && is_signed(&grant.by_agent)
}

/// What stands for the log of a payment in audit chains, and, with no nonce, of the beginning of a session.
pub fn entry_hash(treasury: u64, agent: Address, nonce: B256) -> B256 {
    bursar_policy::audit::entry_hash(treasury, &[agent.into_word(), nonce], &[])
}
