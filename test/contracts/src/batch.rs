//! Batches: signed items, and what becomes of them.

use alloy::sol_types::SolStruct as _;
use bursar_abi::IVault;
use bursar_policy::batch::{Approval, Grant, Item, Report, Verdict, encode_with};

use crate::{
    outcome::Outcome,
    parties::Party,
    signing::{self, TransferWithAuthorization},
    tenant::Tenant,
    world::World,
};

/// The call that settles `items`.
///
/// # Panics
/// If no batch can hold them.
#[must_use]
pub fn batch(items: &[Item<'_>]) -> IVault::settleBatchCall {
    batch_with(items, &[], &[])
}

/// The call that settles `items`, and brings grants and approvals for them.
///
/// # Panics
/// If no batch can hold them.
#[must_use]
pub fn batch_with(
    items: &[Item<'_>],
    grants: &[Grant],
    approvals: &[Approval],
) -> IVault::settleBatchCall {
    let batch = encode_with(items, grants, approvals).expect("what a batch can hold");
    IVault::settleBatchCall { batch: batch.into() }
}

/// The verdicts in what `settleBatch` returns.
///
/// # Panics
/// If a byte is no verdict.
#[must_use]
pub fn verdicts(bytes: &[u8]) -> Vec<Verdict> {
    let verdict = |byte: &u8| Verdict::from_byte(*byte).expect("the byte of a verdict");
    bytes.iter().map(verdict).collect()
}

impl World {
    /// A fresh item of `value` by the tenant's agent for its vendor.
    pub fn item(&mut self, tenant: &Tenant, value: u64) -> Item<'static> {
        let authorization = self.authorization(tenant, value);
        self.sign_item(&tenant.agent, &authorization)
    }

    /// An authorization as an item, signed by `by` for this vault.
    ///
    /// # Panics
    /// If its numbers do not fit one.
    #[must_use]
    pub fn sign_item(
        &self,
        by: &Party,
        authorization: &TransferWithAuthorization,
    ) -> Item<'static> {
        let signed = by.sign(authorization.eip712_signing_hash(&self.domain()));
        let TransferWithAuthorization { from, to, value, validAfter, validBefore, nonce } =
            *authorization;
        Item {
            agent: from,
            vendor: to,
            value: value.to(),
            valid_after: validAfter.to(),
            valid_before: validBefore.to(),
            nonce,
            signature: signing::signature(signed).into(),
        }
    }

    /// Settles `items` in one transaction of the relayer.
    pub fn settle_batch(&self, items: &[Item<'_>]) -> Outcome<Vec<Verdict>> {
        self.settle_granted(items, &[])
    }

    /// Settles `items` in one transaction of the relayer that brings `grants` for them.
    pub fn settle_granted(&self, items: &[Item<'_>], grants: &[Grant]) -> Outcome<Vec<Verdict>> {
        self.settle_with(items, grants, &[])
    }

    /// Settles `items` in one transaction of the relayer that brings grants and approvals for them.
    pub fn settle_with(
        &self,
        items: &[Item<'_>],
        grants: &[Grant],
        approvals: &[Approval],
    ) -> Outcome<Vec<Verdict>> {
        let outcome = self.send(&self.relayer, &batch_with(items, grants, approvals));
        let Outcome { result, gas_used, logs, timestamp } = outcome;
        Outcome { result: result.map(|bytes| verdicts(&bytes)), gas_used, logs, timestamp }
    }

    /// Has `by` record the denials of `items` in one transaction.
    ///
    /// # Panics
    /// If no batch can hold them, or if a byte of the answer is no report.
    #[must_use]
    pub fn record_denials(&self, by: &Party, items: &[Item<'_>]) -> Outcome<Vec<Report>> {
        let batch = batch(items).batch;
        let Outcome { result, gas_used, logs, timestamp } =
            self.send(by, &IVault::recordDenialsCall { batch });
        let report = |byte: &u8| Report::from_byte(*byte).expect("the byte of a report");
        let result = result.map(|bytes| bytes.iter().map(report).collect());
        Outcome { result, gas_used, logs, timestamp }
    }
}
