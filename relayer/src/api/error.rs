//! Failures as callers see them.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;

use crate::store::StoreError;

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
    /// The store failed; why is for the log.
    #[error("the store cannot be read")]
    Store(#[from] StoreError),
}

impl ApiError {
    /// The request is not well formed, as `fault` says.
    pub(super) fn invalid(fault: impl Display) -> Self {
        Self::Invalid(fault.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(error) => {
                tracing::error!(error = ?error, "the store cannot be read");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        (status, Json(json!({ "error": { "message": self.to_string() } }))).into_response()
    }
}
