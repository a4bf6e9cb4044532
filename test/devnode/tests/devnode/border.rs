//! State that EVM contracts and Stylus programs write, calling each other, stands or falls with the
//! frame that wrote it.

use alloy::primitives::{Address, B256, Bytes, U256};

use crate::{
    evm,
    modules::{self, program},
    world::World,
};

/// Stores 1 in slot 0, logs, and ends with `status`.
fn write(status: u32) -> Vec<u8> {
    program(&format!("{WRITE} i32.const {status}"))
}

const WRITE: &str = "(call $store (i32.const 0) (i32.const 64))
    (call $flush (i32.const 0))
    (call $log (i32.const 0) (i32.const 32) (i32.const 1))";

/// Writes, then calls the address in its calldata with nothing, and ends with `status`.
fn write_and_call(status: u32) -> Vec<u8> {
    program(&format!(
        "{WRITE} (call $read_args (i32.const 0))
        (drop (call $call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 128) (i64.const -1) (i32.const 160)))
        i32.const {status}"
    ))
}

fn calldata(address: Address) -> Bytes {
    Bytes::copy_from_slice(address.as_slice())
}

fn seven() -> U256 {
    U256::from(7)
}

fn one() -> U256 {
    U256::from(1)
}

#[test]
fn a_contract_keeps_its_writes_when_the_program_it_calls_succeeds() {
    let world = World::new();
    let inner = world.program(&write(0));
    let outer = world.code(evm::WRITE_AND_CALL);
    let receipt = world.call(outer, evm::word(inner));
    assert!(receipt.success);
    assert_eq!((world.slot(outer, 0), world.slot(inner, 0)), (seven(), one()));
    let emitters: Vec<_> = receipt.logs.iter().map(|log| log.address).collect();
    assert_eq!(emitters, [outer, inner]);
    assert_eq!(receipt.logs[1].topics(), [B256::ZERO]);
}

#[test]
fn a_contract_keeps_its_writes_when_the_program_it_calls_reverts() {
    let world = World::new();
    let inner = world.program(&write(1));
    let outer = world.code(evm::WRITE_AND_CALL);
    let receipt = world.call(outer, evm::word(inner));
    assert!(receipt.success);
    assert_eq!((world.slot(outer, 0), world.slot(inner, 0)), (seven(), U256::ZERO));
    assert_eq!(receipt.logs.len(), 1);
}

#[test]
fn a_program_keeps_its_writes_when_the_contract_it_calls_succeeds() {
    let world = World::new();
    let inner = world.code(evm::WRITE);
    let outer = world.program(&write_and_call(0));
    let receipt = world.call(outer, calldata(inner));
    assert!(receipt.success);
    assert_eq!((world.slot(outer, 0), world.slot(inner, 0)), (one(), seven()));
    assert_eq!(receipt.logs.len(), 2);
}

#[test]
fn a_program_keeps_its_writes_when_the_contract_it_calls_reverts() {
    let world = World::new();
    let inner = world.code(evm::WRITE_AND_REVERT);
    let outer = world.program(&write_and_call(0));
    let receipt = world.call(outer, calldata(inner));
    assert!(receipt.success);
    assert_eq!((world.slot(outer, 0), world.slot(inner, 0)), (one(), U256::ZERO));
    assert_eq!(receipt.logs.len(), 1);
}

#[test]
fn nothing_stays_when_the_outer_program_reverts() {
    let world = World::new();
    let inner = world.code(evm::WRITE);
    let outer = world.program(&write_and_call(1));
    let receipt = world.call(outer, calldata(inner));
    assert!(!receipt.success && receipt.logs.is_empty());
    assert_eq!((world.slot(outer, 0), world.slot(inner, 0)), (U256::ZERO, U256::ZERO));
}

#[test]
fn four_frames_of_both_kinds_keep_all_but_what_reverts() {
    for (status, kept) in [(0, one()), (1, U256::ZERO)] {
        let world = World::new();
        let innermost = world.program(&write(status));
        // The contract calls what its code names; it has no calldata to be told by.
        let third = world.code(write_and_call_fixed(innermost));
        let second = world.program(&write_and_call(0));
        let first = world.code(forward(second, third));
        assert!(world.call(first, []).success);
        assert_eq!(world.slot(innermost, 0), kept);
        assert_eq!(world.slot(third, 0), seven());
        assert_eq!(world.slot(second, 0), one());
    }
}

/// Writes as [`evm::WRITE`] and calls `target`.
fn write_and_call_fixed(target: Address) -> Bytes {
    let head = &evm::WRITE[..evm::WRITE.len() - 1];
    [head, &[0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x73], target.as_slice(), &[0x5a, 0xf1, 0x00]]
        .concat()
        .into()
}

/// Calls `target` with `address` as its 20 bytes of calldata and reverts if that fails.
fn forward(target: Address, address: Address) -> Bytes {
    // mstore(0, address); call(gas, target, 0, 12, 20, 0, 0)
    let mut code = vec![0x73];
    code.extend(address.as_slice());
    code.extend([0x5f, 0x52, 0x5f, 0x5f, 0x60, 0x14, 0x60, 0x0c, 0x5f, 0x73]);
    code.extend(target.as_slice());
    let target_of_jump = u8::try_from(code.len() + 8).unwrap();
    code.extend([0x5a, 0xf1, 0x60, target_of_jump, 0x57, 0x5f, 0x5f, 0xfd, 0x5b, 0x00]);
    code.into()
}

#[test]
fn a_program_creates_a_contract_and_runs_on_when_the_creation_fails() {
    let world = World::new();
    // Returns the address in memory at 64, zero if nothing was created.
    let text = |init_code: &str, size: usize| {
        format!(
            r#"(module
                (import "vm_hooks" "create1" (func $create (param i32 i32 i32 i32 i32)))
                (import "vm_hooks" "write_result" (func $result (param i32 i32)))
                (memory (export "memory") 1 1)
                (data (i32.const 0) "{init_code}")
                (func (export "user_entrypoint") (param i32) (result i32)
                    (call $create (i32.const 0) (i32.const {size}) (i32.const 128) (i32.const 64) (i32.const 96))
                    (call $result (i32.const 64) (i32.const 20))
                    i32.const 0))"#
        )
    };
    // Init code that returns one byte of memory, and init code that reverts.
    let creates = world.program(&modules::wat(&text("\\60\\01\\5f\\f3", 4)));
    let receipt = world.call(creates, []);
    assert!(receipt.success);
    let created = Address::from_slice(&receipt.output);
    assert_eq!(created, creates.create(0));
    assert_eq!(world.chain.state().code(created).len(), 1);
    let fails = world.program(&modules::wat(&text("\\5f\\5f\\fd", 3)));
    let receipt = world.call(fails, []);
    assert!(receipt.success);
    assert_eq!(Address::from_slice(&receipt.output), Address::ZERO);
}
