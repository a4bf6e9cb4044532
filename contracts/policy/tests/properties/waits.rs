//! What waits, and what does not: an edit that happens at once admits nothing that was not admitted
//! before, and one that loosens has stood in the open for the whole delay.

use crate::strategies::{mode, payment};
use bursar_policy::{
    AgentWords, HORIZON, Limit, Loosening, Pending, Period, Policy, Schedule, TreasuryLimits,
    TreasuryState, Validity, VendorEntry, VendorMode, VendorTerms, Waiting, Words, edit, evaluate,
};
use proptest::prelude::*;

/// Sunday 2023-12-31 23:50:00 UTC: ten minutes before a day, a week, a month and a year end.
const START: u64 = 1_704_066_600;
const TREASURY: u64 = 9;

/// Everything that limits the payments of one agent to one vendor.
#[derive(Clone, Copy, Debug)]
struct Rules {
    policy: Policy,
    entry: Option<VendorTerms>,
    treasury: TreasuryLimits,
}

fn limit() -> impl Strategy<Value = Limit> {
    let seconds = (prop_oneof![Just(60u32), Just(600)], mode())
        .prop_map(|(length, mode)| Period::Seconds { length, mode });
    let period = prop_oneof![8 => seconds, 1 => Just(Period::Week), 1 => Just(Period::Month)];
    (0..=60u64, period).prop_map(|(cap, period)| Limit { cap, period })
}

fn policy() -> impl Strategy<Value = Policy> {
    let counted = prop::option::of((limit(), prop::option::of(0..=5u32)));
    let validity = (0..2_000u64, 0..2_000u64).prop_map(|(from, length)| Validity {
        not_before: START - 500 + from,
        not_after: START + from + length,
    });
    let hours = any::<u64>().prop_map(|bits| {
        let mask = alloy_primitives::U256::from_limbs([bits, !bits, bits >> 24, 0]);
        Schedule::new(mask).expect("168 bits")
    });
    let vendors = prop_oneof![
        3 => Just(VendorMode::Own), 1 => Just(VendorMode::Shared), 3 => Just(VendorMode::Any)
    ];
    let options = (
        counted,
        prop::option::of(0..=400u64),
        prop::option::weighted(0.3, validity),
        prop::option::weighted(0.3, hours),
        prop::option::weighted(0.3, 0..=60u64),
    );
    (0..=60u64, vendors, options).prop_map(
        |(payment_cap, vendors, (counted, budget, validity, schedule, approval_threshold))| {
            Policy {
                payment_cap,
                per_period: counted.map(|(limit, _)| limit),
                vendors,
                nonce_bits: 0,
                count_cap: counted.and_then(|(_, count)| count),
                budget,
                validity,
                schedule,
                approval_threshold,
                ..Policy::default()
            }
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    let entry = prop::option::weighted(0.8, prop::option::of(limit()));
    let treasury = (prop::option::of(limit()), 1..100u32, any::<bool>());
    (policy(), entry, treasury).prop_map(|(policy, entry, (limit, longest_validity, only))| Rules {
        policy,
        entry: entry.map(|limit| VendorTerms { limit }),
        treasury: TreasuryLimits {
            limit,
            longest_validity,
            settlers_only: only,
            ..TreasuryLimits::DEFAULT
        },
    })
}

/// The same rules with one part of them replaced.
fn replaced(mut rules: Rules, by: &Rules, part: usize) -> Rules {
    let policy = &mut rules.policy;
    match part {
        0 => policy.payment_cap = by.policy.payment_cap,
        1 => (policy.per_period, policy.count_cap) = (by.policy.per_period, by.policy.count_cap),
        // The same cap in another mode, which is what tightens most often.
        2 => {
            if let (Some(limit), Some(other)) = (&mut policy.per_period, by.policy.per_period) {
                limit.period = other.period;
            }
        }
        3 => policy.budget = by.policy.budget,
        4 => policy.validity = by.policy.validity,
        5 => policy.schedule = by.policy.schedule,
        6 => policy.vendors = by.policy.vendors,
        7 => rules.entry = by.entry,
        8 => policy.approval_threshold = by.policy.approval_threshold,
        _ => rules.treasury = by.treasury,
    }
    rules
}

/// The old rules with whatever of the new ones happens at once.
fn tightened(old: Rules, new: &Rules) -> Rules {
    (0..10).fold(old, |rules, part| {
        let edited = replaced(rules, new, part);
        if loosens(&rules, &edited) { rules } else { edited }
    })
}

/// The words as the vault writes them for these rules.
fn create(rules: &Rules) -> Words {
    let mut words = Words { treasury_id: TREASURY, ..Words::default() };
    words.treasury.state = TreasuryState { balance: 5_000, ..TreasuryState::CREATED }.pack();
    let joined = edit::join(words.vendor, &AgentWords::default(), TREASURY, &rules.policy, START);
    words.agent = joined.expect("a new key").words;
    write(&mut words, rules, START);
    words
}

fn write(words: &mut Words, rules: &Rules, now: u64) {
    let any = edit::ANY_VERSION;
    words.agent = edit::edit_policy(&words.agent, &rules.policy, any, now).expect("well formed");
    let treasury = edit::edit_treasury(&words.treasury, &rules.treasury, any, now);
    words.treasury = treasury.expect("well formed");
    // The list that the policy names is this one, whichever it is: a change of lists loosens.
    words.vendor = match rules.entry {
        Some(terms) => edit::edit_vendor(words.vendor, &terms, now).expect("well formed"),
        None => edit::remove_vendor(words.vendor),
    };
    words.is_barred = rules.treasury.settlers_only;
}

/// Whether any of the edits from `old` to `new` would wait.
fn loosens(old: &Rules, new: &Rules) -> bool {
    let entry = |terms: Option<VendorTerms>| VendorEntry {
        listed: terms.is_some(),
        limit: terms.and_then(|terms| terms.limit),
        ..VendorEntry::default()
    };
    new.policy.loosens(&old.policy)
        || entry(new.entry).loosens(&entry(old.entry))
        || new.treasury.loosens(&old.treasury)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    /// Two treasuries begin alike and pay alike. One is edited: everything it pays from then on, the
    /// other one would pay too.
    #[test]
    fn prop_an_edit_that_does_not_wait_admits_nothing_new(
        old in rules(), by in rules(),
        before in prop::collection::vec((0..=40u64, 0..=300u64), 0..12),
        after in prop::collection::vec((0..=40u64, 0..=300u64), 1..30),
    ) {
        let new = tightened(old, &by);
        prop_assert!(!loosens(&old, &new), "steps that loosen nothing do not add up to one");
        let mut kept = create(&old);
        let mut now = START;
        for (value, wait) in before {
            now += wait;
            kept = evaluate(&kept, &payment(value, now), now).unwrap_or(kept);
        }
        let mut edited = kept;
        write(&mut edited, &new, now);
        for (value, wait) in after {
            now += wait;
            if let Ok(paid) = evaluate(&edited, &payment(value, now), now) {
                let would = evaluate(&kept, &payment(value, now), now);
                prop_assert!(would.is_ok(), "{:?} under {:?}", would, old);
                (edited, kept) = (paid, would.expect("just seen"));
            }
        }
    }

    /// And one that waits does so for a reason: some edit of the kind admits more.
    #[test]
    fn prop_an_edit_that_changes_nothing_does_not_wait(rules in rules()) {
        prop_assert!(!loosens(&rules, &rules));
    }
}

/// What happens to one object of a treasury.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Somebody who may asks for one of a few edits, or does it.
    Edit(usize),
    /// A brake, or another edit that loosens nothing.
    Tighten,
    /// A guardian cancels, or the owner.
    Cancel {
        by_owner: bool,
    },
    Wait(u64),
    SetDelay(u32),
}

/// The edits there are, two of each kind.
const CALLS: [(&[u8], Loosening); 6] = [
    (b"more", Loosening::Something),
    (b"most", Loosening::Something),
    (b"no guardian", Loosening::Guardian),
    (b"no guardians", Loosening::Guardian),
    (b"home", Loosening::Withdrawal),
    (b"house", Loosening::Withdrawal),
];

/// What the model remembers of an object: everything, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Past {
    Asked { call: usize, ready_at: u64, firm: bool },
    Done,
    Cancelled { ready_at: u64 },
}

/// Whether `call` may be done now, and if not, what comes of asking; by looking back.
fn expected(past: &[Past], call: usize, delay: u32, now: u64) -> Result<Option<Past>, Waiting> {
    if delay == 0 {
        return Ok(None);
    }
    match past.last() {
        Some(Past::Asked { call: asked, ready_at, .. }) if *asked == call => {
            if now < *ready_at {
                Err(Waiting { ready_at: *ready_at })
            } else {
                Ok(None)
            }
        }
        last => {
            let (firm, from) = match (CALLS[call].1, last) {
                (Loosening::Guardian, _) => (true, now),
                (Loosening::Withdrawal, Some(Past::Cancelled { ready_at })) => {
                    (true, now.max(*ready_at))
                }
                _ => (false, now),
            };
            Ok(Some(Past::Asked { call, ready_at: from + u64::from(delay), firm }))
        }
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..CALLS.len()).prop_map(Step::Edit),
        1 => Just(Step::Tighten),
        2 => any::<bool>().prop_map(|by_owner| Step::Cancel { by_owner }),
        6 => (0..200u64).prop_map(Step::Wait),
        1 => prop_oneof![Just(0u32), 1..300u32].prop_map(Step::SetDelay),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_048))]

    #[test]
    fn prop_pending_edits_do_what_a_full_memory_of_the_past_would(
        delay in 1..300u32, steps in prop::collection::vec(step(), 1..120),
    ) {
        let (mut delay, mut now) = (delay, START);
        let (mut word, mut past) = (Pending::default().pack(), Vec::new());
        for step in steps {
            let pending = Pending::unpack(word);
            match step {
                Step::Wait(seconds) => now = (now + seconds).min(HORIZON),
                Step::SetDelay(seconds) => delay = seconds,
                Step::Tighten => {
                    let done = pending.admit(Loosening::Nothing, delay, b"less", now);
                    prop_assert_eq!(done, Ok(None));
                    word = Pending::default().pack();
                    past.push(Past::Done);
                }
                Step::Cancel { by_owner } => {
                    let last = past.last().copied();
                    let open = matches!(last, Some(Past::Asked { .. }));
                    let firm = matches!(last, Some(Past::Asked { firm: true, .. }));
                    prop_assert_eq!((pending.is_open(), pending.firm), (open, firm));
                    if let (Some(Past::Asked { ready_at, .. }), true) = (last, by_owner || !firm) {
                        word = pending.cancel().pack();
                        past.push(Past::Cancelled { ready_at });
                    }
                }
                Step::Edit(call) => {
                    let (bytes, kind) = CALLS[call];
                    let ruled = pending.admit(kind, delay, bytes, now);
                    let wanted = expected(&past, call, delay, now);
                    prop_assert_eq!(ruled.map(|asked| asked.is_some()), wanted.map(|asked| asked.is_some()));
                    match (ruled, wanted) {
                        (Ok(Some(asked)), Ok(Some(event))) => {
                            let Past::Asked { ready_at, firm, .. } = event else { unreachable!() };
                            prop_assert_eq!((asked.ready_at, asked.firm), (ready_at, firm));
                            word = asked.pack();
                            past.push(event);
                        }
                        (Ok(None), Ok(None)) => {
                            word = Pending::default().pack();
                            past.push(Past::Done);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// Guardians who cancel all they can and pull every brake of their own do not keep an owner
    /// from taking them away, nor from taking the money home.
    #[test]
    fn prop_guardians_cannot_brick_a_treasury(
        delay in 1..300u32, call in 2..CALLS.len(), tries in prop::collection::vec(0..300u64, 1..40),
    ) {
        let (bytes, kind) = CALLS[call];
        let (mut pending, mut now, mut cancelled) = (Pending::default(), START, 0);
        let mut done = false;
        for wait in tries.into_iter().chain([300, 300, 300, 300]) {
            match pending.admit(kind, delay, bytes, now) {
                Ok(None) => {
                    done = true;
                    break;
                }
                Ok(Some(asked)) => pending = asked,
                Err(Waiting { .. }) => {}
            }
            if pending.is_open() && !pending.firm {
                pending = pending.cancel();
                cancelled += 1;
            }
            now += wait;
        }
        prop_assert!(done, "still waiting");
        prop_assert!(cancelled <= 1);
    }
}
