//! The logs of one treasury, in order, dated.

use std::collections::{BTreeMap, BTreeSet};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, B256, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::Entry;
use crate::chain::{Chain, ChainError, LogReader, Range};
use crate::indexer::VaultEvent;

/// Headers asked for at the same time.
const CONCURRENT_HEADERS: usize = 16;

/// The entries, heads and rescues of `treasury` in `range`, in log order. `progress` is told the number
/// of blocks searched so far.
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
    let filter = Filter::new()
        .address(vault)
        .event_signature(VaultEvent::topics())
        .topic1(B256::from(U256::from(treasury)));
    let mut logs = Vec::new();
    let mut reader = LogReader::new(chain.clone(), filter, range);
    while let Some((to, found)) = reader.next().await? {
        logs.extend(found);
        progress(to.saturating_sub(range.from).saturating_add(1));
    }
    logs.sort_by_key(|log| (log.block_number, log.log_index));
    date(chain, logs).await
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
