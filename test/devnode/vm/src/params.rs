//! What a chain's owner can set about Stylus, with the values each ArbOS version starts from.

/// Unix time that [`crate::program::ProgramRecord::activated_at`] counts hours from.
pub const ARBITRUM_START_TIME: u64 = 1_421_388_000;

/// Stylus parameters of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// ArbOS version: decides which rules apply.
    pub arbos_version: u64,
    /// Stylus version a program must have been activated under.
    pub version: u16,
    /// Ink per gas, never zero.
    pub ink_price: u32,
    /// Words of WASM stack a program may use.
    pub max_stack_depth: u32,
    /// 64 KiB pages that cost nothing.
    pub free_pages: u16,
    /// Gas for each page after those.
    pub page_gas: u16,
    /// Only reported: the exponential part of the page price is fixed.
    pub page_ramp: u64,
    /// Most pages a transaction may hold open.
    pub page_limit: u16,
    /// Least gas to start a program that is not cached, in units of 128.
    pub min_init_gas: u8,
    /// Least gas to start a cached program, in units of 32.
    pub min_cached_init_gas: u8,
    /// Scale of a program's init cost, in units of 2 %.
    pub init_cost_scalar: u8,
    /// Scale of a program's cached init cost, in units of 2 %.
    pub cached_cost_scalar: u8,
    /// Days until an activation expires.
    pub expiry_days: u16,
    /// Days before an activation can be kept alive.
    pub keepalive_days: u16,
    /// Programs that stay warm within a block.
    pub block_cache_size: u16,
    /// Largest program, in bytes after decompression.
    pub max_wasm_size: u32,
    /// Most pieces a program may be deployed in; zero before ArbOS 60.
    pub max_fragment_count: u8,
    /// Gas burned on each activation besides its price, from ArbOS 60.
    pub activation_gas: u64,
    /// Largest deployed code in bytes: `account_code` prices scale with it.
    pub max_code_size: u32,
    /// Whether programs may import `console` and keep a start function.
    pub debug: bool,
}

impl Params {
    /// What a new chain of `version` starts with.
    #[must_use]
    pub fn arbos(version: u64) -> Self {
        Self {
            arbos_version: version,
            version: 2,
            ink_price: 10_000,
            max_stack_depth: if version < 50 { 262_144 } else { 22_000 },
            free_pages: 2,
            page_gas: 1_000,
            page_ramp: 620_674_314,
            page_limit: 128,
            min_init_gas: 69,
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: 131_072,
            max_fragment_count: if version < 60 { 0 } else { 2 },
            activation_gas: 0,
            max_code_size: 24_576,
            debug: false,
        }
    }

    /// Least gas to start a program that is not cached.
    #[must_use]
    pub fn min_init_gas_total(&self) -> u64 {
        u64::from(self.min_init_gas).saturating_mul(128)
    }

    /// Least gas to start a cached program.
    #[must_use]
    pub fn min_cached_init_gas_total(&self) -> u64 {
        u64::from(self.min_cached_init_gas).saturating_mul(32)
    }

    /// Whether programs can be deployed in pieces.
    #[must_use]
    pub fn has_fragments(&self) -> bool {
        self.arbos_version >= 60
    }

    /// Ink that `gas` buys.
    #[must_use]
    pub fn gas_to_ink(&self, gas: u64) -> u64 {
        gas.saturating_mul(u64::from(self.ink_price))
    }

    /// Gas that `ink` is worth, rounded down.
    #[must_use]
    pub fn ink_to_gas(&self, ink: u64) -> u64 {
        ink.checked_div(u64::from(self.ink_price)).unwrap_or(u64::MAX)
    }
}
