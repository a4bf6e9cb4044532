//! revm with a second kind of code: frames whose code is a Stylus program run as WASM, and the two
//! kinds call each other in any nesting over one journal.

mod execute;
mod handler;
mod host;
mod instructions;
mod machine;
mod modules;
mod program;

use std::{collections::VecDeque, sync::Arc};

use alloy::primitives::{Address, B256};
use revm::{
    Database as _, Journal,
    context::{BlockEnv, CfgEnv, ContextTr as _, JournalTr as _, LocalContext, TxEnv},
    state::AccountInfo,
};
use stylus_vm::Pages;

pub(crate) use self::{
    execute::{Checks, Execution, block_env, execute},
    handler::Rejection,
    modules::Modules,
};
use crate::{config::Config, state::State};

/// Units in which a byte on L1 is priced: the gas of one byte of Ethereum calldata.
pub(crate) const L1_UNITS_PER_BYTE: u64 = 16;

/// What a transaction runs in.
pub(crate) type Context =
    revm::Context<BlockEnv, TxEnv, CfgEnv, State, Journal<State>, Running, LocalContext>;

/// Looking at accounts without warming them, as ArbOS does.
pub(crate) trait Peek {
    /// An account as it is now, with its code; empty if there is none.
    fn peek(&mut self, address: Address) -> AccountInfo;
}

impl Peek for Context {
    fn peek(&mut self, address: Address) -> AccountInfo {
        let (state, changes) = self.journal_mut().db_and_state_mut();
        if let Some(account) = changes.get(&address) {
            return account.info.clone();
        }
        let Ok(info) = state.basic(address);
        info.unwrap_or_default()
    }
}

/// What a transaction needs beside the journal, and what is not rolled back with a frame.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    /// The chain's configuration.
    pub(crate) config: Arc<Config>,
    /// Compiled programs.
    pub(crate) modules: Arc<Modules>,
    /// Number of the block that is being made, which `NUMBER` does not tell on Arbitrum.
    pub(crate) l2_block: u64,
    /// Hashes of the blocks before it that `ArbSys.arbBlockHash` can tell, the newest last.
    pub(crate) block_hashes: Arc<Vec<B256>>,
    /// Programs that ran in this block (ArbOS 60).
    pub(crate) recent: Recent,
    /// Pages of WASM memory in use.
    pub(crate) pages: Pages,
    /// Acting accounts of the open frames that act for themselves, the innermost last.
    pub(crate) acting: Vec<Address>,
}

impl Running {
    /// Whether `address` acts in more than one open frame.
    pub(crate) fn is_reentrant(&self, address: Address) -> bool {
        self.acting.iter().filter(|acting| **acting == address).count() > 1
    }
}

/// Code hashes of the programs used last in a block, which start as cheaply as cached ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recent(VecDeque<B256>);

impl Recent {
    /// Notes a use: whether the program was among the last `size` already.
    pub(crate) fn insert(&mut self, code_hash: B256, size: u16) -> bool {
        let position = self.0.iter().position(|hash| *hash == code_hash);
        if let Some(position) = position {
            self.0.remove(position);
        }
        self.0.push_front(code_hash);
        self.0.truncate(size.into());
        position.is_some()
    }
}
