//! Rules of roles, ownership, versions and consent that a table of who may call what cannot say.

use alloy::primitives::{Address, B256, U256};
use bursar_abi::{Consent, IVault, Period, Policy, VendorEntry};
use bursar_contract_tests::{
    outcome::Failure,
    parties::{Party, place},
    signing,
    tenant::{ADMIN, ANY_VENDOR, BUDGET, GUARDIAN, Tenant, plain, seconds},
    world::World,
};
use bursar_policy::{Denial, PolicyFault};

fn fresh() -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..plain() });
    (world, tenant)
}

fn set_roles(tenant: &Tenant, account: Address, roles: u8, version: u32) -> IVault::setRolesCall {
    IVault::setRolesCall { treasury: tenant.id, account, roles, expectedVersion: version }
}

fn add(tenant: &Tenant, agent: &Party, policy: Policy, consent: Consent) -> IVault::addAgentCall {
    IVault::addAgentCall { treasury: tenant.id, agent: agent.address, policy, consent }
}

#[test]
fn ownership_moves_only_when_the_new_owner_accepts() {
    let (world, acme) = fresh();
    let (treasury, heir) = (acme.id, Party::named("heir"));
    let accept = IVault::acceptOwnershipCall { treasury };
    let transfer = IVault::transferOwnershipCall { treasury, newOwner: heir.address };
    let refused = |account| Failure::from(IVault::Unauthorized { treasury, account });

    assert_eq!(world.send(&heir, &accept).failure(), refused(heir.address));
    world.send(&acme.owner, &transfer).ok();
    let pending = world.view(&IVault::treasuryCall { treasury });
    assert_eq!((pending.owner, pending.pendingOwner), (acme.owner.address, heir.address));
    // The owner still rules, the heir does not yet, and nobody else can accept.
    assert_eq!(world.send(&acme.owner, &accept).failure(), refused(acme.owner.address));
    let limits = set_roles(&acme, heir.address, ADMIN, world.treasury_version(treasury));
    assert_eq!(world.send(&heir, &limits).failure(), refused(heir.address));
    world.send(&heir, &accept).ok();
    let after = world.view(&IVault::treasuryCall { treasury });
    assert_eq!((after.owner, after.pendingOwner), (heir.address, Address::ZERO));
    assert_eq!(world.send(&acme.owner, &transfer).failure(), refused(acme.owner.address));
    world.send(&heir, &transfer).ok();
}

#[test]
fn offered_ownership_can_be_taken_back() {
    let (world, acme) = fresh();
    let (treasury, heir) = (acme.id, Party::named("heir"));
    let offer = |newOwner| IVault::transferOwnershipCall { treasury, newOwner };
    world.send(&acme.owner, &offer(heir.address)).ok();
    world.send(&acme.owner, &offer(Address::ZERO)).ok();
    world.send(&heir, &IVault::acceptOwnershipCall { treasury }).failure();
    // The zero address sends no transaction, but anybody may ask in its name.
    let calldata = alloy::sol_types::SolCall::abi_encode(&IVault::acceptOwnershipCall { treasury });
    assert!(world.call(Address::ZERO, world.vault, calldata).is_err());
}

#[test]
fn roles_end_when_they_are_taken_away() {
    let (world, acme) = fresh();
    let (treasury, account) = (acme.id, acme.guardian.address);
    let freeze = IVault::freezeTreasuryCall { treasury };
    world.send(&acme.guardian, &freeze).ok();
    let version = world.treasury_version(treasury);
    world.send(&acme.owner, &set_roles(&acme, account, 0, version)).ok();
    assert_eq!(world.view(&IVault::rolesOfCall { treasury, account }), 0);
    let failure = world.send(&acme.guardian, &freeze).failure();
    assert_eq!(failure, IVault::Unauthorized { treasury, account }.into());
}

#[test]
fn roles_are_of_one_treasury_only() {
    let (mut world, acme) = fresh();
    let other = world.tenant("other", plain());
    for stranger in [&other.owner, &other.admin, &other.guardian] {
        let failure =
            world.send(stranger, &IVault::freezeTreasuryCall { treasury: acme.id }).failure();
        let account = stranger.address;
        assert_eq!(failure, IVault::Unauthorized { treasury: acme.id, account }.into());
        let failure =
            world.send(stranger, &IVault::removeAgentCall { agent: acme.agent.address }).failure();
        assert_eq!(failure, IVault::Unauthorized { treasury: acme.id, account }.into());
    }
}

#[test]
fn set_roles_reverts_when_a_role_does_not_exist() {
    let (world, acme) = fresh();
    let version = world.treasury_version(acme.id);
    let account = place("somebody");
    for roles in [32, 64, 128, 255] {
        let failure = world.send(&acme.owner, &set_roles(&acme, account, roles, version)).failure();
        assert_eq!(failure, IVault::RolesInvalid { roles }.into());
    }
    world.send(&acme.owner, &set_roles(&acme, account, ADMIN | GUARDIAN, version)).ok();
}

#[test]
fn edits_revert_when_the_version_moved_on() {
    let (world, acme) = fresh();
    let (treasury, agent, vendor) = (acme.id, acme.agent.address, acme.vendor);
    let (of_treasury, of_agent) = (world.treasury_version(treasury), world.agent_version(agent));
    let entry = VendorEntry::default();
    let limits = world.limits(treasury);
    for off in [-1_i32, 1] {
        let expected = of_treasury.wrapping_add_signed(off);
        let mismatch = IVault::VersionMismatch { expected, actual: of_treasury };
        let failures = [
            world.send(&acme.owner, &set_roles(&acme, vendor, ADMIN, expected)).failure(),
            world
                .send(
                    &acme.admin,
                    &IVault::setTreasuryLimitsCall {
                        treasury,
                        limits: limits.clone(),
                        expectedVersion: expected,
                    },
                )
                .failure(),
            world
                .send(
                    &acme.admin,
                    &IVault::setSharedVendorCall {
                        treasury,
                        vendor,
                        entry: entry.clone(),
                        expectedVersion: expected,
                    },
                )
                .failure(),
        ];
        assert_eq!(failures, [(); 3].map(|()| Failure::from(mismatch.clone())));
        let expected = of_agent.wrapping_add_signed(off);
        let mismatch = IVault::VersionMismatch { expected, actual: of_agent };
        let failures = [
            world
                .send(
                    &acme.admin,
                    &IVault::setPolicyCall { agent, policy: plain(), expectedVersion: expected },
                )
                .failure(),
            world
                .send(
                    &acme.admin,
                    &IVault::setVendorCall {
                        agent,
                        vendor,
                        entry: entry.clone(),
                        expectedVersion: expected,
                    },
                )
                .failure(),
        ];
        assert_eq!(failures, [(); 2].map(|()| Failure::from(mismatch.clone())));
    }
}

#[test]
fn freezes_do_not_move_the_version() {
    let (world, acme) = fresh();
    let (treasury, agent) = (acme.id, acme.agent.address);
    let before = (world.treasury_version(treasury), world.agent_version(agent));
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury }).ok();
    world.send(&acme.guardian, &IVault::freezeAgentCall { agent }).ok();
    assert_eq!((world.treasury_version(treasury), world.agent_version(agent)), before);
}

#[test]
fn policies_are_refused_when_they_are_not_well_formed() {
    let (world, acme) = fresh();
    let week = Period { kind: 2, mode: 1, length: 0 };
    let long = Period { kind: 1, mode: 0, length: 1 << 26 };
    let cases = [
        (
            Policy { period: Period { kind: 4, ..Period::default() }, ..plain() },
            PolicyFault::PeriodKind,
        ),
        (Policy { periodCap: 1, period: week, ..plain() }, PolicyFault::WindowMode),
        (Policy { periodCap: 1, period: long, ..plain() }, PolicyFault::PeriodLength),
        (Policy { limits: 1, countCap: 1, ..plain() }, PolicyFault::PeriodMissing),
        (Policy { periodCap: 1, ..plain() }, PolicyFault::LimitUnused),
        (Policy { budget: 1, ..plain() }, PolicyFault::LimitUnused),
        (Policy { vendors: 3, ..plain() }, PolicyFault::VendorMode),
        (Policy { nonceBits: 13, ..plain() }, PolicyFault::NonceBits),
        (Policy { threshold: 1, ..plain() }, PolicyFault::LimitUnused),
        // A sub-agent's mark, a session's, and a bit that is nobody's.
        (Policy { limits: 32, ..plain() }, PolicyFault::LimitUnknown),
        (Policy { limits: 256, ..plain() }, PolicyFault::LimitUnknown),
        (Policy { limits: 1_024, ..plain() }, PolicyFault::LimitUnknown),
        (
            Policy { limits: 1, countCap: 1 << 20, period: seconds(60, 0), ..plain() },
            PolicyFault::CountCap,
        ),
        (Policy { limits: 4, notBefore: 9, notAfter: 9, ..plain() }, PolicyFault::ValidityEmpty),
        (
            Policy { limits: 4, notBefore: 9, notAfter: 1 << 40, ..plain() },
            PolicyFault::ValidityRange,
        ),
        (Policy { limits: 8, schedule: U256::from(1) << 168, ..plain() }, PolicyFault::Schedule),
        (Policy { nonceBits: 5, ..plain() }, PolicyFault::NonceBitsChanged),
    ];
    for (policy, fault) in cases {
        let failure = world.set_policy(&acme, policy.clone()).failure();
        assert_eq!(failure, IVault::PolicyInvalid { fault: fault.code() }.into(), "{policy:?}");
    }
}

#[test]
fn limits_are_refused_when_nothing_would_ever_be_accepted() {
    let (world, acme) = fresh();
    let mut limits = world.limits(acme.id);
    limits.longestValidity = 0;
    let call = IVault::setTreasuryLimitsCall {
        treasury: acme.id,
        limits,
        expectedVersion: world.treasury_version(acme.id),
    };
    let fault = PolicyFault::LongestValidity.code();
    assert_eq!(world.send(&acme.admin, &call).failure(), IVault::PolicyInvalid { fault }.into());
}

#[test]
fn add_agent_reverts_when_the_consent_has_expired() {
    let (mut world, acme) = fresh();
    let agent = Party::named("newcomer");
    let deadline = world.now + 10;
    let consent =
        signing::consent(&agent, acme.id, B256::repeat_byte(1), deadline, &world.domain());
    let call = add(&acme, &agent, plain(), consent);
    world.now = deadline + 1;
    let failure = world.send(&acme.admin, &call).failure();
    assert_eq!(failure, IVault::ConsentExpired { deadline, now: world.now }.into());
}

#[test]
fn add_agent_passes_in_the_last_second_of_the_consent() {
    let (mut world, acme) = fresh();
    let agent = Party::named("newcomer");
    let deadline = world.now + 10;
    let consent =
        signing::consent(&agent, acme.id, B256::repeat_byte(1), deadline, &world.domain());
    world.now = deadline;
    world.send(&acme.admin, &add(&acme, &agent, plain(), consent)).ok();
}

#[test]
fn add_agent_reverts_when_the_consent_is_not_the_agents_own_for_this_treasury() {
    let (mut world, acme) = fresh();
    let other = world.tenant("other", plain());
    let (agent, stranger) = (Party::named("newcomer"), Party::named("stranger"));
    let good = world.consent(&agent, acme.id);
    let mut resalted = good.clone();
    resalted.salt = B256::ZERO;
    let mut extended = good.clone();
    extended.deadline += 1;
    let mut cut = good.clone();
    cut.signature = cut.signature[..64].to_vec().into();
    let elsewhere = signing::consent(
        &agent,
        acme.id,
        good.salt,
        good.deadline,
        &signing::vault_domain(world.chain_id(), world.token),
    );
    let of_another =
        Consent { signature: world.consent(&stranger, acme.id).signature, ..good.clone() };
    let for_another = world.consent(&agent, other.id);
    for consent in [resalted, extended, cut, elsewhere, of_another, for_another] {
        let failure = world.send(&acme.admin, &add(&acme, &agent, plain(), consent)).failure();
        assert_eq!(failure, IVault::ConsentInvalid { agent: agent.address }.into());
    }
    world.send(&acme.admin, &add(&acme, &agent, plain(), good)).ok();
}

#[test]
fn add_agent_reverts_when_the_consent_was_used_before() {
    let (mut world, acme) = fresh();
    let agent = Party::named("newcomer");
    let consent = world.consent(&agent, acme.id);
    let call = add(&acme, &agent, plain(), consent.clone());
    world.send(&acme.admin, &call).ok();
    world.send(&acme.admin, &IVault::removeAgentCall { agent: agent.address }).ok();
    let failure = world.send(&acme.admin, &call).failure();
    assert_eq!(failure, IVault::SaltUsed { agent: agent.address, salt: consent.salt }.into());
}

#[test]
fn add_agent_reverts_when_the_key_is_live_or_bound_elsewhere() {
    let (mut world, acme) = fresh();
    let other = world.tenant("other", plain());
    let agent = acme.agent.clone();
    let bound = Failure::from(IVault::AgentBound { agent: agent.address, treasury: acme.id });
    let consent = world.consent(&agent, acme.id);
    let failure = world.send(&acme.admin, &add(&acme, &agent, plain(), consent)).failure();
    assert_eq!(failure, bound);
    // Bound for life: neither while it is live nor after its removal.
    for removed in [false, true] {
        if removed {
            world.send(&acme.admin, &IVault::removeAgentCall { agent: agent.address }).ok();
        }
        let consent = world.consent(&agent, other.id);
        let failure = world.send(&other.admin, &add(&other, &agent, plain(), consent)).failure();
        assert_eq!(failure, bound);
    }
}

#[test]
fn re_added_agent_keeps_what_it_spent_and_the_nonces_it_used() {
    let mut world = World::new();
    let policy = Policy { vendors: ANY_VENDOR, limits: BUDGET, budget: 100, ..plain() };
    let acme = world.tenant("acme", policy.clone());
    let agent = acme.agent.address;
    let paid = world.authorization(&acme, 60);
    world.settle(&acme.agent, &paid).ok();
    let before = world.view(&IVault::agentCall { agent });
    world.send(&acme.admin, &IVault::removeAgentCall { agent }).ok();
    let removed = world.view(&IVault::agentCall { agent });
    assert_eq!((removed.live, removed.treasury), (false, acme.id));
    assert_eq!(removed.generation, before.generation + 1);

    let consent = world.consent(&acme.agent, acme.id);
    let more_bits = Policy { nonceBits: 5, ..policy.clone() };
    let failure =
        world.send(&acme.admin, &add(&acme, &acme.agent, more_bits, consent.clone())).failure();
    let fault = PolicyFault::NonceBitsChanged.code();
    assert_eq!(failure, IVault::PolicyInvalid { fault }.into());
    world.send(&acme.admin, &add(&acme, &acme.agent, policy, consent)).ok();
    let failure = world.settle(&acme.agent, &paid).failure();
    assert_eq!(failure.reason().unwrap(), "FiatTokenV2: authorization is used or canceled");
    let denied = world.pay(&acme, 41).denied();
    assert_eq!((denied.reason, denied.room), (Denial::Budget.code(), U256::from(40)));
    world.pay(&acme, 40).ok();
}

#[test]
fn add_agent_reverts_when_the_address_cannot_be_an_agent() {
    let (mut world, acme) = fresh();
    let consent = world.consent(&Party::named("newcomer"), acme.id);
    for account in [Address::ZERO, world.vault, world.token] {
        let call = IVault::addAgentCall {
            treasury: acme.id,
            agent: account,
            policy: plain(),
            consent: consent.clone(),
        };
        let failure = world.send(&acme.admin, &call).failure();
        assert_eq!(failure, IVault::AddressInvalid { account }.into());
    }
}
