//! `settleBatch` on the deployed programs.

mod bits;
mod bytes;
mod differential;
mod faults;
mod items;
mod native;
mod sequenced;

use bursar_abi::Policy;
use bursar_contract_tests::{
    slots,
    tenant::{ANY_VENDOR, Tenant, plain},
    world::World,
};
use bursar_policy::{
    AuthorizationFault, Denial,
    batch::Verdict::{self, Denied, Fault},
};

const USED: Verdict = Fault(AuthorizationFault::Used);
const EXPIRED: Verdict = Fault(AuthorizationFault::Expired);
const EARLY: Verdict = Fault(AuthorizationFault::NotYetValid);
const FORGED: Verdict = Fault(AuthorizationFault::InvalidSignature);

const fn denied(denial: Denial) -> Verdict {
    Denied(denial)
}

/// A world with one tenant whose agent may pay anyone.
fn fresh() -> (World, Tenant) {
    with_policy(plain())
}

fn with_policy(policy: Policy) -> (World, Tenant) {
    let mut world = World::new();
    let tenant = world.tenant("acme", Policy { vendors: ANY_VENDOR, ..policy });
    (world, tenant)
}

/// The audit head in storage is the one that the logs give.
#[track_caller]
fn assert_audited(world: &World, treasury: u64) {
    let entries = world.audit_entries(treasury);
    assert_eq!(world.audit_head_of(treasury, &entries), world.audit_head(treasury));
    let state = world.slot(slots::of(slots::TREASURY_STATE, treasury));
    assert_eq!(slots::bits(state, 64, 64), entries.len() as u64);
}
