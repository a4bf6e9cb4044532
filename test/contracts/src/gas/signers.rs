//! What payments cost that need more than a key: approvals, and the code of a contract payer.

use alloy::sol_types::SolStruct as _;
use bursar_abi::{IVault, Policy, TreasuryLimits};
use bursar_policy::batch::{Approval, Item, Signed};

use super::{Case, Row, Section, batches, payments};
use crate::{
    batch::batch_with,
    parties::Party,
    signing::{self, TransferWithAuthorization},
    tenant::{ANY_VENDOR, APPROVER, CONTRACT_PAYER, THRESHOLD, Tenant, plain, usdc},
    world::World,
};

pub(super) fn rows(world: &mut World) -> Vec<Row> {
    let mut rows = approved(world);
    rows.extend(of_contract(world));
    rows
}

/// Whom the agent may pay costs nothing here, and its nonces lie in one word.
fn policy(limits: u16) -> Policy {
    Policy { vendors: ANY_VENDOR, nonceBits: 0, limits, ..plain() }
}

/// A payment that two approvers approve: with their signatures in the batch, and registered before.
fn approved(world: &mut World) -> Vec<Row> {
    let snapshot = world.chain.snapshot();
    let tenant = world.tenant("careful", Policy { threshold: 1, ..policy(THRESHOLD) });
    let approvers = ["ann", "bob"].map(Party::named);
    for approver in &approvers {
        let (treasury, account) = (tenant.id, approver.address);
        let expectedVersion = world.treasury_version(treasury);
        let name = IVault::setRolesCall { treasury, account, roles: APPROVER, expectedVersion };
        world.send(&tenant.owner, &name).ok();
    }
    world.set_limits(&tenant, TreasuryLimits { approvals: 2, ..world.limits(tenant.id) });
    world.pay(&tenant, 1).ok();
    let authorization = world.authorization(&tenant, usdc(1));
    let digest = authorization.eip712_signing_hash(&world.domain());
    let item = world.sign_item(&tenant.agent, &authorization);
    let carried = approvers
        .each_ref()
        .map(|by| Approval { item: 0, signature: signing::signature(by.sign(digest)) });
    let call = batch_with(&[item], &[], &carried);
    let in_batch = batches::measure(world, "1 payment, 2 approvals", 1, call);

    let signatures: Vec<u8> =
        approvers.iter().flat_map(|by| signing::approval(by, digest).to_vec()).collect();
    let call = IVault::registerApprovalsCall {
        treasury: tenant.id,
        digest,
        signatures: signatures.into(),
    };
    let relayer = world.relayer.clone();
    let name = "register the approvals of two approvers".to_owned();
    let section = Section::Administration;
    let case = Case { section, name, sender: &relayer, call: call.clone() };
    let registering = case.measure(world);
    world.send(&relayer, &call).ok();
    let name = "any vendor, 2 approvals registered";
    let alone = payments::measure(world, name, &tenant, &authorization);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    vec![in_batch, registering, alone]
}

/// A payment of a contract whose code recovers one key, in a batch and through the facade.
fn of_contract(world: &mut World) -> [Row; 2] {
    let snapshot = world.chain.snapshot();
    let tenant = world.tenant("wallet's", policy(0));
    let key = Party::named("wallet's key");
    let agent = world.deploy_wallet(&key);
    let (treasury, salt, deadline) = (tenant.id, world.unique(), world.now + 60);
    let consent = signing::contract_consent(agent, &key, treasury, salt, deadline, &world.domain());
    let join = IVault::addAgentCall { treasury, agent, policy: policy(CONTRACT_PAYER), consent };
    world.send(&tenant.owner, &join).ok();
    // The key signs for the wallet, and the facade takes 65 bytes in words.
    let tenant = Tenant { agent: Party { address: agent, ..key }, ..tenant };
    world.pay(&tenant, 1).ok();
    let authorization = world.authorization(&tenant, usdc(1));
    let row = "any vendor, a contract payer";
    let alone = payments::measure(world, row, &tenant, &authorization);
    let signature = tenant.agent.sign(authorization.eip712_signing_hash(&world.domain()));
    let call =
        batch_with(&[by_code(world, &tenant, &authorization, &signature.to_bytes())], &[], &[]);
    let in_batch = batches::measure(world, "1 payment, a contract payer", 1, call);
    assert!(world.chain.revert(snapshot), "a snapshot was lost");
    [in_batch, alone]
}

/// The authorization as an item with these bytes for its signature.
fn by_code<'a>(
    world: &World,
    tenant: &Tenant,
    authorization: &TransferWithAuthorization,
    signature: &'a [u8],
) -> Item<'a> {
    let item = world.sign_item(&tenant.agent, authorization);
    let Item { agent, vendor, value, valid_after, valid_before, nonce, .. } = item;
    let signature = Signed::Bytes(signature);
    Item { agent, vendor, value, valid_after, valid_before, nonce, signature }
}
