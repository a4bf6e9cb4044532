//! Stylus errors in words, as Nitro's RPC writes them.

use stylus_vm::Unusable;

use super::{abi::ArbWasm::ArbWasmErrors, arb_wasm};

/// Name and arguments of an error.
pub(crate) fn describe(error: &ArbWasmErrors) -> String {
    match error {
        ArbWasmErrors::ProgramNotWasm(_) => "ProgramNotWasm()".into(),
        ArbWasmErrors::ProgramNotActivated(_) => "ProgramNotActivated()".into(),
        ArbWasmErrors::ProgramUpToDate(_) => "ProgramUpToDate()".into(),
        ArbWasmErrors::ProgramNeedsUpgrade(e) => {
            format!("ProgramNeedsUpgrade({}, {})", e.version, e.stylusVersion)
        }
        ArbWasmErrors::ProgramExpired(e) => format!("ProgramExpired({})", e.ageInSeconds),
        ArbWasmErrors::ProgramKeepaliveTooSoon(e) => {
            format!("ProgramKeepaliveTooSoon({})", e.ageInSeconds)
        }
        ArbWasmErrors::ProgramInsufficientValue(e) => {
            format!("ProgramInsufficientValue({}, {})", e.have, e.want)
        }
    }
}

/// The error of a program that may not run, in the same words.
pub(crate) fn describe_unusable(why: Unusable) -> String {
    describe(&arb_wasm::error(why))
}
