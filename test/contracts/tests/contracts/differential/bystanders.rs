//! Nobody is changed by another's calls: whatever an action does, every word of a treasury in which nobody
//! who had a part in it has any say is as it was.

use std::collections::BTreeSet;

use alloy::primitives::{Address, U256};
use bursar_contract_tests::{
    slots,
    tenant::{REPORTER, SETTLER, Tenant},
    world::World,
};
use stylus_devnode::State;

use super::cast::{Action, Cast};

/// Checks the words of everybody who has nothing to do with `action`, which came after `before` at the vault
/// that the world is at.
pub(super) fn assert_untouched(before: &State, world: &World, cast: &Cast, action: &Action) {
    let after = world.chain.state();
    for vault in cast.vaults.into_iter().filter(|vault| *vault != world.vault) {
        let words = |state: &State| state.storage(vault).collect::<BTreeSet<_>>();
        assert!(words(before) == words(&after), "the other vault changed after {action:?}");
    }
    let people = action.people();
    for tenant in cast.tenants_of(world.vault) {
        let view = View { state: before, vault: world.vault };
        let is_party = people.iter().any(|person| view.has_say(*person, tenant));
        if is_party || action.gift_to() == Some(tenant.id) {
            continue;
        }
        for slot in view.slots(cast, tenant) {
            let (was, is) = (before.slot(world.vault, slot), after.slot(world.vault, slot));
            assert_eq!(was, is, "slot {slot:#066x} of {} after {action:?}", tenant.owner.name);
        }
    }
}

/// A vault's storage as it was.
struct View<'a> {
    state: &'a State,
    vault: Address,
}

impl View<'_> {
    fn word(&self, slot: U256) -> U256 {
        self.state.slot(self.vault, slot)
    }

    /// Whether somebody is the treasury's owner or heir, spends for it, or has a role there. Settlers and
    /// reporters bring what others have signed, and have no say of their own.
    fn has_say(&self, person: Address, tenant: &Tenant) -> bool {
        let bringers = U256::from(SETTLER | REPORTER);
        let name = U256::from_be_bytes(person.into_word().0);
        let owners = [slots::OWNER, slots::PENDING_OWNER];
        owners.into_iter().any(|base| self.word(slots::of(base, tenant.id)) == name)
            || self.word(slots::of_two(slots::ROLES, tenant.id, person)) & !bringers != U256::ZERO
            || self.is_of(slots::AGENT_POLICY, person, tenant)
    }

    /// Whether a word of the agent's names the treasury.
    fn is_of(&self, base: u64, agent: Address, tenant: &Tenant) -> bool {
        slots::bits(self.word(slots::of(base, agent)), 0, 64) == tenant.id
    }

    /// Every slot of the treasury's own, and of its agents'.
    fn slots(&self, cast: &Cast, tenant: &Tenant) -> Vec<U256> {
        let of_treasury = [
            slots::TREASURY_STATE,
            slots::OWNER,
            slots::PENDING_OWNER,
            slots::TREASURY_LIMITS,
            slots::TREASURY_WINDOW,
            slots::AUDIT_HEAD,
        ];
        let of_agent = [
            slots::AGENT_POLICY,
            slots::AGENT_STATE,
            slots::AGENT_LIMITS,
            slots::AGENT_SCHEDULE,
            slots::AGENT_BINDING,
            slots::PARENT,
            slots::BREAKER,
        ];
        let id = tenant.id;
        let mut found: Vec<U256> = of_treasury.map(|base| slots::of(base, id)).to_vec();
        found.extend(cast.vendors.iter().map(|v| slots::of_two(slots::SHARED_VENDOR, id, *v)));
        for person in cast.people().map(|party| party.address) {
            found.push(slots::of_two(slots::ROLES, id, person));
            // The key of a session has no binding.
            let words = [slots::AGENT_BINDING, slots::AGENT_POLICY];
            if words.into_iter().any(|base| self.is_of(base, person, tenant)) {
                found.extend(of_agent.map(|base| slots::of(base, person)));
                found.extend(cast.vendors.iter().map(|v| slots::of_two(slots::VENDOR, person, *v)));
            }
        }
        found
    }
}
