//! A node that answers from memory.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::history::{BLOCKS, CHAIN, History};

/// Most logs in an answer, as large providers have it.
const RESULTS: u64 = 10_000;

pub(crate) struct Double {
    pub(crate) url: String,
}

impl Double {
    pub(crate) async fn new(history: History) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().route("/", post(answer)).with_state(Arc::new(history));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url }
    }
}

async fn answer(State(history): State<Arc<History>>, body: Bytes) -> String {
    let request: Value = serde_json::from_slice(&body).unwrap();
    let id = &request["id"];
    match result(&history, &request) {
        Ok(result) => format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#),
        Err(why) => {
            let error = json!({ "code": -32_005, "message": why });
            format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
        }
    }
}

fn result(history: &History, request: &Value) -> Result<String, &'static str> {
    let params = &request["params"];
    match request["method"].as_str().unwrap() {
        "eth_chainId" => Ok(format!("\"{CHAIN:#x}\"")),
        "eth_getBlockByNumber" => Ok(history.blocks[number(&params[0])].clone()),
        "eth_getStorageAt" => Ok(json!(history.head).to_string()),
        "eth_getLogs" => {
            let (from, to) = (number(&params[0]["fromBlock"]), number(&params[0]["toBlock"]));
            let logs = &history.logs[from..=to];
            let events = (to - from + 1) as u64 * (History::events() / BLOCKS);
            if events > RESULTS {
                return Err("query returned more than 10000 results");
            }
            Ok(format!("[{}]", logs.join(",")))
        }
        _ => Err("the double does not know this method"),
    }
}

fn number(value: &Value) -> usize {
    let text = value.as_str().unwrap();
    if text == "latest" {
        return usize::try_from(BLOCKS).unwrap();
    }
    usize::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
}
