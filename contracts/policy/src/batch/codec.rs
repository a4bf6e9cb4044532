//! The one way to write a batch, which `settleBatch` takes.
//!
//! ```text
//! batch   = 0x01 table table base item*
//!         | 0x02 table table base grants approvals item*    if there are any, or items of style 3 to 5
//! table   = rows:varint address{rows}     the agents, then the vendors; strictly ascending
//! base    = varint                        the smallest valid_before of all items, 0 without any
//! grants  = rows:varint grant{rows}       strictly ascending by agent
//! grant   = agent:varint                  row of the key that is granted a session
//!           parent:byte{20}
//!           generation:varint             below 2^32
//!           payment_cap:varint budget:varint not_after:varint
//!           key key                       signed by the parent, and by the key of the session
//! approvals = rows:varint approval{rows}  in the order of their items
//! approval  = item:varint key             by an approver, of the item at this index, from 0
//! item    = payer:varint                  row of the agent, from 0, + style * number of agents
//!           vendor:varint                 row of the vendor, from 0
//!           value:varint                  token units
//!           valid_before - base:varint    seconds
//!           length:varint                 valid_before - valid_after, seconds; 0: valid_after is 0
//!           nonce signature
//! nonce   = byte{32}                      style 0 or 3: no sequenced nonce
//!         | step:varint                   style 1 or 4: sequenced, in the lane where the agent is
//!         | lane:varint step:varint       style 2 or 5: sequenced, in another lane
//! signature = key                         style 0 to 2
//!         | length:varint byte{length}    style 3 to 5: as the agent's code takes it
//! key     = r:byte{32} vs:byte{32}        vs: y's parity in the highest bit, s in the others
//!                                         (EIP-2098); s is the low one
//! varint  = unsigned LEB128 of at most 64 bits in its shortest form
//! ```
//!
//! Every agent begins in lane 0. Next in a lane is the sequence after the agent's last one; 0 where it
//! has just come. A step is 0 to the next, else 2n - 1 for n back and 2n for n ahead of it, modulo
//! 2^64: a count that goes on takes one byte, of zero, which costs a quarter of another byte's gas.
//!
//! Every row is used by an item. So items with a set of grants and a list of approvals have one encoding,
//! and whatever is no encoding of any is refused.

mod faults;
mod grants;
mod lanes;

use crate::{Authorization, Signature};
use alloc::vec;
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
pub use faults::{Malformed, Unencodable};
pub use grants::Grant;
use lanes::Lane;

/// Items alone, signed by keys.
const PLAIN: u8 = 1;
/// With grants, approvals, or signatures of any length.
const EXTENDED: u8 = 2;
/// Styles of a nonce: so many further on, the signature is bytes.
const NONCE_STYLES: usize = 3;
const ADDRESS_BYTES: usize = 20;
/// Bytes of an item whose five numbers take one byte each; and of one whose nonce is a sixth.
const ITEM_BYTES_MIN: usize = 5 + 3 * 32;
const SEQUENCED_BYTES_MIN: usize = 6 + 2 * 32;

/// What an item is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed<'a> {
    /// The agent's key.
    Key(Signature),
    /// Whatever the code at the agent's address takes for its signature (ERC-1271).
    Bytes(&'a [u8]),
}

impl From<Signature> for Signed<'_> {
    fn from(signature: Signature) -> Self {
        Self::Key(signature)
    }
}

/// An approver's signature of the authorization in an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The item's index.
    pub item: usize,
    /// Of the digest that the agent signed.
    pub signature: Signature,
}

/// One signed authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Who pays, and signed.
    pub agent: Address,
    /// Who is paid.
    pub vendor: Address,
    /// Token units.
    pub value: u64,
    /// Unix seconds, exclusive.
    pub valid_after: u64,
    /// Unix seconds, exclusive.
    pub valid_before: u64,
    /// Used once.
    pub nonce: B256,
    /// By the agent.
    pub signature: Signed<'a>,
}

impl Item<'_> {
    /// What the agent signed.
    pub fn authorization(&self) -> Authorization {
        Authorization {
            from: self.agent,
            to: self.vendor,
            value: U256::from(self.value),
            valid_after: U256::from(self.valid_after),
            valid_before: U256::from(self.valid_before),
            nonce: self.nonce,
        }
    }
}

/// One signed authorization, agent and vendor by their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Row of the agent.
    pub agent: usize,
    /// Row of the vendor.
    pub vendor: usize,
    /// Token units.
    pub value: u64,
    /// Unix seconds, exclusive.
    pub valid_after: u64,
    /// Unix seconds, exclusive.
    pub valid_before: u64,
    /// Used once.
    pub nonce: B256,
    /// By the agent.
    pub signature: Signed<'a>,
}

/// A batch as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch<'a> {
    agents: &'a [[u8; ADDRESS_BYTES]],
    vendors: &'a [[u8; ADDRESS_BYTES]],
    grants: Vec<(usize, Grant)>,
    approvals: Vec<Approval>,
    entries: Vec<Entry<'a>>,
}

impl<'a> Batch<'a> {
    /// The agents, strictly ascending.
    pub fn agents(&self) -> impl ExactSizeIterator<Item = Address> {
        self.agents.iter().map(Address::from)
    }

    /// The vendors, strictly ascending.
    pub fn vendors(&self) -> impl ExactSizeIterator<Item = Address> {
        self.vendors.iter().map(Address::from)
    }

    /// The grants of sessions, each behind the row of its key, ascending.
    pub fn grants(&self) -> &[(usize, Grant)] {
        &self.grants
    }

    /// The items, in their order.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// Approvals of the items, in the items' order.
    pub fn approvals(&self) -> &[Approval] {
        &self.approvals
    }

    /// The items with their agents and vendors, in their order.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Item<'a>> {
        self.entries.iter().map(|entry| self.item(entry))
    }

    /// An entry of this batch with its agent and vendor; those of an entry of another one may be
    /// zero.
    pub fn item(&self, entry: &Entry<'a>) -> Item<'a> {
        let Entry { agent, vendor, value, valid_after, valid_before, nonce, signature } = *entry;
        let of = |table: &[[u8; ADDRESS_BYTES]], row: usize| {
            table.get(row).map(Address::from).unwrap_or_default()
        };
        let (agent, vendor) = (of(self.agents, agent), of(self.vendors, vendor));
        Item { agent, vendor, value, valid_after, valid_before, nonce, signature }
    }
}

/// Reads a batch. Total on arbitrary bytes; allocates in proportion to their number.
///
/// # Errors
/// [`Malformed`] for whatever [`encode`] does not write.
pub fn decode(bytes: &[u8]) -> Result<Batch<'_>, Malformed> {
    let mut reader = Reader(bytes);
    let is_extended = match reader.array() {
        Ok(&[PLAIN]) => false,
        Ok(&[EXTENDED]) => true,
        _ => return Err(Malformed::Format),
    };
    let (agents, vendors) = (reader.table()?, reader.table()?);
    let base = reader.varint()?;
    let (mut grants, mut approvals) = (Vec::new(), Vec::new());
    if is_extended {
        (grants, approvals) = (reader.grants(agents)?, reader.approvals()?);
    }
    // By the first item's style. Where the others differ, it is too much, or grows.
    let is_sequenced = reader.0.first().is_some_and(|payer| usize::from(*payer) >= agents.len());
    let length = reader.0.len();
    let most = if is_sequenced { length / SEQUENCED_BYTES_MIN } else { length / ITEM_BYTES_MIN };
    let mut entries = Vec::with_capacity(most);
    let mut lanes = vec![Lane::default(); agents.len()];
    let (mut paying, mut paid) = (vec![false; agents.len()], vec![false; vendors.len()]);
    let mut least = u64::MAX;
    while !reader.0.is_empty() {
        let entry = reader.entry(base, &mut lanes, is_extended)?;
        *paying.get_mut(entry.agent).ok_or(Malformed::RowUnknown)? = true;
        *paid.get_mut(entry.vendor).ok_or(Malformed::RowUnknown)? = true;
        least = least.min(entry.valid_before);
        entries.push(entry);
    }
    if paying.contains(&false) || paid.contains(&false) {
        return Err(Malformed::RowUnused);
    }
    let expected = if entries.is_empty() { 0 } else { least };
    if base != expected {
        return Err(Malformed::Base);
    }
    if approvals.last().is_some_and(|last| last.item >= entries.len()) {
        return Err(Malformed::RowUnknown);
    }
    let is_bytes = |entry: &Entry<'_>| matches!(entry.signature, Signed::Bytes(_));
    let is_needed = !grants.is_empty() || !approvals.is_empty() || entries.iter().any(is_bytes);
    if is_extended && !is_needed {
        return Err(Malformed::Format);
    }
    Ok(Batch { agents, vendors, grants, approvals, entries })
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Malformed> {
        let (array, rest) = self.0.split_first_chunk().ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(array)
    }

    fn word(&mut self) -> Result<B256, Malformed> {
        self.array().copied().map(B256::new)
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let [byte] = *self.array()?;
        // Most numbers of an item are one byte, which the loop takes three times as long to read.
        if byte < 0x80 { Ok(byte.into()) } else { self.longer_varint(byte) }
    }

    /// A number of several bytes, of which `first` was the first.
    #[inline(never)]
    fn longer_varint(&mut self, first: u8) -> Result<u64, Malformed> {
        let mut value = u64::from(first & 0x7f);
        for shift in (7..u64::BITS).step_by(7) {
            let [byte] = *self.array()?;
            let bits = u64::from(byte & 0x7f);
            let placed = bits << shift;
            let is_last = byte < 0x80;
            // What is shifted out, and a last byte that adds nothing.
            if placed >> shift != bits || is_last && byte == 0 {
                return Err(Malformed::Number);
            }
            value |= placed;
            if is_last {
                return Ok(value);
            }
        }
        Err(Malformed::Number)
    }

    fn table(&mut self) -> Result<&'a [[u8; ADDRESS_BYTES]], Malformed> {
        let rows = usize::try_from(self.varint()?).ok();
        let length = rows.and_then(|rows| rows.checked_mul(ADDRESS_BYTES));
        let split = length.and_then(|length| self.0.split_at_checked(length));
        let (table, rest) = split.ok_or(Malformed::Truncated)?;
        self.0 = rest;
        let (table, _) = table.as_chunks();
        // As slices: two addresses differ in their first bytes, and `memcmp` is there anyway.
        if !table.is_sorted_by(|row, next| row.as_slice() < next.as_slice()) {
            return Err(Malformed::Unsorted);
        }
        Ok(table)
    }

    fn row(&mut self) -> Result<usize, Malformed> {
        // As wide as on the chain, so that what is wrong is called the same everywhere.
        let row = u32::try_from(self.varint()?).map_err(|_| Malformed::RowUnknown)?;
        Ok(row as usize)
    }

    #[cold]
    fn approvals(&mut self) -> Result<Vec<Approval>, Malformed> {
        let mut approvals: Vec<Approval> = Vec::new();
        for _ in 0..self.varint()? {
            let approval = Approval { item: self.row()?, signature: self.signature()? };
            if approvals.last().is_some_and(|last| approval.item < last.item) {
                return Err(Malformed::Unsorted);
            }
            approvals.push(approval);
        }
        Ok(approvals)
    }

    /// Reads an item; there is a lane for each agent.
    fn entry(
        &mut self,
        base: u64,
        lanes: &mut [Lane],
        is_extended: bool,
    ) -> Result<Entry<'a>, Malformed> {
        let (payer, vendor, value) = (self.row()?, self.row()?, self.varint()?);
        let valid_before = base.checked_add(self.varint()?).ok_or(Malformed::Time)?;
        let valid_after = match self.varint()? {
            0 => 0,
            length => match valid_before.checked_sub(length) {
                // A length that leaves nothing is written as 0.
                None | Some(0) => return Err(Malformed::Time),
                Some(valid_after) => valid_after,
            },
        };
        let (style, agent) = (payer.checked_div(lanes.len()), payer.checked_rem(lanes.len()));
        let (Some(style), Some(agent)) = (style, agent) else { return Err(Malformed::RowUnknown) };
        let lane = lanes.get_mut(agent).ok_or(Malformed::RowUnknown)?;
        let (nonce, signature) = match style.checked_sub(NONCE_STYLES) {
            Some(style) if is_extended => (lane.read(style, self)?, Signed::Bytes(self.bytes()?)),
            _ => (lane.read(style, self)?, Signed::Key(self.signature()?)),
        };
        Ok(Entry { agent, vendor, value, valid_after, valid_before, nonce, signature })
    }

    fn signature(&mut self) -> Result<Signature, Malformed> {
        Signature::from_compact(self.word()?, self.word()?).map_err(|_| Malformed::Signature)
    }

    #[cold]
    fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = usize::try_from(self.varint()?).ok();
        let split = length.and_then(|length| self.0.split_at_checked(length));
        let (bytes, rest) = split.ok_or(Malformed::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }
}

/// Writes `items`, in their order, without grants and approvals.
///
/// # Errors
/// As [`encode_with`].
pub fn encode(items: &[Item<'_>]) -> Result<Vec<u8>, Unencodable> {
    encode_with(items, &[], &[])
}

/// Writes `items`, in their order, `grants`, whose order does not matter, and approvals in the order of
/// their items.
///
/// # Errors
/// [`Unencodable`] with the index of the first item, grant or item of an approval that no batch can hold.
pub fn encode_with(
    items: &[Item<'_>],
    grants: &[Grant],
    approvals: &[Approval],
) -> Result<Vec<u8>, Unencodable> {
    let agents = table(items.iter().map(|item| item.agent));
    let vendors = table(items.iter().map(|item| item.vendor));
    let base = items.iter().map(|item| item.valid_before).min().unwrap_or(0);
    let is_bytes = |item: &Item<'_>| matches!(item.signature, Signed::Bytes(_));
    let is_extended = !grants.is_empty() || !approvals.is_empty() || items.iter().any(is_bytes);
    let mut bytes = vec![if is_extended { EXTENDED } else { PLAIN }];
    for table in [&agents, &vendors] {
        put_row(&mut bytes, table.len());
        bytes.extend(table.iter().flatten());
    }
    put_varint(&mut bytes, base);
    if is_extended {
        grants::put(&mut bytes, &agents, grants)?;
        put_approvals(&mut bytes, approvals, items.len())?;
    }
    let mut lanes = vec![Lane::default(); agents.len()];
    for (index, item) in items.iter().enumerate() {
        let agent = row_of(&agents, item.agent);
        let (style, nonce) = lanes.get_mut(agent).unwrap_or(&mut Lane::default()).write(item.nonce);
        let style = if is_bytes(item) { style.saturating_add(NONCE_STYLES) } else { style };
        put_row(&mut bytes, style.saturating_mul(agents.len()).saturating_add(agent));
        put_row(&mut bytes, row_of(&vendors, item.vendor));
        put_varint(&mut bytes, item.value);
        put_varint(&mut bytes, item.valid_before.saturating_sub(base));
        put_varint(&mut bytes, length(item).ok_or(Unencodable::NeverValid(index))?);
        bytes.extend(nonce);
        match &item.signature {
            Signed::Key(signature) => {
                put_signature(&mut bytes, signature).ok_or(Unencodable::Signature(index))?;
            }
            Signed::Bytes(signature) => {
                put_row(&mut bytes, signature.len());
                bytes.extend(*signature);
            }
        }
    }
    Ok(bytes)
}

fn put_approvals(
    bytes: &mut Vec<u8>,
    approvals: &[Approval],
    items: usize,
) -> Result<(), Unencodable> {
    put_row(bytes, approvals.len());
    let mut least = 0;
    for Approval { item, signature } in approvals {
        if !(least..items).contains(item) {
            return Err(Unencodable::Approval(*item));
        }
        put_row(bytes, *item);
        put_signature(bytes, signature).ok_or(Unencodable::Signature(*item))?;
        least = *item;
    }
    Ok(())
}

/// The distinct addresses, ascending.
fn table(addresses: impl Iterator<Item = Address>) -> Vec<Address> {
    let mut table: Vec<_> = addresses.collect();
    table.sort_unstable();
    table.dedup();
    table
}

/// Where an address stands that the table was made from.
fn row_of(table: &[Address], address: Address) -> usize {
    table.partition_point(|row| *row < address)
}

/// How long the item is valid, 0 for one that always was.
fn length(item: &Item<'_>) -> Option<u64> {
    match item.valid_after {
        0 => Some(0),
        after => item.valid_before.checked_sub(after).filter(|length| *length > 0),
    }
}

/// Writes a signature; `None` for one whose `s` is not the low one.
fn put_signature(bytes: &mut Vec<u8>, signature: &Signature) -> Option<()> {
    let Signature { r, s, .. } = *signature;
    Signature::new(0, r, s).ok()?;
    bytes.extend([r, signature.vs()].iter().flatten());
    Some(())
}

fn put_row(bytes: &mut Vec<u8>, row: usize) {
    put_varint(bytes, row as u64);
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests;
