//! What the indexer asks the node: headers, blocks of events, audit heads in storage.

use std::collections::BTreeMap;

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, B256};
use alloy::providers::Provider as _;
use alloy::rpc::types::{Filter, Log};
use bursar_policy::layout;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::{Header, IndexError, IndexedBlock, VaultEvent};
use crate::chain::{Chain, ChainError, LogReader, Range};

/// Requests under way at the same time.
const CONCURRENT: usize = 16;

/// The node, and the vaults that are asked about.
#[derive(Clone, Debug)]
pub(super) struct Node {
    chain: Chain,
    vaults: Vec<Address>,
}

/// Blocks read together.
#[derive(Debug)]
pub(super) struct Batch {
    /// Those with events, in order.
    pub(super) blocks: Vec<IndexedBlock>,
    /// The last block that was read, with events or without.
    pub(super) tip: Header,
}

/// Reads blocks with events, from front to back.
#[derive(Debug)]
pub(super) struct Reader {
    node: Node,
    logs: LogReader,
}

impl Node {
    pub(super) fn new(chain: Chain, vaults: Vec<Address>) -> Self {
        Self { chain, vaults }
    }

    /// The same node, asked about other vaults.
    pub(super) fn about(&self, vaults: Vec<Address>) -> Self {
        Self { chain: self.chain.clone(), vaults }
    }

    /// The header of a block; `None` if the node has no such block.
    pub(super) async fn header(
        &self,
        number: BlockNumberOrTag,
    ) -> Result<Option<Header>, ChainError> {
        let block = self.chain.provider().get_block_by_number(number).await?;
        Ok(block.map(|block| Header {
            number: block.header.number,
            hash: block.header.hash,
            parent: block.header.parent_hash,
            timestamp: block.header.timestamp,
        }))
    }

    /// The header of a block that must exist.
    pub(super) async fn known(&self, number: BlockNumberOrTag) -> Result<Header, ChainError> {
        self.header(number).await?.ok_or(ChainError::NoBlock(number))
    }

    /// Checks that `header` is still the chain's: what was read up to it is from one chain.
    pub(super) async fn require(&self, header: &Header) -> Result<(), IndexError> {
        let now = self.header(header.number.into()).await?;
        if now.is_some_and(|now| now.hash == header.hash) {
            Ok(())
        } else {
            Err(IndexError::Moved(header.number))
        }
    }

    /// The head of a treasury's audit chain that the vault stores at the end of block `number`.
    pub(super) async fn stored_head(
        &self,
        vault: Address,
        treasury: u64,
        number: u64,
    ) -> Result<B256, ChainError> {
        let slot = layout::audit_head_slot(treasury);
        let word = self.chain.provider().get_storage_at(vault, slot).number(number).await?;
        Ok(word.into())
    }

    /// A reader of the vaults' events in `range`.
    pub(super) fn read(&self, range: Range) -> Reader {
        let filter =
            Filter::new().address(self.vaults.clone()).event_signature(VaultEvent::topics());
        let logs = LogReader::new(self.chain.clone(), filter, range);
        Reader { node: self.clone(), logs }
    }
}

impl Reader {
    /// The next blocks; `None` after the last.
    ///
    /// # Errors
    /// [`IndexError::Moved`] if a log is of another block than the chain's, [`IndexError::Log`] if one
    /// does not decode, and [`ChainError`] if the node does not answer.
    pub(super) async fn next(&mut self) -> Result<Option<Batch>, IndexError> {
        let Some((to, logs)) = self.logs.next().await? else { return Ok(None) };
        let mut by_block: BTreeMap<u64, Vec<Log>> = BTreeMap::new();
        for log in logs {
            let number = log.block_number.ok_or(IndexError::Moved(to))?;
            by_block.entry(number).or_default().push(log);
        }
        let node = &self.node;
        let blocks = stream::iter(by_block)
            .map(async |(number, logs)| {
                let header = node.known(number.into()).await?;
                block(header, logs, &node.vaults)
            })
            .buffered(CONCURRENT)
            .try_collect::<Vec<_>>()
            .await?;
        let tip = match blocks.last() {
            Some(block) if block.number == to => block.header(),
            _ => node.known(to.into()).await?,
        };
        Ok(Some(Batch { blocks, tip }))
    }
}

/// Puts a block together from its header and its logs.
fn block(
    header: Header,
    mut logs: Vec<Log>,
    vaults: &[Address],
) -> Result<IndexedBlock, IndexError> {
    logs.sort_unstable_by_key(|log| log.log_index);
    let mut block = IndexedBlock::empty(header);
    block.events.reserve(logs.len());
    for log in logs {
        let place = (log.block_hash, log.transaction_hash, log.log_index, log.removed);
        let (Some(hash), Some(transaction), Some(log_index), false) = place else {
            return Err(IndexError::Moved(header.number));
        };
        if hash != header.hash {
            return Err(IndexError::Moved(header.number));
        }
        let altered = IndexError::Log { block: header.number, log_index };
        if !vaults.contains(&log.inner.address) {
            return Err(altered);
        }
        let event = VaultEvent::decode(log.inner.address, transaction, log_index, log.inner.data);
        block.events.push(event.map_err(|_| altered)?);
    }
    Ok(block)
}
