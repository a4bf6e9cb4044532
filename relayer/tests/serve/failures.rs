//! Payers, and vendors, whose payments verify and then do not settle.

use alloy::network::TransactionBuilder as _;
use alloy::primitives::{Address, U256};
use alloy::providers::Provider as _;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall as _;
use bursar::chain::Chain;
use bursar_abi::IVault;

use crate::harness::ITestUsdc;
use crate::market::{Market, POLICY, until};

const VENDOR: Address = Address::repeat_byte(0xb2);
/// Whom the token does not pay, as nobody knows before the vault tries.
const SHUNNED: Address = Address::repeat_byte(0xb3);
/// Seconds in which failures are counted, as it is by default.
const WINDOW: u64 = 600;

/// A market whose token does not pay [`SHUNNED`]. The window has just begun: nothing here is as slow as
/// it is long.
async fn open() -> Market {
    let market = Market::open(POLICY).await;
    let shun = ITestUsdc::blacklistCall { account: SHUNNED };
    market.world.bank.send(market.world.token, &shun).await.unwrap();
    market.pass(WINDOW - market.world.bank.now().await.unwrap() % WINDOW).await;
    market
}

#[tokio::test(flavor = "multi_thread")]
async fn payer_who_failed_too_often_is_refused_until_the_window_is_over() {
    let mut market = open().await;
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

/// Sends the freeze of the market's agent, and does not wait until it is in a block.
async fn freeze(market: &Market) {
    let owner = Chain::connect(&market.world.url(), Some(market.owner.clone())).await.unwrap();
    let call = IVault::freezeAgentCall { agent: market.agent.address() }.abi_encode();
    let request = TransactionRequest::default()
        .with_from(market.owner.address())
        .with_to(market.vault())
        .with_input(call);
    let _sent = owner.provider().send_transaction(request).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn vendor_stays_open_to_others_when_payments_of_a_stranger_to_it_fail() {
    let mut market = open().await;
    let honest = PrivateKeySigner::random();
    market.hire(&honest, POLICY).await;
    let relayer = market.relayer("[failures]\nper-payer = 1\nper-vendor = 1").await;
    // In the block that the payment comes into, the agent is frozen before: gas is spent on nothing.
    market.set_automine(false).await;
    freeze(&market).await;
    let body = market.payment(VENDOR, 1_000_000).await;
    let mine = async {
        until(async || (market.sent().await == 1).then_some(())).await;
        market.set_automine(true).await;
    };
    let (failed, ()) = tokio::join!(relayer.settle(&body), mine);
    assert_eq!(failed.json()["errorReason"], "policy_agent_frozen", "{failed:?}");
    let again = market.payment(VENDOR, 1_000_000).await;
    let reason = "failure_budget_exhausted".to_owned();
    until(async || (relayer.verdict(&again).await == Err(reason.clone())).then_some(())).await;

    market.agent = honest;
    let settled = relayer.settle(&market.payment(VENDOR, 1_000_000).await).await.json();
    assert_eq!(settled["success"], true, "{settled}");
}

#[tokio::test(flavor = "multi_thread")]
async fn vendor_whom_the_token_does_not_pay_is_refused_to_everybody() {
    let mut market = open().await;
    let other = PrivateKeySigner::random();
    market.hire(&other, POLICY).await;
    // One batch of two: that the other vendor is paid shows that it is not the token that fails.
    let settings = "[failures]\nper-vendor = 1\n\
                    [batch]\nmax-payments = 2\nmax-age-milliseconds = 600000";
    let relayer = market.relayer(settings).await;
    let unpayable = market.payment(SHUNNED, 1_000_000).await;
    let payer = std::mem::replace(&mut market.agent, other);
    let payable = market.payment(VENDOR, 1_000_000).await;
    let (failed, paid) = tokio::join!(relayer.settle(&unpayable), relayer.settle(&payable));
    assert_eq!(failed.json()["errorReason"], "invalid_exact_evm_transaction_failed", "{failed:?}");
    assert_eq!(paid.json()["success"], true, "{paid:?}");
    let next = market.payment(SHUNNED, 1_000_000).await;
    let reason = "failure_budget_exhausted".to_owned();
    until(async || (relayer.verdict(&next).await == Err(reason.clone())).then_some(())).await;
    market.agent = payer;
    assert_eq!(relayer.verdict(&market.payment(VENDOR, 1_000_000).await).await, Ok(()));
}
