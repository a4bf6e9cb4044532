//! The logs of one treasury, in order, from nodes that limit what they answer.

use std::collections::{BTreeMap, BTreeSet};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log};
use bursar_abi::IVault::IVaultEvents;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{Entry, Replay};
use crate::chain::{Chain, ChainError};

/// Blocks asked for at once, at first. A refused range is halved, an answered one doubled.
const FIRST_STRIDE: u64 = 10_000;

/// Headers asked for at the same time.
const CONCURRENT_HEADERS: usize = 16;

/// Blocks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// First block.
    pub from: u64,
    /// Last block.
    pub to: u64,
}

/// The entries and heads of `treasury` in `range`, in log order. `progress` is told the number of
/// blocks searched so far.
///
/// # Errors
/// [`ChainError`] if the node refuses even a single block, or does not answer.
pub async fn entries(
    chain: &Chain,
    vault: Address,
    treasury: u64,
    range: Range,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Entry>, ChainError> {
    let topics: Vec<B256> =
        IVaultEvents::SELECTORS.iter().map(B256::from).filter(Replay::is_relevant).collect();
    let filter = Filter::new()
        .address(vault)
        .event_signature(topics)
        .topic1(B256::from(U256::from(treasury)));
    let mut logs = fetch(chain, &filter, range, progress).await?;
    logs.sort_by_key(|log| (log.block_number, log.log_index));
    date(chain, logs).await
}

/// All logs of `range`, in strides as long as the node allows.
async fn fetch(
    chain: &Chain,
    filter: &Filter,
    range: Range,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<Log>, ChainError> {
    let (mut logs, mut from, mut stride) = (Vec::new(), range.from, FIRST_STRIDE);
    while from <= range.to {
        let to = from.saturating_add(stride.saturating_sub(1)).min(range.to);
        let answer = chain.provider().get_logs(&filter.clone().from_block(from).to_block(to)).await;
        match answer.map_err(ChainError::from) {
            Ok(found) => {
                logs.extend(found);
                from = to.saturating_add(1);
                stride = stride.saturating_mul(2);
                progress(from.saturating_sub(range.from));
            }
            // Providers word their limits differently; what they have in common is that less helps.
            Err(ChainError::Refused { .. }) if to > from => {
                stride = (to.saturating_sub(from)).div_ceil(2);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(logs)
}

/// Adds the time of each log's block; some nodes put it into the log, else the header has it.
async fn date(chain: &Chain, logs: Vec<Log>) -> Result<Vec<Entry>, ChainError> {
    let missing: BTreeSet<u64> = logs
        .iter()
        .filter(|log| log.block_timestamp.is_none())
        .filter_map(|log| log.block_number)
        .collect();
    let times: BTreeMap<u64, u64> = stream::iter(missing)
        .map(|block| async move { Ok::<_, ChainError>((block, header_time(chain, block).await?)) })
        .buffer_unordered(CONCURRENT_HEADERS)
        .try_collect()
        .await?;
    let dated = logs.into_iter().map(|log| {
        let block = log.block_number.unwrap_or_default();
        Entry {
            timestamp: log.block_timestamp.or(times.get(&block).copied()).unwrap_or_default(),
            block,
            transaction: log.transaction_hash.unwrap_or_default(),
            data: log.inner.data,
        }
    });
    Ok(dated.collect())
}

async fn header_time(chain: &Chain, block: u64) -> Result<u64, ChainError> {
    let number = BlockNumberOrTag::Number(block);
    let found = chain.provider().get_block_by_number(number).await?;
    found.map(|block| block.header.timestamp).ok_or(ChainError::NoBlock(number))
}
