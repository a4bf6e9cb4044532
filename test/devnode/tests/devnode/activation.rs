//! What activation costs, what it refuses and when it ends, against the numbers of a real chain.

use alloy::{
    primitives::{Address, B256, Bytes, U256, hex},
    rpc::types::TransactionRequest,
    sol_types::{SolCall as _, SolEvent as _},
};
use stylus_devnode::{
    ArbosVersion, Config,
    chain::{CallAt, Error, Receipt},
    config::{BASEFEE, NETWORK_FEE_ACCOUNT},
    precompiles::{ARB_WASM, abi::ArbWasm},
};

use crate::{
    evm,
    modules::{self, wat},
    world::{ACTIVATION_VALUE, BASE, PLENTY, Tx, World, assert_reverts, calldata_gas},
};

/// Fee of the first activation of the smallest program on a chain.
const FIRST_FEE: u64 = 43_607_190_175_334;

const DAY: u64 = 86_400;

fn activation_data(program: Address) -> Vec<u8> {
    ArbWasm::activateProgramCall { program }.abi_encode()
}

#[test]
fn arb_wasm_tells_costs_and_sizes_when_a_program_is_active() {
    let world = World::new();
    let program = world.program(modules::T0);
    assert_eq!(world.init_gas(program), (9_213, 363));
    let codehash = world.code_hash(program);
    let size = world.ask(ARB_WASM, &ArbWasm::codehashAsmSizeCall { codehash }).unwrap();
    assert_eq!(size, 514_048);
    let pages = world.ask(ARB_WASM, &ArbWasm::programMemoryFootprintCall { program }).unwrap();
    assert_eq!(pages, 1);
    let version = world.ask(ARB_WASM, &ArbWasm::codehashVersionCall { codehash }).unwrap();
    assert_eq!(version, 2);
}

#[test]
fn arb_wasm_charges_as_nitro_does() {
    let world = World::new();
    let program = world.program(modules::T0);
    let codehash = world.code_hash(program);
    let call = ArbWasm::codehashVersionCall { codehash }.abi_encode();
    assert_eq!(world.gas_of_call(ARB_WASM, call), 1_706);
    let call = ArbWasm::stylusVersionCall {}.abi_encode();
    assert_eq!(world.gas_of_call(ARB_WASM, call), 903);
}

#[test]
fn activation_costs_1810910() {
    for (arbos, extra) in [(ArbosVersion::V51, 0), (ArbosVersion::V60, 800)] {
        let world = World::at(arbos);
        let program = world.deployed(modules::T0);
        let receipt = world.activate(program, ACTIVATION_VALUE);
        assert!(receipt.success);
        let before = BASE + calldata_gas(&activation_data(program));
        assert_eq!(receipt.gas_used - before, 1_810_910 + extra);
    }
}

#[test]
fn activation_pays_its_fee_to_the_network_and_returns_the_rest() {
    let world = World::new();
    let program = world.deployed(modules::T0);
    let (sender, network) = (world.sender.address, NETWORK_FEE_ACCOUNT);
    let (had, network_had) = (world.balance(sender), world.balance(network));
    let receipt = world.activate(program, ACTIVATION_VALUE);
    let gas_fee = U256::from(receipt.gas_used) * U256::from(BASEFEE);
    let paid = U256::from(FIRST_FEE) + gas_fee;
    assert_eq!(had - world.balance(sender), paid);
    assert_eq!(world.balance(network) - network_had, paid);
    assert_eq!(world.balance(ARB_WASM), U256::ZERO);
    let event = ArbWasm::ProgramActivated::decode_log(&receipt.logs[0]).unwrap();
    assert_eq!(event.dataFee, U256::from(FIRST_FEE));
    assert_eq!((event.program, event.version), (program, 2));
    assert_eq!(event.codehash, world.code_hash(program));
}

#[test]
fn activation_reverts_when_done_underpaid_or_not_a_program() {
    let world = World::new();
    let done = world.program(modules::T0);
    let underpaid = world.deployed(modules::ECHO);
    let nothing = world.fresh_address();
    for (program, value, selector) in [
        (done, ACTIVATION_VALUE, hex!("cc944bf2")),
        (underpaid, 1, hex!("09781ab7")),
        (nothing, ACTIVATION_VALUE, hex!("27f38212")),
    ] {
        let receipt = world.activate(program, value);
        assert!(!receipt.success && receipt.gas_used < PLENTY);
        assert_eq!(receipt.output[..4], selector);
    }
}

#[test]
fn activation_reverts_without_data_when_code_is_of_the_evm_or_damaged() {
    let world = World::new();
    let evm = world.code(evm::REVERT);
    let damaged = world.code(hex!("eff00000ffffffff"));
    for program in [evm, damaged] {
        let receipt = world.activate(program, ACTIVATION_VALUE);
        assert!(!receipt.success && receipt.gas_used < PLENTY);
        assert!(receipt.output.is_empty());
    }
    let world = World::at(ArbosVersion::V60);
    let evm = world.code(evm::REVERT);
    assert_eq!(world.activate(evm, ACTIVATION_VALUE).output[..4], hex!("27f38212"));
}

#[test]
fn activation_takes_all_gas_when_the_program_breaks_a_rule() {
    for (why, text) in REJECTED {
        rejects(&World::with(Config { debug: false, ..Config::default() }), why, &wat(text));
    }
}

/// Programs that no chain accepts.
const REJECTED: [(&str, &str); 8] = [
    (
        "no memory export",
        r#"(module (memory 1 1) (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
    ),
    (
        "growable without paying",
        r#"(module (memory (export "memory") 1) (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
    ),
    (
        "start function",
        r#"(module (memory (export "memory") 1 1) (func $start) (start $start)
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
    ),
    (
        "table.get",
        r#"(module (memory (export "memory") 1 1) (table 1 funcref)
            (func (export "user_entrypoint") (param i32) (result i32)
                (drop (table.get 0 (i32.const 0))) i32.const 0))"#,
    ),
    (
        "float arithmetic",
        r#"(module (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32)
                (drop (f32.add (f32.const 1) (f32.const 2))) i32.const 0))"#,
    ),
    (
        "data count section",
        r#"(module (memory (export "memory") 1 1) (data $d "x")
            (func (export "user_entrypoint") (param i32) (result i32)
                (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) i32.const 0))"#,
    ),
    (
        "foreign import",
        r#"(module (import "env" "foo" (func)) (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
    ),
    (
        "reserved export",
        r#"(module (memory (export "memory") 1 1) (func (export "stylus_x"))
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#,
    ),
];

#[track_caller]
fn rejects(world: &World, why: &str, wasm: &[u8]) {
    let program = world.deployed(wasm);
    let receipt = world.activate(program, ACTIVATION_VALUE);
    assert_eq!((receipt.success, receipt.gas_used), (false, PLENTY), "{why}");
    let request = TransactionRequest::default()
        .from(world.sender.address)
        .to(ARB_WASM)
        .value(U256::from(ACTIVATION_VALUE))
        .input(activation_data(program).into());
    match world.chain.call(&request, &CallAt::default()) {
        Err(Error::Halted(text)) => {
            assert!(text.starts_with("program activation failed"), "{why}: {text}");
        }
        other => panic!("{why}: {other:?}"),
    }
}

#[test]
fn activation_bounds_the_locals_of_a_function() {
    let with = |locals: usize| {
        let locals = " i32".repeat(locals);
        wat(&format!(
            r#"(module (memory (export "memory") 1 1)
                (func (export "user_entrypoint") (param i32) (result i32) (local{locals}) i32.const 0))"#
        ))
    };
    let world = World::new();
    world.program(&with(348));
    rejects(&world, "349 locals", &with(349));
}

#[test]
fn activation_refuses_multiple_values_only_from_arbos_60() {
    let wasm = wat(r#"(module (memory (export "memory") 1 1)
            (func $two (result i32 i32) i32.const 0 i32.const 0)
            (func (export "user_entrypoint") (param i32) (result i32) (call $two) drop))"#);
    World::new().program(&wasm);
    rejects(&World::at(ArbosVersion::V60), "multi-value", &wasm);
}

#[test]
fn start_costs_the_same_twice_in_a_block_unless_recent_programs_are_kept() {
    for (arbos, second) in [(ArbosVersion::V51, 9_214), (ArbosVersion::V60, 364)] {
        let world = World::at(arbos);
        let program = world.program(modules::T0);
        let twice = world.code(evm::CALL_TWICE);
        let gas = world.gas_of_call(twice, evm::word(program));
        assert_eq!(gas, 17 + 2_600 + 9_214 + 2 + 17 + 100 + second);
    }
}

#[test]
fn create_accepts_only_code_that_stylus_knows() {
    let code = |prefix: [u8; 3]| [&prefix[..], &[0, 1]].concat();
    for (arbos, pieces) in [(ArbosVersion::V51, false), (ArbosVersion::V60, true)] {
        let world = World::at(arbos);
        for (code, accepted) in [
            (code(hex!("ef0000")), false),
            (code(hex!("eff000")), true),
            (hex!("eff000").to_vec(), false),
            (code(hex!("eff001")), pieces),
            (code(hex!("eff002")), pieces),
            (code(hex!("eff003")), false),
            (vec![1; 24_576], true),
            (vec![1; 24_577], false),
        ] {
            let receipt = create(&world, &code);
            assert_eq!(receipt.success, accepted, "{arbos:?} {}", hex::encode(&code[..3]));
            assert_eq!(receipt.created.is_some(), accepted);
        }
    }
}

fn create(world: &World, code: &[u8]) -> Receipt {
    let data = stylus_vm::init_code(code).into();
    world.send(Tx { creates: true, data, ..Tx::default() })
}

#[test]
fn call_fails_when_a_year_has_passed() {
    let world = World::new();
    let program = world.program(modules::T0);
    let codehash = world.code_hash(program);
    world.chain.increase_time(365 * DAY + 3_600);
    let receipt = world.send(Tx { to: program, gas: 100_000, ..Tx::default() });
    assert_eq!((receipt.success, receipt.gas_used), (false, 100_000));
    let asked = world.ask(ARB_WASM, &ArbWasm::codehashVersionCall { codehash });
    assert_reverts(asked, hex!("c9b12e52"));
    assert!(world.activate(program, ACTIVATION_VALUE).success);
    assert!(world.call(program, []).success);
}

#[test]
fn keepalive_reverts_when_a_month_has_not_passed_and_extends_after() {
    let world = World::new();
    let program = world.program(modules::T0);
    let codehash = world.code_hash(program);
    let keepalive = || {
        let data = ArbWasm::codehashKeepaliveCall { codehash }.abi_encode().into();
        world.send(Tx { to: ARB_WASM, data, value: ACTIVATION_VALUE, ..Tx::default() })
    };
    world.chain.increase_time(30 * DAY);
    let receipt = keepalive();
    assert!(!receipt.success);
    assert_eq!(receipt.output[..4], hex!("16bd0cf8"));
    world.chain.increase_time(2 * DAY);
    let receipt = keepalive();
    assert!(receipt.success);
    let event = ArbWasm::ProgramLifetimeExtended::decode_log(&receipt.logs[0]).unwrap();
    assert_eq!(event.codehash, codehash);
    world.chain.increase_time(360 * DAY);
    assert!(world.call(program, []).success);
}

#[test]
fn activation_leaves_no_trace_when_reverted_or_only_called() {
    let world = World::new();
    let snapshot = world.chain.snapshot();
    let program = world.program(modules::T0);
    assert!(world.call(program, []).success);
    assert!(world.chain.revert(snapshot));

    let program = world.deployed(modules::T0);
    let request = TransactionRequest::default()
        .from(world.sender.address)
        .to(ARB_WASM)
        .value(U256::from(ACTIVATION_VALUE))
        .input(activation_data(program).into());
    let answer = world.chain.call(&request, &CallAt::default()).unwrap();
    let answer = ArbWasm::activateProgramCall::abi_decode_returns(&answer).unwrap();
    assert_eq!(answer.dataFee, U256::from(FIRST_FEE));
    assert!(!world.call(program, []).success);

    let fails = world.code(activate_and_revert(program));
    let receipt = world.send(Tx { to: fails, value: ACTIVATION_VALUE, ..Tx::default() });
    assert!(!receipt.success);
    assert!(!world.call(program, []).success);
    assert!(world.activate(program, ACTIVATION_VALUE).success);
    assert!(world.call(program, []).success);
}

/// A contract that activates `program` with its own value and then reverts.
fn activate_and_revert(program: Address) -> Bytes {
    let data = activation_data(program);
    // The selector and the argument into memory; call(gas, 0x71, callvalue, 28, 36, 0, 0); revert.
    let mut code = hex!("63").to_vec();
    code.extend(&data[..4]);
    code.extend(hex!("5f5273"));
    code.extend(program.as_slice());
    code.extend(hex!("6020525f5f6024601c3460715af15f5ffd"));
    code.into()
}

#[test]
fn program_cannot_be_destroyed_when_it_delegates_to_selfdestruct() {
    let world = World::new();
    let selfdestruct = world.code(hex!("33ff"));
    let body = "(call $read_args (i32.const 0))
        (i32.ne (i32.const 2) (call $delegate (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 160)))";
    let text = format!(
        r#"(module
            (import "vm_hooks" "read_args" (func $read_args (param i32)))
            (import "vm_hooks" "delegate_call_contract"
                (func $delegate (param i32 i32 i32 i64 i32) (result i32)))
            (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) {body}))"#
    );
    let program = world.program(&wat(&text));
    let receipt = world.call(program, Bytes::copy_from_slice(selfdestruct.as_slice()));
    assert!(receipt.success, "the delegated call reverts");
    assert_ne!(world.code_hash(program), B256::ZERO);
}

#[test]
fn console_prints_only_when_the_chain_is_for_debugging() {
    let text = r#"(module
        (import "console" "log_txt" (func $log (param i32 i32)))
        (memory (export "memory") 1 1)
        (data (i32.const 0) "hello")
        (func (export "user_entrypoint") (param i32) (result i32)
            (call $log (i32.const 0) (i32.const 5)) i32.const 0))"#;
    let world = World::new();
    let printing = world.program(&wat(text));
    assert!(world.call(printing, []).success);
    let world = World::with(Config { debug: false, ..Config::default() });
    rejects(&world, "console", &wat(text));
}
