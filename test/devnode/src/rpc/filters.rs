//! Filters that a client polls.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use alloy::{
    eips::BlockId,
    primitives::{B256, U64},
    rpc::types::Filter,
};

use super::{
    Params, RpcError, Server,
    methods::{Answer, json},
};

/// Filters by id. Forgotten only when uninstalled, or all together when there are too many.
#[derive(Debug, Default)]
pub(super) struct Filters(Mutex<Installed>);

/// Filters kept at once; the oldest goes when another comes.
const LIMIT: usize = 10_000;

#[derive(Debug, Default)]
struct Installed {
    last: u64,
    by_id: BTreeMap<u64, Installation>,
}

#[derive(Clone, Debug)]
struct Installation {
    /// First block not told yet.
    next: u64,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Blocks,
    Logs(Box<Filter>),
}

impl Filters {
    fn lock(&self) -> MutexGuard<'_, Installed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn install(&self, next: u64, kind: Kind) -> Answer {
        let mut installed = self.lock();
        if installed.by_id.len() >= LIMIT {
            installed.by_id.pop_first();
        }
        installed.last = installed.last.saturating_add(1);
        let id = installed.last;
        installed.by_id.insert(id, Installation { next, kind });
        json(U64::from(id))
    }
}

impl Server {
    pub(super) fn new_filter(&self, params: &Params) -> Answer {
        let filter: Filter = params.required(0)?;
        let next = self.chain.tip().saturating_add(1);
        self.filters.install(next, Kind::Logs(Box::new(filter)))
    }

    pub(super) fn new_block_filter(&self) -> Answer {
        self.filters.install(self.chain.tip().saturating_add(1), Kind::Blocks)
    }

    pub(super) fn uninstall_filter(&self, params: &Params) -> Answer {
        let id: U64 = params.required(0)?;
        json(self.filters.lock().by_id.remove(&id.to()).is_some())
    }

    /// What is new since the last time.
    pub(super) fn filter_changes(&self, params: &Params) -> Answer {
        let id: U64 = params.required(0)?;
        let tip = self.chain.tip();
        let Installation { next, kind } = {
            let mut installed = self.filters.lock();
            let filter = installed.by_id.get_mut(&id.to()).ok_or_else(unknown)?;
            let found = filter.clone();
            filter.next = tip.saturating_add(1);
            found
        };
        match kind {
            Kind::Blocks => {
                let blocks =
                    (next..=tip).filter_map(|number| self.chain.block(BlockId::from(number)));
                json(blocks.map(|block| block.header.hash()).collect::<Vec<B256>>())
            }
            // The range of a filter bounds what it tells; what is new bounds it further.
            Kind::Logs(filter) => {
                let bound = |from: u64, to: u64| filter.clone().from_block(from).to_block(to);
                let (first, last) = filter.extract_block_range();
                let (from, to) = (first.unwrap_or(0).max(next), last.unwrap_or(tip).min(tip));
                if from > to {
                    return json(Vec::<B256>::new());
                }
                json(self.chain.logs(&bound(from, to))?)
            }
        }
    }

    /// All that a filter of logs asks for.
    pub(super) fn filter_logs(&self, params: &Params) -> Answer {
        let id: U64 = params.required(0)?;
        let found = self.filters.lock().by_id.get(&id.to()).cloned().ok_or_else(unknown)?;
        match found.kind {
            Kind::Logs(filter) => json(self.chain.logs(&filter)?),
            Kind::Blocks => Err(RpcError::server("the filter is not one of logs")),
        }
    }
}

fn unknown() -> RpcError {
    RpcError::server("filter not found")
}
