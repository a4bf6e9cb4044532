//! What a program can call: `vm_hooks`, and `console` on debug chains.

mod account;
mod calls;
mod console;
mod env;
mod io;
mod math;
mod storage;
mod vm;

use wasmi::{Caller, F32, F64, Func, Store};
use wasmparser::ValType;

use self::vm::Vm;
pub(crate) use self::vm::{Frame, Guest, Halt};

/// Ink of every call into the host.
const HOST: u64 = 8_400;
/// Ink of a fixed-size value behind a pointer.
const PTR: u64 = 5_040;
/// Ink of a call that leaves the virtual machine.
const API: u64 = 59_673;

/// Ink of writing `len` bytes to the program's memory.
fn write_ink(len: u32) -> u64 {
    PTR.saturating_add(u64::from(len.saturating_sub(32)).saturating_mul(30))
}

/// Ink of reading `len` bytes of the program's memory.
fn read_ink(len: u32) -> u64 {
    u64::from(len.saturating_sub(32)).saturating_mul(55).saturating_add(16_381)
}

/// A function of the host, as programs import it.
pub(crate) struct Hostio {
    /// Module it is imported from.
    pub(crate) module: &'static str,
    /// Its name in the module.
    pub(crate) name: &'static str,
    /// Types of its parameters.
    pub(crate) params: &'static [ValType],
    /// Type of its result, if it has one.
    pub(crate) results: &'static [ValType],
    /// Makes it callable from programs in `store`.
    pub(crate) bind: for<'a, 'b> fn(&'b mut Store<Frame<'a>>) -> Func,
}

/// The function of that name; `console` only if `debug`.
pub(crate) fn find(module: &str, name: &str, debug: bool) -> Option<&'static Hostio> {
    HOSTIOS
        .iter()
        .find(|hostio| hostio.module == module && hostio.name == name)
        .filter(|hostio| debug || hostio.module != CONSOLE)
}

const VM_HOOKS: &str = "vm_hooks";
const CONSOLE: &str = "console";

macro_rules! val_type {
    (u32) => {
        ValType::I32
    };
    (u64) => {
        ValType::I64
    };
    (F32) => {
        ValType::F32
    };
    (F64) => {
        ValType::F64
    };
}

macro_rules! hostios {
    ($($module:ident $path:ident::$name:ident($($arg:ident: $ty:ident),*) $(-> $out:ident)?;)*) => {
        static HOSTIOS: &[Hostio] = &[$(Hostio {
            module: $module,
            name: stringify!($name),
            params: &[$(val_type!($ty)),*],
            results: &[$(val_type!($out))?],
            bind: |store| Func::wrap(store, |caller: Caller<'_, Frame<'_>>, $($arg: $ty),*| {
                $path::$name(&mut Vm::new(caller), $($arg),*).map_err(wasmi::Error::host)
            }),
        }),*];
    };
}

hostios! {
    VM_HOOKS io::read_args(ptr: u32);
    VM_HOOKS io::write_result(ptr: u32, len: u32);
    VM_HOOKS io::exit_early(status: u32);
    VM_HOOKS io::emit_log(ptr: u32, len: u32, topics: u32);
    VM_HOOKS io::native_keccak256(ptr: u32, len: u32, out: u32);
    VM_HOOKS io::pay_for_memory_grow(pages: u32);

    VM_HOOKS storage::storage_load_bytes32(key: u32, dest: u32);
    VM_HOOKS storage::storage_cache_bytes32(key: u32, value: u32);
    VM_HOOKS storage::storage_flush_cache(clear: u32);
    VM_HOOKS storage::transient_load_bytes32(key: u32, dest: u32);
    VM_HOOKS storage::transient_store_bytes32(key: u32, value: u32);

    VM_HOOKS calls::call_contract(to: u32, data: u32, len: u32, value: u32, gas: u64, out: u32) -> u32;
    VM_HOOKS calls::delegate_call_contract(to: u32, data: u32, len: u32, gas: u64, out: u32) -> u32;
    VM_HOOKS calls::static_call_contract(to: u32, data: u32, len: u32, gas: u64, out: u32) -> u32;
    VM_HOOKS calls::create1(code: u32, len: u32, endowment: u32, address: u32, out: u32);
    VM_HOOKS calls::create2(code: u32, len: u32, endowment: u32, salt: u32, address: u32, out: u32);
    VM_HOOKS calls::read_return_data(dest: u32, offset: u32, size: u32) -> u32;
    VM_HOOKS calls::return_data_size() -> u32;

    VM_HOOKS account::account_balance(address: u32, dest: u32);
    VM_HOOKS account::account_code(address: u32, offset: u32, size: u32, dest: u32) -> u32;
    VM_HOOKS account::account_code_size(address: u32) -> u32;
    VM_HOOKS account::account_codehash(address: u32, dest: u32);

    VM_HOOKS env::block_basefee(dest: u32);
    VM_HOOKS env::block_coinbase(dest: u32);
    VM_HOOKS env::block_gas_limit() -> u64;
    VM_HOOKS env::block_number() -> u64;
    VM_HOOKS env::block_timestamp() -> u64;
    VM_HOOKS env::chainid() -> u64;
    VM_HOOKS env::contract_address(dest: u32);
    VM_HOOKS env::evm_gas_left() -> u64;
    VM_HOOKS env::evm_ink_left() -> u64;
    VM_HOOKS env::msg_reentrant() -> u32;
    VM_HOOKS env::msg_sender(dest: u32);
    VM_HOOKS env::msg_value(dest: u32);
    VM_HOOKS env::tx_gas_price(dest: u32);
    VM_HOOKS env::tx_ink_price() -> u32;
    VM_HOOKS env::tx_origin(dest: u32);

    VM_HOOKS math::math_div(a: u32, b: u32);
    VM_HOOKS math::math_mod(a: u32, b: u32);
    VM_HOOKS math::math_pow(a: u32, exponent: u32);
    VM_HOOKS math::math_add_mod(a: u32, b: u32, modulus: u32);
    VM_HOOKS math::math_mul_mod(a: u32, b: u32, modulus: u32);

    CONSOLE console::log_txt(ptr: u32, len: u32);
    CONSOLE console::log_i32(value: u32);
    CONSOLE console::log_i64(value: u64);
    CONSOLE console::log_f32(value: F32);
    CONSOLE console::log_f64(value: F64);
    CONSOLE console::tee_i32(value: u32) -> u32;
    CONSOLE console::tee_i64(value: u64) -> u64;
    CONSOLE console::tee_f32(value: F32) -> F32;
    CONSOLE console::tee_f64(value: F64) -> F64;
}
