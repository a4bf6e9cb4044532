//! Making blocks of what waits in the pool.

use alloy::{
    consensus::Transaction as _,
    primitives::{B256, U256},
};
use revm::context::{BlockEnv, result::ExecutionResult};

use super::{Block, Chain, Error, Inner, Receipt, SignedTx, transaction};
use crate::{
    config::{BASEFEE, TX_COMPUTE_GAS},
    evm::{Checks, Execution, Recent, block_env, execute},
};

/// A block that is being filled.
struct Draft {
    env: BlockEnv,
    timestamp: u64,
    recent: Recent,
    transactions: Vec<SignedTx>,
    receipts: Vec<Receipt>,
}

impl Draft {
    fn gas_used(&self) -> u64 {
        self.receipts.last().map_or(0, |receipt| receipt.cumulative_gas_used)
    }
}

impl Chain {
    /// Makes a block of what waits, even if nothing does. Its number.
    pub fn mine(&self) -> u64 {
        let mut inner = self.lock();
        let draft = self.fill(&mut inner);
        self.seal(&mut inner, draft)
    }

    /// Makes a block of what waits; none if nothing can run.
    pub fn mine_waiting_block(&self) {
        let mut inner = self.lock();
        let draft = self.fill(&mut inner);
        if !draft.transactions.is_empty() {
            self.seal(&mut inner, draft);
        }
    }

    /// A block for each transaction that can run; the refusal of the one that is `asked` for.
    pub(super) fn mine_waiting(&self, inner: &mut Inner, asked: Option<B256>) -> Result<(), Error> {
        let mut refusal = Ok(());
        while let Some(tx) = inner.pool.pop(|sender| inner.state.nonce(sender)) {
            let hash = *tx.hash();
            let mut draft = self.draft(inner);
            match self.run(inner, &mut draft, tx) {
                Ok(()) => {
                    self.seal(inner, draft);
                }
                Err(error) if Some(hash) == asked => refusal = Err(error),
                Err(error) => tracing::warn!(%hash, %error, "dropped a transaction"),
            }
        }
        refusal
    }

    fn draft(&self, inner: &Inner) -> Draft {
        let timestamp = inner.clock.now();
        Draft {
            env: block_env(&self.config, timestamp, BASEFEE),
            timestamp,
            recent: Recent::default(),
            transactions: Vec::new(),
            receipts: Vec::new(),
        }
    }

    /// Runs what waits until the block has computed as much as one may.
    fn fill(&self, inner: &mut Inner) -> Draft {
        let mut draft = self.draft(inner);
        while draft.gas_used() < TX_COMPUTE_GAS {
            let Some(tx) = inner.pool.pop(|sender| inner.state.nonce(sender)) else { break };
            let hash = *tx.hash();
            if let Err(error) = self.run(inner, &mut draft, tx) {
                tracing::warn!(%hash, %error, "dropped a transaction");
            }
        }
        draft
    }

    /// Runs one transaction into the block.
    fn run(&self, inner: &mut Inner, draft: &mut Draft, tx: SignedTx) -> Result<(), Error> {
        let poster_gas = transaction::poster_gas(&tx, inner.l1_price());
        let mut running = self.running(inner.tip(), inner.recent_hashes.clone());
        running.recent = std::mem::take(&mut draft.recent);
        let env = transaction::environment(&tx, self.config.chain_id);
        let state = inner.state.clone();
        let execution = execute(state, draft.env.clone(), env, running, Checks::All, poster_gas)
            .map_err(|rejection| Error::rejected(rejection, tx.signer()))?;
        let Execution { result, changes, recent } = execution;
        draft.recent = recent;
        let before = draft.gas_used();
        let receipt = Receipt::new(&tx, result, poster_gas, before);
        inner.state.commit(changes);
        draft.receipts.push(receipt);
        draft.transactions.push(tx);
        Ok(())
    }

    fn seal(&self, inner: &mut Inner, draft: Draft) -> u64 {
        inner.clock.tick_at(draft.timestamp);
        let parent = inner.blocks.last().map(std::convert::AsRef::as_ref);
        let block = Block::seal(
            parent,
            draft.timestamp,
            &self.config,
            draft.transactions,
            draft.receipts,
            inner.state.clone(),
        );
        let number = block.number();
        inner.append(block);
        number
    }
}

impl Receipt {
    fn new(tx: &SignedTx, result: ExecutionResult, poster_gas: u64, before: u64) -> Self {
        let gas_used = result.tx_gas_used();
        let success = result.is_success();
        let created = success.then(|| result.created_address()).flatten();
        let output = result.output().cloned().unwrap_or_default();
        let logs = if success { result.into_logs() } else { Vec::new() };
        debug_assert!(U256::from(gas_used) <= U256::from(tx.gas_limit()));
        Self {
            success,
            gas_used,
            gas_used_for_l1: poster_gas,
            cumulative_gas_used: before.saturating_add(gas_used),
            bloom: Self::bloom_of(&logs),
            logs,
            created,
            output,
        }
    }
}
