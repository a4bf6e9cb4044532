//! ArbOS precompiles: contracts that every Arbitrum chain has, here those that Stylus and its tools
//! need. Gas and failures are Nitro's.

pub mod abi;
mod activation;
mod arb_debug;
mod arb_gas_info;
mod arb_owner;
mod arb_owner_public;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod call;
mod error_text;

use alloy::primitives::{Address, Bytes, address, map::AddressSet};
use revm::{
    context::{ContextTr as _, JournalTr as _, LocalContextTr as _},
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult},
    primitives::hardfork::SpecId,
};

use self::call::{Answer, Call, Failure};
pub(crate) use self::error_text::{describe, describe_unusable};
use crate::evm::Context;

/// Code of every ArbOS precompile, so that Solidity's check for code passes.
pub(crate) const PRECOMPILE_CODE: [u8; 1] = [0xfe];
/// `ArbSys`.
pub const ARB_SYS: Address = address!("0x0000000000000000000000000000000000000064");
/// `ArbOwnerPublic`.
pub const ARB_OWNER_PUBLIC: Address = address!("0x000000000000000000000000000000000000006b");
/// `ArbGasInfo`.
pub const ARB_GAS_INFO: Address = address!("0x000000000000000000000000000000000000006c");
/// `ArbOwner`.
pub const ARB_OWNER: Address = address!("0x0000000000000000000000000000000000000070");
/// `ArbWasm`.
pub const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");
/// `ArbWasmCache`.
pub const ARB_WASM_CACHE: Address = address!("0x0000000000000000000000000000000000000072");
/// `ArbDebug`.
pub const ARB_DEBUG: Address = address!("0x00000000000000000000000000000000000000ff");

/// All of them.
pub(crate) const ALL: [Address; 7] =
    [ARB_SYS, ARB_OWNER_PUBLIC, ARB_GAS_INFO, ARB_OWNER, ARB_WASM, ARB_WASM_CACHE, ARB_DEBUG];

/// Ethereum's precompiles and those of ArbOS.
#[derive(Clone, Debug)]
pub(crate) struct Precompiles {
    ethereum: EthPrecompiles,
    warm: AddressSet,
}

impl Precompiles {
    pub(crate) fn new(spec: SpecId) -> Self {
        let ethereum = EthPrecompiles::new(spec);
        let mut warm = ethereum.warm_addresses().clone();
        warm.extend(ALL);
        Self { ethereum, warm }
    }
}

impl PrecompileProvider<Context> for Precompiles {
    type Output = InterpreterResult;

    /// The specification never changes in the life of an EVM here.
    fn set_spec(&mut self, _spec: SpecId) -> bool {
        false
    }

    fn run(
        &mut self,
        context: &mut Context,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let Some(method) = method_of(inputs.bytecode_address) else {
            return self.ethereum.run(context, inputs);
        };
        Ok(Some(run(method, context, inputs)))
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }
}

type Method = fn(&mut Call<'_>, &[u8]) -> Answer;

fn method_of(address: Address) -> Option<Method> {
    match address {
        ARB_SYS => Some(arb_sys::run),
        ARB_OWNER_PUBLIC => Some(arb_owner_public::run),
        ARB_GAS_INFO => Some(arb_gas_info::run),
        ARB_OWNER => Some(arb_owner::run),
        ARB_WASM => Some(arb_wasm::run),
        ARB_WASM_CACHE => Some(arb_wasm_cache::run),
        ARB_DEBUG => Some(arb_debug::run),
        _ => None,
    }
}

fn run(method: Method, context: &mut Context, inputs: &CallInputs) -> InterpreterResult {
    let input = inputs.input.bytes(context);
    let mut call = Call::new(context, inputs);
    let answer = call.answer(method, &input);
    let mut gas = Gas::new(inputs.gas_limit);
    gas.set_remaining(call.gas_left());
    match answer {
        Ok(output) => InterpreterResult::new(InstructionResult::Return, output, gas),
        Err(Failure::Revert(output)) => {
            InterpreterResult::new(InstructionResult::Revert, output, gas)
        }
        Err(Failure::RevertAllGas) => {
            gas.spend_all();
            InterpreterResult::new(InstructionResult::Revert, Bytes::new(), gas)
        }
        Err(Failure::Halt(reason)) => {
            gas.spend_all();
            if context.journal().depth() == 1 {
                context.local_mut().set_precompile_error_context(reason);
            }
            InterpreterResult::new(InstructionResult::PrecompileError, Bytes::new(), gas)
        }
    }
}
