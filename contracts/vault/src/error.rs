//! What a call answers when it refuses.

use alloc::{boxed::Box, vec::Vec};

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use bursar_abi::IVault;
use bursar_policy::{
    AuthorizationFault, Denied, EditFault, PolicyFault, batch::Refused, delegation::GrantFault,
};

use crate::codec;

/// Revert data: one of the interface's errors, encoded where it arose.
///
/// Encoding at once keeps `?` cheap and the programs small: no type that unites every error, and no
/// second match over it at the end. Being one pointer, it passes through `?` in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Box<RevertData>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct RevertData(Vec<u8>);

/// What a call answers: its result or a [`Refusal`].
pub type Outcome<T = ()> = Result<T, Refusal>;

impl<E: SolError> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::of(codec::encode(&E::SELECTOR, &error.tokenize()))
    }
}

impl Refusal {
    // Once in a program, not once for each error.
    #[inline(never)]
    fn of(revert_data: Vec<u8>) -> Self {
        Self(Box::new(RevertData(revert_data)))
    }

    /// What the caller gets.
    #[must_use]
    pub fn into_revert_data(self) -> Vec<u8> {
        self.0.0
    }

    /// The policy said no.
    #[must_use]
    pub fn denied(denied: Denied) -> Self {
        IVault::PaymentDenied::from(denied).into()
    }

    /// The authorization is no good; `Error(string)` with the text that facilitators classify.
    #[must_use]
    pub fn fault(fault: AuthorizationFault) -> Self {
        alloy_sol_types::Revert::from(fault.text()).into()
    }

    /// An authorization does not pay.
    #[must_use]
    pub fn refused(refused: Refused) -> Self {
        match refused {
            Refused::Fault(fault) => Self::fault(fault),
            Refused::Denied(denied) => Self::denied(denied),
        }
    }

    /// A policy, limits or an entry is not well formed.
    #[must_use]
    pub fn policy(fault: PolicyFault) -> Self {
        IVault::PolicyInvalid { fault: fault.code() }.into()
    }

    /// An edit is refused; `agent` is whom it concerns, where it concerns one.
    #[must_use]
    pub fn edit(fault: EditFault, agent: Address) -> Self {
        match fault {
            EditFault::VersionMismatch { expected, actual } => {
                IVault::VersionMismatch { expected, actual }.into()
            }
            EditFault::VersionExhausted { version } => IVault::VersionExhausted { version }.into(),
            EditFault::Bound { treasury } => IVault::AgentBound { agent, treasury }.into(),
            EditFault::Invalid(fault) => Self::policy(fault),
        }
    }

    /// What `parent` grants to `agent` is not granted.
    #[must_use]
    pub fn grant(fault: GrantFault, parent: Address, agent: Address) -> Self {
        match fault {
            GrantFault::ParentUnknown => IVault::AgentUnknown { agent: parent }.into(),
            GrantFault::Ended => IVault::DelegationEnded { parent }.into(),
            GrantFault::SaltUsed { account, salt } => {
                IVault::SaltUsed { agent: account, salt }.into()
            }
            GrantFault::Over { not_after, now } => {
                IVault::ConsentExpired { deadline: not_after, now }.into()
            }
            GrantFault::Edit(fault) => Self::edit(fault, agent),
        }
    }
}
