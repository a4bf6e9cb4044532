//! Every storage slot read raw after known actions, bit by bit: a slot or a bit that moves breaks
//! vaults that exist. And the audit chain, recomputed from logs, against the head in storage.

use alloy::{
    primitives::{B256, U256, keccak256},
    sol_types::SolCall as _,
};
use bursar_abi::{IVault, Policy, TreasuryLimits, VendorEntry};
use bursar_contract_tests::{
    audit::{Entry, head_by_hand},
    parties::Party,
    signing::{self, sequenced},
    slots::{self, bits},
    tenant::{
        ADMIN, BUDGET, COUNT, FUNDS, GUARDIAN, LIFETIME, SCHEDULE, SHARED_LIST, Tenant, delegating,
        plain, seconds, usdc,
    },
    world::{START, World},
};

/// Index of the window of 600 seconds in which the worlds begin.
const INDEX: u64 = START / 600;
/// A strict period of 600 seconds in its 30 bits: kind 1, mode 2, length 600.
const STRICT_600: u64 = 1 | (2 << 2) | (600 << 4);

/// A tenant that uses every limit there is, after one payment of 5 USDC.
fn busy() -> (World, Tenant) {
    let mut world = World::new();
    let policy = Policy {
        periodCap: usdc(50),
        period: seconds(600, 2),
        vendors: SHARED_LIST,
        nonceBits: 4,
        limits: COUNT | BUDGET | LIFETIME | SCHEDULE,
        countCap: 9,
        budget: usdc(70),
        notBefore: START - 1,
        notAfter: START + 1_000_000,
        schedule: (U256::from(1) << 168) - U256::from(1),
        ..plain()
    };
    let acme = world.tenant("acme", policy);
    let entry = VendorEntry { capped: true, cap: usdc(40), period: seconds(600, 2) };
    world.list_shared(&acme, &entry);
    let limits = TreasuryLimits {
        capped: true,
        cap: usdc(60),
        period: seconds(600, 2),
        longestValidity: 1_234,
        ..TreasuryLimits::default()
    };
    world.set_limits(&acme, limits);
    world.pay(&acme, usdc(5)).ok();
    (world, acme)
}

#[test]
fn slot_0_holds_token_and_decimals() {
    let world = World::new();
    let word = world.slot(U256::from(slots::CONFIG));
    assert_eq!(word, U256::from_be_bytes(world.token.into_word().0) | (U256::from(6) << 160));
}

#[test]
fn slots_1_to_7_hold_the_treasury() {
    let (world, acme) = busy();
    let told = world.view(&IVault::treasuryCall { treasury: acme.id });

    let state = world.slot(slots::of(slots::TREASURY_STATE, acme.id));
    assert_eq!(bits(state, 0, 64), FUNDS - usdc(5));
    assert_eq!(bits(state, 64, 64), told.entries);
    assert_eq!(bits(state, 128, 32), u64::from(told.version));
    assert_eq!(bits(state, 160, 32), 1_234);
    assert_eq!(bits(state, 192, 64), 0b101, "exists, not frozen, capped");
    world.send(&acme.owner, &IVault::freezeTreasuryCall { treasury: acme.id }).ok();
    let state = world.slot(slots::of(slots::TREASURY_STATE, acme.id));
    assert_eq!(bits(state, 192, 64), 0b111, "exists, frozen, capped");

    let owner = world.slot(slots::of(slots::OWNER, acme.id));
    assert_eq!(owner, U256::from_be_bytes(acme.owner.address.into_word().0));
    assert_eq!(world.slot(slots::of(slots::PENDING_OWNER, acme.id)), U256::ZERO);
    let newOwner = acme.admin.address;
    let offer = IVault::transferOwnershipCall { treasury: acme.id, newOwner };
    world.send(&acme.owner, &offer).ok();
    let pending = world.slot(slots::of(slots::PENDING_OWNER, acme.id));
    assert_eq!(pending, U256::from_be_bytes(newOwner.into_word().0));

    let limits = world.slot(slots::of(slots::TREASURY_LIMITS, acme.id));
    assert_eq!(limits, U256::from(usdc(60)) | (U256::from(STRICT_600) << 64));
    let window = world.slot(slots::of(slots::TREASURY_WINDOW, acme.id));
    assert_eq!(window, U256::from(usdc(5)) | (U256::from(INDEX) << 128));
    let roles = |account| world.slot(slots::of_two(slots::ROLES, acme.id, account));
    assert_eq!(roles(acme.admin.address), U256::from(ADMIN));
    assert_eq!(roles(acme.guardian.address), U256::from(GUARDIAN));
    assert_eq!(roles(acme.owner.address), U256::ZERO);
}

#[test]
fn slot_1_holds_the_delay_and_slot_18_what_waits() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    let state = |world: &World| world.slot(slots::of(slots::TREASURY_STATE, acme.id));
    assert_eq!(bits(state(&world), 195, 61), 0, "no delay, anybody settles");
    let (delay, settlersOnly) = (0x20_0001, true);
    let limits = TreasuryLimits { delay, settlersOnly, ..world.limits(acme.id) };
    world.set_limits(&acme, limits);
    assert_eq!(bits(state(&world), 195, 22), u64::from(delay));
    assert_eq!(bits(state(&world), 217, 39), 1 | (1 << 10), "settlers only, may have a delay");

    // What waits is the call itself, expecting any version, and belongs to what it would edit.
    let agent = acme.agent.address;
    let policy = Policy { paymentCap: usdc(1_000), ..plain() };
    let expectedVersion = world.agent_version(agent);
    let set = IVault::setPolicyCall { agent, policy, expectedVersion };
    world.send(&acme.admin, &set).ok();
    let object = slots::of(slots::AGENT_POLICY, agent);
    let pending = slots::of_two(slots::PENDING, acme.id, object);
    let call = IVault::setPolicyCall { expectedVersion: u32::MAX, ..set }.abi_encode();
    let hash = U256::from_be_bytes(keccak256(call).0);
    let ready = START + u64::from(delay);
    assert_eq!(world.slot(pending), (hash >> 42 << 42) | U256::from(ready));

    let (treasury, object) = (acme.id, object.into());
    world.send(&acme.guardian, &IVault::cancelEditCall { treasury, object }).ok();
    assert_eq!(world.slot(pending), U256::from(ready | 1 << 41), "cancelled, and its time");
}

#[test]
fn slots_8_to_12_hold_the_agent() {
    let (world, acme) = busy();
    let agent = acme.agent.address;
    let told = world.view(&IVault::agentCall { agent });

    let policy = world.slot(slots::of(slots::AGENT_POLICY, agent));
    assert_eq!(bits(policy, 0, 64), acme.id);
    assert_eq!(bits(policy, 64, 64), usdc(100));
    assert_eq!(bits(policy, 128, 64), usdc(50));
    assert_eq!(bits(policy, 192, 30), STRICT_600);
    assert_eq!(bits(policy, 222, 2), u64::from(SHARED_LIST));
    assert_eq!(bits(policy, 224, 4), 4);
    assert_eq!(bits(policy, 228, 10), 0b1111);
    assert_eq!(bits(policy, 238, 18), u64::from(told.version));

    let state = |world: &World| world.slot(slots::of(slots::AGENT_STATE, agent));
    let expected = U256::from(usdc(5))
        | (U256::from(usdc(5)) << 128)
        | (U256::from(INDEX) << 192)
        | (U256::from(1) << 224);
    assert_eq!(state(&world), expected);
    world.send(&acme.owner, &IVault::freezeAgentCall { agent }).ok();
    assert_eq!(state(&world), expected | (U256::from(1) << 244));

    let limits = world.slot(slots::of(slots::AGENT_LIMITS, agent));
    let expected = U256::from(usdc(70))
        | (U256::from(START - 1) << 64)
        | (U256::from(START + 1_000_000) << 104)
        | (U256::from(9) << 144);
    assert_eq!(limits, expected);
    let schedule = world.slot(slots::of(slots::AGENT_SCHEDULE, agent));
    assert_eq!(schedule, (U256::from(1) << 168) - U256::from(1));

    let binding = world.slot(slots::of(slots::AGENT_BINDING, agent));
    assert_eq!((bits(binding, 0, 64), bits(binding, 64, 32)), (acme.id, 0));
    assert_eq!(bits(binding, 96, 4), 4);
    world.send(&acme.owner, &IVault::removeAgentCall { agent }).ok();
    assert_eq!(world.slot(slots::of(slots::AGENT_POLICY, agent)), U256::ZERO);
    let binding = world.slot(slots::of(slots::AGENT_BINDING, agent));
    assert_eq!((bits(binding, 0, 64), bits(binding, 64, 32)), (acme.id, 1));
    assert_eq!(bits(binding, 100, 18), u64::from(told.version));
    assert_eq!(bits(binding, 118, 30), STRICT_600);
}

#[test]
fn window_before_moves_into_its_own_bits() {
    let (mut world, acme) = busy();
    world.now += 600;
    world.pay(&acme, usdc(2)).ok();
    let state = world.slot(slots::of(slots::AGENT_STATE, acme.agent.address));
    assert_eq!((bits(state, 0, 64), bits(state, 64, 64)), (usdc(2), usdc(5)));
    assert_eq!((bits(state, 128, 64), bits(state, 192, 32)), (usdc(7), INDEX + 1));
    let shared = world.slot(slots::of_two(slots::SHARED_VENDOR, acme.id, acme.vendor));
    assert_eq!((bits(shared, 0, 64), bits(shared, 64, 64)), (usdc(2), usdc(5)));
    let treasury = world.slot(slots::of(slots::TREASURY_WINDOW, acme.id));
    assert_eq!((bits(treasury, 0, 64), bits(treasury, 64, 64)), (usdc(2), usdc(5)));
}

#[test]
fn slots_13_and_14_hold_the_vendors() {
    let (world, acme) = busy();
    let shared = world.slot(slots::of_two(slots::SHARED_VENDOR, acme.id, acme.vendor));
    let expected = U256::from(usdc(5))
        | (U256::from(INDEX) << 128)
        | (U256::from(usdc(40)) << 160)
        | (U256::from(0b11) << 224)
        | (U256::from(STRICT_600) << 226);
    assert_eq!(shared, expected);
    world.list(&acme, &VendorEntry::default());
    let own = world.slot(slots::of_two(slots::VENDOR, acme.agent.address, acme.vendor));
    assert_eq!(bits(own, 224, 32), 0b01, "listed, no cap");
    let (agent, vendor) = (acme.agent.address, acme.vendor);
    world.send(&acme.owner, &IVault::removeVendorCall { agent, vendor }).ok();
    let own = world.slot(slots::of_two(slots::VENDOR, agent, vendor));
    assert_eq!(bits(own, 224, 1), 0);
}

#[test]
fn slots_20_and_22_hold_the_parent_and_the_salts_that_were_granted() {
    let mut world = World::new();
    let acme = world.tenant("acme", delegating(3));
    let parent = acme.agent.address;
    world.send(&acme.agent, &IVault::revokeDelegationsCall { agent: parent }).ok();
    let binding = world.slot(slots::of(slots::AGENT_BINDING, parent));
    assert_eq!(bits(binding, 64, 32), 1, "the generation");
    let child = Party::named("child");
    let delegation = world.delegation(&acme.agent, &child, plain());
    let salts = [(slots::GRANT_SALT, parent), (slots::CONSENT_SALT, child.address)]
        .map(|(base, account)| slots::of_two(base, account, delegation.salt));
    assert_eq!(salts.map(|slot| world.slot(slot)), [U256::ZERO; 2]);
    let call = signing::delegate(&delegation, &acme.agent, &child, &world.domain());
    world.send(&world.relayer, &call).ok();
    assert_eq!(salts.map(|slot| world.slot(slot)), [U256::from(1); 2]);
    let link = world.slot(slots::of(slots::PARENT, child.address));
    assert_eq!(link, U256::from_be_bytes(parent.into_word().0) | (U256::from(1) << 160));
    let flags = |agent| bits(world.slot(slots::of(slots::AGENT_POLICY, agent)), 228, 10);
    assert_eq!((flags(parent), flags(child.address)), (64, 32));
    let limits = world.slot(slots::of(slots::AGENT_LIMITS, parent));
    assert_eq!(limits, U256::from(3) << 228);
}

#[test]
fn slots_8_and_9_of_a_key_hold_its_session() {
    let mut world = World::new();
    let acme = world.tenant("acme", delegating(1));
    let (parent, key) = (acme.agent.clone(), Party::named("session"));
    world.list(&acme, &VendorEntry::default());
    world.send(&acme.owner, &IVault::revokeDelegationsCall { agent: parent.address }).ok();
    let session = world.session(&parent, &key);
    let call = signing::register_session(&session, &parent, &key, &world.domain());
    world.send(&world.relayer, &call).ok();
    world.pay(&Tenant { agent: key.clone(), ..acme.clone() }, usdc(3)).ok();

    let granted = |world: &World| world.slot(slots::of(slots::AGENT_POLICY, key.address));
    let word = granted(&world);
    let expected = [acme.id, session.paymentCap, session.budget, session.notAfter, 256, 0];
    let fields = [(0, 64), (64, 64), (128, 64), (192, 36), (228, 10), (238, 18)];
    assert_eq!(fields.map(|(at, width)| bits(word, at, width)), expected);
    let state = world.slot(slots::of(slots::AGENT_STATE, key.address));
    assert_eq!(state << 96 >> 96, U256::from_be_bytes(parent.address.into_word().0));
    assert_eq!((bits(state, 160, 32), bits(state, 192, 64)), (1, usdc(3)));
    assert_eq!(world.slot(slots::of(slots::AGENT_BINDING, key.address)), U256::ZERO);

    let agent = key.address;
    world.send(&acme.guardian, &IVault::freezeAgentCall { agent }).ok();
    assert_eq!(granted(&world), word | U256::ONE << 238);
    world.send(&acme.guardian, &IVault::removeAgentCall { agent }).ok();
    assert_eq!(granted(&world), (word | U256::ONE << 238) >> 64 << 64);
}

#[test]
fn slots_15_to_17_hold_nonces_and_consents() {
    let mut world = World::new();
    let acme = world.tenant("acme", Policy { nonceBits: 2, ..plain() });
    let agent = acme.agent.address;
    let authorization = world.authorization(&acme, 1);
    world.settle(&acme.agent, &authorization).ok();
    let hash = keccak256([agent.into_word(), authorization.nonce].concat());
    let low = u64::from_be_bytes(hash[24..].try_into().unwrap());
    let (index, fingerprint) = (low & 0b11, low >> 16);
    let table = slots::of_two(slots::NONCE_TABLE, agent, index);
    let until = (world.now + 600).div_ceil(64);
    assert_eq!(world.slot(table), U256::from(fingerprint) | (U256::from(until) << 48));

    // Three entries to a word: the rest of 13 nonces cannot fit the table's four words.
    let more: Vec<_> = (0..12).map(|_| world.authorization(&acme, 1)).collect();
    for authorization in &more {
        world.settle(&acme.agent, authorization).ok();
    }
    let own = more.iter().map(|a| slots::of_two(slots::NONCE_SLOT, agent, a.nonce));
    let overflown: Vec<_> = own.map(|slot| world.slot(slot)).filter(|w| !w.is_zero()).collect();
    assert!(!overflown.is_empty() && overflown.iter().all(|word| *word == U256::from(1)));

    let newcomer = Party::named("newcomer");
    let consent = world.consent(&newcomer, acme.id);
    let salt = slots::of_two(slots::CONSENT_SALT, newcomer.address, consent.salt);
    assert_eq!(world.slot(salt), U256::ZERO);
    let (treasury, agent, policy) = (acme.id, newcomer.address, plain());
    world.send(&acme.owner, &IVault::addAgentCall { treasury, agent, policy, consent }).ok();
    assert_eq!(world.slot(salt), U256::from(1));
}

#[test]
fn slot_19_holds_a_bit_for_each_sequenced_nonce() {
    let mut world = World::new();
    let acme = world.tenant("acme", plain());
    for sequence in [0_u64, 7, 255, 256, 600] {
        let mut authorization = world.authorization(&acme, 1);
        authorization.nonce = sequenced(9, sequence);
        world.settle(&acme.agent, &authorization).ok();
    }
    let bit = |at: usize| U256::from(1) << at;
    for (index, word) in [(0, bit(0) | bit(7) | bit(255)), (1, bit(0)), (2, bit(88))] {
        let key = B256::from((U256::from(9) << 56) | U256::from(index));
        assert_eq!(world.slot(slots::of_two(slots::SEQUENCE, acme.agent.address, key)), word);
    }
}

#[test]
fn audit_head_in_storage_is_that_of_the_logs() {
    let (mut world, acme) = busy();
    world.now += 77;
    world.pay(&acme, 1).ok();
    world.send(&acme.guardian, &IVault::freezeTreasuryCall { treasury: acme.id }).ok();
    let entries = world.audit_entries(acme.id);
    let told = world.view(&IVault::treasuryCall { treasury: acme.id });
    assert_eq!(told.entries, u64::try_from(entries.len()).unwrap());
    assert_eq!(told.auditHead, world.audit_head(acme.id));
    assert_eq!(world.audit_head_of(acme.id, &entries), world.audit_head(acme.id));
    assert_eq!(head_by_hand(&world, acme.id, &entries), world.audit_head(acme.id));
}

#[test]
fn audit_heads_of_two_treasuries_do_not_meet() {
    let (mut world, acme) = busy();
    let other = world.tenant("other", plain());
    let before = world.audit_head(acme.id);
    world.pay(&other, 1).ok();
    assert_eq!(world.audit_head(acme.id), before);
    let entries = world.audit_entries(other.id);
    assert_eq!(world.audit_head_of(other.id, &entries), world.audit_head(other.id));
    assert_ne!(world.audit_head_of(acme.id, &entries), world.audit_head(other.id));
}

#[test]
fn audit_head_differs_when_a_log_is_altered_omitted_or_moved() {
    let (mut world, acme) = busy();
    for value in 1..=4 {
        world.now += 10;
        world.pay(&acme, value).ok();
    }
    let entries = world.audit_entries(acme.id);
    let head = world.audit_head(acme.id);
    let matches = |entries: &[Entry]| world.audit_head_of(acme.id, entries) == head;
    assert!(matches(&entries));
    for index in 0..entries.len() {
        let mut omitted = entries.clone();
        omitted.remove(index);
        assert!(!matches(&omitted), "entry {index} omitted");
        let mut doubled = entries.clone();
        doubled.insert(index, entries[index].clone());
        assert!(!matches(&doubled), "entry {index} doubled");
        let mut moved = entries.clone();
        moved.rotate_left(index);
        assert!(index == 0 || !matches(&moved), "entries moved by {index}");
        let mut later = entries.clone();
        later[index].timestamp += 1;
        assert!(!matches(&later), "time of entry {index} altered");
        for topic in 0..entries[index].topics.len() {
            let mut altered = entries.clone();
            altered[index].topics[topic] = B256::ZERO;
            assert!(!matches(&altered), "topic {topic} of entry {index} altered");
        }
        let mut cut = entries.clone();
        cut[index].data = [&cut[index].data[..], &[1]].concat().into();
        assert!(!matches(&cut), "data of entry {index} altered");
    }
}

#[test]
fn audit_head_event_tells_where_its_entries_are() {
    let (mut world, acme) = busy();
    let before = world.view(&IVault::treasuryCall { treasury: acme.id }).entries;
    let outcome = world.pay(&acme, 1);
    let head = world.audit_head(acme.id);
    assert_eq!(
        outcome.find::<IVault::AuditHead>(world.vault),
        [IVault::AuditHead { treasury: acme.id, firstSeq: before, count: 1, head }]
    );
}
