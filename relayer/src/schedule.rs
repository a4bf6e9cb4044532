//! Hours of the week as people write them: `mon-fri 09-17`, `sat 10-12`; UTC, the end excluded.

use alloy::primitives::U256;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const HOURS: usize = 24;

/// Why a text is no stretch of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{text}' is not a stretch of the week ({problem}): write days and UTC hours such as 'mon-fri 09-17' or 'sat,sun 00-24'"
)]
pub struct ScheduleError {
    text: String,
    problem: &'static str,
}

/// Reads stretches of the week into a mask: bit h is hour h, Monday 00:00 UTC first.
///
/// # Errors
/// [`ScheduleError`] for the first text that is none.
pub fn parse<S: AsRef<str>>(stretches: &[S]) -> Result<U256, ScheduleError> {
    let mut mask = U256::ZERO;
    for stretch in stretches {
        let text = stretch.as_ref();
        let fail = |problem| ScheduleError { text: text.to_owned(), problem };
        let (days, hours) =
            text.split_once(' ').ok_or_else(|| fail("days and hours are two words"))?;
        let (from, to) = hours_of(hours)
            .ok_or_else(|| fail("hours go from 00 to 24, the first before the second"))?;
        for day in days_of(days).ok_or_else(|| fail("days are mon tue wed thu fri sat sun"))? {
            for hour in from..to {
                mask.set_bit(bit(day, hour), true);
            }
        }
    }
    Ok(mask)
}

/// `09-17` as 9 and 17. A night is two stretches, so that nobody has to guess whose night it is.
fn hours_of(text: &str) -> Option<(usize, usize)> {
    let hour = |text: &str| (text.len() == 2).then(|| text.parse::<usize>().ok()).flatten();
    let (from, to) = text.split_once('-')?;
    let (from, to) = (hour(from)?, hour(to)?);
    (from < to && to <= HOURS).then_some((from, to))
}

/// `mon`, `mon-fri`, `sat,sun` or `fri-mon` (over the end of the week) as numbers of days.
fn days_of(text: &str) -> Option<Vec<usize>> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    let mut days = Vec::new();
    for part in text.split(',') {
        let (from, to) = match part.split_once('-') {
            Some((from, to)) => (day(from)?, day(to)?),
            None => (day(part)?, day(part)?),
        };
        if from <= to {
            days.extend(from..=to);
        } else {
            days.extend((from..DAYS.len()).chain(0..=to));
        }
    }
    Some(days)
}

/// Writes a mask as stretches of the week; days in a row with the same hours share one.
pub fn words(mask: U256) -> Vec<String> {
    let week: Vec<_> =
        DAYS.iter().enumerate().map(|(day, name)| (name, open_hours(mask, day))).collect();
    let mut stretches = Vec::new();
    for days in week.chunk_by(|(_, hours), (_, next)| hours == next) {
        let [(first, hours), ..] = days else { continue };
        let days = match days {
            [.., (last, _)] if last != first => format!("{first}-{last}"),
            _ => (*first).to_string(),
        };
        for open in hours.chunk_by(|hour, next| hour.abs_diff(*next) == 1) {
            if let (Some(from), Some(last)) = (open.first(), open.last()) {
                stretches.push(format!("{days} {from:02}-{:02}", last.saturating_add(1)));
            }
        }
    }
    stretches
}

/// The hours of one day that are open.
fn open_hours(mask: U256, day: usize) -> Vec<usize> {
    (0..HOURS).filter(|hour| mask.bit(bit(day, *hour))).collect()
}

/// Which bit an hour of the week is.
const fn bit(day: usize, hour: usize) -> usize {
    day.saturating_mul(HOURS).saturating_add(hour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bursar_policy::Schedule;

    #[test]
    fn parse_opens_exactly_the_hours_written() {
        let mask = parse(&["mon-fri 09-17", "sat 10-12"]).unwrap();
        assert_eq!(mask.count_ones(), 5 * 8 + 2);
        assert!(mask.bit(9) && !mask.bit(8) && mask.bit(16) && !mask.bit(17));
        assert!(mask.bit(5 * 24 + 10) && !mask.bit(5 * 24 + 12) && !mask.bit(6 * 24 + 10));
    }

    #[test]
    fn parse_agrees_with_the_policy_on_a_known_hour() {
        // 2026-11-21 13:30 UTC, a Saturday.
        let schedule = |text| Schedule::new(parse(&[text]).unwrap()).unwrap();
        assert!(schedule("sat 13-14").is_open(1_795_267_800));
        assert!(!schedule("sat 12-13").is_open(1_795_267_800));
        assert!(!schedule("sun-fri 00-24").is_open(1_795_267_800));
    }

    #[test]
    fn parse_goes_over_the_end_of_the_week() {
        assert_eq!(parse(&["sat-mon 00-24"]), parse(&["sat,sun,mon 00-24"]));
        assert_eq!(parse(&["mon-sun 00-24"]).unwrap().count_ones(), 168);
        assert_eq!(parse::<&str>(&[]), Ok(U256::ZERO));
    }

    #[test]
    fn parse_refuses_when_days_or_hours_are_unclear() {
        for text in [
            "",
            "mon",
            "09-17",
            "mon 9-17",
            "mon 17-09",
            "mon 22-22",
            "mon 00-25",
            "monday 09-17",
            "mon-fri  09-17",
            "Mon 09-17",
            "mon, 09-17",
        ] {
            assert!(parse(&[text]).is_err(), "{text}");
        }
    }

    #[test]
    fn words_are_read_back_to_the_same_mask() {
        for lines in [
            vec!["mon-fri 09-17", "sat 10-12"],
            vec!["mon 00-01", "mon 05-06", "sun 23-24"],
            vec!["mon-sun 00-24"],
            vec![],
        ] {
            let mask = parse(&lines).unwrap();
            assert_eq!(words(mask), lines);
        }
    }
}
