//! Many authorizations in one transaction: how they are written down, and what becomes of each.

mod codec;
mod verdict;

pub use codec::{Batch, Entry, Item, Malformed, Unencodable, decode, encode};
pub use verdict::Verdict;
