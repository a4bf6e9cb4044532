//! Reads the layers of the configuration and says, where one is wrong, which key and in which layer.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use figment::error::Kind;
use figment::providers::{Env, Format as _, Serialized, Toml};
use figment::{Figment, Metadata, Source};
use serde::Serialize;

use super::{Config, Vault};

/// The beginning of our environment variables.
const PREFIX: &str = "BURSAR_";

/// The longest promise, see [`crate::ledger`].
const HOLD_SECONDS_MAX: u32 = 3_600;

/// Why the configuration cannot be used. Names every key that is wrong, and where it is set.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("there is no configuration file at {}; relayer/bursar.example.toml shows one", .0.display())]
    Missing(PathBuf),
    /// Keys that are unknown, or that hold what they must not.
    #[error("{}", .0.join("; "))]
    Keys(Vec<String>),
}

/// Reads `file`, then the environment, then `flags`: anything with the keys of [`Config`], without
/// those that were not given. `vault` stands in where no vault is configured.
///
/// # Errors
/// - [`ConfigError::Missing`] if there is no such file.
/// - [`ConfigError::Keys`] if a key is unknown, malformed or contradicts another.
pub fn load(
    file: Option<&Path>,
    flags: impl Serialize,
    vault: Option<Vault>,
) -> Result<Config, ConfigError> {
    let mut figment = Figment::new();
    if let Some(path) = file {
        if !path.is_file() {
            return Err(ConfigError::Missing(path.to_owned()));
        }
        figment = figment.merge(Toml::file_exact(path));
    }
    let figment = figment.merge(environment()).merge(Serialized::defaults(flags));
    let mut config: Config = figment.extract().map_err(|error| {
        ConfigError::Keys(error.into_iter().map(|error| words(&error)).collect())
    })?;
    if config.vaults.is_empty() {
        config.vaults.extend(vault);
    }
    let wrong: Vec<_> = contradictions(&config)
        .into_iter()
        .map(|(key, what)| {
            let place = figment.find_metadata(key).map(|metadata| place(metadata, key));
            format!("{key}{}: {what}", place.unwrap_or_default())
        })
        .collect();
    if wrong.is_empty() { Ok(config) } else { Err(ConfigError::Keys(wrong)) }
}

/// Variables with two underscores between section and key; the others are the command line's own.
fn environment() -> Env {
    Env::prefixed(PREFIX)
        .filter(|name| name.as_str().contains("__"))
        .map(|name| name.as_str().replace("__", ".").replace('_', "-").into())
        .lowercase(true)
}

fn words(error: &figment::Error) -> String {
    let mut key = error.path.join(".");
    if let Kind::UnknownField(field, _) = &error.kind {
        key = [key.as_str(), field]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(".");
    }
    let place = error.metadata.as_ref().map(|metadata| place(metadata, &key)).unwrap_or_default();
    format!("{key}{place}: {}", error.kind)
}

/// ` in FILE`, or the name of the variable; nothing for a flag, whose name is the key's.
fn place(metadata: &Metadata, key: &str) -> String {
    match &metadata.source {
        Some(Source::File(path)) => format!(" in {}", path.display()),
        _ if metadata.name.contains("environment") => {
            let name = key.replace('.', "__").replace('-', "_").to_uppercase();
            format!(" in {PREFIX}{name}")
        }
        _ => String::new(),
    }
}

/// What each key allows by itself, but not all keys together.
fn contradictions(config: &Config) -> Vec<(&'static str, &'static str)> {
    let mut assets = HashSet::new();
    let vaults = config.vaults.iter().map(|vault| vault.address);
    let tokens = config.tokens.iter().map(|token| token.address);
    let is_double = !vaults.chain(tokens).all(|asset| assets.insert(asset));
    let keys = &config.server.api_keys;
    let hashes: HashSet<_> = keys.iter().map(|key| key.sha256).collect();
    [
        (assets.is_empty(), "vaults", "there is neither a vault nor a token to settle for"),
        (is_double, "vaults", "an address is listed twice among vaults and tokens"),
        (
            hashes.len() < keys.len(),
            "server.api-keys",
            "a key is listed twice: nobody could say whose it is",
        ),
        (keys.iter().any(|key| key.name.is_empty()), "server.api-keys", "a key has no name"),
        (
            config.key.password_file.is_some() && config.key.keystore.is_none(),
            "key.password-file",
            "it is for key.keystore, which is not set",
        ),
        (
            config.reporter.keystore.is_some() != config.reporter.password_file.is_some(),
            "reporter",
            "keystore and password-file come together",
        ),
        (
            config.settlement.hold_seconds.get() > HOLD_SECONDS_MAX,
            "settlement.hold-seconds",
            "it must not be over an hour: schedules open and close by the hour",
        ),
        (
            config.programs.keepalive
                && config.programs.warn_days >= config.programs.keepalive_days,
            "programs.warn-days",
            "it must be below programs.keepalive-days: nothing would be wrong yet",
        ),
        (
            config.server.shutdown_seconds < config.settlement.patience_seconds,
            "server.shutdown-seconds",
            "it must not be shorter than settlement.patience-seconds: answers would be cut off",
        ),
    ]
    .into_iter()
    .filter_map(|(is_wrong, key, what)| is_wrong.then_some((key, what)))
    .collect()
}
