//! Recorded denials and breakers against a plain model: what a reporter can bring about, and what it
//! cannot.

use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Cache, Report, charge, pay, record};
use bursar_policy::delegation::{self, Delegation};
use bursar_policy::nonce::{self, SequencedNonce};
use bursar_policy::roles::Roles;
use bursar_policy::{
    AgentState, AgentWords, AuthorizationFault, Breaker, Denial, Limit, Payment, Period, Policy,
    Storage, TreasuryState, VendorEntry, VendorMode, WindowMode, breaker, edit, layout,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const START: u64 = 1_800_000_000;
const CAP: u64 = 50;
const BREAKER: Breaker = Breaker { count: 3, window: 100 };
/// The first two are roots of treasuries 1 and 2; 2 is a child of 0, and 3 a child of 2.
const AGENTS: usize = 4;
const VENDORS: usize = 3;
/// How long most messages live, seconds.
const LIFE: u64 = 600;
/// How long a payment may live, seconds.
const LONGEST: u64 = 3_900;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words(BTreeMap<U256, U256>);

impl Storage for Words {
    fn load(&mut self, slot: U256) -> U256 {
        self.0.get(&slot).copied().unwrap_or_default()
    }

    fn store(&mut self, slot: U256, word: U256) {
        self.0.insert(slot, word);
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Who reports: nobody, or a reporter of treasury 1 or 2.
    Record {
        message: Message,
        reporter: usize,
    },
    Pay(Message),
    /// Another payment cap.
    Edit {
        agent: usize,
        cap: u64,
    },
    /// A vendor on or off an agent's list.
    List {
        agent: usize,
        vendor: usize,
        listed: bool,
    },
    Freeze(usize),
    Thaw(usize),
    Wait(u64),
}

#[derive(Clone, Copy, Debug)]
struct Message {
    agent: usize,
    vendor: usize,
    value: u64,
    nonce: u8,
    sequenced: bool,
    lives: u64,
}

fn agent(number: usize) -> Address {
    Address::with_last_byte(0x10 + number as u8)
}

fn vendor(number: usize) -> Address {
    Address::with_last_byte(0x20 + number as u8)
}

fn reporter(treasury: usize) -> Address {
    Address::with_last_byte(0x30 + treasury as u8)
}

fn treasury(agent: usize) -> usize {
    if agent == 1 { 2 } else { 1 }
}

impl Message {
    fn payment(self, now: u64) -> Payment {
        let Self { agent: payer, vendor: payee, value, lives, .. } = self;
        let valid_before = now.saturating_add(lives);
        let (agent, vendor) = (agent(payer), vendor(payee));
        Payment { agent, vendor, value, valid_before, is_approved: false }
    }

    fn nonce(self) -> B256 {
        let number = u64::from(self.nonce);
        if self.sequenced {
            SequencedNonce { lane: 0, sequence: number }.into()
        } else {
            B256::from(U256::from(number + 1))
        }
    }
}

/// What is known of the vault without its words.
struct Model {
    now: u64,
    cap: [u64; AGENTS],
    listed: [[bool; VENDORS]; AGENTS],
    frozen: [bool; AGENTS],
    /// When each agent's breaker counted, since its last thaw.
    counted: [Vec<u64>; AGENTS],
    /// Until when a nonce is remembered at least.
    used: BTreeMap<(usize, B256), u64>,
}

impl Model {
    /// Whether a denial follows from the message and the agent's own policy alone.
    fn is_own(&self, message: Message) -> bool {
        message.value > self.cap[message.agent] || !self.listed[message.agent][message.vendor]
    }

    fn is_used(&self, message: Message) -> bool {
        let until = self.used.get(&(message.agent, message.nonce()));
        until.is_some_and(|until| message.sequenced || self.now < until.next_multiple_of(64))
    }

    /// Whether it was used at any time: a random nonce may be remembered for longer than it must be, where
    /// its word has others that live longer.
    fn was_used(&self, message: Message) -> bool {
        self.used.contains_key(&(message.agent, message.nonce()))
    }

    /// Whether the last denial counted is the third of a window that the first one began.
    fn has_tripped(&self, agent: usize) -> bool {
        let mut window: Vec<u64> = Vec::new();
        for at in &self.counted[agent] {
            if window.first().is_some_and(|first| at - first >= u64::from(BREAKER.window)) {
                window.clear();
            }
            window.push(*at);
        }
        window.len() >= usize::from(BREAKER.count)
    }
}

fn policy(cap: u64) -> Policy {
    let period = Period::Seconds { length: 1_000, mode: WindowMode::Fixed };
    Policy {
        payment_cap: cap,
        per_period: Some(Limit { cap: 2 * CAP, period }),
        vendors: VendorMode::Own,
        ..Policy::default()
    }
}

fn world() -> (Words, Model) {
    let mut words = Words::default();
    for root in [0, 1] {
        let policy = Policy { breaker: Some(BREAKER), delegation_depth: Some(2), ..policy(CAP) };
        let before = AgentWords::default();
        let treasury = treasury(root) as u64;
        let joined = edit::join(U256::ZERO, &before, treasury, &policy, START).expect("new");
        words.store(layout::binding_slot(agent(root)), joined.binding);
        joined.words.store(&before, &mut words, agent(root));
        let state = TreasuryState { balance: 10 * CAP, ..TreasuryState::CREATED };
        words.store(layout::treasury_state_slot(treasury), state.pack());
        let role = U256::from(Roles::REPORTER.bits());
        words.store(layout::roles_slot(treasury, reporter(treasury as usize)), role);
    }
    for (parent, child, depth) in [(0, 2, 1), (2, 3, 0)] {
        let policy =
            Policy { breaker: Some(BREAKER), delegation_depth: Some(depth), ..policy(CAP) };
        let delegation = Delegation {
            parent: agent(parent),
            agent: agent(child),
            policy,
            generation: 0,
            salt: B256::ZERO,
            deadline: START,
        };
        delegation::grant(&mut words, &delegation, START).expect("within the parent's");
    }
    let mut model = Model {
        now: START,
        cap: [CAP; AGENTS],
        listed: [[false; VENDORS]; AGENTS],
        frozen: [false; AGENTS],
        counted: Default::default(),
        used: BTreeMap::new(),
    };
    for payer in 0..AGENTS {
        list(&mut words, &mut model, payer, 0, true);
        list(&mut words, &mut model, payer, 1, true);
    }
    (words, model)
}

fn list(words: &mut Words, model: &mut Model, payer: usize, payee: usize, listed: bool) {
    let slot = layout::vendor_slot(agent(payer), vendor(payee));
    words.store(slot, VendorEntry { listed, ..VendorEntry::default() }.pack());
    model.listed[payer][payee] = listed;
}

fn message() -> impl Strategy<Value = Message> {
    let value = prop_oneof![3 => 1..=CAP, 2 => CAP..2 * CAP];
    let vendor = prop_oneof![4 => 0..2usize, 1 => 2..VENDORS];
    let lives = prop_oneof![
        8 => Just(LIFE),
        1 => LONGEST - 10..LONGEST + 10,
        1 => Just(u64::MAX),
    ];
    (0..AGENTS, vendor, value, 0..40u8, any::<bool>(), lives).prop_map(
        |(agent, vendor, value, nonce, sequenced, lives)| Message {
            agent,
            vendor,
            value,
            nonce,
            sequenced,
            lives,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..AGENTS;
    prop_oneof![
        8 => (message(), 0..=2usize).prop_map(|(message, by)| {
            let reporter = if by == 0 { 0 } else { treasury(message.agent) };
            Step::Record { message, reporter }
        }),
        1 => (message(), 1..=2usize)
            .prop_map(|(message, reporter)| Step::Record { message, reporter }),
        4 => message().prop_map(Step::Pay),
        1 => (who.clone(), 0..=CAP).prop_map(|(agent, cap)| Step::Edit { agent, cap }),
        1 => (who.clone(), 0..VENDORS, any::<bool>())
            .prop_map(|(agent, vendor, listed)| Step::List { agent, vendor, listed }),
        1 => who.clone().prop_map(Step::Freeze),
        2 => who.prop_map(Step::Thaw),
        2 => (0..150u64).prop_map(Step::Wait),
    ]
}

/// The slots whose words differ.
fn changes(before: &Words, after: &Words) -> BTreeSet<U256> {
    let (mut before, mut after) = (before.clone(), after.clone());
    let slots: BTreeSet<_> = before.0.keys().chain(after.0.keys()).copied().collect();
    slots.into_iter().filter(|slot| before.load(*slot) != after.load(*slot)).collect()
}

fn expected(words: &Words, model: &Model, message: Message, by: usize) -> Report {
    if by != treasury(message.agent) {
        return Report::NotReporter;
    }
    if model.is_used(message) {
        return Report::Fault(AuthorizationFault::Used);
    }
    if message.lives > LONGEST {
        return Report::LivesTooLong;
    }
    let mut cache = Cache::new(words.clone());
    match charge(&mut cache, &message.payment(model.now), None, model.now) {
        Ok(_) => Report::Payable,
        Err(denied) => Report::Recorded(denied.reason),
    }
}

/// Records, and checks everything that must follow.
fn report(
    words: &mut Words,
    model: &mut Model,
    message: Message,
    by: usize,
) -> Result<(), TestCaseError> {
    let expected = expected(words, model, message, by);
    let before = words.clone();
    let (payer, now) = (message.agent, model.now);
    let payment = message.payment(now);
    let recorded = record(&mut *words, &payment, message.nonce(), reporter(by), now);
    let found = recorded.map_or_else(|report| report, |known| Report::Recorded(known.reason));
    let is_remembered = found == Report::Fault(AuthorizationFault::Used) && model.was_used(message);
    prop_assert!(found == expected || is_remembered, "{found}, not {expected}: {message:?}");
    let Ok(recorded) = recorded else {
        prop_assert_eq!(&*words, &before, "what is not recorded leaves no trace");
        return Ok(());
    };
    prop_assert_eq!(recorded.treasury, treasury(payer) as u64);
    model.used.insert((payer, message.nonce()), payment.valid_before);
    if model.is_own(message) && !model.frozen[payer] {
        model.counted[payer].push(now);
    }
    let trips = !model.frozen[payer] && model.has_tripped(payer);
    prop_assert_eq!(recorded.tripped, trips);
    model.frozen[payer] |= trips;

    let (state, tally) =
        (layout::agent_state_slot(agent(payer)), layout::breaker_slot(agent(payer)));
    let counted = before.clone().load(tally) != words.load(tally);
    prop_assert!(!counted || model.is_own(message), "{:?}", message);
    let stops = (U256::ONE << 244) | (U256::ONE << 245);
    prop_assert_eq!(before.clone().load(state) | stops, words.load(state) | stops);
    let mut own: BTreeSet<_> = [state, tally].into();
    match SequencedNonce::read(message.nonce()) {
        Some(nonce) => own.insert(layout::sequence_slot(agent(payer), nonce)),
        None => {
            own.insert(layout::nonce_own_slot(agent(payer), message.nonce()));
            own.insert(layout::nonce_table_slot(agent(payer), 0))
        }
    };
    prop_assert!(changes(&before, words).is_subset(&own), "no money, no charge, no ancestor");
    // Expiries are rounded up to 64 seconds.
    let later = now + LONGEST + 64;
    let is_kept = nonce::is_remembered(words, agent(payer), message.nonce(), later);
    prop_assert!(message.sequenced || !is_kept, "remembered for longer than a payment's");
    Ok(())
}

fn take(words: &mut Words, model: &mut Model, step: Step) -> Result<(), TestCaseError> {
    let now = model.now;
    match step {
        Step::Record { message, reporter } => report(words, model, message, reporter)?,
        Step::Pay(message) => {
            let mut cache = Cache::new(&mut *words);
            let payment = message.payment(now);
            let (nonce, digest) = (message.nonce(), B256::ZERO);
            if pay(&mut cache, &payment, nonce, digest, reporter(0), now).is_ok() {
                cache.commit();
                prop_assert!(!model.is_used(message), "a recorded nonce pays nothing");
                model.used.insert((message.agent, message.nonce()), payment.valid_before);
            }
        }
        Step::Edit { agent: number, cap } => {
            let before = AgentWords::load(words, agent(number));
            let policy = Policy { payment_cap: cap, ..before.policy() };
            let version = bursar_policy::AgentPolicy::unpack(before.policy).version;
            let after = edit::edit_policy(&before, &policy, version, now).expect("well formed");
            after.store(&before, words, agent(number));
            model.cap[number] = cap;
        }
        Step::List { agent, vendor, listed } => list(words, model, agent, vendor, listed),
        Step::Freeze(number) => {
            edit::set_frozen(words, agent(number), true);
            model.frozen[number] = true;
        }
        Step::Thaw(number) => {
            breaker::thaw(words, agent(number));
            model.frozen[number] = false;
            model.counted[number].clear();
        }
        Step::Wait(seconds) => model.now += seconds,
    }
    for number in 0..AGENTS {
        let state = AgentState::unpack(words.load(layout::agent_state_slot(agent(number))));
        prop_assert_eq!(state.frozen, model.frozen[number]);
        prop_assert!(state.frozen || !state.tripped);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever is held back, paid first, edited or frozen in between: a denial counts if and only if the
    /// message breaks its own agent's payment cap or list, and a reporter changes nothing else than that
    /// agent's nonces and breaker.
    #[test]
    fn prop_recording_counts_own_denials_and_changes_nothing_else(
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let (mut words, mut model) = world();
        for step in steps {
            take(&mut words, &mut model, step)?;
        }
    }

    /// An agent that keeps to its cap and its list is never frozen by its breaker.
    #[test]
    fn prop_an_honest_agent_never_trips(
        steps in prop::collection::vec(
            (message(), 1..=CAP, 0..2usize, any::<bool>(), 0..50u64), 1..80,
        ),
    ) {
        let (mut words, mut model) = world();
        for (message, value, vendor, pays, wait) in steps {
            let message = Message { value, vendor, ..message };
            let reporter = treasury(message.agent);
            let step = if pays { Step::Pay(message) } else { Step::Record { message, reporter } };
            take(&mut words, &mut model, step)?;
            take(&mut words, &mut model, Step::Wait(wait))?;
        }
        prop_assert!(model.frozen.iter().all(|frozen| !frozen));
    }
}

/// A child that breaks its own rules freezes itself; those it spends for go on.
#[test]
fn breaker_of_an_ancestor_never_counts() {
    let (mut words, model) = world();
    let message =
        Message { agent: 3, vendor: 0, value: CAP + 1, nonce: 0, sequenced: false, lives: LIFE };
    for nonce in 0..BREAKER.count {
        let message = Message { nonce, ..message };
        let payment = message.payment(model.now);
        let recorded = record(&mut words, &payment, message.nonce(), reporter(1), model.now)
            .expect("more than the cap");
        assert_eq!(recorded.reason, Denial::PaymentCap);
        assert_eq!(recorded.tripped, nonce + 1 == BREAKER.count);
    }
    for (number, is_frozen) in [(0, false), (2, false), (3, true)] {
        let state = AgentState::unpack(words.load(layout::agent_state_slot(agent(number))));
        assert_eq!(state.frozen, is_frozen, "{number}");
        let has_counted = !words.load(layout::breaker_slot(agent(number))).is_zero();
        assert_eq!(has_counted, is_frozen, "{number}");
    }
}

/// Whoever reports can leave approvals out: a payment that lacks nothing else is no denial.
#[test]
fn what_lacks_only_approvals_is_not_recorded() {
    let (mut words, model) = world();
    let before = AgentWords::load(&mut words, agent(0));
    let policy = Policy { approval_threshold: Some(CAP - 1), ..before.policy() };
    let version = bursar_policy::AgentPolicy::unpack(before.policy).version;
    let after = edit::edit_policy(&before, &policy, version, model.now).expect("well formed");
    after.store(&before, &mut words, agent(0));
    let message =
        Message { agent: 0, vendor: 0, value: CAP, nonce: 0, sequenced: false, lives: LIFE };
    let payment = message.payment(model.now);
    let alone = charge(&mut Cache::new(&mut words), &payment, None, model.now);
    assert_eq!(alone.map_err(|denied| denied.reason), Err(Denial::ApprovalMissing));
    let recorded = record(&mut words, &payment, message.nonce(), reporter(1), model.now);
    assert_eq!(recorded, Err(Report::Payable));
}

/// Whoever reports need not be a settler: a payment that any settler could make is no denial.
#[test]
fn what_lacks_only_a_settler_is_not_recorded() {
    let (mut words, model) = world();
    let slot = layout::treasury_state_slot(1);
    let state = TreasuryState { settlers_only: true, ..TreasuryState::unpack(words.load(slot)) };
    words.store(slot, state.pack());
    let message =
        Message { agent: 0, vendor: 0, value: CAP, nonce: 0, sequenced: false, lives: LIFE };
    let payment = message.payment(model.now);
    let by_reporter = charge(&mut Cache::new(&mut words), &payment, Some(reporter(1)), model.now);
    assert_eq!(by_reporter.map_err(|denied| denied.reason), Err(Denial::Settler));
    let recorded = record(&mut words, &payment, message.nonce(), reporter(1), model.now);
    assert_eq!(recorded, Err(Report::Payable));
}

#[test]
fn record_is_refused_to_whoever_has_every_role_but_a_reporters() {
    let (mut words, model) = world();
    let roles = Roles::ALL.without(Roles::REPORTER);
    words.store(layout::roles_slot(1, vendor(0)), roles.pack(U256::ZERO));
    let message =
        Message { agent: 0, vendor: 0, value: CAP + 1, nonce: 0, sequenced: false, lives: LIFE };
    let (payment, nonce) = (message.payment(model.now), message.nonce());
    let recorded = record(&mut words, &payment, nonce, vendor(0), model.now);
    assert_eq!(recorded, Err(Report::NotReporter));
}

/// No nonce is remembered for longer than a payment's, whatever its agent signs; what could be paid as far
/// as its times go is recorded.
#[test]
fn what_lives_too_long_is_recorded_once_it_does_not() {
    let (mut words, model) = world();
    let (before, now) = (words.clone(), model.now);
    let lives = LONGEST + 1;
    let message =
        Message { agent: 0, vendor: 0, value: CAP + 1, nonce: 0, sequenced: false, lives };
    let payment = message.payment(now);
    let forever = Payment { valid_before: u64::MAX, ..payment };
    for payment in [payment, forever] {
        let recorded = record(&mut words, &payment, message.nonce(), reporter(1), now);
        assert_eq!(recorded, Err(Report::LivesTooLong));
    }
    assert_eq!(words, before);
    let recorded = record(&mut words, &payment, message.nonce(), reporter(1), now + 1);
    assert_eq!(recorded.map(|recorded| recorded.reason), Ok(Denial::PaymentCap));
}
