//! What `bursar serve` is told: one TOML file, the environment, flags; the later one wins.
//!
//! `relayer/bursar.example.toml` describes every key. `BURSAR_SERVER__LISTEN` sets `listen` of
//! `[server]`, and so on: two underscores between section and key. Keys that sign are no part of the
//! configuration, see [`Key`].

mod load;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use alloy::primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use crate::batcher::{self, FeePolicy};
use crate::{approval, session};

pub use load::{ConfigError, load};

/// The whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `[chain]`.
    pub chain: Chain,
    /// `[[vaults]]`: whose payments are settled in batches.
    pub vaults: Vec<Vault>,
    /// `[[tokens]]`: plain EIP-3009 tokens that are settled one by one.
    pub tokens: Vec<Token>,
    /// `[server]`.
    pub server: Server,
    /// `[settlement]`.
    pub settlement: Settlement,
    /// `[batch]`.
    pub batch: Batch,
    /// `[failures]`.
    pub failures: Failures,
    /// `[contracts]`.
    pub contracts: Contracts,
    /// `[sessions]`.
    pub sessions: Sessions,
    /// `[approvals]`.
    pub approvals: Approvals,
    /// `[reporter]`.
    pub reporter: Reporter,
    /// `[programs]`.
    pub programs: Programs,
    /// `[store]`.
    pub store: Store,
    /// `[key]`.
    pub key: Key,
    /// `[log]`.
    pub log: Log,
}

/// The chain, and how x402 calls it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Chain {
    /// JSON-RPC, http or https.
    pub rpc_url: RpcUrl,
    /// EIP-155; start-up stops on any other chain.
    pub id: Option<u64>,
    /// The chain's name in x402 version 1; without one, version 1 is not served.
    pub v1_network: Option<String>,
}

/// A URL that may hold a provider's key: never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RpcUrl(pub String);

/// A vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vault {
    /// Where it is.
    pub address: Address,
    /// A block that is not after its creation.
    #[serde(default)]
    pub from_block: u64,
}

/// A token with EIP-3009.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Where it is.
    pub address: Address,
}

/// The HTTP side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Server {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Largest body, bytes.
    pub body_limit_bytes: NonZeroUsize,
    /// `/verify` requests at once; one more is answered 429.
    pub verify_queue: NonZeroUsize,
    /// `/settle` requests at once; one more is answered 429.
    pub settle_queue: NonZeroUsize,
    /// Longest any answer but that of `/settle` may take.
    pub timeout_seconds: NonZeroU32,
    /// Longest that requests in flight are waited for when the process is told to end.
    pub shutdown_seconds: NonZeroU32,
    /// Who may settle and bring sessions and approvals; everybody, if there is none.
    pub api_keys: Vec<ApiKey>,
}

/// One that may settle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// Who it is: what one key of a name was told of, any other key of the name is told again.
    pub name: String,
    /// SHA-256 of the key: the key itself is nowhere in the configuration.
    pub sha256: B256,
}

/// What is promised for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settlement {
    /// How long a verified payment's room is held, and how long settling may take.
    pub hold_seconds: NonZeroU32,
    /// How long `/settle` waits for the event before it answers `settlement_pending`.
    pub patience_seconds: NonZeroU32,
    /// Payments of one payer that may be held at once; one more is answered 429.
    pub max_held_per_payer: NonZeroU32,
}

/// How payments become transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Batch {
    /// Most payments in a batch.
    pub max_payments: NonZeroUsize,
    /// How long the first payment of a batch waits for others.
    pub max_age_milliseconds: NonZeroU32,
    /// Payments that may be accepted and not at their end; one more is answered 429.
    pub max_open: NonZeroUsize,
    /// Most gas of one transaction.
    pub max_gas: NonZeroU64,
    /// Most gas of a day (UTC), over all transactions.
    pub max_gas_per_day: NonZeroU64,
    /// Ceiling of the fee, bumps included, wei.
    pub max_fee_per_gas_wei: NonZeroU64,
    /// How long a transaction may be without a receipt before its fee is bumped.
    pub bump_after_seconds: NonZeroU32,
}

/// How many failed settlements are borne within one window, of those who have a part in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Failures {
    /// Signed by one payer.
    pub per_payer: NonZeroU32,
    /// To one vendor whom the token does not pay.
    pub per_vendor: NonZeroU32,
    /// The window.
    pub window_seconds: NonZeroU32,
}

/// How often vaults are asked about signatures of agents whose code signs for them: by `/verify` and by
/// `/settle`, each counted by itself, so that nobody's requests to the one close the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contracts {
    /// Of one agent, within a minute (UTC); one more is answered 429.
    pub per_payer_and_minute: NonZeroU32,
    /// By `/verify`, all together, within a minute (UTC); one more is answered 429.
    pub total_per_minute: NonZeroU32,
    /// The same by `/settle`.
    pub settle_total_per_minute: NonZeroU32,
    /// That may wait for the node's answer at the same time; one more is answered 429.
    pub at_once: NonZeroUsize,
}

/// How many grants of sessions may wait for their first payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sessions {
    /// Granted by one agent; one more is answered 429.
    pub max_per_parent: NonZeroUsize,
    /// All together; one more is answered 429.
    pub max_total: NonZeroUsize,
}

/// How many approvals may be kept for their payments, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Approvals {
    /// Of one treasury's payments; one more is answered 429.
    pub max_per_treasury: NonZeroUsize,
    /// All together; one more is answered 429.
    pub max_total: NonZeroUsize,
    /// Longest that an authorization may live that is approved, whatever its treasury allows; one that lives
    /// longer is answered 422.
    pub max_life_seconds: NonZeroU32,
}

/// Which denials are put on record, and at what cost. Nothing is, without a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Reporter {
    /// Encrypted key file of an account of its own, which a treasury's owner makes a reporter.
    pub keystore: Option<PathBuf>,
    /// File with its password.
    pub password_file: Option<PathBuf>,
    /// Denials of one agent that are recorded within an hour.
    pub per_agent_and_hour: NonZeroU32,
    /// Denials of one treasury that are recorded within a day (UTC).
    pub per_treasury_and_day: NonZeroU32,
    /// Most gas of a day (UTC).
    pub max_gas_per_day: NonZeroU64,
    /// How long a denial waits for others to share its transaction.
    pub max_age_seconds: NonZeroU32,
}

/// Who sees to it that the vaults' Stylus programs do not expire, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Programs {
    /// Whether the relayer keeps them alive.
    pub keepalive: bool,
    /// It does when fewer days than these are left.
    pub keepalive_days: NonZeroU32,
    /// Most that it gives for one program, wei, gas aside.
    pub max_fee_wei: NonZeroU64,
    /// It warns when fewer days than these are left.
    pub warn_days: NonZeroU32,
}

/// What is kept on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// The SQLite file.
    pub path: PathBuf,
}

/// The key that sends transactions: an encrypted file, else `BURSAR_PRIVATE_KEY`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Key {
    /// Encrypted key file.
    pub keystore: Option<PathBuf>,
    /// File with its password, else `BURSAR_KEYSTORE_PASSWORD`.
    pub password_file: Option<PathBuf>,
}

/// What is logged, on standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// How.
    pub format: LogFormat,
    /// What: a level, or directives as `bursar=debug,info`.
    pub filter: String,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// What the batcher is told; the rest is as it suits Arbitrum.
    pub fn batcher_settings(&self) -> batcher::Settings {
        let Batch { max_payments, max_age_milliseconds, .. } = self.batch;
        let default = batcher::Settings::default();
        batcher::Settings {
            vaults: self.vaults.iter().map(|vault| vault.address).collect(),
            tokens: self.tokens.iter().map(|token| token.address).collect(),
            batch_items: max_payments.get(),
            batch_age: Duration::from_millis(max_age_milliseconds.get().into()),
            capacity: self.batch.max_open.get(),
            fees: FeePolicy { ceiling: self.batch.max_fee_per_gas_wei.get(), ..default.fees },
            gas_per_transaction: self.batch.max_gas.get(),
            gas_per_day: self.batch.max_gas_per_day.get(),
            resubmit_after: Duration::from_secs(self.batch.bump_after_seconds.get().into()),
            ..default
        }
    }
}

impl Settlement {
    /// How long a verified payment's room is held.
    pub fn hold(&self) -> Duration {
        Duration::from_secs(self.hold_seconds.get().into())
    }
}

impl Sessions {
    /// As the sessions are told.
    pub const fn limits(&self) -> session::Limits {
        let Self { max_per_parent, max_total } = self;
        session::Limits { per_parent: max_per_parent.get(), total: max_total.get() }
    }
}

impl Approvals {
    /// As the approvals are told.
    pub fn limits(&self) -> approval::Limits {
        let Self { max_per_treasury, max_total, max_life_seconds } = self;
        approval::Limits {
            per_treasury: max_per_treasury.get(),
            total: max_total.get(),
            life_seconds: max_life_seconds.get().into(),
        }
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self { rpc_url: RpcUrl("http://127.0.0.1:8547".into()), id: None, v1_network: None }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4021)),
            body_limit_bytes: const { NonZeroUsize::new(65_536).unwrap() },
            verify_queue: const { NonZeroUsize::new(1_024).unwrap() },
            settle_queue: const { NonZeroUsize::new(16_384).unwrap() },
            timeout_seconds: const { NonZeroU32::new(10).unwrap() },
            shutdown_seconds: const { NonZeroU32::new(75).unwrap() },
            api_keys: Vec::new(),
        }
    }
}

impl Default for Settlement {
    fn default() -> Self {
        Self {
            hold_seconds: const { NonZeroU32::new(60).unwrap() },
            patience_seconds: const { NonZeroU32::new(60).unwrap() },
            max_held_per_payer: const { NonZeroU32::new(1_000).unwrap() },
        }
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            max_payments: const { NonZeroUsize::new(500).unwrap() },
            max_age_milliseconds: const { NonZeroU32::new(250).unwrap() },
            max_open: const { NonZeroUsize::new(50_000).unwrap() },
            max_gas: const { NonZeroU64::new(32_000_000).unwrap() },
            max_gas_per_day: const { NonZeroU64::new(20_000_000_000).unwrap() },
            max_fee_per_gas_wei: const { NonZeroU64::new(10_000_000_000).unwrap() },
            bump_after_seconds: const { NonZeroU32::new(5).unwrap() },
        }
    }
}

impl Default for Failures {
    fn default() -> Self {
        Self {
            per_payer: const { NonZeroU32::new(20).unwrap() },
            per_vendor: const { NonZeroU32::new(200).unwrap() },
            window_seconds: const { NonZeroU32::new(600).unwrap() },
        }
    }
}

impl Default for Contracts {
    fn default() -> Self {
        Self {
            per_payer_and_minute: const { NonZeroU32::new(120).unwrap() },
            total_per_minute: const { NonZeroU32::new(1_200).unwrap() },
            settle_total_per_minute: const { NonZeroU32::new(6_000).unwrap() },
            at_once: const { NonZeroUsize::new(64).unwrap() },
        }
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            max_per_parent: const { NonZeroUsize::new(1_000).unwrap() },
            max_total: const { NonZeroUsize::new(100_000).unwrap() },
        }
    }
}

impl Default for Approvals {
    fn default() -> Self {
        Self {
            max_per_treasury: const { NonZeroUsize::new(500).unwrap() },
            max_total: const { NonZeroUsize::new(50_000).unwrap() },
            max_life_seconds: const { NonZeroU32::new(86_400).unwrap() },
        }
    }
}

impl Default for Reporter {
    fn default() -> Self {
        Self {
            keystore: None,
            password_file: None,
            per_agent_and_hour: const { NonZeroU32::new(20).unwrap() },
            per_treasury_and_day: const { NonZeroU32::new(1_000).unwrap() },
            max_gas_per_day: const { NonZeroU64::new(100_000_000).unwrap() },
            max_age_seconds: const { NonZeroU32::new(5).unwrap() },
        }
    }
}

impl Default for Programs {
    fn default() -> Self {
        Self {
            keepalive: true,
            keepalive_days: const { NonZeroU32::new(60).unwrap() },
            max_fee_wei: const { NonZeroU64::new(1_000_000_000_000_000).unwrap() },
            warn_days: const { NonZeroU32::new(30).unwrap() },
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self { path: "bursar.db".into() }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".into() }
    }
}

impl fmt::Debug for RpcUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RpcUrl(…)")
    }
}

#[cfg(test)]
mod tests;
