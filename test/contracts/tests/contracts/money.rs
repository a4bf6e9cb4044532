//! Money in and out: who is credited, with how much, and that the vault always holds what it owes.

use alloy::{
    primitives::{Address, B256, U256, address},
    sol_types::{SolCall as _, SolError as _},
};
use bursar_abi::{IToken, IVault, Policy};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    signing::{self, token_domain},
    tenant::{ANY_VENDOR, FUNDS, Tenant, plain, usdc},
    tokens::{Answer, IHostileToken},
    world::{Token, World},
};

/// I1: the vault holds at least what it owes to all treasuries together.
#[track_caller]
fn assert_solvent(world: &World, tenants: &[&Tenant]) {
    let owed: u64 = tenants.iter().map(|tenant| world.treasury_balance(tenant.id)).sum();
    let held = world.token_balance(world.vault);
    assert!(held >= owed, "holds {held}, owes {owed}");
}

fn hostile() -> (World, Tenant) {
    let mut world = World::with_token(Token::Hostile);
    let tenant = world.tenant("acme", Policy { vendors: ANY_VENDOR, nonceBits: 0, ..plain() });
    (world, tenant)
}

fn token_failed<C: alloy::sol_types::SolCall>() -> Failure {
    IVault::TokenFailed { selector: C::SELECTOR.into() }.into()
}

fn deposit_call(tenant: &Tenant, value: u64) -> IVault::depositCall {
    IVault::depositCall { treasury: tenant.id, value: U256::from(value) }
}

fn withdraw_call(tenant: &Tenant, to: Address, value: u64) -> IVault::withdrawCall {
    IVault::withdrawCall { treasury: tenant.id, to, value: U256::from(value) }
}

#[test]
fn deposit_credits_the_treasury_when_the_caller_gave_an_allowance() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let donor = Party::named("donor");
    world.mint(donor.address, usdc(5));
    world.approve(&donor, usdc(5));
    let outcome = world.send(&donor, &deposit_call(&acme, usdc(5)));
    let value = U256::from(usdc(5));
    assert_eq!(
        outcome.find::<IVault::Deposited>(world.vault),
        [IVault::Deposited { treasury: acme.id, from: donor.address, value }]
    );
    outcome.ok();
    assert_eq!(world.treasury_balance(acme.id), FUNDS + usdc(5));
    assert_eq!(world.token_balance(donor.address), 0);
    assert_solvent(&world, &[&acme]);
}

#[test]
fn deposit_reverts_when_allowance_or_treasury_is_missing() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let donor = Party::named("donor");
    world.mint(donor.address, usdc(5));
    let no_allowance = world.send(&donor, &deposit_call(&acme, 1)).failure();
    assert_eq!(no_allowance, token_failed::<IToken::transferFromCall>());
    world.approve(&donor, usdc(5));
    let unknown = IVault::depositCall { treasury: 7, value: U256::from(1) };
    let failure = world.send(&donor, &unknown).failure();
    assert_eq!(failure, IVault::TreasuryUnknown { treasury: 7 }.into());
    // Nothing arrives, so there is nothing to credit.
    world.send(&donor, &deposit_call(&acme, 0)).failure();
    assert_eq!(world.token_balance(donor.address), usdc(5));
}

#[test]
fn deposit_takes_from_the_caller_alone_when_others_gave_allowances_too() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let thrifty = Party::named("thrifty");
    world.mint(thrifty.address, usdc(5));
    world.approve(&thrifty, usdc(5));
    world.send(&Party::named("thief"), &deposit_call(&acme, usdc(5))).failure();
    assert_eq!(world.token_balance(thrifty.address), usdc(5));
}

#[test]
fn deposit_with_authorization_credits_the_treasury_that_was_signed_for() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let donor = Party::named("donor");
    world.mint(donor.address, usdc(5));
    let domain = token_domain(world.chain_id(), world.token);
    let salt = world.unique();
    let value = U256::from(usdc(5));
    let call = signing::deposit(&donor, world.vault, acme.id, value, salt, &domain);
    let outcome = world.send(&Party::named("anybody"), &call);
    assert_eq!(
        outcome.find::<IVault::Deposited>(world.vault),
        [IVault::Deposited { treasury: acme.id, from: donor.address, value }]
    );
    outcome.ok();
    assert_eq!(world.treasury_balance(acme.id), FUNDS + usdc(5));
    let again = world.send(&donor, &call).failure();
    assert_eq!(again, token_failed::<IToken::receiveWithAuthorizationCall>());
    assert_solvent(&world, &[&acme]);
}

#[test]
fn deposit_with_authorization_reverts_when_it_is_credited_to_another_treasury() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let thief = world.tenant("thief", plain());
    let donor = Party::named("donor");
    world.mint(donor.address, usdc(5));
    let domain = token_domain(world.chain_id(), world.token);
    let salt = world.unique();
    let signed = signing::deposit(&donor, world.vault, acme.id, U256::from(usdc(5)), salt, &domain);
    let moved = IVault::depositWithAuthorizationCall { treasury: thief.id, ..signed.clone() };
    let resalted = IVault::depositWithAuthorizationCall { salt: B256::ZERO, ..signed.clone() };
    for call in [moved, resalted] {
        let failure = world.send(&thief.owner, &call).failure();
        assert_eq!(failure, token_failed::<IToken::receiveWithAuthorizationCall>());
    }
    assert_eq!(world.treasury_balance(thief.id), FUNDS);
    world.send(&thief.owner, &signed).ok();
    assert_eq!(world.treasury_balance(acme.id), FUNDS + usdc(5));
}

#[test]
fn deposit_credits_the_measured_difference_when_the_token_takes_a_fee() {
    let (world, acme) = hostile();
    world.send_to(&world.operator, world.token, &set_fee(3)).ok();
    let donor = Party::named("donor");
    world.mint(donor.address, 200);
    world.approve(&donor, 100);
    let outcome = world.send(&donor, &deposit_call(&acme, 100));
    let deposited = outcome.find::<IVault::Deposited>(world.vault);
    assert_eq!(deposited.first().map(|event| event.value), Some(U256::from(97)));
    assert_eq!(world.treasury_balance(acme.id), FUNDS + 97);
    // Nothing arrives when the fee takes all of it.
    world.send_to(&world.operator, world.token, &set_fee(100)).ok();
    world.approve(&donor, 100);
    world.send(&donor, &deposit_call(&acme, 100)).failure();
    assert_eq!(world.treasury_balance(acme.id), FUNDS + 97);
    assert_solvent(&world, &[&acme]);
}

fn set_fee(fee: u64) -> IHostileToken::setFeeCall {
    IHostileToken::setFeeCall { fee: U256::from(fee) }
}

fn set_answer(answer: Answer) -> IHostileToken::setAnswerCall {
    IHostileToken::setAnswerCall { answer }
}

#[test]
fn token_movements_revert_when_the_token_answers_false_or_reverts() {
    let (mut world, acme) = hostile();
    let donor = Party::named("donor");
    world.mint(donor.address, 100);
    world.approve(&donor, 100);
    for answer in [Answer::False, Answer::Revert] {
        world.send_to(&world.operator, world.token, &set_answer(answer)).ok();
        let failures = [
            world.send(&donor, &deposit_call(&acme, 100)).failure(),
            world.send(&acme.owner, &withdraw_call(&acme, acme.owner.address, 1)).failure(),
            world.pay(&acme, 1).failure(),
        ];
        let expected = [
            token_failed::<IToken::transferFromCall>(),
            token_failed::<IToken::transferCall>(),
            token_failed::<IToken::transferCall>(),
        ];
        assert_eq!(failures, expected, "{answer:?}");
    }
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
    assert_eq!(world.token_balance(world.vault), FUNDS);
}

#[test]
fn token_movements_pass_when_the_token_answers_nothing() {
    let (mut world, acme) = hostile();
    world.send_to(&world.operator, world.token, &set_answer(Answer::Nothing)).ok();
    let donor = Party::named("donor");
    world.mint(donor.address, 100);
    world.approve(&donor, 100);
    world.send(&donor, &deposit_call(&acme, 100)).ok();
    world.pay(&acme, 40).ok();
    world.send(&acme.owner, &withdraw_call(&acme, donor.address, 60)).ok();
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
    assert_eq!((world.token_balance(acme.vendor), world.token_balance(donor.address)), (40, 60));
}

#[test]
fn huge_answer_of_the_token_is_not_copied() {
    let (mut world, acme) = hostile();
    world.pay(&acme, 1).ok();
    let plain_gas = world.pay(&acme, 1).gas_used;
    world.send_to(&world.operator, world.token, &set_answer(Answer::Huge)).ok();
    let outcome = world.pay(&acme, 1);
    let gas = outcome.gas_used;
    outcome.ok();
    // The token pays 28,449 for the memory of its 100,000 bytes; to copy them would cost the vault
    // as much in EVM memory or more in pages of wasm.
    assert!(gas < plain_gas + 32_000, "{gas} after {plain_gas}");
}

#[test]
fn payment_reverts_when_the_token_burns_all_gas_it_gets() {
    let (mut world, acme) = hostile();
    let burns = IHostileToken::setBurnsGasCall { burnsGas: true };
    world.send_to(&world.operator, world.token, &burns).ok();
    let authorization = world.authorization(&acme, 1);
    let outcome = world.settle(&acme.agent, &authorization);
    // A fixed cap: the token cannot take what the transaction has.
    assert!(outcome.gas_used < 500_000, "{}", outcome.gas_used);
    assert_eq!(outcome.failure(), token_failed::<IToken::transferCall>());
    assert!(!world.is_used(acme.agent.address, authorization.nonce));
}

#[test]
fn withdrawal_pays_whom_the_owner_names() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let to = place("the owner's bank");
    let outcome = world.send(&acme.owner, &withdraw_call(&acme, to, usdc(10)));
    assert_eq!(
        outcome.find::<IVault::Withdrawn>(world.vault),
        [IVault::Withdrawn { treasury: acme.id, to, value: U256::from(usdc(10)) }]
    );
    outcome.ok();
    assert_eq!(world.token_balance(to), usdc(10));
    assert_eq!(world.treasury_balance(acme.id), FUNDS - usdc(10));
    assert_solvent(&world, &[&acme]);
}

#[test]
fn withdrawal_is_possible_while_the_treasury_is_frozen() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    world.send(&acme.owner, &IVault::freezeTreasuryCall { treasury: acme.id }).ok();
    world.send(&acme.owner, &withdraw_call(&acme, acme.owner.address, FUNDS)).ok();
    assert_eq!(world.token_balance(acme.owner.address), FUNDS);
}

#[test]
fn withdrawal_reverts_when_it_exceeds_the_treasurys_own_balance() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let other = world.tenant("other", plain());
    let asked = FUNDS + 1;
    let failure =
        world.send(&acme.owner, &withdraw_call(&acme, acme.owner.address, asked)).failure();
    let (asked, balance) = (U256::from(asked), U256::from(FUNDS));
    assert_eq!(failure, IVault::BalanceInsufficient { asked, balance }.into());
    let wide = IVault::withdrawCall {
        treasury: acme.id,
        to: acme.owner.address,
        value: (U256::from(1) << 64) + U256::from(1),
    };
    world.send(&acme.owner, &wide).failure();
    let nothing = withdraw_call(&acme, acme.owner.address, 0);
    world.send(&acme.owner, &nothing).failure();
    assert_eq!(world.treasury_balance(other.id), FUNDS);
    assert_solvent(&world, &[&acme, &other]);
}

#[test]
fn withdrawal_reverts_when_it_would_go_to_zero_the_vault_or_the_token() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    for account in [Address::ZERO, world.vault, world.token] {
        let failure = world.send(&acme.owner, &withdraw_call(&acme, account, 1)).failure();
        assert_eq!(failure, IVault::AddressInvalid { account }.into());
    }
}

#[test]
fn money_sent_past_the_vault_is_credited_to_nobody() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    world.mint(world.vault, usdc(9));
    assert_eq!(world.treasury_balance(acme.id), FUNDS);
    let failure =
        world.send(&acme.owner, &withdraw_call(&acme, acme.owner.address, FUNDS + 1)).failure();
    assert!(IVault::BalanceInsufficient::SELECTOR == failure.0[..4]);
    assert_solvent(&world, &[&acme]);
}

#[test]
fn vault_stays_solvent_over_a_mixed_day() {
    let mut world = World::new();
    let acme = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..plain() });
    let other = world.tenant("other", Policy { vendors: ANY_VENDOR, ..plain() });
    for round in 1..=20_u64 {
        let (tenant, value) = if round % 3 == 0 { (&other, round * 7) } else { (&acme, round * 5) };
        world.now += 600;
        world.pay(tenant, value).ok();
        assert_solvent(&world, &[&acme, &other]);
        world.deposit(tenant, value / 2 + 1);
        assert_solvent(&world, &[&acme, &other]);
        world.send(&tenant.owner, &withdraw_call(tenant, tenant.owner.address, round)).ok();
        assert_solvent(&world, &[&acme, &other]);
    }
    let owed = world.treasury_balance(acme.id) + world.treasury_balance(other.id);
    assert_eq!(world.token_balance(world.vault), owed);
}

#[test]
fn treasury_id_is_bound_to_its_creator() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let salt = B256::repeat_byte(7);
    let creator = acme.owner.address;
    let foretold = world.view(&IVault::treasuryIdCall { creator, salt });
    // Somebody else with the same salt gets another treasury.
    let theirs =
        world.send(&Party::named("stranger"), &IVault::createTreasuryCall { salt, delay: 0 }).ok();
    assert_ne!(theirs, foretold);
    let create = IVault::createTreasuryCall { salt, delay: 0 };
    assert_eq!(world.send(&acme.owner, &create).ok(), foretold);
    let failure = world.send(&acme.owner, &create).failure();
    assert_eq!(failure, IVault::TreasuryExists { treasury: foretold }.into());
    let fixed = IVault::treasuryIdCall {
        creator: address!("0x00000000000000000000000000000000000000aa"),
        salt: B256::with_last_byte(1),
    };
    let hash = alloy::primitives::keccak256(
        [fixed.creator.into_word().as_slice(), fixed.salt.as_slice()].concat(),
    );
    let id = u64::from_be_bytes(hash[..8].try_into().unwrap());
    assert_eq!(world.view(&fixed), id);
    assert_eq!(IVault::treasuryIdCall::SIGNATURE, "treasuryId(address,bytes32)");
}
