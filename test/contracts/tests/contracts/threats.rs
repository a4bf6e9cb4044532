//! Cases that went wrong elsewhere: front-running, gas games, split caps, edited caps, one tenant's
//! trouble that becomes another's.

use alloy::{
    primitives::{B256, Bytes, U256},
    sol_types::{SolError as _, SolValue as _},
};
use bursar_abi::{IFrontFactory, IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    artifacts::Artifacts,
    outcome::Failure,
    parties::Party,
    slots,
    tenant::{ANY_VENDOR, COUNT, FUNDS, Tenant, plain, seconds, usdc},
    tokens::ITestUsdc,
    world::{START, Token, World},
};
use bursar_policy::Denial;

fn fresh(policy: Policy) -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..policy });
    (world, tenant)
}

#[test]
fn second_submission_reverts_as_used_and_charges_nothing_when_somebody_else_was_first() {
    let (mut world, acme) = fresh(plain());
    let call = world.authorization(&acme, usdc(2)).signed(&acme.agent, &world.domain());
    world.send(&Party::named("front-runner"), &call).ok();
    let agent = IVault::agentCall { agent: acme.agent.address };
    let before = (world.view(&agent), world.treasury_balance(acme.id));
    let failure = world.send(&world.relayer, &call).failure();
    assert_eq!(failure, Failure::text("FiatTokenV2: authorization is used or canceled"));
    assert_eq!((world.view(&agent), world.treasury_balance(acme.id)), before);
    assert_eq!(world.token_balance(acme.vendor), usdc(2));
}

/// Sweeps the gas limit of one payment over its whole range; every outcome is all or nothing.
fn sweep(world: &World, call: &IVault::transferWithAuthorization_0Call, agent: &Party, pays: bool) {
    let treasury = slots::of(slots::AGENT_STATE, agent.address);
    let before = world.slot(treasury);
    let mut verdicts = [0_u32; 2];
    for gas in (26_000..420_000).step_by(500) {
        let snapshot = world.chain.snapshot();
        let outcome = world.send_with_gas(&world.relayer, call, gas);
        let paid = outcome.result.is_ok();
        verdicts[usize::from(paid)] += 1;
        assert_eq!(paid, world.is_used(call.from, call.nonce), "with {gas} gas");
        assert_eq!(paid, world.slot(treasury) != before, "with {gas} gas");
        assert_eq!(paid, !outcome.logs.is_empty(), "with {gas} gas");
        if let Err(Failure(data)) = outcome.result {
            let starved = data.is_empty() || is::<IVault::GasInsufficient>(&data);
            let denied = is::<IVault::PaymentDenied>(&data);
            assert!(starved || !pays && denied, "with {gas} gas: {:?}", Failure(data));
        }
        assert!(world.chain.revert(snapshot));
    }
    let [refused, paid] = verdicts;
    assert!(refused > 0 && (paid > 0) == pays, "{refused} refused, {paid} paid");
}

fn is<E: alloy::sol_types::SolError>(data: &Bytes) -> bool {
    data.starts_with(&E::SELECTOR)
}

#[test]
fn payment_happens_whole_or_not_at_all_whatever_gas_the_caller_sends() {
    let (mut world, acme) = fresh(plain());
    let call = world.authorization(&acme, usdc(2)).signed(&acme.agent, &world.domain());
    sweep(&world, &call, &acme.agent, true);
}

#[test]
fn denied_payment_never_happens_whatever_gas_the_caller_sends() {
    let (mut world, acme) = fresh(plain());
    let call = world.authorization(&acme, usdc(101)).signed(&acme.agent, &world.domain());
    sweep(&world, &call, &acme.agent, false);
}

#[test]
fn authorization_held_back_until_the_cap_is_used_up_costs_the_agent_nothing() {
    let policy = Policy { periodCap: 100, period: seconds(600, 0), ..plain() };
    let (mut world, acme) = fresh(policy);
    let mut held = world.authorization(&acme, 60);
    held.validBefore = U256::from(START + 1_200);
    world.pay(&acme, 60).ok();
    for _ in 0..20 {
        let denied = world.settle(&acme.agent, &held).denied();
        assert_eq!(denied.reason, Denial::PeriodCap.code());
    }
    let agent = world.view(&IVault::agentCall { agent: acme.agent.address });
    assert_eq!((agent.frozen, agent.count, agent.lifetime), (false, 1, 60));
    world.now = START + 600;
    world.settle(&acme.agent, &held).ok();
}

#[test]
fn cap_split_into_many_small_payments_is_stopped_by_the_count() {
    let policy = Policy {
        periodCap: usdc(100),
        period: seconds(600, 0),
        limits: COUNT,
        countCap: 5,
        ..plain()
    };
    let (mut world, acme) = fresh(policy);
    let refused = (0..30).filter(|_| world.pay(&acme, 1).result.is_err()).count();
    assert_eq!((refused, world.token_balance(acme.vendor)), (25, 5));
}

#[test]
fn spent_survives_edits_of_cap_period_and_list() {
    let capped = |cap, period| Policy { periodCap: cap, period, vendors: ANY_VENDOR, ..plain() };
    let (mut world, acme) = fresh(capped(100, seconds(600, 0)));
    world.pay(&acme, 80).ok();
    let room = |world: &mut World, acme: &Tenant| {
        let denied = world.pay(acme, usdc(50)).denied();
        assert_eq!(denied.reason, Denial::PeriodCap.code());
        denied.room
    };
    // Another cap, lower than what was spent, the same again, another period, another mode.
    for (cap, period, left) in [
        (50, seconds(600, 0), 0),
        (100, seconds(600, 0), 20),
        (100, seconds(1_200, 0), 20),
        (100, seconds(1_200, 2), 20),
        (100, bursar_contract_tests::tenant::MONTH, 20),
        (100, seconds(600, 1), 20),
    ] {
        world.set_policy(&acme, capped(cap, period)).ok();
        assert_eq!(room(&mut world, &acme), U256::from(left));
    }
    // Switched off and on again: what counted before counts again, what was paid under no cap
    // does not.
    world.set_policy(&acme, Policy { vendors: ANY_VENDOR, ..plain() }).ok();
    world.pay(&acme, 5).ok();
    world.set_policy(&acme, capped(100, seconds(600, 0))).ok();
    assert_eq!(room(&mut world, &acme), U256::from(20));
}

#[test]
fn what_a_vendor_was_paid_survives_its_removal() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let entry = VendorEntry { capped: true, cap: 100, period: seconds(600, 0) };
    world.list(&acme, &entry);
    world.pay(&acme, 80).ok();
    let (agent, vendor) = (acme.agent.address, acme.vendor);
    world.send(&acme.admin, &IVault::removeVendorCall { agent, vendor }).ok();
    world.list(&acme, &entry);
    let denied = world.pay(&acme, 21).denied();
    assert_eq!((denied.reason, denied.room), (Denial::VendorCap.code(), U256::from(20)));
}

#[test]
fn what_the_treasury_spent_survives_an_edit_of_its_cap() {
    let (mut world, acme) = fresh(plain());
    let limits = world.limits(acme.id);
    let capped = |cap, period| TreasuryLimits { capped: true, cap, period, ..limits.clone() };
    world.set_limits(&acme, capped(100, seconds(600, 0)));
    world.pay(&acme, 80).ok();
    world.set_limits(&acme, capped(90, seconds(86_400, 2)));
    let denied = world.pay(&acme, 11).denied();
    assert_eq!((denied.reason, denied.room), (Denial::TreasuryCap.code(), U256::from(10)));
}

#[test]
fn fixed_window_admits_twice_the_cap_across_its_edge_and_strict_does_not() {
    for (mode, across) in [(0, 200), (1, 101), (2, 100)] {
        let (mut world, acme) =
            fresh(Policy { periodCap: 100, period: seconds(600, mode), ..plain() });
        world.now = START + 599;
        world.pay(&acme, 100).ok();
        world.now = START + 606;
        let mut paid = 100;
        while world.pay(&acme, 1).result.is_ok() {
            paid += 1;
        }
        assert_eq!(paid, across, "mode {mode}");
    }
}

#[test]
fn replacing_a_policy_reverts_when_another_edit_came_between() {
    let (world, acme) = fresh(plain());
    let agent = acme.agent.address;
    let expectedVersion = world.agent_version(agent);
    let seen = IVault::setPolicyCall { agent, policy: plain(), expectedVersion };
    world
        .send(
            &acme.owner,
            &IVault::setPolicyCall { policy: Policy { paymentCap: 0, ..plain() }, ..seen.clone() },
        )
        .ok();
    let failure = world.send(&acme.admin, &seen).failure();
    let mismatch =
        IVault::VersionMismatch { expected: expectedVersion, actual: expectedVersion + 1 };
    assert_eq!(failure, mismatch.into());
    assert_eq!(world.view(&IVault::agentCall { agent }).policy.paymentCap, 0);
}

#[test]
fn leaked_keys_of_an_admin_a_guardian_or_the_relayer_move_no_money() {
    let (world, acme) = fresh(plain());
    for thief in [&acme.admin, &acme.guardian, &acme.agent, &world.relayer] {
        let (treasury, account) = (acme.id, thief.address);
        let refused = Failure::from(IVault::Unauthorized { treasury, account });
        let value = U256::from(1);
        let withdraw = IVault::withdrawCall { treasury, to: account, value };
        let take = IVault::transferOwnershipCall { treasury, newOwner: account };
        let expectedVersion = world.treasury_version(treasury);
        let rise = IVault::setRolesCall { treasury, account, roles: 3, expectedVersion };
        assert_eq!(world.send(thief, &withdraw).failure(), refused);
        assert_eq!(world.send(thief, &take).failure(), refused);
        assert_eq!(world.send(thief, &rise).failure(), refused);
    }
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
}

#[test]
fn leaked_agent_key_spends_no_more_than_its_policy() {
    let policy = Policy { periodCap: usdc(150), period: seconds(600, 2), ..plain() };
    let (mut world, acme) = fresh(policy);
    let thief = bursar_contract_tests::parties::place("thief");
    let stolen = Tenant { vendor: thief, ..acme };
    for value in [usdc(100), usdc(100), usdc(50), usdc(1), 1] {
        let _ = world.pay(&stolen, value).result;
    }
    assert_eq!(world.token_balance(thief), usdc(150));
    world.send(&stolen.guardian, &IVault::removeAgentCall { agent: stolen.agent.address }).ok();
    world.now += 1_200;
    world.pay(&stolen, 1).denied();
}

/// Creates another vault over the same token and programs.
fn second_vault(world: &World) -> alloy::primitives::Address {
    let create = world.creation(world.token, B256::with_last_byte(1));
    let IFrontFactory::createCall { token, hot, cold, lens, salt } = create;
    let predict = IFrontFactory::predictCall { token, hot, cold, lens, salt };
    let predicted = world.view_of(world.factory, &predict);
    let created = world.send_to(&world.relayer, world.factory, &create).ok();
    assert_eq!(created, predicted);
    created
}

#[test]
fn organisation_with_its_own_vault_pays_on_when_the_shared_one_is_blacklisted() {
    let (mut world, acme) = fresh(plain());
    let shared = world.vault;
    world.vault = second_vault(&world);
    let own = world.tenant("own", Policy { vendors: ANY_VENDOR, ..plain() });
    let block = ITestUsdc::blacklistCall { account: shared };
    world.send_to(&world.operator, world.token, &block).ok();
    world.pay(&own, 1).ok();
    world.vault = shared;
    world.pay(&acme, 1).failure();
}

#[test]
fn authorization_for_one_vault_reverts_in_another_of_the_same_code() {
    let (mut world, acme) = fresh(plain());
    let call = world.authorization(&acme, 1).signed(&acme.agent, &world.domain());
    let first = world.vault;
    world.vault = second_vault(&world);
    let twin = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..plain() });
    assert_eq!(twin.agent.address, acme.agent.address);
    let failure = world.send(&world.relayer, &call).failure();
    assert_eq!(failure, Failure::text("FiatTokenV2: invalid signature"));
    world.vault = first;
    world.send(&world.relayer, &call).ok();
}

#[test]
fn vault_reverts_for_a_token_of_more_than_nine_decimals() {
    let mut world = World::with_token(Token::Hostile);
    let code = Artifacts::get().creation_code("HostileToken");
    let fine = [code, U256::from(18).abi_encode().as_slice()].concat();
    let token = world.deploy("token of 18 decimals", fine.into());
    let create = world.creation(token, B256::ZERO);
    world.send_to(&world.relayer, world.factory, &create).failure();
}

#[test]
fn deposit_reverts_when_the_balance_would_pass_64_bits() {
    let mut world = World::with_token(Token::Hostile);
    let acme = world.tenant("acme", plain());
    let donor = Party::named("donor");
    world.mint(donor.address, u64::MAX);
    world.approve(&donor, u64::MAX);
    let deposit = |value: u64| IVault::depositCall { treasury: acme.id, value: U256::from(value) };
    let failure = world.send(&donor, &deposit(u64::MAX)).failure();
    assert!(failure.0.starts_with(&IVault::AmountInvalid::SELECTOR), "{failure:?}");
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
    world.send(&donor, &deposit(u64::MAX - FUNDS)).ok();
    assert_eq!(world.treasury_balance(acme.id), u64::MAX);
}

#[test]
fn program_called_past_the_front_does_nothing() {
    let (mut world, acme) = fresh(plain());
    let call = world.authorization(&acme, 1).signed(&acme.agent, &world.domain());
    let failure = world.send_to(&world.relayer, world.hot, &call).failure();
    assert_eq!(failure, IVault::NotConfigured {}.into());
    let create = IVault::createTreasuryCall { salt: B256::ZERO, delay: 0 };
    let failure = world.send_to(&world.relayer, world.cold, &create).failure();
    assert_eq!(failure, IVault::NotConfigured {}.into());
    let failure = world.send_to(&world.relayer, world.lens, &IVault::tokenCall {}).failure();
    assert_eq!(failure, IVault::NotConfigured {}.into());
}
