//! A node between the indexer and the real one, which alters what it passes on.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What becomes of an answer.
pub(crate) enum Fate {
    /// It is passed on, as altered.
    Pass,
    /// An error with this text comes instead.
    Refuse(&'static str),
    /// Nothing comes.
    Die,
}

/// Looks at the request, and alters the answer.
type Tamper = dyn Fn(&Value, &mut Value) -> Fate + Send + Sync;

/// A running proxy. Dropping it stops it.
pub(crate) struct Proxy {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Behind {
    node: String,
    http: reqwest::Client,
    tamper: Arc<Tamper>,
}

impl Proxy {
    pub(crate) async fn new(
        node: String,
        tamper: impl Fn(&Value, &mut Value) -> Fate + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let behind = Behind { node, http: reqwest::Client::new(), tamper: Arc::new(tamper) };
        let app = Router::new().route("/", post(pass)).with_state(behind);
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, task }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(State(behind): State<Behind>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let sent = behind.http.post(&behind.node).header("content-type", "application/json");
    let answer = sent.body(body).send().await.unwrap().bytes().await.unwrap();
    let mut answer: Value = serde_json::from_slice(&answer).unwrap();
    match (behind.tamper)(&request, &mut answer) {
        Fate::Pass => answer.to_string().into_response(),
        Fate::Refuse(message) => {
            let error = json!({ "code": -32_005, "message": message });
            json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })
                .to_string()
                .into_response()
        }
        Fate::Die => StatusCode::BAD_GATEWAY.into_response(),
    }
}

/// Whether this asks for logs.
pub(crate) fn asks_logs(request: &Value) -> bool {
    request["method"] == "eth_getLogs"
}

/// First and last block that logs are asked of.
pub(crate) fn asked_blocks(request: &Value) -> (u64, u64) {
    let number = |name: &str| {
        let text = request["params"][0][name].as_str().unwrap();
        u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
    };
    (number("fromBlock"), number("toBlock"))
}
