//! The Stylus programs of vaults: how long they live, and how they are kept alive.
//!
//! A program lives for a year after it was activated or last kept alive (Nitro's `ExpiryDays`), and
//! a chain that moves to another Stylus version stops it before. Anybody may keep one alive, for a
//! fee that goes by its size.

mod keepalive;
mod watch;

use std::fmt;

use alloy::primitives::{Address, B256, keccak256};
use bursar_abi::{IArbWasm, IFrontState};
use serde::Serialize;

use crate::chain::{Chain, ChainError, Revert};
use crate::deploy::{ARB_WASM, is_unusable};

pub use keepalive::KeepaliveError;
pub(crate) use watch::Watch;

/// Seconds of a day, in which lives are told.
pub const DAY: u64 = 86_400;

/// What a program is to its vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Settlement, the facade and the brakes.
    Hot,
    /// Edits and deposits.
    Cold,
    /// Views.
    Lens,
}

impl Role {
    /// The role's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Cold => "cold",
            Self::Lens => "lens",
        }
    }

    /// Whether a rescue opens when such a program cannot run. Without the lens, money goes in and
    /// out.
    pub const fn opens_rescue(self) -> bool {
        match self {
            Self::Hot | Self::Cold => true,
            Self::Lens => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A program of a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// Whose.
    pub vault: Address,
    /// What it does there.
    pub role: Role,
    /// Where it is.
    pub address: Address,
}

/// How long a program can run.
#[derive(Clone, Debug)]
pub enum Life {
    /// For so many seconds, if nobody keeps it alive.
    Left(u64),
    /// It cannot, for what ArbWasm says. The front takes the same for proof.
    Unusable(Box<Revert>),
}

/// What a program that can run is to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The Stylus version for which it was activated.
    pub version: u16,
    /// Gas of a start.
    pub init_gas: u64,
    /// Gas of a start from the chain's cache.
    pub init_gas_cached: u64,
}

/// The three programs of `vault`, as its front tells them.
///
/// # Errors
/// [`ChainError`] if the node does not answer, or there is no front at `vault`.
pub async fn of(chain: &Chain, vault: Address) -> Result<[Program; 3], ChainError> {
    let program = |role, address| Program { vault, role, address };
    Ok([
        program(Role::Hot, chain.view(vault, &IFrontState::hotProgramCall {}).await?),
        program(Role::Cold, chain.view(vault, &IFrontState::coldProgramCall {}).await?),
        program(Role::Lens, chain.view(vault, &IFrontState::lensProgramCall {}).await?),
    ])
}

/// Since when `vault` has hot or cold on record as unusable, Unix seconds; none if it has not.
///
/// # Errors
/// [`ChainError`] if the node does not answer, or there is no front at `vault`.
pub async fn unusable_since(chain: &Chain, vault: Address) -> Result<Option<u64>, ChainError> {
    let since = chain.view(vault, &IFrontState::unusableSinceCall {}).await?;
    Ok((!since.is_zero()).then(|| since.saturating_to()))
}

impl Program {
    /// How long it can run.
    ///
    /// # Errors
    /// [`ChainError`] if ArbWasm does not answer: that proves nothing.
    pub async fn life(&self, chain: &Chain) -> Result<Life, ChainError> {
        let call = IArbWasm::programTimeLeftCall { program: self.address };
        match chain.view(ARB_WASM, &call).await {
            Ok(seconds) => Ok(Life::Left(seconds)),
            Err(ChainError::Reverted(revert)) if is_unusable(&revert) => Ok(Life::Unusable(revert)),
            Err(error) => Err(error),
        }
    }

    /// What it is to the chain.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] if it cannot run.
    pub async fn facts(&self, chain: &Chain) -> Result<Facts, ChainError> {
        let program = self.address;
        let version = chain.view(ARB_WASM, &IArbWasm::programVersionCall { program }).await?;
        let start = chain.view(ARB_WASM, &IArbWasm::programInitGasCall { program }).await?;
        Ok(Facts { version, init_gas: start.gas, init_gas_cached: start.gasWhenCached })
    }

    /// By what ArbWasm knows it: equal programs live and expire as one.
    ///
    /// # Errors
    /// [`ChainError`] if the node does not answer.
    pub async fn codehash(&self, chain: &Chain) -> Result<B256, ChainError> {
        Ok(keccak256(chain.code(self.address).await?))
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} program of the vault {}", self.role, self.vault)
    }
}
