//! Programs that run beside this one, and what they take of the processors.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

/// Ticks of `/proc/*/stat` in a second; the same on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// A running program; killed when dropped.
pub(crate) struct Process(Child);

impl Process {
    /// Starts a program whose first line on standard output is JSON, and says that it listens.
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<(Self, Value)> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = Self(child.with_context(|| format!("cannot start {command:?}"))?);
        let output = process.0.stdout.take().context("the program has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let words = || format!("{command:?} said {line:?} instead of where it listens");
        let said = serde_json::from_str(&line).with_context(words)?;
        Ok((process, said))
    }

    /// Seconds of processor time so far.
    pub(crate) fn processor_seconds(&self) -> anyhow::Result<f64> {
        processor_seconds(&format!("/proc/{}/stat", self.0.id()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Seconds of processor time of this process so far.
pub(crate) fn own_processor_seconds() -> anyhow::Result<f64> {
    processor_seconds("/proc/self/stat")
}

fn processor_seconds(path: &str) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(Path::new(path)).context(path.to_owned())?;
    // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th after it.
    let fields = text.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks: f64 =
        fields.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}
