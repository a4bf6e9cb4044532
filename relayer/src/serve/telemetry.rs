//! Logs and metrics of the whole process.

use std::io::{self, IsTerminal as _};

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{Log, LogFormat};

/// Upper bounds of the histograms, seconds: from a verification in memory to a slow settlement.
const BUCKETS: [f64; 14] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 60.0];

/// The metrics of this process.
#[derive(Clone, Debug)]
pub struct Telemetry {
    prometheus: PrometheusHandle,
}

/// Why logs or metrics cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none.
    #[error("log.filter is no filter; write a level, or directives such as bursar=debug,info")]
    Filter(#[from] ParseError),
    /// Metrics are set up already: once for a process.
    #[error("metrics cannot be set up twice in a process")]
    Metrics(#[from] BuildError),
}

impl Telemetry {
    /// Logs to standard error from now on, as `log` says, and counts. Once for a process.
    ///
    /// # Errors
    /// [`TelemetryError`].
    pub fn install(log: &Log) -> Result<Self, TelemetryError> {
        let filter = EnvFilter::builder().parse(&log.filter)?;
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(io::stderr().is_terminal())
            .with_writer(io::stderr);
        // Another subscriber, a test's, may be there already: then it goes on.
        let _ = match log.format {
            LogFormat::Text => lines.try_init(),
            LogFormat::Json => lines.json().flatten_event(true).try_init(),
        };
        Ok(Self { prometheus: PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()? })
    }

    /// All metrics in Prometheus' text format.
    pub(super) fn render(&self) -> String {
        self.prometheus.run_upkeep();
        self.prometheus.render()
    }
}
