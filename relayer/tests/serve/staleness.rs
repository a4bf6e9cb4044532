//! A relayer whose index falls behind the chain.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use alloy::primitives::Address;
use serde_json::Value;

use crate::market::{Market, POLICY, until};
use crate::proxy::{Fate, Proxy, asks_logs};

const VENDOR: Address = Address::repeat_byte(0xb2);

/// The market's node, behind one that refuses what `asks` for so long as the switch is on.
pub(crate) async fn refusing(
    market: &Market,
    asks: fn(&Value) -> bool,
) -> (Proxy, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(false));
    let is_on = Arc::clone(&switch);
    let proxy = Proxy::new(market.world.url(), move |request, _| {
        if asks(request) && is_on.load(Ordering::SeqCst) {
            return Fate::Refuse("internal error");
        }
        Fate::Pass
    });
    (proxy.await, switch)
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_decides_nothing_while_its_index_lies_behind_the_chain() {
    let market = Market::open(POLICY).await;
    let (proxy, is_silent) = refusing(&market, asks_logs).await;
    let relayer = market.relayer_at(&proxy.url, "").await;
    relayer.is_ready().await;
    let body = market.payment(VENDOR, 1_000_000).await;
    assert_eq!(relayer.verdict(&body).await, Ok(()));

    is_silent.store(true, Ordering::SeqCst);
    // One more than the index may lie behind.
    market.mine_blocks(41).await;
    let ready = until(async || {
        let ready = relayer.get("/health/ready").await;
        (ready.status == 503).then_some(ready)
    })
    .await;
    let expected = serde_json::json!({
        "ready": false, "chain": true, "backfill": false, "mirror": true, "lane": true
    });
    assert_eq!(ready.json(), expected);
    let verified = relayer.verify(&body).await;
    let reason = "facilitator_not_ready";
    assert_eq!((verified.status, &verified.json()["invalidReason"]), (503, &reason.into()));
    let settled = relayer.settle(&body).await;
    assert_eq!((settled.status, &settled.json()["errorReason"]), (503, &reason.into()));
    assert_eq!((settled.retry_after, &settled.json()["transaction"]), (Some(5), &"".into()));
    assert_eq!(relayer.get("/supported").await.status, 200);

    is_silent.store(false, Ordering::SeqCst);
    relayer.is_ready().await;
    assert_eq!(relayer.settle(&body).await.json()["success"], true);
}
