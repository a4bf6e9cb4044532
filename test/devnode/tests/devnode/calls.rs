//! What calls of programs cost and come to, against the numbers of a real Arbitrum chain.

use alloy::{
    primitives::{Address, Bytes, U256},
    rpc::types::{AccessList, AccessListItem},
};

use crate::{
    evm, modules,
    world::{BASE, Tx, World, calldata_gas},
};

#[test]
fn call_costs_30214_when_the_program_is_the_smallest() {
    let world = World::new();
    let program = world.program(modules::T0);
    let receipt = world.call(program, []);
    assert!(receipt.success);
    assert_eq!(receipt.gas_used, 30_214);
}

#[test]
fn call_costs_21364_when_the_program_is_cached() {
    let world = World::new();
    let program = world.program(modules::T0);
    world.chain.set_program_cached(program, true).unwrap();
    assert_eq!(world.call(program, []).gas_used, 21_364);
}

#[test]
fn call_fails_when_one_gas_is_missing() {
    let world = World::new();
    let to = world.program(modules::T0);
    for (gas, success) in [(30_212, false), (30_213, false), (30_214, true)] {
        let receipt = world.send(Tx { to, gas, ..Tx::default() });
        assert_eq!((receipt.success, receipt.gas_used), (success, gas));
        assert!(receipt.output.is_empty());
    }
}

#[test]
fn call_takes_all_gas_when_the_program_is_not_activated() {
    let world = World::new();
    let to = world.deployed(modules::T0);
    let receipt = world.send(Tx { to, gas: 100_000, ..Tx::default() });
    assert_eq!((receipt.success, receipt.gas_used), (false, 100_000));
    assert!(receipt.output.is_empty());
}

#[test]
fn call_returns_nothing_when_a_contract_calls_a_program_not_activated() {
    let world = World::new();
    let program = world.deployed(modules::T0);
    let caller = world.code(evm::CALL_AND_TELL);
    let data = evm::word(program);
    let told = world.view(caller, data.clone()).unwrap();
    assert_eq!(told, Bytes::from([0; 64]));
    let gas = 200_000;
    let receipt = world.send(Tx { to: caller, data: data.clone(), gas, ..Tx::default() });
    assert!(receipt.success);
    let before_call = gas - BASE - calldata_gas(&data) - 17 - 2_600;
    assert_eq!(receipt.gas_used, gas - (before_call / 64 - tail_gas()));
}

#[test]
fn read_args_and_write_result_cost_by_size() {
    let world = World::new();
    let program = world.program(modules::ECHO);
    for (size, gas) in [(4, 7), (36, 8), (132, 9), (1024, 21)] {
        let data = Bytes::from(vec![0x11; size]);
        assert_eq!(world.view(program, data.clone()).unwrap(), data);
        assert_eq!(world.gas_of_call(program, data), 9_221 + gas, "of {size} bytes");
    }
}

#[test]
fn msg_sender_costs_7_with_its_result() {
    let world = World::new();
    let program = world.program(modules::SENDER);
    let receipt = world.call(program, []);
    assert_eq!(receipt.gas_used, 30_228);
    assert_eq!(receipt.output, evm::word(world.sender.address));
}

#[test]
fn storage_load_is_free_of_gas_when_repeated() {
    let world = World::new();
    assert_eq!(world.call(world.program(modules::LOAD2), []).gas_used, 32_330);
}

#[test]
fn storage_store_costs_as_sstore_when_new_and_when_unchanged() {
    let world = World::new();
    let program = world.program(modules::STORE1);
    assert_eq!(world.call(program, []).gas_used, 52_340);
    assert_eq!(world.slot(program, 0), U256::from(1));
    assert_eq!(world.call(program, []).gas_used, 32_440);
}

#[test]
fn storage_store_refunds_when_it_clears_a_slot() {
    let world = World::new();
    let program = world.program(modules::STORE0);
    world.chain.set_storage(program, U256::ZERO, U256::from(1));
    assert_eq!(world.call(program, []).gas_used, 30_435);
    assert_eq!(world.slot(program, 0), U256::ZERO);
}

#[test]
fn storage_store_is_lost_when_never_flushed() {
    let world = World::new();
    let body = "(call $store (i32.const 0) (i32.const 64)) i32.const 0";
    let program = world.program(&modules::program(body));
    assert!(world.call(program, []).success);
    assert_eq!(world.slot(program, 0), U256::ZERO);
}

#[test]
fn staticcall_fails_when_the_program_stores() {
    let world = World::new();
    let program = world.program(modules::STORE1);
    let caller = world.code(evm::STATICCALL_AND_TELL);
    let told = world.view(caller, evm::word(program)).unwrap();
    assert_eq!(told, Bytes::from([0; 64]));
    let data = evm::word(program);
    let gas = world.gas_of_call(caller, data);
    // Five pushes and a load, the cold account, the tail that tells; the program keeps its gas.
    assert_eq!(gas, 15 + 2_600 + 9_229 + 10 + tail_gas());
}

#[test]
fn staticcall_succeeds_when_nothing_is_to_be_flushed() {
    let world = World::new();
    let body = "(call $flush (i32.const 0)) i32.const 0";
    let program = world.program(&modules::program(body));
    let caller = world.code(evm::STATICCALL_AND_TELL);
    let told = world.view(caller, evm::word(program)).unwrap();
    assert_eq!(U256::from_be_slice(&told[..32]), U256::from(1));
}

/// `PUSH0 MSTORE RETURNDATASIZE PUSH1 MSTORE PUSH1 PUSH0 RETURN` with two words of memory.
fn tail_gas() -> u64 {
    2 + 3 + 2 + 3 + 3 + 3 + 2 + 6
}

#[test]
fn memory_costs_by_page_and_by_the_most_ever_open() {
    let world = World::new();
    let program = world.program(modules::MEM17);
    assert_eq!(world.call(program, []).gas_used, 45_302);
    let (init, _) = world.init_gas(program);
    let twice = world.code(evm::CALL_TWICE);
    let gas = world.gas_of_call(twice, evm::word(program));
    // A POP between the calls; the account is cold only once.
    assert_eq!(gas, 2 * 17 + 2 + 2_700 + 2 * (init + 1) + 15_008 + 15_000);
}

#[test]
fn memory_costs_more_when_another_program_holds_its_own() {
    let world = World::new();
    let inner = world.program(modules::MEM17);
    let outer = world.program(&wider(modules::CALL_OUT));
    let (inner_init, outer_init) = (world.init_gas(inner).0, world.init_gas(outer).0);
    let gas = world.gas_of_call(outer, Bytes::copy_from_slice(inner.as_slice()));
    let call_out = 15 + 2_600;
    assert_eq!(gas, outer_init + 15_008 + call_out + inner_init + 17_089 + 1);
}

/// The module with 17 pages instead of one.
fn wider(module: &[u8]) -> Vec<u8> {
    let one_page = [5, 4, 1, 1, 1, 1];
    let at = module.windows(6).position(|bytes| bytes == one_page).unwrap();
    let mut wider = module.to_vec();
    wider[at + 4..at + 6].fill(17);
    wider
}

#[test]
fn memory_grow_memory_fill_and_keccak_cost_what_they_should() {
    let world = World::new();
    for (wasm, gas) in
        [(modules::GROW3, 32_220), (modules::FILL, 30_225), (modules::KECCAK100, 30_245)]
    {
        assert_eq!(world.call(world.program(wasm), []).gas_used, gas);
    }
}

#[test]
fn emit_log_costs_as_log_does() {
    let world = World::new();
    let program = world.program(modules::LOG1);
    let receipt = world.call(program, []);
    assert_eq!(receipt.gas_used, 31_234);
    assert_eq!(receipt.logs.len(), 1);
    assert_eq!((receipt.logs[0].topics().len(), receipt.logs[0].data.data.len()), (1, 32));
    assert_eq!(receipt.logs[0].address, program);
}

#[test]
fn emit_log_reverts_when_topics_are_too_many_or_missing() {
    let world = World::new();
    for topics in [3, 5] {
        let body =
            format!("(call $log (i32.const 0) (i32.const 64) (i32.const {topics})) i32.const 0");
        let receipt = world.call(world.program(&modules::program(&body)), []);
        assert!(!receipt.success);
        assert!(receipt.logs.is_empty());
        assert!(receipt.gas_used < 50_000);
    }
}

#[test]
fn call_contract_costs_by_temperature_of_its_target() {
    let world = World::new();
    let program = world.program(modules::CALL_OUT);
    let target = world.fresh_address();
    let data = Bytes::copy_from_slice(target.as_slice());
    assert_eq!(world.gas_of_call(program, data.clone()), 9_223 + 2_615);
    let warm = AccessList(vec![AccessListItem { address: target, storage_keys: vec![] }]);
    let receipt =
        world.send(Tx { to: program, data: data.clone(), access_list: warm, ..Tx::default() });
    assert_eq!(receipt.gas_used, BASE + calldata_gas(&data) + 2_400 + 9_223 + 115);
}

#[test]
fn call_contract_returns_2_when_its_target_reverts() {
    let world = World::new();
    let program = world.program(modules::CALL_OUT);
    let target = world.code(evm::REVERT);
    let receipt = world.call(program, Bytes::copy_from_slice(target.as_slice()));
    assert!(!receipt.success);
    let body = "(call $read_args (i32.const 0))
        (i32.ne (i32.const 2)
            (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 128) (i64.const -1) (i32.const 160)))";
    let checks = world.program(&modules::program(body));
    assert!(world.call(checks, Bytes::copy_from_slice(target.as_slice())).success);
}

#[test]
fn call_contract_pays_for_value_without_the_stipend_back() {
    let world = World::new();
    let mut wasm = modules::CALL_OUT.to_vec();
    // A data segment makes the word at 32, the value, one wei.
    wasm.extend([0x0b, 0x07, 0x01, 0x00, 0x41, 0x3f, 0x0b, 0x01, 0x01]);
    let program = world.program(&wasm);
    world.chain.set_balance(program, U256::from(10));
    let (init, _) = world.init_gas(program);
    let funded = world.fresh_address();
    world.chain.set_balance(funded, U256::from(1));
    let call = |to: Address| world.gas_of_call(program, Bytes::copy_from_slice(to.as_slice()));
    assert_eq!(call(funded) - init, 15 + 2_600 + 9_000);
    let empty = world.fresh_address();
    assert_eq!(call(empty) - init, 15 + 2_600 + 9_000 + 25_000);
    assert_eq!(world.balance(empty), U256::from(1));
}

#[test]
fn call_from_a_contract_costs_11831() {
    let world = World::new();
    let program = world.program(modules::T0);
    let caller = world.code(evm::CALL_ONCE);
    assert_eq!(world.gas_of_call(caller, evm::word(program)), 11_831);
}

#[test]
fn call_reverts_and_keeps_its_gas_when_the_program_traps() {
    let world = World::new();
    for wasm in [modules::TRAP, modules::DIV0] {
        let receipt = world.call(world.program(wasm), []);
        assert_eq!((receipt.success, receipt.gas_used), (false, 30_214));
        assert!(receipt.output.is_empty());
    }
}

#[test]
fn exit_early_reverts_with_data_when_its_status_is_1() {
    let world = World::new();
    let receipt = world.call(world.program(modules::EXIT1), []);
    assert_eq!((receipt.success, receipt.gas_used), (false, 30_227));
    assert_eq!(receipt.output, Bytes::from([0; 4]));
}

#[test]
fn call_takes_all_gas_when_the_stack_runs_out() {
    let world = World::new();
    let to = world.program(modules::REC);
    let receipt = world.send(Tx { to, gas: 500_000, ..Tx::default() });
    assert_eq!((receipt.success, receipt.gas_used), (false, 500_000));
}

#[test]
fn call_costs_at_least_its_output_when_that_is_large() {
    let world = World::new();
    let program = world.program(modules::BIG_RET);
    assert_eq!(world.call(program, []).gas_used, 35_336);
    world.chain.set_program_cached(program, true).unwrap();
    assert_eq!(world.call(program, []).gas_used, 35_336);
}

#[test]
fn account_code_size_is_free_when_asked_again_unless_there_is_no_code() {
    let world = World::new();
    let program = world.program(modules::CODE_SIZE2);
    let (contract, nobody) = (world.code(evm::REVERT), world.fresh_address());
    for (target, gas) in [(contract, 3_318), (nobody, 4_118)] {
        let data = Bytes::copy_from_slice(target.as_slice());
        assert_eq!(world.gas_of_call(program, data), 9_223 + gas);
    }
}

/// With calldata, calls the address in it and fails if that fails; without, tells by its status
/// whether it was re-entered.
const REENTRANCY: &str = "(if (result i32) (local.get $size)
    (then
        (call $read_args (i32.const 0))
        (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 128) (i64.const -1) (i32.const 160)))
    (else (call $reentrant)))";

#[test]
fn msg_reentrant_counts_frames_that_act_for_the_account() {
    let world = World::new();
    let program = world.program(&modules::program(REENTRANCY));
    assert!(world.call(program, []).success, "a direct call is no re-entry");
    let back = world.code(evm::call_and_require(program));
    let by_contract = world.call(program, Bytes::copy_from_slice(back.as_slice()));
    assert!(!by_contract.success, "a contract that calls back re-enters");
    let by_itself = world.call(program, Bytes::copy_from_slice(program.as_slice()));
    assert!(!by_itself.success, "a call to itself re-enters");
}

#[test]
fn msg_reentrant_does_not_count_delegated_frames() {
    let world = World::new();
    let program = world.program(&modules::program(REENTRANCY));
    let proxy = world.code(evm::proxy(program));
    assert!(world.call(proxy, []).success, "a proxy called once is not re-entered");
    let back = world.code(evm::call_and_require(proxy));
    let receipt = world.call(proxy, Bytes::copy_from_slice(back.as_slice()));
    assert!(!receipt.success, "a proxy that is called back is");
    let other = world.fresh_address();
    assert!(world.call(proxy, Bytes::copy_from_slice(other.as_slice())).success);
}

#[test]
fn deep_recursion_ends_by_gas_when_programs_call_themselves() {
    let world = World::new();
    let body = "(call $own_address (i32.const 0))
        (drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 128) (i64.const -1) (i32.const 160)))
        i32.const 0";
    let program = world.program(&modules::program(body));
    world.chain.set_program_cached(program, true).unwrap();
    assert!(world.call(program, []).success);
}
