//! Failures as callers see them.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

use crate::store::StoreError;

/// What a caller waits who is told that the chain is not read yet, seconds.
const NOT_READY_SECONDS: u64 = 5;
/// What a caller waits who is told that the store is busy, seconds.
const BUSY_SECONDS: u64 = 1;

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// The request is not well formed.
    #[error("{0}")]
    Invalid(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// The chain is not read yet.
    #[error("the chain is not read yet: ask again soon")]
    NotReady,
    /// The store has no time for it.
    #[error("{0}")]
    Busy(String),
    /// The store failed; why is for the log.
    #[error("the store cannot be read")]
    Store(StoreError),
}

impl ApiError {
    /// The request is not well formed, as `fault` says.
    pub(super) fn invalid(fault: impl Display) -> Self {
        Self::Invalid(fault.to_string())
    }

    const fn answer(&self) -> (StatusCode, Option<u64>) {
        match self {
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, None),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, None),
            Self::NotReady => (StatusCode::SERVICE_UNAVAILABLE, Some(NOT_READY_SECONDS)),
            Self::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, Some(BUSY_SECONDS)),
            Self::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, None),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::TooLong => Self::Busy(error.to_string()),
            error => Self::Store(error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Store(error) = &self {
            tracing::error!(error = ?error, "the store cannot be read");
        }
        let (status, wait) = self.answer();
        let body = Json(json!({ "error": { "message": self.to_string() } }));
        let mut response = (status, body).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_store_is_answered_503_with_retry_after() {
        for error in [StoreError::Busy, StoreError::TooLong] {
            let response = ApiError::from(error).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[RETRY_AFTER], "1");
        }
        let damaged = ApiError::from(StoreError::Corrupt("a row")).into_response();
        assert_eq!(damaged.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
