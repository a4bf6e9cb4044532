//! Approvals that are given on a random day.

use alloy::{
    primitives::{Address, B256},
    sol_types::{SolCall as _, SolStruct as _},
};
use bursar_abi::IVault;
use bursar_contract_tests::{
    signing::{self, TransferWithAuthorization},
    world::World,
};
use bursar_policy::{
    batch::{Approval, Item},
    eip712,
};

use super::{
    cast::{Cast, Signed},
    steps::Nod,
};

/// An approval in a batch, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nodded {
    pub(super) approval: Approval,
    pub(super) by: Address,
}

/// The call that approves what an agent has signed, in the treasury of this index.
pub(super) fn register(
    cast: &Cast,
    world: &World,
    treasury: usize,
    message: &TransferWithAuthorization,
) -> Vec<u8> {
    let digest = message.eip712_signing_hash(&world.domain());
    let treasury = cast.tenants[treasury].id;
    IVault::approvePaymentCall { treasury, digest }.abi_encode()
}

/// Approvals as a batch of `items` can hold them, by people in the affairs of the treasury of this index.
pub(super) fn nodded(
    cast: &Cast,
    world: &World,
    (treasury, items): (usize, &[Signed]),
    nods: &[Nod],
) -> Vec<Nodded> {
    let domain = world.domain().separator();
    let nod = |nod: &Nod| {
        let item = nod.item.checked_rem(items.len())?;
        let digest = digest(domain, &items[item].item);
        let party = cast.who(world, treasury, nod.by);
        let signature = signing::signature(party.sign(digest));
        Some(Nodded { approval: Approval { item, signature }, by: party.address })
    };
    let mut nodded: Vec<Nodded> = nods.iter().filter_map(nod).collect();
    nodded.sort_by_key(|nodded| nodded.approval.item);
    nodded
}

/// What the agent and the approvers of an item sign.
pub(super) fn digest(domain: B256, item: &Item<'_>) -> B256 {
    eip712::transfer_digest(domain, &item.authorization())
}
