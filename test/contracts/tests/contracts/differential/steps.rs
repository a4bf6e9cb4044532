//! What can happen in a random day.

mod changes;

use std::ops::Range;

use bursar_abi::{Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::tenant::{ADMIN, APPROVER, DELEGATION, GUARDIAN, REPORTER, SETTLER};
use proptest::{collection::vec, prelude::*};

use self::changes::{any_change, any_several};
use super::limits::{any_delegating_policy, any_entry};

/// One thing that happens. Treasuries, agents and vendors by index.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Pay(Draw),
    PayBadly {
        agent: usize,
        flaw: Flaw,
    },
    PayAgain {
        back: usize,
        elsewhere: bool,
    },
    Batch(Vec<Offer>, Vec<Hand>, Vec<Nod>),
    Record(Vec<Offer>),
    Register(Hand),
    /// Of what was signed so many authorizations ago.
    Approve {
        back: usize,
    },
    Wait {
        seconds: u64,
    },
    Token(Mood),
    SetPolicy {
        agent: usize,
        policy: Policy,
        stale: bool,
    },
    SetVendor {
        agent: usize,
        vendor: usize,
        entry: VendorEntry,
    },
    RemoveVendor {
        agent: usize,
        vendor: usize,
    },
    SetShared {
        treasury: usize,
        vendor: usize,
        entry: VendorEntry,
    },
    RemoveShared {
        treasury: usize,
        vendor: usize,
    },
    SetLimits {
        treasury: usize,
        limits: TreasuryLimits,
    },
    Appoint {
        treasury: usize,
        who: By,
        roles: u8,
    },
    FreezeAgent {
        agent: usize,
    },
    ThawAgent {
        agent: usize,
    },
    FreezeTreasury {
        treasury: usize,
    },
    ThawTreasury {
        treasury: usize,
    },
    RemoveAgent {
        agent: usize,
    },
    AddAgent {
        agent: usize,
        policy: Policy,
    },
    Poach {
        agent: usize,
        policy: Policy,
    },
    Delegate {
        parent: usize,
        agent: usize,
        share: u64,
        depth: u8,
    },
    Revoke {
        agent: usize,
    },
    Bequeath {
        treasury: usize,
        heir: By,
    },
    Inherit {
        treasury: usize,
    },
    Deposit {
        treasury: usize,
        value: u64,
    },
    Withdraw {
        treasury: usize,
        value: u64,
    },
    Several {
        edits: Vec<Step>,
        is_mixed: bool,
    },
    Repeat {
        back: usize,
        is_patient: bool,
    },
    Cancel {
        back: usize,
    },
    As {
        by: By,
        step: Box<Step>,
    },
}

/// Who does something about a treasury, if not who usually does it.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// Whoever owns it.
    Owner,
    /// Who founded it, owner or not.
    Founder,
    Admin,
    Guardian,
    Agent(usize),
    /// Who owns another treasury, which may lie in another vault.
    Rival,
    Relayer,
    /// Who settles for somebody else.
    Facilitator,
}

/// What the token's operator does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mood {
    Pause(bool),
    Block {
        vendor: usize,
        is_blocked: bool,
    },
    /// Money sent to a treasury's vault, past all treasuries.
    Gift {
        treasury: usize,
        value: u64,
    },
}

/// What an agent signs: an authorization that `lives` for so many seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draw {
    pub(super) agent: usize,
    pub(super) vendor: usize,
    pub(super) value: u64,
    pub(super) lives: u64,
    /// Lane and sequence of the nonce, where it is a sequenced one.
    pub(super) counted: Option<(u64, u64)>,
}

/// What no batch can hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flaw {
    /// A value beyond 64 bits.
    TooWide,
    /// The tag of a sequenced nonce, but not its form.
    Nonce,
}

/// A session that an agent grants to a key, for so many seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    pub(super) parent: usize,
    pub(super) key: usize,
    pub(super) cap: u64,
    pub(super) budget: u64,
    pub(super) lives: u64,
    /// Whether the key has signed it, too.
    pub(super) by_both: bool,
}

/// An approval that a batch brings, of the item with this number modulo those that there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nod {
    pub(super) item: usize,
    pub(super) by: By,
}

/// One item of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) enum Offer {
    /// Signed for this batch.
    New(Draw),
    /// As well, but not valid before the next second.
    Early(Draw),
    /// As well, but by another key.
    Forged(Draw),
    /// What was signed so many authorizations ago, whichever road it went, and for whichever vault.
    Again { back: usize },
}

/// The vault of each treasury: two share one, the third has its own.
pub(super) const VAULTS: [usize; 3] = [0, 0, 1];
pub(super) const TREASURIES: usize = VAULTS.len();
/// The treasury that each agent joins, if it is not delegated to before; the others join none, and may be
/// granted a session there, once.
pub(super) const HOMES: [usize; 18] = [0, 0, 1, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2];
/// The key of each: one agent spends in both vaults.
pub(super) const KEYS: [usize; 18] = [0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
/// How many agents take part.
const AGENTS: usize = 7;
/// Those who grant sessions in either vault, and the keys that they grant them to.
const GRANTORS: [Range<usize>; 2] = [0..5, 5..AGENTS];
pub(super) const SESSIONS: [Range<usize>; 2] = [AGENTS..15, 15..HOMES.len()];
/// Those who pay from the first vault and from the second, as often as they do.
const PAYERS: [&[usize]; 2] = [
    &[
        0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 7, 8, 9,
        10, 11, 12, 13, 14,
    ],
    &[5, 5, 5, 5, 5, 5, 6, 6, 6, 15, 16, 17],
];
/// Those of them that join their treasury when a day begins; the others are mostly sub-agents.
const FOUNDERS: [usize; 4] = [0, 1, 2, 5];
/// Who is delegated to at once, if it can be, in turn: parent, agent, and how deep that may delegate.
const GRANTS: [(usize, usize, u8); 3] = [(0, 3, 1), (3, 4, 0), (5, 6, 0)];
pub(super) const VENDORS: usize = 3;
/// Items of a batch, at most.
const ITEMS: usize = 6;
/// Nonce bits of every agent: a small table, so that it overflows.
pub(super) const NONCE_BITS: u8 = 1;

/// Mostly a vendor; one past them is the vault itself, which is never paid.
fn any_listed() -> impl Strategy<Value = usize> {
    prop_oneof![30 => 0..VENDORS, 1 => Just(VENDORS)]
}

fn any_draw(payers: &'static [usize]) -> impl Strategy<Value = Draw> {
    // Two past the vendors is the other vault, which is paid like anybody.
    let payee = prop_oneof![30 => any_listed(), 1 => Just(VENDORS + 1)];
    // Some meet again, most share one of six words.
    let counted = prop::option::weighted(0.4, (0..2_u64, 0..700_u64));
    let payer = prop::sample::select(payers);
    let value = prop_oneof![3 => 0..30_u64, 1 => 0..120_u64];
    let draw = (payer, payee, value, 0..4_500_u64, counted);
    draw.prop_map(|(agent, vendor, value, lives, counted)| Draw {
        agent,
        vendor,
        value,
        lives,
        counted,
    })
}

fn any_offer(payers: &'static [usize]) -> impl Strategy<Value = Offer> {
    prop_oneof![
        16 => any_draw(payers).prop_map(Offer::New),
        1 => any_draw(payers).prop_map(Offer::Early),
        1 => any_draw(payers).prop_map(Offer::Forged),
        2 => (0..12_usize).prop_map(|back| Offer::Again { back }),
    ]
}

/// Most of them within what the vault's agents may.
fn any_hand(vault: usize) -> impl Strategy<Value = Hand> {
    let [grantors, keys] = [GRANTORS, SESSIONS].map(|of| of[vault].clone());
    let hand = (grantors, keys, 10..70_u64, 20..400_u64, 0..9_000_u64, prop::bool::weighted(0.9));
    hand.prop_map(|(parent, key, cap, budget, lives, by_both)| Hand {
        parent,
        key,
        cap,
        budget,
        lives,
        by_both,
    })
}

/// Mostly by who is an approver.
fn any_nod() -> impl Strategy<Value = Nod> {
    let by = prop_oneof![4 => Just(By::Admin), 4 => Just(By::Guardian), 1 => any_by()];
    (0..ITEMS, by).prop_map(|(item, by)| Nod { item, by })
}

/// A batch for one vault, and what is granted and approved in it.
fn any_batch() -> impl Strategy<Value = Step> {
    let parcel = |vault: usize| {
        (vec(any_offer(PAYERS[vault]), 1..=ITEMS), vec(any_hand(vault), 0..6), vec(any_nod(), 0..6))
            .prop_map(|(offers, hands, nods)| Step::Batch(offers, hands, nods))
    };
    prop_oneof![5 => parcel(0), 2 => parcel(1)]
}

/// What comes to one vault at once.
fn any_offers() -> impl Strategy<Value = Vec<Offer>> {
    prop_oneof![
        5 => vec(any_offer(PAYERS[0]), 1..=ITEMS),
        2 => vec(any_offer(PAYERS[1]), 1..=ITEMS),
    ]
}

fn any_payment() -> impl Strategy<Value = Step> {
    let flaw = prop_oneof![Just(Flaw::TooWide), Just(Flaw::Nonce)];
    prop_oneof![
        36 => any_draw(PAYERS[0]).prop_map(Step::Pay),
        14 => any_draw(PAYERS[1]).prop_map(Step::Pay),
        1 => (0..AGENTS, flaw).prop_map(|(agent, flaw)| Step::PayBadly { agent, flaw }),
        4 => (0..12_usize, prop::bool::weighted(0.3))
            .prop_map(|(back, elsewhere)| Step::PayAgain { back, elsewhere }),
        20 => any_batch(),
        7 => any_offers().prop_map(Step::Record),
        4 => (0..6_usize).prop_map(|back| Step::Approve { back }),
    ]
}

/// Any step; payments and the passing of time more often than edits, and now and then by somebody else
/// than who usually does it.
pub(super) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        73 => any_payment(),
        8 => by_somebody(any_payment()),
        8 => (0..900_u64).prop_map(|seconds| Step::Wait { seconds }),
        2 => (0..40_000_u64).prop_map(|seconds| Step::Wait { seconds }),
        1 => (0..900_000_u64).prop_map(|seconds| Step::Wait { seconds }),
        7 => any_mood().prop_map(Step::Token),
        37 => any_change(),
        10 => by_somebody(any_change()),
        6 => any_several(),
        2 => by_somebody(any_several()),
        12 => any_repetition(),
        3 => by_somebody(any_repetition()),
    ]
}

fn any_by() -> impl Strategy<Value = By> {
    prop_oneof![
        1 => Just(By::Owner),
        1 => Just(By::Founder),
        4 => Just(By::Admin),
        4 => Just(By::Guardian),
        3 => (0..AGENTS).prop_map(By::Agent),
        2 => Just(By::Rival),
        1 => Just(By::Relayer),
        3 => Just(By::Facilitator),
    ]
}

fn by_somebody(step: impl Strategy<Value = Step>) -> impl Strategy<Value = Step> {
    (any_by(), step).prop_map(|(by, step)| Step::As { by, step: Box::new(step) })
}

fn any_mood() -> impl Strategy<Value = Mood> {
    let (vendor, value) = (0..VENDORS, 1..300_u64);
    prop_oneof![
        1 => Just(Mood::Pause(true)),
        12 => Just(Mood::Pause(false)),
        6 => (vendor, prop::bool::weighted(0.2))
            .prop_map(|(vendor, is_blocked)| Mood::Block { vendor, is_blocked }),
        1 => (0..TREASURIES, value).prop_map(|(treasury, value)| Mood::Gift { treasury, value }),
    ]
}

/// What is done again, or called off, of what was asked for.
fn any_repetition() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_usize, prop::bool::weighted(0.7))
            .prop_map(|(back, is_patient)| Step::Repeat { back, is_patient }),
        1 => (0..4_usize).prop_map(|back| Step::Cancel { back }),
    ]
}

/// What every day begins with: the founders join and delegate, some vendors are listed, everybody has a
/// role, and there is some money.
pub(super) fn any_beginning() -> impl Strategy<Value = Vec<Step>> {
    let founding = any_delegating_policy().prop_map(|policy| {
        let limits = policy.limits | DELEGATION;
        Policy { limits, delegationDepth: 4, ..policy }
    });
    let policies = vec(founding, FOUNDERS.len());
    let values = vec(200..900_u64, TREASURIES);
    (policies, values, any_entry()).prop_map(|(policies, values, second)| {
        let joins = FOUNDERS.into_iter().zip(policies);
        let deposits = values.into_iter().enumerate();
        let grants = GRANTS.map(|(parent, agent, depth)| {
            let share = 100;
            Step::Delegate { parent, agent, share, depth }
        });
        let roles = [
            (By::Admin, ADMIN | APPROVER),
            (By::Guardian, GUARDIAN | APPROVER),
            (By::Relayer, SETTLER | REPORTER),
        ];
        let entries = [VendorEntry::default(), second].into_iter().enumerate();
        let lists = entries.flat_map(|(vendor, entry)| {
            let shared = entry.clone();
            let of_agent = move |agent| Step::SetVendor { agent, vendor, entry: entry.clone() };
            let of_treasury =
                move |treasury| Step::SetShared { treasury, vendor, entry: shared.clone() };
            (0..AGENTS).map(of_agent).chain((0..TREASURIES).map(of_treasury))
        });
        let staff = (0..TREASURIES)
            .flat_map(|treasury| roles.map(|(who, roles)| Step::Appoint { treasury, who, roles }));
        joins
            .map(|(agent, policy)| Step::AddAgent { agent, policy })
            .chain(grants)
            .chain(deposits.map(|(treasury, value)| Step::Deposit { treasury, value }))
            .chain(staff)
            .chain(lists)
            .collect()
    })
}
