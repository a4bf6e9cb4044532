// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title An account that is a contract, and misbehaves on demand
/// @notice Signs by one key (ERC-1271) until it is told otherwise, and calls whatever it is told to.
/// Anybody configures it.
contract HostileWallet {
    /// @notice How it answers when asked for a signature.
    enum Answer {
        /// @notice As its key's signature deserves.
        Honest,
        /// @notice That any signature is its own.
        Always,
        /// @notice With another word.
        Wrong,
        /// @notice With the magic value at the wrong end of the word.
        Padded,
        /// @notice With no data.
        Nothing,
        /// @notice With the magic value, and 100,000 bytes behind it.
        Huge,
        Revert,
        /// @notice Never: it uses up all gas that it gets.
        Burn,
        /// @notice With the magic value unless the call that it makes meanwhile fails.
        Call,
        /// @notice With the magic value while nobody pays for gas: in simulations, and in no block.
        Free
    }

    /// @dev Far above what a caller should ever copy.
    uint256 private constant HUGE_BYTES = 100_000;

    address public immutable key;
    Answer public answer;
    address public target;
    bytes public payload;

    /// @notice Asked to fail, it failed.
    error Refused();

    constructor(address key_) {
        key = key_;
    }

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @notice Makes it call `target_` when asked for a signature with `Answer.Call`.
    function setCall(address target_, bytes calldata payload_) external {
        target = target_;
        payload = payload_;
    }

    /// @notice Calls `to` as this account; fails as the call does.
    function execute(address to, bytes calldata data) external {
        (bool success, bytes memory result) = to.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }

    /// @notice ERC-1271.
    function isValidSignature(
        bytes32 digest,
        bytes calldata signature
    )
        external
        view
        returns (bytes4 word)
    {
        bytes4 magic = this.isValidSignature.selector;
        Answer how = answer;
        if (how == Answer.Honest) return _isByKey(digest, signature) ? magic : bytes4(0xffffffff);
        if (how == Answer.Always) return magic;
        if (how == Answer.Wrong) return 0xffffffff;
        if (how == Answer.Revert) revert Refused();
        if (how == Answer.Free) return tx.gasprice == 0 ? magic : bytes4(0xffffffff);
        if (how == Answer.Call) {
            (bool success,) = target.staticcall(payload);
            return success ? magic : bytes4(0xffffffff);
        }
        assembly ("memory-safe") {
            switch how
            case 3 {
                mstore(0, shr(224, magic))
                return(0, 32)
            }
            case 4 { return(0, 0) }
            case 5 {
                let at := mload(64)
                mstore(at, magic)
                return(at, HUGE_BYTES)
            }
            default { for {} 1 {} {} }
        }
    }

    function _isByKey(bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signature.length != 65) return false;
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        return ecrecover(digest, uint8(signature[64]), r, s) == key;
    }
}
