//! Load: requests that were prepared before, sent either as fast as answers come or at a fixed rate.
//!
//! At a fixed rate a request is due at its time whether or not those before it are answered, and its
//! latency counts from then: a server that stalls is charged for everything that it kept waiting
//! (no coordinated omission).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::connection::Connection;

/// What is asked, and how an answer is known to be right.
pub(crate) struct Requests {
    /// Whole HTTP requests, each sent once, in order.
    pub(crate) all: Vec<Vec<u8>>,
    /// What the body of every answer holds.
    pub(crate) expected: &'static str,
}

/// How fast requests are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// On each connection the next one as soon as the last one is answered.
    Closed,
    /// So many in a second.
    Open(u32),
}

/// What was measured.
pub(crate) struct Sample {
    /// Of each request, ascending.
    pub(crate) latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
}

struct Run {
    requests: Requests,
    next: AtomicUsize,
    begun: Instant,
    /// Between two requests; none if they do not wait for the clock.
    interval: Option<Duration>,
    /// A permit for each request that is due, where they wait for the clock.
    due: Semaphore,
}

/// Sends all requests to `address` over so many connections.
///
/// # Errors
/// If an answer is not as expected, or does not come.
pub(crate) async fn run(
    address: SocketAddr,
    connections: usize,
    pace: Pace,
    requests: Requests,
) -> anyhow::Result<Sample> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let total = requests.all.len();
    let interval = match pace {
        Pace::Closed => None,
        Pace::Open(per_second) => Some(Duration::from_secs(1) / per_second),
    };
    let (begun, due) = (Instant::now(), Semaphore::new(0));
    let run = Arc::new(Run { requests, next: AtomicUsize::new(0), begun, interval, due });
    let mut workers = JoinSet::new();
    for connection in open {
        workers.spawn(work(Arc::clone(&run), connection));
    }
    if interval.is_some() {
        let run = Arc::clone(&run);
        // Tokio's timers know milliseconds only.
        thread::spawn(move || run.release(connections));
    }
    let mut latencies = Vec::with_capacity(total);
    while let Some(worked) = workers.join_next().await {
        latencies.extend(worked??);
    }
    let elapsed = begun.elapsed();
    latencies.sort_unstable();
    Ok(Sample { latencies, elapsed })
}

async fn work(run: Arc<Run>, mut connection: Connection) -> anyhow::Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    while let Some((request, due)) = run.next().await {
        let answer = connection.ask(request).await?;
        let answer = std::str::from_utf8(answer).context("an answer that is no text")?;
        anyhow::ensure!(answer.contains(run.requests.expected), "an answer says {answer}");
        latencies.push(due.elapsed());
    }
    Ok(latencies)
}

impl Run {
    /// The next request and when it was due; none after the last.
    async fn next(&self) -> Option<(&[u8], Instant)> {
        if self.interval.is_some() {
            self.due.acquire().await.ok()?.forget();
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let request = self.requests.all.get(index)?;
        Some((request, self.interval.map_or_else(Instant::now, |it| self.time_of(it, index))))
    }

    fn time_of(&self, interval: Duration, index: usize) -> Instant {
        self.begun + Duration::from_nanos(interval.as_nanos() as u64 * index as u64)
    }

    /// Lets every request go at its time, and then each connection find that there are no more.
    fn release(&self, connections: usize) {
        let Some(interval) = self.interval else { return };
        for index in 0..self.requests.all.len() {
            let wait = self.time_of(interval, index).saturating_duration_since(Instant::now());
            if !wait.is_zero() {
                thread::sleep(wait);
            }
            self.due.add_permits(1);
        }
        self.due.add_permits(connections);
    }
}
