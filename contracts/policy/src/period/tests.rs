use super::*;

const SECONDS_OF_DAY: u64 = 86_400;

fn seconds(length: u32, mode: WindowMode) -> Period {
    Period::Seconds { length, mode }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn length_of_month(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Walks a calendar day by day, by the rules that people know, over all days that windows tell apart.
#[test]
fn index_changes_at_every_edge_of_the_calendar_and_nowhere_else() {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let (mut weeks, mut weekday) = (0, 3); // Thursday, Monday being 0
    let last_day = HORIZON / SECONDS_OF_DAY;
    for days in 0..=last_day {
        let first = days * SECONDS_OF_DAY;
        for now in [first, first + SECONDS_OF_DAY - 1] {
            assert_eq!(Period::Month.index(now), year * 12 + month, "{year}-{month}-{day}");
            assert_eq!(Period::Week.index(now), weeks, "{year}-{month}-{day}");
            assert_eq!(u64::from(Period::DAY.index(now)), days);
        }
        day += 1;
        if day > length_of_month(year, month) {
            (day, month) = (1, month + 1);
        }
        if month > 12 {
            (month, year) = (1, year + 1);
        }
        weekday = (weekday + 1) % 7;
        weeks += u32::from(weekday == 0);
    }
    assert_eq!((year, month, day), (2106, 2, 8));
}

/// Days of which the calendar's number is known from elsewhere (`date -u`).
#[test]
fn index_knows_leap_days_and_year_ends() {
    let month = |now| {
        let index = Period::Month.index(now) - 1;
        (index / 12, index % 12 + 1)
    };
    assert_eq!(month(0), (1970, 1));
    assert_eq!(month(951_782_400), (2000, 2)); // 2000-02-29 00:00:00
    assert_eq!(month(951_868_800), (2000, 3)); // 2000-03-01 00:00:00
    assert_eq!(month(1_704_067_199), (2023, 12));
    assert_eq!(month(1_704_067_200), (2024, 1));
    assert_eq!(month(1_709_251_199), (2024, 2)); // 2024-02-29 23:59:59
    assert_eq!(month(4_107_542_399), (2100, 2)); // 2100-02-28 23:59:59, no leap year
    assert_eq!(month(4_107_542_400), (2100, 3));
    assert_eq!(month(HORIZON), (2106, 2));
}

#[test]
fn index_of_weeks_changes_on_monday_across_a_year_end() {
    // ISO week 2020-W53 runs from Monday 2020-12-28 to Sunday 2021-01-03.
    let (monday, sunday) = (1_609_113_600, 1_609_718_399);
    assert_eq!(Period::Week.index(monday), Period::Week.index(sunday));
    assert_eq!(Period::Week.index(monday - 1) + 1, Period::Week.index(monday));
    assert_eq!(Period::Week.index(sunday) + 1, Period::Week.index(sunday + 1));
}

#[test]
fn index_stands_still_past_the_horizon() {
    let second = seconds(1, WindowMode::Fixed);
    for period in [Period::None, Period::HOUR, Period::DAY, Period::Week, Period::Month, second] {
        let last = period.index(HORIZON);
        assert_eq!(period.index(HORIZON + 1), last);
        assert_eq!(period.index(u64::MAX), last);
    }
    assert_eq!(second.index(HORIZON), u32::MAX);
}

#[test]
fn a_length_of_zero_is_one_window_that_counts_in_full() {
    let endless = seconds(0, WindowMode::Sliding);
    assert_eq!(endless.index(HORIZON), 0);
    assert_eq!(endless.carried(9, 1), 9);
}

#[test]
fn carried_rounds_up() {
    let sliding = seconds(3, WindowMode::Sliding);
    assert_eq!([3, 4, 5].map(|now| sliding.carried(10, now)), [10, 7, 4]);
    assert_eq!([3, 4, 5].map(|now| sliding.carried(1, now)), [1, 1, 1]);
    assert_eq!(sliding.carried(0, 4), 0);
    let widest = seconds(LENGTH_MAX, WindowMode::Sliding);
    assert_eq!(widest.carried(u64::MAX, 0), u64::MAX);
    assert_eq!(Period::Week.carried(10, 0), 0);
}

#[test]
fn from_parts_refuses_what_makes_no_period() {
    assert_eq!(Period::from_parts(4, 0, 0), Err(PolicyFault::PeriodKind));
    assert_eq!(Period::from_parts(1, 3, 1), Err(PolicyFault::WindowMode));
    for kind in [0, 2, 3] {
        for mode in [1, 2] {
            assert_eq!(Period::from_parts(kind, mode, 0), Err(PolicyFault::WindowMode));
        }
        assert_eq!(Period::from_parts(kind, 0, 1), Err(PolicyFault::PeriodLength));
    }
    for length in [0, 1 << 26, u32::MAX] {
        assert_eq!(Period::from_parts(1, 0, length), Err(PolicyFault::PeriodLength));
    }
}

#[test]
fn parts_and_storage_give_back_every_kind_and_mode() {
    let mut periods = std::vec![Period::None, Period::Week, Period::Month];
    for mode in [WindowMode::Fixed, WindowMode::Sliding, WindowMode::Strict] {
        periods.extend([1, 3600, LENGTH_MAX].map(|length| seconds(length, mode)));
    }
    for period in periods {
        let (kind, mode, length) = period.parts();
        assert_eq!(Period::from_parts(kind, mode, length), Ok(period));
        assert_eq!(Period::unpack(period.pack()), period);
        assert!(period.pack() < 1 << 30);
    }
    assert_eq!(seconds(3600, WindowMode::Strict).pack(), 1 | 2 << 2 | 3600 << 4);
}
