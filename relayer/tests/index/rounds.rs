//! History, tip, and the seam between them.

use std::sync::Arc;
use std::time::Duration;

use alloy::primitives::B256;
use bursar::indexer::{IndexError, Progress};
use bursar::mirror::{self, Mirror};
use bursar::store::{Store, StoreError};
use bursar_policy::layout;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio_util::sync::CancellationToken;

use crate::mirrored::assert_mirrored;
use crate::town::{Town, Witness, stored};

const POLL: Duration = Duration::from_millis(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn catch_up_stores_every_event_and_tells_how_far_it_is() {
    let town = Town::new().await;
    town.pay_times(3).await;
    town.mine(5).await;
    let mut indexer = town.indexer("store").await;
    let mut told: Vec<Progress> = Vec::new();
    let tip = indexer.catch_up(&mut |progress| told.push(progress)).await.unwrap();
    let expected = town.logs().await;
    assert_eq!(stored(&indexer).await, expected);
    assert_eq!(tip.number, town.world.bank.latest().await.unwrap());
    let last = told.last().unwrap();
    assert_eq!((last.blocks, last.total), (tip.number, tip.number));
    assert_eq!(last.events, u64::try_from(expected.len()).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn follow_tells_every_block_once_and_in_order() {
    let town = Town::new().await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    let known = stored(&indexer).await.len();
    let (witness, stop) = (Arc::new(Witness::default()), CancellationToken::new());
    let mut status = indexer.status();
    let (follower, stopped) = (Arc::clone(&witness), stop.clone());
    let following = tokio::spawn(async move {
        indexer.follow(vec![follower], POLL, &stopped).await.unwrap();
        indexer
    });
    town.pay_times(4).await;
    town.create(B256::repeat_byte(1)).await;
    let latest = town.world.bank.latest().await.unwrap();
    status.wait_for(|status| status.tip.number == latest).await.unwrap();
    stop.cancel();
    let indexer = following.await.unwrap();
    let all = town.logs().await;
    assert_eq!(*witness.seen.lock().unwrap(), all[known..]);
    assert_eq!(stored(&indexer).await, all);
}

/// What goes on between two looks at the chain.
#[derive(Clone, Debug)]
enum Stretch {
    Pay(u64),
    Mine(u64),
    /// The indexer looks; started anew if true.
    Index(bool),
}

fn any_stretch() -> impl Strategy<Value = Stretch> {
    prop_oneof![
        3 => (1..4_u64).prop_map(Stretch::Pay),
        1 => (1..3_u64).prop_map(Stretch::Mine),
        3 => any::<bool>().prop_map(Stretch::Index),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seam_of_backfill_and_tail_neither_doubles_nor_loses_an_event() {
    let town = Town::new().await;
    let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let case = std::cell::Cell::new(0);
        let result = TestRunner::new(config).run(&vec(any_stretch(), 1..12), |stretches| {
            case.set(case.get() + 1);
            runtime.block_on(index_by_stretches(
                &town,
                &format!("store {}", case.get()),
                &stretches,
            ));
            Ok(())
        });
        result.unwrap();
    });
}

async fn index_by_stretches(town: &Town, name: &str, stretches: &[Stretch]) {
    let mut indexer = town.indexer(name).await;
    for stretch in stretches {
        match stretch {
            Stretch::Pay(times) => town.pay_times(*times).await,
            Stretch::Mine(blocks) => town.mine(*blocks).await,
            Stretch::Index(anew) => {
                if *anew {
                    indexer = town.indexer(name).await;
                }
                indexer.catch_up(&mut |_| ()).await.unwrap();
                assert_eq!(stored(&indexer).await, town.logs().await, "{stretches:?}");
            }
        }
    }
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_eq!(stored(&indexer).await, town.logs().await, "{stretches:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_refuses_a_store_of_other_vaults() {
    let town = Town::new().await;
    town.indexer("store").await;
    let store = Store::open(&town.store_file("store")).await.unwrap();
    let other = [(town.world.token, 0)];
    let opened = bursar::indexer::Indexer::open(town.world.bank.clone(), store, &other).await;
    let error = opened.err().unwrap();
    assert!(matches!(error, IndexError::Store(StoreError::OtherVaults { .. })), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_indexers_of_one_store_do_not_both_write() {
    let town = Town::new().await;
    let (mut first, mut second) = (town.indexer("store").await, town.indexer("store").await);
    first.catch_up(&mut |_| ()).await.unwrap();
    let error = second.catch_up(&mut |_| ()).await.unwrap_err();
    assert!(matches!(error, IndexError::Store(StoreError::Raced)), "{error}");
    assert_eq!(stored(&first).await, town.logs().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mirror_rebuilt_from_the_store_has_the_words_of_the_vault() {
    let town = Town::new().await;
    town.pay_times(2).await;
    let mut indexer = town.indexer("store").await;
    indexer.catch_up(&mut |_| ()).await.unwrap();
    assert_mirrored(&town.world.bank, &[(town.vault, 0)], &town.store_file("store")).await;
    let (chain, vault) = (&town.world.bank, town.vault);
    let config = mirror::config(chain, vault).await.unwrap();
    let mirror = Mirror::rebuild(indexer.index(), [(vault, config)]).await.unwrap();
    let (agent, treasury) = (town.agent.address(), town.treasury);
    for slot in [
        layout::CONFIG_SLOT,
        layout::treasury_state_slot(treasury),
        layout::owner_slot(treasury),
        layout::audit_head_slot(treasury),
        layout::agent_policy_slot(agent),
        layout::agent_state_slot(agent),
        layout::binding_slot(agent),
    ] {
        assert!(!mirror.word(vault, slot).is_zero());
    }
}
