//! Contracts at addresses that follow from their bytes.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, B256, Bytes, address};
use alloy::rpc::types::TransactionRequest;

use super::Contract;
use crate::chain::{Chain, ChainError};

/// The deterministic deployment proxy: takes a salt and init code, creates by CREATE2. It is on every
/// Arbitrum chain.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");

/// One set of bytes, one address: there is nothing for a salt to tell apart.
const SALT: B256 = B256::ZERO;

/// Where the factory puts `init_code`.
pub fn address(init_code: &[u8]) -> Address {
    CREATE2_FACTORY.create2_from_code(SALT, init_code)
}

/// Init code that returns `code` as it stands, as Stylus programs are deployed: 43 bytes that push
/// the length, copy what follows them to memory and return it.
pub fn init_code(code: &[u8]) -> Bytes {
    let mut init = vec![0x7f];
    init.extend_from_slice(&alloy::primitives::U256::from(code.len()).to_be_bytes::<32>());
    // DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN, and the version of this prelude.
    init.extend_from_slice(&[0x80, 0x60, 43, 0x60, 0, 0x39, 0x60, 0, 0xf3, 0]);
    init.extend_from_slice(code);
    init.into()
}

/// Creates `contract` unless it exists; its address, and the gas if it was created.
pub(super) async fn deploy(
    chain: &Chain,
    contract: &Contract,
) -> Result<(Address, Option<u64>), ChainError> {
    let address = address(&contract.init_code);
    if !chain.code(address).await?.is_empty() {
        return Ok((address, None));
    }
    let input = [SALT.as_slice(), &contract.init_code].concat();
    let request = TransactionRequest::default().with_to(CREATE2_FACTORY).with_input(input);
    let receipt = chain.transact(request).await?;
    Ok((address, Some(receipt.gas_used)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::hex;

    #[test]
    fn init_code_puts_the_prelude_before_the_code() {
        let init = init_code(&hex!("eff00000aabb"));
        let expected = hex!(
            "7f0000000000000000000000000000000000000000000000000000000000000006"
            "80602b6000396000f300" "eff00000aabb"
        );
        assert_eq!(init[..], expected);
        assert_eq!(init.len(), 43 + 6);
    }

    #[test]
    fn address_follows_eip_1014() {
        // cast create2 --deployer 0x4e59b44847b379578588920cA78FbF26c0B4956C --init-code 0x00 --salt 0x00…00
        assert_eq!(address(&[0]), address!("24C4fD2Db1Cf4Cb1aEc651CC0E060A00D400e784"));
    }
}
