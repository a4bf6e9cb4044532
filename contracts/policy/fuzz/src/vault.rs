//! A vault's storage with any bits in it, and batches settled on it as the vault does.

use crate::inputs::{AGENTS, CALLER, Change, Draft, TOKEN, VAULT, VENDORS, is_signed};
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Grant, Head, Logged, Malformed, Scene, Settlement, Verdict, decode};
use bursar_policy::delegation::MAX_DEPTH;
use bursar_policy::layout::{self, agent_policy};
use bursar_policy::nonce::{self, SequencedNonce};
use bursar_policy::roles::Roles;
use bursar_policy::signers::Signers;
use bursar_policy::{
    AgentPolicy, Binding, Breaker, Flags, Limit, Link, Period, Policy, Schedule, Signature,
    Storage, TreasuryState, Validity, VendorEntry, VendorMode, WindowMode, eip712,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::LazyLock;

/// What the vault's messages are signed for.
const DOMAIN: B256 = B256::repeat_byte(0xd0);
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
    let slot = layout::agent_policy_slot(agent);
    let policy = AgentPolicy::unpack(slots.word(slot));
    let flags = policy.flags.with(Flags::PARENT, true);
    slots.store(slot, AgentPolicy { flags, ..policy }.pack());
    slots.store(layout::link_slot(agent), Link { parent, generation: 0 }.pack());
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
            // Nobody approves, so more is always refused.
            approval_threshold: Some(400),
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
    for (treasury, settlers_only) in TREASURIES.into_iter().zip([false, true]) {
        let state = TreasuryState {
            balance: 4_000,
            longest_validity: u16::MAX.into(),
            capped: !settlers_only,
            settlers_only,
            ..TreasuryState::CREATED
        };
        let cap = limit(1_500, WindowMode::Sliding);
        slots.store(layout::treasury_state_slot(treasury), state.pack());
        slots.store(layout::treasury_limit_slot(treasury), cap.pack());
        let roles = Roles::SETTLER.and(Roles::REPORTER);
        slots.store(layout::roles_slot(treasury, CALLER), U256::from(roles.bits()));
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

/// A chain on which those who are to have signed the items and grants of a batch did, each digest in the
/// order in which it is asked about. Nobody signed approvals.
struct Chain(BTreeMap<B256, VecDeque<Address>>);

impl Chain {
    fn of(bytes: &[u8]) -> Result<Self, Malformed> {
        let batch = decode(bytes)?;
        let mut signers = BTreeMap::<B256, VecDeque<Address>>::new();
        for item in batch.items() {
            let digest = eip712::transfer_digest(DOMAIN, &item.authorization());
            signers.entry(digest).or_default().push_back(item.agent);
        }
        for (_, Grant { session, .. }) in batch.grants() {
            let digest = eip712::session_digest(DOMAIN, session);
            signers.insert(digest, VecDeque::from([session.parent, session.agent]));
        }
        Ok(Self(signers))
    }
}

impl Signers for Chain {
    type Error = Infallible;

    fn recover(&mut self, digest: B256, signature: &Signature) -> Result<U256, Infallible> {
        let signer = self.0.get_mut(&digest).and_then(VecDeque::pop_front);
        Ok(signer.filter(|_| is_signed(signature)).map_or(U256::ZERO, layout::word_of))
    }

    fn ask(&mut self, _: Address, _: B256, _: &[u8]) -> Result<Option<bool>, Infallible> {
        Ok(Some(false))
    }
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
