//! From denials that wait to a transaction.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, Bytes};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall as _;
use bursar_abi::IVault::recordDenialsCall;
use bursar_policy::batch::{self, Item, Report};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::budget::{Budget, Dropped};
use super::{count_dropped, lock};
use crate::chain::{Chain, ChainError};
use crate::clock::Clock;
use crate::config;
use crate::payment::SignedAuthorization;

/// Most denials of one transaction: some two million gas.
const MOST: usize = 100;

/// Sends what waits.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) chain: Chain,
    pub(super) account: Address,
    pub(super) budget: Arc<Mutex<Budget>>,
    pub(super) clock: Arc<Clock>,
    /// Most wei per gas.
    pub(super) ceiling: u64,
    pub(super) settings: config::Reporter,
}

impl Recorder {
    /// Records what comes in, for ever.
    pub(super) async fn run(self, mut waiting: mpsc::Receiver<SignedAuthorization>) {
        while let Some(first) = waiting.recv().await {
            let gathered = self.gather(first, &mut waiting).await;
            let mut by_vault: BTreeMap<Address, Vec<Item<'_>>> = BTreeMap::new();
            for denied in &gathered {
                // What no batch holds was never signed as it is, or never valid.
                if let Ok(item) = denied.item() {
                    by_vault.entry(denied.asset).or_default().push(item);
                }
            }
            for (vault, items) in by_vault {
                if let Err(error) = self.record(vault, &items).await {
                    count_dropped(Dropped::Failed, items.len() as u64);
                    tracing::warn!(%vault, denials = items.len(), %error, "denials are not recorded");
                }
            }
        }
    }

    /// The first, and what else comes before it has waited long enough.
    async fn gather(
        &self,
        first: SignedAuthorization,
        waiting: &mut mpsc::Receiver<SignedAuthorization>,
    ) -> Vec<SignedAuthorization> {
        let age = Duration::from_secs(self.settings.max_age_seconds.get().into());
        let now = Instant::now();
        let until = now.checked_add(age).unwrap_or(now);
        let mut gathered = vec![first];
        while gathered.len() < MOST {
            match timeout_at(until, waiting.recv()).await {
                Ok(Some(next)) => gathered.push(next),
                Ok(None) | Err(_) => break,
            }
        }
        gathered
    }

    /// Sends what would be recorded, if any is, within the day's gas.
    async fn record(&self, vault: Address, items: &[Item<'_>]) -> Result<(), ChainError> {
        let reports = self.reports(vault, items).await?;
        let recorded = items.iter().zip(&reports).filter(|(_, report)| is_recorded(**report));
        let items: Vec<Item<'_>> = recorded.map(|(item, _)| *item).collect();
        if items.is_empty() {
            return Ok(());
        }
        let request = self.request(vault, &items);
        let gas = self.chain.provider().estimate_gas(request.clone()).await?;
        let price = self.chain.provider().get_gas_price().await?;
        let is_dear = price > u128::from(self.ceiling);
        if is_dear || !lock(&self.budget).has_gas(gas, self.clock.now()) {
            count_dropped(Dropped::Gas, items.len() as u64);
            tracing::warn!(%vault, denials = items.len(), gas, price, "no gas left for denials");
            return Ok(());
        }
        let receipt = self.chain.transact(request).await?;
        lock(&self.budget).spend(receipt.gas_used);
        metrics::counter!("bursar_denials_recorded_total").increment(items.len() as u64);
        metrics::counter!("bursar_denials_gas_total").increment(receipt.gas_used);
        let transaction = receipt.transaction_hash;
        tracing::info!(%vault, denials = items.len(), %transaction, "denials are on record");
        Ok(())
    }

    /// What the vault would say of each item, were they sent now.
    async fn reports(
        &self,
        vault: Address,
        items: &[Item<'_>],
    ) -> Result<Vec<Option<Report>>, ChainError> {
        let answer = self.chain.provider().call(self.request(vault, items)).await?;
        let bytes = recordDenialsCall::abi_decode_returns(&answer)
            .map_err(|source| ChainError::answer::<recordDenialsCall>(vault, source))?;
        Ok(bytes.iter().map(|byte| Report::from_byte(*byte)).collect())
    }

    fn request(&self, vault: Address, items: &[Item<'_>]) -> TransactionRequest {
        // Each was encoded alone before, so all of them can be.
        let batch = Bytes::from(batch::encode(items).unwrap_or_default());
        TransactionRequest::default()
            .with_from(self.account)
            .with_to(vault)
            .with_input(recordDenialsCall { batch }.abi_encode())
    }
}

const fn is_recorded(report: Option<Report>) -> bool {
    matches!(report, Some(Report::Recorded(_)))
}
