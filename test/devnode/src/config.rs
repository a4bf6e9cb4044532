//! What a chain is started with, and the constants of an Arbitrum chain.

use alloy::primitives::{Address, U256, address};

/// Wei per gas: Arbitrum's floor, where an idle chain stays.
pub const BASEFEE: u64 = 100_000_000;
/// Gas limit in every header; what a transaction may compute is bounded by [`TX_COMPUTE_GAS`].
pub const BLOCK_GAS_LIMIT: u64 = 1 << 50;
/// Gas that one transaction may compute with; what it has beyond that is held and given back.
pub const TX_COMPUTE_GAS: u64 = 32_000_000;
/// Gas of an `eth_call` without a gas field, and the most it may ask for.
pub const CALL_GAS: u64 = 50_000_000;
/// `COINBASE` of every block: the sequencer's address.
pub const SEQUENCER: Address = address!("0xA4B000000000000000000073657175656e636572");
/// Receiver of gas and activation fees.
pub const NETWORK_FEE_ACCOUNT: Address = Address::ZERO;
/// `ArbSys.arbOSVersion` counts from here.
pub const ARBOS_VERSION_BASE: u64 = 55;
/// Chain id of a Nitro dev chain.
pub const DEV_CHAIN_ID: u64 = 412_346;

/// How a chain behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Chain id of transactions and of `CHAINID`.
    pub chain_id: u64,
    /// ArbOS version: 40, 51 or 60 (see [`ArbosVersion`]).
    pub arbos: ArbosVersion,
    /// Wei per L1 calldata unit; zero charges nothing for L1.
    pub l1_price: U256,
    /// `NUMBER` and `block_number`, which on Arbitrum estimate the L1 block; a dev chain has none.
    pub l1_block_number: u64,
    /// When blocks are made.
    pub mining: Mining,
    /// Whether `console.*` may be imported and `ArbDebug` answers, as on a Nitro dev chain.
    pub debug: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            chain_id: DEV_CHAIN_ID,
            arbos: ArbosVersion::V51,
            l1_price: U256::ZERO,
            l1_block_number: 0,
            mining: Mining::Auto,
            debug: true,
        }
    }
}

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mining {
    /// A block for each transaction, at once.
    Auto,
    /// A block every so many milliseconds, with what is waiting.
    Interval(u64),
    /// A block only on `evm_mine`.
    Manual,
}

/// ArbOS versions that differ in something a program can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ArbosVersion {
    /// Prague rules; what nitro-devnode's script starts.
    V40,
    /// Osaka rules, 32M gas per transaction.
    V51,
    /// Fragmented programs, activation gas, a cache of recent programs.
    V60,
}

impl ArbosVersion {
    /// The version's number.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::V40 => 40,
            Self::V51 => 51,
            Self::V60 => 60,
        }
    }
}

impl TryFrom<u64> for ArbosVersion {
    type Error = UnknownArbos;

    fn try_from(number: u64) -> Result<Self, UnknownArbos> {
        match number {
            40 => Ok(Self::V40),
            51 => Ok(Self::V51),
            60 => Ok(Self::V60),
            _ => Err(UnknownArbos(number)),
        }
    }
}

impl std::str::FromStr for ArbosVersion {
    type Err = UnknownArbos;

    fn from_str(text: &str) -> Result<Self, UnknownArbos> {
        text.parse::<u64>().unwrap_or_default().try_into()
    }
}

/// A number that is no ArbOS version this chain knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ArbOS {0} is not known: use 40, 51 or 60")]
pub struct UnknownArbos(u64);
