//! Payments in a plain token with EIP-3009.

use alloy::primitives::{Address, B256, U256};
use bursar::batcher::{Accepted, BatcherError, Outcome};
use bursar::payment::Standing;
use bursar_policy::AuthorizationFault;
use bursar_policy::batch::Verdict;

use crate::world::{World, now};

const PAYEE: Address = Address::repeat_byte(0x77);

fn verdict_of(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Refused(refusal) => refusal.verdict,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_settles_when_the_payer_can_pay() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(100).await, PAYEE, 60).await;
    assert_eq!(running.batcher.accept(&payment).await.unwrap(), Accepted::Fresh);
    let Outcome::Settled(settlement) = running.end_of(&payment).await else { panic!() };
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(60));
    let known = running.batcher.accept(&payment).await.unwrap();
    let standing = Standing::Settled(settlement);
    assert_eq!(known, Accepted::Known { payment: Box::new(payment), standing });
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claim_success_is_granted_once_when_many_ask() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(100).await, PAYEE, 60).await;
    running.batcher.accept(&payment).await.unwrap();
    let key = payment.key();
    let claimant = B256::repeat_byte(1);
    let early = running.batcher.outcome(&key, std::time::Duration::ZERO).await.unwrap();
    if matches!(early, Outcome::Pending { .. }) {
        assert!(!running.batcher.claim_success(&key, B256::repeat_byte(9)).await.unwrap());
    }
    running.end_of(&payment).await;
    let claims = (1..=10).map(|who| running.batcher.claim_success(&key, B256::repeat_byte(who)));
    let granted = futures_util::future::try_join_all(claims).await.unwrap();
    assert_eq!(granted.iter().filter(|granted| **granted).count(), 1);
    assert!(granted[0], "the first to ask");
    assert!(running.batcher.claim_success(&key, claimant).await.unwrap());
    assert!(!running.batcher.claim_success(&key, B256::repeat_byte(2)).await.unwrap());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_when_the_payer_lacks_the_money() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(100).await, PAYEE, 101).await;
    running.batcher.accept(&payment).await.unwrap();
    let Outcome::Refused(refusal) = running.end_of(&payment).await else { panic!() };
    assert_eq!(refusal.verdict, Verdict::PayoutFailed);
    assert!(refusal.detail.unwrap().contains("exceeds balance"));
    assert_eq!(world.relayer_nonce(), 0, "nothing was sent for it");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_refuses_when_the_authorization_has_expired() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer_until(&world.payer(9).await, PAYEE, 9, now() - 1).await;
    running.batcher.accept(&payment).await.unwrap();
    let verdict = verdict_of(&running.end_of(&payment).await);
    assert_eq!(verdict, Verdict::Fault(AuthorizationFault::Expired));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_names_the_other_transaction_when_somebody_else_paid() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(9).await, PAYEE, 9).await;
    let theirs = world.settle_directly(&payment).await;
    running.batcher.accept(&payment).await.unwrap();
    let Outcome::Settled(settlement) = running.end_of(&payment).await else { panic!() };
    assert_eq!(settlement.transaction, theirs);
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(9));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_refuses_when_the_asset_is_not_configured() {
    let world = World::start().await;
    let running = world.run().await;
    let mut payment = world.transfer(&world.payer(9).await, PAYEE, 9).await;
    payment.asset = Address::repeat_byte(1);
    let refused = running.batcher.accept(&payment).await;
    assert!(matches!(refused, Err(BatcherError::AssetUnknown(_))), "{refused:?}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outcome_is_an_error_when_nothing_was_accepted() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(9).await, PAYEE, 9).await;
    let unknown = running.batcher.outcome(&payment.key(), crate::world::PATIENCE).await;
    assert!(matches!(unknown, Err(BatcherError::Unknown)), "{unknown:?}");
    running.stop().await;
}
