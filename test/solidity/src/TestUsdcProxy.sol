// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The proxy in front of the test token
/// @notice Costs what USDC's proxy costs: every call reads the admin, who is kept out, then the
/// implementation, and delegates to it.
contract TestUsdcProxy {
    /// @dev The slots of ERC-1967: keccak256("eip1967.proxy.admin") - 1, and so on.
    bytes32 private constant ADMIN =
        0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103;
    bytes32 private constant IMPLEMENTATION =
        0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    /// @notice The admin upgrades and does nothing else.
    error AdminCannotUse(address admin);
    /// @notice `caller` is not `admin`.
    error NotAdmin(address caller, address admin);

    /// @param implementation The token's code.
    /// @param admin Who may upgrade it.
    /// @param initialization A call run on the new proxy, typically `initialize`.
    constructor(address implementation, address admin, bytes memory initialization) {
        _store(ADMIN, admin);
        _store(IMPLEMENTATION, implementation);
        (bool ok, bytes memory data) = implementation.delegatecall(initialization);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(data, 32), mload(data))
            }
        }
    }

    /// @notice Replaces the token's code.
    function upgradeTo(address implementation) external {
        address admin = _load(ADMIN);
        require(msg.sender == admin, NotAdmin(msg.sender, admin));
        _store(IMPLEMENTATION, implementation);
    }

    fallback() external {
        require(msg.sender != _load(ADMIN), AdminCannotUse(msg.sender));
        address implementation = _load(IMPLEMENTATION);
        assembly {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), implementation, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if ok { return(0, returndatasize()) }
            revert(0, returndatasize())
        }
    }

    function _load(bytes32 slot) private view returns (address value) {
        assembly ("memory-safe") {
            value := sload(slot)
        }
    }

    function _store(bytes32 slot, address value) private {
        assembly ("memory-safe") {
            sstore(slot, value)
        }
    }
}
