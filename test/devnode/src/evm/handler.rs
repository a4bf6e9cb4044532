//! The steps of a transaction, with what Arbitrum does differently: the L1 fee is gas, tips are
//! dropped, computation is bounded and the gas beyond is given back.

use alloy::primitives::U256;
use revm::{
    context::{
        Cfg as _, ContextTr as _, JournalTr as _, Transaction as _,
        journaled_state::account::JournaledAccountTr as _,
        result::{EVMError, HaltReason, InvalidTransaction, ResultGas},
    },
    handler::{EvmTr as _, FrameResult, Handler, post_execution, validation},
    interpreter::{GasTracker, InitialAndFloorGas},
};
use std::convert::Infallible;

use super::machine::Machine;
use crate::config::{ArbosVersion, NETWORK_FEE_ACCOUNT, TX_COMPUTE_GAS};

/// Errors that keep a transaction out of a block.
pub(crate) type Rejection = EVMError<Infallible, InvalidTransaction>;

/// Runs one transaction the way Arbitrum does.
pub(super) struct Arbitrum {
    /// Gas charged for the transaction's place on L1.
    pub(super) poster_gas: u64,
    /// Whether the bound on computation holds, as it does for everything but `eth_call`.
    pub(super) bounded: bool,
}

impl Arbitrum {
    /// Gas that the transaction brought but may not compute with. From ArbOS 50 on the bound counts
    /// the intrinsic gas too.
    fn held_gas(&self, evm: &mut Machine, initial: &InitialAndFloorGas) -> u64 {
        if !self.bounded {
            return 0;
        }
        let ctx = evm.ctx_ref();
        let intrinsic = initial.initial_total_gas();
        let left = ctx.tx().gas_limit().saturating_sub(intrinsic);
        let charged = match ctx.chain().config.arbos {
            ArbosVersion::V40 => 0,
            ArbosVersion::V51 | ArbosVersion::V60 => intrinsic.saturating_sub(self.poster_gas),
        };
        left.saturating_sub(TX_COMPUTE_GAS.saturating_sub(charged))
    }
}

impl Handler for Arbitrum {
    type Evm = Machine;
    type Error = Rejection;
    type HaltReason = HaltReason;

    fn validate_initial_tx_gas(&self, evm: &mut Machine) -> Result<InitialAndFloorGas, Rejection> {
        let ctx = evm.ctx_ref();
        let (tx, cfg) = (ctx.tx(), ctx.cfg());
        let mut gas = validation::validate_initial_tx_gas_with_gas_params(
            tx,
            cfg.spec,
            cfg.gas_params(),
            cfg.is_eip7623_disabled(),
            false,
            cfg.tx_gas_limit_cap(),
            None,
        )?;
        let initial_gas = gas.initial_regular_gas().saturating_add(self.poster_gas);
        if initial_gas > tx.gas_limit() {
            let gas_limit = tx.gas_limit();
            return Err(
                InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, gas_limit }.into()
            );
        }
        gas.set_initial_regular_gas(initial_gas);
        Ok(gas)
    }

    fn tx_gas(&self, evm: &mut Machine, initial: &InitialAndFloorGas) -> GasTracker {
        let limit = evm.ctx_ref().tx().gas_limit();
        let left = limit.saturating_sub(initial.initial_total_gas());
        GasTracker::new(limit, left.saturating_sub(self.held_gas(evm, initial)), 0)
    }

    fn post_execution(
        &self,
        evm: &mut Machine,
        result: &mut FrameResult,
        initial: InitialAndFloorGas,
        eip7702_refund: i64,
    ) -> Result<ResultGas, Rejection> {
        let held = self.held_gas(evm, &initial);
        result.gas_mut().erase_cost(held);
        self.refund(evm, result, eip7702_refund)?;
        let is_halt = result.instruction_result().is_halt();
        let gas = post_execution::build_result_gas(is_halt, result.gas(), initial);
        self.reimburse_caller(evm, result)?;
        self.reward_beneficiary(evm, result)?;
        Ok(gas)
    }

    /// The base fee is not burned, and there is no tip: all goes to the network.
    fn reward_beneficiary(
        &self,
        evm: &mut Machine,
        result: &mut FrameResult,
    ) -> Result<(), Rejection> {
        let ctx = evm.ctx();
        let used =
            result.gas().total_gas_spent().saturating_sub(result.gas().refunded().unsigned_abs());
        let fee = U256::from(ctx.block.basefee).saturating_mul(U256::from(used));
        if !fee.is_zero() {
            let Ok(mut account) = ctx.journal_mut().load_account_mut(NETWORK_FEE_ACCOUNT);
            account.data.incr_balance(fee);
        }
        Ok(())
    }
}
