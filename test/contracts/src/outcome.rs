//! What a transaction or a call did, decoded.

use std::fmt;

use alloy::{
    primitives::{Address, B256, Bytes, Log, U256},
    sol_types::{Revert, SolError, SolEvent, SolInterface as _},
};
use bursar_abi::{IArbWasm, IVault};

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Outcome<R> {
    /// What it returned, or why its changes do not stand.
    pub result: Result<R, Failure>,
    /// Gas it paid for.
    pub gas_used: u64,
    /// Its logs, of all contracts, in order.
    pub logs: Vec<Log>,
    /// Time of its block, Unix seconds.
    pub timestamp: u64,
}

impl<R> Outcome<R> {
    /// What it returned.
    ///
    /// # Panics
    /// If it failed: with the decoded error.
    #[track_caller]
    pub fn ok(self) -> R {
        match self.result {
            Ok(value) => value,
            Err(failure) => panic!("the transaction failed: {failure:?}"),
        }
    }

    /// Why it failed.
    ///
    /// # Panics
    /// If it did not.
    #[track_caller]
    pub fn failure(self) -> Failure {
        match self.result {
            Ok(_) => panic!("the transaction succeeded"),
            Err(failure) => failure,
        }
    }

    /// The policy's refusal: reason, asked, room.
    ///
    /// # Panics
    /// If it succeeded, or failed for another cause.
    #[track_caller]
    pub fn denied(self) -> Denial {
        let failure = self.failure();
        match IVault::PaymentDenied::abi_decode(&failure.0) {
            Ok(denied) => Denial { reason: denied.reason, asked: denied.asked, room: denied.room },
            Err(_) => panic!("the transaction failed otherwise: {failure:?}"),
        }
    }

    /// Names of the events of `contract`, a vault, in order.
    ///
    /// # Panics
    /// If it logged what its ABI does not declare.
    #[must_use]
    pub fn event_names(&self, contract: Address) -> Vec<String> {
        let declared = IVault::abi::events();
        let name = |topic: &B256| {
            let event = declared.values().flatten().find(|event| event.selector() == *topic);
            event.map(|event| event.name.clone())
        };
        let logs = self.logs.iter().filter(|log| log.address == contract);
        let names = logs.map(|log| log.topics().first().and_then(name));
        names.map(|name| name.expect("an event of the ABI")).collect()
    }

    /// The events `E` of `contract`, in order.
    #[must_use]
    pub fn find<E: SolEvent>(&self, contract: Address) -> Vec<E> {
        let logs = self.logs.iter().filter(|log| log.address == contract);
        logs.filter_map(|log| E::decode_log(log).ok().map(|event| event.data)).collect()
    }
}

/// A payment refused by the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Number of the reason.
    pub reason: u8,
    /// What the payment would have cost.
    pub asked: U256,
    /// What there was room for.
    pub room: U256,
}

impl Denial {
    /// A refusal of `asked` for `reason`, where there was room for `room`.
    #[must_use]
    pub fn new(reason: bursar_policy::Denial, asked: u64, room: u64) -> Self {
        Self { reason: reason as u8, asked: U256::from(asked), room: U256::from(room) }
    }
}

/// What a failed call answered: compared by its bytes, shown decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(pub Bytes);

impl Failure {
    /// A revert with a reason in words.
    #[must_use]
    pub fn text(reason: &str) -> Self {
        Self(Revert::from(reason).abi_encode().into())
    }

    /// No data: out of gas, or a program that cannot run.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Bytes::new())
    }

    /// The reason in words, if there is one.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        Revert::abi_decode(&self.0).ok().map(|revert| revert.reason)
    }
}

impl<E: SolError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.abi_encode().into())
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no data");
        }
        if let Some(reason) = self.reason() {
            return write!(f, "{reason:?}");
        }
        if let Ok(error) = IVault::IVaultErrors::abi_decode(&self.0) {
            return write!(f, "{error:?}");
        }
        if let Ok(error) = IArbWasm::IArbWasmErrors::abi_decode(&self.0) {
            return write!(f, "{error:?}");
        }
        write!(f, "{}", self.0)
    }
}
