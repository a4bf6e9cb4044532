//! The deployed programs against the native policy crate: the same random days, step by step the
//! same verdicts, and after every step the same storage words and the same audit head.

mod model;
mod steps;

use alloy::primitives::U256;
use bursar_contract_tests::world::World;
use proptest::{
    collection::vec,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};

use self::{
    model::Model,
    steps::{Cast, Step, any_step},
};

/// Days per test, and steps in a day.
const DAYS: u32 = 10;
const STEPS: usize = 120;

/// Plays random days from `seed`.
fn play(seed: u8) {
    let config = Config { cases: DAYS, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let day = vec(any_step(), STEPS);
    let result = runner.run(&day, |steps| {
        play_day(&steps);
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => panic!("{reason}\nminimal day: {steps:#?}"),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn play_day(steps: &[Step]) {
    let mut world = World::new();
    let mut cast = Cast::new(&mut world);
    let mut model = Model::new(&world, &cast);
    for (number, step) in steps.iter().enumerate() {
        let Some(action) = cast.prepare(&mut world, step) else { continue };
        let expected = model.act(&action, world.now);
        let outcome = world.send_raw(&action.sender, action.calldata.clone());
        let verdict = outcome.result.map(|_| ());
        assert_eq!(verdict, expected, "verdict of step {number}: {step:?}");
        if verdict.is_ok() {
            model.log(&outcome.logs, world.now);
        }
        assert_same_words(&world, &model, number, step);
    }
    let entries = world.audit_entries(cast.treasury);
    assert_eq!(world.audit_head_of(cast.treasury, &entries), world.audit_head(cast.treasury));
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

#[test]
fn programs_agree_with_the_policy_crate_on_random_days() {
    play(1);
}

#[test]
fn programs_agree_with_the_policy_crate_on_other_random_days() {
    play(2);
}

#[test]
fn programs_agree_with_the_policy_crate_on_yet_other_random_days() {
    play(3);
}

/// A guard of the comparison itself: a model that is wrong in one bit is noticed.
#[test]
#[should_panic(expected = "slot 0x")]
fn comparison_fails_when_one_bit_differs() {
    let mut world = World::new();
    let cast = Cast::new(&mut world);
    let mut model = Model::new(&world, &cast);
    model.flip(U256::from(1) << 193);
    assert_same_words(&world, &model, 0, &Step::FreezeTreasury);
}
