//! What pages of WASM memory cost, and who holds them.

use crate::{Params, host::Pages};

/// Gas that 128 open pages have cost in all, besides [`Params::page_gas`].
const RAMP_AT_LIMIT: f64 = 31_874_000.0;

/// Pages after which the price has no bound.
const RAMP_LIMIT: u16 = 128;

impl Pages {
    /// Gas for `new` more pages: linear in what is open, exponential in the most that ever was.
    #[must_use]
    pub fn gas(&self, new: u16, params: &Params) -> u64 {
        let open = self.open.saturating_add(new);
        let ever = self.ever.max(open);
        if ever <= params.free_pages {
            return 0;
        }
        let paid = |pages: u16| u64::from(pages.saturating_sub(params.free_pages));
        let linear =
            paid(open).saturating_sub(paid(self.open)).saturating_mul(u64::from(params.page_gas));
        linear.saturating_add(ramp(ever).saturating_sub(ramp(self.ever)))
    }

    /// Counts `new` more pages as open.
    pub fn add(&mut self, new: u16) {
        self.open = self.open.saturating_add(new);
        self.ever = self.ever.max(self.open);
    }
}

/// Gas that holding `pages` at once has cost in all: `31874000^(pages/128)`, rounded down.
fn ramp(pages: u16) -> u64 {
    if pages > RAMP_LIMIT {
        return u64::MAX;
    }
    // Multiplying is exact enough to give the same 129 integers as the chain's own table.
    let step = (RAMP_AT_LIMIT.ln() / f64::from(RAMP_LIMIT)).exp();
    step.powi(i32::from(pages)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ramp_is_the_chains_table_at_spot_values() {
        let spots: Vec<u64> = [0, 1, 2, 3, 4, 5, 10, 17, 34, 64, 128].map(ramp).to_vec();
        assert_eq!(spots, [1, 1, 1, 1, 1, 1, 3, 9, 98, 5645, 31_873_999]);
        assert_eq!(ramp(129), u64::MAX);
    }

    #[test]
    fn gas_is_zero_when_pages_are_free() {
        let pages = Pages::default();
        assert_eq!(pages.gas(2, &Params::arbos(51)), 0);
        assert_eq!(pages.gas(3, &Params::arbos(51)), 1000);
    }

    #[test]
    fn gas_charges_the_ramp_once_when_a_program_reopens_its_pages() {
        let params = Params::arbos(51);
        let mut pages = Pages::default();
        assert_eq!(pages.gas(17, &params), 15_008);
        pages.add(17);
        assert_eq!(pages.gas(17, &params), 17_089);
        pages.open = 0;
        assert_eq!(pages.gas(17, &params), 15_000);
    }

    #[test]
    fn gas_of_all_pages_is_32_million() {
        assert_eq!(Pages::default().gas(128, &Params::arbos(51)), 31_999_998);
    }

    #[test]
    fn gas_is_unpayable_when_pages_pass_the_ramp() {
        assert!(Pages::default().gas(129, &Params::arbos(51)) > u64::MAX / 2);
    }
}
