//! JSON-RPC 2.0 over HTTP: single requests and batches.

mod accounts;
mod blocks;
mod control;
mod error;
mod filters;
mod methods;
mod params;
mod transactions;
mod views;

use std::sync::Arc;

use axum::{
    Router, body::Bytes, extract::State, http::header, response::IntoResponse, routing::post,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::net::TcpListener;

use self::{error::RpcError, filters::Filters, params::Params};
use crate::chain::Chain;

/// Largest request body, in bytes: a batch of large transactions fits.
const BODY_LIMIT: usize = 64 << 20;

/// What the methods work on.
#[derive(Debug)]
struct Server {
    chain: Arc<Chain>,
    filters: Filters,
}

/// Answers requests that come in on `listener`, until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, chain: Arc<Chain>) {
    let server = Arc::new(Server { chain, filters: Filters::default() });
    let router = Router::new()
        .route("/", post(answer))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(server);
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "the endpoint stopped");
    }
}

/// A request as it comes in.
#[derive(Debug, Deserialize)]
struct Request {
    /// Absent in a notification, which gets no answer.
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    method: String,
    #[serde(default)]
    params: Params,
}

/// An id of `null` is an id.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Debug, Serialize)]
struct Response {
    jsonrpc: &'static str,
    id: Value,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error(RpcError),
}

impl Response {
    fn new(id: Value, outcome: Result<Value, RpcError>) -> Self {
        let outcome = outcome.map_or_else(Outcome::Error, Outcome::Result);
        Self { jsonrpc: "2.0", id, outcome }
    }
}

/// Executing is work for a blocking thread: a call may take the better part of a second.
async fn answer(State(server): State<Arc<Server>>, body: Bytes) -> impl IntoResponse {
    let answered = tokio::task::spawn_blocking(move || server.answer_body(&body)).await;
    let text = answered.unwrap_or_else(|error| {
        tracing::error!(%error, "a request was not answered");
        to_text(&Response::new(Value::Null, Err(RpcError::internal("the method panicked"))))
    });
    ([(header::CONTENT_TYPE, "application/json")], text)
}

fn to_text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

impl Server {
    /// Answers one request or a batch. A body without anything to answer gets an empty text.
    fn answer_body(&self, body: &[u8]) -> String {
        let parsed: Value = match serde_json::from_slice(body) {
            Ok(parsed) => parsed,
            Err(error) => {
                let error = RpcError::parse(&error.to_string());
                return to_text(&Response::new(Value::Null, Err(error)));
            }
        };
        match parsed {
            Value::Array(requests) if requests.is_empty() => {
                let error = RpcError::invalid_request("the batch is empty");
                to_text(&Response::new(Value::Null, Err(error)))
            }
            Value::Array(requests) => {
                let answers = requests.into_iter().filter_map(|request| self.answer_one(request));
                let answers: Vec<_> = answers.collect();
                if answers.is_empty() { String::new() } else { to_text(&answers) }
            }
            request => self.answer_one(request).map(|answer| to_text(&answer)).unwrap_or_default(),
        }
    }

    fn answer_one(&self, request: Value) -> Option<Response> {
        let request: Request = match serde_json::from_value(request) {
            Ok(request) => request,
            Err(error) => {
                let error = RpcError::invalid_request(&error.to_string());
                return Some(Response::new(Value::Null, Err(error)));
            }
        };
        let outcome = self.dispatch(&request.method, &request.params);
        if let Err(error) = &outcome {
            tracing::debug!(method = request.method, %error, "refused");
        }
        Some(Response::new(request.id?, outcome))
    }
}
