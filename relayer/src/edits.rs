//! What waits to be done in a treasury with a delay, and what a transaction has only asked for.

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, Bytes};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::SolEvent as _;
use bursar_abi::IVault::{self, EditRequested};

use crate::audit;
use crate::chain::{Chain, ChainError, Range};
use crate::treasury_id::TreasuryId;

/// An edit that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub treasury: TreasuryId,
    /// What it would edit: a storage slot of the vault, or what stands for a withdrawal.
    pub object: B256,
    /// First second at which it may be done, Unix seconds.
    pub ready_at: u64,
    /// Guardians cannot call it off.
    pub firm: bool,
    /// The call that does it, as it is.
    pub call: Bytes,
}

impl From<EditRequested> for Edit {
    fn from(event: EditRequested) -> Self {
        let EditRequested { treasury, object, readyAt: ready_at, firm, call } = event;
        Self { treasury: TreasuryId(treasury), object, ready_at, firm, call }
    }
}

/// What a transaction asked `vault` for, and did not do.
pub fn requested(vault: Address, receipt: &TransactionReceipt) -> Vec<Edit> {
    let logs = receipt.logs().iter().filter(|log| log.address() == vault);
    let events = logs.filter_map(|log| EditRequested::decode_log(&log.inner).ok());
    events.map(|event| event.data.into()).collect()
}

/// What waits in a treasury, by the time at which it may be done, then as it was asked for: the requests
/// in the logs of `range` that the vault still holds. `progress` is told the number of blocks searched so far.
///
/// # Errors
/// [`ChainError`] if the node does not answer.
pub async fn waiting(
    chain: &Chain,
    vault: Address,
    treasury: u64,
    range: Range,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Edit>, ChainError> {
    let entries = audit::entries(chain, vault, treasury, range, progress).await?;
    let requests = entries.iter().filter_map(|entry| {
        EditRequested::decode_raw_log(entry.data.topics().iter().copied(), &entry.data.data).ok()
    });
    // Of several for one object the last one counts.
    let last: BTreeMap<B256, (usize, EditRequested)> =
        requests.enumerate().map(|(place, request)| (request.object, (place, request))).collect();
    let mut last: Vec<_> = last.into_values().collect();
    last.sort_unstable_by_key(|(place, request)| (request.readyAt, *place));
    let mut waiting = Vec::new();
    for (_, request) in last {
        let view = IVault::pendingEditCall { treasury, object: request.object };
        let held = chain.view(vault, &view).await?;
        if held.readyAt == request.readyAt {
            waiting.push(Edit::from(request));
        }
    }
    Ok(waiting)
}
