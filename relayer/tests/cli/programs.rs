//! How long the programs live, by hand.

use alloy::providers::Provider as _;
use serde_json::{Value, json};

use crate::harness::{World, secret};

const DAY: u64 = 86_400;

/// Lets `days` pass on the chain.
async fn pass(world: &World, days: u64) {
    let time = ("0x2".to_owned(), format!("{:#x}", days.saturating_mul(DAY)));
    world.bank.provider().raw_request::<_, ()>("anvil_mine".into(), time).await.unwrap();
}

/// What `bursar programs` says of the three.
async fn shown(world: &World) -> [Value; 3] {
    let shown = world.run(None, &["programs"]).await.json();
    let programs = shown["programs"].as_array().unwrap().clone();
    assert_eq!(
        programs.iter().map(|it| it["program"].as_str().unwrap()).collect::<Vec<_>>(),
        ["hot", "cold", "lens"]
    );
    programs.try_into().unwrap()
}

fn days_left(program: &Value) -> u64 {
    program["secondsLeft"].as_u64().unwrap() / DAY
}

#[tokio::test]
async fn keepalive_gives_each_program_a_year_once_when_the_chain_takes_it() {
    let world = World::with_vault().await;
    let key = secret(&world.key(0).await);
    let keep_alive = ["programs", "keepalive"];
    let young = world.run(Some(&key), &keep_alive).await.json();
    pass(&world, 40).await;
    let before = shown(&world).await;
    assert!(before.iter().all(|program| days_left(program) < 326), "{before:?}");
    let dear = world.run(Some(&key), &["programs", "keepalive", "--max-fee-wei", "1"]).await;
    let message = dear.error()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("the hot program of the vault"), "{message}");
    assert!(message.contains("above the ceiling of 1 "), "{message}");

    let kept = world.run(Some(&key), &keep_alive).await.json();
    let after = shown(&world).await;
    assert!(after.iter().all(|program| days_left(program) >= 364), "{after:?}");
    let again = world.run(Some(&key), &keep_alive).await.json();
    for (index, program) in before.iter().enumerate() {
        assert_eq!(after[index]["facts"], program["facts"], "the program is the same");
        assert!(kept["programs"][index]["transaction"].is_string(), "{kept}");
        for refused in [&young, &again] {
            let refused = &refused["programs"][index];
            assert_eq!(refused["transaction"], json!(null));
            assert!(refused["what"].as_str().unwrap().contains("from 31 days on"), "{refused}");
        }
    }
}

#[tokio::test]
async fn record_is_taken_when_a_program_cannot_run_and_cleared_when_it_can() {
    let world = World::with_vault().await;
    let key = secret(&world.key(0).await);
    let refused = world.run(Some(&key), &["programs", "record"]).await.error();
    assert_eq!(refused["revert"], json!({ "name": "NotUnusable", "denial": null }));

    pass(&world, 366).await;
    for program in shown(&world).await {
        assert_eq!(program["secondsLeft"], json!(null));
        assert_eq!(program["unusable"], json!("ProgramExpired"));
    }
    world.run(Some(&key), &["programs", "record"]).await.json();
    let since = world.run(None, &["programs"]).await.json()["unusableSince"].as_u64().unwrap();
    assert!(since <= world.bank.now().await.unwrap());
    let again = world.run(Some(&key), &["programs", "record"]).await.error();
    assert_eq!(again["revert"]["name"], "AlreadyRecorded");
    let early = world.run(Some(&key), &["programs", "clear"]).await.error();
    assert_eq!(early["revert"]["name"], "NotUsable");

    world.deploy().await.json();
    world.run(Some(&key), &["programs", "clear"]).await.json();
    let shown = world.run(None, &["programs"]).await.json();
    assert_eq!(shown["unusableSince"], json!(null));
    assert_eq!(days_left(&shown["programs"][0]), 364);
}
