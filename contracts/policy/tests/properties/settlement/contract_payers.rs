//! Who signs for a contract payer.

use super::{KEYS, NOW, SETTLER, Words, agent, scene, settle, vault, vendor};
use crate::chain::{self, Chain, DOMAIN};
use alloy_primitives::B256;
use bursar_policy::batch::{
    Grant, Item, Settlement, Signed,
    Verdict::{self, Settled},
    encode, is_item_signed,
};
use bursar_policy::{
    AgentPolicy, AuthorizationFault, Denial, Flags, Signature, Storage, WindowMode, eip712, layout,
    session::Session,
};

/// Makes an agent a contract payer, or one that signs by its key.
fn flag(words: &mut Words, payer: u8, is_flagged: bool) {
    let slot = layout::agent_policy_slot(agent(payer));
    let policy = AgentPolicy::unpack(words.load(slot));
    let flags = policy.flags.with(Flags::CONTRACT_PAYER, is_flagged);
    words.store(slot, AgentPolicy { flags, ..policy }.pack());
}

/// The verdict on one item of `agent(3)`, which is a contract payer or not, at an address with code or
/// without.
fn verdict_on(
    is_flagged: bool,
    has_code: bool,
    sign: impl Fn(&Item<'_>) -> Signed<'static>,
) -> Verdict {
    let mut words = vault(1_000, WindowMode::Fixed);
    flag(&mut words, 3, is_flagged);
    let item = Item {
        agent: agent(3),
        vendor: vendor(0),
        value: 1,
        valid_after: 0,
        valid_before: NOW + 60,
        nonce: B256::repeat_byte(9),
        signature: Signed::Bytes(&[]),
    };
    let item = Item { signature: sign(&item), ..item };
    let bytes = encode(&[item]).expect("an item that a batch can hold");
    let mut batch = Settlement::open(&bytes, &mut words, scene(SETTLER)).expect("what was written");
    let mut chain = Chain { contracts: if has_code { vec![agent(3)] } else { vec![] } };
    let Ok(()) = batch.check(&mut chain);
    batch.pay();
    let verdict = Verdict::from_byte(batch.finish()[0]).expect("a verdict");
    // Whoever records denials asks for a signature alone.
    let Ok(is_signed) = is_item_signed(&mut words, &mut chain, &item, chain::digest(&item));
    assert_eq!(is_signed, verdict == Settled);
    verdict
}

fn leak(bytes: Vec<u8>) -> Signed<'static> {
    Signed::Bytes(bytes.leak())
}

#[test]
fn items_of_contract_payers_pass_by_their_code_and_by_their_key_where_there_is_none() {
    let by_code = |item: &Item<'_>| leak(chain::digest(item).to_vec());
    let by_key = |item: &Item<'_>| {
        let Signature { r, s, .. } = chain::key(item, item.agent);
        leak([&r[..], &s[..], &[27]].concat())
    };
    let compact = |item: &Item<'_>| chain::key(item, item.agent).into();
    let forged = Verdict::Fault(AuthorizationFault::InvalidSignature);
    for (is_flagged, has_code) in [(true, true), (true, false), (false, true), (false, false)] {
        let expected = |passes: bool| if passes { Settled } else { forged };
        let verdict = verdict_on(is_flagged, has_code, by_code);
        assert_eq!(verdict, expected(is_flagged && has_code), "code {is_flagged} {has_code}");
        let verdict = verdict_on(is_flagged, has_code, by_key);
        assert_eq!(verdict, expected(is_flagged && !has_code), "bytes {is_flagged} {has_code}");
        let verdict = verdict_on(is_flagged, has_code, compact);
        assert_eq!(verdict, expected(!is_flagged), "key {is_flagged} {has_code}");
    }
}

/// A delegated account (EIP-7702) has a key, which signs nothing for it while its code does.
#[test]
fn grant_by_the_key_of_a_contract_payer_opens_no_session() {
    let key = agent(KEYS.start);
    let item = chain::signed(Item {
        agent: key,
        vendor: vendor(0),
        value: 1,
        valid_after: 0,
        valid_before: NOW + 60,
        nonce: B256::repeat_byte(9),
        signature: Signed::Bytes(&[]),
    });
    let (parent, not_after) = (agent(0), NOW + 60);
    let session =
        Session { parent, agent: key, payment_cap: 9, budget: 9, not_after, generation: 0 };
    let digest = eip712::session_digest(DOMAIN, &session);
    let [by_parent, by_agent] = [parent, key].map(|by| chain::sign(digest, by));
    let grant = Grant { session, by_parent, by_agent };
    for (is_flagged, expected) in [(false, Settled), (true, Verdict::Denied(Denial::AgentUnknown))]
    {
        let mut words = vault(1_000, WindowMode::Fixed);
        flag(&mut words, 0, is_flagged);
        let told = settle(&mut words, (&[(item, vec![])], &[grant]), SETTLER, 0);
        assert_eq!(told, Some(vec![expected.byte()]), "{is_flagged}");
    }
}
