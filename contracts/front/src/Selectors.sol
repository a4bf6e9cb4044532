// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The calls that the hot program serves: what pays, and the brakes. The full declarations, with
/// results and errors, are in `contracts/abi`.
interface IHot {
    function settleBatch(bytes calldata batch) external;
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    )
        external;

    function freezeTreasury(uint64 treasury) external;
    function freezeAgent(address agent) external;
    function removeAgent(address agent) external;
    function removeVendor(address agent, address vendor) external;
    function removeSharedVendor(uint64 treasury, address vendor) external;
    function cancelEdit(uint64 treasury, bytes32 object) external;
    function revokeDelegations(address agent) external;
    function withdraw(uint64 treasury, address to, uint256 value) external;
}

/// @notice The hot program's one overload, which has no selector by name beside the other.
interface IHotBytes {
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    )
        external;
}

/// @notice The calls that the lens serves: what makes the vault look like a token, what is stored, what would
/// happen; and the register of what was signed for payments to come. The full declarations are in
/// `contracts/abi`.
interface ILens {
    struct Session {
        address parent;
        address agent;
        uint32 generation;
        uint64 paymentCap;
        uint64 budget;
        uint64 notAfter;
    }

    function balanceOf(address agent) external view;
    function authorizationState(address authorizer, bytes32 nonce) external view;
    function name() external view;
    function symbol() external view;
    function version() external view;
    function decimals() external view;
    function totalSupply() external view;
    function DOMAIN_SEPARATOR() external view;
    function allowance(address owner, address spender) external view;
    function transfer(address to, uint256 value) external;
    function approve(address spender, uint256 value) external;
    function transferFrom(address from, address to, uint256 value) external;

    function check(address, address, uint256) external view;
    function eip712Domain() external view;
    function token() external view;
    function treasuryId(address, bytes32) external view;
    function treasury(uint64) external view;
    function agent(address) external view;
    function vendor(address, address) external view;
    function sharedVendor(uint64, address) external view;
    function rolesOf(uint64, address) external view;
    function pendingEdit(uint64, bytes32) external view;
    function approvalsOf(uint64, bytes32) external view;
    function registerSession(Session calldata, bytes calldata, bytes calldata) external;
    function approvePayment(uint64, bytes32) external;
    function registerApprovals(uint64, bytes32, bytes calldata) external;
    function revokeApproval(uint64, bytes32) external;
    function recordDenials(bytes calldata) external;
}

/// @notice Whether the hot program serves `selector`.
/// @dev The calls that pay come first, each leaving as soon as it is known.
function isHot(bytes4 selector) pure returns (bool) {
    if (selector == IHot.settleBatch.selector) return true;
    if (selector == IHot.transferWithAuthorization.selector) return true;
    if (selector == IHotBytes.transferWithAuthorization.selector) return true;
    return selector == IHot.freezeAgent.selector || selector == IHot.freezeTreasury.selector
        || selector == IHot.removeAgent.selector || selector == IHot.removeVendor.selector
        || selector == IHot.removeSharedVendor.selector || selector == IHot.cancelEdit.selector
        || selector == IHot.revokeDelegations.selector || selector == IHot.withdraw.selector;
}

/// @notice Whether the lens serves `selector`. What neither it nor the hot program serves is the cold
/// program's.
function isLens(bytes4 selector) pure returns (bool) {
    if (selector == ILens.balanceOf.selector) return true;
    if (selector == ILens.authorizationState.selector) return true;
    return selector == ILens.name.selector || selector == ILens.version.selector
        || selector == ILens.symbol.selector || selector == ILens.decimals.selector
        || selector == ILens.DOMAIN_SEPARATOR.selector || selector == ILens.totalSupply.selector
        || selector == ILens.allowance.selector || selector == ILens.transfer.selector
        || selector == ILens.approve.selector || selector == ILens.transferFrom.selector
        || selector == ILens.check.selector || selector == ILens.eip712Domain.selector
        || selector == ILens.token.selector || selector == ILens.treasuryId.selector
        || selector == ILens.treasury.selector || selector == ILens.agent.selector
        || selector == ILens.vendor.selector || selector == ILens.sharedVendor.selector
        || selector == ILens.rolesOf.selector || selector == ILens.pendingEdit.selector
        || selector == ILens.approvalsOf.selector || selector == ILens.recordDenials.selector
        || selector == ILens.registerSession.selector || selector == ILens.approvePayment.selector
        || selector == ILens.registerApprovals.selector || selector == ILens.revokeApproval.selector;
}
