//! What somebody has signed for payments to come, and hands in to be brought to the vault with them.

use std::sync::Arc;

use alloy::primitives::Address;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;

use super::assets::AssetKind;
use super::http::{Desk, admit, ask_again, status};
use super::{Facilitator, Reason, Refused};
use crate::store::StoreError;

/// Why it is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Whoever asks may not, or nobody may now.
    #[error("{}", .0.message.as_deref().unwrap_or(.0.reason.name()))]
    Refused(Refused),
    /// The body could not even be read.
    #[error("{}", .0.body_text())]
    Body(BytesRejection),
    /// The body is something else.
    #[error("the body is no {what}: {source}")]
    Malformed {
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        source: serde_json::Error,
    },
    /// The vault would not take it, or there is no room for it.
    #[error("{words}")]
    NotTaken {
        /// Of the answer.
        status: StatusCode,
        /// For people.
        words: String,
    },
    /// What failed is in the log.
    #[error("it could not be written down; try again")]
    Store(#[from] StoreError),
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Failure {
    /// With the words of `error`.
    pub(super) fn not_taken(status: StatusCode, error: &impl ToString) -> Self {
        Self::NotTaken { status, words: error.to_string() }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refused) => status(refused.reason),
            Self::Body(body) => body.status(),
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::NotTaken { status, .. } => *status,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Store(error) = &self {
            tracing::error!(error = ?error, "what was handed in could not be written down");
        }
        let body = Json(json!({ "error": { "message": self.to_string() } }));
        let mut response = (self.status(), body).into_response();
        if let Self::Refused(refused) = &self {
            ask_again(refused, &mut response);
        }
        response
    }
}

/// The answer, and how it is counted.
pub(super) fn respond(answer: Result<Value, Failure>) -> (&'static str, Response) {
    match answer {
        Ok(taken) => ("taken", Json(taken).into_response()),
        Err(failure) => ("refused", failure.into_response()),
    }
}

impl Desk {
    /// What is handed in, a `what`, by somebody who may settle, and who takes it; for as long as that takes,
    /// it has a place in the queue.
    pub(super) fn receive<T: DeserializeOwned>(
        &self,
        what: &'static str,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<(OwnedSemaphorePermit, Arc<Facilitator>, T), Failure> {
        let caller = self.callers.identify(headers);
        caller.ok_or_else(|| Refused::plain(Reason::Unauthorized))?;
        let permit = admit(&self.taking)?;
        let facilitator = Arc::clone(self.decider()?);
        let body = body.map_err(Failure::Body)?;
        let signed =
            serde_json::from_slice(&body).map_err(|source| Failure::Malformed { what, source })?;
        Ok((permit, facilitator, signed))
    }
}

impl Facilitator {
    /// Whether payments of this vault are settled here.
    pub(super) fn is_vault(&self, asset: Address) -> bool {
        self.parts.assets.get(asset).is_some_and(|asset| asset.kind == AssetKind::Vault)
    }
}
