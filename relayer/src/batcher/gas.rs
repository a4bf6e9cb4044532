//! Gas limits beside those of [`bursar_policy::batch::gas`]. By formula: an estimate of a batch would
//! run it a dozen times, and could be made too small by what changes until it lands.

use super::node::Head;

/// Gas limit of one payment in a plain token: twice the dearest transfer of USDC that we measured, the
/// first to a vendor (102,888), rounded.
pub(super) const TRANSFER: u64 = 206_000;

/// Gas limit of a transaction that does nothing: it costs 21,000.
pub(super) const FILLER: u64 = 21_000;

/// Units in which Arbitrum counts the bytes that it posts to L1.
const L1_UNITS_PER_BYTE: u64 = 16;

/// Bytes of a signed transaction beside its calldata, generously.
const ENVELOPE_BYTES: u64 = 200;

/// Arbitrum holds gas for the transaction's place on L1, by its compressed size and a price that
/// moves. Signatures and nonces do not compress: this allows for the plain size, and a price that
/// rises by a quarter.
pub(super) fn l1(head: &Head, calldata_bytes: usize) -> u64 {
    let bytes = u64::try_from(calldata_bytes).unwrap_or(u64::MAX).saturating_add(ENVELOPE_BYTES);
    let wei = bytes.saturating_mul(L1_UNITS_PER_BYTE).saturating_mul(head.l1_price);
    let gas = wei.checked_div(head.base_fee).unwrap_or_default();
    gas.saturating_add(gas / 4)
}
