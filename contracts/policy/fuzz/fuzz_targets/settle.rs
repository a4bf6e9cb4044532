//! Two batches after each other on any storage.
#![no_main]

use bursar_policy_fuzz::settle::{Input, run};

libfuzzer_sys::fuzz_target!(|input: Input| run(&input));
