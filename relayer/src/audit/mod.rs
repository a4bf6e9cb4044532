//! A treasury's hash chain, recomputed from the vault's logs and compared with the head in storage.
//!
//! The head is one storage word. Read from a node one trusts, it proves that logs from any other node
//! are complete and unaltered: every payment and every edit is one link.

mod logs;
mod replay;
mod words;

use alloy::eips::BlockId;
use alloy::primitives::{Address, B256};
use bursar_abi::{IVault, Treasury};
use serde::Serialize;

use crate::chain::{Chain, ChainError, Range};
use crate::store::{Store, StoreError};
use crate::treasury_id::TreasuryId;
pub use logs::entries;
pub use replay::{Entry, Fault, Replay};
pub use words::{EventWords, asked, describe};

/// What the audit of one treasury found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether logs and storage agree to the last entry.
    pub verified: bool,
    /// Entries whose links hold.
    pub entries: u64,
    /// The head after them.
    pub head: B256,
    /// First block that was searched.
    pub from_block: u64,
    /// Last block that was searched, at whose end storage was read.
    pub to_block: u64,
    /// Where the chain breaks, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// Why a treasury cannot be audited at all.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The chain could not be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing was ever indexed into the store.
    #[error("the store follows no chain yet; `bursar index` fills it")]
    StoreEmpty,
    /// The vault has no such treasury.
    #[error("there was no treasury {treasury} in this vault at block {block}")]
    TreasuryUnknown {
        /// The id asked for.
        treasury: TreasuryId,
        /// The last block of the range.
        block: u64,
    },
}

/// Recomputes the chain of `treasury` from the logs of `range` and compares it with what the vault
/// stores at the end of it. `progress` is told the blocks searched so far.
///
/// # Errors
/// [`AuditError::TreasuryUnknown`], or [`AuditError::Chain`] if the node does not answer. A chain that
/// breaks is no error but a [`Fault`] in the verdict.
pub async fn verify(
    chain: &Chain,
    vault: Address,
    treasury: u64,
    range: Range,
    progress: &mut dyn FnMut(u64),
) -> Result<Verdict, AuditError> {
    let stored = stored(chain, vault, treasury, range.to).await?;
    let entries = entries(chain, vault, treasury, range, progress).await?;
    Ok(judge(Replay::new(chain.id(), vault, treasury), &entries, &stored, range))
}

/// Recomputes the chain of `treasury` from what the indexer stored and compares it with what the
/// vault stores at the indexer's last block, which the node must still know.
///
/// # Errors
/// [`AuditError::StoreEmpty`], [`AuditError::Store`], and those of [`verify`].
pub async fn verify_stored(
    chain: &Chain,
    store: &Store,
    vault: Address,
    treasury: u64,
) -> Result<Verdict, AuditError> {
    let (first, tip) = (store.first().await?, store.tip().await?);
    let (Some(first), Some(tip)) = (first, tip) else { return Err(AuditError::StoreEmpty) };
    let range = Range { from: first.number, to: tip.number };
    let stored = stored(chain, vault, treasury, range.to).await?;
    let entries = store.entries(vault, treasury, None).await?;
    Ok(judge(Replay::new(chain.id(), vault, treasury), &entries, &stored, range))
}

/// The treasury as the vault stores it at the end of `block`.
async fn stored(
    chain: &Chain,
    vault: Address,
    treasury: u64,
    block: u64,
) -> Result<Treasury, AuditError> {
    let call = IVault::treasuryCall { treasury };
    let stored: Treasury = chain.view_at(vault, &call, BlockId::number(block)).await?;
    if stored.owner.is_zero() {
        return Err(AuditError::TreasuryUnknown { treasury: TreasuryId(treasury), block });
    }
    Ok(stored)
}

fn judge(mut replay: Replay, entries: &[Entry], stored: &Treasury, range: Range) -> Verdict {
    let fault = entries
        .iter()
        .try_for_each(|entry| replay.apply(entry))
        .and_then(|()| replay.compare(stored.entries, stored.auditHead))
        .err();
    Verdict {
        verified: fault.is_none(),
        entries: replay.entries(),
        head: replay.head(),
        from_block: range.from,
        to_block: range.to,
        fault,
    }
}
