//! The deployed programs against the native policy crate: the same random days of several
//! treasuries, payments by the facade and in batches, step by step the same verdicts, and after every
//! step the same storage words and the same audit heads; and the relayer's mirror, which sees only
//! the logs, with the same words again.

pub(crate) mod mirror;
mod model;
mod steps;

use std::{cell::RefCell, collections::BTreeMap};

use alloy::{primitives::U256, sol_types::SolError as _};
use bursar_abi::IVault;
use bursar_contract_tests::{outcome::Failure, world::World};
use bursar_policy::{Denial, batch::Verdict};
use proptest::{
    collection::vec,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};

use self::{
    mirror::Follower,
    model::Model,
    steps::{Action, Cast, Step, any_beginning, any_step},
};

/// Days per test, and steps in a day after its beginning.
const DAYS: u32 = 24;
const STEPS: usize = 250;

/// What the vault says of an action: verdicts on the items of a batch, nothing of a call.
type Answer = Result<Vec<Verdict>, Failure>;

/// How often each answer was given.
#[derive(Debug, Default)]
struct Tally {
    /// By calls: `None` for what passed, else the denial, or 0 for any other refusal.
    calls: BTreeMap<Option<u8>, u32>,
    /// On items of batches, by the verdict's byte.
    items: BTreeMap<u8, u32>,
}

impl Tally {
    fn note(&mut self, action: &Action, answer: &Answer) {
        match (action, answer) {
            (Action::Batch(_), Ok(verdicts)) => {
                for verdict in verdicts {
                    *self.items.entry(verdict.byte()).or_default() += 1;
                }
            }
            (_, answer) => {
                *self.calls.entry(answer.as_ref().err().map(denial_of)).or_default() += 1;
            }
        }
    }
}

/// Plays random days from `seed`.
fn play(seed: u8) -> Tally {
    let config = Config { cases: DAYS, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let day = (any_beginning(), vec(any_step(), STEPS));
    let tally = RefCell::new(Tally::default());
    let result = runner.run(&day, |(beginning, steps)| {
        play_day(beginning.iter().chain(&steps), &mut tally.borrow_mut());
        Ok(())
    });
    match result {
        Ok(()) => tally.into_inner(),
        Err(TestError::Fail(reason, steps)) => panic!("{reason}\nminimal day: {steps:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn play_day<'a>(steps: impl Iterator<Item = &'a Step>, tally: &mut Tally) {
    let mut world = World::new();
    let mut cast = Cast::new(&mut world);
    let mut model = Model::new(&world, &cast);
    let mut follower = Follower::new(&world);
    for (number, step) in steps.enumerate() {
        let Some(action) = cast.prepare(&mut world, step) else { continue };
        let expected = model.act(&action, world.now);
        let outcome = action.send(&world);
        assert_eq!(outcome.result, expected, "answer to step {number}: {step:?}");
        tally.note(&action, &outcome.result);
        if outcome.result.is_ok() {
            model.log(&outcome.logs, world.now);
            follower.follow(&world, &outcome.logs, world.now);
        }
        assert_same_words(&world, &model, number, step);
        assert_mirrored(&world, &model, &follower, number, step);
    }
    for treasury in cast.tenants.iter().map(|tenant| tenant.id) {
        let entries = world.audit_entries(treasury);
        assert_eq!(world.audit_head_of(treasury, &entries), world.audit_head(treasury));
    }
}

/// The denial's number, 0 if it is another refusal.
fn denial_of(failure: &Failure) -> u8 {
    IVault::PaymentDenied::abi_decode(&failure.0).map_or(0, |denied| denied.reason)
}

fn assert_same_words(world: &World, model: &Model, number: usize, step: &Step) {
    let state = world.chain.state();
    for (slot, word) in model.words() {
        let stored = state.slot(world.vault, *slot);
        assert_eq!(
            format!("{stored:#066x}"),
            format!("{word:#066x}"),
            "slot {slot:#066x} after step {number}: {step:?}"
        );
    }
}

/// Every word that was ever written, but for random nonces, is in the mirror as it is in storage.
fn assert_mirrored(world: &World, model: &Model, follower: &Follower, number: usize, step: &Step) {
    let state = world.chain.state();
    for (slot, _) in model.words() {
        let Some(mirrored) = follower.word(world, *slot) else { continue };
        let stored = state.slot(world.vault, *slot);
        assert_eq!(
            format!("{mirrored:#066x}"),
            format!("{stored:#066x}"),
            "mirrored slot {slot:#066x} after step {number}: {step:?}"
        );
    }
}

#[test]
fn programs_agree_with_the_policy_crate_on_random_days() {
    play(1);
}

#[test]
fn programs_agree_with_the_policy_crate_on_other_random_days() {
    play(2);
}

/// A guard of the days themselves: they are full of payments on both roads, and every denial that a
/// step can bring about is among the answers of either.
#[test]
fn random_days_meet_every_denial_on_both_roads() {
    let Tally { calls, items } = play(3);
    let paid = calls.get(&None).copied().unwrap_or_default();
    assert!(paid > 200, "{calls:?}");
    for denial in Denial::ALL.into_iter().filter(|denial| *denial != Denial::NonceStyle) {
        assert!(calls.contains_key(&Some(denial.code())), "no {denial} in {calls:?}");
    }
    let settled = items.get(&Verdict::Settled.byte()).copied().unwrap_or_default();
    assert!(settled > 100, "{items:?}");
    // No item holds a wider value, and no vendor here is refused by the token.
    let others = [
        Verdict::Denied(Denial::NonceStyle),
        Verdict::Denied(Denial::ValueTooWide),
        Verdict::PayoutFailed,
    ];
    let verdicts = (0..=u8::MAX).filter_map(Verdict::from_byte);
    for verdict in verdicts.filter(|verdict| !others.contains(verdict)) {
        assert!(items.contains_key(&verdict.byte()), "no {verdict} in {items:?}");
    }
}

/// A guard of the comparison itself: a model that is wrong in one bit is noticed.
#[test]
#[should_panic(expected = "slot 0x")]
fn comparison_fails_when_one_bit_differs() {
    let mut world = World::new();
    let cast = Cast::new(&mut world);
    let mut model = Model::new(&world, &cast);
    model.flip(cast.tenants[0].id, U256::from(1) << 193);
    assert_same_words(&world, &model, 0, &Step::FreezeTreasury { treasury: 0 });
}
