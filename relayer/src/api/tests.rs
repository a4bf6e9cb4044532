use super::*;
use crate::store::{Index, Step};
use crate::testing::{
    AGENT, OWNER, START, TREASURY, VAULT, VENDOR, block, founded, founding, payment,
};
use axum::http::StatusCode;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

struct Still(Mirror);

impl Mirrored for Still {
    fn look<T>(&self, at: impl FnOnce(&Mirror) -> T) -> T {
        at(&self.0)
    }
}

/// The routes on a port, over a store with five payments in blocks 4, 5 (three) and 9.
struct Site {
    url: String,
    server: JoinHandle<()>,
    _folder: TempDir,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Site {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("store")).await.unwrap();
        let index = Index::open(store.clone(), 1, &[(VAULT, 0)]).await.unwrap();
        let mut mirror = founded();
        let paid = [
            block(4, &[payment(100, 1)]),
            block(5, &[payment(1, 2), payment(2, 3), payment(3, 4)]),
            block(9, &[payment(50, 5)]),
        ];
        paid.iter().for_each(|block| mirror.apply(block).unwrap());
        let blocks = [&founding()[..], &paid[..]].concat();
        let tip = blocks.last().unwrap().header();
        let step = Step { former: None, keep: None, blocks: &blocks, tip, heads: &[] };
        index.advance(&step).await.unwrap();
        let reads = Reads::default();
        reads.open(store, Arc::new(Still(mirror)));
        Self::over(reads, folder).await
    }

    async fn over(reads: Reads<Still>, folder: TempDir) -> Self {
        let app = router(reads);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        // Fails only when a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { url, server, _folder: folder }
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let answer = reqwest::get(format!("{}{path}", self.url)).await.unwrap();
        let status = answer.status().as_u16().try_into().unwrap();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }

    /// The values on a page, and where the next one begins.
    async fn page(&self, query: &str) -> (Vec<u64>, Value) {
        let (status, body) = self.get(&format!("/payments?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let values = body["payments"].as_array().unwrap().iter();
        let value = |payment: &Value| payment["value"].as_str().unwrap().parse().unwrap();
        (values.map(value).collect(), body["next"].clone())
    }
}

#[tokio::test]
async fn every_route_asks_for_patience_until_the_chain_is_read() {
    let site = Site::over(Reads::default(), TempDir::new().unwrap()).await;
    for path in ["/treasuries/1", &format!("/agents/{AGENT}"), "/payments"] {
        assert_eq!(site.get(path).await.0, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

#[tokio::test]
async fn treasury_is_what_the_mirror_says() {
    let site = Site::new().await;
    let (status, body) = site.get("/treasuries/0xfedcba9876543210").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&body["balance"], &body["owner"]), (&json!("844"), &json!(OWNER)));
    assert_eq!(site.get(&format!("/treasuries/{TREASURY}?vault={VAULT}")).await.1, body);
    let (status, body) = site.get(&format!("/treasuries/{TREASURY}?vault={OWNER}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{body}");
    assert_eq!(site.get("/treasuries/7").await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/treasuries/acme").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn agent_is_what_the_mirror_says() {
    let site = Site::new().await;
    let (status, body) = site.get(&format!("/agents/{AGENT}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&body["live"], &body["lifetime"]), (&json!(true), &json!("156")));
    assert_eq!(
        (&body["spendable"], &body["treasury"]),
        (&json!("300"), &json!("0xfedcba9876543210"))
    );
    assert_eq!(body["policy"]["paymentCap"], "300");
    assert_eq!(site.get(&format!("/agents/{VENDOR}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/agents/0x12").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn payments_come_in_pages_newest_first() {
    let site = Site::new().await;
    assert_eq!(site.page("").await, (vec![50, 3, 2, 1, 100], Value::Null));
    let (first, next) = site.page("limit=2").await;
    assert_eq!((first, &next), (vec![50, 3], &json!("5-2")));
    let (second, next) = site.page("limit=2&after=5-2").await;
    assert_eq!((second, &next), (vec![2, 1], &json!("5-0")));
    assert_eq!(site.page("limit=2&after=5-0").await, (vec![100], Value::Null));
    // A page that ends with the last payment has none after it.
    assert_eq!(site.page("limit=3&after=5-2").await, (vec![2, 1, 100], Value::Null));
}

#[tokio::test]
async fn payments_are_filtered_by_everything_at_once() {
    let site = Site::new().await;
    let all = vec![50, 3, 2, 1, 100];
    assert_eq!(site.page(&format!("agent={AGENT}&vendor={VENDOR}&vault={VAULT}")).await.0, all);
    assert_eq!(site.page("treasury=0xfedcba9876543210").await.0, all);
    assert!(site.page("treasury=1").await.0.is_empty());
    assert!(site.page(&format!("agent={VENDOR}")).await.0.is_empty());
    let nonce = alloy::primitives::B256::repeat_byte(3);
    assert_eq!(site.page(&format!("nonce={nonce}&agent={AGENT}")).await.0, [2]);
    let (five, nine) = (START + 5, START + 9);
    assert_eq!(site.page(&format!("from={five}&to={nine}")).await.0, [3, 2, 1]);
    assert_eq!(site.page(&format!("from={nine}")).await.0, [50]);
    assert!(site.page(&format!("from={}", nine + 1)).await.0.is_empty());
    assert_eq!(site.page(&format!("to={five}")).await.0, [100]);
    assert_eq!(site.page(&format!("to={}", nine + 1)).await.0, all);
}

#[tokio::test]
async fn payments_refuses_what_it_does_not_understand() {
    let site = Site::new().await;
    for query in
        ["limit=0", "limit=1001", "limit=x", "agent=1", "nonce=0x00", "after=5", "colour=red"]
    {
        let (status, body) = site.get(&format!("/payments?{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(body["error"]["message"].as_str().is_some_and(|text| text.len() > 10), "{body}");
    }
}
