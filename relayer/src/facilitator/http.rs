//! The endpoints of x402.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use alloy::primitives::{Address, TxHash};
use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use super::caller::Callers;
use super::wire::{Malformed, Request, Settled, Verified, Version};
use super::{Facilitator, Reason, Refused, approvals, sessions};
use crate::config;
use crate::freshness::Freshness;

/// What a caller waits who is told that the facilitator is busy, seconds.
const BUSY_SECONDS: u64 = 1;
/// Sessions and approvals that are taken at once. Each waits for the disk in turn: no more would be taken
/// sooner.
const TAKEN_AT_ONCE: usize = 64;
/// What a caller waits who is told that the facilitator does not know the chain yet, seconds.
const NOT_READY_SECONDS: u64 = 5;

/// What the endpoints share.
#[derive(Clone, Debug)]
pub struct Desk {
    open: Arc<OnceLock<(Arc<Facilitator>, Freshness)>>,
    pub(super) callers: Callers,
    verifying: Arc<Semaphore>,
    settling: Arc<Semaphore>,
    pub(super) taking: Arc<Semaphore>,
    /// CAIP-2; for answers to what names no network.
    network: Arc<str>,
}

impl Desk {
    /// A desk on chain `chain_id` that answers "not ready" until it is [opened](Desk::open).
    pub fn new(server: &config::Server, chain_id: u64) -> Self {
        Self {
            open: Arc::default(),
            callers: Callers::new(server.api_keys.clone()),
            verifying: Arc::new(Semaphore::new(server.verify_queue.get())),
            settling: Arc::new(Semaphore::new(server.settle_queue.get())),
            taking: Arc::new(Semaphore::new(TAKEN_AT_ONCE)),
            network: format!("eip155:{chain_id}").into(),
        }
    }

    /// From now on requests are answered, by `facilitator`; payments whenever what it knows of the
    /// chain is current by `freshness`.
    pub fn open(&self, facilitator: Arc<Facilitator>, freshness: Freshness) {
        // A second one would have no other answers than the first.
        let _ = self.open.set((facilitator, freshness));
    }

    fn facilitator(&self) -> Result<&(Arc<Facilitator>, Freshness), Refused> {
        let words = "the chain is still being read; ask again soon";
        self.open.get().ok_or_else(|| Refused::because(Reason::NotReady, words))
    }

    /// As far as it may decide.
    pub(super) fn decider(&self) -> Result<&Arc<Facilitator>, Refused> {
        let (facilitator, freshness) = self.facilitator()?;
        if freshness.is_current() {
            return Ok(facilitator);
        }
        let words = "what is known of the chain is too old to decide by; ask again soon";
        Err(Refused::because(Reason::NotReady, words))
    }

    async fn verify(&self, body: Result<Bytes, BytesRejection>) -> Result<Verified, Failure> {
        let _permit = admit(&self.verifying)?;
        let facilitator = self.decider()?;
        let request = Request::parse(&body?)?;
        let payer = request.authorization.from;
        facilitator.verify(&request).await.map_err(|refused| Failure::of(refused, &request, payer))
    }

    async fn settle(
        &self,
        headers: &HeaderMap,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Settled, Failure> {
        let caller = self.callers.identify(headers);
        let caller = caller.ok_or_else(|| Refused::plain(Reason::Unauthorized))?;
        let _permit = admit(&self.settling)?;
        let facilitator = self.decider()?;
        let request = Request::parse(&body?)?;
        let payer = request.authorization.from;
        let settled = facilitator.settle(&request, &caller).await;
        settled.map_err(|refused| Failure::of(refused, &request, payer))
    }
}

/// A refusal, and what the answer repeats of the question.
struct Failure {
    refused: Refused,
    /// 413 and the like, where the body could not even be read.
    status: Option<StatusCode>,
    payer: Option<Address>,
    network: String,
    /// Whose names the answer has. What cannot be read is called the same in both.
    version: Version,
}

impl Failure {
    fn of(refused: Refused, request: &Request, payer: Address) -> Self {
        let (network, version) = (request.required.network.clone(), request.version);
        Self { refused, status: None, payer: Some(payer), network, version }
    }

    const fn name(&self) -> &'static str {
        self.refused.reason.name_in(self.version)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let network = String::new();
        Self { refused, status: None, payer: None, network, version: Version::V2 }
    }
}

impl From<Malformed> for Failure {
    fn from(Malformed { reason, message, network }: Malformed) -> Self {
        Self { network, ..Refused::because(reason, message).into() }
    }
}

impl From<BytesRejection> for Failure {
    fn from(rejection: BytesRejection) -> Self {
        let refused = Refused::because(Reason::Payload, rejection.body_text());
        Self { status: Some(rejection.status()), ..refused.into() }
    }
}

/// `GET /supported`, `POST /verify`, `POST /settle`; `POST /sessions`, `POST /approvals`.
///
/// A refusal is an answer like any other, with status 200, as the published facilitator has it; other
/// statuses are for what is no payment (400), who may not ask (401), what is too much (413, 429), and
/// what is wrong here (500, 503).
pub fn router(desk: Desk, server: &config::Server) -> Router {
    let time = Duration::from_secs(server.timeout_seconds.get().into());
    // `/settle` takes as long as its payment: cut off, its answer would be a lie.
    let prompt = Router::new()
        .route("/supported", get(supported))
        .route("/verify", post(verify))
        .route("/sessions", post(sessions::register))
        .route("/approvals", post(approvals::register))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time));
    prompt
        .route("/settle", post(settle))
        .layer(RequestBodyTimeoutLayer::new(time))
        .layer(DefaultBodyLimit::max(server.body_limit_bytes.get()))
        .with_state(desk)
}

async fn supported(State(desk): State<Desk>) -> Response {
    match desk.facilitator() {
        Ok((facilitator, _)) => Json(facilitator.supported()).into_response(),
        Err(refused) => respond(&refused.into(), Json(serde_json::json!({})).into_response()),
    }
}

async fn verify(State(desk): State<Desk>, body: Result<Bytes, BytesRejection>) -> Response {
    let begun = Instant::now();
    let answer = desk.verify(body).await;
    let result = answer.as_ref().map_or_else(|failure| failure.refused.reason.name(), |_| "valid");
    metrics::counter!("bursar_verify_total", "result" => result).increment(1);
    metrics::histogram!("bursar_verify_seconds").record(begun.elapsed());
    tracing::debug!(result, elapsed = ?begun.elapsed(), "verify");
    match answer {
        Ok(verified) => Json(verified).into_response(),
        Err(failure) => {
            let verified = Verified {
                is_valid: false,
                invalid_reason: Some(failure.name()),
                invalid_message: failure.refused.message.clone(),
                payer: failure.payer,
            };
            respond(&failure, Json(verified).into_response())
        }
    }
}

async fn settle(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let begun = Instant::now();
    let answer = desk.settle(&headers, body).await;
    let result =
        answer.as_ref().map_or_else(|failure| failure.refused.reason.name(), |_| "success");
    metrics::counter!("bursar_settle_total", "result" => result).increment(1);
    metrics::histogram!("bursar_settle_seconds").record(begun.elapsed());
    tracing::debug!(result, elapsed = ?begun.elapsed(), "settle");
    match answer {
        Ok(settled) => Json(settled).into_response(),
        Err(failure) => {
            let Refused { message, transaction, .. } = &failure.refused;
            let is_named = !failure.network.is_empty();
            let settled = Settled {
                success: false,
                error_reason: Some(failure.name()),
                error_message: message.clone(),
                payer: failure.payer,
                transaction: transaction.as_ref().map(TxHash::to_string).unwrap_or_default(),
                network: if is_named { failure.network.clone() } else { desk.network.to_string() },
            };
            respond(&failure, Json(settled).into_response())
        }
    }
}

/// A place among those under way; none is waited for.
pub(super) fn admit(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refused> {
    Arc::clone(places).try_acquire_owned().map_err(|_| Refused::plain(Reason::Busy))
}

fn respond(failure: &Failure, mut response: Response) -> Response {
    *response.status_mut() = failure.status.unwrap_or_else(|| status(failure.refused.reason));
    ask_again(&failure.refused, &mut response);
    response
}

/// Says when to ask again, where that is known.
pub(super) fn ask_again(refused: &Refused, response: &mut Response) {
    let wait = match refused.reason {
        Reason::Busy => Some(BUSY_SECONDS),
        Reason::NotReady => Some(NOT_READY_SECONDS),
        _ => refused.retry_after_seconds,
    };
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
}

pub(super) const fn status(reason: Reason) -> StatusCode {
    match reason {
        Reason::Payload | Reason::Requirements | Reason::Version => StatusCode::BAD_REQUEST,
        Reason::Unauthorized => StatusCode::UNAUTHORIZED,
        Reason::Busy | Reason::Budget | Reason::Crowded | Reason::Asked => {
            StatusCode::TOO_MANY_REQUESTS
        }
        Reason::Verifier | Reason::Settler => StatusCode::INTERNAL_SERVER_ERROR,
        Reason::NotReady => StatusCode::SERVICE_UNAVAILABLE,
        Reason::PayloadType
        | Reason::Scheme
        | Reason::Network
        | Reason::Asset
        | Reason::DomainMissing
        | Reason::DomainName
        | Reason::DomainVersion
        | Reason::Signature
        | Reason::Factory
        | Reason::Recipient
        | Reason::ValidBefore
        | Reason::ValidAfter
        | Reason::Value
        | Reason::NonceUsed
        | Reason::Balance
        | Reason::Simulation
        | Reason::Transaction
        | Reason::Denied(_)
        | Reason::Duplicate
        | Reason::Pending
        | Reason::Withdrawn => StatusCode::OK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

    /// A desk that is not open yet, with one place for each endpoint.
    fn desk() -> Desk {
        let one = NonZeroUsize::MIN;
        let server =
            config::Server { verify_queue: one, settle_queue: one, ..config::Server::default() };
        Desk::new(&server, 7)
    }

    async fn ask(desk: &Desk) -> [Response; 2] {
        let body = || Ok(Bytes::from_static(b"{}"));
        let settled = settle(State(desk.clone()), HeaderMap::new(), body()).await;
        [verify(State(desk.clone()), body()).await, settled]
    }

    async fn text(response: Response) -> String {
        let body = axum::body::to_bytes(response.into_body(), 1_000).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn requests_beyond_the_queue_are_answered_429_with_retry_after() {
        let desk = desk();
        let _verifying = admit(&desk.verifying).unwrap();
        let _settling = admit(&desk.settling).unwrap();
        for response in ask(&desk).await {
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(response.headers()[RETRY_AFTER], "1");
        }
    }

    #[tokio::test]
    async fn what_is_handed_in_waits_in_a_queue_of_its_own() {
        let desk = desk();
        let hand = async || {
            let (desk, body) = (State(desk.clone()), Ok(Bytes::from_static(b"{}")));
            approvals::register(desk, HeaderMap::new(), body).await.status()
        };
        let _verifying = admit(&desk.verifying).unwrap();
        assert_eq!(hand().await, StatusCode::SERVICE_UNAVAILABLE);
        let taking: Vec<_> = (0..TAKEN_AT_ONCE).map(|_| admit(&desk.taking).unwrap()).collect();
        assert_eq!(hand().await, StatusCode::TOO_MANY_REQUESTS);
        drop(taking);
        assert_eq!(hand().await, StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn requests_before_the_chain_is_read_are_answered_503_with_retry_after() {
        let [verified, settled] = ask(&desk()).await;
        for response in [&verified, &settled] {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[RETRY_AFTER], "5");
        }
        let expected = r#"{"success":false,"errorReason":"facilitator_not_ready","errorMessage":"the chain is still being read; ask again soon","transaction":"","network":"eip155:7"}"#;
        assert_eq!(text(settled).await, expected);
    }

    #[tokio::test]
    async fn place_is_free_again_once_a_request_is_answered() {
        let desk = desk();
        for _ in 0..3 {
            let [verified, settled] = ask(&desk).await;
            assert_eq!(verified.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(settled.status(), StatusCode::SERVICE_UNAVAILABLE);
        }
    }
}
