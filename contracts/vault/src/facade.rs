//! What makes the vault look like a token to x402: its constants, its EIP-712 domain, and the
//! ERC-20 calls that it refuses.

use alloc::{string::String, vec::Vec};

use alloy_primitives::{B256, FixedBytes, U256};
use bursar_abi::IVault;
use bursar_policy::eip712;
use stylus_sdk::stylus_core::Host;

use crate::{Outcome, Vault};

/// ERC-20's symbol.
const SYMBOL: &str = "BURSAR";

/// The fields of the domain that are in use (ERC-5267): name, version, chain id and contract.
const DOMAIN_FIELDS: FixedBytes<1> = FixedBytes([0x0f]);

/// `name`: the constant of the EIP-712 domain, not the token's name.
///
/// # Errors
/// None.
pub fn name<H: Host>(_: &Vault<'_, H>, _: IVault::nameCall) -> Outcome<String> {
    Ok(eip712::NAME.into())
}

/// `symbol`.
///
/// # Errors
/// None.
pub fn symbol<H: Host>(_: &Vault<'_, H>, _: IVault::symbolCall) -> Outcome<String> {
    Ok(SYMBOL.into())
}

/// `version`: the constant of the EIP-712 domain.
///
/// # Errors
/// None.
pub fn version<H: Host>(_: &Vault<'_, H>, _: IVault::versionCall) -> Outcome<String> {
    Ok(eip712::VERSION.into())
}

/// `decimals`: the underlying token's.
///
/// # Errors
/// `NotConfigured`.
pub fn decimals<H: Host>(vault: &Vault<'_, H>, _: IVault::decimalsCall) -> Outcome<u8> {
    Ok(vault.config()?.decimals)
}

/// `totalSupply` is 0: the vault issues nothing. What it holds is the underlying token's to say,
/// and what an agent may spend is nobody's property.
///
/// # Errors
/// None.
pub fn total_supply<H: Host>(_: &Vault<'_, H>, _: IVault::totalSupplyCall) -> Outcome<U256> {
    Ok(U256::ZERO)
}

/// `DOMAIN_SEPARATOR` of the vault on this chain.
///
/// # Errors
/// None.
pub fn domain_separator<H: Host>(
    vault: &Vault<'_, H>,
    _: IVault::DOMAIN_SEPARATORCall,
) -> Outcome<B256> {
    Ok(vault.domain_separator())
}

/// `eip712Domain` (ERC-5267).
///
/// # Errors
/// None.
pub fn eip712_domain<H: Host>(
    vault: &Vault<'_, H>,
    _: IVault::eip712DomainCall,
) -> Outcome<IVault::eip712DomainReturn> {
    Ok(IVault::eip712DomainReturn {
        fields: DOMAIN_FIELDS,
        name: eip712::NAME.into(),
        version: eip712::VERSION.into(),
        chainId: U256::from(vault.chain_id()),
        verifyingContract: vault.address(),
        salt: B256::ZERO,
        extensions: Vec::new(),
    })
}

/// `allowance` is 0: nobody spends for an agent.
///
/// # Errors
/// None.
pub fn allowance<H: Host>(_: &Vault<'_, H>, _: IVault::allowanceCall) -> Outcome<U256> {
    Ok(U256::ZERO)
}

/// `transfer` is refused: agents pay by authorization.
///
/// # Errors
/// Always `TransferUnsupported`.
pub fn transfer<H: Host>(_: &Vault<'_, H>, _: IVault::transferCall) -> Outcome<bool> {
    Err(IVault::TransferUnsupported {}.into())
}

/// `approve` is refused.
///
/// # Errors
/// Always `TransferUnsupported`.
pub fn approve<H: Host>(_: &Vault<'_, H>, _: IVault::approveCall) -> Outcome<bool> {
    Err(IVault::TransferUnsupported {}.into())
}

/// `transferFrom` is refused.
///
/// # Errors
/// Always `TransferUnsupported`.
pub fn transfer_from<H: Host>(_: &Vault<'_, H>, _: IVault::transferFromCall) -> Outcome<bool> {
    Err(IVault::TransferUnsupported {}.into())
}
