//! A relayer that watches how long its vault's programs live.

use alloy::primitives::{Address, U256};
use bursar::programs::{self, DAY, KeepaliveError, Life, Program};

use crate::market::{Market, POLICY, Relayer, until};

const HOUR: u64 = 3_600;

async fn all(market: &Market) -> [Program; 3] {
    programs::of(&market.world.bank, market.vault()).await.unwrap()
}

/// Seconds of the program that expires first. The chain counts from full hours, and so the others
/// have up to an hour more.
async fn seconds_left(market: &Market) -> u64 {
    let mut least = u64::MAX;
    for program in all(market).await {
        match program.life(&market.world.bank).await.unwrap() {
            Life::Left(seconds) => least = least.min(seconds),
            Life::Unusable(why) => panic!("{program}: {why}"),
        }
    }
    least
}

/// Lets time pass until every program has `left` seconds and an hour or two.
async fn pass_until(market: &Market, left: u64) {
    market.pass(seconds_left(market).await - left - HOUR).await;
}

/// Waits until the relayer has looked at the programs so often: at the start, and each time that it
/// finds much time passed.
async fn looked(relayer: &Relayer, times: u64) {
    until(async || (total(relayer, "bursar_program_looks_total").await >= times).then_some(()))
        .await;
}

/// How often it wanted to keep a program alive.
async fn keepalives(relayer: &Relayer) -> u64 {
    total(relayer, "bursar_program_keepalives_total").await
}

/// Waits until every program was kept alive.
async fn kept_alive(market: &Market) {
    until(async || (seconds_left(market).await >= 364 * DAY).then_some(())).await;
}

/// A figure without labels that does not exist before it counts.
async fn total(relayer: &Relayer, name: &str) -> u64 {
    let metrics = relayer.get("/metrics").await.text;
    let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.map_or(0, |value| value.parse().unwrap())
}

/// A figure of each of the vault's programs: hot, cold, lens.
async fn figures(relayer: &Relayer, market: &Market, name: &str) -> [u64; 3] {
    let metrics = relayer.get("/metrics").await.text;
    ["hot", "cold", "lens"].map(|program| {
        let line = format!("{name}{{vault=\"{}\",program=\"{program}\"}} ", market.vault());
        let value = metrics.lines().find_map(|text| text.strip_prefix(&line));
        value.unwrap_or_else(|| panic!("{line} is not in {metrics}")).parse().unwrap()
    })
}

/// What readiness warns of; a warning makes nothing unready.
async fn warnings(relayer: &Relayer) -> Vec<String> {
    let ready = relayer.get("/health/ready").await;
    assert_eq!(ready.status, 200, "{ready:?}");
    let ready = ready.json();
    let warnings = ready["warnings"].as_array().into_iter().flatten();
    warnings.map(|warning| warning.as_str().unwrap().to_owned()).collect()
}

/// The words on each program that begin with `what`; they must be one each and nothing else.
async fn warned(relayer: &Relayer, market: &Market, what: &str) -> [String; 3] {
    let warnings = warnings(relayer).await;
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    ["hot", "cold", "lens"].map(|program| {
        let begin = format!("the {program} program of the vault {} {what}", market.vault());
        let found = warnings.iter().find_map(|warning| warning.strip_prefix(&begin));
        found.unwrap_or_else(|| panic!("{begin}: {warnings:?}")).to_owned()
    })
}

/// What it would cost to keep each program alive now, wei.
async fn fees(market: &Market) -> Vec<u64> {
    let mut fees = Vec::new();
    for program in all(market).await {
        let asked = program.keepalive(&market.world.bank, market.sender.address(), 0).await;
        let Err(KeepaliveError::TooDear { fee, most: 0 }) = asked else { panic!("{asked:?}") };
        fees.push(fee.to());
    }
    fees
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_keeps_programs_alive_once_when_few_days_are_left() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("").await;
    looked(&relayer, 1).await;
    pass_until(&market, 60 * DAY).await;
    looked(&relayer, 2).await;
    assert_eq!(keepalives(&relayer).await, 0);
    market.pass(3 * HOUR).await;
    kept_alive(&market).await;
    looked(&relayer, 3).await;
    market.pass(DAY).await;
    looked(&relayer, 4).await;
    assert_eq!(keepalives(&relayer).await, 3);
    assert_eq!(market.sent().await, 3, "one transaction for each program");
    assert_eq!(warnings(&relayer).await, Vec::<String>::new());
    let left = figures(&relayer, &market, "bursar_program_seconds_left").await;
    assert!(left.iter().all(|left| (363 * DAY..364 * DAY + 1).contains(left)), "{left:?}");

    // The same account settles on, by the nonces that follow.
    let vendor = Address::repeat_byte(0xb2);
    let settled = relayer.settle(&market.payment(vendor, 1_000_000).await).await.json();
    assert_eq!(settled["success"], true, "{settled}");
    assert_eq!(market.sent().await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_keeps_no_program_alive_before_the_chain_takes_it() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[programs]\nkeepalive-days = 365").await;
    looked(&relayer, 1).await;
    pass_until(&market, (365 - 31) * DAY).await;
    looked(&relayer, 2).await;
    assert_eq!(keepalives(&relayer).await, 0);
    assert_eq!(warnings(&relayer).await, Vec::<String>::new());
    market.pass(3 * HOUR).await;
    kept_alive(&market).await;
    looked(&relayer, 3).await;
    assert_eq!(market.sent().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_warns_and_keeps_no_program_alive_when_that_is_above_the_ceiling() {
    let market = Market::open(POLICY).await;
    market.pass(340 * DAY).await;
    let fees = fees(&market).await;
    let (least, greatest) = (fees.iter().min().unwrap(), fees.iter().max().unwrap());
    let ceiling = least - 1;
    let relayer =
        market.relayer(&format!("[programs]\nwarn-days = 20\nmax-fee-wei = {ceiling}")).await;
    looked(&relayer, 1).await;
    assert_eq!(keepalives(&relayer).await, 0);
    let told = warned(&relayer, &market, "is not kept alive: that costs ").await;
    for (told, fee) in told.iter().zip(&fees) {
        let words = format!("{fee} wei now, above the ceiling of {ceiling} (max-fee-wei)");
        assert_eq!(*told, words);
    }
    relayer.kill();

    // The first one kept alive makes data dearer for the others.
    let relayer = market.relayer(&format!("[programs]\nmax-fee-wei = {}", greatest * 2)).await;
    kept_alive(&market).await;
    looked(&relayer, 1).await;
    assert_eq!(market.sent().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn keepalive_is_given_no_more_than_the_ceiling_and_a_margin_below_it() {
    let market = Market::open(POLICY).await;
    market.pass(340 * DAY).await;
    let (chain, sender) = (&market.world.bank, market.sender.address());
    for (program, fee) in all(&market).await.iter().zip(fees(&market).await) {
        let refused = program.keepalive(chain, sender, fee - 1).await;
        let Err(KeepaliveError::TooDear { fee: asked, most }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((asked, most), (U256::from(fee), fee - 1));
        for (most, value) in [(fee, fee), (u64::MAX, fee * 120 / 100)] {
            assert_eq!(program.keepalive(chain, sender, most).await.unwrap().value, value);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_warns_when_few_days_are_left_and_it_must_not_keep_programs_alive() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[programs]\nkeepalive = false").await;
    looked(&relayer, 1).await;
    pass_until(&market, 30 * DAY).await;
    looked(&relayer, 2).await;
    assert_eq!(warnings(&relayer).await, Vec::<String>::new());
    market.pass(3 * HOUR).await;
    looked(&relayer, 3).await;
    warned(&relayer, &market, "expires in 29 days").await;
    assert_eq!(keepalives(&relayer).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn serve_says_what_to_do_when_programs_cannot_run() {
    let market = Market::open(POLICY).await;
    let relayer = market.relayer("[programs]\nkeepalive = false").await;
    looked(&relayer, 1).await;
    let unusable = async || figures(&relayer, &market, "bursar_program_unusable").await;
    pass_until(&market, 0).await;
    looked(&relayer, 2).await;
    assert_eq!(unusable().await, [0; 3]);
    market.pass(3 * HOUR).await;
    looked(&relayer, 3).await;
    assert_eq!(unusable().await, [1; 3]);
    assert_eq!(figures(&relayer, &market, "bursar_program_seconds_left").await, [0; 3]);
    let [hot, cold, lens] = warned(&relayer, &market, "cannot run: ").await;
    for told in [hot, cold] {
        assert!(told.contains("`bursar programs record`"), "{told}");
    }
    assert!(lens.ends_with("views fail, while money and brakes go on"), "{lens}");

    market.owner(&["programs", "record"]).await.json();
    market.pass(DAY).await;
    looked(&relayer, 4).await;
    let [hot, cold, _] = warned(&relayer, &market, "cannot run: ").await;
    for told in [hot, cold] {
        assert!(told.contains("that is on record since"), "{told}");
    }

    market.world.deploy().await.json();
    market.pass(DAY).await;
    looked(&relayer, 5).await;
    assert_eq!(unusable().await, [0; 3]);
    let [stale] = warnings(&relayer).await.try_into().unwrap();
    assert!(stale.ends_with("and both can; `bursar programs clear` takes it back"), "{stale}");

    market.owner(&["programs", "clear"]).await.json();
    market.pass(DAY).await;
    looked(&relayer, 6).await;
    assert_eq!(warnings(&relayer).await, Vec::<String>::new());
}
