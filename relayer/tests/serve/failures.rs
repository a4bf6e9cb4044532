//! Payers whose payments verify and then do not settle.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;

use crate::harness::ITestUsdc;
use crate::market::{Market, POLICY, until};

const VENDOR: Address = Address::repeat_byte(0xb2);
/// Whom the token does not pay, as nobody knows before the vault tries.
const SHUNNED: Address = Address::repeat_byte(0xb3);
/// Seconds in which failures are counted, as it is by default.
const WINDOW: u64 = 600;

#[tokio::test(flavor = "multi_thread")]
async fn payer_who_failed_too_often_is_refused_until_the_window_is_over() {
    let mut market = Market::open(POLICY).await;
    let shun = ITestUsdc::blacklistCall { account: SHUNNED };
    market.world.bank.send(market.world.token, &shun).await.unwrap();
    // The window has just begun: none of this is as slow as it is long.
    market.pass(WINDOW - market.world.bank.now().await.unwrap() % WINDOW).await;
    let relayer = market.relayer("[failures]\nper-payer = 2").await;
    for _ in 0..2 {
        let failed = relayer.settle(&market.payment(SHUNNED, 1_000_000).await).await.json();
        assert_eq!(failed["errorReason"], "invalid_exact_evm_transaction_failed", "{failed}");
    }

    let body = market.payment(VENDOR, 1_000_000).await;
    // A failure is counted beside the answer, not before it.
    let verified = until(async || {
        let answer = relayer.verify(&body).await;
        (answer.json()["isValid"] == false).then_some(answer)
    })
    .await;
    let reason = "failure_budget_exhausted";
    assert_eq!((verified.status, &verified.json()["invalidReason"]), (429, &reason.into()));
    let settled = relayer.settle(&body).await;
    assert_eq!((settled.status, &settled.json()["errorReason"]), (429, &reason.into()));
    assert_eq!(settled.json()["transaction"], "");
    let wait = settled.retry_after.unwrap();
    assert!((1..=WINDOW).contains(&wait), "{settled:?}");

    let other = PrivateKeySigner::random();
    market.hire(&other, POLICY).await;
    relayer.follows(&market).await;
    let payer = std::mem::replace(&mut market.agent, other);
    assert_eq!(relayer.verdict(&market.payment(VENDOR, 1_000_000).await).await, Ok(()));
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::ZERO);

    market.agent = payer;
    market.pass(wait).await;
    let body = market.payment(VENDOR, 1_000_000).await;
    let settled = until(async || {
        let answer = relayer.settle(&body).await.json();
        (answer["errorReason"] != reason).then_some(answer)
    })
    .await;
    assert_eq!(settled["success"], true, "{settled}");
    assert_eq!(market.world.tokens_of(VENDOR).await, U256::from(1_000_000));
}
