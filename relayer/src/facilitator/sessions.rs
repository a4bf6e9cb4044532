//! `POST /sessions`: a session that both have signed, as `bursar session grant` and `accept` write it.
//!
//! The answer is `{"vault":"0x…","agent":"0x…","parent":"0x…","treasury":"0x…","notAfter":1767225600,
//! "open":false}`; `open` says whether the vault has opened it already. Bringing the same one again is
//! answered the same. Failures are `{"error":{"message":"…"}}`: 400 for what is no session signed by both
//! for a vault that is served here, 401 without an API key where one is asked for, 409 for a key that was
//! used or has another grant, 422 for what the vault would not open, 429 where too many wait.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bursar_policy::EditFault;
use bursar_policy::delegation::GrantFault;
use serde_json::{Value, json};

use super::assets::AssetKind;
use super::http::{Desk, admit, ask_again, status};
use super::{Facilitator, Reason, Refused};
use crate::ledger::{NotTaken, Taken};
use crate::session::{SessionError, SignedSession};
use crate::store::StoreError;
use crate::treasury_id::TreasuryId;

/// Why a session is not taken.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Whoever asks may not, or nobody may now.
    #[error("{}", .0.message.as_deref().unwrap_or(.0.reason.name()))]
    Refused(Refused),
    #[error("{}", .0.body_text())]
    Body(BytesRejection),
    #[error("the body is no session: {0}")]
    Malformed(serde_json::Error),
    #[error(transparent)]
    Signed(#[from] SessionError),
    #[error(transparent)]
    NotTaken(NotTaken),
    /// What failed is in the log.
    #[error("the session could not be written down; try again")]
    Store(#[from] StoreError),
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<NotTaken> for Failure {
    fn from(not_taken: NotTaken) -> Self {
        match not_taken {
            // What is wrong here is nobody else's business, and is in the log.
            NotTaken::Mirror(_) => Refused::plain(Reason::Verifier).into(),
            told => Self::NotTaken(told),
        }
    }
}

/// Takes a session.
pub(super) async fn register(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = desk.register(&headers, body).await;
    let result = if answer.is_ok() { "taken" } else { "refused" };
    metrics::counter!("bursar_sessions_total", "result" => result).increment(1);
    answer.map_or_else(IntoResponse::into_response, |taken| Json(taken).into_response())
}

impl Desk {
    async fn register(
        &self,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Value, Failure> {
        let caller = self.callers.identify(headers);
        caller.ok_or_else(|| Refused::plain(Reason::Unauthorized))?;
        let _permit = admit(&self.verifying)?;
        let facilitator = self.decider()?;
        let body = body.map_err(Failure::Body)?;
        let signed: SignedSession = serde_json::from_slice(&body).map_err(Failure::Malformed)?;
        let taken = facilitator.take_session(&signed).await?;
        Ok(json!({
            "vault": signed.vault,
            "agent": signed.agent,
            "parent": signed.parent,
            "treasury": TreasuryId(taken.treasury),
            "notAfter": signed.not_after,
            "open": taken.is_open,
        }))
    }
}

impl Facilitator {
    /// Keeps a session, on disk first, unless it is here or open already.
    async fn take_session(&self, signed: &SignedSession) -> Result<Taken, Failure> {
        let SignedSession { vault, chain_id, .. } = *signed;
        let asset = self.parts.assets.get(vault);
        if asset.is_none_or(|asset| asset.kind != AssetKind::Vault) {
            return Err(SessionError::Elsewhere { vault, chain_id }.into());
        }
        let grant = signed.check(self.parts.chain.id(), vault)?;
        let (ledger, clock) = (&self.parts.ledger, &self.parts.clock);
        let _turn = self.taking.lock().await;
        let found = ledger.check_session(vault, &grant, clock.now())?;
        if found.is_known {
            return Ok(found);
        }
        self.parts.grants.put(vault, &grant, &ledger.forgotten_sessions()).await?;
        Ok(ledger.keep_session(vault, grant, clock.now())?)
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refused) => status(refused.reason),
            Self::Body(body) => body.status(),
            Self::Malformed(_) | Self::Signed(_) => StatusCode::BAD_REQUEST,
            Self::NotTaken(NotTaken::Crowded(_)) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotTaken(
                NotTaken::Other { .. } | NotTaken::Grant(GrantFault::Edit(EditFault::Bound { .. })),
            ) => StatusCode::CONFLICT,
            Self::NotTaken(NotTaken::Grant(_) | NotTaken::ContractPayer { .. }) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::NotTaken(NotTaken::Mirror(_)) | Self::Store(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Store(error) = &self {
            tracing::error!(error = ?error, "a session could not be written down");
        }
        let body = Json(json!({ "error": { "message": self.to_string() } }));
        let mut response = (self.status(), body).into_response();
        if let Self::Refused(refused) = &self {
            ask_again(refused, &mut response);
        }
        response
    }
}
