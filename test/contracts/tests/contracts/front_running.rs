//! Signed messages that a stranger brings first: they do what was signed, and nothing else, and their
//! real sender is told why nothing is left to do.

use alloy::{
    primitives::{B256, U256},
    sol_types::SolCall,
};
use bursar_abi::{IToken, IVault};
use bursar_contract_tests::{
    outcome::Failure,
    parties::Party,
    signing::{self, token_domain},
    tenant::{APPROVER, Tenant, delegating, plain, usdc},
    world::World,
};

fn fresh() -> (World, Tenant) {
    let mut world = World::new();
    let acme = world.tenant("acme", delegating(1));
    (world, acme)
}

/// Has a stranger bring what `sender` would have: the same happens, and `sender`, who comes second, is
/// `told` so, or passes where there is nothing to be told, and changes nothing.
#[track_caller]
fn assert_harmless(
    world: &World,
    treasury: u64,
    call: &impl SolCall,
    sender: &Party,
    told: Result<(), Failure>,
) {
    let bring = |by: &Party| world.send_raw(by, call.abi_encode());
    let snapshot = world.chain.snapshot();
    let undisturbed = bring(sender);
    let head = world.audit_head(treasury);
    assert!(world.chain.revert(snapshot));
    assert_ne!(world.audit_head(treasury), head);

    let first = bring(&Party::named("front-runner"));
    assert_eq!((first.result, first.logs), (undisturbed.result, undisturbed.logs));
    let second = bring(sender);
    assert_eq!(second.logs.len(), 0);
    assert_eq!(second.result.map(drop), told);
    assert_eq!(world.audit_head(treasury), head);
}

#[test]
fn delegation_is_made_as_signed_when_a_stranger_brings_it_first() {
    let (mut world, acme) = fresh();
    let child = Party::named("child");
    let delegation = world.delegation(&acme.agent, &child, plain());
    let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    let used = IVault::SaltUsed { agent: acme.agent.address, salt: delegation.salt };
    assert_harmless(&world, acme.id, &call, &acme.agent, Err(used.into()));
    let told = world.view(&IVault::agentCall { agent: child.address });
    assert_eq!((told.live, told.parent), (true, acme.agent.address));
}

#[test]
fn session_is_opened_as_signed_when_a_stranger_brings_it_first() {
    let (world, acme) = fresh();
    let key = Party::named("session");
    let session = world.session(&acme.agent, &key);
    let call = signing::register_session(&session, &acme.agent, &key, &world.domain());
    let bound = IVault::AgentBound { agent: key.address, treasury: acme.id };
    assert_harmless(&world, acme.id, &call, &acme.agent, Err(bound.into()));
    let told = world.view(&IVault::agentCall { agent: key.address });
    assert_eq!((told.live, told.session, told.parent), (true, true, acme.agent.address));
}

#[test]
fn approvals_are_registered_as_signed_when_a_stranger_brings_them_first() {
    let (world, acme) = fresh();
    let ann = world.appoint(&acme, "ann", APPROVER);
    let (treasury, digest) = (acme.id, B256::repeat_byte(1));
    let signatures = signing::approval(&ann, digest);
    let call = IVault::registerApprovalsCall { treasury, digest, signatures };
    assert_harmless(&world, treasury, &call, &ann, Ok(()));
    assert_eq!(world.view(&IVault::approvalsOfCall { treasury, digest }), 1);
}

#[test]
fn deposit_is_credited_as_signed_when_a_stranger_brings_it_first() {
    let (mut world, acme) = fresh();
    let donor = Party::named("donor");
    world.mint(donor.address, usdc(10));
    let (domain, salt) = (token_domain(world.chain_id(), world.token), world.unique());
    let before = world.treasury_balance(acme.id);
    let value = U256::from(usdc(5));
    let call = signing::deposit(&donor, world.vault, acme.id, value, salt, &domain);
    let selector = IToken::receiveWithAuthorizationCall::SELECTOR.into();
    let used = IVault::TokenFailed { selector };
    assert_harmless(&world, acme.id, &call, &donor, Err(used.into()));
    assert_eq!(world.treasury_balance(acme.id), before + usdc(5));
    assert_eq!(world.token_balance(donor.address), usdc(5));
}

/// To bring an agent's consent is for those alone to whose treasury it consents.
#[test]
fn consent_is_no_use_to_a_stranger_and_serves_the_admin_afterwards() {
    let (mut world, acme) = fresh();
    let rival = world.tenant("rival", plain());
    let key = Party::named("newcomer");
    let (treasury, agent) = (acme.id, key.address);
    let consent = world.consent(&key, treasury);
    let call = IVault::addAgentCall { treasury, agent, policy: plain(), consent };
    let account = rival.owner.address;
    let refused = IVault::Unauthorized { treasury, account };
    assert_eq!(world.send(&rival.owner, &call).failure(), refused.into());
    let taken = IVault::addAgentCall { treasury: rival.id, ..call.clone() };
    let refused = IVault::ConsentInvalid { agent };
    assert_eq!(world.send(&rival.owner, &taken).failure(), refused.into());
    world.send(&acme.admin, &call).ok();
    let told = world.view(&IVault::agentCall { agent });
    assert_eq!((told.live, told.treasury), (true, treasury));
}
