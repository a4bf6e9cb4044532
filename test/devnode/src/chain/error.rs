//! Why the chain refuses a transaction, a call or a question.

use alloy::primitives::{Address, B256, Bytes, U256};
use revm::context::result::{EVMError, InvalidTransaction};

use crate::evm::Rejection;

/// A refusal. Texts follow geth where clients look at them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The bytes are no EIP-2718 transaction.
    #[error("cannot decode the transaction: {0}")]
    Undecodable(String),
    /// No sender can be recovered from the signature.
    #[error("invalid sender: the signature is not valid")]
    Signature,
    /// Arbitrum has no blob transactions.
    #[error("transaction type not supported: Arbitrum has no blob transactions")]
    Blobs,
    /// A request lacks what its type of transaction needs.
    #[error("the request does not describe a transaction: fee fields of different types are mixed")]
    Incomplete,
    /// The transaction is for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// The transaction's chain id.
        have: u64,
        /// This chain's.
        want: u64,
    },
    /// The sender has sent this nonce already.
    #[error("nonce too low: address {sender}, tx: {have} state: {want}")]
    NonceTooLow {
        /// The sender.
        sender: Address,
        /// The transaction's nonce.
        have: u64,
        /// The sender's next one.
        want: u64,
    },
    /// The very same transaction waits already.
    #[error("already known")]
    AlreadyKnown,
    /// Another transaction with this nonce waits and pays nearly as much.
    #[error("replacement transaction underpriced: raise the fee by at least 10%")]
    ReplacementUnderpriced,
    /// The fee does not cover the base fee.
    #[error("max fee per gas less than block base fee: maxFeePerGas: {have}, baseFee: {want}")]
    FeeTooLow {
        /// Wei per gas offered.
        have: u128,
        /// Wei per gas of the block.
        want: u64,
    },
    /// The gas limit does not cover what every such transaction costs.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// The gas limit.
        have: u64,
        /// Gas before the first instruction.
        want: u64,
    },
    /// The sender cannot pay for value and gas.
    #[error("insufficient funds for gas * price + value: have {have} want {want}")]
    Funds {
        /// Wei the sender has.
        have: U256,
        /// Wei needed.
        want: U256,
    },
    /// Another rule of a valid transaction is broken.
    #[error("{0}")]
    Invalid(String),
    /// A call reverted with this data.
    #[error("execution reverted")]
    Reverted(Bytes),
    /// A call failed otherwise.
    #[error("{0}")]
    Halted(String),
    /// No gas limit up to the cap is enough.
    #[error("gas required exceeds allowance ({0})")]
    GasAllowance(u64),
    /// No key for the sender, and it is not impersonated.
    #[error("no signer available for {0}: impersonate it, or sign and send the raw transaction")]
    UnknownAccount(Address),
    /// There is no such block.
    #[error("header not found: block {0}")]
    UnknownBlock(String),
    /// The state of the block is no longer kept.
    #[error("missing state: block {0} is too old, only recent blocks keep theirs")]
    StatePruned(u64),
    /// A time before the newest block's.
    #[error("timestamp {asked} is before the newest block's {last}")]
    TimeBackwards {
        /// The time asked for.
        asked: u64,
        /// The newest block's.
        last: u64,
    },
    /// There is no active program with this code hash.
    #[error("no active program with code hash {0}")]
    UnknownProgram(B256),
}

impl Error {
    /// Why the EVM would not run a transaction.
    pub(super) fn rejected(rejection: Rejection, sender: Address) -> Self {
        let invalid = match rejection {
            EVMError::Transaction(invalid) => invalid,
            other => return Self::Invalid(other.to_string()),
        };
        match invalid {
            InvalidTransaction::NonceTooLow { tx, state } => {
                Self::NonceTooLow { sender, have: tx, want: state }
            }
            InvalidTransaction::LackOfFundForMaxFee { fee, balance } => {
                Self::Funds { have: *balance, want: *fee }
            }
            InvalidTransaction::CallGasCostMoreThanGasLimit { initial_gas, gas_limit } => {
                Self::IntrinsicGas { have: gas_limit, want: initial_gas }
            }
            other => Self::Invalid(other.to_string()),
        }
    }
}
