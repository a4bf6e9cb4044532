//! Calls that are no payments, such as keeping a program alive: they need a nonce of the lane's
//! signer, and so they go by the lane.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, Bytes, U256};
use alloy::rpc::types::TransactionRequest;

use super::fees::Fees;
use super::lane::{Lane, LaneFault};
use crate::store::intents::SlotDraft;

/// A call that is no payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Who is called.
    pub target: Address,
    /// With what; not nothing.
    pub calldata: Bytes,
    /// Wei that go along.
    pub value: u64,
    /// Gas limit of the transaction.
    pub gas_limit: u64,
}

impl Errand {
    /// The call as a transaction of whoever sends it, gas and nonce left open.
    pub fn request(&self) -> TransactionRequest {
        TransactionRequest::default()
            .with_to(self.target)
            .with_input(self.calldata.clone())
            .with_value(U256::from(self.value))
    }

    /// What tells it from others: value and gas limit differ from one asking to the next.
    const fn identity(&self) -> (Address, &Bytes) {
        (self.target, &self.calldata)
    }

    /// Wei without which a node would not take it: the rest of its gas comes back.
    fn most_cost(&self, fees: Fees) -> U256 {
        let gas = U256::from(self.gas_limit).saturating_mul(U256::from(fees.max_fee));
        gas.saturating_add(U256::from(self.value))
    }
}

/// What waits for a nonce. A panic under the lock leaves nothing half done.
#[derive(Debug, Default)]
pub(super) struct Errands(Mutex<VecDeque<Errand>>);

impl Errands {
    /// Queues an errand, unless the same call waits already.
    pub(super) fn add(&self, errand: Errand) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !waiting.iter().any(|one| one.identity() == errand.identity()) {
            waiting.push_back(errand);
        }
    }

    fn take(&self) -> Option<Errand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl Lane {
    /// Sends what waits, before payments: there are few errands, and there may always be payments.
    /// One that cannot be sent now is dropped, so that it holds up no payment.
    pub(super) async fn run_errands(&mut self) {
        while self.slots.len() < self.settings.in_flight
            && !self.stale.load(Ordering::Acquire)
            && let Some(errand) = self.errands.take()
        {
            if let Err(fault) = self.run_errand(errand).await {
                tracing::warn!(%fault, "an errand was dropped");
            }
        }
    }

    async fn run_errand(&mut self, errand: Errand) -> Result<(), LaneFault> {
        let under_way = |draft: &SlotDraft| (draft.target, &draft.calldata) == errand.identity();
        if self.slots.values().any(|active| under_way(&active.slot.draft)) {
            return Ok(());
        }
        let most = self.settings.gas_per_transaction;
        if errand.gas_limit > most {
            return Err(LaneFault::GasOfTransaction { needed: errand.gas_limit, most });
        }
        let head = self.head().await?;
        let fees = self.settings.fees.quote(head.base_fee)?;
        let signer = self.signer.address();
        // Once it has a nonce, payments come after it: it must not wait there for ether.
        if self.node.balance(signer).await? < errand.most_cost(fees) {
            return Err(LaneFault::Funds(signer));
        }
        self.require_gas_of_day(errand.gas_limit).await?;
        let Errand { target, calldata, value, gas_limit } = errand;
        let draft =
            SlotDraft { signer, nonce: self.next_nonce, target, calldata, value, gas_limit };
        let sent = self.occupy(draft, fees, Vec::new()).await;
        // The store may have written the slot all the same: it is read again.
        sent.inspect_err(|_| self.stale.store(true, Ordering::Release))?;
        Ok(())
    }
}
