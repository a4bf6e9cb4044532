//! What is deployed: Solidity compiled as `foundry.toml` says, and the built Stylus programs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use alloy::primitives::Bytes;
use anyhow::{Context as _, Result, bail};
use foundry_compilers::{
    Artifact as _, ConfigurableArtifacts, ProjectBuilder, ProjectCompileOutput, ProjectPathsConfig,
    artifacts::{
        BytecodeHash, EvmVersion, Optimizer, Settings, SettingsMetadata, Severity,
        output_selection::OutputSelection, remappings::Remapping,
    },
    solc::{Solc, SolcCompiler, SolcSettings},
};
use serde::Deserialize;

/// Contracts that the tests deploy, and where they are.
const SOURCES: [(&str, &str); 6] = [
    ("Front", "contracts/front/src/Front.sol"),
    ("FrontFactory", "contracts/front/src/FrontFactory.sol"),
    ("TestUsdc", "test/solidity/src/TestUsdc.sol"),
    ("TestUsdcProxy", "test/solidity/src/TestUsdcProxy.sol"),
    ("HostileToken", "test/solidity/src/HostileToken.sol"),
    ("HostileWallet", "test/solidity/src/HostileWallet.sol"),
];

/// Everything that the tests deploy.
#[derive(Debug)]
pub struct Artifacts {
    creation_codes: BTreeMap<&'static str, Bytes>,
    /// The hot program's code, as it lies on the chain.
    pub hot: Bytes,
    /// The cold program's code.
    pub cold: Bytes,
    /// The lens's code.
    pub lens: Bytes,
}

impl Artifacts {
    /// Compiles and loads everything, once per process.
    ///
    /// # Panics
    /// If something is missing or does not compile; the text says what to run.
    pub fn get() -> &'static Self {
        static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
        ARTIFACTS.get_or_init(|| match Self::load() {
            Ok(artifacts) => artifacts,
            Err(error) => panic!("{error:#}"),
        })
    }

    /// Size of a program's wasm, before compression.
    ///
    /// # Panics
    /// If it has not been built.
    #[must_use]
    pub fn wasm_bytes(&self, name: &str) -> usize {
        let path = program_path(&project_root(), name).with_extension("wasm");
        fs::metadata(path).expect("scripts/build-contracts writes it beside the code").len()
            as usize
    }

    /// Creation code of the Solidity contract `name`.
    ///
    /// # Panics
    /// If the tests do not compile such a contract.
    #[must_use]
    pub fn creation_code(&self, name: &str) -> &Bytes {
        self.creation_codes.get(name).expect("a contract named in SOURCES")
    }

    fn load() -> Result<Self> {
        let root = project_root();
        Ok(Self {
            creation_codes: compile(&root)?,
            hot: program(&root, "hot")?,
            cold: program(&root, "cold")?,
            lens: program(&root, "lens")?,
        })
    }
}

/// The project's directory.
#[must_use]
pub fn project_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap_or_default()
}

fn program_path(root: &Path, name: &str) -> PathBuf {
    root.join("target/contracts").join(name).with_extension("code")
}

/// A built Stylus program, ready to deploy.
fn program(root: &Path, name: &str) -> Result<Bytes> {
    let path = program_path(root, name);
    let code = fs::read(&path).with_context(|| {
        format!("no program at {}: run scripts/build-contracts", path.display())
    })?;
    Ok(code.into())
}

/// What the tests need of `foundry.toml`.
#[derive(Deserialize)]
struct FoundryToml {
    profile: Profiles,
}

#[derive(Deserialize)]
struct Profiles {
    default: Profile,
}

#[derive(Deserialize)]
struct Profile {
    src: PathBuf,
    test: PathBuf,
    remappings: Vec<String>,
    solc: PathBuf,
    evm_version: String,
    optimizer: bool,
    optimizer_runs: usize,
    #[serde(default)]
    via_ir: bool,
    bytecode_hash: String,
    cbor_metadata: bool,
}

impl Profile {
    fn read(root: &Path) -> Result<Self> {
        let path = root.join("foundry.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let parsed: FoundryToml = toml::from_str(&text).context("foundry.toml")?;
        Ok(parsed.profile.default)
    }

    /// The compiler's settings, as forge derives them.
    fn settings(&self, remappings: &[Remapping]) -> Result<Settings> {
        let parsed = |field: &str, error: String| anyhow::anyhow!("foundry.toml, {field}: {error}");
        let evm_version: EvmVersion =
            self.evm_version.parse().map_err(|e| parsed("evm_version", e))?;
        let bytecode_hash: BytecodeHash =
            self.bytecode_hash.parse().map_err(|e| parsed("bytecode_hash", e))?;
        Ok(Settings {
            remappings: remappings.to_vec(),
            optimizer: Optimizer {
                enabled: Some(self.optimizer),
                runs: Some(self.optimizer_runs),
                details: None,
            },
            metadata: Some(SettingsMetadata {
                use_literal_content: None,
                bytecode_hash: Some(bytecode_hash),
                cbor_metadata: Some(self.cbor_metadata),
            }),
            output_selection: OutputSelection::default_output_selection(),
            evm_version: Some(evm_version),
            via_ir: self.via_ir.then_some(true),
            ..Settings::default()
        })
    }
}

/// Compiles [`SOURCES`], or reads what an earlier run left under `target/solidity`.
fn compile(root: &Path) -> Result<BTreeMap<&'static str, Bytes>> {
    let profile = Profile::read(root)?;
    let out = root.join("target/solidity");
    fs::create_dir_all(&out)?;
    // Test runners start a process per test, and the compiler's cache is for one at a time.
    let lock = fs::File::create(out.join("lock"))?;
    lock.lock()?;
    let output = run_compiler(root, &profile, &out)?;
    let mut codes = BTreeMap::new();
    for (name, _) in SOURCES {
        let artifact = output.find_first(name).with_context(|| format!("solc left out {name}"))?;
        let code = artifact.get_bytecode_bytes().with_context(|| format!("{name} has no code"))?;
        codes.insert(name, code.into_owned());
    }
    Ok(codes)
}

fn run_compiler(
    root: &Path,
    profile: &Profile,
    out: &Path,
) -> Result<ProjectCompileOutput<SolcCompiler, ConfigurableArtifacts>> {
    let remappings: Vec<Remapping> =
        profile.remappings.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let paths = ProjectPathsConfig::builder()
        .sources(root.join(&profile.src))
        .tests(root.join(&profile.test))
        .artifacts(out.join("artifacts"))
        .cache(out.join("cache.json"))
        .build_infos(out.join("build-info"))
        .remappings(remappings.clone())
        .no_libs()
        .build_with_root(root);
    let settings = SolcSettings { settings: profile.settings(&remappings)?, ..Default::default() };
    let project = ProjectBuilder::<SolcCompiler, ConfigurableArtifacts>::new(Default::default())
        .paths(paths)
        .settings(settings)
        .set_compiler_severity_filter(Severity::Warning)
        .build(SolcCompiler::Specific(compiler(root, &profile.solc)?))?;
    let files = SOURCES.map(|(_, path)| root.join(path));
    let output = project.compile_files(files).context("run scripts/setup if solc is missing")?;
    if output.has_compiler_errors() {
        bail!("the Solidity does not compile:\n{output}");
    }
    Ok(output)
}

/// The compiler that forge uses too. Its version is read from its package: starting it for that
/// takes a second, in every process.
fn compiler(root: &Path, solc: &Path) -> Result<Solc> {
    #[derive(Deserialize)]
    struct Package {
        version: semver::Version,
    }
    let manifest = root.join("node_modules/solc/package.json");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("no solc at {}: run scripts/setup", manifest.display()))?;
    let package: Package = serde_json::from_str(&text)?;
    Ok(Solc::new_with_version(root.join(solc), package.version))
}
