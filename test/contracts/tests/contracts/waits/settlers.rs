//! A treasury that names settlers is settled by nobody else, on either road.

use bursar_abi::{IVault, TreasuryLimits};
use bursar_contract_tests::{
    batch::batch,
    outcome::Denial as Refused,
    parties::Party,
    tenant::{ADMIN, SETTLER, Tenant, usdc},
    world::World,
};
use bursar_policy::{
    Denial,
    batch::Verdict::{Denied, Settled},
};

use super::{policy, set_roles};

/// Two treasuries, the first with the relayer as its one settler.
fn picky() -> (World, Tenant, Tenant) {
    let mut world = World::new();
    let (picky, other) = (world.tenant("picky", policy()), world.tenant("other", policy()));
    let limits = TreasuryLimits { settlersOnly: true, ..world.limits(picky.id) };
    world.set_limits(&picky, limits);
    world.send(&picky.owner, &set_roles(&picky, world.relayer.address, SETTLER)).ok();
    (world, picky, other)
}

#[test]
fn payment_is_denied_when_somebody_else_than_a_settler_brings_it() {
    let (mut world, picky, other) = picky();
    let call = world.authorization(&picky, usdc(1)).signed(&picky.agent, &world.domain());
    let balance = world.treasury_balance(picky.id);
    for stranger in [&picky.owner, &picky.admin, &picky.agent, &other.owner] {
        let denied = world.send(stranger, &call).denied();
        assert_eq!(denied, Refused::new(Denial::Settler, usdc(1), 0));
        assert!(!world.is_used(call.from, call.nonce));
    }
    assert_eq!(world.treasury_balance(picky.id), balance);
    world.send(&world.relayer, &call).ok();
    assert_eq!(world.treasury_balance(picky.id), balance - usdc(1));
    // Where no settlers are named anybody may.
    let call = world.authorization(&other, usdc(1)).signed(&other.agent, &world.domain());
    world.send(&Party::named("stranger"), &call).ok();
}

#[test]
fn batch_leaves_out_items_of_treasuries_that_others_settle() {
    let (mut world, picky, other) = picky();
    let items =
        [world.item(&picky, usdc(1)), world.item(&other, usdc(1)), world.item(&picky, usdc(2))];
    let before = world.treasury_balance(picky.id);
    let stranger = world.send(&Party::named("stranger"), &batch(&items)).ok();
    let barred = Denied(Denial::Settler).byte();
    assert_eq!(stranger.to_vec(), [barred, Settled.byte(), barred]);
    assert_eq!(world.treasury_balance(picky.id), before);
    let again = [items[0], items[2]];
    assert_eq!(world.settle_batch(&again).ok(), [Settled, Settled]);
    assert_eq!(world.treasury_balance(picky.id), before - usdc(3));
}

#[test]
fn settlers_can_be_named_and_dismissed_and_do_nothing_else() {
    let (mut world, picky, _) = picky();
    let settler = Party::named("another settler");
    world.send(&picky.owner, &set_roles(&picky, settler.address, SETTLER | ADMIN)).ok();
    let call = world.authorization(&picky, 1).signed(&picky.agent, &world.domain());
    world.send(&settler, &call).ok();
    world.send(&picky.owner, &set_roles(&picky, settler.address, SETTLER)).ok();
    let freeze = IVault::freezeTreasuryCall { treasury: picky.id };
    let (treasury, account) = (picky.id, settler.address);
    let refused = IVault::Unauthorized { treasury, account };
    assert_eq!(world.send(&settler, &freeze).failure(), refused.into());
    world.send(&picky.owner, &set_roles(&picky, settler.address, 0)).ok();
    let call = world.authorization(&picky, 1).signed(&picky.agent, &world.domain());
    assert_eq!(world.send(&settler, &call).denied().reason, Denial::Settler.code());
}

#[test]
fn views_say_what_could_be_paid_whoever_settles_it() {
    let (world, picky, _) = picky();
    let (agent, vendor) = (picky.agent.address, picky.vendor);
    let value = alloy::primitives::U256::from(usdc(1));
    assert_eq!(world.view(&IVault::checkCall { agent, vendor, value }).reason, 0);
    let most = world.view(&IVault::balanceOfCall { agent });
    assert_eq!(most, alloy::primitives::U256::from(usdc(100)));
}
