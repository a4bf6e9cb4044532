//! A node that fails when it is told to: a proxy before the real one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use alloy::primitives::hex;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
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
    /// It never reaches the node; the answer is that the contract reverted, with this.
    Revert(Vec<u8>),
    /// It reaches the node, and is answered once the proxy is told to go on.
    Hold,
    /// It is answered by a node that has no block after this one.
    Behind(u64),
}

struct Shared {
    node: String,
    client: reqwest::Client,
    faults: Mutex<VecDeque<(&'static str, Fault)>>,
    struck: watch::Sender<usize>,
    held: Notify,
    /// What no call may hold, as hex.
    cursed: Mutex<Option<String>>,
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
            held: Notify::new(),
            cursed: Mutex::default(),
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

    /// Lets the request go on that is held.
    pub(crate) fn go_on(&self) {
        self.shared.held.notify_one();
    }

    /// From now on every call that holds these bytes gets an error that is no verdict; none does if
    /// there are no such bytes.
    pub(crate) fn curse(&self, bytes: Option<&[u8]>) {
        *self.shared.cursed.lock().unwrap() = bytes.map(hex::encode);
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
        if is_cursed(&shared, &request) {
            shared.struck.send_modify(|struck| *struck += 1);
            return error(&request, -32_603, "internal error");
        }
        return Json(forward(&shared, &request).await).into_response();
    };
    let answer = match fault {
        Fault::Pass => {
            shared.struck.send_modify(|struck| *struck += 1);
            return Json(forward(&shared, &request).await).into_response();
        }
        Fault::Refuse(code, message) => Some((code, message)),
        Fault::Revert(data) => {
            shared.struck.send_modify(|struck| *struck += 1);
            let data = hex::encode_prefixed(data);
            return failure(
                &request,
                json!({ "code": 3, "message": "execution reverted", "data": data }),
            );
        }
        Fault::Late(code, message) => {
            forward(&shared, &request).await;
            Some((code, message))
        }
        Fault::Mute => {
            forward(&shared, &request).await;
            None
        }
        Fault::Swallow => None,
        Fault::Hold => {
            let forwarded = forward(&shared, &request).await;
            shared.struck.send_modify(|struck| *struck += 1);
            shared.held.notified().await;
            return Json(forwarded).into_response();
        }
        Fault::Behind(last) => {
            let answer = answer_behind(&shared, request, last).await;
            shared.struck.send_modify(|struck| *struck += 1);
            return answer;
        }
    };
    shared.struck.send_modify(|struck| *struck += 1);
    match answer {
        Some((code, message)) => error(&request, code, message),
        None => std::future::pending().await,
    }
}

fn error(request: &Value, code: i64, message: &str) -> Response {
    failure(request, json!({ "code": code, "message": message }))
}

fn failure(request: &Value, error: Value) -> Response {
    Json(json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })).into_response()
}

fn is_cursed(shared: &Shared, request: &Value) -> bool {
    let cursed = shared.cursed.lock().unwrap();
    let text = || request["params"].to_string();
    request["method"] == "eth_call" && cursed.as_ref().is_some_and(|hex| text().contains(hex))
}

/// As a node answers a call, or for a block by its number, that has no block after `last`.
async fn answer_behind(shared: &Shared, mut request: Value, last: u64) -> Response {
    let is_call = request["method"] == "eth_call";
    let parameters = request["params"].as_array_mut().unwrap();
    let place = usize::from(is_call);
    if is_call && parameters.len() == 1 {
        parameters.push(json!("latest"));
    }
    let named = parameters[place].as_str().unwrap().to_owned();
    let number = named.strip_prefix("0x").map(|hex| u64::from_str_radix(hex, 16).unwrap());
    if number.is_none_or(|number| number <= last) {
        parameters[place] = json!(format!("{:#x}", number.unwrap_or(last)));
        return Json(forward(shared, &request).await).into_response();
    }
    if is_call {
        return error(&request, -32_000, "header not found");
    }
    Json(json!({ "jsonrpc": "2.0", "id": request["id"], "result": null })).into_response()
}

async fn forward(shared: &Shared, request: &Value) -> Value {
    let body = request.to_string();
    let sent = shared.client.post(&shared.node).body(body).send().await.unwrap();
    serde_json::from_str(&sent.text().await.unwrap()).unwrap()
}
