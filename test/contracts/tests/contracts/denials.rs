//! Every limit trips, on the deployed programs, and just does not: the same payment one unit or one
//! second to the allowed side of the limit goes through.

use alloy::primitives::{Address, U256};
use bursar_abi::{IVault, Period, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    outcome::Denial,
    parties::place,
    signing::sequenced,
    tenant::{
        ANY_VENDOR, BUDGET, COUNT, LIFETIME, MONTH, OWN_LIST, SCHEDULE, SHARED_LIST, Tenant, WEEK,
        plain, seconds, usdc,
    },
    world::{START, World},
};
use bursar_policy::Denial::*;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

fn world_with(policy: Policy) -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", policy);
    (world, tenant)
}

fn period_capped(cap: u64, period: Period) -> Policy {
    Policy { periodCap: cap, period, ..plain() }
}

/// `check` must foretell what the payment then does.
#[track_caller]
fn pays(world: &mut World, tenant: &Tenant, value: u64) {
    assert_eq!(foretold(world, tenant, value), 0, "check foretells a denial");
    world.pay(tenant, value).ok();
}

#[track_caller]
fn refuses(world: &mut World, tenant: &Tenant, value: u64, denial: Denial) {
    assert_eq!(foretold(world, tenant, value), denial.reason, "check foretells otherwise");
    assert_eq!(world.pay(tenant, value).denied(), denial);
}

fn foretold(world: &World, tenant: &Tenant, value: u64) -> u8 {
    let (agent, vendor) = (tenant.agent.address, tenant.vendor);
    world.view(&IVault::checkCall { agent, vendor, value: U256::from(value) }).reason
}

#[test]
fn payment_is_refused_when_the_key_is_no_agent() {
    let (mut world, mut acme) = world_with(plain());
    acme.agent = bursar_contract_tests::parties::Party::named("nobody's agent");
    refuses(&mut world, &acme, 1, Denial::new(AgentUnknown, 1, 0));
}

#[test]
fn payment_is_refused_when_the_agent_was_removed() {
    let (mut world, acme) = world_with(plain());
    pays(&mut world, &acme, 1);
    world.send(&acme.guardian, &IVault::removeAgentCall { agent: acme.agent.address }).ok();
    refuses(&mut world, &acme, 1, Denial::new(AgentUnknown, 1, 0));
}

#[test]
fn payment_is_refused_while_the_agent_is_frozen() {
    let (mut world, acme) = world_with(plain());
    let agent = acme.agent.address;
    world.send(&acme.guardian, &IVault::freezeAgentCall { agent }).ok();
    refuses(&mut world, &acme, 1, Denial::new(AgentFrozen, 1, 0));
    world.send(&acme.admin, &IVault::thawAgentCall { agent }).ok();
    pays(&mut world, &acme, 1);
}

#[test]
fn payment_is_refused_while_the_treasury_is_frozen() {
    let (mut world, acme) = world_with(plain());
    let treasury = acme.id;
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury }).ok();
    refuses(&mut world, &acme, 1, Denial::new(TreasuryFrozen, 1, 0));
    world.send(&acme.admin, &IVault::thawTreasuryCall { treasury }).ok();
    pays(&mut world, &acme, 1);
}

#[test]
fn payment_is_refused_when_the_vendor_is_not_on_the_agents_list() {
    let (mut world, mut acme) = world_with(plain());
    // On the shared list, which this agent's policy does not look at.
    let listed = acme.vendor;
    acme.vendor = place("another vendor");
    world.list_shared(&acme, &VendorEntry::default());
    refuses(&mut world, &acme, 1, Denial::new(VendorNotListed, 1, 0));
    acme.vendor = listed;
    pays(&mut world, &acme, 1);
}

#[test]
fn payment_is_refused_when_the_vendor_is_not_on_the_shared_list() {
    let (mut world, mut acme) = world_with(Policy { vendors: SHARED_LIST, ..plain() });
    let listed = acme.vendor;
    acme.vendor = place("another vendor");
    world.list(&acme, &VendorEntry::default());
    refuses(&mut world, &acme, 1, Denial::new(VendorNotListed, 1, 0));
    acme.vendor = listed;
    pays(&mut world, &acme, 1);
}

#[test]
fn payment_is_refused_once_the_vendor_is_removed() {
    let (mut world, acme) = world_with(plain());
    let (agent, vendor) = (acme.agent.address, acme.vendor);
    pays(&mut world, &acme, 1);
    world.send(&acme.guardian, &IVault::removeVendorCall { agent, vendor }).ok();
    refuses(&mut world, &acme, 1, Denial::new(VendorNotListed, 1, 0));
}

#[test]
fn payment_goes_to_anybody_when_the_policy_names_no_list() {
    let (mut world, mut acme) = world_with(Policy { vendors: ANY_VENDOR, ..plain() });
    acme.vendor = place("never heard of");
    pays(&mut world, &acme, usdc(1));
    assert_eq!(world.token_balance(acme.vendor), usdc(1));
}

#[test]
fn payment_is_refused_when_it_exceeds_the_payment_cap() {
    let (mut world, acme) = world_with(plain());
    pays(&mut world, &acme, usdc(100));
    let above = usdc(100) + 1;
    refuses(&mut world, &acme, above, Denial::new(PaymentCap, above, usdc(100)));
}

#[test]
fn payment_is_refused_when_a_cap_is_zero() {
    let (mut world, acme) = world_with(Policy { paymentCap: 0, ..plain() });
    refuses(&mut world, &acme, 1, Denial::new(PaymentCap, 1, 0));
    world.set_policy(&acme, period_capped(0, seconds(60, 0))).ok();
    refuses(&mut world, &acme, 1, Denial::new(PeriodCap, 1, 0));
    world.set_policy(&acme, Policy { limits: BUDGET, ..plain() }).ok();
    refuses(&mut world, &acme, 1, Denial::new(Budget, 1, 0));
    world
        .set_policy(
            &acme,
            Policy { limits: COUNT, period: seconds(60, 0), periodCap: 9, ..plain() },
        )
        .ok();
    refuses(&mut world, &acme, 1, Denial::new(CountCap, 1, 0));
}

#[test]
fn payment_is_refused_when_a_fixed_period_is_used_up() {
    let (mut world, acme) = world_with(period_capped(100, seconds(600, 0)));
    pays(&mut world, &acme, 60);
    refuses(&mut world, &acme, 41, Denial::new(PeriodCap, 41, 40));
    pays(&mut world, &acme, 40);
    world.now = START + 599;
    refuses(&mut world, &acme, 1, Denial::new(PeriodCap, 1, 0));
    world.now = START + 600;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_when_a_sliding_period_is_used_up() {
    let (mut world, acme) = world_with(period_capped(100, seconds(600, 1)));
    pays(&mut world, &acme, 100);
    // A third into the next window two thirds of the previous one still count, rounded up: 67.
    world.now = START + 800;
    refuses(&mut world, &acme, 34, Denial::new(PeriodCap, 34, 33));
    pays(&mut world, &acme, 33);
    // Two windows later nothing of it counts.
    world.now = START + 1_800;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_when_a_strict_period_is_used_up() {
    let (mut world, acme) = world_with(period_capped(100, seconds(600, 2)));
    world.now = START + 599;
    pays(&mut world, &acme, 70);
    world.now = START + 1_199;
    refuses(&mut world, &acme, 31, Denial::new(PeriodCap, 31, 30));
    pays(&mut world, &acme, 30);
    world.now = START + 1_200;
    pays(&mut world, &acme, 70);
}

#[test]
fn payment_is_refused_until_monday_when_a_week_is_used_up() {
    let (mut world, acme) = world_with(period_capped(100, WEEK));
    pays(&mut world, &acme, 100);
    world.now = START + 7 * DAY - 1;
    refuses(&mut world, &acme, 1, Denial::new(PeriodCap, 1, 0));
    world.now = START + 7 * DAY;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_until_the_first_when_a_month_is_used_up() {
    let (mut world, acme) = world_with(period_capped(100, MONTH));
    // The worlds begin on 2 January; 2040 is a leap year.
    let (february, march) = (START + 30 * DAY, START + 59 * DAY);
    pays(&mut world, &acme, 100);
    world.now = february - 1;
    refuses(&mut world, &acme, 1, Denial::new(PeriodCap, 1, 0));
    world.now = february;
    pays(&mut world, &acme, 100);
    world.now = march - 1;
    refuses(&mut world, &acme, 1, Denial::new(PeriodCap, 1, 0));
    world.now = march;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_when_the_count_is_used_up() {
    let policy = Policy { limits: COUNT, countCap: 2, ..period_capped(usdc(100), seconds(600, 0)) };
    let (mut world, acme) = world_with(policy);
    pays(&mut world, &acme, 1);
    pays(&mut world, &acme, 1);
    // Counted in payments, not in units.
    refuses(&mut world, &acme, 5, Denial::new(CountCap, 1, 0));
    world.now = START + 600;
    pays(&mut world, &acme, 5);
}

#[test]
fn payment_is_refused_when_the_budget_is_used_up() {
    let (mut world, acme) = world_with(Policy { limits: BUDGET, budget: 100, ..plain() });
    pays(&mut world, &acme, 60);
    world.now = START + 365 * DAY / 2;
    refuses(&mut world, &acme, 41, Denial::new(Budget, 41, 40));
    pays(&mut world, &acme, 40);
    refuses(&mut world, &acme, 1, Denial::new(Budget, 1, 0));
}

#[test]
fn payment_is_refused_outside_the_validity() {
    let (notBefore, notAfter) = (START + 100, START + 200);
    let (mut world, acme) = world_with(Policy { limits: LIFETIME, notBefore, notAfter, ..plain() });
    world.now = notBefore - 1;
    refuses(&mut world, &acme, 1, Denial::new(NotYetActive, 1, 0));
    world.now = notBefore;
    pays(&mut world, &acme, 1);
    world.now = notAfter - 1;
    pays(&mut world, &acme, 1);
    world.now = notAfter;
    refuses(&mut world, &acme, 1, Denial::new(NoLongerActive, 1, 0));
}

#[test]
fn payment_is_refused_outside_the_schedule() {
    // Open on Monday from 09:00 to 10:00 and in the last hour of Sunday.
    let schedule = (U256::from(1) << 9) | (U256::from(1) << 167);
    let (mut world, acme) = world_with(Policy { limits: SCHEDULE, schedule, ..plain() });
    let refused = Denial::new(Schedule, 1, 0);
    world.now = START + 9 * HOUR - 1;
    refuses(&mut world, &acme, 1, refused);
    world.now = START + 9 * HOUR;
    pays(&mut world, &acme, 1);
    world.now = START + 10 * HOUR;
    refuses(&mut world, &acme, 1, refused);
    world.now = START + 7 * DAY - 1;
    pays(&mut world, &acme, 1);
    world.now = START + 7 * DAY;
    refuses(&mut world, &acme, 1, refused);
}

#[test]
fn payment_is_refused_when_the_vendors_own_cap_is_used_up() {
    let (mut world, acme) = world_with(plain());
    let entry = VendorEntry { capped: true, cap: 100, period: seconds(600, 0) };
    world.list(&acme, &entry);
    pays(&mut world, &acme, 60);
    refuses(&mut world, &acme, 41, Denial::new(VendorCap, 41, 40));
    pays(&mut world, &acme, 40);
    world.now = START + 600;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_when_a_shared_vendors_cap_is_used_up_by_all_agents_together() {
    let (mut world, acme) = world_with(Policy { vendors: SHARED_LIST, ..plain() });
    let entry = VendorEntry { capped: true, cap: 100, period: seconds(600, 0) };
    world.list_shared(&acme, &entry);
    let second = world.join(&acme, "second agent", Policy { vendors: SHARED_LIST, ..plain() });
    let other = Tenant { agent: second, ..acme.clone() };
    pays(&mut world, &acme, 60);
    refuses(&mut world, &other, 41, Denial::new(VendorCap, 41, 40));
    pays(&mut world, &other, 40);
    refuses(&mut world, &acme, 1, Denial::new(VendorCap, 1, 0));
}

#[test]
fn payment_is_refused_when_the_treasurys_cap_is_used_up_by_all_agents_together() {
    let (mut world, acme) = world_with(Policy { vendors: ANY_VENDOR, ..plain() });
    let second = world.join(&acme, "second agent", Policy { vendors: ANY_VENDOR, ..plain() });
    let other = Tenant { agent: second, ..acme.clone() };
    let limits = world.limits(acme.id);
    let capped = TreasuryLimits { capped: true, cap: 100, period: seconds(600, 2), ..limits };
    world.set_limits(&acme, capped);
    pays(&mut world, &acme, 60);
    refuses(&mut world, &other, 41, Denial::new(TreasuryCap, 41, 40));
    pays(&mut world, &other, 40);
    world.now = START + 600;
    refuses(&mut world, &acme, 1, Denial::new(TreasuryCap, 1, 0));
    world.now = START + 1_200;
    pays(&mut world, &acme, 100);
}

#[test]
fn payment_is_refused_when_the_authorization_lives_too_long() {
    let (mut world, acme) = world_with(plain());
    let limits = world.limits(acme.id);
    world.set_limits(&acme, TreasuryLimits { longestValidity: 600, ..limits });
    let mut authorization = world.authorization(&acme, 1);
    authorization.validBefore = U256::from(world.now + 601);
    let denied = world.settle(&acme.agent, &authorization).denied();
    assert_eq!(denied, Denial::new(ValidityTooLong, 601, 600));
    authorization.validBefore = U256::from(world.now + 600);
    world.settle(&acme.agent, &authorization).ok();
}

#[test]
fn payment_is_accepted_for_one_hour_by_a_new_treasury() {
    // Go's x402 client always signs for one hour, by a clock that may be ahead.
    let (mut world, acme) = world_with(plain());
    let mut authorization = world.authorization(&acme, 1);
    authorization.validBefore = U256::from(world.now + HOUR + 30);
    world.settle(&acme.agent, &authorization).ok();
    let mut authorization = world.authorization(&acme, 1);
    authorization.validBefore = U256::MAX;
    assert_eq!(world.settle(&acme.agent, &authorization).denied().reason, ValidityTooLong as u8);
}

#[test]
fn payment_is_refused_when_it_exceeds_the_treasurys_balance() {
    let (mut world, acme) = world_with(Policy { paymentCap: u64::MAX, ..plain() });
    let funds = world.treasury_balance(acme.id);
    // Another tenant's money lies in the same vault and is out of reach.
    world.tenant("other", plain());
    refuses(&mut world, &acme, funds + 1, Denial::new(TreasuryBalance, funds + 1, funds));
    pays(&mut world, &acme, funds);
    assert_eq!(world.treasury_balance(acme.id), 0);
    refuses(&mut world, &acme, 1, Denial::new(TreasuryBalance, 1, 0));
}

#[test]
fn payment_is_refused_when_the_payee_is_zero_the_vault_or_the_token() {
    let (mut world, acme) = world_with(Policy { vendors: ANY_VENDOR, ..plain() });
    for payee in [Address::ZERO, world.vault, world.token] {
        let to_it = Tenant { vendor: payee, ..acme.clone() };
        refuses(&mut world, &to_it, 1, Denial::new(PayeeForbidden, 1, 0));
    }
}

#[test]
fn payment_is_refused_when_the_value_is_zero_or_over_64_bits() {
    let (mut world, acme) = world_with(Policy { vendors: ANY_VENDOR, ..plain() });
    refuses(&mut world, &acme, 0, Denial::new(ValueZero, 0, 0));
    let mut authorization = world.authorization(&acme, 1);
    // Its low 64 bits alone would be a payment of 1.
    authorization.value = (U256::from(1) << 64) + U256::from(1);
    let denied = world.settle(&acme.agent, &authorization).denied();
    assert_eq!((denied.reason, denied.asked), (ValueTooWide as u8, authorization.value));
}

#[test]
fn payment_is_refused_when_the_nonce_begins_like_a_sequenced_one_and_is_none() {
    let (mut world, acme) = world_with(plain());
    let mut authorization = world.authorization(&acme, 1);
    let tag = alloy::primitives::keccak256("bursar.sequenced.1");
    authorization.nonce[..8].copy_from_slice(&tag[..8]);
    let denied = world.settle(&acme.agent, &authorization).denied();
    assert_eq!(denied.reason, NonceStyle as u8);
    assert!(!world.is_used(acme.agent.address, authorization.nonce));
    authorization.nonce[7] ^= 1;
    world.settle(&acme.agent, &authorization).ok();
    authorization.nonce = sequenced(1, 2);
    world.settle(&acme.agent, &authorization).ok();
}

#[test]
fn denial_names_the_lowest_reason_when_several_apply() {
    let policy = Policy {
        limits: BUDGET,
        budget: 10,
        vendors: OWN_LIST,
        ..period_capped(20, seconds(600, 0))
    };
    let (mut world, acme) = world_with(policy);
    let unlisted = Tenant { vendor: place("another vendor"), ..acme.clone() };
    let above = usdc(100) + 1;
    refuses(&mut world, &unlisted, above, Denial::new(VendorNotListed, above, 0));
    refuses(&mut world, &acme, above, Denial::new(PaymentCap, above, usdc(100)));
    refuses(&mut world, &acme, 21, Denial::new(PeriodCap, 21, 20));
    refuses(&mut world, &acme, 11, Denial::new(Budget, 11, 10));
    pays(&mut world, &acme, 10);
}

#[test]
fn denial_leaves_no_trace() {
    let (mut world, acme) = world_with(period_capped(100, seconds(600, 0)));
    let authorization = world.authorization(&acme, 101);
    let agent = acme.agent.address;
    let before = (
        world.view(&IVault::agentCall { agent }),
        world.view(&IVault::treasuryCall { treasury: acme.id }),
    );
    let refused = world.settle(&acme.agent, &authorization);
    assert!(refused.logs.is_empty());
    assert_eq!(refused.denied().reason, PeriodCap as u8);
    assert!(!world.is_used(agent, authorization.nonce));
    let after = (
        world.view(&IVault::agentCall { agent }),
        world.view(&IVault::treasuryCall { treasury: acme.id }),
    );
    assert_eq!(before, after);
    // The very same authorization passes once there is room for it.
    world.set_policy(&acme, period_capped(101, seconds(600, 0))).ok();
    world.settle(&acme.agent, &authorization).ok();
}
