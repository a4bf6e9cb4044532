//! What facilitators and x402 clients meet: EIP-3009 on the vault.

use alloy::{
    primitives::{Address, B256, TxKind, U256, b256, keccak256},
    sol_types::{SolCall as _, SolStruct as _},
};
use bursar_abi::{IVault, Policy};
use bursar_contract_tests::{
    outcome::{Denial, Failure},
    parties::{Party, Signature, place},
    signing::{TransferWithAuthorization, token_domain, vault_domain},
    slots,
    tenant::{ANY_VENDOR, BUDGET, FUNDS, Tenant, VALIDITY, plain, usdc},
    tokens::ITestUsdc,
    world::{AMPLE_GAS, START, World},
};
use bursar_policy::Denial::AgentUnknown;

const EXPIRED: &str = "FiatTokenV2: authorization is expired";
const EARLY: &str = "FiatTokenV2: authorization is not yet valid";
const USED: &str = "FiatTokenV2: authorization is used or canceled";
const SIGNATURE: &str = "FiatTokenV2: invalid signature";

fn fresh() -> (World, Tenant) {
    with_nonce_bits(4)
}

fn with_nonce_bits(nonceBits: u8) -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", Policy { nonceBits, vendors: ANY_VENDOR, ..plain() });
    (world, tenant)
}

#[test]
fn payment_moves_tokens_and_logs_what_facilitators_look_for() {
    let (mut world, acme) = fresh();
    let before = world.token_balance(world.vault);
    let authorization = world.authorization(&acme, usdc(3));
    let outcome = world.settle(&acme.agent, &authorization);
    let (agent, vendor, value) = (acme.agent.address, acme.vendor, U256::from(usdc(3)));

    let moved = outcome.find::<ITestUsdc::Transfer>(world.token);
    assert_eq!(moved, [ITestUsdc::Transfer { from: world.vault, to: vendor, value }]);
    assert_eq!(
        outcome.event_names(world.vault),
        ["Transfer", "AuthorizationUsed", "PaymentSettled", "AuditHead"]
    );
    assert_eq!(
        outcome.find::<IVault::Transfer>(world.vault),
        [IVault::Transfer { from: agent, to: vendor, value }]
    );
    assert_eq!(
        outcome.find::<IVault::AuthorizationUsed>(world.vault),
        [IVault::AuthorizationUsed { authorizer: agent, nonce: authorization.nonce }]
    );
    assert_eq!(
        outcome.find::<IVault::PaymentSettled>(world.vault),
        [IVault::PaymentSettled {
            treasury: acme.id,
            agent,
            vendor,
            value,
            nonce: authorization.nonce
        }]
    );
    outcome.ok();
    assert_eq!(world.token_balance(vendor), usdc(3));
    assert_eq!(world.token_balance(world.vault), before - usdc(3));
    assert_eq!(world.treasury_balance(acme.id), FUNDS - usdc(3));
}

#[test]
fn payment_is_taken_from_any_sender() {
    let (mut world, acme) = fresh();
    for sender in [&acme.agent, &acme.owner, &Party::named("stranger")] {
        let authorization = world.authorization(&acme, 1);
        world.send(sender, &authorization.signed(&acme.agent, &world.domain())).ok();
    }
    assert_eq!(world.token_balance(acme.vendor), 3);
}

#[test]
fn payment_reverts_when_it_is_not_strictly_before_valid_before() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    for now in [START + VALIDITY, START + VALIDITY + 1] {
        world.now = now;
        let failure = world.settle(&acme.agent, &authorization).failure();
        assert_eq!(failure, Failure::text(EXPIRED));
    }
}

#[test]
fn payment_passes_in_the_last_second_before_valid_before() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    world.now = START + VALIDITY - 1;
    world.settle(&acme.agent, &authorization).ok();
}

#[test]
fn payment_reverts_when_it_is_not_strictly_after_valid_after() {
    let (mut world, acme) = fresh();
    let mut authorization = world.authorization(&acme, 1);
    authorization.validAfter = U256::from(START + 10);
    for now in [START, START + 10] {
        world.now = now;
        let failure = world.settle(&acme.agent, &authorization).failure();
        assert_eq!(failure, Failure::text(EARLY));
    }
    world.now = START + 11;
    world.settle(&acme.agent, &authorization).ok();
}

#[test]
fn payment_reverts_when_times_are_over_64_bits() {
    let (mut world, acme) = fresh();
    let mut authorization = world.authorization(&acme, 1);
    // Its low 64 bits alone are in the past.
    authorization.validAfter = U256::from(1) << 64;
    let failure = world.settle(&acme.agent, &authorization).failure();
    assert_eq!(failure, Failure::text(EARLY));
}

#[test]
fn payment_takes_every_usual_v() {
    let (mut world, acme) = fresh();
    for shift in [0, 27] {
        let authorization = world.authorization(&acme, 1);
        let mut call = authorization.signed(&acme.agent, &world.domain());
        call.v = call.v - 27 + shift;
        world.send(&world.relayer, &call).ok();
    }
    assert_eq!(world.token_balance(acme.vendor), 2);
}

#[test]
fn payment_reverts_when_v_is_another() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    let signed = authorization.signed(&acme.agent, &world.domain());
    for v in [2, 26, 29, 35, 36, 255, signed.v ^ 7] {
        let call = IVault::transferWithAuthorization_0Call { v, ..signed.clone() };
        let failure = world.send(&world.relayer, &call).failure();
        assert_eq!(failure, Failure::text(SIGNATURE), "v = {v}");
    }
}

#[test]
fn payment_reverts_when_s_is_the_higher_of_the_two() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    let signed = authorization.signed(&acme.agent, &world.domain());
    let order = U256::from_be_bytes(
        b256!("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").0,
    );
    let twin = IVault::transferWithAuthorization_0Call {
        v: 55 - signed.v,
        s: (order - U256::from_be_bytes(signed.s.0)).into(),
        ..signed.clone()
    };
    let failure = world.send(&world.relayer, &twin).failure();
    assert_eq!(failure, Failure::text(SIGNATURE));
    world.send(&world.relayer, &signed).ok();
}

#[test]
fn payment_reverts_when_the_signature_is_of_nobody() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    let nothing = Signature { v: 27, r: B256::ZERO, s: B256::ZERO };
    let failure = world.send(&world.relayer, &authorization.with(nothing)).failure();
    assert_eq!(failure, Failure::text(SIGNATURE));
    // ecrecover answers nothing for a bad signature, which must not stand for the zero address.
    let from_zero = TransferWithAuthorization { from: Address::ZERO, ..authorization };
    world.send(&world.relayer, &from_zero.with(nothing)).failure();
}

#[test]
fn payment_reverts_when_another_key_signed() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    for signer in [&acme.owner, &acme.admin, &Party::named("stranger")] {
        let failure = world.settle(signer, &authorization).failure();
        assert_eq!(failure, Failure::text(SIGNATURE));
    }
}

#[test]
fn payment_reverts_when_it_was_signed_for_another_domain() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, 1);
    let (chain, vault) = (world.chain_id(), world.vault);
    let mut named = vault_domain(chain, vault);
    named.name = Some("USD Coin".into());
    let mut versioned = vault_domain(chain, vault);
    versioned.version = Some("2".into());
    let others = [
        vault_domain(chain + 1, vault),
        vault_domain(chain, world.token),
        token_domain(chain, world.token),
        named,
        versioned,
    ];
    for domain in others {
        let call = authorization.signed(&acme.agent, &domain);
        let failure = world.send(&world.relayer, &call).failure();
        assert_eq!(failure, Failure::text(SIGNATURE), "{domain:?}");
    }
}

#[test]
fn payment_reverts_when_any_signed_field_is_changed() {
    let (mut world, acme) = fresh();
    let authorization = world.authorization(&acme, usdc(1));
    let signed = authorization.signed(&acme.agent, &world.domain());
    let changed = [
        IVault::transferWithAuthorization_0Call { to: place("thief"), ..signed.clone() },
        IVault::transferWithAuthorization_0Call { value: U256::from(usdc(2)), ..signed.clone() },
        IVault::transferWithAuthorization_0Call { validAfter: U256::from(1), ..signed.clone() },
        IVault::transferWithAuthorization_0Call {
            validBefore: signed.validBefore + U256::from(1),
            ..signed.clone()
        },
        IVault::transferWithAuthorization_0Call { nonce: B256::ZERO, ..signed.clone() },
    ];
    for call in changed {
        let failure = world.send(&world.relayer, &call).failure();
        assert_eq!(failure, Failure::text(SIGNATURE), "{call:?}");
    }
}

#[test]
fn payment_ignores_what_is_appended_to_its_calldata() {
    let (mut world, acme) = fresh();
    for suffix in [vec![0xff], vec![0xab; 33], vec![1; 500]] {
        let authorization = world.authorization(&acme, 1);
        let call = authorization.signed(&acme.agent, &world.domain());
        world.send_raw(&world.relayer, [call.abi_encode(), suffix].concat()).ok();
    }
    assert_eq!(world.token_balance(acme.vendor), 3);
}

#[test]
fn call_reverts_when_its_calldata_is_short_or_dirty() {
    let (mut world, acme) = fresh();
    let call = world.authorization(&acme, 1).signed(&acme.agent, &world.domain());
    let selector = IVault::transferWithAuthorization_0Call::SELECTOR.into();
    let invalid = Failure::from(IVault::CalldataInvalid { selector });
    let whole = call.abi_encode();
    let short = whole[..whole.len() - 1].to_vec();
    assert_eq!(world.send_raw(&world.relayer, short).failure(), invalid);
    let mut dirty = whole;
    dirty[4] = 1;
    assert_eq!(world.send_raw(&world.relayer, dirty).failure(), invalid);
    let unknown = Failure::from(IVault::SelectorUnknown { selector: [1, 2, 3, 4].into() });
    assert_eq!(world.send_raw(&world.relayer, vec![1, 2, 3, 4]).failure(), unknown);
}

#[test]
fn payment_reverts_when_it_is_sent_again() {
    for nonce_bits in [0, 4, 12] {
        let (mut world, acme) = with_nonce_bits(nonce_bits);
        let authorization = world.authorization(&acme, 1);
        assert!(!world.is_used(acme.agent.address, authorization.nonce));
        world.settle(&acme.agent, &authorization).ok();
        assert!(world.is_used(acme.agent.address, authorization.nonce));
        for now in [START, START + 300, START + VALIDITY - 1] {
            world.now = now;
            let failure = world.settle(&acme.agent, &authorization).failure();
            assert_eq!(failure, Failure::text(USED));
        }
        // Afterwards the table may forget it: the authorization has expired for good.
        world.now = START + VALIDITY;
        let failure = world.settle(&acme.agent, &authorization).failure();
        assert_eq!(failure, Failure::text(EXPIRED));
        assert_eq!(world.token_balance(acme.vendor), 1);
    }
}

#[test]
fn payment_reverts_when_its_nonce_was_used_with_other_fields() {
    let (mut world, acme) = fresh();
    let first = world.authorization(&acme, 1);
    world.settle(&acme.agent, &first).ok();
    let second = TransferWithAuthorization { value: U256::from(2), ..first };
    assert_eq!(world.settle(&acme.agent, &second).failure(), Failure::text(USED));
}

#[test]
fn nonces_of_different_agents_do_not_meet() {
    let (mut world, acme) = fresh();
    let other = world.tenant("other", Policy { vendors: ANY_VENDOR, ..plain() });
    let first = world.authorization(&acme, 1);
    world.settle(&acme.agent, &first).ok();
    let second = TransferWithAuthorization { from: other.agent.address, ..first };
    world.settle(&other.agent, &second).ok();
}

#[test]
fn payment_is_never_refused_for_a_full_table() {
    // One word of three entries: the fourth live nonce and all that follow take slots of their own.
    let (mut world, acme) = with_nonce_bits(0);
    let all: Vec<_> = (0..8).map(|_| world.authorization(&acme, 1)).collect();
    for authorization in &all {
        world.settle(&acme.agent, authorization).ok();
    }
    let own_slots = all
        .iter()
        .map(|a| slots::of_two(slots::NONCE_SLOT, acme.agent.address, a.nonce))
        .filter(|slot| !world.slot(*slot).is_zero());
    assert_eq!(own_slots.count(), 5);
    for authorization in &all {
        assert!(world.is_used(acme.agent.address, authorization.nonce));
        let failure = world.settle(&acme.agent, authorization).failure();
        assert_eq!(failure, Failure::text(USED));
    }
    assert_eq!(world.token_balance(acme.vendor), 8);
}

#[test]
fn overflown_nonce_stays_used_after_the_entries_beside_it_expired() {
    let (mut world, acme) = with_nonce_bits(0);
    for _ in 0..3 {
        world.pay(&acme, 1).ok();
    }
    let mut last = world.authorization(&acme, 1);
    last.validBefore = U256::from(START + 3_000);
    world.settle(&acme.agent, &last).ok();
    // The three entries of the word are free again, and taken again.
    world.now = START + 1_000;
    for _ in 0..3 {
        world.pay(&acme, 1).ok();
    }
    for now in [START + 1_000, START + 2_999] {
        world.now = now;
        assert!(world.is_used(acme.agent.address, last.nonce));
        let failure = world.settle(&acme.agent, &last).failure();
        assert_eq!(failure, Failure::text(USED));
    }
}

#[test]
fn warm_payment_writes_no_new_slot_once_the_table_has_gone_round() {
    let (mut world, acme) = with_nonce_bits(0);
    for _ in 0..3 {
        world.pay(&acme, 1).ok();
    }
    // 64 seconds is the unit of the table's expiries.
    world.now += VALIDITY + 64;
    let next = world.authorization(&acme, 1);
    world.settle(&acme.agent, &next).ok();
    let own = slots::of_two(slots::NONCE_SLOT, acme.agent.address, next.nonce);
    assert_eq!(world.slot(own), U256::ZERO);
    assert!(world.is_used(acme.agent.address, next.nonce));
}

#[test]
fn facade_tells_its_constants() {
    let (world, acme) = fresh();
    assert_eq!(world.view(&IVault::nameCall {}), "Bursar");
    assert_eq!(world.view(&IVault::versionCall {}), "1");
    assert_eq!(world.view(&IVault::decimalsCall {}), 6);
    assert_eq!(world.view(&IVault::tokenCall {}), world.token);
    let (owner, spender) = (acme.agent.address, acme.owner.address);
    assert_eq!(world.view(&IVault::allowanceCall { owner, spender }), U256::ZERO);
    assert!(!world.view(&IVault::symbolCall {}).is_empty());
}

#[test]
fn facade_tells_the_domain_that_clients_sign_for() {
    let (mut world, acme) = fresh();
    let domain = world.domain();
    assert_eq!(world.view(&IVault::DOMAIN_SEPARATORCall {}), domain.separator());
    let told = world.view(&IVault::eip712DomainCall {});
    // ERC-5267: bits for name, version, chain id and verifying contract.
    assert_eq!(told.fields.0, [0x0f]);
    assert_eq!((told.name.as_str(), told.version.as_str()), ("Bursar", "1"));
    assert_eq!(told.chainId, U256::from(world.chain_id()));
    assert_eq!(told.verifyingContract, world.vault);
    assert_eq!((told.salt, told.extensions.len()), (B256::ZERO, 0));
    let type_hash = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,\
         uint256 validBefore,bytes32 nonce)",
    );
    let any = world.authorization(&acme, 1);
    assert_eq!(any.eip712_type_hash(), type_hash);
}

#[test]
fn erc20_calls_revert() {
    let (world, acme) = fresh();
    let (to, value) = (acme.vendor, U256::from(1));
    let unsupported = Failure::from(IVault::TransferUnsupported {});
    for from in [&acme.agent, &acme.owner] {
        let failures = [
            world.send(from, &IVault::transferCall { to, value }).failure(),
            world.send(from, &IVault::approveCall { spender: to, value }).failure(),
            world
                .send(from, &IVault::transferFromCall { from: acme.agent.address, to, value })
                .failure(),
        ];
        assert_eq!(failures, [unsupported.clone(), unsupported.clone(), unsupported.clone()]);
    }
}

#[test]
fn balance_of_is_the_most_that_can_be_paid_now() {
    let mut world = World::new();
    let policy = Policy { limits: BUDGET, budget: usdc(150), vendors: ANY_VENDOR, ..plain() };
    let acme = world.tenant("acme", policy);
    let agent = acme.agent.address;
    let spendable = |world: &World| world.view(&IVault::balanceOfCall { agent });
    assert_eq!(spendable(&world), U256::from(usdc(100)));
    world.pay(&acme, usdc(90)).ok();
    assert_eq!(spendable(&world), U256::from(usdc(60)));
    let value = U256::from(world.treasury_balance(acme.id) - usdc(10));
    let withdraw = IVault::withdrawCall { treasury: acme.id, to: acme.owner.address, value };
    world.send(&acme.owner, &withdraw).ok();
    assert_eq!(spendable(&world), U256::from(usdc(10)));
    world.send(&acme.guardian, &IVault::freezeAgentCall { agent }).ok();
    assert_eq!(spendable(&world), U256::ZERO);
    let nobody = IVault::balanceOfCall { agent: place("nobody") };
    assert_eq!(world.view(&nobody), U256::ZERO);
    assert_eq!(world.view(&IVault::balanceOfCall { agent: Address::ZERO }), U256::ZERO);
}

#[test]
fn payment_reverts_and_leaves_no_trace_when_the_token_refuses() {
    let (mut world, acme) = fresh();
    let selector = bursar_abi::IToken::transferCall::SELECTOR.into();
    let failed = Failure::from(IVault::TokenFailed { selector });
    let blacklist = ITestUsdc::blacklistCall { account: acme.vendor };
    world.send_to(&world.operator, world.token, &blacklist).ok();
    let to_blocked = world.authorization(&acme, 1);
    assert_eq!(world.settle(&acme.agent, &to_blocked).failure(), failed);
    assert!(!world.is_used(acme.agent.address, to_blocked.nonce));

    // Other vendors are paid as before, and the blocked one once the token lets it.
    let elsewhere = Tenant { vendor: place("another vendor"), ..acme.clone() };
    world.pay(&elsewhere, 1).ok();
    let unblock = ITestUsdc::unBlacklistCall { account: acme.vendor };
    world.send_to(&world.operator, world.token, &unblock).ok();
    world.send_to(&world.operator, world.token, &ITestUsdc::pauseCall {}).ok();
    assert_eq!(world.settle(&acme.agent, &to_blocked).failure(), failed);
    world.send_to(&world.operator, world.token, &ITestUsdc::unpauseCall {}).ok();
    world.settle(&acme.agent, &to_blocked).ok();
    assert_eq!(world.treasury_balance(acme.id), FUNDS - 2);
}

#[test]
fn vault_takes_no_ether() {
    let (world, acme) = fresh();
    let one = U256::from(1);
    let to = TxKind::Call(world.vault);
    assert!(!world.transact(&acme.owner, to, one, Vec::new(), AMPLE_GAS).success);
    let calldata = IVault::nameCall {}.abi_encode();
    assert!(!world.transact(&acme.owner, to, one, calldata, AMPLE_GAS).success);
    assert_eq!(world.chain.state().balance(world.vault), U256::ZERO);
}

#[test]
fn signature_faults_come_before_what_only_the_policy_knows() {
    // A facilitator must be able to tell a bad signature from a denial, and a stranger must learn
    // nothing by asking in another's name.
    let (mut world, mut acme) = fresh();
    acme.agent = Party::named("nobody's agent");
    let authorization = world.authorization(&acme, 1);
    let failure = world.settle(&acme.owner, &authorization).failure();
    assert_eq!(failure, Failure::text(SIGNATURE));
    let denied = world.settle(&acme.agent, &authorization).denied();
    assert_eq!(denied, Denial::new(AgentUnknown, 1, 0));
}
