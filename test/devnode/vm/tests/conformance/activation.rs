//! What activation costs, finds and refuses.

use crate::support::{
    PLENTY,
    modules::{self, Case},
    wat,
};
use proptest::prelude::*;
use stylus_vm::{ActivationError, Params, activate};

fn refusal(wasm: &[u8], params: &Params) -> String {
    match activate(wasm, params, 0, &mut PLENTY.clone()) {
        Err(ActivationError::Invalid(reason)) => reason.to_string(),
        other => panic!("program must be refused: {other:?}"),
    }
}

macro_rules! activation_costs {
    ($($test:ident: $case:ident;)*) => {$(
        #[test]
        fn $test() {
            let Case { wasm, cached_cost, init_cost, activation_gas } = modules::$case;
            let mut gas = PLENTY;
            let activation = activate(wasm, &Params::arbos(51), 0, &mut gas).unwrap();
            assert_eq!(activation.program.cached_cost, cached_cost);
            assert_eq!(activation.program.init_cost, init_cost);
            assert_eq!(PLENTY - gas, activation_gas);

            let mut exact = activation_gas;
            assert!(activate(wasm, &Params::arbos(51), 0, &mut exact).is_ok());
            let mut short = activation_gas - 1;
            assert!(matches!(
                activate(wasm, &Params::arbos(51), 0, &mut short),
                Err(ActivationError::OutOfGas)
            ));
        }
    )*};
}

activation_costs! {
    t0_activates_at_its_price: T0;
    echo_activates_at_its_price: ECHO;
    load2_activates_at_its_price: LOAD2;
    store1_activates_at_its_price: STORE1;
    store0_activates_at_its_price: STORE0;
    grow3_activates_at_its_price: GROW3;
    fill_activates_at_its_price: FILL;
    keccak100_activates_at_its_price: KECCAK100;
    log1_activates_at_its_price: LOG1;
    call_out_activates_at_its_price: CALL_OUT;
    trap_activates_at_its_price: TRAP;
    rec_activates_at_its_price: REC;
    sender_activates_at_its_price: SENDER;
    big_ret_activates_at_its_price: BIG_RET;
    mem17_activates_at_its_price: MEM17;
    exit1_activates_at_its_price: EXIT1;
    div0_activates_at_its_price: DIV0;
    code_size2_activates_at_its_price: CODE_SIZE2;
}

#[test]
fn t0_has_an_asm_estimate_of_513418_bytes_and_a_page() {
    let activation = activate(modules::T0.wasm, &Params::arbos(51), 0, &mut PLENTY.clone());
    let program = activation.unwrap().program;
    assert_eq!((program.asm_estimate, program.footprint), (513_418, 1));
}

/// A program that is valid but for what `extra` adds before its entrypoint.
fn program(extra: &str) -> Vec<u8> {
    wat(&format!(
        r#"(module {extra}
            (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
    ))
}

/// A program whose entrypoint runs `body` before it returns 0.
fn running(body: &str) -> Vec<u8> {
    wat(&format!(
        r#"(module (memory (export "memory") 1 1) (table 1 funcref)
            (func (export "user_entrypoint") (param i32) (result i32) {body} i32.const 0))"#
    ))
}

#[test]
fn activate_refuses_when_memory_is_not_exported() {
    let wasm = wat(r#"(module (memory 1 1)
        (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#);
    assert!(refusal(&wasm, &Params::arbos(51)).contains("export memory"));
}

#[test]
fn activate_refuses_when_the_entrypoint_is_missing_or_of_another_type() {
    let without = wat(r#"(module (memory (export "memory") 1 1))"#);
    assert!(refusal(&without, &Params::arbos(51)).contains("user_entrypoint"));
    let typed = wat(r#"(module (memory (export "memory") 1 1)
        (func (export "user_entrypoint") (result i32) i32.const 0))"#);
    assert!(refusal(&typed, &Params::arbos(51)).contains("user_entrypoint"));
}

#[test]
fn activate_refuses_when_memory_grows_without_paying() {
    for limits in ["1", "1 2"] {
        let wasm = wat(&format!(
            r#"(module (memory (export "memory") {limits})
                (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#
        ));
        assert!(refusal(&wasm, &Params::arbos(51)).contains("pay_for_memory_grow"));
    }
}

#[test]
fn activate_refuses_a_start_function_unless_the_chain_is_for_debugging() {
    let wasm = program("(func $main) (start $main)");
    assert!(refusal(&wasm, &Params::arbos(51)).contains("start function"));
    let debug = Params { debug: true, ..Params::arbos(51) };
    assert!(activate(&wasm, &debug, 0, &mut PLENTY.clone()).is_ok());
}

#[test]
fn activate_refuses_operators_it_does_not_know() {
    for body in ["(drop (table.get 0 (i32.const 0)))", "(drop (v128.const i64x2 0 0))"] {
        assert!(refusal(&running(body), &Params::arbos(51)).contains("wasm is not valid"));
    }
    for body in [
        "(drop (f32.add (f32.const 1) (f32.const 2)))",
        "(drop (f64.eq (f64.const 1) (f64.const 2)))",
        "(drop (i32.trunc_sat_f32_s (f32.const 1)))",
    ] {
        assert!(refusal(&running(body), &Params::arbos(51)).contains("no implementation"));
    }
}

#[test]
fn activate_refuses_a_data_count_section() {
    let wasm = wat(r#"(module (memory (export "memory") 1 1) (data $d "x")
        (func (export "user_entrypoint") (param i32) (result i32) data.drop $d i32.const 0))"#);
    assert!(refusal(&wasm, &Params::arbos(51)).contains("data count"));
}

#[test]
fn activate_refuses_imports_the_chain_does_not_offer() {
    for import in [
        r#"(import "env" "foo" (func))"#,
        r#"(import "vm_hooks" "msg_sender" (func (param i64)))"#,
        r#"(import "vm_hooks" "msg_sender" (global i32))"#,
        r#"(import "console" "log_i32" (func (param i32)))"#,
    ] {
        assert!(refusal(&program(import), &Params::arbos(51)).contains("import"));
    }
    let debug = Params { debug: true, ..Params::arbos(51) };
    let console = program(r#"(import "console" "log_i32" (func (param i32)))"#);
    assert!(activate(&console, &debug, 0, &mut PLENTY.clone()).is_ok());
}

#[test]
fn activate_refuses_an_import_under_two_types() {
    let wasm = program(
        r#"(type $a (func (result i64))) (type $b (func (result i64)))
        (import "vm_hooks" "chainid" (func (type $a))) (import "vm_hooks" "chainid" (func (type $b)))"#,
    );
    assert!(refusal(&wasm, &Params::arbos(51)).contains("different types"));
}

#[test]
fn activate_refuses_when_a_function_has_349_locals() {
    let locals = |count| running(&format!("(local {})", "i64 ".repeat(count)));
    assert!(activate(&locals(348), &Params::arbos(51), 0, &mut PLENTY.clone()).is_ok());
    assert!(refusal(&locals(349), &Params::arbos(51)).contains("locals"));
}

#[test]
fn activate_refuses_reserved_export_names() {
    for name in ["stylus_x", "a__stylus_x", "x__chainid"] {
        let wasm = program(&format!(
            r#"(import "vm_hooks" "chainid" (func $id (result i64))) (export "{name}" (func $id))"#
        ));
        assert!(refusal(&wasm, &Params::arbos(51)).contains("reserved name"));
    }
}

#[test]
fn activate_refuses_multi_value_from_arbos_60() {
    let wasm = running("(block (result i32 i32) i32.const 1 i32.const 2) drop drop");
    assert!(activate(&wasm, &Params::arbos(51), 0, &mut PLENTY.clone()).is_ok());
    assert!(refusal(&wasm, &Params::arbos(60)).contains("wasm is not valid"));
}

#[test]
fn activate_refuses_segments_out_of_bounds() {
    let data = program(r#"(data (i32.const 65535) "ab")"#);
    assert!(refusal(&data, &Params::arbos(51)).contains("data segment"));
    let negative = program(r#"(data (i32.const -1) "")"#);
    assert!(refusal(&negative, &Params::arbos(51)).contains("data segment"));
    let element = program("(func $f) (table 1 funcref) (elem (i32.const 1) $f)");
    assert!(refusal(&element, &Params::arbos(51)).contains("element segment"));
}

#[test]
fn activate_refuses_when_other_programs_hold_the_pages() {
    let wasm = modules::MEM17.wasm;
    assert!(activate(wasm, &Params::arbos(51), 111, &mut PLENTY.clone()).is_ok());
    assert!(activate(wasm, &Params::arbos(51), 112, &mut PLENTY.clone()).is_err());
}

#[test]
fn activate_refuses_when_globals_or_tables_are_too_many() {
    let globals = |count: usize| program(&"(global i32 (i32.const 0))".repeat(count));
    assert!(activate(&globals(32_764), &Params::arbos(51), 0, &mut PLENTY.clone()).is_ok());
    assert!(refusal(&globals(32_765), &Params::arbos(51)).contains("globals"));
    assert!(refusal(&program("(table 4097 funcref)"), &Params::arbos(51)).contains("table"));
}

#[test]
fn activate_refuses_a_padded_table_index() {
    let wasm = wat(r#"(module (memory (export "memory") 1 1) (type $v (func)) (table 1 funcref)
        (func (export "user_entrypoint") (param i32) (result i32)
            i32.const 0 call_indirect (type $v) i32.const 0))"#);
    assert!(activate(&wasm, &Params::arbos(51), 0, &mut PLENTY.clone()).is_ok());
    // The body's and the section's lengths grow by the four bytes that pad the index.
    let plain = [0x11, 0x00, 0x00, 0x41, 0x00, 0x0b];
    let padded = [0x11, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00, 0x41, 0x00, 0x0b];
    let at = wasm.windows(plain.len()).position(|bytes| bytes == plain).unwrap();
    let mut long = [&wasm[..at], &padded, &wasm[at + plain.len()..]].concat();
    let code = long.windows(3).rposition(|bytes| bytes == [0x0a, 0x0b, 0x01]).unwrap();
    long[code + 1] += 4;
    long[code + 3] += 4;
    assert!(refusal(&long, &Params::arbos(51)).contains("zero byte expected"));
}

proptest! {
    #[test]
    fn prop_activate_never_panics_on_arbitrary_bytes(
        bytes in proptest::collection::vec(any::<u8>(), 0..512),
    ) {
        let wasm = [&b"\0asm\x01\0\0\0"[..], &bytes].concat();
        for bytes in [&bytes, &wasm] {
            let mut gas = PLENTY;
            let _ = activate(bytes, &Params::arbos(51), 0, &mut gas);
            // However far it came, the length was paid for first.
            prop_assert!(gas <= PLENTY - 28 * (bytes.len() as u64 * 31_733 / 100_000));
        }
    }

    #[test]
    fn prop_activate_never_panics_on_damaged_programs(
        at in 0..modules::STORE1.wasm.len(),
        byte in any::<u8>(),
    ) {
        let mut wasm = modules::STORE1.wasm.to_vec();
        wasm[at] = byte;
        if let Ok(activation) = activate(&wasm, &Params::arbos(51), 0, &mut PLENTY.clone()) {
            prop_assert!(stylus_vm::Module::compile(&activation.module).is_ok());
        }
    }
}
