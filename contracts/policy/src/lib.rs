//! The rules of Bursar: what an agent may spend, decided in one place. No I/O, no_std.
//!
//! The vault, the relayer, the command line and the tests all call these functions. Amounts are u64
//! in the token's smallest unit, times are Unix seconds, words are storage words of the vault.
//!
//! - [`Words`] holds what storage says of one payment of one agent; [`evaluate`] decides by it, [`room`]
//!   and [`spendable`] say what is left. [`Lineage`] has those of a sub-agent's ancestors too, and
//!   [`batch::charge`] asks all of them.
//! - [`Policy`], [`TreasuryLimits`] and [`VendorTerms`] are what people write; [`edit`] puts them
//!   into words without forgetting what was spent.
//! - [`delegation`] is how an agent lets another key spend for it, and [`session`] how it does for a while.
//! - [`approvals`] is how large payments are agreed to, [`signers`] what counts as signed.
//! - [`batch`] is how many authorizations are written into one transaction, and what becomes of each.
//! - [`layout`] fixes every slot and bit.
#![no_std]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        reason = "an overflow in a test is a failure of the test"
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod approvals;
pub mod audit;
mod authorization;
pub mod batch;
pub mod breaker;
pub mod delegation;
mod denial;
pub mod edit;
pub mod eip712;
mod evaluate;
mod fault;
mod hash;
mod identity;
pub mod layout;
pub mod limbs;
mod lineage;
pub mod loosening;
pub mod nonce;
mod pending;
mod period;
mod policy;
pub mod roles;
mod schedule;
pub mod session;
mod signature;
pub mod signers;
mod window;
mod word;
mod words;

pub use authorization::{Authorization, AuthorizationFault, Payment};
pub use breaker::{Breaker, Tally};
pub use denial::{Denial, Denied};
pub use edit::EditFault;
#[cfg(any(test, feature = "std"))]
pub use evaluate::{Held, hold};
pub use evaluate::{Rooms, evaluate, room, spendable};
pub use fault::PolicyFault;
pub use identity::treasury_id;
pub use lineage::{Lineage, Member, balance_of, rooms};
pub use loosening::Loosening;
pub use pending::{Pending, Waiting};
pub use period::{HORIZON, Period, WindowMode};
pub use policy::{Limit, Policy, TreasuryLimits, Validity, VendorMode, VendorTerms};
pub use schedule::Schedule;
pub use signature::Signature;
pub use window::Window;
pub use word::{
    AgentLimits, AgentPolicy, AgentState, Binding, Config, Flags, Link, TreasuryState, VendorEntry,
};
pub use words::{AgentWords, Slots, Storage, TreasuryWords, Words};
