//! Stylus programs: validation, pricing, metering and host calls, without a chain.
//!
//! A deployed program becomes WASM in [`code`], is checked, priced and metered by [`activate`],
//! compiled once into a [`Module`], and [`run`] against a [`Host`], the chain around it. Gas is
//! that of an Arbitrum chain: all prices are in [`Params`] or beside what they price.

pub mod code;
pub mod engine;
pub mod host;
mod hostio;
pub mod memory;
pub mod params;
pub mod program;
pub mod wasm;

pub use code::{CodeError, CodeKind, classify, encode_classic, init_code, wasm_of};
pub use engine::{EngineError, Module, Outcome, OutcomeKind, return_data_gas, run};
pub use host::{CallKind, Env, FrameOutcome, Host, Pages, StorageWrite};
pub use params::{ARBITRUM_START_TIME, Params};
pub use program::{DataPricer, ProgramInfo, ProgramRecord, Unusable};
pub use wasm::{Activation, ActivationError, activate};
