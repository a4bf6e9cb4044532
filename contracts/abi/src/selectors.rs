//! Which program serves which call. The front's `Selectors.sol` says the same.

use crate::IVault::*;
use alloy_sol_types::SolCall;

/// Selectors that the front sends to the hot program.
pub const HOT: &[[u8; 4]] = &[
    settleBatchCall::SELECTOR,
    transferWithAuthorization_0Call::SELECTOR,
    transferWithAuthorization_1Call::SELECTOR,
    freezeTreasuryCall::SELECTOR,
    freezeAgentCall::SELECTOR,
    removeAgentCall::SELECTOR,
    removeVendorCall::SELECTOR,
    removeSharedVendorCall::SELECTOR,
    cancelEditCall::SELECTOR,
    revokeDelegationsCall::SELECTOR,
    withdrawCall::SELECTOR,
];

/// Selectors that the front sends to the lens; all that are neither here nor in [`HOT`] go to the cold
/// program.
pub const LENS: &[[u8; 4]] = &[
    balanceOfCall::SELECTOR,
    authorizationStateCall::SELECTOR,
    nameCall::SELECTOR,
    symbolCall::SELECTOR,
    versionCall::SELECTOR,
    decimalsCall::SELECTOR,
    totalSupplyCall::SELECTOR,
    DOMAIN_SEPARATORCall::SELECTOR,
    allowanceCall::SELECTOR,
    transferCall::SELECTOR,
    approveCall::SELECTOR,
    transferFromCall::SELECTOR,
    checkCall::SELECTOR,
    eip712DomainCall::SELECTOR,
    tokenCall::SELECTOR,
    treasuryIdCall::SELECTOR,
    treasuryCall::SELECTOR,
    agentCall::SELECTOR,
    vendorCall::SELECTOR,
    sharedVendorCall::SELECTOR,
    rolesOfCall::SELECTOR,
    pendingEditCall::SELECTOR,
    registerSessionCall::SELECTOR,
    approvePaymentCall::SELECTOR,
    registerApprovalsCall::SELECTOR,
    revokeApprovalCall::SELECTOR,
    recordDenialsCall::SELECTOR,
    approvalsOfCall::SELECTOR,
];
