//! What running a program costs and does: the conformance cases that need no chain.

use crate::support::{
    Account, CALLER, Chain, PLENTY, call, compile, gas,
    modules::{self, Case},
    one_ink_a_gas, wat,
};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use proptest::prelude::*;
use stylus_vm::{CallKind, FrameOutcome, OutcomeKind, Params, run};

/// What `case` costs in ink, where each gas that it buys counts as one.
fn ink(case: &Case, args: &[u8], chain: &mut Chain) -> u64 {
    gas(case.wasm, &one_ink_a_gas(), args, chain)
}

/// What `case` costs in gas.
fn exec_gas(case: &Case, args: &[u8], chain: &mut Chain) -> u64 {
    gas(case.wasm, &Params::arbos(51), args, chain)
}

const OTHER: Address = Address::repeat_byte(0x77);

#[test]
fn t0_costs_2452_ink_and_rounds_up_to_a_gas() {
    assert_eq!(ink(&modules::T0, &[], &mut Chain::default()), 2_452);
    assert_eq!(exec_gas(&modules::T0, &[], &mut Chain::default()), 1);
}

#[test]
fn t0_runs_out_of_gas_when_an_ink_is_missing() {
    let params = one_ink_a_gas();
    let module = compile(modules::T0.wasm, &params);
    let run = |gas| run(&module, &params, Bytes::new(), gas, &mut Chain::default());
    assert_eq!((run(2_452).kind, run(2_452).gas_left), (OutcomeKind::Success, 0));
    assert_eq!((run(2_451).kind, run(2_451).gas_left), (OutcomeKind::OutOfGas, 0));
}

#[test]
fn echo_costs_by_the_bytes_it_returns() {
    assert_eq!(ink(&modules::ECHO, &[7; 4], &mut Chain::default()), 69_631);
    for (len, expected) in [(4, 7), (36, 8), (132, 9), (1024, 21)] {
        let args = vec![7; len];
        let outcome = call(modules::ECHO.wasm, &Params::arbos(51), &args, &mut Chain::default());
        assert_eq!(PLENTY - outcome.gas_left, expected);
        assert_eq!(outcome.output, args);
    }
}

#[test]
fn sender_returns_its_caller() {
    let outcome = call(modules::SENDER.wasm, &one_ink_a_gas(), &[], &mut Chain::default());
    assert_eq!(PLENTY - outcome.gas_left, 69_557);
    assert_eq!(outcome.output[..], CALLER.into_word()[..]);
}

#[test]
fn load2_pays_for_the_slot_once() {
    assert_eq!(ink(&modules::LOAD2, &[], &mut Chain::default()), 101_916 - 50_000 + 2_105);
    assert_eq!(exec_gas(&modules::LOAD2, &[], &mut Chain::default()), 2_111);
}

#[test]
fn store1_sets_an_empty_slot_and_finds_it_set_the_next_time() {
    let mut chain = Chain::default();
    assert_eq!(ink(&modules::STORE1, &[], &mut Chain::default()), 101_508 + 22_100);
    assert_eq!(exec_gas(&modules::STORE1, &[], &mut chain), 22_111);
    assert_eq!(chain.storage[&U256::ZERO], U256::ONE);
    chain.next_transaction();
    assert_eq!(exec_gas(&modules::STORE1, &[], &mut chain), 2_111 + 100);
}

#[test]
fn store0_clears_a_slot_and_is_refunded() {
    let mut chain = Chain::with_slot(0, 1);
    assert_eq!(exec_gas(&modules::STORE0, &[], &mut chain), 5_011);
    assert_eq!(chain.refund, 4_800);
}

#[test]
fn store1_reverts_without_data_when_the_call_is_static() {
    let mut chain = Chain::in_static_call();
    let outcome = call(modules::STORE1.wasm, &Params::arbos(51), &[], &mut chain);
    assert_eq!((outcome.kind, PLENTY - outcome.gas_left), (OutcomeKind::Revert, 10));
    assert!(outcome.output.is_empty() && chain.storage.is_empty());
}

/// A program of one page with `imports` that runs `body`.
fn program(imports: &str, body: &str) -> Vec<u8> {
    wat(&format!(
        r#"(module {imports} (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) {body}))"#
    ))
}

const FLUSH: &str = r#"(import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))"#;
const STORE: &str = r#"(import "vm_hooks" "storage_cache_bytes32" (func $store (param i32 i32)))"#;

#[test]
fn flush_succeeds_in_a_static_call_when_nothing_is_dirty() {
    let wasm = program(FLUSH, "i32.const 0 call $flush i32.const 0");
    let outcome = call(&wasm, &Params::arbos(51), &[], &mut Chain::in_static_call());
    assert_eq!(outcome.kind, OutcomeKind::Success);
}

#[test]
fn store_leaves_the_slot_alone_when_it_is_not_flushed() {
    let wasm = program(STORE, "i32.const 0 i32.const 32 call $store i32.const 0");
    let mut chain = Chain::default();
    assert_eq!(call(&wasm, &Params::arbos(51), &[], &mut chain).kind, OutcomeKind::Success);
    assert!(chain.storage.is_empty());
}

#[test]
fn flush_runs_out_of_gas_when_a_slot_costs_more_than_is_left() {
    let params = Params::arbos(51);
    let module = compile(modules::STORE1.wasm, &params);
    let run = |gas| run(&module, &params, Bytes::new(), gas, &mut Chain::default());
    assert_eq!((run(22_111).kind, run(22_111).gas_left), (OutcomeKind::Success, 0));
    assert_eq!(run(22_110).kind, OutcomeKind::OutOfGas);
}

#[test]
fn grow3_pays_for_the_pages_that_are_not_free() {
    let mut chain = Chain::default();
    assert_eq!(ink(&modules::GROW3, &[], &mut Chain::default()), 2_000 + 10_512);
    assert_eq!(exec_gas(&modules::GROW3, &[], &mut chain), 2_002);
    assert_eq!((chain.pages.open, chain.pages.ever), (4, 4));
}

#[test]
fn fill_pays_for_each_byte() {
    assert_eq!(ink(&modules::FILL, &[], &mut Chain::default()), 103_405);
    assert_eq!(exec_gas(&modules::FILL, &[], &mut Chain::default()), 11);
}

#[test]
fn fill_runs_out_of_gas_when_its_bytes_cost_more_than_is_left() {
    let params = one_ink_a_gas();
    let module = compile(modules::FILL.wasm, &params);
    let run = |gas| run(&module, &params, Bytes::new(), gas, &mut Chain::default()).kind;
    assert_eq!((run(103_405), run(103_404)), (OutcomeKind::Success, OutcomeKind::OutOfGas));
}

#[test]
fn keccak100_returns_the_hash() {
    let outcome = call(modules::KECCAK100.wasm, &one_ink_a_gas(), &[], &mut Chain::default());
    assert_eq!(PLENTY - outcome.gas_left, 219_919);
    assert_eq!(outcome.output[..], keccak256([0; 100])[..]);
    assert_eq!(exec_gas(&modules::KECCAK100, &[], &mut Chain::default()), 22);
}

#[test]
fn log1_emits_a_topic_and_a_word() {
    let mut chain = Chain::default();
    assert_eq!(ink(&modules::LOG1, &[], &mut chain), 94_919 + 1_006);
    assert_eq!(chain.logs, [(vec![B256::ZERO], Bytes::from([0; 32]))]);
    assert_eq!(exec_gas(&modules::LOG1, &[], &mut Chain::default()), 1_016);
}

#[test]
fn log_reverts_when_it_is_malformed_or_the_call_is_static() {
    const LOG: &str = r#"(import "vm_hooks" "emit_log" (func $log (param i32 i32 i32)))"#;
    let log = |len, topics, chain: &mut Chain| {
        let body = format!("i32.const 0 i32.const {len} i32.const {topics} call $log i32.const 0");
        call(&program(LOG, &body), &Params::arbos(51), &[], chain).kind
    };
    for (len, topics) in [(160, 5), (63, 2), (0, -1)] {
        let mut chain = Chain::default();
        assert_eq!(log(len, topics, &mut chain), OutcomeKind::Revert);
        assert!(chain.logs.is_empty());
    }
    assert_eq!(log(160, 4, &mut Chain::default()), OutcomeKind::Success);
    assert_eq!(log(32, 1, &mut Chain::in_static_call()), OutcomeKind::Revert);
}

#[test]
fn call_out_pays_for_a_cold_and_a_warm_target() {
    let mut chain = Chain::default();
    assert_eq!(ink(&modules::CALL_OUT, OTHER.as_slice(), &mut chain), 144_353 + 2_600);
    assert_eq!(exec_gas(&modules::CALL_OUT, OTHER.as_slice(), &mut chain), 115);
    assert_eq!(exec_gas(&modules::CALL_OUT, OTHER.as_slice(), &mut Chain::default()), 2_615);
}

#[test]
fn call_out_reverts_with_status_2_when_its_target_reverts() {
    let mut chain = Chain::default();
    let ends = FrameOutcome {
        success: false,
        reverted: true,
        gas_left: 0,
        output: Bytes::from_static(b"no"),
        created: None,
    };
    chain.accounts.insert(OTHER, Account { ends: Some(ends), ..Account::default() });
    let args = OTHER.as_slice();
    let outcome = call(modules::CALL_OUT.wasm, &Params::arbos(51), args, &mut chain);
    assert_eq!(outcome.kind, OutcomeKind::Revert);
}

/// Calls the address in its arguments with 1 wei; the endowment is the last byte of word 32..64.
fn paying_call() -> Vec<u8> {
    let imports = r#"(import "vm_hooks" "read_args" (func $args (param i32)))
        (import "vm_hooks" "call_contract"
            (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
        (data (i32.const 63) "\01")"#;
    let body = "i32.const 0 call $args i32.const 0 i32.const 0 i32.const 0 i32.const 32
        i64.const -1 i32.const 64 call $call";
    program(imports, body)
}

#[test]
fn call_with_value_costs_9000_more_and_25000_when_the_account_is_new() {
    let price =
        |chain: &mut Chain| gas(&paying_call(), &Params::arbos(51), OTHER.as_slice(), chain);
    let mut funded = Chain::default();
    let account = Account { balance: U256::from(5), ..Account::default() };
    funded.accounts.insert(OTHER, account);
    assert_eq!(price(&mut funded), 15 + 11_600);
    assert_eq!(price(&mut Chain::default()), 15 + 11_600 + 25_000);
}

#[test]
fn call_gives_63_of_64_parts_and_the_stipend() {
    let mut chain = Chain::default();
    chain.accounts.insert(OTHER, Account { balance: U256::ONE, ..Account::default() });
    call(&paying_call(), &Params::arbos(51), OTHER.as_slice(), &mut chain);
    // 15 gas of the program's own are gone, less what it pays for after the call.
    let rest = PLENTY - 15 - 11_600;
    let given = rest * 63 / 64 + 2_300;
    assert_eq!(chain.calls, [(CallKind::Call, OTHER, given, U256::ONE)]);
}

#[test]
fn call_with_value_fails_without_cost_when_the_call_is_static() {
    let mut chain = Chain::in_static_call();
    let outcome = call(&paying_call(), &Params::arbos(51), OTHER.as_slice(), &mut chain);
    assert_eq!((outcome.kind, PLENTY - outcome.gas_left), (OutcomeKind::Revert, 15));
    assert!(chain.calls.is_empty());
}

#[test]
fn trap_and_div0_revert_and_keep_their_gas() {
    for case in [modules::TRAP, modules::DIV0] {
        let outcome = call(case.wasm, &Params::arbos(51), &[], &mut Chain::default());
        assert_eq!((outcome.kind, PLENTY - outcome.gas_left), (OutcomeKind::Revert, 1));
        assert!(outcome.output.is_empty());
    }
}

#[test]
fn host_call_reverts_when_a_pointer_is_out_of_bounds() {
    let imports = r#"(import "vm_hooks" "write_result" (func $result (param i32 i32)))"#;
    for (ptr, len) in [(65_535, 2), (-1, 1), (65_537, 0)] {
        let body = format!("i32.const {ptr} i32.const {len} call $result i32.const 0");
        let wasm = program(imports, &body);
        let outcome = call(&wasm, &Params::arbos(51), &[], &mut Chain::default());
        assert_eq!((outcome.kind, outcome.output.len()), (OutcomeKind::Revert, 0));
    }
}

#[test]
fn exit1_reverts_with_what_it_wrote() {
    let outcome = call(modules::EXIT1.wasm, &Params::arbos(51), &[], &mut Chain::default());
    assert_eq!((outcome.kind, PLENTY - outcome.gas_left), (OutcomeKind::Revert, 6));
    assert_eq!(outcome.output[..], [0; 4]);
}

#[test]
fn rec_runs_out_of_stack_after_3142_frames() {
    let outcome = call(modules::REC.wasm, &Params::arbos(51), &[], &mut Chain::default());
    assert_eq!((outcome.kind, outcome.gas_left), (OutcomeKind::OutOfStack, 0));
    // Frames take 7 words each: a depth of 3142 is reached with 7 * 3142 + 1 words, not with less.
    for (words, depth) in [(7 * 3_142 + 1, 3_142), (7 * 3_142, 3_141)] {
        let params = Params { max_stack_depth: words, ..Params::arbos(51) };
        assert_eq!(depth_of(&params), depth);
    }
    assert_eq!(depth_of(&Params::arbos(51)), 3_142);
}

/// How deep a function of 7 words can go: it logs its depth to the console, then calls itself.
fn depth_of(params: &Params) -> usize {
    let params = Params { debug: true, ..params.clone() };
    let wasm = program_named(
        r#"(import "console" "tee_i32" (func $tee (param i32) (result i32)))"#,
        "local.get 0 call $tee call $main",
    );
    let mut chain = Chain::default();
    let module = compile(&wasm, &params);
    let outcome = run(&module, &params, Bytes::new(), u64::MAX, &mut chain);
    assert_eq!(outcome.kind, OutcomeKind::OutOfStack);
    chain.console.len()
}

fn program_named(imports: &str, body: &str) -> Vec<u8> {
    wat(&format!(
        r#"(module {imports} (memory (export "memory") 1 1)
            (func $main (export "user_entrypoint") (param i32) (result i32) {body}))"#
    ))
}

#[test]
fn rec_runs_out_of_stack_when_the_stack_is_that_of_arbos_40() {
    let params = Params::arbos(40);
    let module = compile(modules::REC.wasm, &params);
    let outcome = run(&module, &params, Bytes::new(), PLENTY, &mut Chain::default());
    assert_eq!(outcome.kind, OutcomeKind::OutOfStack);
    assert_eq!(depth_of(&params), 262_143 / 7);
}

#[test]
fn stack_words_stay_taken_when_a_branch_leaves_the_function() {
    let leaving = |leave: &str| {
        let wasm = wat(&format!(
            r#"(module (memory (export "memory") 1 1) (func $leaf {leave})
                (func (export "user_entrypoint") (param i32) (result i32) (local i32)
                    (loop $again
                        call $leaf
                        (local.tee 1 (i32.add (local.get 1) (i32.const 1)))
                        (br_if $again (i32.lt_u (i32.const 4000))))
                    i32.const 0))"#
        ));
        call(&wasm, &Params::arbos(51), &[], &mut Chain::default()).kind
    };
    assert_eq!(leaving("return"), OutcomeKind::Success);
    assert_eq!(leaving("br 0"), OutcomeKind::OutOfStack);
}

#[test]
fn big_ret_costs_at_least_what_the_evm_charges_for_its_output() {
    let init = 9_218;
    let entry_gas = PLENTY + init;
    let outcome = call(modules::BIG_RET.wasm, &Params::arbos(51), &[], &mut Chain::default());
    assert_eq!(entry_gas - outcome.gas_left, 9_944);
    let floored = outcome.clone().with_output_floor(entry_gas);
    assert_eq!((floored.kind, entry_gas - floored.gas_left), (OutcomeKind::Success, 14_336));
    assert_eq!(outcome.with_output_floor(14_335).kind, OutcomeKind::OutOfGas);
}

#[test]
fn code_size2_asks_the_chain_once_unless_there_is_no_code() {
    let mut chain = Chain::default();
    let account = Account { code: Bytes::from_static(&[0]), ..Account::default() };
    chain.accounts.insert(OTHER, account);
    assert_eq!(exec_gas(&modules::CODE_SIZE2, OTHER.as_slice(), &mut chain), 3_318);
    assert_eq!(exec_gas(&modules::CODE_SIZE2, OTHER.as_slice(), &mut Chain::default()), 4_118);
}

#[test]
fn float_constant_runs_out_of_gas_when_its_block_is_entered() {
    let run = |condition| {
        let body = format!("(if (i32.const {condition}) (then (drop (f32.const 1)))) i32.const 0");
        call(&program("", &body), &Params::arbos(51), &[], &mut Chain::default()).kind
    };
    assert_eq!((run(1), run(0)), (OutcomeKind::OutOfGas, OutcomeKind::Success));
}

#[test]
fn msg_reentrant_costs_2_gas_with_its_program() {
    let wasm = program(
        r#"(import "vm_hooks" "msg_reentrant" (func $reentrant (result i32)))"#,
        "call $reentrant",
    );
    let mut chain = Chain::default();
    let direct = call(&wasm, &Params::arbos(51), &[], &mut chain);
    assert_eq!((direct.kind, PLENTY - direct.gas_left), (OutcomeKind::Success, 2));
    chain.env.reentrant = true;
    assert_eq!(call(&wasm, &Params::arbos(51), &[], &mut chain).kind, OutcomeKind::Revert);
}

#[test]
fn create2_names_the_account_and_costs_by_the_words_hashed() {
    let imports = r#"(import "vm_hooks" "create2" (func $create (param i32 i32 i32 i32 i32 i32)))
        (import "vm_hooks" "write_result" (func $result (param i32 i32)))"#;
    let body = "i32.const 0 i32.const 33 i32.const 64 i32.const 96 i32.const 128 i32.const 160
        call $create i32.const 128 i32.const 20 call $result i32.const 0";
    let mut chain = Chain::default();
    let wasm = program(imports, body);
    let outcome = call(&wasm, &Params::arbos(51), &[], &mut chain);
    let (_, created, given, _) = chain.calls[0];
    assert_eq!(outcome.output[..], created[..]);
    let rest = PLENTY - 13 - 32_000 - 12;
    assert_eq!(given, rest - rest / 64);
}

#[test]
fn create1_reverts_with_its_gas_when_there_is_too_little_or_the_call_is_static() {
    let imports = r#"(import "vm_hooks" "create1" (func $create (param i32 i32 i32 i32 i32)))"#;
    let body =
        "i32.const 0 i32.const 0 i32.const 0 i32.const 0 i32.const 64 call $create i32.const 0";
    let params = Params::arbos(51);
    let module = compile(&program(imports, body), &params);
    let short = run(&module, &params, Bytes::new(), 32_000, &mut Chain::default());
    assert_eq!(short.kind, OutcomeKind::Revert);
    assert!(short.gas_left > 31_900);
    let mut chain = Chain::in_static_call();
    assert_eq!(run(&module, &params, Bytes::new(), PLENTY, &mut chain).kind, OutcomeKind::Revert);
    assert!(chain.calls.is_empty());
}

/// Runs a `math_*` call on words that are its arguments, returns the word it leaves.
fn math(name: &str, words: &[U256]) -> U256 {
    let pointers: String = (0..words.len()).map(|i| format!("i32.const {} ", i * 32)).collect();
    let imports = format!(
        r#"(import "vm_hooks" "read_args" (func $args (param i32)))
        (import "vm_hooks" "write_result" (func $result (param i32 i32)))
        (import "vm_hooks" "{name}" (func $math (param {})))"#,
        "i32 ".repeat(words.len())
    );
    let body = format!(
        "i32.const 0 call $args {pointers} call $math
        i32.const 0 i32.const 32 call $result i32.const 0"
    );
    let args: Vec<u8> = words.iter().flat_map(U256::to_be_bytes::<32>).collect();
    let wasm = program(&imports, &body);
    let outcome = call(&wasm, &Params::arbos(51), &args, &mut Chain::default());
    U256::from_be_slice(&outcome.output)
}

#[test]
fn math_calls_follow_the_evm_at_zero_and_at_overflow() {
    let [zero, two, seven] = [0, 2, 7].map(U256::from);
    let max = U256::MAX;
    assert_eq!(math("math_div", &[seven, two]), U256::from(3));
    assert_eq!(math("math_div", &[seven, zero]), zero);
    assert_eq!(math("math_mod", &[seven, two]), U256::ONE);
    assert_eq!(math("math_mod", &[seven, zero]), zero);
    assert_eq!(math("math_pow", &[two, U256::from(255)]), U256::ONE << 255);
    assert_eq!(math("math_pow", &[two, U256::from(256)]), zero);
    assert_eq!(math("math_add_mod", &[max, two, seven]), (max % seven + two) % seven);
    assert_eq!(math("math_add_mod", &[max, two, zero]), zero);
    assert_eq!(math("math_mul_mod", &[max, max, seven]), U256::ONE);
    assert_eq!(math("math_mul_mod", &[max, max, zero]), zero);
}

proptest! {
    #[test]
    fn prop_run_is_deterministic(args in proptest::collection::vec(any::<u8>(), 0..200), gas in 0_u64..40) {
        let params = Params::arbos(51);
        let module = compile(modules::ECHO.wasm, &params);
        let run = || run(&module, &params, args.clone().into(), gas, &mut Chain::default());
        prop_assert_eq!(run(), run());
    }
}
