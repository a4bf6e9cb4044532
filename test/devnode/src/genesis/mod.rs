//! What is there before the first block.

use alloy::primitives::{Address, Bytes, U256, address, hex};
use revm::bytecode::Bytecode;

use crate::{
    accounts::DevAccount,
    arbos::{self, ARBOS_ACCOUNT, Slots as _},
    config::Config,
    precompiles,
    state::State,
};

/// The deterministic deployment proxy that most tools deploy through.
pub const CREATE2_FACTORY: Address = address!("0x4e59b44847b379578588920cA78FbF26c0B4956C");
/// Runtime code that the proxy's well-known transaction deploys.
const CREATE2_FACTORY_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);

/// Where tools look for Multicall3.
pub const MULTICALL3: Address = address!("0xcA11bde05977b3631167028862bE2a173976CA11");
/// Runtime code of `test/solidity/src/Multicall3.sol`, in hexadecimal; `scripts/genesis-code` makes it.
const MULTICALL3_CODE: &str = include_str!("multicall3.hex");

/// The state of the genesis block.
pub(crate) fn state(config: &Config, accounts: &[DevAccount]) -> State {
    let mut state = State::default();
    for account in accounts {
        let wei = U256::from(account.ether).saturating_mul(U256::from(10_u64.pow(18)));
        state.set_balance(account.address, wei);
    }
    for precompile in precompiles::ALL {
        set_code(&mut state, precompile, Bytes::from_static(&precompiles::PRECOMPILE_CODE));
    }
    set_code(&mut state, CREATE2_FACTORY, Bytes::from_static(&CREATE2_FACTORY_CODE));
    // The file is part of the build, and `multicall_is_deployed` fails if it is damaged.
    let multicall = hex::decode(MULTICALL3_CODE.trim()).unwrap_or_default();
    set_code(&mut state, MULTICALL3, multicall.into());
    // Nonce 1 keeps the account when a transaction touches it: it has neither code nor balance.
    state.set_nonce(ARBOS_ACCOUNT, 1);
    if let Some(owner) = accounts.last() {
        arbos::chain_owners().add(&mut state, owner.address);
    }
    state.store(arbos::l1_price_slot(), config.l1_price);
    arbos::programs::initialize(&mut state, config);
    state
}

fn set_code(state: &mut State, address: Address, code: Bytes) {
    state.set_nonce(address, 1);
    state.set_code(address, Bytecode::new_raw(code));
}

#[cfg(test)]
mod tests {
    use alloy::primitives::keccak256;

    use super::*;
    use crate::accounts::dev_accounts;

    #[test]
    fn multicall_is_deployed() {
        let state = state(&Config::default(), &dev_accounts());
        assert!(state.code(MULTICALL3).len() > 1000);
    }

    #[test]
    fn create2_factory_is_the_well_known_one() {
        // Published with the proxy's source.
        let hash = keccak256(CREATE2_FACTORY_CODE);
        assert_eq!(
            hash.to_string(),
            "0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989"
        );
    }
}
