//! Puts the vault's programs, the factory and a vault onto a chain with Stylus.
//!
//! Every address follows from the bytes deployed there: the programs and the factory come from the
//! CREATE2 factory, the vault from ours. So deploying again finds what exists and goes on where it
//! stopped, and two people who deploy the same bytes get the same addresses.

mod activation;
mod artifacts;
mod create2;

use std::collections::BTreeMap;

use alloy::primitives::{Address, B256, keccak256};
use bursar_abi::{IFrontFactory, IVault};
use serde::Serialize;

use crate::chain::{Chain, ChainError};
pub use activation::{ARB_WASM, stylus_version};
pub(crate) use activation::{is_unusable, with_margin};
pub use artifacts::{ArtifactError, Artifacts, Contract};
pub use create2::{CREATE2_FACTORY, address as create2_address, init_code};

/// What is deployed.
#[derive(Debug)]
pub struct Plan {
    /// The token that the vault holds.
    pub token: Address,
    /// Tells vaults of the same token and programs apart.
    pub salt: B256,
    /// The bytes.
    pub artifacts: Artifacts,
}

/// What is on the chain after a deployment.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// EIP-155.
    pub chain_id: u64,
    /// The program for settlement, the facade and the brakes.
    pub hot: Address,
    /// The program for edits and deposits.
    pub cold: Address,
    /// The program for views.
    pub lens: Address,
    /// Creates vaults.
    pub factory: Address,
    /// The vault.
    pub vault: Address,
    /// What it holds.
    pub token: Address,
    /// The block in which the vault was created, if it was now: where `audit verify` may begin.
    pub block: Option<u64>,
    /// keccak256 of the code at each address, as the chain has it.
    pub codehashes: BTreeMap<&'static str, B256>,
    /// Gas of each transaction that was sent; what existed is not in it.
    pub gas: BTreeMap<&'static str, u64>,
}

/// A step of a deployment, as it ends.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// What the step makes; the key in [`Deployment::gas`].
    pub name: &'static str,
    /// Where.
    pub address: Address,
    /// Gas used, none if it existed already.
    pub gas: Option<u64>,
}

/// Why a deployment stopped. Doing it again goes on where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// ArbWasm does not answer.
    #[error(
        "the chain {0} has no Stylus (ArbWasm at {ARB_WASM} does not answer), so the vault's programs cannot run there; nothing was sent"
    )]
    NoStylus(u64),
    /// The chain lacks the CREATE2 factory.
    #[error(
        "the chain has no CREATE2 factory at {CREATE2_FACTORY}; deploy it first (github.com/Arachnid/deterministic-deployment-proxy); nothing was sent"
    )]
    NoCreate2Factory,
    /// There is no token there.
    #[error(
        "there is no contract at {0}: --token must be an ERC-20 token on this chain; nothing was sent"
    )]
    NoToken(Address),
    /// The chain has other bytes there than were deployed.
    #[error("the code of {name} at {address} is not what was built: do not use it")]
    CodeDiffers {
        /// Which contract.
        name: &'static str,
        /// Where.
        address: Address,
    },
    /// A call or transaction failed.
    #[error("{step}")]
    Step {
        /// Which step.
        step: &'static str,
        /// What went wrong.
        source: ChainError,
    },
}

/// Names the step in which a call failed.
trait InStep<T> {
    fn step(self, step: &'static str) -> Result<T, DeployError>;
}

impl<T> InStep<T> for Result<T, ChainError> {
    fn step(self, step: &'static str) -> Result<T, DeployError> {
        self.map_err(|source| DeployError::Step { step, source })
    }
}

/// Makes sure that nothing is missing before anything is sent.
///
/// # Errors
/// [`DeployError::NoStylus`], [`DeployError::NoCreate2Factory`], [`DeployError::NoToken`], or
/// [`DeployError::Step`] if the node does not answer.
pub async fn check_chain(chain: &Chain, token: Address) -> Result<(), DeployError> {
    let step = "look at the chain";
    if stylus_version(chain).await.step(step)?.is_none() {
        return Err(DeployError::NoStylus(chain.id()));
    }
    if chain.code(CREATE2_FACTORY).await.step(step)?.is_empty() {
        return Err(DeployError::NoCreate2Factory);
    }
    if chain.code(token).await.step(step)?.is_empty() {
        return Err(DeployError::NoToken(token));
    }
    Ok(())
}

/// Deploys what `plan` holds and does not exist yet, and tells each step.
///
/// # Errors
/// Those of [`check_chain`]; [`DeployError::Step`] for what fails on the way;
/// [`DeployError::CodeDiffers`] if the chain does not hold the plan's bytes in the end.
pub async fn run(
    chain: &Chain,
    plan: &Plan,
    told: &mut dyn FnMut(Step),
) -> Result<Deployment, DeployError> {
    check_chain(chain, plan.token).await?;
    let mut run = Run { chain, told, gas: BTreeMap::new() };
    let hot = run.contract("hot", &plan.artifacts.hot).await?;
    let cold = run.contract("cold", &plan.artifacts.cold).await?;
    let lens = run.contract("lens", &plan.artifacts.lens).await?;
    run.activation("activateHot", hot).await?;
    run.activation("activateCold", cold).await?;
    run.activation("activateLens", lens).await?;
    let factory = run.contract("factory", &plan.artifacts.factory).await?;
    let (vault, block) = run.vault(plan, factory, hot, cold, lens).await?;
    let gas = run.gas;
    let mut codehashes = BTreeMap::new();
    let deployed =
        [("hot", hot), ("cold", cold), ("lens", lens), ("factory", factory), ("vault", vault)];
    for (name, address) in deployed {
        codehashes.insert(name, keccak256(chain.code(address).await.step("read code hashes")?));
    }
    let token =
        chain.view(vault, &IVault::tokenCall {}).await.step("ask the vault for its token")?;
    if token != plan.token {
        return Err(DeployError::CodeDiffers { name: "vault", address: vault });
    }
    let chain_id = chain.id();
    Ok(Deployment { chain_id, hot, cold, lens, factory, vault, token, block, codehashes, gas })
}

/// A deployment on its way.
struct Run<'a> {
    chain: &'a Chain,
    told: &'a mut dyn FnMut(Step),
    gas: BTreeMap<&'static str, u64>,
}

impl Run<'_> {
    fn done(&mut self, name: &'static str, address: Address, gas: Option<u64>) {
        if let Some(gas) = gas {
            self.gas.insert(name, gas);
        }
        (self.told)(Step { name, address, gas });
    }

    /// A contract by the CREATE2 factory, compared with what was built.
    async fn contract(
        &mut self,
        name: &'static str,
        contract: &Contract,
    ) -> Result<Address, DeployError> {
        let (address, gas) = create2::deploy(self.chain, contract).await.step(name)?;
        if self.chain.code(address).await.step(name)? != contract.code {
            return Err(DeployError::CodeDiffers { name, address });
        }
        self.done(name, address, gas);
        Ok(address)
    }

    async fn activation(
        &mut self,
        name: &'static str,
        program: Address,
    ) -> Result<(), DeployError> {
        let gas = activation::ensure(self.chain, program).await.step(name)?;
        self.done(name, program, gas);
        Ok(())
    }

    /// The vault by our factory, and the block of its creation if that was now.
    async fn vault(
        &mut self,
        plan: &Plan,
        factory: Address,
        hot: Address,
        cold: Address,
        lens: Address,
    ) -> Result<(Address, Option<u64>), DeployError> {
        let (name, chain) = ("vault", self.chain);
        let Plan { token, salt, .. } = *plan;
        let predict = IFrontFactory::predictCall { token, hot, cold, lens, salt };
        let vault = chain.view(factory, &predict).await.step(name)?;
        if !chain.code(vault).await.step(name)?.is_empty() {
            self.done(name, vault, None);
            return Ok((vault, None));
        }
        let create = IFrontFactory::createCall { token, hot, cold, lens, salt };
        let receipt = chain.send(factory, &create).await.step(name)?;
        self.done(name, vault, Some(receipt.gas_used));
        Ok((vault, receipt.block_number))
    }
}
