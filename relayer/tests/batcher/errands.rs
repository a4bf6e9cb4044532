//! Calls that are no payments, by the same lane.

use alloy::consensus::Transaction as _;
use alloy::primitives::{Address, Bytes, U256};
use alloy::providers::Provider as _;
use bursar::batcher::{Errand, Outcome, Settings};
use stylus_devnode::Mining;

use crate::lane::pay;
use crate::proxy::Proxy;
use crate::world::World;

const PAYEE: Address = Address::repeat_byte(0x77);

fn errand() -> Errand {
    let calldata = Bytes::from_static(b"errand");
    Errand { target: PAYEE, calldata, value: 7, gas_limit: 60_000 }
}

#[tokio::test(flavor = "multi_thread")]
async fn errand_is_sent_once_when_it_is_asked_for_while_it_is_on_its_way() {
    let world = World::start().await;
    world.node.chain().set_mining(Mining::Manual);
    let running = world.run().await;
    running.batcher.run_errand(errand());
    running.until(|| world.relayer_nonce() == 1).await;
    running.batcher.run_errand(Errand { value: 8, ..errand() });
    let payment = world.transfer(&world.relayer, PAYEE, 0).await;
    running.batcher.accept(&payment).await.unwrap();
    // Errands go before payments: once the payment has a nonce, the errand had its chance.
    running.until(|| world.relayer_nonce() == 2).await;
    world.node.chain().mine();
    assert!(matches!(running.end_of(&payment).await, Outcome::Settled(_)));
    assert_eq!(world.relayer_nonce(), 2);
    assert_eq!(world.bank.provider().get_balance(PAYEE).await.unwrap(), U256::from(7));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errand_keeps_its_value_when_another_process_raises_its_fee() {
    let world = World::start().await;
    world.node.chain().set_mining(Mining::Manual);
    let running = world.run().await;
    running.batcher.run_errand(errand());
    running.until(|| world.relayer_nonce() == 1).await;
    running.stop().await;

    let proxy = Proxy::before(&world.node.url()).await;
    let running = world.run_at(&proxy.url, world.settings()).await;
    // First as it was, then with a higher fee, and so on.
    running.until(|| proxy.asked("eth_sendRawTransaction") >= 3).await;
    running.stop().await;
    world.node.chain().mine();
    let provider = world.bank.provider();
    let block = provider.get_block_by_number(Default::default()).full().await.unwrap().unwrap();
    let landed = block.transactions.into_transactions_vec().pop().unwrap();
    let first = u128::from(block.header.base_fee_per_gas.unwrap()) * 2;
    assert!(landed.max_fee_per_gas() > first, "{landed:?}");
    assert_eq!(landed.value(), U256::from(7));
    assert_eq!(provider.get_balance(PAYEE).await.unwrap(), U256::from(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn errand_holds_up_no_payment_when_it_cannot_be_sent() {
    let world = World::start().await;
    let settings = Settings { gas_per_transaction: 300_000, ..world.settings() };
    let running = world.run_at(&world.node.url(), settings).await;
    pay(&world, &running).await;
    let spare = world.bank.provider().get_balance(world.relayer.address()).await.unwrap();
    for errand in [
        Errand { gas_limit: 300_001, ..errand() },
        // What the relayer has pays for the value, and not for the gas on top.
        Errand { value: spare.to(), ..errand() },
    ] {
        let before = world.relayer_nonce();
        running.batcher.run_errand(errand);
        pay(&world, &running).await;
        assert_eq!(world.relayer_nonce(), before + 1);
    }
    running.batcher.run_errand(Errand { gas_limit: 300_000, ..errand() });
    running.until(|| world.relayer_nonce() == 4).await;
    running.stop().await;
}
