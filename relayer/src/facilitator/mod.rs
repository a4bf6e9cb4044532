//! The x402 facilitator.

mod reason;
pub mod wire;

pub use reason::Reason;
