//! The ERC-20 token below a vault: how it counts, and how it takes signed deposits.

use alloy::primitives::{Address, B256, Signature, U256};
use alloy::signers::SignerSync as _;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{Eip712Domain, SolStruct as _};
use bursar_abi::IVault;

use crate::amount::Unit;
use crate::chain::{Chain, ChainError};

mod abi {
    #![allow(missing_docs, reason = "the macro's own items; the standards carry the docs")]
    alloy::sol! {
        /// What ERC-20, ERC-5267 and EIP-3009 add to what the vault itself calls.
        interface IMetadata {
            function name() external view returns (string memory);
            function symbol() external view returns (string memory);
            function version() external view returns (string memory);
            function allowance(address owner, address spender) external view returns (uint256);
            function approve(address spender, uint256 value) external returns (bool);
            function DOMAIN_SEPARATOR() external view returns (bytes32);
            function eip712Domain() external view returns (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] memory extensions);
        }

        /// EIP-3009.
        struct ReceiveWithAuthorization {
            address from;
            address to;
            uint256 value;
            uint256 validAfter;
            uint256 validBefore;
            bytes32 nonce;
        }
    }
}

pub use abi::{IMetadata, ReceiveWithAuthorization};

/// Longest symbol that is shown.
const SYMBOL_CHARS: usize = 16;

/// Why a token's EIP-712 domain cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DomainError {
    /// The chain could not be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// What the token says of its domain does not give its separator.
    #[error(
        "the token {0} does not sign under the domain that it tells; deposit by allowance instead"
    )]
    Mismatch(Address),
    /// The key could not sign.
    #[error("the key cannot sign")]
    Signer(#[from] alloy::signers::Error),
}

/// How `vault` counts its token, and how the token is called.
///
/// # Errors
/// [`ChainError`] if there is no vault there.
pub async fn unit(chain: &Chain, vault: Address) -> Result<Unit, ChainError> {
    let decimals = chain.view(vault, &IVault::decimalsCall {}).await?;
    let token = chain.view(vault, &IVault::tokenCall {}).await?;
    let symbol = chain.view(token, &IMetadata::symbolCall {}).await?;
    // The symbol is a stranger's: no control characters reach a terminal.
    let symbol = symbol.chars().filter(char::is_ascii_graphic).take(SYMBOL_CHARS).collect();
    Ok(Unit { decimals, symbol })
}

/// The token's EIP-712 domain: by ERC-5267, else from `name` and `version`; compared with its
/// `DOMAIN_SEPARATOR`.
///
/// # Errors
/// - [`DomainError::Chain`] if the token has no signed transfers at all.
/// - [`DomainError::Mismatch`] if what it tells does not give its separator.
pub async fn domain(chain: &Chain, token: Address) -> Result<Eip712Domain, DomainError> {
    let domain = match chain.view(token, &IMetadata::eip712DomainCall {}).await {
        Ok(told) => told_domain(told),
        Err(ChainError::Reverted(_) | ChainError::Answer { .. }) => Eip712Domain::new(
            Some(chain.view(token, &IMetadata::nameCall {}).await?.into()),
            Some(chain.view(token, &IMetadata::versionCall {}).await?.into()),
            Some(U256::from(chain.id())),
            Some(token),
            None,
        ),
        Err(error) => return Err(error.into()),
    };
    let separator = chain.view(token, &IMetadata::DOMAIN_SEPARATORCall {}).await?;
    if domain.separator() == separator { Ok(domain) } else { Err(DomainError::Mismatch(token)) }
}

/// ERC-5267: bit i of `fields` says whether field i is part of the domain.
fn told_domain(told: IMetadata::eip712DomainReturn) -> Eip712Domain {
    let has = |field: u8| told.fields[0] & field != 0;
    Eip712Domain::new(
        has(1).then(|| told.name.clone().into()),
        has(2).then(|| told.version.clone().into()),
        has(4).then_some(told.chainId),
        has(8).then_some(told.verifyingContract),
        has(16).then_some(told.salt),
    )
}

/// Signs EIP-3009's `ReceiveWithAuthorization` for `token`, for a deposit into a vault.
///
/// # Errors
/// Those of [`domain`], and [`DomainError::Signer`].
pub async fn sign_receive(
    chain: &Chain,
    token: Address,
    message: &ReceiveWithAuthorization,
    signer: &PrivateKeySigner,
) -> Result<Signature, DomainError> {
    let digest: B256 = message.eip712_signing_hash(&domain(chain, token).await?);
    Ok(signer.sign_hash_sync(&digest)?)
}
