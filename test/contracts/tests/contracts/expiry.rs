//! What is left when a program can no longer run: nothing is paid, and after 30 days on record the
//! owner takes the treasury's balance home.

use alloy::{
    primitives::{Address, TxKind, U256, keccak256},
    sol_types::SolCall as _,
};
use bursar_abi::{IArbWasm, IFront, IFrontState, IVault};
use bursar_contract_tests::{
    outcome::Failure,
    tenant::{FUNDS, Tenant, plain, usdc},
    world::{AMPLE_GAS, ARB_WASM, START, World},
};

const DAY: u64 = 86_400;
/// Nitro's `ExpiryDays`, and the hour to which it rounds.
const EXPIRED: u64 = START + 365 * DAY + 3_600;

/// One of a vault's programs.
pub(crate) type Program = fn(&World) -> Address;
pub(crate) const HOT: Program = |world| world.hot;
pub(crate) const COLD: Program = |world| world.cold;
pub(crate) const LENS: Program = |world| world.lens;

fn fresh() -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", plain());
    (world, tenant)
}

/// Extends a program's life by another year, as anybody may who pays for it.
fn keep_alive(world: &World, program: Address) {
    let codehash = keccak256(world.chain.state().code(program).original_bytes());
    let call = IArbWasm::codehashKeepaliveCall { codehash }.abi_encode();
    let value = U256::from(1_000_000_000_000_000_000_u64);
    let kept = world.transact(&world.relayer, TxKind::Call(ARB_WASM), value, call, AMPLE_GAS);
    assert!(kept.success, "{:?}", Failure(kept.output));
}

/// Lets all programs expire but the `survivors`.
fn expire_all_but(world: &mut World, survivors: &[Program]) {
    world.now = START + 300 * DAY;
    for program in survivors {
        keep_alive(world, program(world));
    }
    world.now = EXPIRED;
}

/// Lets all programs expire but the `survivors`, and nothing stand against a rescue but these.
pub(crate) fn open_rescue(world: &mut World, survivors: &[Program]) {
    expire_all_but(world, survivors);
    record(world);
    world.now += 30 * DAY;
}

fn record(world: &World) {
    world.send(&world.relayer, &IFront::recordUnusableCall {}).ok();
}

fn rescue(world: &World, tenant: &Tenant) -> Result<(), Failure> {
    let outcome = world.send(&tenant.owner, &IFront::rescueCall { treasury: tenant.id });
    outcome.result.map(|_| ())
}

#[test]
fn payments_and_brakes_halt_when_the_hot_program_has_expired() {
    let (mut world, acme) = fresh();
    world.now = EXPIRED;
    assert_eq!(world.pay(&acme, 1).failure(), Failure::empty());
    let freeze = IVault::freezeTreasuryCall { treasury: acme.id };
    assert_eq!(world.send(&acme.guardian, &freeze).failure(), Failure::empty());
    assert_eq!(world.token_balance(world.vault), FUNDS);
}

#[test]
fn payments_go_on_when_the_programs_were_kept_alive() {
    let (mut world, acme) = fresh();
    expire_all_but(&mut world, &[HOT, COLD, LENS]);
    world.pay(&acme, 1).ok();
    world.set_policy(&acme, plain()).ok();
    let failure = world.send(&world.relayer, &IFront::recordUnusableCall {}).failure();
    assert_eq!(failure, IFront::NotUnusable { hot: 1, cold: 1 }.into());
}

#[test]
fn record_reverts_when_the_programs_are_usable() {
    let (mut world, _) = fresh();
    for now in [START, START + 364 * DAY] {
        world.now = now;
        let failure = world.send(&world.relayer, &IFront::recordUnusableCall {}).failure();
        assert_eq!(failure, IFront::NotUnusable { hot: 1, cold: 1 }.into());
    }
}

#[test]
fn rescue_pays_the_owner_the_treasurys_balance_and_nobody_elses() {
    let (mut world, acme) = fresh();
    let other = world.tenant("other", plain());
    world.pay(&acme, usdc(1)).ok();
    world.now = EXPIRED;
    record(&world);
    world.now += 30 * DAY;
    rescue(&world, &acme).unwrap();
    assert_eq!(world.token_balance(acme.owner.address), FUNDS - usdc(1));
    assert_eq!(world.token_balance(world.vault), FUNDS);
    let again = rescue(&world, &acme).unwrap_err();
    assert_eq!(again, IFront::NothingToRescue { treasury: acme.id }.into());
    rescue(&world, &other).unwrap();
    assert_eq!(world.token_balance(other.owner.address), FUNDS);
    assert_eq!(world.token_balance(world.vault), 0);
}

#[test]
fn rescue_opens_when_hot_or_cold_has_expired() {
    let survivors: [&[Program]; 5] = [&[HOT], &[COLD], &[LENS], &[HOT, LENS], &[COLD, LENS]];
    for (case, survivors) in survivors.into_iter().enumerate() {
        let (mut world, acme) = fresh();
        open_rescue(&mut world, survivors);
        rescue(&world, &acme).unwrap();
        assert_eq!(world.token_balance(acme.owner.address), FUNDS, "survivors {case}");
    }
}

#[test]
fn payments_go_on_when_only_the_cold_program_has_expired() {
    let (mut world, acme) = fresh();
    expire_all_but(&mut world, &[HOT]);
    world.pay(&acme, 1).ok();
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury: acme.id }).ok();
    let limits = IVault::thawTreasuryCall { treasury: acme.id };
    assert_eq!(world.send(&acme.admin, &limits).failure(), Failure::empty());
}

#[test]
fn money_brakes_and_edits_go_on_when_only_the_lens_has_expired() {
    let (mut world, acme) = fresh();
    let treasury = acme.id;
    expire_all_but(&mut world, &[HOT, COLD]);
    assert_eq!(world.try_view(&IVault::treasuryCall { treasury }), Err(Failure::empty()));
    world.deposit(&acme, usdc(1));
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury }).ok();
    world.send(&acme.admin, &IVault::thawTreasuryCall { treasury }).ok();
    world.pay(&acme, 1).ok();
    let to = acme.owner.address;
    world.send(&acme.owner, &IVault::withdrawCall { treasury, to, value: U256::from(1) }).ok();
    // So nothing opens a rescue, which knows neither delay nor guardian.
    let failure = world.send(&world.relayer, &IFront::recordUnusableCall {}).failure();
    assert_eq!(failure, IFront::NotUnusable { hot: 1, cold: 1 }.into());
}

#[test]
fn rescue_reverts_before_30_days_on_record() {
    let (mut world, acme) = fresh();
    world.now = EXPIRED;
    assert_eq!(rescue(&world, &acme).unwrap_err(), IFront::NotRecorded {}.into());
    record(&world);
    let opens = U256::from(EXPIRED + 30 * DAY);
    for now in [EXPIRED, EXPIRED + 30 * DAY - 1] {
        world.now = now;
        let early = IFront::RescueTooEarly { opens, timestamp: U256::from(now) };
        assert_eq!(rescue(&world, &acme).unwrap_err(), early.into());
    }
    world.now = EXPIRED + 30 * DAY;
    rescue(&world, &acme).unwrap();
}

#[test]
fn rescue_reverts_for_anybody_but_the_owner() {
    let (mut world, acme) = fresh();
    world.now = EXPIRED;
    record(&world);
    world.now += 30 * DAY;
    for caller in [&acme.admin, &acme.guardian, &acme.agent, &world.relayer] {
        let call = IFront::rescueCall { treasury: acme.id };
        let refusal = IFront::NotTreasuryOwner {
            treasury: acme.id,
            caller: caller.address,
            owner: acme.owner.address,
        };
        assert_eq!(world.send(caller, &call).failure(), refusal.into());
    }
    // A treasury that does not exist has no owner: the zero address is not one.
    let nobody = IFront::rescueCall { treasury: 7 }.abi_encode();
    assert!(world.call(Address::ZERO, world.vault, nobody).is_err());
}

#[test]
fn rescue_reverts_when_the_programs_were_revived_meanwhile() {
    let (mut world, acme) = fresh();
    world.now = EXPIRED;
    record(&world);
    world.now += 30 * DAY;
    for program in [world.hot, world.cold] {
        let call = IArbWasm::activateProgramCall { program }.abi_encode();
        let value = U256::from(1_000_000_000_000_000_000_u64);
        let to = TxKind::Call(ARB_WASM);
        assert!(world.transact(&world.relayer, to, value, call, AMPLE_GAS).success);
    }
    let refusal = IFront::NotUnusable { hot: 1, cold: 1 };
    assert_eq!(rescue(&world, &acme).unwrap_err(), refusal.into());
    world.pay(&acme, 1).ok();
    // The record is taken back, and a second lapse has to wait its own 30 days.
    world.send(&world.relayer, &IFront::clearUnusableCall {}).ok();
    assert_eq!(world.view(&IFrontState::unusableSinceCall {}), U256::ZERO);
    world.now += 366 * DAY;
    assert_eq!(rescue(&world, &acme).unwrap_err(), IFront::NotRecorded {}.into());
}

#[test]
fn record_needs_proof_however_little_gas_the_caller_leaves() {
    // Starved of gas the precompile answers nothing, and nothing is no proof that a program is gone.
    let (world, _) = fresh();
    let record = IFront::recordUnusableCall {};
    for gas in (21_200..60_000).step_by(400) {
        let outcome = world.send_with_gas(&world.relayer, &record, gas);
        assert!(outcome.result.is_err(), "recorded with {gas} gas");
    }
    assert_eq!(world.view(&IFrontState::unusableSinceCall {}), U256::ZERO);
}
