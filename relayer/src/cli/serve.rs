//! `bursar serve`.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;

use alloy::signers::local::PrivateKeySigner;
use anyhow::Context as _;
use bursar::chain::ChainError;
use bursar::config::{self, Config, LogFormat};
use bursar::serve::{Service, Telemetry};
use clap::Args;
use serde_json::{Map, Value, json};

use super::progress::Bar;
use super::report::Report;
use super::signals::told_to_end;
use super::{Global, key};

/// Run the relayer: an x402 facilitator that settles in batches and follows the vaults' events.
///
/// Reads the chain up to its tip, then answers GET /supported, POST /verify and POST /settle (x402
/// versions 2 and 1), GET /treasuries/{id}, /agents/{address} and /payments, GET /health/live,
/// /health/ready and /metrics (Prometheus). SIGTERM and SIGINT end it: no more requests are taken,
/// those under way come to their end, nothing is lost.
///
/// The configuration is a TOML file (relayer/bursar.example.toml shows every key), below the
/// environment (BURSAR_SERVER__LISTEN is server.listen), below these flags. --rpc-url, --keystore and
/// --password-file stand for chain.rpc-url, key.keystore and key.password-file; --vault is the only
/// vault, read from block 0, where the file names none.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Configuration file
    #[arg(long, value_name = "FILE", env = "BURSAR_CONFIG")]
    config: Option<PathBuf>,
    /// Where to listen; port 0 takes any that is free, and the first line printed says which
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// SQLite file of the store
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Read the configuration, say what is wrong with it, and end
    #[arg(long)]
    check: bool,
}

impl Serve {
    pub(super) async fn run(&self, global: &Global) -> anyhow::Result<Report> {
        let config = self.read(global)?;
        if self.check {
            return Ok(Report::default().both("configuration", "configuration", "valid"));
        }
        let signer = key::read(config.key.keystore.as_deref(), config.key.password_file.as_deref());
        let signer = signer?.ok_or(ChainError::NoKey)?;
        let telemetry = Telemetry::install(&config.log)?;
        let bar = Bar::new(global.json || config.log.format != LogFormat::Text);
        let reporter = reporter_key(&config.reporter)?;
        let mut service = Service::bind(config, signer, telemetry).await?;
        if let Some(reporter) = reporter {
            service = service.reporting_by(reporter)?;
        }
        announce(service.address(), global.json);
        service.run(told_to_end()?, &mut |progress| bar.show(progress)).await?;
        Ok(Report::default().both("ended", "ended", "as told"))
    }

    /// File, environment and flags.
    fn read(&self, global: &Global) -> anyhow::Result<Config> {
        let mut flags = Map::new();
        let mut set = |section: &str, key: &str, value: Value| {
            let keys = flags.entry(section).or_insert_with(|| json!({}));
            keys[key] = value;
        };
        if let Some(url) = &global.rpc_url {
            set("chain", "rpc-url", json!(url));
        }
        if let Some(listen) = self.listen {
            set("server", "listen", json!(listen));
        }
        if let Some(store) = &self.store {
            set("store", "path", json!(store));
        }
        if let Some(keystore) = &global.keystore {
            set("key", "keystore", json!(keystore));
        }
        if let Some(file) = &global.password_file {
            set("key", "password-file", json!(file));
        }
        let vault = global.vault.map(|address| config::Vault { address, from_block: 0 });
        config::load(self.config.as_deref(), flags, vault).context("the configuration is wrong")
    }
}

/// The key by which denials are put on record; none if none is configured.
fn reporter_key(settings: &config::Reporter) -> anyhow::Result<Option<PrivateKeySigner>> {
    let Some(keystore) = &settings.keystore else { return Ok(None) };
    key::read(Some(keystore), settings.password_file.as_deref()).context("the reporter's key")
}

/// The first line on standard output, for whoever started this.
fn announce(address: SocketAddr, json: bool) {
    let url = format!("http://{address}");
    let line = if json { json!({ "url": url }).to_string() } else { format!("listening at {url}") };
    // A reader that went away has seen enough.
    let _ = writeln!(io::stdout(), "{line}");
    let _ = io::stdout().flush();
}
