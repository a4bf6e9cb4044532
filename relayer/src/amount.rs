//! Amounts as people write them and as the vault counts them.
//!
//! One rule everywhere: `12.5` is a decimal number of tokens, `12500000u` is a number of the token's
//! smallest units. Anything else, and more fraction digits than the token has, is refused.

use std::fmt;

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Neither `12.5` nor `12500000u`.
    #[error("'{0}' is not an amount: write tokens as 12.5, or smallest units as 12500000u")]
    Malformed(String),
    /// The token cannot divide itself this far.
    #[error("'{text}' has {digits} digits after the point, the token has {decimals}")]
    TooPrecise {
        /// What was written.
        text: String,
        /// Its digits after the point.
        digits: usize,
        /// The token's.
        decimals: u8,
    },
    /// Over `u64::MAX` smallest units.
    #[error("'{0}' is more than a vault can count (2^64 - 1 smallest units)")]
    TooLarge(String),
}

/// Reads `12.5` or `12500000u` as a number of smallest units of a token with `decimals` decimals.
///
/// # Errors
/// - [`AmountError::Malformed`] for anything that is neither form.
/// - [`AmountError::TooPrecise`] if there are more than `decimals` digits after the point.
/// - [`AmountError::TooLarge`] if the result is over `u64::MAX`.
pub fn parse(text: &str, decimals: u8) -> Result<u64, AmountError> {
    let malformed = || AmountError::Malformed(text.to_owned());
    let too_large = || AmountError::TooLarge(text.to_owned());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(units) = text.strip_suffix('u') {
        return if is_number(units) {
            units.parse().map_err(|_| too_large())
        } else {
            Err(malformed())
        };
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if is_number(fraction) => (whole, fraction),
        Some(_) => return Err(malformed()),
        None => (text, ""),
    };
    if !is_number(whole) {
        return Err(malformed());
    }
    if fraction.len() > usize::from(decimals) {
        let text = text.to_owned();
        return Err(AmountError::TooPrecise { text, digits: fraction.len(), decimals });
    }
    let digits = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
    digits.parse().map_err(|_| too_large())
}

/// Writes smallest units as a decimal number with at least two digits after the point, where the
/// token has that many, and no further zeros: `12.50`, `0.000001`.
pub fn decimal(units: u64, decimals: u8) -> String {
    let width = usize::from(decimals);
    let digits = format!("{units:0>least$}", least = width.saturating_add(1));
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(width));
    let kept = fraction.trim_end_matches('0').len().max(width.min(2));
    match fraction.get(..kept) {
        Some(fraction) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => whole.to_owned(),
    }
}

/// How a token is counted and called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Digits after the point.
    pub decimals: u8,
    /// Printable, at most 16 characters.
    pub symbol: String,
}

impl Unit {
    /// Reads an amount of this token; see [`parse`].
    ///
    /// # Errors
    /// Those of [`parse`].
    pub fn parse(&self, text: &str) -> Result<u64, AmountError> {
        parse(text, self.decimals)
    }

    /// Both forms of an amount: `12.50 USDC (12500000)`.
    pub fn show(&self, units: u64) -> impl fmt::Display {
        format!("{} {} ({units})", decimal(units, self.decimals), self.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_reads_tokens_and_smallest_units() {
        for (text, units) in [
            ("12.5", 12_500_000),
            ("12", 12_000_000),
            ("0.000001", 1),
            ("0", 0),
            ("007.10", 7_100_000),
            ("12500000u", 12_500_000),
            ("18446744073709.551615", u64::MAX),
        ] {
            assert_eq!(parse(text, 6), Ok(units), "{text}");
        }
    }

    #[test]
    fn parse_refuses_when_neither_form_is_clear() {
        for text in
            ["", "u", ".5", "5.", "-1", "+1", "1e6", "1_000", "1,5", "1.5u", " 1", "0x10", "1.2.3"]
        {
            assert_eq!(parse(text, 6), Err(AmountError::Malformed(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn parse_refuses_when_the_token_has_fewer_digits() {
        let refused = AmountError::TooPrecise { text: "0.0000010".into(), digits: 7, decimals: 6 };
        assert_eq!(parse("0.0000010", 6), Err(refused));
        assert_eq!(
            parse("1.0", 0).map_err(|error| error.to_string()),
            Err("'1.0' has 1 digits after the point, the token has 0".into())
        );
    }

    #[test]
    fn parse_refuses_when_the_vault_cannot_count_it() {
        for text in ["18446744073709.551616", "18446744073709551616u", "99999999999999999999"] {
            assert_eq!(parse(text, 6), Err(AmountError::TooLarge(text.to_owned())));
        }
    }

    #[test]
    fn decimal_is_read_back_to_the_same_units() {
        for units in [0, 1, 10, 99, 100, 12_500_000, 123_456_789, u64::MAX] {
            for decimals in 0..=9 {
                assert_eq!(parse(&decimal(units, decimals), decimals), Ok(units));
            }
        }
    }

    #[test]
    fn show_gives_both_forms() {
        let usdc = Unit { decimals: 6, symbol: "USDC".into() };
        assert_eq!(usdc.show(12_500_000).to_string(), "12.50 USDC (12500000)");
        assert_eq!(usdc.show(1).to_string(), "0.000001 USDC (1)");
        let whole = Unit { decimals: 0, symbol: "TIX".into() };
        assert_eq!(whole.show(7).to_string(), "7 TIX (7)");
    }
}
