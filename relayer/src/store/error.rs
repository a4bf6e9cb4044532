//! What can go wrong with the store.

use std::path::PathBuf;

use alloy::primitives::Address;
use sqlx::migrate::MigrateError;

/// A failed use of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no file, and none can be made; or it is no store.
    #[error("cannot open the store {path}; check that its folder exists and may be written to")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: sqlx::Error,
    },
    /// The tables cannot be brought up to date.
    #[error("the store {path} is of another version of bursar; use that version, or another file")]
    Migrate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: MigrateError,
    },
    /// SQLite does not do what it is asked.
    #[error("the store cannot be read or written; check the disk's space and the file's rights")]
    Database(#[from] sqlx::Error),
    /// The file holds another chain's events.
    #[error("the store follows chain {stored}, not {asked}; give another file, or another node")]
    OtherChain {
        /// Chain id in the store.
        stored: u64,
        /// Chain id of the node.
        asked: u64,
    },
    /// The file holds the events of vaults that are not asked for.
    #[error(
        "the store follows the vaults {stored:?}, asked for are {asked:?}; a store takes vaults in and never leaves one out: name all of them, or give a new file"
    )]
    OtherVaults {
        /// In the store.
        stored: Vec<Address>,
        /// As asked for.
        asked: Vec<Address>,
    },
    /// All that may look things up at the same time do so.
    #[error("too many look things up at this moment; ask again soon")]
    Busy,
    /// A look-up was ended.
    #[error(
        "this takes too long to look up; ask for less: one agent, vendor or treasury, or a shorter time"
    )]
    TooLong,
    /// Somebody else moved the tip.
    #[error("another process indexes into this store; stop one of them")]
    Raced,
    /// A row that this program never wrote.
    #[error("the store holds {0} that cannot be read; it is damaged: give a new file")]
    Corrupt(&'static str),
}
