//! Stretches of time as people write them: `day`, `week`, `month`, `3600s`.

use bursar_policy::{Period, PolicyFault, WindowMode};

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

/// Why a text is not a period or a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not one of the words, and not a number of seconds, minutes, hours or days.
    #[error(
        "'{0}' is not a period: write hour, day, week, month, or a number with a unit (s, min, h, d) such as 3600s"
    )]
    Word(String),
    /// Not a number with a unit.
    #[error(
        "'{0}' is not a length of time: write a number with a unit (s, min, h, d) such as 3600s"
    )]
    Length(String),
    /// Not one of the modes.
    #[error("'{0}' is not a window mode: write fixed, sliding or strict")]
    Mode(String),
    /// Sliding and strict windows need equal lengths.
    #[error("weeks and months have fixed windows only; for {0} windows use days, such as 7d")]
    FixedOnly(String),
    /// Refused by the policy's own rule.
    #[error(transparent)]
    Fault(#[from] PolicyFault),
}

/// Reads `3600s`, `90min`, `2h`, `7d` as seconds.
///
/// # Errors
/// [`PeriodError::Length`] for anything else, and for more than 2^32 - 1 seconds.
pub fn seconds(text: &str) -> Result<u32, PeriodError> {
    let malformed = || PeriodError::Length(text.to_owned());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = match unit {
        "s" => 1,
        "min" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        _ => return Err(malformed()),
    };
    number.parse::<u32>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(malformed)
}

/// A length of time in its largest whole unit, as [`seconds`] reads it.
pub fn length(seconds: u32) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min")];
    let whole = units.into_iter().find(|(unit, _)| seconds != 0 && seconds.is_multiple_of(*unit));
    let (unit, name) = whole.unwrap_or((1, "s"));
    format!("{}{name}", seconds.checked_div(unit).unwrap_or(seconds))
}

/// Reads a period (`hour`, `day`, `week`, `month`, `3600s`) and a window mode (`fixed`, `sliding`,
/// `strict`; fixed if there is none).
///
/// # Errors
/// - [`PeriodError::Word`], [`PeriodError::Mode`] for words that are none.
/// - [`PeriodError::FixedOnly`] for a sliding or strict week or month.
/// - [`PeriodError::Fault`] for a length that the policy refuses.
pub fn parse(word: &str, mode: Option<&str>) -> Result<Period, PeriodError> {
    let window = match mode {
        None | Some("fixed") => WindowMode::Fixed,
        Some("sliding") => WindowMode::Sliding,
        Some("strict") => WindowMode::Strict,
        Some(other) => return Err(PeriodError::Mode(other.to_owned())),
    };
    let length = match word {
        "week" | "month" if window != WindowMode::Fixed => {
            return Err(PeriodError::FixedOnly(mode.unwrap_or_default().to_owned()));
        }
        "week" => return Ok(Period::Week),
        "month" => return Ok(Period::Month),
        "hour" => HOUR,
        "day" => DAY,
        other => seconds(other).map_err(|_| PeriodError::Word(other.to_owned()))?,
    };
    let period = Period::Seconds { length, mode: window };
    period.validate()?;
    Ok(period)
}

/// The period's word and its mode's word; none where nothing is counted.
pub fn words(period: Period) -> Option<(String, &'static str)> {
    match period {
        Period::None => None,
        Period::Week => Some(("week".to_owned(), "fixed")),
        Period::Month => Some(("month".to_owned(), "fixed")),
        Period::Seconds { length, mode } => {
            let word = match length {
                HOUR => "hour".to_owned(),
                DAY => "day".to_owned(),
                length => format!("{length}s"),
            };
            let mode = match mode {
                WindowMode::Fixed => "fixed",
                WindowMode::Sliding => "sliding",
                WindowMode::Strict => "strict",
            };
            Some((word, mode))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_reads_every_word() {
        let of = |length, mode| Ok(Period::Seconds { length, mode });
        assert_eq!(parse("hour", None), of(3600, WindowMode::Fixed));
        assert_eq!(parse("day", Some("sliding")), of(86_400, WindowMode::Sliding));
        assert_eq!(parse("week", Some("fixed")), Ok(Period::Week));
        assert_eq!(parse("month", None), Ok(Period::Month));
        assert_eq!(parse("90min", Some("strict")), of(5400, WindowMode::Strict));
        assert_eq!(parse("7d", Some("strict")), of(604_800, WindowMode::Strict));
    }

    #[test]
    fn parse_refuses_when_it_is_no_period() {
        for word in ["", "daily", "7", "7m", "-1s", "1.5h", "s", "4294967296s", "99999999d"] {
            assert_eq!(parse(word, None), Err(PeriodError::Word(word.to_owned())), "{word}");
        }
        assert_eq!(parse("day", Some("rolling")), Err(PeriodError::Mode("rolling".into())));
        assert_eq!(parse("month", Some("sliding")), Err(PeriodError::FixedOnly("sliding".into())));
    }

    #[test]
    fn parse_refuses_when_the_policy_refuses_the_length() {
        assert_eq!(parse("0s", None), Err(PeriodError::Fault(PolicyFault::PeriodLength)));
        assert_eq!(parse("67108864s", None), Err(PeriodError::Fault(PolicyFault::PeriodLength)));
        assert!(parse("67108863s", None).is_ok());
    }

    #[test]
    fn length_is_read_back_by_seconds() {
        for (number, text) in
            [(0, "0s"), (59, "59s"), (60, "1min"), (5_400, "90min"), (7_200, "2h"), (DAY, "1d")]
        {
            assert_eq!((length(number).as_str(), seconds(text)), (text, Ok(number)));
        }
    }

    #[test]
    fn words_are_read_back_to_the_same_period() {
        for (word, mode) in [
            ("hour", "fixed"),
            ("day", "strict"),
            ("week", "fixed"),
            ("month", "fixed"),
            ("77s", "sliding"),
        ] {
            let period = parse(word, Some(mode)).unwrap();
            assert_eq!(words(period), Some((word.to_owned(), mode)));
        }
        assert_eq!(words(Period::None), None);
    }
}
