//! Why a payment would pass or not: which rule refuses it, whose it is, and the room under all others.
//!
//! Everything here is what `bursar-policy` says of the vault's words; nothing is decided anew.

use alloy::primitives::{Address, U256};
use bursar_policy::batch::{self, Cache};
use bursar_policy::{
    Binding, Config, Denial, Denied, HORIZON, Limit, Lineage, Member, Payment, Pending, Period,
    Policy, Rooms, Schedule, Storage, TreasuryLimits, TreasuryState, VendorEntry, VendorMode,
    evaluate, layout, room,
};

/// Hours of a week.
const WEEK_HOURS: u64 = 168;
const HOUR: u64 = 3_600;

/// A payment that somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The vault.
    pub vault: Address,
    /// Who would pay.
    pub agent: Address,
    /// Who would be paid.
    pub vendor: Address,
    /// Token units.
    pub value: u64,
    /// When, Unix seconds.
    pub at: u64,
}

/// Whose rule refuses a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The message's own: no policy lets it pass.
    Message,
    /// That of the agent, or of one above it.
    Agent(Address),
    /// That of all agents of the treasury together.
    Treasury,
    /// A delegation above the agent is no more.
    Delegation,
}

/// The first rule that refuses a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which, what it was asked for and what room it had.
    pub denied: Denied,
    /// Whose.
    pub whose: Whose,
}

/// What one agent's rules leave: the payer's own, or those of one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentRoom {
    /// The agent.
    pub agent: Address,
    /// Its limits.
    pub policy: Policy,
    /// The room under each.
    pub rooms: Rooms,
    /// It pays nothing until somebody thaws it.
    pub frozen: bool,
    /// What its list says of the vendor; none if it may pay anyone.
    pub vendor: Option<VendorEntry>,
    /// The first second of its next window, if there is one.
    pub turns: Option<u64>,
    /// The first second of the vendor's next window in its list, if there is one.
    pub vendor_turns: Option<u64>,
    /// The schedule lets it pay, if it has one.
    pub is_open: bool,
    /// The next full hour at which that changes, if it ever does.
    pub schedule_turns: Option<u64>,
}

/// What the treasury leaves to all its agents together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreasuryRoom {
    /// The treasury.
    pub id: u64,
    /// Its limits.
    pub limits: TreasuryLimits,
    /// No agent of it pays until somebody thaws it.
    pub frozen: bool,
    /// What it holds.
    pub balance: u64,
    /// What is left of its period.
    pub period: u64,
    /// The first second of its next window, if there is one.
    pub turns: Option<u64>,
}

/// What an edit that waits would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The policy of this agent; or a thaw, or its joining.
    Agent(Address),
    /// What this agent's own list says of the vendor.
    Vendor(Address),
    /// What the treasury's shared list says of the vendor.
    SharedVendor,
    /// The treasury's limits, or its thaw.
    Treasury,
}

/// An edit that waits, of anything that this payment depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// What it would change.
    pub edited: Edited,
    /// First second at which it may be done.
    pub ready_at: u64,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// None if the payment would pass.
    pub refusal: Option<Refusal>,
    /// The payer first, then its parent, and so on up. Empty if it is no live agent.
    pub agents: Vec<AgentRoom>,
    /// None if the payer is no live agent.
    pub treasury: Option<TreasuryRoom>,
    /// The treasury that the key belongs to, live or not; 0 if it never joined one.
    pub bound_to: u64,
    /// What waits, in the order of the rooms.
    pub waiting: Vec<Waits>,
}

impl Explanation {
    /// How many delegations above the payer an agent is; 0 for the payer itself.
    pub fn place(&self, agent: Address) -> Option<usize> {
        self.agents.iter().position(|room| room.agent == agent)
    }
}

/// Explains a payment by the words in `storage`, for an authorization that does not live too long, and
/// whoever settles it. Nothing is stored.
pub fn explain(storage: &mut impl Storage, question: &Question) -> Explanation {
    let Question { vault, agent, vendor, value, at } = *question;
    let token = Config::unpack(storage.load(layout::CONFIG_SLOT)).token;
    let lineage = Lineage::load(&mut *storage, agent, vendor);
    let decided = Payment::new(agent, vendor, U256::from(value), at, vault, token)
        .and_then(|payment| batch::charge(&mut Cache::new(&mut *storage), &payment, None, at));
    let payment = Payment { agent, vendor, value, valid_before: at, is_approved: false };
    let refusal = decided.err().map(|denied| {
        let whose = whose(&denied, &lineage, &payment, at);
        Refusal { denied, whose }
    });
    let own = lineage.members.first().filter(|member| member.words.treasury_id != 0);
    // The key of a session has no binding.
    let bound_to = match own {
        Some(member) => member.words.treasury_id,
        None => Binding::unpack(storage.load(layout::binding_slot(agent))).treasury,
    };
    let treasury = own.map(|member| treasury_room(member, at));
    let agents = match treasury {
        Some(_) => lineage.members.iter().map(|member| agent_room(member, at)).collect(),
        None => Vec::new(),
    };
    let waiting =
        treasury.map_or_else(Vec::new, |treasury| waiting(storage, &treasury, &agents, vendor));
    Explanation { refusal, agents, treasury, bound_to, waiting }
}

fn whose(denied: &Denied, lineage: &Lineage, payment: &Payment, at: u64) -> Whose {
    match denied.reason {
        Denial::PayeeForbidden | Denial::ValueZero | Denial::ValueTooWide | Denial::NonceStyle => {
            Whose::Message
        }
        Denial::DelegationEnded => Whose::Delegation,
        Denial::TreasuryFrozen
        | Denial::TreasuryCap
        | Denial::ValidityTooLong
        | Denial::TreasuryBalance
        | Denial::Settler => Whose::Treasury,
        _ => {
            let refuses = |member: &&Member| evaluate(&member.words, payment, at).is_err();
            let refusing = lineage.members.iter().find(refuses);
            Whose::Agent(refusing.map_or(payment.agent, |member| member.agent))
        }
    }
}

fn agent_room(member: &Member, at: u64) -> AgentRoom {
    let Member { agent, words } = member;
    let policy = words.agent.policy();
    let vendor = (policy.vendors != VendorMode::Any).then(|| VendorEntry::unpack(words.vendor));
    let is_open = |at| policy.schedule.is_none_or(|schedule| schedule.is_open(at));
    AgentRoom {
        agent: *agent,
        policy,
        rooms: room(words, at),
        frozen: words.agent.rules().1.frozen,
        vendor,
        turns: turn_of(policy.per_period, at),
        vendor_turns: turn_of(vendor.and_then(|entry| entry.limit), at),
        is_open: is_open(at),
        schedule_turns: policy.schedule.and_then(|schedule| reopening(schedule, at)),
    }
}

fn treasury_room(member: &Member, at: u64) -> TreasuryRoom {
    let words = &member.words;
    let state = TreasuryState::unpack(words.treasury.state);
    let limits = state.limits(words.treasury.limits);
    TreasuryRoom {
        id: words.treasury_id,
        limits,
        frozen: state.frozen,
        balance: state.balance,
        period: room(words, at).treasury,
        turns: turn_of(limits.limit, at),
    }
}

/// What waits of all that the payment depends on.
fn waiting(
    storage: &mut impl Storage,
    treasury: &TreasuryRoom,
    agents: &[AgentRoom],
    vendor: Address,
) -> Vec<Waits> {
    let mut objects = Vec::new();
    for AgentRoom { agent, policy, .. } in agents {
        objects.push((Edited::Agent(*agent), layout::agent_policy_slot(*agent)));
        match policy.vendors {
            VendorMode::Own => {
                objects.push((Edited::Vendor(*agent), layout::vendor_slot(*agent, vendor)));
            }
            VendorMode::Shared => {
                let slot = layout::shared_vendor_slot(treasury.id, vendor);
                objects.push((Edited::SharedVendor, slot));
            }
            VendorMode::Any => {}
        }
    }
    objects.push((Edited::Treasury, layout::treasury_state_slot(treasury.id)));
    let mut found: Vec<Waits> = Vec::new();
    for (edited, object) in objects {
        let pending = Pending::unpack(storage.load(layout::pending_slot(treasury.id, object)));
        let is_new = found.iter().all(|known| known.edited != edited);
        if pending.is_open() && is_new {
            found.push(Waits { edited, ready_at: pending.ready_at });
        }
    }
    found
}

fn turn_of(limit: Option<Limit>, at: u64) -> Option<u64> {
    limit.and_then(|limit| turn(limit.period, at))
}

/// The first second of the window after the one that holds `at`, where the policy tells windows apart.
pub fn turn(period: Period, at: u64) -> Option<u64> {
    let current = period.index(at);
    if at >= HORIZON || period.index(HORIZON) == current {
        return None;
    }
    // Windows only ever go on: between the last second known to be inside and the first known not to be.
    let (mut inside, mut outside) = (at, HORIZON);
    while outside.saturating_sub(inside) > 1 {
        let middle = inside.midpoint(outside);
        if period.index(middle) == current { inside = middle } else { outside = middle }
    }
    Some(outside)
}

/// The next full hour at which the schedule opens, if it is closed, or closes, if it is open.
fn reopening(schedule: Schedule, at: u64) -> Option<u64> {
    let is_open = schedule.is_open(at);
    let hours = (at / HOUR).saturating_add(1)..=(at / HOUR).saturating_add(WEEK_HOURS);
    hours.map(|hour| hour.saturating_mul(HOUR)).find(|at| schedule.is_open(*at) != is_open)
}

#[cfg(test)]
mod tests;
