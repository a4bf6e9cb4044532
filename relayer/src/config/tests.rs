//! The example, the layers, and what is wrong where.

use alloy::primitives::{address, b256};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

const EXAMPLE: &str = include_str!("../../bursar.example.toml");
const VAULT: &str = "[[vaults]]\naddress = '0x00000000000000000000000000000000000b0b5a'\n";

/// A file with this text, read below `flags`.
fn read(text: &str, flags: Value) -> Result<Config, ConfigError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("bursar.toml");
    std::fs::write(&path, text).unwrap();
    load(Some(&path), flags, None)
}

fn refusal(text: &str) -> String {
    read(text, json!({})).unwrap_err().to_string()
}

/// The example with every line `# key = value` in force, except those of which it says `# not set`.
fn with_defaults_spelled_out() -> String {
    let lines = EXAMPLE.lines().filter(|line| !line.ends_with("# not set"));
    let in_force = lines.map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.split_once(" = ").is_some_and(|(key, _)| is_key(key)) => setting,
        _ => line,
    });
    in_force.collect::<Vec<_>>().join("\n")
}

fn is_key(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || b"-0123456789".contains(&byte))
}

#[test]
fn example_sets_what_it_says() {
    let expected = Config {
        chain: Chain { id: Some(421_614), ..Chain::default() },
        vaults: vec![Vault {
            address: address!("00000000000000000000000000000000000b0b5a"),
            from_block: 0,
        }],
        tokens: vec![Token { address: address!("75faf114eafb1BDbe2F0316DF893fd58CE46AA4d") }],
        server: Server {
            api_keys: vec![ApiKey {
                name: "bookshop".into(),
                sha256: b256!("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"),
            }],
            ..Server::default()
        },
        ..Config::default()
    };
    assert_eq!(read(EXAMPLE, json!({})).unwrap(), expected);
}

#[test]
fn example_shows_the_defaults_and_every_key() {
    let text = with_defaults_spelled_out();
    assert_eq!(read(&text, json!({})).unwrap(), read(EXAMPLE, json!({})).unwrap());
    let spelled_out: Value = toml::from_str(&text).unwrap();
    for (section, keys) in json!(Config::default()).as_object().unwrap() {
        for (key, value) in keys.as_object().into_iter().flatten() {
            let is_shown = !spelled_out[section][key].is_null()
                || value.is_null() && EXAMPLE.contains(&format!("\n# {key} = "));
            assert!(is_shown, "{section}.{key} is not in the example");
        }
    }
}

#[test]
fn flags_are_stronger_than_the_file() {
    let file = format!("[server]\nlisten = '127.0.0.1:1'\nverify-queue = 5\n{VAULT}");
    let config = read(&file, json!({ "server": { "listen": "127.0.0.1:2" } })).unwrap();
    assert_eq!(config.server.listen, SocketAddr::from((Ipv4Addr::LOCALHOST, 2)));
    assert_eq!(config.server.verify_queue.get(), 5);
}

#[test]
fn vault_stands_in_where_the_file_names_none() {
    let vault = Vault { address: Address::repeat_byte(7), from_block: 0 };
    let load = |file: Option<&std::path::Path>| load(file, json!({}), Some(vault.clone())).unwrap();
    assert_eq!(load(None).vaults, std::slice::from_ref(&vault));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("bursar.toml");
    std::fs::write(&path, VAULT).unwrap();
    assert_ne!(load(Some(&path)).vaults, [vault]);
}

#[test]
fn load_names_key_and_file_when_a_key_is_wrong() {
    for (text, key, what) in [
        ("[server]\nlisten = 'here'", "server.listen", "invalid socket address syntax"),
        ("[server]\nverify-queue = 0", "server.verify-queue", "nonzero"),
        ("[server]\nlistn = '127.0.0.1:1'", "server.listn", "unknown field"),
        ("[sever]\n", "sever", "unknown field"),
        ("[log]\nformat = 'xml'", "log.format", "unknown variant"),
        ("[[vaults]]\naddress = '0x12'", "vaults.0.address", "invalid"),
        ("[[vaults]]\nfrom-block = 1", "vaults", "missing field"),
    ] {
        let message = refusal(text);
        for part in [key, "bursar.toml", what] {
            assert!(message.contains(part), "{message:?} lacks {part:?}");
        }
    }
}

#[test]
fn load_refuses_when_keys_contradict_each_other() {
    for (text, what) in [
        (String::new(), "vaults: there is neither a vault nor a token to settle for"),
        (format!("{VAULT}{VAULT}"), "bursar.toml: an address is listed twice"),
        (format!("{VAULT}[key]\npassword-file = 'p'"), "it is for key.keystore"),
        (format!("{VAULT}{}{}", key("one", 1), key("two", 1)), "a key is listed twice"),
        (format!("{VAULT}{}", key("", 1)), "a key has no name"),
        (format!("{VAULT}[settlement]\nhold-seconds = 3601"), "must not be over an hour"),
        (format!("{VAULT}[programs]\nwarn-days = 60"), "must be below programs.keepalive-days"),
        (
            format!("{VAULT}[settlement]\npatience-seconds = 80"),
            "server.shutdown-seconds: it must not be shorter",
        ),
    ] {
        let message = refusal(&text);
        assert!(message.contains(what), "{message:?} lacks {what:?}");
    }
}

fn key(name: &str, sha256: u8) -> String {
    let sha256 = alloy::primitives::B256::repeat_byte(sha256);
    format!("[[server.api-keys]]\nname = '{name}'\nsha256 = '{sha256}'\n")
}

#[test]
fn load_takes_any_warning_where_programs_are_not_kept_alive() {
    let text = format!("{VAULT}[programs]\nkeepalive = false\nwarn-days = 90");
    assert_eq!(read(&text, json!({})).unwrap().programs.warn_days.get(), 90);
}

#[test]
fn load_takes_several_keys_of_one_name() {
    let text = format!("{VAULT}{}{}", key("one", 1), key("one", 2));
    assert_eq!(read(&text, json!({})).unwrap().server.api_keys.len(), 2);
}

#[test]
fn load_tells_of_every_wrong_key_at_once() {
    let message = refusal("[key]\npassword-file = 'p'");
    assert!(message.contains("vaults: ") && message.contains("key.password-file"), "{message}");
}

#[test]
fn load_says_so_when_there_is_no_file() {
    let error = load(Some("nowhere.toml".as_ref()), json!({}), None).unwrap_err();
    assert!(matches!(error, ConfigError::Missing(_)), "{error}");
}

#[test]
fn rpc_url_is_never_shown() {
    let url = RpcUrl("https://node.example/secret".into());
    let config = Config { chain: Chain { rpc_url: url, ..Chain::default() }, ..Config::default() };
    assert!(!format!("{config:?}").contains("secret"));
}

#[test]
fn batcher_settings_are_the_batchers_own_defaults() {
    assert_eq!(Config::default().batcher_settings(), batcher::Settings::default());
}
