//! How often payers and vendors failed of late. A payment that verifies and then does not settle
//! costs gas and simulations; who makes many of them is refused for a while.

use std::sync::{Mutex, PoisonError};

use alloy::primitives::{Address, map::HashMap};

use crate::config;

/// Counts failures in windows of the clock.
#[derive(Debug)]
pub(super) struct Failures {
    limits: config::Failures,
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    index: u64,
    payers: HashMap<Address, u32>,
    vendors: HashMap<Address, u32>,
}

impl Failures {
    pub(super) fn new(limits: config::Failures) -> Self {
        Self { limits, window: Mutex::default() }
    }

    /// Seconds until `payer` may pay `vendor` again, if one of them has failed too often.
    pub(super) fn wait(&self, payer: Address, vendor: Address, now: u64) -> Option<u64> {
        let config::Failures { per_payer, per_vendor, window_seconds } = &self.limits;
        self.at(now, |window| {
            let of = |counts: &HashMap<_, u32>, who| counts.get(who).copied().unwrap_or_default();
            let is_over = of(&window.payers, &payer) >= per_payer.get()
                || of(&window.vendors, &vendor) >= per_vendor.get();
            let length = u64::from(window_seconds.get());
            is_over.then(|| length.saturating_sub(now.checked_rem(length).unwrap_or_default()))
        })
    }

    /// Counts a failure. Only of payments that their payer has signed: else anybody could use up
    /// anybody's budget.
    pub(super) fn record(&self, payer: Address, vendor: Address, now: u64) {
        self.at(now, |window| {
            for (counts, who) in [(&mut window.payers, payer), (&mut window.vendors, vendor)] {
                let count = counts.entry(who).or_default();
                *count = count.saturating_add(1);
            }
        });
    }

    fn at<T>(&self, now: u64, act: impl FnOnce(&mut Window) -> T) -> T {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let length = u64::from(self.limits.window_seconds.get());
        let index = now.checked_div(length).unwrap_or_default();
        if window.index != index {
            *window = Window { index, ..Window::default() };
        }
        act(&mut window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYER: Address = Address::repeat_byte(1);
    const VENDOR: Address = Address::repeat_byte(2);
    const OTHER: Address = Address::repeat_byte(3);
    /// A window begins here.
    const NOW: u64 = 600_000;

    fn failed(times: u32) -> Failures {
        let failures = Failures::new(config::Failures::default());
        (0..times).for_each(|_| failures.record(PAYER, VENDOR, NOW));
        failures
    }

    #[test]
    fn wait_refuses_a_payer_who_failed_too_often_until_the_window_is_over() {
        assert_eq!(failed(19).wait(PAYER, VENDOR, NOW), None);
        let failures = failed(20);
        assert_eq!(failures.wait(PAYER, OTHER, NOW + 1), Some(599));
        assert_eq!(failures.wait(OTHER, VENDOR, NOW + 1), None);
        assert_eq!(failures.wait(PAYER, OTHER, NOW + 600), None);
    }

    #[test]
    fn wait_refuses_a_vendor_at_whom_too_many_failed() {
        let failures = failed(200);
        assert_eq!(failures.wait(OTHER, VENDOR, NOW), Some(600));
        assert_eq!(failures.wait(OTHER, OTHER, NOW), None);
    }
}
