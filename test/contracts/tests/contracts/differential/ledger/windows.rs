//! A cap per period over a list of payments: what was promised, in the words of the promise.

use bursar_abi::Period;

const DAY: u64 = 86_400;

/// A cap per period, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) cap: u64,
    pub(super) period: Period,
}

/// Money at a time.
#[derive(Clone, Copy, Debug)]
struct Amount {
    at: u64,
    value: u64,
    /// Whether it is one payment, or what an edit of the period carried over.
    is_payment: bool,
}

/// What was spent under a limit that is edited now and then.
#[derive(Clone, Debug, Default)]
pub(super) struct Spending {
    limit: Option<Limit>,
    /// Since the period was last edited, oldest first.
    amounts: Vec<Amount>,
    /// How many of them are older than the limit.
    older: usize,
}

impl Spending {
    /// Another limit. With another period, all that the old one counts at `now` is as if spent now.
    pub(super) fn limit(&mut self, limit: Option<Limit>, now: u64) {
        if self.limit == limit {
            return;
        }
        let period = |limit: &Option<Limit>| limit.as_ref().map(|limit| limit.period.clone());
        if period(&self.limit) != period(&limit) {
            let value = self.counted(now);
            self.amounts = vec![Amount { at: now, value, is_payment: false }];
        }
        self.limit = limit;
        self.older = self.amounts.len();
    }

    /// What counts at `now`: of the current window, and of the one before where the mode looks back. What
    /// nothing counts any more stays as it was.
    fn counted(&self, now: u64) -> u64 {
        let counts = |amount: &&Amount| match &self.limit {
            None => true,
            Some(Limit { period, .. }) => {
                let back = u64::from(period.mode != 0);
                window(period, amount.at) + back >= window(period, now)
            }
        };
        self.amounts.iter().filter(counts).map(|amount| amount.value).sum()
    }

    /// Takes a payment down; it must be within the limit, and one of at most `most` in its window.
    pub(super) fn pay(&mut self, value: u64, most: Option<u32>, now: u64) {
        let Some(limit) = &self.limit else { return };
        self.amounts.push(Amount { at: now, value, is_payment: true });
        let here =
            |amount: &&Amount| window(&limit.period, amount.at) == window(&limit.period, now);
        match limit.period.mode {
            0 => {
                let spent: u64 = self.amounts.iter().filter(here).map(|amount| amount.value).sum();
                assert!(spent <= limit.cap, "{spent} in one window: {self:?}");
            }
            1 => self.assert_slides(limit, now),
            _ => {
                let length = u64::from(limit.period.length);
                let recent = self.amounts.iter().filter(|amount| amount.at + length > now);
                let spent: u64 = recent.map(|amount| amount.value).sum();
                assert!(spent <= limit.cap, "{spent} in a span of a window: {self:?}");
            }
        }
        if let Some(most) = most {
            let paid = self.amounts.iter().filter(here).filter(|amount| amount.is_payment).count();
            assert!(paid <= most as usize, "{paid} payments in one window: {self:?}");
        }
    }

    /// In every span of `d` seconds that ends now, `d` below the window's length `W`, at most
    /// `cap * (1 + d / W)`. A cap that was edited promises nothing of what is older than the edit.
    fn assert_slides(&self, limit: &Limit, now: u64) {
        let length = u128::from(limit.period.length);
        let mut spent = 0_u128;
        for amount in self.amounts[self.older..].iter().rev() {
            let span = u128::from(now - amount.at);
            if span >= length {
                break;
            }
            spent += u128::from(amount.value);
            let most = u128::from(limit.cap) * (length + span);
            assert!(spent * length <= most, "{spent} in {span} s: {self:?}");
        }
    }
}

/// The number of the window that a time lies in.
fn window(period: &Period, at: u64) -> u64 {
    match period.kind {
        1 => at / u64::from(period.length),
        // The epoch was a Thursday.
        2 => (at / DAY + 3) / 7,
        _ => month(at / DAY),
    }
}

/// Months since January 1970, counted one by one.
fn month(mut days: u64) -> u64 {
    let mut month = 0;
    while days >= days_in(month) {
        days -= days_in(month);
        month += 1;
    }
    month
}

fn days_in(month: u64) -> u64 {
    let year = 1970 + month / 12;
    // Good until 2099, which no day here sees.
    let is_leap = year.is_multiple_of(4);
    match month % 12 {
        1 => 28 + u64::from(is_leap),
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// Guards of the checks above: each of them notices what is too much.
mod tests {
    use bursar_contract_tests::tenant::{MONTH, WEEK, seconds};

    use super::{DAY, Limit, Period, Spending};

    /// What is spent at these times under a cap of 100; whether all of it passes.
    fn passes(period: &Period, most: Option<u32>, payments: &[(u64, u64)]) -> bool {
        let (period, payments) = (period.clone(), payments.to_vec());
        let spend = move || {
            let mut spending = Spending::default();
            spending.limit(Some(Limit { cap: 100, period }), 0);
            payments.iter().for_each(|(at, value)| spending.pay(*value, most, *at));
        };
        std::panic::catch_unwind(spend).is_ok()
    }

    #[test]
    fn fixed_windows_hold_the_cap_each_and_no_more() {
        let monday = 4 * DAY;
        for (period, edge) in [(seconds(60, 0), 120), (WEEK, monday), (MONTH, 31 * DAY)] {
            assert!(passes(&period, None, &[(edge - 1, 100), (edge, 100)]), "{period:?}");
            assert!(!passes(&period, None, &[(edge, 100), (edge + 1, 1)]), "{period:?}");
        }
        // 29 February 2040 is a day of that month, and March begins after it.
        let leap = 25_626 * DAY;
        assert!(!passes(&MONTH, None, &[(leap, 100), (leap + DAY - 1, 1)]));
        assert!(passes(&MONTH, None, &[(leap, 100), (leap + DAY, 100)]));
    }

    #[test]
    fn strict_windows_hold_the_cap_in_every_span() {
        assert!(passes(&seconds(60, 2), None, &[(119, 100), (179, 100)]));
        assert!(!passes(&seconds(60, 2), None, &[(119, 100), (178, 1)]));
    }

    #[test]
    fn sliding_windows_hold_the_cap_and_the_share_of_a_span_beyond_it() {
        let slides = seconds(60, 1);
        assert!(passes(&slides, None, &[(90, 100), (120, 50)]));
        assert!(!passes(&slides, None, &[(90, 100), (120, 51)]));
        assert!(!passes(&slides, None, &[(90, 60), (90, 41)]));
    }

    #[test]
    fn counts_are_held_in_each_window() {
        assert!(passes(&seconds(60, 0), Some(2), &[(60, 1), (61, 1), (120, 1)]));
        assert!(!passes(&seconds(60, 0), Some(2), &[(60, 1), (61, 1), (62, 1)]));
    }

    #[test]
    fn edits_carry_what_counts_and_a_lower_cap_forgives_nothing() {
        let limit = |cap, period| Some(Limit { cap, period });
        let spent = |edit: Option<Limit>, value: u64| {
            let mut spending = Spending::default();
            spending.limit(limit(100, seconds(60, 2)), 0);
            spending.pay(40, None, 119);
            spending.pay(30, None, 120);
            spending.limit(edit, 121);
            std::panic::catch_unwind(move || spending.pay(value, None, 122)).is_ok()
        };
        assert!(spent(limit(80, seconds(3_600, 0)), 10));
        assert!(!spent(limit(80, seconds(3_600, 0)), 11));
        assert!(spent(limit(80, seconds(60, 2)), 10));
        assert!(!spent(limit(80, seconds(60, 2)), 11));
        assert!(spent(None, 1_000));
    }
}
