//! What is measured.

use alloy::primitives::U256;

use crate::facilitators::Facilitator;
use crate::figures::{Batches, Processors, Row, head};
use crate::load::{self, Pace, Requests, Sample};
use crate::payments::{Endpoint, prepare, value, vendors};
use crate::process::own_processor_seconds;
use crate::tenant::Tenant;
use crate::world::World;

/// Agents of the treasury; they pay in turn.
const AGENTS: usize = 500;
/// More than all payments here together.
const FUNDS: u64 = 1_000_000_000_000;

/// Requests before the first that is measured.
const WARM_UP: usize = 5_000;
/// Verifications as fast as they are answered.
const VERIFICATIONS: usize = 100_000;
/// Connections that verify as fast as they are answered.
const VERIFIERS: usize = 64;
/// Settlements as fast as they are answered.
const SETTLEMENTS: usize = 20_000;
/// Connections that settle as fast as they are answered: an answer takes most of a second.
const SETTLERS: usize = 2_000;
/// Connections that keep a fixed rate; more than are ever under way at once.
const OPEN: usize = 256;
/// Verifications by a facilitator that asks the chain each time.
const COMPARED: usize = 2_000;

/// A chain with a treasury, for facilitators to work on.
pub(crate) struct Stage {
    world: World,
    tenant: Tenant,
    is_json: bool,
    seconds: u32,
}

/// What is asked of whom, how fast.
struct Scene<'a> {
    load: String,
    endpoint: Endpoint,
    facilitator: &'a Facilitator,
    connections: usize,
    pace: Pace,
    count: usize,
}

impl Stage {
    pub(crate) async fn set(is_json: bool, seconds: u32) -> anyhow::Result<Self> {
        eprintln!("a chain, a vault, and {AGENTS} agents …");
        let world = World::start().await?;
        let tenant = Tenant::open(&world, FUNDS, AGENTS, vendors()).await?;
        Ok(Self { world, tenant, is_json, seconds })
    }

    /// Verifications by `bursar serve`.
    pub(crate) async fn verify(&self, rates: &[u32]) -> anyhow::Result<Vec<Row>> {
        let facilitator = &Facilitator::bursar(&self.world, &self.tenant).await?;
        let endpoint = Endpoint::Verify;
        self.warm_up(facilitator, endpoint, VERIFIERS, WARM_UP).await?;
        self.say(|| head(false));
        let mut rows = vec![
            self.play(Scene {
                load: format!("verify, {VERIFIERS} connections"),
                endpoint,
                facilitator,
                connections: VERIFIERS,
                pace: Pace::Closed,
                count: VERIFICATIONS,
            })
            .await?,
        ];
        for rate in rates {
            let scene = self.at_rate("verify", endpoint, facilitator, *rate);
            rows.push(self.play(scene).await?);
        }
        Ok(rows)
    }

    /// Settlements by `bursar serve`; then the books are balanced.
    pub(crate) async fn settle(&self, rates: &[u32]) -> anyhow::Result<Vec<Row>> {
        let facilitator = &Facilitator::bursar(&self.world, &self.tenant).await?;
        let endpoint = Endpoint::Settle;
        let before = self.tenant.balance(&self.world).await?;
        self.warm_up(facilitator, endpoint, SETTLERS, WARM_UP).await?;
        self.say(|| head(true));
        let mut scenes = vec![Scene {
            load: format!("settle, {SETTLERS} connections"),
            endpoint,
            facilitator,
            connections: SETTLERS,
            pace: Pace::Closed,
            count: SETTLEMENTS,
        }];
        for rate in rates {
            let scene = self.at_rate("settle", endpoint, facilitator, *rate);
            scenes.push(Scene { connections: SETTLERS, ..scene });
        }
        let (mut rows, mut paid) = (Vec::new(), sum(WARM_UP));
        for scene in scenes {
            paid += sum(scene.count);
            rows.push(self.play(scene).await?);
        }
        let after = self.tenant.balance(&self.world).await?;
        let mut received = U256::ZERO;
        for vendor in vendors() {
            received += self.world.tokens_of(vendor).await?;
        }
        anyhow::ensure!(
            before - after == paid && received == U256::from(paid),
            "the books do not balance: {paid} was answered, {} left the treasury, {received} came",
            before - after
        );
        eprintln!("books balance: {paid} units answered, gone from the treasury, and with vendors");
        Ok(rows)
    }

    /// Verifications by `bursar serve`, then by the published facilitator.
    pub(crate) async fn compare(&self) -> anyhow::Result<Vec<Row>> {
        let mut rows = Vec::new();
        let bursar = Facilitator::bursar(&self.world, &self.tenant).await?;
        self.warm_up(&bursar, Endpoint::Verify, VERIFIERS, WARM_UP).await?;
        self.say(|| head(false));
        rows.push(self.play(closed(&bursar, VERIFICATIONS)).await?);
        drop(bursar);
        let reference = Facilitator::reference(&self.world).await?;
        self.warm_up(&reference, Endpoint::Verify, VERIFIERS, COMPARED / 2).await?;
        rows.push(self.play(closed(&reference, COMPARED)).await?);
        Ok(rows)
    }

    fn at_rate<'a>(
        &self,
        what: &str,
        endpoint: Endpoint,
        facilitator: &'a Facilitator,
        rate: u32,
    ) -> Scene<'a> {
        let count = (rate * self.seconds) as usize;
        let load = format!("{what}, {rate}/s");
        Scene { load, endpoint, facilitator, connections: OPEN, pace: Pace::Open(rate), count }
    }

    async fn warm_up(
        &self,
        facilitator: &Facilitator,
        endpoint: Endpoint,
        connections: usize,
        count: usize,
    ) -> anyhow::Result<()> {
        let requests = self.prepared(facilitator, endpoint, count);
        load::run(facilitator.address, connections, Pace::Closed, requests).await.map(drop)
    }

    fn prepared(&self, facilitator: &Facilitator, endpoint: Endpoint, count: usize) -> Requests {
        eprintln!("signing {count} payments …");
        prepare(&self.tenant, facilitator.address, endpoint, count)
    }

    /// Measures, and tells.
    async fn play(&self, scene: Scene<'_>) -> anyhow::Result<Row> {
        let Scene { load, endpoint, facilitator, connections, pace, count } = scene;
        let requests = self.prepared(facilitator, endpoint, count);
        eprintln!("{load} …");
        let (used, batched) = (self.used(facilitator)?, batched(facilitator, endpoint).await?);
        let sample = load::run(facilitator.address, connections, pace, requests).await?;
        let processors = since(used, self.used(facilitator)?, &sample);
        let mut row = Row::new(load, &sample, processors);
        if let (Some((batches, gas)), Some((now, gas_now))) =
            (batched, self::batched(facilitator, endpoint).await?)
        {
            let gas_each = (gas_now - gas) / count as u64;
            row.batches = Some(Batches { count: now - batches, gas_each });
        }
        self.say(|| row.to_string());
        Ok(row)
    }

    /// Seconds of processor time so far: of the facilitator, the generator, the chain.
    fn used(&self, facilitator: &Facilitator) -> anyhow::Result<[f64; 3]> {
        Ok([
            facilitator.process.processor_seconds()?,
            own_processor_seconds()?,
            self.world.process.processor_seconds()?,
        ])
    }

    fn say(&self, line: impl FnOnce() -> String) {
        if !self.is_json {
            println!("{}", line());
        }
    }
}

/// Verifications as fast as they are answered.
fn closed(facilitator: &Facilitator, count: usize) -> Scene<'_> {
    Scene {
        load: format!("{}, {VERIFIERS} connections", facilitator.name),
        endpoint: Endpoint::Verify,
        facilitator,
        connections: VERIFIERS,
        pace: Pace::Closed,
        count,
    }
}

/// What the first `count` prepared payments pay.
fn sum(count: usize) -> u64 {
    (0..count).map(value).sum()
}

fn since(before: [f64; 3], after: [f64; 3], sample: &Sample) -> Processors {
    let seconds = sample.elapsed.as_secs_f64();
    let [facilitator, generator, chain] =
        std::array::from_fn(|index| (after[index] - before[index]) / seconds);
    Processors { facilitator, generator, chain }
}

/// Batches sent and gas used so far, where payments are settled.
async fn batched(
    facilitator: &Facilitator,
    endpoint: Endpoint,
) -> anyhow::Result<Option<(u64, u64)>> {
    match endpoint {
        Endpoint::Verify => Ok(None),
        Endpoint::Settle => Ok(Some((
            facilitator.metric("bursar_batch_payments_count").await?,
            facilitator.metric("bursar_gas_used_total").await?,
        ))),
    }
}
