// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What Nitro's precompile 0x71 says of a Stylus program, as far as the front asks.
interface IArbWasm {
    error ProgramNotActivated();
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    error ProgramExpired(uint64 ageInSeconds);

    /// @notice Seconds until `program` expires; reverts when it cannot be called at all.
    function programTimeLeft(address program) external view returns (uint64);
}

/// @notice Stylus programs: how to tell one, and whether the chain would run it now.
library Programs {
    /// @notice What ArbWasm proves. A failed question proves nothing: whoever asks chooses the gas.
    enum State {
        Unknown,
        Usable,
        Unusable
    }

    IArbWasm private constant ARB_WASM = IArbWasm(address(0x71));

    /// @dev Code prefixes of a program in one piece, and of one in fragments (ArbOS 60).
    bytes3 private constant CLASSIC = 0xeff000;
    bytes3 private constant ROOT = 0xeff002;

    /// @notice Whether `account` holds the code of a Stylus program, activated or not: a prefix
    /// that no other code may have (EIP-3541), and something behind it.
    function isProgram(address account) internal view returns (bool) {
        bytes3 prefix;
        assembly ("memory-safe") {
            mstore(0, 0)
            extcodecopy(account, 0, 0, 3)
            prefix := mload(0)
        }
        return account.code.length > 3 && (prefix == CLASSIC || prefix == ROOT);
    }

    /// @notice What ArbWasm says of `program` now.
    /// @dev Only an answer counts: a full word for usable, one of three typed errors for unusable.
    /// A precompile that runs out of gas reverts without data, so starving it is never proof.
    function state(address program) internal view returns (State) {
        (bool answered, bytes memory data) =
            address(ARB_WASM).staticcall(abi.encodeCall(IArbWasm.programTimeLeft, (program)));
        if (answered) {
            return data.length == 32 ? State.Usable : State.Unknown;
        }
        // The selector alone identifies the error; data shorter than that is padded and matches none.
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes4 cause = bytes4(data);
        bool refused = cause == IArbWasm.ProgramExpired.selector
            || cause == IArbWasm.ProgramNeedsUpgrade.selector
            || cause == IArbWasm.ProgramNotActivated.selector;
        return refused ? State.Unusable : State.Unknown;
    }
}
