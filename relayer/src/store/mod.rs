//! What the relayer knows, in one SQLite file.
//!
//! Written ahead (WAL), so that readers never wait, and synchronised at every commit
//! (`synchronous = FULL`): with less, a commit may be lost when the machine loses power, and an
//! intent that was promised to be durable with it. One connection writes.

mod approvals;
mod browse;
mod codec;
mod entries;
mod error;
mod grants;
mod index;
mod insert;
pub mod intents;
mod payments;

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

pub use approvals::ApprovalSlips;
use browse::Browsers;
pub use error::StoreError;
pub use grants::Grants;
pub use index::{Index, Joining, Step, TreasuryHead};
pub use payments::{CursorError, PaymentCursor, PaymentFilter, PaymentRecord};

/// How long a connection waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Connections that read at the same time.
const READERS: u32 = 4;

/// Kibibytes of pages that the writer keeps in memory: indexes by hash touch pages at random.
const WRITER_CACHE: &str = "-131072";

/// An open store. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    browsers: Browsers,
}

impl Store {
    /// Opens the store in the file at `path`, makes it if there is none, and brings its tables up to
    /// date.
    ///
    /// # Errors
    /// [`StoreError::Open`] or [`StoreError::Migrate`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::connect(path, true).await
    }

    /// Opens a store that is there already.
    ///
    /// # Errors
    /// [`StoreError::Open`], also if there is no file, or [`StoreError::Migrate`].
    pub async fn open_existing(path: &Path) -> Result<Self, StoreError> {
        Self::connect(path, false).await
    }

    async fn connect(path: &Path, create: bool) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Open { path: path.to_owned(), source };
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
            .await
            .map_err(failed)?;
        sqlx::migrate!()
            .run(&writer)
            .await
            .map_err(|source| StoreError::Migrate { path: path.to_owned(), source })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.clone().read_only(true))
            .await
            .map_err(failed)?;
        let browsers = Browsers::open(options).await.map_err(failed)?;
        Ok(Self { writer, readers, browsers })
    }

    /// The one connection that writes.
    pub(crate) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// Connections that only read; each sees the last commit before it began.
    pub(crate) const fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Closes the file once nobody uses it any more.
    pub async fn close(&self) {
        self.browsers.close().await;
        self.readers.close().await;
        self.writer.close().await;
    }
}
