//! `POST /sessions`: a session that both have signed, as `bursar session grant` and `accept` write it.
//!
//! The answer is `{"vault":"0x…","agent":"0x…","parent":"0x…","treasury":"0x…","notAfter":1767225600,
//! "open":false}`; `open` says whether the vault has opened it already. Bringing the same one again is
//! answered the same. Failures are `{"error":{"message":"…"}}`: 400 for what is no session signed by both
//! for a vault that is served here, 401 without an API key where one is asked for, 409 for a key that was
//! used or has another grant, 422 for what the vault would not open, 429 where too many wait.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bursar_policy::EditFault;
use bursar_policy::delegation::GrantFault;
use serde_json::{Value, json};

use super::handed::{Failure, respond};
use super::http::Desk;
use super::{Facilitator, Reason, Refused};
use crate::ledger::{NotTaken, Taken};
use crate::session::{SessionError, SignedSession};
use crate::treasury_id::TreasuryId;

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::not_taken(StatusCode::BAD_REQUEST, &error)
    }
}

impl From<NotTaken> for Failure {
    fn from(not_taken: NotTaken) -> Self {
        let status = match not_taken {
            // What is wrong here is nobody else's business, and is in the log.
            NotTaken::Mirror(_) => return Refused::plain(Reason::Verifier).into(),
            NotTaken::Crowded(_) => StatusCode::TOO_MANY_REQUESTS,
            NotTaken::Other { .. } | NotTaken::Grant(GrantFault::Edit(EditFault::Bound { .. })) => {
                StatusCode::CONFLICT
            }
            NotTaken::Grant(_) | NotTaken::ContractPayer { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::not_taken(status, &not_taken)
    }
}

/// Takes a session.
pub(super) async fn register(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (result, response) = respond(desk.take_session(&headers, body).await);
    metrics::counter!("bursar_sessions_total", "result" => result).increment(1);
    response
}

impl Desk {
    async fn take_session(
        &self,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Value, Failure> {
        let (_permit, facilitator, signed) =
            self.receive::<SignedSession>("session", headers, body)?;
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
        if !self.is_vault(vault) {
            return Err(SessionError::Elsewhere { vault, chain_id }.into());
        }
        let grant = signed.check(self.parts.chain.id(), vault)?;
        let (ledger, clock) = (&self.parts.ledger, &self.parts.clock);
        let _turn = self.taking.lock().await;
        let found = ledger.check_session(vault, &grant, clock.now())?;
        if found.is_known {
            return Ok(found);
        }
        self.parts.slips.grants.put(vault, &grant, &ledger.forgotten_sessions()).await?;
        Ok(ledger.keep_session(vault, grant, clock.now())?)
    }
}
