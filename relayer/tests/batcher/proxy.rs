//! A node that fails when it is told to: a proxy before the real one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What happens to a request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// None: it is only counted.
    Pass,
    /// It never reaches the node, and is never answered.
    Swallow,
    /// It reaches the node, and is never answered.
    Mute,
    /// It reaches the node, and then the answer is this error.
    Late(i64, &'static str),
    /// It never reaches the node; the answer is this error.
    Refuse(i64, &'static str),
}

struct Shared {
    node: String,
    client: reqwest::Client,
    faults: Mutex<VecDeque<(&'static str, Fault)>>,
    struck: watch::Sender<usize>,
    asked: Mutex<Vec<String>>,
}

/// Forwards to a node what no fault is planned for.
pub(crate) struct Proxy {
    pub(crate) url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn before(node: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            node: node.to_owned(),
            client: reqwest::Client::new(),
            faults: Mutex::default(),
            struck: watch::channel(0).0,
            asked: Mutex::default(),
        });
        let router = Router::new().route("/", post(answer)).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, shared, task }
    }

    /// Plans a fault for the next request of `method` that none is planned for yet.
    pub(crate) fn plan(&self, method: &'static str, fault: Fault) {
        self.shared.faults.lock().unwrap().push_back((method, fault));
    }

    /// Waits until `count` of the planned faults have happened.
    pub(crate) async fn struck(&self, count: usize) {
        self.shared.struck.subscribe().wait_for(|struck| *struck >= count).await.unwrap();
    }

    /// How often `method` was asked for.
    pub(crate) fn asked(&self, method: &str) -> usize {
        self.shared.asked.lock().unwrap().iter().filter(|asked| *asked == method).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Json(request): Json<Value>) -> Response {
    let method = request["method"].as_str().unwrap_or_default().to_owned();
    shared.asked.lock().unwrap().push(method.clone());
    let fault = {
        let mut faults = shared.faults.lock().unwrap();
        let planned = faults.iter().position(|(planned, _)| *planned == method);
        planned.and_then(|index| faults.remove(index))
    };
    let Some((_, fault)) = fault else {
        return Json(forward(&shared, &request).await).into_response();
    };
    let answer = match fault {
        Fault::Pass => {
            shared.struck.send_modify(|struck| *struck += 1);
            return Json(forward(&shared, &request).await).into_response();
        }
        Fault::Refuse(code, message) => Some((code, message)),
        Fault::Late(code, message) => {
            forward(&shared, &request).await;
            Some((code, message))
        }
        Fault::Mute => {
            forward(&shared, &request).await;
            None
        }
        Fault::Swallow => None,
    };
    shared.struck.send_modify(|struck| *struck += 1);
    match answer {
        Some((code, message)) => {
            let error = json!({ "code": code, "message": message });
            Json(json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })).into_response()
        }
        None => std::future::pending().await,
    }
}

async fn forward(shared: &Shared, request: &Value) -> Value {
    let body = request.to_string();
    let sent = shared.client.post(&shared.node).body(body).send().await.unwrap();
    serde_json::from_str(&sent.text().await.unwrap()).unwrap()
}
