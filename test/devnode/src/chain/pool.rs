//! Transactions that wait for their block, or for the nonce before theirs.

use std::collections::{BTreeMap, VecDeque};

use alloy::{
    consensus::Transaction as _,
    primitives::{Address, B256, map::AddressMap},
};

use super::{Error, SignedTx};

/// Per cent by which a replacement must raise the fee, as in geth.
const PRICE_BUMP: u128 = 10;

/// Transactions by sender and nonce.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    waiting: AddressMap<BTreeMap<u64, SignedTx>>,
    /// Each sender of something that waits, once, in the order of their turns.
    turns: VecDeque<Address>,
}

impl Pool {
    /// Takes a transaction, or replaces one of the same sender and nonce that pays less.
    pub(super) fn add(&mut self, tx: SignedTx) -> Result<(), Error> {
        let sender = tx.signer();
        let queue = self.waiting.entry(sender).or_default();
        if let Some(old) = queue.get(&tx.nonce()) {
            if old.hash() == tx.hash() {
                return Err(Error::AlreadyKnown);
            }
            let bumped = old.max_fee_per_gas().saturating_mul(PRICE_BUMP.saturating_add(100)) / 100;
            if tx.max_fee_per_gas() < bumped {
                return Err(Error::ReplacementUnderpriced);
            }
        }
        if queue.is_empty() {
            self.turns.push_back(sender);
        }
        queue.insert(tx.nonce(), tx);
        Ok(())
    }

    /// Takes out the next transaction that can run, given each sender's nonce.
    pub(super) fn pop(&mut self, nonce_of: impl Fn(Address) -> u64) -> Option<SignedTx> {
        for _ in 0..self.turns.len() {
            let sender = self.turns.pop_front()?;
            let Some(queue) = self.waiting.get_mut(&sender) else { continue };
            let nonce = nonce_of(sender);
            // What a block has overtaken can never run.
            queue.retain(|waiting, _| *waiting >= nonce);
            let tx = queue.remove(&nonce);
            if queue.is_empty() {
                self.waiting.remove(&sender);
            } else {
                self.turns.push_back(sender);
            }
            if tx.is_some() {
                return tx;
            }
        }
        None
    }

    /// The nonce after `from` and all that wait in a row behind it.
    pub(super) fn next_nonce(&self, sender: Address, from: u64) -> u64 {
        let Some(queue) = self.waiting.get(&sender) else { return from };
        let mut next = from;
        while queue.contains_key(&next) {
            next = next.saturating_add(1);
        }
        next
    }

    /// A waiting transaction by its hash.
    pub(super) fn get(&self, hash: B256) -> Option<&SignedTx> {
        self.waiting.values().flat_map(BTreeMap::values).find(|tx| *tx.hash() == hash)
    }
}
