//! Batches as bytes.
#![no_main]

use bursar_policy_fuzz::codec::{Input, run};

libfuzzer_sys::fuzz_target!(|input: Input<'_>| run(&input));
