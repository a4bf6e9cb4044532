//! Nobody is changed by another's calls: whatever an action does, every word of a treasury in which nobody
//! who had a part in it has any say is as it was, and nobody else's tokens get fewer.

use std::collections::{BTreeMap, BTreeSet};

use alloy::{
    primitives::{Address, B256, Log, U256},
    sol_types::SolEventInterface as _,
};
use bursar_abi::IVault::IVaultEvents as Event;
use bursar_contract_tests::{
    slots,
    tenant::{REPORTER, SETTLER, Tenant},
    world::World,
};
use stylus_devnode::State;

use super::{
    cast::{Action, Cast},
    steps::NONCE_BITS,
};

/// Where the test token has its mapping of balances.
const BALANCES: u64 = 5;

/// The words that are keyed by more than numbers and people: nonces, salts, approvals, and edits that wait.
/// The log of what first wrote each of them tells its key.
#[derive(Debug, Default)]
pub(super) struct Keyed {
    of_agents: BTreeMap<Address, BTreeSet<U256>>,
    of_treasuries: BTreeMap<u64, BTreeSet<U256>>,
}

impl Keyed {
    pub(super) fn note(&mut self, logs: &[Log]) {
        for log in logs.iter().filter_map(|log| Event::decode_log(log).ok()) {
            match log.data {
                Event::PaymentSettled(paid) => self.note_nonce(paid.agent, paid.nonce),
                Event::DenialRecorded(denied) => self.note_nonce(denied.agent, denied.nonce),
                Event::AgentAdded(added) => {
                    self.note_of_agent(slots::CONSENT_SALT, added.agent, added.salt);
                }
                Event::Delegated(granted) => {
                    self.note_of_agent(slots::CONSENT_SALT, granted.agent, granted.salt);
                    self.note_of_agent(slots::GRANT_SALT, granted.parent, granted.salt);
                }
                Event::PaymentApproved(approved) => {
                    self.note_of_treasury(slots::APPROVAL, approved.treasury, approved.digest);
                }
                Event::EditRequested(asked) => {
                    self.note_of_treasury(slots::PENDING, asked.treasury, asked.object);
                }
                _ => {}
            }
        }
    }

    /// Either style of nonce: a sequenced one is a bit of the word of its lane and sequence, less the last
    /// byte.
    fn note_nonce(&mut self, agent: Address, nonce: B256) {
        let counted = U256::from_be_bytes(nonce.0) & U256::from(u128::MAX);
        self.note_of_agent(slots::SEQUENCE, agent, (counted >> 8_usize).into());
        self.note_of_agent(slots::NONCE_SLOT, agent, nonce);
    }

    fn note_of_agent(&mut self, base: u64, agent: Address, key: B256) {
        self.of_agents.entry(agent).or_default().insert(slots::of_two(base, agent, key));
    }

    fn note_of_treasury(&mut self, base: u64, treasury: u64, key: B256) {
        self.of_treasuries.entry(treasury).or_default().insert(slots::of_two(base, treasury, key));
    }

    /// Every slot of the treasury's own.
    fn slots_of_treasury(&self, cast: &Cast, id: u64) -> Vec<U256> {
        let bases = [
            slots::TREASURY_STATE,
            slots::OWNER,
            slots::PENDING_OWNER,
            slots::TREASURY_LIMITS,
            slots::TREASURY_WINDOW,
            slots::AUDIT_HEAD,
            slots::APPROVERS,
        ];
        let mut found: Vec<U256> = bases.map(|base| slots::of(base, id)).to_vec();
        found.extend(cast.vendors.iter().map(|v| slots::of_two(slots::SHARED_VENDOR, id, *v)));
        found.extend(cast.people().map(|party| slots::of_two(slots::ROLES, id, party.address)));
        found.extend(self.of_treasuries.get(&id).into_iter().flatten());
        found
    }

    /// Every slot of an agent's.
    fn slots_of_agent(&self, cast: &Cast, agent: Address) -> Vec<U256> {
        let bases = [
            slots::AGENT_POLICY,
            slots::AGENT_STATE,
            slots::AGENT_LIMITS,
            slots::AGENT_SCHEDULE,
            slots::AGENT_BINDING,
            slots::PARENT,
            slots::BREAKER,
        ];
        let mut found: Vec<U256> = bases.map(|base| slots::of(base, agent)).to_vec();
        found.extend(cast.vendors.iter().map(|v| slots::of_two(slots::VENDOR, agent, *v)));
        let table = 0..1_u64 << NONCE_BITS;
        found.extend(table.map(|index| slots::of_two(slots::NONCE_TABLE, agent, index)));
        found.extend(self.of_agents.get(&agent).into_iter().flatten());
        found
    }

    /// Checks that every word of a vault is of a treasury or an agent, so that no bystander has one that
    /// nobody looks at.
    pub(super) fn assert_complete(&self, world: &World, cast: &Cast, vault: Address) {
        let treasuries = cast.tenants_of(vault).map(|tenant| tenant.id);
        let of_treasuries = treasuries.flat_map(|id| self.slots_of_treasury(cast, id));
        let of_agents = cast.people().flat_map(|party| self.slots_of_agent(cast, party.address));
        let own = U256::from(slots::CONFIG);
        let known: BTreeSet<U256> = of_treasuries.chain(of_agents).chain([own]).collect();
        let stray = world.chain.state().storage(vault).find(|(slot, _)| !known.contains(slot));
        assert_eq!(stray, None, "a word that is nobody's");
    }
}

/// Checks the words of everybody who has nothing to do with `action`, which came after `before` at the vault
/// that the world is at.
pub(super) fn assert_untouched(
    before: &State,
    world: &World,
    cast: &Cast,
    keyed: &Keyed,
    action: &Action,
) {
    let after = world.chain.state();
    for vault in cast.vaults.into_iter().filter(|vault| *vault != world.vault) {
        let words = |state: &State| state.storage(vault).collect::<BTreeSet<_>>();
        assert!(words(before) == words(&after), "the other vault changed after {action:?}");
    }
    let people = action.people();
    for person in cast.people().filter(|person| !people.contains(&person.address)) {
        let slot = slots::of(BALANCES, person.address);
        let (was, is) = (before.slot(world.token, slot), after.slot(world.token, slot));
        assert!(is >= was, "tokens of {} after {action:?}: {is} of {was}", person.name);
    }
    for tenant in cast.tenants_of(world.vault) {
        let view = View { state: before, vault: world.vault };
        let is_party = people.iter().any(|person| view.has_say(*person, tenant));
        if is_party || action.gift_to() == Some(tenant.id) {
            continue;
        }
        for slot in view.slots(cast, keyed, tenant) {
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
    fn slots(&self, cast: &Cast, keyed: &Keyed, tenant: &Tenant) -> Vec<U256> {
        let mut found = keyed.slots_of_treasury(cast, tenant.id);
        for person in cast.people().map(|party| party.address) {
            // The key of a session has no binding.
            let words = [slots::AGENT_BINDING, slots::AGENT_POLICY];
            if words.into_iter().any(|base| self.is_of(base, person, tenant)) {
                found.extend(keyed.slots_of_agent(cast, person));
            }
        }
        found
    }
}
