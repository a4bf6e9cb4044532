//! A chain behind an HTTP endpoint, in this process.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, task::JoinHandle, time::MissedTickBehavior};

use crate::{
    chain::Chain,
    config::{ArbosVersion, Config, Mining},
    rpc,
};

/// A running chain. Dropping it stops it.
#[derive(Debug)]
pub struct Devnode {
    chain: Arc<Chain>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

/// Why a chain cannot start.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source} (port 0 takes any free one)")]
pub struct StartError {
    address: SocketAddr,
    source: std::io::Error,
}

/// How a chain is started.
#[derive(Clone, Debug)]
pub struct Builder {
    config: Config,
    address: SocketAddr,
}

impl Devnode {
    /// A chain like `nitro --dev` at ArbOS 51, on any free port of this machine.
    #[must_use]
    pub fn builder() -> Builder {
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
        Builder { config: Config::default(), address }
    }

    /// Where it answers JSON-RPC.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Address and port it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The chain itself, for calls that need no network.
    #[must_use]
    pub fn chain(&self) -> &Arc<Chain> {
        &self.chain
    }
}

impl Drop for Devnode {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Builder {
    /// Sets the chain id.
    #[must_use]
    pub fn chain_id(mut self, chain_id: u64) -> Self {
        self.config.chain_id = chain_id;
        self
    }

    /// Sets the ArbOS version.
    #[must_use]
    pub fn arbos(mut self, version: ArbosVersion) -> Self {
        self.config.arbos = version;
        self
    }

    /// Sets when blocks are made.
    #[must_use]
    pub fn mining(mut self, mining: Mining) -> Self {
        self.config.mining = mining;
        self
    }

    /// Sets everything about the chain.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Sets where it listens; port 0 takes any free one.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Starts the chain and its endpoint on the current Tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] if the address cannot be listened on.
    pub async fn spawn(self) -> Result<Devnode, StartError> {
        let failed = |source| StartError { address: self.address, source };
        let listener = TcpListener::bind(self.address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let mining = self.config.mining;
        let chain = Arc::new(Chain::new(self.config));
        let mut tasks = vec![tokio::spawn(rpc::serve(listener, Arc::clone(&chain)))];
        if let Mining::Interval(milliseconds) = mining {
            tasks.push(tokio::spawn(mine_regularly(Arc::clone(&chain), milliseconds)));
        }
        Ok(Devnode { chain, address, tasks })
    }
}

/// Makes a block of what waits at every tick. Like a sequencer, it makes none of nothing.
async fn mine_regularly(chain: Arc<Chain>, milliseconds: u64) {
    let mut ticks = tokio::time::interval(Duration::from_millis(milliseconds.max(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let chain = Arc::clone(&chain);
        let mined = tokio::task::spawn_blocking(move || chain.mine_waiting_block()).await;
        if let Err(error) = mined {
            tracing::error!(%error, "mining stopped");
            return;
        }
    }
}
