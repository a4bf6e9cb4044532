//! The real binary against the real chains: `stylus-devnode` for what works, `anvil` for what must not.

mod flow;
mod harness;
mod refusals;
