//! Connections for those who look things up: few, and no statement may take long on them, so that
//! whoever asks for much keeps neither settlements nor other readers waiting.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Sqlite, SqlitePool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::StoreError;

/// Look-ups at the same time, each with a connection.
const TURNS: u16 = 2;

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
pub(super) struct Browsers {
    connections: SqlitePool,
    turns: Arc<Semaphore>,
}

/// A turn at looking things up.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) connection: PoolConnection<Sqlite>,
    _permit: OwnedSemaphorePermit,
}

impl Browsers {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let connections = SqlitePoolOptions::new()
            .max_connections(TURNS.into())
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self { connections, turns: Arc::new(Semaphore::new(TURNS.into())) })
    }

    /// A turn for one look-up.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if there is none in time.
    pub(super) async fn enter(&self) -> Result<Turn, StoreError> {
        self.enter_for(TIME).await
    }

    async fn enter_for(&self, time: Duration) -> Result<Turn, StoreError> {
        let turn = tokio::time::timeout(TURN_TIMEOUT, Arc::clone(&self.turns).acquire_owned());
        let Ok(Ok(permit)) = turn.await else { return Err(StoreError::Busy) };
        let mut connection = self.connections.acquire().await?;
        let begun = Instant::now();
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(STEPS, move || begun.elapsed() < time);
        drop(handle);
        Ok(Turn { connection, _permit: permit })
    }

    pub(super) async fn close(&self) {
        self.connections.close().await;
    }
}

/// What a failed look-up means.
pub(super) fn failed(error: sqlx::Error) -> StoreError {
    match &error {
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
    use crate::store::intents::Intents;
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
        for _ in 0..=TURNS {
            let mut turn = store.browsers.enter_for(Duration::from_millis(1)).await.unwrap();
            let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                           SELECT count(*) FROM n";
            let counted = sqlx::query(endless).fetch_one(&mut *turn.connection).await;
            assert!(matches!(failed(counted.unwrap_err()), StoreError::TooLong));
        }
        let found = store.payments(&PaymentFilter::default(), None, 1).await.unwrap();
        assert!(found.is_empty());
    }

    #[tokio::test]
    async fn look_ups_are_refused_and_settlements_go_on_when_every_turn_is_taken() {
        let (store, _folder) = store().await;
        let mut taken = Vec::new();
        for _ in 0..TURNS {
            taken.push(store.browsers.enter().await.unwrap());
        }
        let refused = store.payments(&PaymentFilter::default(), None, 1).await;
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        let key = PaymentKey { asset: Address::ZERO, payer: Address::ZERO, nonce: B256::ZERO };
        let history = Intents::new(store.clone(), 1).history(&key).await.unwrap();
        assert!(!history.is_paid);
        taken.pop();
        assert!(store.payments(&PaymentFilter::default(), None, 1).await.is_ok());
    }
}
