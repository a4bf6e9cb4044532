//! Who signs for a contract payer.

use super::{NOW, SETTLER, agent, scene, vault, vendor};
use crate::chain::{self, Chain};
use alloy_primitives::B256;
use bursar_policy::batch::{
    Item, Settlement, Signed,
    Verdict::{self, Settled},
    encode,
};
use bursar_policy::{
    AgentPolicy, AuthorizationFault, Flags, Signature, Storage, WindowMode, layout,
};

/// The verdict on one item of `agent(3)`, which is a contract payer or not, at an address with code or
/// without.
fn verdict_on(
    is_flagged: bool,
    has_code: bool,
    sign: impl Fn(&Item<'_>) -> Signed<'static>,
) -> Verdict {
    let mut words = vault(1_000, WindowMode::Fixed);
    let slot = layout::agent_policy_slot(agent(3));
    let policy = AgentPolicy::unpack(words.load(slot));
    let flags = policy.flags.with(Flags::CONTRACT_PAYER, is_flagged);
    words.store(slot, AgentPolicy { flags, ..policy }.pack());
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
    let contracts = if has_code { vec![agent(3)] } else { vec![] };
    let Ok(()) = batch.check(&mut Chain { contracts });
    batch.pay();
    Verdict::from_byte(batch.finish()[0]).expect("a verdict")
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
