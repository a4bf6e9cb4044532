//! Policy files: the limits of one agent as people write them, in TOML.
//!
//! `examples/policy.toml` shows every key. A file states the token's decimals, so that a file written
//! for another token is refused instead of being a thousand times too generous; unknown keys are
//! refused, so that a limit that is spelt wrongly is not a limit that is missing.

use alloy::primitives::U256;
use bursar_policy::{Breaker, Limit, Policy, PolicyFault, Schedule, Validity, VendorMode};
use jiff::Timestamp;
use serde::Deserialize;
use toml::value::Datetime;

use crate::amount::{self, AmountError, Unit};
use crate::period::{self, PeriodError};
use crate::schedule::{self, ScheduleError};

/// Why a text is not a policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyFileError {
    /// Not TOML, or a key that is missing, unknown or of the wrong type.
    #[error("not a policy file")]
    Format(#[from] toml::de::Error),
    /// Written for another token.
    #[error(
        "the file is written for a token of {stated} decimals, this vault's has {actual}: check every amount, then correct `decimals`"
    )]
    Decimals {
        /// What the file says.
        stated: u8,
        /// What the vault's token says.
        actual: u8,
    },
    /// A text that is not an amount.
    #[error("{key}")]
    Amount {
        /// Where it stands.
        key: &'static str,
        /// What is wrong with it.
        source: AmountError,
    },
    /// An amount in smallest units: a file says tokens.
    #[error("{0}: a policy file gives amounts in tokens, such as \"25.00\"")]
    SmallestUnits(&'static str),
    /// A period or mode that is none.
    #[error("period")]
    Period(#[from] PeriodError),
    /// A key that means nothing without another.
    #[error("{key} needs {missing}")]
    Needs {
        /// The key that is there.
        key: &'static str,
        /// The key that is not.
        missing: &'static str,
    },
    /// A time without an offset.
    #[error(
        "{key}: '{text}' is not a moment: write it with its offset, such as 2026-01-31T00:00:00Z"
    )]
    Time {
        /// Where it stands.
        key: &'static str,
        /// What was written.
        text: String,
    },
    /// Hours that are none.
    #[error("schedule")]
    Schedule(#[from] ScheduleError),
    /// Refused by the policy's own rules.
    #[error(transparent)]
    Fault(#[from] PolicyFault),
}

/// The keys of a policy file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    decimals: u8,
    vendors: Vendors,
    payment_cap: String,
    period: Option<String>,
    mode: Option<String>,
    period_cap: Option<String>,
    count_cap: Option<u32>,
    budget: Option<String>,
    not_before: Option<Datetime>,
    not_after: Option<Datetime>,
    schedule: Option<Vec<String>>,
    nonce_bits: Option<u8>,
    approval_threshold: Option<String>,
    contract_payer: Option<bool>,
    delegation_depth: Option<u8>,
    breaker: Option<BreakerKeys>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct BreakerKeys {
    denials: u8,
    within: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Vendors {
    Own,
    Shared,
    Any,
}

/// Words that remember nonces where a file does not say: 16 words serve an occasional payer.
const NONCE_BITS: u8 = 4;

/// Reads a policy file for a token with `decimals` decimals.
///
/// # Errors
/// The first [`PolicyFileError`] met.
pub fn parse(text: &str, decimals: u8) -> Result<Policy, PolicyFileError> {
    let file: File = toml::from_str(text)?;
    if file.decimals != decimals {
        return Err(PolicyFileError::Decimals { stated: file.decimals, actual: decimals });
    }
    let policy = Policy {
        payment_cap: file.amount("payment-cap", &file.payment_cap)?,
        per_period: file.per_period()?,
        vendors: match file.vendors {
            Vendors::Own => VendorMode::Own,
            Vendors::Shared => VendorMode::Shared,
            Vendors::Any => VendorMode::Any,
        },
        nonce_bits: file.nonce_bits.unwrap_or(NONCE_BITS),
        count_cap: file.count_cap,
        budget: file.budget.as_ref().map(|text| file.amount("budget", text)).transpose()?,
        validity: file.validity()?,
        schedule: file.schedule.as_deref().map(hours).transpose()?,
        approval_threshold: file
            .approval_threshold
            .as_ref()
            .map(|text| file.amount("approval-threshold", text))
            .transpose()?,
        contract_payer: file.contract_payer.unwrap_or_default(),
        delegation_depth: file.delegation_depth,
        breaker: file.breaker.as_ref().map(BreakerKeys::read).transpose()?,
    };
    policy.validate()?;
    Ok(policy)
}

impl File {
    fn amount(&self, key: &'static str, text: &str) -> Result<u64, PolicyFileError> {
        if text.ends_with('u') {
            return Err(PolicyFileError::SmallestUnits(key));
        }
        amount::parse(text, self.decimals).map_err(|source| PolicyFileError::Amount { key, source })
    }

    fn per_period(&self) -> Result<Option<Limit>, PolicyFileError> {
        let needs = |key, missing| Err(PolicyFileError::Needs { key, missing });
        match (&self.period, &self.period_cap) {
            (Some(word), Some(cap)) => Ok(Some(Limit {
                cap: self.amount("period-cap", cap)?,
                period: period::parse(word, self.mode.as_deref())?,
            })),
            (Some(_), None) => needs("period", "period-cap"),
            (None, Some(_)) => needs("period-cap", "period"),
            (None, None) if self.mode.is_some() => needs("mode", "period"),
            (None, None) if self.count_cap.is_some() => needs("count-cap", "period"),
            (None, None) => Ok(None),
        }
    }

    fn validity(&self) -> Result<Option<Validity>, PolicyFileError> {
        match (&self.not_before, &self.not_after) {
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(PolicyFileError::Needs { key: "not-before", missing: "not-after" })
            }
            (begin, Some(end)) => Ok(Some(Validity {
                not_before: begin.as_ref().map_or(Ok(0), |time| moment("not-before", time))?,
                not_after: moment("not-after", end)?,
            })),
        }
    }
}

impl BreakerKeys {
    fn read(&self) -> Result<Breaker, PolicyFileError> {
        Ok(Breaker { count: self.denials, window: period::seconds(&self.within)? })
    }
}

/// A TOML time with an offset as Unix seconds.
fn moment(key: &'static str, time: &Datetime) -> Result<u64, PolicyFileError> {
    let text = time.to_string();
    let seconds = text.parse::<Timestamp>().ok().map(Timestamp::as_second);
    seconds
        .and_then(|seconds| u64::try_from(seconds).ok())
        .ok_or(PolicyFileError::Time { key, text })
}

fn hours(stretches: &[String]) -> Result<Schedule, PolicyFileError> {
    let mask: U256 = schedule::parse(stretches)?;
    Ok(Schedule::new(mask)?)
}

/// A policy in words, one limit a line, amounts in both forms: what people are asked to agree to.
pub fn describe(policy: &Policy, unit: &Unit) -> Vec<(&'static str, String)> {
    let mut lines = vec![("largest payment", unit.show(policy.payment_cap).to_string())];
    if let Some(limit) = policy.per_period {
        lines.push(("most per period", describe_limit(&limit, unit)));
    }
    if let Some(count) = policy.count_cap {
        lines.push(("payments per period", count.to_string()));
    }
    if let Some(budget) = policy.budget {
        lines.push(("most over all time", unit.show(budget).to_string()));
    }
    if let Some(validity) = policy.validity {
        lines.push(("accepted from", time(validity.not_before)));
        lines.push(("accepted until", time(validity.not_after)));
    }
    if let Some(schedule) = policy.schedule {
        lines.push(("hours (UTC)", schedule::words(schedule.mask()).join("; ")));
    }
    let vendors = match policy.vendors {
        VendorMode::Own => "the agent's own list",
        VendorMode::Shared => "the treasury's shared list",
        VendorMode::Any => "anyone",
    };
    lines.push(("vendors", vendors.to_owned()));
    if let Some(threshold) = policy.approval_threshold {
        lines.push(("most without approvals", unit.show(threshold).to_string()));
    }
    if policy.contract_payer {
        lines.push(("signed by", "the agent's own code (ERC-1271)".to_owned()));
    }
    if let Some(depth) = policy.delegation_depth {
        lines.push(("may delegate, generations", depth.to_string()));
    }
    if let Some(Breaker { count, window }) = policy.breaker {
        let within = period::length(window);
        lines.push(("breaker", format!("{count} recorded denials within {within} freeze it")));
    }
    lines.push(("nonce bits", policy.nonce_bits.to_string()));
    lines
}

/// A cap per period in words: `100.00 USDC (100000000) per day, sliding`.
pub fn describe_limit(limit: &Limit, unit: &Unit) -> String {
    match period::words(limit.period) {
        Some((period, mode)) => format!("{} per {period}, {mode}", unit.show(limit.cap)),
        None => unit.show(limit.cap).to_string(),
    }
}

/// Unix seconds as people read them: `2026-01-31T00:00:00Z`; the number where the calendar ends.
pub fn time(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok());
    moment.map_or_else(|| seconds.to_string(), |moment| moment.to_string())
}

#[cfg(test)]
mod tests;
