//! Connections for those who look things up: few, and no statement may take long on them, so that
//! whoever asks for much keeps neither settlements nor other readers waiting.

use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Sqlite, SqlitePool};

use super::StoreError;

/// Look-ups at the same time.
const CONNECTIONS: u32 = 2;

/// How long a look-up waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(1);

/// How long a look-up may take. A page of payments by one index takes a few milliseconds.
const TIME: Duration = Duration::from_secs(2);

/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 1_000;

/// SQLite's `SQLITE_INTERRUPT`.
const INTERRUPTED: &str = "9";

/// A pool for look-ups.
#[derive(Clone, Debug)]
pub(super) struct Browsers(SqlitePool);

impl Browsers {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(TURN_TIMEOUT)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self(pool))
    }

    /// A connection for one look-up.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if none is free in time.
    pub(super) async fn enter(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        self.enter_for(TIME).await
    }

    async fn enter_for(&self, time: Duration) -> Result<PoolConnection<Sqlite>, StoreError> {
        let mut connection = self.0.acquire().await.map_err(failed)?;
        let begun = Instant::now();
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(STEPS, move || begun.elapsed() < time);
        drop(handle);
        Ok(connection)
    }

    pub(super) async fn close(&self) {
        self.0.close().await;
    }
}

/// What a failed look-up means.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::PoolTimedOut => StoreError::Busy,
        sqlx::Error::Database(cause) if cause.code().as_deref() == Some(INTERRUPTED) => {
            StoreError::TooLong
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::PaymentKey;
    use crate::store::{PaymentFilter, Store};
    use alloy::primitives::{Address, B256};
    use tempfile::TempDir;

    async fn store() -> (Store, TempDir) {
        let folder = TempDir::new().unwrap();
        (Store::open(&folder.path().join("store")).await.unwrap(), folder)
    }

    #[tokio::test]
    async fn statement_that_takes_too_long_is_ended_and_the_connection_serves_again() {
        let (store, _folder) = store().await;
        for _ in 0..=CONNECTIONS {
            let mut connection = store.browsers.enter_for(Duration::from_millis(1)).await.unwrap();
            let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                           SELECT count(*) FROM n";
            let counted = sqlx::query(endless).fetch_one(&mut *connection).await;
            assert!(matches!(failed(counted.unwrap_err()), StoreError::TooLong));
        }
        let found = store.payments(&PaymentFilter::default(), None, 1).await.unwrap();
        assert!(found.is_empty());
    }

    #[tokio::test]
    async fn look_ups_are_refused_and_settlements_go_on_when_every_turn_is_taken() {
        let (store, _folder) = store().await;
        let mut taken = Vec::new();
        for _ in 0..CONNECTIONS {
            taken.push(store.browsers.enter().await.unwrap());
        }
        let refused = store.payments(&PaymentFilter::default(), None, 1).await;
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        let key = PaymentKey { asset: Address::ZERO, payer: Address::ZERO, nonce: B256::ZERO };
        assert_eq!(store.payment(&key).await.unwrap(), None);
        taken.pop();
        assert!(store.payments(&PaymentFilter::default(), None, 1).await.is_ok());
    }
}
