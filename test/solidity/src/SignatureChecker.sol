// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice ERC-1271.
interface IContractSigner {
    function isValidSignature(
        bytes32 digest,
        bytes calldata signature
    )
        external
        view
        returns (bytes4);
}

/// @title Signatures of keys and of contracts
/// @notice Fails with the texts of USDC's ECRecover.
contract SignatureChecker {
    /// @dev Half of secp256k1's order: a larger s has a smaller twin (EIP-2).
    uint256 private constant HALF_ORDER =
        0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice Whether `signer` signed `digest`: by ECDSA, or, having code, by ERC-1271.
    function isValidSignatureNow(
        address signer,
        bytes32 digest,
        bytes calldata signature
    )
        external
        view
        returns (bool)
    {
        return signer.code.length == 0
            ? _recover(digest, signature) == signer
            : _approves(signer, digest, signature);
    }

    function _recover(bytes32 digest, bytes memory signature)
        private
        pure
        returns (address signer)
    {
        require(signature.length == 65, "ECRecover: invalid signature length");
        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
        require(uint256(s) <= HALF_ORDER, "ECRecover: invalid signature 's' value");
        require(v == 27 || v == 28, "ECRecover: invalid signature 'v' value");
        signer = ecrecover(digest, v, r, s);
        require(signer != address(0), "ECRecover: invalid signature");
    }

    function _approves(
        address signer,
        bytes32 digest,
        bytes memory signature
    )
        private
        view
        returns (bool)
    {
        (bool ok, bytes memory data) =
            signer.staticcall(abi.encodeCall(IContractSigner.isValidSignature, (digest, signature)));
        return ok && data.length >= 32
            && abi.decode(data, (bytes32)) == bytes32(IContractSigner.isValidSignature.selector);
    }
}
