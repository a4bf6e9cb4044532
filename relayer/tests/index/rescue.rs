//! A rescue: what the front does while a program cannot run, and no audit chain tells of.

use alloy::primitives::U256;
use alloy::providers::Provider as _;
use bursar::treasury_id::TreasuryId;
use bursar_abi::IFront;
use bursar_policy::{TreasuryState, layout};
use serde_json::json;

use crate::mirrored::assert_mirrored;
use crate::town::{Town, stored};

const DAY: u64 = 86_400;

/// Lets the programs expire, and after 30 days on record the owner takes the treasury's balance home.
async fn rescue(town: &Town) {
    town.pass(366 * DAY).await;
    town.send(&IFront::recordUnusableCall {}).await;
    town.pass(30 * DAY).await;
    town.send(&IFront::rescueCall { treasury: town.treasury }).await;
}

/// The treasury's state, which the mirror of the store has like all other words.
async fn mirrored_state(town: &Town) -> TreasuryState {
    let bank = &town.world.bank;
    assert_mirrored(bank, &[(town.vault, 0)], &town.store_file("store")).await;
    let slot = layout::treasury_state_slot(town.treasury);
    TreasuryState::unpack(bank.provider().get_storage_at(town.vault, slot).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mirror_follows_a_rescue() {
    let town = Town::new().await;
    town.pay_times(2).await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let before = mirrored_state(&town).await;
    assert_ne!(before.balance, 0);
    rescue(&town).await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await);
    let after = mirrored_state(&town).await;
    assert_eq!(after, TreasuryState { balance: 0, ..before });

    let (id, store) = (TreasuryId(town.treasury).to_string(), town.world.file("store"));
    for source in [vec!["--store", &store], vec![]] {
        let tail = [["audit", "tail", id.as_str(), "-n", "1"].as_slice(), &source].concat();
        let shown = town.world.run(None, &tail).await.json();
        let entry = &shown["entries"][0];
        let value = U256::from(before.balance).to_string();
        assert_eq!((&entry["event"], &entry["value"]), (&json!("Rescued"), &json!(value)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reorg_goes_back_to_the_head_before_a_rescue() {
    let town = Town::new().await;
    rescue(&town).await;
    // Activates the programs again.
    town.world.deploy().await.json();
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let snapshot = town.snapshot().await;
    town.deposit(5).await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    town.revert(&snapshot).await;
    town.deposit(6).await;
    town.deposit(7).await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await);
    assert_eq!(mirrored_state(&town).await.balance, 13);
}
