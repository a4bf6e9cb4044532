//! `stylus-devnode`: a local chain that runs EVM contracts and Stylus programs.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use alloy::primitives::{U256, hex};
use anyhow::Context as _;
use clap::Parser;
use serde_json::json;
use stylus_devnode::{ArbosVersion, Config, Devnode, Mining, config::DEV_CHAIN_ID};
use tracing_subscriber::EnvFilter;

/// A local chain that runs EVM contracts and Stylus programs, gas for gas like Arbitrum, and speaks
/// Anvil's JSON-RPC dialect.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Chain id.
    #[arg(long, env = "DEVNODE_CHAIN_ID", default_value_t = DEV_CHAIN_ID)]
    chain_id: u64,
    /// Address to listen on.
    #[arg(long, env = "DEVNODE_HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port to listen on; 0 takes any free one.
    #[arg(long, short, env = "DEVNODE_PORT", default_value_t = 8547)]
    port: u16,
    /// Seconds between blocks; without it, a block for each transaction, at once.
    #[arg(long, short, value_name = "SECONDS", conflicts_with = "no_mining")]
    block_time: Option<f64>,
    /// Make blocks only when asked to (`evm_mine`).
    #[arg(long)]
    no_mining: bool,
    /// ArbOS version: 40, 51 or 60.
    #[arg(long, default_value = "51")]
    arbos: ArbosVersion,
    /// Wei per unit of L1 calldata; 0 charges nothing for L1.
    #[arg(long, value_name = "WEI", default_value_t = U256::ZERO)]
    l1_price: U256,
    /// What the NUMBER opcode returns: on Arbitrum an estimate of the L1 block, on a dev chain 0.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    l1_block_number: u64,
    /// How many of the funded accounts to print.
    #[arg(long, short, default_value_t = 10)]
    accounts: usize,
    /// Print one line of JSON at the start instead of a banner.
    #[arg(long)]
    json: bool,
}

impl Args {
    fn mining(&self) -> anyhow::Result<Mining> {
        match self.block_time {
            None if self.no_mining => Ok(Mining::Manual),
            None => Ok(Mining::Auto),
            Some(seconds) => {
                let time = std::time::Duration::try_from_secs_f64(seconds)
                    .context("--block-time must be a positive number of seconds")?;
                let milliseconds = u64::try_from(time.as_millis())?;
                anyhow::ensure!(milliseconds > 0, "--block-time must be at least 0.001");
                Ok(Mining::Interval(milliseconds))
            }
        }
    }

    fn config(&self) -> anyhow::Result<Config> {
        Ok(Config {
            chain_id: self.chain_id,
            arbos: self.arbos,
            l1_price: self.l1_price,
            l1_block_number: self.l1_block_number,
            mining: self.mining()?,
            ..Config::default()
        })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let address = SocketAddr::new(args.host, args.port);
    let node = Devnode::builder().config(args.config()?).listen(address).spawn().await?;
    if args.json {
        println!("{}", start_line(&node, &args));
    } else {
        print_banner(&node, &args);
    }
    stop_signal().await
}

fn start_line(node: &Devnode, args: &Args) -> serde_json::Value {
    let accounts = node.chain().accounts().iter().take(args.accounts);
    let accounts: Vec<_> = accounts
        .map(|account| json!({"address": account.address, "key": hex::encode_prefixed(account.signer.to_bytes())}))
        .collect();
    json!({"url": node.url(), "chainId": args.chain_id, "arbos": args.arbos.number(), "accounts": accounts})
}

fn print_banner(node: &Devnode, args: &Args) {
    println!("stylus-devnode {}\n", env!("CARGO_PKG_VERSION"));
    println!("Accounts (keys are public: never use them where money is real)\n");
    for (index, account) in node.chain().accounts().iter().take(args.accounts).enumerate() {
        let key = hex::encode_prefixed(account.signer.to_bytes());
        println!("({index}) {} ({} ETH)\n    {key}", account.address, account.ether);
    }
    println!("\nChain id  {}\nArbOS     {}", args.chain_id, args.arbos.number());
    println!("\nListening on {}", node.url());
}

/// Returns when the process is asked to end.
async fn stop_signal() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("cannot wait for signals")?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended.context("cannot wait for signals"),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("cannot wait for signals")
}
