//! The key that signs: from an encrypted file or the environment, never from an argument.

use std::env;
use std::fs;
use std::path::Path;

use alloy::signers::local::PrivateKeySigner;
use anyhow::{Context as _, bail};

const PASSWORD: &str = "BURSAR_KEYSTORE_PASSWORD";
const PRIVATE_KEY: &str = "BURSAR_PRIVATE_KEY";

/// The key in `keystore`, else in the environment; none if there is neither.
pub(super) fn read(
    keystore: Option<&Path>,
    password_file: Option<&Path>,
) -> anyhow::Result<Option<PrivateKeySigner>> {
    if let Some(file) = keystore {
        let password = match password_file {
            Some(path) => fs::read_to_string(path)
                .with_context(|| format!("cannot read the password file {}", path.display()))?,
            None => env::var(PASSWORD).ok().with_context(|| {
                format!(
                    "the keystore needs a password: give --password-file FILE, or set {PASSWORD}"
                )
            })?,
        };
        // Editors end a file with a newline that is no part of the password.
        let password = password.trim_end_matches(['\r', '\n']);
        let signer = PrivateKeySigner::decrypt_keystore(file, password).with_context(|| {
            format!("cannot open the keystore {}; is the password right?", file.display())
        })?;
        return Ok(Some(signer));
    }
    if password_file.is_some() {
        bail!("--password-file is for --keystore, which is not given");
    }
    match env::var(PRIVATE_KEY) {
        // The parser's own error repeats nothing, and neither does this one: it would be the key.
        Ok(key) => match key.trim().parse() {
            Ok(signer) => Ok(Some(signer)),
            Err(_) => {
                bail!("{PRIVATE_KEY} is not a private key: it should be 64 hexadecimal digits")
            }
        },
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => bail!("{PRIVATE_KEY} is not a private key"),
    }
}
