//! `recordDenials`: authorizations that the policy refuses go on record. No money moves here.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use bursar_abi::IVault;
use bursar_policy::{
    AuthorizationFault,
    batch::{self, Item, Recorded, Report},
    eip712, layout,
};
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault, books::Books, signature::Chain};

/// Records every item of `batch` that is denied now, for a caller who reports for its agent's treasury,
/// and says of each what became of it, one byte in the order of the batch. Each sees those before it.
/// Grants in the batch open nothing, since there is no payment for a session to begin with; approvals in it
/// approve nothing, since what lacks nothing else is no denial.
///
/// A denial that is on record has used up its nonce and is an entry of its treasury's audit chain. If it
/// is one that counts, the agent's breaker may freeze the agent, which is the next entry.
///
/// # Errors
/// `BatchMalformed`, `GasInsufficient`, `NotConfigured`. No item reverts a batch.
pub fn record_denials<H: Host>(vault: &Vault<'_, H>, batch: &[u8]) -> Outcome<Vec<u8>> {
    let token = vault.config()?.token;
    let batch =
        batch::decode(batch).map_err(|fault| IVault::BatchMalformed { fault: fault.code() })?;
    let mut recorder = Recorder { vault, token, domain: vault.domain_separator(), books: None };
    let mut reports = Vec::with_capacity(batch.entries().len());
    for item in batch.items() {
        reports.push(recorder.report(&item)?.byte());
    }
    recorder.close();
    Ok(reports)
}

/// What is recorded, treasury by treasury.
struct Recorder<'v, 'h, H> {
    vault: &'v Vault<'h, H>,
    token: Address,
    domain: B256,
    /// Of the treasury of the last item that was recorded: mostly the next one's, too.
    books: Option<Books<'v, 'h, H>>,
}

impl<H: Host> Recorder<'_, '_, H> {
    /// # Errors
    /// `GasInsufficient`, `TreasuryUnknown`.
    fn report(&mut self, item: &Item<'_>) -> Outcome<Report> {
        let Self { vault, token, domain, .. } = *self;
        let authorization = item.authorization();
        if let Err(fault) = authorization.check_time(vault.now()) {
            return Ok(Report::Fault(fault));
        }
        let Ok(payment) = authorization.payment(vault.address(), token) else {
            return Ok(Report::Unrecordable);
        };
        let digest = eip712::transfer_digest(domain, &authorization);
        let chain = &mut Chain(vault);
        if !batch::is_item_signed(&mut vault.slots(), chain, item, digest)? {
            return Ok(Report::Fault(AuthorizationFault::InvalidSignature));
        }
        // By reference, as whoever else looks at payments: the program has one copy of what follows.
        let (slots, reporter) = (&mut vault.slots(), vault.sender());
        match batch::record(slots, &payment, item.nonce, reporter, vault.now()) {
            Ok(recorded) => self.log(item, &recorded).map(|()| Report::Recorded(recorded.reason)),
            Err(report) => Ok(report),
        }
    }

    /// # Errors
    /// `TreasuryUnknown`, of an agent that belongs to none that exists.
    fn log(&mut self, item: &Item<'_>, recorded: &Recorded) -> Outcome {
        let Recorded { treasury, reason, tripped } = *recorded;
        let Item { agent, vendor, nonce, .. } = *item;
        if self.books.as_ref().is_none_or(|books| books.id() != treasury) {
            self.close();
            self.books = Some(Books::open(self.vault, treasury)?);
        }
        let Some(books) = &mut self.books else { return Ok(()) };
        let (value, reason) = (U256::from(item.value), reason.code());
        books.record(&IVault::DenialRecorded { treasury, agent, vendor, value, nonce, reason });
        if tripped {
            books.void(layout::agent_policy_slot(agent));
            books.record(&IVault::BreakerTripped { treasury, agent, by: self.vault.sender() });
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(books) = self.books.take() {
            books.close();
        }
    }
}
