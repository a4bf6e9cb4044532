//! One agent's payments on any words.
#![no_main]

use bursar_policy_fuzz::evaluate::{Input, run};

libfuzzer_sys::fuzz_target!(|input: Input| run(&input));
