//! `POST /approvals`: an approver's signature of one payment, as `bursar approve --out` writes it.
//!
//! The answer is `{"vault":"0x…","agent":"0x…","approver":"0x…","treasury":"0x…","digest":"0x…",
//! "approvals":1,"required":2}`: how many approve the payment now, and how many must. Bringing the same one
//! again is answered the same. Failures are `{"error":{"message":"…"}}`: 400 for what is no signature for a
//! vault that is served here, 401 without an API key where one is asked for, 409 for an authorization that
//! was used, 422 for one that has expired, lives too long, or that nobody pays (its payer is no agent, or no
//! vault makes such a payment), and for a signer who is no approver, or the payer; 429 where too many are kept.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::handed::{Failure, respond};
use super::http::Desk;
use super::{Facilitator, Reason, Refused};
use crate::approval::{Approval, ApprovalError, SignedApproval};
use crate::ledger::{Counted, NotCounted};
use crate::treasury_id::TreasuryId;

impl From<ApprovalError> for Failure {
    fn from(error: ApprovalError) -> Self {
        Self::not_taken(StatusCode::BAD_REQUEST, &error)
    }
}

impl From<NotCounted> for Failure {
    fn from(not_counted: NotCounted) -> Self {
        let status = match not_counted {
            // What is wrong here is nobody else's business, and is in the log.
            NotCounted::Mirror(_) => return Refused::plain(Reason::Verifier).into(),
            NotCounted::Crowded(_) => StatusCode::TOO_MANY_REQUESTS,
            NotCounted::Used => StatusCode::CONFLICT,
            NotCounted::AgentUnknown(_)
            | NotCounted::NotApprover { .. }
            | NotCounted::Own(_)
            | NotCounted::Expired
            | NotCounted::NeverPaid(_)
            | NotCounted::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::not_taken(status, &not_counted)
    }
}

/// Takes an approval.
pub(super) async fn register(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let (result, response) = respond(desk.take_approval(&headers, body).await);
    metrics::counter!("bursar_approvals_total", "result" => result).increment(1);
    response
}

impl Desk {
    async fn take_approval(
        &self,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Value, Failure> {
        let (_permit, facilitator, signed) =
            self.receive::<SignedApproval>("approval", headers, body)?;
        let (approval, counted) = facilitator.take_approval(&signed).await?;
        Ok(json!({
            "vault": approval.vault,
            "agent": approval.authorization.from,
            "approver": approval.approver,
            "treasury": TreasuryId(counted.treasury),
            "digest": approval.digest,
            "approvals": counted.approvals,
            "required": counted.required,
        }))
    }
}

impl Facilitator {
    /// Keeps an approval, on disk first, unless it is here already.
    async fn take_approval(&self, signed: &SignedApproval) -> Result<(Approval, Counted), Failure> {
        let SignedApproval { vault, chain_id, .. } = *signed;
        if !self.is_vault(vault) {
            return Err(ApprovalError::Elsewhere { vault, chain_id }.into());
        }
        let approval = signed.check(self.parts.chain.id(), vault)?;
        let (ledger, clock) = (&self.parts.ledger, &self.parts.clock);
        let _turn = self.taking.lock().await;
        let found = ledger.check_approval(&approval, clock.now())?;
        if found.is_known {
            return Ok((approval, found));
        }
        let slips = &self.parts.slips.approvals;
        slips.put(&approval, &ledger.forgotten_approvals()).await?;
        Ok((approval, ledger.keep_approval(&approval, clock.now())?))
    }
}
