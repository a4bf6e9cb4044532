//! Facilitators, each a process of its own.

use std::fs;
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;

use crate::harness::{bursar, root, secret};
use crate::process::Process;
use crate::tenant::Tenant;
use crate::world::{CHAIN_ID, World};

/// Between two questions whether a facilitator has started.
const PAUSE: Duration = Duration::from_millis(20);

/// A facilitator that takes requests.
pub(crate) struct Facilitator {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) process: Process,
}

impl Facilitator {
    /// `bursar serve`, everything as by default.
    pub(crate) async fn bursar(world: &World, tenant: &Tenant) -> anyhow::Result<Self> {
        let file = world.folder.path().join("bursar.toml");
        let store = world.folder.path().join("bursar.db");
        let text = format!(
            "[chain]\nid = {CHAIN_ID}\n[store]\npath = {store:?}\n\
             [[vaults]]\naddress = '{}'\nfrom-block = {}\n[[tokens]]\naddress = '{}'\n",
            tenant.vault, tenant.block, world.token
        );
        fs::write(&file, text)?;
        let mut command = bursar(&world.url);
        command
            .args(["--json", "serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&file)
            .env("BURSAR_PRIVATE_KEY", secret(&world.sender().await?))
            .env("BURSAR_LOG__FILTER", "warn");
        let (process, said) = Process::start(&mut command)?;
        Self { name: "bursar serve", address: address(&said)?, process }
            .started("/health/ready")
            .await
    }

    /// The published TypeScript facilitator, one process, as the end-to-end tests run it.
    pub(crate) async fn reference(world: &World) -> anyhow::Result<Self> {
        let mut command = Command::new("node");
        command
            .current_dir(root())
            .args(["--import", "tsx", "test/e2e/src/published.ts"])
            .arg(&world.url)
            .env("FACILITATOR_KEY", secret(&world.sender().await?))
            .env("NODE_ENV", "production");
        let (process, said) = Process::start(&mut command)?;
        Self { name: "@x402/evm", address: address(&said)?, process }.started("/supported").await
    }

    /// Waits until `path` is answered with 200.
    async fn started(self, path: &str) -> anyhow::Result<Self> {
        let url = format!("http://{}{path}", self.address);
        let http = reqwest::Client::new();
        let up = async {
            while !http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                tokio::time::sleep(PAUSE).await;
            }
        };
        let words = || format!("{} does not start", self.name);
        tokio::time::timeout(Duration::from_secs(30), up).await.with_context(words)?;
        Ok(self)
    }

    /// A figure of bursar's `/metrics`; 0 before there is any.
    pub(crate) async fn metric(&self, name: &str) -> anyhow::Result<u64> {
        let text = reqwest::get(format!("http://{}/metrics", self.address)).await?.text().await?;
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(found.map_or(Ok(0), str::parse)?)
    }
}

fn address(said: &Value) -> anyhow::Result<SocketAddr> {
    let url = said["url"].as_str().context("a facilitator does not say where it listens")?;
    Ok(url.trim_start_matches("http://").parse()?)
}
