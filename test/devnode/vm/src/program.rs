//! What the chain keeps about an activated program, and what follows from it.

use alloy_primitives::{B256, U256};

use crate::params::{ARBITRUM_START_TIME, Params};

const SECONDS_PER_DAY: u64 = 86_400;
const SECONDS_PER_HOUR: u64 = 3_600;
const BASIS_POINTS: u64 = 10_000;

/// What activation learns about a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramInfo {
    /// Gas that starting it costs when it is not cached, before scaling and minimum.
    pub init_cost: u16,
    /// Gas that starting it costs when it is cached, before scaling and minimum.
    pub cached_cost: u16,
    /// Pages it opens at start.
    pub footprint: u16,
    /// Estimated bytes of native code.
    pub asm_estimate: u32,
}

/// Why a program cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It was never activated.
    #[error("program is not activated: call ArbWasm.activateProgram first")]
    NotActivated,
    /// It was activated under another version of Stylus.
    #[error("program has Stylus version {program}, the chain {chain}: activate it again")]
    NeedsUpgrade {
        /// Version it was activated under.
        program: u16,
        /// Version of the chain.
        chain: u16,
    },
    /// Its activation is too old.
    #[error("program was activated {age} seconds ago and has expired: activate it again")]
    Expired {
        /// Seconds since activation.
        age: u64,
    },
}

/// An activation, as the chain stores it in one word under the program's code hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgramRecord {
    /// Stylus version it was activated under; zero: never.
    pub version: u16,
    /// See [`ProgramInfo::init_cost`].
    pub init_cost: u16,
    /// See [`ProgramInfo::cached_cost`].
    pub cached_cost: u16,
    /// See [`ProgramInfo::footprint`].
    pub footprint: u16,
    /// Hours from [`ARBITRUM_START_TIME`] to activation, 24 bits.
    pub activated_at: u32,
    /// [`ProgramInfo::asm_estimate`] in KiB rounded up, 24 bits.
    pub asm_kb: u32,
    /// Whether a cache manager keeps it warm.
    pub cached: bool,
}

impl ProgramRecord {
    /// Record of a program activated at `now` (Unix seconds).
    #[must_use]
    pub fn new(info: &ProgramInfo, params: &Params, now: u64, cached: bool) -> Self {
        Self {
            version: params.version,
            init_cost: info.init_cost,
            cached_cost: info.cached_cost,
            footprint: info.footprint,
            activated_at: hours_since_start(now),
            asm_kb: info.asm_estimate.div_ceil(1024),
            cached,
        }
    }

    /// The record as a storage word: fields from the most significant byte down.
    #[must_use]
    pub fn pack(&self) -> B256 {
        let mut word = [0; 32];
        word[0..2].copy_from_slice(&self.version.to_be_bytes());
        word[2..4].copy_from_slice(&self.init_cost.to_be_bytes());
        word[4..6].copy_from_slice(&self.cached_cost.to_be_bytes());
        word[6..8].copy_from_slice(&self.footprint.to_be_bytes());
        word[8..11].copy_from_slice(&self.activated_at.to_be_bytes()[1..]);
        word[11..14].copy_from_slice(&self.asm_kb.to_be_bytes()[1..]);
        word[14] = u8::from(self.cached);
        B256::from(word)
    }

    /// Reads what [`Self::pack`] wrote; the zero word is a program never activated.
    #[must_use]
    pub fn unpack(word: B256) -> Self {
        let short = |at: [usize; 2]| u16::from_be_bytes(at.map(|i| word[i]));
        let medium = |at: [usize; 3]| {
            let [a, b, c] = at.map(|i| word[i]);
            u32::from_be_bytes([0, a, b, c])
        };
        Self {
            version: short([0, 1]),
            init_cost: short([2, 3]),
            cached_cost: short([4, 5]),
            footprint: short([6, 7]),
            activated_at: medium([8, 9, 10]),
            asm_kb: medium([11, 12, 13]),
            cached: word[14] != 0,
        }
    }

    /// Seconds since activation, zero if it lies ahead of `now`.
    #[must_use]
    pub fn age(&self, now: u64) -> u64 {
        let activated = ARBITRUM_START_TIME
            .saturating_add(u64::from(self.activated_at).saturating_mul(SECONDS_PER_HOUR));
        now.saturating_sub(activated)
    }

    /// Bytes of native code, rounded up to KiB.
    #[must_use]
    pub fn asm_size(&self) -> u32 {
        self.asm_kb.saturating_mul(1024)
    }

    /// Checks that the program may run at `now`.
    ///
    /// # Errors
    /// - [`Unusable::NotActivated`], [`Unusable::NeedsUpgrade`], [`Unusable::Expired`], tried in
    ///   this order.
    pub fn check(&self, params: &Params, now: u64) -> Result<(), Unusable> {
        if self.version == 0 {
            return Err(Unusable::NotActivated);
        }
        if self.version != params.version {
            return Err(Unusable::NeedsUpgrade { program: self.version, chain: params.version });
        }
        let age = self.age(now);
        if age > days(params.expiry_days) {
            return Err(Unusable::Expired { age });
        }
        Ok(())
    }

    /// Seconds of the activation that are left at `now`.
    #[must_use]
    pub fn time_left(&self, params: &Params, now: u64) -> u64 {
        days(params.expiry_days).saturating_sub(self.age(now))
    }

    /// Whether the activation is too young at `now` to be kept alive.
    #[must_use]
    pub fn keepalive_too_soon(&self, params: &Params, now: u64) -> bool {
        self.age(now) < days(params.keepalive_days)
    }

    /// Gas to start the program, without its memory: (not cached, cached).
    #[must_use]
    pub fn init_gas(&self, params: &Params) -> (u64, u64) {
        let cached = params
            .min_cached_init_gas_total()
            .saturating_add(scaled(self.cached_cost, params.cached_cost_scalar));
        let mut uncached = params
            .min_init_gas_total()
            .saturating_add(scaled(self.init_cost, params.init_cost_scalar));
        if params.version > 1 {
            uncached = uncached.saturating_add(cached);
        }
        (uncached, cached)
    }
}

/// Hours from [`ARBITRUM_START_TIME`] to `now`, in the 24 bits a record has for them.
#[must_use]
pub fn hours_since_start(now: u64) -> u32 {
    let hours = now.saturating_sub(ARBITRUM_START_TIME) / SECONDS_PER_HOUR;
    u32::try_from(hours).unwrap_or(u32::MAX).min(0x00ff_ffff)
}

fn days(count: u16) -> u64 {
    u64::from(count).saturating_mul(SECONDS_PER_DAY)
}

/// `cost` times `scalar` units of 2 %, rounded up.
fn scaled(cost: u16, scalar: u8) -> u64 {
    u64::from(cost).saturating_mul(u64::from(scalar).saturating_mul(2)).div_ceil(100)
}

/// Prices the native code of new programs: the more lately, the dearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataPricer {
    /// Bytes of native code activated, less what has drained.
    pub demand: u32,
    /// Bytes that drain each second.
    pub bytes_per_second: u32,
    /// Unix seconds of the last activation.
    pub last_update: u64,
    /// Wei per byte without demand.
    pub min_price: u32,
    /// Bytes of demand that multiply the price by e.
    pub inertia: u32,
}

impl Default for DataPricer {
    fn default() -> Self {
        Self {
            demand: 0,
            bytes_per_second: 34_865,
            last_update: ARBITRUM_START_TIME,
            min_price: 82_928_201,
            inertia: 21_360_419,
        }
    }
}

impl DataPricer {
    /// Adds `bytes` of native code at `now` (Unix seconds); returns what they cost in wei.
    pub fn charge(&mut self, bytes: u32, now: u64) -> U256 {
        let elapsed = u32::try_from(now.saturating_sub(self.last_update)).unwrap_or(u32::MAX);
        let drained = elapsed.saturating_mul(self.bytes_per_second);
        self.demand = self.demand.saturating_sub(drained).saturating_add(bytes);
        self.last_update = now;
        let exponent = BASIS_POINTS
            .saturating_mul(u64::from(self.demand))
            .checked_div(u64::from(self.inertia))
            .unwrap_or(u64::MAX);
        let multiplier = exp_basis_points(exponent);
        let per_byte = u64::from(self.min_price).saturating_mul(multiplier) / BASIS_POINTS;
        U256::from(per_byte).saturating_mul(U256::from(bytes))
    }
}

/// e to the power of `x`, both in basis points: the twelve first terms of the series.
fn exp_basis_points(x: u64) -> u64 {
    const TERMS: u64 = 12;
    (1..TERMS).rev().fold(BASIS_POINTS.saturating_add(x / TERMS), |sum, term| {
        let scale = term.saturating_mul(BASIS_POINTS);
        BASIS_POINTS.saturating_add(sum.saturating_mul(x).checked_div(scale).unwrap_or(u64::MAX))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_763_000_000;

    fn record() -> ProgramRecord {
        let info =
            ProgramInfo { init_cost: 18, cached_cost: 11, footprint: 1, asm_estimate: 513_418 };
        ProgramRecord::new(&info, &Params::arbos(51), NOW, true)
    }

    #[test]
    fn unpack_returns_what_pack_wrote() {
        assert_eq!(ProgramRecord::unpack(record().pack()), record());
        assert_eq!(ProgramRecord::unpack(B256::ZERO), ProgramRecord::default());
    }

    #[test]
    fn pack_puts_fields_from_the_top_byte_down() {
        let word = record().pack();
        assert_eq!(word[..8], [0, 2, 0, 18, 0, 11, 0, 1]);
        assert_eq!(word[11..], [&[0, 1, 0xf6, 1][..], &[0; 17]].concat());
    }

    #[test]
    fn init_gas_is_9213_uncached_and_363_cached() {
        assert_eq!(record().init_gas(&Params::arbos(51)), (9213, 363));
        assert_eq!(record().asm_size(), 514_048);
    }

    #[test]
    fn check_fails_when_a_record_is_missing_outdated_or_old() {
        let params = Params::arbos(51);
        let year = 365 * 86_400;
        let activated = NOW - record().age(NOW);
        assert_eq!(record().check(&params, activated + year), Ok(()));
        assert_eq!(
            record().check(&params, activated + year + 1),
            Err(Unusable::Expired { age: year + 1 })
        );
        assert_eq!(ProgramRecord::default().check(&params, NOW), Err(Unusable::NotActivated));
        let old = ProgramRecord { version: 1, ..record() };
        assert_eq!(
            old.check(&params, activated + year + 1),
            Err(Unusable::NeedsUpgrade { program: 1, chain: 2 })
        );
    }

    #[test]
    fn keepalive_is_too_soon_when_younger_than_31_days() {
        let params = Params::arbos(51);
        let activated = NOW - record().age(NOW);
        assert!(record().keepalive_too_soon(&params, activated + 31 * 86_400 - 1));
        assert!(!record().keepalive_too_soon(&params, activated + 31 * 86_400));
    }

    #[test]
    fn charge_asks_the_known_fee_when_the_program_is_the_chains_first() {
        let mut pricer = DataPricer::default();
        assert_eq!(pricer.charge(513_418, NOW), U256::from(43_607_190_175_334_u64));
        assert_eq!(pricer.demand, 513_418);
    }

    #[test]
    fn charge_asks_more_when_demand_has_not_drained() {
        let mut pricer = DataPricer::default();
        let first = pricer.charge(513_418, NOW);
        assert!(pricer.charge(513_418, NOW) > first);
        assert_eq!(pricer.charge(513_418, NOW + 60), first);
    }

    #[test]
    fn exp_of_240_points_is_10242() {
        assert_eq!(exp_basis_points(240), 10_242);
        assert_eq!(exp_basis_points(0), 10_000);
    }
}
