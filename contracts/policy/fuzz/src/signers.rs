//! Who signed what: a chain that says so of the messages of a batch, and what must follow from it.

use crate::inputs::{APPROVERS, answer, approver_in, is_signed};
use crate::vault::Slots;
use alloy_primitives::{Address, B256, U256};
use bursar_policy::batch::{Approval, Grant, Item, Malformed, Signed, Verdict, decode};
use bursar_policy::layout::{self, roles};
use bursar_policy::roles::Roles;
use bursar_policy::signers::Signers;
use bursar_policy::{AgentPolicy, Denial, Flags, Lineage, Signature, eip712};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;

/// What the vault's messages are signed for.
pub const DOMAIN: B256 = B256::repeat_byte(0xd0);

/// A chain on which those who are to have signed the items and grants of a batch did, and approvers whom
/// a signature names. Nobody else signed anything.
pub struct Chain {
    /// The agents, by what they signed.
    items: BTreeMap<B256, Address>,
    /// Parent and key, in the order in which they are asked about.
    grants: BTreeMap<B256, VecDeque<Address>>,
}

impl Chain {
    /// The chain for a batch.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn of(bytes: &[u8]) -> Result<Self, Malformed> {
        let batch = decode(bytes)?;
        let items = batch.items().map(|item| (digest(&item), item.agent)).collect();
        let grants = batch.grants().iter().map(|(_, Grant { session, .. })| {
            let digest = eip712::session_digest(DOMAIN, session);
            (digest, VecDeque::from([session.parent, session.agent]))
        });
        Ok(Self { items, grants: grants.collect() })
    }

    fn signer(&mut self, digest: B256, signature: &Signature) -> Option<Address> {
        if !is_signed(signature) {
            return None;
        }
        let agent = self.items.get(&digest).copied();
        agent.map_or_else(
            || self.grants.get_mut(&digest)?.pop_front(),
            |agent| Some(approver_in(signature).unwrap_or(agent)),
        )
    }
}

impl Signers for Chain {
    type Error = Infallible;

    fn recover(&mut self, digest: B256, signature: &Signature) -> Result<U256, Infallible> {
        Ok(self.signer(digest, signature).map_or(U256::ZERO, layout::word_of))
    }

    fn ask(&mut self, who: Address, what: B256, by: &[u8]) -> Result<Option<bool>, Infallible> {
        let is_theirs = self.items.get(&what) == Some(&who);
        Ok(answer(by).map(|is_taken| is_taken && is_theirs))
    }
}

fn digest(item: &Item<'_>) -> B256 {
    eip712::transfer_digest(DOMAIN, &item.authorization())
}

/// Every agent signed what it paid: a contract payer by its code, or its key where there is none, which
/// says so in as many bytes as it likes; anybody else by its key, in the form that keys have.
///
/// # Panics
/// If one did not.
pub fn check_signatures(before: &Slots, paid: &[Item<'_>]) {
    for item in paid {
        let policy = AgentPolicy::unpack(before.word(layout::agent_policy_slot(item.agent)));
        let is_contract = policy.flags.has(Flags::CONTRACT_PAYER);
        let by_key = |signature: &Signature| {
            is_signed(signature) && approver_in(signature).is_none_or(|who| who == item.agent)
        };
        let is_good = match item.signature {
            Signed::Key(signature) => !is_contract && by_key(&signature),
            Signed::Bytes(bytes) => {
                let by_code = answer(bytes);
                let of_key = || Signature::from_bytes(bytes).is_ok_and(|signed| by_key(&signed));
                is_contract && by_code.unwrap_or_else(of_key)
            }
        };
        assert!(is_good, "paid, and not signed: {item:?} of {policy:?}");
    }
}

/// What is over a threshold of its agent, or of anybody for whom that spends, was paid with as many
/// approvals as its treasury requires, and not refused for want of them.
///
/// # Panics
/// If it was.
pub fn check_approvals(
    after: &Slots,
    verdicts: &[Verdict],
    items: &[Item<'_>],
    approvals: &[Approval],
) {
    for (index, (item, verdict)) in items.iter().zip(verdicts).enumerate() {
        let treasury = after.treasury_of(item.agent);
        let own = approvals.iter().filter(|approval| approval.item == index);
        let required = usize::from(after.treasury(treasury).approvals);
        let given = approving(after, treasury, item, own).len();
        let is_enough = required != 0 && given >= required;
        let said = || format!("{given} of {required} approve {item:?}");
        match verdict {
            Verdict::Settled => assert!(is_enough || !is_large(after, item), "{}", said()),
            // A session that its grant did not open belongs to no treasury.
            Verdict::Denied(Denial::ApprovalMissing) if treasury != 0 => {
                assert!(!is_enough && is_large(after, item), "{}", said());
            }
            _ => {}
        }
    }
}

/// Whether somebody's threshold is below an item.
fn is_large(slots: &Slots, item: &Item<'_>) -> bool {
    let lineage = Lineage::load(slots.clone(), item.agent, item.vendor);
    lineage.members.iter().any(|member| {
        let (policy, _, limits) = member.words.agent.rules();
        policy.flags.has(Flags::THRESHOLD) && item.value > limits.threshold
    })
}

/// Those who approve an item and count, person by person: approvers of the treasury that have registered
/// it or signed it, and do not pay.
fn approving<'a>(
    slots: &Slots,
    treasury: u64,
    item: &Item<'_>,
    carried: impl Iterator<Item = &'a Approval>,
) -> BTreeSet<Address> {
    let registered = slots.word(layout::approval_slot(treasury, digest(item)));
    let signed: Vec<_> = carried
        .filter(|approval| is_signed(&approval.signature))
        .filter_map(|approval| approver_in(&approval.signature))
        .collect();
    let gives = |who: &Address| {
        let account = slots.word(layout::roles_slot(treasury, *who));
        let has_registered = roles::APPROVER
            .get(account)
            .checked_sub(1)
            .is_some_and(|at| registered.bit(at as usize));
        let is_approver = Roles::unpack(account).has(Roles::APPROVER);
        is_approver && *who != item.agent && (has_registered || signed.contains(who))
    };
    APPROVERS.into_iter().filter(gives).collect()
}
