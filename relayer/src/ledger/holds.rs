//! Held payments: by key, by the words that they charge, by treasury and by end.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, U256, map::HashMap};
use bursar_policy::{Held, Lineage, Slots, layout};

use super::Purpose;
use crate::payment::{PaymentKey, SignedAuthorization};

/// A payment whose room is held.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub(super) payment: SignedAuthorization,
    pub(super) charge: Charge,
    pub(super) purpose: Purpose,
    /// First second at which nothing is held any more.
    pub(super) until: u64,
}

/// What a payment takes out of which accounts: words of a vault by slot, or the payer's balance in a
/// plain token.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    /// The payer's first. No two are the same: what several agents of a lineage share counts once.
    accounts: Vec<U256>,
    /// 0 in a plain token.
    pub(super) treasury_id: u64,
    pub(super) value: u128,
}

/// What is held of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) value: u128,
    pub(super) payments: u32,
}

#[derive(Debug, Default)]
pub(super) struct Holds {
    /// A tree: a table that doubles would move a hundred thousand holds while everybody waits.
    by_key: BTreeMap<PaymentKey, (u64, Hold)>,
    sums: HashMap<(Address, U256), Sum>,
    by_treasury: BTreeMap<(Address, u64, u64), PaymentKey>,
    by_end: BTreeSet<(u64, PaymentKey)>,
    /// Counts up: the order in which payments were held.
    next: u64,
}

impl Charge {
    /// The payer's words and those of all its ancestors.
    pub(super) fn vault(lineage: &Lineage, vendor: Address, value: u64) -> Self {
        let mut accounts = Vec::new();
        for member in &lineage.members {
            let Slots { agent_state, treasury_state, vendor: entry } =
                member.words.slots(member.agent, vendor);
            for account in [agent_state, entry, treasury_state] {
                if !account.is_zero() && !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
        }
        let treasury_id = lineage.members.first().map_or(0, |payer| payer.words.treasury_id);
        Self { accounts, treasury_id, value: value.into() }
    }

    pub(super) fn tokens(payment: &SignedAuthorization) -> Self {
        let accounts = vec![layout::word_of(payment.authorization.from)];
        let value = payment.authorization.value.saturating_to();
        Self { accounts, treasury_id: 0, value }
    }

    /// The account that counts the payer's payments, and those of its sub-agents.
    pub(super) fn payer(&self) -> U256 {
        self.accounts.first().copied().unwrap_or_default()
    }
}

impl Holds {
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    pub(super) fn get(&self, key: &PaymentKey) -> Option<&Hold> {
        self.by_key.get(key).map(|(_, hold)| hold)
    }

    /// What is held under `key`, with its place in the order in which payments were held.
    pub(super) fn place(&self, key: &PaymentKey) -> Option<(u64, Hold)> {
        self.by_key.get(key).cloned()
    }

    /// Holds a payment after all others, instead of what was held under its key.
    pub(super) fn put(&mut self, hold: Hold) {
        let order = self.next;
        self.next = self.next.saturating_add(1);
        self.put_at(order, hold);
    }

    /// As [`Holds::put`], in a place that was its own before.
    pub(super) fn put_at(&mut self, order: u64, hold: Hold) {
        let (key, asset) = (hold.payment.key(), hold.payment.asset);
        self.take(&key);
        for account in &hold.charge.accounts {
            let sum = self.sums.entry((asset, *account)).or_default();
            sum.value = sum.value.saturating_add(hold.charge.value);
            sum.payments = sum.payments.saturating_add(1);
        }
        self.by_treasury.insert((asset, hold.charge.treasury_id, order), key);
        self.by_end.insert((hold.until, key));
        self.by_key.insert(key, (order, hold));
    }

    /// Ends a hold.
    pub(super) fn take(&mut self, key: &PaymentKey) -> Option<Hold> {
        let (order, hold) = self.by_key.remove(key)?;
        let asset = hold.payment.asset;
        for account in &hold.charge.accounts {
            let account = (asset, *account);
            if let Some(sum) = self.sums.get_mut(&account) {
                sum.value = sum.value.saturating_sub(hold.charge.value);
                sum.payments = sum.payments.saturating_sub(1);
                if sum.payments == 0 {
                    self.sums.remove(&account);
                }
            }
        }
        self.by_treasury.remove(&(asset, hold.charge.treasury_id, order));
        self.by_end.remove(&(hold.until, *key));
        Some(hold)
    }

    /// Ends what a treasury holds; in the order in which it was held.
    pub(super) fn take_all(&mut self, vault: Address, treasury: u64) -> Vec<Hold> {
        let range = (vault, treasury, 0)..=(vault, treasury, u64::MAX);
        let keys: Vec<_> = self.by_treasury.range(range).map(|(_, key)| *key).collect();
        keys.iter().filter_map(|key| self.take(key)).collect()
    }

    /// Ends what has run out at `now`, but no more than `most`; returns how much that was.
    pub(super) fn expire(&mut self, now: u64, most: usize) -> usize {
        let ended = self.by_end.iter().take(most).take_while(|(end, _)| *end <= now);
        let ended: Vec<_> = ended.map(|(_, key)| *key).collect();
        ended.iter().filter_map(|key| self.take(key)).count()
    }

    /// What is held of one account.
    pub(super) fn sum(&self, asset: Address, account: U256) -> Sum {
        self.sums.get(&(asset, account)).copied().unwrap_or_default()
    }

    /// What is held of the words in `slots`.
    pub(super) fn held(&self, asset: Address, slots: &Slots) -> Held {
        let value = |sum: Sum| u64::try_from(sum.value).unwrap_or(u64::MAX);
        let agent = self.sum(asset, slots.agent_state);
        Held {
            agent: value(agent),
            payments: agent.payments,
            vendor: value(self.sum(asset, slots.vendor)),
            treasury: value(self.sum(asset, slots.treasury_state)),
        }
    }

    /// Every vault's treasury of which something is held.
    pub(super) fn treasuries(&self) -> BTreeSet<(Address, u64)> {
        self.by_treasury.keys().map(|(vault, treasury, _)| (*vault, *treasury)).collect()
    }
}
