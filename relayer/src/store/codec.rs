//! Between Rust's types and SQLite's.

use alloy::primitives::{Address, B256, LogData};
use bursar_policy::Signature;

use super::StoreError;
use crate::payment::PaymentSignature;

/// SQLite's integers have a sign; the bits are kept.
pub(super) const fn to_sql(number: u64) -> i64 {
    number.cast_signed()
}

/// The number whose bits these are.
pub(super) const fn from_sql(number: i64) -> u64 {
    number.cast_unsigned()
}

pub(super) fn hash(bytes: &[u8]) -> Result<B256, StoreError> {
    B256::try_from(bytes).map_err(|_| StoreError::Corrupt("a hash"))
}

pub(super) fn address(bytes: &[u8]) -> Result<Address, StoreError> {
    Address::try_from(bytes).map_err(|_| StoreError::Corrupt("an address"))
}

/// The 65 bytes r, s, v, as [`signature`] reads them.
pub(super) fn signature_bytes(signature: &Signature) -> Vec<u8> {
    PaymentSignature::from(*signature).to_bytes().into()
}

pub(super) fn signature(bytes: &[u8]) -> Result<Signature, StoreError> {
    Signature::from_bytes(bytes).map_err(|_| StoreError::Corrupt("a signature"))
}

/// All topics, one after the other.
pub(super) fn topics(log: &LogData) -> Vec<u8> {
    log.topics().concat()
}

pub(super) fn log(topics: &[u8], data: Vec<u8>) -> Result<LogData, StoreError> {
    let topics = topics.chunks(32).map(hash).collect::<Result<_, _>>()?;
    LogData::new(topics, data.into()).ok_or(StoreError::Corrupt("a log"))
}
