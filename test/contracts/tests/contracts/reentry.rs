//! A token that calls back in the middle of a movement finds every door shut: each selector of the
//! exported ABI, views included, through each of the three calls that the vault makes.

use alloy::{
    primitives::{Bytes, U256},
    sol_types::SolCall as _,
};
use bursar_abi::{IFront, IVault, Policy};
use bursar_contract_tests::{
    batch::batch,
    outcome::Failure,
    signing::{self, token_domain},
    tenant::{ANY_VENDOR, Tenant, plain},
    tokens::IHostileToken,
    world::{Token, World},
};
use bursar_policy::batch::Verdict;

use crate::expiry::{COLD, HOT, open_rescue};

/// What makes the vault call its token.
#[derive(Clone, Copy, Debug)]
enum Door {
    Payment,
    Batch,
    Withdrawal,
    Deposit,
    SignedDeposit,
}

fn hostile() -> (World, Tenant) {
    let mut world = World::with_token(Token::Hostile);
    let tenant = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..plain() });
    world.mint(tenant.owner.address, 1_000_000);
    world.approve(&tenant.owner, 1_000_000);
    (world, tenant)
}

/// Goes through a door; the vault's own call succeeds, whatever the token tried inside.
fn enter(world: &mut World, tenant: &Tenant, door: Door) {
    let (treasury, value) = (tenant.id, U256::from(1));
    match door {
        Door::Payment => {
            world.pay(tenant, 1).ok();
        }
        Door::Batch => {
            let item = world.item(tenant, 1);
            assert_eq!(world.settle_batch(&[item]).ok(), [Verdict::Settled]);
        }
        Door::Withdrawal => {
            let to = tenant.owner.address;
            world.send(&tenant.owner, &IVault::withdrawCall { treasury, to, value }).ok();
        }
        Door::Deposit => {
            world.send(&tenant.owner, &IVault::depositCall { treasury, value }).ok();
        }
        Door::SignedDeposit => {
            let salt = world.unique();
            let domain = token_domain(world.chain_id(), world.token);
            let call = signing::deposit(&tenant.owner, world.vault, treasury, value, salt, &domain);
            world.send(&tenant.owner, &call).ok();
        }
    }
}

/// What the token's call back into the vault answered.
fn answer_to(
    world: &mut World,
    tenant: &Tenant,
    door: Door,
    payload: Bytes,
) -> Result<Bytes, Failure> {
    let aim = IHostileToken::setReentryCall { target: world.vault, payload };
    world.send_to(&world.operator, world.token, &aim).ok();
    let before = world.view_of(world.token, &IHostileToken::callsCall {});
    enter(world, tenant, door);
    let after = world.view_of(world.token, &IHostileToken::callsCall {});
    assert_eq!(after, before + U256::from(1), "the token was not called through {door:?}");
    let result = world.view_of(world.token, &IHostileToken::lastResultCall {});
    if world.view_of(world.token, &IHostileToken::lastSucceededCall {}) {
        Ok(result)
    } else {
        Err(Failure(result))
    }
}

/// A call of `selector` with arguments of zeros, as many as a payment takes.
fn zeros(selector: [u8; 4]) -> Bytes {
    [selector.as_slice(), &[0; 288]].concat().into()
}

#[track_caller]
fn assert_all_shut(door: Door) {
    let (mut world, acme) = hostile();
    let functions = IVault::abi::functions();
    let mut tried = 0;
    for function in functions.values().flatten() {
        let payload = zeros(function.selector().0);
        let answer = answer_to(&mut world, &acme, door, payload);
        let shut = Err(Failure::from(IVault::Reentered {}));
        assert_eq!(answer, shut, "{} through {door:?}", function.name);
        tried += 1;
    }
    assert_eq!(tried, functions.values().map(Vec::len).sum::<usize>());
    // A selector of nobody's is shut as well: the check comes before anything is looked at.
    let answer = answer_to(&mut world, &acme, door, zeros([0xde, 0xad, 0xbe, 0xef]));
    assert_eq!(answer, Err(Failure::from(IVault::Reentered {})));
}

#[test]
fn every_selector_reverts_when_the_token_re_enters_during_a_payment() {
    assert_all_shut(Door::Payment);
}

#[test]
fn every_selector_reverts_when_the_token_re_enters_during_a_batch() {
    assert_all_shut(Door::Batch);
}

#[test]
fn every_selector_reverts_when_the_token_re_enters_during_a_withdrawal() {
    assert_all_shut(Door::Withdrawal);
}

#[test]
fn every_selector_reverts_when_the_token_re_enters_during_a_deposit() {
    assert_all_shut(Door::Deposit);
}

#[test]
fn every_selector_reverts_when_the_token_re_enters_during_a_signed_deposit() {
    assert_all_shut(Door::SignedDeposit);
}

#[test]
fn token_is_answered_again_once_the_movement_is_over() {
    // The refusals above are the open call's doing: the same token, asking on its own, gets through.
    let (world, acme) = hostile();
    let name = IVault::nameCall {}.abi_encode();
    world.call(world.token, world.vault, name).unwrap();
    let balance = IVault::balanceOfCall { agent: acme.agent.address }.abi_encode();
    world.call(world.token, world.vault, balance).unwrap();
}

#[test]
fn second_payment_reverts_when_it_is_settled_inside_the_first() {
    let (mut world, acme) = hostile();
    let inner = world.authorization(&acme, 7).signed(&acme.agent, &world.domain());
    let payload = Bytes::from(inner.abi_encode());
    let answer = answer_to(&mut world, &acme, Door::Payment, payload);
    assert_eq!(answer, Err(Failure::from(IVault::Reentered {})));
    assert_eq!(world.token_balance(acme.vendor), 1);
    assert!(!world.is_used(acme.agent.address, inner.nonce));
}

#[test]
fn same_batch_reverts_when_it_is_settled_inside_itself() {
    let (mut world, acme) = hostile();
    let item = world.item(&acme, 7);
    let payload = Bytes::from(batch(&[item]).abi_encode());
    let aim = IHostileToken::setReentryCall { target: world.vault, payload };
    world.send_to(&world.operator, world.token, &aim).ok();
    assert_eq!(world.settle_batch(&[item]).ok(), [Verdict::Settled]);
    let answer = world.view_of(world.token, &IHostileToken::lastResultCall {});
    assert_eq!(Failure(answer), Failure::from(IVault::Reentered {}));
    assert_eq!(world.token_balance(acme.vendor), 7);
}

#[test]
fn rescue_reverts_when_the_token_re_enters_it_while_a_program_works() {
    let doors = [
        (Door::Payment, HOT),
        (Door::Batch, HOT),
        (Door::Withdrawal, HOT),
        (Door::Deposit, COLD),
        (Door::SignedDeposit, COLD),
    ];
    for (door, running) in doors {
        let (mut world, acme) = hostile();
        open_rescue(&mut world, &[running]);
        let payload = Bytes::from(IFront::rescueCall { treasury: acme.id }.abi_encode());
        let answer = answer_to(&mut world, &acme, door, payload);
        let program = running(&world);
        let refusal = IFront::ProgramRunning { program };
        assert_eq!(answer, Err(Failure::from(refusal)), "{door:?}");
    }
}
