//! The audit chain: every change of a treasury is a log, and every log extends the chain.

use alloc::vec::Vec;

use alloy_primitives::{B256, FixedBytesSliceExt as _};
use alloy_sol_types::{SolEvent, TopicList, abi::token::WordToken};
use bursar_abi::{ENTRY_TOPICS, IVault};
use bursar_policy::{audit, layout, limbs};
use stylus_sdk::stylus_core::Host;

use crate::{Vault, codec};

/// A log, encoded: topics first, as the host takes it.
pub(crate) struct Log {
    topics: [B256; 4],
    count: usize,
    bytes: Vec<u8>,
    /// Where in `bytes` the topics end and the data begins.
    data_at: usize,
}

impl Log {
    pub(crate) fn of<E: SolEvent>(event: &E) -> Self {
        let mut topics = [WordToken(B256::ZERO); 4];
        // Fails only where there are fewer places than topics, and no event has more than four.
        let _ = event.encode_topics_raw(&mut topics);
        let data = codec::encode(&[], &event.tokenize_body());
        Self::new(&topics, <E::TopicList as TopicList>::COUNT, &data)
    }

    // Apart from `of`, so that the programs hold it once and not once per event.
    #[inline(never)]
    fn new(topics: &[WordToken; 4], count: usize, data: &[u8]) -> Self {
        let topics = topics.map(|token| token.0);
        let data_at = count.saturating_mul(32);
        let prefix = topics.as_flattened().get(..data_at).unwrap_or_default();
        Self { topics, count, bytes: codec::join(prefix, data), data_at }
    }

    pub(crate) fn emit(&self, host: &impl Host) {
        host.emit_log(&self.bytes, self.count);
    }

    /// The hash of the audit entry that this log is.
    fn entry_hash(&self, timestamp: u64) -> B256 {
        let topics = self.topics.get(..self.count).unwrap_or_default();
        let data = self.bytes.get(self.data_at..).unwrap_or_default();
        audit::entry_hash(timestamp, topics, data)
    }
}

/// Logs an event of a batch by its words; returns the hash of the audit entry that it is. Takes no
/// memory: there may be hundreds in a call, and the programs' allocator never frees.
pub(crate) fn log_entry<H: Host>(vault: &Vault<'_, H>, words: &[B256], now: u64) -> B256 {
    let (topics, data) = words.split_at_checked(ENTRY_TOPICS).unwrap_or((words, &[]));
    vault.host().emit_log(words.as_flattened(), topics.len());
    audit::entry_hash(now, topics, data.as_flattened())
}

/// The end of one treasury's chain during a call: what is recorded extends it, and `close` writes
/// it down.
///
/// Sequence numbers are log order, so an entry is logged at the moment it is recorded.
#[must_use = "a journal that is not closed leaves entries out of the chain"]
pub(crate) struct Journal {
    treasury: u64,
    first: u64,
    count: u32,
    head: B256,
}

impl Journal {
    /// The chain of a treasury that has `entries` entries.
    pub(crate) fn open<H: Host>(vault: &Vault<'_, H>, treasury: u64, entries: u64) -> Self {
        let head = vault.load(layout::audit_head_slot(treasury)).into();
        Self { treasury, first: entries, count: 0, head }
    }

    /// The chain of a treasury that is being created.
    pub(crate) fn begin<H: Host>(vault: &Vault<'_, H>, treasury: u64) -> Self {
        let head = audit::genesis(vault.chain_id(), vault.address(), treasury);
        Self { treasury, first: 0, count: 0, head }
    }

    /// Logs `event` and makes it the next entry.
    pub(crate) fn record<H: Host>(&mut self, vault: &Vault<'_, H>, event: &impl SolEvent) {
        self.append(vault, &Log::of(event));
    }

    /// Logs a payment and makes it the next entry.
    pub(crate) fn pay<H: Host>(&mut self, vault: &Vault<'_, H>, payment: &IVault::PaymentSettled) {
        self.extend(log_entry(vault, &payment.words(), vault.now()));
    }

    // Apart from `record`, so that the programs hold it once and not once per event.
    fn append<H: Host>(&mut self, vault: &Vault<'_, H>, log: &Log) {
        log.emit(vault.host());
        self.extend(log.entry_hash(vault.now()));
    }

    fn extend(&mut self, entry: B256) {
        self.head = audit::extend(self.head, entry);
        // A call records a handful of entries: nowhere near the width.
        self.count = self.count.saturating_add(1);
    }

    /// Stores the head and logs it, unless more of the same call follows; returns how many entries
    /// the treasury has now.
    #[must_use = "the number of entries belongs into the treasury's state word"]
    pub(crate) fn close<H: Host>(self, vault: &Vault<'_, H>) -> u64 {
        let Self { treasury, first, count, head } = self;
        vault.store(layout::audit_head_slot(treasury), limbs::from_bytes(&head));
        if vault.batch().is_none() {
            vault.log(&IVault::AuditHead { treasury, firstSeq: first, count, head });
        }
        // 2^64 entries are more than any chain will ever hold.
        first.saturating_add(u64::from(count))
    }
}
