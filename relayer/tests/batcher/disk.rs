//! A store that fails in the middle of things.

use alloy::primitives::{Address, U256};
use bursar::batcher::{BatcherError, Outcome};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, query};

use crate::vaults::{run, settlement_of};
use crate::world::{Running, World};

const PAYEE: Address = Address::repeat_byte(0x77);

/// A connection past the store's own.
pub(crate) async fn tamper(world: &World) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(world.store());
    SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_settle_once_when_the_store_fails_after_sending() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let mut store = tamper(&world).await;
    query(
        "CREATE TRIGGER full BEFORE UPDATE OF state ON intents WHEN NEW.state = 2 \
         BEGIN SELECT RAISE(ABORT, 'no room on the disk'); END",
    )
    .execute(&mut store)
    .await
    .unwrap();
    running.batcher.accept(&payment).await.unwrap();
    let fault = running.fault("the store").await;
    assert!(fault.contains("space"), "it says what to do: {fault}");
    assert_eq!(world.tokens_of(PAYEE).await, U256::from(5), "it was sent all the same");
    let pending = running.batcher.outcome(&payment.key(), std::time::Duration::ZERO).await;
    let Outcome::Pending { transaction: Some(_) } = pending.unwrap() else { panic!() };
    query("DROP TRIGGER full").execute(&mut store).await.unwrap();
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
    assert_eq!(world.relayer_nonce(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_not_sent_when_the_store_fails_before_sending() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let mut store = tamper(&world).await;
    query(
        "CREATE TRIGGER full BEFORE INSERT ON transactions \
         BEGIN SELECT RAISE(ABORT, 'no room on the disk'); END",
    )
    .execute(&mut store)
    .await
    .unwrap();
    running.batcher.accept(&payment).await.unwrap();
    running.fault("the store").await;
    assert_eq!(world.relayer_nonce(), 0);
    query("DROP TRIGGER full").execute(&mut store).await.unwrap();
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
    assert_eq!(world.relayer_nonce(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accept_is_an_error_when_the_intent_cannot_be_written() {
    let world = World::start().await;
    let running = world.run().await;
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    let mut store = tamper(&world).await;
    query(
        "CREATE TRIGGER full BEFORE INSERT ON intents \
         BEGIN SELECT RAISE(ABORT, 'no room on the disk'); END",
    )
    .execute(&mut store)
    .await
    .unwrap();
    let refused = running.batcher.accept(&payment).await;
    assert!(matches!(refused, Err(BatcherError::Journal(_))), "{refused:?}");
    query("DROP TRIGGER full").execute(&mut store).await.unwrap();
    running.batcher.accept(&payment).await.unwrap();
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
    running.stop().await;
}

/// Makes the lane start from the store again, and waits until it has.
async fn reload(world: &World, running: &Running, store: &mut SqliteConnection) {
    query(
        "CREATE TRIGGER full BEFORE INSERT ON transactions \
         BEGIN SELECT RAISE(ABORT, 'no room on the disk'); END",
    )
    .execute(&mut *store)
    .await
    .unwrap();
    let payment = world.transfer(&world.payer(5).await, PAYEE, 5).await;
    running.batcher.accept(&payment).await.unwrap();
    running.fault("the store").await;
    query("DROP TRIGGER full").execute(store).await.unwrap();
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
}

#[tokio::test(flavor = "multi_thread")]
async fn settled_is_opened_again_only_at_the_start_when_the_index_has_lost_its_event() {
    let world = World::start().await;
    let tenant = world.tenant(1_000, 1).await;
    let (running, indexing) = run(&world, &tenant).await;
    let payment = tenant.payment(0, PAYEE, 5);
    running.batcher.accept(&payment).await.unwrap();
    let settlement = settlement_of(&running, &payment).await;
    indexing.stop().await;
    // As after a reorganisation that the index has read and told of, while this lane goes on.
    let mut store = tamper(&world).await;
    query("DELETE FROM payments").execute(&mut store).await.unwrap();
    reload(&world, &running, &mut store).await;
    assert_eq!(running.end_of(&payment).await, Outcome::Settled(settlement));
    running.stop().await;
    // At the start nobody has told it anything.
    let settings = bursar::batcher::Settings { vaults: vec![tenant.vault], ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    running.until(|| running.batcher.health().open == 1).await;
    let pending = running.batcher.outcome(&payment.key(), std::time::Duration::ZERO).await;
    assert!(matches!(pending.unwrap(), Outcome::Pending { .. }));
    running.stop().await;
}
