//! What can be settled here: configured vaults and tokens, and what their payers sign under.

use alloy::primitives::{Address, B256, map::HashMap};
use bursar_policy::eip712;

use crate::chain::{Chain, ChainError};
use crate::token::{self, DomainError};

/// A contract with EIP-3009.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where its payments come from.
    pub kind: AssetKind,
    /// EIP-712 `name`.
    pub name: String,
    /// EIP-712 `version`.
    pub version: String,
    /// The domain separator on this chain.
    pub separator: B256,
}

/// Where the payments of an asset come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetKind {
    /// Treasuries, under policies that are mirrored here.
    Vault,
    /// The payer's own balance, which only the node knows.
    Token,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Assets(HashMap<Address, Asset>);

/// Why a configured contract cannot be settled for.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// The chain could not be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The token cannot be signed for.
    #[error("the token {0} cannot be settled for: {1}")]
    Token(Address, DomainError),
    /// Its EIP-712 domain lacks what x402 tells the payer.
    #[error("the EIP-712 domain of the token {0} has no name or no version: x402 needs both")]
    Domain(Address),
}

impl Assets {
    /// Vaults by address, tokens as they tell of themselves.
    ///
    /// # Errors
    /// [`AssetError`] if a token cannot be asked, or signs under no domain that x402 can state.
    pub async fn load(
        chain: &Chain,
        vaults: impl IntoIterator<Item = Address>,
        tokens: impl IntoIterator<Item = Address>,
    ) -> Result<Self, AssetError> {
        let vault = |address| {
            let (name, version) = (eip712::NAME.to_owned(), eip712::VERSION.to_owned());
            let separator = eip712::domain_separator(chain.id(), address);
            (address, Asset { kind: AssetKind::Vault, name, version, separator })
        };
        let mut assets: HashMap<_, _> = vaults.into_iter().map(vault).collect();
        for address in tokens {
            let domain = token::domain(chain, address)
                .await
                .map_err(|error| AssetError::Token(address, error))?;
            let separator = domain.separator();
            let (Some(name), Some(version)) = (domain.name, domain.version) else {
                return Err(AssetError::Domain(address));
            };
            let (name, version) = (name.into_owned(), version.into_owned());
            assets.insert(address, Asset { kind: AssetKind::Token, name, version, separator });
        }
        Ok(Self(assets))
    }

    /// The asset at `address`, if it is configured.
    pub fn get(&self, address: Address) -> Option<&Asset> {
        self.0.get(&address)
    }
}
