//! Denials put on record, on any storage.
#![no_main]

use bursar_policy_fuzz::record::{Input, run};

libfuzzer_sys::fuzz_target!(|input: Input| run(&input));
