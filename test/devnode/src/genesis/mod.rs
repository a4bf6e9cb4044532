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
