//! The deployed programs against the native policy crate, and against what was promised: random days of
//! several treasuries in two vaults, with payments by the facade and in batches, edits that wait, agents of
//! agents, sessions, vendors whom the token refuses, and people who try what they may not.
//!
//! Step by step the same verdicts as a [`model::Model`] of native words. After every step every word of the
//! vaults is the model's, the relayer's [`mirror`], which sees only the logs, has the same words, the audit
//! heads are those of the logs, the vaults hold what they owe, each payment was within what a [`ledger`] kept
//! by hand allows, and [`bystanders`] are untouched.

mod approvals;
mod bystanders;
mod cast;
mod ledger;
mod limits;
pub(crate) mod mirror;
mod model;
mod pen;
mod sessions;
mod steps;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    env,
    hash::{BuildHasher as _, RandomState},
};

use alloy::{
    primitives::{Address, U256},
    sol_types::{SolError as _, SolInterface as _},
};
use bursar_abi::{
    IToken,
    IVault::{self, IVaultErrors},
};
use bursar_contract_tests::{
    outcome::{Failure, Outcome},
    world::World,
};
use bursar_policy::{
    Denial, TreasuryState,
    batch::{Report, Verdict},
    layout,
};
use proptest::{
    collection::vec,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};

use self::{
    bystanders::Keyed,
    cast::{Action, Cast, What},
    ledger::Ledger,
    mirror::{Follower, assert_same},
    model::Model,
    steps::{Step, any_beginning, any_step},
};

/// Days per test, and steps in a day after its beginning.
const DAYS: u32 = 24;
const STEPS: usize = 250;
/// The environment's seed for the days that are new in every run, in decimal: to play them again.
const SEED: &str = "BURSAR_TEST_SEED";
/// How many days the environment wants of each test instead of [`DAYS`].
const MORE: &str = "BURSAR_TEST_DAYS";
/// How often a day that fails is tried with less in it.
const SHRINKS: u32 = 400;

/// What the vault says of an action: a byte for each item of a batch, nothing of a call.
type Answer = Result<Vec<u8>, Failure>;

/// How often each answer was given.
#[derive(Debug, Default)]
struct Tally {
    /// By calls: `None` for what passed, else the denial, or 0 for any other refusal.
    calls: BTreeMap<Option<u8>, u32>,
    /// On items of batches, by the verdict's byte.
    items: BTreeMap<u8, u32>,
    /// On items that were to be recorded, by the report's byte.
    reports: BTreeMap<u8, u32>,
    /// Events, and refusals that are no denials, by name.
    names: BTreeMap<String, u32>,
}

fn note_all(counts: &mut BTreeMap<u8, u32>, bytes: &[u8]) {
    for byte in bytes {
        *counts.entry(*byte).or_default() += 1;
    }
}

impl Tally {
    fn note(&mut self, world: &World, action: &Action, outcome: &Outcome<Vec<u8>>) {
        match (&action.what, &outcome.result) {
            (What::Batch(..), Ok(verdicts)) => note_all(&mut self.items, verdicts),
            (What::Record(_), Ok(reports)) => note_all(&mut self.reports, reports),
            (_, result) => {
                *self.calls.entry(result.as_ref().err().map(denial_of)).or_default() += 1;
            }
        }
        let refusal = outcome.result.as_ref().err().and_then(name_of);
        for name in outcome.event_names(world.vault).into_iter().chain(refusal) {
            *self.names.entry(name).or_default() += 1;
        }
    }
}

/// The denial's number, 0 if it is another refusal.
fn denial_of(failure: &Failure) -> u8 {
    IVault::PaymentDenied::abi_decode(&failure.0).map_or(0, |denied| denied.reason)
}

fn name_of(failure: &Failure) -> Option<String> {
    let error = IVaultErrors::abi_decode(&failure.0).ok()?;
    let declared = IVault::abi::errors();
    let found = declared.values().flatten().find(|known| known.selector() == error.selector());
    found.map(|error| error.name.clone())
}

/// A day under way.
struct Day {
    world: World,
    cast: Cast,
    follower: Follower,
    keyed: Keyed,
    /// By vault.
    models: BTreeMap<Address, Model>,
    ledgers: BTreeMap<Address, Ledger>,
}

impl Day {
    fn new() -> Self {
        let mut world = World::new();
        let cast = Cast::new(&mut world);
        let follower = Follower::new(&world, &cast.vaults);
        let models = cast.vaults.map(|vault| {
            world.vault = vault;
            (vault, Model::new(&world, &cast))
        });
        let ledgers = cast.vaults.map(|vault| (vault, Ledger::default()));
        let (models, ledgers) = (models.into_iter().collect(), ledgers.into_iter().collect());
        Self { world, cast, follower, keyed: Keyed::default(), models, ledgers }
    }

    fn play(&mut self, step: &Step, tally: &mut Tally) {
        let Self { world, cast, .. } = self;
        let Some(action) = cast.prepare(world, step) else { return self.check() };
        let (vault, now, before) = (world.vault, world.now, world.chain.state());
        let model = self.models.get_mut(&vault).expect("a vault of the day");
        let expected = model.act(&action, &cast.token, now);
        let outcome = action.send(world);
        assert_eq!(outcome.result, expected, "the answer");
        tally.note(world, &action, &outcome);
        if outcome.result.is_ok() {
            model.log(&outcome.logs, now);
            self.follower.follow(&outcome.logs, now);
            cast.note(&outcome.logs);
            self.keyed.note(&outcome.logs);
            let ledger = self.ledgers.get_mut(&vault).expect("a vault of the day");
            ledger.note(vault, &outcome.logs, now);
        }
        bystanders::assert_untouched(&before, world, cast, &self.keyed, &action);
        self.check();
    }

    fn check(&self) {
        for (vault, model) in &self.models {
            assert_same_words(&self.world, *vault, model);
        }
        self.follower.assert_stored(&self.world);
        for (vault, ledger) in &self.ledgers {
            self.assert_solvent(*vault, ledger);
        }
    }

    /// The vault holds what its treasuries have, and they have what the ledger says.
    fn assert_solvent(&self, vault: Address, ledger: &Ledger) {
        let state = self.world.chain.state();
        let mut owed = 0;
        for tenant in self.cast.tenants_of(vault) {
            let word = state.slot(vault, layout::treasury_state_slot(tenant.id));
            let balance = TreasuryState::unpack(word).balance;
            assert_eq!(balance, ledger.balance(tenant.id), "balance of {}", tenant.owner.name);
            owed += balance;
        }
        let held = self.world.token_balance(vault);
        assert!(held >= owed, "{vault} holds {held} and owes {owed}");
    }

    /// What can be looked at once, when the day is over.
    fn end(mut self) {
        for vault in self.cast.vaults {
            self.keyed.assert_complete(&self.world, &self.cast, vault);
            self.world.vault = vault;
            for treasury in self.cast.tenants_of(vault).map(|tenant| tenant.id) {
                let entries = self.world.audit_entries(treasury);
                let head = self.world.audit_head_of(treasury, &entries);
                assert_eq!(head, self.world.audit_head(treasury));
            }
        }
        for vendor in &self.cast.vendors {
            let paid = |ledger: &Ledger| ledger.paid.get(vendor).copied().unwrap_or_default();
            let paid: u64 = self.ledgers.values().map(paid).sum();
            assert_eq!(self.world.token_balance(*vendor), paid, "what {vendor} got");
        }
    }
}

/// Every word of the vault is the model's.
fn assert_same_words(world: &World, vault: Address, model: &Model) {
    let stored: BTreeMap<U256, U256> = world.chain.state().storage(vault).collect();
    for (slot, word) in model.words() {
        assert_same(*word, stored.get(slot), &format!("slot {slot:#066x}"));
    }
    let known: BTreeMap<&U256, &U256> = model.words().collect();
    let stray = stored.keys().find(|slot| !known.contains_key(slot));
    assert_eq!(stray, None, "a slot that nothing was to be written to");
}

/// Plays random days from `seed`.
fn play(seed: u64, days: u32) -> Tally {
    let config = Config {
        cases: days,
        failure_persistence: None,
        max_shrink_iters: SHRINKS,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let any_day = (any_beginning(), vec(any_step(), STEPS));
    let tally = RefCell::new(Tally::default());
    let result = runner.run(&any_day, |(beginning, steps)| {
        let mut day = Day::new();
        beginning.iter().chain(&steps).for_each(|step| day.play(step, &mut tally.borrow_mut()));
        day.end();
        Ok(())
    });
    match result {
        Ok(()) => tally.into_inner(),
        Err(TestError::Fail(reason, (beginning, steps))) => panic!(
            "{reason}\nafter the last step of this day, the least that shows it:\n{beginning:?}\n{steps:#?}\n\
             to see it again: {SEED}={seed}"
        ),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

/// A number that the environment sets.
fn setting<N: std::str::FromStr>(name: &str) -> Option<N> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number that fits")))
}

fn days() -> u32 {
    setting(MORE).unwrap_or(DAYS)
}

#[test]
fn programs_agree_with_the_policy_crate_on_the_same_random_days() {
    play(1, days());
}

#[test]
fn programs_agree_with_the_policy_crate_on_days_that_are_new_in_every_run() {
    play(setting(SEED).unwrap_or_else(|| RandomState::new().hash_one(0)), days());
}

/// A guard of the days themselves: they are full of payments on both roads, and every denial that a
/// step can bring about is among the answers of either.
#[test]
fn random_days_meet_every_denial_on_both_roads() {
    let Tally { calls, items, reports, names } = play(3, DAYS);
    let paid = calls.get(&None).copied().unwrap_or_default();
    assert!(paid > 1_000, "{calls:?}");
    for denial in Denial::ALL {
        assert!(calls.contains_key(&Some(denial.code())), "no {denial} in {calls:?}");
    }
    let settled = items.get(&Verdict::Settled.byte()).copied().unwrap_or_default();
    assert!(settled > 200 && names["Transfer"] > 200, "{items:?} {names:?}");
    // No item holds a wider value, or a nonce of neither style.
    let others = [Denial::NonceStyle, Denial::ValueTooWide].map(Verdict::Denied);
    let verdicts = (0..=u8::MAX).filter_map(Verdict::from_byte);
    for verdict in verdicts.filter(|verdict| !others.contains(verdict)) {
        assert!(items.contains_key(&verdict.byte()), "no {verdict} in {items:?}");
    }
    // Who settles is not asked of what is to be recorded.
    let own = |report: &Report| match report {
        Report::Recorded(denial) => denial.is_own(),
        _ => true,
    };
    for report in (0..=u8::MAX).filter_map(Report::from_byte).filter(own) {
        assert!(reports.contains_key(&report.byte()), "no {report} in {reports:?}");
    }
    for name in MET {
        assert!(names.contains_key(name), "no {name} in {names:?}");
    }
}

/// What else happens on such days, events first.
const MET: [&str; 36] = [
    "AgentAdded",
    "AgentFrozen",
    "AgentRemoved",
    "AgentThawed",
    "BreakerTripped",
    "Delegated",
    "DelegationsRevoked",
    "DenialRecorded",
    "EditCancelled",
    "EditRequested",
    "OwnershipTransferStarted",
    "OwnershipTransferred",
    "PaymentApproved",
    "PolicySet",
    "RolesSet",
    "SessionOpened",
    "SharedVendorRemoved",
    "SharedVendorSet",
    "TreasuryFrozen",
    "TreasuryLimitsSet",
    "TreasuryThawed",
    "VendorRemoved",
    "VendorSet",
    "Withdrawn",
    "AddressInvalid",
    "AgentBound",
    "AgentUnknown",
    "BalanceInsufficient",
    "EditUnknown",
    "EditWaiting",
    "PayoutsFailed",
    "PolicyInvalid",
    "TokenFailed",
    "TreasuryForeign",
    "Unauthorized",
    "VersionMismatch",
];

/// A guard of the comparison itself: a model that is wrong in one bit is noticed.
#[test]
#[should_panic(expected = "slot 0x")]
fn comparison_fails_when_one_bit_differs() {
    let mut day = Day::new();
    let (vault, treasury) = (day.cast.vaults[1], day.cast.tenants[2].id);
    day.check();
    let model = day.models.get_mut(&vault).expect("a vault of the day");
    model.flip(treasury, U256::from(1) << 193);
    day.check();
}

/// Has `harm` done beside what the first treasury's owner does, and looks at the bystanders before and after.
fn harm_bystanders(harm: impl FnOnce(&Day)) {
    let mut day = Day::new();
    let step = Step::FreezeTreasury { treasury: 0 };
    let action = day.cast.prepare(&mut day.world, &step).expect("a call");
    let Day { world, cast, keyed, .. } = &day;
    let before = world.chain.state();
    bystanders::assert_untouched(&before, world, cast, keyed, &action);
    harm(&day);
    bystanders::assert_untouched(&before, world, cast, keyed, &action);
}

/// A guard of what is said of bystanders: a word of theirs that changes is noticed.
#[test]
#[should_panic(expected = "of tenant 1's owner")]
fn bystanders_are_noticed_when_a_word_of_theirs_changes() {
    harm_bystanders(|Day { world, cast, .. }| {
        let slot = layout::approvers_slot(cast.tenants[1].id);
        world.chain.set_storage(world.vault, slot, U256::from(1));
    });
}

/// As well: tokens of theirs that are spent.
#[test]
#[should_panic(expected = "tokens of tenant 1's owner")]
fn bystanders_are_noticed_when_tokens_of_theirs_are_spent() {
    harm_bystanders(|Day { world, cast, .. }| {
        let call = IToken::transferCall { to: cast.vendors[0], value: U256::from(1) };
        world.send_to(&cast.tenants[1].owner, world.token, &call).ok();
    });
}

/// A guard of who they are: a word that is nobody's is noticed.
#[test]
#[should_panic(expected = "a word that is nobody's")]
fn words_are_noticed_when_they_are_nobodys() {
    let Day { world, cast, keyed, .. } = Day::new();
    keyed.assert_complete(&world, &cast, world.vault);
    let slot = layout::consent_slot(cast.agent(0).address, world.vault.into_word());
    world.chain.set_storage(world.vault, slot, U256::from(1));
    keyed.assert_complete(&world, &cast, world.vault);
}
