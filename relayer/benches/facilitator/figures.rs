//! Figures: what is printed of a measurement.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::load::Sample;

/// A measurement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    /// What was loaded, and how.
    pub(crate) load: String,
    pub(crate) requests: usize,
    pub(crate) per_second: f64,
    pub(crate) milliseconds: Latency,
    pub(crate) processors: Processors,
    /// Of settlements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) batches: Option<Batches>,
}

/// Milliseconds: what so many in a hundred requests did not exceed.
#[derive(Debug, Serialize)]
pub(crate) struct Latency {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) p999: f64,
    pub(crate) longest: f64,
}

/// Processors that were busy on average, by what for.
#[derive(Debug, Serialize)]
pub(crate) struct Processors {
    pub(crate) facilitator: f64,
    pub(crate) generator: f64,
    pub(crate) chain: f64,
}

/// How payments were put together.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Batches {
    pub(crate) count: u64,
    pub(crate) gas_each: u64,
}

impl Row {
    pub(crate) fn new(load: String, sample: &Sample, processors: Processors) -> Self {
        let requests = sample.latencies.len();
        let at = |share: f64| {
            let rank = (requests as f64 * share).ceil() as usize;
            milliseconds(sample.latencies[rank.clamp(1, requests) - 1])
        };
        let milliseconds =
            Latency { p50: at(0.5), p99: at(0.99), p999: at(0.999), longest: at(1.0) };
        let per_second = requests as f64 / sample.elapsed.as_secs_f64();
        Self { load, requests, per_second, milliseconds, processors, batches: None }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { load, requests, per_second, milliseconds, processors, batches } = self;
        let Latency { p50, p99, p999, longest } = milliseconds;
        let Processors { facilitator, generator, chain } = processors;
        write!(f, "| {load} | {requests} | {per_second:.0} | {p50:.2} | {p99:.2} | {p999:.2} | ")?;
        write!(f, "{longest:.2} | {facilitator:.2} | {generator:.2} | {chain:.2} |")?;
        if let Some(Batches { count, gas_each }) = batches {
            write!(f, " {count} | {:.0} | {gas_each} |", *requests as f64 / *count as f64)?;
        }
        Ok(())
    }
}

/// The two lines above the rows of a table.
pub(crate) fn head(with_batches: bool) -> String {
    let mut names = vec![
        "load",
        "requests",
        "answers/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "longest ms",
        "processors: facilitator",
        "generator",
        "chain",
    ];
    if with_batches {
        names.extend(["batches", "payments each", "gas a payment"]);
    }
    let names = names.join(" | ");
    let rule = " ---: |".repeat(names.matches('|').count());
    format!("| {names} |\n| --- |{rule}")
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
