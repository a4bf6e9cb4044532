//! The precompiles that are not about activation, and the fees of a chain that charges for L1.

use alloy::{
    primitives::{Address, B256, U256},
    rpc::types::TransactionRequest,
    sol_types::{SolCall, SolEvent as _},
};
use stylus_devnode::{
    ArbosVersion, Config,
    chain::{CallAt, Receipt},
    config::{NETWORK_FEE_ACCOUNT, TX_COMPUTE_GAS},
    precompiles::{
        ARB_DEBUG, ARB_GAS_INFO, ARB_OWNER, ARB_OWNER_PUBLIC, ARB_SYS, ARB_WASM, ARB_WASM_CACHE,
        abi::{ArbDebug, ArbGasInfo, ArbOwner, ArbOwnerPublic, ArbSys, ArbWasm, ArbWasmCache},
    },
};

use crate::{
    modules,
    world::{BASE, PLENTY, Tx, World, calldata_gas},
};

fn send<C: SolCall>(world: &World, to: Address, call: &C) -> Receipt {
    world.call(to, call.abi_encode())
}

#[test]
fn arb_sys_tells_the_l2_block_and_hashes_of_earlier_ones() {
    let world = World::new();
    for _ in 0..3 {
        world.chain.mine();
    }
    let number = world.ask(ARB_SYS, &ArbSys::arbBlockNumberCall {}).unwrap();
    assert_eq!(number, U256::from(4));
    let ask = |block: u64| {
        world.ask(ARB_SYS, &ArbSys::arbBlockHashCall { arbBlockNum: U256::from(block) })
    };
    let block = world.chain.block(alloy::eips::BlockId::from(2)).unwrap();
    assert_eq!(ask(2).unwrap(), block.header.hash());
    assert_eq!(
        ask(3).unwrap(),
        world.chain.block(alloy::eips::BlockId::latest()).unwrap().header.hash()
    );
    assert!(ask(4).is_err());
    let version = world.ask(ARB_SYS, &ArbSys::arbOSVersionCall {}).unwrap();
    assert_eq!(version, U256::from(106));
}

#[test]
fn arb_owner_is_free_for_owners_and_takes_all_gas_of_others() {
    let world = World::new();
    let set = ArbOwner::setInkPriceCall { price: 20_000 };
    let receipt = send(&world, ARB_OWNER, &set);
    assert_eq!((receipt.success, receipt.gas_used), (false, PLENTY));

    assert!(send(&world, ARB_DEBUG, &ArbDebug::becomeChainOwnerCall {}).success);
    let addr = world.sender.address;
    assert!(world.ask(ARB_OWNER_PUBLIC, &ArbOwnerPublic::isChainOwnerCall { addr }).unwrap());
    let receipt = send(&world, ARB_OWNER, &set);
    assert!(receipt.success);
    assert_eq!(receipt.gas_used, BASE + calldata_gas(&set.abi_encode()));
    let event = ArbOwner::OwnerActs::decode_log(&receipt.logs[0]).unwrap();
    assert_eq!(event.owner, addr);
    assert_eq!(event.data.data[..], set.abi_encode());
    assert_eq!(world.ask(ARB_WASM, &ArbWasm::inkPriceCall {}).unwrap(), 20_000);
    assert_eq!(world.call(world.program(modules::T0), []).gas_used, 30_214);
}

#[test]
fn arb_debug_takes_all_gas_when_the_chain_is_not_for_debugging() {
    let world = World::with(Config { debug: false, ..Config::default() });
    let receipt = send(&world, ARB_DEBUG, &ArbDebug::becomeChainOwnerCall {});
    assert_eq!((receipt.success, receipt.gas_used), (false, PLENTY));
}

#[test]
fn cache_managers_make_programs_cheap_to_start() {
    let world = World::new();
    let program = world.program(modules::T0);
    let cache = ArbWasmCache::cacheProgramCall { program };
    let receipt = send(&world, ARB_WASM_CACHE, &cache);
    assert_eq!((receipt.success, receipt.gas_used), (false, PLENTY));
    assert!(receipt.output.is_empty());

    send(&world, ARB_DEBUG, &ArbDebug::becomeChainOwnerCall {});
    let manager = world.sender.address;
    assert!(send(&world, ARB_OWNER, &ArbOwner::addWasmCacheManagerCall { manager }).success);
    let managers = world.ask(ARB_WASM_CACHE, &ArbWasmCache::allCacheManagersCall {}).unwrap();
    assert_eq!(managers, [manager]);

    let receipt = send(&world, ARB_WASM_CACHE, &cache);
    assert!(receipt.success);
    let event = ArbWasmCache::UpdateProgramCache::decode_log(&receipt.logs[0]).unwrap();
    assert_eq!((event.manager, event.cached), (manager, true));
    assert_eq!(world.call(program, []).gas_used, 21_364);
    let again = send(&world, ARB_WASM_CACHE, &cache);
    assert!(again.success && again.logs.is_empty());

    let codehash = world.code_hash(program);
    assert!(send(&world, ARB_WASM_CACHE, &ArbWasmCache::evictCodehashCall { codehash }).success);
    assert_eq!(world.call(program, []).gas_used, 30_214);
}

#[test]
fn precompiles_take_all_gas_when_the_call_is_not_one_of_theirs() {
    let world = World::new();
    let unknown = world.call(ARB_WASM, [1, 2, 3, 4]);
    let short = world.call(ARB_WASM, [1, 2, 3]);
    let later = world.call(ARB_WASM, ArbWasm::activationGasCall {}.abi_encode());
    let paid = world.send(Tx {
        to: ARB_WASM,
        data: ArbWasm::stylusVersionCall {}.abi_encode().into(),
        value: 1,
        ..Tx::default()
    });
    for receipt in [unknown, short, later, paid] {
        assert_eq!((receipt.success, receipt.gas_used), (false, PLENTY));
        assert!(receipt.output.is_empty());
    }
    let world = World::at(ArbosVersion::V60);
    assert_eq!(world.ask(ARB_WASM, &ArbWasm::activationGasCall {}).unwrap(), 0);
}

#[test]
fn gas_beyond_what_a_transaction_may_compute_with_is_given_back() {
    for (arbos, most) in
        [(ArbosVersion::V40, TX_COMPUTE_GAS + BASE), (ArbosVersion::V51, TX_COMPUTE_GAS)]
    {
        let world = World::at(arbos);
        // jumpdest; push0; jump
        let endless = world.code(alloy::primitives::hex!("5b5f56"));
        let receipt = world.send(Tx { to: endless, gas: 50_000_000, ..Tx::default() });
        assert_eq!((receipt.success, receipt.gas_used), (false, most));
    }
}

#[test]
fn block_number_and_tips_are_those_of_an_arbitrum_chain() {
    let world = World::new();
    world.chain.mine();
    // Returns NUMBER, PREVRANDAO, COINBASE, GASPRICE.
    let code = alloy::primitives::hex!("435f5244602052416040523a60605260805ff3");
    let contract = world.code(code);
    let receipt = world.call(contract, []);
    let word = |index: usize| B256::from_slice(&receipt.output[index * 32..][..32]);
    assert_eq!(word(0), B256::ZERO);
    assert_eq!(word(1), B256::with_last_byte(1));
    assert_eq!(Address::from_word(word(2)), stylus_devnode::config::SEQUENCER);
    assert_eq!(U256::from_be_bytes(word(3).0), U256::from(100_000_000));
}

#[test]
fn l1_fee_is_gas_of_its_own_when_l1_has_a_price() {
    let world = World::with(Config { l1_price: U256::from(10_u64.pow(9)), ..Config::default() });
    let price = world.ask(ARB_GAS_INFO, &ArbGasInfo::getL1BaseFeeEstimateCall {}).unwrap();
    assert_eq!(price, U256::from(10_u64.pow(9)));
    let to = world.fresh_address();
    let request = TransactionRequest::default().from(world.sender.address).to(to);
    let estimate = world.chain.estimate_gas(&request, &CallAt::default()).unwrap();
    let before = world.balance(NETWORK_FEE_ACCOUNT);
    let receipt = world.send(Tx { to, gas: estimate, ..Tx::default() });
    assert!(receipt.success);
    // Some hundred bytes at 16 units, a thousand million wei each, ten gas a unit.
    assert!((8_000..30_000).contains(&receipt.gas_used_for_l1), "{}", receipt.gas_used_for_l1);
    assert_eq!(receipt.gas_used, BASE + receipt.gas_used_for_l1);
    assert!(estimate >= receipt.gas_used && estimate < receipt.gas_used * 12 / 10);
    let paid = world.balance(NETWORK_FEE_ACCOUNT) - before;
    assert_eq!(paid, U256::from(receipt.gas_used) * U256::from(100_000_000));
}
