use super::*;

/// Monday 2024-01-01 00:00 UTC.
const MONDAY: u64 = 1_704_067_200;

#[test]
fn hours_count_from_monday_midnight() {
    for hour in 0..168 {
        let schedule = Schedule::new(U256::ONE << hour).expect("in the week");
        let start = MONDAY + hour * HOUR;
        assert!(!schedule.is_open(start - 1), "{hour}");
        assert!(schedule.is_open(start), "{hour}");
        assert!(schedule.is_open(start + HOUR - 1), "{hour}");
        assert!(!schedule.is_open(start + HOUR), "{hour}");
        assert!(schedule.is_open(start + 7 * 24 * HOUR), "{hour}");
    }
}

#[test]
fn epoch_is_thursday_midnight() {
    let schedule = Schedule::new(U256::ONE << (3 * 24)).expect("in the week");
    assert!(schedule.is_open(0));
}

#[test]
fn new_refuses_bits_past_the_week() {
    let week = (U256::ONE << 168) - U256::ONE;
    assert_eq!(Schedule::new(week).map(Schedule::mask), Ok(week));
    assert_eq!(Schedule::new(U256::ONE << 168), Err(PolicyFault::Schedule));
    assert_eq!(Schedule::new(U256::MAX), Err(PolicyFault::Schedule));
    assert_eq!(Schedule::unpack(U256::MAX).mask(), week);
}

#[test]
fn nothing_is_open_when_the_mask_is_empty() {
    assert!((0..168).all(|hour| !Schedule::default().is_open(MONDAY + hour * HOUR)));
    Schedule::default().is_open(u64::MAX);
}
