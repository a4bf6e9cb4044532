//! Stylus as the chain defines it: the conformance cases that need no chain.

mod activation;
mod code;
mod execution;
mod support;
