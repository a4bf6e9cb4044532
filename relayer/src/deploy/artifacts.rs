//! The bytes that are deployed, as the builds leave them in files.

use std::path::{Path, PathBuf};

use alloy::primitives::Bytes;
use serde::Deserialize;

use super::create2::init_code;

/// How the code of a Stylus program without a dictionary begins.
const PROGRAM_PREFIX: [u8; 4] = [0xef, 0xf0, 0, 0];

/// Most code that an address holds (EIP-170).
const CODE_BYTES_MAX: usize = 24_576;

/// A contract before and after its creation.
#[derive(Debug, Clone)]
pub struct Contract {
    /// What creates it.
    pub init_code: Bytes,
    /// What is then at its address.
    pub code: Bytes,
}

/// Everything that a vault needs.
#[derive(Debug, Clone)]
pub struct Artifacts {
    /// The program for settlement, the facade and the brakes.
    pub hot: Contract,
    /// The program for edits and deposits.
    pub cold: Contract,
    /// The program for views.
    pub lens: Contract,
    /// Creates vaults.
    pub factory: Contract,
}

/// Why the bytes cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// A file cannot be read.
    #[error("cannot read {}; run `{build}` first", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
        /// What writes it.
        build: &'static str,
        /// Why it cannot be read.
        source: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{} is not {expected}; build it again", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
}

impl Artifacts {
    /// Reads the programs from `programs` (`hot.code`, `cold.code` and `lens.code`, as
    /// `scripts/build-contracts` writes them: the very bytes whose hashes are committed) and the factory
    /// from Foundry's output folder `artifacts`.
    ///
    /// # Errors
    /// [`ArtifactError`] for the first file that is missing or malformed.
    pub fn read(programs: &Path, artifacts: &Path) -> Result<Self, ArtifactError> {
        Ok(Self {
            hot: program(programs.join("hot.code"))?,
            cold: program(programs.join("cold.code"))?,
            lens: program(programs.join("lens.code"))?,
            factory: foundry(artifacts.join("FrontFactory.sol/FrontFactory.json"))?,
        })
    }
}

fn read(path: &Path, build: &'static str) -> Result<Vec<u8>, ArtifactError> {
    std::fs::read(path).map_err(|source| ArtifactError::Missing {
        path: path.to_owned(),
        build,
        source,
    })
}

fn program(path: PathBuf) -> Result<Contract, ArtifactError> {
    let code = read(&path, "scripts/build-contracts")?;
    if !code.starts_with(&PROGRAM_PREFIX) || code.len() > CODE_BYTES_MAX {
        let expected = "the code of a Stylus program of at most 24,576 bytes";
        return Err(ArtifactError::Malformed { path, expected });
    }
    Ok(Contract { init_code: init_code(&code), code: code.into() })
}

/// What is needed of a compiled contract in Foundry's form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Compiled {
    bytecode: Bytecode,
    deployed_bytecode: Bytecode,
}

#[derive(Deserialize)]
struct Bytecode {
    object: Bytes,
}

fn foundry(path: PathBuf) -> Result<Contract, ArtifactError> {
    let json = read(&path, "forge build")?;
    match serde_json::from_slice::<Compiled>(&json) {
        Ok(Compiled { bytecode, deployed_bytecode }) if !bytecode.object.is_empty() => {
            Ok(Contract { init_code: bytecode.object, code: deployed_bytecode.object })
        }
        _ => Err(ArtifactError::Malformed { path, expected: "a contract compiled by Foundry" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_names_the_build_when_a_program_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let error = Artifacts::read(folder.path(), folder.path()).unwrap_err().to_string();
        assert!(error.contains("hot.code") && error.contains("scripts/build-contracts"), "{error}");
    }

    #[test]
    fn program_refuses_when_it_is_not_compressed_or_too_large() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hot.code");
        for bytes in
            [b"\0asm\x01\0\0\0".to_vec(), [&PROGRAM_PREFIX[..], &[7; CODE_BYTES_MAX]].concat()]
        {
            std::fs::write(&path, bytes).unwrap();
            assert!(matches!(program(path.clone()), Err(ArtifactError::Malformed { .. })));
        }
    }

    #[test]
    fn foundry_reads_both_codes_and_refuses_an_interface() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("A.json");
        let write = |creation: &str, runtime: &str| {
            let json = serde_json::json!({"bytecode": {"object": creation}, "deployedBytecode": {"object": runtime}});
            std::fs::write(&path, json.to_string()).unwrap();
        };
        write("0x6001", "0x02");
        let contract = foundry(path.clone()).unwrap();
        assert_eq!((&contract.init_code[..], &contract.code[..]), (&[0x60, 1][..], &[2][..]));
        write("0x", "0x");
        assert!(matches!(foundry(path.clone()), Err(ArtifactError::Malformed { .. })));
    }
}
