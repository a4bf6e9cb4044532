use super::*;

const NOW: u64 = 1_800_000_000;
const DELAY: u32 = 3_600;
const READY: u64 = NOW + 3_600;
const CALL: &[u8] = b"let it spend more";
const KINDS: [Loosening; 3] = [Loosening::Something, Loosening::Guardian, Loosening::Withdrawal];

fn asked(kind: Loosening) -> Pending {
    let asked = Pending::default().admit(kind, DELAY, CALL, NOW).expect("nothing waits");
    asked.expect("the treasury has a delay")
}

fn cancelled() -> Pending {
    asked(Loosening::Withdrawal).cancel()
}

#[test]
fn admit_lets_everything_happen_when_there_is_no_delay() {
    for waiting in [Pending::default(), cancelled(), asked(Loosening::Something)] {
        for kind in KINDS {
            assert_eq!(waiting.admit(kind, 0, CALL, NOW), Ok(None));
        }
    }
}

#[test]
fn admit_lets_what_loosens_nothing_happen_at_once_and_voids_what_waits() {
    let waiting = asked(Loosening::Something);
    for call in [CALL, b"let it spend less"] {
        assert_eq!(waiting.admit(Loosening::Nothing, DELAY, call, NOW), Ok(None));
    }
}

#[test]
fn admit_makes_what_loosens_wait_until_it_is_asked_for_again_in_time() {
    for kind in KINDS {
        let waiting = asked(kind);
        assert_eq!((waiting.ready_at, waiting.is_open()), (READY, true));
        for early in [NOW, READY - 1] {
            let refused = Err(Waiting { ready_at: READY });
            assert_eq!(waiting.admit(kind, DELAY, CALL, early), refused);
        }
        for late in [READY, READY + 1, u64::MAX] {
            assert_eq!(waiting.admit(kind, DELAY, CALL, late), Ok(None));
        }
    }
}

#[test]
fn admit_keeps_the_time_that_was_told_when_the_delay_changes() {
    let waiting = asked(Loosening::Something);
    let refused = Err(Waiting { ready_at: READY });
    assert_eq!(waiting.admit(Loosening::Something, 1, CALL, READY - 1), refused);
    assert_eq!(waiting.admit(Loosening::Something, 9 * DELAY, CALL, READY), Ok(None));
}

#[test]
fn admit_makes_another_call_wait_anew_when_one_waits_already() {
    let waiting = asked(Loosening::Something);
    let other = waiting.admit(Loosening::Something, DELAY, b"let it spend all", READY);
    let other = other.expect("another call").expect("which waits");
    assert_eq!(other.ready_at, READY + u64::from(DELAY));
    assert_ne!(other.digest, waiting.digest);
    // And the first one has to be asked for again.
    assert!(matches!(other.admit(Loosening::Something, DELAY, CALL, u64::MAX), Ok(Some(_))));
}

#[test]
fn admit_is_firm_when_guardians_may_not_stand_in_the_way() {
    let again = |before: Pending, kind| {
        before.admit(kind, DELAY, CALL, NOW).expect("nothing waits").expect("waits").firm
    };
    for (kind, first, repeated) in [
        (Loosening::Something, false, false),
        (Loosening::Guardian, true, true),
        (Loosening::Withdrawal, false, true),
    ] {
        assert_eq!(again(Pending::default(), kind), first, "{kind:?}");
        assert_eq!(again(cancelled(), kind), repeated, "{kind:?} after a cancellation");
    }
}

#[test]
fn withdrawal_asked_for_again_waits_from_where_the_cancelled_one_would_have_been_done() {
    let again = |kind, now| {
        cancelled().admit(kind, DELAY, CALL, now).expect("nothing waits").expect("waits").ready_at
    };
    let delay = u64::from(DELAY);
    for now in [NOW, READY - 1, READY] {
        assert_eq!(again(Loosening::Withdrawal, now), READY + delay);
        assert_eq!(again(Loosening::Something, now), now + delay);
    }
    assert_eq!(again(Loosening::Withdrawal, READY + 1), READY + 1 + delay);
}

#[test]
fn cancelled_waits_for_nothing() {
    assert!(!cancelled().is_open());
    for kind in KINDS {
        // Not even the hash of zero bits would be taken for the call that waited.
        let again = cancelled().admit(kind, DELAY, CALL, u64::MAX);
        assert!(matches!(again, Ok(Some(_))), "{kind:?}");
    }
}

#[test]
fn digest_is_the_high_bits_of_the_hash_of_the_call() {
    let waiting = Pending::of(CALL, READY, true);
    let hash = U256::from_be_bytes(keccak256(CALL).0);
    assert_eq!(waiting.digest >> 42, hash >> 42);
    let word = waiting.pack();
    assert_eq!(word >> 42, hash >> 42);
    assert_eq!(word & U256::from((1u64 << 42) - 1), U256::from(READY | 1 << 40));
    assert_eq!(Pending::unpack(word), waiting);
    assert_eq!(cancelled().pack(), U256::from(READY | 1 << 41));
    assert_eq!(Pending::unpack(cancelled().pack()), cancelled());
}
