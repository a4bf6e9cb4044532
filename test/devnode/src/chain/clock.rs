//! The chain's time: the wall clock, moved on request, never backwards.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Error;

/// When blocks are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// Seconds ahead of the wall clock; negative if behind.
    offset: i64,
    /// Time that the next block must have.
    next: Option<u64>,
    /// Time of the newest block.
    last: u64,
}

impl Clock {
    /// Time that a block would have now, in Unix seconds.
    pub(super) fn now(&self) -> u64 {
        self.next.unwrap_or_else(|| wall_clock().saturating_add_signed(self.offset)).max(self.last)
    }

    /// Gives the next block its time.
    pub(super) fn tick(&mut self) -> u64 {
        let now = self.now();
        self.tick_at(now);
        now
    }

    /// A block was made at `timestamp`, which [`Self::now`] told.
    pub(super) fn tick_at(&mut self, timestamp: u64) {
        self.last = timestamp;
        self.next = None;
    }

    /// Moves all later blocks by `seconds`: the offset from the wall clock that results.
    pub(super) fn increase(&mut self, seconds: u64) -> i64 {
        self.offset = self.offset.saturating_add_unsigned(seconds);
        self.offset
    }

    /// Sets the next block's time; time goes on from there.
    pub(super) fn set_next(&mut self, timestamp: u64) -> Result<(), Error> {
        if timestamp < self.last {
            return Err(Error::TimeBackwards { asked: timestamp, last: self.last });
        }
        let wall = wall_clock();
        self.offset = if timestamp < wall {
            0_i64.saturating_sub_unsigned(wall.saturating_sub(timestamp))
        } else {
            0_i64.saturating_add_unsigned(timestamp.saturating_sub(wall))
        };
        self.next = Some(timestamp);
        Ok(())
    }
}

fn wall_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::{Clock, wall_clock};

    #[test]
    fn tick_gives_the_asked_time_once_when_it_was_set() {
        let mut clock = Clock::default();
        let asked = wall_clock().saturating_add(1_000_000);
        clock.set_next(asked).unwrap();
        assert_eq!(clock.tick(), asked);
        assert!((asked..asked.saturating_add(5)).contains(&clock.tick()));
    }

    #[test]
    fn set_next_fails_when_the_newest_block_is_later() {
        let mut clock = Clock::default();
        let last = clock.tick();
        assert!(clock.set_next(last.saturating_sub(1)).is_err());
        assert_eq!(clock.now(), clock.tick());
    }
}
