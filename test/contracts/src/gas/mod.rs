//! The gas snapshot: what deployment, administration and payments cost, by the receipts' `gasUsed`
//! on a chain with L1 price 0, beside a direct EIP-3009 transfer of the same token in the same run.

mod administration;
mod batches;
mod operator;
mod payments;
mod report;
mod signers;
mod targets;

use alloy::sol_types::SolCall;
use serde::{Deserialize, Serialize};

pub use self::report::{SNAPSHOT, TABLE, differences, markdown};
use crate::{artifacts::Artifacts, parties::Party, world::World};

/// Everything that is measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Sizes of the programs.
    pub programs: Vec<Program>,
    /// Least gas limit with which the usual payment goes through, to the next hundred.
    pub payment_gas_limit: u64,
    /// Transactions.
    pub rows: Vec<Row>,
}

/// What a program weighs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// "hot", "cold" or "lens".
    pub name: String,
    /// Bytes of wasm.
    pub wasm_bytes: usize,
    /// Bytes of brotli, without the prefix of four.
    pub brotli_bytes: usize,
    /// Gas to start it, which is part of every call, as it is and when it is cached.
    pub init_gas: (u64, u64),
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it belongs to.
    pub section: Section,
    /// What it does.
    pub name: String,
    /// `gasUsed` with the programs as they are after activation.
    pub uncached: u64,
    /// `gasUsed` with the programs in the chain's cache, where that can make a difference.
    pub cached: Option<u64>,
    /// Bytes of calldata.
    pub calldata_bytes: usize,
    /// Part of `uncached` that is the token's own work, where it moves.
    pub token: Option<u64>,
    /// Payments in it, where it is a batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Batch>,
}

/// What else there is to say of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Payments in it.
    pub payments: usize,
    /// Bytes of its calldata after brotli.
    pub brotli_bytes: usize,
    /// `gasUsed` with the programs cached and an L1 price.
    pub with_l1: u64,
}

/// Parts of the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// Once per chain or vault.
    Deployment,
    /// Once per treasury, agent or vendor.
    Administration,
    /// Each time.
    Payments,
    /// Many at a time.
    Batches,
    /// The same payment without a vault.
    Direct,
}

impl Snapshot {
    /// Measures everything anew.
    #[must_use]
    pub fn measure() -> Self {
        let mut world = World::new();
        let mut rows = deployments(&world);
        rows.extend(administration::rows(&mut world));
        rows.extend(payments::rows(&mut world));
        rows.extend(batches::rows(&mut world));
        rows.extend(signers::rows(&mut world));
        let payment_gas_limit = payments::least_gas_limit(&mut world);
        Self { programs: programs(&world), payment_gas_limit, rows }
    }

    /// The row of this name.
    #[must_use]
    pub fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

fn deployments(world: &World) -> Vec<Row> {
    let rows = world.deployments.iter().filter(|(name, _)| !name.contains("token"));
    rows.map(|(name, gas)| Row {
        section: Section::Deployment,
        name: name.clone(),
        uncached: *gas,
        cached: None,
        calldata_bytes: 0,
        token: None,
        batch: None,
    })
    .collect()
}

fn programs(world: &World) -> Vec<Program> {
    let artifacts = Artifacts::get();
    let programs = [
        ("hot", world.hot, &artifacts.hot),
        ("cold", world.cold, &artifacts.cold),
        ("lens", world.lens, &artifacts.lens),
    ];
    programs
        .map(|(name, address, code)| Program {
            name: name.to_owned(),
            wasm_bytes: artifacts.wasm_bytes(name),
            brotli_bytes: code.len().saturating_sub(4),
            init_gas: operator::init_gas(world, address),
        })
        .to_vec()
}

/// A transaction to be measured, in a world that is put back afterwards.
struct Case<'a, C> {
    section: Section,
    name: String,
    sender: &'a Party,
    call: C,
}

impl<C: SolCall> Case<'_, C> {
    /// Sends it twice from the same state: as things are, and with the programs cached.
    fn measure(self, world: &mut World) -> Row {
        let uncached = self.gas(world, false);
        let cached = self.gas(world, true);
        let Self { section, name, call, .. } = self;
        let calldata_bytes = call.abi_encode().len();
        Row {
            section,
            name,
            uncached,
            cached: Some(cached),
            calldata_bytes,
            token: None,
            batch: None,
        }
    }

    fn gas(&self, world: &World, is_cached: bool) -> u64 {
        self.gas_after(world, |world| {
            if is_cached {
                operator::fill_cache(world);
            }
        })
    }

    /// What it takes once the chain's operator has `prepared` the world.
    fn gas_after(&self, world: &World, prepare: impl FnOnce(&World)) -> u64 {
        let snapshot = world.chain.snapshot();
        prepare(world);
        let outcome = world.send(self.sender, &self.call);
        let gas = outcome.gas_used;
        outcome.ok();
        assert!(world.chain.revert(snapshot), "a snapshot was lost");
        gas
    }
}
