//! Bursar's relayer: what the `bursar` command line is made of.
//!
//! - [`amount`], [`period`], [`schedule`], [`policy_file`]: what people write, read without ambiguity.
//! - [`chain`]: calls, transactions, and reverts in words.
//! - [`token`]: the ERC-20 below a vault.
//! - [`consent`], [`grant`], [`session`]: what agents sign before they spend, or let others spend.
//! - [`approval`]: what approvers sign of a payment.
//! - [`deploy`]: programs, front and factory onto a chain with Stylus.
//! - [`programs`]: how long a vault's Stylus programs live, and what keeps them alive.
//! - [`audit`]: a treasury's hash chain, recomputed from logs.
//! - [`explain`]: why a payment would pass or not, and the room under every limit.
//! - [`edits`]: what waits to be done in a treasury with a delay.
//! - [`indexer`], [`store`]: the vaults' events, followed to the tip of the chain, and kept.
//! - [`mirror`]: the vaults' words, rebuilt from their events.
//! - [`api`]: what store and mirror hold, over HTTP.
//! - [`agent`]: payments signed with sequenced nonces.
//! - [`message`]: an authorization in JSON.
//! - [`payment`]: a signed authorization, the name it goes by, and where it stands.
//! - [`batcher`]: settles payments, many in one transaction.
//! - [`config`]: what `bursar serve` is told.
//! - [`ledger`]: what may still be spent, less what is promised.
//! - [`freshness`]: whether what is known of the chain is recent enough to decide by.
//! - [`facilitator`]: x402, as servers speak it.
//! - [`reporter`]: puts denials on record.
//! - [`serve`]: all of it, running together.

pub mod agent;
pub mod amount;
pub mod api;
pub mod approval;
pub mod audit;
pub mod batcher;
pub mod chain;
pub mod clock;
pub mod config;
pub mod consent;
pub mod deploy;
pub mod edits;
pub mod explain;
pub mod facilitator;
pub mod freshness;
pub mod grant;
pub mod indexer;
pub mod ledger;
pub mod message;
pub mod mirror;
pub mod payment;
pub mod period;
pub mod policy_file;
pub mod programs;
pub mod reporter;
pub mod schedule;
pub mod serve;
pub mod session;
pub mod store;
#[cfg(test)]
mod testing;
pub mod token;
pub mod treasury_id;
pub mod view;
