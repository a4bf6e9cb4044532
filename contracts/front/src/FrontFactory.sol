// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Front} from "./Front.sol";

/// @title Creates vaults
/// @notice A vault's address commits to this factory, the front's code, the token, the three
/// programs and a salt: who knows these knows what the vault is, whoever created it. Creating one takes no
/// right and gives none.
contract FrontFactory {
    /// @notice `vault` was created for `token`; it runs the programs `hot`, `cold` and `lens`.
    event VaultCreated(
        address indexed vault, address indexed token, address hot, address cold, address lens
    );

    /// @notice The vault of these arguments exists already, at `vault`.
    error VaultExists(address vault);

    /// @notice Creates the vault of these arguments, ready for use.
    /// @param token What the vault holds. See the constructor of `Front` for what is refused.
    /// @param hot The hot Stylus program.
    /// @param cold The cold Stylus program.
    /// @param lens The lens, the Stylus program for views.
    /// @param salt Any number: an organisation that wants a vault of its own picks a new one.
    /// @return vault The address that `predict` tells.
    function create(
        address token,
        address hot,
        address cold,
        address lens,
        bytes32 salt
    )
        external
        returns (address vault)
    {
        vault = predict(token, hot, cold, lens, salt);
        require(vault.code.length == 0, VaultExists(vault));
        new Front{salt: salt}(token, hot, cold, lens);
        emit VaultCreated(vault, token, hot, cold, lens);
    }

    /// @notice The address at which `create` puts, or has put, the vault of these arguments.
    function predict(
        address token,
        address hot,
        address cold,
        address lens,
        bytes32 salt
    )
        public
        view
        returns (address vault)
    {
        bytes memory arguments = abi.encode(token, hot, cold, lens);
        bytes32 initCodeHash = keccak256(abi.encodePacked(type(Front).creationCode, arguments));
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, initCodeHash));
        return address(uint160(uint256(hash)));
    }
}
