//! Treasury ids as people and programs write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names a treasury of a vault. Written `0x0123456789abcdef`, read in that form and in decimal; in
/// JSON a string, since 64 bits do not fit a JavaScript number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreasuryId(pub u64);

/// A text is no treasury id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a treasury id: write it as `bursar treasury create` prints it, such as 0x0123456789abcdef"
)]
pub struct TreasuryIdError(String);

impl FromStr for TreasuryId {
    type Err = TreasuryIdError;

    fn from_str(text: &str) -> Result<Self, TreasuryIdError> {
        let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |hex| (hex, 16));
        // The standard parser would take a sign.
        let id = digits
            .chars()
            .all(|digit| digit.is_digit(radix))
            .then(|| u64::from_str_radix(digits, radix).ok());
        id.flatten().map(Self).ok_or_else(|| TreasuryIdError(text.to_owned()))
    }
}

impl fmt::Display for TreasuryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#018x}", self.0)
    }
}

impl Serialize for TreasuryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TreasuryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_str_reads_both_forms_of_the_same_id() {
        let id = TreasuryId(0x0123_4567_89ab_cdef);
        assert_eq!("0x0123456789abcdef".parse(), Ok(id));
        assert_eq!("81985529216486895".parse(), Ok(id));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(TreasuryId(1).to_string(), "0x0000000000000001");
    }

    #[test]
    fn from_str_refuses_what_is_no_number_of_64_bits() {
        for text in ["", "0x", "+1", "-1", "0x1_0", "0x10000000000000000", "abc", " 1"] {
            assert!(text.parse::<TreasuryId>().is_err(), "{text}");
        }
    }
}
