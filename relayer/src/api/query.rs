//! What stands after the question mark. Every value here is plain: digits, letters and a dash.

use std::str::FromStr;

use alloy::primitives::Address;

use super::ApiError;
use crate::store::{PaymentCursor, PaymentFilter};
use crate::treasury_id::TreasuryId;

/// Payments on a page, if nothing is said.
const LIMIT: u32 = 100;
/// Payments on a page, at most.
const LIMIT_MAX: u32 = 1_000;

/// Which vault is asked about.
#[derive(Debug, Default)]
pub(super) struct VaultQuery {
    pub(super) vault: Option<Address>,
}

/// Which payments are asked for, and from where on.
#[derive(Debug)]
pub(super) struct PaymentsQuery {
    pub(super) filter: PaymentFilter,
    pub(super) after: Option<PaymentCursor>,
    pub(super) limit: u32,
}

/// Names and values; one without a value says nothing.
fn pairs(query: Option<&str>) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.unwrap_or_default().split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(_, value)| !value.is_empty())
}

fn read<T: FromStr>(name: &str, value: &str, form: &str) -> Result<T, ApiError> {
    value.parse().map_err(|_| ApiError::Invalid(format!("{name}={value} is not {form}")))
}

fn unknown(name: &str, known: &str) -> ApiError {
    ApiError::Invalid(format!("there is no parameter {name}; there are {known}"))
}

/// An address from a path.
pub(super) fn address(text: &str) -> Result<Address, ApiError> {
    text.parse().map_err(|_| ApiError::Invalid(format!("{text} is not an address")))
}

impl VaultQuery {
    pub(super) fn parse(query: Option<&str>) -> Result<Self, ApiError> {
        let mut parsed = Self::default();
        for (name, value) in pairs(query) {
            match name {
                "vault" => parsed.vault = Some(read(name, value, "an address")?),
                _ => return Err(unknown(name, "vault")),
            }
        }
        Ok(parsed)
    }
}

impl PaymentsQuery {
    pub(super) fn parse(query: Option<&str>) -> Result<Self, ApiError> {
        let mut filter = PaymentFilter::default();
        let (mut after, mut limit) = (None, LIMIT);
        for (name, value) in pairs(query) {
            match name {
                "vault" => filter.vault = Some(read(name, value, "an address")?),
                "agent" => filter.agent = Some(read(name, value, "an address")?),
                "vendor" => filter.vendor = Some(read(name, value, "an address")?),
                "treasury" => {
                    let id: TreasuryId = value.parse().map_err(ApiError::invalid)?;
                    filter.treasury = Some(id.0);
                }
                "nonce" => filter.nonce = Some(read(name, value, "32 bytes in hex")?),
                "from" => filter.from = Some(read(name, value, "a time in Unix seconds")?),
                "to" => filter.to = Some(read(name, value, "a time in Unix seconds")?),
                "after" => after = Some(value.parse().map_err(ApiError::invalid)?),
                "limit" => limit = read(name, value, "a number")?,
                _ => {
                    let known = "vault, treasury, agent, vendor, nonce, from, to, after and limit";
                    return Err(unknown(name, known));
                }
            }
        }
        if limit == 0 || limit > LIMIT_MAX {
            return Err(ApiError::Invalid(format!("limit must be 1 to {LIMIT_MAX}")));
        }
        Ok(Self { filter, after, limit })
    }
}
