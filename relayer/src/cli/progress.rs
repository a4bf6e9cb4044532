//! A bar for work that takes a while, where a person watches.

use std::io::{self, IsTerminal as _};

use bursar::indexer::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str =
    "  {bar:32} {pos} of {len} blocks, {msg} events, {per_sec} blocks/s, {eta} to go";

/// A bar over blocks; it shows nothing if `quiet`, or if standard error is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(super) fn show(&self, progress: Progress) {
        self.0.set_length(progress.total);
        self.0.set_position(progress.blocks);
        self.0.set_message(progress.events.to_string());
        if progress.blocks >= progress.total {
            self.finish();
        }
    }

    pub(super) fn blocks(&self, done: u64, total: u64) {
        self.show(Progress { blocks: done, total, events: 0 });
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}
