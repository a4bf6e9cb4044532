//! Sequenced nonces: one bit each, on both roads, for ever.

use alloy::primitives::{B256, U256};
use bursar_abi::IVault;
use bursar_contract_tests::{
    outcome::Failure,
    parties::place,
    signing::{TransferWithAuthorization, sequenced},
    slots,
    tenant::{Tenant, plain, seconds},
    tokens::ITestUsdc,
    world::World,
};
use bursar_policy::{
    Denial,
    batch::{
        Item,
        Verdict::{PayoutFailed, Settled},
    },
};

use super::{USED, assert_audited, denied, fresh, with_policy};

const LANE: u64 = 5;

fn message(world: &mut World, tenant: &Tenant, sequence: u64) -> TransferWithAuthorization {
    let nonce = sequenced(LANE, sequence);
    TransferWithAuthorization { nonce, ..world.authorization(tenant, 3) }
}

fn item(world: &mut World, tenant: &Tenant, sequence: u64) -> Item<'static> {
    let message = message(world, tenant, sequence);
    world.sign_item(&tenant.agent, &message)
}

/// The agent's word of 256 nonces of the lane, the `index`th.
fn word(world: &World, tenant: &Tenant, index: u64) -> U256 {
    let key = B256::from((U256::from(LANE) << 56) | U256::from(index));
    world.slot(slots::of_two(slots::SEQUENCE, tenant.agent.address, key))
}

fn bits(sequences: &[usize]) -> U256 {
    sequences.iter().fold(U256::ZERO, |word, at| word | (U256::from(1) << (at % 256)))
}

#[test]
fn nonces_of_one_word_are_all_remembered_and_written_once() {
    let (mut world, acme) = fresh();
    let items = [3, 0, 255, 4].map(|sequence| item(&mut world, &acme, sequence));
    assert_eq!(world.settle_batch(&items).ok(), [Settled; 4]);
    assert_eq!(word(&world, &acme, 0), bits(&[0, 3, 4, 255]));
    // In one batch with those of the next word, and with what was used before.
    let items = [256, 1, 3, 700, 1].map(|sequence| item(&mut world, &acme, sequence));
    assert_eq!(world.settle_batch(&items).ok(), [Settled, Settled, USED, Settled, USED]);
    assert_eq!(word(&world, &acme, 0), bits(&[0, 1, 3, 4, 255]));
    assert_eq!((word(&world, &acme, 1), word(&world, &acme, 2)), (bits(&[0]), bits(&[700])));
    for (sequence, is_used) in [(0, true), (1, true), (2, false), (256, true), (257, false)] {
        assert_eq!(world.is_used(acme.agent.address, sequenced(LANE, sequence)), is_used);
        assert!(!world.is_used(acme.agent.address, sequenced(LANE + 1, sequence)));
    }
    assert_eq!(world.token_balance(acme.vendor), 7 * 3);
    assert_audited(&world, acme.id);
}

#[test]
fn same_nonce_pays_once_on_both_roads() {
    let (mut world, acme) = fresh();
    let [first, second] = [1, 2].map(|sequence| message(&mut world, &acme, sequence));
    let [one, two] = [&first, &second].map(|message| world.sign_item(&acme.agent, message));
    world.settle(&acme.agent, &first).ok();
    assert_eq!(word(&world, &acme, 0), bits(&[1]));
    assert_eq!(world.settle_batch(&[one, two]).ok(), [USED, Settled]);
    assert_eq!(word(&world, &acme, 0), bits(&[1, 2]));
    let used = Failure::text("FiatTokenV2: authorization is used or canceled");
    for message in [first, second] {
        assert_eq!(world.settle(&acme.agent, &message).failure(), used);
    }
    assert_eq!(world.token_balance(acme.vendor), 6);
}

#[test]
fn failed_payout_leaves_its_bit_unset_beside_others_of_the_word() {
    let (mut world, acme) = fresh();
    let blocked = Tenant { vendor: place("blocked vendor"), ..acme.clone() };
    let blacklist = ITestUsdc::blacklistCall { account: blocked.vendor };
    world.send_to(&world.operator, world.token, &blacklist).ok();
    let items = [
        item(&mut world, &acme, 0),
        item(&mut world, &blocked, 1),
        item(&mut world, &acme, 2),
        item(&mut world, &blocked, 300),
    ];
    let expected = [Settled, PayoutFailed, Settled, PayoutFailed];
    assert_eq!(world.settle_batch(&items).ok(), expected);
    assert_eq!((word(&world, &acme, 0), word(&world, &acme, 1)), (bits(&[0, 2]), U256::ZERO));
    let account = blocked.vendor;
    world.send_to(&world.operator, world.token, &ITestUsdc::unBlacklistCall { account }).ok();
    assert_eq!(world.settle_batch(&items).ok(), [USED, Settled, USED, Settled]);
    assert_eq!((word(&world, &acme, 0), word(&world, &acme, 1)), (bits(&[0, 1, 2]), bits(&[300])));
}

#[test]
fn refused_payment_leaves_its_bit_unset() {
    let (mut world, acme) =
        with_policy(bursar_abi::Policy { periodCap: 5, period: seconds(600, 0), ..plain() });
    let items = [7, 8].map(|sequence| item(&mut world, &acme, sequence));
    assert_eq!(world.settle_batch(&items).ok(), [Settled, denied(Denial::PeriodCap)]);
    assert_eq!(word(&world, &acme, 0), bits(&[7]));
    let next = message(&mut world, &acme, 9);
    assert_eq!(world.settle(&acme.agent, &next).denied().reason, Denial::PeriodCap as u8);
    assert_eq!(word(&world, &acme, 0), bits(&[7]));
}

#[test]
fn both_styles_of_one_agent_pay_in_one_batch() {
    let (mut world, acme) = fresh();
    let random = world.item(&acme, 1);
    let items = [item(&mut world, &acme, 0), random, item(&mut world, &acme, 1), random];
    assert_eq!(world.settle_batch(&items).ok(), [Settled, Settled, Settled, USED]);
    assert_eq!(world.token_balance(acme.vendor), 7);
}

#[test]
fn same_count_of_two_agents_and_of_two_lanes_does_not_meet() {
    let (mut world, acme) = fresh();
    let policy = bursar_abi::Policy { vendors: 2, ..plain() };
    let agent = world.join(&acme, "second", policy);
    let second = Tenant { agent, ..acme.clone() };
    let lane = {
        let nonce = sequenced(LANE + 1, 0);
        let message = TransferWithAuthorization { nonce, ..world.authorization(&acme, 3) };
        world.sign_item(&acme.agent, &message)
    };
    let items = [item(&mut world, &acme, 0), item(&mut world, &second, 0), lane];
    assert_eq!(world.settle_batch(&items).ok(), [Settled; 3]);
}

#[test]
fn sequenced_nonce_is_never_forgotten() {
    let (mut world, acme) = fresh();
    let first = item(&mut world, &acme, 0);
    assert_eq!(world.settle_batch(&[first]).ok(), [Settled]);
    // As long as a program lives without being kept alive.
    world.now += 364 * 86_400;
    world.send(&acme.owner, &IVault::removeAgentCall { agent: acme.agent.address }).ok();
    let policy = bursar_abi::Policy { vendors: 2, ..plain() };
    let again = world.consent(&acme.agent, acme.id);
    let (treasury, agent) = (acme.id, acme.agent.address);
    let call = IVault::addAgentCall { treasury, agent, policy, consent: again };
    world.send(&acme.owner, &call).ok();
    let later = [item(&mut world, &acme, 0), item(&mut world, &acme, 1)];
    assert_eq!(world.settle_batch(&later).ok(), [USED, Settled]);
    assert!(world.is_used(acme.agent.address, first.nonce));
}
