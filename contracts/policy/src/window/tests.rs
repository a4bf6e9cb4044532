use super::*;
use crate::WindowMode;

const W: u32 = 100;

fn period(mode: WindowMode) -> Period {
    Period::Seconds { length: W, mode }
}

fn window(spent: u64, previous: u64, index: u32) -> Window {
    Window { spent, previous, index }
}

#[test]
fn at_rolls_one_window_keeps_the_one_before() {
    let fixed = period(WindowMode::Fixed);
    assert_eq!(window(7, 3, 5).at(fixed, 599), window(7, 3, 5));
    assert_eq!(window(7, 3, 5).at(fixed, 600), window(0, 7, 6));
    assert_eq!(window(7, 3, 5).at(fixed, 700), window(0, 0, 7));
}

#[test]
fn at_keeps_a_window_that_lies_ahead() {
    assert_eq!(window(7, 3, 5).at(period(WindowMode::Fixed), 0), window(7, 3, 5));
    let last = window(7, 3, u32::MAX);
    assert_eq!(last.at(period(WindowMode::Fixed), u64::MAX), last);
}

#[test]
fn room_counts_what_the_mode_says() {
    let stands = window(10, 60, 5);
    let room = |mode, now| stands.room(100, period(mode), now);
    assert_eq!(room(WindowMode::Fixed, 500), 90);
    assert_eq!(room(WindowMode::Strict, 599), 30);
    assert_eq!(room(WindowMode::Sliding, 500), 30);
    assert_eq!(room(WindowMode::Sliding, 550), 60);
    // 60 * 1 / 100, rounded up.
    assert_eq!(room(WindowMode::Sliding, 599), 89);
}

#[test]
fn room_is_zero_when_more_was_spent_than_the_cap() {
    for mode in [WindowMode::Fixed, WindowMode::Sliding, WindowMode::Strict] {
        assert_eq!(window(u64::MAX, u64::MAX, 5).room(0, period(mode), 500), 0);
        assert_eq!(window(0, u64::MAX, 5).room(u64::MAX, period(mode), 500), {
            if mode == WindowMode::Fixed { u64::MAX } else { 0 }
        });
    }
}

#[test]
fn carry_changes_nothing_when_the_period_stays() {
    let stale = window(7, 3, 1);
    assert_eq!(stale.carry(period(WindowMode::Fixed), period(WindowMode::Fixed), 999), stale);
}

#[test]
fn carry_takes_what_counts_whole_into_the_new_window() {
    let new = Period::DAY;
    let now = 5 * 86_400;
    let index = now as u32 / W;
    let carried = |mode| window(7, 3, index).carry(period(mode), new, now);
    assert_eq!(carried(WindowMode::Fixed), window(7, 0, 5));
    assert_eq!(carried(WindowMode::Sliding), window(10, 0, 5));
    assert_eq!(carried(WindowMode::Strict), window(10, 0, 5));
    // What no longer counts is not revived.
    let stale = window(7, 3, index - 1).carry(period(WindowMode::Strict), new, now);
    assert_eq!(stale, window(7, 0, 5));
    let older = window(7, 3, index - 2).carry(period(WindowMode::Strict), new, now);
    assert_eq!(older, window(0, 0, 5));
}

#[test]
fn carry_survives_a_time_without_a_period() {
    let now = 5 * 86_400;
    let none = window(7, 0, 5).carry(Period::DAY, Period::None, now);
    assert_eq!(none, window(7, 0, 0));
    assert_eq!(none.carry(Period::None, Period::DAY, now), window(7, 0, 5));
}

#[test]
fn carry_saturates() {
    let all = window(u64::MAX, u64::MAX, 5);
    let carried = all.carry(period(WindowMode::Strict), Period::Month, 500);
    assert_eq!(carried.spent, u64::MAX);
}
