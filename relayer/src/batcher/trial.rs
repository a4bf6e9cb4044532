//! What would happen: the simulation of a batch, or of one payment in a plain token.

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, Bytes};
use alloy::sol_types::SolCall as _;
use bursar_abi::IVault;
use bursar_abi::IVault::IVaultErrors;
use bursar_policy::batch::{self, Approval, Grant, Item, Verdict};
use bursar_policy::{AuthorizationFault, Denial};

use super::book::Ticket;
use super::gas;
use super::node::{Head, Node};
use super::settings::Settings;
use crate::approval::Approvals;
use crate::chain::{ChainError, Revert};
use crate::payment::{Refusal, SignedAuthorization};
use crate::session::{Place, Sessions};

/// Bytes that Nitro's sequencer takes in a transaction, less what is around the calldata.
const CALLDATA_BYTES: usize = 94_000;

/// What a simulation found.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// What passes, in order.
    pub(super) passed: Vec<Ticket>,
    /// What would be refused, and why.
    pub(super) refused: Vec<(Ticket, Refusal)>,
    /// What did not fit, or was not tried.
    pub(super) rest: Vec<Ticket>,
    /// What the node gave no verdict on, and what it said or did instead.
    pub(super) silent: Option<(Vec<Ticket>, ChainError)>,
    /// The call that settles what passes.
    pub(super) calldata: Bytes,
    /// Its gas limit.
    pub(super) gas_limit: u64,
}

/// Where a batch is tried.
pub(super) struct Stage<'a> {
    pub(super) node: &'a Node,
    pub(super) head: &'a Head,
    pub(super) settings: &'a Settings,
    pub(super) sessions: &'a Sessions,
    pub(super) approvals: &'a Approvals,
    /// Who sends it.
    pub(super) sender: Address,
    pub(super) vault: Address,
}

/// A part of a batch, written down.
struct Part {
    tickets: Vec<Ticket>,
    calldata: Bytes,
    gas_limit: u64,
}

/// What trials of a batch have shown to be otherwise than it is known here.
#[derive(Debug, Default)]
struct Lessons {
    /// Payers whose sessions are open, or whose payments approved, by the index and not by the node.
    undone: BTreeSet<Address>,
    /// The gas was too little: any payment may be approved by what is registered in the vault and was never
    /// brought here.
    are_approved: bool,
}

/// Tries `tickets` as one batch. Where a batch reverts as a whole, halves of it are tried until one
/// does not, or the one payment is found that makes it so.
///
/// What the node fails at, or answers with anything but a verdict, is [`Trial::silent`]; so is a
/// single payment that needs more gas than [`batch::gas::limit`] and [`batch::gas::extra`] say.
///
/// # Errors
/// [`ChainError::NoBlock`] if the node is behind the stage's head.
pub(super) async fn batch(stage: &Stage<'_>, tickets: Vec<Ticket>) -> Result<Trial, ChainError> {
    let Stage { node, head, sender, vault, .. } = *stage;
    let mut trial = Trial::default();
    let mut tickets = settle_shapes(tickets, &mut trial);
    let mut lessons = Lessons::default();
    while !tickets.is_empty() {
        let part = stage.fit(&lessons, tickets, &mut trial);
        let answer = node.call(head, sender, vault, part.calldata.clone(), part.gas_limit).await;
        match answer.and_then(|answer| verdicts(vault, &answer, part.tickets.len())) {
            Ok(verdicts) => {
                let unknown = stage.unknown(&part, &verdicts);
                if unknown.is_subset(&lessons.undone) {
                    stage.finish(&lessons, part, &verdicts, &mut trial);
                    return Ok(trial);
                }
                lessons.undone.extend(unknown);
                tickets = part.tickets;
            }
            Err(ChainError::Reverted(revert)) if is_gas(&revert) && !lessons.are_approved => {
                lessons.are_approved = true;
                tickets = part.tickets;
            }
            Err(ChainError::Reverted(_) | ChainError::Refused { .. }) if part.tickets.len() > 1 => {
                tickets = part.tickets;
                let second = tickets.split_off(tickets.len().div_ceil(2));
                trial.rest.splice(0..0, second);
            }
            Err(ChainError::Reverted(revert)) if !is_gas(&revert) => {
                let refusal =
                    Refusal { verdict: Verdict::PayoutFailed, detail: Some(revert.to_string()) };
                trial.refused.extend(part.tickets.into_iter().map(|one| (one, refusal.clone())));
                return Ok(trial);
            }
            Err(error @ ChainError::NoBlock(_)) => return Err(error),
            Err(error) => {
                trial.silent = Some((part.tickets, error));
                return Ok(trial);
            }
        }
    }
    Ok(trial)
}

/// Refuses what no batch can hold; the others.
fn settle_shapes(tickets: Vec<Ticket>, trial: &mut Trial) -> Vec<Ticket> {
    let (fit, unfit): (Vec<_>, Vec<_>) =
        tickets.into_iter().partition(|ticket| ticket.payment.item().is_ok());
    trial.refused.extend(unfit.into_iter().filter_map(|ticket| {
        let verdict = ticket.payment.item().err()?;
        Some((ticket, verdict.into()))
    }));
    fit
}

impl Stage<'_> {
    /// As many of `tickets` as fit one transaction, written down; what does not fit is the rest.
    fn fit(&self, lessons: &Lessons, mut tickets: Vec<Ticket>, trial: &mut Trial) -> Part {
        loop {
            let part = self.write(lessons, tickets);
            let fits = part.calldata.len() <= CALLDATA_BYTES
                && part.gas_limit <= self.settings.gas_per_transaction;
            if fits || part.tickets.len() == 1 {
                return part;
            }
            tickets = part.tickets;
            let over = tickets.split_off(tickets.len().saturating_sub(tickets.len().div_ceil(8)));
            trial.rest.splice(0..0, over);
        }
    }

    fn write(&self, lessons: &Lessons, tickets: Vec<Ticket>) -> Part {
        let items: Vec<Item<'_>> =
            tickets.iter().filter_map(|one| one.payment.item().ok()).collect();
        let mut agents: BTreeSet<Address> = items.iter().map(|item| item.agent).collect();
        let vendors: BTreeSet<Address> = items.iter().map(|item| item.vendor).collect();
        let grants: Vec<Grant> =
            agents.iter().filter_map(|agent| self.grant(lessons, *agent)).collect();
        let (approved, approvals) = self.approvals(lessons, &tickets);
        // Each item was written alone before, each grant is for the key of one, and approvals are of one.
        let batch = batch::encode_with(&items, &grants, &approvals).unwrap_or_default();
        let calldata: Bytes = IVault::settleBatchCall { batch: batch.into() }.abi_encode().into();
        // Their words are read and written, too.
        agents.extend(grants.iter().map(|grant| grant.session.parent));
        let contracts = tickets.iter().filter(|one| one.payment.signature.is_contract()).count();
        let approved = if lessons.are_approved { items.len() } else { approved };
        let gas_limit = batch::gas::limit(calldata.len(), agents.len(), vendors.len(), items.len())
            .saturating_add(batch::gas::extra(contracts, approved, approvals.len()))
            .saturating_add(gas::l1(self.head, calldata.len()));
        Part { tickets, calldata, gas_limit }
    }

    /// How many of these payments are approved, as far as it is known here, and those approvals that the
    /// vault has not noted yet.
    fn approvals(&self, lessons: &Lessons, tickets: &[Ticket]) -> (usize, Vec<Approval>) {
        let (mut approved, mut approvals) = (0_usize, Vec::new());
        // Where nobody has approved anything, nothing is hashed.
        if self.approvals.is_empty() {
            return (approved, approvals);
        }
        for (item, ticket) in tickets.iter().enumerate() {
            let digest = self.digest(&ticket.payment);
            let kept = self.approvals.kept(digest);
            approved = approved.saturating_add((!kept.is_empty()).into());
            let is_undone = lessons.undone.contains(&ticket.key().payer);
            let brought = if is_undone { kept } else { self.approvals.waiting(digest) };
            approvals.extend(brought.into_iter().map(|signature| Approval { item, signature }));
        }
        (approved, approvals)
    }

    /// What the payer signed, and its approvers sign.
    fn digest(&self, payment: &SignedAuthorization) -> B256 {
        payment.digest(self.node.chain_id())
    }

    /// The grant that goes with the payments of `agent`, if it has one that the vault has not seen.
    fn grant(&self, lessons: &Lessons, agent: Address) -> Option<Grant> {
        let key = Place { vault: self.vault, account: agent };
        if lessons.undone.contains(&agent) {
            self.sessions.kept(key)
        } else {
            self.sessions.waiting(key)
        }
    }

    /// Payers of whose session, or approvals, the node knows nothing, though the index says that the vault
    /// has them: a reorganisation that the index has not heard of.
    fn unknown(&self, part: &Part, verdicts: &[Verdict]) -> BTreeSet<Address> {
        let judged = part.tickets.iter().zip(verdicts);
        let unknown = judged.filter(|(ticket, verdict)| match verdict {
            Verdict::Denied(Denial::AgentUnknown) => self.was_opened(ticket.key().payer),
            Verdict::Denied(Denial::ApprovalMissing) => {
                self.approvals.is_any_registered(self.digest(&ticket.payment))
            }
            _ => false,
        });
        unknown.map(|(ticket, _)| ticket.key().payer).collect()
    }

    /// Whether the session of `agent` was opened, by the index, and its grant is still here.
    fn was_opened(&self, agent: Address) -> bool {
        let key = Place { vault: self.vault, account: agent };
        self.sessions.waiting(key).is_none() && self.sessions.kept(key).is_some()
    }

    /// Takes out what is refused. The verdicts of the others stand: what is refused leaves no trace.
    fn finish(&self, lessons: &Lessons, part: Part, verdicts: &[Verdict], trial: &mut Trial) {
        let Part { tickets, calldata, gas_limit } = part;
        for (ticket, verdict) in tickets.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Settled => trial.passed.push(ticket),
                refused => trial.refused.push((ticket, (*refused).into())),
            }
        }
        (trial.calldata, trial.gas_limit) = (calldata, gas_limit);
        if trial.passed.len() < verdicts.len() {
            let part = self.write(lessons, std::mem::take(&mut trial.passed));
            (trial.passed, trial.calldata) = (part.tickets, part.calldata);
            trial.gas_limit = part.gas_limit;
        }
    }
}

/// Reads what `settleBatch` returned.
pub(crate) fn verdicts(
    vault: Address,
    answer: &[u8],
    items: usize,
) -> Result<Vec<Verdict>, ChainError> {
    type Call = IVault::settleBatchCall;
    let bytes = Call::abi_decode_returns(answer)
        .map_err(|source| ChainError::answer::<Call>(vault, source))?;
    let verdicts: Option<Vec<_>> = bytes.iter().map(|byte| Verdict::from_byte(*byte)).collect();
    verdicts.filter(|verdicts| verdicts.len() == items).ok_or_else(|| {
        let source = alloy::sol_types::Error::custom("not one known verdict for each payment");
        ChainError::answer::<Call>(vault, source)
    })
}

fn is_gas(revert: &Revert) -> bool {
    matches!(revert, Revert::Vault(IVaultErrors::GasInsufficient(_)))
}

/// Tries one payment in a plain token.
///
/// # Errors
/// As [`batch`].
pub(super) async fn transfer(
    node: &Node,
    head: &Head,
    sender: Address,
    ticket: Ticket,
) -> Result<Trial, ChainError> {
    let payment = &ticket.payment;
    let calldata = payment.calldata();
    let gas_limit = gas::TRANSFER.saturating_add(gas::l1(head, calldata.len()));
    let mut trial = Trial { calldata: calldata.clone(), gas_limit, ..Trial::default() };
    match node.call(head, sender, payment.asset, calldata, gas_limit).await {
        Ok(_) => trial.passed.push(ticket),
        Err(ChainError::Reverted(revert)) => trial.refused.push((ticket, token_refusal(&revert))),
        // A payer with code of its own can burn whatever it is given; nobody has to wait for that.
        Err(ChainError::Refused { message, .. }) if message.contains("out of gas") => {
            let verdict = Verdict::PayoutFailed;
            trial.refused.push((ticket, Refusal { verdict, detail: Some(message) }));
        }
        Err(error @ ChainError::NoBlock(_)) => return Err(error),
        Err(error) => trial.silent = Some((vec![ticket], error)),
    }
    Ok(trial)
}

/// What comes nearest among the verdicts to a token's own words. Tokens word EIP-3009's failures
/// after USDC.
fn token_refusal(revert: &Revert) -> Refusal {
    use AuthorizationFault::{Expired, InvalidSignature, NotYetValid, Used};
    let text = revert.to_string();
    let fault = [
        ("not yet valid", NotYetValid),
        ("expired", Expired),
        ("used or canceled", Used),
        ("invalid signature", InvalidSignature),
    ]
    .into_iter()
    .find(|(words, _)| text.contains(words));
    let verdict = fault.map_or(Verdict::PayoutFailed, |(_, fault)| Verdict::Fault(fault));
    Refusal { verdict, detail: Some(text) }
}
